"""Missing answers: what is done about NaN before aggregation, ``(x, w) -> (x, w)``.

`x` holds (..., m) values with NaN for missing, `w` (..., m) weights (broadcast against `x`). What comes back goes to
an aggregation as it is: weights sum to one where anything can be said, and to zero where nothing can.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["TREATMENTS", "at_least", "available", "require_all"]

Floats = NDArray[np.float64]


def available(x: ArrayLike, w: ArrayLike) -> tuple[Floats, Floats]:
    """Drop what is missing and share its weight out among the rest, in proportion.

    Examples
    --------
    >>> available([40.0, np.nan, 60.0], [0.5, 0.25, 0.25])[1].round(3)
    array([0.667, 0.   , 0.333])
    """
    return at_least(x, w, share=0.0)


def require_all(x: ArrayLike, w: ArrayLike) -> tuple[Floats, Floats]:
    """Say nothing unless every value of positive weight is there.

    Examples
    --------
    >>> require_all([40.0, np.nan], [0.5, 0.5])[1]
    array([0., 0.])
    """
    return at_least(x, w, share=1.0)


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

    Examples
    --------
    >>> at_least([40.0, np.nan, np.nan], [0.4, 0.3, 0.3], share=0.5)[1]
    array([0., 0., 0.])
    """
    values, weights = np.broadcast_arrays(np.asarray(x, dtype=np.float64), np.asarray(w, dtype=np.float64))
    there = np.where(np.isnan(values), 0.0, weights)
    total, kept = weights.sum(axis=-1, keepdims=True), there.sum(axis=-1, keepdims=True)
    enough = (kept > 0) & (kept >= share * total - 1e-12 * total)
    shared = np.divide(there, kept, out=np.zeros(there.shape), where=np.broadcast_to(enough, there.shape))
    return values, shared


TREATMENTS: dict[str, Callable[..., Any]] = {
    "available": available,
    "require_all": require_all,
    "at_least_half": partial(at_least, share=0.5),
}
