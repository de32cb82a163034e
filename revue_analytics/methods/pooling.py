"""Pooling: the answers of one group made one level, from how many answered each level, ``(..., L), (L,) -> (...)``.

Counts are all a rule needs, and they may be fractional (a drawn distribution). No answer gives NaN.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from revue_analytics.methods.arrays import Floats, arrays
from revue_analytics.methods.registry import declare, family


@declare(sentence="their mean")
@arrays(counts="... L", levels="L", returns="...")
def mean(counts: ArrayLike, levels: ArrayLike) -> Floats:
    """Mean level of the answers.

    Parameters
    ----------
    counts
        (..., L) number of answers at each level.
    levels
        (L,) levels, increasing.

    Returns
    -------
    (...) levels, NaN where nobody answered.

    Examples
    --------
    >>> mean([[0, 1, 2, 0, 0]], [0, 1, 2, 3, 4]).round(4)
    array([1.6667])
    """
    n, values = np.asarray(counts, dtype=np.float64), np.asarray(levels, dtype=np.float64)
    total = n.sum(axis=-1)
    return np.asarray(np.divide(n @ values, total, out=np.full(total.shape, np.nan), where=total > 0))


@declare(sentence="their lower median")
@arrays(counts="... L", levels="L", returns="...")
def lower_median(counts: ArrayLike, levels: ArrayLike) -> Floats:
    """Highest level that more than half have not left below: the lower of the two middle answers.

    It is always a level of the scale, which is why it gives the level in words of a group.

    Examples
    --------
    >>> lower_median([[0, 0, 1, 1, 0]], [0, 1, 2, 3, 4])
    array([2.])
    """
    return _quantile(counts, levels, 0.5)


@declare(sentence="their median")
@arrays(counts="... L", levels="L", returns="...")
def median(counts: ArrayLike, levels: ArrayLike) -> Floats:
    """Median level: the middle answer, or the mean of the two middle ones.

    Examples
    --------
    >>> median([[0, 0, 1, 1, 0]], [0, 1, 2, 3, 4])
    array([2.5])
    """
    n = np.asarray(counts, dtype=np.float64)
    upper = -_quantile(n[..., ::-1], -np.asarray(levels, dtype=np.float64)[::-1], 0.5)
    return 0.5 * (_quantile(n, levels, 0.5) + upper)


@declare(sentence="their mean without the lowest and the highest tenth")
@arrays(counts="... L", levels="L", returns="...")
def trimmed_mean(counts: ArrayLike, levels: ArrayLike, share: float = 0.1) -> Floats:
    """Mean level after leaving out the `share` of lowest and of highest answers.

    Examples
    --------
    >>> trimmed_mean([[1, 0, 8, 0, 1]], [0, 1, 2, 3, 4])
    array([2.])
    """
    n, values = np.asarray(counts, dtype=np.float64), np.asarray(levels, dtype=np.float64)
    total = n.sum(axis=-1, keepdims=True)
    reached = n.cumsum(axis=-1)
    kept = np.clip(reached, share * total, (1 - share) * total)
    start = np.clip(reached - n, share * total, (1 - share) * total)
    return mean(kept - start, values)


def _quantile(counts: ArrayLike, levels: ArrayLike, share: float) -> Floats:
    """Lowest level at which at least `share` of the answers are reached."""
    n, values = np.asarray(counts, dtype=np.float64), np.asarray(levels, dtype=np.float64)
    total = n.sum(axis=-1, keepdims=True)
    reached = n.cumsum(axis=-1) >= share * total * (1 - 1e-12)
    lowest = values[np.argmax(reached, axis=-1)]
    return np.asarray(np.where(total[..., 0] > 0, lowest, np.nan))


POOLINGS = family(
    "pooling",
    {
        "mean": mean,
        "lower_median": lower_median,
        "median": median,
        "trimmed_mean": trimmed_mean,
    },
)
