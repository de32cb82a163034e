"""Places instead of values: nothing but the order of the units is kept.

Equal values, float noise aside, share the mean of their places: the sum stays the same whatever the ties, and turning
a criterion round turns its ranks round. Letters: ``n`` units, ``m`` criteria; ``k`` units have a value on a criterion.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from revue_analytics.methods.arrays import Floats, arrays
from revue_analytics.methods.normalisation.door import checked, columns
from revue_analytics.methods.ranking.places import mid_rank
from revue_analytics.methods.registry import declare

__all__ = ["borda", "percentile_rank", "rank"]


@declare(sentence="Criteria are replaced by ranks.", compares_units=True, range=(1.0, np.inf))
@arrays(x="n m", direction="m", returns="n m")
def rank(x: ArrayLike, direction: ArrayLike = 1) -> Floats:
    """Place of each unit counted from the worst, 1 to k.

    Parameters
    ----------
    x
        (n, m) values, NaN where missing.
    direction
        (m,) of ±1, or one for all.

    Returns
    -------
    (n, m) ranks, 1 worst – k best, where k is the number of units with a value on the criterion. With values missing,
    k differs from one criterion to the next: `percentile_rank` then keeps criteria comparable.

    Raises
    ------
    MethodError
        An infinite value, or a direction other than ±1.

    References
    ----------
    OECD/JRC (2008), *Handbook on Constructing Composite Indicators*, section 5 (ranking).

    Examples
    --------
    >>> rank([[5.0], [9.0], [5.0], [1.0]]).ravel()
    array([2.5, 4. , 2.5, 1. ])
    """
    return _ranked(x, direction, "rank")[0]


@declare(
    sentence="Criteria are replaced by the share of territories that do no better.",
    compares_units=True,
    range=(0.0, 100.0),
)
@arrays(x="n m", direction="m", returns="n m")
def percentile_rank(x: ArrayLike, direction: ArrayLike = 1) -> Floats:
    """Share of the other units that a unit is better than, ties half: ``100 (r - 1) / (k - 1)``.

    Parameters and errors as `rank`.

    Returns
    -------
    (n, m) array, 0 worst – 100 best; 50 where all units are equal, a single one included.

    Examples
    --------
    >>> percentile_rank([[5.0], [9.0], [5.0], [1.0]]).ravel().round(1)
    array([ 50., 100.,  50.,   0.])
    """
    ranks, count = _ranked(x, direction, "percentile_rank")
    return np.where(count > 1, 100.0 * (ranks - 1.0) / np.maximum(count - 1, 1), ranks * 50.0)


@declare(
    sentence="Criteria are replaced by the number of territories that do less well.",
    compares_units=True,
    range=(0.0, np.inf),
)
@arrays(x="n m", direction="m", returns="n m")
def borda(x: ArrayLike, direction: ArrayLike = 1) -> Floats:
    """Borda points, the number of units that a unit is better than, ties half: ``r - 1``.

    Summed over criteria (an arithmetic mean, but for a constant) they make Borda's count. Parameters and errors as
    `rank`.

    Returns
    -------
    (n, m) points, 0 worst – k − 1 best.

    References
    ----------
    Borda (1784), Mémoire sur les élections au scrutin, *Histoire de l'Académie royale des sciences*.

    Examples
    --------
    >>> borda([[5.0], [9.0], [5.0], [1.0]]).ravel()
    array([1.5, 3. , 1.5, 0. ])
    """
    return _ranked(x, direction, "borda")[0] - 1.0


def _ranked(x: ArrayLike, direction: ArrayLike, name: str) -> tuple[Floats, Floats]:
    """(n, m) mid-ranks from the worst, and (m,) number of units that have one."""
    values, turned = checked(x, direction, name)
    ranks = np.empty(columns(values, name).shape)
    for j in range(values.shape[1]):
        ranks[:, j] = mid_rank(values[:, j])
    count = (~np.isnan(values)).sum(axis=0).astype(np.float64)
    return np.where(turned, count + 1.0 - ranks, ranks), count
