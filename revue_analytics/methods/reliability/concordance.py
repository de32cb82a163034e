"""Do raters order or measure the items alike? Kendall's W, intraclass correlation, Cronbach's alpha.

Letters: ``k`` raters (rows), ``m`` items (columns).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import fdtri

from revue_analytics.errors import MethodError
from revue_analytics.methods.arrays import Floats, arrays, as_floats
from revue_analytics.methods.registry import resolve


@arrays(ratings="k m")
def kendall_w(ratings: ArrayLike) -> float:
    """Kendall's coefficient of concordance, corrected for ties: 0 no common order – 1 the same order.

    ``W = 12 S / (k² (m³ - m) - k T)``: S the sum of squared deviations of the items' rank sums from their mean,
    ``T = sum(t³ - t)`` over every group of t tied items of every rater.

    Parameters
    ----------
    ratings
        (k, m) ratings in any unit, which each rater's ranks are taken from. Raters who left an item out are left out.

    Returns
    -------
    W; NaN for fewer than two raters or two items, and where every rater ties everything.

    References
    ----------
    Kendall, M. G. and Babington Smith, B. (1939), "The problem of m rankings", *Annals of Mathematical Statistics*
    10(3); correction for ties: Kendall, M. G. (1970), *Rank Correlation Methods*, 4th ed., Griffin.

    Examples
    --------
    >>> round(kendall_w([[1, 6, 3, 2, 5, 4], [1, 5, 6, 4, 2, 3], [6, 3, 2, 5, 4, 1]]), 2)
    0.16
    """
    table = _complete(_table(ratings), axis=1)
    return float(kendall_w_of_ranks(mid_ranks(table), np.ones(len(table))))


@arrays(ratings="k m", returns="k m")
def mid_ranks(ratings: ArrayLike) -> Floats:
    """(k, m) ratings without a gap -> each rater's ranks of the items, 1 the lowest; tied items share their mean rank.

    >>> mid_ranks([[10, 30, 20], [5, 5, 0]])
    array([[1. , 3. , 2. ],
           [2.5, 2.5, 1. ]])
    """
    table = _table(ratings)
    below = (table[:, None, :] < table[:, :, None]).sum(axis=-1)
    tied = (table[:, None, :] == table[:, :, None]).sum(axis=-1)
    return np.asarray(below + 0.5 * (tied + 1))


@arrays(ranks="k m", counted="... k", returns="...")
def kendall_w_of_ranks(ranks: ArrayLike, counted: ArrayLike) -> Floats:
    """As `kendall_w`, from ranks, of many choices of raters at once.

    A rater whose m ranks have the sum of squares Q ties items for which ``sum(t³ - t) = m (m + 1) (2m + 1) 2 - 12 Q``.

    Parameters
    ----------
    ranks
        (k, m) each rater's ranks.
    counted
        (..., k) 1 for a rater who counts, 0 for one who does not.

    Returns
    -------
    (...) W.

    Examples
    --------
    >>> ranks = mid_ranks([[1, 2, 3], [1, 2, 3], [3, 2, 1]])
    >>> kendall_w_of_ranks(ranks, [[1, 1, 1], [1, 1, 0], [0, 1, 1]]).round(4)
    array([0.1111, 1.    , 0.    ])
    """
    r, c = np.asarray(ranks, dtype=np.float64), np.asarray(counted, dtype=np.float64)
    m = r.shape[1]
    k = c.sum(axis=-1)
    s = ((c @ r - 0.5 * k[..., None] * (m + 1)) ** 2).sum(axis=-1)
    ties = c @ (2.0 * m * (m + 1) * (2 * m + 1) - 12.0 * (r**2).sum(axis=1))
    most = k**2 * (m**3 - m) - k * ties
    there = (k > 1) & (m > 1) & (most > 1e-9 * k**2 * max(m**3 - m, 1))
    return np.asarray(np.divide(12.0 * s, most, out=np.full(np.shape(k), np.nan), where=there))


@arrays(ratings="k m")
def intraclass_correlation(ratings: ArrayLike, form: str = "2,1") -> float:
    """Intraclass correlation: the share of the variance of ratings that lies between items.

    From the mean squares of items BMS, within items WMS, of raters JMS, and of what is left EMS:

    ========  ================================================  ==============================================
    form      what                                              formula
    ========  ================================================  ==============================================
    ``1,1``   other raters for every item, one rating           (BMS-WMS) / (BMS+(k-1)WMS)
    ``2,1``   the same raters, drawn from many; agreement       (BMS-EMS) / (BMS+(k-1)EMS+k(JMS-EMS)/m)
    ``3,1``   these raters only; consistency                    (BMS-EMS) / (BMS+(k-1)EMS)
    ``1,k``   the mean of k raters, as 1,1                      (BMS-WMS) / BMS
    ``2,k``   the mean of k raters, as 2,1                      (BMS-EMS) / (BMS+(JMS-EMS)/m)
    ``3,k``   the mean of k raters, as 3,1                      (BMS-EMS) / BMS
    ========  ================================================  ==============================================

    Parameters
    ----------
    ratings
        (k, m) ratings, a row per rater. Items that a rater left out are left out.
    form
        One of the six.

    Returns
    -------
    The correlation, at most 1, possibly negative; NaN for fewer than two raters or items, and where the formula
    divides by zero (nothing varies; or, for a mean of raters, the items do not differ).

    Raises
    ------
    MethodError
        An unknown form, or `ratings` is not a table.

    References
    ----------
    Shrout, P. E. and Fleiss, J. L. (1979), "Intraclass correlations: uses in assessing rater reliability",
    *Psychological Bulletin* 86(2).

    Examples
    --------
    >>> ratings = [[9, 6, 8, 7, 10, 6], [2, 1, 4, 1, 5, 2], [5, 3, 6, 2, 6, 4], [8, 2, 8, 6, 9, 7]]
    >>> round(intraclass_correlation(ratings), 2)
    0.29
    """
    formula = resolve(form, FORMS, "intraclass_correlation: form")
    table = _complete(_table(ratings), axis=0)
    k, m = table.shape
    if k < 2 or m < 2:
        return float("nan")
    mean = table.mean()
    item, rater = table.mean(axis=0), table.mean(axis=1)
    bms = k * ((item - mean) ** 2).sum() / (m - 1)
    jms = m * ((rater - mean) ** 2).sum() / (k - 1)
    wms = ((table - item) ** 2).sum() / (m * (k - 1))
    ems = ((table - item - rater[:, None] + mean) ** 2).sum() / ((m - 1) * (k - 1))
    above, below = formula(bms, jms, wms, ems, k, m)
    return float(above / below) if below > 1e-12 * (bms + jms + wms) else float("nan")


@arrays(ratings="k m")
def cronbach_alpha(ratings: ArrayLike) -> float:
    """Cronbach's alpha, ``m / (m - 1) (1 - sum(s_j²) / s_total²)``: do the items move together?

    Parameters
    ----------
    ratings
        (k, m) a row per rater (or unit), a column per item. Rows with a gap are left out.

    Returns
    -------
    Alpha, at most 1, possibly negative; NaN for fewer than two rows or items, or where the totals do not vary.

    References
    ----------
    Cronbach, L. J. (1951), "Coefficient alpha and the internal structure of tests", *Psychometrika* 16(3).

    Examples
    --------
    >>> round(cronbach_alpha([[1, 2, 1], [2, 3, 3], [3, 3, 4], [4, 5, 4]]), 4)
    0.9474
    """
    table = _complete(_table(ratings), axis=1)
    k, m = table.shape
    if k < 2 or m < 2:
        return float("nan")
    each, total = table.var(axis=0, ddof=1).sum(), table.sum(axis=1).var(ddof=1)
    return float(m / (m - 1) * (1.0 - each / total)) if total > 1e-12 * each else float("nan")


def alpha_interval(alpha: float, degrees: int, n_items: int, *, confidence: float = 0.9) -> tuple[float, float]:
    """Interval of Cronbach's alpha: ``1 - (1 - alpha) F``, F the ends of Fisher's distribution.

    Parameters
    ----------
    alpha
        The value found.
    degrees
        Raters less one, or less the number of their groups where alpha is that within groups.
    n_items
        Items, at least two.
    confidence
        Probability that the interval is to hold the value of all raters there could be.

    Returns
    -------
    Lower and upper end.

    Raises
    ------
    MethodError
        No degree of freedom, or fewer than two items.

    References
    ----------
    Feldt, Woodruff & Salih (1987), "Statistical inference for coefficient alpha", *Applied Psychological Measurement*
    11, 93–103.

    Examples
    --------
    >>> [round(end, 3) for end in alpha_interval(0.5917, 14, 10, confidence=0.95)]
    [0.195, 0.84]
    """
    if degrees < 1 or n_items < 2:
        raise MethodError(
            f"alpha_interval: {degrees} degrees of freedom and {n_items} items, expected 1 and 2 at least"
        )
    tail = (1.0 - confidence) / 2.0
    low, high = (1.0 - (1.0 - alpha) * fdtri(degrees, degrees * (n_items - 1), p) for p in (1.0 - tail, tail))
    return float(low), float(high)


def _table(ratings: ArrayLike) -> Floats:
    table = as_floats(ratings, "ratings")
    if table.ndim != 2:
        raise MethodError(f"ratings have shape {table.shape}; expected (k, m): a row per rater, a column per item")
    return table


def _complete(table: Floats, axis: int) -> Floats:
    """Rows (axis 1) or columns (axis 0) without a gap."""
    whole = ~np.isnan(table).any(axis=axis)
    return table[whole] if axis == 1 else table[:, whole]


FORMS: dict[str, Callable[..., tuple[float, float]]] = {
    "1,1": lambda b, j, w, e, k, m: (b - w, b + (k - 1) * w),
    "2,1": lambda b, j, w, e, k, m: (b - e, b + (k - 1) * e + k * (j - e) / m),
    "3,1": lambda b, j, w, e, k, m: (b - e, b + (k - 1) * e),
    "1,k": lambda b, j, w, e, k, m: (b - w, b),
    "2,k": lambda b, j, w, e, k, m: (b - e, b + (j - e) / m),
    "3,k": lambda b, j, w, e, k, m: (b - e, b),
}
