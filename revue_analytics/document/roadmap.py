"""The roadmap: what it would bring, within which means, how firmly, what stands in its way, what was planned before."""

from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from revue_analytics.document import names
from revue_analytics.document.actions import TIMELINE_FIGURE, euros, next_steps, what_is_costed, years
from revue_analytics.document.kit.figure import Drawing, Layout
from revue_analytics.document.kit.rows import nothing
from revue_analytics.document.kit.theme import BASE, GRID, INK, MUTED, SCORE, SMALL, TARGET, themed
from revue_analytics.document.page.html import Html, picture, render
from revue_analytics.document.rows import figure_table
from revue_analytics.language import in_language, number, percent, translator
from revue_analytics.review import TerritoryReview
from revue_analytics.review.reading import read_once, rows
from revue_analytics.review.tables import Row

LITTLE = 0.05
"""Points under which nothing is said to be missing."""


def _row(review: TerritoryReview, table: str = "roadmap_summary") -> pd.Series | None:
    table_ = review.now(table)
    return None if table_.empty else table_.iloc[0]


def roadmap_sentence(review: TerritoryReview, language: str) -> str:
    """Say how many actions there are, over which years, for how much work, and what they would close."""
    _ = translator(language)
    row = _row(review)
    if row is None or not (n := int(row["n_actions"])):
        return ""
    periods, table = review.now("roadmap_periods"), review.now("roadmap")
    chosen = table[table["planned"].astype(bool)]
    cost = euros(row["cost"], language) if row["cost"] > 0 else ""
    work = _("{n} day of work", "{n} days of work", round(float(row["staff_days"])))
    plan = {
        "when": years(periods, int(chosen["period"].min()), int(chosen["last_period"].max()), language),
        "work": _("{work} and {cost}", work=work, cost=cost) if cost else work,
    }
    if names.is_missing(row["shortfall"]) or not row["shortfall"] > LITTLE:  # no score of the whole to gain points for
        return _("{n} action, {when}, for {work} in all.", "{n} actions, {when}, for {work} in all.", n, **plan)
    return _(
        "{n} action, {when}, for {work} in all: it would make up {closed} of the {missing} points that the territory "
        "lacks to reach its targets.",
        "{n} actions, {when}, for {work} in all: they would make up {closed} of the {missing} points that the "
        "territory lacks to reach its targets.",
        n,
        **plan,
        closed=number(row["closed"], 1, language),
        missing=number(row["shortfall"], 1, language),
    )


def roadmap_means(review: TerritoryReview, language: str) -> str:
    """Say within which means the actions were chosen, and whether anybody stated them."""
    _ = translator(language)
    row, periods = _row(review), review.now("roadmap_periods")
    if row is None or periods.empty:
        return ""
    means_ = []
    if periods["staff_days_available"].notna().all():
        means_.append(_("{days} days of work a year", days=_amounts(periods["staff_days_available"], language)))
    if periods["budget"].notna().all():
        means_.append(_("{amount} a year", amount=_amounts(periods["budget"], language, money=True)))
    if not names.is_missing(row["most_actions"]):
        means_.append(_("{n} action at most in all", "{n} actions at most in all", int(row["most_actions"])))
    if not means_:
        return ""
    means = names.listed(means_, language)
    if bool(row["means_stated"]):
        return _("The actions were chosen within the means stated: {means}.", means=means)
    return _(
        "The territory’s means are not known; we supposed those of a territory of its size: {means}. With others, the "
        "choice can be made again.",
        means=means,
    )


def _amounts(amounts: pd.Series, language: str, *, money: bool = False) -> str:
    """Write an amount, or from which to which it goes where it differs from period to period."""
    write = partial(euros, language=language) if money else partial(number, decimals=0, language=language)
    low, high = write(amounts.min()), write(amounts.max())
    return low if low == high else translator(language)("{low} to {high}", low=low, high=high)


def _work(review: TerritoryReview) -> tuple[float, float]:
    """Return the points that more work than there is would add at most, and those that the work in force makes up."""
    table = review.now("roadmap_frontier")
    table = table[table["of"] == "staff_days"]
    here = table[(table["amount"] - table["in_force"]).abs() < 1e-6]
    if here.empty:
        return 0.0, 0.0
    closed = float(here["closed"].iloc[0])
    return float(table["closed"].max()) - closed, closed


