"""Ordinal honesty: what holds under every increasing recoding of the scale, and what depends on equal steps.

A score uses levels as if each step were worth the same. Let the steps be worth what they may: step l, from level
l − 1 to level l, is worth d_l ≥ 0, and all steps together 1. Then the score of a unit is the sum of d_l times its
share of answers that reach level l: additive, with the steps as criteria and the d_l as weights. So what is exact for
weights is exact here: one unit is above another under every recoding if and only if it reaches every level at least
as often (first-order stochastic dominance).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, product
from math import comb
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from revue_analytics.errors import MethodError
from revue_analytics.methods.arrays import Floats, Labels, Names, arrays, named_arrays
from revue_analytics.methods.missing import available
from revue_analytics.sensitivity.results import Exact, as_numbers, as_weighting, column
from revue_analytics.sensitivity.winning import pairwise_winning

CLOSE = 1e-9
ABOVE, BELOW, TIED, DEPENDS = "above", "below", "tied", "depends"


@dataclass(frozen=True, eq=False)
class RecodingRobustness(Exact):
    """Which comparisons hold under every increasing recoding of the scale.

    Attributes
    ----------
    units
        Labels of the units (or of the priorities).
    statement
        (n, n) of the unit of the row with regard to that of the column: ``"above"`` (never below, above under some
        recoding), ``"below"``, ``"tied"`` (equal under every recoding) or ``"depends"``.
    share
        (n, n) share of all recodings, steps uniform on the simplex, under which the row is strictly above; exact.
        NaN where only the statement is decided.
    equal_steps
        (n,) the score (or priority) with equal steps, on 0–100.
    """

    units: Labels
    statement: NDArray[np.str_]
    share: Floats
    equal_steps: Floats

    @property
    def best(self) -> NDArray[np.int64]:
        """(n,) one more than the number of units that are above under every recoding: no better rank can be had."""
        return np.asarray(1 + (self.statement == BELOW).sum(axis=1))

    @property
    def worst(self) -> NDArray[np.int64]:
        """(n,) one more than the number of units that are above under some recoding: no worse rank can be had."""
        return np.asarray(1 + np.isin(self.statement, (BELOW, DEPENDS)).sum(axis=1))

    def table(self) -> pd.DataFrame:
        """Return one row per pair of units, the one that is above with equal steps first."""
        order = np.argsort(-self.equal_steps, kind="stable")
        first, second = (order[part] for part in np.triu_indices(len(order), 1))
        table = pd.DataFrame({"unit": column(tuple(self.units[i] for i in first))})
        table["other"] = column(tuple(self.units[i] for i in second))
        return table.assign(statement=self.statement[first, second], share=self.share[first, second])


@named_arrays(units="n: names", counts="n L | n m L", w="m")
def recoding_robustness(
    names: Names, counts: Any, w: ArrayLike | None = None, *, units: Sequence[Any] | None = None
) -> RecodingRobustness:
    """Decide who is above whom under every increasing recoding of the scale, the same for all criteria.

    Parameters
    ----------
    counts
        (n, L) answers (or shares) of each unit at each level, lowest first; or (n, m, L) for m criteria. A criterion
        without answers leaves its weight to the others.
    w
        (m,) weights of the criteria; equal otherwise.
    units
        Labels of the units.

    Returns
    -------
    RecodingRobustness

    Raises
    ------
    MethodError
        Negative counts, fewer than two levels, or a unit without any answer.

    Examples
    --------
    >>> held = recoding_robustness([[0, 2, 2], [2, 2, 0], [1, 0, 2]])
    >>> held.statement.tolist()
    [['tied', 'above', 'depends'], ['below', 'tied', 'below'], ['depends', 'above', 'tied']]
    """
    n = as_numbers(counts, "counts")
    if n.ndim == 2:
        n = n[:, None, :]
    if n.ndim != 3 or 0 in n.shape or n.shape[-1] < 2 or not np.isfinite(n).all() or (n < 0).any():
        raise MethodError(
            f"counts have shape {np.shape(counts)}, expected (n, levels) or (n, m, levels), none negative"
        )
    reached = _reached(n)
    weights = np.full(n.shape[1], 1.0 / n.shape[1]) if w is None else as_weighting(w, tuple(range(n.shape[1])))
    shared = available(reached[..., 0], weights)[1]
    if (shared.sum(axis=-1) <= 0).any():
        raise MethodError(f"unit {int(np.flatnonzero(shared.sum(axis=-1) <= 0)[0])} has no answer")
    steps = np.einsum("nm,nml->nl", shared, np.nan_to_num(reached))
    never_below = np.all(steps[:, None] >= steps[None, :] - CLOSE, axis=-1)
    return RecodingRobustness(
        names["n"], _statement(never_below), pairwise_winning(steps).probability, 100.0 * steps.mean(axis=1)
    )


@arrays(counts="K L", weights="K", groups="K: labels", target="K")
def recoding_priorities(
    counts: Any, weights: ArrayLike, groups: Sequence[Any], target: ArrayLike = 3
) -> RecodingRobustness:
    """Decide which priority comes before which under every increasing recoding of the scale.

    The priority of an indicator is the sum over its criteria of weight × what its score lacks to the target level,
    ``max(0, value of the target level - score)``, all of them on the recoded scale.

    Parameters
    ----------
    counts
        (K, L) answers to each criterion at each level, lowest first.
    weights
        (K,) effective weights of the criteria.
    groups
        (K,) the indicator of each criterion.
    target
        Level to reach, as a position on the scale (3 of 0–4), or (K,) one for each criterion. A target between two
        levels stays in proportion between their values.

    Returns
    -------
    RecodingRobustness
        Its units are the indicators; `share` is NaN, since shortfalls are not additive in the steps.

    Raises
    ------
    MethodError
        A criterion without answers, or a target that is not on the scale.

    Examples
    --------
    >>> held = recoding_priorities([[3, 1, 0, 0, 0], [0, 0, 3, 1, 0]], [0.5, 0.5], ["I1", "I2"])
    >>> held.units, held.statement[0].tolist()
    (('I1', 'I2'), ['tied', 'above'])
    """
    n = as_numbers(counts, "counts")
    if n.ndim != 2 or n.shape[1] < 2 or not (n >= 0).all() or not (n.sum(axis=1) > 0).all():
        raise MethodError("counts must be (K, levels) with answers to each criterion, none negative")
    return recoded_priorities(_reached(n), weights, groups, target)


@arrays(reached="K step", weights="K", groups="K: labels", target="K")
def recoded_priorities(
    reached: ArrayLike, weights: ArrayLike, groups: Sequence[Any], target: ArrayLike
) -> RecodingRobustness:
    """Do what `recoding_priorities` does from the shares that reach each level.

    Parameters
    ----------
    reached
        (K, L − 1) share of each criterion's answers that reach each level but the lowest (of several groups, the
        mean of their shares).
    weights, groups, target
        As there.

    Returns
    -------
    RecodingRobustness

    Notes
    -----
    A shortfall is the larger of 0 and something linear in the steps: the difference of two priorities is linear on
    each of the pieces into which the planes of no shortfall cut the simplex of steps, so that its sign is known from
    their corners. Where there are too many of those, a linear programme for each choice of which criteria of the one
    indicator lack something decides a pair.
    """
    shares, weight = np.asarray(reached, dtype=np.float64), as_numbers(weights, "weights")
    if not (weight >= 0).all() or not np.isfinite(weight).all():
        raise MethodError("weights must be numbers, none negative")
    if shares.ndim != 2 or len(groups) != len(shares) or weight.shape != (len(shares),):
        raise MethodError(f"reached has shape {shares.shape}, expected (K, levels - 1) with (K,) weights and groups")
    steps = shares.shape[1]
    goal = np.broadcast_to(np.asarray(target, dtype=np.float64), len(shares))
    if not ((goal >= 0) & (goal <= steps)).all():
        raise MethodError(f"target must be a level from 0 to {steps}")
    # What a criterion lacks is lacking[k] @ d where that is positive, d being the worth of the steps.
    lacking = weight[:, None] * (np.clip(goal[:, None] - np.arange(steps), 0.0, 1.0) - shares)
    labels = tuple(dict.fromkeys(groups))
    member = np.array([[group == label for label in labels] for group in groups], dtype=np.float64)
    if n_simplex_corners(len(lacking), steps) <= MOST_CORNERS:
        priority = np.maximum(simplex_corners(lacking) @ lacking.T, 0.0) @ member
        never_below = np.array([(priority[:, [i]] >= priority - CLOSE).all(axis=0) for i in range(len(labels))])
    else:
        parts = [lacking[rows] for rows in member.T > 0]
        never_below = np.array([[a is b or _largest_lead(b, a) <= CLOSE for b in parts] for a in parts])
    equal = np.maximum(lacking.mean(axis=1), 0.0) @ member
    nothing = np.full(never_below.shape, np.nan)
    return RecodingRobustness(labels, _statement(never_below), nothing, 100.0 * equal)


def _reached(counts: Floats) -> Floats:
    """(..., L) answers -> (..., L - 1) share that reaches each level but the lowest; NaN without answers."""
    total = counts.sum(axis=-1, keepdims=True)
    reached = np.flip(np.flip(counts, axis=-1).cumsum(axis=-1), axis=-1)[..., 1:]
    return np.asarray(np.divide(reached, total, out=np.full(reached.shape, np.nan), where=total > 0))


def _statement(never_below: NDArray[np.bool_]) -> NDArray[np.str_]:
    never_above = never_below.T
    return np.where(
        never_below & never_above, TIED, np.where(never_below, ABOVE, np.where(never_above, BELOW, DEPENDS))
    )


def _largest_lead(ours: Floats, theirs: Floats) -> float:
    """(a, l), (b, l) -> the largest of sum(max(0, ours @ d)) - sum(max(0, theirs @ d)) over steps d on the simplex."""
    from scipy.optimize import linprog

    steps, b = ours.shape[1], len(theirs)
    best = -np.inf
    for counted in product((False, True), repeat=len(ours)):
        gain = ours[list(counted)].sum(axis=0)
        solution = linprog(
            c=np.concatenate([-gain, np.ones(b)]),
            A_ub=np.hstack([theirs, -np.eye(b)]),
            b_ub=np.zeros(b),
            A_eq=np.concatenate([np.ones(steps), np.zeros(b)])[None],
            b_eq=[1.0],
            bounds=(0.0, None),
            method="highs",
        )
        best = max(best, -float(solution.fun))
    return best


MOST_CORNERS = 60_000
"""Intersections that are still quicker to look at than a handful of linear programmes."""
PARALLEL = 1e-11


def n_simplex_corners(n_planes: int, dimensions: int) -> int:
    """How many intersections `simplex_corners` would have to look at.

    >>> n_simplex_corners(18, 4)
    1540
    """
    return comb(n_planes + dimensions, dimensions - 1)


def simplex_corners(planes: Floats) -> Floats:
    """(p, l) planes ``plane @ d = 0`` -> (V, l) the points of the simplex where l − 1 of them, or of its faces, meet.

    The planes cut the simplex into pieces, and a function that is linear on each piece is largest and smallest at a
    corner of one: here.

    Parameters
    ----------
    planes
        (p, l) coefficients; a plane that misses the inside of the simplex is left out by itself.

    Returns
    -------
    (V, l) points, non-negative and of sum one, the corners of the simplex among them; some may come twice.

    Examples
    --------
    >>> simplex_corners(np.array([[1.0, -1.0]]))
    array([[0. , 1. ],
           [1. , 0. ],
           [0.5, 0.5]])
    """
    dimensions = planes.shape[1]
    size = np.abs(planes).max(axis=1, initial=0.0, keepdims=True)
    crossing = (planes.min(axis=1, initial=0.0) < 0) & (planes.max(axis=1, initial=0.0) > 0)
    rows = np.vstack([np.eye(dimensions), (planes / np.where(size > 0, size, 1.0))[crossing]])
    chosen = np.array(list(combinations(range(len(rows)), dimensions - 1)), dtype=np.intp)
    systems = np.concatenate([rows[chosen], np.ones((len(chosen), 1, dimensions))], axis=1)
    systems = systems[np.abs(np.linalg.det(systems)) > PARALLEL]
    right = np.zeros((len(systems), dimensions, 1))
    right[:, -1] = 1.0
    meeting = np.linalg.solve(systems, right)[..., 0]
    inside = np.maximum(meeting[meeting.min(axis=1) >= -1e-9], 0.0)
    return np.asarray(inside / inside.sum(axis=1, keepdims=True))
