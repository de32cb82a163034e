"""Aggregation: the values of several criteria made one, ``(..., m), (..., m) -> (...)``.

Every function takes values `x` and weights `w` whose last axis is the criteria; the other axes broadcast, so that one
unit, all units, or all units under all weight draws go through the same code. Weights need not sum to one. An entry of
weight zero leaves the calculation whatever its value; a missing value (NaN) with a positive weight makes the result
missing, and so does a total weight of zero (see `revue_analytics.methods.missing` for what to do before).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from revue_analytics.errors import MethodError

__all__ = ["AGGREGATIONS", "NEEDS_POSITIVE", "arithmetic_mean", "geometric_mean", "harmonic_mean", "minimum"]

Floats = NDArray[np.float64]


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
    values, weights = _weighted(x, w)
    return _divide(np.einsum("...m,...m->...", weights, values), weights.sum(axis=-1))


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
    values, weights = _weighted(x, w, fill=1.0)
    _require_positive(values, "geometric_mean")
    return np.exp(_divide(np.einsum("...m,...m->...", weights, np.log(values)), weights.sum(axis=-1)))


def harmonic_mean(x: ArrayLike, w: ArrayLike) -> Floats:
    """Weighted harmonic mean, ``sum(w) / sum(w / x)``: closer to the weakest value than the geometric mean.

    Parameters, result and errors as `geometric_mean`.

    Examples
    --------
    >>> harmonic_mean([2.0, 6.0], [1.0, 1.0])
    array(3.)
    """
    values, weights = _weighted(x, w, fill=1.0)
    _require_positive(values, "harmonic_mean")
    return _divide(weights.sum(axis=-1), np.einsum("...m,...m->...", weights, 1.0 / values))


def minimum(x: ArrayLike, w: ArrayLike) -> Floats:
    """Smallest of the values that have a positive weight: not compensatory at all.

    Examples
    --------
    >>> minimum([43.0, 29.0, 5.0], [0.5, 0.5, 0.0])
    array(29.)
    """
    values, weights = _weighted(x, w)
    smallest = np.min(np.where(weights > 0, values, np.inf), axis=-1)
    return np.asarray(np.where(np.isinf(smallest), np.nan, smallest))


def _weighted(x: ArrayLike, w: ArrayLike, fill: float = 0.0) -> tuple[Floats, Floats]:
    """Return values and weights as floats, the values of zero weight replaced by `fill`."""
    values = np.asarray(x, dtype=np.float64)
    weights = np.asarray(w, dtype=np.float64)
    if values.shape[-1:] != weights.shape[-1:]:
        raise MethodError(f"x has {values.shape[-1:]} criteria, w has {weights.shape[-1:]}: expected the same")
    if np.any(weights < 0):
        raise MethodError("weights must not be negative")
    return np.where(weights > 0, values, fill), weights


def _divide(a: Floats, b: Floats) -> Floats:
    """Divide, NaN where the divisor is zero."""
    return np.asarray(np.divide(a, b, out=np.full(np.broadcast(a, b).shape, np.nan), where=np.asarray(b) > 0))


def _require_positive(values: Floats, name: str) -> None:
    if np.any(values <= 0):
        raise MethodError(f"{name} needs strictly positive values; shift the scale first (0–100 becomes 1–100)")


AGGREGATIONS: dict[str, Callable[..., Any]] = {
    "arithmetic_mean": arithmetic_mean,
    "geometric_mean": geometric_mean,
    "harmonic_mean": harmonic_mean,
    "minimum": minimum,
}

NEEDS_POSITIVE: frozenset[Callable[..., Any]] = frozenset({geometric_mean, harmonic_mean})
"""Aggregations that are not defined at zero: scores are put on 1–100 for them, as the Handbook does."""
