"""Scores and ranks side by side: under several schemes, and without each criterion in turn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from revue_analytics.errors import MethodError
from revue_analytics.methods.arrays import Floats, Ints, Labels, Names, named_arrays
from revue_analytics.methods.ranks import kendall_tau, spearman_rho
from revue_analytics.methods.registry import Method, name_of
from revue_analytics.sensitivity.rank_counts import ranks
from revue_analytics.sensitivity.results import Exact, as_matrix, as_weighting, column
from revue_analytics.sensitivity.smaa_problem import SmaaProblem, scores_of


@dataclass(frozen=True, eq=False)
class SchemeComparison(Exact):
    """Scores and ranks of the same units under several schemes.

    Attributes
    ----------
    units, criteria
        Labels.
    schemes
        (s,) names.
    methods
        (s,) the aggregation of each.
    weights
        (s, m) the weights of each.
    scores
        (s, n); schemes of different aggregations have different scales.
    ranks
        (s, n), 1 best, ties share the best of their ranks.
    kendall, spearman
        (s, s) Kendall's τ-b and Spearman's ρ between the scores; NaN where a scheme makes all units equal.
    """

    units: Labels
    criteria: Labels
    schemes: tuple[str, ...]
    methods: tuple[str, ...]
    weights: Floats
    scores: Floats
    ranks: Ints
    kendall: Floats
    spearman: Floats

    def table(self) -> pd.DataFrame:
        """Return one row per scheme and unit: ``score`` and ``rank``."""
        n = len(self.units)
        table = pd.DataFrame(
            {"scheme": column(self.schemes, each=n), "unit": column(self.units, times=len(self.schemes))}
        )
        return table.assign(score=self.scores.ravel(), rank=self.ranks.ravel())

    def correlations(self) -> pd.DataFrame:
        """Return one row per pair of schemes: ``kendall``, ``spearman`` and the largest difference of ranks."""
        rows = [
            (
                self.schemes[a],
                self.schemes[b],
                self.kendall[a, b],
                self.spearman[a, b],
                int(np.abs(self.ranks[a] - self.ranks[b]).max()),
            )
            for a, b in combinations(range(len(self.schemes)), 2)
        ]
        return pd.DataFrame(rows, columns=["scheme", "other", "kendall", "spearman", "largest_shift"])


@named_arrays(x="... n m", direction="m")
def compare_schemes(
    names: Names,
    x: Any,
    schemes: Mapping[str, Any],
    *,
    aggregation: Method = "arithmetic_mean",
    direction: Any = None,
) -> SchemeComparison:
    """Score and rank the same units under several schemes.

    Parameters
    ----------
    x
        (n, m) values, higher is better; NaN leaves its weight to the others.
    schemes
        Name -> (m,) weights, or (weights, aggregation).
    aggregation
        For the schemes that give none.
    direction
        (m,) of ±1; −1 where less is better.

    Returns
    -------
    SchemeComparison

    Examples
    --------
    >>> compared = compare_schemes([[3, 1], [1, 2], [2, 3]], {"equal": [1, 1], "first": [3, 1]})
    >>> compared.ranks.tolist(), compared.kendall[0, 1].round(3)
    ([[2, 3, 1], [1, 3, 2]], np.float64(0.333))
    """
    if not schemes:
        raise MethodError("no scheme to compare")
    values = as_matrix(names, x, direction)
    units, criteria = names["n"], names["m"]
    weights, methods, scores, ranked = [], [], [], []
    for scheme in schemes.values():
        stated, method = (
            scheme
            if isinstance(scheme, tuple) and len(scheme) == 2 and _is_method(scheme[1])
            else (scheme, aggregation)
        )
        weights.append(as_weighting(stated, criteria))
        methods.append(name_of(method))
        scores.append(scores_of(values, weights[-1], method)[0])
        ranked.append(ranks(SmaaProblem.of(values, weights[-1], method).losses(0, 1))[0])
    kendall, spearman = np.eye(len(schemes)), np.eye(len(schemes))
    for a, b in combinations(range(len(schemes)), 2):
        kendall[a, b] = kendall[b, a] = kendall_tau(ranked[a], ranked[b])
        spearman[a, b] = spearman[b, a] = spearman_rho(ranked[a], ranked[b])
    return SchemeComparison(
        units=units,
        criteria=criteria,
        schemes=tuple(schemes),
        methods=tuple(methods),
        weights=np.array(weights),
        scores=np.array(scores),
        ranks=np.array(ranked),
        kendall=kendall,
        spearman=spearman,
    )


@dataclass(frozen=True, eq=False)
class LeaveOneOut(Exact):
    """What leaving out each criterion does to scores and ranks.

    Attributes
    ----------
    units, criteria
        Labels.
    scores, ranks
        (n,) with every criterion.
    scores_without, ranks_without
        (m, n) without each; a unit of which nothing is left has no score and comes last.
    kendall
        (m,) Kendall's τ-b between the ranks with and without.
    """

    units: Labels
    criteria: Labels
    scores: Floats
    ranks: Ints
    scores_without: Floats
    ranks_without: Ints
    kendall: Floats

    def table(self) -> pd.DataFrame:
        """Return one row per criterion left out and unit: score, rank, and how far each moved."""
        n, m = len(self.units), len(self.criteria)
        table = pd.DataFrame({"without": column(self.criteria, each=n), "unit": column(self.units, times=m)})
        table["score"], table["rank"] = self.scores_without.ravel(), self.ranks_without.ravel()
        table["score_change"] = (self.scores_without - self.scores).ravel()
        return table.assign(rank_change=(self.ranks_without - self.ranks).ravel())

    def summary(self) -> pd.DataFrame:
        """Return one row per criterion left out: mean and largest change of rank, and Kendall's τ-b."""
        moved = np.abs(self.ranks_without - self.ranks)
        table = pd.DataFrame({"without": column(self.criteria), "mean_shift": moved.mean(axis=1)})
        return table.assign(largest_shift=moved.max(axis=1), kendall=self.kendall)


