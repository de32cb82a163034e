"""Attributes that share one description, ``low, high``, stay together: Sphinx would take the first for a type."""

from __future__ import annotations

import re
from typing import Any

from sphinx.application import Sphinx


def join_names(app: Sphinx, what: str, name: str, thing: Any, options: Any, lines: list[str]) -> None:
    for i, line in enumerate(lines):
        field = re.match(r":(ivar|param) ([^:]+):", line)
        if field and ", " in field[2]:
            lines[i] = line.replace(field[2], field[2].replace(", ", ","), 1)


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("autodoc-process-docstring", join_names, priority=900)  # after napoleon
    return {"parallel_read_safe": True}
