"""What to do next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from revue_analytics.labels import is_missing, level_label, node_label
from revue_analytics.language import in_language, number, translator

if TYPE_CHECKING:
    from revue_analytics.framework import Action
    from revue_analytics.review import TerritoryReview

__all__ = ["Step", "effort_words", "horizon_words", "next_steps"]


@dataclass(frozen=True)
class Step:
    """One action: what to do, for which criterion, up to which level, when, how heavy, with what."""

    criterion: str
    name: str
    label: str
    goal: str
    horizon: str
    effort: str
    gain: str
    tools: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()


def next_steps(review: TerritoryReview, language: str, *, at_most: int | None = None) -> list[Step]:
    """Return the next actions, first one first."""
    table = review.now("next_actions").sort_values("order")
    return [_step(review, row, language) for row in table.head(len(table) if at_most is None else at_most).itertuples()]


def _step(review: TerritoryReview, row: object, language: str) -> Step:
    _ = translator(language)
    node = review.framework.node(row.criterion)  # type: ignore[attr-defined]
    action: Action | None = next((one for one in node.actions if one.id == row.action), None)  # type: ignore[attr-defined]
    level = int(row.to_level)  # type: ignore[attr-defined]
    gain = row.gain  # type: ignore[attr-defined]
    return Step(
        criterion=node.id,
        name=node_label(review.framework, node.id, language, numbered=True),
        label=in_language(action.label, language) if action else str(row.action),  # type: ignore[attr-defined]
        goal=_("to reach level {level}, “{word}”", level=level, word=level_label(review.framework, level, language)),
        horizon=horizon_words(action.horizon if action else None, language),
        effort=effort_words(action.effort if action else None, language),
        gain=""
        if is_missing(gain)
        else _("+{gain} level", "+{gain} levels", 1 if gain < 2 else 2, gain=number(gain, 1, language)),
        tools=tuple(in_language(tool, language) for tool in action.tools) if action else (),
        evidence=tuple(in_language(text, language) for text in node.evidence),
    )


def horizon_words(horizon: str | None, language: str) -> str:
    """Say when an action takes effect."""
    _ = translator(language)
    return {"short": _("within a year"), "medium": _("within two years"), "long": _("within three years")}.get(
        horizon or "", ""
    )


def effort_words(effort: str | None, language: str) -> str:
    """Say how heavy an action is."""
    _ = translator(language)
    return {"low": _("light effort"), "medium": _("moderate effort"), "high": _("heavy effort")}.get(effort or "", "")
