"""Sensitivity: does the diagnosis survive other weights and other answers?"""

from revue_analytics.sensitivity.propagation import (
    INTERVAL,
    Draws,
    admissible_weights,
    interval,
    leaf_draws,
    level_probabilities,
    priority_draws,
    propagate_unit,
    top_share,
)
from revue_analytics.sensitivity.respondents import PRIORS, draw_levels
from revue_analytics.sensitivity.sampling import admissible_bounds, sample_weights, stream

__all__ = [
    "INTERVAL",
    "PRIORS",
    "Draws",
    "admissible_bounds",
    "admissible_weights",
    "draw_levels",
    "interval",
    "leaf_draws",
    "level_probabilities",
    "priority_draws",
    "propagate_unit",
    "sample_weights",
    "stream",
    "top_share",
]
