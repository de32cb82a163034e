"""ODS workbooks (LibreOffice, Google Sheets, Excel), read as their author sees them, like those of Excel.

The libraries that read ODS give values: a code loses its zeros, a share its per cent, and nothing says what is hidden,
merged, or a formula without a result; a cell that is “repeated” a million times fills the memory. So the XML is read
here, row by row, within the bounds of any other sheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from itertools import islice
from typing import NamedTuple
from xml.etree.ElementTree import Element, iterparse
from zipfile import ZipFile

from revue_analytics.errors import listed
from revue_analytics.intake import file_rules
from revue_analytics.intake.findings import Finding
from revue_analytics.intake.form import form_sheets, is_form
from revue_analytics.intake.headers import Finder, first_row
from revue_analytics.intake.sheets import MAX_CELLS, MAX_COLUMNS, Sheet, letter, sheet_of, too_many_cells, too_wide
from revue_analytics.intake.workbooks import LARGEST_FORM, cell_text, completed

MIMETYPE = b"application/vnd.oasis.opendocument.spreadsheet"
CONTENT, MANIFEST = "content.xml", "META-INF/manifest.xml"

SPACE = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
OFFICE, TABLE, TEXT, STYLE = (SPACE % name for name in ("office", "table", "text", "style"))
ROW, CELL, PARAGRAPH = f"{TABLE}table-row", f"{TABLE}table-cell", f"{TEXT}p"
COVERED = f"{TABLE}covered-table-cell"  # by a cell that is merged with it
ASIDE = (f"{OFFICE}annotation", SPACE % "drawing")
"""What stands in a cell and is not its text: notes, drawings."""
DURATION = re.compile(r"PT(\d+)H(\d+)M(\d+)(?:[.,]\d+)?S")
ZEROS = re.compile(r"0\d+")
MOST_IN_ROW = 1_000_000  # elements: a row is read as a whole, and has no more cells than `MAX_COLUMNS`


class _Cell(NamedTuple):
    """A cell as `revue_analytics.intake.form` reads those of openpyxl."""

    value: str | None
    data_type: str


@dataclass
class _Table:
    """A sheet: rows of text without what is blank at their ends, and what is known of cells; rows count from 1.

    `blank` rows wait for one that is not; `columns` are how many are alike, and whether they are hidden.
    """

    title: str
    visible: bool
    rows: list[list[str]] = field(default_factory=list)
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)
    without_result: list[tuple[int, int]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    blank: int = 0
    columns: list[tuple[int, bool]] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)

    def reset_dimensions(self) -> None:
        """Do nothing: they are what was read."""

    def iter_rows(
        self, min_row: int = 1, max_row: int | None = None, max_col: int | None = None, *, values_only: bool = False
    ) -> Iterator[tuple[_Cell | str | None, ...]]:
        """Yield the rows as openpyxl does."""
        for number, texts in islice(enumerate(self.rows, start=1), min_row - 1, max_row):
            cells = [
                _Cell(text or None, "f" if (number, k) in self.formulas else "s")
                for k, text in enumerate(texts[:max_col])
            ]
            yield tuple(cell.value for cell in cells) if values_only else tuple(cells)

    def add(self, element: Element, most: int) -> int:
        """Add a row, as often as it stands for itself, and blank ones before it; return the number of cells."""
        repeated = _count(element, "rows-repeated")
        texts = _texts(element, self, len(self.rows) + self.blank + 1)
        if not texts:
            self.blank += repeated
            return 0
        n_cells = (self.blank + repeated) * len(texts)
        if n_cells > most:
            raise too_many_cells()
        self.rows += [*[[]] * self.blank, *[texts] * repeated]
        self.blank = 0
        if _is_hidden(element):
            self.hidden_rows += range(len(self.rows) - repeated + 1, len(self.rows) + 1)
        return n_cells

    def hidden(self) -> Iterator[Finding]:
        """Say which rows and columns are hidden, of those that hold something."""
        width, first, names = max(map(len, self.rows), default=0), 0, []
        for repeated, hidden in self.columns:
            last = min(first + repeated, width) - 1
            if hidden and first <= last:
                names.append(letter(first) if first == last else f"{letter(first)}–{letter(last)}")
            first += repeated
        if self.hidden_rows or names:
            details = {"rows": listed(self.hidden_rows) or "–", "columns": ", ".join(names[:20]) or "–"}
            yield Finding(file_rules.CELLS_HIDDEN, value=self.title, details=details)


@dataclass(frozen=True)
class _Book:
    """The sheets, as `revue_analytics.intake.form` reads a workbook of openpyxl."""

    worksheets: list[_Table]

    @property
    def sheetnames(self) -> list[str]:
        return [table.title for table in self.worksheets]

    def __getitem__(self, title: str) -> _Table:
        return next(table for table in self.worksheets if table.title == title)


def opendocument_sheets(
    file: str, content: bytes, *, name: str = "", limit: int | None = None, find: Finder = first_row
) -> tuple[list[Sheet], list[Finding]]:
    """Read the visible sheets of a workbook (or the one called `name`), with what is wrong; see `workbook_sheets`."""
    book = _Book(list(_tables(content, None if len(content) < LARGEST_FORM else limit)))
    if len(content) < LARGEST_FORM and is_form(book):
        return form_sheets(file, book, {table.title: table.merged for table in book.worksheets})
    if name and name not in book.sheetnames:
        return [], [Finding(file_rules.SHEET_MISSING, value=name, details={"allowed": ", ".join(book.sheetnames)})]
    sheets: list[Sheet] = []
    findings: list[Finding] = []
    for table in book.worksheets:
        if name and table.title != name:
            continue
        if not table.visible and not name:
            findings.append(Finding(file_rules.SHEET_HIDDEN, value=table.title))
            continue
        rows = table.rows if limit is None else table.rows[: limit + 1]
        if (made := sheet_of(file, table.title, rows, find=find, placed=True)) is not None:
            empty = [
                Finding(file_rules.FORMULA, [row], str(k), table.formulas[row, k]) for row, k in table.without_result
            ]
            sheets.append(completed(made, empty, table.hidden(), table.merged))
    return sheets, findings


def is_protected(archive: ZipFile) -> bool:
    """Whether an OpenDocument file is protected by a password."""
    names = archive.namelist()
    return "encrypted-package" in names or (MANIFEST in names and b"encryption-data" in archive.read(MANIFEST))


def _tables(content: bytes, limit: int | None) -> Iterator[_Table]:
    """Yield the sheets, of each the first rows beyond `limit` if there is one."""
    hidden_styles: set[str] = set()
    table: _Table | None = None
    path: list[Element] = []
    whole: Element | None = None  # what is read as a whole: a row, a style
    n_elements = n_cells = 0
    with ZipFile(BytesIO(content)) as archive, archive.open(CONTENT) as stream:
        for event, element in iterparse(stream, ("start", "end")):
            if event == "start":
                if element.tag == f"{TABLE}table" and path[-1].tag == f"{OFFICE}spreadsheet":
                    style = element.get(f"{TABLE}style-name", "")
                    table = _Table(element.get(f"{TABLE}name", ""), style not in hidden_styles)
                if whole is None and element.tag in (ROW, f"{STYLE}style"):
                    whole, n_elements = element, 0
                n_elements += 1
                if n_elements > MOST_IN_ROW and whole is not None:
                    raise too_many_cells()
                path.append(element)
                continue
            path.pop()
            if whole not in (None, element):
                continue
            whole = None
            if element.tag == f"{STYLE}style":
                if any(each.get(f"{TABLE}display") == "false" for each in element):
                    hidden_styles.add(element.get(f"{STYLE}name", ""))
            elif table is None:  # rows of links to other files
                pass
            elif element.tag == f"{TABLE}table-column":
                table.columns.append((_count(element, "columns-repeated"), _is_hidden(element)))
            elif element.tag == ROW and (limit is None or len(table.rows) <= limit):
                n_cells += table.add(element, MAX_CELLS - n_cells)
            elif element.tag == f"{TABLE}table" and path[-1].tag == f"{OFFICE}spreadsheet":
                yield table
                table = None
            if path:
                path[-1].remove(element)  # it was read: nothing is kept


def _texts(row: Element, table: _Table, number: int) -> list[str]:
    """Return the texts of a row, up to its last that is not blank; note its formulas and merged cells."""
    texts: list[str] = []
    blank = 0
    for cell in row:
        if cell.tag not in (CELL, COVERED):
            continue
        repeated, formula = _count(cell, "columns-repeated"), cell.get(f"{TABLE}formula")
        text = _text(cell) if cell.tag == CELL and (len(cell) or cell.attrib) else ""
        position = len(texts) + blank
        if formula is not None:
            written = formula.partition(":")[2] or formula
            table.formulas[number, position] = written
            if not text and cell.get(f"{OFFICE}value-type") is None:
                table.without_result.append((number, position))
                text = written  # not blank: somebody answered
        across, down = _count(cell, "columns-spanned"), _count(cell, "rows-spanned")
        if across > 1 or down > 1:
            corner = f"{letter(position + across - 1)}{number + down - 1}"
            table.merged.append(f"{letter(position)}{number}:{corner}")
        if text:
            if position + repeated > MAX_COLUMNS:
                raise too_wide(position + repeated)
            texts += [*[""] * blank, *[text] * repeated]
            blank = -repeated
        blank += repeated
    return texts


def _text(cell: Element) -> str:
    """Write a cell as its author sees it; a number with all its digits."""
    shown = "\n".join(_written(each) for each in cell if each.tag == PARAGRAPH)
    kind = cell.get(f"{OFFICE}value-type", "string")
    try:
        if kind in ("float", "currency", "percentage"):
            value = float(cell.get(f"{OFFICE}value", ""))
            if ZEROS.fullmatch(shown) and int(shown) == value:
                return shown
            return cell_text(value, "0%" if kind == "percentage" else "General")
        if kind == "date":
            return cell_text(datetime.fromisoformat(cell.get(f"{OFFICE}date-value", "")))
        if kind == "boolean":
            return cell_text(cell.get(f"{OFFICE}boolean-value") == "true")
    except ValueError:
        return shown
    if kind == "time" and (parts := DURATION.fullmatch(cell.get(f"{OFFICE}time-value", ""))) and int(parts[1]) < 24:
        return ":".join(parts.groups())
    return shown or cell.get(f"{OFFICE}string-value", "")


def _written(element: Element) -> str:
    """Return the text of a paragraph: spaces and line breaks are elements, notes are none of it."""
    pieces = [element.text or ""]
    for child in element:
        if child.tag == f"{TEXT}s":
            pieces.append(" " * min(_count(child, "c", TEXT), MAX_COLUMNS))
        elif child.tag == f"{TEXT}tab":
            pieces.append("\t")
        elif child.tag == f"{TEXT}line-break":
            pieces.append("\n")
        elif not child.tag.startswith(ASIDE):
            pieces.append(_written(child))
        pieces.append(child.tail or "")
    return "".join(pieces)


def _count(element: Element, what: str, space: str = TABLE) -> int:
    """Return how often an element stands for itself, or over how many cells: at least once."""
    number = element.get(f"{space}number-{what}" if space == TABLE else f"{space}{what}", "1")
    return max(int(number), 1) if number.isdecimal() and len(number) < 10 else 1


def _is_hidden(element: Element) -> bool:
    """Whether a row or a column is hidden, by hand or by a filter."""
    return element.get(f"{TABLE}visibility", "visible") != "visible"