@named_arrays(x="... n m", w="m", direction="m")
def leave_one_out(
    names: Names, x: Any, w: Any, *, aggregation: Method = "arithmetic_mean", direction: Any = None
) -> LeaveOneOut:
    """Leave out each criterion in turn, its weight shared out among the others in proportion.

    Parameters
    ----------
    x
        (n, m) values, m at least 2, higher is better; NaN leaves its weight to the others.
    w
        (m,) weights.
    aggregation
        Name or callable.
    direction
        (m,) of ±1; −1 where less is better.

    Returns
    -------
    LeaveOneOut

    Raises
    ------
    MethodError
        A single criterion, or one that carries all the weight.

    Examples
    --------
    >>> left = leave_one_out([[3, 1], [1, 2]], [0.5, 0.5])
    >>> left.ranks.tolist(), left.ranks_without.tolist()
    ([1, 2], [[2, 1], [1, 2]])
    """
    values = as_matrix(names, x, direction)
    units, criteria = names["n"], names["m"]
    weights = as_weighting(w, criteria)
    if len(criteria) < 2 or weights.max() >= 1.0:
        raise MethodError("leaving out a criterion needs others that carry weight")
    without = np.where(np.eye(len(criteria), dtype=bool), 0.0, weights)
    drawn = np.vstack([weights, without / without.sum(axis=1, keepdims=True)])
    scores = scores_of(values, drawn, aggregation)
    ranked = ranks(SmaaProblem.of(values, drawn, aggregation).losses(0, len(drawn)))
    kendall = np.array([kendall_tau(ranked[0], other) for other in ranked[1:]])
    return LeaveOneOut(units, criteria, scores[0], ranked[0], scores[1:], ranked[1:], kendall)


def _is_method(choice: object) -> bool:
    return isinstance(choice, str) or callable(choice)
