"""Ranks from values, and how far two rankings agree: equal values share a rank, and float noise makes no difference.

Letters: ``m`` values of a row, ``n`` units, ``...`` rows.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from revue_analytics.methods.arrays import Floats, arrays

FEW = 48
"""Values of a row up to which all pairs are compared at once, quicker than sorting row by row."""


@arrays(x="... m", returns="... m")
def competition_rank(x: ArrayLike, tolerance: float = 1e-9) -> Floats:
    """Rank along the last axis, 1 for the largest; equal values share the best of their ranks.

    Values that differ by no more than `tolerance` times the largest of the row are equal, so that a tie in exact
    arithmetic stays one under rounding. Missing values have no rank (NaN).

    Parameters
    ----------
    x
        (..., m) values, higher is better.
    tolerance
        Relative to the largest absolute value of each row.

    Returns
    -------
    (..., m) ranks, 1 best.

    Examples
    --------
    >>> competition_rank([0.3, 0.1 + 0.2, 0.5, np.nan])
    array([ 2.,  2.,  1., nan])
    """
    values = np.asarray(x, dtype=np.float64)
    if values.shape[-1] <= FEW:
        size = np.abs(np.where(np.isnan(values), 0.0, values)).max(axis=-1, keepdims=True, initial=0.0)
        above = values[..., None, :] > values[..., :, None] + tolerance * size[..., None]
        return np.where(np.isnan(values), np.nan, 1.0 + above.sum(axis=-1))
    ranks = np.full(values.shape, np.nan)
    rows, into = values.reshape(-1, values.shape[-1]), ranks.reshape(-1, values.shape[-1])
    for row, rank in zip(rows, into, strict=True):
        there = np.flatnonzero(~np.isnan(row))
        order = there[np.argsort(row[there])]
        rising = row[order]
        noise = tolerance * max(abs(rising[0]), abs(rising[-1])) if len(rising) else 0.0
        # Looking up values in rising order walks through memory once.
        rank[order] = 1.0 + len(rising) - np.searchsorted(rising, rising + noise, side="right")
    return ranks


@arrays(x="... n", returns="... n")
def rank_units(x: ArrayLike, tolerance: float = 1e-12) -> Floats:
    """Rank units along the last axis: `competition_rank` with the tolerance that many units need.

    Among tens of thousands, scores that truly differ come close to each other, while the rounding of a mean stays below
    1e-14 of the scale.

    >>> rank_units([0.3, 0.1 + 0.2, 0.5, np.nan])
    array([ 2.,  2.,  1., nan])
    """
    return competition_rank(x, tolerance)


@arrays(x="n", returns="n")
def tie_codes(x: ArrayLike, tolerance: float = 1e-12) -> NDArray[np.int64]:
    """Number the distinct values of a column from 0 for the smallest; equal values share a number.

    Neighbours that differ by no more than `tolerance` times their own size are equal: their own, not the column's,
    which may hold both 3e12 and 2.

    Parameters
    ----------
    x
        (n,) values in any unit.

    Returns
    -------
    (n,) numbers, −1 where the value is missing.

    Examples
    --------
    >>> tie_codes([0.3, 7.0, 0.1 + 0.2, np.nan])
    array([ 0,  1,  0, -1])
    """
    values = np.asarray(x, dtype=np.float64)
    there = np.flatnonzero(~np.isnan(values))
    order = there[np.argsort(values[there])]
    rising = values[order]
    new = np.diff(rising) > tolerance * np.maximum(np.abs(rising[1:]), np.abs(rising[:-1]))
    codes = np.full(values.shape, -1, dtype=np.int64)
    codes[order] = np.concatenate([np.zeros(min(len(order), 1), dtype=np.int64), np.cumsum(new)])
    return codes


@arrays(x="n", returns="n")
def mid_rank(x: ArrayLike, tolerance: float = 1e-12) -> Floats:
    """Rank a column from 1 for the smallest value; equal values share the mean of their places.

    Mid-ranks sum to ``n (n + 1) / 2`` whatever the ties, and turning the column round turns the ranks round.

    Parameters
    ----------
    x
        (n,) values in any unit.
    tolerance
        As in `tie_codes`.

    Returns
    -------
    (n,) ranks, n for the largest value; NaN where the value is missing (n counts those that are there).

    Examples
    --------
    >>> mid_rank([10.0, 30.0, 10.0, np.nan])
    array([1.5, 3. , 1.5, nan])
    """
    codes = tie_codes(x, tolerance)
    sizes = np.bincount(codes[codes >= 0])
    middle = np.cumsum(sizes) - (sizes - 1) / 2.0
    return np.where(codes >= 0, np.append(middle, np.nan)[codes], np.nan)


@arrays(a="n", b="n")
def kendall_tau(a: ArrayLike, b: ArrayLike) -> float:
    """Kendall's τ-b of two columns: pairs in the same order less pairs in the other, ties allowed for.

    Parameters
    ----------
    a, b
        (n,) scores (or ranks, both) of the same units; a unit that is missing in either is left out.

    Returns
    -------
    −1 to 1; NaN where a column makes all units equal.

    References
    ----------
    Kendall (1945), *Biometrika* 33, 239–251.

    Examples
    --------
    >>> round(kendall_tau([3.0, 1.0, 2.0], [0.1 + 0.2, 0.1, 0.3]), 4)
    0.8165
    """
    from scipy.stats import kendalltau

    first, second = _both(a, b)
    one, other = tie_codes(first), tie_codes(second)
    return float(kendalltau(one, other).statistic) if _vary(one, other) else float("nan")


@arrays(a="n", b="n")
def spearman_rho(a: ArrayLike, b: ArrayLike) -> float:
    """Spearman's ρ of two columns: the correlation of their mid-ranks.

    Parameters
    ----------
    a, b
        (n,) as for `kendall_tau`.

    Returns
    -------
    −1 to 1; NaN where a column makes all units equal.

    References
    ----------
    Spearman (1904), *American Journal of Psychology* 15, 72–101.

    Examples
    --------
    >>> round(spearman_rho([3.0, 1.0, 2.0], [30.0, 20.0, 10.0]), 4)
    0.5
    """
    first, second = _both(a, b)
    one, other = mid_rank(first), mid_rank(second)
    return float(np.corrcoef(one, other)[0, 1]) if _vary(one, other) else float("nan")


def _both(a: ArrayLike, b: ArrayLike) -> tuple[Floats, Floats]:
    """Return the values of the units that are in both columns."""
    first, second = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    there = ~np.isnan(first) & ~np.isnan(second)
    return first[there], second[there]


def _vary(one: NDArray[np.generic], other: NDArray[np.generic]) -> bool:
    return bool(len(one) and np.ptp(one) and np.ptp(other))
