"""How much could be closed with more, or with less."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from revue_analytics.errors import MethodError
from revue_analytics.methods.arrays import Bools, Floats, Ints
from revue_analytics.roadmap.calendar import Calendar
from revue_analytics.roadmap.candidates import Candidates
from revue_analytics.roadmap.chains import best_choice
from revue_analytics.roadmap.means import Means
from revue_analytics.tables.shown import shown


@dataclass(frozen=True, eq=False)
class Frontier:
    """Most points closed for each amount of staff-days or money.

    Attributes
    ----------
    of
        ``"staff_days"`` or ``"budget"``.
    amounts
        (N,) what there is of it over all periods, increasing.
    closed
        (N,) points of the overall shortfall closed with it; NaN where no plan keeps the rules.
    used
        (N,) how much of it the plan takes.
    n_actions
        (N,) actions of the plan.
    at
        Amount of the plan in force; NaN where it is not bounded.
    """

    of: str
    amounts: Floats
    closed: Floats
    used: Floats
    n_actions: Ints
    at: float

    def table(self) -> pd.DataFrame:
        """Return one row per amount."""
        return pd.DataFrame(
            {"amount": self.amounts, "closed": self.closed, "used": self.used, "n_actions": self.n_actions}
        )

    def _repr_html_(self) -> str:
        return shown(self.table(), 2, rows=60)


def frontier(
    actions: Candidates,
    means: Means,
    of: str = "staff_days",
    *,
    factors: Sequence[float] = (0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0),
    chosen: Bools | None = None,
) -> Frontier:
    """Plan again with more and with less of one of the means, the other rules as they are.

    Parameters
    ----------
    actions, means
        As for `plan`; where `means` do not bound it, amounts are shares of what all actions take together.
    of
        ``"staff_days"`` or ``"budget"``.
    factors
        Multiples of what there is.
    chosen
        (A,) the best choice with the means as they are, where a plan has found it already.

    Returns
    -------
    Frontier
        With little, there may be no plan that keeps every rule (each axis, imposed actions): the points closed are then
        NaN. They never decrease with the amount.

    Raises
    ------
    MethodError
        Another name.

    Examples
    --------
    >>> from revue_analytics.framework import load_framework
    >>> from revue_analytics.roadmap import candidate_actions
    >>> actions = candidate_actions(load_framework(), [1.0] * 18)
    >>> found = frontier(actions, Means(staff_days=20), factors=(0, 1, 2))
    >>> found.table().round(2).to_numpy().tolist()
    [[0.0, nan, nan, 0.0], [60.0, 16.67, 60.0, 12.0], [120.0, 23.61, 115.0, 17.0]]
    """
    if of not in ("staff_days", "budget"):
        raise MethodError(f"of is {of!r}, expected 'staff_days' or 'budget'")
    used = actions.used(of)
    bounded = bool(np.isfinite(means.total(of)))
    each = float(used.sum()) / means.periods / max(*factors, 1.0)
    base = means if bounded else means.with_amounts(of, (each,) * means.periods)
    tried = [base.scaled(of, factor) for factor in sorted(factors)]
    points = actions.points()
    plans = [
        chosen if chosen is not None and each == means else best_choice(Calendar(actions, each), points)[0]
        for each in tried
    ]
    made = np.array([chosen is not None for chosen in plans])
    kept = np.array([np.zeros(len(actions), dtype=bool) if chosen is None else chosen for chosen in plans])
    return Frontier(
        of=of,
        amounts=np.array([each.total(of) for each in tried]),
        closed=np.where(made, (kept * points).sum(axis=1), np.nan),
        used=np.where(made, (kept * used).sum(axis=1), np.nan),
        n_actions=kept.sum(axis=1),
        at=means.total(of) if bounded else np.nan,
    )
