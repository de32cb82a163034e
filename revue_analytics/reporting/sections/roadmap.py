"""The roadmap: what to do, why, when, with whom and with what; what was planned before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from revue_analytics import wording
from revue_analytics.language import translator
from revue_analytics.reporting.sections.html import Html, picture, render

if TYPE_CHECKING:
    from revue_analytics.review import TerritoryReview

__all__ = ["roadmap"]

FRONTIER_FROM = 3  # actions: with fewer, there is nothing to weigh up


def roadmap(review: TerritoryReview, language: str = "fr") -> Html:
    """Write the roadmap: its actions, when they run, what more work would bring, what was planned last time."""
    _ = translator(language)
    steps = wording.next_steps(review, language)
    timeline = effort = None
    if steps:
        title = _("When each action runs")
        reading = _("Full bar: sure or decided; pale bar: to be discussed. The number after the arrow is the level.")
        timeline = picture(review, "roadmap_timeline", language, title, reading)
    if len(steps) >= FRONTIER_FROM and wording.more_work_helps(review):
        title = _("What more work, or less, would make up")
        effort = picture(review, "roadmap_effort", language, title, _("Diamond: the work of this roadmap."))
    return render(
        "roadmap.html.j2",
        review,
        language,
        steps=steps,
        costs=wording.what_is_costed(steps, language),
        sentence=wording.roadmap_sentence(review, language),
        means=wording.roadmap_means(review, language),
        sureness=wording.roadmap_sureness(review, language),
        conflict=wording.roadmap_conflict(review, language),
        nothing=wording.nothing_to_do(review, language),
        planned=wording.planned_before(review, language),
        more="" if effort else wording.more_work(review, language),
        timeline=timeline,
        effort=effort,
    )
