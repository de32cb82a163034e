"""Wide sheets: a row per respondent, a column per criterion, as survey tools export."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pandas as pd

from revue_analytics.framework import OVERALL
from revue_analytics.intake import row_rules
from revue_analytics.intake.columns import Columns
from revue_analytics.intake.findings import Finding
from revue_analytics.intake.identity import ANSWER, PERSON, Context, Reading, identify, with_who
from revue_analytics.intake.meanings import VALUES
from revue_analytics.intake.people import shown_id
from revue_analytics.intake.scale import joined, read_answers_to, read_points
from revue_analytics.intake.sheets import Sheet
from revue_analytics.intake.sources import SourceEntry


def read_wide(sheet: Sheet, columns: Columns, entry: SourceEntry, context: Context, *, prefix: str) -> Reading:
    """Read a sheet with a row per respondent.

    Rows without any answer are no respondents. A criterion that has no column was not asked.
    """
    positions = [k for role in VALUES for k in columns.of(role)]
    filled = (sheet.cells[positions] != "").any(axis=1)
    findings: list[Finding] = []
    if n := int((~filled).sum()):
        findings.append(Finding(row_rules.ROWS_WITHOUT_ANSWER, details={"n": n}))
    rows = _submitted(sheet, columns, entry, sheet.cells.index[filled], findings)
    who, wrong = identify(sheet, columns, rows, entry, context, prefix=prefix)
    findings += wrong
    who = _once(sheet, columns, who, entry, findings)
    cells = sheet.cells.loc[who.index]
    answers, remarks = _answers(cells, columns, entry, context, findings)
    importance = _importance(cells, columns, context, findings)
    remarks += [(cells[k], columns.meanings[k].node) for k in columns.of("comment") if not columns.meanings[k].aspect]
    return Reading(
        with_who(answers, who),
        with_who(importance, who),
        with_who(_remarks(remarks), who),
        who["territory"],
        findings,
        who=who,
    )


def _submitted(sheet: Sheet, columns: Columns, entry: SourceEntry, rows: pd.Index, findings: list[Finding]) -> pd.Index:
    """Keep or drop what respondents answered who did not submit, as the source says, and say how many they are."""
    position = columns.one("submitted")
    if position is None:
        return rows
    missing = sheet.cells.loc[rows, position] == ""
    if not missing.any():
        return rows
    drop = entry.incomplete == "drop"
    rule = row_rules.INCOMPLETE_DROPPED if drop else row_rules.INCOMPLETE_KEPT
    findings.append(Finding(rule, column=columns.header(position), details={"n": int(missing.sum())}))
    return rows[~missing.to_numpy()] if drop else rows


def _once(
    sheet: Sheet, columns: Columns, who: pd.DataFrame, entry: SourceEntry, findings: list[Finding]
) -> pd.DataFrame:
    """Leave one row per respondent: rows that say the same count once, rows that differ are at fault.

    Where the source says so, the last one submitted counts instead (the last one, if none was).
    """
    again = who[who.duplicated(PERSON, keep=False) & (who["territory"] != "")]
    if again.empty:
        return who
    position = columns.one("respondent")
    header = columns.header(position)
    read = [k for k in columns.meanings if columns.meanings[k].role not in ("respondent", "submitted", "territory")]
    content = pd.util.hash_pandas_object(sheet.cells.loc[again.index, read], index=False)
    dropped: list[int] = []
    for at in again.groupby(PERSON, sort=False).indices.values():
        rows = again.index[at].to_list()
        if (content.iloc[at] == content.iloc[at[0]]).all():
            findings.append(Finding(row_rules.RESPONDENT_SAME, rows[1:], header, details={"first": rows[0]}))
            dropped += rows[1:]
        else:
            name = "" if position is None else shown_id(sheet.cells.loc[rows[0], position])
            shown = ", ".join(map(str, rows[:10])) + (", …" if len(rows) > 10 else "")
            if entry.repeated == "last":
                submitted = columns.one("submitted")
                done = [row for row in rows if submitted is not None and sheet.cells.loc[row, submitted] != ""]
                kept = (done or rows)[-1]
                findings.append(Finding(row_rules.RESPONDENT_LAST, [kept], header, name, {"rows": shown, "kept": kept}))
                dropped += [row for row in rows if row != kept]
            else:
                findings.append(Finding(row_rules.RESPONDENT_REPEATED, rows, header, name, {"rows": shown}))
    return who.drop(index=dropped)


def _answers(
    cells: pd.DataFrame, columns: Columns, entry: SourceEntry, context: Context, findings: list[Finding]
) -> tuple[pd.DataFrame, list[tuple[pd.Series, str]]]:
    """Read the columns of criteria: answers by row, and what is said beside a question left blank."""
    beside: dict[tuple[str, str, str], list[pd.Series]] = defaultdict(list)
    for role, kind in (("evidence", "evidence"), ("comment", "comment"), ("reason", "comment")):
        for k in columns.of(role):
            meaning = columns.meanings[k]
            if meaning.aspect:
                beside[kind, meaning.node, meaning.aspect].append(cells[k])
    parts, left, asked, answered = [], [], set(), pd.Series(False, index=cells.index)
    for k in columns.of("answer"):
        node, aspect = columns.meanings[k].node, columns.meanings[k].aspect
        status, level, wrong = read_answers_to(cells[k], node, context.answers, columns.headers[k], entry.answers)
        findings += wrong
        asked.add(node)
        has_answer = status != ""
        answered |= has_answer
        evidence, comment = (
            joined(beside.pop((kind, node, aspect), []), cells.index) for kind in ("evidence", "comment")
        )
        part = {"row": cells.index[has_answer], "criterion": node, "aspect": aspect, "level": level[has_answer]}
        part |= {"status": status[has_answer], "evidence": evidence[has_answer], "comment": comment[has_answer]}
        parts.append(pd.DataFrame(part))
        left += [(text.mask(has_answer, ""), node) for text in (evidence, comment) if (text[~has_answer] != "").any()]
    left += [(text, node) for (_, node, _), texts in beside.items() for text in texts]
    if asked:
        not_asked = [leaf.id for leaf in context.words.framework.leaves if leaf.is_rated and leaf.id not in asked]
        row = cells.index[answered]
        parts += [
            pd.DataFrame({"row": row, "criterion": node, "aspect": "current", "level": np.nan, "status": "not_asked"})
            for node in not_asked
            if len(row)
        ]
    if not parts:
        return pd.DataFrame({name: [] for name in ANSWER}), left
    return pd.concat(parts, ignore_index=True).sort_values("row", kind="stable"), left


def _importance(cells: pd.DataFrame, columns: Columns, context: Context, findings: list[Finding]) -> pd.DataFrame:
    """Read the columns of points: a row per respondent and indicator."""
    of = {columns.meanings[k].node: k for k in columns.of("importance")}
    if not of:
        return pd.DataFrame({"row": [], "indicator": [], "points": []})
    texts = cells[list(of.values())].set_axis(list(of), axis=1)
    headers = {node: columns.headers[k] for node, k in of.items()}
    points, wrong = read_points(texts, headers, context.words.framework)
    findings += wrong
    return points.rename_axis("row").reset_index().melt("row", var_name="indicator", value_name="points")


def _remarks(remarks: list[tuple[pd.Series, str]]) -> pd.DataFrame:
    """Gather remarks: a row per text that is not blank."""
    parts = [
        pd.DataFrame({"row": text.index[text != ""], "node": node or OVERALL, "comment": text[text != ""].to_numpy()})
        for text, node in remarks
    ]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame({"row": [], "node": [], "comment": []})
