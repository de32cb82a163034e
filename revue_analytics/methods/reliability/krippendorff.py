"""Krippendorff's alpha: agreement beyond chance, for any number of raters, with gaps.

Letters: ``k`` raters, ``m`` items, ``V`` values that occur, ``...`` any leading axes (groups, draws).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from revue_analytics.errors import MethodError
from revue_analytics.methods.arrays import Floats, arrays, as_floats
from revue_analytics.methods.registry import resolve


@arrays(ratings="k m")
def krippendorff_alpha(ratings: ArrayLike, level: str = "ordinal") -> float:
    """Krippendorff's alpha, ``1 - D_o / D_e``: 1 perfect agreement, 0 as by chance, below 0 systematic disagreement.

    The observed disagreement D_o is the mean difference δ² within the items, each pair of ratings of an item counting
    ``1 / (number of its ratings - 1)``; the expected one D_e is the mean δ² of all pairs of ratings, whatever their
    item.

    Parameters
    ----------
    ratings
        (k, m) ratings, a row per rater, NaN where there is none. Items with fewer than two ratings are left out.
    level
        What the numbers mean, and so δ²: ``"nominal"`` (equal or not), ``"ordinal"`` (how many ratings lie between),
        ``"interval"`` (squared difference), ``"ratio"`` (squared difference over squared sum; values of zero or
        more).

    Returns
    -------
    Alpha; NaN where nothing varies or no item has two ratings, because chance cannot be told from agreement then.

    Raises
    ------
    MethodError
        `ratings` is not a table, an unknown level, a negative value at the ratio level.

    References
    ----------
    Krippendorff, K. (2011), "Computing Krippendorff's alpha-reliability", University of Pennsylvania.

    Examples
    --------
    >>> krippendorff_alpha([[1, 2, 3, 4], [1, 2, 3, 4], [1, 2, 3, np.nan]])
    1.0
    >>> round(krippendorff_alpha([[1, 2, 3, 3], [1, 2, 3, 2]], "nominal"), 4)
    0.6667
    """
    table = as_floats(ratings, "ratings")
    if table.ndim != 2:
        raise MethodError(f"ratings have shape {table.shape}; expected (k, m): a row per rater, a column per item")
    values, code = np.unique(table[~np.isnan(table)], return_inverse=True)
    counts = np.zeros((table.shape[1], len(values)))
    np.add.at(counts, (np.nonzero(~np.isnan(table))[1], code), 1.0)
    return float(krippendorff_alpha_of_counts(counts, values, level))


@arrays(counts="... m V", values="V", returns="...")
def krippendorff_alpha_of_counts(counts: ArrayLike, values: ArrayLike, level: str = "ordinal") -> Floats:
    """Krippendorff's alpha from how many raters gave each value, which is all it needs.

    Parameters
    ----------
    counts
        (..., m, V) number of ratings of each item at each value.
    values
        (V,) the values, increasing.
    level
        As `krippendorff_alpha`.

    Returns
    -------
    (...) alphas.

    Examples
    --------
    >>> krippendorff_alpha_of_counts([[3, 0, 0], [0, 0, 3]], [0, 1, 2], "interval")
    array(1.)
    """
    n = np.asarray(counts, dtype=np.float64)
    v = np.asarray(values, dtype=np.float64)
    if n.ndim < 2 or n.shape[-1:] != v.shape:
        raise MethodError(f"counts have shape {n.shape} for {v.size} values; expected (..., m, {v.size})")
    difference = resolve(level, DIFFERENCES, "krippendorff_alpha: level")
    raters = n.sum(axis=-1, keepdims=True)
    n = np.where(raters > 1, n, 0.0)
    total = n.sum(axis=-2)
    delta = difference(total, v)
    # Coincidences of item u: n_uc n_uk - [c = k] n_uc; the second term drops out, since delta is zero there.
    observed = (n / np.where(raters > 1, raters - 1, 1.0) @ delta * n).sum(axis=(-2, -1))
    expected = (total[..., None] * delta * total[..., None, :]).sum(axis=(-2, -1))
    pairable = total.sum(axis=-1)
    ratio = np.divide(
        np.maximum(pairable - 1, 0) * observed,
        expected,
        out=np.full(np.shape(expected), np.nan),
        where=np.asarray(expected) > 0,
    )
    return np.asarray(1.0 - ratio)


def _nominal(total: Floats, v: Floats) -> Floats:
    return np.broadcast_to((v[:, None] != v).astype(np.float64), (*total.shape, len(v)))


def _ordinal(total: Floats, v: Floats) -> Floats:
    """``(n_c / 2 + what lies between + n_k / 2)²``: the distance of the middles of the two values' ratings."""
    middle = total.cumsum(axis=-1) - 0.5 * total
    return np.asarray((middle[..., :, None] - middle[..., None, :]) ** 2)


def _interval(total: Floats, v: Floats) -> Floats:
    return np.broadcast_to((v[:, None] - v) ** 2, (*total.shape, len(v)))


def _ratio(total: Floats, v: Floats) -> Floats:
    if (v < 0).any():
        raise MethodError("krippendorff_alpha: the ratio level needs values of zero or more")
    both = v[:, None] + v
    square = np.divide(v[:, None] - v, both, out=np.zeros(both.shape), where=both > 0) ** 2
    return np.broadcast_to(square, (*total.shape, len(v)))


DIFFERENCES: dict[str, Callable[[Floats, Floats], Floats]] = {
    "nominal": _nominal,
    "ordinal": _ordinal,
    "interval": _interval,
    "ratio": _ratio,
}
