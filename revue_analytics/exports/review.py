"""A whole review as files for other programs: tidy CSV, a workbook, Parquet, JSON with a documented schema.

Only what may be published is in a review, so only that is exported. What somebody typed stays text: no cell can become
a formula.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from revue_analytics.campaign.settings import TITLE
from revue_analytics.document import names
from revue_analytics.document.page.shell import provenance
from revue_analytics.errors import ReportError, choices
from revue_analytics.exports.opendocument import check_opendocument
from revue_analytics.exports.publishable import check_publishable, marks
from revue_analytics.exports.spreadsheet import FACE, csv_bytes, fill, in_cell, safe_sheet, saved
from revue_analytics.files import write_whole
from revue_analytics.framework import OVERALL
from revue_analytics.language import in_language, translator, typeset
from revue_analytics.progress import steps
from revue_analytics.review.digest import digests, package_digest, versions
from revue_analytics.review.tables import COLUMNS, TABLES

if TYPE_CHECKING:
    from revue_analytics.review import Opened, Review

FORMAT = 1
MOST_ROWS = 1_048_574  # of a sheet, below its headings
DAYS = ("due", "start", "end", "date")  # columns of days
INDICES = ("consensus", "p_value", "q_value")  # from 0 to 1, and no shares
LINK = "1F5C99"
NOTE = ".exports.json"  # beside the files: what each was made from
WRITERS = ("babel", "lxml", "odfdo", "openpyxl", "pandas", "pyarrow")


def export_review(
    review: Review | Opened,
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
        What to write, every table of it; or a campaign that is open, analysed once the formats are known.
    folder
        Where to; it is made if need be.
    formats
        Names of `EXPORTS`: ``"xlsx"`` or ``"ods"`` (one workbook, a sheet per table and one that explains them),
        ``"csv"`` and ``"parquet"`` (a folder with a file per table), ``"json"`` (one file).
    language
        Of the explanations, ``"fr"`` or ``"en"``; the campaign's by default.
    private
        Allow results on too few people to be published.

    Returns
    -------
    What was written, files and folders; what would be the same, byte for byte, is left as it is.

    Raises
    ------
    ReportError
        An unknown format; results that may not be published while `private` is false; a table too long for a sheet.
    MissingExtra
        What writes ODS files is not installed.

    Examples
    --------
    >>> export_review(open_review("my-campaign"), "exports", ["xlsx"])      # doctest: +SKIP
    """
    from revue_analytics.review import Opened

    wanted = list(dict.fromkeys(formats))
    for name in wanted:
        if name not in EXPORTS:
            raise ReportError("no format “{name}”: {choices}", name=name, choices=choices(name, EXPORTS))
    if "ods" in wanted:
        check_opendocument()
    if isinstance(review, Opened):
        review = review.review()
    check_publishable(review, private)
    chosen = language or str(review.meta.get("language") or "fr")
    origin = _origin(review, chosen)
    return [_written(name, review, Path(folder), chosen, origin) for name in steps("Exports", wanted, len(wanted))]


def _origin(review: Review, language: str) -> str:
    """Digest all that an export is made from."""
    software = [package_digest(), versions(WRITERS)]
    content = [digests(review, without=()), dict(review.meta), review.framework.digest, language, software]
    return sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()


def _written(name: str, review: Review, folder: Path, language: str, origin: str) -> Path:
    """Write an export; one that is there, whole, and would be the same stays: a workbook takes seconds."""
    file, write = EXPORTS[name]
    path, notes = folder / file, _notes(folder / NOTE)
    if notes.get(name) != {"made_from": origin, "files": _sums(path)}:
        write(review, path, language)
        notes[name] = {"made_from": origin, "files": _sums(path)}
        write_whole(folder / NOTE, json.dumps(notes, indent=1, sort_keys=True) + "\n")
    return path


def _notes(path: Path) -> dict[str, Any]:
    """Read what each export was made from; nothing of what is no use."""
    try:
        notes = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return notes if isinstance(notes, dict) else {}


def _sums(path: Path) -> dict[str, str]:
    files = [file for file in (path, *sorted(path.rglob("*"))) if file.is_file()]
    return {file.relative_to(path.parent).as_posix(): sha256(file.read_bytes()).hexdigest() for file in files}


def review_json(review: Review) -> dict[str, Any]:
    """Return a review as plain JSON values; the schema is ``data_schemas/review.schema.json``.

    Scores are on 0–100; what there is not is ``null``.
    """
    return _head(review) | {"tables": {name: _records(review.tables[name]) for name in TABLES}}


def _head(review: Review) -> dict[str, Any]:
    """Return what a review says beside its tables."""
    return {
        "format": FORMAT,
        "meta": dict(review.meta),
        "framework": {"id": review.framework.id, "version": str(review.framework.version)},
        "provenance": provenance(review),
    }


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    plain = table.astype(object).where(table.notna(), None)
    return [{str(name): _plain(value) for name, value in row.items()} for row in plain.to_dict("records")]


def _plain(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else value


def _json(review: Review, path: Path, language: str) -> None:
    write_whole(path, _json_texts(review))


def _json_texts(review: Review) -> Iterator[str]:
    """Yield `review_json` as text, table by table: as a whole it takes many times the memory of the review."""

    def text(value: object) -> str:
        return json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False)

    yield text(_head(review)).removesuffix("\n}")
    for k, name in enumerate(TABLES):
        records = text(_records(review.tables[name])).replace("\n", "\n  ")  # a line end in a text is written “\\n”
        yield f',\n  "{name}": {records}' if k else f',\n "tables": {{\n  "{name}": {records}'
    yield "\n }\n}\n"


