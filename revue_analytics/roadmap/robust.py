"""Which actions belong in the plan whatever one thinks of the weights and whoever had answered.

Robust portfolio modelling: the rules stay as they are, what each action brings varies from draw to draw, and the best
plan is found for every draw. The core index of an action is the share of these plans that it is in.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from revue_analytics.errors import MethodError
from revue_analytics.methods.arrays import Bools, Floats
from revue_analytics.roadmap.calendar import Calendar
from revue_analytics.roadmap.candidates import Candidates
from revue_analytics.roadmap.chains import best_choice, by_chains
from revue_analytics.roadmap.planning import Plan
from revue_analytics.tables.shown import shown

CORE_CLASSES = ("sure", "open", "out")
SURE, OUT = 0.9, 0.1
QUANTILE = 0.05
"""The share kept in all but one draw of twenty is what a plan is said to keep."""


@dataclass(frozen=True, eq=False)
class Robustness:
    """How the choice of actions bears other weights and other answers.

    Attributes
    ----------
    actions
        What could be chosen.
    core
        (A,) core index: share of the draws in whose best plan each action is.
    plans
        (N, A) the different best plans, the most frequent one first.
    frequency
        (N,) share of the draws that each is the best plan of.
    kept
        (N,) share of what the best plan would close that each plan still closes, in all but one draw of twenty.
    closed
        (N,) points that each closes with the weights and answers as they are.
    settled
        Share of the draws whose plan is proven best; in the others it is the best one known.
    n_draws
        Number of draws.
    """

    actions: Candidates
    core: Floats
    plans: Bools
    frequency: Floats
    kept: Floats
    closed: Floats
    settled: float
    n_draws: int

    @property
    def core_class(self) -> NDArray[np.str_]:
        """(A,) ``"sure"`` (from 0.9), ``"open"``, ``"out"`` (up to 0.1)."""
        return np.where(self.core >= SURE - 1e-12, "sure", np.where(self.core <= OUT + 1e-12, "out", "open"))

    @property
    def most_robust(self) -> int:
        """Place of the plan that keeps most; of those that keep as much, the one that closes most as things are."""
        return int(np.lexsort([-self.closed, -np.round(self.kept, 6)])[0])

    @property
    def price(self) -> float:
        """Price of robustness: share of the points closed as things are that the most robust plan gives up."""
        most = self.closed.max(initial=0.0)
        return float(1.0 - self.closed[self.most_robust] / most) if most > 0 else 0.0

    def table(self) -> pd.DataFrame:
        """Return one row per action: its core index and class."""
        return pd.DataFrame({"action": self.actions.ids, "core": self.core, "core_class": self.core_class})

    def _repr_html_(self) -> str:
        return shown(self.table(), 2, rows=60)


def core_index(found: Plan, points: Floats, *, searches: int | None = None) -> Robustness:
    """Find the best plan of every draw, and say how often each action is in it.

    Parameters
    ----------
    found
        The plan of the territory: its actions and means are those of every draw.
    points
        (D, A) what each action closes in each draw; see `Candidates.points`.
    searches
        Of how many draws at most the best plan is searched for by itself, where what is proven for many at once does
        not settle it; without a number, of all. Draws beyond have the best of the plans found for the others, and
        `Robustness.settled` says how many were proven.

    Raises
    ------
    MethodError
        Not one column per action, or no draw.

    Notes
    -----
    Liesiö, Mild & Salo (2007), *European Journal of Operational Research* 181, 1488–1505, who call core projects
    those with an index of 1 and exterior ones those with 0.

    Most draws need no search: their best choice without a calendar turns out to have one. Draws that choose alike are
    checked once.

    Examples
    --------
    >>> from revue_analytics.framework import load_framework
    >>> from revue_analytics.roadmap import Means, candidate_actions, plan
    >>> levels = np.array([1.5, 1.4] + [3.0] * 16)
    >>> actions = candidate_actions(load_framework(), levels)
    >>> found = plan(actions, Means(staff_days=15, actions=1))
    >>> draws = actions.points(levels + 0.2 * np.random.default_rng(0).standard_normal((200, 18)))
    >>> core_index(found, draws).table().round(1).to_numpy().tolist()[0]
    ['I1A-2', 0.4, 'open']
    """
    values = np.asarray(points, dtype=np.float64)
    actions, means = found.in_force
    if values.ndim != 2 or values.shape[1] != len(actions) or not len(values):
        raise MethodError(f"points have shape {values.shape}, expected (D, {len(actions)}), at least one draw")
    calendar = Calendar(actions, means)
    chosen, settled = by_chains(calendar, values)
    known = np.unique(np.vstack([chosen[settled], found.chosen[None]]), axis=0)
    left = np.flatnonzero(~settled)
    for d in left[: len(left) if searches is None else searches]:
        best, *_ = best_choice(calendar, values[d])
        if best is not None:
            chosen[d], settled[d] = best, True
            known = np.unique(np.vstack([known, best[None]]), axis=0)
    for d in np.flatnonzero(~settled):
        chosen[d] = known[int((known @ values[d]).argmax())]
    return _robustness(found, values, chosen, settled)


def _robustness(found: Plan, values: Floats, chosen: Bools, settled: Bools) -> Robustness:
    every = np.vstack([chosen, found.chosen[None]])
    plans, counts = np.unique(every, axis=0, return_counts=True)
    counts = counts - (plans == found.chosen).all(axis=1)
    order = np.argsort(-counts, kind="stable")
    plans, counts = plans[order], counts[order]
    best = (values * chosen).sum(axis=1)
    share = np.divide(plans @ values.T, best, out=np.ones((len(plans), len(values))), where=best > 0)
    return Robustness(
        actions=found.actions,
        core=chosen.mean(axis=0),
        plans=plans,
        frequency=counts / len(values),
        kept=np.quantile(np.minimum(share, 1.0), QUANTILE, axis=1),
        closed=plans @ found.points,
        settled=float(settled.mean()),
        n_draws=len(values),
    )
