"""The tables of a campaign besides the answers: territories, invited, targets, weights, actions."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pandas as pd

from revue_analytics import places
from revue_analytics.errors import Fault
from revue_analytics.framework import OVERALL, Framework
from revue_analytics.intake import file_rules, row_rules
from revue_analytics.intake.codes import Declared, beside, read_codes
from revue_analytics.intake.findings import Finding, faults_of
from revue_analytics.intake.people import CollegeReader
from revue_analytics.intake.personal import hide_in
from revue_analytics.intake.reading import read_sheets
from revue_analytics.intake.scale import AnswerReader
from revue_analytics.intake.sheets import Sheet, spread
from revue_analytics.intake.summaries import without_totals
from revue_analytics.intake.vocabulary import vocabulary
from revue_analytics.intake.words import key
from revue_analytics.tables import DEFAULT_COLLEGES, College, numbers, validate
from revue_analytics.tables.cells import day

MOST = {"name": 300, "departement_name": 300, "epci_name": 300, "label": 300, "pilot": 300, "evidence": 1000}
"""Characters of what stands in headings and in narrow columns of every page."""

Read = tuple[pd.DataFrame, tuple[Fault, ...]]
SUBJECTS = ("territory", "campaign", "college", "stratum", "node", "criterion", "scheme", "departement", "epci")
"""Columns that say what a row is about."""

BESIDE = "name of the territory"
"""What `matched` calls the column with the names of territories, beside that of their codes."""

TO_FILL_IN = {"invited": "invited", "targets": "target", "reviewer": "reviewed_level"}
"""The column without which a row says nothing: tables are prepared with these blank, for whoever fills them in."""

SIDE = ("territories", "invited", "targets", "weights", "actions", "decisions", "reviewer")


def read_territories(path: str | Path) -> Read:
    """Read the territories of a campaign; see `read_table`."""
    return read_table(path, "territories")


def read_invited(
    path: str | Path, *, colleges: Sequence[College] = DEFAULT_COLLEGES, territories: pd.DataFrame | None = None
) -> Read:
    """Read how many people were invited; see `read_table`."""
    return read_table(path, "invited", colleges=colleges, territories=territories)


def read_targets(path: str | Path, framework: Framework, *, territories: pd.DataFrame | None = None) -> Read:
    """Read targets; see `read_table`."""
    return read_table(path, "targets", framework, territories=territories)


def read_weights(path: str | Path, framework: Framework) -> Read:
    """Read weights; see `read_table`."""
    return read_table(path, "weights", framework)


def read_actions(path: str | Path, framework: Framework) -> Read:
    """Read actions; see `read_table`."""
    return read_table(path, "actions", framework)


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
    ...     frame, faults = read_territories(Path(folder, "t.csv"))
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
    frame, found = _prepared(frame, table, headers, framework, CollegeReader(colleges), Declared.of(territories))
    findings += found
    wrong = [f for f in found if f.rule.severity == "error" and len(f.rows)]
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
    found: dict[str, int] = {}
    for k, header in enumerate(sheet.headers):
        column = _names(table).get(key(header))
        if column and (column not in found or key(sheet.headers[k]) == key(column)):
            found[column] = k
    if BESIDE in found and "territory" not in found:
        found["territory"] = found.pop(BESIDE)
    return found


def table_of(sheet: Sheet) -> tuple[str, int]:
    """Return which table a sheet is, by its headers, and how many of them it knows; ``("", 0)`` if none."""
    best = ("", 0)
    for table in SIDE:
        found = matched(sheet, table)
        enough = len(found) > 1 and 2 * len(found) >= len(sheet.headers)
        if _required(table) <= set(found) and enough and len(found) > best[1]:
            best = (table, len(found))
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


def _prepared(
    frame: pd.DataFrame,
    table: str,
    headers: dict[str, str],
    framework: Framework | None,
    colleges: CollegeReader,
    declared: Declared,
) -> tuple[pd.DataFrame, list[Finding]]:
    """Take the words of cells to the values of the model; what is not understood is left for validation to say."""
    findings: list[Finding] = []
    made = {name: _cut(_valued(frame[name], table, name), name, headers, findings) for name in map(str, frame)}
    if table == "territories":
        return _territories(pd.DataFrame(made, index=frame.index), headers, findings), findings
    if "territory" in made:
        names = made.pop(BESIDE, None)
        made["territory"], found = read_codes(made["territory"], declared, headers["territory"], names)
        findings += found
    if "college" in made:
        made["college"], found = colleges.read(made["college"], headers["college"])
        findings += found
    for name in {"node", "criterion"} & set(made):
        if framework is not None:
            made[name] = made[name].map({text: _node(text, framework) for text in made[name].unique()}).astype("str")
    if "reviewed_level" in made and framework is not None:
        made["reviewed_level"], found = _levels(made["reviewed_level"], headers["reviewed_level"], framework)
        findings += found
    if table == "reviewer" and "reason" in made:  # published as it is typed
        made["reason"], n = hide_in(made["reason"])
        findings += [Finding(row_rules.TEXT_HIDDEN, details={"n": n})] if n else []
    if "due" in made:
        days = {text: day(text) for text in made["due"].unique() if text}
        for text, rows in made["due"].groupby(made["due"]).groups.items():
            if text and days[text] is None:
                findings.append(Finding(row_rules.DATE_UNREADABLE, list(rows), headers["due"], str(text)))
        iso = {text: read.isoformat() if (read := days.get(text)) else "" for text in made["due"].unique()}
        made["due"] = made["due"].map(iso).astype("str")
    if "target" in made and framework is not None and framework.scale is not None:
        low = numbers(made["target"])
        low = low[(low > 0) & (low <= framework.scale.maximum)]
        findings += [
            Finding(row_rules.TARGET_LOW, [int(str(row))], headers["target"], f"{value:g}")
            for row, value in low.items()
        ]
    for name in {"requires", "excludes"} & set(made):
        made[name] = made[name].str.replace(r"[\s,;|]+", " ", regex=True)
        known = {*made.get("id", ()), *(action.id for action in (framework.actions if framework else ()))}
        for row, text in made[name].items():
            for action in str(text).split():
                if framework is not None and action not in known:
                    findings.append(Finding(row_rules.ACTION_UNKNOWN, [int(str(row))], headers[name], action))
    return _filled_in(pd.DataFrame(made, index=frame.index), table, findings), findings


def _filled_in(frame: pd.DataFrame, table: str, findings: list[Finding]) -> pd.DataFrame:
    """Leave out the rows that were prepared and not filled in, and say how many they are."""
    column = TO_FILL_IN.get(table)
    if column not in frame:
        return frame
    blank = frame[column].str.strip() == ""
    if blank.any() and table != "reviewer":
        findings.append(Finding(row_rules.NOT_FILLED_IN, details={"n": int(blank.sum())}))
    return frame[~blank]


def _cut(texts: pd.Series, column: str, headers: dict[str, str], findings: list[Finding]) -> pd.Series:
    """Cut what no heading and no narrow column could hold."""
    most = MOST.get(column)
    if most is None or not (long := texts.str.len() > most).any():
        return texts
    findings.append(Finding(row_rules.TEXT_CUT, texts.index[long].to_list(), headers[column], details={"most": most}))
    return texts.mask(long, texts.str[: most - 1] + "…")


def _levels(texts: pd.Series, header: str, framework: Framework) -> tuple[pd.Series, list[Finding]]:
    """Read levels as answers are read: “2”, “2 – Structuré”. What says that there is none becomes a blank."""
    reader = AnswerReader(framework)
    read = {text: reader.read(str(text)) for text in texts.unique()}
    findings = []
    for text, rows in texts.groupby(texts).groups.items():
        answer = read[text]
        if answer.rule is not None:
            rule = row_rules.ANSWER_UNREADABLE if answer.rule is row_rules.ANSWER_MISSING_MARK else answer.rule
            findings.append(Finding(rule, list(rows), header, str(text), answer.details))
        elif answer.status not in ("", "rated"):
            findings.append(Finding(row_rules.REVIEWER_NO_LEVEL, list(rows), header, str(text)))
    levels = {text: "" if answer.level is None else str(answer.level) for text, answer in read.items()}
    levels |= {text: text for text, answer in read.items() if answer.rule is not None}  # its row is faulty, not blank
    return texts.map(levels).astype("str"), findings


def _valued(texts: pd.Series, table: str, column: str) -> pd.Series:
    """Replace the words of a column that has a list of values by those values."""
    words = words_of(table).get(column)
    if not words:
        return texts
    return texts.map({text: words.get(key(str(text)), str(text)) for text in texts.unique()}).astype("str")


@cache
def words_of(table: str) -> dict[str, dict[str, str]]:
    """Return what the cells of a table may write for each value of the columns that have a list of them."""
    from revue_analytics.tables.columns import about
    from revue_analytics.tables.models import MODELS

    return {
        name: {key(word): value for value, words in said.words.items() for word in (*words, value)}
        for name, said in about(MODELS[table].model).items()
        if said.words
    }


def _territories(frame: pd.DataFrame, headers: dict[str, str], findings: list[Finding]) -> pd.DataFrame:
    """Complete the codes of communes that lost their zero, and say what kind of territory an official code is.

    Any other code is the campaign's own, and stays as it is.
    """
    if "territory" not in frame:
        return frame
    kind = frame["kind"] if "kind" in frame else pd.Series("", index=frame.index, dtype="str")
    status = places.resolve(frame["territory"])["status"].set_axis(frame.index)
    official = kind.isin(["", "commune"]) & status.isin(["current", "completed"]) | (status == "epci")
    codes, found = read_codes(frame.loc[official, "territory"], Declared.of(None), headers["territory"])
    findings += found
    if "name" in frame:
        findings += _misnamed(codes, frame["name"], headers["territory"])
    code = frame["territory"].where(~official, codes.reindex(frame.index))
    known = status.map({"epci": "epci", "current": "commune", "completed": "commune"}).fillna("")
    return frame.assign(territory=code, kind=kind.where(kind != "", known.astype("str")))


def _misnamed(codes: pd.Series, names: pd.Series, header: str) -> list[Finding]:
    """Say once which communes have the name of another one of their département; any other name is the campaign's."""
    communes = places.communes().rename(columns={"code": "territory"})
    around = communes[communes["departement"].isin(communes["departement"][communes["territory"].isin(codes)])]
    declared = Declared.of(around)
    others = names.reindex(codes.index).map(lambda name: name if declared.named(name) else "")
    return beside(codes, others, declared, header)


def _node(text: str, framework: Framework) -> str:
    """Return the node that a text names, or the text."""
    if key(text) in {key(name) for name in (OVERALL, "ensemble", "global", "tous", "tous les critères", "all")}:
        return OVERALL
    named = vocabulary(framework).nodes.get(key(text), frozenset())
    return next(iter(named)) if len(named) == 1 else text
