"""Columns of answers and of points, read all at once: each distinct text is looked at once."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from revue_analytics.framework import Framework
from revue_analytics.intake import rules
from revue_analytics.intake.findings import Finding, rows_of
from revue_analytics.intake.scale import AnswerReader
from revue_analytics.intake.words import said
from revue_analytics.tables.numbers import numbers

__all__ = ["joined", "read_answers_to", "read_points"]


def read_answers_to(
    texts: pd.Series, criterion: str, reader: AnswerReader, column: str, replaced: Mapping[str, str]
) -> tuple[np.ndarray, np.ndarray, list[Finding]]:
    """Read the answers to one criterion.

    Parameters
    ----------
    texts : (n,) text, indexed by row
    criterion
        Its id; ``""`` where nobody knows which it is.
    reader
        Knows the scale.
    column
        Header, for messages.
    replaced
        What a source writes → what it means.

    Returns
    -------
    tuple
        (n,) statuses, ``""`` where there is no answer or no readable one; (n,) levels, NaN where there is none;
        what cannot be read.
    """
    node = reader.framework.node(criterion) if criterion else None
    means = {said(typed): meant for typed, meant in replaced.items()}
    positions, distinct = pd.factorize(texts)
    uniques = [str(text) for text in distinct]
    answers = [reader.read(means.get(said(text), text) if means else text, node) for text in uniques]
    wrong = [k for k, answer in enumerate(answers) if answer.rule is not None]
    findings = [
        Finding(answers[k].rule, rows, column, uniques[k], answers[k].details)
        for k, rows in rows_of(positions, texts.index, wrong).items()
    ]
    statuses = np.array([answer.status for answer in answers], dtype=object)
    levels = np.array([np.nan if answer.level is None else answer.level for answer in answers], dtype=float)
    if not len(answers):
        return np.array([], dtype=object), np.array([]), []
    return statuses[positions], levels[positions], findings


def read_points(
    cells: pd.DataFrame, headers: Mapping[str, str], framework: Framework, *, shares: bool = True
) -> tuple[pd.DataFrame, list[Finding]]:
    """Read importance points, one column per indicator: the rows that are right, and what is wrong with the others.

    With `shares`, a row shares 100 points; nothing is guessed of rows that do not sum to 100, and a blank in one that
    does is a share of 0: what is left of 100 is nothing.
    """
    blanks = {said(word) for word in ("NSP", "ne sait pas", "NR", "DK", "don't know", "do not know")}
    scale = framework.scale
    for off in scale.off_scale if scale else ():
        blanks |= {said(text) for text in (*off.short.values(), *off.label.values())}
    findings: list[Finding] = []
    found, given, wrong = {}, pd.Series(False, index=cells.index), pd.Series(False, index=cells.index)
    for indicator, texts in cells.items():
        uniques = texts.unique()
        none = [text for text in uniques if said(str(text)) in blanks]
        texts = texts.where(~texts.isin(none), "") if none else texts
        values = numbers(texts)
        unread = values.isna() & (texts != "")
        outside = (values < 0) | (values > 100)
        for mask, rule in ((unread, rules.POINTS_UNREADABLE), (outside, rules.POINTS_RANGE)):
            for text, rows in texts[mask].groupby(texts[mask]).groups.items():
                findings.append(Finding(rule, list(rows), headers[str(indicator)], str(text)))
        found[indicator] = values
        given |= texts != ""
        wrong |= unread | outside
    points = pd.DataFrame(found, index=cells.index)
    total = points.sum(axis=1)
    off = given & ~wrong & shares & ((total - 100).abs() > 0.5)
    first = headers[str(next(iter(cells)))] if len(cells.columns) else ""
    findings += [
        Finding(rules.POINTS_SUM, rows.to_list(), first, f"{value:.6g}", {"total": f"{value:.6g}"})
        for value, rows in total[off].round(6).groupby(total[off].round(6)).groups.items()
    ]
    return points[given & ~wrong & ~off].fillna(0.0), findings


def joined(texts: list[pd.Series], index: pd.Index) -> pd.Series:
    """Join texts cell by cell, blanks apart.

    >>> joined([pd.Series(["a", ""]), pd.Series(["b", "c"])], pd.RangeIndex(2)).to_list()
    ['a — b', 'c']
    """
    if len(texts) == 1:
        return texts[0]
    made = pd.Series("", index=index, dtype="str")
    for text in texts:
        both = (made != "") & (text != "")
        made = made + pd.Series(np.where(both, " — ", ""), index=index, dtype="str") + text
    return made
