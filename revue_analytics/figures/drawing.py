"""The list of figures, and how one is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import singledispatch
from typing import TYPE_CHECKING, Any

from revue_analytics.agreement import Agreement, Convergence
from revue_analytics.errors import MethodError, choices
from revue_analytics.figures.agreement import draw_agreement, draw_convergence
from revue_analytics.figures.change import change, change_layout, change_message, change_table
from revue_analytics.figures.effort import draw_frontier, effort, effort_layout, effort_message, effort_table
from revue_analytics.figures.gaps import BY
from revue_analytics.figures.heat import heat, heat_layout, heat_message, heat_table
from revue_analytics.figures.importance import (
    importance,
    importance_layout,
    importance_message,
    importance_table,
)
from revue_analytics.figures.overall import overall, overall_layout, overall_message, overall_table
from revue_analytics.figures.portfolio import DRAWN
from revue_analytics.figures.priorities import priorities, priorities_layout, priorities_message, priorities_table
from revue_analytics.figures.profile import profile, profile_layout, profile_message, profile_table
from revue_analytics.figures.radar import radar, radar_layout, radar_message, radar_table
from revue_analytics.figures.results import draw_gaps, draw_what_if
from revue_analytics.figures.reviewer import reviewer, reviewer_layout, reviewer_message, reviewer_table
from revue_analytics.figures.schemes import draw_schemes
from revue_analytics.figures.sensitivity import draw_result
from revue_analytics.figures.sheet import Layout, Sheet, blank
from revue_analytics.figures.stakes import stakes, stakes_layout, stakes_message, stakes_table
from revue_analytics.figures.timeline import draw_plan, timeline, timeline_layout, timeline_message, timeline_table
from revue_analytics.figures.wishes import wishes, wishes_layout, wishes_message, wishes_table
from revue_analytics.gaps import Gaps, WhatIf
from revue_analytics.review import Review, TerritoryReview
from revue_analytics.roadmap import Frontier, Plan
from revue_analytics.scoring.schemes import Schemes
from revue_analytics.sensitivity.describe import RESULTS
from revue_analytics.together import Portfolio

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

__all__ = ["DRAWINGS", "PORTFOLIO_DRAWINGS", "Drawing", "draw", "drawings_of", "plot"]


@dataclass(frozen=True)
class Drawing:
    """One figure of the review.

    Attributes
    ----------
    draw
        ``(review, ax, *, language) -> ax``.
    message
        ``(review, language)`` → its text alternative: one sentence, with the numbers.
    table
        ``(review, language)`` → its data as they are to be read, one row per thing shown.
    layout
        ``(review, language)`` → its size and margins.
    """

    draw: Callable[..., Axes]
    message: Callable[[Any, str], str]
    table: Callable[[Any, str], pd.DataFrame]
    layout: Callable[[Any, str], Layout]


DRAWINGS: dict[str, Drawing] = {
    "overall": Drawing(overall, overall_message, overall_table, overall_layout),
    "profile": Drawing(profile, profile_message, profile_table, profile_layout),
    "radar": Drawing(radar, radar_message, radar_table, radar_layout),
    "criteria": Drawing(heat, heat_message, heat_table, heat_layout),
    "reviewer": Drawing(reviewer, reviewer_message, reviewer_table, reviewer_layout),
    "gaps_axis": Drawing(*BY["axis"]),
    "gaps_principle": Drawing(*BY["principle"]),
    "gaps_phase": Drawing(*BY["phase"]),
    "priorities": Drawing(priorities, priorities_message, priorities_table, priorities_layout),
    "change": Drawing(change, change_message, change_table, change_layout),
    "stakes": Drawing(stakes, stakes_message, stakes_table, stakes_layout),
    "importance": Drawing(importance, importance_message, importance_table, importance_layout),
    "wishes": Drawing(wishes, wishes_message, wishes_table, wishes_layout),
    "roadmap_timeline": Drawing(timeline, timeline_message, timeline_table, timeline_layout),
    "roadmap_effort": Drawing(effort, effort_message, effort_table, effort_layout),
}

PORTFOLIO_DRAWINGS: dict[str, Drawing] = {name: Drawing(*functions) for name, functions in DRAWN.items()}


def drawings_of(review: Review) -> dict[str, Drawing]:
    """Return the figures of a review by name: those of a territory, or those of a portfolio."""
    return PORTFOLIO_DRAWINGS if isinstance(review, Portfolio) else DRAWINGS


def draw(name: str, review: Any, language: str = "fr") -> Sheet:
    """Make the figure called `name` (one of `drawings_of` the review), with its own size and margins."""
    drawing = drawings_of(review)[name]
    figure, ax = blank(drawing.layout(review, language))
    drawing.draw(review, ax, language=language)
    return figure


@singledispatch
def plot(result: Any, name: str = "profile", *, language: str = "fr") -> Sheet:
    """Draw a result and return the figure, which a notebook shows.

    Parameters
    ----------
    result
        The review of a territory.
    name
        Which figure, one of `DRAWINGS`; of a portfolio, one of `PORTFOLIO_DRAWINGS`.
    language
        ``"fr"`` or ``"en"``.

    Examples
    --------
    >>> plot(open_review("my-campaign").for_territory("01004"), "gaps_axis")    # doctest: +SKIP
    """
    raise TypeError(
        f"nothing to draw for {type(result).__name__}; draw the review of a territory: .for_territory(code)"
    )


@plot.register
def _of_territory(result: TerritoryReview, name: str = "profile", *, language: str = "fr") -> Sheet:
    if name not in DRAWINGS:
        raise MethodError(f"no figure {name!r}: {choices(name, DRAWINGS)}")
    return draw(name, result, language)


@plot.register
def _of_portfolio(result: Portfolio, name: str = "spread", *, language: str = "fr") -> Sheet:
    if name not in PORTFOLIO_DRAWINGS:
        raise MethodError(f"no figure {name!r}: {choices(name, PORTFOLIO_DRAWINGS)}")
    return draw(name, result, language)


plot.register(Schemes, draw_schemes)
plot.register(Gaps, draw_gaps)
plot.register(WhatIf, draw_what_if)
plot.register(Plan, draw_plan)
plot.register(Frontier, draw_frontier)
for result_type in RESULTS:
    plot.register(result_type, draw_result)
plot.register(Agreement, draw_agreement)
plot.register(Convergence, draw_convergence)
