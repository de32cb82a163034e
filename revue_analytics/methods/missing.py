"""Missing answers: what is done about NaN before aggregation, ``(x, w) -> (x, w)``.

`x` holds (..., m) values with NaN for missing, `w` (..., m) weights (broadcast against `x`). What comes back goes to
an aggregation as it is: weights sum to one where anything can be said, and to zero where nothing can. A value of
weight zero does not matter, missing or not: it is neither asked for nor filled in.

Two kinds: `available`, `require_all` and `at_least` leave a gap a gap; `group_mean`, `worst_case` and `best_case` put
a value there, and `imputed` tells afterwards where.
"""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from revue_analytics.errors import MethodError
from revue_analytics.methods.arrays import Floats, arrays
from revue_analytics.methods.registry import declare, family


@declare(
    sentence="A missing answer is never counted as zero: its weight is shared out among the others.",
    compares_units=False,
    fills_gaps=False,
)
@arrays(x="... m", w="... m", returns=("... m", "... m"))
def available(x: ArrayLike, w: ArrayLike) -> tuple[Floats, Floats]:
    """Drop what is missing and share its weight out among the rest, in proportion.

    For an arithmetic mean this is the same as giving a unit, for what is missing, the mean of what it has.

    Examples
    --------
    >>> available([40.0, np.nan, 60.0], [0.5, 0.25, 0.25])[1].round(3)
    array([0.667, 0.   , 0.333])
    """
    return at_least(x, w, share=0.0)


@declare(sentence="A score is given only when nothing below it is missing.", compares_units=False, fills_gaps=False)
@arrays(x="... m", w="... m", returns=("... m", "... m"))
def require_all(x: ArrayLike, w: ArrayLike) -> tuple[Floats, Floats]:
    """Say nothing unless every value of positive weight is there.

    Examples
    --------
    >>> require_all([40.0, np.nan], [0.5, 0.5])[1]
    array([0., 0.])
    """
    return at_least(x, w, share=1.0)


@declare(
    sentence="A missing answer is never counted as zero; a score needs at least half of what is below it.",
    compares_units=False,
    fills_gaps=False,
)
@arrays(x="... m", w="... m", returns=("... m", "... m"))
def at_least(x: ArrayLike, w: ArrayLike, share: float = 0.5) -> tuple[Floats, Floats]:
    """Drop what is missing where the weight of what is there reaches `share` of the total; otherwise say nothing.

    Parameters
    ----------
    x
        (..., m) values, NaN where missing.
    w
        (..., m) weights, non-negative.
    share
        Least share of the weight that must be there, 0–1.

    Returns
    -------
    x, w
        (..., m) arrays: the values as given, and weights that are zero for what is missing and sum to one, or are
        all zero where too little is there.

    Raises
    ------
    MethodError
        A weight is negative or missing, or `share` is not between 0 and 1.

    Examples
    --------
    >>> at_least([40.0, np.nan, np.nan], [0.4, 0.3, 0.3], share=0.5)[1]
    array([0., 0., 0.])
    """
    if not 0 <= share <= 1:
        raise MethodError(f"at_least: the share is {share}, expected 0 to 1")
    values, weights = _together(x, w)
    there = np.where(np.isnan(values), 0.0, weights)
    total, kept = weights.sum(axis=-1, keepdims=True), there.sum(axis=-1, keepdims=True)
    enough = (kept > 0) & (kept >= share * total - 1e-12 * total)
    shared = np.divide(there, kept, out=np.zeros(there.shape), where=np.broadcast_to(enough, there.shape))
    return values, shared


@declare(sentence="A missing score is replaced by the mean of the territories.", compares_units=True, fills_gaps=True)
@arrays(x="... n m", w="... n m", groups="n: labels", returns=("... n m", "... n m"))
def group_mean(x: ArrayLike, w: ArrayLike, groups: ArrayLike | None = None) -> tuple[Floats, Floats]:
    """Put the mean of the unit's group where a value is missing, criterion by criterion.

    It pulls a unit towards its group, and shrinks the differences that a ranking lives on. Where nobody of the group
    has a value the gap stays, and its weight is shared out as `available` does. It compares units: all of them must be
    given at once, and draws of one unit are no units.

    Parameters
    ----------
    x
        (..., n, m) values of n units, NaN where missing; (m,) is a single unit, which has nobody to borrow from.
    w
        (..., m) weights, non-negative.
    groups
        (n,) label of each unit's group, of any kind; all units are one group by default.

    Returns
    -------
    x, w
        (..., n, m) arrays: the values with the gaps filled where they could be, and weights as from `available`.

    Raises
    ------
    MethodError
        Another number of labels than of units; a weight is negative or missing.

    References
    ----------
    OECD/JRC (2008), *Handbook on Constructing Composite Indicators*, section 3 (unconditional mean imputation).

    Examples
    --------
    >>> group_mean([[10.0], [np.nan], [90.0]], [1.0], groups=["rural", "rural", "urban"])[0].ravel()
    array([10., 10., 90.])
    """
    values, weights = _together(x, w)
    if values.ndim < 2:
        return available(values, weights)
    labels = np.zeros(values.shape[-2], dtype=int) if groups is None else np.asarray(groups, dtype=object)
    if labels.shape != values.shape[-2:-1]:
        raise MethodError(f"group_mean: {labels.shape} labels for {values.shape[-2]} units, expected one each")
    if not labels.size:
        return available(values, weights)
    codes = pd.factorize(labels, use_na_sentinel=False)[0]  # those of no group are one
    by_group = np.argsort(codes, kind="stable")
    first = np.flatnonzero(np.diff(codes[by_group], prepend=-1))
    there = ~np.isnan(values)
    known = np.where(there, values, 0.0)
    summed, count = (np.add.reduceat(a[..., by_group, :], first, axis=-2) for a in (known, there.astype(float)))
    mean = np.divide(summed, count, out=np.full(summed.shape, np.nan), where=count > 0)
    return available(np.where(there | (weights == 0), values, mean[..., codes, :]), weights)


