"""A mean with a penalty for imbalance: the Mazziotta–Pareto index.

Letters: ``m`` criteria, ``...`` units, draws or both.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from revue_analytics.errors import MethodError
from revue_analytics.methods.aggregation.door import divide, require_not_negative, weighted
from revue_analytics.methods.arrays import Floats, arrays
from revue_analytics.methods.registry import declare

__all__ = ["mazziotta_pareto"]


@declare(
    sentence="Scores are brought together by a mean with a penalty for imbalance (Mazziotta–Pareto).",
    needs_positive=False,
    additive_in=False,
)
@arrays(x="... m", w="... m", returns="...")
def mazziotta_pareto(x: ArrayLike, w: ArrayLike, sign: int = -1, ddof: int = 0) -> Floats:
    """Mazziotta–Pareto index, ``M ± S · cv`` with ``cv = S / M``: the mean, corrected for imbalance between criteria.

    ``M`` and ``S`` are the weighted mean and standard deviation of a unit over its criteria. The correction is taken
    off where more is better (`sign` −1, a development) and added where more is worse (`sign` +1, a deprivation).

    It is meant for values around 100: ``z_score(x, direction, mean=100, deviation=10)`` as in the original, or
    ``min_max(x, direction, lower=70, upper=130)`` as in the adjusted index. Nothing keeps it between the worst and
    the best value: on a scale that starts at 0 a very unbalanced unit can fall below zero, and raising one value can
    lower the index.

    Parameters
    ----------
    x
        (..., m) values, not negative.
    w
        (..., m) weights, non-negative; equal in the original.
    sign
        −1 or +1.
    ddof
        Divisor of the variance: 0 for n (the paper's), 1 for n − 1 (as the R package Compind takes it); with unequal
        weights n − 1 becomes ``n (1 - sum of squared shares)``.

    Returns
    -------
    (...) array in the unit of `x`; NaN where a weighted value is missing or the weights are all zero. One criterion,
    or values that are all equal (all zero included), have no imbalance: the index is their mean.

    Raises
    ------
    MethodError
        A value with a positive weight is negative, or `sign` or `ddof` is none of the above.

    References
    ----------
    Mazziotta & Pareto (2016), On a generalized non-compensatory composite index for measuring socio-economic
    phenomena, *Social Indicators Research* 127.

    Examples
    --------
    >>> mazziotta_pareto([110.0, 90.0], [1.0, 1.0]), mazziotta_pareto([110.0, 90.0], [1.0, 1.0], sign=1)
    (array(99.), array(101.))
    """
    if sign not in (-1, 1) or ddof not in (0, 1):
        raise MethodError(f"mazziotta_pareto: sign {sign!r} and ddof {ddof!r}, expected sign -1 or 1 and ddof 0 or 1")
    values, weights = weighted(x, w)
    require_not_negative(values, "mazziotta_pareto")
    total = weights.sum(axis=-1, keepdims=True)
    share = np.divide(weights, total, out=np.full(weights.shape, np.nan), where=total > 0)
    mean = np.einsum("...m,...m->...", share, values)
    spread = np.where(share > 0, values - mean[..., None], 0.0)
    variance = np.einsum("...m,...m->...", share, spread**2)
    if ddof == 1:
        freedom = 1.0 - np.einsum("...m,...m->...", share, share)
        variance = np.where(freedom > 1e-12, divide(variance, freedom), variance)
    penalty = np.divide(variance, mean, out=np.zeros(np.shape(variance)), where=mean > 0)
    return np.asarray(mean + sign * penalty)
