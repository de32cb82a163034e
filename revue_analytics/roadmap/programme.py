"""The plan as a mixed-integer programme: which action starts in which period.

Letters: ``A`` actions, ``P`` periods, ``V`` variables, one per action and period in which it can start and still end
within the plan. The work of an action, and what is paid for it, may be spread over its periods as one likes. What must
be done within periods p to q then is that of the actions that start and end there, and there is a way to spread all of
it if and only if, for each p and q, this fits into what there is from p to q (Hall's theorem for intervals).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from revue_analytics.methods.arrays import Bools, Floats, Ints
from revue_analytics.roadmap.candidates import Candidates, worths
from revue_analytics.roadmap.means import Means
from revue_analytics.sensitivity.solvers import quiet

LARGEST = 1e5  # of the coefficients of an objective: well above the tolerances of the solver, well below its accuracy


@dataclass(frozen=True)
class Limit:
    """What rows of the programme stand for: ``kind`` and, where there are several, which.

    ``kind`` is ``"staff_days"``, ``"budget"`` (of period `of`, a number), ``"actions"``, ``"axis"`` (`of` its id),
    ``"imposed"`` (`of` the action), ``"excludes"`` (`of` the two), or ``""`` for what cannot be given way: the order
    of actions.
    """

    kind: str
    of: Any = None


@dataclass(frozen=True, eq=False)
class Model:
    """Rows ``low <= matrix @ x <= high`` over binary ``x``.

    Attributes
    ----------
    action, start
        (V,) which action a variable starts, and in which period (from 0).
    matrix, low, high
        (R, V), (R,), (R,).
    limits
        (R,) what each row stands for; a row on several periods names them all.
    periods
        How many.
    """

    action: Ints
    start: Ints
    matrix: Floats
    low: Floats
    high: Floats
    limits: tuple[Limit, ...]
    periods: int


@dataclass(frozen=True, eq=False)
class Solution:
    """Starts of the actions, −1 for those left out, and how far from proven optimal the first objective may be."""

    starts: Ints
    gap: float


def model_of(actions: Candidates, means: Means, *, only: Ints | None = None) -> Model:
    """Write the programme.

    Parameters
    ----------
    actions
        What can be chosen.
    means
        What bounds the choice.
    only
        Indices of the actions that the plan consists of: all of them, nothing else. What bounds their choice is then
        left out, and only what bounds their calendar is there.
    """
    P = means.periods
    kept = np.arange(len(actions)) if only is None else np.asarray(only, dtype=np.intp)
    pairs = [(a, s) for a in kept for s in range(P - int(actions.periods[a]) + 1)]
    action, start = (np.array(pairs, dtype=np.intp).reshape(-1, 2)[:, i] for i in (0, 1))
    end = start + actions.periods[action] - 1
    rows: list[tuple[Floats, float, float, Limit]] = []

    def add(row: Any, low: float, high: float, kind: str = "", of: Any = None) -> None:
        rows.append((np.asarray(row, dtype=np.float64), low, high, Limit(kind, of)))

    chosen = set(kept.tolist())
    for a in kept:
        if only is not None:
            add(action == a, 1, 1)
        elif actions.imposed[a]:
            add(action == a, 1, 1, "imposed", actions.ids[a])
    for chain in actions.stages:
        for i, stage in enumerate(chain):
            if only is None:
                add(np.isin(action, stage), -np.inf, 1)
            if i and chosen & set(stage):
                _after(add, action, start, end, stage, chain[i - 1], P)
    for i, j in actions.requires:
        if i in chosen:
            _after(add, action, start, end, [i], [j], P)
    if only is None:
        for i, j in actions.excludes:
            add(np.isin(action, [i, j]), -np.inf, 1, "excludes", (actions.ids[i], actions.ids[j]))
        if means.actions is not None:
            add(np.ones(len(action)), -np.inf, means.actions, "actions")
        for axis in axes_short(actions, means):
            add(np.array(actions.axes, dtype=object)[action] == axis, 1, np.inf, "axis", axis)
    for name, used in (("staff_days", actions.staff_days), ("budget", actions.used("budget"))):
        there = np.array(means.each(name))
        for p in range(P):
            for q in range(p, P):
                row = np.where((start >= p) & (end <= q), used[action], 0.0)
                if np.isfinite(there[p : q + 1].sum()) and row.any():
                    add(row, -np.inf, there[p : q + 1].sum(), name, (p, q))
    return Model(
        action,
        start,
        np.array([row for row, *_ in rows]).reshape(len(rows), len(action)),
        np.array([low for _, low, _, _ in rows]),
        np.array([high for _, _, high, _ in rows]),
        tuple(limit for *_, limit in rows),
        P,
    )


def axes_short(actions: Candidates, means: Means) -> tuple[str, ...]:
    """Return the axes that get an action: those on which some action brings something, in the framework's order."""
    if not means.each_axis:
        return ()
    useful = actions.gains() > 0
    asked = [axis for axis, brings in zip(actions.axes, useful, strict=True) if axis and brings]
    return tuple(axis for axis in dict.fromkeys(asked) if axis not in means.spared)


