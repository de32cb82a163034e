"""When each action of the roadmap runs, and how much work each year asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from revue_analytics.figures.data import written
from revue_analytics.figures.rows import nothing, row_height, rows
from revue_analytics.figures.sheet import Layout
from revue_analytics.figures.text import wrap
from revue_analytics.figures.theme import BAND, INK, MUTED, RULE, SCORE, SMALL, themed
from revue_analytics.labels import is_missing, listed, node_label
from revue_analytics.language import in_language, number, translator

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from revue_analytics.review import TerritoryReview

__all__ = ["period_names", "timeline", "timeline_layout", "timeline_message", "timeline_table"]

HELD = {True: {"color": SCORE}, False: {"facecolor": "#d3e0ee", "edgecolor": SCORE, "linewidth": 1.0}}
"""Bars of the actions that hold whatever the weights, and of the others."""


def planned(review: TerritoryReview) -> pd.DataFrame:
    """Return the actions of the roadmap, the first to begin first."""
    table = review.now("roadmap")
    return table[table["planned"].astype(bool)].sort_values("order").reset_index(drop=True)


def firm(found: pd.DataFrame) -> list[bool]:
    """Whether each action is sure, or decided."""
    return [core == "sure" or bool(own) for core, own in zip(found["core_class"], found["imposed"], strict=True)]


def period_names(review: TerritoryReview, language: str) -> list[str]:
    """Name the periods: their year, or the month they begin with, or their number where they have no dates."""
    from datetime import date

    from babel.dates import format_date

    _ = translator(language)
    names = []
    for row in review.now("roadmap_periods").sort_values("period").itertuples():
        day = str(row.start)
        if not day:
            names.append(_("year {first}", first=int(row.period)))
        elif day.endswith("-01-01"):
            names.append(day[:4])
        else:
            when = format_date(date.fromisoformat(day), format="MMM y", locale=language)
            names.append(_("from {month}", month=when))
    return names


def timeline_layout(review: TerritoryReview, language: str) -> Layout:
    """Size of the figure: a row per action and one for the work of each year."""
    n = max(len(planned(review)), 1) + 1
    return Layout(height=0.32 + n * row_height(n, 0.215), left=3.3, right=0.15, top=0.3, bottom=0.02)


def timeline(review: TerritoryReview, ax: Axes, *, language: str = "fr") -> Axes:
    """Draw on `ax` a bar per action, over its years; full if it is sure, pale if it is to be discussed."""
    _ = translator(language)
    found, periods = planned(review), review.now("roadmap_periods").sort_values("period")
    with themed():
        if found.empty:
            return nothing(ax, _("No action in the roadmap"))
        names = period_names(review, language)
        n = len(found)
        ax.set_xlim(0, len(names))
        rows(ax, [*_names(review, found, language), _("Days of work in the year")], size=SMALL)
        for p, name in enumerate(names):
            ax.axvspan(p, p + 1, color=BAND[p % 2], zorder=0, linewidth=0)
            ax.annotate(name, (p + 0.5, 1.0), xycoords=("data", "axes fraction"), xytext=(0, 5),
                        textcoords="offset points", ha="center", va="baseline", fontsize=SMALL,
                        color=MUTED, annotation_clip=False)  # fmt: skip
        for y, (row, is_firm) in enumerate(zip(found.itertuples(), firm(found), strict=True)):
            ax.barh(y, row.last_period - row.period + 0.9, left=row.period - 0.95, height=0.68, **HELD[is_firm])
            days = _("{n} day", "{n} days", round(row.staff_days))
            ax.text((row.period + row.last_period - 1) / 2, y, days, ha="center", va="center", fontsize=SMALL - 0.5,
                    color="white" if is_firm else INK)  # fmt: skip
        ax.axhline(n - 0.5, color=RULE, linewidth=0.8)
        for p, row in enumerate(periods.itertuples()):
            ax.text(p + 0.5, n, _load(row, language), ha="center", va="center", fontsize=SMALL, color=INK)
        ax.set_xticks([])
        ax.spines["bottom"].set_visible(False)
    return ax


def _names(review: TerritoryReview, found: pd.DataFrame, language: str) -> list[str]:
    """Number each action as the roadmap does, and name its criterion, with the level aimed at."""
    name = [node_label(review.framework, node, language) for node in found["criterion"]]
    told = zip(found["order"], name, found["to_level"], strict=True)
    return [f"{int(order)}. {wrap(each, 2.5, SMALL, 1)} → {int(level)}" for order, each, level in told]


def _load(row: object, language: str) -> str:
    """Write the days of work of a period, out of how many there are."""
    used, there = row.staff_days, row.staff_days_available  # type: ignore[attr-defined]
    if is_missing(there):
        return number(used, 0, language)
    return translator(language)("{used} of {there}", used=number(used, 0, language), there=number(there, 0, language))


def timeline_message(review: TerritoryReview, language: str) -> str:
    """Say in one sentence how many actions begin in each year."""
    _ = translator(language)
    found, names = planned(review), period_names(review, language)
    if found.empty:
        return _("There is no action in the roadmap.")
    begin = found["period"].value_counts()
    told = [
        _("{n} in {year}", n=number(begin[p], 0, language), year=name)
        for p, name in enumerate(names, start=1)
        if p in begin.index
    ]
    return _("Actions that begin in each year: {told}.", told=listed(told, language))


def timeline_table(review: TerritoryReview, language: str) -> pd.DataFrame:
    """Give the figure as a table to read: what runs in which year."""
    _ = translator(language)
    found, names = planned(review), period_names(review, language)
    labels = {action.id: in_language(action.label, language) for action in review.framework.actions}
    what = [
        f"{int(row.order)}. {row.label or labels.get(str(row.action), str(row.action))}" for row in found.itertuples()
    ]
    cells = {
        name: ["•" if row.period <= p <= row.last_period else "" for row in found.itertuples()]
        for p, name in enumerate(names, start=1)
    }
    return written(_("Action"), what, cells)
