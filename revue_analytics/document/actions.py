"""The actions of the roadmap as they are read: what, why, when, who, how heavy, with what, shown by what."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from revue_analytics.document.kit.figure import Drawing, Layout
from revue_analytics.document.kit.rows import name_rows, nothing, room, row_height
from revue_analytics.document.kit.text import width, wrap
from revue_analytics.document.kit.theme import BAND, INK, MUTED, RULE, SCORE, SMALL, themed
from revue_analytics.document.names import is_missing, level_label, listed, node_label
from revue_analytics.document.rows import figure_table
from revue_analytics.framework import Action, Node
from revue_analytics.language import in_language, number, signed, translator
from revue_analytics.review import TerritoryReview
from revue_analytics.review.reading import read_once, rows
from revue_analytics.review.tables import Row


@dataclass(frozen=True)
class Step:
    """One action of the roadmap.

    ``name`` is the criterion, ``goal`` the level aimed at, ``why`` and in short ``rise`` where the criterion stands and
    gets to; ``gain`` is in points of the overall score; ``held`` says how firmly the action belongs in the roadmap;
    ``chain`` which action of the roadmap it carries on or prepares; ``earlier`` what became of it if it was planned in
    the last campaign. What is not known is empty, ``pilot`` apart, which is then still to be named.
    """

    order: int
    action: str
    criterion: str
    name: str
    label: str
    goal: str
    why: str
    rise: str
    when: str
    pilot: str
    effort: str
    cost: str
    gain: str
    held: str
    tools: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    chain: str = ""
    earlier: str = ""


def next_steps(review: TerritoryReview, language: str, *, at_most: int | None = None) -> list[Step]:
    """Return the actions of the roadmap, the first to begin first."""
    table = review.now("roadmap")
    table = table[table["planned"].astype(bool)].sort_values("order")
    chains, earlier = _chains(table, language), _earlier(review, language)
    return [
        _action_step(review, row, language, chains.get(row.action, ""), earlier.get(row.action, ""))
        for row in rows(table.head(len(table) if at_most is None else at_most))
    ]


def _chains(planned: pd.DataFrame, language: str) -> dict[str, str]:
    """Action → which one it carries on and which one it prepares, where several of them lift the same criterion."""
    _ = translator(language)
    links: dict[str, list[str]] = {}
    for _criterion, those in planned.sort_values("to_level").groupby("criterion"):
        for lower, higher in pairwise(rows(those)):
            links.setdefault(higher.action, []).append(_("carries on from action {n}", n=int(lower.order)))
            links.setdefault(lower.action, []).append(_("prepares action {n}", n=int(higher.order)))
    return {action: _("; ").join(those) for action, those in links.items()}


def _earlier(review: TerritoryReview, language: str) -> dict[str, str]:
    """Action → what became of it, if it was planned in the last campaign."""
    _ = translator(language)
    states = {
        "done": _("told to be done since the last campaign: see first what is still to be done of it"),
        "under_way": _("under way already: see it through"),
        "dropped": _("planned last time, then given up: see first what was lacking"),
    }
    planned = review.now("planned_actions")
    return {str(row.action): states.get(str(row.state), _("planned last time already")) for row in rows(planned)}


def _action_step(review: TerritoryReview, row: Row, language: str, chain: str, earlier: str) -> Step:
    _ = translator(language)
    node = review.framework.node(row.criterion)
    action = next((one for one in node.actions if one.id == row.action), None)
    level = int(row.to_level)
    word = level_label(review.framework, level, language)
    return Step(
        order=int(row.order),
        action=row.action,
        criterion=node.id,
        name=node_label(review.framework, node.id, language, numbered=True),
        label=_own(row.label) or (in_language(action.label, language) if action else str(row.action)),
        goal=_("to reach level {level}, “{word}”", level=level, word=word),
        why=_(
            "from level {start} to level {level} “{word}”",
            start=number(row.from_level, 1, language),
            level=level,
            word=word,
        ),
        rise=f"{number(row.from_level, 1, language)} → {level}\u00a0{word}",
        when=when(review, row, language),
        pilot=_own(row.pilot) or _("to be named"),
        effort=_whole(_("{n} day", "{n} days", round(float(row.staff_days)))),
        cost=euros(row.cost, language),
        gain=_whole(
            _("{gain} point", "{gain} points", 1 if row.points < 2 else 2, gain=signed(row.points, 1, language))
        ),
        held=how_firmly(row, language),
        tools=_tools(row, action, language),
        evidence=_evidence(row, node, action, language),
        chain=chain,
        earlier=earlier,
    )


def _whole(amount: str) -> str:
    """Keep a number and its unit on one line."""
    return amount.replace(" ", "\u00a0")


def _own(text: Any) -> str:
    return "" if is_missing(text) else str(text).strip()


def _tools(row: Row, action: Action | None, language: str) -> tuple[str, ...]:
    if _own(row.tool):
        return (_own(row.tool),)
    return tuple(in_language(tool, language) for tool in action.tools) if action else ()


def _evidence(row: Row, node: Node, action: Action | None, language: str) -> tuple[str, ...]:
    """Return what will show that the action is done: the criterion's own list follows its actions, level by level."""
    if _own(row.evidence):
        return (_own(row.evidence),)
    if not node.evidence:
        return ()
    levels = [one.to_level for one in node.actions]
    place = levels.index(int(row.to_level)) if int(row.to_level) in levels else 0
    evidence = node.evidence[place] if len(levels) == len(node.evidence) else node.evidence[0]
    return (in_language(evidence, language),)


