"""XLSX workbooks, read as their author sees them: no code loses its zero, no number its digits."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from functools import lru_cache
from io import BytesIO
from itertools import islice
from typing import Any
from zipfile import ZipFile

from revue_analytics.errors import listed
from revue_analytics.intake import file_rules
from revue_analytics.intake.findings import Finding
from revue_analytics.intake.form import form_sheets, is_form
from revue_analytics.intake.headers import Finder, first_row
from revue_analytics.intake.sheets import Sheet, letter, merged_cells, sheet_of

MAX_UNPACKED = 600_000_000  # bytes of XML; a bomb unpacks to far more
LARGEST_FORM = 2_000_000  # bytes of a questionnaire, far beyond any
MERGED = re.compile(rb"""<(?:\w+:)?mergeCell\s+ref=["']([A-Z0-9:]+)["']""")
FORMULA = re.compile(rb"<f[ >/]")
HIDDEN = re.compile(rb"""\bhidden=["'](?:1|true)["']""")
ROW, COLUMN = re.compile(rb"<(?:\w+:)?row\b[^>]*>"), re.compile(rb"<(?:\w+:)?col\b[^>]*>")
NUMBER = re.compile(rb"""\br=["'](\d{1,9})["']""")
SPAN = re.compile(rb"""\b(min|max)=["'](\d{1,9})["']""")
LAST_COLUMN = 16_384


def workbook_sheets(
    file: str, content: bytes, *, name: str = "", limit: int | None = None, find: Finder = first_row
) -> tuple[list[Sheet], list[Finding]]:
    """Read the visible sheets of a workbook (or the one called `name`), with what is wrong.

    A formula gives the value that was stored when the workbook was last calculated; if there is none, it is a fault.
    In a questionnaire of ours any formula is a fault.
    """
    import openpyxl

    if len(content) < LARGEST_FORM and (form := _form(file, content)) is not None:
        return list(form[0]), list(form[1])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of styles and extensions, which are of no matter here
        parts = _parts(content) if limit is None else {}  # a glance does without formulas and merged cells
        values = openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=True)
        has_formulas = any(FORMULA.search(part) for part in parts.values())
        formulas = openpyxl.load_workbook(BytesIO(content), read_only=True) if has_formulas else None
        sheets: list[Sheet] = []
        findings: list[Finding] = []
        if name and name not in values.sheetnames:
            return [], [
                Finding(file_rules.SHEET_MISSING, value=name, details={"allowed": ", ".join(values.sheetnames)})
            ]
        for sheet in values.worksheets:
            if name and sheet.title != name:
                continue
            if sheet.sheet_state != "visible" and not name:
                findings.append(Finding(file_rules.SHEET_HIDDEN, value=sheet.title))
                continue
            empty: list[Finding] = []
            origin = formulas[sheet.title] if formulas else None
            rows = _rows(sheet, origin, empty)
            made = sheet_of(
                file, sheet.title, rows if limit is None else islice(rows, limit + 1), find=find, placed=True
            )
            if made is None:
                continue
            part = _part(sheet, parts)
            hidden = [Finding(file_rules.CELLS_HIDDEN, value=sheet.title, details=of) for of in _hidden(part)]
            sheets.append(completed(made, empty, hidden, _merged(sheet, parts)))
        if not sheets and limit is not None and not findings:  # nothing but formulas, perhaps
            return workbook_sheets(file, content, name=name, find=find)
        return sheets, findings


@lru_cache(maxsize=1024)  # one is looked at, then read
def _form(file: str, content: bytes) -> tuple[tuple[Sheet, ...], tuple[Finding, ...]] | None:
    """Read a filled questionnaire of ours; None if the workbook is something else."""
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(BytesIO(content), read_only=True)
        if not is_form(book):
            return None
        parts = _parts(content)
        sheets, findings = form_sheets(file, book, {sheet.title: _merged(sheet, parts) for sheet in book.worksheets})
        return tuple(sheets), tuple(findings)


def _parts(content: bytes) -> dict[str, bytes]:
    """Return the sheets of a workbook as they are written in the file."""
    with ZipFile(BytesIO(content)) as archive:
        names = [name for name in archive.namelist() if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name)]
        return {name: archive.read(name) for name in names}


