"""Which actions a territory can choose among, what each would bring, and how plans made of them are compared.

The actions of a criterion form a chain, level after level: the one to level 3 comes after the one to level 2, and
brings what lies between the two. The first brings what lies above the level that the territory stands at, which need
not be whole: from 1.7, the action to level 2 brings 0.3 and the one to level 3 brings 1. Nothing counts beyond the
target.

A plan is better than another if it closes more of the shortfall, counted in millionths of a point; of two that close
as much, the one that takes fewer staff-days, a euro counting as a five-hundredth of a day; then the one whose actions
come first. All three add up over the actions, so that one whole number per action says it, and the same inputs give
the same plan.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from revue_analytics.errors import MethodError
from revue_analytics.framework import Framework
from revue_analytics.methods.arrays import Bools, Floats, Ints
from revue_analytics.roadmap.means import EFFORT_DAYS, HORIZON_PERIODS
from revue_analytics.tables.shown import shown

CLOSE = 1e-9

MICRO = 1e6
"""Units in a point."""
EUROS_A_DAY = 500.0
PLACES = 2.0**11  # more than the indices of the actions of any plan add up to, up to sixty of them
BURDENS = 2.0**26  # more than the burden and indices of any plan


@dataclass(frozen=True, eq=False)
class Candidates:
    """The actions that a territory can choose among, ``A`` of them, in the order of the framework.

    Attributes
    ----------
    ids
        (A,) ids.
    leaf
        (A,) index of the criterion that each lifts.
    criteria, axes
        (A,) ids of the criterion and of its axis.
    to_level, before
        (A,) level that each leads to, and level of the action before it in its chain; −inf for the first.
    staff_days, cost, periods
        (A,) staff-days, euros (NaN where unknown, which counts as none) and periods that each takes.
    levels, targets, weights
        (K,) what they were derived from: levels and targets on the scale, weights of the criteria.
    point
        Points of the overall score (0–100) in a level of the scale.
    requires
        Pairs (i, j): action i only after action j, besides the order of its chain.
    excludes
        Pairs (i, j): not both.
    imposed
        (A,) whether the action must be in the plan.
    own
        (A,) whether the action is the campaign's, not the framework's.
    labels
        Id → what the campaign calls an action of its own.
    """

    ids: tuple[str, ...]
    leaf: Ints
    criteria: tuple[str, ...]
    axes: tuple[str, ...]
    to_level: Floats
    before: Floats
    staff_days: Floats
    cost: Floats
    periods: Ints
    levels: Floats
    targets: Floats
    weights: Floats
    point: float
    requires: tuple[tuple[int, int], ...]
    excludes: tuple[tuple[int, int], ...]
    imposed: Bools
    own: Bools
    labels: Mapping[str, str] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.ids)

    def gains(self, levels: ArrayLike | None = None) -> Floats:
        """Return what each action brings, in levels of its criterion: (..., K) levels -> (..., A).

        Parameters
        ----------
        levels
            Levels that the criteria stand at (draws, for instance) instead of those that the chains start from.
        """
        stands = np.asarray(self.levels if levels is None else levels, dtype=np.float64)[..., self.leaf]
        reached = np.minimum(self.to_level, self.targets[self.leaf])
        return np.asarray(np.maximum(np.nan_to_num(reached - np.maximum(stands, self.before)), 0.0))

    def points(self, levels: ArrayLike | None = None, weights: ArrayLike | None = None) -> Floats:
        """Return the part of the overall shortfall that each action closes, in points: (..., A).

        Parameters
        ----------
        levels
            (..., K) levels instead of those of the territory.
        weights
            (..., K) weights of the criteria instead of theirs.
        """
        w = np.asarray(self.weights if weights is None else weights, dtype=np.float64)
        return np.asarray(self.point * w[..., self.leaf] * self.gains(levels))

    @cached_property
    def stages(self) -> list[list[list[int]]]:
        """The chains: for each criterion, level after level, the indices of the actions that lead there."""
        chains: dict[int, dict[float, list[int]]] = {}
        for action, (leaf, level) in enumerate(zip(self.leaf.tolist(), self.to_level.tolist(), strict=True)):
            chains.setdefault(leaf, {}).setdefault(level, []).append(action)
        return [[stage for _, stage in sorted(chain.items())] for chain in chains.values()]

    def used(self, name: str) -> Floats:
        """(A,) ``"staff_days"`` or ``"budget"`` that each takes; what is not costed counts as nothing."""
        return self.staff_days if name == "staff_days" else np.nan_to_num(self.cost)

    @cached_property
    def burdens(self) -> Floats:
        """(A,) what choosing an action costs where worth does not decide: a whole number, of days, then of index."""
        quarters = np.rint(4.0 * (self.staff_days + self.used("budget") / EUROS_A_DAY))
        room = (BURDENS - PLACES) / PLACES  # what all of them may add up to
        if quarters.sum() > room:
            quarters = np.floor(quarters * room / quarters.sum())
        indices = np.arange(1, len(self) + 1)
        if indices.sum() >= PLACES:
            indices = np.ceil(indices * (PLACES - 1 - len(indices)) / indices.sum())
        return np.asarray(quarters * PLACES + indices)

    def merits(self, points: Floats) -> Floats:
        """(..., A) worth and burden of each action in one whole number, exact as a float: more is better."""
        return np.asarray(worths(points) * BURDENS - self.burdens)

    def table(self) -> pd.DataFrame:
        """Return one row per action: what it is, what it brings, what it takes."""
        points = self.points()
        return pd.DataFrame(
            {
                "action": self.ids,
                "criterion": self.criteria,
                "axis": self.axes,
                "from_level": np.maximum(self.levels[self.leaf], self.before),
                "to_level": self.to_level.astype(int),
                "gain": self.gains(),
                "points": points,
                "staff_days": self.staff_days,
                "cost": self.cost,
                "periods": self.periods,
                "imposed": self.imposed,
                "origin": np.where(self.own, "campaign", "framework"),
            }
        )

    def _repr_html_(self) -> str:
        return shown(self.table(), 2, rows=60)


def candidate_actions(
    framework: Framework,
    levels: ArrayLike,
    targets: ArrayLike | float = 3.0,
    weights: ArrayLike | None = None,
    *,
    own: pd.DataFrame | None = None,
    decisions: Mapping[str, str] | None = None,
    days: Mapping[str, float] = EFFORT_DAYS,
    horizons: Mapping[str, int] = HORIZON_PERIODS,
) -> Candidates:
    """Derive the actions that a territory can choose among from the levels that it stands at.

    Parameters
    ----------
    framework
        Gives each criterion's actions.
    levels
        (K,) level of each criterion on the scale, not rounded (1.7); NaN where there is none.
    targets
        (K,) targets on the scale, or one for all.
    weights
        (K,) weights of the criteria in the overall score; those that have no level share theirs out. Equal by default.
    own
        The campaign's own actions (the table ``actions``); one that bears the id of an action of the framework takes
        its place.
    decisions
        Action -> ``"imposed"`` or ``"forbidden"``.
    days, horizons
        Staff-days of an effort and periods of a horizon, for the actions that do not say.

    Returns
    -------
    Candidates
        Actions to a level above the territory's, as long as the one before them in the chain does not reach the
        target. What is imposed is there whatever it brings, with what must come before it. What is forbidden is not,
        nor what can only come after it.

    Raises
    ------
    MethodError
        Levels or weights that are not one per criterion, or a framework without a scale.

    Examples
    --------
    >>> from revue_analytics.framework import load_framework
    >>> framework = load_framework()
    >>> actions = candidate_actions(framework, [1.7] + [3.0] * 17)
    >>> actions.table()[["action", "from_level", "to_level", "gain"]].round(1).to_numpy().tolist()
    [['I1A-2', 1.7, 2, 0.3], ['I1A-3', 2.0, 3, 1.0]]
    """
    return Catalogue.of(framework, own, days, horizons).candidates(levels, targets, weights, decisions)


@dataclass(frozen=True, eq=False)
class Catalogue:
    """Every action of a framework and a campaign, criterion after criterion, lowest level first; see `Candidates`.

    What the candidates of all territories have in common. `requires` and `excludes` hold ids.
    """

    framework: Framework
    ids: tuple[str, ...]
    leaf: Ints
    to_level: Floats
    staff_days: Floats
    cost: Floats
    periods: Ints
    requires: tuple[tuple[str, ...], ...]
    excludes: tuple[tuple[str, ...], ...]
    own: Bools
    labels: Mapping[str, str]

    @classmethod
    def of(
        cls, framework: Framework, own: pd.DataFrame | None, days: Mapping[str, float], horizons: Mapping[str, int]
    ) -> Catalogue:
        """Lay out the actions of a framework and of a campaign; see `candidate_actions`."""
        stated = own.to_dict("records") if own is not None and len(own) else []
        replaced = {row["id"] for row in stated}
        leaves = {leaf: k for k, leaf in enumerate(framework.leaf_ids)}

        def amount(row: Mapping[Any, Any], name: str, estimate: str, usual: Mapping[str, float]) -> float:
            value = row.get(name)
            return usual.get(str(row.get(estimate, "")), usual["medium"]) if pd.isna(value) else float(value)

        rows = [
            (a.id, leaves[a.criterion], a.to_level, days.get(a.effort or "", days["medium"]), np.nan,
             horizons.get(a.horizon or "", horizons["medium"]), "", "", False)
            for a in framework.actions if a.id not in replaced
        ] + [
            (row["id"], leaves[row["criterion"]], int(row["to_level"]), amount(row, "staff_days", "effort", days),
             np.nan if pd.isna(row.get("cost")) else float(row["cost"]),
             int(amount(row, "periods", "horizon", horizons)), row.get("requires", ""), row.get("excludes", ""), True)
            for row in stated
        ]  # fmt: skip
        rows.sort(key=lambda row: row[1:3])
        columns = zip(*rows, strict=True) if rows else [()] * 9
        ids, leaf, to_level, staff_days, cost, periods, requires, excludes, is_own = columns
        return cls(
            framework=framework,
            ids=ids,
            leaf=np.array(leaf, dtype=np.int64),
            to_level=np.array(to_level, dtype=np.float64),
            staff_days=np.array(staff_days, dtype=np.float64),
            cost=np.array(cost, dtype=np.float64),
            periods=np.array(periods, dtype=np.int64),
            requires=tuple(tuple(str(text).split()) for text in requires),
            excludes=tuple(tuple(str(text).split()) for text in excludes),
            own=np.array(is_own, dtype=bool),
            labels={} if own is None else {str(row["id"]): str(row["label"]) for row in own.to_dict("records")},
        )

    def candidates(
        self,
        levels: ArrayLike,
        targets: ArrayLike | float = 3.0,
        weights: ArrayLike | None = None,
        decisions: Mapping[str, str] | None = None,
    ) -> Candidates:
        """Return those that a territory can choose among; see `candidate_actions`."""
        framework, size = self.framework, len(self.framework.leaf_ids)
        if framework.scale is None:
            raise MethodError("a framework without a scale has no levels to climb, and no actions")
        stands = np.asarray(levels, dtype=np.float64)
        goal = np.array(np.broadcast_to(np.asarray(targets, dtype=np.float64), size))
        share = np.ones(size) if weights is None else np.asarray(weights, dtype=np.float64)
        if stands.shape != (size,) or share.shape != (size,):
            raise MethodError(f"levels have shape {stands.shape} and weights {share.shape}, expected ({size},) each")
        share = np.where(np.isnan(stands), 0.0, share)
        share = share / share.sum() if share.sum() > 0 else share
        decided = decisions or {}
        forbidden = {action for action, decision in decided.items() if decision == "forbidden"}
        imposed = {action for action, decision in decided.items() if decision == "imposed"}
        kept = self._wanted(self._possible(stands, forbidden), stands, goal, imposed)
        index = {self.ids[a]: i for i, a in enumerate(kept.tolist())}
        requires = [(i, index[other]) for i, a in enumerate(kept) for other in self.requires[a] if other in index]
        excludes = [(i, index[other]) for i, a in enumerate(kept) for other in self.excludes[a] if other in index]
        leaves = self.leaf[kept].tolist()
        return Candidates(
            ids=tuple(index),
            leaf=self.leaf[kept],
            criteria=tuple(framework.leaf_ids[k] for k in leaves),
            axes=tuple(framework.leaves[k].axis or "" for k in leaves),
            to_level=self.to_level[kept],
            before=self._level_before(kept),
            staff_days=self.staff_days[kept],
            cost=self.cost[kept],
            periods=self.periods[kept],
            levels=stands,
            targets=goal,
            weights=share,
            point=100.0 / (framework.scale.maximum - framework.scale.minimum),
            requires=tuple(requires),
            excludes=tuple(sorted({(min(pair), max(pair)) for pair in excludes if pair[0] != pair[1]})),
            imposed=np.array([action in imposed for action in index], dtype=bool),
            own=self.own[kept],
            labels=self.labels,
        )

    def _possible(self, stands: Floats, forbidden: Collection[str]) -> NDArray[np.intp]:
        """Indices of the actions above the territory's levels, without the forbidden ones and what needs them.

        An action above a forbidden one needs it, unless another leads to the same level.
        """
        above = np.flatnonzero(stands[self.leaf] < self.to_level - CLOSE)
        stage = {int(a): (int(self.leaf[a]), float(self.to_level[a])) for a in above}
        out = {a for a in stage if self.ids[a] in forbidden}
        lost = out
        while lost:
            out |= lost
            ids = {self.ids[a] for a in out}
            opened = {stage[a] for a in stage if a not in out}
            closed = {stage[a] for a in out} - opened
            lost = {a for a, (k, level) in stage.items() if any(k == j and level > below for j, below in closed)}
            lost = (lost | {a for a in stage if ids & set(self.requires[a])}) - out
        return np.array([a for a in stage if a not in out], dtype=np.intp)

    def _wanted(
        self, possible: NDArray[np.intp], stands: Floats, goal: Floats, imposed: Collection[str]
    ) -> NDArray[np.intp]:
        """Indices of the possible actions that bring something or are imposed, and of what must come before these."""
        leaf, level = self.leaf[possible], self.to_level[possible]
        useful = np.maximum(self._level_before(possible), stands[leaf]) < goal[leaf] - CLOSE
        index = {self.ids[a]: i for i, a in enumerate(possible)}
        ahead = [*np.flatnonzero(useful).tolist(), *(index[action] for action in imposed if action in index)]
        wanted = set(ahead)
        while ahead:  # what comes before what is wanted is wanted too
            i = ahead.pop()
            chain = np.flatnonzero((leaf == leaf[i]) & (level < level[i])).tolist()
            needed = {*chain, *(index[other] for other in self.requires[possible[i]] if other in index)} - wanted
            wanted |= needed
            ahead += needed
        return possible[sorted(wanted)]

    def _level_before(self, actions: NDArray[np.intp]) -> Floats:
        """(A,) level of the stage before each action in its chain; −inf for the first."""
        leaf, level = self.leaf[actions], self.to_level[actions]
        lower = (leaf == leaf[:, None]) & (level < level[:, None])
        return np.asarray(np.where(lower, level, -np.inf).max(axis=1, initial=-np.inf))


def worths(points: Floats) -> Floats:
    """(..., A) points that actions close -> whole numbers of millionths of a point."""
    return np.asarray(np.rint(points * MICRO))
