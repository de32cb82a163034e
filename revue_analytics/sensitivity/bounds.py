"""Best and worst rank that a unit can have under any admissible weights."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from revue_analytics.errors import MethodError
from revue_analytics.methods.arrays import Floats, Ints, Labels, Names, named_arrays
from revue_analytics.methods.registry import Method
from revue_analytics.sensitivity.constraints import WeightSet, weight_set
from revue_analytics.sensitivity.polytope_sampling import draw_uniformly
from revue_analytics.sensitivity.results import Exact, as_values, column, index_of
from revue_analytics.sensitivity.smaa_problem import require_additive
from revue_analytics.sensitivity.solvers import quiet

MARGIN = 1e-6
"""A unit is above another by at least this share of the spread of the values, or they tie."""
WITNESSES = 2000
ROUNDS, LINES = 12, 24
MIXTURES = np.linspace(0.05, 0.95, 19)


@dataclass(frozen=True, eq=False)
class RankBounds(Exact):
    """The ranks between which units stay, whatever the admissible weights.

    Attributes
    ----------
    units, criteria
        Labels.
    best, worst
        (n,) ranks that are reached; 1 is best, ties share the best of their ranks.
    best_bound, worst_bound
        (n,) ranks that are not exceeded. Equal to `best` and `worst` where `exact`.
    best_weights, worst_weights
        (n, m) weights under which `best` and `worst` are reached.
    exact
        (n,) whether both ends are proven.
    """

    units: Labels
    criteria: Labels
    best: Ints
    worst: Ints
    best_bound: Ints
    worst_bound: Ints
    best_weights: Floats
    worst_weights: Floats
    exact: NDArray[np.bool_]

    def table(self) -> pd.DataFrame:
        """Return one row per unit: ``best``, ``worst``, the bounds, and whether they are exact."""
        table = pd.DataFrame({"unit": column(self.units), "best": self.best, "worst": self.worst})
        return table.assign(best_bound=self.best_bound, worst_bound=self.worst_bound, exact=self.exact)


@named_arrays(x="... n m", lower="m", upper="m", direction="m")
def rank_bounds(
    names: Names,
    x: Any,
    *,
    constraints: Any = (),
    lower: ArrayLike | None = None,
    upper: ArrayLike | None = None,
    units: Iterable[Hashable] | None = None,
    aggregation: Method = "arithmetic_mean",
    direction: Any = None,
    time_limit: float = 10.0,
) -> RankBounds:
    """Find the best and the worst rank of each unit over a set of admissible weights.

    Parameters
    ----------
    x
        (n, m) values, none missing; ``np.diag(shortfalls)`` for the priorities of one unit.
    constraints, lower, upper
        The set (see `sample_weights`); all weights otherwise.
    units
        Labels of the units asked about; all of them otherwise.
    aggregation
        One that orders units as a weighted sum does.
    direction
        (m,) of ±1; −1 where less is better.
    time_limit
        Seconds for each mixed-integer programme; where it does not suffice, the result says so (`exact`) and gives
        what is reached and what is not exceeded. 0: its linear relaxation only, for hundreds of units.

    Returns
    -------
    RankBounds

    Notes
    -----
    Who is always above a unit, and who can be, bounds its rank: a linear programme for each pair, in closed form where
    each weight only has bounds. Draws from the set, then lines through the best of them, show ranks that are reached.
    Where the two do not meet, a mixed-integer programme decides whether one more unit can be got out of the way (or one
    more put above): it knows that whoever is above a unit has those above it who are always above him, and which two
    cannot be got out of the way (or put above) together.
    Being above means by more than 1e-6 of the spread of the values.

    References
    ----------
    Salo & Punkka (2011), *Management Science* 57, 200–214 (rank intervals over sets of weights).

    Examples
    --------
    >>> bounds = rank_bounds([[1.0, 0.0], [0.0, 1.0], [0.4, 0.4]])
    >>> bounds.best, bounds.worst
    (array([1, 1, 2]), array([3, 3, 3]))
    """
    raw = require_additive(as_values(names, x, direction), aggregation)
    labels, criteria = names["n"], names["m"]
    values = raw / max(float(np.ptp(raw)), np.finfo(float).tiny)
    allowed = weight_set(criteria, constraints, lower=lower, upper=upper)
    asked = list(range(len(labels))) if units is None else [index_of(unit, labels, "unit") for unit in units]
    if not asked:
        raise MethodError("units is empty: name those asked about, or leave it out for all of them")
    witnesses = draw_uniformly(allowed, WITNESSES, np.random.default_rng(0))
    corners = np.array([allowed.extreme(sign * row)[1] for row in np.eye(len(criteria)) for sign in (1.0, -1.0)])
    box = _around(corners, allowed)
    witnesses = np.concatenate([witnesses, corners])
    scores = witnesses @ values.T
    leads = _largest_leads(values, allowed, scores)
    rows = [_bounds_of(i, values, allowed, box, witnesses, scores, leads, time_limit) for i in asked]
    best, best_bound, best_at, worst, worst_bound, worst_at = (np.array(part) for part in zip(*rows, strict=True))
    return RankBounds(
        units=tuple(labels[i] for i in asked),
        criteria=criteria,
        best=best,
        worst=worst,
        best_bound=best_bound,
        worst_bound=worst_bound,
        best_weights=best_at,
        worst_weights=worst_at,
        exact=(best == best_bound) & (worst == worst_bound),
    )


def largest_difference(difference: Floats, allowed: WeightSet) -> Floats:
    """(P, m) differences -> (P,) the largest ``difference @ w`` over a set of weights.

    Where each weight only has bounds, what the lower ones leave goes to the largest differences first.

    Examples
    --------
    >>> largest_difference(np.array([[1.0, 0.0, -1.0]]), weight_set(3, lower=0.25, upper=0.4))
    array([0.15])
    """
    if not np.all(np.count_nonzero(allowed.rows, axis=1) == 1):
        return np.array([allowed.extreme(row)[0] for row in difference])
    lower, upper = allowed.bounds()
    order = np.argsort(-difference, axis=1)
    room = (upper - lower)[order]
    before = np.cumsum(room, axis=1) - room
    added = np.clip(1.0 - lower.sum() - before, 0.0, room)
    return np.asarray(difference @ lower + (np.take_along_axis(difference, order, axis=1) * added).sum(axis=1))


def _around(corners: Floats, allowed: WeightSet) -> WeightSet:
    """Return the weights between the smallest and the largest of each in a set, which its corners show."""
    rows = np.vstack([-np.eye(corners.shape[1]), np.eye(corners.shape[1])])
    limits = np.concatenate([-corners.min(axis=0), corners.max(axis=0)])
    return WeightSet(allowed.names, rows, limits, ("bounds",) * len(rows))


def _largest_leads(values: Floats, allowed: WeightSet, scores: Floats) -> Floats:
    """(n, n) the largest lead of the unit of the row over that of the column; infinite where a draw shows one."""
    n = len(values)
    leads = np.full((n, n), np.inf)
    for j in range(n):
        never = np.flatnonzero(~(scores[:, [j]] - scores > MARGIN).any(axis=0))
        leads[j, never] = largest_difference(values[j] - values[never], allowed)
    return leads


def _bounds_of(
    i: int,
    values: Floats,
    allowed: WeightSet,
    box: WeightSet,
    witnesses: Floats,
    scores: Floats,
    leads: Floats,
    time_limit: float,
) -> tuple[int, int, Floats, int, int, Floats]:
    """Return the best rank reached, its bound and weights, and the same for the worst."""
    others = np.flatnonzero(np.arange(len(values)) != i)
    difference = values[others] - values[i]
    can_be, always = leads[others, i] > MARGIN, leads[i, others] < -MARGIN
    open_ones = np.flatnonzero(can_be & ~always)
    least, most = int(always.sum()), int(can_be.sum())
    above = scores[:, others] - scores[:, [i]] > MARGIN
    rank = above.sum(axis=1)
    ends = []
    for sign, bound in ((1, least), (-1, most)):
        weights = _along_lines(difference, witnesses[(sign * rank).argmin()], allowed, sign)
        reached = int((difference @ weights > MARGIN).sum())
        if sign * (reached - bound) > 0:
            before = leads[np.ix_(others[open_ones], others[open_ones])] <= 0.0
            apart = _never_together((above if sign < 0 else ~above)[:, open_ones], -sign * difference[open_ones], box)
            left, weights = _programme(
                difference[open_ones], before, apart, reached - least, allowed, box, weights, time_limit, sign < 0
            )
            reached, bound = int((difference @ weights > MARGIN).sum()), least + left
        ends += [1 + reached, 1 + bound, weights]
    return tuple(ends)  # type: ignore[return-value]


def _along_lines(difference: Floats, weights: Floats, allowed: WeightSet, sign: int) -> Floats:
    """(m,) weights under which fewer (or, for −1, more) differences are positive than under those given.

    Along a line the number changes only where a difference does its sign: each of the pieces between is looked at, on
    lines through the best point so far, in directions that move a few weights or all.
    """
    rng, m = np.random.default_rng(0), len(weights)
    rows, limits = np.vstack([allowed.rows, -np.eye(m)]), np.append(allowed.limits, np.zeros(m))
    best = sign * np.count_nonzero(difference @ weights > MARGIN)
    for _ in range(ROUNDS):
        line = rng.standard_normal((LINES, m)) * (rng.random((LINES, m)) < rng.choice([0.3, 1.0], (LINES, 1)))
        line[:, 0] += 1e-9  # never a point
        line -= line.mean(axis=1, keepdims=True)
        pace = line @ rows.T
        with np.errstate(divide="ignore", invalid="ignore"):
            reach = np.maximum(limits - rows @ weights, 0.0) / pace
            crossed = (MARGIN - difference @ weights) / (line @ difference.T)
        first = np.max(np.where(pace < 0, reach, -np.inf), axis=1, keepdims=True)
        last = np.min(np.where(pace > 0, reach, np.inf), axis=1, keepdims=True)
        ends = np.concatenate([first, np.sort(np.clip(np.nan_to_num(crossed), first, last), axis=1), last], axis=1)
        middle, width = 0.5 * (ends[:, 1:] + ends[:, :-1]), np.diff(ends, axis=1)
        tried = weights + middle[..., None] * line[:, None, :]
        count = sign * (tried @ difference.T > MARGIN).sum(axis=2)
        count[width <= 1e-9] = len(difference) + 1
        at = np.unravel_index(count.argmin(), count.shape)
        if count[at] <= best:
            weights, best = tried[at], count[at]
    weights = np.maximum(weights, 0.0)
    return np.asarray(weights / weights.sum())


def _programme(
    difference: Floats,
    before: NDArray[np.bool_],
    apart: NDArray[np.intp],
    reached: int,
    allowed: WeightSet,
    box: WeightSet,
    start: Floats,
    time_limit: float,
    most: bool,
) -> tuple[int, Floats]:
    """Bound the number of (P, m) differences that are positive together: at least (or, for `most`, at most) so many.

    A switch for each: off, ``difference @ w <= 0`` (for the fewest); on, ``difference @ w >= 2 MARGIN`` (for the most).
    Where ``before[k, j]`` (j is never behind k), switch j is on whenever switch k is; of two that are `apart` one is on
    (or, for the most, off). Only what is better than the
    number that is `reached` already is looked for. Returns the bound and the best weights found.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp

    pairs, m = difference.shape
    slack = largest_difference(-difference, box) + 2 * MARGIN if most else largest_difference(difference, box)
    switches = np.hstack([difference, -np.diag(slack)])
    limits = [
        LinearConstraint(switches, 2 * MARGIN - slack, np.inf) if most else LinearConstraint(switches, -np.inf, 0.0),
        LinearConstraint(np.hstack([np.ones((1, m)), np.zeros((1, pairs))]), 1.0, 1.0),
    ]
    if len(allowed.rows):
        limits.append(
            LinearConstraint(np.hstack([allowed.rows, np.zeros((len(allowed.rows), pairs))]), -np.inf, allowed.limits)
        )
    implied = _reduced(before)
    if len(implied):
        rows = np.zeros((len(implied), m + pairs))
        rows[np.arange(len(implied)), m + implied[:, 0]] = 1.0
        rows[np.arange(len(implied)), m + implied[:, 1]] = -1.0
        limits.append(LinearConstraint(rows, -np.inf, 0.0))
    if len(apart):
        rows = np.zeros((len(apart), m + pairs))
        rows[np.arange(len(apart))[:, None], m + apart] = 1.0
        limits.append(LinearConstraint(rows, -np.inf, 1.0) if most else LinearConstraint(rows, 1.0, np.inf))
    count = np.concatenate([np.zeros(m), np.ones(pairs)])
    limits.append(LinearConstraint(count, reached + 1, np.inf) if most else LinearConstraint(count, 0, reached - 1))
    with quiet():
        solution = milp(
            c=-count if most else count,
            integrality=count if time_limit > 0 else None,
            bounds=Bounds(0.0, 1.0),
            constraints=limits,
            options={"time_limit": time_limit} if time_limit > 0 else None,
        )
    if solution.status == 2:  # nothing better: what is reached is proven
        return reached, start
    bound = solution.mip_dual_bound if time_limit > 0 else solution.fun
    bound = bound if bound is not None else (-pairs if most else 0)
    weights = start if solution.x is None else np.maximum(solution.x[:m], 0.0) / np.maximum(solution.x[:m], 0.0).sum()
    if (-1 if most else 1) * (int((difference @ weights > MARGIN).sum()) - reached) > 0:
        weights = start  # those of a relaxation may be worse than what is known
    if most:
        return max(reached, int(np.floor(-bound + 1e-6))), weights
    return min(reached, int(np.ceil(bound - 1e-6))), weights


def _never_together(shown: NDArray[np.bool_], difference: Floats, box: WeightSet) -> NDArray[np.intp]:
    """(W, P) which differences draws show positive -> (a, 2) pairs of them that no weights make positive both.

    A mixture of the two that is positive nowhere proves it.
    """
    positive = shown.astype(np.float32)
    pairs = np.argwhere(np.triu(positive.T @ positive == 0, 1))
    never = np.zeros(len(pairs), dtype=bool)
    for share in MIXTURES:
        mixed = share * difference[pairs[:, 0]] + (1.0 - share) * difference[pairs[:, 1]]
        never |= largest_difference(mixed, box) < -MARGIN
    return pairs[never]


def _reduced(before: NDArray[np.bool_]) -> NDArray[np.intp]:
    """(P, P) who is never behind whom -> (r, 2) the pairs that imply all others, ties the one way round only."""
    order = before & ~(before.T & np.tri(len(before), dtype=bool))
    np.fill_diagonal(order, False)
    through = (order.astype(np.float32) @ order.astype(np.float32)) > 0
    return np.argwhere(order & ~through)
