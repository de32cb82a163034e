"""Weighted places: what counts is the best, the second best… value, alone or together with the criteria's importance.

Letters: ``m`` criteria, ``...`` units, draws or both. Order weights go from the best value to the worst.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from revue_analytics.errors import MethodError
from revue_analytics.methods.aggregation.door import divide, weighted
from revue_analytics.methods.aggregation.quantifiers import linear_quantifier
from revue_analytics.methods.arrays import Floats, arrays

__all__ = ["ordered_weighted_average", "orness", "weighted_ordered_weighted_average"]


@arrays(x="... m", order="... place", returns="...")
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
    _, weights = weighted(values, order)
    best_first = -np.sort(-values, axis=-1)
    mean = divide(np.einsum("...m,...m->...", weights, best_first), weights.sum(axis=-1))
    return np.asarray(np.where(np.isnan(values).any(axis=-1), np.nan, mean))


@arrays(x="... m", w="... m", order="place", returns="...")
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
    values, weights = weighted(x, w)
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


@arrays(order="place")
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
