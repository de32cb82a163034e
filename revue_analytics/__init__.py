"""The Revue d'ingénierie territoriale: scores, sensitivity, gaps and review documents.

    >>> import revue_analytics as ra
    >>> framework = ra.load_framework()
    >>> len(framework.leaves)
    18

Names are loaded when they are first used, so that ``import revue_analytics`` costs little more than pandas.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from revue_analytics.version import __version__

if TYPE_CHECKING:
    from revue_analytics import sensitivity
    from revue_analytics.agreement import Agreement, Convergence, measure_agreement, measure_convergence
    from revue_analytics.batches import batch, compare, report
    from revue_analytics.campaign import Campaign, check_campaign, init_campaign, open_campaign
    from revue_analytics.document import sections
    from revue_analytics.exports.review import export_review
    from revue_analytics.exports.roadmap import export_roadmap
    from revue_analytics.following import follow
    from revue_analytics.framework import Framework, load_framework
    from revue_analytics.gaps import Gaps, measure_gaps
    from revue_analytics.intake import read_judgements, read_ratings
    from revue_analytics.lab import reweighted, weight_explorer, what_if_sliders
    from revue_analytics.methods.registry import declare
    from revue_analytics.plots import describe, plot
    from revue_analytics.portfolios import Portfolio, portfolio
    from revue_analytics.questionnaires import questionnaire
    from revue_analytics.review import Review, TerritoryReview, analyse, open_review, planner, what_if
    from revue_analytics.roadmap import Means, Plan, candidate_actions, core_index, frontier, plan
    from revue_analytics.scoring import Methodology, Scores, score, score_schemes, score_table, weights_from
    from revue_analytics.sensitivity import propagate, vary_ratings, vary_table
    from revue_analytics.tables import Ratings

__all__ = [
    "Agreement",
    "Campaign",
    "Convergence",
    "Framework",
    "Gaps",
    "Means",
    "Methodology",
    "Plan",
    "Portfolio",
    "Ratings",
    "Review",
    "Scores",
    "TerritoryReview",
    "__version__",
    "analyse",
    "batch",
    "candidate_actions",
    "check_campaign",
    "compare",
    "core_index",
    "declare",
    "describe",
    "export_review",
    "export_roadmap",
    "follow",
    "frontier",
    "init_campaign",
    "load_framework",
    "measure_agreement",
    "measure_convergence",
    "measure_gaps",
    "open_campaign",
    "open_review",
    "plan",
    "planner",
    "plot",
    "portfolio",
    "propagate",
    "questionnaire",
    "read_judgements",
    "read_ratings",
    "report",
    "reweighted",
    "score",
    "score_schemes",
    "score_table",
    "sections",
    "sensitivity",
    "vary_ratings",
    "vary_table",
    "weight_explorer",
    "weights_from",
    "what_if",
    "what_if_sliders",
]

# fmt: off
_HOMES = {
    # What is assessed, and what was answered
    "Framework": "framework", "load_framework": "framework",
    "Ratings": "tables", "read_ratings": "intake",
    # A campaign folder
    "Campaign": "campaign", "open_campaign": "campaign", "init_campaign": "campaign", "check_campaign": "campaign",
    "questionnaire": "questionnaires", "follow": "following",
    # Scores
    "Methodology": "scoring", "Scores": "scoring", "score": "scoring", "score_table": "scoring",
    "declare": "methods.registry",
    # Weights: judged by people, and compared
    "read_judgements": "intake", "weights_from": "scoring", "score_schemes": "scoring",
    "reweighted": "lab", "weight_explorer": "lab",
    # From gaps to a roadmap
    "candidate_actions": "roadmap", "Means": "roadmap", "Plan": "roadmap", "plan": "roadmap", "core_index": "roadmap",
    "frontier": "roadmap", "export_roadmap": "exports.roadmap",
    # Everything at once, publishable
    "Review": "review", "TerritoryReview": "review", "analyse": "review", "open_review": "review",
    # Does it survive other weights, other answers, other methods? Functions on arrays, and campaigns as a whole
    "sensitivity": "sensitivity", "propagate": "sensitivity",
    "vary_table": "sensitivity", "vary_ratings": "sensitivity",
    # How far respondents agree, on today and on aims
    "Agreement": "agreement", "Convergence": "agreement",
    "measure_agreement": "agreement", "measure_convergence": "agreement",
    # What is missing to the targets, and what if
    "Gaps": "gaps", "measure_gaps": "gaps", "what_if": "review", "planner": "review",
    "what_if_sliders": "lab",
    # Several territories together
    "Portfolio": "portfolios", "portfolio": "portfolios", "compare": "batches",
    # What people look at
    "plot": "plots", "describe": "plots", "sections": "document", "report": "batches", "batch": "batches",
    "export_review": "exports.review",
}
# fmt: on


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = import_module(f"{__name__}.{_HOMES[name]}")
    if home.__name__.endswith(f".{name}"):
        value = home
    else:
        value = getattr(home, name) if hasattr(home, name) else import_module(f"{home.__name__}.{name}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
