"""Normalisation: criteria in any unit put on one scale, higher is better, ``(n, m) -> (n, m)``.

Missing values stay missing. A *direction* of −1 says that less is better. Infinite values are refused.

What holds at the edges, everywhere: a criterion on which all units have the same value (a single unit included) says
nothing about them, so all get the same middle value; a criterion without any value stays without. Values that differ
by float noise only are the same value.

`scale_levels`, `goalposts` and `distance_to_target` look at one unit at a time. All others compare units (they declare
it, see `revue_analytics.methods.registry`): a unit's score changes when another unit changes, so they cannot follow one
territory over time, and they must see all units at once.
"""

from __future__ import annotations

from revue_analytics.methods.normalisation.distances import distance_to_maximum, distance_to_target
from revue_analytics.methods.normalisation.ranges import goalposts, min_max, scale_levels
from revue_analytics.methods.normalisation.ranks import borda, percentile_rank, rank
from revue_analytics.methods.normalisation.standard import z_score
from revue_analytics.methods.registry import family

__all__ = [
    "NORMALISATIONS",
    # distance to a reference
    "borda",
    "distance_to_maximum",
    "distance_to_target",
    "goalposts",
    "min_max",
    "percentile_rank",
    "rank",
    "scale_levels",
    "z_score",
]

NORMALISATIONS = family(
    "normalisation",
    {
        "scale_levels": scale_levels,
        "min_max": min_max,
        "goalposts": goalposts,
        "z_score": z_score,
        "rank": rank,
        "percentile_rank": percentile_rank,
        "distance_to_maximum": distance_to_maximum,
        "borda": borda,
    },
)
"""By name; `distance_to_target` needs its targets: ``functools.partial(distance_to_target, target=...)``."""
