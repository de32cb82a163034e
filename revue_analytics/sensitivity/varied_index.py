"""An index that is computed again and again, each time under other choices: thousands of runs together.

Runs of one methodology differ only in weights, in what is left out and in the scores of the leaves, and go up the tree
together. Letters: ``n`` units, ``K`` leaves, ``N`` nodes, ``m`` children of a node, ``R`` runs, ``T`` sets of leaf
scores.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from revue_analytics.errors import MethodError, choices
from revue_analytics.framework import OVERALL, Framework
from revue_analytics.methods.arrays import Bools, Floats, Ints, Labels
from revue_analytics.methods.ranks import kendall_tau, rank_units
from revue_analytics.methods.registry import name_of
from revue_analytics.scoring import (
    Availability,
    Methodology,
    Tree,
    build_tree,
    coverage,
    from_positive_scale,
    to_positive_scale,
)
from revue_analytics.scoring.methodology import PLAIN_WEIGHTINGS
from revue_analytics.scoring.tree import combine, learn_weights
from revue_analytics.sensitivity.comparison import LeaveOneOut
from revue_analytics.sensitivity.sampling import admissible_bounds, sample_weights, stream

OF_NODES = ("missing", "weighting", "aggregation")
OF_TABLES = ("outliers", "imputation", "normalisation", *OF_NODES)
OF_RATINGS = ("pooling", "college_weights", "normalisation", *OF_NODES)
AS_IT_IS = -1
"""Stands for the set of leaf scores without noise, and without other respondents."""
BLOCK = 1 << 21
"""Values of a block of runs: few enough for memory to stay flat."""


@dataclass(frozen=True, eq=False)
class Factor:
    """One thing that is varied: ``size`` alternatives (or draws) of a choice, for one node (or depth) or for all."""

    name: str
    choice: str
    at: str
    size: int
    alternatives: Sequence[Any] = ()
    below: Mapping[int, Floats] | None = None
    """For weights: node -> (size, m) draws of the weights of its children."""

    @property
    def options(self) -> tuple[str, ...]:
        """Names of the alternatives; none for draws."""
        return tuple("none" if each is None else _name(each) for each in self.alternatives)


@dataclass(frozen=True, eq=False)
class VariedIndex:
    """An index that can be computed again under other choices.

    `leaves` gives (T, n, K) scores on 0–100 under a methodology, of some draws of noise or of respondents; `applies` is
    (n, K).
    """

    framework: Framework
    base: Methodology
    units: Labels
    node: str
    leaves: Callable[[Methodology, Ints], Floats]
    applies: Bools
    factors: tuple[Factor, ...]
    trees: dict[tuple[int, ...], Tree] = field(default_factory=dict)

    def taken(self, u: Floats) -> dict[str, Ints]:
        """(d, R) uniform numbers -> which alternative of each factor a run takes."""
        return {
            factor.name: np.minimum((row * factor.size).astype(np.int64), factor.size - 1)
            for factor, row in zip(self.factors, u, strict=True)
        }

    def scores(self, taken: Mapping[str, Ints], n_runs: int, done: Callable[[int], Any] = int) -> Floats:
        """(R, n) scores of the node under the alternatives taken in each run; runs of one methodology together."""
        methods = [factor for factor in self.factors if factor.choice in (*OF_TABLES, *OF_RATINGS)]
        picks = np.array([taken[factor.name] for factor in methods if taken], dtype=np.int64).reshape(-1, n_runs)
        unique, group = np.unique(picks, axis=1, return_inverse=True)
        result = np.empty((n_runs, len(self.units)))
        step = max(1, BLOCK // max(self.applies.size, 1))
        for at, pick in enumerate(unique.T):
            tree = self._tree(methods, tuple(pick.tolist()))
            runs = np.flatnonzero(group.ravel() == at)
            for start in range(0, len(runs), step):
                rows = runs[start : start + step]
                result[rows] = self._together(tree, {name: draws[rows] for name, draws in taken.items()}, len(rows))
                done(len(rows))
        return result

    def _tree(self, methods: Sequence[Factor], pick: tuple[int, ...]) -> Tree:
        """Return the tree under alternatives, kept for the next time."""
        if pick not in self.trees:
            chosen = [(factor, factor.alternatives[k]) for factor, k in zip(methods, pick, strict=False)]
            self.trees[pick] = build_tree(self.framework, _under(self.base, self.framework, chosen))
        return self.trees[pick]

    def _together(self, tree: Tree, taken: Mapping[str, Ints], n_runs: int) -> Floats:
        """(R, n) scores of runs that share a methodology: only weights, noise, respondents and omissions differ."""
        draws, which = np.array([AS_IT_IS]), np.zeros(n_runs, dtype=np.int64)
        for factor in self.factors:
            if factor.choice in ("noise", "respondents") and taken:
                draws, which = np.unique(taken[factor.name], return_inverse=True)
        leaves = self.leaves(tree.methodology, draws)
        trees = [self._learnt(tree, scores) for scores in leaves] if _looks_at_data(tree) else [tree]
        weights = {node: np.array([one.weights[children] for one in trees]) for node, children in tree.parents}
        stated = {node: tree.weights[children][None] for node, children in tree.parents}  # what coverage is a share of
        if len(leaves) > 1:
            leaves = leaves[which]
            weights = {node: below[which] if len(trees) > 1 else below for node, below in weights.items()}
        for factor in self.factors if taken else ():
            for node, below in (factor.below or {}).items():
                weights[node] = stated[node] = below[taken[factor.name]]
            if factor.choice == "omit":
                out = np.array([-1 if each is None else tree.index(each) for each in factor.alternatives])
                for node, children in tree.parents:
                    gone = out[taken[factor.name]][:, None] == children
                    if gone.any():
                        weights[node], stated[node] = (np.where(gone, 0.0, w[node]) for w in (weights, stated))
        at = tree.index(self.node)
        scores = _bring_up(tree, leaves, weights, stated, self.applies, at)
        return np.broadcast_to(from_positive_scale(scores, tree.lower_bound[at]), (n_runs, len(self.units)))

    def _learnt(self, tree: Tree, scores: Floats) -> Tree:
        share = coverage(tree, ~np.isnan(scores), self.applies)
        return learn_weights(tree, scores, Availability.of(share, tree.methodology.minimum_coverage))

    def omission(self, nominal: Floats) -> LeaveOneOut:
        """Leave out each element below the node in turn, if it leaves others."""
        tree = build_tree(self.framework, self.base)
        inside = _below(tree, tree.index(self.node))
        siblings = {int(child): len(children) for _, children in tree.parents for child in children}
        elements = tuple(tree.node_ids[at] for at in sorted(inside) if siblings[at] > 1)
        alone = replace(self, factors=(Factor("omit", "omit", "", len(elements), elements),), trees={})
        scores = alone.scores({"omit": np.arange(len(elements))}, len(elements))
        last = len(self.units)
        ranks, without = (np.nan_to_num(rank_units(one), nan=last).astype(np.int64) for one in (nominal, scores))
        kendall = np.array([kendall_tau(ranks, other) for other in without])
        return LeaveOneOut(self.units, elements, nominal, ranks, scores, without, kendall)


def read_varied(
    framework: Framework,
    base: Methodology,
    units: Labels,
    node: str,
    leaves: Callable[[Methodology, Ints], Floats],
    applies: Bools,
    varied: Mapping[str, Any],
    varying: Sequence[str],
    n_draws: int,
    seed: int,
) -> VariedIndex:
    """Read what is varied, and refuse what cannot be."""
    tree = build_tree(framework, base)
    inner = [tree.node_ids[at] for at, _ in tree.parents]
    inner_node(tree, node)
    named = {at for key in varied if key.startswith("weights.") for at in _nodes_of(tree, key.partition(".")[2])}
    drawn = ("weights", "omit", "noise" if "outliers" in varying else "respondents")
    factors = []
    for key, value in varied.items():
        choice, _, at = key.partition(".")
        if choice not in (*varying, *drawn) or (at and choice not in (*OF_NODES, "weights")):
            raise MethodError(f"{key!r} cannot be varied; expected {choices(choice, (*varying, *drawn))}")
        if at and not _nodes_of(tree, at):
            raise MethodError(f"{key}: {at!r} is neither a node nor a depth; expected {choices(at, inner)}")
        if choice == "weights":
            below = {
                parent: _weight_draws(tree, parent, children, value, n_draws, stream(seed, key, tree.node_ids[parent]))
                for parent, children in tree.parents
                if len(children) > 1
                and parent in (_nodes_of(tree, at) if at else set(range(len(tree.node_ids))) - named)
            }
            if not below:
                raise MethodError(f"{key}: no node has several children whose weights could be varied")
            factors.append(Factor(key, choice, at, n_draws, below=below))
        elif choice in ("noise", "respondents"):
            if value:
                factors.append(Factor(key, choice, at, n_draws))
        else:
            listed = list(value) if isinstance(value, list | tuple) else [value]
            if choice == "omit":
                unknown = [each for each in listed if each not in tree.node_ids[1:]]
                if unknown:
                    raise MethodError(
                        f"omit: {unknown[0]!r} is not a node; expected {choices(unknown[0], tree.node_ids)}"
                    )
                listed = [None, *listed]
            if not listed:
                raise MethodError(f"{key} names no alternative")
            factors.append(Factor(key, choice, at, len(listed), listed))
    if not factors:
        raise MethodError(f"nothing is varied; expected some of {choices('', (*varying, *drawn))}")
    if any(factor.choice == "weighting" for factor in factors) and any(factor.below for factor in factors):
        raise MethodError("vary either the weighting, between schemes, or the weights, by draws around one of them")
    for factor in factors:
        for each in factor.alternatives if factor.choice in varying else ():
            _under(base, framework, [(factor, each)]).check_depths((OVERALL, *framework.depth_names), inner)
    return VariedIndex(framework, base, units, node, leaves, applies, tuple(factors))


def inner_node(tree: Tree, node: str) -> int:
    """Return the index of a node that has others below it.

    Raises
    ------
    MethodError
        There is no such node.
    """
    inner = {tree.node_ids[at]: at for at, _ in tree.parents}
    if node not in inner:
        raise MethodError(f"node {node!r} is not known; expected {choices(node, inner)}")
    return inner[node]


def _weight_draws(tree: Tree, parent: int, children: Ints, spec: Any, n_draws: int, rng: np.random.Generator) -> Floats:
    """(D, m) draws of the weights of a node's children: a kind of `sample_weights`, with its arguments where needed."""
    given = dict(spec) if isinstance(spec, Mapping) else {"kind": spec}
    kind, nominal = given.pop("kind", "around"), tree.weights[children]
    if kind in ("around", "noise"):
        given.setdefault("nominal", nominal)
    if kind == "bounded" and not {"lower", "upper"} & set(given):
        given["lower"], given["upper"] = admissible_bounds(nominal)
    if kind in ("ordered", "polytope"):
        given["names"] = [tree.node_ids[child] for child in children]
    return sample_weights(kind, len(children), n_draws, rng=rng, **given)


