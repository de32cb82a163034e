"""How firmly the diagnosis of one territory holds: under draws, all weights, all recodings, other methods.

Cheap enough for tens of thousands of territories: closed forms and small tables of draws, no programme solved.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from revue_analytics.methods.arrays import Floats
from revue_analytics.methods.ranks import competition_rank
from revue_analytics.review.method_scenarios import MethodScenario
from revue_analytics.review.ranks import bin_shares
from revue_analytics.scoring import Availability, aggregate, combine, effective_weights, from_positive_scale, pool
from revue_analytics.sensitivity import (
    admissible_bounds,
    crossed_variance,
    leaf_draws,
    priority_bounds,
    recoded_priorities,
    stability_intervals,
    stream,
)

CROSSED = 96
"""Draws of respondents, and of weights, that are crossed with each other and with the methods."""


def priority_tables(
    own: MethodScenario, unit: int, shortfall: Floats, drawn: Floats, targets: Floats
) -> Iterator[tuple[str, pd.DataFrame]]:
    """Say what is certain of the priorities of one unit, and what depends on weights and on the scale.

    Parameters
    ----------
    own
        The campaign's scores.
    unit
        Which unit.
    shortfall
        (N,) shortfall of each node, NaN where it has no score.
    drawn
        (D, N) draws of the priorities.
    targets
        (K,) targets of the leaves on 0–100.

    Yields
    ------
    ``priority_ranks``
        ``node``, ``rank``, ``probability``: share of the draws of respondents and weights in which an indicator takes
        a rank among the priorities; ranks that are never taken have no row.
    ``stability``
        ``node``, ``weight``, ``low``, ``high``: between which values the weight of an indicator can move, the others
        in proportion, while the first priority stays first; ``at_low``, ``at_high``: who comes first beyond (empty
        where nobody does); ``best_rank``, ``worst_rank``: the ranks that are reached under the admissible weights and
        not exceeded. All exact, with the answers as they are.
    ``recoding``
        ``node``, ``best``, ``worst``: the ranks that are not exceeded under any increasing recoding of the scale.

    All three are about the indicators that have a score, and empty where nothing is left to gain.
    """
    tree = own.scores.tree
    top = tree.top[~np.isnan(shortfall[tree.top])]
    if not len(top) or (tree.weights[top] * shortfall[top]).max() <= 1e-9:
        return
    ids = [tree.node_ids[node] for node in top]
    yield "priority_ranks", _rank_shares(ids, drawn[:, top])
    yield "stability", stability_table(ids, tree.weights[top], shortfall[top])
    recoding = _recoding(own, unit, targets)
    if recoding is not None:
        yield "recoding", recoding


def _rank_shares(ids: list[str], drawn: Floats) -> pd.DataFrame:
    node, at, share = bin_shares(competition_rank(drawn).astype(np.int64).T - 1, len(ids))
    return pd.DataFrame({"node": np.array(ids, dtype=object)[node], "rank": at + 1, "probability": share})


def stability_table(ids: list[str], weights: Floats, shortfall: Floats) -> pd.DataFrame:
    """Table ``stability`` of one unit, not rounded; see `priority_tables`."""
    nominal = weights / weights.sum()
    frame = pd.DataFrame({"node": ids, "weight": nominal})
    bounds = priority_bounds(shortfall, *admissible_bounds(nominal))
    frame["best_rank"], frame["worst_rank"] = bounds.best, bounds.worst
    if len(ids) < 2:
        return frame.assign(low=0.0, high=1.0, at_low="", at_high="")
    intervals = stability_intervals(np.diag(shortfall), nominal, of="first")
    for end, value, who in (("low", intervals.low, intervals.at_low), ("high", intervals.high, intervals.at_high)):
        frame[end] = value
        frame[f"at_{end}"] = ["" if pair is None else ids[int(str(pair[1]))] for pair in who]
    return frame


def _recoding(own: MethodScenario, unit: int, targets: Floats) -> pd.DataFrame | None:
    """Rank bounds under every recoding; None where a criterion is measured or pooling depends on the scale itself."""
    counts, scores = own.counts, own.scores
    framework, tree, methodology = scores.framework, scores.tree, scores.methodology
    levels = counts.levels
    if framework.scale is None or callable(methodology.pooling) or methodology.normalisation != "scale_levels":
        return None
    if any(leaf.measure is not None for leaf in framework.leaves):
        return None
    scored = ~np.isnan(scores.scores[unit])
    kept = np.flatnonzero(scored[tree.leaves])
    weight = effective_weights(tree, scored)[tree.leaves][kept]
    groups = counts.group_weights(methodology)[unit]
    reached = np.column_stack(
        [
            _mean(pool(counts.disclosed[unit], (levels >= level).astype(float), methodology), groups)
            for level in levels[1:]
        ]
    )
    top = {leaf: node for node in framework.top_ids for leaf in framework.leaves_of(node)}
    goal = np.clip(targets[kept] / 100.0, 0.0, 1.0) * (levels[-1] - levels[0])
    aims = np.interp(goal, levels - levels[0], np.arange(len(levels)))
    bounds = recoded_priorities(reached[kept], weight, [top[framework.leaf_ids[k]] for k in kept], aims)
    frame = pd.DataFrame({"node": list(bounds.units), "best": bounds.best, "worst": bounds.worst})
    return frame[frame["node"].map(lambda node: bool(scored[tree.index(node)]))]


def _mean(levels: Floats, weights: Floats) -> Floats:
    """(G, K) shares of groups and weights -> (K,), over the groups that answered."""
    weights = np.where(np.isnan(levels), 0.0, weights)
    total = weights.sum(axis=0)
    return np.asarray(np.divide((weights * np.nan_to_num(levels)).sum(axis=0), total, where=total > 0, out=total * 0))


def variance_shares(
    scenarios: tuple[MethodScenario, ...],
    invited_by: Mapping[str, Floats],
    unit: int,
    leaves: Floats,
    weights: Floats,
    seed: int,
    *keys: str,
) -> pd.DataFrame:
    """Share the variance of the overall score of one unit out among respondents, weights and methods.

    Parameters
    ----------
    scenarios
        What `method_scenarios` gives.
    invited_by
        Scenario -> (n, G, K) people invited by group.
    unit
        Which unit.
    leaves
        (D, K) draws of its leaf scores under the campaign's own methodology, of which the first `CROSSED` serve.
    weights
        (D, m) draws of the weights of the children of the root.
    seed, keys
        Of the stream that the respondents are drawn from where a methodology pools their answers otherwise.

    Returns
    -------
    Frame ``source``, ``share`` (what it explains alone) and ``total`` (together with the others), empty where the unit
    has no overall score.
    """
    own, overall = scenarios[0].scores, []
    if any(np.isnan(scenario.scores.scores[unit, 0]) for scenario in scenarios):
        return pd.DataFrame(columns=["source", "share", "total"])
    for scenario in scenarios:
        scores, tree = scenario.scores, scenario.scores.tree
        answers = leaves[:CROSSED]
        if scenario.pools_otherwise(scenarios[0]):
            invited, rng = invited_by[scenario.name], stream(seed, *keys)
            answers = leaf_draws(scenario.counts, unit, scores.methodology, invited, len(answers), rng=rng)
        availability = Availability(applies=~np.isnan(scores.coverage[unit]), scored=~np.isnan(scores.scores[unit]))
        top = aggregate(tree, answers, availability)[:, tree.top]
        nominal = own.tree.weights[tree.top]  # an indicator without weight has none in any draw
        drawn = weights[:CROSSED] * np.divide(
            tree.weights[tree.top], nominal, out=np.zeros(len(nominal)), where=nominal > 0
        )
        drawn = np.where(availability.applies[tree.top], drawn / drawn.sum(axis=1, keepdims=True), 0.0)
        crossed = np.broadcast_to(top[:, None], (len(top), len(drawn), top.shape[1]))
        overall.append(from_positive_scale(combine(tree, 0, tree.top, crossed, drawn), tree.lower_bound[0]))
    variance = crossed_variance(np.stack(overall, axis=-1), ["respondents", "weights", "methods"])
    return pd.DataFrame({"source": variance.inputs, "share": variance.first_order, "total": variance.total_order})
