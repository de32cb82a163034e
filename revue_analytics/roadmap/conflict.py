"""What cannot be met together, and the least that has to give way."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from math import ceil, inf
from typing import Any

import numpy as np
import pandas as pd

from revue_analytics.roadmap.calendar import Calendar
from revue_analytics.roadmap.candidates import Candidates
from revue_analytics.roadmap.chains import best_choice
from revue_analytics.roadmap.means import Means
from revue_analytics.roadmap.programme import Limit, Model, model_of
from revue_analytics.sensitivity.solvers import quiet
from revue_analytics.tables.shown import shown

AMOUNTS = ("staff_days", "budget", "actions")

RELUCTANCE = {"staff_days": 100.0, "budget": 100.0, "actions": 10.0, "axis": 1.0, "excludes": 1e4, "imposed": 1e5}
"""How little one likes each kind of limit to give way: our own rule first, what people asked for last."""


@dataclass(frozen=True)
class Relaxation:
    """A limit that gives way: how much more of it (staff-days, euros, actions), over all periods or in one.

    ``amount`` is 0 for a limit that is simply left out: the axis that gets no action, the action that is not imposed.
    ``period`` counts from 1; 0 where there are none, or where it takes several.
    """

    kind: str
    of: str = ""
    amount: float = 0.0
    period: int = 0


@dataclass(frozen=True, eq=False)
class Conflict:
    """Why no plan meets everything.

    Attributes
    ----------
    limits
        What cannot be met together, none of which could be left out of the list.
    alternatives
        What would do by itself: the smallest relaxation of each of these limits alone.
    given
        What gave way in the plan.
    actions, eased
        The actions and means after that.
    """

    limits: tuple[Relaxation, ...]
    alternatives: tuple[Relaxation, ...]
    given: tuple[Relaxation, ...]
    actions: Candidates
    eased: Means

    def table(self) -> pd.DataFrame:
        """Return one row per limit in conflict, alternative and limit that gave way (``role``)."""
        rows = [
            (role, one.kind, one.of, one.period, one.amount)
            for role, those in (("conflict", self.limits), ("alternative", self.alternatives), ("given", self.given))
            for one in those
        ]
        return pd.DataFrame(rows, columns=["role", "kind", "of", "period", "amount"])

    def _repr_html_(self) -> str:
        return shown(self.table(), 2, rows=60)


def find_conflict(actions: Candidates, means: Means) -> Conflict:
    """Say which limits of an impossible plan conflict, and what is the least that has to give way.

    Limits are left out one by one for as long as the rest still conflicts; what is left conflicts only as a whole.

    Examples
    --------
    >>> from revue_analytics.framework import load_framework
    >>> from revue_analytics.roadmap import candidate_actions
    >>> actions = candidate_actions(load_framework(), [1.0] + [3.0] * 17, decisions={"I1A-3": "imposed"})
    >>> found = find_conflict(actions, Means(staff_days=5))
    >>> found.limits[0].kind, found.alternatives[0]
    ('staff_days', Relaxation(kind='staff_days', of='', amount=15.0, period=3))
    """
    model = model_of(actions, means)
    groups = sorted(
        dict.fromkeys(_group(limit) for limit in model.limits if limit.kind), key=lambda g: list(RELUCTANCE).index(g[0])
    )
    kept = list(groups)
    for group in sorted(groups, key=lambda group: RELUCTANCE[group[0]]):  # our own rules are left out first
        without = [other for other in kept if other != group]
        if not _is_possible(*_left_out(actions, means, [other for other in groups if other not in without])):
            kept = without
    alternatives = []
    for group in kept:
        if group[0] not in AMOUNTS:
            alternatives += [Relaxation(*group)] if _is_possible(*_left_out(actions, means, [group])) else []
        elif slack := _elastic(model, means, [group]):
            period = slack[0].period if len(slack) == 1 else 0
            alternatives.append(Relaxation(*group, sum(one.amount for one in slack), period))
    given = tuple(_elastic(model, means, groups) or ())
    easing = [(one.kind, one.of) for one in given if one.kind not in AMOUNTS]
    eased_actions, eased = _left_out(actions, means, easing)
    for name in ("staff_days", "budget"):
        more = np.zeros(means.periods)
        for one in given:
            more[one.period - 1] += one.amount if one.kind == name else 0.0
        if more.any():
            eased = eased.with_amounts(name, tuple((np.array(means.each(name)) + more).tolist()))
    if means.actions is not None:
        eased = replace(eased, actions=means.actions + int(sum(one.amount for one in given if one.kind == "actions")))
    return Conflict(tuple(Relaxation(*group) for group in kept), tuple(alternatives), given, eased_actions, eased)


def _group(limit: Limit) -> tuple[str, str]:
    """Return what gives way as one: all periods together, each axis and each imposed action by itself."""
    if limit.kind in AMOUNTS:
        return limit.kind, ""
    return limit.kind, " ".join(limit.of) if isinstance(limit.of, tuple) else str(limit.of)


def _left_out(actions: Candidates, means: Means, groups: Collection[tuple[str, str]]) -> tuple[Candidates, Means]:
    """Return the actions and means without some groups of limits."""
    left_out, kinds = set(groups), {kind for kind, _ in groups}
    fixed = np.array([("imposed", action) not in left_out for action in actions.ids], dtype=bool)
    named = {(i, j): f"{actions.ids[i]} {actions.ids[j]}" for i, j in actions.excludes}
    pairs = [pair for pair, name in named.items() if ("excludes", name) not in left_out]
    free: dict[str, Any] = {name: None if name == "actions" else inf for name in AMOUNTS if name in kinds}
    spared = (*means.spared, *(of for kind, of in groups if kind == "axis"))
    return replace(actions, imposed=actions.imposed & fixed, excludes=tuple(pairs)), replace(
        means, spared=spared, **free
    )


def _is_possible(actions: Candidates, means: Means) -> bool:
    """Whether there is any plan."""
    return best_choice(Calendar(actions, means), np.zeros(len(actions)))[0] is not None


def _elastic(model: Model, means: Means, free: list[tuple[str, str]]) -> list[Relaxation] | None:
    """Let some groups of limits give way, as little as can be; return what does, None if that is not enough."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    slacks: list[tuple[str, str, int]] = []  # kind, of, period
    for kind, of in dict.fromkeys(free):
        slacks += [(kind, of, p + 1) for p in range(model.periods)] if kind in AMOUNTS[:2] else [(kind, of, 0)]
    columns = np.zeros((len(model.matrix), len(slacks)))
    for r, limit in enumerate(model.limits):
        for c, (kind, of, period) in enumerate(slacks):
            if limit.kind != kind or (kind not in AMOUNTS and _group(limit) != (kind, of)):
                continue
            inside = period == 0 or limit.of[0] <= period - 1 <= limit.of[1]
            columns[r, c] = (1.0 if np.isinf(model.high[r]) or kind == "imposed" else -1.0) if inside else 0.0
    size = {name: max(means.total(name), 1.0) if np.isfinite(means.total(name)) else 1.0 for name in AMOUNTS[:2]}
    price = np.array([RELUCTANCE[kind] / size.get(kind, 1.0) for kind, _, _ in slacks])
    V = len(model.action)
    if not V + len(slacks):
        return [] if _trivial(model) else None
    whole = np.array([kind not in AMOUNTS[:2] for kind, _, _ in slacks], dtype=int)
    high = np.array([np.inf if kind in AMOUNTS else 1.0 for kind, _, _ in slacks])
    rows = LinearConstraint(np.hstack([model.matrix, columns]), model.low, model.high)
    with quiet():
        found = milp(
            np.concatenate([np.zeros(V), price]),
            integrality=np.concatenate([np.ones(V, dtype=int), whole]),
            bounds=Bounds(np.zeros(V + len(slacks)), np.concatenate([np.ones(V), high])),
            constraints=[rows] if len(model.matrix) else [],
            options={"mip_rel_gap": 0.0},
        )
    if found.x is None:
        return None
    amounts = found.x[V:]
    return [
        Relaxation(kind, of, float(ceil(amount - 1e-6)) if kind in AMOUNTS else 0.0, period)
        for (kind, of, period), amount in zip(slacks, amounts, strict=True)
        if amount > 1e-6
    ]


def _trivial(model: Model) -> bool:
    return bool((model.low <= 0).all() and (model.high >= 0).all())
