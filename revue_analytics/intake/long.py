"""Long sheets: a row per answer, with a column that names the criterion."""

from __future__ import annotations

from functools import cache

import pandas as pd

from revue_analytics.framework import OVERALL
from revue_analytics.intake import row_rules
from revue_analytics.intake.columns import Columns
from revue_analytics.intake.findings import Finding
from revue_analytics.intake.identity import ANSWER, PERSON, WHO, Context, Reading, identify, with_who
from revue_analytics.intake.people import shown_id
from revue_analytics.intake.scale import joined, read_answers_to, read_points
from revue_analytics.intake.sheets import Sheet
from revue_analytics.intake.sources import SourceEntry
from revue_analytics.intake.words import key, said
from revue_analytics.tables.rules import offer

SUBJECTS = ("criterion", "node", "indicator")
GENERAL = {key(text) for text in (OVERALL, "ensemble", "général", "générale", "general", "tous", "all")}


def read_long(sheet: Sheet, columns: Columns, entry: SourceEntry, context: Context, *, prefix: str) -> Reading:
    """Read a sheet with a row per answer (or per share of importance, or per remark)."""
    findings: list[Finding] = []
    values = [
        k for role in ("answer", "importance", "comment", "evidence", "reason", "status") for k in columns.of(role)
    ]
    filled = (sheet.cells[values] != "").any(axis=1)
    rows = sheet.cells.index[filled]
    who, wrong = identify(sheet, columns, rows, entry, context, prefix=prefix)
    findings += wrong
    cells = sheet.cells.loc[rows]
    subject = _subject(cells, columns, context, findings)
    evidence = joined([cells[k] for k in columns.of("evidence")], rows)
    comment = joined([cells[k] for role in ("comment", "reason") for k in columns.of(role)], rows)
    answers, answered = _answers(cells, columns, subject, evidence, comment, entry, context, findings)
    left = joined([evidence, comment], rows)
    remarks = pd.DataFrame({"row": rows, "node": subject.to_numpy(), "comment": left.to_numpy()})
    remarks = remarks[(~answered & (left != "") & (subject != "")).to_numpy()]
    answers = _once(with_who(answers, who), columns, findings)
    importance = _importance(cells, columns, subject, who, context, findings)
    _one_college(who, columns, cells, findings)
    return Reading(answers, importance, with_who(remarks, who), who["territory"], findings, who=who)


def _subject(cells: pd.DataFrame, columns: Columns, context: Context, findings: list[Finding]) -> pd.Series:
    """Return the node that each row is about, ``""`` where it cannot be known."""
    places = [k for role in SUBJECTS for k in columns.of(role)]
    text = pd.Series("", index=cells.index, dtype="str")
    for k in places:
        text = text.where(text != "", cells[k])
    rated = _any(cells, [*columns.of("answer"), *columns.of("status")])
    points = _any(cells, columns.of("importance"))
    header = columns.header(places[0]) if places else ""
    framework = context.words.framework
    leaves = [leaf.id for leaf in framework.leaves if leaf.is_rated]
    every = [node.id for node in framework.nodes]
    nodes = {str(name): _node(str(name), context) for name in text.unique()}
    subject = text.map(nodes).fillna("").astype("str")
    for allowed, mask, rule in (
        (leaves, rated, row_rules.CRITERION_UNKNOWN),
        (list(framework.top_ids), points & ~rated, row_rules.INDICATOR_UNKNOWN),
        ([*every, OVERALL], ~rated & ~points, row_rules.NODE_UNKNOWN),
    ):
        wrong = mask & ~subject.isin(allowed)
        for name, group in text[wrong].groupby(text[wrong]):
            if name == "":
                findings.append(Finding(row_rules.CRITERION_MISSING, group.index.to_list(), header))
            else:
                offered, details = offer(rule, str(name), allowed)
                findings.append(Finding(offered, group.index.to_list(), header, str(name), details))
        subject = subject.mask(wrong, "")
    return subject


