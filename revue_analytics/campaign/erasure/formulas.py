"""Which formulas of a workbook depend on cells that are emptied: their stored results are no longer true."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass

__all__ = ["Formula", "depending"]

LITERAL = re.compile(r'"(?:[^"]|"")*"')
SHEET = r"(?:'((?:[^']|'')+)'|([\w.]+))!"
CELLS = r"\$?([A-Z]{1,3})\$?(\d+)(?::\$?([A-Z]{1,3})\$?(\d+))?|\$?([A-Z]{1,3}):\$?([A-Z]{1,3})|\$?(\d+):\$?(\d+)"
REFERENCE = re.compile(rf"(?<![\w.$])(?:{SHEET})?(?:{CELLS})(?![\w.(])")
FUNCTION = re.compile(r"\b[A-Z][\w.]*\s*\(", re.IGNORECASE)
INDIRECT = re.compile(r"\b(INDIRECT|OFFSET)\s*\(", re.IGNORECASE)
WORD = re.compile(r"(?!TRUE\b|FALSE\b|E\d)[^\W\d]\w*", re.IGNORECASE)

Cell = tuple[str, int, int]  # sheet, row, column, from 1


@dataclass(frozen=True)
class Formula:
    """A formula, without its equals sign, and the cell that it stands in."""

    cell: Cell
    text: str


def depending(formulas: Iterable[Formula], emptied: Mapping[str, Set[tuple[int, int]]]) -> set[Cell]:
    """Return the cells whose formulas depend on emptied ones, directly or through others.

    A formula that names something (a table, a range of its own name) or makes up an address is taken to depend.

    >>> chain = [Formula(("B", 1, 1), "A!B2*2"), Formula(("B", 2, 1), "A1+1"), Formula(("B", 3, 1), "A!B3")]
    >>> sorted(depending(chain, {"A": {(2, 2)}}))
    [('B', 1, 1), ('B', 2, 1)]
    """
    changed: dict[str, dict[int, set[int]]] = {}
    for sheet, cells in emptied.items():
        for row, column in cells:
            changed.setdefault(sheet, {}).setdefault(row, set()).add(column)
    waiting = {formula.cell: _references(formula) for formula in formulas}
    dirty: set[Cell] = set()
    while reached := {
        cell for cell, areas in waiting.items() if areas is None or any(_meets(a, changed) for a in areas)
    }:
        for sheet, row, column in reached:
            del waiting[sheet, row, column]
            changed.setdefault(sheet, {}).setdefault(row, set()).add(column)
        dirty |= reached
    return dirty


Area = tuple[str, int, int, int, int]  # sheet, first and last row, first and last column


def _references(formula: Formula) -> list[Area] | None:
    """Return the areas that a formula refers to; None where they cannot be told."""
    text = LITERAL.sub('""', formula.text)
    if INDIRECT.search(text):
        return None
    areas = []
    for match in REFERENCE.finditer(text):
        quoted, bare, left, top, right, bottom, first, last, low, high = match.groups()
        sheet = quoted.replace("''", "'") if quoted else bare or formula.cell[0]
        if left:
            areas.append((sheet, int(top), int(bottom or top), _number(left), _number(right or left)))
        elif first:
            areas.append((sheet, 1, 1 << 20, _number(first), _number(last)))
        else:
            areas.append((sheet, int(low), int(high), 1, 1 << 14))
    rest = FUNCTION.sub("(", REFERENCE.sub(" ", text))
    return None if WORD.search(rest) or "[" in rest else areas


def _meets(area: Area, changed: Mapping[str, Mapping[int, Set[int]]]) -> bool:
    sheet, top, bottom, left, right = area
    rows = changed.get(sheet, {})
    near = range(top, bottom + 1) if bottom - top < len(rows) else [row for row in rows if top <= row <= bottom]
    return any(left <= column <= right for row in near for column in rows.get(row, ()))


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
