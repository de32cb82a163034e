"""What each criterion carries of the overall shortfall: in proportion where additive, Owen values otherwise."""

from __future__ import annotations

from math import factorial

import numpy as np
from numpy.typing import NDArray

from revue_analytics.methods.arrays import Bools, Floats
from revue_analytics.scoring import Availability, Scores, Tree, combine, effective_weights

MOST_COALITIONS = 2**16
"""Coalitions looked at for one leaf; a framework with more siblings gets no Owen values (NaN)."""

BLOCK = 2**22  # values held at once


def contributions(scores: Scores, targets: Floats) -> Floats:
    """Contribution of each leaf to what the overall score would gain if every target were met.

    Parameters
    ----------
    scores
        Scores of (n) units.
    targets
        (n, K) targets of the leaves on 0–100.

    Returns
    -------
    (n, K) contributions, in points of the overall score, adding up to its gain: weight × shortfall for an additive
    methodology, Owen values otherwise; 0 for leaves without a score, NaN where there is no overall score or where the
    methodology allows none (`why_no_shares`).

    Notes
    -----
    Weights that were learned from data stay as they were learned. An aggregation that punishes imbalance
    (Mazziotta–Pareto) may go down when one criterion alone goes up: a contribution can then be negative.
    """
    tree = scores.tree
    if why_no_shares(scores):
        return np.full((len(scores.scores), len(tree.leaves)), np.nan)
    scored = ~np.isnan(scores.scores)
    leaf_scores = scores.on_0_100[:, tree.leaves]
    if scores.methodology.is_additive:
        gain = np.maximum(0.0, targets - np.where(scored[:, tree.leaves], leaf_scores, np.inf))
        carried = effective_weights(tree, scored)[:, tree.leaves] * gain
    else:
        carried = owen_values(tree, leaf_scores, np.maximum(leaf_scores, targets), scores.availability)
    return np.where(scored[:, :1], carried, np.nan)


def why_no_shares(scores: Scores) -> str:
    """Say why what is missing to the targets cannot be shared out; ``""`` where it can."""
    if scores.methodology.compares_units:
        return (
            "A score that compares territories moves when the others move: meeting one’s targets has no effect of its "
            "own that could be shared out among the criteria."
        )
    if not scores.methodology.is_additive and _most_coalitions(scores.tree) > MOST_COALITIONS:
        return "So many criteria stand side by side that the exact shares would take too long to compute."
    return ""


def _most_coalitions(tree: Tree) -> float:
    """Coalitions to be looked at for the leaf that has most of them."""
    above = {int(child): (node, len(children)) for node, children in tree.parents for child in children}
    most = 1.0
    for leaf in tree.leaves:
        coalitions, node = 1.0, int(leaf)
        while node in above:
            node, siblings = above[node]
            coalitions *= 2.0 ** (siblings - 1)
        most = max(most, coalitions)
    return most


def owen_values(tree: Tree, leaf_scores: Floats, raised: Floats, availability: Availability) -> Floats:
    """Owen value of each leaf in the game "overall score when a coalition of leaves is raised, less what it is now".

    A leaf's marginal gain is averaged over the orders in which the leaves of a node are raised together: at each
    depth of its path, over the coalitions of its siblings there, each counted with its Shapley weight
    ``t! (s - t)! / (s + 1)!`` for t of s siblings. The values add up to the gain of raising them all.

    Parameters
    ----------
    leaf_scores, raised
        (n, K) leaf scores on 0–100 as they are and as they would be, NaN where missing.
    availability
        Which nodes apply to each unit, and which have a score.

    Returns
    -------
    (n, K) values; a leaf without a score has none to give (0).

    References
    ----------
    Owen (1977), "Values of games with a priori unions"; Winter (1989) for several levels of unions.
    """
    low, high = (_nodes(tree, leaves, availability) for leaves in (leaf_scores, raised))
    above = {int(child): (node, children) for node, children in tree.parents for child in children}
    result = np.zeros(leaf_scores.shape)
    for k, leaf in enumerate(tree.leaves):
        path = [int(leaf)]
        while path[-1] in above:
            path.append(above[path[-1]][0])
        steps = [above[node] for node in path[:-1]]
        coalitions = int(np.prod([2.0 ** (len(children) - 1) for _, children in steps]))
        if coalitions > MOST_COALITIONS:
            return np.full(leaf_scores.shape, np.nan)
        block = max(1, BLOCK // (coalitions * max(len(children) for _, children in steps)))
        for start in range(0, len(leaf_scores), block):
            units = slice(start, start + block)
            part = Availability(availability.applies[units], availability.scored[units])
            result[units, k] = _value(tree, path, steps, low[units], high[units], part)
    return np.where(availability.scored[:, tree.leaves], result, 0.0)


def _value(
    tree: Tree,
    path: list[int],
    steps: list[tuple[int, NDArray[np.intp]]],
    low: Floats,
    high: Floats,
    availability: Availability,
) -> Floats:
    """(n,) Owen value of the leaf at the beginning of `path`, which leads up to the root by `steps`."""
    without, with_it = low[:, path[0]][None], high[:, path[0]][None]  # (coalitions so far, n)
    weights = np.ones(1)
    for node, (parent, children) in zip(path, steps, strict=False):
        others = children[children != node]
        chosen = _coalitions(len(others))  # (c, s)
        size = chosen.sum(axis=1)
        ways = [factorial(t) * factorial(len(others) - t) / factorial(len(others) + 1) for t in size]
        weights = (np.array(ways)[:, None] * weights).ravel()
        beside = np.where(chosen[:, None, :], high[:, others], low[:, others])  # (c, n, s)
        without, with_it = (
            _parent(tree, parent, children, children != node, beside, own, availability) for own in (without, with_it)
        )
    return weights @ np.nan_to_num(with_it - without)


def _coalitions(size: int) -> Bools:
    """(2^size, size) all subsets."""
    return np.asarray((np.arange(2**size)[:, None] >> np.arange(size)) & 1 == 1)


def _parent(
    tree: Tree,
    parent: int,
    children: NDArray[np.intp],
    is_other: Bools,
    beside: Floats,
    own: Floats,
    availability: Availability,
) -> Floats:
    """(c, n, s) siblings and (p, n) values of the node itself -> (c p, n) values of its parent.

    Children keep their order: an aggregation that knows which criteria interact goes by their places.
    """
    c, n, s = beside.shape
    p = len(own)
    x = np.empty((c, p, n, s + 1))
    x[..., is_other] = beside[:, None]
    x[..., ~is_other] = own[..., None]
    return _combine(tree, parent, children, x, availability).reshape(c * p, n)


def _nodes(tree: Tree, leaves: Floats, availability: Availability) -> Floats:
    """(n, N) values of all nodes from those of the leaves."""
    values = np.full(availability.scored.shape, np.nan)
    values[:, tree.leaves] = np.where(availability.scored[:, tree.leaves], leaves, np.nan)
    for node, children in tree.parents:
        values[:, node] = _combine(tree, node, children, values[:, children], availability)
    return values


def _combine(tree: Tree, node: int, children: NDArray[np.intp], x: Floats, availability: Availability) -> Floats:
    """(..., n, m) values of the children of a node -> (..., n) its own, by the methodology."""
    weights = np.where(availability.applies[:, children], tree.weights[children], 0.0)
    result = combine(tree, node, children, x, weights)
    return np.where(availability.scored[:, node], result, np.nan)
