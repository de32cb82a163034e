"""What is found wrong while a file is read, before it is said: a rule, a column, a value and every row it is on."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from revue_analytics.errors import Fault, Rule
from revue_analytics.intake import rules
from revue_analytics.intake.personal import hide

__all__ = ["LISTED_COLUMNS", "Finding", "discreet", "faults_of", "listed", "rows_of", "touched"]

ASKED_ONCE = (rules.ANSWER_MISSING_MARK,)  # one question about a whole file
LISTED = 50  # cells of one column that break one rule, said one by one; the others are counted
LISTED_COLUMNS = 20  # columns that break one rule as a whole, likewise


@dataclass(frozen=True, eq=False)
class Finding:
    """One thing wrong, on several rows perhaps; without rows it concerns the file as a whole."""

    rule: Rule
    rows: Sequence[int] = ()
    column: str = ""
    value: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)


def discreet(found: Finding, names: re.Pattern[str] | None = None) -> Finding:
    """Hide what looks like personal data in what a message would show of a file."""
    details = {name: hide(text, names) if isinstance(text, str) else text for name, text in found.details.items()}
    return replace(found, column=hide(found.column), value=hide(found.value, names), details=details)


def listed(rows: Sequence[int], most: int = 10) -> str:
    """Write the numbers of rows, those that follow each other as one range.

    >>> listed([3, 4, 5, 9]), listed(range(2, 40, 2), 3)
    ('3–5, 9', '2, 4, 6, …')
    """
    ranges: list[list[int]] = []
    for row in sorted(set(rows)):
        if ranges and row == ranges[-1][1] + 1:
            ranges[-1][1] = row
        else:
            ranges.append([row, row])
    texts = [f"{a}" if a == b else f"{a}–{b}" for a, b in ranges[:most]]
    return ", ".join(texts) + (", …" if len(ranges) > most else "")


def rows_of(positions: NDArray[np.intp], index: pd.Index, wanted: Iterable[int]) -> dict[int, list[int]]:
    """Return the rows on which each of some distinct values is; `positions` are those of `pandas.factorize`.

    >>> rows_of(np.array([0, 1, 0]), pd.Index([2, 3, 4]), [0])
    {0: [2, 4]}
    """
    wanted = list(wanted)
    if not wanted:
        return {}
    order = np.argsort(positions, kind="stable")
    starts = np.searchsorted(positions[order], wanted, side="left")
    ends = np.searchsorted(positions[order], wanted, side="right")
    labels = index.to_numpy()[order]
    return {k: labels[a:b].tolist() for k, a, b in zip(wanted, starts, ends, strict=True)}


def touched(findings: Iterable[Finding], territory: pd.Series) -> set[str]:
    """Return the codes of the territories that an error touches; `territory` gives each row its code or ``""``."""
    rows = [row for found in findings if found.rule.severity == "error" for row in found.rows]
    return set(territory.reindex(rows).dropna()) - {""}


def faults_of(findings: Iterable[Finding], file: str, territory: pd.Series | None = None) -> list[Fault]:
    """Say the findings of a file: those of the whole file, then a fault per cell in the order of rows.

    Where many cells of a column break the same rule, the first 50 are listed and the others counted; of whole columns
    the first 20.
    """
    findings = [discreet(found) for found in findings]
    rows = list({row for found in findings for row in found.rows})
    of_territory = {} if territory is None else territory.reindex(rows).fillna("").to_dict()
    listed: list[tuple[int, Fault]] = []
    of_columns: dict[str, list[Finding]] = defaultdict(list)
    groups: dict[tuple[str, str, str], list[tuple[int, Finding]]] = defaultdict(list)
    for found in findings:
        column = "" if found.rule in ASKED_ONCE else found.column
        groups[found.rule.code, found.rule.severity, column] += [(row, found) for row in found.rows]
        if len(found.rows):
            continue
        if found.column:
            of_columns[found.rule.code].append(found)
        if len(of_columns[found.rule.code]) <= LISTED_COLUMNS:
            fault = Fault(found.rule, file=file, column=found.column, value=found.value, details=found.details)
            listed.append((0, fault))
    for alike in of_columns.values():
        if rest := alike[LISTED_COLUMNS:]:
            more = replace(rules.MORE_COLUMNS, severity=rest[0].rule.severity)
            details = {"n": len(rest), "first": rest[0].column, "last": rest[-1].column}
            listed.append((0, Fault(more, file, details=details)))
    for (_, severity, column), cells in groups.items():
        cells.sort(key=lambda cell: cell[0])
        codes = {row: of_territory.get(row, "") for row, _ in cells}
        if cells and cells[0][1].rule in ASKED_ONCE:
            row, found = cells[0]
            details = {**found.details, "n": len(cells), "territories": _known(codes.values())}
            fault = Fault(found.rule, file, int(row), found.column, found.value, codes[row], details)
            listed.append((int(row), fault))
            continue
        for row, found in cells[:LISTED]:
            fault = Fault(found.rule, file, int(row), column, found.value, codes[row], found.details)
            listed.append((int(row), fault))
        if rest := cells[LISTED:]:
            more = replace(rules.MORE, severity=severity)
            details = {"n": len(rest), "first": rest[0][0], "last": rest[-1][0]}
            details["territories"] = _known(codes[row] for row, _ in rest)
            listed.append((int(rest[0][0]), Fault(more, file, int(rest[0][0]), column, rest[0][1].value, "", details)))
    return [fault for _, fault in sorted(listed, key=lambda pair: pair[0])]


def _known(codes: Iterable[str]) -> tuple[str, ...]:
    """Return the territories that a fault touches which stands for many cells."""
    return tuple(sorted({code for code in codes if code}))
