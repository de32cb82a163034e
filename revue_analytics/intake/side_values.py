"""What the cells of a campaign’s tables say: words taken to the values of the model, names to codes."""

from __future__ import annotations

from functools import cache

import pandas as pd

from revue_analytics import geography
from revue_analytics.framework import OVERALL, Framework
from revue_analytics.intake import row_rules
from revue_analytics.intake.codes import Declared, beside, read_codes
from revue_analytics.intake.findings import Finding
from revue_analytics.intake.people import CollegeReader
from revue_analytics.intake.personal import hide_in
from revue_analytics.intake.scale import AnswerReader
from revue_analytics.intake.vocabulary import vocabulary
from revue_analytics.intake.words import key
from revue_analytics.tables import numbers
from revue_analytics.tables.cells import day

MOST = {"name": 300, "departement_name": 300, "epci_name": 300, "label": 300, "pilot": 300, "evidence": 1000}
"""Characters of what stands in headings and in narrow columns of every page."""

BESIDE = "name of the territory"
"""What `matched` calls the column with the names of territories, beside that of their codes."""

TO_FILL_IN = {"invited": "invited", "targets": "target", "reviewer": "reviewed_level"}
"""The column without which a row says nothing: tables are prepared with these blank, for whoever fills them in."""


def prepared(
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
        made["territory"], wrong = read_codes(made["territory"], declared, headers["territory"], names)
        findings += wrong
    if "college" in made:
        made["college"], wrong = colleges.read(made["college"], headers["college"])
        findings += wrong
    for name in {"node", "criterion"} & set(made):
        if framework is not None:
            made[name] = made[name].map({text: _node(text, framework) for text in made[name].unique()}).astype("str")
    if "reviewed_level" in made and framework is not None:
        made["reviewed_level"], wrong = _levels(made["reviewed_level"], headers["reviewed_level"], framework)
        findings += wrong
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
    status = geography.resolve(frame["territory"])["status"].set_axis(frame.index)
    official = kind.isin(["", "commune"]) & status.isin(["current", "completed"]) | (status == "epci")
    codes, wrong = read_codes(frame.loc[official, "territory"], Declared.of(None), headers["territory"])
    findings += wrong
    if "name" in frame:
        findings += _misnamed(codes, frame["name"], headers["territory"])
    code = frame["territory"].where(~official, codes.reindex(frame.index))
    known = status.map({"epci": "epci", "current": "commune", "completed": "commune"}).fillna("")
    return frame.assign(territory=code, kind=kind.where(kind != "", known.astype("str")))


def _misnamed(codes: pd.Series, names: pd.Series, header: str) -> list[Finding]:
    """Say once which communes have the name of another one of their département; any other name is the campaign's."""
    communes = geography.communes().rename(columns={"code": "territory"})
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
