"""An attacker who knows the method, who was asked, and who answered each question, and reads every published number.

Unknown to him: how many people of each *class* gave each level to each criterion, whole numbers ``x[block, class,
level]``. A class is a college and the questions that its people left out, so that he looks for what the two people said
who left the other question out; a block is one criterion in one campaign, today's or the desired level. What is
published becomes equations and inequalities between them, each with its printed precision: a number of one decimal says
that the exact one lies within half a tenth of it, or within a tenth, where it must not pass a level. Whatever spreads
that he is told of a cell of ten he is given whole: all its answers, counted.

A statistic of few people (the sum of what a class, or some classes, of fewer than T gave) is *known* if its least and
greatest value under all of this are the same. Two people of a cell who answered differently may have answered the other
way round: then it is not known, and no programme is solved. Otherwise two mixed-integer programmes say it.

Who answered what *together* is looked for apart (`Together`), in what is published over several questions.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from itertools import combinations, combinations_with_replacement
from math import ceil

import numpy as np
import pandas as pd
from scipy.optimize import LinearConstraint, milp

from revue_analytics.agreement.words import word_of
from revue_analytics.methods.reliability import ordinal_consensus_of_counts
from revue_analytics.review.dictionary import decimals_of
from revue_analytics.scoring import Tally

NOISE = 1e-7
LEVELS = np.arange(5.0)
STEP = 25.0
"""Points per level."""

Block = tuple[str, str, str]  # campaign, aspect, criterion
Class = tuple[str, frozenset[str]]  # college, criteria left out


@dataclass(eq=False)
class Attack:
    """One territory: who could have said what in each block, and what is known of it.

    ``answers``
        Block → class → the levels that its people gave: the truth, of which the attacker knows how many they are.
    ``cells``, ``weights``
        Block → the classes that are counted together; how many colleges each of these stands for.
    """

    answers: dict[Block, dict[Class, np.ndarray]]
    cells: dict[Block, list[frozenset[Class]]]
    rows: dict[Block, list[tuple[dict[tuple[Class, int], float], float, float]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    words: dict[Block, str] = field(default_factory=dict)
    weights: dict[tuple[Block, frozenset[Class]], int] = field(default_factory=dict)
    plain: dict[Block, int] = field(default_factory=dict)

    def know(self, block: Block, row: dict[tuple[Class, int], float], low: float, high: float) -> None:
        """Add: the sum of coefficients × unknowns lies between two numbers. The truth must agree."""
        true = sum(c * (self.answers[block][who] == level).sum() for (who, level), c in row.items())
        assert low - 1e-6 <= true <= high + 1e-6, (block, low, true, high)
        self.rows[block].append((row, low, high))

    def cell(self, block: Block, colleges: str) -> frozenset[Class]:
        """The classes of some colleges."""
        return frozenset(who for who in self.answers[block] if who[0] in colleges.split("+"))

    def size(self, block: Block, classes) -> int:
        return sum(len(self.answers[block][who]) for who in classes)

    def total(self, block: Block, classes, weight: float = 1.0) -> dict[tuple[Class, int], float]:
        """Sum of the levels that classes gave, as coefficients."""
        return {(who, level): weight * level for who in classes for level in range(5) if who in self.answers[block]}

    def counted(self, block: Block, classes) -> None:
        """Know all the answers of some classes together, counted by level."""
        for level in range(5):
            n = sum(int((self.answers[block][who] == level).sum()) for who in classes)
            self.know(block, {(who, level): 1.0 for who in classes}, n, n)

    def solve(self, block: Block, row: dict[tuple[Class, int], float], first: int | None = None) -> tuple[int, int]:
        """Least and greatest value of a sum of whole numbers that agrees with what is known (first) of a block."""
        at = {who: i for i, who in enumerate(self.answers[block])}
        sizes = [({(who, level): 1.0 for level in range(5)}, len(x), len(x)) for who, x in self.answers[block].items()]
        rows = [*sizes, *self.rows[block][:first]]
        matrix = np.zeros((len(rows), 5 * len(at)))
        for i, (known, _, _) in enumerate(rows):
            for (who, level), c in known.items():
                matrix[i, 5 * at[who] + level] = c
        ends = np.array([[low, high] for _, low, high in rows])
        constraint = LinearConstraint(matrix, ends[:, 0] - NOISE, ends[:, 1] + NOISE)
        objective = np.zeros(5 * len(at))
        for (who, level), c in row.items():
            objective[5 * at[who] + level] = c
        found = [milp(s * objective, constraints=constraint, integrality=np.ones(len(objective))) for s in (1.0, -1.0)]
        assert all(one.status == 0 for one in found), f"the published numbers contradict each other: {block}"
        return round(float(found[0].fun)), round(-float(found[1].fun))

    def is_known(self, block: Block, subset: frozenset[Class]) -> bool:
        """Whether one value is left to the sum of what some classes gave."""
        for cell in self.cells[block]:
            inside, outside = (
                [self.answers[block][who] for who in cell if (who in subset) is member] for member in (True, False)
            )
            if inside and outside and len(np.unique(np.concatenate([*inside, *outside]))) > 1:
                return False  # two of them, answering the other way round, leave every published number as it is
        if not any(cell & subset for cell in self.cells[block]):
            return False  # of whom nothing is published
        least, greatest = self.solve(block, self.total(block, subset))
        return least == greatest

    def targets(self, block: Block, threshold: int, *, pairs: bool = True) -> list[frozenset[Class]]:
        """Sets of fewer people than the threshold: classes, colleges, who left a question out, pairs of these."""
        there = self.answers[block]
        sets = {frozenset([who]) for who in there}
        sets |= {self.cell(block, college) for college in {who[0] for who in there}}
        for criterion in {c for who in there for c in who[1]}:
            sets.add(frozenset(who for who in there if criterion in who[1]))
            for college in {who[0] for who in there}:
                sets.add(frozenset(who for who in there if criterion in who[1] and who[0] == college))
        small = [one for one in sets if 0 < self.size(block, one) < threshold]
        both = combinations(small, 2) if pairs else ()
        more = {a | b for a, b in both if not a & b and self.size(block, a | b) < threshold}
        return [*small, *(more - set(small))]

    def unanimous(self, block: Block, subset: frozenset[Class]) -> bool:
        """Whether the cells of a subset hold one answer only: the stated limit."""
        cells = [cell for cell in self.cells[block] if cell & subset]
        return all(len({int(x) for who in cell for x in self.answers[block][who]}) == 1 for cell in cells)

    def spread_known(self, block: Block, cell: frozenset[Class]) -> tuple[bool, bool]:
        """Whether all the answers of a cell, counted, are known: from everything; from the plain numbers alone.

        The plain numbers are the means of the cells and the counts of everybody: where answers are much alike they may
        leave one set of answers for a group of five to nine, which is a stated limit. A word about the only cell of a
        block leaves some of the sets of answers that have its sum.
        """
        sets = sets_of(self.size(block, cell), sum(int(self.answers[block][who].sum()) for who in cell))
        if len(self.cells[block]) == 1:
            word = self.words.get(block)
            return len([one for one in sets if not word or _word(one) == word]) == 1, len(sets) == 1
        by_level = [{(who, level): 1.0 for who in cell} for level in range(5)]
        known = all(low == high for low, high in (self.solve(block, row) for row in by_level))
        return known, known and all(
            low == high for low, high in (self.solve(block, row, self.plain[block]) for row in by_level)
        )


@cache
def sets_of(n: int, total: int) -> list[tuple[int, ...]]:
    return [one for one in combinations_with_replacement(range(5), n) if sum(one) == total]


@cache
def _word(answers: tuple[int, ...]) -> str:
    return word_of(float(ordinal_consensus_of_counts(np.bincount(answers, minlength=5)[None].astype(float), LEVELS)[0]))


def sheets(ratings: pd.DataFrame, territory: str) -> dict[tuple[str, str], pd.DataFrame]:
    """Campaign and aspect → the answers of each respondent, NaN where there is none, indexed by college and person."""
    rows = ratings[(ratings["territory"] == territory) & (ratings["status"] == "rated")]
    return {
        (str(campaign), str(aspect)): part.pivot_table(
            index=["college", "respondent"], columns="criterion", values="level", aggfunc="first"
        ).astype(float)
        for (campaign, aspect), part in rows.groupby(["campaign", "aspect"])
    }


def _classes(table: pd.DataFrame) -> pd.Series:
    """Class of each respondent of a sheet."""
    left_out = table.isna().apply(lambda row: frozenset(row.index[row]), axis=1)
    return pd.Series(list(zip(table.index.get_level_values("college"), left_out, strict=True)), index=table.index)


def attack(review, counted: Tally, ratings: pd.DataFrame, territory: str) -> Attack:
    """Write down everything that is published of one territory."""
    part = review.for_territory(territory)
    units = {str(unit.campaign): unit.Index for unit in counted.units.itertuples() if unit.territory == territory}
    answers: dict[Block, dict[Class, np.ndarray]] = {}
    for (campaign, aspect), table in sheets(ratings, territory).items():
        if campaign not in units:
            continue
        who = _classes(table)
        for criterion in table:
            gave = table[criterion].dropna().astype(int)
            groups = gave.groupby(who[gave.index].to_numpy())
            answers[campaign, aspect, str(criterion)] = {name: values.to_numpy() for name, values in groups}
    model = Attack(answers, {})
    for block in answers:
        unit, k = units[block[0]], review.framework.leaf_ids.index(block[2])
        counts, _ = counted.answers(block[1])
        names = counted.cell_colleges(unit, block[1])[:, k]
        there = np.flatnonzero(counts[unit, :, k].sum(axis=-1))
        model.cells[block] = [model.cell(block, names[g]) for g in there]
        model.weights |= {(block, model.cell(block, names[g])): len(names[g].split("+")) for g in there}
    _group_scores(model, part)
    _level_counts(model, part)
    model.plain = {block: len(model.rows[block]) for block in answers}
    _medians(model, part)
    _scores(model, part)
    _desired(model, part)
    _agreement(model, part)
    return model


def _ends(table: str, column: str, value: float, per: float = 1.0) -> tuple[float, float]:
    """Between what the exact number lies: half a unit of the last decimal, a whole one below a level not reached."""
    unit = 10.0 ** -(decimals_of(table, column) or 0)
    below_a_level = abs((value + unit) / STEP - round((value + unit) / STEP)) < 1e-9
    return (value - unit / 2) / per, (value + (unit if below_a_level else unit / 2)) / per


def _group_scores(model: Attack, part) -> None:
    """Mean of each cell."""
    for row in part.group_scores.itertuples():
        block = (row.campaign, "current", row.criterion)
        low, high = _ends("group_scores", "score", row.score, STEP / row.n)
        model.know(block, model.total(block, model.cell(block, row.colleges)), low, high)


def _medians(model: Attack, part) -> None:
    for row in part.group_scores.itertuples():
        block = (row.campaign, "current", row.criterion)
        members = model.cell(block, row.colleges)
        if pd.notna(row.lower_median):
            below, up_to = (
                {(who, level): 1.0 for who in members for level in range(5) if level < row.lower_median + more}
                for more in (0, 1)
            )
            model.know(block, below, 0, ceil(row.n / 2) - 1)
            model.know(block, up_to, ceil(row.n / 2), row.n)


def _level_counts(model: Attack, part) -> None:
    for row in part.level_counts.itertuples():
        block = (row.campaign, "current", row.criterion)
        everyone = [who for cell in model.cells[block] for who in cell]
        model.know(block, {(who, int(row.level)): 1.0 for who in everyone}, row.count, row.count)


def _mean_of_cells(model: Attack, block: Block) -> dict[tuple[Class, int], float]:
    """Score of a criterion in levels: the mean of its cells, each with the weight of the colleges in it."""
    colleges = {cell: model.weights[block, cell] for cell in model.cells[block]}
    found: dict[tuple[Class, int], float] = {}
    for cell, weight in colleges.items():
        found |= model.total(block, cell, weight / sum(colleges.values()) / model.size(block, cell))
    return found


def _scores(model: Attack, part) -> None:
    """Everything that is the score of one criterion, whatever it is called and whatever is taken from it."""
    leaves = set(part.framework.leaf_ids)

    def criterion(campaign: str, leaf: str, low: float, high: float) -> None:
        block = (campaign, "current", leaf)
        model.know(block, _mean_of_cells(model, block), low / STEP, high / STEP)

    shown = part.scores[part.scores["node"].isin(leaves)].dropna(subset=["score"])
    for row in shown.itertuples():
        criterion(row.campaign, row.node, *_ends("scores", "score", row.score))
    scored = set(zip(shown["campaign"], shown["node"], strict=True))
    gaps = part.gaps[part.gaps["node"].isin(leaves)].dropna(subset=["net_gap"])
    for row in gaps.itertuples():
        low, high = _ends("scores", "score", row.target - row.net_gap)
        criterion(row.campaign, row.node, low, high)
        if row.shortfall > 0:
            low, high = _ends("scores", "score", row.target - row.shortfall)
            criterion(row.campaign, row.node, low, high)
    stated = gaps.set_index(["campaign", "node"])
    for row in part.priorities[part.priorities["node"].isin(leaves)].itertuples():
        weight, target = stated.loc[(row.campaign, row.node), ["weight", "target"]]
        low, high = (row.priority + end * 0.005 for end in (-1, 1))
        if weight > 0 and row.priority > 0:
            unit = 5e-5  # of the weight
            criterion(row.campaign, row.node, target - high / (weight - unit), target - low / (weight + unit))
    for row in part.change[part.change["node"].isin(leaves)].itertuples():
        for campaign, column in ((row.previous_campaign, "previous"), (row.campaign, "current")):
            if (campaign, row.node) in scored:
                criterion(campaign, row.node, *_ends("change", column, getattr(row, column)))


def _desired(model: Attack, part) -> None:
    """Where people want to be: no cell is published, but the attacker knows how they are made."""
    for row in part.desired.itertuples():
        block = (row.campaign, "desired", row.criterion)
        low, high = _ends("desired", "score", row.score, STEP)
        model.know(block, _mean_of_cells(model, block), low, high)


def _agreement(model: Attack, part) -> None:
    """Of cells of which any spread is told the attacker gets all the answers; of others, a word."""
    one = part.agreement[(part.agreement["scope"] == "criterion") & (part.agreement["group"] != "between")]
    for row in one.itertuples():
        block = (row.campaign, "current", row.node)
        if pd.isna(row.value):
            model.words[block] = row.word
            continue
        colleges = part.group_scores[
            (part.group_scores["campaign"] == row.campaign)
            & (part.group_scores["criterion"] == row.node)
            & (part.group_scores["group"] == row.group)
        ]["colleges"]
        told = [model.cell(block, names) for names in colleges]
        if row.group == "all" and not told:
            told = [frozenset(who for cell in model.cells[block] for who in cell)]
        for members in told:
            model.counted(block, members)


@dataclass(eq=False)
class Together:
    """Who of one group answered what together, on two criteria: 5 × 5 people who rated both, 5 who rated one only.

    The attacker is given all the answers to each question, counted. What else he reads makes rows: a statistic of all
    and of all but each respondent (a jackknife, of which the two ends of an interval tell the mean and the variance)
    is a sum over respondents of something that depends on the two answers of each.
    """

    both: np.ndarray  # (R, 2) answers, NaN where there is none

    def __post_init__(self) -> None:
        kinds = [(a, b) for a in (0, 1, 2, 3, 4, None) for b in (0, 1, 2, 3, 4, None) if (a, b) != (None, None)]
        self.kinds = kinds
        pairs = [tuple(None if np.isnan(x) else int(x) for x in row) for row in self.both]
        self.true = np.array([pairs.count(kind) for kind in kinds], dtype=float)
        self.rows: list[tuple[np.ndarray, float, float]] = []
        for side in (0, 1):
            for level in (0, 1, 2, 3, 4, None):
                row = np.array([float(kind[side] == level) for kind in kinds])
                self.rows.append((row, row @ self.true, row @ self.true))

    def without_each(self, statistic) -> np.ndarray:
        """Statistic without one respondent of each kind, which depends on the answers to each question only."""
        found = np.full(len(self.kinds), np.nan)
        for i, kind in enumerate(self.kinds):
            rest = np.concatenate([self.both, self.both[:0]])
            counts = [self._counts(rest, side, kind[side]) for side in (0, 1)]
            if all((count >= 0).all() for count in counts):
                found[i] = statistic(np.stack(counts))
        return found

    def _counts(self, rest: np.ndarray, side: int, less: int | None) -> np.ndarray:
        count = np.array([(rest[:, side] == level).sum() for level in range(5)], dtype=float)
        if less is not None:
            count[less] -= 1
        return count

    def know_interval(self, value: float, low: float, high: float, without: np.ndarray, half: float, t: float) -> None:
        """Know the two ends of a jackknife interval, each within `half` of what is printed."""
        there = ~np.isnan(without)
        f = np.where(there, without, 0.0)
        n = int(self.true.sum())
        scale = (n - 1.0) / n
        mean_half = half / (n - 1)  # centre = value - (n - 1) (mean - value)
        mean = value - ((low + high) / 2 - value) / (n - 1)
        self.rows.append((f, n * (mean - 2 * mean_half) - 1e-9, n * (mean + 2 * mean_half) + 1e-9))
        wide = (high - low) / 2 / t
        squares = [(max(wide + s * half / t, 0.0)) ** 2 / scale for s in (-1, 1)]
        row = (f - mean) ** 2 * 1e3
        slack = 1e3 * (n * (2 * mean_half) ** 2 + 1e-12)
        self.rows.append((row, squares[0] * 1e3 - slack, squares[1] * 1e3 + slack))

    def solve(self, row: np.ndarray) -> tuple[int, int]:
        matrix = np.stack([known for known, _, _ in self.rows])
        low, high = (np.array([one[i] for one in self.rows]) for i in (1, 2))
        constraint = LinearConstraint(matrix, low - 1e-8, high + 1e-8)
        options = {"mip_rel_gap": 0.0}
        found = [
            milp(s * row, constraints=constraint, integrality=np.ones(len(row)), options=options) for s in (1.0, -1.0)
        ]
        assert all(one.status == 0 for one in found), "the published numbers contradict each other"
        return round(float(found[0].fun)), round(-float(found[1].fun))

    def is_known(self) -> bool:
        """Whether the whole table is: how many gave each pair of answers."""
        return all(least == greatest for least, greatest in map(self.solve, np.eye(len(self.kinds))))

    def left_out(self) -> list[np.ndarray]:
        """Sums of the levels that those gave who left the other question out."""
        return [
            np.array([float(kind[side] or 0) if kind[1 - side] is None else 0.0 for kind in self.kinds])
            for side in (0, 1)
        ]

    def knows(self, row: np.ndarray) -> bool:
        """Whether a sum is known, where the answers to each question alone leave several values."""
        least, greatest = self.solve(row)
        every, self.rows = self.rows, self.rows[:12]
        low, high = self.solve(row)
        self.rows = every
        return least == greatest and low < high

    def few_left_out(self, threshold: int) -> list[np.ndarray]:
        """Those of `left_out` that are sums of fewer people than the threshold, and of some."""
        found = []
        for side, row in enumerate(self.left_out()):
            n = sum(x for kind, x in zip(self.kinds, self.true, strict=True) if kind[1 - side] is None)
            if 0 < n < threshold and not np.isnan(self.both[:, side]).all():
                found.append(row)
        return found
