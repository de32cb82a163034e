"""The same answers under a handful of other methods, each as defensible as the campaign's own.

Each differs from the campaign's methodology in one choice:

- ``geometric_mean``: a low indicator is made up for less easily by a high one (``arithmetic_mean`` where the campaign
  uses the geometric mean itself);
- ``lower_median``: a group's answers are pooled by the level that half of it gave or passed (``mean``, likewise), as
  far as its answers are published (`ResponseCounts.disclosed`);
- ``one_voice_each``: every respondent counts the same, whatever the size of his or her college;
- ``colleges_equal``: colleges count the same, where the campaign weighs them;
- ``criteria_equal``: every criterion counts the same, not every indicator.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

import numpy as np
import pandas as pd

from revue_analytics.framework import OVERALL, Framework
from revue_analytics.gaps import nominal_shortfall
from revue_analytics.methods.aggregation import geometric_mean
from revue_analytics.methods.arrays import Floats, Ints
from revue_analytics.methods.ranks import competition_rank
from revue_analytics.scoring import (
    Methodology,
    ResponseCounts,
    Scores,
    effective_weights,
    score_counts,
)
from revue_analytics.scoring.scores import levels_in

BASELINE = "as_set"
"""Stands for the campaign's own methodology."""


@dataclass(frozen=True, eq=False)
class MethodScenario:
    """One methodology, the answers as it counts them, and the scores it gives."""

    name: str
    counts: ResponseCounts
    scores: Scores

    def pools_otherwise(self, own: MethodScenario) -> bool:
        """Whether the leaves themselves have other scores than under the campaign's own methodology."""
        mine, theirs = self.scores.methodology, own.scores.methodology
        same = mine.pooling == theirs.pooling and mine.college_weights == theirs.college_weights
        return not same or self.counts is not own.counts


def method_scenarios(counts: ResponseCounts, scores: Scores) -> tuple[MethodScenario, ...]:
    """Score the same answers under the campaign's methodology and under each other one; the campaign's comes first."""
    own = scores.methodology
    geometric = own.aggregation_at(OVERALL) is geometric_mean
    above = "arithmetic_mean" if geometric else "geometric_mean"
    pooling = "mean" if own.pooling == "lower_median" else "lower_median"
    together = replace(
        counts,
        current=_all_in_one(counts.current),
        merged=np.ones_like(counts.merged),
        joined=np.zeros_like(counts.joined),
    )
    others = {
        above: (counts, replace(own, aggregation=_between_indicators(own, above, counts.framework))),
        pooling: (replace(counts, current=cast("Ints", counts.disclosed)), replace(own, pooling=pooling)),
        "one_voice_each": (together, own),
    }
    if len({float(weight) for weight in own.college_weights.values()} | {1.0}) > 1:
        others["colleges_equal"] = (counts, replace(own, college_weights={}))
    by_criterion = {node: float(len(counts.framework.leaves_of(node))) for node in scores.tree.node_ids[1:]}
    equal = score_counts(counts, replace(own, weighting=by_criterion))
    scenarios = [MethodScenario(BASELINE, counts, scores)]
    scenarios += [
        MethodScenario(name, tallied, score_counts(tallied, method)) for name, (tallied, method) in others.items()
    ]
    if not np.allclose(equal.tree.weights, scores.tree.weights):
        scenarios.append(MethodScenario("criteria_equal", counts, equal))
    return tuple(scenarios)


def method_table(scenarios: tuple[MethodScenario, ...], targets: Floats) -> pd.DataFrame:
    """Overall score, level and first priority of every unit under each methodology.

    Parameters
    ----------
    scenarios
        What `method_scenarios` gives.
    targets
        (n, K) targets of the leaves on 0–100.

    Returns
    -------
    Frame ``territory``, ``campaign``, ``variation``, ``score`` (on 0–100), ``level``, ``first`` (the first priority,
    the first in order where several tie; empty where there is none), ``rank_of_first`` (the rank under this
    methodology of what comes first under the campaign's own: 1 where it stays first). Units without an overall score
    have no row.
    """
    top = scenarios[0].scores.tree.top
    ids = np.array([*(scenarios[0].scores.tree.node_ids[node] for node in top), ""], dtype=object)
    units, frames = scenarios[0].counts.units, []
    first = np.zeros(len(units), dtype=np.intp)
    for scenario in scenarios:
        scores, tree = scenario.scores, scenario.scores.tree
        overall = scores.on_0_100[:, 0]
        shortfall = np.nan_to_num(nominal_shortfall(scores, targets))
        priority = (effective_weights(tree, ~np.isnan(scores.scores)) * shortfall)[:, top]
        ranks = competition_rank(priority)
        leader = np.where(priority.max(axis=1) > 1e-9, ranks.argmin(axis=1), len(top))
        if scenario.name == BASELINE:
            first = leader
        kept = np.take_along_axis(np.hstack([ranks, np.full((len(ranks), 1), np.nan)]), first[:, None], axis=1)[:, 0]
        frame = units.assign(variation=scenario.name, score=overall, first=ids[leader], rank_of_first=kept)
        frame["level"] = pd.array(levels_in(tree, overall, scores.framework), dtype="Float64").astype("Int8")
        frames.append(frame[~np.isnan(overall)])
    return pd.concat(frames, ignore_index=True)


def _all_in_one(counts: Ints) -> Ints:
    """(n, G, K, L) counts -> the same with everybody in the last group."""
    together = np.zeros_like(counts)
    together[:, -1] = counts.sum(axis=1)
    return together


def _between_indicators(own: Methodology, choice: str, framework: Framework) -> dict[str, Any]:
    """Return the campaign's aggregation at every depth, and `choice` between the children of the root."""
    of_nodes = own.aggregation if isinstance(own.aggregation, Mapping) else {}
    return {name: own.aggregation_at(name) for name in framework.depth_names[:-1]} | {**of_nodes, OVERALL: choice}
