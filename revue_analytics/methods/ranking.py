"""Ranking: methods that compare units, ``(x: (n, m), w: (m,)) -> (n,)``, and places from scores.

`x` holds one row per unit, higher is better (or `direction` −1 where less is); `w` one weight per criterion, not
negative, taken as shares of their sum. What comes back is higher for a better unit, and says nothing about a unit
alone: it changes when the others change. A unit with a missing value of positive weight gets NaN and is compared with
no one (treat missing values before, see `revue_analytics.methods.missing`); weights that are all zero give NaN.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from revue_analytics.errors import MethodError, choices
from revue_analytics.methods._validation import validate_comparable
from revue_analytics.methods.arrays import Floats, arrays
from revue_analytics.methods.ranks import mid_rank, tie_codes


@arrays(x="n m", w="m", direction="m", returns="n")
def copeland(x: ArrayLike, w: ArrayLike, direction: ArrayLike = 1) -> Floats:
    """Number of units that a unit beats, less the number that beat it.

    A unit beats another when the criteria on which it is better weigh more than those on which it is worse. Only the
    order of the values counts, so no normalisation is needed and no strength makes up for a weakness.

    Parameters
    ----------
    x
        (n, m) values.
    w
        (m,) weights, non-negative.
    direction
        (m,) of ±1, or one for all; −1 where less is better.

    Returns
    -------
    (n,) scores from −(k − 1) to k − 1 among k compared units; they sum to zero. A single unit gets 0. Equal values and
    equal weights on both sides are ties, also under float noise.

    Raises
    ------
    MethodError
        Shapes that do not fit, infinite values, negative weights, directions other than ±1.

    References
    ----------
    OECD/JRC (2008), *Handbook on Constructing Composite Indicators*, section 6 (non-compensatory multi-criteria
    approach); Copeland (1951), A reasonable social welfare function, University of Michigan seminar.

    Examples
    --------
    >>> copeland([[9.0, 7.0, 5.0], [8.0, 9.0, 4.0], [7.0, 6.0, 6.0]], [1.0, 1.0, 1.0])
    array([ 2.,  0., -2.])
    """
    columns, shares, complete = validate_comparable(x, w, direction, "copeland")
    scores = np.full(complete.shape, np.nan)
    m, n = columns.shape
    codes = np.array([tie_codes(column) for column in columns], dtype=np.int32).reshape(m, n)
    wins = np.zeros(n)
    # The work grows with n²: every pair once, in blocks that stay in the processor's cache.
    block = max(1, 2**16 // max(n, 1))
    for start in range(0, n, block):
        own, after = codes[:, start : start + block, None], start + block
        margin = np.zeros((own.shape[1], n - start))
        for share, mine, theirs in zip(shares, own, codes[:, start:], strict=True):
            margin += share * np.sign(mine - theirs)
        outcome = (margin > 1e-12).astype(np.int8) - (margin < -1e-12).astype(np.int8)
        wins[start:after] += outcome.sum(axis=1, dtype=np.int64)
        wins[after:] -= outcome[:, block:].sum(axis=0, dtype=np.int64)
    scores[complete] = wins
    return scores


@arrays(x="n m", w="m", direction="m", returns="n")
def topsis(x: ArrayLike, w: ArrayLike, direction: ArrayLike = 1) -> Floats:
    """Relative closeness to the ideal, ``d− / (d+ + d−)``.

    Columns are divided by their Euclidean length and multiplied by their weight; ``d+`` and ``d−`` are a unit's
    Euclidean distances to the best and to the worst value of every column. The lengths depend on the origin of the
    scales, so give measurements on ratio scales or scores, not z-scores.

    Parameters
    ----------
    x
        (n, m) values.
    w
        (m,) weights, non-negative.
    direction
        (m,) of ±1, or one for all; −1 where less is better.

    Returns
    -------
    (n,) closeness, 0 worst – 1 best. Where all compared units are equal, a single unit included, nobody is nearer to
    the best than to the worst: one half.

    Raises
    ------
    MethodError
        Shapes that do not fit, infinite values, negative weights, directions other than ±1.

    References
    ----------
    Hwang & Yoon (1981), *Multiple Attribute Decision Making: Methods and Applications*, Springer.

    Examples
    --------
    >>> topsis([[9.0, 7.0], [8.0, 9.0], [7.0, 6.0]], [0.5, 0.5]).round(3)
    array([0.513, 0.772, 0.   ])
    """
    columns, shares, complete = validate_comparable(x, w, direction, "topsis")
    closeness = np.full(complete.shape, np.nan)
    if not columns.size:
        return closeness
    to_best, to_worst, size = np.zeros(columns.shape[1]), np.zeros(columns.shape[1]), 0.0
    # One criterion after the other: a column stays in the processor's cache, the whole matrix does not.
    for column, share in zip(columns, shares, strict=True):
        weighted = column * (share / (np.sqrt(np.square(column).sum()) or 1.0))
        high, low = weighted.max(), weighted.min()
        to_best += (high - weighted) ** 2
        to_worst += (weighted - low) ** 2
        size = max(size, abs(high), abs(low))
    worst = np.sqrt(to_worst)
    apart = np.sqrt(to_best) + worst
    rounding = 1e-12 * size
    closeness[complete] = np.divide(worst, apart, out=np.full(apart.shape, 0.5), where=apart > rounding)
    return closeness


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

    columns, shares, complete = validate_comparable(x, w, direction, "promethee_ii")
    used = np.flatnonzero(np.asarray(w, dtype=np.float64) > 0)
    flow = np.zeros(columns.shape[1])
    for column, share, j in zip(columns, shares, used, strict=True):
        flow += share * _unicriterion(column, names[j], q[j], p[j], s[j])
    flows = np.full(complete.shape, np.nan)
    flows[complete] = flow / max(len(flow) - 1, 1)
    return flows


def _thresholds(thresholds: ArrayLike, m: int) -> Floats:
    values = np.asarray(thresholds, dtype=np.float64)
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


RANKINGS: dict[str, Callable[..., Any]] = {
    "copeland": copeland,
    "topsis": topsis,
    "promethee_ii": promethee_ii,
}
