"""An attacker who knows the method, who was asked, and who answered each question, and reads every published number.

Unknown to him: how many people of each college gave each level to each criterion, whole numbers
``x[campaign, aspect, college, criterion, level]``. What is published becomes equations and inequalities between them.
A statistic of few people (the sum of the levels that a college of fewer than T gave to a criterion) is *known* if its
least and greatest value under all of these are the same: two mixed-integer programmes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil

import numpy as np
import pandas as pd
from scipy.optimize import LinearConstraint, milp
from scipy.sparse import coo_array

from revue_analytics.framework import OVERALL, Framework
from revue_analytics.scoring import Tally

NOISE = 1e-6  # of a published number, in levels

Place = tuple[str, str, str, str]  # campaign, aspect, college, criterion


@dataclass
class Attack:
    """What is known of one territory: unknowns, and constraints on them.

    ``rated`` says how many of each college rated each criterion: the attacker is the village, and knows.
    """

    framework: Framework
    levels: np.ndarray
    rated: dict[Place, int]
    rows: list[tuple[dict[int, float], float, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._solvers: dict[tuple[str, str, str], tuple[LinearConstraint, dict[int, int]]] = {}
        self.first = {place: i * len(self.levels) for i, place in enumerate(self.rated)}
        for place, n in self.rated.items():
            self.know(dict.fromkeys(self.unknowns(place), 1.0), n)

    def unknowns(self, place: Place) -> list[int]:
        return [self.first[place] + i for i in range(len(self.levels))] if place in self.first else []

    def sum_of(self, places, weight: float = 1.0) -> dict[int, float]:
        """Sum of the levels given at some places, as coefficients."""
        return {u: weight * v for place in places for u, v in zip(self.unknowns(place), self.levels, strict=False)}

    def know(self, row: dict[int, float], low: float, high: float | None = None) -> None:
        """Add: the sum of coefficients × unknowns lies between two numbers, or is one."""
        if row:
            self._solvers.clear()
            self.rows.append((row, low, low if high is None else high))

    def solver(self, block: tuple[str, str, str]) -> tuple[LinearConstraint, dict[int, int]]:
        """Constraints on the unknowns of one campaign, aspect and criterion, and the place of each among them.

        Every row concerns one such block: numbers over several criteria are implied by those of each (`implied`).
        """
        if block not in self._solvers:
            places = [place for place in self.rated if (place[0], place[1], place[3]) == block]
            of = {u: i for i, u in enumerate(u for place in places for u in self.unknowns(place))}
            rows = [row for row in self.rows if next(iter(row[0])) in of]
            at = [(i, of[u], c) for i, (row, _, _) in enumerate(rows) for u, c in row.items()]
            shape = (len(rows), len(of))
            matrix = coo_array(([c for *_, c in at], ([i for i, *_ in at], [u for _, u, _ in at])), shape)
            low, high = (np.array([row[end] for row in rows]) for end in (1, 2))
            self._solvers[block] = LinearConstraint(matrix.toarray(), low - NOISE, high + NOISE), of
        return self._solvers[block]

    def least(self, subset: list[Place], sign: float = 1.0) -> int:
        """Least (or, with -1, greatest) sum of the levels given by a subset that agrees with everything known."""
        constraints, of = self.solver((subset[0][0], subset[0][1], subset[0][3]))
        objective = np.zeros(len(of))
        for u, level in self.sum_of(subset).items():
            objective[of[u]] = sign * level
        found = milp(objective, constraints=constraints, integrality=np.ones(len(of)))
        assert found.status == 0, f"the published numbers contradict each other: {found.message}"
        return round(sign * float(found.fun))

    def is_known(self, subset: list[Place]) -> bool:
        """Whether everything known leaves one value to the sum of the levels given by a subset."""
        least, greatest = self.least(subset), self.least(subset, -1.0)
        assert least <= greatest
        return least == greatest


def answered(counted: Tally, ratings: pd.DataFrame, territory: str) -> dict[Place, int]:
    """How many of each college rated each criterion of a territory."""
    rows = ratings[(ratings["territory"] == territory) & (ratings["status"] == "rated")]
    sizes = rows.groupby(["campaign", "aspect", "college", "criterion"]).size()
    return {tuple(map(str, place)): int(n) for place, n in sizes.items()}


def attack(review, counted: Tally, ratings: pd.DataFrame, territory: str) -> Attack:
    """Write down everything that is published of one territory."""
    part = review.for_territory(territory)
    model = Attack(review.framework, counted.levels, answered(counted, ratings, territory))
    step = 100.0 / (len(counted.levels) - 1)  # points per level
    cells = {
        (str(campaign), str(criterion)): rows
        for (campaign, criterion), rows in part.group_scores.groupby(["campaign", "criterion"])
    }
    _group_scores(model, cells, step)
    _level_counts(model, part.level_counts)
    _scores(model, part, {place: _criterion(model, place, rows) for place, rows in cells.items()}, step)
    _several_criteria(part)
    _desired(model, counted, part, territory, step)
    return model


def _members(row, criterion: str, campaign: str, aspect: str = "current") -> list[Place]:
    return [(campaign, aspect, college, criterion) for college in str(row.colleges).split("+")]


def _group_scores(model: Attack, cells, step: float) -> None:
    """Mean (times the number of answers: a sum) and lower median of each cell."""
    for (campaign, criterion), rows in cells.items():
        for row in rows.itertuples():
            members = _members(row, criterion, campaign)
            model.know(model.sum_of(members), row.score / step * row.n)
            below = {
                u: 1.0
                for place in members
                for u, level in zip(model.unknowns(place), model.levels, strict=False)
                if level < row.lower_median
            }
            up_to = {
                u: 1.0
                for place in members
                for u, level in zip(model.unknowns(place), model.levels, strict=False)
                if level <= row.lower_median
            }
            model.know(below, 0, ceil(row.n / 2) - 1)
            model.know(up_to, ceil(row.n / 2), row.n)


def _criterion(model: Attack, place, rows) -> dict[int, float]:
    """Score of a criterion in levels, as coefficients: the mean of its cells, each with the colleges it stands for."""
    campaign, criterion = place
    weight = {row.Index: len(str(row.colleges).split("+")) for row in rows.itertuples()}
    total = sum(weight.values())
    found: dict[int, float] = {}
    for row in rows.itertuples():
        found |= model.sum_of(_members(row, criterion, campaign), weight[row.Index] / total / row.n)
    return found


def _scores(model: Attack, part, sums, step: float) -> None:
    """Everything that is the score of one criterion, whatever it is called and whatever is taken from it."""
    leaves = set(part.framework.leaf_ids)
    for row in part.scores[part.scores["node"].isin(leaves)].dropna(subset=["score"]).itertuples():
        model.know(sums[row.campaign, row.node], row.score / step)
    gaps = part.gaps[part.gaps["node"].isin(leaves)]
    for row in gaps.dropna(subset=["net_gap"]).itertuples():
        model.know(sums[row.campaign, row.node], (row.target - row.net_gap) / step)
        if row.shortfall > 1e-9:
            model.know(sums[row.campaign, row.node], (row.target - row.shortfall) / step)
    stated = gaps.set_index(["campaign", "node"])
    for row in part.priorities[part.priorities["node"].isin(leaves)].itertuples():
        weight, target = stated.loc[(row.campaign, row.node), ["weight", "target"]]
        if row.priority > 1e-9 and weight > 0:
            model.know(sums[row.campaign, row.node], (target - row.priority / weight) / step)
    for row in part.change[part.change["node"].isin(leaves)].itertuples():
        for campaign, value in ((row.previous_campaign, row.previous), (row.campaign, row.current)):
            model.know(sums[campaign, row.node], value / step)


def _several_criteria(part) -> None:
    """Numbers over several criteria add nothing: they follow from the published scores of the criteria."""
    framework, leaves = part.framework, set(part.framework.leaf_ids)
    for campaign, scores in part.scores.groupby("campaign"):
        here = scores.set_index("node")["score"].dropna()
        effective = part.gaps[part.gaps["campaign"] == campaign].set_index("node")["weight"]
        for node, value in here.items():
            if node not in leaves:
                children = [child for child in framework.children(node) if child.id in here]
                implied = np.average([here[c.id] for c in children], weights=[c.weight for c in children])
                assert abs(value - implied) < 1e-9, node
        for row in part.groupings[part.groupings["campaign"] == campaign].dropna(subset=["score"]).itertuples():
            if row.grouping == "axis":
                inside = [leaf.id for leaf in framework.leaves if leaf.axis == row.id and leaf.id in here]
                assert abs(row.score - np.average(here[inside], weights=effective[inside])) < 1e-9, row
    both = part.change[~part.change["node"].isin(leaves)]
    common = part.change[part.change["node"].isin(leaves)].set_index("node")
    for row in both.itertuples():
        below = [leaf for leaf in framework.leaves_of(row.node) if leaf in common.index] if row.node != OVERALL else []
        for value in ("previous", "current"):
            if below:
                weights = [framework.node(leaf).weight for leaf in below]
                assert abs(getattr(row, value) - np.average(common.loc[below, value], weights=weights)) < 1e-9, row


def _level_counts(model: Attack, counts: pd.DataFrame) -> None:
    for row in counts.itertuples():
        places = [p for p in model.rated if p[0] == row.campaign and p[1] == "current" and p[3] == row.criterion]
        at = list(model.levels).index(row.level)
        model.know({model.unknowns(place)[at]: 1.0 for place in places}, row.count)


def _desired(model: Attack, counted: Tally, part, territory: str, step: float) -> None:
    """Where people want to be: no cell is published, but the attacker knows how they are made."""
    units = {str(row.campaign): row.Index for row in counted.units.itertuples() if row.territory == territory}
    for row in part.desired.itertuples():
        unit, k = units[row.campaign], part.framework.leaf_ids.index(row.criterion)
        inside = [
            (str(colleges), int(n))
            for colleges, n in zip(
                counted.cell_colleges(unit, "desired")[:, k], counted.desired[unit, :, k].sum(axis=-1), strict=True
            )
            if n
        ]
        total = sum(len(colleges.split("+")) for colleges, _ in inside)
        found: dict[int, float] = {}
        for colleges, n in inside:
            members = [(row.campaign, "desired", college, row.criterion) for college in colleges.split("+")]
            found |= model.sum_of(members, len(colleges.split("+")) / total / n)
        model.know(found, row.score / step)


def small_subsets(model: Attack, threshold: int) -> list[list[Place]]:
    """Colleges of fewer than the threshold, on each criterion, and pairs of them that are fewer together."""
    small = [place for place, n in model.rated.items() if n < threshold]
    pairs = [
        [a, b]
        for i, a in enumerate(small)
        for b in small[i + 1 :]
        if (a[0], a[1], a[3]) == (b[0], b[1], b[3]) and model.rated[a] + model.rated[b] < threshold
    ]
    return [[place] for place in small] + pairs
