"""Violations of substance: ids that are not their own, references to nothing, numbers that do not hold together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from math import isfinite
from typing import Any

from revue_analytics.errors import Rule
from revue_analytics.framework import rules
from revue_analytics.framework.model import OVERALL
from revue_analytics.framework.violation import At, Data, Violation, entries, ids, items, known, nodes, number, whole

Place = tuple[At, Any]  # where a value stands, and the value

LISTS = ("axes", "principles", "phases")
TAGS = (
    ("secondary_axes", "axes", rules.UNKNOWN_AXIS),
    ("principles", "principles", rules.UNKNOWN_PRINCIPLE),
    ("phases", "phases", rules.UNKNOWN_PHASE),
)


def reference_violations(data: Data) -> Iterator[Violation]:
    """Yield each id that is taken or reserved, each reference to nothing, each date that no calendar has."""
    tree = list(nodes(data))
    yield from _own(((*at, "id"), node.get("id")) for at, node in tree)
    for key in LISTS:
        yield from _own(((key, i, "id"), entry.get("id")) for i, entry in entries(data, key))
    for key in ("levels", "off_scale"):
        yield from _own((("scale", key, i, "code"), x.get("code")) for i, x in entries(data.get("scale"), key))
    yield from _own(_depth_names(data))
    yield from _tags(data, tree)
    yield from _origins(data, tree)
    yield from _date(data)


def _own(places: Iterable[Place]) -> Iterator[Violation]:
    """Ids become names of files, and some file systems do not tell capitals apart."""
    taken: dict[str, At] = {}
    for at, id in places:
        if not isinstance(id, str):
            continue
        if id.lower() == OVERALL:
            yield Violation(rules.RESERVED_ID, at, id)
        elif id.lower() in taken:
            yield Violation(rules.DUPLICATE_ID, at, id, first=taken[id.lower()])
        taken.setdefault(id.lower(), at)


def _depth_names(data: Data) -> Iterator[Place]:
    for i, entry in items(data, "depth_names"):
        if isinstance(entry, Mapping):
            yield ("depth_names", i, "name"), entry.get("name")
        else:
            yield ("depth_names", i), entry


def _tags(data: Data, tree: list[tuple[At, Data]]) -> Iterator[Violation]:
    names = {key: ids(data, key) for key in LISTS}
    for at, node in tree:
        yield from _lead([((*at, "axis"), node.get("axis"))], names["axes"], rules.UNKNOWN_AXIS)
        for key, into, rule in TAGS:
            yield from _lead((((*at, key, i), id) for i, id in items(node, key)), names[into], rule)


def _origins(data: Data, tree: list[tuple[At, Data]]) -> Iterator[Violation]:
    """When the file says which origins there are, every origin is one of them."""
    origins = data.get("origins")
    if not isinstance(origins, Mapping):
        return
    places: list[Place] = [(("phases_origin",), data.get("phases_origin"))]
    for key in LISTS:
        places += [((key, i, "origin"), entry.get("origin")) for i, entry in entries(data, key)]
    places += [((*at, "origin"), node.get("origin")) for at, node in tree]
    yield from _lead(places, list(origins), rules.UNKNOWN_ORIGIN)


def _lead(places: Iterable[Place], names: list[str], rule: Rule) -> Iterator[Violation]:
    for at, id in places:
        if isinstance(id, str) and id not in names:
            yield Violation(rule, at, id, {"known": known(id, names)})


def _date(data: Data) -> Iterator[Violation]:
    given = data.get("date")
    if isinstance(given, str) and len(given) == len("2026-11-22"):
        try:
            date.fromisoformat(given)
        except ValueError:
            yield Violation(rules.NOT_DATE, ("date",), given)


MAX_LEVELS = 101  # 0 to 100
RATED = ("anchors", "actions")  # what a rated leaf may have, and nothing else
Levels = list[tuple[At, int]]  # levels named in one list, each with its place


def substance_violations(data: Data) -> Iterator[Violation]:
    """Yield each thing that is well formed and makes no sense."""
    tree = list(nodes(data))
    yield from _scale(data)
    yield from _weights(data.get("indicators"), ("indicators",))
    for at, node in tree:
        yield from _weights(node.get("children"), (*at, "children"))
        yield from _leaf(node, at, "scale" in data)
        yield from _goalposts(node, at)
    if scale := _range(data):
        for at, node in tree:
            yield from _anchors(node, at, scale)
            yield from _actions(node, at, scale)
    yield from _depths(data, tree)


def _ends(data: Data) -> tuple[int, int] | None:
    scale = data.get("scale")
    low, high = (scale.get("min"), scale.get("max")) if isinstance(scale, Mapping) else (None, None)
    return (low, high) if whole(low) and whole(high) else None


def _range(data: Data) -> range | None:
    """Return the levels of the scale, if its ends are fit to make one."""
    ends = _ends(data)
    return range(ends[0], ends[1] + 1) if ends and 0 < ends[1] - ends[0] < MAX_LEVELS else None


def _scale(data: Data) -> Iterator[Violation]:
    if ends := _ends(data):
        low, high = ends
        if high <= low:
            yield Violation(rules.SCALE_REVERSED, ("scale", "max"), str(high), {"low": low})
        elif high - low >= MAX_LEVELS:
            yield Violation(rules.SCALE_TOO_LONG, ("scale", "max"), str(high), {"most": MAX_LEVELS})
    levels = _levels(data.get("scale"), "levels", "value", ("scale",))
    if levels and (scale := _range(data)):
        yield from _on_scale(levels, scale)
        yield from _all_there(levels, scale, rules.LEVELS_MISSING, ("scale", "levels"))
    yield from _once(levels)


def _levels(data: Any, key: str, name: str, at: At) -> Levels:
    """Return the levels under `name` in the list under `key`, those that are whole numbers."""
    levels = [((*at, key, i, name), entry.get(name)) for i, entry in entries(data, key)]
    return [(place, level) for place, level in levels if whole(level)]


def _anchors(node: Data, at: At, scale: range) -> Iterator[Violation]:
    anchors = node.get("anchors")
    if isinstance(anchors, Mapping) and anchors:
        levels = [((*at, "anchors", key), _int(key)) for key in anchors]
        named = [(place, level) for place, level in levels if level is not None]
        yield from _on_scale(named, scale)
        yield from _all_there(named, scale, rules.ANCHORS_MISSING, (*at, "anchors"))


def _actions(node: Data, at: At, scale: range) -> Iterator[Violation]:
    """An action lifts to a level, so never to the lowest; the actions of a leaf form a chain, one per level."""
    levels = _levels(node, "actions", "to", at)
    yield from _on_scale(levels, scale[1:])
    yield from _once(levels)


def _on_scale(levels: Levels, scale: range) -> Iterator[Violation]:
    for at, level in levels:
        if level not in scale:
            yield Violation(rules.LEVEL_OFF_SCALE, at, str(level), {"low": scale[0], "high": scale[-1]})


def _all_there(levels: Levels, scale: range, rule: Rule, at: At) -> Iterator[Violation]:
    missing = [str(level) for level in scale if level not in {given for _, given in levels}]
    if missing:
        yield Violation(rule, at, ", ".join(missing), {"low": scale[0], "high": scale[-1]})


def _once(levels: Levels) -> Iterator[Violation]:
    first: dict[int, At] = {}
    for at, level in levels:
        if level in first:
            yield Violation(rules.LEVEL_REPEATED, at, str(level), first=first[level])
        first.setdefault(level, at)


def _leaf(node: Data, at: At, has_scale: bool) -> Iterator[Violation]:
    """A node is a mean of its children, or rated on the scale, or measured."""
    for key in (*RATED, "measure"):
        if key not in node:
            continue
        if node.get("children"):
            yield Violation(rules.NOT_A_LEAF, (*at, key), key)
        elif key in RATED and "measure" in node:
            yield Violation(rules.RATED_AND_MEASURED, (*at, key), key)
        elif key in RATED and not has_scale:
            yield Violation(rules.NO_SCALE, (*at, key), key)


def _goalposts(node: Data, at: At) -> Iterator[Violation]:
    measure = node.get("measure")
    posts = [(i, post) for i, post in items(measure, "goalposts") if number(post)]
    for i, post in posts:
        if not isfinite(post):
            yield Violation(rules.NOT_FINITE, (*at, "measure", "goalposts", i), str(post))
    if len(posts) == 2 and posts[0][1] >= posts[1][1]:
        said = f"[{posts[0][1]}, {posts[1][1]}]"
        yield Violation(rules.GOALPOSTS_ORDER, (*at, "measure", "goalposts"), said)


def _weights(siblings: Any, at: At) -> Iterator[Violation]:
    """A weight that is absent is 1; siblings without any weight have no mean."""
    if not isinstance(siblings, list) or not siblings:
        return
    weights = [sibling.get("weight", 1) if isinstance(sibling, Mapping) else 1 for sibling in siblings]
    for i, weight in enumerate(weights):
        if number(weight) and not isfinite(weight):
            yield Violation(rules.NOT_FINITE, (*at, i, "weight"), str(weight))
    if all(number(weight) and weight == 0 for weight in weights):
        yield Violation(rules.ZERO_WEIGHTS, at)


def _depths(data: Data, tree: Iterable[tuple[At, Data]]) -> Iterator[Violation]:
    names = data.get("depth_names")
    depth = max((len(at) // 2 for at, _ in tree), default=0)
    if isinstance(names, list) and names and depth and len(names) != depth:
        yield Violation(rules.DEPTHS, ("depth_names",), str(len(names)), {"depth": depth})


def _int(key: Any) -> int | None:
    try:
        return int(key)
    except (TypeError, ValueError):
        return None
