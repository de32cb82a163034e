"""Scoring: from answers, or any table of criteria, to a score at every node of the framework."""

from revue_analytics.scoring.describe import describe_methodology
from revue_analytics.scoring.importance import ImportanceWeights, importance_points, importance_weights
from revue_analytics.scoring.judged import JudgedWeights, describe_weights, weights_from
from revue_analytics.scoring.methodology import Methodology
from revue_analytics.scoring.schemes import Schemes, campaign_schemes, score_schemes
from revue_analytics.scoring.scores import (
    STATUSES,
    Scores,
    criterion_levels,
    level_of,
    mean_of_groups,
    normalise,
    pool,
    score,
    score_table,
    score_tally,
)
from revue_analytics.scoring.tally import EVERYONE, OTHERS, Tally, tally
from revue_analytics.scoring.tree import (
    Standing,
    Tree,
    aggregate,
    combine,
    coverage,
    effective_weights,
    grow,
    learn_weights,
    overall,
    shift,
    unshift,
)

__all__ = [
    "EVERYONE",
    "OTHERS",
    "STATUSES",
    "ImportanceWeights",
    "JudgedWeights",
    "Methodology",
    "Schemes",
    "Scores",
    "Standing",
    "Tally",
    "Tree",
    "aggregate",
    "campaign_schemes",
    "combine",
    "coverage",
    "criterion_levels",
    "describe_methodology",
    "describe_weights",
    "effective_weights",
    "grow",
    "importance_points",
    "importance_weights",
    "learn_weights",
    "level_of",
    "mean_of_groups",
    "normalise",
    "overall",
    "pool",
    "score",
    "score_schemes",
    "score_table",
    "score_tally",
    "shift",
    "tally",
    "unshift",
    "weights_from",
]
