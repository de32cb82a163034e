"""Benefit of the doubt: each unit judged by the weights that suit it best.

Letters: ``n`` units, ``m`` criteria.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from revue_analytics.errors import MethodError
from revue_analytics.methods._validation import units_by_criteria
from revue_analytics.methods.arrays import Floats, Ints, arrays

TOLERANCE = 1e-9


@dataclass(frozen=True, eq=False)
class FrontierWeights:
    """Own weights of each unit, and what they give.

    Attributes
    ----------
    scores
        (n,) 0–1; 1 for a unit that some admissible weights put first. NaN for a unit without any value.
    weights
        (n, m) weights of each unit, for `x` as given, scaled to sum to one.
    multipliers
        (n, m) the same before scaling: ``scores = sum(multipliers * x)``.
    shares
        (n, m) share of each criterion in the unit's score; they sum to one, and the bounds hold for them.
    benchmarks
        Places of the units that limit the weights of some unit (each of them scores 1 with those).
    """

    scores: Floats
    weights: Floats
    multipliers: Floats
    shares: Floats
    benchmarks: Ints


@arrays(
    x="n m",
    lower="m",
    upper="m",
    returns={"scores": "n", "weights": "n m", "multipliers": "n m", "shares": "n m"},
)
def benefit_of_the_doubt(x: ArrayLike, *, lower: ArrayLike = 0.0, upper: ArrayLike = 1.0) -> FrontierWeights:
    """Own weights per unit: those that give it the highest score, no unit reaching more than 1 with them.

    For unit i, ``max sum_j w_ij x_ij`` subject to ``sum_j w_ij x_kj <= 1`` for every unit k, ``w >= 0``, and
    ``lower_j <= w_ij x_ij / sum_j w_ij x_ij <= upper_j``: a linear programme per unit. Only the units that turn out
    to limit the weights enter it, found as they are violated and kept for the next unit: some 3 ms a unit.

    Parameters
    ----------
    x
        (n, m) values, zero or more, higher is better; NaN where missing. The unit of a criterion makes no difference.
        A missing value has no weight for the unit itself, and counts as zero when the unit limits others.
    lower, upper
        (m,) bounds of each criterion's share in the score, or one for all, 0–1. Where values are missing the lower
        bounds stay, and the upper ones are widened in proportion.

    Returns
    -------
    `FrontierWeights`. The scores are unique, the weights need not be (a unit may reach its score in several ways);
    those given depend on nothing but `x` and the bounds. A unit that is zero on everything scores zero, with equal
    weights and equal shares.

    Raises
    ------
    MethodError
        A negative value; bounds out of order, or that no shares can meet; a value of zero together with bounds (its
        share could only be zero; shift the scale first).

    References
    ----------
    Cherchye, L., Moesen, W., Rogge, N. and Van Puyenbroeck, T. (2007), "An introduction to 'benefit of the doubt'
    composite indicators", *Social Indicators Research* 82.

    Examples
    --------
    >>> result = benefit_of_the_doubt([[80.0, 20.0], [40.0, 60.0], [40.0, 30.0]])
    >>> result.scores.round(4), result.weights[2].round(4)
    (array([1. , 1. , 0.7]), array([0.5, 0.5]))
    """
    values = units_by_criteria(x)
    low, high = _bounds(lower, upper, values)
    there = ~np.isnan(values)
    size = np.max(values, axis=0, where=there, initial=0.0)
    scaled = np.where(there, values, 0.0) / np.where(size > 0, size, 1.0)

    n, m = values.shape
    multipliers, scores = np.zeros((n, m)), np.full(n, np.nan)
    # Units that are best on something come first: most of the frontier is then known from the start.
    frontier = list(dict.fromkeys(int(i) for i in scaled.argmax(axis=0)))
    for i in range(n):
        if scaled[i].any():
            own_low, own_high = np.where(there[i], low, 0.0), _widened(high, there[i])
            multipliers[i] = _own_multipliers(scaled, i, frontier, own_low, own_high)
            scores[i] = multipliers[i] @ scaled[i]
        elif there[i].any():
            scores[i] = 0.0

    shares = np.divide(multipliers * scaled, scores[:, None], out=np.zeros((n, m)), where=scores[:, None] > 0)
    nothing = there & (scores == 0)[:, None]
    equally = nothing / np.maximum(nothing.sum(axis=1, keepdims=True), 1)
    limiting = (scaled[frontier] @ multipliers.T > 1.0 - 1e-7).any(axis=1)
    multipliers = np.divide(multipliers, size, out=np.zeros((n, m)), where=size > 0)
    total = multipliers.sum(axis=1, keepdims=True)
    weights = np.divide(multipliers, total, out=np.zeros((n, m)), where=total > 0)
    benchmarks = np.sort(np.array(frontier, dtype=np.int64)[limiting])
    return FrontierWeights(scores, weights + equally, multipliers, shares + equally, benchmarks)


def _own_multipliers(scaled: Floats, i: int, frontier: list[int], low: Floats, high: Floats) -> Floats:
    """Multipliers of unit i; units that they would put above 1 join the frontier until there are none."""
    from scipy.optimize import linprog

    own = scaled[i]
    used = own > 0
    contribution = np.diag(own)
    shares = np.vstack([(low[:, None] * own - contribution)[low > 0], (contribution - high[:, None] * own)[high < 1]])
    while True:
        # The dual programme has a row per criterion instead of one per unit, and its prices are the multipliers.
        limits = np.vstack([scaled[frontier], shares])[:, used]
        cost = np.append(np.ones(len(frontier)), np.zeros(len(shares)))
        solution = linprog(cost, A_ub=-limits.T, b_ub=-own[used], method="highs")
        if solution.status != 0:
            raise MethodError(f"benefit_of_the_doubt: no weights found for unit {i + 1} ({solution.message})")
        multipliers = np.zeros(len(own))
        multipliers[used] = np.maximum(-solution.ineqlin.marginals, 0.0)
        reached = scaled @ multipliers
        worst = int(reached.argmax())
        if reached[worst] <= 1.0 + TOLERANCE or worst in frontier:
            return np.asarray(multipliers / max(1.0, reached[worst]))
        frontier.append(worst)


def _bounds(lower: ArrayLike, upper: ArrayLike, values: Floats) -> tuple[Floats, Floats]:
    if (values < 0).any():
        raise MethodError("benefit_of_the_doubt needs values of zero or more")
    m = values.shape[1]
    try:
        low, high = (np.broadcast_to(np.asarray(b, dtype=np.float64), (m,)) for b in (lower, upper))
    except ValueError:
        raise MethodError(f"benefit_of_the_doubt: expected one bound, or {m}, one for each criterion") from None
    if not (np.all(low >= 0) and np.all(low <= high) and np.all(high <= 1)):
        raise MethodError("benefit_of_the_doubt: bounds of the shares must be 0 <= lower <= upper <= 1")
    if low.sum() > 1 + TOLERANCE or high.sum() < 1 - TOLERANCE:
        raise MethodError("benefit_of_the_doubt: no shares that sum to 1 lie within these bounds")
    if ((low > 0).any() or (high < 1).any()) and (values == 0).any():
        raise MethodError("benefit_of_the_doubt: a zero can have no share; shift the scale first (0–100 becomes 1–100)")
    return low, high


def _widened(high: Floats, there: NDArray[np.bool_]) -> Floats:
    """Upper bounds of a unit that lacks values, so that the shares of the others can still sum to one."""
    return np.asarray(np.minimum(high * (high.sum() / high[there].sum()), 1.0))


def _weights_alone(x: ArrayLike) -> Floats:
    return benefit_of_the_doubt(x).weights


UNIT_WEIGHTINGS: dict[str, Callable[..., Any]] = {"benefit_of_the_doubt": _weights_alone}
"""Each takes (n, m) values in which higher is better and gives weights (n, m), a row of its own for every unit."""
