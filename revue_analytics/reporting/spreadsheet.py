"""Scores as a table for a terminal or a spreadsheet."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from revue_analytics import labels
from revue_analytics.errors import ReportError, shorten
from revue_analytics.framework import OVERALL
from revue_analytics.language import legible, number, translator
from revue_analytics.reporting.files import write_whole
from revue_analytics.reporting.spoken import spoken

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from revue_analytics.review import Review

__all__ = ["csv_bytes", "fill", "harmless", "in_cell", "printed", "safe_sheet", "score_table", "write_table"]

LIKE_FORMULA = re.compile(r"(^|[;\t\r\n])(?=[^\S\r\n]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r])")  # wide signs too


def score_table(review: Review, language: str = "en") -> pd.DataFrame:
    """Return one row per territory and campaign: overall score, interval and level, then each indicator's score.

    Scores are on 0–100; a missing one is NaN (insufficient data, or not applicable).
    """
    _ = translator(language)
    keys = ["territory", "campaign"]
    scores = review.scores
    overall = scores[scores["node"] == OVERALL].set_index(keys)
    tops = scores[scores["node"].isin(review.framework.top_ids)].pivot_table("score", keys, "node", aggfunc="first")
    names = review.territories.set_index("territory")["name"]
    table = overall[["n_respondents", "score", "low", "high"]].copy()
    table.insert(0, "name", names.reindex(table.index.get_level_values("territory")).to_numpy())
    table["level"] = [labels.level_label(review.framework, level, language) for level in overall["level"]]
    table = table.join(tops.reindex(columns=list(review.framework.top_ids))).sort_index().reset_index()
    headings = {
        "territory": _("Code"),
        "campaign": _("Campaign"),
        "name": _("Territory"),
        "n_respondents": _("Respondents"),
        "score": _("Overall score"),
        "low": _("Low end"),
        "high": _("High end"),
        "level": _("Level"),
    }
    return table.rename(columns=headings)


def write_table(table: pd.DataFrame, path: str | Path) -> Path:
    """Write a table as ``.csv`` (UTF-8, comma, decimal point) or ``.xlsx``; no cell of text becomes a formula."""
    target = Path(path)
    if target.suffix.lower() == ".csv":
        write_whole(target, csv_bytes(table))
    elif target.suffix.lower() == ".xlsx":
        write_whole(target, _workbook(table))
    else:
        raise spoken(ReportError, "the name of the file must end with .csv or .xlsx: {path}", path=target)
    return target


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
    if labels.is_missing(value):
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


def _workbook(table: pd.DataFrame) -> bytes:
    from io import BytesIO

    from openpyxl import Workbook

    book = Workbook()
    fill(book.active, table)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def fill(sheet: Worksheet, table: pd.DataFrame) -> None:
    """Fill a sheet with a table, its headings in bold; a cell of text is text, whatever it begins with."""
    from openpyxl.styles import Font

    sheet.append([in_cell(name) for name in table.columns])
    for row in table.itertuples(index=False):
        sheet.append([None if labels.is_missing(value) else in_cell(value) for value in row])
    safe_sheet(sheet)
    for line in sheet.iter_rows():
        for cell in line:
            if isinstance(cell.value, float):
                cell.number_format = "0.0"
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"


def in_cell(value: object) -> object:
    """Make a text legible: a workbook cannot hold control characters."""
    return legible(value) if isinstance(value, str) else value
