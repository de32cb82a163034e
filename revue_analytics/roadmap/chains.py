"""The best choice of actions, chain after chain: for many draws at once, and exactly for one.

First the calendar, and what ties actions of different criteria together, are left out: actions fit if their staff-days,
cost and number do so in all. Then each criterion matters only by how far up its chain one goes, and a table over what
is left, filled criterion after criterion, holds the best that can be done with every amount left: a knapsack with one
choice per criterion, exact, for all draws in the same array operations.

The best choice under fewer rules is best under all of them if it keeps them all, which `Calendar.allows` tells. Where
it does not, `best_choice` goes through the choices from the best one down: what the tables say of the chains that are
not decided yet is never less than what they can bring, so that the first choice that is allowed is the best of all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from heapq import heappop, heappush
from itertools import combinations, product
from math import gcd

import numpy as np

from revue_analytics.methods.arrays import Bools, Floats, Ints
from revue_analytics.roadmap.calendar import AMOUNTS, Calendar, TooManySteps
from revue_analytics.roadmap.candidates import Candidates
from revue_analytics.roadmap.means import Means
from revue_analytics.roadmap.programme import axes_short, solve_choice

CELLS = 20_000  # amounts left that a table may tell apart
BLOCK = 100_000  # cells of a table of the draws that are done at once: what stays in the processor's cache
WAYS = 40  # ways through a chain; with more of them the programme is the better tool
NODES = 3_000  # choices begun that are looked at before the programme is asked
RULES = (*AMOUNTS, "actions")

Way = tuple[int, ...]
NEVER = -np.inf


@dataclass(frozen=True, eq=False)
class Chain:
    """The ways through the chain of a criterion, what they use of the three `RULES`, and where it lies on its axis."""

    ways: list[Way]
    uses: Ints
    asked: bool
    opens: bool
    closes: bool


@dataclass(frozen=True, eq=False)
class Knapsack:
    """Tables of the best that the first chains bring, for each draw and each amount left.

    Attributes
    ----------
    chains
        Axis after axis.
    merits
        (D, A) what each action counts in each draw: whole numbers, so that sums are exact.
    some, none
        Before each chain, and after the last: (D, …) the best with something chosen on its axis, and with nothing; on
        axes that need get nothing `some` is the best of all, and `none` is None.
    """

    chains: list[Chain]
    merits: Floats
    some: list[Floats]
    none: list[Floats | None]

    @classmethod
    def filled(cls, chains: list[Chain], merits: Floats, shape: tuple[int, int, int]) -> Knapsack:
        """Fill the tables, chain after chain."""
        nothing = np.full((len(merits), *shape), NEVER)
        best = np.zeros(nothing.shape)
        some: list[Floats] = []
        none: list[Floats | None] = []
        without: Floats | None = None
        for chain in chains:
            if chain.asked and chain.opens:
                best, without = nothing, best
            some.append(best)
            none.append(without)
            best = _upward(best, chain, merits)
            if without is not None:
                np.maximum(best, _upward(without, chain, merits, climbing=True), out=best)
                without = None if chain.closes else without if () in chain.ways else nothing
        return cls(chains, merits, [*some, best], [*none, None])

    def choices(self) -> tuple[Bools, Bools]:
        """(D, A) the best choice of each draw, and (D,) whether there is any: read backwards, from all there is.

        Of ways that are as good, the lowest; of an axis, rather one on which something was chosen before.
        """
        chosen, draws = np.zeros(self.merits.shape, dtype=bool), np.arange(len(self.merits))
        left = np.tile(np.array(self.some[-1].shape[1:]) - 1, (len(draws), 1))
        possible = self.some[-1][:, -1, -1, -1] > NEVER
        done = np.zeros(len(draws), dtype=bool)  # nothing more was chosen on this axis
        for k in range(len(self.chains) - 1, -1, -1):
            chain, none = self.chains[k], self.none[k]
            done &= not chain.closes
            values = self._values(self.some[k], chain, draws, left)
            picked = values.argmax(axis=0)
            if none is not None:
                first = self._values(none, chain, draws, left)
                first[[not way for way in chain.ways]] = NEVER
                is_first = (first.max(axis=0) > values.max(axis=0)) & ~done
                picked = np.where(is_first, first.argmax(axis=0), picked)
                picked[done | ~possible] = -1
                done |= is_first
            picked[~possible] = -1
            for i, way in enumerate(chain.ways):
                those = np.flatnonzero(picked == i)
                chosen[np.ix_(those, np.array(way, dtype=np.intp))] = True
                left[those] -= chain.uses[i]
        return chosen, possible

    def _values(self, table: Floats, chain: Chain, draws: Ints, left: Ints) -> Floats:
        """(W, D) what each way through a chain brings, with the best of those before and what is left then."""
        values = np.full((len(chain.ways), len(draws)), NEVER)
        for i, way in enumerate(chain.ways):
            rest = left - chain.uses[i]
            there = (rest >= 0).all(axis=1)
            at = (draws[there], *rest[there].T)
            values[i, there] = table[at] + self.merits[there][:, list(way)].sum(axis=1)
        return values

    def best_allowed(self, calendar: Calendar) -> Bools | None:
        """(A,) the best choice of the first draw that a calendar allows, or None: from the best choice down.

        Choices are begun at the last chain, those first that the tables promise most for.
        """
        merits = self.merits[0].tolist()
        begun: list[tuple[float, int, int, bool, float, tuple[int, ...], Way]] = []
        n_begun, cautious = 0, False

        def begin(k: int, complete: bool, earned: float, table: Floats, left: tuple[int, ...], kept: Way) -> None:
            nonlocal n_begun
            promised = earned + float(table[(0, *left)]) if min(left) >= 0 else NEVER
            if promised > NEVER:
                n_begun += 1
                heappush(begun, (-promised, k, n_begun, complete, earned, left, kept))

        begin(len(self.chains), True, 0.0, self.some[-1], tuple(n - 1 for n in self.some[-1].shape[1:]), ())
        while begun:
            _promised, k, _n, complete, earned, left, kept = heappop(begun)
            if n_begun > NODES:
                raise TooManySteps
            if (cautious or k == 0) and not calendar.may_hold(kept, whole=k == 0):
                cautious = True  # what does not fit so far is not gone on with
                continue
            if k == 0:
                return np.isin(np.arange(len(merits)), kept)
            chain, none = self.chains[k - 1], self.none[k - 1]
            for table in (self.some[k - 1], none) if complete else (none,):
                for way, used in zip(chain.ways, chain.uses.tolist(), strict=True):
                    if table is not None and (table is not none or bool(way) == complete):
                        rest = tuple(n - u for n, u in zip(left, used, strict=True))
                        now = earned + sum(merits[a] for a in way)
                        begin(k - 1, table is not none or chain.opens, now, table, rest, (*kept, *way))
        return None


def _upward(table: Floats, chain: Chain, merits: Floats, *, climbing: bool = False) -> Floats:
    """Best for each amount left by any way through one chain, or by one that climbs it."""
    lies = () in chain.ways and not climbing
    result = table.copy() if lies else np.full(table.shape, NEVER)
    for way, used in zip(chain.ways, chain.uses, strict=True):
        if way and (used < table.shape[1:]).all():
            inside = result[:, used[0] :, used[1] :, used[2] :]
            days, money, number = np.array(table.shape[1:]) - used
            rest = table[:, :days, :money, :number]
            np.maximum(inside, rest + merits[:, list(way)].sum(axis=1)[:, None, None, None], out=inside)
    return result


def by_chains(calendar: Calendar, points: Floats) -> tuple[Bools, Bools]:
    """Return the best choices that can be proven by the best under some of the rules.

    Parameters
    ----------
    calendar
        What can be chosen, and what bounds the choice.
    points
        (D, A) what each action closes in each draw.

    Returns
    -------
    chosen
        (D, A) the best choice of each draw; meaningless where it is not settled.
    settled
        (D,) whether it is proven best: best under some of the rules, and it keeps all of them.

    Notes
    -----
    Where staff, money and number of actions all bind, two of them are looked at first, those with the smallest tables
    before the others: they are much smaller, and the third is often kept anyway.
    """
    actions, means = calendar.actions, calendar.means
    merits = actions.merits(points)
    chosen, settled = np.zeros(points.shape, dtype=bool), np.zeros(len(points), dtype=bool)
    binding = tuple(rule for rule in RULES if _binds(actions, means, rule))
    turns = [_grid(actions, means, rules) for rules in combinations(binding, 2)] if len(binding) > 2 else []
    turns = [*sorted(turns, key=lambda grid: int(np.prod(grid[1]))), _grid(actions, means, binding)]
    for uses, shape in turns:
        left = np.flatnonzero(~settled)
        chains = _chains(actions, means, uses) if len(left) else None
        if chains is None:
            break
        step = max(1, BLOCK // int(np.prod(shape)))
        for block in np.array_split(left, range(step, len(left), step)):
            chosen[block], possible = Knapsack.filled(chains, merits[block], shape).choices()
            settled[block] = [bool(p) and calendar.allows(one) for one, p in zip(chosen[block], possible, strict=True)]
            if not possible.any():
                return chosen, settled
    return chosen, settled


def best_choice(calendar: Calendar, points: Floats) -> tuple[Bools | None, str, float]:
    """(A,) points -> (A,) the best choice, None where there is none; what found it, and its optimality gap."""
    actions, means = calendar.actions, calendar.means
    binding = tuple(rule for rule in RULES if _binds(actions, means, rule))
    uses, shape = _grid(actions, means, binding)
    if (chains := _chains(actions, means, uses)) is not None:
        try:
            return Knapsack.filled(chains, actions.merits(points)[None], shape).best_allowed(calendar), "chains", 0.0
        except TooManySteps:
            pass
    chosen, gap = solve_choice(actions, means, points)
    return chosen, "programme", gap


def _chains(actions: Candidates, means: Means, uses: Ints) -> list[Chain] | None:
    """Return the chains, axis after axis; None where one has too many ways for tables, or none at all."""
    asked, alone = axes_short(actions, means), _fit_alone(actions, means)
    stages = sorted(actions.stages, key=lambda chain: actions.axes[chain[0][0]])
    axes = [actions.axes[chain[0][0]] for chain in stages]
    chains = []
    for i, axis in enumerate(axes):
        ways = _ways(actions, stages[i], means, alone)
        if not 0 < len(ways) <= WAYS:
            return None
        used = np.array([uses[list(way)].sum(axis=0) for way in ways])
        chains.append(Chain(ways, used, axis in asked, axis not in axes[:i], axis not in axes[i + 1 :]))
    return chains


def _ways(actions: Candidates, chain: list[list[int]], means: Means, alone: Bools) -> list[Way]:
    """Return the ways through a chain: none of it, then each way up to each level, that fit into the periods."""
    imposed = {a for stage in chain for a in stage if actions.imposed[a]}
    ways = [way for n in range(len(chain) + 1) for way in product(*chain[:n])]
    return [
        way
        for way in ways
        if imposed <= set(way) and alone[list(way)].all() and actions.periods[list(way)].sum() <= means.periods
    ]


def _fit_alone(actions: Candidates, means: Means) -> Bools:
    """(A,) whether there is enough for each action in some row of as many periods as it lasts."""
    good = actions.periods <= means.periods
    for name in AMOUNTS:
        there = np.concatenate([[0.0], np.cumsum(means.each(name))])
        if np.isfinite(there[-1]):
            most = [(there[lasts:] - there[:-lasts]).max(initial=-np.inf) for lasts in actions.periods]
            good &= actions.used(name) <= np.array(most) + 1e-9
    return np.asarray(good)


def _grid(actions: Candidates, means: Means, rules: Sequence[str]) -> tuple[Ints, tuple[int, int, int]]:
    """Return (A, 3) whole units of staff, money and number that actions use, and how many units of each there are.

    Units are the greatest common divisor of the amounts, or larger ones where tables would grow too large: use is then
    rounded down, which only leaves out a part of the rule.
    """
    uses, size = np.zeros((len(actions), 3), dtype=np.int64), [1, 1, 1]
    if "actions" in rules and means.actions is not None:
        uses[:, 2], size[2] = 1, means.actions + 1
    bounded = [name for name in rules if name != "actions"]
    room = max(int((CELLS / size[2]) ** (1 / max(len(bounded), 1))), 2)
    for name in bounded:
        i, amounts, total = RULES.index(name), actions.used(name), means.total(name)
        hundredths = np.rint(100 * amounts).astype(int)
        unit = max(reduce(gcd, hundredths[hundredths > 0].tolist(), 0), 1) / 100
        unit = max(unit, total / (room - 1))
        uses[:, i] = np.floor(amounts / unit + 1e-9)
        size[i] = int(np.floor(total / unit + 1e-9)) + 1
    return uses, (size[0], size[1], size[2])


def _binds(actions: Candidates, means: Means, rule: str) -> bool:
    """Whether all actions together would take more than there is of one of `RULES`."""
    if rule == "actions":
        return means.actions is not None and means.actions < len(actions)
    return bool(actions.used(rule).sum() > means.total(rule) + 1e-9)
