"""Does a group agree on one item? Ordinal consensus and within-group agreement, item by item.

Letters: ``k`` raters, ``m`` items, ``L`` levels of the scale, ``...`` any leading axes. Both measures need nothing but
how many answered each level, hence a second form of each that takes counts and does all items of all groups at once.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from revue_analytics.errors import MethodError
from revue_analytics.methods.arrays import Floats, arrays, as_floats

MATURITY = (0, 1, 2, 3, 4)
"""Levels of the scale unless said otherwise."""


@arrays(ratings="k m", levels="L", returns="m")
def ordinal_consensus(ratings: ArrayLike, levels: ArrayLike = MATURITY) -> Floats:
    """Consensus of Tastle and Wierman, ``1 + sum_l p_l log2(1 - |l - mean| / d)``.

    p_l is the share of the answers at level l, d the width of the scale. 1 when all give the same level, 0 when half
    are at each end.

    Parameters
    ----------
    ratings
        (k, m) ratings, NaN where there is none; or (k,) for one item.
    levels
        (L,) levels of the scale, increasing; at least two.

    Returns
    -------
    (m,) consensus, 0–1; NaN where fewer than two rated.

    Raises
    ------
    MethodError
        A rating that is not a level.

    References
    ----------
    Tastle, W. J. and Wierman, M. J. (2007), "Consensus and dissention: a measure of ordinal dispersion",
    *International Journal of Approximate Reasoning* 45(3).

    Examples
    --------
    >>> ordinal_consensus([[2, 0, 1], [2, 0, 2], [2, 4, 3], [2, 4, 2]]).round(4)
    array([1.    , 0.    , 0.7925])
    """
    counts = _counts(ratings, levels)
    return np.where(counts.sum(axis=-1) > 1, ordinal_consensus_of_counts(counts, levels), np.nan)


@arrays(counts="... L", levels="L", returns="...")
def ordinal_consensus_of_counts(counts: ArrayLike, levels: ArrayLike = MATURITY) -> Floats:
    """As `ordinal_consensus`, from (..., L) numbers (or shares) of answers at each level.

    Returns
    -------
    (...) consensus; NaN where there is no answer, 1 for a single one.

    Examples
    --------
    >>> ordinal_consensus_of_counts([[1, 1, 1, 1, 1], [0, 0, 3, 2, 0]]).round(4)
    array([0.434, 0.815])
    """
    n, v, total = _checked(counts, levels)
    p = np.divide(n, total[..., None], out=np.full(n.shape, np.nan), where=total[..., None] > 0)
    distance = np.abs(v - (p @ v)[..., None]) / (v[-1] - v[0])
    # A level nobody chose may lie a whole scale away, where the logarithm is infinite; it has no share in the sum.
    return np.asarray(np.clip(1.0 + (p * np.log2(np.where(n > 0, 1.0 - distance, 1.0))).sum(axis=-1), 0.0, 1.0))


@arrays(ratings="k m", levels="L", returns="m")
def within_group_agreement(ratings: ArrayLike, levels: ArrayLike = MATURITY) -> Floats:
    """Within-group agreement r_wg, ``1 - s² / s_EU²``: how much less the answers vary than if given at random.

    s² is their variance (n − 1), s_EU² that of levels all equally likely, ``(L² - 1) / 12`` on a scale of whole
    steps.

    Parameters
    ----------
    ratings
        (k, m) ratings, NaN where there is none; or (k,) for one item.
    levels
        (L,) levels of the scale, increasing; at least two.

    Returns
    -------
    (m,) agreement, at most 1; NaN where fewer than two rated. Below 0 the group disagrees more than chance would:
    it is split. James et al. report 0 then; here the number is kept, since a split group is worth seeing.

    Raises
    ------
    MethodError
        A rating that is not a level.

    References
    ----------
    James, L. R., Demaree, R. G. and Wolf, G. (1984), "Estimating within-group interrater reliability with and without
    response bias", *Journal of Applied Psychology* 69(1).

    Examples
    --------
    >>> within_group_agreement([[2, 0, 1], [2, 0, 2], [2, 4, 3]]).round(4)
    array([ 1.    , -1.6667,  0.5   ])
    """
    return within_group_agreement_of_counts(_counts(ratings, levels), levels)


@arrays(counts="... L", levels="L", returns="...")
def within_group_agreement_of_counts(counts: ArrayLike, levels: ArrayLike = MATURITY) -> Floats:
    """As `within_group_agreement`, from (..., L) numbers of answers at each level.

    Examples
    --------
    >>> within_group_agreement_of_counts([[0, 1, 1, 1, 0], [1, 0, 0, 0, 0]])
    array([0.5, nan])
    """
    n, v, total = _checked(counts, levels)
    several = total > 1
    mean = np.divide(n @ v, total, out=np.zeros(total.shape), where=several)
    square = (n * (v - mean[..., None]) ** 2).sum(axis=-1)
    variance = np.divide(square, total - 1, out=np.full(total.shape, np.nan), where=several)
    return np.asarray(1.0 - variance / v.var())


@arrays(ratings="k m", levels="L")
def multi_item_agreement(ratings: ArrayLike, levels: ArrayLike = MATURITY, *, spearman_brown: bool = False) -> float:
    """Within-group agreement over several items, ``r*_wg(J) = 1 - mean(s_j²) / s_EU²``.

    Parameters
    ----------
    ratings
        (k, m) ratings, NaN where there is none.
    levels
        (L,) levels of the scale, increasing.
    spearman_brown
        Instead of r*, r_wg(J) of James et al. (1984), ``J r* / (J r* + mean(s_j²) / s_EU²)``, which grows with the
        number of items J; 0 where r* is negative, as they say.

    Returns
    -------
    Agreement, at most 1; NaN where no item was rated twice.

    References
    ----------
    Lindell, M. K., Brandt, C. J. and Whitney, D. J. (1999), "A revised index of interrater agreement for multi-item
    ratings of a single target", *Applied Psychological Measurement* 23(2).

    Examples
    --------
    >>> ratings = [[2, 1, 1], [2, 2, 2], [2, 2, 3]]
    >>> round(multi_item_agreement(ratings), 4), round(multi_item_agreement(ratings, spearman_brown=True), 4)
    (0.7778, 0.913)
    """
    each = np.atleast_1d(within_group_agreement(ratings, levels))
    rated = ~np.isnan(each)
    if not rated.any():
        return float("nan")
    star = float(each[rated].mean())
    if not spearman_brown:
        return star
    items = int(rated.sum())
    return max(items * star / (items * star + 1.0 - star), 0.0) if star > 0 else 0.0


def _counts(ratings: ArrayLike, levels: ArrayLike) -> Floats:
    """(m, L) answers at each level, or (L,) for one item."""
    table, v = as_floats(ratings, "ratings"), np.asarray(levels, dtype=np.float64)
    at = table[..., None] == v
    strange = table[~at.any(axis=-1) & ~np.isnan(table)]
    if strange.size:
        raise MethodError(
            f"{strange[0]:g} is not a level of the scale; expected one of {', '.join(f'{x:g}' for x in v)}"
        )
    return np.asarray(at.sum(axis=0), dtype=np.float64)


def _checked(counts: ArrayLike, levels: ArrayLike) -> tuple[Floats, Floats, Floats]:
    n, v = np.asarray(counts, dtype=np.float64), np.asarray(levels, dtype=np.float64)
    if v.ndim != 1 or len(v) < 2 or not np.all(np.diff(v) > 0):
        raise MethodError("levels: expected at least two, increasing")
    if n.shape[-1:] != v.shape:
        raise MethodError(f"counts have {n.shape[-1:]} levels, the scale has {v.shape}: expected the same")
    return n, v, np.asarray(n.sum(axis=-1))