def when(review: TerritoryReview, row: Row, language: str) -> str:
    """Say when an action runs: its years, or which periods of the plan where those have no dates."""
    return years(review.now("roadmap_periods"), int(row.period), int(row.last_period), language)


def years(periods: pd.DataFrame, first: int, last: int, language: str) -> str:
    """Write the years from one period to another.

    “2027” or “2027–2028” for calendar years, months where they are not, “year 1” where they have no dates.
    """
    _ = translator(language)
    days = periods.set_index("period")
    begin, end = str(days["start"].get(first, "")), str(days["end"].get(last, ""))
    if not begin or not end:
        return _("year {first}", first=first) if first == last else _("years {first}–{last}", first=first, last=last)
    if begin.endswith("-01-01"):
        return begin[:4] if begin[:4] == end[:4] else f"{begin[:4]}–{end[:4]}"
    return f"{_month(begin, language)} – {_month(end, language)}"


def _month(day: str, language: str) -> str:
    from datetime import date

    from babel.dates import format_date

    return str(format_date(date.fromisoformat(day), format="MMM y", locale=language))


def euros(amount: Any, language: str) -> str:
    r"""Write an amount in euros, nothing where it is not known.

    >>> euros(4000.0, "fr").replace("\u202f", " ").replace("\u00a0", "~"), euros(float("nan"), "fr")
    ('4 000~€', '')
    """
    if is_missing(amount):
        return ""
    figure = number(float(amount), 0, language)
    return f"{figure}\u00a0€" if language == "fr" else f"€{figure}"


def what_is_costed(steps: list[Step], language: str) -> str:
    """Say that a total leaves out what is not costed; nothing where all is, or nothing is."""
    _ = translator(language)
    n = sum(bool(step.cost) for step in steps)
    if n in (0, len(steps)):
        return ""
    return _(
        "The cost counts the only action that is costed.", "The cost counts only the {n} actions that are costed.", n
    )


def how_firmly(row: Row, language: str) -> str:
    """Say how firmly an action belongs in the roadmap: decided by the territory, sure, to be discussed."""
    _ = translator(language)
    if bool(row.imposed):
        return _("decided")
    return _("sure") if row.core_class == "sure" else _("to be discussed")


HELD: dict[bool, dict[str, Any]] = {
    True: {"color": SCORE},
    False: {"facecolor": "#d3e0ee", "edgecolor": SCORE, "linewidth": 1.0},
}
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
    name_rows(ax, [*(bar.name for bar in bars), loads_name], size=SMALL)
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


