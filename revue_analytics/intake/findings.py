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

from revue_analytics.errors import Fault, Rule, grouped
from revue_analytics.intake import row_rules
from revue_analytics.intake.personal import hide

ASKED_ONCE = (row_rules.ANSWER_MISSING_MARK,)  # one question about a whole file
LISTED = 50  # values in one column that break one rule, said one by one; the others are counted
LISTED_COLUMNS = 20  # columns that break one rule as a whole, likewise


@dataclass(frozen=True, eq=False)
class Finding:
    """One thing wrong, on several rows perhaps; without rows it concerns the file as a whole."""

    rule: Rule
    rows: Sequence[int] = ()
    column: str = ""
    value: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)


def discreet(finding: Finding, names: re.Pattern[str] | None = None) -> Finding:
    """Hide what looks like personal data in what a message would show of a file."""
    details = {name: hide(text, names) if type(text) is str else text for name, text in finding.details.items()}
    return replace(finding, column=hide(finding.column), value=hide(finding.value, names), details=details)


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
    rows = [row for finding in findings if finding.rule.severity == "error" for row in finding.rows]
    return set(territory.reindex(rows).dropna()) - {""}


def faults_of(findings: Iterable[Finding], file: str, territory: pd.Series | None = None) -> list[Fault]:
    """Say the findings of a file: those of the whole file, then a fault per value with all its rows, by the first.

    Where many values of a column break the same rule, the first 50 are listed and the others counted; of whole
    columns the first 20.
    """
    findings = [discreet(finding) for finding in findings]
    rows = list({row for finding in findings for row in finding.rows})
    of_territory = {} if territory is None else territory.reindex(rows).fillna("").to_dict()
    faults: list[tuple[int, Fault]] = []
    of_columns: dict[str, list[Finding]] = defaultdict(list)
    cells_of: dict[tuple[str, str, str], list[Fault]] = defaultdict(list)
    for finding in findings:
        column = "" if finding.rule in ASKED_ONCE else finding.column
        cells_of[finding.rule.code, finding.rule.severity, column] += _cells(finding, file, of_territory)
        if len(finding.rows):
            continue
        if finding.column:
            of_columns[finding.rule.code].append(finding)
        if len(of_columns[finding.rule.code]) <= LISTED_COLUMNS:
            fault = Fault(finding.rule, file=file, column=finding.column, value=finding.value, details=finding.details)
            faults.append((0, fault))
    for alike in of_columns.values():
        if rest := alike[LISTED_COLUMNS:]:
            more = replace(row_rules.MORE_COLUMNS, severity=rest[0].rule.severity)
            details = {"n": len(rest), "first": rest[0].column, "last": rest[-1].column}
            faults.append((0, Fault(more, file, details=details)))
    for (_, severity, column), cells in cells_of.items():
        values = sorted(grouped(cells), key=lambda fault: fault.row or 0)
        if values and values[0].rule in ASKED_ONCE:
            values = [_one_question(values)]
        faults += [(int(fault.row or 0), fault) for fault in values[:LISTED]]
        if rest_of := values[LISTED:]:
            more = replace(row_rules.MORE, severity=severity)
            rows = sorted(row for fault in rest_of for row in (fault.rows or (fault.row or 0,)))
            details = {"n": len(rows), "first": rows[0], "last": rows[-1], "territories": _territories(rest_of)}
            faults.append((rows[0], Fault(more, file, rows[0], column, rest_of[0].value, "", details)))
    return [fault for _, fault in sorted(faults, key=lambda pair: pair[0])]


def _cells(finding: Finding, file: str, territory: Mapping[Any, str]) -> list[Fault]:
    """Say a finding of rows: one fault for all of them."""
    rows = sorted({int(row) for row in finding.rows})
    if not rows:
        return []
    codes = sorted({territory.get(row, "") for row in finding.rows} - {""})
    fault = Fault(finding.rule, file, rows[0], finding.column, finding.value, "".join(codes[:1]), finding.details)
    if len(rows) == 1:
        return [fault]
    of = {"territories": tuple(codes)} if codes else {}
    return [
        replace(
            fault, rows=tuple(rows), territory=codes[0] if len(codes) == 1 else "", details={**finding.details, **of}
        )
    ]


def _one_question(values: Sequence[Fault]) -> Fault:
    """Ask once what many cells of a file ask."""
    n = sum(len(fault.rows) or 1 for fault in values)
    details = {**values[0].details, "n": n, "territories": _territories(values)}
    return replace(values[0], rows=(), details=details)


def _territories(faults: Iterable[Fault]) -> tuple[str, ...]:
    """Return the territories that a fault touches which stands for many cells."""
    return tuple(sorted({code for fault in faults for code in fault.territories}))