def more_work_helps(review: TerritoryReview) -> bool:
    """Whether more days of work would make up a twentieth more, or half a point."""
    more, closed = _work(review)
    return more >= max(closed / 20, 0.5)


def more_work(review: TerritoryReview, language: str) -> str:
    """Say that more days of work would bring little, where the number of actions is what bounds the roadmap."""
    _ = translator(language)
    row = _row(review)
    if row is None or names.is_missing(row["most_actions"]) or int(row["n_actions"]) < int(row["most_actions"]):
        return ""
    if not _work(review)[1] or more_work_helps(review):
        return ""
    return _("More days of work would bring hardly more: the number of actions is what bounds the roadmap.")


def roadmap_confidence(review: TerritoryReview, language: str) -> str:
    """Say which actions hold whatever the weights, and what the roadmap keeps of the best in nearly every case."""
    _ = translator(language)
    row, table = _row(review), review.now("roadmap")
    chosen = table[table["planned"].astype(bool)]
    if row is None or chosen.empty:
        return ""
    n_sure = int((chosen["core_class"] == "sure").sum())
    sentence = (
        _(
            "One action is “sure”: it comes up in at least nine cases out of ten when other people answer and the "
            "indicators count otherwise.",
            "{n} actions are “sure”: they come up in at least nine cases out of ten when other people answer and the "
            "indicators count otherwise.",
            n_sure,
        )
        if n_sure
        else _(
            "No action comes up in nine cases out of ten when other people answer and the indicators count otherwise: "
            "the choice is open to discussion."
        )
    )
    kept = _(
        "In these cases, the roadmap nearly always (19 times out of 20) brings at least {share} of what the best one "
        "does.",
        share=percent(float(row["kept"]), 0, language),
    )
    return f"{sentence} {kept}" if row["closed"] > LITTLE else sentence


def roadmap_conflict(review: TerritoryReview, language: str) -> list[str]:
    """Say what could not be met together, what would do, and what gave way; nothing where everything is met."""
    _ = translator(language)
    table = review.now("roadmap_limits")
    if table.empty:
        return []
    of = {role: table[table["role"] == role] for role in ("conflict", "alternative", "given")}
    if set(of["given"]["kind"]) == {"axis"}:  # our own rule, which nobody asked for
        axes = [
            names.quoted(names.tag_label(review.framework, "axis", axis, language), language)
            for axis in of["given"]["of"]
        ]
        sentence = _(
            "The means do not allow an action on each axis: there is none on {axes}.", axes=names.listed(axes, language)
        )
        more = of["alternative"][of["alternative"]["kind"] != "axis"]
        ways = [_eased(review, row, language) for row in rows(more)]
        return [sentence, *([_("It would be enough {ways}.", ways=_either(ways, language))] if ways else [])]
    sentences = [
        _(
            "What was asked cannot all be held together: {limits}.",
            limits=names.listed([_limit(review, row, language) for row in rows(of["conflict"])], language),
        )
    ]
    ways = [_eased(review, row, language) for row in rows(of["alternative"])]
    if ways:
        sentences.append(_("It would be enough {ways}.", ways=_either(ways, language)))
    chosen = [_eased(review, row, language) for row in rows(of["given"])]
    if chosen:
        sentences.append(_("To draw up the roadmap below, we chose {given}.", given=names.listed(chosen, language)))
    return sentences


def _either(ways: list[str], language: str) -> str:
    if len(ways) < 2:
        return "".join(ways)
    return translator(language)("{first} or {last}", first=", ".join(ways[:-1]), last=ways[-1])


def _limit(review: TerritoryReview, row: Row, language: str) -> str:
    _ = translator(language)
    if row.kind == "axis":
        return _(
            "an action on the axis {axis}",
            axis=names.quoted(names.tag_label(review.framework, "axis", row.of, language), language),
        )
    if row.kind == "imposed":
        return _("the action {action}, which was decided", action=_actions(review, row.of, language))
    if row.kind == "excludes":
        return _("the actions {actions}, which exclude each other", actions=_actions(review, row.of, language))
    return {
        "staff_days": _("the days of work available"),
        "budget": _("the budget"),
        "actions": _("the number of actions"),
    }[row.kind]


