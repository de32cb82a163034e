"""The plan of a territory: what to do, in which order, within its means."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from revue_analytics.errors import MethodError
from revue_analytics.methods.arrays import Bools, Floats, Ints
from revue_analytics.roadmap.calendar import Calendar, loads
from revue_analytics.roadmap.candidates import Candidates, worths
from revue_analytics.roadmap.chains import best_choice
from revue_analytics.roadmap.conflict import Conflict, find_conflict
from revue_analytics.roadmap.means import Means
from revue_analytics.roadmap.programme import solve_choice
from revue_analytics.tables.shown import shown


@dataclass(frozen=True, eq=False)
class Plan:
    """A plan: the actions chosen, and when each begins and ends.

    Attributes
    ----------
    actions, means
        What could be chosen, and what bounded the choice as it was asked for.
    start
        (A,) period in which each action begins, from 1; 0 for those left out.
    points
        (A,) part of the overall shortfall that each action closes, in points.
    gap
        How far from the best possible the points closed may be, as a share of it; 0 is proven optimal.
    route
        ``"chains"`` or ``"programme"``: what found it.
    conflict
        What could not be met together, and the least that had to give way; None where everything is met.
    """

    actions: Candidates
    means: Means
    start: Ints
    points: Floats
    gap: float
    route: str
    conflict: Conflict | None = None

    @property
    def in_force(self) -> tuple[Candidates, Means]:
        """The actions and means that the plan keeps to, after what conflicted has given way."""
        return (self.actions, self.means) if self.conflict is None else (self.conflict.actions, self.conflict.eased)

    @property
    def chosen(self) -> Bools:
        """(A,) whether each action is in the plan."""
        return self.start > 0

    @property
    def end(self) -> Ints:
        """(A,) period at the end of which each action has its effect; 0 for those left out."""
        return np.where(self.chosen, self.start + self.actions.periods - 1, 0)

    @property
    def closed(self) -> float:
        """Points of the overall shortfall that the plan closes."""
        return float(self.points[self.chosen].sum())

    @property
    def closed_by_period(self) -> Floats:
        """(P,) points closed at the end of each period."""
        periods = np.arange(1, self.means.periods + 1)
        return np.array([self.points[self.chosen & (self.end <= p)].sum() for p in periods])

    @property
    def loads(self) -> Floats:
        """(A, P) staff-days of each action in each period."""
        return loads(*self.in_force, self.start - 1)

    @property
    def spending(self) -> Floats:
        """(A, P) euros of each action in each period; what is not costed counts as nothing."""
        return loads(*self.in_force, self.start - 1, "budget")

    @property
    def order(self) -> NDArray[np.intp]:
        """Places of the actions of the plan, the first to begin first, among those the one that closes most."""
        there = np.flatnonzero(self.chosen)
        rank = np.lexsort([there, -worths(self.points[there]), self.start[there]])
        return np.asarray(there[rank], dtype=np.intp)

    def beginning_with(self, first: Bools) -> Plan:
        """Return the plan of the same actions in which those of `first`, (A,), begin as soon as can be.

        What closes most comes soonest among the calendars that are left.

        >>> from revue_analytics.framework import load_framework
        >>> from revue_analytics.roadmap import candidate_actions
        >>> actions = candidate_actions(load_framework(), [1.0, 1.6] + [3.0] * 16)
        >>> found = plan(actions, Means(staff_days=5))
        >>> found.table()[["action", "start"]].to_numpy().tolist()
        [['I1A-2', 1], ['I1B-2', 2]]
        >>> second = np.array([action == "I1B-2" for action in actions.ids])
        >>> found.beginning_with(second).table()[["action", "start"]].to_numpy().tolist()
        [['I1B-2', 1], ['I1A-2', 2]]
        """
        if (self.start[self.chosen & first] == 1).all():
            return self
        start = Calendar(*self.in_force).earliest(self.chosen, self.points, first) + 1
        return replace(self, start=start)

    def table(self) -> pd.DataFrame:
        """Return one row per action of the plan, the first to begin first."""
        table = self.actions.table().assign(points=self.points, start=self.start, end=self.end)
        return table.iloc[self.order].reset_index(drop=True)

    def _repr_html_(self) -> str:
        return shown(self.table(), 2, rows=60)


def plan(actions: Candidates, means: Means | None = None, *, method: str = "auto") -> Plan:
    """Choose the actions that close most of the weighted shortfall within the means, and say when each begins.

    Parameters
    ----------
    actions
        What can be chosen; see `candidate_actions`.
    means
        Periods, staff-days, budget, number of actions; no bounds but three periods by default.
    method
        ``"programme"`` solves the mixed-integer programme. ``"auto"`` goes through the choices from the best one
        without the calendar down to the best that has one, which is quicker; the programme is solved where that takes
        too long.

    Returns
    -------
    Plan
        Always one. Where the means cannot be met together (an imposed action that is too heavy, an axis that nothing
        affordable serves), `Plan.conflict` names what conflicts, and the plan is the best one after the least has
        given way.

    Raises
    ------
    MethodError
        Unknown method.

    Notes
    -----
    Ties: of plans that close as much, counted in millionths of a point, the one that takes the fewest staff-days (a
    euro counting as a five-hundredth of a day), then the one whose actions come first. Of its calendars, the one in
    which what closes most comes soonest. So the same inputs give the same plan.

    Examples
    --------
    >>> from revue_analytics.framework import load_framework
    >>> from revue_analytics.roadmap import candidate_actions
    >>> framework = load_framework()
    >>> levels = [1.7, 0.5] + [3.0] * 16
    >>> found = plan(candidate_actions(framework, levels), Means(staff_days=15, actions=3))
    >>> found.table()[["action", "start", "end", "staff_days"]].to_numpy().tolist()
    [['I1B-2', 1, 1, 5.0], ['I1A-2', 1, 1, 5.0], ['I1B-3', 2, 3, 20.0]]
    """
    if method not in ("auto", "programme"):
        raise MethodError(f"method is {method!r}, expected 'auto' or 'programme'")
    means = means or Means()
    points, calendar = actions.points(), Calendar(actions, means)
    if method == "programme":
        route, (chosen, gap) = method, solve_choice(actions, means, points)
    else:
        chosen, route, gap = best_choice(calendar, points)
    if chosen is not None:
        return Plan(actions, means, calendar.earliest(chosen, points) + 1, points, gap, route)
    conflict = find_conflict(actions, means)
    again = plan(conflict.actions, conflict.eased)
    return Plan(actions, means, again.start, points, again.gap, again.route, conflict)
