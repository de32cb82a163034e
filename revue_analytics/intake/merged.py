"""Merged cells: one value that is seen over several rows, and stored in the first."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from revue_analytics.intake import file_rules
from revue_analytics.intake.findings import Finding

if TYPE_CHECKING:
    from revue_analytics.intake.sheets import Sheet

__all__ = ["Merged", "merged_cells", "spread"]

RANGE = re.compile(r"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})")


@dataclass(frozen=True)
class Merged:
    """Cells that are merged: the range as a spreadsheet names it, its first and last row, the columns of the sheet."""

    range: str
    first: int
    last: int
    columns: tuple[int, ...]


def merged_cells(ranges: Sequence[str], sheet: Sheet) -> tuple[Merged, ...]:
    """Return the merged cells below the header of a sheet."""
    if not ranges or sheet.cells.empty:
        return ()
    top = int(sheet.cells.index[0])
    found = []
    for text in ranges:
        if (bounds := RANGE.fullmatch(text)) and int(bounds[4]) >= top:
            left, right = _position(bounds[1]), _position(bounds[3])
            columns = tuple(k for k, at in enumerate(sheet.positions) if left <= at <= right)
            found.append(Merged(text, int(bounds[2]), int(bounds[4]), columns))
    return tuple(found)


def spread(sheet: Sheet, repeated: Collection[int], read: Collection[int]) -> tuple[Sheet, list[Finding]]:
    """Repeat the value of merged cells on each of their rows, in the columns that say what a row is about.

    Nobody can tell whose an answer is that several rows share: these rows are at fault. Cells that are merged and
    blank, or in columns that are not read, are nothing to speak of.

    Parameters
    ----------
    sheet
        The sheet.
    repeated
        Positions of the columns that say what a row is about.
    read
        Positions of the columns that are read.
    """
    cells, told, findings = sheet.cells, [], []
    for one in sheet.merged:
        rows = cells.index[(cells.index >= one.first) & (cells.index <= one.last)]
        values = cells.loc[rows, list(one.columns)]
        if not set(one.columns) & set(read) or not (values != "").to_numpy().any():
            continue
        (column, *others) = one.columns
        if not others and column in repeated and rows[0] == one.first:
            cells = cells.copy() if cells is sheet.cells else cells
            cells.loc[rows, column] = cells.loc[one.first, column]
            told.append(one.range)
        elif values.size > 1:
            header = sheet.headers[column]
            findings.append(Finding(file_rules.MERGED_ANSWERS, rows.to_list(), header, one.range))
    if told:
        ranges = ", ".join(told[:5]) + (", …" if len(told) > 5 else "")
        findings.append(Finding(file_rules.MERGED, details={"ranges": ranges}))
    return replace(sheet, cells=cells), findings


def _position(letters: str) -> int:
    position = 0
    for each in letters:
        position = position * 26 + ord(each) - 64
    return position - 1
