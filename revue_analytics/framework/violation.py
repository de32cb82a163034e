"""One rule broken at one place of a framework's data, before its line is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from revue_analytics.errors import Rule

__all__ = ["At", "Violation", "known", "nearest"]

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
