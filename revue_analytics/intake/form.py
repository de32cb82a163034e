"""The filled workbook of `revue questionnaire`: its layout, and how it becomes a sheet with a row per respondent.

A sheet of questions has a column per respondent. Its hidden first column says what each row is: the name of what the
respondent answers there (``I1A``, ``I1A desired``, ``importance I1``…, words that any header is recognised by), or
``#…`` for a row that is only read by people. Turned by a quarter, it is a wide sheet like any other. A hidden sheet
lists the rows that were sent out, so that a removed one is noticed. Formulas check things for whoever fills it in;
they stand in ``#`` rows only, and none is ever read.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from revue_analytics.errors import Fault, Rule
from revue_analytics.framework import Framework
from revue_analytics.intake.findings import Finding
from revue_analytics.intake.meanings import IDENTITY
from revue_analytics.intake.sheets import RANGE, Sheet, letter, position_of
from revue_analytics.intake.words import key

if TYPE_CHECKING:
    from revue_analytics.intake.people import CollegeReader


MARK = "revue-questionnaire"
"""What stands in the first cell of a sheet of questions."""

MARKER_SHEET = "_revue"
"""The hidden sheet: a name and a value per row, then a row ``key`` per row sent out."""

STATIC, TEXT = "#", "#text"
"""What the first column says of a row that holds no answer; of one with a text of ours above the answers."""

FIRST = 3  # position of the first respondent's column: after the keys, the labels, the texts

SHARED = ("territory", "campaign")  # said once for all the respondents of a sheet
MOST_LISTED = 6  # cells that a message names
ROWS, MOST, CELLS = 20_000, 400, 200_000  # that are looked at; a questionnaire has some thousands of cells


# --- the rules that a filled questionnaire must follow ----------------------------------------------------------

OTHER_FRAMEWORK = Rule(
    "form-other-framework",
    "this questionnaire was made for another framework, “{value}”",
    "move it to the campaign that it belongs to",
)
OTHER_VERSION = Rule(
    "form-other-version",
    "this questionnaire was made for version {value} of the framework; the campaign uses version {version}",
    "nothing, if the questions are the same; otherwise send the new questionnaire",
    "warning",
)
ROW_MISSING = Rule(
    "form-row-missing",
    "the row of “{value}” has been removed from the questionnaire",
    "copy the answers into an untouched questionnaire",
)
ROW_REPEATED = Rule("form-row-repeated", "the row of “{value}” is there several times", "keep one")
OUTSIDE = Rule(
    "form-cell-outside",
    "the cell is outside the places for answers and is not read",
    "move what it says into a comment, if it matters",
    "warning",
)
FORMULA = Rule(
    "form-formula", "the cell holds a formula; formulas are neither calculated nor read", "write the answer itself"
)
MERGED = Rule(
    "form-cells-merged",
    "cells for several answers are merged ({value}): nobody can tell which question is answered",
    "unmerge the cells and write each answer in its own",
)
SHEET_ADDED = Rule(
    "form-sheet-added",
    "the sheet “{value}” is not part of the questionnaire and is not read",
    "move what it says into a comment, if it matters",
    "warning",
)
RESPONDENT_TWICE = Rule(
    "form-respondent-twice",
    "the respondent “{value}” is there twice: {cells}",
    "give each respondent a number of their own, or empty one of the two columns",
)
MARKER_MISSING = Rule(
    "form-marker-missing",
    "the hidden sheet that describes this questionnaire is gone: rows that have been removed cannot be noticed",
    "copy the answers into an untouched questionnaire, if in doubt",
    "warning",
)


@dataclass(frozen=True, eq=False)
class Form:
    """Where a sheet comes from: what its marker says, and the cell of each (respondent’s row, key)."""

    sheet: str
    marker: Mapping[str, str]
    rows: Mapping[str, int] = field(default_factory=dict)

    def cell(self, row: int, key: str) -> str:
        """Return the cell of an answer as a spreadsheet names it; the sheet alone where there is no such row.

        >>> Form("Questions", {}, {"I1A": 17}).cell(4, "I1A")
        'Questions!D17'
        """
        return f"{self.sheet}!{letter(row - 1)}{self.rows[key]}" if key in self.rows else self.sheet

    def located(self, fault: Fault) -> Fault:
        """Say a fault by its cell: the rows of the turned sheet are columns of the workbook."""
        if fault.column.startswith(f"{self.sheet}!"):
            return replace(fault, cell=fault.column, column="")
        if fault.row is None:
            return fault
        cells = [self.cell(row, fault.column) for row in fault.rows or (fault.row,)]
        return replace(fault, cell=", ".join(cells[:MOST_LISTED]) + ", …" * (len(cells) > MOST_LISTED))

    def misfits(self, framework: Framework) -> Iterator[Finding]:
        """Yield what keeps the questionnaire from being one of `framework`."""
        if (of := self.marker.get("framework", framework.id)) != framework.id:
            yield Finding(OTHER_FRAMEWORK, value=of)
        elif (version := self.marker.get("framework_version", "")) != (framework.version or "") and self.marker:
            yield Finding(OTHER_VERSION, value=version, details={"version": framework.version or "–"})


def is_form(book: Any) -> bool:
    """Whether a workbook, open in openpyxl, has a sheet of questions."""
    return any(_is_questions(sheet) for sheet in book.worksheets)


def is_blank_form(sheets: Sequence[Sheet]) -> bool:
    """Whether sheets are those of a questionnaire that nobody has filled in."""
    return bool(sheets) and all(sheet.form is not None and sheet.cells.empty for sheet in sheets)


def form_sheets(file: str, book: Any, merged: Mapping[str, Sequence[str]]) -> tuple[list[Sheet], list[Finding]]:
    """Turn the sheets of questions of a workbook into sheets with a row per respondent, with what is wrong.

    Parameters
    ----------
    book
        Open in openpyxl, formulas as formulas.
    merged
        Sheet → ranges of merged cells.
    """
    marker, keys = _marker(book)
    findings = [] if marker else [Finding(MARKER_MISSING)]
    known = {MARKER_SHEET, *(marker[name] for name in ("sheet_questions", "sheet_instructions") if name in marker)}
    sheets = []
    for sheet in book.worksheets:
        if _is_questions(sheet):
            sheets.append(_turned(file, sheet, marker, keys, merged.get(sheet.title, ())))
        elif marker and sheet.title not in known:
            findings.append(Finding(SHEET_ADDED, value=sheet.title))
    return sheets, findings


def named(sheet: Sheet, stem: str, colleges: CollegeReader) -> Sheet:
    """Name the respondents of a form: by college and number, so that the same one is known again in another file.

    Where no number was written, the file (`stem`), the sheet and the column tell respondents apart.
    """
    form = sheet.form
    if form is None or "respondent" not in sheet.headers:
        return sheet
    at, cells = sheet.headers.index("respondent"), sheet.cells.copy()
    college = sheet.headers.index("college") if "college" in sheet.headers else None
    for row in cells.index:
        said = str(cells.loc[row, at])
        if said:
            group = str(cells.loc[row, college]) if college is not None else ""
            cells.loc[row, at] = f"{colleges.find(group) or key(group)}-{said}"
        else:
            digest = hashlib.sha256(f"{stem}\0{sheet.name}\0{row}".encode()).hexdigest()
            cells.loc[row, at] = f"n{int(digest[:12], 16)}"
    return replace(sheet, cells=cells)


def _is_questions(sheet: Any) -> bool:
    if not hasattr(sheet, "iter_rows"):  # a sheet that is a chart
        return False
    first = next(sheet.iter_rows(min_row=1, max_row=1, max_col=1, values_only=True), (None,))
    return str(first[0] if first else "").startswith(MARK)


def _marker(book: Any) -> tuple[dict[str, str], list[str]]:
    """Read the hidden sheet: what it says, and the keys of the rows sent out."""
    if MARKER_SHEET not in book.sheetnames:
        return {}, []
    rows = book[MARKER_SHEET].iter_rows(max_col=2, max_row=ROWS, values_only=True)
    pairs = [(str(a), "" if b is None else str(b)) for a, b in (row[:2] for row in rows if len(row) > 1) if a]
    return {a: b for a, b in pairs if a != "key"}, [b for a, b in pairs if a == "key"]


def _turned(file: str, sheet: Any, marker: Mapping[str, str], keys: list[str], merged: Sequence[str]) -> Sheet:
    """Turn a sheet of questions: a row per respondent who said anything, numbered by their column."""
    from revue_analytics.intake.workbooks import cell_of

    sheet.reset_dimensions()
    cells: dict[tuple[int, int], tuple[str, bool]] = {}  # (row, position) → text, whether it is a formula
    for number, row in enumerate(sheet.iter_rows(max_row=ROWS), start=1):
        for position, cell in enumerate(row[: FIRST + MOST + 50]):
            if cell.value is not None and len(cells) < CELLS and (text := cell_of(cell).strip()):
                cells[number, position] = (text, cell.data_type == "f")
    said = {row: text for (row, position), (text, _) in cells.items() if position == 0 and row > 1}
    count = Counter(text for text in said.values() if not text.startswith(STATIC))
    rows = {text: row for row, text in reversed(said.items()) if not text.startswith(STATIC)}
    form = Form(sheet.title, marker, rows)
    places = marker.get("respondents", "1")
    columns = range(FIRST, FIRST + min(max(int(places), 1) if places.isdecimal() and len(places) < 5 else 1, MOST))
    # ---- what each respondent said
    headers = list(dict.fromkeys([*(key for key in keys if key in rows), *rows]))
    texts = {
        position: ["" if cells.get((rows[key], position), ("", False))[1] else _text(cells, rows[key], position)
                   for key in headers]
        for position in columns
    }  # fmt: skip
    for name in SHARED:
        if name in rows:
            at = headers.index(name)
            for position in columns:
                texts[position][at] = texts[position][at] or texts[FIRST][at]
    answered = {
        position: any(text for key, text in zip(headers, answers, strict=True) if key not in IDENTITY)
        for position, answers in texts.items()
    }
    formulas = {position for (row, position), (_, formula) in cells.items() if formula and said.get(row) in rows}
    here = [position for position in columns if answered[position] or position in formulas]
    frame = pd.DataFrame(
        [texts[position] for position in here], index=[position + 1 for position in here], columns=range(len(headers))
    ).astype("str")
    frame.index = pd.Index(frame.index, name="row", dtype="int64")
    # ---- what is wrong
    everybody = _one_per_territory(frame, headers)
    findings = [
        Finding(FORMULA, [position + 1], said[row], text)
        for (row, position), (text, formula) in cells.items()
        if formula and position in columns and said.get(row) in rows
    ]
    findings += [Finding(ROW_MISSING, everybody, key, key) for key in keys if key not in rows]
    findings += [Finding(ROW_REPEATED, everybody, key, key) for key, n in count.items() if n > 1]
    findings += _merged(merged, rows, columns, everybody, sheet.title)
    findings += _outside(cells, said, columns, sheet.title)
    frame, twice = _twice(frame, headers, form)
    return Sheet(file, sheet.title, tuple(headers), frame, (*findings, *twice), form)


def _text(cells: Mapping[tuple[int, int], tuple[str, bool]], row: int, position: int) -> str:
    return cells.get((row, position), ("", False))[0]


def _one_per_territory(frame: pd.DataFrame, headers: list[str]) -> list[int]:
    """Return a respondent of each territory: what is wrong with the whole sheet touches all of them."""
    if "territory" not in headers:
        return frame.index.to_list()
    return frame.drop_duplicates(headers.index("territory")).index.to_list()


def _merged(
    merged: Sequence[str], rows: Mapping[str, int], columns: range, everybody: list[int], title: str
) -> Iterator[Finding]:
    """Yield the merged cells that cover the places of several answers."""
    for cells in merged:
        if bounds := RANGE.fullmatch(cells):
            left, right = position_of(bounds[1]), position_of(bounds[3])
            low, high = int(bounds[2]), int(bounds[4])
            places = sum(low <= row <= high for row in rows.values())
            across = len(range(max(left, columns.start), min(right + 1, columns.stop)))
            if places * across > 1:
                yield Finding(MERGED, everybody, f"{title}!{cells}", cells)


def _outside(
    cells: Mapping[tuple[int, int], tuple[str, bool]], said: Mapping[int, str], columns: range, title: str
) -> Iterator[Finding]:
    """Yield what was written where no answer is expected: beside the columns, or in rows of nothing."""
    for (row, position), (text, formula) in cells.items():
        kind = said.get(row, "")
        added = row > 1 and kind == ""
        misplaced = position in columns and kind == STATIC and not formula
        if (added and position > 0) or position >= columns.stop or misplaced:
            yield Finding(OUTSIDE, column=f"{title}!{letter(position)}{row}", value=text)


def _twice(frame: pd.DataFrame, headers: list[str], form: Form) -> tuple[pd.DataFrame, list[Finding]]:
    """Say which respondents have two columns, and tell them apart so that nothing else is said of it."""
    if "respondent" not in headers or frame.empty:
        return frame, []
    at = headers.index("respondent")
    who = [headers.index(name) for name in ("territory", "college", "respondent") if name in headers]
    again = frame.duplicated(who, keep=False) & (frame[at] != "")
    findings = []
    for _, group in frame[again].groupby(who, sort=False):
        cells = ", ".join(form.cell(int(row), "respondent") for row in group.index)
        name = str(group[at].iloc[0])
        findings.append(Finding(RESPONDENT_TWICE, [int(group.index[1])], "respondent", name, {"cells": cells}))
    frame = frame.copy()
    for row in frame.index[again]:
        frame.loc[row, at] = f"{frame.loc[row, at]}-{letter(int(row) - 1)}"
    return frame, findings
