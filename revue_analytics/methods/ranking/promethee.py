"""PROMETHEE II: how strongly a unit is preferred to the others, less how strongly they are preferred to it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from revue_analytics.errors import MethodError, choices
from revue_analytics.methods.arrays import Floats, arrays
from revue_analytics.methods.ranking.door import comparable
from revue_analytics.methods.ranking.places import mid_rank

__all__ = ["SHAPES", "promethee_ii"]

SHAPES = ("usual", "u_shape", "v_shape", "level", "linear", "gaussian")
"""The six preference functions of Brans & Vincke, in their order."""


@arrays(x="n m", w="m", direction="m", indifference="m", preference="m", inflection="m", returns="n")
def promethee_ii(
    x: ArrayLike,
    w: ArrayLike,
    direction: ArrayLike = 1,
    *,
    shape: str | Sequence[str] = "usual",
    indifference: ArrayLike = 0.0,
    preference: ArrayLike = 0.0,
    inflection: ArrayLike = 1.0,
) -> Floats:
    """Net outranking flow, ``sum over criteria of w_k · mean over the others of (P_k(a, b) − P_k(b, a))``.

    ``P(d)`` is the preference for a unit that is better by ``d > 0``, with q, p, s the three thresholds below:
    ``usual`` 1; ``u_shape`` 1 if d > q; ``v_shape`` d / p up to 1; ``level`` 1/2 if d > q, 1 if d > p; ``linear``
    (d − q) / (p − q) between 0 and 1; ``gaussian`` 1 − exp(−d² / 2s²).

    All shapes but the Gaussian are computed by sorting, in ``m n log n`` steps: tens of thousands of units take a
    fraction of a second. The Gaussian compares every pair.

    Parameters
    ----------
    x
        (n, m) values.
    w
        (m,) weights, non-negative.
    direction
        (m,) of ±1, or one for all; −1 where less is better.
    shape
        Name of the preference function (`SHAPES`), one for all or one per criterion.
    indifference, preference, inflection
        Thresholds q, p and s in the unit of each criterion, one for all or (m,); 0 <= q <= p, s > 0. A difference
        equal to a threshold, also under float noise, has not passed it.

    Returns
    -------
    (n,) net flows from −1 to 1; they sum to zero. A single unit gets 0.

    Raises
    ------
    MethodError
        An unknown shape, thresholds out of order, shapes of arrays that do not fit, infinite values, negative weights.

    References
    ----------
    Brans, Vincke & Mareschal (1986), How to select and how to rank projects: the PROMETHEE method, *European Journal
    of Operational Research* 24.

    Examples
    --------
    >>> promethee_ii([[4.0, 3.0, 2.0], [3.0, 2.0, 4.0], [5.0, 1.0, 3.0]], [0.5, 0.3, 0.2]).round(12)
    array([ 0.1, -0.3,  0.2])
    """
    m = np.shape(x)[-1] if np.ndim(x) else 0
    names = [shape] * m if isinstance(shape, str) else list(shape)
    for name in names:
        if name not in SHAPES:
            raise MethodError(f"promethee_ii: {name!r} is not a preference function; expected {choices(name, SHAPES)}")
    q, p, s = (_thresholds(t, m) for t in (indifference, preference, inflection))
    if len(names) != m or not np.all((q >= 0) & (p >= 0) & (s > 0)):
        raise MethodError("promethee_ii: expected a shape for all or per criterion, q >= 0, p >= 0 and s > 0")
    if any(q[j] > p[j] for j, name in enumerate(names) if name in ("level", "linear")):
        raise MethodError("promethee_ii: the indifference threshold must not exceed the preference threshold")

    columns, shares, complete = comparable(x, w, direction, "promethee_ii")
    used = np.flatnonzero(np.asarray(w, dtype=np.float64) > 0)
    flow = np.zeros(columns.shape[1])
    for column, share, j in zip(columns, shares, used, strict=True):
        flow += share * _unicriterion(column, names[j], q[j], p[j], s[j])
    flows = np.full(complete.shape, np.nan)
    flows[complete] = flow / max(len(flow) - 1, 1)
    return flows


def _thresholds(given: ArrayLike, m: int) -> Floats:
    values = np.asarray(given, dtype=np.float64)
    if values.shape not in ((), (m,)) or not np.all(np.isfinite(values)):
        raise MethodError(f"promethee_ii: a threshold has shape {values.shape}, expected one number or {m}")
    return np.broadcast_to(values, (m,))


def _unicriterion(column: Floats, name: str, q: float, p: float, s: float) -> Floats:
    """(n,) sum over the others of P(a, b) − P(b, a)."""
    if name == "usual":
        return _step(column, 0.0)
    if name == "u_shape":
        return _step(column, q)
    if name == "v_shape":
        return _ramp(column, 0.0, p)
    if name == "level":
        return 0.5 * _step(column, q) + 0.5 * _step(column, p)
    if name == "linear":
        return _ramp(column, q, p)
    return _gaussian(column, s)


def _step(column: Floats, threshold: float) -> Floats:
    """Number of units that are worse by more than the threshold, less those better by more."""
    if threshold == 0:
        return 2.0 * mid_rank(column) - len(column) - 1.0
    order = np.argsort(column)
    rising = column[order]
    margin = threshold + 1e-12 * (np.abs(rising) + threshold)
    worse = np.searchsorted(rising, rising - margin, side="left")
    better = len(column) - np.searchsorted(rising, rising + margin, side="right")
    return _put(worse - better, order)


def _ramp(column: Floats, low: float, high: float) -> Floats:
    """Preference rising from 0 at a lead of `low` to 1 at `high`, summed over the others, less theirs."""
    if high - low <= 1e-12 * high:
        return _step(column, high)
    order = np.argsort(column)
    rising = column[order] - column.mean() if len(column) else column
    falling = -rising[::-1]
    return _put(_lead(rising, low, high) - _lead(falling, low, high)[::-1], order)


def _lead(rising: Floats, low: float, high: float) -> Floats:
    """(n,) preference of each of the values, which are in rising order, for it over all that are smaller, summed."""
    whole = np.searchsorted(rising, rising - high, side="left")
    part = np.searchsorted(rising, rising - low, side="left")
    below = np.concatenate([[0.0], np.cumsum(rising)])
    return np.asarray(whole + ((rising - low) * (part - whole) - (below[part] - below[whole])) / (high - low))


def _put(values: ArrayLike, order: NDArray[np.intp]) -> Floats:
    """Return values given in rising order to the places they came from."""
    back = np.empty(len(order))
    back[order] = values
    return back


def _gaussian(column: Floats, inflection: float) -> Floats:
    """Preference 1 − exp(−d² / 2s²), summed over the others, less theirs; every pair, in blocks."""
    total = np.empty(len(column))
    block = max(1, 2**18 // max(len(column), 1))
    for start in range(0, len(column), block):
        lead = column[start : start + block, None] - column
        total[start : start + block] = -(np.sign(lead) * np.expm1(-(lead**2) / (2 * inflection**2))).sum(axis=1)
    return total
