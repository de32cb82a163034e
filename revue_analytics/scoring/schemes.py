"""Schemes of weights side by side: the same territories scored and ranked under each.

Letters: ``n`` units, ``S`` schemes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from revue_analytics.errors import MethodError, choices
from revue_analytics.framework import OVERALL, Framework
from revue_analytics.methods.ranks import kendall_tau, rank_units, spearman_rho
from revue_analytics.scoring.methodology import Methodology
from revue_analytics.scoring.response_counts import count_responses
from revue_analytics.scoring.scores import Scores, score_counts, score_table
from revue_analytics.tables import Ratings
from revue_analytics.tables.shown import shown


@dataclass(frozen=True, eq=False)
class Schemes:
    """Scores and ranks of the same units under several schemes.

    Attributes
    ----------
    results
        Scheme → the whole `Scores` under it, every campaign and node.
    campaign
        The campaign compared, ``""`` where units are not those of a campaign.
    node
        The node compared.
    """

    results: Mapping[str, Scores]
    campaign: str
    node: str = OVERALL

    @property
    def names(self) -> tuple[str, ...]:
        """(S,) names of the schemes."""
        return tuple(self.results)

    @property
    def framework(self) -> Framework:
        """What was assessed."""
        return next(iter(self.results.values())).framework

    @cached_property
    def scores(self) -> pd.DataFrame:
        """(n, S) scores of the node, units in the index; NaN where there is none."""
        return pd.DataFrame({name: _of(result, self.campaign, self.node) for name, result in self.results.items()})

    @cached_property
    def ranks(self) -> pd.DataFrame:
        """(n, S) ranks, 1 the best; ties share the best of their places."""
        ranks = rank_units(self.scores.to_numpy().T).T
        return pd.DataFrame(ranks, index=self.scores.index, columns=self.scores.columns)

    @cached_property
    def tau(self) -> pd.DataFrame:
        """(S, S) Kendall's τ-b of every two schemes, over the units scored by both; NaN where one ties all units."""
        return self._pairs(kendall_tau)

    @cached_property
    def rho(self) -> pd.DataFrame:
        """(S, S) Spearman's ρ of every two schemes, likewise."""
        return self._pairs(spearman_rho)

    def at(self, node: str) -> Schemes:
        """Compare another node."""
        ids = next(iter(self.results.values())).tree.node_ids
        if node not in ids:
            raise MethodError(f"{node!r} is not a node of the framework; expected {choices(node, ids)}")
        return replace(self, node=node)

    def table(self) -> pd.DataFrame:
        """Return one row per unit and scheme: ``territory``, ``scheme``, ``score``, ``rank``."""
        n, size = self.scores.shape
        units = self.scores.index.to_frame(index=False)
        tidy = units.loc[units.index.repeat(size)].reset_index(drop=True)
        tidy["scheme"] = list(self.names) * n
        return tidy.assign(score=self.scores.to_numpy().ravel(), rank=self.ranks.to_numpy().ravel())

    def correlations(self) -> pd.DataFrame:
        """Return one row per pair of schemes: ``kendall_tau``, ``spearman_rho``, ``largest_shift`` in ranks."""
        rows = [
            (a, b, self.tau.loc[a, b], self.rho.loc[a, b], (self.ranks[a] - self.ranks[b]).abs().max())
            for i, a in enumerate(self.names)
            for b in self.names[i + 1 :]
        ]
        return pd.DataFrame(rows, columns=["scheme", "other", "kendall_tau", "spearman_rho", "largest_shift"])

    def _pairs(self, measure: Any) -> pd.DataFrame:
        columns = self.scores.to_numpy().T
        measures = np.array([[measure(a, b) for b in columns] for a in columns])
        return pd.DataFrame(measures, index=list(self.names), columns=list(self.names))

    def _repr_html_(self) -> str:
        return shown(self.scores, index=True)


