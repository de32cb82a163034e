"""From a framework to plain data, in the shape of a framework file. What equals its default is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from revue_analytics.framework.model import Action, Framework, Measure, Node, Scale, Tag


NODE_TEXTS = ("number", "quote", "stake", "clarification", "origin", "question", "plain", "proportionality", "axis")
NODE_LISTS = ("evidence", "secondary_axes", "principles", "phases")


def as_dict(framework: Framework) -> dict[str, Any]:
    """Return the content of `framework` as dicts, lists, texts and numbers that JSON and YAML can hold."""
    return _filled(
        id=framework.id,
        version=framework.version,
        date=framework.date,
        title=framework.title,
        definition=framework.definition,
        status=framework.status,
        origins=framework.origins,
        depth_names=[_filled(name=d.name, label=d.label, plural=d.plural) for d in framework.depths],
        weights_note=framework.weights_note,
        scale=_scale(framework.scale) if framework.scale else None,
        axes=[_tag(tag, None) for tag in framework.axes],
        principles=[_tag(tag, None) for tag in framework.principles],
        phases=[_tag(tag, framework.phases_origin) for tag in framework.phases],
        phases_note=framework.phases_note,
        phases_origin=framework.phases_origin,
        indicators=[_node(node, framework) for node in framework.top],
    )


def _scale(scale: Scale) -> dict[str, Any]:
    levels = [_filled(value=x.value, code=x.code, label=x.label, meaning=x.meaning) for x in scale.levels]
    off = [_filled(code=x.code, short=x.short, label=x.label, effect=x.effect) for x in scale.off_scale]
    # off_scale stays even when empty: a file without the key has the usual two answers
    return _filled(min=scale.minimum, max=scale.maximum, rule=scale.rule, levels=levels) | {"off_scale": off}


def _tag(tag: Tag, origin: str | None) -> dict[str, Any]:
    said = None if tag.origin == origin else tag.origin
    return _filled(id=tag.id, label=tag.label, question=tag.question, source=tag.source, origin=said)


def _node(node: Node, framework: Framework) -> dict[str, Any]:
    return _filled(
        id=node.id,
        label=node.label,
        short=None if node.short == node.label else node.short,
        weight=None if node.weight == 1 else node.weight,
        **{name: getattr(node, name) for name in NODE_TEXTS},
        short_form=node.short_form or None,
        anchors={str(level): text for level, text in node.anchors.items()},
        actions=[_action(action) for action in node.actions],
        **{name: list(getattr(node, name)) for name in NODE_LISTS},
        children=[_node(child, framework) for child in framework.children(node.id)],
    ) | ({"measure": _measure(node.measure)} if node.measure else {})


def _action(action: Action) -> dict[str, Any]:
    return _filled(
        to=action.to_level, label=action.label, tools=list(action.tools), horizon=action.horizon, effort=action.effort
    )


def _measure(measure: Measure) -> dict[str, Any]:
    goalposts = list(measure.goalposts) if measure.goalposts else None
    return _filled(unit=measure.unit, direction=measure.direction, goalposts=goalposts)


def _filled(**items: Any) -> dict[str, Any]:
    """Keep what is filled in: not `None`, no empty list or mapping (0 is kept)."""
    return {
        name: dict(item) if hasattr(item, "items") else item
        for name, item in items.items()
        if item is not None and item != [] and item != {}
    }
