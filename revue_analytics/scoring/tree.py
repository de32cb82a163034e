"""The framework as arrays, and the way from its leaves up to the overall score.

Letters: ``K`` leaves, ``N`` nodes (the root first, then the framework's nodes in their order), ``n`` units, ``...``
leading axes of values (draws, units) which broadcast.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from revue_analytics.errors import MethodError, choices
from revue_analytics.framework import OVERALL, Framework
from revue_analytics.methods.arrays import Bools, Floats
from revue_analytics.methods.registry import applied, check_result, facts_of, line_to_declare, name_of, resolve
from revue_analytics.methods.weighting import DATA_WEIGHTINGS, data_weights
from revue_analytics.scoring.importance import ImportanceWeights
from revue_analytics.scoring.methodology import PLAIN_WEIGHTINGS, Methodology


@dataclass(frozen=True, eq=False)
class Tree:
    """A framework and a methodology as indices of arrays.

    Attributes
    ----------
    node_ids
        (N,) ids, the root (``"overall"``) first.
    depth_names
        (N,) ``"overall"``, ``"indicator"``, ``"criterion"``…
    parents
        Inner nodes, deepest first: index of each and the indices of its children.
    leaves
        (K,) indices of the leaves among the nodes.
    weights
        (N,) nominal weight of each node among its siblings (they sum to one).
    floor
        (N,) lower end of the scale each node's score is on: 0, or 1 where an aggregation that is not defined at zero
        is used at it or below it.
    methodology
        The choices.
    """

    node_ids: tuple[str, ...]
    depth_names: tuple[str, ...]
    parents: tuple[tuple[int, NDArray[np.intp]], ...]
    leaves: NDArray[np.intp]
    weights: Floats
    lower_bound: Floats
    methodology: Methodology

    @cached_property
    def top(self) -> NDArray[np.intp]:
        """(m,) indices of the children of the root."""
        return self.parents[-1][1]

    def index(self, node: str) -> int:
        """Index of a node among the nodes."""
        return self.node_ids.index(node)


@dataclass(frozen=True, eq=False)
class Availability:
    """What may be said of each node: `(..., N)` arrays, broadcast against the scores.

    Attributes
    ----------
    applies
        Whether anything below the node applies to the unit; what does not leaves the calculation with its weight.
    scored
        Whether enough of what applies is answered for a score.
    """

    applies: Bools
    scored: Bools

    @classmethod
    def of(cls, coverage: Floats, minimum: float) -> Availability:
        """Tell from the coverage of each node, NaN where nothing applies, and the least that gives a score."""
        return cls(~np.isnan(coverage), np.nan_to_num(coverage) >= max(minimum - 1e-12, 1e-12))


def build_tree(framework: Framework, methodology: Methodology) -> Tree:
    """Lay out a framework under a methodology.

    Raises
    ------
    MethodError
        A choice for a depth, or a weight for a node, that the framework does not have; siblings whose weights are all
        zero.
    """
    ids = (OVERALL, *(node.id for node in framework.nodes))
    index = {node: i for i, node in enumerate(ids)}
    inner = [OVERALL, *(node.id for node in framework.nodes if not node.is_leaf)]
    methodology.check_depths((OVERALL, *framework.depth_names), inner)
    weights = _written_weights(framework, methodology)
    names = framework.depth_names
    depth_names = ("overall", *(names[node.depth - 1] for node in framework.nodes))
    parents = []
    for node in sorted(inner, key=lambda n: -1 if n == OVERALL else framework.node(n).depth, reverse=True):
        children = np.array([index[child.id] for child in framework.children(node)], dtype=np.intp)
        total = weights[children].sum()
        if total <= 0:
            raise MethodError("weighting: the weights below {node!r} are all zero", node=node)
        weights[children] /= total
        parents.append((index[node], children))

    leaves = np.array([index[leaf] for leaf in framework.leaf_ids], dtype=np.intp)
    lower_bound = np.zeros(len(ids))
    lower_bound[leaves] = leaf_lower_bound(methodology)
    for at, children in parents:
        lower_bound[at] = max(_lowest(methodology, depth_names[at], ids[at]), lower_bound[children].max())
    return Tree(ids, depth_names, tuple(parents), leaves, weights, lower_bound, methodology)


def _written_weights(framework: Framework, methodology: Methodology) -> Floats:
    """(N,) weights before they sum to one among siblings: given by node, else the framework's, else one."""
    ids = (OVERALL, *(node.id for node in framework.nodes))
    stated = dict(methodology.node_weights)
    if isinstance(methodology.weighting, ImportanceWeights):  # who shared out 100 points left the others none
        stated = {node.id: 0.0 for node in framework.children(OVERALL)} | stated if stated else stated
    for name in stated:
        if name not in ids[1:]:
            raise MethodError(
                "weighting: {name!r} is not a node of the framework; expected {known}",
                name=name,
                known=choices(name, ids[1:]),
            )
    for parent in (OVERALL, *(node.id for node in framework.nodes if not node.is_leaf)):
        siblings = [child.id for child in framework.children(parent)]
        named = [name for name in siblings if name in stated]
        if named and len(named) < len(siblings):
            raise MethodError(
                "weighting: {named}, but what do the others below {parent!r} have? "
                "Give a weight, in the same unit, to each of: {rest}",
                named=", ".join(f"{name} = {stated[name]:g}" for name in named),
                parent=parent,
                rest=", ".join(name for name in siblings if name not in stated),
            )
    weights, names = np.ones(len(ids)), framework.depth_names
    for at, node in enumerate(framework.nodes, start=1):
        depth_name = OVERALL if node.depth == 1 else names[node.depth - 2]
        scheme = methodology.weighting_at(depth_name, str(node.parent))
        weights[at] = stated.get(node.id, node.weight if scheme == "framework" else 1.0)
    return weights


