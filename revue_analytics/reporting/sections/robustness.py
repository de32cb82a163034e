"""Priorities, and how firmly they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from revue_analytics import wording
from revue_analytics.figures.priorities import ranked
from revue_analytics.language import number, translator
from revue_analytics.reporting.sections.html import Html, picture, render

if TYPE_CHECKING:
    from revue_analytics.review import TerritoryReview

__all__ = ["priorities_and_robustness"]


def priorities_and_robustness(review: TerritoryReview, language: str = "fr") -> Html:
    """Write which indicators come first, and whether that survives other answers, weights, methods and scales."""
    _ = translator(language)
    if ranked(review)["rank"].isna().all():
        return render("priorities_none.html.j2", review, language)
    reading = _(
        "Share of {n} draws of respondents and of weights; on the right, ranks that the answers as they are never "
        "pass, for any of these weights, for any scale.",
        n=number(review.meta["n_draws"], 0, language),
    )
    title = _("How often each comes first, second, third")
    ranks = picture(review, "priorities", language, title, reading)
    return render(
        "priorities.html.j2",
        review,
        language,
        sentence=wording.priority_sentence(review, language),
        firmness=wording.robustness_sentences(review, language),
        ranks=ranks,
    )