def _node(text: str, context: Context) -> str:
    """Return the one node that a text names; a remark about nothing, or about everything, is about the whole."""
    if key(text) in GENERAL:
        return OVERALL
    named = context.words.nodes.get(key(text), frozenset())
    leaves = {node for node in named if context.words.framework.node(node).is_leaf}
    for choice in (named, leaves):
        if len(choice) == 1:
            return next(iter(choice))
    return ""


def _answers(
    cells: pd.DataFrame,
    columns: Columns,
    subject: pd.Series,
    evidence: pd.Series,
    comment: pd.Series,
    entry: SourceEntry,
    context: Context,
    findings: list[Finding],
) -> tuple[pd.DataFrame, pd.Series]:
    """Read the answers, and say on which rows there is one."""
    stated = _aspects(cells, columns, findings)
    answered = pd.Series(False, index=cells.index)
    parts = []
    positions: list[int | None] = [*columns.of("answer")]
    for k in positions or [None]:
        text = pd.Series("", index=cells.index, dtype="str") if k is None else cells[k]
        if k is None or len(positions) == 1:
            text = _with_status(text, cells, columns, context, findings)
        own = "current" if k is None else columns.meanings[k].aspect
        aspect = stated if stated is not None and own == "current" else pd.Series(own, index=cells.index, dtype="str")
        header = columns.header(k) or columns.header(columns.one("status"))
        lost = text[(text != "") & (subject == "")]  # a statement of an unknown criterion is not a fault of its own
        wrong = read_answers_to(lost, "", context.answers, header, entry.answers)[2]
        findings += [one for one in wrong if one.rule is not row_rules.ANSWER_UNREADABLE]
        for criterion, group in text[(text != "") & (subject != "")].groupby(subject[subject != ""]):
            status, level, wrong = read_answers_to(group, str(criterion), context.answers, header, entry.answers)
            findings += wrong
            rows = group.index[status != ""]
            has_answer = status != ""
            part = {"row": rows, "criterion": criterion, "aspect": aspect[rows].to_numpy(), "level": level[has_answer]}
            part |= {
                "status": status[has_answer],
                "evidence": evidence[rows].to_numpy(),
                "comment": comment[rows].to_numpy(),
            }
            parts.append(pd.DataFrame(part))
            answered[rows] = True
    if not parts:
        return pd.DataFrame({name: [] for name in ANSWER}), answered
    return pd.concat(parts, ignore_index=True).sort_values("row", kind="stable"), answered


def _with_status(
    text: pd.Series, cells: pd.DataFrame, columns: Columns, context: Context, findings: list[Finding]
) -> pd.Series:
    """Take the status for an answer where there is no level, and check it where there is one."""
    position = columns.one("status")
    if position is None:
        return text
    status = cells[position]
    rated = {said(word) for word in ("rated", "noté", "notée")}
    is_rated = status.isin([name for name in status.unique() if said(str(name)) in rated])
    contrary = is_rated & (text == "")
    for name in status[(status != "") & ~is_rated & (text != "")].unique():
        here = (status == name) & (text != "")
        means = context.answers.read(str(name)).status
        contrary |= here & ~text.isin([t for t in text[here].unique() if context.answers.read(str(t)).status == means])
    for name, group in status[contrary].groupby(status[contrary]):
        findings.append(
            Finding(row_rules.STATUS_CONTRADICTS, group.index.to_list(), columns.header(position), str(name))
        )
    return text.where((text != "") | is_rated, status).mask(contrary, "")


def _aspects(cells: pd.DataFrame, columns: Columns, findings: list[Finding]) -> pd.Series | None:
    """Read the column that says what each answer describes: where we are, or where we should be."""
    position = columns.one("aspect")
    if position is None:
        return None
    read = {
        text: _aspect_words().get(key(str(text)), "current" if text == "" else "") for text in cells[position].unique()
    }
    aspect = cells[position].map(read).astype("str")
    for text, group in cells[position][aspect == ""].groupby(cells[position]):
        rule, details = offer(row_rules.ASPECT_UNKNOWN, str(text), ("current", "desired"))
        findings.append(Finding(rule, group.index.to_list(), columns.header(position), str(text), details))
    return aspect.mask(aspect == "", "current")