def _csv(review: Review, folder: Path, language: str) -> None:
    for name in TABLES:
        write_whole(folder / f"{name}.csv", csv_bytes(review.tables[name]))
    readme = "\r\n".join(" — ".join(part for part in line if part) for line in _readme(review, language))
    write_whole(folder / "README.txt", (readme + "\r\n").encode("utf-8-sig"))


def _parquet(review: Review, folder: Path, language: str) -> None:
    for name in TABLES:
        stream = BytesIO()
        review.tables[name].to_parquet(stream, index=False)
        write_whole(folder / f"{name}.parquet", stream.getvalue())


def _workbook(review: Review, path: Path, language: str) -> None:
    from openpyxl import Workbook

    _ = translator(language)
    book = Workbook()
    book.active.title = _("Read me")
    _explain(book.active, _readme(review, language))
    meanings = {name: typeset(_(column.meaning), language).rstrip(".") for name, column in COLUMNS.items()}
    mark = " – ".join(marks(review, language))
    for name in TABLES:
        table = review.tables[name]
        if len(table) > MOST_ROWS:
            raise ReportError(
                "the table {name} has {n} rows, more than a sheet can hold: export csv or parquet",
                name=name,
                n=len(table),
            )
        fill(book.create_sheet(name), table, language, meanings=meanings, formats=_formats(name), days=DAYS, mark=mark)
    write_whole(path, saved(book, path.suffix[1:]))


def _formats(table: str) -> dict[str, str]:
    """Write shares as percentages, and what has no unit of its own with two decimals."""
    shares = {name: "0.0%" for name, column in COLUMNS.items() if column.unit == "0–1" and name not in INDICES}
    mixed = ("value", "low", "high") if table in ("agreement", "convergence", "stability") else ()
    return shares | dict.fromkeys(INDICES, "0.000") | dict.fromkeys(mixed, "0.00")


def _explain(sheet: Any, lines: Sequence[tuple[str, str]]) -> None:
    """Write the sheet that explains the others: two columns, each table leading to its sheet."""
    from openpyxl.styles import Alignment, Font
    from openpyxl.worksheet.hyperlink import Hyperlink

    widths, tables = (34, 90), set(TABLES)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = widths
    for number, line in enumerate(lines, start=1):
        sheet.append([in_cell(part) for part in line])
        head, text = sheet[number]
        head.font, text.font = Font(name=FACE, size=11, bold=True), Font(name=FACE, size=11)
        head.alignment = text.alignment = Alignment(wrap_text=True, vertical="top")
        if head.value in tables:  # columns that bear the same name come later
            tables.remove(head.value)
            head.hyperlink = Hyperlink(ref=head.coordinate, location=f"'{head.value}'!A1")
            head.font = Font(name=FACE, size=11, bold=True, color=LINK, underline="single")
        n_lines = max(-(-len(part) // width) for part, width in zip(line, widths, strict=True))
        sheet.row_dimensions[number].height = min(max(n_lines, 1) * 15.0 + 1, 405.0)
    sheet.merge_cells("A1:B1")
    sheet["A1"].font = Font(name=FACE, size=16, bold=True)
    sheet.row_dimensions[1].height = min(-(-len(lines[0][0]) // 80) * 22.0, 405.0)
    safe_sheet(sheet)
    sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage = 0, True
    sheet.sheet_view.showGridLines = False


def _readme(review: Review, language: str) -> list[tuple[str, str]]:
    """Say what the files hold: title, warnings, method, tables, columns."""
    _ = translator(language)
    meta = review.meta
    lines = [
        (str(meta.get("title") or TITLE), ""),
        *((mark, "") for mark in marks(review, language)),
        (_("Campaign"), str(meta["current"])),
        (_("Framework"), f"{review.framework.id} {review.framework.version}"),
        (_("Method"), str(meta["methodology_text"][language])),
        (_("Weight set"), str(meta["weight_set"][language])),
        (_("Seed and draws"), f"{meta['seed']}, {meta['n_draws']}"),
        (_("Provenance"), provenance(review)),
        ("", ""),
        (_("Tables"), ""),
    ]
    lines += [(name, typeset(_(table.meaning), language)) for name, table in TABLES.items()]
    lines += [("", ""), (_("Columns"), "")]
    for name, column in COLUMNS.items():
        unit = f" ({column.unit})" if column.unit else ""
        lines.append((name, typeset(_(column.meaning), language) + unit))
    for heading, labels in _names(review, language).items():
        lines += [("", ""), (heading, ""), *labels]
    return lines


def _names(review: Review, language: str) -> dict[str, list[tuple[str, str]]]:
    """Name what the tables give by its id alone: nodes, groups of respondents, actions of the framework."""
    _ = translator(language)
    framework = review.framework
    groups = (*(str(college["id"]) for college in review.meta["colleges"]), "others", "all")
    nodes = (OVERALL, *(node.id for node in framework.nodes))
    return {
        _("Indicators and criteria"): [
            (node, names.node_label(framework, node, language, numbered=True)) for node in nodes
        ],
        _("Groups of respondents"): [(group, names.group_label(review.meta, group, language)) for group in groups],
        _("Actions of the framework"): [
            (action.id, in_language(action.label, language)) for action in framework.actions
        ],
    }


EXPORTS: Mapping[str, tuple[str, Callable[[Review, Path, str], None]]] = {
    "xlsx": ("review.xlsx", _workbook),
    "ods": ("review.ods", _workbook),
    "csv": ("csv", _csv),
    "parquet": ("parquet", _parquet),
    "json": ("review.json", _json),
}
"""Name of a format → its file or folder, and what writes a review there: ``(review, path, language)``."""
