"""Gaps to targets: shortfall, net gap and the share that each node carries; axes, principles and phases."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from revue_analytics.framework import Framework
from revue_analytics.gaps.contributions import contributions
from revue_analytics.methods.arrays import Bools, Floats
from revue_analytics.scoring import Scores, Tree, effective_weights, to_positive_scale

Days = NDArray[np.object_]

NEVER = "9999"  # sorts after every day


def shortfall_of(leaf_scores: Floats, targets: Floats) -> Floats:
    """``max(0, target - score)``, 0–100; NaN where there is no score. A surplus elsewhere does not make up for it.

    >>> shortfall_of(np.array([43.0, 90.0]), np.array([75.0, 75.0]))
    array([32.,  0.])
    """
    return np.maximum(0.0, targets - leaf_scores)


def roll_up(tree: Tree, leaf_values: Floats, scored: Bools, weights: Floats | None = None) -> Floats:
    """(..., K) values of leaves -> (..., N) weighted means of those below each node that has a score.

    Parameters
    ----------
    leaf_values
        (..., K) values; those of leaves without a score are not used.
    scored
        (..., N) whether a node has a score.
    weights
        (..., m) weights of the children of the root instead of the nominal ones.
    """
    effective = effective_weights(tree, scored, weights)
    lead = np.broadcast_shapes(effective.shape[:-1], leaf_values.shape[:-1])
    total = np.full((*lead, len(tree.node_ids)), np.nan)
    total[..., tree.leaves] = np.where(scored[..., tree.leaves], leaf_values, np.nan)
    for node, children in tree.parents:
        nominal = tree.weights[children] if node != 0 or weights is None else weights
        kept = np.where(scored[..., children], nominal, 0.0)
        below = np.where(scored[..., children], total[..., children], 0.0)
        mass = np.broadcast_to(kept.sum(axis=-1), lead)
        mean = np.divide((kept * below).sum(axis=-1), mass, out=np.full(lead, np.nan), where=mass > 0)
        total[..., node] = np.where(scored[..., node], mean, np.nan)
    return total


def nominal_shortfall(scores: Scores, targets: Floats) -> Floats:
    """(n, K) targets of the leaves -> (n, N) points missing to them at every node; NaN where it has no score."""
    leaf_scores = scores.on_0_100[:, scores.tree.leaves]
    return roll_up(scores.tree, shortfall_of(leaf_scores, targets), ~np.isnan(scores.scores))


def gap_table(scores: Scores, targets: Floats, dates: Days | None = None) -> pd.DataFrame:
    """Target, net gap, shortfall, effective weight and share of the overall shortfall of every node.

    Parameters
    ----------
    scores
        Scores of (n) units.
    targets
        (n, K) targets of the leaves on 0–100.
    dates
        (n, K) days on which they are due, ``""`` where there is none.

    Returns
    -------
    Tidy frame: the units' columns, ``node``, ``kind``, ``target``, ``due``, ``net_gap``, ``shortfall``, ``weight``,
    ``share``. The target of a node is the weighted mean of those below it that have a score; it is due when the last
    of them is, and on no day if one of them has none. Shares are of the overall shortfall, those of the leaves adding
    up to one (see `contributions`); NaN where there is none.
    """
    tree = scores.tree
    scored = ~np.isnan(scores.scores)
    shortfall = nominal_shortfall(scores, targets)
    target = roll_up(tree, targets, scored)
    target[:, tree.leaves] = np.where(scores.availability.applies[:, tree.leaves], targets, np.nan)
    weight = effective_weights(tree, scored)
    share = _sum_up(tree, shares(contributions(scores, targets)))
    table = scores.table()[[*scores.units.columns, "node", "kind"]]
    table["target"] = target.ravel()
    table["due"] = _last_due(tree, dates, scored).ravel()
    table["net_gap"] = (to_positive_scale(target, tree.lower_bound) - scores.scores).ravel()
    table["shortfall"] = shortfall.ravel()
    table["weight"] = weight.ravel()
    table["share"] = share.ravel()
    return table


def groupings(scores: Scores, targets: Floats) -> pd.DataFrame:
    """Score, shortfall and share of the overall shortfall by axis, principle and phase.

    A criterion belongs to one axis, its primary one; its weight is split equally among its principles, and among its
    phases, so that the shares of a grouping add up to one (criteria without any tag are left out of that grouping).

    Returns
    -------
    Tidy frame: the units' columns, ``grouping``, ``id``, ``n_criteria`` (with a score), ``score``, ``shortfall``,
    ``share``.
    """
    framework, tree = scores.framework, scores.tree
    scored = ~np.isnan(scores.scores)
    weight = effective_weights(tree, scored)[:, tree.leaves]
    leaf_scores = np.nan_to_num(scores.on_0_100[:, tree.leaves])
    shortfall = np.where(scored[:, tree.leaves], shortfall_of(leaf_scores, targets), 0.0)
    leaf_shares = shares(contributions(scores, targets))
    frames = []
    for grouping, tag, membership in _memberships(framework):
        mass = weight @ membership
        n_criteria = (weight[:, membership > 0] > 0).sum(axis=1)

        def mean(values: Floats, mass: Floats = mass, membership: Floats = membership) -> Floats:
            summed = (weight * values) @ membership
            return np.asarray(np.divide(summed, mass, out=np.full(len(mass), np.nan), where=mass > 0))

        share = leaf_shares @ membership
        frame = scores.units.assign(grouping=grouping, id=tag, n_criteria=n_criteria)
        frames.append(frame.assign(score=mean(leaf_scores), shortfall=mean(shortfall), share=share))
    if not frames:
        names = [*scores.units.columns, "grouping", "id", "n_criteria", "score", "shortfall", "share"]
        return pd.DataFrame(columns=names)
    return pd.concat(frames, ignore_index=True)


def shares(carried: Floats) -> Floats:
    """(n, K) contributions -> their shares of the total, NaN where there is nothing to share.

    >>> shares(np.array([[1.0, 3.0], [0.0, 0.0]]))
    array([[0.25, 0.75],
           [ nan,  nan]])
    """
    total = carried.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(carried, total, out=np.full(carried.shape, np.nan), where=total > 1e-9))


def _sum_up(tree: Tree, leaf_values: Floats) -> Floats:
    """(n, K) values of leaves -> (n, N) sums of those below each node."""
    total = np.zeros((len(leaf_values), len(tree.node_ids)))
    total[:, tree.leaves] = leaf_values
    for node, children in tree.parents:
        total[:, node] = total[:, children].sum(axis=1)
    return total


def _last_due(tree: Tree, dates: Days | None, scored: Bools) -> Days:
    """(n, K) days of leaves -> (n, N) the last of those below each node, ``""`` if one of them has none."""
    result = np.full(scored.shape, "", dtype=object)
    if dates is None or not (dates != "").any():
        return result
    result[:, tree.leaves] = np.where(dates == "", NEVER, dates)
    for node, children in tree.parents:
        result[:, node] = np.where(scored[:, children], result[:, children], "").max(axis=1)
    return np.where(result == NEVER, "", result)


def _memberships(framework: Framework) -> list[tuple[str, str, Floats]]:
    """(grouping, tag id, (K,) share of each leaf that belongs to the tag)."""
    leaves = framework.leaves
    memberships = []
    for grouping, tags, of in (
        ("axis", framework.axes, lambda leaf: (leaf.axis,)),
        ("principle", framework.principles, lambda leaf: leaf.principles),
        ("phase", framework.phases, lambda leaf: leaf.phases),
    ):
        for tag in tags:
            held = [1.0 / len(of(leaf)) if tag.id in of(leaf) else 0.0 for leaf in leaves]
            memberships.append((grouping, tag.id, np.array(held)))
    return memberships
