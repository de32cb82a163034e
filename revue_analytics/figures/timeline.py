"""When each action of the roadmap runs, and how much work each year asks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from revue_analytics.figures.data import written
from revue_analytics.figures.rows import nothing, room, row_height, rows
from revue_analytics.figures.sheet import Layout, Sheet, blank
from revue_analytics.figures.text import width, wrap
from revue_analytics.figures.theme import BAND, INK, MUTED, RULE, SCORE, SMALL, themed
from revue_analytics.labels import is_missing, listed, node_label
from revue_analytics.language import in_language, number, translator
from revue_analytics.review.reading import read_once

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from revue_analytics.review import TerritoryReview
    from revue_analytics.roadmap import Plan

__all__ = ["draw_plan", "period_names", "timeline", "timeline_layout", "timeline_message", "timeline_table"]

HELD = {True: {"color": SCORE}, False: {"facecolor": "#d3e0ee", "edgecolor": SCORE, "linewidth": 1.0}}
"""Bars of the actions that hold whatever the weights, and of the others."""


@dataclass(frozen=True)
class Run:
    """One bar: its name, the first and last period it covers, what is written in it, whether it is full."""

    name: str
    first: int
    last: int
    text: str
    full: bool


def runs(ax: Axes, bars: Sequence[Run], periods: Sequence[str], loads: Sequence[str], loads_name: str) -> Axes:
    """Draw a bar per action over its periods, and below them what each period asks for."""
    n = len(bars)
    each = room(ax).width / len(periods)
    ax.set_xlim(0, len(periods))
    rows(ax, [*(bar.name for bar in bars), loads_name], size=SMALL)
    for p, name in enumerate(periods):
        ax.axvspan(p, p + 1, color=BAND[p % 2], zorder=0, linewidth=0)
        ax.annotate(name, (p + 0.5, 1.0), xycoords=("data", "axes fraction"), xytext=(0, 5),
                    textcoords="offset points", ha="center", va="baseline", fontsize=SMALL,
                    color=MUTED, annotation_clip=False)  # fmt: skip
    for y, bar in enumerate(bars):
        long = bar.last - bar.first + 0.9
        ax.barh(y, long, left=bar.first - 0.95, height=0.68, **HELD[bar.full])
        fits = width(bar.text, SMALL - 0.5) <= long * each
        if fits:
            at, side = (bar.first + bar.last - 1) / 2, "center"
        else:  # beside the bar, where there is more room
            at, side = (bar.last, "left") if len(periods) - bar.last >= bar.first - 1 else (bar.first - 1, "right")
        ax.text(at, y, bar.text, ha=side, va="center", fontsize=SMALL - 0.5,
                color="white" if bar.full and fits else INK)  # fmt: skip
    ax.axhline(n - 0.5, color=RULE, linewidth=0.8)
    for p, load in enumerate(loads):
        ax.text(p + 0.5, n, load, ha="center", va="center", fontsize=SMALL, color=INK)
    ax.set_xticks([])
    ax.spines["bottom"].set_visible(False)
    return ax


def draw_plan(result: Plan, name: str = "timeline", *, language: str = "fr") -> Sheet:
    """Make the timeline of a plan: a bar per action over its periods."""
    _ = translator(language)
    order = result.order
    layout = Layout(height=0.32 + (len(order) + 1) * row_height(len(order) + 1, 0.215), left=2.2, top=0.3, bottom=0.02)
    figure, ax = blank(layout)
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


@read_once
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
        loads = [_load(row.staff_days, row.staff_days_available, language) for row in periods.itertuples()]
        days = [_("{n} day", "{n} days", round(each)) for each in found["staff_days"]]
        bars = [Run(*each) for each in zip(_names(review, found, language), found["period"], found["last_period"], days,
                                           firm(found), strict=True)]  # fmt: skip
        runs(ax, bars, period_names(review, language), [*loads], _("Days of work in the year"))
    return ax


def _names(review: TerritoryReview, found: pd.DataFrame, language: str) -> list[str]:
    """Number each action as the roadmap does, and name its criterion, with the level aimed at."""
    name = [node_label(review.framework, node, language) for node in found["criterion"]]
    told = zip(found["order"], name, found["to_level"], strict=True)
    return [f"{int(order)}. {wrap(each, 2.5, SMALL, 1)} → {int(level)}" for order, each, level in told]


def _load(used: float, there: float, language: str) -> str:
    """Write the days of work of a period, out of how many there are."""
    if is_missing(there) or there == float("inf"):
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
