"""Normalisation: criteria in any unit put on one scale, 0 worst – 100 best, ``(n, m) -> (n, m)``.

Missing values stay missing. A *direction* of −1 says that less is better.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from revue_analytics.errors import MethodError

__all__ = ["NORMALISATIONS", "goalposts", "min_max", "scale_levels"]

Floats = NDArray[np.float64]


def scale_levels(x: ArrayLike, minimum: float = 0.0, maximum: float = 4.0) -> Floats:
    """Put levels of the framework's scale on 0–100: ``100 (x - minimum) / (maximum - minimum)``.

    Parameters
    ----------
    x
        (..., m) levels, NaN where missing.
    minimum, maximum
        Ends of the scale.

    Returns
    -------
    (..., m) array, 0 worst – 100 best.

    Examples
    --------
    >>> scale_levels([0.0, 1.0, 2.5, 4.0])
    array([  0. ,  25. ,  62.5, 100. ])
    """
    return 100.0 * (np.asarray(x, dtype=np.float64) - minimum) / (maximum - minimum)


def min_max(x: ArrayLike, direction: ArrayLike = 1, lower: float = 0.0, upper: float = 100.0) -> Floats:
    """Put each criterion on `lower`–`upper` by the smallest and largest value observed.

    ``lower + (upper - lower) (x - min) / (max - min)``, reversed where the direction is −1. A constant criterion
    says nothing about the units: all of them get the middle of the range.

    Parameters
    ----------
    x
        (n, m) values, NaN where missing.
    direction
        (m,) of ±1, or one for all.
    lower, upper
        Ends of the range.

    Returns
    -------
    (n, m) array, `lower` worst – `upper` best.

    References
    ----------
    OECD/JRC (2008), *Handbook on Constructing Composite Indicators*, section 5 (min–max).

    Examples
    --------
    >>> min_max([[1.0, 5.0], [2.0, 7.0], [3.0, 9.0]], direction=[1, -1])
    array([[  0., 100.],
           [ 50.,  50.],
           [100.,   0.]])
    """
    values = np.asarray(x, dtype=np.float64)
    there = ~np.isnan(values)
    low = np.min(values, axis=0, where=there, initial=np.inf)
    high = np.max(values, axis=0, where=there, initial=-np.inf)
    share = _between(values, low, high)
    share = np.where(np.asarray(direction) < 0, 1.0 - share, share)
    return lower + (upper - lower) * share


def goalposts(x: ArrayLike, low: ArrayLike, high: ArrayLike, direction: ArrayLike = 1) -> Floats:
    """Put each criterion on 0–100 between two fixed goalposts; what lies beyond them counts as 0 or 100.

    Parameters
    ----------
    x
        (..., m) values, NaN where missing.
    low, high
        (m,) goalposts, `low` < `high`.
    direction
        (m,) of ±1, or one for all; −1 makes `low` the best.

    Returns
    -------
    (..., m) array, 0 worst – 100 best.

    Raises
    ------
    MethodError
        A goalpost is missing, or `low` is not below `high`.

    Examples
    --------
    >>> goalposts([[30.0], [90.0]], low=[20.0], high=[80.0]).round(1)
    array([[ 16.7],
           [100. ]])
    """
    bottom, top = np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64)
    if not np.all(bottom < top):
        raise MethodError("goalposts: every criterion needs a low goalpost below its high one")
    share = np.clip(_between(np.asarray(x, dtype=np.float64), bottom, top), 0.0, 1.0)
    return 100.0 * np.where(np.asarray(direction) < 0, 1.0 - share, share)


def _between(values: Floats, low: Floats, high: Floats) -> Floats:
    """Share of the way from `low` to `high`; one half where there is no way, NaN where the value is missing."""
    span = high - low
    way = np.divide(values - low, span, out=np.full(values.shape, 0.5), where=np.broadcast_to(span > 0, values.shape))
    return np.where(np.isnan(values), np.nan, way)


NORMALISATIONS: dict[str, Callable[..., Any]] = {
    "scale_levels": scale_levels,
    "min_max": min_max,
    "goalposts": goalposts,
}
