"""Aggregation: the values of several criteria made one, ``(..., m), (..., m) -> (...)``.

Every function takes values `x` and weights `w` whose last axis is the criteria; the other axes broadcast, so that one
unit, all units, or all units under all weight draws go through the same code. Weights need not sum to one. An entry of
weight zero leaves the calculation whatever its value; a missing value (NaN) with a positive weight makes the result
missing, and so does a total weight of zero (see `revue_analytics.methods.missing` for what to do before).

From fully to not at all compensatory: `arithmetic_mean`, `power_mean` (between), `geometric_mean`, `harmonic_mean`,
`mazziotta_pareto` (a mean with a penalty for imbalance), `minimum`. Three more need something beside the weights, so
they have no plain name; give them to a methodology with `functools.partial`: `weighted_ordered_weighted_average` (and
`ordered_weighted_average`) weigh places, the best and the worst value, `choquet` knows that criteria interact.
"""

from __future__ import annotations

from revue_analytics.methods.aggregation.choquet import choquet, choquet_with_capacity, two_additive_capacity
from revue_analytics.methods.aggregation.means import (
    arithmetic_mean,
    geometric_mean,
    harmonic_mean,
    mazziotta_pareto,
    minimum,
    power_mean,
)
from revue_analytics.methods.aggregation.ordered import (
    linear_quantifier,
    ordered_weighted_average,
    orness,
    smooth_quantifier,
    weighted_ordered_weighted_average,
)
from revue_analytics.methods.registry import family

__all__ = [
    # by name
    "AGGREGATIONS",
    "arithmetic_mean",
    # with something beside the weights
    "choquet",
    "choquet_with_capacity",
    "geometric_mean",
    "harmonic_mean",
    # helpers
    "linear_quantifier",
    "mazziotta_pareto",
    "minimum",
    "ordered_weighted_average",
    "orness",
    "power_mean",
    "smooth_quantifier",
    "two_additive_capacity",
    "weighted_ordered_weighted_average",
]

AGGREGATIONS = family(
    "aggregation",
    {
        "arithmetic_mean": arithmetic_mean,
        "geometric_mean": geometric_mean,
        "harmonic_mean": harmonic_mean,
        "power_mean": power_mean,
        "mazziotta_pareto": mazziotta_pareto,
        "minimum": minimum,
    },
)
