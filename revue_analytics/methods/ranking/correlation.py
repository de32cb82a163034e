"""How far two rankings of the same units agree: Kendall's τ and Spearman's ρ, ties and float noise decided once."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from revue_analytics.methods.arrays import Floats, arrays
from revue_analytics.methods.ranking.places import mid_rank, tie_codes

__all__ = ["kendall_tau", "spearman_rho"]


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
