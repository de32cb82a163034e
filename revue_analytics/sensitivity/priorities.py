"""Where an indicator stands among the priorities whatever the admissible weights: decided exactly, not by drawing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from revue_analytics.errors import MethodError
from revue_analytics.methods.arrays import Floats, Ints, Labels, Names, named_arrays
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
    `priority_bounds` read at `k`: always if the worst rank is no worse, never if the best is.

    Examples
    --------
    >>> always_among([40.0, 30.0, 1.0], [0.25] * 3, [0.5] * 3, k=2).verdict
    array(['always', 'always', 'never'], dtype='<U9')
    """
    if k < 1:
        raise MethodError(f"k is {k}, expected at least 1")
    indicators, s, low, high = _checked(names, shortfalls, lower, upper)
    above, out_of = _most_above(s, low, high)
    below, into = _fewest_above(s, low, high)
    nothing = s <= CLOSE * s.max(initial=0.0)
    among = np.where(((below < k) & ~nothing)[:, None], into, np.nan)
    not_among = np.where(((above >= k) | nothing)[:, None], out_of, np.nan)
    verdict = np.where(np.isnan(among[:, 0]), "never", np.where(np.isnan(not_among[:, 0]), "always", "sometimes"))
    return AlwaysAmong(indicators, k, verdict, among, not_among)


@dataclass(frozen=True, eq=False)
class PriorityBounds(Exact):
    """The ranks between which each priority stays, whatever the admissible weights.

    Attributes
    ----------
    indicators
        Their labels.
    best, worst
        (m,) ranks that are reached and not exceeded, 1 first; ties share the best of their ranks.
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
    In closed form. To push i out, its own weight v is taken as small as the bounds let it be: that lowers the weight
    ``v s_i / s_j`` that each other needs to pass it, and leaves more to give them. What it costs to lift j above is
    then known, apart for each j, and the cheapest are lifted for as long as they can be paid. To bring i in, v is taken
    as large as can be, and the others that are the hardest to keep below are let go. `rank_bounds` of
    ``np.diag(shortfalls)`` gives the same by mixed-integer programmes, for any constraints.

    Examples
    --------
    >>> bounds = priority_bounds([40.0, 30.0, 1.0], [0.25] * 3, [0.5] * 3)
    >>> bounds.best, bounds.worst
    (array([1, 1, 3]), array([2, 2, 3]))
    """
    indicators, s, low, high = _checked(names, shortfalls, lower, upper)
    return PriorityBounds(indicators, 1 + _fewest_above(s, low, high)[0], 1 + _most_above(s, low, high)[0])


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


def _most_above(s: Floats, low: Floats, high: Floats) -> tuple[Ints, Floats]:
    """(m,) how many others can be strictly above each together, and (m, m) weights under which they are."""
    rows = [_push_out(i, s, low, high) for i in range(len(s))]
    return np.array([count for count, _ in rows], dtype=np.int64), np.array([weights for _, weights in rows])


def _fewest_above(s: Floats, low: Floats, high: Floats) -> tuple[Ints, Floats]:
    """(m,) how many others must be strictly above each, and (m, m) weights under which no more are."""
    rows = [_bring_in(i, s, low, high) for i in range(len(s))]
    return np.array([count for count, _ in rows], dtype=np.int64), np.array([weights for _, weights in rows])


def _push_out(i: int, s: Floats, low: Floats, high: Floats) -> tuple[int, Floats]:
    """Lift as many others above `i` as its least weight leaves the means for, the cheapest first."""
    others = np.arange(len(s)) != i
    w = low.copy()
    w[i] = max(low[i], 1.0 - high[others].sum())
    needed = np.divide(w[i] * s[i], s, out=np.full(len(s), np.inf), where=s > 0)
    clear, possible = needed < low - CLOSE, np.flatnonzero(others & (needed < high - CLOSE))
    cost = np.where(clear, 0.0, np.maximum(needed - low, 0.0))
    order = possible[np.lexsort([~clear[possible], cost[possible]])]
    left = 1.0 - w.sum() - np.cumsum(cost[order])
    above = order[(left > CLOSE) | clear[order]]
    w[above] += cost[above]
    lifted = above[~clear[above]]
    if len(lifted):  # each of them needs a little more, to be strictly above
        w[lifted] += np.minimum((1.0 - w.sum()) / len(lifted), high[lifted] - w[lifted])
    return len(above), _summing_to_one(w, np.where(others, high - w, 0.0))


def _bring_in(i: int, s: Floats, low: Floats, high: Floats) -> tuple[int, Floats]:
    """Keep as many others as can be no higher than `i` at its largest weight; let go those hardest to keep."""
    others = np.arange(len(s)) != i
    own = min(high[i], 1.0 - low[others].sum())
    cap = np.divide(own * s[i], s, out=np.full(len(s), np.inf), where=s > 0)
    above = others & (cap < low - CLOSE)
    most = np.where(others, np.where(above, high, np.clip(cap, low, high)), own)
    lost = np.where(others & ~above, high - most, 0.0)
    hardest, missing = np.argsort(-lost, kind="stable"), 1.0 - CLOSE - most.sum()
    let_go = int(np.searchsorted(np.cumsum(lost[hardest]), missing)) + 1 if missing > 0 else 0
    most[hardest[:let_go]] = np.where(others, high, own)[hardest[:let_go]]
    return int(above.sum()) + let_go, _summing_to_one(most, np.where(others, most - low, 0.0))


def _summing_to_one(w: Floats, room: Floats) -> Floats:
    """Change weights to a sum of one, each in proportion to the room it has."""
    return np.asarray(w + room * ((1.0 - w.sum()) / room.sum() if room.sum() > 0 else 0.0))
