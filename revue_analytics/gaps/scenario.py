"""What if a criterion rose to another level? The effect on every node, the shortfall and the place among peers.

Letters: ``K`` leaves, ``N`` nodes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from revue_analytics.errors import MethodError, choices
from revue_analytics.framework import OVERALL, Framework
from revue_analytics.gaps.comparison import LEAST_PEERS
from revue_analytics.gaps.shortfall import roll_up, shortfall_of
from revue_analytics.methods.arrays import Floats
from revue_analytics.scoring import Availability, Scores, aggregate, coverage, from_positive_scale, normalise
from revue_analytics.scoring.response_counts import scale_values
from revue_analytics.scoring.scores import levels_in
from revue_analytics.tables.shown import shown

Plan = Callable[[pd.Series], Any]

TIE = 1e-9


@dataclass(frozen=True, eq=False)
class Peers:
    """The overall scores a territory is compared with, its own left out, and what it takes to be among the first.

    Attributes
    ----------
    others
        Scores of the others, empty where only the summary is known.
    n
        How many territories are compared, this one among them.
    median, best_quartile
        Half of them, and the first quarter, score at least this, as things stand.
    """

    others: Floats = field(default_factory=lambda: np.empty(0))
    n: int = 0
    median: float = np.nan
    best_quartile: float = np.nan

    @classmethod
    def of(cls, own: float, others: Floats) -> Peers:
        """Compare with the others' scores; with fewer than five territories in all there is no comparison."""
        scored = others[~np.isnan(others)]
        if np.isnan(own) or len(scored) + 1 < LEAST_PEERS:
            return cls()
        everyone = np.append(scored, own)
        return cls(scored, len(everyone), float(np.median(everyone)), float(np.quantile(everyone, 0.75)))

    def rank(self, score: float) -> int | None:
        """Place that a score takes among the others', 1 the best, ties sharing the best; None if it is not known."""
        if not len(self.others) or np.isnan(score):
            return None
        return int(1 + (self.others > score + TIE).sum())

    def place(self, score: float) -> str:
        """``"first quarter"``, ``"first half"`` or ``"second half"`` of the peers as they stand; ``""`` if unknown."""
        if np.isnan(score) or np.isnan(self.median):
            return ""
        if score >= self.best_quartile - TIE:
            return "first quarter"
        return "first half" if score >= self.median - TIE else "second half"


@dataclass(frozen=True, eq=False)
class WhatIf:
    """What would change if criteria stood at other levels, everything else as it is.

    Attributes
    ----------
    framework
        What is assessed.
    territory
        Its code.
    changes
        Criterion → score on 0–100 that it is imagined to have.
    before, after
        (N,) scores of the nodes, the root first, each on its node's scale as in `Scores`; NaN where there is none.
    levels_before, levels_after
        (N,) levels reached, NaN where there is none.
    shortfall_before, shortfall_after
        (N,) points missing to the targets.
    peers
        What the overall score is compared with.
    plans
        What `plan` gave before and after, or None.
    roadmap
        Number of each action of the roadmap in force → whether the level that it leads to would be reached; empty where
        no roadmap is known.
    """

    framework: Framework
    territory: str
    changes: Mapping[str, float]
    before: Floats
    after: Floats
    levels_before: Floats
    levels_after: Floats
    shortfall_before: Floats
    shortfall_after: Floats
    peers: Peers
    plans: tuple[Any, Any] | None = None
    roadmap: Mapping[int, bool] = field(default_factory=dict)

    @property
    def nodes(self) -> tuple[str, ...]:
        """(N,) ids of the nodes, the root first."""
        return (OVERALL, *(node.id for node in self.framework.nodes))

    @property
    def overall(self) -> tuple[float, float]:
        """Overall score before and after."""
        return float(self.before[0]), float(self.after[0])

    @property
    def rank(self) -> tuple[int | None, int | None]:
        """Rank among the peers before and after, 1 the best; None where the peers' scores are not known."""
        return self.peers.rank(self.overall[0]), self.peers.rank(self.overall[1])

    @property
    def place(self) -> tuple[str, str]:
        """Place among the peers before and after; see `Peers.place`."""
        return self.peers.place(self.overall[0]), self.peers.place(self.overall[1])

    def table(self) -> pd.DataFrame:
        """Return one row per node: score, level and shortfall before and after, and the differences."""
        return pd.DataFrame(
            {
                "node": self.nodes,
                "kind": [self.framework.kind(node) for node in self.nodes],
                "before": self.before,
                "after": self.after,
                "difference": self.after - self.before,
                "level_before": pd.array(self.levels_before, dtype="Float64").astype("Int8"),
                "level_after": pd.array(self.levels_after, dtype="Float64").astype("Int8"),
                "shortfall_before": self.shortfall_before,
                "shortfall_after": self.shortfall_after,
                "closed": self.shortfall_before - self.shortfall_after,
            }
        )

    def _repr_html_(self) -> str:
        table = self.table()
        moved = ~np.isclose(self.before, self.after, rtol=0, atol=TIE, equal_nan=True)
        return shown(table[moved | (table["node"] == OVERALL)], rows=40)


