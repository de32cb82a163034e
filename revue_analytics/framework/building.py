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

TEXTS = ("quote", "stake", "clarification", "question", "plain", "proportionality")
TAGS = ("secondary_axes", "principles", "phases")
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


def _text(data: str | Text) -> Text:
    """Return a text per language; a plain text is the same in every one."""
    return dict.fromkeys(LANGUAGES, data) if isinstance(data, str) else dict(data)


def _maybe(data: str | Text | None) -> Text | None:
    return None if data is None else _text(data)


def _texts(data: Sequence[str | Text]) -> tuple[Text, ...]:
    return tuple(_text(text) for text in data)


def _depths(data: Sequence[str | Data] | None, depth: int) -> tuple[Depth, ...]:
    """Name the depths: without names, one or two depths are indicators and criteria, more are numbered."""
    if data:
        return tuple(_depth(name) for name in data)
    return USUAL_DEPTHS[:depth] if depth <= len(USUAL_DEPTHS) else tuple(_numbered(i + 1) for i in range(depth))


def _numbered(depth: int) -> Depth:
    label = {"fr": f"nœud de rang {depth}", "en": f"depth-{depth} node"}
    return Depth(f"depth{depth}", label, {"fr": f"nœuds de rang {depth}", "en": f"depth-{depth} nodes"})


def _depth(data: str | Data) -> Depth:
    entry: Data = {"name": data} if isinstance(data, str) else data
    label = _text(entry.get("label", entry["name"]))
    return Depth(entry["name"], label, _text(entry.get("plural", label)))


def _scale(data: Data) -> Scale:
    low, high = data["min"], data["max"]
    entries = data.get("levels") or [{"value": value, "label": str(value)} for value in range(low, high + 1)]
    levels = sorted((_level(entry) for entry in entries), key=lambda level: level.value)
    off = tuple(_off_scale(entry) for entry in data["off_scale"]) if "off_scale" in data else USUAL_OFF_SCALE
    return Scale(low, high, tuple(levels), _maybe(data.get("rule")), off)


def _level(data: Data) -> Level:
    value = data["value"]
    return Level(value, data.get("code", str(value)), _text(data["label"]), _maybe(data.get("meaning")))


def _off_scale(data: Data) -> OffScale:
    label = _text(data["label"])
    return OffScale(data["code"], _text(data.get("short", label)), label, _maybe(data.get("effect")))


def _tag(data: Data, origin: str | None = None) -> Tag:
    question, source = _maybe(data.get("question")), _maybe(data.get("source"))
    return Tag(data["id"], _text(data["label"]), question, source, data.get("origin", origin))


def _nodes(data: Data, parent: str, depth: int, scale: Scale | None) -> Iterator[Node]:
    """Yield a node, then what is below it."""
    below = data.get("children", ())
    label = _text(data["label"])
    texts: dict[str, Any] = {name: _maybe(data.get(name)) for name in TEXTS}
    tags: dict[str, Any] = {name: tuple(data.get(name, ())) for name in TAGS}
    anchors = sorted((int(level), text) for level, text in data.get("anchors", {}).items())
    yield Node(
        id=data["id"],
        label=label,
        short=_text(data.get("short", label)),
        number=data.get("number"),
        parent=parent,
        depth=depth,
        children=tuple(child["id"] for child in below),
        weight=float(data.get("weight", 1.0)),
        origin=data.get("origin"),
        short_form=bool(data.get("short_form", False)),
        anchors={level: _text(text) for level, text in anchors},
        evidence=_texts(data.get("evidence", ())),
        actions=_actions(data),
        axis=data.get("axis"),
        measure=None if below else _measure(data.get("measure"), scale),
        **texts,
        **tags,
    )
    for child in below:
        yield from _nodes(child, data["id"], depth + 1, scale)


def _actions(data: Data) -> tuple[Action, ...]:
    """Return the actions of a criterion, lowest level first: they form a chain."""
    criterion = data["id"]
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
        for entry in sorted(data.get("actions", ()), key=lambda entry: int(entry["to"]))
    )


def _measure(data: Data | None, scale: Scale | None) -> Measure | None:
    """Return how a leaf is measured; one that says nothing is rated if there is a scale, measured if there is none."""
    if data is None:
        return None if scale else Measure()
    low_high = data.get("goalposts")
    goalposts = (float(low_high[0]), float(low_high[1])) if low_high else None
    return Measure(_maybe(data.get("unit")), int(data.get("direction", 1)), goalposts)
