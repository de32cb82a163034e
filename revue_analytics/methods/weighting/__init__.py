"""Weighting: how much each criterion counts. Weights are non-negative and sum to one.

From people: points, rankings, swings (`judgement`), pairs (`pairwise`), best and worst (`best_worst`), several judges
(`combine`). From the data: one set of weights for all units (`contrast`, `covariation`; by name, `data_driven`),
or a set for each (`frontier`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from revue_analytics.methods._validation import on_simplex
from revue_analytics.methods.weighting.best_worst import BestWorstWeights, best_worst
from revue_analytics.methods.weighting.combine import (
    GroupWeights,
    combine_hierarchies,
    combine_judgements,
    combine_weights,
)
from revue_analytics.methods.weighting.data_driven import (
    DATA_WEIGHTINGS,
    correlation_balanced,
    critic,
    data_weights,
    entropy,
    merec,
    principal_components,
    standard_deviation,
)
from revue_analytics.methods.weighting.dea import UNIT_WEIGHTINGS, FrontierWeights, benefit_of_the_doubt
from revue_analytics.methods.weighting.judgement import (
    budget_allocation,
    equal,
    rank_order_centroid,
    rank_sum,
    reciprocal_rank,
    swing,
)
from revue_analytics.methods.weighting.pairwise import (
    HierarchyWeights,
    Judgement,
    analytic_hierarchy,
    random_index,
    reciprocal_matrix,
)

__all__ = [
    "DATA_WEIGHTINGS",
    "JUDGEMENT_WEIGHTINGS",
    "UNIT_WEIGHTINGS",
    "BestWorstWeights",
    "FrontierWeights",
    "GroupWeights",
    "HierarchyWeights",
    "Judgement",
    "analytic_hierarchy",
    "benefit_of_the_doubt",
    "best_worst",
    "budget_allocation",
    "combine_hierarchies",
    "combine_judgements",
    "combine_weights",
    "correlation_balanced",
    "critic",
    "data_weights",
    "entropy",
    "equal",
    "merec",
    "on_simplex",
    "principal_components",
    "random_index",
    "rank_order_centroid",
    "rank_sum",
    "reciprocal_matrix",
    "reciprocal_rank",
    "standard_deviation",
    "swing",
]

JUDGEMENT_WEIGHTINGS: dict[str, Callable[..., Any]] = {
    "equal": equal,
    "budget_allocation": budget_allocation,
    "rank_order_centroid": rank_order_centroid,
    "rank_sum": rank_sum,
    "reciprocal_rank": reciprocal_rank,
    "swing": swing,
    "analytic_hierarchy": analytic_hierarchy,
    "best_worst": best_worst,
}
"""Each takes the judgements of its own kind; the last two give weights together with their consistency."""
