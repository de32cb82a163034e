"""Gaps: to targets, to peers; strengths and limits that hold."""

from revue_analytics.gaps.comparison import (
    LEAST_PEERS,
    frontier_distance,
    frontier_table,
    gap_to,
    last_campaign,
    peer_table,
)
from revue_analytics.gaps.contributions import contributions, owen_values, why_no_shares
from revue_analytics.gaps.findings import FINDINGS, QUADRANTS, finding_table, importance_performance
from revue_analytics.gaps.measure import Gaps, measure_gaps
from revue_analytics.gaps.scenario import Peers, WhatIf, imagine, imagined_scores
from revue_analytics.gaps.shortfall import gap_table, groupings, nominal_shortfall, roll_up, shares, shortfall_of
from revue_analytics.gaps.targets import DEFAULT_TARGET, as_targets, desired_targets, leaf_targets, target_dates

# fmt: off
__all__ = [
    "DEFAULT_TARGET", "FINDINGS", "LEAST_PEERS", "QUADRANTS", "Gaps", "Peers", "WhatIf", "as_targets", "contributions",
    "desired_targets", "finding_table", "frontier_distance", "frontier_table", "gap_table", "gap_to", "groupings",
    "imagine", "imagined_scores", "importance_performance", "last_campaign", "leaf_targets", "measure_gaps",
    "nominal_shortfall", "owen_values", "peer_table", "roll_up", "shares", "shortfall_of", "target_dates",
    "why_no_shares",
]
# fmt: on
