"""A plan and its core indices in a few sentences, for those who compute them by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from revue_analytics.labels import listed
from revue_analytics.language import number, percent, translator

if TYPE_CHECKING:
    from revue_analytics.roadmap import Plan, Robustness

__all__ = ["core_sentences", "plan_sentences"]


def plan_sentences(result: Plan, language: str) -> list[str]:
    """Say how many actions there are, what they close, and whether something had to give way."""
    _ = translator(language)
    chosen = result.chosen
    if not chosen.any():
        return [_("The plan holds no action.")]
    told = [
        _(
            "The plan holds {n} action, which closes {closed} points in {days} days of work.",
            "The plan holds {n} actions, which close {closed} points in {days} days of work.",
            int(chosen.sum()),
            closed=number(result.closed, 1, language),
            days=number(float(result.actions.staff_days[chosen].sum()), 0, language),
        )
    ]
    if result.gap > 1e-9:
        told.append(_("It may be {share} short of the best one.", share=percent(result.gap, 1, language)))
    if result.conflict is not None:
        told.append(_("Not everything that was asked could be met; the conflict says what gave way."))
    return told


def core_sentences(result: Robustness, language: str) -> list[str]:
    """Say which actions are sure, how many are to be discussed, and what robustness costs."""
    _ = translator(language)
    ids, classes = np.array(result.actions.ids, dtype=object), result.core_class
    sure = [str(action) for action in ids[classes == "sure"]]
    n_open = int((classes == "open").sum())
    told = [_("Sure: {actions}.", actions=listed(sure, language))] if sure else [_("No action is sure.")]
    told.append(_("{n} action is to be discussed.", "{n} actions are to be discussed.", n_open))
    told.append(
        _("The most robust plan closes {share} less than the best one does as things are.",
          share=percent(result.price, 1, language))
    )  # fmt: skip
    return told
