"""Where a setting stands in `revue.toml`: TOML readers keep values, not lines, so we look for them."""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["line_of"]

HEADER = re.compile(r"^\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?$")
KEY = re.compile(r"^\s*([\w.\"'-]+(?:\s*\.\s*[\w\"'-]+)*)\s*=")


def parts(dotted: str) -> list[str]:
    """Split a dotted key: ``colleges."élus"`` gives ``["colleges", "élus"]``."""
    return [part.strip().strip("\"'") for part in dotted.split(".")]


def line_of(text: str, path: Sequence[str | int]) -> int | None:
    r"""Return the line (from 1) of a setting, or of the nearest section that holds it; None when nothing fits.

    `path` leads to the setting as in the loaded mapping: names, and positions in arrays of tables.

    >>> line_of('title = "a"\n[[campaigns]]\nid = "x"\n[[campaigns]]\nid = "y"', ("campaigns", 1, "id"))
    5
    >>> line_of('[look]\nlogo = { file = "a" }', ("look", "logo", "file"))
    2
    """
    found: dict[tuple[str | int, ...], int] = {}
    section: list[str | int] = []
    count: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if header := HEADER.match(line):
            name = header[2]
            section = list(parts(name))
            if header[1] == "[[":
                count[name] = count.get(name, -1) + 1
                section.append(count[name])
            place = tuple(section)
        elif key := KEY.match(line):
            place = (*section, *parts(key[1]))
        else:
            continue
        for depth in range(1, len(place) + 1):
            found.setdefault(place[:depth], number)
    wanted = tuple(path)
    return next((found[wanted[:n]] for n in range(len(wanted), 0, -1) if wanted[:n] in found), None)
