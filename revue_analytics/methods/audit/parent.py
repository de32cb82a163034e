"""What an audit compares criteria with: their weights and their parent's score."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from revue_analytics.errors import MethodError
from revue_analytics.methods.arrays import Floats
from revue_analytics.methods.moments import correlation_matrix, units_by_criteria
from revue_analytics.methods.weighting.simplex import on_simplex


def nominal_weights(w: ArrayLike, x: ArrayLike) -> Floats:
    """Return `w` as (m,) weights that sum to one, one for each criterion of `x`."""
    weights = on_simplex(w, "w")
    m = units_by_criteria(x).shape[1]
    if weights.shape != (m,):
        raise MethodError(f"w has shape {weights.shape}, expected ({m},): a weight for each criterion")
    return weights


def parent_score(x: Floats, w: Floats, y: ArrayLike | None = None) -> Floats:
    """Return `y` as (n,), or the weighted arithmetic mean of what is there where it is not given.

    >>> parent_score(np.array([[1.0, np.nan], [2.0, 4.0]]), np.array([0.5, 0.5]))
    array([1., 3.])
    """
    if y is None:
        share = np.where(np.isnan(x), 0.0, w)
        total = share.sum(axis=1)
        above = (share * np.where(np.isnan(x), 0.0, x)).sum(axis=1)
        return np.asarray(np.divide(above, total, out=np.full(len(x), np.nan), where=total > 0))
    parent = np.asarray(y, dtype=np.float64)
    if parent.shape != (len(x),):
        raise MethodError(f"y has shape {parent.shape}, expected ({len(x)},): a score for each unit")
    return parent


def mean_of_rest(x: Floats, w: Floats, j: int) -> Floats:
    """(n,) weighted mean of the criteria other than the one at place `j`."""
    return parent_score(x, np.where(np.arange(len(w)) == j, 0.0, w))


def correlation_with(x: Floats, y: Floats) -> Floats:
    """(m,) Pearson correlation of each criterion with `y`, over the units that have both."""
    return correlation_matrix(np.column_stack([x, y]))[:-1, -1]
