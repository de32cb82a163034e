"""What one judge wrote, as arrays: a matrix of pairs, points, ranks, best and worst; with everything wrong in it.

A cell is a ratio on Saaty’s scale, a rank or points. Text is read, never evaluated.

Letters: ``m`` nodes. Each reader takes the entries of one judge and gives an array and what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from math import floor, isnan, nan
from typing import NamedTuple
from unicodedata import category, numeric

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from revue_analytics.errors import Rule
from revue_analytics.intake import judgement_rules as rules
from revue_analytics.intake import row_rules
from revue_analytics.intake.findings import Finding
from revue_analytics.tables.cells import numbers

SLACK = 1e-9
DATE = re.compile(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}(?:[ T].*)?|\d{1,2}[-. ][^\W\d]{3,}\.?(?:[-. ]\d{2,4})?")
FRACTION = re.compile(r"(\d{1,2})\s*[/⁄]\s*(\d{1,2})")
ORDINAL = re.compile(r"(\d{1,3})\s*(?:er|ère|ere|re|e|è|ème|eme|st|nd|rd|th)?\.?", re.IGNORECASE)


class Read(NamedTuple):
    """A value, NaN where there is none, and the rule it breaks."""

    value: float
    rule: Rule | None = None


def ratio(text: str) -> Read:
    """Read how many times as important something is: ``3``, ``1/3``, ``⅓``, ``0,33``; a blank is NaN.

    A decimal number that is a third, a seventh… as people round it is taken for the fraction itself.

    >>> ratio("1/3") == ratio("0,33") == ratio("⅓"), ratio("12").rule.code, ratio("=1/3").rule.code
    (True, 'judgement-off-scale', 'judgement-formula')
    """
    text = text.strip()
    if not text:
        return Read(nan)
    if text[0] == "=":
        return Read(nan, rules.IS_FORMULA)
    value = _number(text)
    if isnan(value):
        return Read(nan, rules.IS_DATE if DATE.fullmatch(text) else rules.UNREADABLE)
    if not 1 / 9 - SLACK <= value <= 9 + SLACK:
        return Read(nan, rules.OFF_SCALE)
    return Read(value)


def rank(text: str, m: int) -> Read:
    """Read a rank from 1 to `m`: ``2``, ``2e``, ``1er``, ``1st``; a blank is NaN.

    >>> rank("1er", 3), rank("4", 3).rule.code, rank("1,5", 3).rule.code
    (Read(value=1.0, rule=None), 'rank-out-of-range', 'rank-unreadable')
    """
    text = text.strip()
    if not text:
        return Read(nan)
    value = _plain(text)
    match = ORDINAL.fullmatch(text)
    value = float(match[1]) if match else value
    if isnan(value) or value != floor(value):
        return Read(nan, rules.IS_FORMULA if text[0] == "=" else rules.RANK_UNREADABLE)
    return Read(value) if 1 <= value <= m else Read(nan, rules.RANK_RANGE)


def points(text: str) -> Read:
    """Read points from 0 to 100; a blank is NaN.

    >>> points("12,5").value, points("120").rule.code
    (12.5, 'points-out-of-range')
    """
    text = text.strip()
    if not text:
        return Read(nan)
    value = _plain(text)
    if isnan(value):
        return Read(nan, rules.IS_FORMULA if text[0] == "=" else row_rules.POINTS_UNREADABLE)
    return Read(value) if 0 <= value <= 100 else Read(nan, row_rules.POINTS_RANGE)


def _plain(text: str) -> float:
    return float(numbers(pd.Series([text], dtype="str")).iloc[0])


def _number(text: str) -> float:
    """Return a number, a fraction or a fraction of one sign; NaN for anything else."""
    if len(text) == 1 and category(text) == "No":
        return numeric(text, nan)
    if match := FRACTION.fullmatch(text):
        return int(match[1]) / int(match[2]) if int(match[2]) else nan
    value = nan if "%" in text else _plain(text)
    decimals = len(re.split("[.,]", text)[-1]) if re.search("[.,]", text) else 0
    if decimals >= 2 and 0 < value < 1:
        return min((1 / k for k in range(2, 10) if _rounds_to(1 / k, value, decimals)), default=value)
    return value


def _rounds_to(exact: float, typed: float, decimals: int) -> bool:
    """Whether `typed` is `exact`, rounded or cut to so many decimals."""
    scale = 10**decimals
    return any(abs(whole / scale - typed) < SLACK for whole in (floor(exact * scale), floor(exact * scale + 0.5)))


Floats = NDArray[np.float64]
Values = tuple[Floats, list[Finding]]
ASPECTS = ("best", "worst")
TOLERANCE = 0.5  # points by which a sum may miss 100
RECIPROCAL = np.log(1.1)  # 0.33 for 1/3 is no contradiction


class Entry(NamedTuple):
    """One cell: where it is, whose it is, what it is about. `against`: the node or the aspect of its row."""

    row: int
    column: str
    judge: str
    against: str
    node: str
    text: str


def looks_ranked(entries: Iterable[Entry], m: int) -> bool:
    """Whether rows of numbers are ranks rather than points: whole, from 1 to `m`, in most rows, and no 100 shared."""
    rows: dict[str, list[str]] = {}
    for entry in entries:
        rows.setdefault(entry.judge, []).append(entry.text)
    ranked = 0
    for texts in rows.values():
        total = np.nansum([points(text).value for text in texts])
        sure = all(rank(text, m).rule is None for text in texts)
        ranked += sure and abs(total - 100) > TOLERANCE
    return 2 * ranked > len(rows)


def read_pairs(judge: str, entries: Sequence[Entry], nodes: Sequence[str]) -> Values:
    """(m, m) how many times as important the node of the row is as that of the column; NaN where nobody said."""
    cells, findings = _cells(entries, [(a, b) for a in nodes for b in nodes], ratio)
    m = len(nodes)
    matrix = np.array([[cells[a, b][0] for b in nodes] for a in nodes]).reshape(m, m)
    for i, a in enumerate(nodes):
        if not np.isnan(matrix[i, i]) and abs(matrix[i, i] - 1) > 1e-9:
            entry = cells[a, a][1]
            findings.append(_at(entry, rules.NOT_ITSELF, node=a))
        for j in range(i + 1, m):
            b = nodes[j]
            if abs(np.log(matrix[i, j] * matrix[j, i])) > RECIPROCAL:
                details = {"first": a, "second": b, "given": said(matrix[i, j]), "expected": said(1 / matrix[i, j])}
                findings.append(_at(cells[b, a][1], rules.NOT_RECIPROCAL, **details))
    np.fill_diagonal(matrix, 1.0)
    matrix = np.where(np.isnan(matrix), 1.0 / matrix.T, matrix)
    if not findings:
        findings += _gaps(judge, ~np.isnan(matrix), nodes)
    return matrix, findings


def read_points(judge: str, entries: Sequence[Entry], nodes: Sequence[str]) -> Values:
    """(m,) points; a blank among points that add up to 100 is 0: nothing is left of them."""
    cells, findings = _cells(entries, [("", node) for node in nodes], points)
    shares = np.array([cells["", node][0] for node in nodes])
    total = float(np.nansum(shares))
    if not findings and abs(total - 100) > TOLERANCE:
        entry = entries[0] if len(entries) else Entry(0, "", judge, "", "", "")
        rows = [entry.row] if entry.row else []
        findings.append(Finding(row_rules.POINTS_SUM, rows, "", f"{total:.6g}", {"total": f"{total:.6g}"}))
    return np.nan_to_num(shares), findings


def read_ranks(judge: str, entries: Sequence[Entry], nodes: Sequence[str]) -> Values:
    """(m,) ranks, 1 most important. Equal ranks are ties, be it 1, 2, 2, 4 or 1, 2, 2, 3: only the order counts."""
    m = len(nodes)
    cells, findings = _cells(entries, [("", node) for node in nodes], lambda text: rank(text, m), m=m)
    ranks = np.array([cells["", node][0] for node in nodes])
    said_wrong = {(finding.column, *finding.rows) for finding in findings}
    for node in nodes:
        value, entry = cells["", node]
        if np.isnan(value) and (entry is None or (entry.column, entry.row) not in said_wrong):
            findings.append(_at(entry, rules.RANK_MISSING, judge=judge, node=node))
    if not findings and ranks.min() > 1:
        findings.append(_at(entries[0], rules.NO_FIRST_RANK, judge=judge))
    return ranks, findings


def read_best_worst(judge: str, entries: Sequence[Entry], nodes: Sequence[str]) -> Values:
    """(2, m) how many times as important the best is as each node, and each node as the worst."""
    keys = [(aspect, node) for aspect in ASPECTS for node in nodes]
    cells, findings = _cells(entries, keys, _comparison)
    values = np.array([[cells[aspect, node][0] for node in nodes] for aspect in ASPECTS])
    said_wrong = {(finding.column, *finding.rows) for finding in findings}
    for aspect in ASPECTS:
        if not any(entry.against == aspect for entry in entries):
            findings.append(Finding(rules.ASPECT_MISSING, details={"judge": judge, "aspect": aspect}))
            continue
        for node in nodes:
            value, entry = cells[aspect, node]
            if np.isnan(value) and (entry is None or (entry.column, entry.row) not in said_wrong):
                findings.append(_at(entry, rules.COMPARISON_MISSING, judge=judge, node=node, aspect=aspect))
        if not findings and not (values[ASPECTS.index(aspect)] == 1).any():
            findings.append(
                Finding(rules.NONE_IS_BEST, _rows(entries, aspect), details={"judge": judge, "aspect": aspect})
            )
    return values, findings or _extremes(values, cells, nodes)


READERS: Mapping[str, Callable[[str, Sequence[Entry], Sequence[str]], Values]] = {
    "pairwise": read_pairs,
    "points": read_points,
    "ranking": read_ranks,
    "best_worst": read_best_worst,
}
"""What reads the entries of one judge, by kind of judgement."""


def said(value: float) -> str:
    """Write a ratio as people do.

    >>> said(3.0), said(1 / 7), said(0.4)
    ('3', '1/7', '0.4')
    """
    inverse = 1 / value
    return f"1/{inverse:.0f}" if value < 1 and abs(inverse - round(inverse)) < 1e-9 else f"{value:.3g}"


def _comparison(text: str) -> Read:
    """Read a comparison with the best or the worst, 1 or more."""
    read = ratio(text)
    low = read.rule is rules.OFF_SCALE or (read.rule is None and read.value < 1)
    return Read(np.nan, rules.COMPARISON_LOW) if low else read


def _cells(
    entries: Iterable[Entry], keys: Iterable[tuple[str, str]], read: Callable[[str], Read], **details: object
) -> tuple[dict[tuple[str, str], tuple[float, Entry | None]], list[Finding]]:
    """Read every entry; what is said twice, with or without the same value, is a finding."""
    cells: dict[tuple[str, str], tuple[float, Entry | None]] = dict.fromkeys(keys, (np.nan, None))
    findings = []
    for entry in entries:
        value, rule = read(entry.text)
        before = cells[entry.against, entry.node][1]
        if rule is not None:
            findings.append(_at(entry, rule, **details))
        elif before is not None and before.text and entry.text:
            findings.append(_at(entry, rules.NODE_TWICE, node=entry.node, judge=entry.judge, first=before.row))
        if before is None or not before.text:
            cells[entry.against, entry.node] = (value, entry)
    return cells, findings


def _at(entry: Entry | None, rule: object, **details: object) -> Finding:
    if entry is None:
        return Finding(rule, details=details)  # type: ignore[arg-type]
    return Finding(rule, [entry.row], entry.column, entry.text, details)  # type: ignore[arg-type]


def _rows(entries: Iterable[Entry], aspect: str) -> list[int]:
    return sorted({entry.row for entry in entries if entry.against == aspect})[:1]


def _gaps(judge: str, known: NDArray[np.bool_], nodes: Sequence[str]) -> list[Finding]:
    """Say which pairs were not compared: no harm where the others link all nodes, a fault where they do not."""
    linked = np.linalg.matrix_power(known.astype(np.float64), len(nodes)) > 0
    if not linked.all():
        most = int(linked.sum(axis=1).argmax())
        apart = ", ".join(node for node, there in zip(nodes, linked[most], strict=True) if not there)
        return [Finding(rules.UNLINKED, details={"judge": judge, "nodes": apart})]
    return [
        Finding(rules.PAIR_MISSING, details={"judge": judge, "first": nodes[i], "second": nodes[j]})
        for i, j in np.argwhere(np.triu(~known))
    ]


def _extremes(
    values: Floats, cells: Mapping[tuple[str, str], tuple[float, Entry | None]], nodes: Sequence[str]
) -> list[Finding]:
    """Check that both rows agree on how far apart the best and the worst are, and that nothing lies further."""
    to_best, to_worst = values
    bests, worsts = np.flatnonzero(to_best == 1), np.flatnonzero(to_worst == 1)
    worst = int(worsts[np.argmax(to_best[worsts])])
    best = int(bests[np.argmax(to_worst[bests])])
    apart = to_best[worst]
    if apart != to_worst[best]:
        details = {"best": nodes[best], "worst": nodes[worst], "given": said(apart)}
        return [_at(cells["worst", nodes[best]][1], rules.BEST_WORST_DIFFER, **details)]
    return [
        _at(cells[aspect, node][1], rules.BEYOND, node=node, given=said(apart))
        for aspect, row in zip(ASPECTS, values, strict=True)
        for node, value in zip(nodes, row, strict=True)
        if value > apart
    ]
