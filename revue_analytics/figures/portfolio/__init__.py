"""Figures of a portfolio: several territories seen together, each figure a function of a `Portfolio` and an Axes."""

from revue_analytics.figures.portfolio.accord import accord, accord_layout, accord_message, accord_table
from revue_analytics.figures.portfolio.beside import (
    side_by_side,
    side_by_side_layout,
    side_by_side_message,
    side_by_side_table,
)
from revue_analytics.figures.portfolio.france import france, france_layout, france_message, france_table
from revue_analytics.figures.portfolio.levels import levels, levels_layout, levels_message, levels_table
from revue_analytics.figures.portfolio.moves import moves, moves_layout, moves_message, moves_table
from revue_analytics.figures.portfolio.needs import needs, needs_layout, needs_message, needs_table
from revue_analytics.figures.portfolio.profiles import (
    profiles,
    profiles_layout,
    profiles_message,
    profiles_table,
    strata,
    strata_layout,
    strata_message,
    strata_table,
)
from revue_analytics.figures.portfolio.ranks import (
    acceptability,
    acceptability_layout,
    acceptability_message,
    acceptability_table,
    ranks,
    ranks_layout,
    ranks_message,
    ranks_table,
)
from revue_analytics.figures.portfolio.spread import spread, spread_layout, spread_message, spread_table

__all__ = [
    "DRAWN",
    "acceptability",
    "accord",
    "france",
    "levels",
    "moves",
    "needs",
    "profiles",
    "ranks",
    "side_by_side",
    "spread",
    "strata",
]

DRAWN = {
    "spread": (spread, spread_message, spread_table, spread_layout),
    "levels": (levels, levels_message, levels_table, levels_layout),
    "profiles": (profiles, profiles_message, profiles_table, profiles_layout),
    "strata": (strata, strata_message, strata_table, strata_layout),
    "france": (france, france_message, france_table, france_layout),
    "ranks": (ranks, ranks_message, ranks_table, ranks_layout),
    "acceptability": (acceptability, acceptability_message, acceptability_table, acceptability_layout),
    "needs": (needs, needs_message, needs_table, needs_layout),
    "moves": (moves, moves_message, moves_table, moves_layout),
    "accord": (accord, accord_message, accord_table, accord_layout),
    "side_by_side": (side_by_side, side_by_side_message, side_by_side_table, side_by_side_layout),
}
"""Name of each figure: how it is drawn, its message, its table, its layout."""
