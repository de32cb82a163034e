"""Judgements of importance as people fill them in: pairs, points, a ranking, the best and the worst; several judges."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
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
from revue_analytics.intake.judgement_values import READERS, Entry, looks_ranked
from revue_analytics.intake.reading import read_sheets
from revue_analytics.intake.sheets import Sheet, letter
from revue_analytics.intake.vocabulary import vocabulary
from revue_analytics.intake.words import key, nearest
from revue_analytics.tables.shown import shown

JUDGE = {"juge", "judge", "expert", "nom", "name", "repondant", "respondent", "evaluateur", "assessor", "participant"}
NODE = {"node", "noeud", "indicateur", "indicator", "critere", "criterion", "element", "item"}
VALUE = {
    **dict.fromkeys(("points", "point", "poids", "weight", "importance"), "points"),
    **dict.fromkeys(("rang", "rank", "classement", "ranking", "place"), "ranking"),
}
ASPECT = {"aspect", "comparaison", "comparison", "sens", "vecteur", "vector"}
BEST = ("best", "meilleur", "lemeilleur", "besttoothers", "leplusimportant", "mostimportant")
WORST = ("worst", "pire", "lepire", "otherstoworst", "lemoinsimportant", "leastimportant")
ASPECT_WORDS = dict.fromkeys(BEST, "best") | dict.fromkeys(WORST, "worst")

FOLLOWING = (rules.UNLINKED, rules.PAIR_MISSING)  # from another fault: not said of a judge who has one


class Names:
    """The nodes judged, and every way to name them."""

    def __init__(self, framework: Framework, below: str):
        self.nodes = tuple(node.id for node in framework.children(below))
        self.said = ", ".join(self.nodes)
        self._known = vocabulary(framework).nodes
        self._texts = {text: node.id for node in framework.children(below) for text in (node.id, *node.label.values())}

    def of(self, text: str) -> str:
        """Return the node that a text names, or ``""``."""
        nodes = self._known.get(key(text), frozenset()) & set(self.nodes)
        return next(iter(nodes)) if len(nodes) == 1 else ""

    def unknown(self, text: str, rows: Sequence[int] = (), column: str = "") -> Finding:
        """Say that a text names none of the nodes, and the nearest."""
        near = nearest(text, self._texts, 1)
        details = {"nodes": self.said} | ({"nearest": f"{near[0]} ({self._texts[near[0]]})"} if near else {})
        return Finding(rules.NODE_NEAR if near else rules.NODE_UNKNOWN, rows, column, text, details)


@dataclass(frozen=True)
class Layout:
    """Where things are in a sheet: columns of nodes, of the judge, of the row’s own name, of the value."""

    form: str  # "pairwise", "best_worst", "wide" or "long"
    nodes: Mapping[int, str]
    judge: int | None
    name: int | None = None
    value: int | None = None
    says: str = ""  # the kind that the header of the value says


def layout_of(sheet: Sheet, names: Names) -> Layout | None:
    """Find out what a sheet is; None if it holds no judgements."""
    blank = _blank(sheet)
    heads = ["" if head == letter(k) and head in blank else head for k, head in enumerate(sheet.headers)]
    nodes = {k: node for k, head in enumerate(heads) if (node := names.of(head))}
    judge = next((k for k, head in enumerate(heads) if key(head) in JUDGE), None)
    if judge is not None and nodes and any(names.of(text) for text in sheet.cells[judge]):
        judge = None  # a column “name” that holds the nodes
    rest = [k for k in range(len(heads)) if k not in nodes and k != judge]
    for k in rest if nodes else ():
        cells = [text for text in sheet.cells[k] if text]
        if key(heads[k]) in ASPECT or any(key(text) in ASPECT_WORDS for text in cells):
            return Layout("best_worst", nodes, judge, k)
        if any(names.of(text) for text in cells):
            return Layout("pairwise", nodes, judge, k)
    if nodes:
        return Layout("wide", nodes, judge)
    name = next((k for k in rest if key(heads[k]) in NODE), None)
    value = next((k for k in rest if key(heads[k]) in VALUE), None)
    if name is None or value is None:
        return None
    return Layout("long", {}, judge, name, value, VALUE[key(heads[value])])


def _blank(sheet: Sheet) -> set[str]:
    """Return the letters that stand for headers left blank, such as the corner of a matrix."""
    return {str(f.details["letter"]) for f in sheet.findings if f.rule is file_rules.HEADER_BLANK}


def kind_of(layout: Layout, entries: Sequence[Entry], m: int, kind: str | None) -> str:
    """Return the kind of judgements of a sheet: what its form says, else what is stated, else what its numbers are."""
    if layout.form in READERS:
        return layout.form
    if kind in ("points", "ranking"):
        return kind
    return layout.says or ("ranking" if looks_ranked(entries, m) else "points")


def entries_of(sheet: Sheet, at: Layout, names: Names, judges: Mapping[int, str]) -> tuple[list[Entry], list[Finding]]:
    """Take a sheet apart into cells that know whose they are and what they are about."""
    findings: list[Finding] = []
    cells = sheet.cells
    own = cells[at.name] if at.name is not None else pd.Series("", index=cells.index)
    entries = []
    for (row, texts), said in zip(cells.iterrows(), own.astype(str), strict=True):
        number = int(str(row))
        judge = judges[number]
        written = [texts[k] for k in ([at.value] if at.value is not None else at.nodes)]
        if not any(written) and not said:
            continue
        if not judge:
            header = sheet.headers[at.judge] if at.judge is not None else ""
            findings.append(Finding(rules.JUDGE_MISSING, [number], header))
        column = sheet.headers[at.name] if at.name is not None else ""
        if at.form == "best_worst":
            against = ASPECT_WORDS.get(key(said), "")
            if not against:
                findings.append(Finding(rules.ASPECT_UNKNOWN, [number], column, said))
                continue
        elif at.name is not None:
            against = names.of(said)
            if not against:
                findings.append(names.unknown(said, [number], column))
                continue
        if at.value is not None:
            entries.append(Entry(number, sheet.headers[at.value], judge, "", against, str(texts[at.value])))
        else:
            against = against if at.name is not None else ""
            entries += [
                Entry(number, sheet.headers[k], judge, against, node, str(texts[k])) for k, node in at.nodes.items()
            ]
    return entries, findings + _absent(sheet, at, names, entries)


def judges_of(sheet: Sheet, at: Layout, stem: str) -> dict[int, str]:
    """Return whose each row is. A name counts for the rows below it too, where a judge has several."""
    index = sheet.cells.index
    if at.judge is not None:
        column = sheet.cells[at.judge]
        if at.form != "wide":
            column = column.where(column != "").ffill().fillna("")
        return dict(zip(index.tolist(), column.tolist(), strict=True))
    if at.form == "wide" and len(index) > 1:
        prefix = f"{sheet.name} " if sheet.name else ""
        return {row: f"{prefix}{number}" for number, row in enumerate(index.tolist(), start=1)}
    return dict.fromkeys(index.tolist(), sheet.name or stem)


def _absent(sheet: Sheet, at: Layout, names: Names, entries: Iterable[Entry]) -> list[Finding]:
    """Say which columns name no node, and which nodes nothing is said of."""
    if at.form == "long":
        there = {entry.node for entry in entries}
        return [Finding(rules.NODE_ABSENT, details={"node": node}) for node in names.nodes if node not in there]
    there = set(at.nodes.values()) | ({e.against for e in entries} if at.form == "pairwise" else set())
    absent = [node for node in names.nodes if node not in there]
    findings = []
    for k, header in enumerate(sheet.headers):
        if k in at.nodes or k in (at.judge, at.name) or header in _blank(sheet):
            continue
        unknown = names.unknown(header, (), header)
        missing = set(names.nodes) - set(at.nodes.values())
        passed = Finding(rules.COLUMN_PASSED_OVER, (), header, header, {"nodes": names.said})
        findings.append(unknown if missing and unknown.rule is rules.NODE_NEAR else passed)
    return findings + [Finding(rules.NODE_ABSENT, details={"node": node}) for node in absent]


def judged(
    sheet: Sheet,
    kind: str,
    entries: Sequence[Entry],
    wrong: list[Finding],
    whose: Mapping[int, str],
    nodes: Sequence[str],
) -> tuple[dict[str, NDArray[np.float64]], list[Finding], list[str]]:
    """Read what each judge of a sheet wrote: values, everything wrong, and the judges whom an error touches."""
    blank = _blank(sheet)
    form = [f for f in sheet.findings if f.rule is not file_rules.HEADER_BLANK and f.column not in blank]
    wrong = [*form, *wrong]
    judges = dict.fromkeys(judge for judge in whose.values() if judge)
    of = {judge: [entry for entry in entries if entry.judge == judge] for judge in judges}
    errors = [finding for finding in wrong if finding.rule.severity == "error"]
    bad = [judge for judge in of if any(not f.rows or judge in {whose.get(r) for r in f.rows} for f in errors)]
    values = {}
    for judge, own in of.items():
        repeated = [] if kind in ("pairwise", "best_worst") else _repeated(judge, own, nodes)
        values[judge], of_judge = READERS[kind](judge, own, nodes)
        of_judge = repeated or [f for f in of_judge if judge not in bad or f.rule not in FOLLOWING]
        wrong += of_judge
        if any(f.rule.severity == "error" for f in of_judge):
            bad.append(judge)
    return values, wrong, [judge for judge in of if judge in bad]


def _repeated(judge: str, entries: Sequence[Entry], nodes: Sequence[str]) -> list[Finding]:
    """Say once, not cell by cell, that a judge has two rows."""
    per_node = Counter(entry.node for entry in entries)
    rows = sorted({entry.row for entry in entries})
    if len(rows) < 2 or any(per_node[node] != len(rows) for node in nodes):
        return []
    return [Finding(rules.JUDGE_TWICE, rows[1:], "", judge)]


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
        laid, of_file, is_faulty = _laid(one, names)
        faults += of_file
        for sheet, layout, file in laid:
            whose = judges_of(sheet, layout, one.stem)
            entries, wrong = entries_of(sheet, layout, names, whose)
            sheet_kind = kind_of(layout, entries, len(names.nodes), kind)
            settled = settled or sheet_kind
            if sheet_kind != settled:
                faults.append(Fault(rules.OTHER_KIND, file, details={"found": sheet_kind, "expected": settled}))
                held += [judge for judge in dict.fromkeys(whose.values()) if judge and judge not in held]
                continue
            values, wrong, bad = judged(sheet, sheet_kind, entries, wrong, whose, names.nodes)
            again = [judge for judge in values if judge in whole]
            wrong += [Finding(rules.JUDGE_TWICE, value=judge) for judge in again]
            faults += faults_of(wrong, file)
            held += [
                judge for judge in dict.fromkeys([*bad, *again, *(values if is_faulty else ())]) if judge not in held
            ]
            whole |= values
    judges = tuple(judge for judge in whole if judge not in held)
    shape = _shape(settled or "", len(names.nodes))
    stack = np.array([whole[judge] for judge in judges], dtype=np.float64).reshape(len(judges), *shape)
    return Judgements(settled or "", framework, below, names.nodes, judges, stack, tuple(faults), tuple(held))


def _laid(path: Path, names: Names) -> tuple[list[tuple[Sheet, Layout, str]], list[Fault], bool]:
    """Return the sheets of a file that hold judgements, with what each is and is called; faults, and if one errs."""
    sheets, findings = read_sheets(path)
    layouts = [(sheet, layout_of(sheet, names)) for sheet in sheets]
    names_of = {sheet.name: f"{path.name}/{sheet.name}" if len(sheets) > 1 else path.name for sheet in sheets}
    laid = [(sheet, layout, names_of[sheet.name]) for sheet, layout in layouts if layout is not None]
    faults = faults_of(findings, path.name)
    if laid:
        passed = (sheet.name for sheet, layout in layouts if layout is None)
        faults += [Fault(file_rules.SHEET_PASSED_OVER, path.name, value=name) for name in passed]
    elif sheets:
        headers = ", ".join(header for sheet in sheets for header in sheet.headers)
        faults.append(Fault(rules.NO_JUDGEMENTS, path.name, details={"nodes": names.said, "headers": headers}))
    return laid, faults, any(finding.rule.severity == "error" for finding in findings)


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
    arrays = {judge: np.asarray(value, dtype=np.float64) for judge, value in values.items()}
    for judge, array in arrays.items():
        if array.shape != shape:
            message = "judge {judge!r}: {kind} of shape {found}; expected {shape}, for {nodes}"
            raise MethodError(message, judge=judge, kind=kind, found=array.shape, shape=shape, nodes=", ".join(nodes))
    stack = np.array(list(arrays.values())).reshape(len(arrays), *shape)
    return Judgements(kind, framework, below, nodes, tuple(arrays), stack)


def _shape(kind: str, m: int) -> tuple[int, ...]:
    """Shape of what one judge says of `m` nodes."""
    return {"pairwise": (m, m), "best_worst": (2, m)}.get(kind, (m,))
