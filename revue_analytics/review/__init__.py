"""The review of a campaign: everything computed once, publishable by construction, saved and opened again."""

from revue_analytics.review.analysis import analyse, open_review
from revue_analytics.review.replanning import planner
from revue_analytics.review.republication import changed_by_few, changed_since
from revue_analytics.review.scenario import what_if
from revue_analytics.review.store import load_review, save_review
from revue_analytics.review.value import TABLES, Review, TerritoryReview

__all__ = [
    "TABLES",
    "Review",
    "TerritoryReview",
    "analyse",
    "changed_by_few",
    "changed_since",
    "load_review",
    "open_review",
    "planner",
    "save_review",
    "what_if",
]
