"""Sensitivity: does the diagnosis survive other weights, other answers, other methods?

Two questions, the same code: units ranked among their peers, ``x`` of shape (n, m); and the priorities of one unit
ranked by weight × shortfall, which are the units of ``np.diag(shortfalls)``.
"""

from revue_analytics.sensitivity.acceptability import Acceptability, rank_acceptability
from revue_analytics.sensitivity.bounds import RankBounds, rank_bounds
from revue_analytics.sensitivity.change import MinimalChange, minimal_change
from revue_analytics.sensitivity.comparison import LeaveOneOut, SchemeComparison, compare_schemes, leave_one_out
from revue_analytics.sensitivity.constraints import EACH, Constraint, WeightSet, at_least, at_most, weight_set
from revue_analytics.sensitivity.convergence import Converged, draw_until
from revue_analytics.sensitivity.priorities import AlwaysAmong, PriorityBounds, always_among, priority_bounds
from revue_analytics.sensitivity.propagation import (
    INTERVAL,
    Draws,
    admissible_weights,
    draw_levels,
    draw_paired_levels,
    interval,
    leaf_draws,
    level_probabilities,
    paired_leaf_draws,
    priority_draws,
    propagate_unit,
    top_share,
)
from revue_analytics.sensitivity.recoding import (
    RecodingRobustness,
    recoded_priorities,
    recoding_priorities,
    recoding_robustness,
)
from revue_analytics.sensitivity.sampling import admissible_bounds, sample_weights, stream
from revue_analytics.sensitivity.sobol import Choice, SobolIndices, Weight, sobol_indices
from revue_analytics.sensitivity.sources import RANK_SHIFT, variance_sources
from revue_analytics.sensitivity.stability import StabilityIntervals, stability_intervals
from revue_analytics.sensitivity.uncertainty import Uncertainty, propagate
from revue_analytics.sensitivity.variance_decomposition import CrossedVariance, crossed_variance
from revue_analytics.sensitivity.varied import VariedScores, vary_ratings, vary_table
from revue_analytics.sensitivity.winning import PairwiseWinning, pairwise_winning

__all__ = [
    "EACH",
    "INTERVAL",
    "RANK_SHIFT",
    "Acceptability",
    "AlwaysAmong",
    "Choice",
    "Constraint",
    "Converged",
    "CrossedVariance",
    "Draws",
    "LeaveOneOut",
    "MinimalChange",
    "PairwiseWinning",
    "PriorityBounds",
    "RankBounds",
    "RecodingRobustness",
    "SchemeComparison",
    "SobolIndices",
    "StabilityIntervals",
    "Uncertainty",
    "VariedScores",
    "Weight",
    "WeightSet",
    "admissible_bounds",
    "admissible_weights",
    "always_among",
    "at_least",
    "at_most",
    "compare_schemes",
    "crossed_variance",
    "draw_levels",
    "draw_paired_levels",
    "draw_until",
    "interval",
    "leaf_draws",
    "leave_one_out",
    "level_probabilities",
    "minimal_change",
    "paired_leaf_draws",
    "pairwise_winning",
    "priority_bounds",
    "priority_draws",
    "propagate",
    "propagate_unit",
    "rank_acceptability",
    "rank_bounds",
    "recoded_priorities",
    "recoding_priorities",
    "recoding_robustness",
    "sample_weights",
    "sobol_indices",
    "stability_intervals",
    "stream",
    "top_share",
    "variance_sources",
    "vary_ratings",
    "vary_table",
    "weight_set",
]
