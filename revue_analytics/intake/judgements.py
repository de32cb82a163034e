"""Judgements of importance as people fill them in: pairs, points, a ranking, the best and the worst; several judges."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from revue_analytics.errors import Fault, MethodError, choices
from revue_analytics.framework import OVERALL, Framework
from revue_analytics.intake import file_rules
from revue_analytics.intake import judgement_rules as rules
from revue_analytics.intake.findings import Finding, faults_of
from revue_analytics.intake.judgement_sheets import Names, entries_of, judged, judges_of, kind_of, layout_of
from revue_analytics.intake.judgement_values import READERS
from revue_analytics.intake.reading import read_sheets
from revue_analytics.tables.shown import shown

__all__ = ["KINDS", "Judgements", "judgements_of", "read_judgements"]

KINDS = tuple(READERS)
"""``"pairwise"``, ``"points"``, ``"ranking"``, ``"best_worst"``."""

UNKNOWN_KIND = "kind: {kind!r} is not known; expected {known}"


@dataclass(frozen=True, eq=False)
class Judgements:
    """What several judges say of the importance of some nodes.

    Attributes
    ----------
    kind
        One of `KINDS`.
    framework, below
        The nodes judged are the children of `below`.
    nodes
        (m,) their ids, in the framework's order.
    judges
        (k,) names of those whose judgements are whole.
    values
        ``pairwise``: (k, m, m), NaN where two nodes were not compared; ``points`` and ``ranking``: (k, m);
        ``best_worst``: (k, 2, m), the best against each node, each node against the worst.
    faults
        Everything wrong in the files.
    held_back
        Judges left out because of an error.
    """

    kind: str
    framework: Framework
    below: str
    nodes: tuple[str, ...]
    judges: tuple[str, ...]
    values: NDArray[np.float64]
    faults: tuple[Fault, ...] = ()
    held_back: tuple[str, ...] = ()

    def table(self) -> pd.DataFrame:
        """Return one row per judge, row of the judge’s sheet (``against``; blank for points and ranks) and node."""
        against = {"pairwise": self.nodes, "best_worst": ("best", "worst")}.get(self.kind, ("",))
        index = pd.MultiIndex.from_product([self.judges, against, self.nodes], names=["judge", "against", "node"])
        return pd.Series(self.values.ravel(), index=index, name="value", dtype="float64").reset_index()

    def _repr_html_(self) -> str:
        return shown(self.table(), 3)


def read_judgements(
    path: str | Path | Iterable[str | Path], framework: Framework, *, below: str = OVERALL, kind: str | None = None
) -> Judgements:
    r"""Read judgements on the children of a node from CSV, XLSX, ODS or Parquet files.

    Nodes are named by id or label, French or English. What a sheet may be:

    - ``pairwise``: a matrix per judge, nodes in the first column and in the header, cells from 1 to 9, ``1/3`` or
      ``0,33``; how many times as important the node of the row is. One side of the diagonal is enough.
    - ``points``: a row per judge and a column per node, or rows of judge, node, points; each judge shares 100 ± 0.5.
    - ``ranking``: the same with ranks, 1 for the most important; ties allowed.
    - ``best_worst``: two rows per judge, ``best``/``meilleur`` and ``worst``/``pire``, a column per node.

    The judge is named in a column ``juge`` (or ``judge``), else by the sheet of a workbook, else by the file.

    Parameters
    ----------
    path
        A file, or several.
    framework
        What is judged.
    below
        The node whose children are judged; the top ones by default.
    kind
        One of `KINDS`; found out otherwise.

    Returns
    -------
    Judgements
        Of the judges without an error; never raises for what a file holds: look at its `faults`.

    Raises
    ------
    MethodError
        An unknown kind.
    UnknownNode
        `below` is not a node of the framework.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from revue_analytics.framework import load_framework
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "j.csv")
    ...     _ = file.write_text("juge;I5A;I5B\nAnne;60;40\nBob;60;50\n", "utf-8")
    ...     judged = read_judgements(file, load_framework(), below="I5")
    >>> judged.kind, judged.judges, judged.values.tolist(), judged.held_back
    ('points', ('Anne',), [[60.0, 40.0]], ('Bob',))
    >>> print(judged.faults[0])
    j.csv, row 3: the points of this respondent add up to 110, not to 100 — correct the points ...
    """
    if kind is not None and kind not in READERS:
        raise MethodError(UNKNOWN_KIND, kind=kind, known=choices(kind, KINDS))
    names = Names(framework, below)
    paths = [Path(path)] if isinstance(path, str | Path) else [Path(one) for one in path]
    whole: dict[str, NDArray[np.float64]] = {}
    faults: list[Fault] = []
    held: list[str] = []
    settled = kind
    for one in paths:
        sheets, findings = read_sheets(one)
        faults += faults_of(findings, one.name)
        laid = [(sheet, layout) for sheet in sheets if (layout := layout_of(sheet, names)) is not None]
        if not laid and sheets:
            headers = ", ".join(header for sheet in sheets for header in sheet.headers)
            faults.append(Fault(rules.NO_JUDGEMENTS, one.name, details={"nodes": names.said, "headers": headers}))
        elif laid:
            others = [sheet for sheet in sheets if all(sheet is not known for known, _ in laid)]
            faults += [Fault(file_rules.SHEET_PASSED_OVER, one.name, value=sheet.name) for sheet in others]
        for sheet, layout in laid:
            file = f"{one.name}/{sheet.name}" if len(sheets) > 1 else one.name
            whose = judges_of(sheet, layout, one.stem)
            entries, wrong = entries_of(sheet, layout, names, whose)
            found = kind_of(layout, entries, len(names.nodes), kind)
            settled = settled or found
            if found != settled:
                faults.append(Fault(rules.OTHER_KIND, file, details={"found": found, "expected": settled}))
                held += [judge for judge in dict.fromkeys(whose.values()) if judge and judge not in held]
                continue
            values, wrong, bad = judged(sheet, found, entries, wrong, whose, names.nodes)
            for judge in [judge for judge in values if judge in whole]:
                wrong.append(Finding(rules.JUDGE_TWICE, value=judge))
                bad.append(judge)
            bad += list(values) if any(found.rule.severity == "error" for found in findings) else []
            faults += faults_of(wrong, file)
            held += [judge for judge in bad if judge not in held]
            whole |= values
    judges = tuple(judge for judge in whole if judge not in held)
    shape = _shape(settled or "", len(names.nodes))
    stack = np.array([whole[judge] for judge in judges], dtype=np.float64).reshape(len(judges), *shape)
    return Judgements(settled or "", framework, below, names.nodes, judges, stack, tuple(faults), tuple(held))


def judgements_of(
    kind: str, values: Mapping[str, ArrayLike], framework: Framework, *, below: str = OVERALL
) -> Judgements:
    """Take judgements typed in a notebook, as `read_judgements` takes those of a file.

    Parameters
    ----------
    kind
        One of `KINDS`.
    values
        Judge → (m, m) pairs, NaN where nobody compared; (m,) points or ranks; (2, m) best and worst; in the
        framework's order. What they hold is checked when they become weights.
    framework, below
        The nodes judged are the children of `below`.

    Raises
    ------
    MethodError
        An unknown kind, or a shape that does not fit; names the judge.

    Examples
    --------
    >>> from revue_analytics.framework import load_framework
    >>> judgements_of("points", {"Anne": [60, 40]}, load_framework(), below="I5").nodes
    ('I5A', 'I5B')
    """
    if kind not in READERS:
        raise MethodError(UNKNOWN_KIND, kind=kind, known=choices(kind, KINDS))
    nodes = tuple(node.id for node in framework.children(below))
    shape = _shape(kind, len(nodes))
    arrays = {judge: np.asarray(given, dtype=np.float64) for judge, given in values.items()}
    for judge, array in arrays.items():
        if array.shape != shape:
            message = "judge {judge!r}: {kind} of shape {found}; expected {shape}, for {nodes}"
            raise MethodError(message, judge=judge, kind=kind, found=array.shape, shape=shape, nodes=", ".join(nodes))
    stack = np.array(list(arrays.values())).reshape(len(arrays), *shape)
    return Judgements(kind, framework, below, nodes, tuple(arrays), stack)


def _shape(kind: str, m: int) -> tuple[int, ...]:
    """Shape of what one judge says of `m` nodes."""
    return {"pairwise": (m, m), "best_worst": (2, m)}.get(kind, (m,))