def _actions(review: TerritoryReview, ids: str, language: str) -> str:
    """Name actions by what they say."""
    labels: dict[str, Any] = {action.id: action.label for action in review.framework.actions}
    labels |= {row.action: row.label for row in rows(review.now("roadmap")) if row.label}
    return names.listed(
        [names.quoted(in_language(labels.get(one, one), language), language) for one in ids.split()], language
    )


def _eased(review: TerritoryReview, row: Row, language: str) -> str:
    _ = translator(language)
    if row.kind == "axis":
        axis = names.quoted(names.tag_label(review.framework, "axis", row.of, language), language)
        return _("to leave the axis {axis} without an action", axis=axis)
    if row.kind == "imposed":
        return _("to give up the action {action} for now", action=_actions(review, row.of, language))
    if row.kind == "excludes":
        return _("to allow the actions {actions} together", actions=_actions(review, row.of, language))
    n = round(float(row.amount))
    if row.kind == "actions":
        return _("to accept {n} action more", "to accept {n} actions more", n)
    if row.kind == "budget":
        more = _("to add {amount}", amount=euros(row.amount, language))
    else:
        more = _("to find {n} day of work more", "to find {n} days of work more", n)
    if not row.period:
        return more
    if row.role == "given":
        year = years(review.now("roadmap_periods"), int(row.period), int(row.period), language)
        return _("{more} in {year}", more=more, year=year)
    return _("{more} within one year", more=more)


def nothing_to_do(review: TerritoryReview, language: str) -> str:
    """Say why there is no action: not enough answers, every target reached, or nothing that the means allow."""
    _ = translator(language)
    row = _row(review)
    if row is None or review.now("scores")["score"].isna().all():
        return _("No action is proposed: the answers are not enough yet to say where to begin.")
    if row["shortfall"] <= LITTLE:
        return _("No action is needed: every target is reached. What counts now is to keep it so.")
    if int(row["n_candidates"]):
        return _("No action fits into the means stated; with a little more, some would.")
    return _("No action is proposed: none is known for what is still missing.")


@dataclass(frozen=True)
class Planned:
    """An action of the last roadmap: what it was, for which criterion, how far it is, what moved since."""

    label: str
    name: str
    state: str
    moved: str
    change: str


def planned_before(review: TerritoryReview, language: str) -> list[Planned]:
    """Return the actions planned in the last campaign, with what moved since."""
    _ = translator(language)
    states = {"not_started": _("not begun"), "under_way": _("under way"), "done": _("done"), "dropped": _("given up")}
    moves = {
        "reached": _("the level aimed at is reached"),
        "up": _("the score rose"),
        "down": _("the score fell"),
        "same": _("no change that the answers make certain"),
        "unknown": _("cannot be compared"),
    }
    labels = {action.id: action.label for action in review.framework.actions}
    return [
        Planned(
            label=str(row.label) or in_language(labels.get(str(row.action), str(row.action)), language),
            name=names.node_label(review.framework, str(row.criterion), language, numbered=True),
            state=states.get(str(row.state), _("not told")),
            moved=moves[str(row.moved)],
            change=""
            if names.is_missing(row.previous)
            else f"{number(row.previous, 1, language)} → {number(row.current, 1, language)}",
        )
        for row in rows(review.now("planned_actions"))
    ]


@read_once
def tried(review: TerritoryReview) -> pd.DataFrame:
    """Return the amounts of work that were tried, increasing."""
    table = review.now("roadmap_frontier")
    return table[table["of"] == "staff_days"].sort_values("amount").reset_index(drop=True)


def effort_layout(review: TerritoryReview | None, language: str) -> Layout:
    """Size of the figure: small."""
    return Layout(height=1.5, left=0.75, right=0.55, top=0.12, bottom=0.45, width=5.2)


def draw_effort(review: TerritoryReview, ax: Axes, *, language: str = "fr") -> Axes:
    """Draw on `ax` the points made up against the days of work in all, the amount supposed marked."""
    return curve(ax, tried(review), "staff_days", language)


