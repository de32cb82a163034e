"""TOPSIS: nearness to the best values seen, and distance from the worst."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from revue_analytics.methods.ranking.door import Floats, comparable

__all__ = ["topsis"]


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
    values, shares, complete = comparable(x, w, direction, "topsis")
    closeness = np.full(complete.shape, np.nan)
    if not len(values):
        return closeness
    length = np.sqrt(np.einsum("nm,nm->m", values, values))
    weighted = values * (shares / np.where(length > 0, length, 1.0))
    to_best, to_worst = weighted.max(axis=0) - weighted, weighted - weighted.min(axis=0)
    best, worst = (np.sqrt(np.einsum("nm,nm->n", d, d)) for d in (to_best, to_worst))
    apart = best + worst
    rounding = 1e-12 * np.abs(weighted).max()
    closeness[complete] = np.divide(worst, apart, out=np.full(apart.shape, 0.5), where=apart > rounding)
    return closeness