def score_schemes(
    data: Ratings | pd.DataFrame,
    methodology: Methodology | None,
    schemes: Mapping[str, Any],
    *,
    framework: Framework | None = None,
    campaign: str | None = None,
    node: str = OVERALL,
) -> Schemes:
    """Score the same data under several schemes of weights, all else unchanged.

    Parameters
    ----------
    data
        Ratings, or a table of units × leaves as `score_table` takes it.
    methodology
        Every other choice; the defaults for None.
    schemes
        Name → anything that `Methodology.weighting` takes (node → weight, a name, a function, a choice by depth), or
        a whole `Methodology`.
    framework
        What the columns of a table mean; ratings have their own.
    campaign
        Which campaign of the ratings to compare, the last by name by default.
    node
        The node to compare; `Schemes.at` gives another.

    Returns
    -------
    Schemes

    Raises
    ------
    MethodError
        No scheme, a table without framework, an unknown campaign or node, a weighting that will not do (names its
        scheme).

    Examples
    --------
    >>> from revue_analytics.framework import load_framework
    >>> framework = load_framework()
    >>> x = pd.DataFrame([[4, 0], [2, 3], [1, 1]], index=["a", "b", "c"], columns=["I5A", "I5B"])
    >>> x = x.reindex(columns=framework.leaf_ids, fill_value=2)
    >>> two = score_schemes(x, None, {"framework": "framework", "mine": {"I5A": 3, "I5B": 1}}, framework=framework)
    >>> two.at("I5").ranks.astype(int).to_dict("list")
    {'framework': [2, 1, 3], 'mine': [1, 2, 3]}
    """
    base = methodology or Methodology()
    if not schemes:
        raise MethodError("no scheme to compare")
    results = {}
    counts: dict[tuple[Any, ...], Any] = {}
    for name, weighting in schemes.items():
        try:
            choice = weighting if isinstance(weighting, Methodology) else replace(base, weighting=weighting)
            if isinstance(data, Ratings):
                # Counting the answers is the long part, and weights change nothing about it.
                key = (choice.disclosure_threshold,)
                counts[key] = counts.get(key) or count_responses(data, choice)
                results[name] = score_counts(counts[key], choice)
            elif framework is None:
                raise MethodError("a table needs framework=, which says what its columns mean")
            else:
                results[name] = score_table(data, framework, choice)
        except MethodError as error:
            raise MethodError(f"scheme {name!r}: {error}") from None
    known = next(iter(results.values())).units
    campaigns = sorted(known["campaign"].unique()) if "campaign" in known else [""]
    if campaign is not None and campaign not in campaigns:
        raise MethodError(f"campaign: {campaign!r} is not in the data; expected {choices(campaign, campaigns)}")
    last = campaigns[-1] if campaign is None else campaign
    return Schemes(results, last).at(node)


def campaign_schemes(weights: pd.DataFrame, framework: Framework) -> dict[str, dict[str, float]]:
    """Return the schemes of a table of weights, each as node → weight.

    Parameters
    ----------
    weights
        ``scheme``, ``node``, ``weight``: `campaign.weights`, or made in a notebook.
    framework
        Whose nodes they are.

    Returns
    -------
    dict
        In the order of the table. Weights are relative to siblings; where a scheme weighs none of a family, the
        framework's weights hold.

    Raises
    ------
    MethodError
        A node that the framework does not have, a node named twice, a weight that is missing or negative; or a scheme
        that weighs some of a node's children and not the others, whose weight would then be nobody's choice.

    Examples
    --------
    >>> from revue_analytics.framework import load_framework
    >>> table = pd.DataFrame({"scheme": ["elus"] * 2, "node": ["I5A", "I5B"], "weight": [60.0, 40.0]})
    >>> campaign_schemes(table, load_framework())
    {'elus': {'I5A': 60.0, 'I5B': 40.0}}
    """
    ids = [node.id for node in framework.nodes]
    families = {node.parent: [child.id for child in framework.children(node.parent)] for node in framework.nodes}
    schemes: dict[str, dict[str, float]] = {}
    for scheme, own in weights.groupby("scheme", sort=False):
        if unknown := [str(node) for node in own["node"] if node not in ids]:
            near = choices(unknown[0], ids)
            raise MethodError(f"scheme {scheme!r}: {unknown[0]!r} is not a node of the framework; expected {near}")
        if own["node"].duplicated().any():
            raise MethodError(f"scheme {scheme!r}: {own.loc[own['node'].duplicated(), 'node'].iloc[0]!r} comes twice")
        by_node = {str(node): float(weight) for node, weight in zip(own["node"], own["weight"], strict=True)}
        for parent, children in families.items():
            absent = [child for child in children if child not in by_node]
            if absent and len(absent) < len(children):
                raise MethodError(
                    f"scheme {scheme!r} weighs some nodes below {parent!r} and not {', '.join(absent)}; write 0 where "
                    "nothing is meant"
                )
        if not all(0 <= weight < np.inf for weight in by_node.values()):
            raise MethodError(f"scheme {scheme!r}: weights must be finite and not negative")
        schemes[str(scheme)] = by_node
    return schemes


def _of(result: Scores, campaign: str, node: str) -> pd.Series:
    """(n,) scores of a node in one campaign, indexed by unit."""
    units = result.units
    rows = (units["campaign"] == campaign).to_numpy() if "campaign" in units else np.ones(len(units), dtype=bool)
    named = units.loc[rows].drop(columns="campaign", errors="ignore")
    single = named.shape[1] == 1
    index = pd.Index(named.iloc[:, 0]) if single else pd.MultiIndex.from_frame(named)
    return pd.Series(result.scores[rows, result.tree.index(node)], index=index)
