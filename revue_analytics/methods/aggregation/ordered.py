"""Weighted places: what counts is the best, the second best… value, alone or together with the criteria's importance.

Letters: ``m`` criteria, ``...`` units, draws or both. Order weights go from the best value to the worst.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from revue_analytics.errors import MethodError
from revue_analytics.methods._validation import divide, validate_weighted
from revue_analytics.methods.arrays import Floats, arrays


@arrays(x="... m", order="... rank", returns="...")
def ordered_weighted_average(x: ArrayLike, order: ArrayLike) -> Floats:
    """Ordered weighted average, ``sum(v_i x_(i)) / sum(v_i)`` with ``x_(1)`` the best value.

    Order weights (1, 0, …, 0) give the maximum, (0, …, 0, 1) the minimum, equal ones the plain mean.

    Parameters
    ----------
    x
        (..., m) values.
    order
        (..., m) order weights, non-negative, for the best value first.

    Returns
    -------
    (...) array in the unit of `x`. A missing value has no place, so it makes the result missing whatever the order
    weights; to leave a criterion out use `weighted_ordered_weighted_average` with importance zero.

    References
    ----------
    Yager (1988), On ordered weighted averaging aggregation operators in multicriteria decisionmaking, *IEEE
    Transactions on Systems, Man, and Cybernetics* 18.

    Examples
    --------
    >>> ordered_weighted_average([0.7, 1.0, 0.3, 0.6], [0.4, 0.3, 0.2, 0.1]).round(12)
    np.float64(0.76)
    """
    values = np.asarray(x, dtype=np.float64)
    _, weights = validate_weighted(values, order)
    best_first = -np.sort(-values, axis=-1)
    mean = divide(np.einsum("...m,...m->...", weights, best_first), weights.sum(axis=-1))
    return np.asarray(np.where(np.isnan(values).any(axis=-1), np.nan, mean))


@arrays(x="... m", w="... m", order="rank", returns="...")
def weighted_ordered_weighted_average(x: ArrayLike, w: ArrayLike, order: ArrayLike | Callable[[Floats], Any]) -> Floats:
    """Ordered weighted average of criteria that are not equally important (WOWA).

    ``sum(omega_i x_(i))`` with ``omega_i = Q(p_(1) + … + p_(i)) − Q(p_(1) + … + p_(i−1))``: the places weigh what the
    quantifier `Q` gives to the stretch of importance that each value takes up. With equal importance it is the ordered
    weighted average, with equal order weights the arithmetic mean.

    Parameters
    ----------
    x
        (..., m) values.
    w
        (..., m) importance of the criteria, non-negative. Importance zero leaves a criterion out.
    order
        (k,) order weights for the best value first (k is m as a rule, but the function they define serves any number
        of criteria); or the quantifier itself, an increasing function of [0, 1] on [0, 1] that takes an array. Weights
        are joined by straight lines (`linear_quantifier`); pass ``smooth_quantifier(order)`` for Torra's curve.

    Returns
    -------
    (...) array in the unit of `x`; NaN where a weighted value is missing or the importances are all zero.

    Raises
    ------
    MethodError
        The quantifier does not go from 0 to 1 without falling.

    References
    ----------
    Torra (1997), The weighted OWA operator, *International Journal of Intelligent Systems* 12.

    Examples
    --------
    The worst half of the importance counts three times as much as the best half.

    >>> weighted_ordered_weighted_average([40.0, 20.0], [0.5, 0.5], order=[0.25, 0.75])
    array(25.)
    >>> weighted_ordered_weighted_average([40.0, 20.0], [0.75, 0.25], order=lambda t: t**2).round(2)
    np.float64(31.25)
    """
    values, weights = validate_weighted(x, w)
    values, weights = np.broadcast_arrays(values, weights)
    quantifier = order if callable(order) else linear_quantifier(order)
    by_value = np.argsort(-values, axis=-1, kind="stable")
    best_first, importance = (np.take_along_axis(a, by_value, axis=-1) for a in (values, weights))
    taken = np.cumsum(importance, axis=-1)
    total = taken[..., -1:]
    taken = np.minimum(np.divide(taken, total, out=np.ones(taken.shape), where=total > 0), 1.0)
    omega = np.diff(_evaluate(quantifier, taken), axis=-1, prepend=0.0)
    # A missing value is sorted last; with importance zero it was replaced and takes up nothing.
    result = np.einsum("...m,...m->...", omega, best_first)
    return np.asarray(np.where(total[..., 0] > 0, result, np.nan))


@arrays(order="rank")
def orness(order: ArrayLike) -> float:
    """How near order weights come to taking the best value: 1 for the maximum, 0 for the minimum, 1/2 for the mean.

    ``sum((m − i) v_i) / (m − 1)`` for order weights that sum to one. With one criterion there is nothing to lean to:
    one half.

    References
    ----------
    Yager (1988), On ordered weighted averaging aggregation operators in multicriteria decisionmaking, *IEEE
    Transactions on Systems, Man, and Cybernetics* 18.

    Examples
    --------
    >>> orness([1.0, 0.0, 0.0]), orness([0.25, 0.5, 0.25])
    (1.0, 0.5)
    """
    weights = np.asarray(order, dtype=np.float64)
    m = len(weights)
    return float(weights @ np.arange(m - 1, -1, -1) / (m - 1) / weights.sum()) if m > 1 else 0.5


def _evaluate(quantifier: Callable[[Floats], Any], at: Floats) -> Floats:
    """Values of the quantifier, its ends exactly 0 and 1; refused if it is none."""
    ends = np.asarray(quantifier(np.array([0.0, 1.0])), dtype=np.float64)
    got = np.asarray(quantifier(at), dtype=np.float64)
    rises = got.shape == at.shape and np.all(np.diff(got, axis=-1, prepend=0.0) >= -1e-12)
    if ends.shape != (2,) or not np.allclose(ends, [0.0, 1.0], atol=1e-9) or not rises:
        raise MethodError("order: expected order weights, or an increasing function with f(0) = 0 and f(1) = 1")
    return np.where(at >= 1.0, 1.0, got)


@arrays(order="rank")
def linear_quantifier(order: ArrayLike) -> Callable[[Floats], Floats]:
    """Join the points by straight lines.

    Parameters
    ----------
    order
        (k,) order weights, non-negative, not all zero.

    Examples
    --------
    >>> linear_quantifier([0.25, 0.75])(np.array([0.0, 0.25, 0.5, 1.0]))
    array([0.   , 0.125, 0.25 , 1.   ])
    """
    at, height = _points(order)
    return lambda t: np.interp(t, at, height)


@arrays(order="rank")
def smooth_quantifier(order: ArrayLike) -> Callable[[Floats], Floats]:
    """Join the points by Torra's increasing curve of second-degree Bernstein polynomials.

    Points on a straight line are joined by it, so that equal order weights give back the weighted mean. Where the
    curve would have to start or end upright (the first weight alone positive, say), the straight line is kept there.

    Parameters
    ----------
    order
        (k,) order weights, non-negative, not all zero.

    References
    ----------
    Torra (2000), The WOWA operator and the interpolation function W*: Chen and Otto's interpolation method revisited,
    *Fuzzy Sets and Systems* 113, sections 3.1 and 3.2.

    Examples
    --------
    >>> smooth_quantifier([0.2, 0.8])(np.array([0.0, 0.25, 0.5, 1.0])).round(4)
    array([0.    , 0.0777, 0.2   , 1.    ])
    """
    at, height = _points(order)
    slopes = _slopes(at, height)
    pieces = [_piece(at[i : i + 2], height[i : i + 2], slopes[i : i + 2]) for i in range(len(at) - 1)]

    def quantifier(t: Floats) -> Floats:
        t = np.asarray(t, dtype=np.float64)
        which = np.clip(np.searchsorted(at, t, side="left") - 1, 0, len(pieces) - 1)
        return np.asarray(np.select([which == i for i in range(len(pieces))], [piece(t) for piece in pieces]))

    return quantifier


def _points(order: ArrayLike) -> tuple[Floats, Floats]:
    weights = np.asarray(order, dtype=np.float64)
    if weights.ndim != 1 or not np.all(weights >= 0) or not 0 < weights.sum() < np.inf:
        raise MethodError("order: expected a row of order weights that are not negative and not all zero")
    height = np.concatenate([[0.0], np.cumsum(weights) / weights.sum()])
    return np.linspace(0.0, 1.0, len(height)), height


def _slopes(at: Floats, height: Floats) -> Floats:
    """Slope of the curve at each point: step 1 of Torra's algorithm, with his ends (section 3.2)."""
    step = np.diff(height) / np.diff(at)
    before, after = step[:-1], step[1:]
    steep, flat = np.maximum(before, after), np.minimum(before, after)
    # Equal spacing: the line of the steeper side meets the level of the flatter neighbour at flat/steep of the way.
    inner = np.divide(2.0 * flat * steep, flat + steep, out=np.zeros(len(flat)), where=flat > 0)
    slopes = np.concatenate([[step[0]], inner, [step[-1]]])
    if len(step) > 1:
        for end, neighbour, own in ((0, 1, step[0]), (-1, -2, step[-1])):
            slopes[end] = 0.0 if own == 0 else own**2 / slopes[neighbour] if slopes[neighbour] > 0 else np.inf
    return slopes


