"""The tables of a campaign besides the answers: territories, invited, targets, weights, actions."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pandas as pd

from revue_analytics.errors import Fault
from revue_analytics.framework import Framework
from revue_analytics.intake import file_rules, row_rules
from revue_analytics.intake.codes import Declared, read_codes
from revue_analytics.intake.findings import Finding, faults_of
from revue_analytics.intake.people import CollegeReader
from revue_analytics.intake.reading import read_sheets
from revue_analytics.intake.sheets import Sheet, spread
from revue_analytics.intake.side_values import BESIDE, prepared
from revue_analytics.intake.summaries import without_totals
from revue_analytics.intake.words import key
from revue_analytics.tables import DEFAULT_COLLEGES, College, validate

Read = tuple[pd.DataFrame, tuple[Fault, ...]]
SUBJECTS = ("territory", "campaign", "college", "stratum", "node", "criterion", "scheme", "departement", "epci")
"""Columns that say what a row is about."""

SIDE = ("territories", "invited", "targets", "weights", "actions", "decisions", "reviewer")


def read_table(
    path: str | Path,
    table: str,
    framework: Framework | None = None,
    *,
    colleges: Sequence[College] = DEFAULT_COLLEGES,
    territories: pd.DataFrame | None = None,
    name: str = "",
) -> Read:
    r"""Read a table of a campaign from a CSV, XLSX, ODS or Parquet file: its valid rows, and everything wrong with it.

    Headers and words may be French or English; nodes may be named by id or label. It never raises for what the file
    holds: a fault that is an error and has no row says that the table cannot be used. `name` is that of the file in
    what is said of it.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     _ = Path(folder, "t.csv").write_text("Code Insee;Nom;Population\n01004;Ambérieu;15 934\n1;?;x\n", "utf-8")
    ...     frame, faults = read_table(Path(folder, "t.csv"), "territories")
    >>> frame[["territory", "name", "kind", "population", "stratum"]].to_numpy().tolist()
    [['01004', 'Ambérieu', 'commune', 15934, '10000-49999']]
    >>> print(faults[0])
    t.csv, row 3, column Population: “x” is not a number — write a number, for example 15934
    """
    path = Path(path)
    name = name or path.name
    sheets, findings = read_sheets(path)
    sheet = max(sheets, key=lambda one: len(matched(one, table)), default=None)
    if sheet is None:
        return validate(pd.DataFrame(), table, empty_ok=True)[0], tuple(faults_of(findings, name))
    findings += [Finding(file_rules.SHEET_PASSED_OVER, value=other.name) for other in sheets if other is not sheet]
    of = matched(sheet, table)
    sheet, merged = spread(
        sheet.visible(of.values()), {k for column, k in of.items() if column in SUBJECTS}, set(of.values())
    )
    findings += merged
    findings += [*sheet.findings, *_headers(sheet, of, table)]
    cells = sheet.cells.drop(index=sheet.untrusted)
    if "territory" in of:
        cells, totals = without_totals(cells, of["territory"], Declared.of(territories))
        findings += totals
    frame = cells[list(of.values())].set_axis(list(of), axis=1)
    headers = {name: sheet.headers[k] for name, k in of.items()}
    frame, wrong_cells = prepared(frame, table, headers, framework, CollegeReader(colleges), Declared.of(territories))
    findings += wrong_cells
    wrong = [f for f in wrong_cells if f.rule.severity == "error" and len(f.rows)]
    valid, broken = _validated(frame, table, framework, name, headers, wrong)
    territory = frame.get("territory")
    if sheet.untrusted and territory is not None:
        told = sheet.cells.loc[sheet.untrusted, of["territory"]]
        codes = told if table == "territories" else read_codes(told, Declared.of(territories))[0]
        territory = pd.concat([territory, codes])
    faults = [*faults_of(findings, name, territory), *broken]
    return valid, tuple(sorted(faults, key=lambda fault: fault.row or 0))


def _validated(
    frame: pd.DataFrame,
    table: str,
    framework: Framework | None,
    name: str,
    headers: dict[str, str],
    wrong: Sequence[Finding],
) -> Read:
    """Return the valid rows without those of `wrong`, and what else is wrong with any row: all of it, in one go."""
    whole, known = frame.copy(), {header: column for column, header in headers.items()}
    for finding in wrong:
        if (column := known.get(finding.column)) in whole:
            whole.loc[whole.index.isin(finding.rows), column] = finding.value
    valid, faults = validate(whole, table, framework, file=name, headers=headers)
    if wrong:
        left = frame[~frame.index.isin([row for finding in wrong for row in finding.rows])]
        valid = validate(left, table, framework)[0]
    cells = {(row, finding.column) for finding in wrong for row in finding.rows}
    return valid, tuple(fault for fault in faults if (fault.row, fault.column) not in cells)


@cache
def _names(table: str) -> dict[str, str]:
    """Return header (plain) → column of a table."""
    from revue_analytics.tables.columns import about
    from revue_analytics.tables.models import MODELS

    said = about(MODELS[table].model)
    aliases = {key(name): column for column, of in said.items() for name in of.names}
    names = ("name", *about(MODELS["territories"].model)["name"].names)
    beside = {key(name): BESIDE for name in names} if "territory" in said and table != "territories" else {}
    return beside | aliases | {key(column): column for column in said}


@cache
def _required(table: str) -> frozenset[str]:
    from revue_analytics.tables.models import MODELS

    columns = MODELS[table].model.to_schema().columns
    return frozenset(name for name, column in columns.items() if column.default is None and not column.nullable)


def matched(sheet: Sheet, table: str) -> dict[str, int]:
    """Return the columns of a table that a sheet has, with their positions (the first, if several claim one)."""
    columns: dict[str, int] = {}
    for k, header in enumerate(sheet.headers):
        column = _names(table).get(key(header))
        if column and (column not in columns or key(sheet.headers[k]) == key(column)):
            columns[column] = k
    if BESIDE in columns and "territory" not in columns:
        columns["territory"] = columns.pop(BESIDE)
    return columns


def table_of(sheet: Sheet) -> tuple[str, int]:
    """Return which table a sheet is, by its headers, and how many of them it knows; ``("", 0)`` if none."""
    best = ("", 0)
    for table in SIDE:
        columns = matched(sheet, table)
        enough = len(columns) > 1 and 2 * len(columns) >= len(sheet.headers)
        if _required(table) <= set(columns) and enough and len(columns) > best[1]:
            best = (table, len(columns))
    return best


def _headers(sheet: Sheet, of: dict[str, int], table: str) -> list[Finding]:
    """Say which headers are not known, and which columns come twice."""
    findings = []
    for k, header in enumerate(sheet.headers):
        column = _names(table).get(key(header))
        if column is None:
            findings.append(
                Finding(row_rules.TABLE_COLUMN_UNKNOWN, column=header, details={"known": ", ".join(_columns(table))})
            )
        elif k not in of.values():
            column = "territory" if column == BESIDE and BESIDE not in of else column
            details = {"meaning": column, "headers": f"{sheet.headers[of[column]]}, {header}"}
            findings.append(Finding(row_rules.TABLE_COLUMNS_CLAIM, column=header, details=details))
    return findings


def _columns(table: str) -> list[str]:
    from revue_analytics.tables.models import MODELS

    return list(MODELS[table].model.to_schema().columns)
