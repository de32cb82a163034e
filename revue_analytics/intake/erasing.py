"""Where a respondent is in the files as they came, and the files without that respondent's rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from revue_analytics.framework import Framework
from revue_analytics.intake.answers import as_seen, respondents_of
from revue_analytics.intake.columns import assign
from revue_analytics.intake.form import named
from revue_analytics.intake.headers import header_finder
from revue_analytics.intake.people import CollegeReader
from revue_analytics.intake.reading import read_sheets
from revue_analytics.intake.sources import SourceEntry, entries_of, file_names
from revue_analytics.intake.text_files import decode, separator_of
from revue_analytics.intake.vocabulary import vocabulary
from revue_analytics.tables import College

__all__ = ["Place", "erase", "find_respondent"]


@dataclass(frozen=True)
class Place:
    """Rows of one respondent in one sheet of a file.

    Attributes
    ----------
    path, name
        The file, and its name among the others.
    sheet
        Name of the sheet, ``""`` in a text file.
    rows
        Numbers of the rows, as a spreadsheet counts them.
    pseudonym
        The respondent's.
    by_row
        Whether the file gives no id, so that the pseudonym is that of a row.
    is_form
        Whether the file is a filled questionnaire, with a column per respondent.
    """

    path: Path
    name: str
    sheet: str
    rows: tuple[int, ...]
    pseudonym: str
    by_row: bool
    is_form: bool


def find_respondent(
    paths: Sequence[Path],
    framework: Framework,
    respondent: str,
    *,
    sources: Sequence[SourceEntry],
    colleges: Sequence[College],
    key: bytes,
    folder: Path | None = None,
) -> list[Place]:
    """Find the rows of a respondent, named by pseudonym, by the id in the file, or by ``file:id``.

    Files are named by their path in `folder`, the campaign's.
    """
    words, reader = vocabulary(framework), CollegeReader(colleges)
    wanted = respondent.strip().casefold()
    found = []
    for path, name in zip(paths, file_names(paths, folder), strict=True):
        stem = name.removesuffix(path.suffix)
        for entry in entries_of(path, sources, folder)[0]:
            sheets, _ = read_sheets(
                path, sheet=entry.sheet, encoding=entry.encoding, separator=entry.separator, find=header_finder(words)
            )
            for sheet in sheets:
                columns, _ = assign(sheet, words, entry)
                sheet, _ = as_seen(sheet, columns)
                prefix = f"{stem}/{sheet.name}" if len(sheets) > 1 or entry.sheet else stem
                if sheet.form is not None:
                    sheet, prefix = named(sheet, stem, reader), "form"
                made = respondents_of(sheet, columns, key, prefix)
                if made is None or not columns.shape:
                    continue
                position = columns.one("respondent")
                ids = made.index.astype("str") if position is None else sheet.cells[position]
                stated = ids.str.strip().str.casefold()
                here = (made == respondent.strip()) | (stated == f"{wanted}" if position is not None else False)
                here |= (stem.casefold() + ":" + stated) == wanted
                for pseudonym, rows in made[here].groupby(made[here]).groups.items():
                    by_row = position is None or bool((sheet.cells.loc[rows, position] == "").all())
                    numbers = tuple(int(row) for row in rows)
                    found.append(Place(path, name, sheet.name, numbers, str(pseudonym), by_row, sheet.form is not None))
    return found


def erase(content: bytes, place: Place, entry: SourceEntry) -> bytes | None:
    """Return the content of a file without the rows of a respondent; None where more than that would change.

    A filled questionnaire is left alone (a person removes the column), and so are an archive, and a workbook with
    formulas, whose stored results would be lost.
    """
    if place.is_form:
        return None
    if content.startswith(b"PK"):
        return _workbook(content, place) if b"xl/workbook.xml" in content else None
    if content.startswith(b"PAR1"):
        return _parquet(content, place.rows)
    return _text(content, place.rows, entry)


def _text(content: bytes, rows: Collection[int], entry: SourceEntry) -> bytes | None:
    for codec in (entry.encoding,) if entry.encoding else ("utf-8-sig", "utf-8", "utf-16", "cp1252"):
        try:
            text = content.decode(codec)
        except (UnicodeDecodeError, LookupError):
            continue
        if text.encode(codec) == content:
            break
    else:
        return None
    body = decode(content, entry.encoding)
    separator = entry.separator or (body[4] if body.startswith("sep=") else separator_of(body))
    kept = [lines for number, lines in _records(text, separator) if number not in rows]
    return "".join(kept).encode(codec)


def _records(text: str, separator: str) -> Iterator[tuple[int, str]]:
    """Yield each record with its number, as it is written."""
    lines = list(io.StringIO(text, newline=""))
    reader = csv.reader(iter(lines), delimiter=separator, strict=True)
    start = 0
    for number, _record in enumerate(reader, start=1):
        yield number, "".join(lines[start : reader.line_num])
        start = reader.line_num


def _workbook(content: bytes, place: Place) -> bytes | None:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content))
    if any(cell.data_type == "f" for sheet in book.worksheets for row in sheet.iter_rows() for cell in row):
        return None
    for row in sorted(place.rows, reverse=True):
        book[place.sheet].delete_rows(row)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _parquet(content: bytes, rows: Collection[int]) -> bytes:
    import pyarrow.parquet as pq

    table = pq.read_table(io.BytesIO(content))
    made = io.BytesIO()
    pq.write_table(table.take([i for i in range(table.num_rows) if i + 2 not in rows]), made)
    return made.getvalue()
