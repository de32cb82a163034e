"""The sections of a review document: each takes a territory's review and a language, and gives a piece of the page.

>>> from revue_analytics.reporting import sections
>>> len(sections.SECTIONS)
14
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
from revue_analytics.reporting.sections.outlook import aims, next_steps, peers, progress
from revue_analytics.reporting.sections.robustness import priorities_and_robustness

__all__ = [
    "SECTIONS",
    "Html",
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
    "next_steps",
    "peers",
    "priorities_and_robustness",
    "progress",
]

SECTIONS = (
    first_page,
    indicators,
    criteria,
    gaps,
    priorities_and_robustness,
    aims,
    progress,
    peers,
    next_steps,
    annex_criteria,
    annex_answers,
    annex_method,
    annex_glossary,
    annex_provenance,
)
"""Every section, in the order of the document."""
