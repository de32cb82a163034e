"""A sheet of text: what every file becomes before its meaning is looked for. Merged cells: one value over many."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import TYPE_CHECKING

import pandas as pd

from revue_analytics.intake import file_rules
from revue_analytics.intake.findings import Finding
from revue_analytics.intake.headers import PEEK, Finder, first_row
from revue_analytics.intake.words import visible

if TYPE_CHECKING:
    from revue_analytics.intake.form import Form

MAX_CELLS = 40_000_000  # a file beyond is no survey; 1 000 000 answers with 20 columns are half of it
BLOCK = 4_000  # rows turned into columns at a time: loose text stays in the processor’s cache, and memory flat


MAX_COLUMNS = 16_384  # what a sheet of a workbook has


class TooBig(Exception):
    """A sheet has more cells or columns than a survey has; `finding` says so."""

    def __init__(self, finding: Finding):
        super().__init__(finding.rule.code)
        self.finding = finding


def too_many_cells() -> TooBig:
    """Return what is raised for a sheet of more cells than `MAX_CELLS`."""
    limit = f"{MAX_CELLS:,}".replace(",", "\u202f")
    return TooBig(Finding(file_rules.FILE_TOO_BIG, details={"found": f"> {limit}", "limit": limit}))


def too_wide(n_columns: int) -> TooBig:
    """Return what is raised for a sheet of more columns than `MAX_COLUMNS`."""
    return TooBig(Finding(file_rules.SHEET_TOO_WIDE, details={"found": n_columns, "limit": MAX_COLUMNS}))


@dataclass(frozen=True, eq=False)
class Sheet:
    """A table of text, as its author sees it.

    Attributes
    ----------
    file, name
        Name of the file; of the sheet in a workbook, or ``""``.
    headers
        As typed, one per column.
    cells
        Text, stripped, ``""`` for a blank; columns 0…m−1; the index numbers rows as a spreadsheet does (header 1).
    findings
        What is wrong with its form.
    form
        Of a filled questionnaire: where each answer stands in the workbook.
    positions
        Where each column is in the file, from 0.
    merged
        Merged cells among the rows.
    unseen
        Whether there may be characters that nobody sees.
    """

    file: str
    name: str
    headers: tuple[str, ...]
    cells: pd.DataFrame
    findings: tuple[Finding, ...] = ()
    form: Form | None = None
    positions: tuple[int, ...] = ()
    merged: tuple[Merged, ...] = ()
    unseen: bool = True

    def visible(self, columns: Iterable[int]) -> Sheet:
        """Return the sheet without characters that nobody sees in some of its columns."""
        if not self.unseen:
            return self
        made: dict[object, pd.Series] = {}
        for k in columns:
            texts = {text: seen for text in self.cells[k].unique() if (seen := visible(str(text)).strip()) != text}
            if texts:
                made[k] = self.cells[k].replace(texts)
        return replace(self, cells=pd.DataFrame({k: made.get(k, self.cells[k]) for k in self.cells})) if made else self

    @property
    def untrusted(self) -> list[int]:
        """Rows whose cells may not be what their author meant: of them only the territory is looked at."""
        named = {row for finding in self.findings if finding.rule in file_rules.UNTRUSTED for row in finding.rows}
        return sorted(named.intersection(self.cells.index))


def sheet_of(
    file: str,
    name: str,
    records: Iterable[Sequence[str]],
    findings: Iterable[Finding] = (),
    find: Finder = first_row,
    *,
    placed: bool = False,
) -> Sheet | None:
    """Make a sheet of records (rows of text); None if all are blank.

    `find` says which of the first rows are the header: by default the first that is not blank. Blank rows are left out
    and keep their number; so are columns without header and content at the end. A row that is longer or shorter than
    the header is a fault, as its cells may have shifted. They cannot where each has its place (`placed`), as in a
    workbook, which does not store blanks: there, and on a row that is blank below the headers, what stands right of
    the last header is a note, said and not read.
    """
    records = iter(records)
    before, first = _until_filled(records)
    if (widest := max((_length(record, 0) for record in first), default=0)) > MAX_COLUMNS:
        raise too_wide(widest)
    heading = find(first)
    if heading is None:
        return None
    records = chain(first[heading.end :], records)
    number, header = before + heading.end, list(heading.cells)
    width, named = len(header), max(k + 1 for k, cell in enumerate(header) if cell.strip())
    of_form, blocks, total, nul = list(findings), [], 0, False
    if heading.passed_over:
        above = ", ".join(str(before + row) for row in heading.passed_over)
        of_form.append(Finding(file_rules.ROWS_OF_HEADER, details={"rows": above, "header": number}))
    while block := list(islice(records, BLOCK)):
        total += len(block) * max(width, max(map(len, block)))
        if total > MAX_CELLS:
            raise too_many_cells()
        rows, wrong = _rows(block, number + 1, width, named, placed=placed)
        of_form += wrong
        nul = nul or any("\0" in "".join(row) for row in rows.values())
        blocks.append(_frame(rows, width))
        number += len(block)
    cells = pd.concat(blocks) if len(blocks) > 1 else blocks[0] if blocks else _frame({}, width)
    headers = tuple(visible(cell).strip() or letter(k) for k, cell in enumerate(header))
    blank = [k for k, cell in enumerate(header) if not cell.strip()]
    empty = [k for k in blank if (cells[k] == "").all()]
    of_form += [
        Finding(file_rules.HEADER_BLANK, [], letter(k), details={"letter": letter(k)}) for k in blank if k not in empty
    ]
    kept = [k for k in range(width) if k not in empty]
    headers = tuple(headers[k] for k in kept)
    repeated = {header: n for header, n in sorted(Counter(headers).items()) if n > 1}
    of_form += [Finding(file_rules.HEADER_REPEATED, [], header, header, {"n": n}) for header, n in repeated.items()]
    made = cells if len(kept) == width else cells[kept].set_axis(range(len(kept)), axis=1)
    sheet = Sheet(file, name, headers, made, tuple(of_form), positions=tuple(kept))
    return _without_nul(sheet) if nul or "\0" in "".join(headers) else sheet


def _without_nul(sheet: Sheet) -> Sheet:
    """Take out zero bytes, which nothing that shows a text can bear, and say where they were."""
    cells, nul = sheet.cells, []
    headers = tuple(header.replace("\0", "") for header in sheet.headers)
    nul += [Finding(file_rules.NUL, [], new) for new, old in zip(headers, sheet.headers, strict=True) if new != old]
    for k, header in enumerate(headers):
        holds = cells[k].str.contains("\0", regex=False)
        if holds.any():
            nul.append(Finding(file_rules.NUL, cells.index[holds].to_list(), header))
            cells = cells.copy(deep=False)
            cells[k] = cells[k].str.replace("\0", "", regex=False)
    return replace(sheet, headers=headers, cells=cells, findings=(*sheet.findings, *nul)) if nul else sheet


def _until_filled(records: Iterator[Sequence[str]]) -> tuple[int, list[Sequence[str]]]:
    """Take the first rows, blank ones before them counted and left out."""
    before = 0
    for record in records:
        if any(map(str.strip, record)):
            return before, [record, *islice(records, PEEK - 1)]
        before += 1
    return before, []


def _length(record: Sequence[str], width: int) -> int:
    """Return how many cells a record has, blank ones beyond `width` apart."""
    length = len(record)
    while length > width and not record[length - 1].strip():
        length -= 1
    return length


def _rows(
    block: list[Sequence[str]], first: int, width: int, named: int, *, placed: bool
) -> tuple[dict[int, Sequence[str]], list[Finding]]:
    """Return the rows that are not blank by their numbers, from `first` on, with what is wrong with their lengths.

    Rows are cut or filled to `width`; those of a length from `named` (the last column with a header) on are right.
    """
    rows: dict[int, Sequence[str]] = {}
    wrong = []
    for number, record in enumerate(block, start=first):
        row = record if len(record) == width else [*record[:width], *[""] * (width - len(record))]
        if filled := any(map(str.strip, row)):
            rows[number] = row
        if len(record) != width:
            length = _length(record, width)
            if length > width and (placed or not filled):
                note = next(at for at in range(width, length) if record[at].strip())
                wrong.append(Finding(file_rules.BESIDE, [number], letter(note), record[note].strip()))
            elif filled and not placed and not named <= length <= width:
                wrong.append(Finding(file_rules.RAGGED, [number], details={"found": length, "expected": named}))
    return rows, wrong


def _frame(rows: Mapping[int, Sequence[str]], width: int) -> pd.DataFrame:
    """Turn rows into columns of stripped text, all at once: what is made per column would cost a wide sheet minutes."""
    texts = pd.Series(list(chain.from_iterable(zip(*rows.values(), strict=True))), dtype="str").str.strip().array
    n = len(rows)
    index = pd.Index(list(rows), name="row", dtype="int64")
    return pd.DataFrame({k: texts[k * n : (k + 1) * n] for k in range(width)}, index=index)


def letter(position: int) -> str:
    """Return what a spreadsheet calls a column.

    >>> letter(0), letter(27)
    ('A', 'AB')
    """
    name = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        name = chr(65 + rest) + name
    return name


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
    merged = []
    for text in ranges:
        if (bounds := RANGE.fullmatch(text)) and int(bounds[4]) >= top:
            left, right = position_of(bounds[1]), position_of(bounds[3])
            columns = tuple(k for k, at in enumerate(sheet.positions) if left <= at <= right)
            merged.append(Merged(text, int(bounds[2]), int(bounds[4]), columns))
    return tuple(merged)


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
            cells[column] = cells[column].mask(cells.index.isin(rows), values[column].iloc[0])
            told.append(one.range)
        elif values.size > 1:
            header = sheet.headers[column]
            findings.append(Finding(file_rules.MERGED_ANSWERS, rows.to_list(), header, one.range))
    if told:
        ranges = ", ".join(told[:5]) + (", …" if len(told) > 5 else "")
        findings.append(Finding(file_rules.MERGED, details={"ranges": ranges}))
    return replace(sheet, cells=cells), findings


def position_of(letters: str) -> int:
    """Return the position of a column, from 0, that a spreadsheet calls so: the inverse of `letter`."""
    position = 0
    for each in letters:
        position = position * 26 + ord(each) - 64
    return position - 1
