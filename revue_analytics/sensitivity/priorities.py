"""Where an indicator stands among the priorities whatever the admissible weights: decided exactly, not by drawing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from revue_analytics.errors import MethodError
from revue_analytics.methods.arrays import Floats, Labels, Names, named_arrays
from revue_analytics.sensitivity.constraints import weight_set
from revue_analytics.sensitivity.results import Exact, column

CLOSE = 1e-9


@dataclass(frozen=True, eq=False)
class AlwaysAmong(Exact):
    """Which indicators are among the first `k` priorities for every admissible weighting, for some, or for none.

    Attributes
    ----------
    indicators
        Their labels.
    k
        How many first priorities are meant.
    verdict
        (m,) ``"always"``, ``"sometimes"`` or ``"never"``.
    among, not_among
        (m, m) admissible weights under which the indicator is among the first `k`, and under which it is not; NaN
        where there are none. The two witnesses prove a ``"sometimes"``.
    """

    indicators: Labels
    k: int
    verdict: NDArray[np.str_]
    among: Floats
    not_among: Floats

    def table(self) -> pd.DataFrame:
        """Return one row per indicator: ``k`` and ``verdict``."""
        return pd.DataFrame({"indicator": column(self.indicators), "k": self.k, "verdict": self.verdict})


@named_arrays(shortfalls="m", lower="m", upper="m")
def always_among(names: Names, shortfalls: Any, lower: ArrayLike, upper: ArrayLike, k: int) -> AlwaysAmong:
    """Decide which indicators are among the first `k` priorities for every weighting between bounds.

    The priority of an indicator is its weight times its shortfall. It is among the first `k` when fewer than `k`
    others are strictly above it, and when there is something left to gain on it.

    Parameters
    ----------
    shortfalls
        (m,) non-negative, a Series for labels; 0 where the target is reached.
    lower, upper
        (m,) bounds of the weights, which sum to one (see `admissible_bounds`).
    k
        1 for the first priority, 3 for the three first.

    Returns
    -------
    AlwaysAmong

    Raises
    ------
    MethodError
        Bounds that no weights meet, negative shortfalls, or `k` below 1.

    Notes
    -----
    In closed form. To push i out, its own weight v is taken as small as the bounds let it be: that lowers the weight
    ``v s_i / s_j`` that each other needs to pass it, and leaves more to give them. What it costs to lift j above is
    then known, apart for each j; i can be pushed out if the k cheapest can be paid. To bring i in, v is taken as
    large as can be, and the k − 1 others that are the hardest to keep below are let go.

    Examples
    --------
    >>> always_among([40.0, 30.0, 1.0], [0.25] * 3, [0.5] * 3, k=2).verdict
    array(['always', 'always', 'never'], dtype='<U9')
    """
    if k < 1:
        raise MethodError(f"k is {k}, expected at least 1")
    indicators, s, low, high = _checked(names, shortfalls, lower, upper)
    inside = np.array([_brought_in(i, s, low, high, k) for i in range(len(s))])
    outside = np.array([_pushed_out(i, s, low, high, k) for i in range(len(s))])
    verdict = np.where(np.isnan(inside[:, 0]), "never", np.where(np.isnan(outside[:, 0]), "always", "sometimes"))
    return AlwaysAmong(indicators, k, verdict, inside, outside)


@dataclass(frozen=True, eq=False)
class PriorityBounds(Exact):
    """The ranks between which each priority stays, whatever the admissible weights.

    Attributes
    ----------
    indicators
        Their labels.
    best, worst
        (m,) ranks that are reached and not exceeded, 1 first; ties share the best of their places.
    """

    indicators: Labels
    best: NDArray[np.int64]
    worst: NDArray[np.int64]

    def table(self) -> pd.DataFrame:
        """Return one row per indicator: ``best`` and ``worst`` rank."""
        return pd.DataFrame({"indicator": column(self.indicators), "best": self.best, "worst": self.worst})


@named_arrays(shortfalls="m", lower="m", upper="m")
def priority_bounds(names: Names, shortfalls: Any, lower: ArrayLike, upper: ArrayLike) -> PriorityBounds:
    """Find the best and the worst rank of each priority over all weights between bounds.

    Parameters
    ----------
    shortfalls
        (m,) non-negative, a Series for labels; 0 where the target is reached.
    lower, upper
        (m,) bounds of the weights, which sum to one (see `admissible_bounds`).

    Returns
    -------
    PriorityBounds

    Raises
    ------
    MethodError
        Bounds that no weights meet, or negative shortfalls.

    Notes
    -----
    The closed form of `always_among` for every number of first priorities at once: the worst rank of i is one more
    than the number of others that can be lifted above it, the cheapest first, by what its least weight leaves; the
    best is one more than the number that must be let go. `rank_bounds` of ``np.diag(shortfalls)`` gives the same by
    mixed-integer programmes, for any constraints.

    Examples
    --------
    >>> found = priority_bounds([40.0, 30.0, 1.0], [0.25] * 3, [0.5] * 3)
    >>> found.best, found.worst
    (array([1, 1, 3]), array([2, 2, 3]))
    """
    indicators, s, low, high = _checked(names, shortfalls, lower, upper)
    best = np.array([1 + _fewest_above(i, s, low, high) for i in range(len(s))], dtype=np.int64)
    worst = np.array([1 + _most_above(i, s, low, high) for i in range(len(s))], dtype=np.int64)
    return PriorityBounds(indicators, best, worst)


def _checked(
    names: Names, shortfalls: Any, lower: ArrayLike, upper: ArrayLike
) -> tuple[Labels, Floats, Floats, Floats]:
    """Labels, shortfalls and bounds, or what is wrong with them."""
    s = np.asarray(shortfalls, dtype=np.float64)
    if s.ndim != 1 or not len(s) or not np.isfinite(s).all() or (s < 0).any():
        raise MethodError("shortfalls must be (m,) numbers, none missing, none negative")
    indicators = names["m"]
    bounds = [np.asarray(bound, dtype=np.float64) for bound in (lower, upper)]
    if any(bound.shape not in ((), s.shape) or not np.isfinite(bound).all() for bound in bounds):
        raise MethodError(f"bounds must be {len(s)} numbers, none missing, or one for all")
    low, high = (np.array(np.broadcast_to(bound, s.shape)) for bound in bounds)
    if (low > high).any() or (low < 0).any() or low.sum() > 1 + CLOSE or high.sum() < 1 - CLOSE:
        weight_set(indicators, lower=low, upper=high)  # says which bounds conflict
        raise MethodError("lower bounds must not be negative")
    return indicators, s, low, high


def _pushed_out(i: int, s: Floats, low: Floats, high: Floats, k: int) -> Floats:
    """(m,) weights under which at least `k` others are strictly above `i`; NaN where there are none."""
    others = np.arange(len(s)) != i
    own = max(low[i], 1.0 - high[others].sum())
    w = low.copy()
    w[i] = own
    if s[i] <= CLOSE * s.max(initial=0.0):
        return _filled(w, high, others)
    needed = np.divide(own * s[i], s, out=np.full(len(s), np.inf), where=s > 0)
    clear = others & (needed < low - CLOSE)
    possible = others & (needed < high - CLOSE)
    cost = np.where(clear, 0.0, np.maximum(needed - low, 0.0))
    chosen = np.array(sorted(np.flatnonzero(possible), key=lambda j: (cost[j], ~clear[j]))[:k], dtype=np.intp)
    left = 1.0 - w.sum() - cost[chosen].sum()
    if len(chosen) < k or left < -CLOSE or (left <= CLOSE and not clear[chosen].all()):
        return np.full(len(s), np.nan)
    w[chosen] += cost[chosen]
    lifted = chosen[~clear[chosen]]
    if len(lifted):  # each of them needs a little more, to be strictly above
        w[lifted] += np.minimum(left / len(lifted), high[lifted] - w[lifted])
    return _filled(w, high, others)


def _brought_in(i: int, s: Floats, low: Floats, high: Floats, k: int) -> Floats:
    """(m,) weights under which fewer than `k` others are strictly above `i`; NaN where there are none."""
    others = np.arange(len(s)) != i
    own = min(high[i], 1.0 - low[others].sum())
    if s[i] <= CLOSE * s.max(initial=0.0):
        return np.full(len(s), np.nan)
    cap = np.divide(own * s[i], s, out=np.full(len(s), np.inf), where=s > 0)
    above = others & (cap < low - CLOSE)
    most = np.where(others, np.clip(cap, low, high), own)
    free = k - 1 - int(above.sum())
    if free < 0:
        return np.full(len(s), np.nan)
    lost = np.where(others & ~above, high - most, -1.0)
    let_go = above.copy()
    let_go[np.argsort(-lost, kind="stable")[:free]] |= lost[np.argsort(-lost, kind="stable")[:free]] > 0
    most = np.where(let_go, high, most)
    if most.sum() < 1 - CLOSE:
        return np.full(len(s), np.nan)
    room = np.where(others, most - low, 0.0)
    return np.asarray(most - room * ((most.sum() - 1.0) / room.sum() if room.sum() > 0 else 0.0))


def _filled(w: Floats, high: Floats, others: NDArray[np.bool_]) -> Floats:
    """Give what is missing to a sum of one to the others, in proportion to the room they have."""
    room = np.where(others, high - w, 0.0)
    return np.asarray(w + room * ((1.0 - w.sum()) / room.sum() if room.sum() > 0 else 0.0))


def _most_above(i: int, s: Floats, low: Floats, high: Floats) -> int:
    """How many others can be strictly above `i` together (see `_pushed_out`)."""
    others = np.arange(len(s)) != i
    own = max(low[i], 1.0 - high[others].sum())
    needed = np.divide(own * s[i], s, out=np.full(len(s), np.inf), where=s > 0)
    clear = (needed < low - CLOSE)[others]
    cost = np.where(clear, 0.0, np.maximum(needed - low, 0.0)[others])
    order = np.lexsort([~clear, cost])
    order = order[(needed < high - CLOSE)[others][order]]
    left = 1.0 - own - low[others].sum() - np.cumsum(cost[order])
    return int(np.count_nonzero((left > CLOSE) | clear[order]))


def _fewest_above(i: int, s: Floats, low: Floats, high: Floats) -> int:
    """How many others must be strictly above `i` (see `_brought_in`)."""
    others = np.arange(len(s)) != i
    own = min(high[i], 1.0 - low[others].sum())
    cap = np.divide(own * s[i], s, out=np.full(len(s), np.inf), where=s > 0)[others]
    lower, upper = low[others], high[others]
    above = cap < lower - CLOSE
    most = np.where(above, upper, np.clip(cap, lower, upper))
    lost = np.sort((upper - most)[~above])[::-1]
    missing = 1.0 - CLOSE - own - most.sum()
    return int(above.sum() + (np.searchsorted(np.cumsum(lost), missing) + 1 if missing > 0 else 0))
