"""What every method that compares units does at its door."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from revue_analytics.errors import MethodError
from revue_analytics.methods.arrays import Bools, Floats, signs


def comparable(x: ArrayLike, w: ArrayLike, direction: ArrayLike, name: str) -> tuple[Floats, Floats, Bools]:
    """Return what can be compared: values (more is better), weight shares, and which units they are.

    Returns
    -------
    columns
        (p, k) values of the k complete units on the p criteria of positive weight, turned by `direction`; a criterion
        per row, because all that follows goes through one criterion after the other.
    shares
        (p,) weights, sum one; empty where all weights are zero.
    complete
        (n,) which units have no missing value of positive weight.

    Raises
    ------
    MethodError
        `x` is not units × criteria or holds infinities; `w` is not one weight per criterion, finite, not negative.
    """
    values, weights = np.asarray(x, dtype=np.float64), np.asarray(w, dtype=np.float64)
    if values.ndim != 2:
        raise MethodError(f"{name}: x has shape {values.shape}, expected (units, criteria)")
    m = values.shape[1]
    if weights.shape != (m,):
        raise MethodError(f"{name}: w has shape {weights.shape}, expected {(m,)}: one weight per criterion")
    if not np.all((weights >= 0) & np.isfinite(weights)):
        raise MethodError(f"{name}: weights must be finite and not negative")
    used = weights > 0
    columns = values.T[used]
    columns[signs(direction, m, name)[used] < 0] *= -1.0
    complete = np.asarray(~np.isnan(columns).any(axis=0) & used.any())
    shares = np.asarray(weights[used] / max(weights.sum(), np.finfo(float).tiny))
    return (columns if complete.all() else columns[:, complete]), shares, complete
