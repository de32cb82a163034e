"""Which actions a territory can choose among, and what each would bring.

The actions of a criterion form a chain, level after level: the one to level 3 comes after the one to level 2, and
brings what lies between the two. The first brings what lies above the level that the territory stands at, which need
not be whole: from 1.7, the action to level 2 brings 0.3 and the one to level 3 brings 1. Nothing counts beyond the
target.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
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


@dataclass(frozen=True, eq=False)
class Candidates:
    """The actions that a territory can choose among, ``A`` of them, in the order of the framework.

    Attributes
    ----------
    ids
        (A,) ids.
    leaf
        (A,) place of the criterion that each lifts.
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

    def stages(self) -> list[list[NDArray[np.intp]]]:
        """Return the chains: for each criterion, level after level, the places of the actions that lead there."""
        return [
            [np.flatnonzero((self.leaf == k) & (self.to_level == level)) for level in np.unique(self.to_level[of])]
            for k, of in ((k, self.leaf == k) for k in dict.fromkeys(self.leaf.tolist()))
        ]

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
    >>> found = candidate_actions(framework, [1.7] + [3.0] * 17)
    >>> found.table()[["action", "from_level", "to_level", "gain"]].round(1).to_numpy().tolist()
    [['I1A-2', 1.7, 2, 0.3], ['I1A-3', 2.0, 3, 1.0]]
    """
    size = len(framework.leaf_ids)
    if framework.scale is None:
        raise MethodError("a framework without a scale has no levels to climb, and no actions")
    stands = np.asarray(levels, dtype=np.float64)
    goal = np.array(np.broadcast_to(np.asarray(targets, dtype=np.float64), size))
    share = np.ones(size) if weights is None else np.asarray(weights, dtype=np.float64)
    if stands.shape != (size,) or share.shape != (size,):
        raise MethodError(f"levels have shape {stands.shape} and weights {share.shape}, expected ({size},) each")
    share = np.where(np.isnan(stands), 0.0, share)
    share = share / share.sum() if share.sum() > 0 else share
    said = decisions or {}
    every = _every(framework, own, days, horizons)
    above = stands[every["leaf"].to_numpy(dtype=np.intp)] < every["to_level"].to_numpy(dtype=np.float64) - CLOSE
    every = every[above]
    kept = _kept(every, stands, goal, said)
    places = {action: i for i, action in enumerate(kept["id"])}
    requires = [(places[row.id], places[other]) for row in kept.itertuples() for other in _ids(row.requires, places)]
    pairs = {
        (min(i, j), max(i, j))
        for i, row in enumerate(kept.itertuples())
        for j in (places[other] for other in _ids(row.excludes, places))
        if i != j
    }
    return Candidates(
        ids=tuple(kept["id"]),
        leaf=kept["leaf"].to_numpy(dtype=np.int64),
        criteria=tuple(framework.leaf_ids[k] for k in kept["leaf"]),
        axes=tuple(framework.leaves[k].axis or "" for k in kept["leaf"]),
        to_level=kept["to_level"].to_numpy(dtype=np.float64),
        before=_before(kept),
        staff_days=kept["staff_days"].to_numpy(dtype=np.float64),
        cost=kept["cost"].to_numpy(dtype=np.float64),
        periods=kept["periods"].to_numpy(dtype=np.int64),
        levels=stands,
        targets=goal,
        weights=share,
        point=100.0 / (framework.scale.maximum - framework.scale.minimum),
        requires=tuple(requires),
        excludes=tuple(sorted(pairs)),
        imposed=np.array([said.get(action) == "imposed" for action in kept["id"]], dtype=bool),
        own=kept["own"].to_numpy(dtype=bool),
        labels={} if own is None else {str(row["id"]): str(row["label"]) for row in own.to_dict("records")},
    )


COLUMNS = ("id", "leaf", "to_level", "staff_days", "cost", "periods", "requires", "excludes", "own")


def _every(
    framework: Framework, own: pd.DataFrame | None, days: Mapping[str, float], horizons: Mapping[str, int]
) -> pd.DataFrame:
    """Return every action of the framework and of the campaign, criterion after criterion, lowest level first."""
    given = own.to_dict("records") if own is not None and len(own) else []
    replaced = {row["id"] for row in given}
    leaves = {leaf: k for k, leaf in enumerate(framework.leaf_ids)}
    rows: list[tuple[Any, ...]] = [
        (a.id, leaves[a.criterion], a.to_level, days.get(a.effort or "", days["medium"]), np.nan,
         horizons.get(a.horizon or "", horizons["medium"]), "", "", False)
        for a in framework.actions if a.id not in replaced
    ]  # fmt: skip
    for row in given:
        staff, takes = row.get("staff_days"), row.get("periods")
        rows.append(
            (
                row["id"],
                leaves[row["criterion"]],
                int(row["to_level"]),
                days.get(row.get("effort", ""), days["medium"]) if pd.isna(staff) else float(staff),
                float(row["cost"]) if not pd.isna(row.get("cost")) else np.nan,
                horizons.get(row.get("horizon", ""), horizons["medium"]) if pd.isna(takes) else int(takes),
                row.get("requires", ""),
                row.get("excludes", ""),
                True,
            )
        )
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return table.sort_values(["leaf", "to_level"], kind="stable", ignore_index=True)


def _kept(every: pd.DataFrame, stands: Floats, goal: Floats, said: Mapping[str, str]) -> pd.DataFrame:
    """Leave out what brings nothing, what is forbidden, and what can only come after it."""
    possible = _possible(every, {action for action, decision in said.items() if decision == "forbidden"})
    before = _before(possible)
    leaf = possible["leaf"].to_numpy(dtype=np.int64)
    useful = np.maximum(before, stands[leaf]) < goal[leaf] - CLOSE
    wanted = set(possible["id"][useful]) | {action for action, decision in said.items() if decision == "imposed"}
    rows: dict[str, Any] = {str(row.id): row for row in possible.itertuples()}
    ahead = [action for action in wanted if action in rows]
    while ahead:  # what comes before what is wanted is wanted too
        row = rows[ahead.pop()]
        chain = possible[(possible["leaf"] == row.leaf) & (possible["to_level"] < row.to_level)]["id"]
        for action in (*chain, *_ids(row.requires, rows)):
            if action not in wanted:
                wanted.add(action)
                ahead.append(action)
    return possible[possible["id"].isin(wanted)].reset_index(drop=True)


def _possible(every: pd.DataFrame, forbidden: set[str]) -> pd.DataFrame:
    """Take out the forbidden actions, those above them unless another leads to the same level, those that need them."""
    out = set(forbidden) & set(every["id"])
    while True:
        left = every[~every["id"].isin(out)]
        open_stages = set(zip(left["leaf"], left["to_level"], strict=True))
        lost = set()
        for leaf, of in every.groupby("leaf"):
            closed = [level for level in of["to_level"] if (leaf, level) not in open_stages]
            if closed:
                lost |= set(of["id"][of["to_level"] > min(closed)])
        lost |= {row.id for row in left.itertuples() if out & set(str(row.requires).split())}
        if lost <= out:
            return left.reset_index(drop=True)
        out |= lost


def _before(actions: pd.DataFrame) -> Floats:
    """(A,) level of the stage before each action in its chain; −inf for the first."""
    leaf, level = actions["leaf"].to_numpy(dtype=np.int64), actions["to_level"].to_numpy(dtype=np.float64)
    below = [level[(leaf == k) & (level < own)] for k, own in zip(leaf, level, strict=True)]
    return np.array([found.max(initial=-np.inf) for found in below], dtype=np.float64)


def _ids(text: Any, known: Mapping[str, Any]) -> list[str]:
    """Return the ids of a list that are among the actions at hand; the others are done already, or unknown."""
    return [action for action in str(text).split() if action in known]
