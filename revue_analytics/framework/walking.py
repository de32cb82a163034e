"""Reading data that may be wrong in any way: what has the expected form is yielded, the rest is passed over.

What is passed over here is named by the check of the form; the other checks can so run in any case.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeGuard

from revue_analytics.framework.violation import At

__all__ = ["Data", "entries", "ids", "items", "nodes", "number", "whole"]

Data = Mapping[str, Any]


def items(data: Any, key: str) -> Iterator[tuple[int, Any]]:
    """Yield position and item of the list under a key."""
    found = data.get(key) if isinstance(data, Mapping) else None
    if isinstance(found, list):
        yield from enumerate(found)


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
