"""From order weights to a quantifier: an increasing function of [0, 1] on [0, 1] through ``(i/k, v_1 + … + v_i)``.

Letters: ``k`` order weights, for the best value first.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from revue_analytics.errors import MethodError
from revue_analytics.methods.arrays import Floats, arrays

__all__ = ["linear_quantifier", "smooth_quantifier"]


@arrays(order="place")
def linear_quantifier(order: ArrayLike) -> Callable[[Floats], Floats]:
    """Join the points by straight lines.

    Parameters
    ----------
    order
        (k,) order weights, non-negative, not all zero.

    Examples
    --------
    >>> linear_quantifier([0.25, 0.75])(np.array([0.0, 0.25, 0.5, 1.0]))
    array([0.   , 0.125, 0.25 , 1.   ])
    """
    at, height = _points(order)
    return lambda t: np.interp(t, at, height)


@arrays(order="place")
def smooth_quantifier(order: ArrayLike) -> Callable[[Floats], Floats]:
    """Join the points by Torra's increasing curve of second-degree Bernstein polynomials.

    Points on a straight line are joined by it, so that equal order weights give back the weighted mean. Where the
    curve would have to start or end upright (the first weight alone positive, say), the straight line is kept there.

    Parameters
    ----------
    order
        (k,) order weights, non-negative, not all zero.

    References
    ----------
    Torra (2000), The WOWA operator and the interpolation function W*: Chen and Otto's interpolation method revisited,
    *Fuzzy Sets and Systems* 113, sections 3.1 and 3.2.

    Examples
    --------
    >>> smooth_quantifier([0.2, 0.8])(np.array([0.0, 0.25, 0.5, 1.0])).round(4)
    array([0.    , 0.0777, 0.2   , 1.    ])
    """
    at, height = _points(order)
    slopes = _slopes(at, height)
    pieces = [_piece(at[i : i + 2], height[i : i + 2], slopes[i : i + 2]) for i in range(len(at) - 1)]

    def quantifier(t: Floats) -> Floats:
        t = np.asarray(t, dtype=np.float64)
        which = np.clip(np.searchsorted(at, t, side="left") - 1, 0, len(pieces) - 1)
        return np.asarray(np.select([which == i for i in range(len(pieces))], [piece(t) for piece in pieces]))

    return quantifier


def _points(order: ArrayLike) -> tuple[Floats, Floats]:
    weights = np.asarray(order, dtype=np.float64)
    if weights.ndim != 1 or not np.all(weights >= 0) or not 0 < weights.sum() < np.inf:
        raise MethodError("order: expected a row of order weights that are not negative and not all zero")
    height = np.concatenate([[0.0], np.cumsum(weights) / weights.sum()])
    return np.linspace(0.0, 1.0, len(height)), height


def _slopes(at: Floats, height: Floats) -> Floats:
    """Slope of the curve at each point: step 1 of Torra's algorithm, with his ends (section 3.2)."""
    step = np.diff(height) / np.diff(at)
    before, after = step[:-1], step[1:]
    steep, flat = np.maximum(before, after), np.minimum(before, after)
    # Equal spacing: the line of the steeper side meets the level of the flatter neighbour at flat/steep of the way.
    inner = np.divide(2.0 * flat * steep, flat + steep, out=np.zeros(len(flat)), where=flat > 0)
    slopes = np.concatenate([[step[0]], inner, [step[-1]]])
    if len(step) > 1:
        for end, neighbour, own in ((0, 1, step[0]), (-1, -2, step[-1])):
            slopes[end] = 0.0 if own == 0 else own**2 / slopes[neighbour] if slopes[neighbour] > 0 else np.inf
    return slopes


def _piece(at: Floats, height: Floats, slopes: Floats) -> Callable[[Floats], Floats]:
    """Curve between two neighbouring points: step 2 of Torra's algorithm."""
    (x0, x1), (y0, y1), (m0, m1) = at, height, slopes
    step = (y1 - y0) / (x1 - x0)
    if np.isinf(m0) or np.isinf(m1) or (np.isclose(m0, step) and np.isclose(m1, step)):
        return lambda t: y0 + step * (t - x0)
    knot = (x0 + x1) / 2
    if m0 != m1:
        crossing = (y1 - y0 + m0 * x0 - m1 * x1) / (m0 - m1)
        if x0 < crossing < x1 and y0 < y0 + m0 * (crossing - x0) < y1:
            knot = crossing
    left, right = y0 + m0 * (knot - x0) / 2, y1 - m1 * (x1 - knot) / 2
    middle = left + (right - left) * (knot - x0) / (x1 - x0)

    def bernstein(t: Floats, a: float, b: float, start: float, control: float, end: float) -> Floats:
        u = (t - a) / (b - a)
        return np.asarray(start * (1 - u) ** 2 + 2 * control * u * (1 - u) + end * u**2)

    return lambda t: np.where(
        t <= knot, bernstein(t, x0, knot, y0, left, middle), bernstein(t, knot, x1, middle, right, y1)
    )
