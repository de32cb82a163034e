"""The points of a simplex that decide everything about a function with kinks on given planes."""

from __future__ import annotations

from itertools import combinations
from math import comb

import numpy as np

from revue_analytics.methods.arrays import Floats

MOST_CORNERS = 60_000
"""Intersections that are still quicker to look at than a handful of linear programmes."""
PARALLEL = 1e-11


def corners_to_look_at(n_planes: int, dimensions: int) -> int:
    """How many intersections `corners` would have to look at.

    >>> corners_to_look_at(18, 4)
    1540
    """
    return comb(n_planes + dimensions, dimensions - 1)


def corners(planes: Floats) -> Floats:
    """(p, l) planes ``plane @ d = 0`` -> (V, l) the points of the simplex where l − 1 of them, or of its faces, meet.

    The planes cut the simplex into pieces, and a function that is linear on each piece is largest and smallest at a
    corner of one: here.

    Parameters
    ----------
    planes
        (p, l) coefficients; a plane that misses the inside of the simplex is left out by itself.

    Returns
    -------
    (V, l) points, non-negative and of sum one, the corners of the simplex among them; some may come twice.

    Examples
    --------
    >>> corners(np.array([[1.0, -1.0]]))
    array([[0. , 1. ],
           [1. , 0. ],
           [0.5, 0.5]])
    """
    dimensions = planes.shape[1]
    size = np.abs(planes).max(axis=1, initial=0.0, keepdims=True)
    crossing = (planes.min(axis=1, initial=0.0) < 0) & (planes.max(axis=1, initial=0.0) > 0)
    rows = np.vstack([np.eye(dimensions), (planes / np.where(size > 0, size, 1.0))[crossing]])
    chosen = np.array(list(combinations(range(len(rows)), dimensions - 1)), dtype=np.intp)
    systems = np.concatenate([rows[chosen], np.ones((len(chosen), 1, dimensions))], axis=1)
    systems = systems[np.abs(np.linalg.det(systems)) > PARALLEL]
    right = np.zeros((len(systems), dimensions, 1))
    right[:, -1] = 1.0
    found = np.linalg.solve(systems, right)[..., 0]
    inside = np.maximum(found[found.min(axis=1) >= -1e-9], 0.0)
    return np.asarray(inside / inside.sum(axis=1, keepdims=True))