@declare(sentence="Missing measurements are replaced by the mean of the unit’s group.", compares_units=True)
@arrays(x="... n m", groups="n: labels", returns="... n m")
def filled_by_group(x: ArrayLike, groups: ArrayLike | None = None) -> Floats:
    """Put the mean of the unit's group where a measurement is missing: `group_mean` of a whole table, before weights.

    Examples
    --------
    >>> filled_by_group([[10.0], [np.nan], [90.0]], groups=["rural", "rural", "urban"]).ravel()
    array([10., 10., 90.])
    """
    values = np.asarray(x, dtype=np.float64)
    return group_mean(values, np.ones(values.shape[-1:]), groups)[0]


@declare(sentence="A missing score is replaced by the worst one possible.", compares_units=False, fills_gaps=True)
@arrays(x="... m", w="... m", value="... m", returns=("... m", "... m"))
def worst_case(x: ArrayLike, w: ArrayLike, value: ArrayLike = 0.0) -> tuple[Floats, Floats]:
    """Count what is missing as the worst: with `best_case`, the two ends between which a score lies.

    These are not scores to publish (a missing answer is no zero) but bounds on what the missing answers could change.

    Parameters
    ----------
    x
        (..., m) values, NaN where missing.
    w
        (..., m) weights, non-negative.
    value
        The worst possible value, one for all or (m,): 0 on a scale of 0–100, 1 on one of 1–100.

    Returns
    -------
    x, w
        (..., m) arrays: the values with every gap of positive weight filled, and the weights as shares.

    Raises
    ------
    MethodError
        A weight is negative or missing.

    Examples
    --------
    >>> worst_case([80.0, np.nan], [0.5, 0.5]), best_case([80.0, np.nan], [0.5, 0.5])
    ((array([80.,  0.]), array([0.5, 0.5])), (array([ 80., 100.]), array([0.5, 0.5])))
    """
    values, weights = _together(x, w)
    return available(np.where(np.isnan(values) & (weights > 0), value, values), weights)


@declare(sentence="A missing score is replaced by the best one possible.", compares_units=False, fills_gaps=True)
@arrays(x="... m", w="... m", value="... m", returns=("... m", "... m"))
def best_case(x: ArrayLike, w: ArrayLike, value: ArrayLike = 100.0) -> tuple[Floats, Floats]:
    """Count what is missing as the best; see `worst_case`."""
    return worst_case(x, w, value)


@arrays(before="... m", after="... m", returns="... m")
def imputed(before: ArrayLike, after: ArrayLike) -> NDArray[np.bool_]:
    """Where a treatment put a value: the trace to keep beside a result that rests on it.

    Parameters
    ----------
    before, after
        (..., m) values given to a treatment and come back from it.

    Returns
    -------
    (..., m) array, true where a value was put.

    Examples
    --------
    >>> x = [[10.0], [np.nan], [30.0]]
    >>> imputed(x, group_mean(x, [1.0])[0]).ravel()
    array([False,  True, False])
    """
    return np.isnan(np.asarray(before, dtype=np.float64)) & ~np.isnan(np.asarray(after, dtype=np.float64))


def _together(x: ArrayLike, w: ArrayLike) -> tuple[Floats, Floats]:
    """Values and weights as floats of one shape."""
    values, weights = np.broadcast_arrays(np.asarray(x, dtype=np.float64), np.asarray(w, dtype=np.float64))
    if not np.all(weights >= 0):
        raise MethodError("weights must not be negative nor missing")
    return values, weights


TREATMENTS = family(
    "missing",
    {
        "available": available,
        "require_all": require_all,
        "at_least_half": partial(at_least, share=0.5),
        "group_mean": group_mean,
        "worst_case": worst_case,
        "best_case": best_case,
    },
)

IMPUTATIONS = family("imputation", {"group_mean": filled_by_group})
"""Each takes (n, m) values and the (n,) groups of their units, and gives (n, m) values."""
