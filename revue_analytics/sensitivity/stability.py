"""How far one weight can move, the others in proportion, before something that is said of the units changes."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from revue_analytics.errors import MethodError, choices
from revue_analytics.methods.arrays import Floats, Labels, Names, named_arrays
from revue_analytics.methods.registry import Method, as_given, facts_of
from revue_analytics.sensitivity.results import Exact, as_matrix, as_weighting, column
from revue_analytics.sensitivity.smaa_problem import TIE, additive_values, aggregation_of, scores_of

Ints = NDArray[np.intp]

STATEMENTS = ("ranks", "first", "levels")
LEVELS = (25.0, 50.0, 75.0, 100.0)


@dataclass(frozen=True, eq=False)
class StabilityIntervals(Exact):
    """For each weight, the values between which a statement goes on holding.

    Attributes
    ----------
    of
        The statement: ``"ranks"``, ``"first"`` or ``"levels"``.
    criteria
        Labels of the weights.
    weights
        (m,) where they stand.
    low, high
        (m,) ends of the interval; at the end itself two units tie, or a score is on the edge of a level.
    at_low, at_high
        (m,) who changes there: ``(unit, unit that overtakes it)`` or ``(unit, None)`` for a level; None where the
        interval goes to 0 or 1.
    exact
        Whether the ends are in closed form; otherwise they were searched for on a grid and refined, and a change
        that is undone within half a hundredth can be missed.
    """

    of: str
    criteria: Labels
    weights: Floats
    low: Floats
    high: Floats
    at_low: tuple[tuple[Hashable, Hashable] | None, ...]
    at_high: tuple[tuple[Hashable, Hashable] | None, ...]
    exact: bool

    def table(self) -> pd.DataFrame:
        """Return one row per criterion: its weight, the interval, and who changes at each end."""
        table = pd.DataFrame({"criterion": column(self.criteria), "weight": self.weights})
        table["low"], table["high"] = self.low, self.high
        for end, who in (("low", self.at_low), ("high", self.at_high)):
            table[f"unit_at_{end}"] = pd.Series([pair and pair[0] for pair in who], dtype=object)
            table[f"overtaken_by_at_{end}"] = pd.Series([pair and pair[1] for pair in who], dtype=object)
        return table


@named_arrays(x="... n m", w="m", direction="m", levels="level")
def stability_intervals(
    names: Names,
    x: Any,
    w: Any,
    *,
    of: str = "ranks",
    aggregation: Method = "arithmetic_mean",
    direction: Any = None,
    levels: Sequence[float] = LEVELS,
) -> StabilityIntervals:
    """Find how far each weight can move, the others in proportion, while a statement holds.

    Parameters
    ----------
    x
        (n, m) values, higher is better. For the priorities of one unit, ``np.diag(shortfalls)``: its criteria become
        the units that are ranked, by weight × shortfall.
    w
        (m,) weights.
    of
        ``"ranks"``: nobody who is above another falls below; ``"first"``: who is first stays first; ``"levels"``: the
        score of every unit stays between the same two of `levels`.
    aggregation
        Name or callable.
    direction
        (m,) of ±1; −1 where less is better.
    levels
        Scores at which a level begins.

    Returns
    -------
    StabilityIntervals

    Notes
    -----
    With weight t on criterion k, the additive score of a unit is the line ``(1 - t) r + t x_k``, r being its score on
    the other criteria alone. The first two lines to cross are neighbours before they do.

    References
    ----------
    Mareschal (1988), *European Journal of Operational Research* 33, 54–64 (weight stability intervals).

    Examples
    --------
    >>> priorities = stability_intervals(np.diag([38.8889, 18.75]), [0.5, 0.5], of="first")
    >>> priorities.low.round(4), priorities.high.round(4)
    (array([0.3253, 0.    ]), array([1.    , 0.6747]))
    """
    if of not in STATEMENTS:
        raise MethodError(f"of is {of!r}, expected {choices(of, STATEMENTS)}")
    values = as_matrix(names, x, direction)
    units, criteria = names["n"], names["m"]
    weights = as_weighting(w, criteria)
    edges = np.sort(np.asarray(levels, dtype=np.float64))
    lines = None if np.isnan(values).any() else additive_values(values, aggregation)
    if of == "levels" and facts_of(aggregation_of(aggregation)).additive_in is not as_given:
        lines = None  # the transformation that keeps the order moves the levels
    ends = [
        _exact(lines, weights, k, of, edges)
        if lines is not None
        else _search(values, weights, k, of, edges, aggregation)
        for k in range(len(criteria))
    ]
    named = [[_named(pair, units) for pair in (low[1], high[1])] for low, high in ends]
    return StabilityIntervals(
        of=of,
        criteria=criteria,
        weights=weights,
        low=np.array([low[0] for low, _ in ends]),
        high=np.array([high[0] for _, high in ends]),
        at_low=tuple(pair[0] for pair in named),
        at_high=tuple(pair[1] for pair in named),
        exact=lines is not None,
    )


End = tuple[float, tuple[int, int] | None]


def _exact(x: Floats, w: Floats, k: int, of: str, levels: Floats) -> tuple[End, End]:
    """Both ends of the interval of weight `k`, from the crossings of lines."""
    rest = x @ _moved(w, k, np.zeros(1))[0]
    slope, now = x[:, k] - rest, rest + w[k] * (x[:, k] - rest)
    tie = TIE * max(float(np.ptp(x)), np.finfo(float).tiny)
    ends: list[End] = []
    for sign, limit in ((-1.0, w[k]), (1.0, 1.0 - w[k])):
        if of == "levels":
            reach, who = _to_a_level(now, sign * slope, levels)
        else:
            above, below = (_leaders if of == "first" else _neighbours)(now, sign * slope, tie)
            closing = sign * (slope[below] - slope[above])
            gap = now[above] - now[below]
            reach = np.divide(gap, closing, out=np.full(gap.shape, np.inf), where=closing > 0)
            who = np.column_stack([above, below])
        at = int(reach.argmin()) if len(reach) else -1
        if at < 0 or reach[at] >= limit - 1e-12:  # where one criterion has all the weight, others may only tie
            ends.append((w[k] + sign * limit, None))
        else:
            ends.append((w[k] + sign * reach[at], (int(who[at, 0]), int(who[at, 1]))))
    return ends[0], ends[1]


def _neighbours(now: Floats, slope: Floats, tie: float) -> tuple[Ints, Ints]:
    """Neighbours in the order that holds as soon as the weight has moved: by score, ties by slope."""
    order = np.argsort(-now, kind="stable")
    group = np.cumsum(np.diff(-now[order], prepend=-np.inf) > tie)
    order = order[np.lexsort([-slope[order], group])]
    above, below = order[:-1], order[1:]
    strict = now[above] - now[below] > tie
    return above[strict], below[strict]


def _leaders(now: Floats, slope: Floats, tie: float) -> tuple[Ints, Ints]:
    """Whoever is first, with each of the others."""
    first = np.flatnonzero(now >= now.max() - tie)
    others = np.flatnonzero(now < now.max() - tie)
    return np.repeat(first, len(others)), np.tile(others, len(first))


def _to_a_level(now: Floats, slope: Floats, levels: Floats) -> tuple[Floats, Ints]:
    """How far the weight can move before a unit falls out of its level, or reaches the next."""
    edges = np.concatenate([[-np.inf], levels, [np.inf]])
    step = float(np.diff(levels).min(initial=np.inf)) if len(levels) > 1 else 1.0
    level = np.searchsorted(edges, now + 1e-9 * step, side="right") - 1
    edge = np.where(slope > 0, edges[level + 1], edges[level])
    reach = np.divide(edge - now, slope, out=np.full(now.shape, np.inf), where=slope != 0)
    return np.maximum(reach, 0.0), np.column_stack([np.arange(len(now)), np.full(len(now), -1)])


def _search(x: Floats, w: Floats, k: int, of: str, levels: Floats, aggregation: Method) -> tuple[End, End]:
    """Both ends by trying 200 values on each side and halving the step at which the statement fails."""
    tie = TIE * max(float(np.nanmax(x) - np.nanmin(x)), np.finfo(float).tiny)
    scores: Callable[[ArrayLike], Floats] = lambda t: scores_of(x, _moved(w, k, np.atleast_1d(t)), aggregation)  # noqa: E731
    now = scores(w[k])[0]
    ends: list[End] = []
    for limit in (0.0, 1.0):
        tried = np.linspace(w[k], limit, 201)
        fails = np.flatnonzero(~_holds(scores(tried), now, of, levels, tie))
        if not len(fails):
            ends.append((limit, None))
            continue
        good, bad = tried[max(fails[0] - 1, 0)], tried[fails[0]]
        for _ in range(50):
            middle = 0.5 * (good + bad)
            good, bad = (middle, bad) if _holds(scores(middle), now, of, levels, tie)[0] else (good, middle)
        ends.append((float(good), _who_changes(scores(bad)[0], now, of, levels, tie)))
    return ends[0], ends[1]


def _holds(scores: Floats, now: Floats, of: str, levels: Floats, tie: float) -> NDArray[np.bool_]:
    """(T, n) scores -> (T,) whether the statement made of `now` holds."""
    if of == "levels":
        return np.asarray(
            (np.searchsorted(levels, scores + tie, "right") == np.searchsorted(levels, now + tie, "right")).all(axis=1)
        )
    order = np.argsort(-now, kind="stable")
    cut = np.flatnonzero(now[order][:-1] - now[order][1:] > tie)
    if of == "first":
        cut = cut[:1]
    lowest_above = np.minimum.accumulate(scores[:, order], axis=1)[:, cut]
    highest_below = np.maximum.accumulate(scores[:, order[::-1]], axis=1)[:, ::-1][:, cut + 1]
    return np.asarray((lowest_above >= highest_below - tie).all(axis=1))


def _who_changes(scores: Floats, now: Floats, of: str, levels: Floats, tie: float) -> tuple[int, int]:
    """Return one pair that the new scores put the other way round (or a unit whose level changed)."""
    if of == "levels":
        changed = np.searchsorted(levels, scores + tie, "right") != np.searchsorted(levels, now + tie, "right")
        return int(changed.argmax()), -1
    was_above = now[:, None] > now[None, :] + tie
    if of == "first":
        was_above &= (now >= now.max() - tie)[:, None]
    above, below = np.nonzero(was_above & (scores[:, None] < scores[None, :]))
    return (int(above[0]), int(below[0])) if len(above) else (-1, -1)


def _moved(w: Floats, k: int, t: Floats) -> Floats:
    """(T,) values of weight `k` -> (T, m) weights, the others in proportion (equal if they had nothing)."""
    others = np.delete(w, k)
    share = others / others.sum() if others.sum() > 0 else np.full(len(others), 1.0 / max(len(others), 1))
    return np.insert((1.0 - t)[:, None] * share, k, t, axis=1)


def _named(pair: tuple[int, int] | None, units: Labels) -> tuple[Hashable, Hashable] | None:
    if pair is None or pair[0] < 0:
        return None
    return units[pair[0]], units[pair[1]] if pair[1] >= 0 else None
