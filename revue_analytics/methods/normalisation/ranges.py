"""Between two ends: those of the scale, those observed, or fixed goalposts.

Letters: ``n`` units, ``m`` criteria, ``...`` any leading axes.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from revue_analytics.errors import MethodError
from revue_analytics.methods.arrays import Floats, arrays
from revue_analytics.methods.normalisation.door import checked, columns, ends, flat
from revue_analytics.methods.registry import Depends, declare

__all__ = ["goalposts", "min_max", "scale_levels"]


@declare(
    sentence="Levels are put on a scale from 0 to 100, in equal steps.",
    compares_units=False,
    range=(0.0, 100.0),
    takes=("minimum", "maximum"),
    of_levels=True,
)
@arrays(x="... m", returns="... m")
def scale_levels(x: ArrayLike, minimum: float = 0.0, maximum: float = 4.0) -> Floats:
    """Put levels of the framework's scale on 0–100: ``100 (x - minimum) / (maximum - minimum)``.

    Parameters
    ----------
    x
        (..., m) levels, NaN where missing.
    minimum, maximum
        Ends of the scale, `minimum` < `maximum`.

    Returns
    -------
    (..., m) array, 0 worst – 100 best.

    Raises
    ------
    MethodError
        The ends are not in order.

    Examples
    --------
    >>> scale_levels([0.0, 1.0, 2.5, 4.0])
    array([  0. ,  25. ,  62.5, 100. ])
    """
    if not minimum < maximum:
        raise MethodError(f"scale_levels: the scale goes from {minimum} to {maximum}, expected a rising one")
    return 100.0 * (np.asarray(x, dtype=np.float64) - minimum) / (maximum - minimum)


@declare(
    sentence="Criteria are put on a scale from 0 to 100 by the smallest and largest value observed.",
    compares_units=True,
    range=Depends(lambda given: (given["lower"], given["upper"])),
)
@arrays(x="n m", direction="m", returns="n m")
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
        Ends of the range: 0 and 100; 1 and 100 before a geometric mean; 70 and 130 for the adjusted Mazziotta–Pareto
        index.

    Returns
    -------
    (n, m) array, `lower` worst – `upper` best.

    Raises
    ------
    MethodError
        An infinite value, a direction other than ±1, or ends out of order.

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
    values, turned = checked(x, direction, "min_max")
    if not lower < upper:
        raise MethodError(f"min_max: the range goes from {lower} to {upper}, expected a rising one")
    low, high = ends(columns(values, "min_max"))
    worst, best = np.where(turned, high, low), np.where(turned, low, high)
    constant = flat(low, high)
    share = values - worst  # in place from here: a second large array costs more than the arithmetic
    share /= np.where(constant, np.inf, best - worst)
    share *= upper - lower
    share += np.where(constant, (lower + upper) / 2, lower)
    return np.asarray(share)


@declare(
    sentence="Criteria are put on a scale from 0 to 100 between fixed goalposts.",
    compares_units=False,
    range=(0.0, 100.0),
    takes=("low", "high", "direction"),
)
@arrays(x="... m", low="... m", high="... m", direction="m", returns="... m")
def goalposts(x: ArrayLike, low: ArrayLike, high: ArrayLike, direction: ArrayLike = 1) -> Floats:
    """Put each criterion on 0–100 between two fixed goalposts; what lies beyond them counts as 0 or 100.

    ``100 (x - low) / (high - low)``, reversed where the direction is −1, then cut at 0 and 100.

    Parameters
    ----------
    x
        (..., m) values, NaN where missing.
    low, high
        (m,) goalposts, `low` < `high`, in the unit of each criterion.
    direction
        (m,) of ±1, or one for all; −1 makes `low` the best.

    Returns
    -------
    (..., m) array, 0 worst – 100 best.

    Raises
    ------
    MethodError
        A goalpost is missing, or `low` is not below `high`; a direction other than ±1.

    References
    ----------
    UNDP, *Human Development Report*, technical notes (dimension indices).

    Examples
    --------
    >>> goalposts([[30.0], [90.0]], low=[20.0], high=[80.0]).round(1)
    array([[ 16.7],
           [100. ]])
    """
    values, turned = checked(x, direction, "goalposts")
    bottom, top = np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64)
    if not np.all(bottom < top):
        raise MethodError("goalposts: every criterion needs a low goalpost below its high one")
    share = np.clip((values - bottom) / (top - bottom), 0.0, 1.0)
    return np.asarray(100.0 * np.where(turned, 1.0 - share, share))
