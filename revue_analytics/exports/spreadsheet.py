"""Tables as people open them: aligned in a terminal, in a CSV file, in the sheets of a workbook."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date as Date
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from revue_analytics.document import names
from revue_analytics.errors import ReportError, shorten
from revue_analytics.exports.opendocument import check_opendocument, opendocument
from revue_analytics.files import write_whole
from revue_analytics.language import legible, number

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet


WIDEST, LINE, HIGHEST = 40.0, 15.0, 405.0  # of a column in characters; of a line and of a row in points
DAY = {"fr": "dd/mm/yyyy", "en": "yyyy-mm-dd"}
SOFT, FACE = "5A544B", "Calibri"
LIKE_FORMULA = re.compile(r"(^|[;\t\r\n])(?=[^\S\r\n]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r])")  # wide signs too


def write_table(table: pd.DataFrame, path: str | Path) -> Path:
    """Write a table as ``.csv`` (UTF-8, comma, decimal point), ``.xlsx`` or ``.ods``; no text becomes a formula."""
    target, kind = Path(path), check_table_file(path)
    write_whole(target, csv_bytes(table) if kind == "csv" else workbook({"Revue": table}, kind=kind))
    return target


def check_table_file(path: str | Path) -> str:
    """Return the kind of a file for a table, by the end of its name.

    >>> check_table_file("scores.xlsx")
    'xlsx'

    Raises
    ------
    ReportError
        Another ending.
    MissingExtra
        What writes ODS files is not installed.
    """
    kind = Path(path).suffix.lower().removeprefix(".")
    if kind not in ("csv", "xlsx", "ods"):
        raise ReportError("the name of the file must end with .csv, .xlsx or .ods: {path}", path=path)
    if kind == "ods":
        check_opendocument()
    return kind


def csv_bytes(table: pd.DataFrame) -> bytes:
    """Write a table as CSV (UTF-8, comma, decimal point) in which no cell of text becomes a formula."""
    safe = table.apply(lambda column: column.map(harmless) if column.dtype in ("object", "str") else column)
    return bytes(safe.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig"))


def printed(table: pd.DataFrame, language: str = "en") -> str:
    """Write a table in aligned columns, numbers as the language writes them, “–” where there is none."""
    cells = [[_cell(value, language) for value in row] for row in table.itertuples(index=False)]
    rows = [[shorten(name, 24) for name in table.columns], *cells]
    widths = [max(len(row[i]) for row in rows) for i in range(len(table.columns))]
    numeric = [pd.api.types.is_numeric_dtype(dtype) for dtype in table.dtypes]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(row, widths, numeric, strict=True)
        ).rstrip()
        for row in rows
    )


def _cell(value: object, language: str) -> str:
    if names.is_missing(value):
        return "–"
    if isinstance(value, float):
        return number(value, 1, language)
    return shorten(value, 40)


def harmless(value: object) -> object:
    """Keep a spreadsheet from running what begins like a formula.

    Where the country's separator is the semicolon, a spreadsheet cuts the cells of such a file at it, and at line ends.

    >>> harmless("=1+1"), harmless("tools;@SUM(A1)"), harmless("3 - 2 = 1")
    ("'=1+1", "tools;'@SUM(A1)", '3 - 2 = 1')
    """
    return LIKE_FORMULA.sub(r"\1'", value) if isinstance(value, str) else value


def safe_sheet(sheet: Any) -> None:
    """Make every text of a sheet a text, whatever it begins with."""
    for line in sheet.iter_rows():
        for cell in line:
            if isinstance(cell.value, str):
                cell.data_type = "s"


def in_cell(value: object) -> object:
    """Make a text legible: a workbook cannot hold control characters."""
    return legible(value) if isinstance(value, str) else value


def workbook(sheets: Mapping[str, pd.DataFrame], language: str = "en", *, kind: str = "xlsx", **options: Any) -> bytes:
    """Return a workbook (``xlsx`` or ``ods``) with a sheet for each table; options as for `fill`."""
    from openpyxl import Workbook

    book = Workbook()
    del book["Sheet"]
    for title, table in sheets.items():
        fill(book.create_sheet(title), table, language, **options)
    return saved(book, kind)


def saved(book: Workbook, kind: str = "xlsx") -> bytes:
    """Return a workbook as an ``xlsx`` or ``ods`` file whose parts bear no time.

    Raises
    ------
    MissingExtra
        What writes ODS files is not installed.
    """
    book.properties.creator, book.properties.created = "revue-analytics", datetime(2000, 1, 1)
    stream = BytesIO()
    if kind == "ods":
        opendocument(book).save(stream)
    else:
        book.save(stream)
    return without_times(stream)


def without_times(stamped: BytesIO) -> bytes:
    """Return an office file whose parts bear no time: libraries stamp them when they write."""
    from zipfile import ZipFile, ZipInfo

    stream = BytesIO()
    with ZipFile(stamped) as parts, ZipFile(stream, "w") as archive:
        for part in parts.infolist():
            content = parts.read(part)
            if part.filename == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2000-01-01T00:00:00Z", content)
            info = ZipInfo(part.filename, (2000, 1, 1, 0, 0, 0))
            info.compress_type = part.compress_type
            archive.writestr(info, content)
    return stream.getvalue()


def fill(
    sheet: Worksheet,
    table: pd.DataFrame,
    language: str = "en",
    *,
    meanings: Mapping[str, str] | None = None,
    formats: Mapping[str, str] | None = None,
    days: Collection[str] = (),
    mark: str = "",
) -> None:
    """Fill a sheet with a table: headings that stay and print again, widths that fit, numbers that can be read.

    A cell of text is text, whatever it begins with.

    Parameters
    ----------
    meanings
        Column → what it means: these words then head the columns, above their names.
    formats
        Column → number format, where the values alone do not tell.
    days
        Columns of days (``2026-03-12``), so that a spreadsheet sorts and reckons with them; other text stays text.
    mark
        What each printed sheet says at its head.
    """
    from openpyxl.utils import get_column_letter

    heads = [[str(name) for name in table.columns]]
    if meanings:
        heads.insert(0, [meanings[name] for name in heads[0]])
    shown = table.astype(object).where(table.notna(), None)
    for name in shown.columns.intersection(list(days)):
        shown[name] = pd.Series([_day(text) for text in shown[name]], shown.index, dtype=object)
    for line in (*heads, *shown.itertuples(index=False)):
        sheet.append([in_cell(value) for value in line])
    safe_sheet(sheet)
    widths = [_width(name, table[name], worded=bool(meanings)) for name in table.columns]
    for k, (name, width) in enumerate(zip(table.columns, widths, strict=True), start=1):
        letter = get_column_letter(k)
        sheet.column_dimensions[letter].width = width
        how = (formats or {}).get(str(name)) or (DAY[language] if name in days else _format(table[name]))
        if how != "General":
            for (cell,) in sheet[f"{letter}{len(heads) + 1}:{letter}{sheet.max_row}"] if len(table) else ():
                cell.number_format = how
    _dress(sheet, widths, len(heads))
    _print(sheet, len(heads), mark)


def _dress(sheet: Worksheet, widths: Sequence[float], n_heads: int) -> None:
    """Set headings in bold, and give a row the lines that its texts take: not every program does by itself."""
    from openpyxl.styles import Alignment, Font

    wrapped, beside = Alignment(wrap_text=True, vertical="top"), Alignment(vertical="top", indent=1, horizontal="right")
    for row, line in enumerate(sheet.iter_rows(), start=1):
        texts = [(cell.value, width) for cell, width in zip(line, widths, strict=False) if cell.data_type == "s"]
        lines = max((_lines(text, width) for text, width in texts), default=1)
        if row <= n_heads or lines > 1:
            sheet.row_dimensions[row].height = min(lines * LINE + 1, HIGHEST)
            for cell in line:
                cell.alignment = wrapped if cell.data_type == "s" else beside
    for cell in sheet[1]:
        cell.font = Font(name=FACE, size=11, bold=True)
    if n_heads > 1:
        for cell in sheet[2]:
            cell.font = Font(name=FACE, size=11, italic=True, color=SOFT)


def _print(sheet: Worksheet, n_heads: int, mark: str) -> None:
    """Freeze, filter and print again the headings; one sheet wide."""
    sheet.freeze_panes = f"A{n_heads + 1}"
    sheet.auto_filter.ref = f"A{n_heads}:{sheet.dimensions.split(':')[-1]}"
    sheet.print_title_rows = f"1:{n_heads}"
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddHeader.center.text = mark.replace("&", "&&") or None
    sheet.oddFooter.right.text = "&P / &N"


def _width(name: object, column: pd.Series, *, worded: bool) -> float:
    """Return the width of a column in characters: of its values, or of the longest word at its head."""
    if pd.api.types.is_numeric_dtype(column):
        longest = len(f"{column.abs().max():,.1f}") if column.notna().any() else 0
    else:
        longest = max((len(line) for text in column.dropna() for line in str(text).split("\n")), default=0)
    head = max(map(len, [str(name)] if worded else str(name).split()), default=0)
    return min(max(longest + 2, head + 3, 15 if worded else 9), WIDEST)


def _format(column: pd.Series) -> str:
    """Return how numbers are written: whole ones without decimals, small ones with two, others with one."""
    values = column.dropna()
    if not pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column) or values.empty:
        return "General"
    if (values % 1 == 0).all():
        return "#,##0"
    return "0.0" if values.abs().max() > 1 else "0.00"


def _lines(text: str, width: float) -> int:
    """Return how many lines a text takes in a column, generously, as fonts differ."""
    if len(text) < width and "\n" not in text:
        return 1
    return sum(max(-(-len(line) // int(width - 1)), 1) for line in text.split("\n"))


def _day(value: object) -> object:
    try:
        return Date.fromisoformat(str(value))
    except ValueError:
        return value
