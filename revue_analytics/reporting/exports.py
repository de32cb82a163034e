"""A whole review as files for other programs: tidy CSV, a workbook, Parquet, JSON with a documented schema.

Only what may be published is in a review, so only that is exported. What somebody typed stays text: no cell can become
a formula.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from revue_analytics.errors import ReportError, choices
from revue_analytics.language import translator, typeset
from revue_analytics.reporting.files import write_whole
from revue_analytics.reporting.page import provenance
from revue_analytics.reporting.spoken import spoken
from revue_analytics.reporting.spreadsheet import harmless, in_cell, safe_sheet
from revue_analytics.review import TABLES
from revue_analytics.review.dictionary import COLUMNS, MEANINGS

if TYPE_CHECKING:
    from revue_analytics.review import Review

__all__ = ["EXPORTS", "check_publishable", "export_review", "marks", "review_json"]

FORMAT = 1
MOST_ROWS = 1_048_575  # of a sheet, below its headings


def export_review(
    review: Review,
    folder: str | Path,
    formats: Iterable[str] = ("xlsx", "csv", "parquet", "json"),
    *,
    language: str | None = None,
    private: bool = False,
) -> list[Path]:
    """Write a review, or the part of one territory, in the formats asked for.

    Parameters
    ----------
    review
        What to write; every table of it.
    folder
        Where to; it is made if need be.
    formats
        Names of `EXPORTS`: ``"xlsx"`` (one workbook, a sheet per table and one that explains them), ``"csv"`` and
        ``"parquet"`` (a folder with a file per table), ``"json"`` (one file).
    language
        Of the explanations, ``"fr"`` or ``"en"``; the campaign's by default.
    private
        Allow results on too few people to be published.

    Returns
    -------
    What was written, files and folders.

    Raises
    ------
    ReportError
        An unknown format; results that may not be published while `private` is false; a table too long for a sheet.

    Examples
    --------
    >>> export_review(open_review("my-campaign"), "exports", ["xlsx"])      # doctest: +SKIP
    """
    wanted = list(dict.fromkeys(formats))
    for name in wanted:
        if name not in EXPORTS:
            raise spoken(ReportError, "no format “{name}”: {choices}", name=name, choices=choices(name, EXPORTS))
    check_publishable(review, private)
    target, said = Path(folder), language or str(review.meta.get("language") or "fr")
    return [EXPORTS[name](review, target, said) for name in wanted]


def check_publishable(review: Review, private: bool) -> None:
    """Raise a `ReportError` for results that may not be published, unless they are to stay private."""
    if not review.meta.get("publishable", True) and not private:
        raise spoken(
            ReportError,
            "these results rest on fewer people than may be published; --private exports them, marked confidential",
        )


def review_json(review: Review) -> dict[str, Any]:
    """Return a review as plain JSON values; the schema is ``data_schemas/review.schema.json``.

    Scores are on 0–100; what there is not is ``null``.
    """
    return {
        "format": FORMAT,
        "meta": dict(review.meta),
        "framework": {"id": review.framework.id, "version": str(review.framework.version)},
        "provenance": provenance(review),
        "tables": {name: _records(review.tables[name]) for name in TABLES},
    }


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    plain = table.astype(object).where(table.notna(), None)
    return [{str(name): _plain(value) for name, value in row.items()} for row in plain.to_dict("records")]


def _plain(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else value


def _json(review: Review, folder: Path, language: str) -> Path:
    path = folder / "review.json"
    text = json.dumps(review_json(review), ensure_ascii=False, indent=1, allow_nan=False)
    write_whole(path, text + "\n")
    return path


def _csv(review: Review, folder: Path, language: str) -> Path:
    for name in TABLES:
        table = review.tables[name]
        text = [column for column in table if not pd.api.types.is_numeric_dtype(table[column])]
        safe = table.assign(**{column: table[column].map(harmless) for column in text})
        write_whole(folder / "csv" / f"{name}.csv", safe.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig"))
    readme = "\r\n".join(" — ".join(part for part in line if part) for line in _readme(review, language))
    write_whole(folder / "csv" / "README.txt", (readme + "\r\n").encode("utf-8-sig"))
    return folder / "csv"


def _parquet(review: Review, folder: Path, language: str) -> Path:
    for name in TABLES:
        stream = BytesIO()
        review.tables[name].to_parquet(stream, index=False)
        write_whole(folder / "parquet" / f"{name}.parquet", stream.getvalue())
    return folder / "parquet"


def _xlsx(review: Review, folder: Path, language: str) -> Path:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    first = book.active
    first.title = "README"
    for line in _readme(review, language):
        first.append([in_cell(part) for part in line])
    safe_sheet(first)
    first.column_dimensions["A"].width, first.column_dimensions["B"].width = 28, 110
    for row in first.iter_rows():
        row[0].font = Font(bold=True)
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for name in TABLES:
        table = review.tables[name]
        if len(table) > MOST_ROWS:
            raise spoken(
                ReportError,
                "the table {name} has {n} rows, more than a sheet can hold: export csv or parquet",
                name=name,
                n=len(table),
            )
        _fill(book.create_sheet(name), table)
    stream = BytesIO()
    book.save(stream)
    path = folder / "review.xlsx"
    write_whole(path, stream.getvalue())
    return path


def _fill(sheet: Any, table: pd.DataFrame) -> None:
    """Write a table: headings that stay and filter, widths that fit, numbers that can be read."""
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    sheet.append([str(column) for column in table.columns])
    for record in _records(table):
        sheet.append([in_cell(value) for value in record.values()])
    safe_sheet(sheet)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for place, column in enumerate(table.columns, start=1):
        longest = max((len(str(value)) for value in table[column].head(200)), default=0)
        is_share = COLUMNS[str(column)].unit == "0–1"
        decimals = "0.000" if is_share else "0.0"
        sheet.column_dimensions[get_column_letter(place)].width = min(max(longest, len(str(column))) + 3, 60)
        if pd.api.types.is_float_dtype(table[column]):
            for (cell,) in sheet.iter_rows(min_row=2, min_col=place, max_col=place):
                cell.number_format = decimals
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions


def marks(review: Review, language: str) -> list[str]:
    """Say of files what each page says: that the data are made up, that they must not be passed on."""
    _, meta = translator(language), review.meta
    said = {
        _("Fictitious data"): bool(meta.get("fictitious")),
        _("Confidential"): not meta.get("publishable", True),
    }
    return [mark for mark, holds in said.items() if holds]


def _readme(review: Review, language: str) -> list[tuple[str, str]]:
    """Say what the files hold: title, warnings, method, tables, columns."""
    _ = translator(language)
    meta = review.meta
    lines = [
        (str(meta.get("title") or ""), " — ".join(marks(review, language))),
        (_("Campaign"), str(meta["current"])),
        (_("Framework"), f"{review.framework.id} {review.framework.version}"),
        (_("Method"), str(meta["methodology_text"][language])),
        (_("Weight set"), str(meta["weight_set"][language])),
        (_("Seed and draws"), f"{meta['seed']}, {meta['n_draws']}"),
        (_("Provenance"), provenance(review)),
        ("", ""),
        (_("Tables"), ""),
    ]
    lines += [(name, typeset(_(MEANINGS[name]), language)) for name in TABLES]
    lines += [("", ""), (_("Columns"), "")]
    lines += [(name, typeset(_(column.meaning), language)) for name, column in COLUMNS.items()]
    return lines


EXPORTS: Mapping[str, Callable[[Review, Path, str], Path]] = {
    "xlsx": _xlsx,
    "csv": _csv,
    "parquet": _parquet,
    "json": _json,
}
"""Name of a format → what writes a review in it: ``(review, folder, language) -> path``."""