def _under(base: Methodology, framework: Framework, chosen: Sequence[tuple[Factor, Any]]) -> Methodology:
    """Return a methodology with other choices, those of single nodes and depths last."""
    own = replace(base, **{factor.choice: each for factor, each in chosen if not factor.at})
    for factor, each in chosen:
        if factor.at:
            now = getattr(own, factor.choice)
            if factor.choice == "weighting" and own.node_weights:
                raise MethodError("weighting: the methodology gives a weight per node already")
            depths = (OVERALL, *framework.depth_names)
            by_depth = dict(now) if isinstance(now, Mapping) else dict.fromkeys(depths, now)
            changed: dict[str, Any] = {factor.choice: by_depth | {factor.at: each}}
            own = replace(own, **changed)
    return own


def _bring_up(
    tree: Tree,
    leaves: Floats,
    weights: Mapping[int, Floats],
    stated: Mapping[int, Floats],
    applies: Bools,
    node: int,
) -> Floats:
    """(R or 1, n, K) scores of leaves, (R or 1, m) weights below each node -> (R or 1, n) scores of one node.

    What `scoring.aggregate` and `scoring.coverage` do, with weights of its own for each run; coverage is a share of the
    weights that are `stated`, not of those that the data suggest.
    """
    wanted = _below(tree, node) | {node}
    gaps = bool(np.isnan(leaves).any() or not applies.all())
    scores, share = {}, {}
    for k, at in enumerate(tree.leaves):
        scores[at] = to_positive_scale(leaves[..., k], tree.lower_bound[at])
        share[at] = np.where(applies[:, k], (~np.isnan(leaves[..., k])).astype(np.float64), np.nan)
    for parent, children in tree.parents:
        if parent not in wanted:
            continue
        x, known = (
            np.stack(np.broadcast_arrays(*(values[child] for child in children)), axis=-1) for values in (scores, share)
        )
        w, weight = weights[parent][:, None, :], stated[parent][:, None, :]
        if gaps or np.isnan(known).any():
            w, weight = np.where(np.isnan(known), 0.0, w), np.where(np.isnan(known), 0.0, weight)
        total = weight.sum(axis=-1)
        reached = (weight * np.nan_to_num(known)).sum(axis=-1) if gaps else total
        share[parent] = np.divide(reached, total, out=np.full(total.shape, np.nan), where=total > 0)
        x, w = np.broadcast_arrays(x, w)
        scored = Availability.of(share[parent], tree.methodology.minimum_coverage).scored
        scores[parent] = np.where(scored, combine(tree, parent, children, x, w), np.nan)
    return scores[node]


def _below(tree: Tree, node: int) -> set[int]:
    """Return the nodes below a node."""
    inside = {node}
    for parent, children in reversed(tree.parents):
        inside |= set(children.tolist()) if parent in inside else set()
    return inside - {node}


def _nodes_of(tree: Tree, at: str) -> set[int]:
    """Return the inner nodes that a name means: one node, or all of a depth."""
    return {parent for parent, _ in tree.parents if at in (tree.node_ids[parent], tree.depth_names[parent])}


def _looks_at_data(tree: Tree) -> bool:
    at = [(tree.depth_names[parent], tree.node_ids[parent]) for parent, _ in tree.parents]
    return any(tree.methodology.weighting_at(*one) not in PLAIN_WEIGHTINGS for one in at)


def _name(alternative: Any) -> str:
    if isinstance(alternative, Mapping):
        return ", ".join(f"{key}: {_name(value)}" for key, value in alternative.items())
    return str(alternative) if isinstance(alternative, int | float) else name_of(alternative)
