"""The best choice for many draws at once, chain after chain.

What is solved here leaves out the calendar and what ties actions of different criteria together: actions fit if their
staff-days, cost and number do so in all. Then each criterion matters only by how far up its chain one goes, and a
table over what is left, filled criterion after criterion, holds the best plan for every amount left: a knapsack with
one choice per criterion, exact, for all draws in the same array operations.

The best choice under fewer rules is best under all of them if it keeps them all. That is checked afterwards
(`revue_analytics.roadmap.calendar`); a draw whose choice does not is left to the mixed-integer programme.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import product
from math import gcd

import numpy as np
from numpy.typing import NDArray

from revue_analytics.methods.arrays import Bools, Floats
from revue_analytics.roadmap.candidates import Candidates
from revue_analytics.roadmap.exact import axes_short
from revue_analytics.roadmap.means import Means

CELLS = 20_000  # amounts left that a table may tell apart
BLOCK = 400_000  # cells of the tables of the draws that are done at once: what stays in the processor's cache
WAYS = 40  # ways through a chain; with more of them the programme is the better tool


@dataclass(frozen=True, eq=False)
class Choice:
    """Best choices under the rules that are looked at here.

    Attributes
    ----------
    chosen
        (D, A) which actions each draw chooses.
    possible
        (D,) whether there is any choice; where there is none, there is none under all rules either.
    """

    chosen: Bools
    possible: Bools


@dataclass(frozen=True)
class Paths:
    """The ways through the chain of a criterion, and its axis."""

    axis: str
    ways: list[tuple[int, ...]]


@dataclass(frozen=True, eq=False)
class Taken:
    """What was chosen on one criterion for each amount left: which way, and whether it is the first of its axis."""

    path: Paths
    choice: NDArray[np.int8]
    is_first: Bools | None


RULES = ("staff_days", "budget", "actions")


def best_choices(
    actions: Candidates, means: Means, merits: Floats, rules: Sequence[str] = RULES, cells: int = CELLS
) -> Choice | None:
    """Return the best choice of each draw under some rules; None where there are too many ways to go through a chain.

    Parameters
    ----------
    actions
        What can be chosen.
    means
        What bounds the choice.
    merits
        (D, A) what each action counts in each draw: whole numbers, so that sums are exact.
    rules
        Which totals are looked at, some of `RULES`; axes and imposed actions always are.
    cells
        Amounts left that a table may tell apart.
    """
    chains = sorted(actions.stages(), key=lambda chain: actions.axes[chain[0][0]])  # axis after axis
    alone = _fit_alone(actions, means)
    paths = [Paths(actions.axes[of[0][0]], _ways(actions, of, means, alone)) for of in chains]
    if any(len(of.ways) > WAYS for of in paths):
        return None
    axes = set(axes_short(actions, means))
    uses, shape = _grid(actions, means, rules, cells)
    step = max(1, min(len(merits), BLOCK // int(np.prod(shape))))
    parts = [_filled(paths, axes, uses, shape, merits[i : i + step]) for i in range(0, len(merits), step)]
    return Choice(np.vstack([chosen for chosen, _ in parts]), np.concatenate([possible for _, possible in parts]))


def size_of(actions: Candidates, means: Means, rules: Sequence[str]) -> int:
    """Return how many amounts left the table under some rules tells apart: what its filling takes."""
    return int(np.prod(_grid(actions, means, rules, CELLS)[1]))


def _ways(actions: Candidates, chain: list[NDArray[np.intp]], means: Means, alone: Bools) -> list[tuple[int, ...]]:
    """Return the ways through a chain: none of it, then each way up to each level, that fit into the periods."""
    imposed = {int(a) for stage in chain for a in stage if actions.imposed[a]}
    ways = [way for n in range(len(chain) + 1) for way in product(*(map(int, stage) for stage in chain[:n]))]
    return [
        way
        for way in ways
        if imposed <= set(way) and alone[list(way)].all() and actions.periods[list(way)].sum() <= means.periods
    ]


def _fit_alone(actions: Candidates, means: Means) -> Bools:
    """(A,) whether there is enough for each action in some row of as many periods as it lasts."""
    good = actions.periods <= means.periods
    for name, used in (("staff_days", actions.staff_days), ("budget", np.nan_to_num(actions.cost))):
        there = np.concatenate([[0.0], np.cumsum(means.each(name))])
        if np.isfinite(there[-1]):
            most = [(there[lasts:] - there[:-lasts]).max(initial=-np.inf) for lasts in actions.periods]
            good &= used <= np.array(most) + 1e-9
    return np.asarray(good)


def _grid(
    actions: Candidates, means: Means, rules: Sequence[str], cells: int
) -> tuple[NDArray[np.intp], tuple[int, ...]]:
    """Return (A, 3) whole units of staff, money and number that actions use, and how many units of each there are.

    Units are the greatest common divisor of the amounts, or larger ones where tables would grow too large: use is then
    rounded down, which only leaves out a part of the rule.
    """
    uses = np.zeros((len(actions), 3), dtype=np.intp)
    size = [1, 1, 1]
    if "actions" in rules and means.actions is not None and means.actions < len(actions):
        uses[:, 2], size[2] = 1, means.actions + 1
    bounded = [name for name in rules if name != "actions" and binds(actions, means, name)]
    room = max(int((cells / size[2]) ** (1 / max(len(bounded), 1))), 2)
    for name in bounded:
        i, amounts, total = RULES.index(name), _used(actions, name), means.total(name)
        hundredths = np.rint(100 * amounts).astype(int)
        unit = max(reduce(gcd, hundredths[hundredths > 0].tolist(), 0), 1) / 100
        unit = max(unit, total / (room - 1))
        uses[:, i] = np.floor(amounts / unit + 1e-9)
        size[i] = int(np.floor(total / unit + 1e-9)) + 1
    return uses, (size[0], size[1], size[2])


def binds(actions: Candidates, means: Means, rule: str) -> bool:
    """Whether all actions together would take more than there is of one of `RULES`."""
    if rule == "actions":
        return means.actions is not None and means.actions < len(actions)
    return bool(_used(actions, rule).sum() > means.total(rule) + 1e-9)


def _used(actions: Candidates, name: str) -> Floats:
    return actions.staff_days if name == "staff_days" else np.nan_to_num(actions.cost)


def _filled(
    paths: list[Paths], axes: set[str], uses: NDArray[np.intp], shape: tuple[int, ...], merits: Floats
) -> tuple[Bools, Bools]:
    """Fill the table forwards, criterion after criterion, then read the choices backwards.

    On an axis that is to get an action there are two tables: with nothing chosen on it yet, and with something.
    """
    nothing = np.full((len(merits), *shape), -np.inf)
    best = np.zeros(nothing.shape)
    without, some = best, nothing
    taken: list[Taken] = []
    for k, path in enumerate(paths):
        opens = k == 0 or path.axis != paths[k - 1].axis
        closes = k + 1 == len(paths) or path.axis != paths[k + 1].axis
        if path.axis not in axes:
            best, choice = _step(best, path.ways, uses, merits)
            taken.append(Taken(path, choice, None))
            continue
        if opens:
            without, some = best, nothing
        more, choice = _step(some, path.ways, uses, merits)
        first, choice_first = _step(without, [way or None for way in path.ways], uses, merits)
        is_first = first > more
        some = np.where(is_first, first, more)
        taken.append(Taken(path, np.where(is_first, choice_first, choice).astype(np.int8), is_first))
        without = without if () in path.ways else nothing
        best = some if closes else best
    lost = axes - {path.axis for path in paths}
    chosen, possible = _read(taken, uses, best, merits.shape)
    return chosen, possible & (not lost)


def _step(
    table: Floats, ways: Sequence[tuple[int, ...] | None], uses: NDArray[np.intp], merits: Floats
) -> tuple[Floats, NDArray[np.int8]]:
    """Choose for each amount left the best way through one chain; those that are None are not looked at."""
    result = np.full(table.shape, -np.inf)
    choice = np.full(table.shape, -1, dtype=np.int8)
    for i, way in enumerate(ways):
        if way is None:
            continue
        used = uses[list(way)].sum(axis=0)
        if (used >= table.shape[1:]).any():
            continue
        inside = (slice(None), *(slice(u, None) for u in used))
        rest = (slice(None), *(slice(None, n - u) for u, n in zip(used, table.shape[1:], strict=True)))
        candidate = table[rest] + merits[:, list(way)].sum(axis=1)[:, None, None, None]
        better = candidate > result[inside]
        np.copyto(result[inside], candidate, where=better)
        np.copyto(choice[inside], np.int8(i), where=better)
    return result, choice


def _read(taken: list[Taken], uses: NDArray[np.intp], best: Floats, shape: tuple[int, ...]) -> tuple[Bools, Bools]:
    """Go back through the chains, from all there is, and note what was chosen."""
    D = shape[0]
    chosen = np.zeros(shape, dtype=bool)
    possible = best[:, -1, -1, -1] > -np.inf
    draws = np.arange(D)
    left = np.tile(np.array(best.shape[1:]) - 1, (D, 1))
    done, axis = np.zeros(D, dtype=bool), ""  # nothing more was chosen on this axis
    for step in reversed(taken):
        done, axis = (done, axis) if step.path.axis == axis else (np.zeros(D, dtype=bool), step.path.axis)
        at = (draws, left[:, 0], left[:, 1], left[:, 2])
        picked = np.where(done | ~possible, -1, step.choice[at])
        if step.is_first is not None:
            done = done | step.is_first[at]
        for i, way in enumerate(step.path.ways):
            if way:
                those = np.flatnonzero(picked == i)
                chosen[those[:, None], np.array(way)] = True
                left[those] -= uses[list(way)].sum(axis=0)
    return chosen, possible
