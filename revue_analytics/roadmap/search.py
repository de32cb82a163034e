"""The best plan of each draw, by the quickest way that proves it."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from revue_analytics.methods.arrays import Bools, Floats
from revue_analytics.roadmap.calendar import fits
from revue_analytics.roadmap.candidates import Candidates
from revue_analytics.roadmap.chains import RULES, best_choices, binds, size_of
from revue_analytics.roadmap.exact import model_of, solve
from revue_analytics.roadmap.means import Means
from revue_analytics.roadmap.values import burdens, merits, worths


def by_chains(actions: Candidates, means: Means, points: Floats) -> tuple[Bools, Bools]:
    """Return the best choices that can be proven without a mixed-integer programme.

    Parameters
    ----------
    actions, means
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
    before the others: they are much smaller, and the third is often kept anyway. Draws that choose alike are checked
    once.
    """
    values = merits(actions, points)
    chosen = np.zeros(points.shape, dtype=bool)
    settled = np.zeros(len(points), dtype=bool)
    binding = tuple(rule for rule in RULES if binds(actions, means, rule))
    pairs = sorted(combinations(binding, 2), key=lambda rules: size_of(actions, means, rules))
    turns = [binding] if len(binding) < 3 else [*pairs, binding]
    known: dict[bytes, bool] = {}
    for rules in turns:
        left = np.flatnonzero(~settled)
        if not len(left):
            break
        found = best_choices(actions, means, values[left], rules)
        if found is None or not found.possible.any():
            break
        for i, one in zip(left, found.chosen, strict=True):
            key = one.tobytes()
            if key not in known:
                known[key] = fits(actions, means, one)
            chosen[i], settled[i] = one, known[key]
    return chosen, settled


def by_programme(actions: Candidates, means: Means, points: Floats) -> tuple[Bools | None, float]:
    """Return the best choice and its optimality gap, by the mixed-integer programme; None if there is no choice."""
    model = model_of(actions, means)
    objectives = [worths(points)[model.action], -burdens(actions)[model.action]]
    found = solve(model, objectives, len(actions))
    return (None, np.nan) if found is None else (found.starts >= 0, found.gap)


def best_choice(actions: Candidates, means: Means, points: Floats) -> Bools | None:
    """(A,) points -> (A,) the best choice; None where there is none."""
    chosen, settled = by_chains(actions, means, points[None])
    return chosen[0] if settled[0] else by_programme(actions, means, points)[0]
