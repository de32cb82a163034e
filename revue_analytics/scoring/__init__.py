"""Scoring: from answers, or any table of criteria, to a score at every node of the framework."""

from revue_analytics.scoring.describe import describe_methodology
from revue_analytics.scoring.importance import ImportanceWeights, importance_points, importance_weights
from revue_analytics.scoring.judgements import JudgedWeights, describe_weights, weights_from
from revue_analytics.scoring.leaf_scores import normalise
from revue_analytics.scoring.methodology import Methodology
from revue_analytics.scoring.response_counts import EVERYONE, OTHERS, ResponseCounts, count_responses
from revue_analytics.scoring.schemes import Schemes, campaign_schemes, score_schemes
from revue_analytics.scoring.scores import (
    STATUSES,
    Scores,
    criterion_levels,
    level_of,
    mean_of_groups,
    pool,
    score,
    score_counts,
    score_table,
)
from revue_analytics.scoring.tree import (
    Availability,
    Tree,
    aggregate,
    build_tree,
    combine,
    coverage,
    effective_weights,
    from_positive_scale,
    learn_weights,
    overall,
    to_positive_scale,
)

# fmt: off
__all__ = [
    "EVERYONE", "OTHERS", "STATUSES", "Availability", "ImportanceWeights", "JudgedWeights", "Methodology",
    "ResponseCounts", "Schemes", "Scores", "Tree", "aggregate", "build_tree", "campaign_schemes", "combine",
    "count_responses", "coverage", "criterion_levels", "describe_methodology", "describe_weights", "effective_weights",
    "from_positive_scale", "importance_points", "importance_weights", "learn_weights", "level_of", "mean_of_groups",
    "normalise", "overall", "pool", "score", "score_counts", "score_schemes", "score_table", "to_positive_scale",
    "weights_from",
]
# fmt: on
