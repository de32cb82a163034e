"""When the actions of a plan begin and end, and how their work spreads over the periods.

The work of an action, and what is paid for it, may be spread over its periods as one likes. There is a way to spread
that of several actions if and only if, for each first and last period, what begins and ends between them fits into
what there is there (Hall's theorem for intervals). `Calendar` looks for begins that keep this: exactly, by going
through them with what cannot lead to a better calendar cut off.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import inf

import numpy as np

from revue_analytics.methods.arrays import Bools, Floats, Ints
from revue_analytics.roadmap.candidates import Candidates, worths
from revue_analytics.roadmap.means import Means
from revue_analytics.roadmap.programme import solve_calendar

AMOUNTS = ("staff_days", "budget")
STEPS = 4_000
"""Begins that are tried for one set of actions before the mixed-integer programme is asked."""

Begins = dict[int, int]
"""Action → period (from 0) in which it begins."""


class TooManySteps(Exception):
    """A search took more than `STEPS` steps."""


class Calendar:
    """What bounds when actions can begin: their order, how long they take, what there is from one period to another."""

    def __init__(self, actions: Candidates, means: Means) -> None:
        self.actions, self.means, P = actions, means, means.periods
        self.lasts = actions.periods.tolist()
        windows = [(p, q) for p in range(P) for q in range(p, P)]
        self.around = {  # the windows that hold an action which begins in period s and ends in period e
            (s, e): [w for w, (p, q) in enumerate(windows) if p <= s and e <= q] for s, e in windows
        }
        self.used: list[list[float]] = []
        self.there: list[list[float]] = []  # of each amount that is bounded, in each window
        for name in AMOUNTS:
            each = means.each(name)
            if any(map(np.isfinite, each)):
                self.used.append(actions.used(name).tolist())
                self.there.append([sum(each[p : q + 1]) for p, q in windows])
        stages = [(stage, chain[i - 1]) for chain in actions.stages for i, stage in enumerate(chain) if i]
        self.below = {a: list(below) for stage, below in stages for a in stage}
        self.known: dict[tuple[bool, tuple[int, ...]], bool] = {}

    def allows(self, chosen: Bools) -> bool:
        """Whether the actions chosen, (A,), keep every rule together, the calendar included."""
        return self.may_hold(np.flatnonzero(chosen).tolist(), whole=True)

    def may_hold(self, kept: Sequence[int], *, whole: bool) -> bool:
        """Whether some actions fit together, as a whole plan or, so far, as a part of one; remembered.

        A calendar is sought by putting each action, in the order of its chain, as early as what is left allows; then
        again with those first that most has to follow, the heaviest of them first; then by going through all; where
        that takes too long, the mixed-integer programme decides.
        """
        key = whole, tuple(sorted(kept))
        if key not in self.known:
            self.known[key] = self._may_hold(list(key[1]), whole)
        return self.known[key]

    def _may_hold(self, kept: list[int], whole: bool) -> bool:
        actions, means, inside = self.actions, self.means, set(kept)
        if any(i in inside and j in inside for i, j in actions.excludes):
            return False
        if whole and any(i in inside and j not in inside for i, j in actions.requires):
            return False
        if means.actions is not None and len(kept) > means.actions:
            return False
        for used, there in zip(self.used, self.there, strict=True):
            if sum(used[a] for a in kept) > there[means.periods - 1] + 1e-9:
                return False
        before = self._before(kept)
        if self._greedy(before, lambda a: a) or self._greedy(before, self._urgency(before)):
            return True
        try:
            return self._search(before, dict.fromkeys(before, 0)) is not None
        except TooManySteps:
            return solve_calendar(actions, means, kept, points=None) is not None

    def earliest(self, chosen: Bools, points: Floats, first: Bools | None = None) -> Ints:
        """Return the periods (from 0) in which the actions chosen begin, −1 for others: what closes most comes soonest.

        Among all calendars, those in which the actions of `first`, (A,), begin soonest, all together; among those, that
        in which the sum over actions of points × periods in effect is largest; among those that are equally good, that
        in which the first actions begin first.
        """
        kept = np.flatnonzero(chosen).tolist()
        worth = [int(each) for each in worths(points)]
        n, P = len(kept), self.means.periods
        in_order, soon = n * n * P + 1, (sum(map(abs, worth)) + 1) * P
        delay = {
            a: ((int(first[a]) if first is not None else 0) * soon + worth[a]) * in_order + n - i
            for i, a in enumerate(kept)
        }  # what each period of delay costs: a whole number, the three aims one after the other
        starts = np.full(len(self.actions), -1, dtype=np.int64)
        try:
            begins = self._search(self._before(kept), delay)
        except TooManySteps:
            begins = solve_calendar(self.actions, self.means, kept, points, first)
        if begins is None:
            raise ValueError("these actions do not fit together; see Calendar.allows")
        starts[list(begins)] = list(begins.values())
        return starts

    def _before(self, kept: Sequence[int]) -> dict[int, list[int]]:
        """Action → those of a plan that must have ended before it begins."""
        inside, before = set(kept), {}
        for a in kept:
            before[a] = [b for b in self.below.get(a, ()) if b in inside]
        for i, j in self.actions.requires:
            if i in inside and j in inside:
                before[i].append(j)
        return before

    def _urgency(self, before: dict[int, list[int]]) -> Callable[[int], tuple[float, float, int]]:
        """Action → what it comes by: how long it and all that must follow it take, then how heavy it is."""
        follow = {a: sum(self.lasts[b] for b in before if a in before[b]) for a in before}
        return lambda a: (-(follow[a] + self.lasts[a]), -float(self.actions.staff_days[a]), a)

    def _room(self, a: int, s: int, left: list[list[float]]) -> bool:
        """Whether action a may begin in period s, with what is left in each window."""
        for used, amounts in zip(self.used, left, strict=True):
            for w in self.around[s, s + self.lasts[a] - 1]:
                if amounts[w] < used[a] - 1e-9:
                    return False
        return True

    def _take(self, a: int, s: int, left: list[list[float]], times: float = 1.0) -> None:
        for used, amounts in zip(self.used, left, strict=True):
            for w in self.around[s, s + self.lasts[a] - 1] if used[a] else ():
                amounts[w] -= times * used[a]

    def _greedy(self, before: dict[int, list[int]], turn: Callable[[int], object]) -> Begins | None:
        """Put each action, in its turn, as early as possible; None where one finds no period."""
        left, begins = [list(amounts) for amounts in self.there], Begins()
        waiting = sorted(before, key=turn)  # type: ignore[arg-type]
        while waiting:
            ready = [a for a in waiting if all(b in begins for b in before[a])]
            if not ready:
                return None
            for a in ready:
                soonest = max((begins[b] + self.lasts[b] for b in before[a]), default=0)
                possible = range(soonest, self.means.periods - self.lasts[a] + 1)
                s = next((s for s in possible if self._room(a, s, left)), None)
                if s is None:
                    return None
                self._take(a, s, left)
                begins[a] = s
            waiting = [a for a in waiting if a not in begins]
        return begins

    def _search(self, before: dict[int, list[int]], delay: dict[int, int]) -> Begins | None:
        """Return the begins that keep order and amounts at the least sum of ``delay × begin``; None if there are none.

        Actions take their turn by what their delay costs, periods from the first on; what cannot come below the best
        sum found so far, each action left beginning as soon as its order allows, is cut off.
        """
        urgency = self._urgency(before)
        order = sorted(before, key=lambda a: (-delay[a], urgency(a)))
        soonest, latest, after = self._ends(before)
        rest = [0]
        for a in reversed(order):
            rest.append(rest[-1] + delay[a] * soonest[a])
        left, begins, best = [list(amounts) for amounts in self.there], Begins(), Begins()
        least: float = inf
        steps = 0

        def place(i: int, cost: int) -> None:
            nonlocal least, steps
            if i == len(order):
                least = cost
                best.update(begins)
                return
            a = order[i]
            low = max([soonest[a], *(begins[b] + self.lasts[b] for b in before[a] if b in begins)])
            high = min([latest[a], *(begins[b] - self.lasts[a] for b in after[a] if b in begins)])
            for s in range(low, high + 1):
                if cost + delay[a] * s + rest[len(order) - i - 1] >= least:
                    break
                steps += 1
                if steps > STEPS:
                    raise TooManySteps
                if self._room(a, s, left):
                    begins[a] = s
                    self._take(a, s, left)
                    place(i + 1, cost + delay[a] * s)
                    self._take(a, s, left, -1.0)
                    del begins[a]

        place(0, 0)
        return best if least < inf else None

    def _ends(self, before: dict[int, list[int]]) -> tuple[Begins, Begins, dict[int, list[int]]]:
        """Return the soonest and the latest begin of each action that its order leaves, and what comes after it."""
        after: dict[int, list[int]] = {a: [b for b in before if a in before[b]] for a in before}
        soonest = dict.fromkeys(before, 0)
        latest = {a: self.means.periods - self.lasts[a] for a in before}
        for _ in before:  # as often as the longest chain takes
            changed = False
            for a in before:
                for b in before[a]:
                    if soonest[a] < soonest[b] + self.lasts[b]:
                        soonest[a], changed = soonest[b] + self.lasts[b], True
                    if latest[b] > latest[a] - self.lasts[b]:
                        latest[b], changed = latest[a] - self.lasts[b], True
            if not changed:
                break
        return soonest, latest, after


def loads(actions: Candidates, means: Means, starts: Ints, name: str = "staff_days") -> Floats:
    """Spread the work of a plan (or its cost, ``"budget"``) over the periods: (A, P).

    What must end first is served first, each action as evenly over its own periods as what is there allows.
    """
    used = actions.used(name)
    spread = np.zeros((len(actions), means.periods))
    left = np.array(means.each(name))
    ends = starts + actions.periods - 1
    placed = [int(a) for a in np.flatnonzero(starts >= 0)]
    for a in placed:  # evenly, if that fits
        spread[a, starts[a] : ends[a] + 1] = used[a] / actions.periods[a]
    if (spread.sum(axis=0) <= left + 1e-9).all():
        return spread
    spread[:] = 0.0
    owed = used.copy()
    for p in range(means.periods):
        for a in sorted((a for a in placed if starts[a] <= p <= ends[a]), key=lambda a: (ends[a], a)):
            spread[a, p] = min(owed[a], left[p])
            owed[a] -= spread[a, p]
            left[p] -= spread[a, p]
    return spread
