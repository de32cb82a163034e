"""Violations of identity and reference: every id is its own, and every reference leads somewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from revue_analytics.errors import Rule
from revue_analytics.framework import rules
from revue_analytics.framework.model import OVERALL
from revue_analytics.framework.violation import At, Violation, known
from revue_analytics.framework.walking import Data, entries, ids, items, nodes

__all__ = ["reference_violations"]

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
