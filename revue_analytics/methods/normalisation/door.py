"""What every normalisation does at its door, and what it knows about a column."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from revue_analytics.errors import MethodError
from revue_analytics.methods.arrays import Bools, Floats, signs


def checked(x: ArrayLike, direction: ArrayLike, name: str) -> tuple[Floats, Bools]:
    """Return the values as floats, and which criteria are turned round (less is better).

    Raises
    ------
    MethodError
        A direction other than ±1, or another number of them than of criteria.
    """
    values = np.asarray(x, dtype=np.float64)
    turned = signs(direction, values.shape[-1] if values.ndim else 1, name) < 0
    return values, turned if values.ndim else turned[0]


def columns(values: Floats, name: str) -> Floats:
    """Return the values if they are units × criteria, so that units can be compared."""
    if values.ndim != 2:
        raise MethodError(f"{name}: x has shape {values.shape}, expected (units, criteria): it compares units")
    return values


def ends(values: Floats) -> tuple[Floats, Floats]:
    """Smallest and largest value of each column, NaN where it has none."""
    by_column = np.ascontiguousarray(values.T)
    low = np.fmin.reduce(by_column, axis=1, initial=np.nan)
    high = np.fmax.reduce(by_column, axis=1, initial=np.nan)
    return low, high


def flat(low: Floats, high: Floats) -> Bools:
    """Whether a column has one value only, float noise aside."""
    return np.asarray(high - low <= 1e-12 * np.maximum(np.abs(low), np.abs(high)))
