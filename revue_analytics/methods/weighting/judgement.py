"""Weights that people state: equal, points to share, a ranking, swings.

Letters: ``m`` criteria, ``...`` any leading axes (judges), so that one judge or a hundred go through the same call.
Every function gives weights that are non-negative and sum to one.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from revue_analytics.errors import MethodError
from revue_analytics.methods._validation import on_simplex
from revue_analytics.methods.arrays import Floats, arrays


def equal(m: int) -> Floats:
    """Equal weights, ``w_j = 1 / m``.

    Raises
    ------
    MethodError
        There is no criterion.

    References
    ----------
    OECD/JRC (2008), *Handbook on Constructing Composite Indicators*, section 6 (equal weighting).

    Examples
    --------
    >>> equal(4)
    array([0.25, 0.25, 0.25, 0.25])
    """
    if m < 1:
        raise MethodError(f"equal: {m} criteria, expected at least one")
    return np.full(m, 1.0 / m)


@arrays(points="... m", returns="... m")
def budget_allocation(points: ArrayLike, total: float | None = None, tolerance: float = 0.5) -> Floats:
    """Weights from a budget of points shared among the criteria, ``w_j = p_j / sum(p)``.

    Parameters
    ----------
    points
        (..., m) points, zero or more.
    total
        What they must add up to (say 100); not checked by default, since shares are all that counts.
    tolerance
        How far from `total` they may be, in points.

    Returns
    -------
    (..., m) weights.

    Raises
    ------
    MethodError
        Points missing or negative, none given at all, or a sum too far from `total`.

    References
    ----------
    OECD/JRC (2008), *Handbook on Constructing Composite Indicators*, section 6 (budget allocation process).

    Examples
    --------
    >>> budget_allocation([[60, 40], [50, 50]], total=100)
    array([[0.6, 0.4],
           [0.5, 0.5]])
    """
    numbers = np.asarray(points, dtype=np.float64)
    weights = on_simplex(numbers, "budget_allocation")
    if total is not None:
        off = np.abs(numbers.sum(axis=-1) - total)
        if (off > tolerance).any():
            worst = numbers.sum(axis=-1).ravel()[np.argmax(off)]
            raise MethodError(f"budget_allocation: the points add up to {worst:g}, expected {total:g}")
    return weights


@arrays(points="... m", returns="... m")
def swing(points: ArrayLike) -> Floats:
    """Weights from swings, ``w_j = s_j / sum(s)``.

    The judge imagines every criterion at its worst level, says which one they would first raise to its best level
    and gives that swing 100; then says what the swing of each other criterion is worth beside it. Unlike points of
    importance, swings take the range of each criterion into account.

    Parameters
    ----------
    points
        (..., m) worth of each swing, zero or more, in any unit.

    Returns
    -------
    (..., m) weights.

    Raises
    ------
    MethodError
        A swing missing or negative, or all zero.

    References
    ----------
    von Winterfeldt, D. and Edwards, W. (1986), *Decision Analysis and Behavioral Research*, Cambridge University Press.

    Examples
    --------
    >>> swing([100, 60, 40])
    array([0.5, 0.3, 0.2])
    """
    return on_simplex(points, "swing")


@arrays(ranks="... m", returns="... m")
def rank_order_centroid(ranks: ArrayLike) -> Floats:
    """Centre of all weights that respect a ranking, ``w_(i) = (1/m) sum(1/k for k = i…m)``.

    Parameters
    ----------
    ranks
        (..., m) ranks, smallest most important. Only their order counts; tied criteria share the mean of the weights
        of their places.

    Returns
    -------
    (..., m) weights.

    Raises
    ------
    MethodError
        A criterion without a rank.

    References
    ----------
    Barron, F. H. and Barrett, B. E. (1996), "Decision quality using ranked attribute weights", *Management Science*
    42(11).

    Examples
    --------
    >>> rank_order_centroid([1, 3, 2]).round(4)
    array([0.6111, 0.1111, 0.2778])
    """
    numbers = _ranks(ranks)
    m = numbers.shape[-1]
    return _by_rank(numbers, np.cumsum(1.0 / np.arange(m, 0, -1))[::-1] / m)


@arrays(ranks="... m", returns="... m")
def rank_sum(ranks: ArrayLike) -> Floats:
    """Weights that fall in equal steps, ``w_(i) = 2 (m + 1 - i) / (m (m + 1))``.

    Parameters, ties and errors as `rank_order_centroid`.

    References
    ----------
    Stillwell, W. G., Seaver, D. A. and Edwards, W. (1981), "A comparison of weight approximation techniques in
    multiattribute utility decision making", *Organizational Behavior and Human Performance* 28.

    Examples
    --------
    >>> rank_sum([1, 2, 3]).round(4)
    array([0.5   , 0.3333, 0.1667])
    """
    numbers = _ranks(ranks)
    m = numbers.shape[-1]
    return _by_rank(numbers, 2.0 * np.arange(m, 0, -1) / (m * (m + 1)))


@arrays(ranks="... m", returns="... m")
def reciprocal_rank(ranks: ArrayLike) -> Floats:
    """Weights in inverse proportion to the place, ``w_(i) = (1/i) / sum(1/k)``.

    Parameters, ties and errors as `rank_order_centroid`; source as `rank_sum`.

    Examples
    --------
    >>> reciprocal_rank([1, 2, 3]).round(4)
    array([0.5455, 0.2727, 0.1818])
    """
    numbers = _ranks(ranks)
    reciprocal = 1.0 / np.arange(1, numbers.shape[-1] + 1)
    return _by_rank(numbers, reciprocal / reciprocal.sum())


def _ranks(ranks: ArrayLike) -> Floats:
    numbers = np.asarray(ranks, dtype=np.float64)
    if numbers.ndim == 0 or numbers.shape[-1] == 0:
        raise MethodError(f"ranks: expected one for each criterion, got shape {numbers.shape}")
    if not np.isfinite(numbers).all():
        raise MethodError("ranks: every criterion needs one; give those that were left out a common last rank")
    return numbers


def _by_rank(ranks: Floats, by_rank: Floats) -> Floats:
    """Give each criterion the mean of `by_rank` over the places that it and its ties take up."""
    before = (ranks[..., None, :] < ranks[..., :, None]).sum(axis=-1)
    until = (ranks[..., None, :] <= ranks[..., :, None]).sum(axis=-1)
    total = np.concatenate([[0.0], by_rank.cumsum()])
    return np.asarray((total[until] - total[before]) / (until - before))
