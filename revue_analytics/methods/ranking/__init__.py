"""Ranking: methods that compare units, ``(x: (n, m), w: (m,)) -> (n,)``, and places from scores.

`x` holds one row per unit, higher is better (or `direction` −1 where less is); `w` one weight per criterion, not
negative, taken as shares of their sum. What comes back is higher for a better unit, and says nothing about a unit
alone: it changes when the others change. A unit with a missing value of positive weight gets NaN and is compared with
no one (treat missing values before, see `revue_analytics.methods.missing`); weights that are all zero give NaN.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from revue_analytics.methods.ranking.copeland import copeland
from revue_analytics.methods.ranking.correlation import kendall_tau, spearman_rho
from revue_analytics.methods.ranking.places import competition_rank, mid_rank, rank_units, tie_codes
from revue_analytics.methods.ranking.promethee import SHAPES, promethee_ii
from revue_analytics.methods.ranking.topsis import topsis

__all__ = [
    # methods that compare units
    "RANKINGS",
    "SHAPES",
    # places from scores
    "competition_rank",
    "copeland",
    "kendall_tau",
    "mid_rank",
    "promethee_ii",
    "rank_units",
    "spearman_rho",
    "tie_codes",
    "topsis",
]

RANKINGS: dict[str, Callable[..., Any]] = {
    "copeland": copeland,
    "topsis": topsis,
    "promethee_ii": promethee_ii,
}
