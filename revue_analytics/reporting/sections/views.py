"""Where views meet and where they part: how far respondents agree, what is worth discussing, what came closer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from revue_analytics import wording
from revue_analytics.reporting.sections.html import NOTHING, Html, render

if TYPE_CHECKING:
    from revue_analytics.review import TerritoryReview

__all__ = ["agreement"]


def agreement(review: TerritoryReview, language: str = "fr") -> Html:
    """Write how far respondents agree; nothing where too few answered. The map of the criteria is its figure."""
    sentences = wording.agreement_sentences(review, language)
    if review.small or not sentences:
        return NOTHING
    return render(
        "agreement.html.j2",
        review,
        language,
        sentences=sentences,
        discussed=wording.discussed(review, language),
        rule=wording.discussion_rule(review, language),
        closer=wording.closer_sentences(review, language),
    )
