"""What is said of a roadmap: what it would bring, within which means, how firmly, and what stands in its way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from revue_analytics.labels import is_missing, listed, node_label, quoted, tag_label
from revue_analytics.language import in_language, number, percent, translator
from revue_analytics.wording.steps import euros, years

if TYPE_CHECKING:
    import pandas as pd

    from revue_analytics.review import TerritoryReview

__all__ = [
    "Planned",
    "more_work",
    "more_work_helps",
    "nothing_to_do",
    "planned_before",
    "roadmap_conflict",
    "roadmap_means",
    "roadmap_sentence",
    "roadmap_sureness",
]

LITTLE = 0.05
"""Points under which nothing is said to be missing."""


def _row(review: TerritoryReview, table: str = "roadmap_summary") -> pd.Series | None:
    found = review.now(table)
    return None if found.empty else found.iloc[0]


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
    if is_missing(row["shortfall"]) or not row["shortfall"] > LITTLE:  # no score of the whole to gain points for
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
    told = []
    if periods["staff_days_available"].notna().all():
        told.append(_("{days} days of work a year", days=_amounts(periods["staff_days_available"], language)))
    if periods["budget"].notna().all():
        told.append(_("{amount} a year", amount=_amounts(periods["budget"], language, money=True)))
    if not is_missing(row["most_actions"]):
        told.append(_("{n} action at most in all", "{n} actions at most in all", int(row["most_actions"])))
    if not told:
        return ""
    means = listed(told, language)
    if bool(row["means_stated"]):
        return _("The actions were chosen within the means stated: {means}.", means=means)
    return _(
        "The territory’s means are not known; we supposed those of a territory of its size: {means}. With others, the "
        "choice can be made again.",
        means=means,
    )


def _amounts(amounts: pd.Series, language: str, *, money: bool = False) -> str:
    """Write an amount, or from which to which it goes where it differs from period to period."""
    write = (lambda a: euros(a, language)) if money else (lambda a: number(a, 0, language))
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
    if row is None or is_missing(row["most_actions"]) or int(row["n_actions"]) < int(row["most_actions"]):
        return ""
    if not _work(review)[1] or more_work_helps(review):
        return ""
    return _("More days of work would bring hardly more: the number of actions is what bounds the roadmap.")


def roadmap_sureness(review: TerritoryReview, language: str) -> str:
    """Say which actions hold whatever the weights, and what the roadmap keeps of the best in nearly every case."""
    _ = translator(language)
    row, table = _row(review), review.now("roadmap")
    chosen = table[table["planned"].astype(bool)]
    if row is None or chosen.empty:
        return ""
    n_sure = int((chosen["core_class"] == "sure").sum())
    told = (
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
    return f"{told} {kept}" if row["closed"] > LITTLE else told


def roadmap_conflict(review: TerritoryReview, language: str) -> list[str]:
    """Say what could not be met together, what would do, and what gave way; nothing where everything is met."""
    _ = translator(language)
    table = review.now("roadmap_limits")
    if table.empty:
        return []
    of = {role: table[table["role"] == role] for role in ("conflict", "alternative", "given")}
    if set(of["given"]["kind"]) == {"axis"}:  # our own rule, which nobody asked for
        axes = [quoted(tag_label(review.framework, "axis", axis, language), language) for axis in of["given"]["of"]]
        said = _("The means do not allow an action on each axis: there is none on {axes}.", axes=listed(axes, language))
        more = of["alternative"][of["alternative"]["kind"] != "axis"]
        ways = [_eased(review, row, language) for row in more.itertuples()]
        return [said, *([_("It would be enough {ways}.", ways=_either(ways, language))] if ways else [])]
    told = [
        _(
            "What was asked cannot all be held together: {limits}.",
            limits=listed([_limit(review, row, language) for row in of["conflict"].itertuples()], language),
        )
    ]
    ways = [_eased(review, row, language) for row in of["alternative"].itertuples()]
    if ways:
        told.append(_("It would be enough {ways}.", ways=_either(ways, language)))
    given = [_eased(review, row, language) for row in of["given"].itertuples()]
    if given:
        told.append(_("To draw up the roadmap below, we chose {given}.", given=listed(given, language)))
    return told


def _either(ways: list[str], language: str) -> str:
    if len(ways) < 2:
        return "".join(ways)
    return translator(language)("{first} or {last}", first=", ".join(ways[:-1]), last=ways[-1])


def _limit(review: TerritoryReview, row: Any, language: str) -> str:
    _ = translator(language)
    if row.kind == "axis":
        return _(
            "an action on the axis {axis}", axis=quoted(tag_label(review.framework, "axis", row.of, language), language)
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
    labels |= {row.action: row.label for row in review.now("roadmap").itertuples() if row.label}
    return listed([quoted(in_language(labels.get(one, one), language), language) for one in ids.split()], language)


def _eased(review: TerritoryReview, row: Any, language: str) -> str:
    _ = translator(language)
    if row.kind == "axis":
        axis = quoted(tag_label(review.framework, "axis", row.of, language), language)
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
        year = years(review.now("roadmap_periods"), row.period, row.period, language)
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
    states = {
        "not_started": _("not begun"),
        "under_way": _("under way"),
        "done": _("done"),
        "dropped": _("given up"),
    }
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
            name=node_label(review.framework, str(row.criterion), language, numbered=True),
            state=states.get(str(row.state), _("not told")),
            moved=moves[str(row.moved)],
            change=""
            if is_missing(row.previous)
            else f"{number(row.previous, 1, language)} → {number(row.current, 1, language)}",
        )
        for row in review.now("planned_actions").itertuples()
    ]
