"""The review of a campaign: everything computed once, publishable by construction, saved and opened again.

What makes a review is imported when it is used: whoever opens a saved one does without it.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from revue_analytics.review.review import Review, TerritoryReview, load_review, save_review
from revue_analytics.review.tables import TABLES

if TYPE_CHECKING:
    from revue_analytics.review.analysis import analyse
    from revue_analytics.review.kept import Opened, open_review
    from revue_analytics.review.republication import as_published, changed_by_few, changed_since
    from revue_analytics.review.roadmap import planner
    from revue_analytics.review.scenario import what_if

__all__ = [
    "TABLES",
    "Opened",
    "Review",
    "TerritoryReview",
    "analyse",
    "as_published",
    "changed_by_few",
    "changed_since",
    "load_review",
    "open_review",
    "planner",
    "save_review",
    "what_if",
]

_HOMES = {
    "Opened": "kept",
    "analyse": "analysis",
    "as_published": "republication",
    "changed_by_few": "republication",
    "changed_since": "republication",
    "open_review": "kept",
    "planner": "roadmap",
    "what_if": "scenario",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
