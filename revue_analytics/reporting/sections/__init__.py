"""The sections of a review document: each takes a territory's review and a language, and gives a piece of the page.

>>> from revue_analytics.reporting import sections
>>> len(sections.SECTIONS)
15
"""

from revue_analytics.reporting.sections.annexes import (
    annex_answers,
    annex_criteria,
    annex_glossary,
    annex_method,
    annex_provenance,
)
from revue_analytics.reporting.sections.body import criteria, gaps, indicators
from revue_analytics.reporting.sections.front import first_page
from revue_analytics.reporting.sections.html import Html
from revue_analytics.reporting.sections.outlook import aims, peers, progress
from revue_analytics.reporting.sections.portfolio import (
    portfolio_agreement,
    portfolio_change,
    portfolio_indicators,
    portfolio_map,
    portfolio_overall,
    portfolio_ranks,
    portfolio_side_by_side,
    portfolio_strata,
)
from revue_analytics.reporting.sections.portfolio_basis import portfolio_method, portfolio_quality
from revue_analytics.reporting.sections.portfolio_front import portfolio_front
from revue_analytics.reporting.sections.portfolio_together import portfolio_exchanges, portfolio_needs
from revue_analytics.reporting.sections.roadmap import roadmap
from revue_analytics.reporting.sections.robustness import priorities_and_robustness
from revue_analytics.reporting.sections.views import agreement

__all__ = [
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
    "first_page",
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
    first_page,
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
