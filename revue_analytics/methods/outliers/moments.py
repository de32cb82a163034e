"""The test for outliers: skewness and kurtosis of each column.

Letters: ``n`` units, ``m`` criteria, ``k`` values that a column has.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from revue_analytics.methods.arrays import Floats, arrays

__all__ = ["KURTOSIS_LIMIT", "SKEWNESS_LIMIT", "has_outliers", "kurtosis", "skewness"]

SKEWNESS_LIMIT = 2.0
KURTOSIS_LIMIT = 3.5


@arrays(x="n m", returns="m")
def skewness(x: ArrayLike) -> Floats:
    """Skewness without bias, ``sqrt(k (k − 1)) / (k − 2) · m3 / m2^(3/2)``: positive for a long tail of large values.

    Parameters
    ----------
    x
        (n, m) values, NaN where missing.

    Returns
    -------
    (m,) skewness; 0 for a constant column, NaN for fewer than three values.

    References
    ----------
    Joanes & Gill (1998), Comparing measures of sample skewness and kurtosis, *The Statistician* 47 (``G1``).

    Examples
    --------
    >>> skewness([[1.0], [2.0], [3.0], [10.0]]).round(4)
    array([1.7636])
    """
    count, second, third, _ = _moments(x)
    ratio = np.divide(third, second**1.5, out=np.zeros(len(second)), where=second > 0)
    return np.where(count > 2, np.sqrt(count * (count - 1)) / np.maximum(count - 2, 1) * ratio, np.nan)


@arrays(x="n m", returns="m")
def kurtosis(x: ArrayLike) -> Floats:
    """Excess kurtosis without bias: 0 for a normal column, more for heavy tails.

    ``(k − 1) ((k + 1) (m4 / m2² − 3) + 6) / ((k − 2) (k − 3))``.

    Parameters
    ----------
    x
        (n, m) values, NaN where missing.

    Returns
    -------
    (m,) kurtosis; 0 for a constant column, NaN for fewer than four values.

    References
    ----------
    Joanes & Gill (1998), Comparing measures of sample skewness and kurtosis, *The Statistician* 47 (``G2``).

    Examples
    --------
    >>> kurtosis([[1.0], [2.0], [3.0], [10.0]]).round(4)
    array([3.228])
    """
    count, second, _, fourth = _moments(x)
    ratio = np.divide(fourth, second**2, out=np.full(len(second), 3.0), where=second > 0) - 3.0
    scale = (count - 1) / np.maximum((count - 2) * (count - 3), 1)
    return np.where(count > 3, np.where(second > 0, scale * ((count + 1) * ratio + 6), 0.0), np.nan)


@arrays(x="n m", returns="m")
def has_outliers(
    x: ArrayLike, skewness_limit: float = SKEWNESS_LIMIT, kurtosis_limit: float = KURTOSIS_LIMIT
) -> NDArray[np.bool_]:
    """Whether each column has outliers: ``|skewness| > 2`` and ``kurtosis > 3.5``.

    Both are asked for: skewness alone is no outlier, and heavy tails on both sides spoil no comparison.

    Parameters
    ----------
    x
        (n, m) values, NaN where missing.
    skewness_limit, kurtosis_limit
        The limits.

    Returns
    -------
    (m,) booleans; fewer than four values, or equal ones, are no outliers.

    References
    ----------
    The rule of thumb of the European Commission's Competence Centre on Composite Indicators, as in the R package
    COINr (``check_SkewKurt``); OECD/JRC (2008), *Handbook on Constructing Composite Indicators*, section 5, on
    skewed criteria.

    Examples
    --------
    >>> has_outliers([[v, v] for v in range(1, 11)] + [[100, 11]])
    array([ True, False])
    """
    with np.errstate(invalid="ignore"):
        return np.asarray((np.abs(skewness(x)) > skewness_limit) & (kurtosis(x) > kurtosis_limit))


def _moments(x: ArrayLike) -> tuple[Floats, Floats, Floats, Floats]:
    """(m,) number of values, and second, third and fourth central moment (of a column scaled to at most one)."""
    values = np.asarray(x, dtype=np.float64)
    there = ~np.isnan(values)
    count = there.sum(axis=0).astype(np.float64)
    known = np.where(there, values, 0.0)
    centred = np.where(there, values - known.sum(axis=0) / np.maximum(count, 1), 0.0)
    size, largest = np.abs(centred).max(axis=0, initial=0.0), np.abs(known).max(axis=0, initial=0.0)
    # Both ratios are free of the unit, so the fourth powers need neither overflow nor vanish; noise is no spread.
    scaled = np.where(size > 1e-12 * largest, centred / np.where(size > 0, size, 1.0), 0.0)
    second, third, fourth = ((scaled**power).sum(axis=0) / np.maximum(count, 1) for power in (2, 3, 4))
    return count, second, third, fourth
