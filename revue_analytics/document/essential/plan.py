"""Sheet 4: the roadmap, to be adopted. What, who, when, how much work, why; and what has no action."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

from revue_analytics.document.actions import Step, next_steps
from revue_analytics.document.essential.findings import brakes, unanswered
from revue_analytics.document.essential.words import points
from revue_analytics.document.names import is_missing, node_label
from revue_analytics.document.page.html import Html, render
from revue_analytics.language import number, translator

if TYPE_CHECKING:
    from revue_analytics.review import TerritoryReview

LINES, ON_A_LINE = 34, 62  # of actions that a sheet can hold, and characters on each
TO_FILL = 5  # empty lines where there is no roadmap


def plan_sentence(review: TerritoryReview, steps: list[Step], language: str) -> str:
    """Say what the roadmap asks for and what it brings."""
    _ = translator(language)
    if not steps:
        return _("No action is proposed: the answers are not enough, or every target is reached.")
    row = review.now("roadmap_summary").iloc[0]
    days = _("{n} day of work", "{n} days of work", round(float(row["staff_days"])))
    if is_missing(row["closed"]) or is_missing(row["shortfall"]):
        return _("{n} action, {days}.", "{n} actions, {days}.", len(steps), days=days)
    closed, missing = (number(round(float(row[name])), 0, language) for name in ("closed", "shortfall"))
    return _(
        "{n} action, {days}, to gain {closed} of the {missing} points that are missing to the targets.",
        "{n} actions, {days}, to gain {closed} of the {missing} points that are missing to the targets.",
        len(steps),
        days=days,
        closed=closed,
        missing=missing,
    )


def _fitting(steps: list[Step]) -> list[Step]:
    """Keep the first actions, as many as the sheet can hold."""
    lines = [1 + len(step.label) // ON_A_LINE + 1 + len(step.name) // ON_A_LINE for step in steps]
    return [step for step, end in zip(steps, accumulate(lines), strict=True) if end <= LINES]


def essential_plan(review: TerritoryReview, language: str = "fr") -> Html:
    """Write the fourth sheet of part one."""
    _ = translator(language)
    steps = next_steps(review, language)
    shown = _fitting(steps)
    gains = review.now("roadmap").set_index("action")["points"]
    held = {each.criterion for each in brakes(review, language)}
    return render(
        "essential_plan.html.j2",
        review,
        language,
        sentence=plan_sentence(review, steps, language),
        steps=[
            {
                "step": step,
                "gain": points(gains[step.action], language),
                "answers": step.criterion in held,
                "name": node_label(review.framework, step.criterion, language, numbered=True),
            }
            for step in shown
        ],
        more=len(steps) - len(shown),
        unanswered=unanswered(review, language),
        to_fill=TO_FILL,
        costed=any(step.cost for step in steps),
    )
