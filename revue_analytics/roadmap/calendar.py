"""When the actions of a plan begin and end, and how their work spreads over the periods."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from revue_analytics.methods.arrays import Bools, Floats, Ints
from revue_analytics.roadmap.candidates import Candidates
from revue_analytics.roadmap.exact import model_of, solve
from revue_analytics.roadmap.means import Means
from revue_analytics.roadmap.values import worths

BOUNDLESS = 1e12


def fits(actions: Candidates, means: Means, chosen: Bools) -> bool:
    """Whether the actions chosen, (A,), keep every rule together, the calendar included.

    A calendar is sought by putting each action, in the order of its chain, as early as what is left allows; then again
    with those first that most has to follow, the heaviest of them first; where both fail, the mixed-integer programme
    decides.
    """
    kept = np.flatnonzero(chosen)
    if any(chosen[i] and chosen[j] for i, j in actions.excludes):
        return False
    if any(chosen[i] and not chosen[j] for i, j in actions.requires):
        return False
    if means.actions is not None and len(kept) > means.actions:
        return False
    used = np.array([actions.staff_days, np.nan_to_num(actions.cost)])
    there = np.array([means.each("staff_days"), means.each("budget")])
    if (used[:, kept].sum(axis=1) > there.sum(axis=1) + 1e-9).any():
        return False
    before = _before(actions, kept)
    return (
        _placed(actions, means, before, used, there, {a: a for a in before})
        or _placed(actions, means, before, used, there, _urgency(actions, before))
        or solve(model := model_of(actions, means, only=kept), [np.zeros(len(model.action))], len(actions)) is not None
    )


def _before(actions: Candidates, kept: Ints) -> dict[int, list[int]]:
    """Action → those of a plan that must have ended before it begins."""
    before = {int(a): [int(b) for b in kept if actions.leaf[b] == actions.leaf[a]
                       and actions.to_level[b] < actions.to_level[a]] for a in kept}  # fmt: skip
    for i, j in actions.requires:
        if i in before:
            before[i].append(j)
    return before


def _urgency(actions: Candidates, before: dict[int, list[int]]) -> dict[int, tuple[float, float, int]]:
    """Action → what it comes by: how long it and all that must follow it take, then how heavy it is."""
    follow = {a: sum(int(actions.periods[b]) for b in before if a in before[b]) for a in before}
    return {a: (-float(follow[a] + actions.periods[a]), -float(actions.staff_days[a]), a) for a in before}


def _placed(
    actions: Candidates,
    means: Means,
    before: dict[int, list[int]],
    used: Floats,
    there: Floats,
    turn: Mapping[int, Any],
) -> bool:
    """Whether each action, put as early as possible in its turn, finds its place."""
    P = means.periods
    total = np.cumsum(np.concatenate([np.zeros((2, 1)), np.minimum(there, BOUNDLESS)], axis=1), axis=1)
    left = total[:, None, 1:] - total[:, :-1, None]  # (2, P, P): what there is from p to q
    waiting = sorted(before, key=turn.__getitem__)
    ended: dict[int, int] = {}
    while waiting:
        ready = [a for a in waiting if all(b in ended for b in before[a])]
        if not ready:
            return False
        for a in ready:
            lasts = int(actions.periods[a])
            first = max((ended[b] + 1 for b in before[a]), default=0)
            for s in range(first, P - lasts + 1):
                rows, columns = slice(None, s + 1), slice(s + lasts - 1, None)
                if (left[:, rows, columns] >= used[:, a, None, None] - 1e-9).all():
                    left[:, rows, columns] -= used[:, a, None, None]
                    ended[a] = s + lasts - 1
                    break
            else:
                return False
            waiting.remove(a)
    return True


def earliest(
    actions: Candidates,
    means: Means,
    chosen: Bools,
    points: Floats,
    first: Bools | None = None,
) -> Ints:
    """Return the periods (from 0) in which the actions chosen begin, −1 for the others: what closes most comes soonest.

    Among all calendars, those in which the actions of `first`, (A,), begin soonest, all together; among those, that in
    which the sum over actions of points × periods in effect is largest; among those that are equally good, that in
    which the first actions begin first.
    """
    kept = np.flatnonzero(chosen)
    if not len(kept):
        return np.full(len(actions), -1, dtype=np.intp)
    model = model_of(actions, means, only=kept)
    effect = means.periods - (model.start + actions.periods[model.action])
    place = np.searchsorted(kept, model.action)
    soon: Floats = np.asarray(worths(points)[model.action] * effect, dtype=np.float64)
    in_order: Floats = np.asarray((len(kept) - place) * (means.periods - model.start), dtype=np.float64)
    before_all = [] if first is None else [np.where(first[model.action], means.periods - model.start, 0.0)]
    found = solve(model, [*before_all, soon, in_order], len(actions))
    if found is None:
        raise ValueError("these actions do not fit together; see fits")
    return found.starts


def loads(actions: Candidates, means: Means, starts: Ints, name: str = "staff_days") -> Floats:
    """Spread the work of a plan (or its cost, ``"budget"``) over the periods: (A, P).

    What must end first is served first, each action as evenly over its own periods as what is there allows.
    """
    used = actions.staff_days if name == "staff_days" else np.nan_to_num(actions.cost)
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
