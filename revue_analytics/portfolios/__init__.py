"""The territories of a campaign seen together: all of them, those of a département, or a few side by side.

A `Portfolio` is a review of the group with the tables that sum it up; everything in it comes from the tables of the
campaign's `Review`, so that it is as publishable as they are.
"""

from revue_analytics.portfolios.anonymity import anonymised, letters
from revue_analytics.portfolios.exchanges import exchange_table, twin_table
from revue_analytics.portfolios.group import GROUPINGS, LEAST, SIDE_BY_SIDE, Group, group_of, side_by_side
from revue_analytics.portfolios.review import SUMMARIES, Portfolio, portfolio

__all__ = [
    "GROUPINGS",
    "LEAST",
    "SIDE_BY_SIDE",
    "SUMMARIES",
    "Group",
    "Portfolio",
    "anonymised",
    "exchange_table",
    "group_of",
    "letters",
    "portfolio",
    "side_by_side",
    "twin_table",
]