@read_once
def planned(review: TerritoryReview) -> pd.DataFrame:
    """Return the actions of the roadmap, the first to begin first."""
    table = review.now("roadmap")
    return table[table["planned"].astype(bool)].sort_values("order").reset_index(drop=True)


def firm(actions: pd.DataFrame) -> list[bool]:
    """Whether each action is sure, or decided."""
    return [core == "sure" or bool(own) for core, own in zip(actions["core_class"], actions["imposed"], strict=True)]


def period_names(review: TerritoryReview, language: str) -> list[str]:
    """Name the periods: their year, or the month they begin with, or their number where they have no dates."""
    from datetime import date

    from babel.dates import format_date

    _ = translator(language)
    names = []
    for row in rows(review.now("roadmap_periods").sort_values("period")):
        day = str(row.start)
        if not day:
            names.append(_("year {first}", first=int(row.period)))
        elif day.endswith("-01-01"):
            names.append(day[:4])
        else:
            when = format_date(date.fromisoformat(day), format="MMM y", locale=language)
            names.append(_("from {month}", month=when))
    return names


def _timeline_layout(review: TerritoryReview, language: str) -> Layout:
    n = max(len(planned(review)), 1) + 1
    return Layout(height=0.32 + n * row_height(n, 0.215), left=3.3, right=0.15, top=0.3, bottom=0.02)


def draw_timeline(review: TerritoryReview, ax: Axes, *, language: str = "fr") -> Axes:
    """Draw on `ax` a bar per action, over its years; full if it is sure, pale if it is to be discussed."""
    _ = translator(language)
    table, periods = planned(review), review.now("roadmap_periods").sort_values("period")
    with themed():
        if table.empty:
            return nothing(ax, _("No action in the roadmap"))
        loads = [_load(row.staff_days, row.staff_days_available, language) for row in rows(periods)]
        days = [_("{n} day", "{n} days", round(each)) for each in table["staff_days"]]
        actions = _numbered_actions(review, table, language)
        bars = [
            Run(*each) for each in zip(actions, table["period"], table["last_period"], days, firm(table), strict=True)
        ]
        runs(ax, bars, period_names(review, language), [*loads], _("Days of work in the year"))
    return ax


def _numbered_actions(review: TerritoryReview, table: pd.DataFrame, language: str) -> list[str]:
    """Number each action as the roadmap does, and name its criterion, with the level aimed at."""
    name = [node_label(review.framework, node, language) for node in table["criterion"]]
    rows_ = zip(table["order"], name, table["to_level"], strict=True)
    return [f"{int(order)}. {wrap(each, 2.5, SMALL, 1)} → {int(level)}" for order, each, level in rows_]


def _load(used: float, there: float, language: str) -> str:
    """Write the days of work of a period, out of how many there are."""
    if is_missing(there) or there == float("inf"):
        return number(used, 0, language)
    return translator(language)("{used} of {there}", used=number(used, 0, language), there=number(there, 0, language))


def timeline_message(review: TerritoryReview, language: str) -> str:
    """Say in one sentence how many actions begin in each year."""
    _ = translator(language)
    table, names = planned(review), period_names(review, language)
    if table.empty:
        return _("There is no action in the roadmap.")
    begin = table["period"].value_counts()
    counts = [
        _("{n} in {year}", n=number(begin[p], 0, language), year=name)
        for p, name in enumerate(names, start=1)
        if p in begin.index
    ]
    return _("Actions that begin in each year: {told}.", told=listed(counts, language))


def _timeline_table(review: TerritoryReview, language: str) -> pd.DataFrame:
    """Give the figure as a table to read: what runs in which year."""
    _ = translator(language)
    table, names = planned(review), period_names(review, language)
    labels = {action.id: in_language(action.label, language) for action in review.framework.actions}
    what = [f"{int(row.order)}. {row.label or labels.get(str(row.action), str(row.action))}" for row in rows(table)]
    cells = {
        name: ["•" if row.period <= p <= row.last_period else "" for row in rows(table)]
        for p, name in enumerate(names, start=1)
    }
    return figure_table(_("Action"), what, cells)


TIMELINE_FIGURE = Drawing(draw_timeline, timeline_message, _timeline_table, _timeline_layout)