def leaf_lower_bound(methodology: Methodology) -> float:
    """Lower end of the scale that the normalisation puts the leaves on, where that ends at 100; 0 for any other."""
    low, high = facts_of(methodology.function("normalisation")).range or (0.0, 100.0)
    return float(low) if high == 100.0 and low > 0.0 else 0.0


def _lowest(methodology: Methodology, depth_name: str, node: str) -> float:
    """1 where an aggregation that is not defined at zero meets scores on 0–100, which are then put on 1–100."""
    choice = methodology.aggregation_at(depth_name, node)
    if not facts_of(choice).needs_positive:
        return 0.0
    ends = facts_of(methodology.function("normalisation")).range
    if ends is None:
        normalisation = methodology.function("normalisation")
        raise MethodError(
            f"normalisation: nothing says what range {name_of(normalisation)} gives, and {name_of(choice)} needs "
            f"positive values; write {line_to_declare(normalisation, range=(0, 100))} before, or the range it has"
        )
    return float(tuple(ends) == (0.0, 100.0))


def to_positive_scale(score: Floats, lower_bound: Floats | float) -> Floats:
    """Put scores on 0–100 on ``floor``–100 (the Handbook's shift before a geometric mean)."""
    return np.asarray(lower_bound + score * (1.0 - np.asarray(lower_bound) / 100.0))


def from_positive_scale(score: Floats, lower_bound: Floats | float) -> Floats:
    """Put scores on ``floor``–100 back on 0–100."""
    return np.asarray((score - lower_bound) / (1.0 - np.asarray(lower_bound) / 100.0))


def coverage(tree: Tree, scored: Bools, applicable: Bools) -> Floats:
    """Share of the applicable weight below each node that has a score.

    Parameters
    ----------
    scored, applicable
        (n, K) whether a leaf has a score, and whether it applies to the unit.

    Returns
    -------
    (n, N) shares 0–1, NaN where nothing below the node applies.
    """
    n = len(scored)
    share = np.full((n, len(tree.node_ids)), np.nan)
    share[:, tree.leaves] = np.where(applicable, scored.astype(float), np.nan)
    for node, children in tree.parents:
        below = share[:, children]
        weight = np.where(np.isnan(below), 0.0, tree.weights[children])
        total = weight.sum(axis=1)
        got = np.einsum("nm,nm->n", weight, np.nan_to_num(below))
        share[:, node] = np.divide(got, total, out=np.full(n, np.nan), where=total > 0)
    return share


def aggregate(tree: Tree, leaf_scores: Floats, availability: Availability, top_weights: Floats | None = None) -> Floats:
    """Bring leaf scores up the tree.

    Parameters
    ----------
    leaf_scores
        (..., K) scores on 0–100, NaN where missing or not applicable.
    availability
        Which nodes apply, and which may have a score.
    top_weights
        (..., m) weights of the children of the root instead of the nominal ones, one set per draw for instance.

    Returns
    -------
    (..., N) scores, each on its node's scale (`Tree.floor`), NaN where there is none.

    Raises
    ------
    MethodError
        A callable gave something that is not one number per unit.
    """
    lead = np.broadcast_shapes(
        leaf_scores.shape[:-1], availability.scored.shape[:-1], () if top_weights is None else top_weights.shape[:-1]
    )
    scores = np.full((*lead, len(tree.node_ids)), np.nan)
    on_their_scale = to_positive_scale(leaf_scores, tree.lower_bound[tree.leaves])
    scores[..., tree.leaves] = np.where(availability.scored[..., tree.leaves], on_their_scale, np.nan)
    for node, children in tree.parents:
        nominal = tree.weights[children] if node != 0 or top_weights is None else top_weights
        scores[..., node] = _score(tree, node, children, scores, availability, nominal)
    return scores


