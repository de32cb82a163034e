"""Sheet 1: what people say in one sentence, what to lean on, what holds back, what to decide, who answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from revue_analytics.document.actions import Step, next_steps
from revue_analytics.document.essential.findings import AT_MOST, brakes, supports
from revue_analytics.document.essential.views import subjects
from revue_analytics.document.essential.words import points, whole_interval, whole_score
from revue_analytics.document.headline import facts, overall_row
from revue_analytics.document.names import (
    campaign_date,
    campaign_label,
    is_missing,
    level_label,
    level_range,
    level_word,
    node_label,
    of_territory,
)
from revue_analytics.document.page.html import Html, render
from revue_analytics.document.respondents import GROUPS_ON_FRONT, answered, notices, who_answered
from revue_analytics.document.rows import lines
from revue_analytics.framework import OVERALL
from revue_analytics.language import in_language, translator

if TYPE_CHECKING:
    from revue_analytics.review import TerritoryReview

FEW, MOST = 1 / 3, 2 / 3
"""Shares of those invited: below the first the answers are a first indication, from the second on they carry far."""


@dataclass(frozen=True)
class Decision:
    """An action to decide: its number, what it is, and why."""

    order: int
    label: str
    why: str


def what_people_say(review: TerritoryReview, language: str) -> str:
    """Say in one sentence where those who answered place the territory."""
    _ = translator(language)
    of = of_territory(review.name, str(review.info["kind"]), language)
    row = overall_row(review)
    n = int(review.now("participation")["n_respondents"].sum())
    if row is None:
        return _("The answers are not enough yet to say where the territorial engineering {of} stands.", of=of)
    where = {"of": of, "score": whole_score(row["score"], review.framework, language)}
    if is_missing(row["level"]) or review.framework.scale is None:
        return _(
            "For the {n} person who answered, the territorial engineering {of} scores {score} out of 100.",
            "For the {n} people who answered, the territorial engineering {of} scores {score} out of 100.",
            n,
            **where,
        )
    level = int(row["level"])
    word, above = (level_label(review.framework, each, language) for each in (level, level + 1))
    if not above:
        return _(
            "For the {n} person who answered, the territorial engineering {of} is “{word}”, the highest level: {score} "
            "out of 100.",
            "For the {n} people who answered, the territorial engineering {of} is “{word}”, the highest level: {score} "
            "out of 100.",
            n,
            word=word,
            **where,
        )
    return _(
        "For the {n} person who answered, the territorial engineering {of} is “{word}”, on its way to “{above}”: "
        "{score} out of 100.",
        "For the {n} people who answered, the territorial engineering {of} is “{word}”, on its way to “{above}”: "
        "{score} out of 100.",
        n,
        word=word,
        above=above,
        **where,
    )


def how_precise(review: TerritoryReview, language: str) -> str:
    """Say between which whole numbers the score would lie had others answered or the indicators counted otherwise."""
    _ = translator(language)
    row = overall_row(review)
    ends = whole_interval(row["low"], row["high"], language) if row is not None else ""
    return _("With other respondents or other weights, it would be {ends}.", ends=ends) if ends else ""


def widest(review: TerritoryReview, language: str) -> str:
    """Name the criterion where groups part most, and who sees what; nothing where none is certain."""
    _ = translator(language)
    chosen = [each for each in subjects(review, language) if each.between]
    return (
        _("The widest difference of views: {name} ({views}).", name=chosen[0].name, views=chosen[0].views)
        if chosen
        else ""
    )


def how_far(review: TerritoryReview, language: str) -> str:
    """Say in plain words how far the answers carry."""
    _ = translator(language)
    groups = answered(review, language)
    n, invited = sum(group.n for group in groups), sum(group.invited or 0 for group in groups)
    if not n:
        return who_answered(review, language)
    if any(group.invited is None for group in groups) or invited < n:
        word = _("How many were invited is not known: a first indication, to be checked in a meeting.")
    elif n < FEW * invited:
        word = _(
            "Few of those invited: a first indication, to be checked in a meeting. The others may think otherwise."
        )
    elif n < MOST * invited:
        word = _("A good indication; those who did not answer may think otherwise.")
    else:
        word = _("Most of those invited: the result carries far.")
    return f"{who_answered(review, language)} {word}"


def decisions(review: TerritoryReview, language: str) -> list[Decision]:
    """Name the first actions, each with its why."""
    held = {each.criterion for each in brakes(review, language)}
    table = review.now("roadmap").set_index("action")
    return [
        Decision(step.order, step.label, _reason(review, step, table.loc[step.action], held, language))
        for step in next_steps(review, language, at_most=AT_MOST)
    ]


def _reason(review: TerritoryReview, step: Step, row: Any, held: set[str], language: str) -> str:
    _ = translator(language)
    number_of = review.framework.node(step.criterion).number or step.name
    label = node_label(review.framework, step.criterion, language)
    answers = (
        _("answers what holds back in {number}", number=number_of)
        if step.criterion in held
        else _("for {number} {name}", number=number_of, name=label)
    )
    return ", ".join(
        part for part in (step.when, step.effort, points(row["points"], language), step.chain, answers) if part
    )


def essential_front(review: TerritoryReview, language: str = "fr") -> Html:
    """Write the first sheet of part one."""
    levels = level_range(review.framework)
    overall = lines(review, [OVERALL], language)[0]
    row = overall_row(review)
    return render(
        "essential_front.html.j2",
        review,
        language,
        title=in_language(review.framework.title, language),
        facts=facts(review, language),
        campaign=campaign_label(review.meta, review.current, language),
        day=campaign_date(review.meta, review.current, language),
        notices=notices(review, language),
        sentence=what_people_say(review, language),
        precise=how_precise(review, language),
        widest=widest(review, language),
        overall=overall,
        score="" if row is None else whole_score(row["score"], review.framework, language),
        levels=[(level_word(review.framework, level, language), start, end) for level, start, end in levels],
        supports=supports(review, language),
        brakes=brakes(review, language),
        decisions=decisions(review, language),
        answered=answered(review, language, at_most=GROUPS_ON_FRONT),
        how_far=how_far(review, language),
    )