@cache
def _aspect_words() -> dict[str, str]:
    from revue_analytics.tables.answer_models import RatingsTable
    from revue_analytics.tables.columns import about

    words = about(RatingsTable)["aspect"].words
    return {key(name): aspect for aspect, names in words.items() for name in (aspect, *names)}


def _once(answers: pd.DataFrame, columns: Columns, findings: list[Finding]) -> pd.DataFrame:
    """Leave one answer per respondent, criterion and aspect: alike ones count once, different ones are at fault."""
    keys = [*PERSON, "criterion", "aspect"]
    again = answers[answers.duplicated(keys, keep=False)] if len(answers) else answers
    if again.empty:
        return answers
    header = columns.header(next(iter(columns.of("criterion") + columns.of("node")), None))
    said = again.assign(answer=again["level"].astype("str") + again["status"])
    first = said.groupby(keys, sort=False)[["row", "answer"]].transform("first")
    later = again.duplicated(keys)
    for mask, rule in (
        (said["answer"] == first["answer"], row_rules.ANSWER_SAME),
        (said["answer"] != first["answer"], row_rules.ANSWER_REPEATED),
    ):
        cells = zip(again["row"], again["criterion"], first["row"], mask & later, strict=True)
        findings += [
            Finding(rule, [int(row)], header, criterion, {"first": int(of)})
            for row, criterion, of, here in cells
            if here
        ]
    return answers.drop(index=again.index[later])


def _importance(
    cells: pd.DataFrame,
    columns: Columns,
    subject: pd.Series,
    who: pd.DataFrame,
    context: Context,
    findings: list[Finding],
) -> pd.DataFrame:
    """Read shares of importance: respondents whose shares sum to 100, and what is wrong with the others."""
    position = columns.one("importance")
    if position is None:
        return pd.DataFrame({name: [] for name in (*WHO, "row", "indicator", "points")})
    table = who.assign(indicator=subject, text=cells[position], row=cells.index)
    table = table[table["text"] != ""]
    points, wrong = read_points(
        table[["text"]], {"text": columns.headers[position]}, context.words.framework, shares=False
    )
    findings += wrong
    table = table.loc[points.index].assign(points=points["text"])
    table = table[(table["indicator"] != "") & (table[WHO] != "").all(axis=1)]
    header = columns.headers[position]
    twice = table.duplicated([*PERSON, "indicator"])
    first = table.groupby([*PERSON, "indicator"])["row"].transform("first")
    findings += [
        Finding(row_rules.ANSWER_REPEATED, [int(row)], header, indicator, {"first": int(of)})
        for row, indicator, of in zip(table["row"][twice], table["indicator"][twice], first[twice], strict=True)
    ]
    total = table.groupby(PERSON)["points"].transform("sum")
    off = (total - 100).abs() > 0.5
    uneven = off & ~table.duplicated(PERSON)
    for row, value in zip(table["row"][uneven], total[uneven].map("{:.6g}".format), strict=True):
        findings.append(Finding(row_rules.POINTS_SUM, [int(row)], header, value, {"total": value}))
    return table[~off & ~twice].drop(columns="text")


def _one_college(who: pd.DataFrame, columns: Columns, cells: pd.DataFrame, findings: list[Finding]) -> None:
    """Say which respondents are in several colleges."""
    known = who[(who[WHO] != "").all(axis=1)]
    pairs = known.drop_duplicates([*PERSON, "college"])
    several = pairs[pairs.duplicated(PERSON, keep=False)]
    position = columns.one("respondent")
    for _, group in several.groupby(PERSON, sort=False):
        rows = group.index.to_list()
        name = "" if position is None else shown_id(cells.loc[rows[0], position])
        details = {"meanings": ", ".join(group["college"])}
        findings.append(
            Finding(row_rules.RESPONDENT_COLLEGES, rows[1:], columns.header(columns.one("college")), name, details)
        )


def _any(cells: pd.DataFrame, positions: list[int]) -> pd.Series:
    return (cells[positions] != "").any(axis=1) if positions else pd.Series(False, index=cells.index)