def overall(tree: Tree, scores: Floats, availability: Availability, top_weights: Floats | None = None) -> Floats:
    """Bring up the root alone, under other weights of its children: what is below it does not depend on them.

    Parameters
    ----------
    scores
        (..., N) scores of all nodes on 0–100, as `aggregate` gives them; that of the root is not looked at.
    availability
        Which nodes apply, and which may have a score.
    top_weights
        (..., m) weights of the children of the root instead of the nominal ones.

    Returns
    -------
    (...) scores of the root, NaN where there is none.

    Raises
    ------
    MethodError
        A callable gave something that is not one number per unit.

    Examples
    --------
    >>> from revue_analytics.framework import load_framework
    >>> from revue_analytics.scoring import Methodology, build_tree
    >>> tree = build_tree(load_framework(), Methodology())
    >>> everywhere = np.ones(len(tree.node_ids), dtype=bool)
    >>> float(overall(tree, np.full(len(tree.node_ids), 62.5), Availability(everywhere, everywhere)))
    62.5
    """
    root, children = tree.parents[-1]
    nominal = tree.weights[children] if top_weights is None else top_weights
    return _score(tree, root, children, scores, availability, nominal)


def _score(
    tree: Tree, node: int, children: NDArray[np.intp], scores: Floats, availability: Availability, nominal: Floats
) -> Floats:
    weights = np.where(availability.applies[..., children], nominal, 0.0)
    result = combine(tree, node, children, scores[..., children], weights)
    return np.where(availability.scored[..., node], result, np.nan)


def combine(tree: Tree, node: int, children: NDArray[np.intp], x: Floats, weights: Floats) -> Floats:
    """(..., m) scores of the children of a node, each on its own scale -> (...) score of the node.

    Parameters
    ----------
    node, children
        Indices of the node and of the (m,) children that `x` gives, in any order.
    x
        (..., m) scores, NaN where missing.
    weights
        (..., m) weights of these children, 0 for those that do not apply.
    """
    at = tree.depth_names[node], tree.node_ids[node]
    treat, choice = tree.methodology.missing_at(*at), tree.methodology.aggregation_at(*at)
    values, shared = applied(
        treat, treat, from_positive_scale(x, tree.lower_bound[children]), np.broadcast_to(weights, x.shape)
    )
    return check_result(
        choice, applied(choice, choice, to_positive_scale(values, tree.lower_bound[node]), shared), x.shape[:-1]
    )


def learn_weights(tree: Tree, leaf_scores: Floats, availability: Availability) -> Tree:
    """Replace, where the methodology says so, the weights of siblings by those that the data suggest.

    Done from the leaves up, since the scores of a node's children are what its scheme looks at: on 0–100, or on 1–100
    for a scheme that needs positive values.

    Parameters
    ----------
    leaf_scores
        (n, K) scores on 0–100 of all units, NaN where missing.
    availability
        Which nodes apply, and which may have a score.

    Returns
    -------
    Tree
        The same one where no scheme looks at data.
    """
    schemes = [tree.methodology.weighting_at(tree.depth_names[node], tree.node_ids[node]) for node, _ in tree.parents]
    if all(scheme in PLAIN_WEIGHTINGS for scheme in schemes):
        return tree
    for (_, children), scheme in zip(tree.parents, schemes, strict=True):
        if scheme not in PLAIN_WEIGHTINGS:
            below = from_positive_scale(
                aggregate(tree, leaf_scores, availability)[:, children], tree.lower_bound[children]
            )
            weights = tree.weights.copy()
            positive = facts_of(resolve(scheme, DATA_WEIGHTINGS, "weighting")).needs_positive
            weights[children] = data_weights(scheme, to_positive_scale(below, 1.0) if positive else below)
            tree = replace(tree, weights=weights)
    return tree


def effective_weights(tree: Tree, scored: Bools, top_weights: Floats | None = None) -> Floats:
    """Weight that each node really has in the overall score once the missing ones have shared theirs out.

    Parameters
    ----------
    scored
        (..., N) whether a node has a score.
    top_weights
        (..., m) weights of the children of the root instead of the nominal ones.

    Returns
    -------
    (..., N) weights; those of the leaves sum to one where the overall score exists, and are 0 where it does not.
    """
    lead = np.broadcast_shapes(scored.shape[:-1], () if top_weights is None else top_weights.shape[:-1])
    weight = np.zeros((*lead, len(tree.node_ids)))
    weight[..., 0] = scored[..., 0]
    for node, children in reversed(tree.parents):
        nominal = tree.weights[children] if node != 0 or top_weights is None else top_weights
        kept = np.where(scored[..., children], nominal, 0.0)
        total = kept.sum(axis=-1, keepdims=True)
        weight[..., children] = weight[..., node, None] * np.divide(
            kept, total, out=np.zeros(kept.shape), where=total > 0
        )
    return weight
