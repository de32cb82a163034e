"""From plain data that has passed the checks to a framework. Every default of the file format is set here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from revue_analytics.framework.model import (
    OVERALL,
    Action,
    Depth,
    Framework,
    Level,
    Measure,
    Node,
    OffScale,
    Scale,
    Tag,
    Text,
)
from revue_analytics.language import LANGUAGES

Data = Mapping[str, Any]

USUAL_DEPTHS = (
    Depth("indicator", {"fr": "indicateur", "en": "indicator"}, {"fr": "indicateurs", "en": "indicators"}),
    Depth("criterion", {"fr": "critère", "en": "criterion"}, {"fr": "critères", "en": "criteria"}),
)
USUAL_OFF_SCALE = (
    OffScale("unknown", {"fr": "NSP", "en": "DK"}, {"fr": "Ne sait pas", "en": "Don’t know"}),
    OffScale("not_applicable", {"fr": "SO", "en": "NA"}, {"fr": "Sans objet", "en": "Not applicable"}),
)


def build(data: Data) -> Framework:
    """Return the framework that `data`, already checked, describes."""
    scale = _scale(data["scale"]) if data.get("scale") else None
    nodes = tuple(node for top in data["indicators"] for node in _nodes(top, OVERALL, 1, scale))
    phases_origin = data.get("phases_origin")
    return Framework(
        id=data["id"],
        version=data.get("version"),
        date=data.get("date"),
        title=_text(data["title"]),
        definition=_maybe(data.get("definition")),
        status=_maybe(data.get("status")),
        origins={key: _text(text) for key, text in data.get("origins", {}).items()},
        depths=_depths(data.get("depth_names"), max(node.depth for node in nodes)),
        weights_note=_maybe(data.get("weights_note")),
        scale=scale,
        axes=tuple(_tag(tag) for tag in data.get("axes", ())),
        principles=tuple(_tag(tag) for tag in data.get("principles", ())),
        phases=tuple(_tag(tag, phases_origin) for tag in data.get("phases", ())),
        phases_note=_maybe(data.get("phases_note")),
        phases_origin=phases_origin,
        nodes=nodes,
    )


def _text(given: str | Text) -> Text:
    """Return a text per language; a plain text is the same in every one."""
    return dict.fromkeys(LANGUAGES, given) if isinstance(given, str) else dict(given)


def _maybe(given: str | Text | None) -> Text | None:
    return None if given is None else _text(given)


def _texts(given: Sequence[str | Text]) -> tuple[Text, ...]:
    return tuple(_text(text) for text in given)


def _depths(given: Sequence[str | Data] | None, depth: int) -> tuple[Depth, ...]:
    """Name the depths: without names, one or two depths are indicators and criteria, more are numbered."""
    if given:
        return tuple(_depth(name) for name in given)
    return USUAL_DEPTHS[:depth] if depth <= len(USUAL_DEPTHS) else tuple(_numbered(i + 1) for i in range(depth))


def _numbered(depth: int) -> Depth:
    label = {"fr": f"nœud de rang {depth}", "en": f"depth-{depth} node"}
    return Depth(f"depth{depth}", label, {"fr": f"nœuds de rang {depth}", "en": f"depth-{depth} nodes"})


def _depth(given: str | Data) -> Depth:
    entry: Data = {"name": given} if isinstance(given, str) else given
    label = _text(entry.get("label", entry["name"]))
    return Depth(entry["name"], label, _text(entry.get("plural", label)))


def _scale(given: Data) -> Scale:
    low, high = given["min"], given["max"]
    entries = given.get("levels") or [{"value": value, "label": str(value)} for value in range(low, high + 1)]
    levels = sorted((_level(entry) for entry in entries), key=lambda level: level.value)
    off = tuple(_off_scale(entry) for entry in given["off_scale"]) if "off_scale" in given else USUAL_OFF_SCALE
    return Scale(low, high, tuple(levels), _maybe(given.get("rule")), off)


def _level(given: Data) -> Level:
    value = given["value"]
    return Level(value, given.get("code", str(value)), _text(given["label"]), _maybe(given.get("meaning")))


def _off_scale(given: Data) -> OffScale:
    label = _text(given["label"])
    return OffScale(given["code"], _text(given.get("short", label)), label, _maybe(given.get("effect")))


def _tag(given: Data, origin: str | None = None) -> Tag:
    question, source = _maybe(given.get("question")), _maybe(given.get("source"))
    return Tag(given["id"], _text(given["label"]), question, source, given.get("origin", origin))


def _nodes(given: Data, parent: str, depth: int, scale: Scale | None) -> Iterator[Node]:
    """Yield a node, then what is below it."""
    below = given.get("children", ())
    label = _text(given["label"])
    yield Node(
        id=given["id"],
        label=label,
        short=_text(given.get("short", label)),
        number=given.get("number"),
        parent=parent,
        depth=depth,
        children=tuple(child["id"] for child in below),
        weight=float(given.get("weight", 1.0)),
        quote=_maybe(given.get("quote")),
        stake=_maybe(given.get("stake")),
        clarification=_maybe(given.get("clarification")),
        origin=given.get("origin"),
        question=_maybe(given.get("question")),
        plain=_maybe(given.get("plain")),
        short_form=bool(given.get("short_form", False)),
        anchors={
            level: _text(text) for level, text in sorted((int(k), v) for k, v in given.get("anchors", {}).items())
        },
        evidence=_texts(given.get("evidence", ())),
        actions=_actions(given),
        proportionality=_maybe(given.get("proportionality")),
        axis=given.get("axis"),
        secondary_axes=tuple(given.get("secondary_axes", ())),
        principles=tuple(given.get("principles", ())),
        phases=tuple(given.get("phases", ())),
        measure=None if below else _measure(given.get("measure"), scale),
    )
    for child in below:
        yield from _nodes(child, given["id"], depth + 1, scale)


def _actions(given: Data) -> tuple[Action, ...]:
    """Return the actions of a criterion, lowest level first: they form a chain."""
    criterion = given["id"]
    return tuple(
        Action(
            id=f"{criterion}-{entry['to']}",
            criterion=criterion,
            to_level=entry["to"],
            label=_text(entry["label"]),
            tools=_texts(entry.get("tools", ())),
            horizon=entry.get("horizon"),
            effort=entry.get("effort"),
        )
        for entry in sorted(given.get("actions", ()), key=lambda entry: int(entry["to"]))
    )


def _measure(given: Data | None, scale: Scale | None) -> Measure | None:
    """Return how a leaf is measured; one that says nothing is rated if there is a scale, measured if there is none."""
    if given is None:
        return None if scale else Measure()
    low_high = given.get("goalposts")
    goalposts = (float(low_high[0]), float(low_high[1])) if low_high else None
    return Measure(_maybe(given.get("unit")), int(given.get("direction", 1)), goalposts)
