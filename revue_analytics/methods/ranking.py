"""Ranking: places of units or of priorities, exact ties as ties."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["competition_rank"]


def competition_rank(x: ArrayLike, tolerance: float = 1e-9) -> NDArray[np.float64]:
    """Rank along the last axis, 1 for the largest; equal values share the best of their places.

    Values that differ by no more than `tolerance` times the largest of the row are equal, so that a tie in exact
    arithmetic stays one under rounding. Missing values have no rank (NaN). For rows of a few dozen values: the work
    grows with the square of their number.

    Parameters
    ----------
    x
        (..., m) values, higher is better.
    tolerance
        Relative to the largest absolute value of each row.

    Returns
    -------
    (..., m) ranks, 1 best.

    Examples
    --------
    >>> competition_rank([0.3, 0.1 + 0.2, 0.5, np.nan])
    array([ 2.,  2.,  1., nan])
    """
    values = np.asarray(x, dtype=np.float64)
    size = np.abs(np.where(np.isnan(values), 0.0, values)).max(axis=-1, keepdims=True, initial=0.0)
    above = values[..., None, :] > values[..., :, None] + tolerance * size[..., None]
    return np.where(np.isnan(values), np.nan, 1.0 + above.sum(axis=-1))
