"""What every aggregation does at its door: values and weights as floats, checked once."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from revue_analytics.errors import MethodError
from revue_analytics.methods.arrays import Floats


def weighted(x: ArrayLike, w: ArrayLike, fill: float = 0.0) -> tuple[Floats, Floats]:
    """Return values and weights as floats, the values of zero weight replaced by `fill`.

    Raises
    ------
    MethodError
        Another number of criteria in `x` than in `w`, or a weight that is negative or missing.
    """
    values = np.asarray(x, dtype=np.float64)
    weights = np.asarray(w, dtype=np.float64)
    if values.shape[-1:] != weights.shape[-1:]:
        raise MethodError(f"x has {values.shape[-1:]} criteria, w has {weights.shape[-1:]}: expected the same")
    lowest = weights.min(initial=np.inf)
    if np.isnan(lowest) or lowest < 0:
        raise MethodError("weights must not be negative nor missing")
    return (values if lowest > 0 else np.where(weights > 0, values, fill)), weights


def divide(a: Floats, b: Floats) -> Floats:
    """Divide, NaN where the divisor is zero."""
    return np.asarray(np.divide(a, b, out=np.full(np.broadcast(a, b).shape, np.nan), where=np.asarray(b) > 0))


def require_positive(values: Floats, name: str) -> None:
    """Refuse a zero or a negative value for a mean that has no meaning there."""
    if np.any(values <= 0):
        raise MethodError(f"{name} needs strictly positive values; shift the scale first (0–100 becomes 1–100)")


def require_not_negative(values: Floats, name: str) -> None:
    """Refuse a negative value for an aggregation that has no meaning there."""
    if np.any(values < 0):
        raise MethodError(f"{name} needs values that are not negative; put them on a positive scale first")