def imagine(
    scores: Scores,
    unit: int,
    changes: Mapping[str, float],
    targets: Floats,
    *,
    shortfall: Floats | None = None,
    peers: Peers | None = None,
    plan: Plan | None = None,
    planned: Iterable[tuple[int, str, float]] = (),
) -> WhatIf:
    """Imagine other levels for a unit and bring them up the tree.

    Parameters
    ----------
    scores
        Scores of (n) units.
    unit
        The place of the one meant.
    changes
        Node → level of the scale (or value, for a measured criterion). For an inner node, every criterion below it
        that applies takes that level; what is said of a criterion goes before what is said of a node above it.
    targets
        (K,) targets of the unit's leaves on 0–100.
    shortfall
        (N,) points missing to the targets today, where they are known otherwise than from the scores.
    peers
        What its overall score is compared with.
    plan
        Called with the levels of the criteria (a Series on the scale of levels, not rounded, NaN where there is none),
        before and after; what it gives is kept in `WhatIf.plans`.
    planned
        The actions of the roadmap in force: number, criterion, score on 0–100 of the level that it leads to.

    Raises
    ------
    MethodError
        A node that there is not or that does not apply, a level off the scale, a methodology that compares units.
    """
    tree, framework = scores.tree, scores.framework
    applies = scores.availability.applies[unit, tree.leaves]
    now = scores.on_0_100[unit, tree.leaves]
    imagined = imagined_scores(scores, changes, applies)
    then = np.where(np.isnan(imagined), now, imagined)
    share = coverage(tree, ~np.isnan(then)[None], applies[None])[0]
    availability = Availability.of(share, scores.methodology.minimum_coverage)
    before = scores.scores[unit]
    scored = ~np.isnan(before)
    today = aggregate(tree, now, Availability(scores.availability.applies[unit], scored))
    missing = roll_up(tree, shortfall_of(now, targets), scored)
    known = missing if shortfall is None else shortfall
    kept = roll_up(tree, np.isnan(imagined).astype(np.float64), scored)
    after = aggregate(tree, then, availability) + _rounding(before - today, kept)
    left = roll_up(tree, shortfall_of(then, targets), ~np.isnan(after)) + _rounding(known - missing, kept)
    return WhatIf(
        framework,
        str(scores.units["territory"].iloc[unit]),
        {leaf: float(value) for leaf, value in zip(framework.leaf_ids, imagined, strict=True) if not np.isnan(value)},
        before=before,
        after=after,
        levels_before=levels_in(tree, from_positive_scale(before, tree.lower_bound), framework),
        levels_after=levels_in(tree, from_positive_scale(after, tree.lower_bound), framework),
        shortfall_before=known,
        shortfall_after=np.maximum(left, 0.0),
        peers=peers or Peers(),
        plans=None if plan is None else (plan(_levels(framework, now)), plan(_levels(framework, then))),
        roadmap={number: bool(then[framework.leaf_ids.index(leaf)] >= goal - TIE) for number, leaf, goal in planned},
    )


def _rounding(known: Floats, kept: Floats) -> Floats:
    """What the numbers of the nodes have that those of the leaves do not make: the scores of a review are rounded.

    What is imagined of a node keeps the part of it that belongs to the leaves that stay as they are.

    Parameters
    ----------
    known
        (N,) numbers known of the nodes, less those made again of the leaves.
    kept
        (N,) share of the weight below each node that stays.
    """
    return np.where(np.abs(known) > TIE, known * kept, 0.0)


def imagined_scores(scores: Scores, changes: Mapping[str, float], applies: NDArray[np.bool_]) -> Floats:
    """(K,) scores on 0–100 of the leaves that `changes` speak of, NaN for the others."""
    framework, methodology = scores.framework, scores.methodology
    methodology.require_separate_units("a what-if")
    known = [OVERALL, *(node.id for node in framework.nodes)]
    depth = {OVERALL: 0, **{node.id: node.depth for node in framework.nodes}}
    for node in changes:
        if node not in depth:
            raise MethodError(f"{node!r} is not a node of the framework; expected {choices(node, known)}")
    values = np.full(len(framework.leaf_ids), np.nan)
    for node in sorted(changes, key=lambda node: depth[node]):
        below = [framework.leaf_ids.index(leaf) for leaf in framework.leaves_of(node)]
        kept = [k for k in below if applies[k]]
        if not kept:
            raise MethodError(f"{node} does not apply to this territory")
        for k in kept:
            values[k] = _checked(framework, k, changes[node])
    return np.asarray(normalise(values[None], framework, methodology)[0])


def _checked(framework: Framework, k: int, value: float) -> float:
    """Accept a level of the scale, or a value of a measured leaf that has fixed ends."""
    leaf = framework.leaves[k]
    if not isinstance(value, int | float | np.number) or not np.isfinite(value):
        raise MethodError(f"{leaf.id}: {value!r} is not a number")
    if leaf.measure is None:
        levels = scale_values(framework)
        if not levels.min() <= value <= levels.max():
            raise MethodError(f"{leaf.id}: {value} is not between the levels {levels.min():g} and {levels.max():g}")
    elif leaf.measure.goalposts is None:
        raise MethodError(f"{leaf.id} is measured against the other territories: give it goalposts in the framework")
    return float(value)


def _levels(framework: Framework, leaves: Floats) -> pd.Series:
    """Scores on 0–100 as levels of the scale, not rounded; as they are where there is no scale."""
    levels = scale_values(framework)
    values = leaves if not len(levels) else levels.min() + leaves / 100.0 * (levels.max() - levels.min())
    return pd.Series(values, index=list(framework.leaf_ids))
