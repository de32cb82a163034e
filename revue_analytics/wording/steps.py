"""The actions of the roadmap as they are read: what, why, when, who, how heavy, with what, shown by what."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from revue_analytics.labels import is_missing, level_label, node_label
from revue_analytics.language import in_language, number, signed, translator

if TYPE_CHECKING:
    import pandas as pd

    from revue_analytics.framework import Action, Node
    from revue_analytics.review import TerritoryReview

__all__ = ["Step", "euros", "firmness", "next_steps", "what_is_costed", "years"]


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
        _step(review, row, language, chains.get(row.action, ""), earlier.get(row.action, ""))
        for row in table.head(len(table) if at_most is None else at_most).itertuples()
    ]


def _chains(planned: pd.DataFrame, language: str) -> dict[str, str]:
    """Action → which one it carries on and which one it prepares, where several of them lift the same criterion."""
    _ = translator(language)
    told: dict[str, list[str]] = {}
    for _criterion, those in planned.sort_values("to_level").groupby("criterion"):
        rows = list(those[["action", "order"]].itertuples(index=False))
        for (lower, before), (higher, after) in pairwise(rows):
            told.setdefault(higher, []).append(_("carries on from action {n}", n=int(before)))
            told.setdefault(lower, []).append(_("prepares action {n}", n=int(after)))
    return {action: _("; ").join(those) for action, those in told.items()}


def _earlier(review: TerritoryReview, language: str) -> dict[str, str]:
    """Action → what became of it, if it was planned in the last campaign."""
    _ = translator(language)
    states = {
        "done": _("told to be done since the last campaign: see first what is still to be done of it"),
        "under_way": _("under way already: see it through"),
        "dropped": _("planned last time, then given up: see first what was lacking"),
    }
    planned = review.now("planned_actions")
    return {str(row.action): states.get(str(row.state), _("planned last time already")) for row in planned.itertuples()}


def _step(review: TerritoryReview, row: Any, language: str, chain: str, earlier: str) -> Step:
    _ = translator(language)
    node = review.framework.node(row.criterion)
    action = next((one for one in node.actions if one.id == row.action), None)
    level = int(row.to_level)
    word = level_label(review.framework, level, language)
    return Step(
        order=int(row.order),
        action=str(row.action),
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
        held=firmness(row, language),
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


def _tools(row: Any, action: Action | None, language: str) -> tuple[str, ...]:
    if _own(row.tool):
        return (_own(row.tool),)
    return tuple(in_language(tool, language) for tool in action.tools) if action else ()


def _evidence(row: Any, node: Node, action: Action | None, language: str) -> tuple[str, ...]:
    """Return what will show that the action is done: the criterion's own list follows its actions, level by level."""
    if _own(row.evidence):
        return (_own(row.evidence),)
    if not node.evidence:
        return ()
    levels = [one.to_level for one in node.actions]
    place = levels.index(int(row.to_level)) if int(row.to_level) in levels else 0
    found = node.evidence[place] if len(levels) == len(node.evidence) else node.evidence[0]
    return (in_language(found, language),)


def when(review: TerritoryReview, row: Any, language: str) -> str:
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
    said = number(float(amount), 0, language)
    return f"{said}\u00a0€" if language == "fr" else f"€{said}"


def what_is_costed(steps: list[Step], language: str) -> str:
    """Say that a total leaves out what is not costed; nothing where all is, or nothing is."""
    _ = translator(language)
    n = sum(bool(step.cost) for step in steps)
    if n in (0, len(steps)):
        return ""
    return _(
        "The cost counts the only action that is costed.", "The cost counts only the {n} actions that are costed.", n
    )


def firmness(row: Any, language: str) -> str:
    """Say how firmly an action belongs in the roadmap: decided by the territory, sure, to be discussed."""
    _ = translator(language)
    if bool(row.imposed):
        return _("decided")
    return _("sure") if row.core_class == "sure" else _("to be discussed")
