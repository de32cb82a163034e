"""A sheet of text: what every file becomes before its meaning is looked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import pandas as pd

from revue_analytics.intake import rules
from revue_analytics.intake.findings import Finding

__all__ = ["MAX_CELLS", "Sheet", "TooBig", "letter", "sheet_of"]

MAX_CELLS = 40_000_000  # a file beyond is no survey; 1 000 000 answers with 20 columns are half of it
BLOCK = 50_000  # rows turned into columns at a time, so that memory holds one block of loose text


class TooBig(Exception):
    """A sheet has more cells than `MAX_CELLS`."""


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
        What is wrong with its form. Rows named by an error here hold cells that cannot be trusted.
    """

    file: str
    name: str
    headers: tuple[str, ...]
    cells: pd.DataFrame
    findings: tuple[Finding, ...] = ()


def sheet_of(file: str, name: str, records: Iterable[Sequence[str]], findings: Iterable[Finding] = ()) -> Sheet | None:
    """Make a sheet of records (rows of text, the first that is not blank being the header); None if all are blank.

    Blank rows are left out and keep their number; so are columns without header and content at the end. A row that
    is longer or shorter than the header is a fault.
    """
    numbered = enumerate(records, start=1)
    header = next((list(record) for _, record in numbered if any(cell.strip() for cell in record)), None)
    if header is None:
        return None
    while header and not header[-1].strip():
        header.pop()
    width, found, blocks, total = len(header), list(findings), [], 0
    while block := list(islice(numbered, BLOCK)):
        rows = [(row, record) for row, record in block if any(cell and not cell.isspace() for cell in record)]
        total += sum(max(width, len(record)) for _, record in rows)
        if total > MAX_CELLS:
            raise TooBig
        ragged = [(row, _length(record, width)) for row, record in rows if _length(record, width) != width]
        found += [Finding(rules.RAGGED, [row], details={"found": length, "expected": width}) for row, length in ragged]
        blocks.append(_frame(rows, width))
    cells = pd.concat(blocks) if blocks else _frame([], width)
    headers = tuple(cell.strip() or letter(k) for k, cell in enumerate(header))
    blank = [k for k, cell in enumerate(header) if not cell.strip()]
    empty = [k for k in blank if (cells[k] == "").all()]
    found += [
        Finding(rules.HEADER_BLANK, [], letter(k), details={"letter": letter(k)}) for k in blank if k not in empty
    ]
    kept = [k for k in range(width) if k not in empty]
    headers = tuple(headers[k] for k in kept)
    repeated = sorted({header for header in headers if headers.count(header) > 1})
    found += [Finding(rules.HEADER_REPEATED, [], header, header, {"n": headers.count(header)}) for header in repeated]
    return Sheet(file, name, headers, cells[kept].set_axis(range(len(kept)), axis=1), tuple(found))


def _length(record: Sequence[str], width: int) -> int:
    """Return how many cells a record has, blank ones beyond `width` apart."""
    length = len(record)
    while length > width and not record[length - 1].strip():
        length -= 1
    return length


def _frame(rows: Sequence[tuple[int, Sequence[str]]], width: int) -> pd.DataFrame:
    """Turn rows into columns of stripped text, cut or filled to `width`."""
    filled = (
        record if len(record) == width else [*record[:width], *[""] * (width - len(record))] for _, record in rows
    )
    columns: Iterator[Sequence[str]] = zip(*filled, strict=True) if rows else iter([()] * width)
    index = pd.Index([row for row, _ in rows], dtype="int64", name="row")
    return pd.DataFrame({k: pd.Series(list(c), index=index, dtype="str").str.strip() for k, c in enumerate(columns)})


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
