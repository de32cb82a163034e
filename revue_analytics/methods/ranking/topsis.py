"""TOPSIS: nearness to the best values seen, and distance from the worst."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from revue_analytics.methods.arrays import Floats, arrays
from revue_analytics.methods.ranking.door import comparable

__all__ = ["topsis"]


@arrays(x="n m", w="m", direction="m", returns="n")
def topsis(x: ArrayLike, w: ArrayLike, direction: ArrayLike = 1) -> Floats:
    """Relative closeness to the ideal, ``d− / (d+ + d−)``.

    Columns are divided by their Euclidean length and multiplied by their weight; ``d+`` and ``d−`` are a unit's
    Euclidean distances to the best and to the worst value of every column. The lengths depend on the origin of the
    scales, so give measurements on ratio scales or scores, not z-scores.

    Parameters
    ----------
    x
        (n, m) values.
    w
        (m,) weights, non-negative.
    direction
        (m,) of ±1, or one for all; −1 where less is better.

    Returns
    -------
    (n,) closeness, 0 worst – 1 best. Where all compared units are equal, a single unit included, nobody is nearer to
    the best than to the worst: one half.

    Raises
    ------
    MethodError
        Shapes that do not fit, infinite values, negative weights, directions other than ±1.

    References
    ----------
    Hwang & Yoon (1981), *Multiple Attribute Decision Making: Methods and Applications*, Springer.

    Examples
    --------
    >>> topsis([[9.0, 7.0], [8.0, 9.0], [7.0, 6.0]], [0.5, 0.5]).round(3)
    array([0.513, 0.772, 0.   ])
    """
    columns, shares, complete = comparable(x, w, direction, "topsis")
    closeness = np.full(complete.shape, np.nan)
    if not columns.size:
        return closeness
    to_best, to_worst, size = np.zeros(columns.shape[1]), np.zeros(columns.shape[1]), 0.0
    # One criterion after the other: a column stays in the processor's cache, the whole matrix does not.
    for column, share in zip(columns, shares, strict=True):
        weighted = column * (share / (np.sqrt(np.square(column).sum()) or 1.0))
        high, low = weighted.max(), weighted.min()
        to_best += (high - weighted) ** 2
        to_worst += (weighted - low) ** 2
        size = max(size, abs(high), abs(low))
    worst = np.sqrt(to_worst)
    apart = np.sqrt(to_best) + worst
    rounding = 1e-12 * size
    closeness[complete] = np.divide(worst, apart, out=np.full(apart.shape, 0.5), where=apart > rounding)
    return closeness