def _part(sheet: Any, parts: Mapping[str, bytes]) -> bytes:
    """Return a sheet as it is written in the file."""
    return parts.get(str(getattr(sheet, "_worksheet_path", "")).lstrip("/"), b"")


def _merged(sheet: Any, parts: Mapping[str, bytes]) -> list[str]:
    """Return the ranges of merged cells of a sheet."""
    return [cells.decode() for cells in MERGED.findall(_part(sheet, parts))]


def _hidden(part: bytes) -> Iterator[dict[str, str]]:
    """Yield which rows and columns of a sheet are hidden, if any: by hand, or by a filter."""
    if not HIDDEN.search(part):
        return
    rows = [int(number[1]) for tag in ROW.findall(part) if HIDDEN.search(tag) and (number := NUMBER.search(tag))]
    spans = [SPAN.findall(tag) for tag in COLUMN.findall(part) if HIDDEN.search(tag)]
    columns = [name for span in spans if len(span) == 2 for name in _letters(dict(span))]
    if rows or columns:
        yield {"rows": listed(rows) or "–", "columns": ", ".join(columns[:20]) or "–"}


def _letters(span: Mapping[bytes, bytes]) -> list[str]:
    first, last = int(span[b"min"]), int(span[b"max"])
    if last >= LAST_COLUMN:  # all that are beyond what is filled in
        return []
    return [letter(first - 1)] if first == last else [f"{letter(first - 1)}–{letter(last - 1)}"]


def _rows(sheet: Any, origin: Any, findings: list[Finding]) -> Iterator[Sequence[str]]:
    """Yield the rows as text; a formula without a stored value is a finding."""
    sheet.reset_dimensions()  # what the file says of its size may be wrong
    if origin is None:
        for row in sheet.iter_rows():
            yield [cell_of(cell) for cell in row]
        return
    origin.reset_dimensions()
    for number, (row, formulas) in enumerate(zip(sheet.iter_rows(), origin.iter_rows(), strict=False), start=1):
        texts = [cell_of(cell) for cell in row]
        for position, (cell, formula) in enumerate(zip(row, formulas, strict=False)):
            if cell.value is None and formula.data_type == "f":
                findings.append(Finding(file_rules.FORMULA, [number], str(position), str(formula.value)))
                texts[position] = str(formula.value)  # not blank: somebody answered
        yield texts


def completed(sheet: Sheet, empty: list[Finding], hidden: Iterable[Finding], merged: Sequence[str]) -> Sheet:
    """Add to a sheet what only its workbook knows: formulas without result, what is hidden, ranges of merged cells."""
    findings = (*sheet.findings, *_named(empty, sheet), *hidden)
    return replace(sheet, findings=findings, merged=merged_cells(merged, sheet))


def _named(findings: list[Finding], sheet: Sheet) -> list[Finding]:
    """Name the columns of findings, which know their position only."""
    names = dict(enumerate(sheet.headers))
    return [
        Finding(f.rule, f.rows, names.get(int(f.column), letter(int(f.column))), f.value, f.details) if f.column else f
        for f in findings
    ]


def cell_of(cell: Any) -> str:
    """Write a cell; its format, slow to look up, only matters to a number."""
    value = cell.value
    if value is None:
        return ""
    return value if isinstance(value, str) else cell_text(value, cell.number_format)


def cell_text(value: Any, number_format: str = "General") -> str:
    """Write the value of a cell as its author sees it.

    >>> cell_text(3.0), cell_text(0.1 + 0.2), cell_text(1004, "00000"), cell_text(0.125, "0.0%")
    ('3', '0.3', '01004', '12.5%')
    >>> cell_text(datetime(2026, 3, 12)), cell_text(True)
    ('2026-03-12', 'TRUE')
    """
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        if number_format.endswith("%"):
            return f"{value * 100:.15g}%"
        text = f"{value:.15g}" if isinstance(value, float) else str(value)
        return text.zfill(len(number_format)) if re.fullmatch("0+", number_format) else text
    if isinstance(value, datetime):
        return value.isoformat(sep=" ") if value.time() != time.min else value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)