def _piece(at: Floats, height: Floats, slopes: Floats) -> Callable[[Floats], Floats]:
    """Curve between two neighbouring points: step 2 of Torra's algorithm."""
    (x0, x1), (y0, y1), (m0, m1) = at, height, slopes
    step = (y1 - y0) / (x1 - x0)
    if np.isinf(m0) or np.isinf(m1) or (np.isclose(m0, step) and np.isclose(m1, step)):
        return lambda t: y0 + step * (t - x0)
    knot = (x0 + x1) / 2
    if m0 != m1:
        crossing = (y1 - y0 + m0 * x0 - m1 * x1) / (m0 - m1)
        if x0 < crossing < x1 and y0 < y0 + m0 * (crossing - x0) < y1:
            knot = crossing
    left, right = y0 + m0 * (knot - x0) / 2, y1 - m1 * (x1 - knot) / 2
    middle = left + (right - left) * (knot - x0) / (x1 - x0)

    def bernstein(t: Floats, a: float, b: float, start: float, control: float, end: float) -> Floats:
        u = (t - a) / (b - a)
        return np.asarray(start * (1 - u) ** 2 + 2 * control * u * (1 - u) + end * u**2)

    return lambda t: np.where(
        t <= knot, bernstein(t, x0, knot, y0, left, middle), bernstein(t, knot, x1, middle, right, y1)
    )
