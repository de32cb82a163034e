"""A plan, its core indices and a frontier: figures, and a few sentences for those who compute them by hand."""

import numpy as np

from revue_analytics.document.actions import Run, _load, runs
from revue_analytics.document.kit.figure import Layout, ReviewFigure, new_figure
from revue_analytics.document.kit.rows import nothing, row_height
from revue_analytics.document.kit.theme import themed
from revue_analytics.document.names import listed
from revue_analytics.document.roadmap import curve, effort_layout
from revue_analytics.language import number, percent, translator
from revue_analytics.roadmap import Frontier, Plan, Robustness


def draw_plan(result: Plan, name: str = "timeline", *, language: str = "fr") -> ReviewFigure:
    """Make the timeline of a plan: a bar per action over its periods."""
    _ = translator(language)
    order = result.order
    layout = Layout(height=0.32 + (len(order) + 1) * row_height(len(order) + 1, 0.215), left=2.2, top=0.3, bottom=0.02)
    figure, ax = new_figure(layout)
    with themed():
        if not len(order):
            nothing(ax, _("No action in the roadmap"))
            return figure
        bars = [
            Run(result.actions.ids[a], int(result.start[a]), int(result.end[a]),
                _("{n} day", "{n} days", round(float(result.actions.staff_days[a]))), bool(result.actions.imposed[a]))
            for a in order
        ]  # fmt: skip
        used, there = result.loads.sum(axis=0), result.means.each("staff_days")
        loads = [_load(float(one), other, language) for one, other in zip(used, there, strict=True)]
        names = [_("year {first}", first=p) for p in range(1, result.means.periods + 1)]
        runs(ax, bars, names, loads, _("Days of work in the year"))
    return figure


def draw_frontier(result: Frontier, name: str = "frontier", *, language: str = "fr") -> ReviewFigure:
    """Make the figure of a frontier: points closed against what there is of staff-days or money."""
    figure, ax = new_figure(effort_layout(None, language))
    curve(ax, result.table().assign(in_force=result.at).dropna(subset=["closed"]), result.of, language)
    return figure


def plan_sentences(result: Plan, language: str) -> list[str]:
    """Say how many actions there are, what they close, and whether something had to give way."""
    _ = translator(language)
    chosen = result.chosen
    if not chosen.any():
        return [_("The plan holds no action.")]
    sentences = [
        _(
            "The plan holds {n} action, which closes {closed} points in {days} days of work.",
            "The plan holds {n} actions, which close {closed} points in {days} days of work.",
            int(chosen.sum()),
            closed=number(result.closed, 1, language),
            days=number(float(result.actions.staff_days[chosen].sum()), 0, language),
        )
    ]
    if result.gap > 1e-9:
        sentences.append(_("It may be {share} short of the best one.", share=percent(result.gap, 1, language)))
    if result.conflict is not None:
        sentences.append(_("Not everything that was asked could be met; the conflict says what gave way."))
    return sentences


def core_sentences(result: Robustness, language: str) -> list[str]:
    """Say which actions are sure, how many are to be discussed, and what robustness costs."""
    _ = translator(language)
    ids, classes = np.array(result.actions.ids, dtype=object), result.core_class
    sure = [str(action) for action in ids[classes == "sure"]]
    n_open = int((classes == "open").sum())
    sentences = [_("Sure: {actions}.", actions=listed(sure, language))] if sure else [_("No action is sure.")]
    sentences.append(_("{n} action is to be discussed.", "{n} actions are to be discussed.", n_open))
    sentences.append(
        _("The most robust plan closes {share} less than the best one does as things are.",
          share=percent(result.price, 1, language))
    )  # fmt: skip
    return sentences
