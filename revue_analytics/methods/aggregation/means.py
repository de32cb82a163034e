"""The means, from fully compensatory to not at all.

Letters: ``m`` criteria, ``...`` units, draws or both. What holds for missing values and zero weights is said once in
`revue_analytics.methods.aggregation`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
from numpy.typing import ArrayLike

from revue_analytics.errors import MethodError
from revue_analytics.methods._validation import (
    divide,
    validate_not_negative,
    validate_positive,
    validate_weighted,
)
from revue_analytics.methods.arrays import Floats, arrays
from revue_analytics.methods.registry import Depends, as_given, declare


@declare(
    sentence="Scores are brought together by the weighted arithmetic mean, in which a strength can make up for a "
    "weakness.",
    needs_positive=False,
    additive_in=as_given,
)
@arrays(x="... m", w="... m", returns="...")
def arithmetic_mean(x: ArrayLike, w: ArrayLike) -> Floats:
    """Weighted arithmetic mean, ``sum(w x) / sum(w)``: fully compensatory.

    Parameters
    ----------
    x
        (..., m) values.
    w
        (..., m) weights, non-negative.

    Returns
    -------
    (...) array in the unit of `x`; NaN where a weighted value is missing or the weights are all zero.

    References
    ----------
    OECD/JRC (2008), *Handbook on Constructing Composite Indicators*, section 6 (linear aggregation).

    Examples
    --------
    >>> arithmetic_mean([43.0, 29.0], [0.5, 0.5])
    array(36.)
    """
    values, weights = validate_weighted(x, w)
    return divide(np.einsum("...m,...m->...", weights, values), weights.sum(axis=-1))


@declare(
    sentence="Scores are brought together by the weighted geometric mean on a scale from 1 to 100, in which a strength "
    "makes up for a weakness only in part.",
    needs_positive=True,
    additive_in=np.log,
)
@arrays(x="... m", w="... m", returns="...")
def geometric_mean(x: ArrayLike, w: ArrayLike) -> Floats:
    """Weighted geometric mean, ``exp(sum(w log x) / sum(w))``: a weakness is compensated only in part.

    Parameters
    ----------
    x
        (..., m) values, strictly positive (scores on 0–100 are shifted to 1–100 before; see `revue_analytics.scoring`).
    w
        (..., m) weights, non-negative.

    Returns
    -------
    (...) array in the unit of `x`; NaN where a weighted value is missing or the weights are all zero.

    Raises
    ------
    MethodError
        A value with a positive weight is zero or negative.

    References
    ----------
    OECD/JRC (2008), *Handbook on Constructing Composite Indicators*, section 6 (geometric aggregation).

    Examples
    --------
    >>> geometric_mean([4.0, 9.0], [1.0, 1.0]).round(12)
    np.float64(6.0)
    """
    values, weights = validate_weighted(x, w, fill=1.0)
    validate_positive(values, "geometric_mean")
    return np.exp(divide(np.einsum("...m,...m->...", weights, np.log(values)), weights.sum(axis=-1)))


@declare(
    sentence="Scores are brought together by the weighted harmonic mean on a scale from 1 to 100, close to the "
    "weakest.",
    needs_positive=True,
    additive_in=lambda values: -1.0 / values,
)
@arrays(x="... m", w="... m", returns="...")
def harmonic_mean(x: ArrayLike, w: ArrayLike) -> Floats:
    """Weighted harmonic mean, ``sum(w) / sum(w / x)``: closer to the weakest value than the geometric mean.

    Parameters, result and errors as `geometric_mean`.

    Examples
    --------
    >>> harmonic_mean([2.0, 6.0], [1.0, 1.0])
    array(3.)
    """
    values, weights = validate_weighted(x, w, fill=1.0)
    validate_positive(values, "harmonic_mean")
    return divide(weights.sum(axis=-1), np.einsum("...m,...m->...", weights, 1.0 / values))


@cache
def _powers(power: float) -> Callable[[Floats], Floats]:
    """Return the transformation of the values of which a power mean is the mean, rising."""
    if power == 1:
        return as_given
    return np.log if power == 0 else lambda values: np.asarray(np.sign(power) * values**power)


@declare(
    sentence="Scores are brought together by a weighted power mean, between the arithmetic and the others.",
    needs_positive=Depends(lambda arguments: arguments["power"] <= 0),
    additive_in=Depends(lambda arguments: _powers(arguments["power"])),
)
@arrays(x="... m", w="... m", returns="...")
def power_mean(x: ArrayLike, w: ArrayLike, power: float = 0.5) -> Floats:
    """Weighted power mean, ``(sum(w x^p) / sum(w))^(1/p)``: `power` says how far a strength makes up for a weakness.

    1 is the arithmetic mean, 0 the geometric (the limit), −1 the harmonic; towards −∞ the worst value decides, towards
    +∞ the best one. One half, the default, lies between the arithmetic and the geometric mean and is defined at zero.

    Parameters
    ----------
    x
        (..., m) values, not negative; strictly positive for a `power` of zero or less.
    w
        (..., m) weights, non-negative.
    power
        Exponent p, finite.

    Returns
    -------
    (...) array in the unit of `x`; NaN where a weighted value is missing or the weights are all zero.

    Raises
    ------
    MethodError
        A value with a positive weight is out of the range above, or `power` is not finite.

    References
    ----------
    Decancq & Lugo (2013), Weights in multidimensional indices of wellbeing: an overview, *Econometric Reviews* 32
    (the generalised weighted mean and its parameter of substitution).

    Examples
    --------
    >>> power_mean([4.0, 16.0], [1.0, 1.0]).round(9)
    np.float64(9.0)
    """
    if not np.isfinite(power):
        raise MethodError(f"power_mean: the power is {power}, expected a finite number (minimum is its lower limit)")
    if power == 0:
        return geometric_mean(x, w)
    values, weights = validate_weighted(x, w, fill=1.0 if power < 0 else 0.0)
    (validate_not_negative if power > 0 else validate_positive)(values, "power_mean")
    # Divided by the value that dominates, so that no power overflows.
    dominant = _dominant(values, weights, power)
    share = values / np.where(dominant == 0, 1.0, dominant)[..., None]
    summed = np.einsum("...m,...m->...", weights, np.where(weights > 0, share, 1.0) ** power)
    return np.asarray(dominant * divide(summed, weights.sum(axis=-1)) ** (1.0 / power))


@declare(
    sentence="Only the smallest score counts: nothing makes up for a weakness.", needs_positive=False, additive_in=False
)
@arrays(x="... m", w="... m", returns="...")
def minimum(x: ArrayLike, w: ArrayLike) -> Floats:
    """Smallest of the values that have a positive weight: not compensatory at all.

    Examples
    --------
    >>> minimum([43.0, 29.0, 5.0], [0.5, 0.5, 0.0])
    array(29.)
    """
    values, weights = validate_weighted(x, w)
    smallest = np.min(np.where(weights > 0, values, np.inf), axis=-1)
    return np.asarray(np.where(np.isinf(smallest), np.nan, smallest))


def _dominant(values: Floats, weights: Floats, power: float) -> Floats:
    """(...) largest weighted value of each row, or smallest for a negative power; NaN where one is missing."""
    if power > 0:
        return np.asarray(np.max(np.where(weights > 0, values, 0.0), axis=-1))
    smallest = np.min(np.where(weights > 0, values, np.inf), axis=-1)
    return np.asarray(np.where(np.isinf(smallest), 1.0, smallest))


@declare(
    sentence="Scores are brought together by a mean with a penalty for imbalance (Mazziotta–Pareto).",
    needs_positive=False,
    additive_in=False,
)
@arrays(x="... m", w="... m", returns="...")
def mazziotta_pareto(x: ArrayLike, w: ArrayLike, sign: int = -1, ddof: int = 0) -> Floats:
    """Mazziotta–Pareto index, ``M ± S · cv`` with ``cv = S / M``: the mean, corrected for imbalance between criteria.

    ``M`` and ``S`` are the weighted mean and standard deviation of a unit over its criteria. The correction is taken
    off where more is better (`sign` −1, a development) and added where more is worse (`sign` +1, a deprivation).

    It is meant for values around 100: ``z_score(x, direction, mean=100, deviation=10)`` as in the original, or
    ``min_max(x, direction, lower=70, upper=130)`` as in the adjusted index. Nothing keeps it between the worst and
    the best value: on a scale that starts at 0 a very unbalanced unit can fall below zero, and raising one value can
    lower the index.

    Parameters
    ----------
    x
        (..., m) values, not negative.
    w
        (..., m) weights, non-negative; equal in the original.
    sign
        −1 or +1.
    ddof
        Divisor of the variance: 0 for n (the paper's), 1 for n − 1 (as the R package Compind takes it); with unequal
        weights n − 1 becomes ``n (1 - sum of squared shares)``.

    Returns
    -------
    (...) array in the unit of `x`; NaN where a weighted value is missing or the weights are all zero. One criterion,
    or values that are all equal (all zero included), have no imbalance: the index is their mean.

    Raises
    ------
    MethodError
        A value with a positive weight is negative, or `sign` or `ddof` is none of the above.

    References
    ----------
    Mazziotta & Pareto (2016), On a generalized non-compensatory composite index for measuring socio-economic
    phenomena, *Social Indicators Research* 127.

    Examples
    --------
    >>> mazziotta_pareto([110.0, 90.0], [1.0, 1.0]), mazziotta_pareto([110.0, 90.0], [1.0, 1.0], sign=1)
    (array(99.), array(101.))
    """
    if sign not in (-1, 1) or ddof not in (0, 1):
        raise MethodError(f"mazziotta_pareto: sign {sign!r} and ddof {ddof!r}, expected sign -1 or 1 and ddof 0 or 1")
    values, weights = validate_weighted(x, w)
    validate_not_negative(values, "mazziotta_pareto")
    total = weights.sum(axis=-1, keepdims=True)
    share = np.divide(weights, total, out=np.full(weights.shape, np.nan), where=total > 0)
    mean = np.einsum("...m,...m->...", share, values)
    spread = np.where(share > 0, values - mean[..., None], 0.0)
    variance = np.einsum("...m,...m->...", share, spread**2)
    if ddof == 1:
        freedom = 1.0 - np.einsum("...m,...m->...", share, share)
        variance = np.where(freedom > 1e-12, divide(variance, freedom), variance)
    penalty = np.divide(variance, mean, out=np.zeros(np.shape(variance)), where=mean > 0)
    return np.asarray(mean + sign * penalty)