def curve(ax: Axes, amounts: pd.DataFrame, of: str, language: str) -> Axes:
    """Draw the points made up against the amounts tried, the one in force marked."""
    _ = translator(language)
    with themed():
        if amounts.empty or amounts["closed"].max() <= 0:
            return nothing(ax, _("No action in the roadmap"))
        ax.plot(
            amounts["amount"], amounts["closed"], color=SCORE, linewidth=1.8, marker="o", markersize=4.5, clip_on=False
        )
        here = _in_force(amounts)
        if here is not None:
            ax.plot([here["amount"]], [here["closed"]], color=TARGET, marker="D", markersize=8, clip_on=False, zorder=5)
            ax.annotate(_("this roadmap: {points}", points=number(here["closed"], 1, language)),
                        (here["amount"], here["closed"]), xytext=(8, -11), textcoords="offset points",
                        fontsize=BASE, color=INK, annotation_clip=False)  # fmt: skip
        ax.set_xlim(0, float(amounts["amount"].max()) or 1.0)
        top = float(amounts["closed"].max())
        ax.set_ylim(0, max(top * 1.12, 0.1))
        ax.set_xticks(amounts["amount"], names.number_cells(amounts["amount"], 0, language))
        ticks = [at for at in MaxNLocator(3, steps=[1, 2, 5, 10]).tick_values(0, top) if at <= top * 1.12]
        ax.set_yticks(ticks, [number(at, 0 if ticks[1] >= 1 else 1, language) for at in ticks])
        ax.tick_params(axis="y", labelsize=SMALL, labelcolor=MUTED)
        ax.set_xlabel(_("days of work in all") if of == "staff_days" else _("euros in all"))
        ax.set_ylabel(_("points made up"))
        ax.grid(axis="y", color=GRID, linewidth=0.8)
        ax.set_axisbelow(True)
    return ax


def _in_force(amounts: pd.DataFrame) -> pd.Series | None:
    at = amounts["in_force"].iloc[0]
    rows = amounts[(amounts["amount"] - at).abs() < 1e-6] if not names.is_missing(at) else amounts.iloc[:0]
    return None if rows.empty else rows.iloc[0]


def effort_message(review: TerritoryReview, language: str) -> str:
    """Say in one sentence what this amount of work makes up, and what the largest one would."""
    _ = translator(language)
    amounts = tried(review)
    here = None if amounts.empty else _in_force(amounts)
    if here is None:
        return _("There is no amount of work to compare with.")
    most = amounts.iloc[-1]
    return _(
        "With {days} days of work in all, {points} points are made up; with {more} days, {most} points would be.",
        days=number(here["amount"], 0, language),
        points=number(here["closed"], 1, language),
        more=number(most["amount"], 0, language),
        most=number(most["closed"], 1, language),
    )


def _effort_table(review: TerritoryReview, language: str) -> pd.DataFrame:
    _ = translator(language)
    amounts = tried(review)
    cells = {
        _("Points made up"): names.number_cells(amounts["closed"], 1, language),
        _("Actions"): names.number_cells(amounts["n_actions"], 0, language),
        _("Days of work used"): names.number_cells(amounts["used"], 0, language),
    }
    return figure_table(_("Days of work in all"), names.number_cells(amounts["amount"], 0, language), cells)


FRONTIER_FROM = 3  # actions: with fewer, there is nothing to weigh up


def roadmap(review: TerritoryReview, language: str = "fr") -> Html:
    """Write the roadmap: its actions, when they run, what more work would bring, what was planned last time."""
    _ = translator(language)
    steps = next_steps(review, language)
    timeline = effort = None
    if steps:
        title = _("When each action runs")
        reading = _("Full bar: sure or decided; pale bar: to be discussed. The number after the arrow is the level.")
        timeline = picture(review, TIMELINE_FIGURE, language, title, reading)
    if len(steps) >= FRONTIER_FROM and more_work_helps(review):
        title = _("What more work, or less, would make up")
        effort = picture(review, EFFORT_FIGURE, language, title, _("Diamond: the work of this roadmap."))
    return render(
        "roadmap.html.j2",
        review,
        language,
        steps=steps,
        costs=what_is_costed(steps, language),
        sentence=roadmap_sentence(review, language),
        means=roadmap_means(review, language),
        sureness=roadmap_confidence(review, language),
        conflict=roadmap_conflict(review, language),
        nothing=nothing_to_do(review, language),
        planned=planned_before(review, language),
        more="" if effort else more_work(review, language),
        timeline=timeline,
        effort=effort,
    )


EFFORT_FIGURE = Drawing(draw_effort, effort_message, _effort_table, effort_layout)
