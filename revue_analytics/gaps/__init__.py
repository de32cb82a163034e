"""Gaps: to targets, to peers; strengths and limits that hold; what to do next."""

from revue_analytics.gaps.contributions import contributions, owen_values
from revue_analytics.gaps.findings import FINDINGS, finding_table, next_actions, peer_table
from revue_analytics.gaps.shortfall import DEFAULT_TARGET, gap_table, groupings, leaf_targets, roll_up, shortfall_of

__all__ = [
    "DEFAULT_TARGET",
    "FINDINGS",
    "contributions",
    "finding_table",
    "gap_table",
    "groupings",
    "leaf_targets",
    "next_actions",
    "owen_values",
    "peer_table",
    "roll_up",
    "shortfall_of",
]