def _after(
    add: Any, action: Ints, start: Ints, end: Ints, later: Sequence[int], earlier: Sequence[int], periods: int
) -> None:
    """State that none of `later` starts before one of `earlier` has ended."""
    for s in range(periods):
        begun = np.isin(action, later) & (start <= s)
        if begun.any():
            add(begun * 1.0 - (np.isin(action, earlier) & (end < s)), -np.inf, 0)


def solve(model: Model, objectives: Sequence[Floats], n_actions: int) -> Solution | None:
    """Maximise the first objective, then the next one among the best, and so on; None if nothing is possible.

    Parameters
    ----------
    model
        The programme.
    objectives
        (V,) whole numbers each, so that what is equally good is exactly so.
    n_actions
        ``A``, for the starts that come back.
    """
    if not len(model.action):
        good = bool((model.low <= 0).all() and (model.high >= 0).all())
        return Solution(np.full(n_actions, -1), 0.0) if good else None
    matrix, low, high = model.matrix, model.low, model.high
    gap, x = 0.0, np.zeros(len(model.action))
    for i, objective in enumerate(objectives):
        size = max(np.abs(objective).max(initial=0.0) / LARGEST, 1.0)
        found = _run(-objective / size, matrix, low, high)
        if found.x is None:
            return None
        x = np.rint(found.x)
        gap = float(found.mip_gap or 0.0) if i == 0 else gap
        best = float(objective @ x)
        matrix = np.vstack([matrix, objective / size])
        low, high = np.append(low, (best - 0.5) / size), np.append(high, np.inf)
    starts = np.full(n_actions, -1)
    taken = x > 0.5
    starts[model.action[taken]] = model.start[taken]
    return Solution(starts, gap)


def _run(cost: Floats, matrix: Floats, low: Floats, high: Floats) -> Any:
    from scipy.optimize import Bounds, LinearConstraint, milp

    rows = [LinearConstraint(matrix, low, high)] if len(matrix) else []
    with quiet():
        return milp(cost, integrality=1, bounds=Bounds(0, 1), constraints=rows, options={"mip_rel_gap": 0.0})


def solve_choice(actions: Candidates, means: Means, points: Floats) -> tuple[Bools | None, float]:
    """Return the best choice and its optimality gap; None if there is no choice.

    Parameters
    ----------
    actions, means
        What can be chosen, and what bounds the choice.
    points
        (A,) what each action closes.
    """
    model = model_of(actions, means)
    result = solve(model, [worths(points)[model.action], -actions.burdens[model.action]], len(actions))
    return (None, np.nan) if result is None else (result.starts >= 0, result.gap)


def solve_calendar(
    actions: Candidates, means: Means, kept: Sequence[int], points: Floats | None, first: Bools | None = None
) -> dict[int, int] | None:
    """Return the begins of the actions kept, as `Calendar.earliest` does, or, without points, any; None if none fit."""
    model = model_of(actions, means, only=np.asarray(kept, dtype=np.int64))
    objectives = [np.zeros(len(model.action))]
    if points is not None:
        effect = means.periods - (model.start + actions.periods[model.action])
        turn = np.searchsorted(np.asarray(kept), model.action)
        sooner = (means.periods - model.start).astype(np.float64)
        objectives = [worths(points)[model.action] * effect, (len(kept) - turn) * sooner]
        objectives = objectives if first is None else [np.where(first[model.action], sooner, 0.0), *objectives]
    result = solve(model, objectives, len(actions))
    return None if result is None else {a: int(result.starts[a]) for a in kept}
