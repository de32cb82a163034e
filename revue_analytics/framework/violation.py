"""One rule broken at one place of a framework's data, before its line is known; reading data that may be wrong.

What has the expected form is yielded, the rest is passed over: the check of the form names it, and the other checks
can run in any case.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, TypeGuard

from revue_analytics.errors import Rule

At = tuple[str | int, ...]
"""Place of a value in the data: keys and positions (from 0), from the top."""


@dataclass(frozen=True)
class Violation:
    """A rule, the place where it is broken, and the value found there.

    `first` is another place that the message refers to, by its line.
    """

    rule: Rule
    at: At
    value: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)
    first: At | None = None


def nearest(value: object, names: Iterable[str]) -> str:
    """Return the name that `value` is probably meant to be, or an empty text."""
    near = get_close_matches(str(value), list(names), n=1, cutoff=0.6)
    return near[0] if near else ""


def known(value: object, names: Iterable[str]) -> str:
    """List the valid names for a message, the nearest to `value` first.

    >>> known("demcracy", ["strategy", "democracy"])
    'democracy, strategy'
    """
    names = list(names)
    near = nearest(value, names)
    return ", ".join(sorted(names, key=lambda name: name != near)) or "—"


Data = Mapping[str, Any]


def items(data: Any, key: str) -> Iterator[tuple[int, Any]]:
    """Yield position and item of the list under a key."""
    listed = data.get(key) if isinstance(data, Mapping) else None
    if isinstance(listed, list):
        yield from enumerate(listed)


def entries(data: Any, key: str) -> Iterator[tuple[int, Data]]:
    """Yield position and item of the list under a key, for the items that are mappings."""
    return ((i, item) for i, item in items(data, key) if isinstance(item, Mapping))


def ids(data: Any, key: str) -> list[str]:
    """Return the ids of the mappings in the list under a key."""
    return [entry["id"] for _, entry in entries(data, key) if isinstance(entry.get("id"), str)]


def nodes(data: Any, at: At = ()) -> Iterator[tuple[At, Data]]:
    """Yield place and content of every node of the tree, in preorder."""
    key = "children" if at else "indicators"
    for i, node in entries(data, key):
        here = (*at, key, i)
        yield here, node
        yield from nodes(node, here)


def whole(value: Any) -> TypeGuard[int]:
    """Whether a value is a whole number (a truth value and 1.0 are not)."""
    return isinstance(value, int) and not isinstance(value, bool)


def number(value: Any) -> TypeGuard[int | float]:
    """Whether a value is a number (a truth value is not)."""
    return isinstance(value, int | float) and not isinstance(value, bool)
