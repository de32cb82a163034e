"""The index of the document: its sections and its figures, of a territory and of a portfolio, in their order.

A section takes a review and a language and gives a piece of the page; a figure is a `Drawing`.

>>> from revue_analytics.document import sections
>>> len(sections.SECTIONS), sorted(sections.DRAWINGS)[:3]
(18, ['change', 'criteria', 'desired_levels'])
"""

from revue_analytics.document.actions import TIMELINE_FIGURE
from revue_analytics.document.agreement import agreement
from revue_analytics.document.aims import DESIRED_FIGURE, aims
from revue_analytics.document.annexes import annex_criteria, annex_method, annex_provenance
from revue_analytics.document.criteria import CRITERIA_FIGURE, criteria
from revue_analytics.document.essential.front import essential_front
from revue_analytics.document.essential.plan import essential_plan
from revue_analytics.document.essential.profile import essential_profile
from revue_analytics.document.essential.views import essential_views
from revue_analytics.document.gaps import GAPS_FIGURES, gaps
from revue_analytics.document.glossary import annex_glossary
from revue_analytics.document.headline import OVERALL_FIGURE
from revue_analytics.document.importance import IMPORTANCE_FIGURE, POINTS_FIGURE
from revue_analytics.document.kit.figure import Drawing
from revue_analytics.document.page.html import Html
from revue_analytics.document.peers import peers
from revue_analytics.document.portfolio.agreement import AGREEMENT_FIGURE, portfolio_agreement
from revue_analytics.document.portfolio.basis import portfolio_method, portfolio_quality
from revue_analytics.document.portfolio.change import CHANGE_FIGURE as PORTFOLIO_CHANGE_FIGURE
from revue_analytics.document.portfolio.change import portfolio_change
from revue_analytics.document.portfolio.cooperation import NEEDS_FIGURE, portfolio_exchanges, portfolio_needs
from revue_analytics.document.portfolio.france import FRANCE_FIGURE, portfolio_map
from revue_analytics.document.portfolio.front import portfolio_front
from revue_analytics.document.portfolio.profiles import (
    LEVELS_FIGURE,
    PROFILES_FIGURE,
    STRATA_FIGURE,
    portfolio_indicators,
    portfolio_strata,
)
from revue_analytics.document.portfolio.ranks import ACCEPTABILITY_FIGURE, RANKS_FIGURE, portfolio_ranks
from revue_analytics.document.portfolio.side_by_side import SIDE_BY_SIDE_FIGURE, portfolio_side_by_side
from revue_analytics.document.portfolio.spread import SPREAD_FIGURE, portfolio_overall
from revue_analytics.document.priorities import PRIORITIES_FIGURE, priorities_and_robustness
from revue_analytics.document.profile import PROFILE_FIGURE, indicators
from revue_analytics.document.progress import CHANGE_FIGURE, progress
from revue_analytics.document.respondents import annex_answers
from revue_analytics.document.reviewer import REVIEWER_FIGURE
from revue_analytics.document.roadmap import EFFORT_FIGURE, roadmap

__all__ = [
    "DRAWINGS",
    "PORTFOLIO_DRAWINGS",
    "PORTFOLIO_SECTIONS",
    "SECTIONS",
    "Html",
    "agreement",
    "aims",
    "annex_answers",
    "annex_criteria",
    "annex_glossary",
    "annex_method",
    "annex_provenance",
    "criteria",
    "essential_front",
    "essential_plan",
    "essential_profile",
    "essential_views",
    "gaps",
    "indicators",
    "peers",
    "portfolio_agreement",
    "portfolio_change",
    "portfolio_exchanges",
    "portfolio_front",
    "portfolio_indicators",
    "portfolio_map",
    "portfolio_method",
    "portfolio_needs",
    "portfolio_overall",
    "portfolio_quality",
    "portfolio_ranks",
    "portfolio_side_by_side",
    "portfolio_strata",
    "priorities_and_robustness",
    "progress",
    "roadmap",
]

SECTIONS = (
    essential_front,
    essential_profile,
    essential_views,
    essential_plan,
    indicators,
    criteria,
    agreement,
    gaps,
    priorities_and_robustness,
    aims,
    progress,
    peers,
    roadmap,
    annex_criteria,
    annex_answers,
    annex_method,
    annex_glossary,
    annex_provenance,
)
"""Every section, in the order of the document."""

PORTFOLIO_SECTIONS = (
    portfolio_front,
    portfolio_side_by_side,
    portfolio_overall,
    portfolio_indicators,
    portfolio_map,
    portfolio_strata,
    portfolio_needs,
    portfolio_exchanges,
    portfolio_ranks,
    portfolio_change,
    portfolio_agreement,
    portfolio_quality,
    portfolio_method,
)
"""Every section of a portfolio, in order."""

DRAWINGS: dict[str, Drawing] = {
    "overall": OVERALL_FIGURE,
    "profile": PROFILE_FIGURE,
    "criteria": CRITERIA_FIGURE,
    "reviewer": REVIEWER_FIGURE,
    **{f"gaps_{grouping}": figure for grouping, figure in GAPS_FIGURES.items()},
    "priorities": PRIORITIES_FIGURE,
    "change": CHANGE_FIGURE,
    "importance_points": POINTS_FIGURE,
    "importance_performance": IMPORTANCE_FIGURE,
    "desired_levels": DESIRED_FIGURE,
    "roadmap_timeline": TIMELINE_FIGURE,
    "roadmap_effort": EFFORT_FIGURE,
}
"""Figures of a territory."""

PORTFOLIO_DRAWINGS: dict[str, Drawing] = {
    "spread": SPREAD_FIGURE,
    "levels": LEVELS_FIGURE,
    "profiles": PROFILES_FIGURE,
    "strata": STRATA_FIGURE,
    "france": FRANCE_FIGURE,
    "ranks": RANKS_FIGURE,
    "acceptability": ACCEPTABILITY_FIGURE,
    "needs": NEEDS_FIGURE,
    "change": PORTFOLIO_CHANGE_FIGURE,
    "agreement": AGREEMENT_FIGURE,
    "side_by_side": SIDE_BY_SIDE_FIGURE,
}
"""Figures of a portfolio."""
