"""A collection of answers in words: who took part, how long is left, what each territory is short of."""

from __future__ import annotations

from datetime import date as Date

import pandas as pd

from revue_analytics.campaign.participation import Participation
from revue_analytics.language import date, in_language, number, percent, translator
from revue_analytics.review.tables import Row


class Counted(Row):
    """A row of a table of `Participation`: what the tables of a review do not have."""

    college: str
    answered: int
    left: int
    needed: int
    reason: str
    before: int
    held_back: bool
    respondents: int
    day: Date
    total: int


def follow_lines(collection: Participation, language: str) -> tuple[str, str, str]:
    """Sum up a collection in three lines: who took part, which territories have enough, whom to remind."""
    _ = translator(language)
    campaign = in_language(collection.period.label, language)
    parts = [_taking_part(collection, language), closing(collection, language)]
    n = len(collection.territories)
    enough = _(
        "{enough} of {n} territory has enough respondents for a page ({threshold})",
        "{enough} of {n} territories have enough respondents for a page ({threshold})",
        n,
        enough=number(collection.enough, 0, language),
        threshold=number(collection.threshold, 0, language),
    )
    groups = _("{n} group to remind", "{n} groups to remind", len(collection.reminders))
    return (
        _("{place}: {message}", place=campaign, message=_("; ").join(filter(None, parts))),
        enough if n else _("no territory is known yet"),
        _("{groups}: revue follow writes the list", groups=groups) if len(collection.reminders) else groups,
    )


def _taking_part(collection: Participation, language: str) -> str:
    """Say how many took part, of how many where that is known of every group."""
    _ = translator(language)
    people = _("{n} respondent", "{n} respondents", collection.answered)
    if not collection.invited:
        return people
    return _(
        "{people} of {invited} invited ({share})",
        people=people,
        invited=number(collection.invited, 0, language),
        share=rate(collection.answered, collection.invited, language),
    )


def rate(answered: int, invited: int, language: str) -> str:
    """Write a response rate; 100 % is everybody."""
    share = round(100 * answered / invited)
    return percent((share if answered >= invited else min(share, 99)) / 100, 0, language)


def closing(collection: Participation, language: str) -> str:
    """Say how long answers are taken still; nothing where nobody says until when."""
    _ = translator(language)
    if collection.days_left is None or collection.settings.questionnaire.closing is None:
        return ""
    day = date(collection.settings.questionnaire.closing, language)
    if collection.days_left < 0:
        return _("closed since {day}", day=day)
    return _("{n} day left, up to {day}", "{n} days left, up to {day}", collection.days_left, day=day)


def college_label(collection: Participation, college: str, language: str) -> str:
    """Name a college; by its id if the settings do not know it."""
    labels = {each.id: each.label for each in collection.settings.colleges}
    return in_language(labels.get(college, college), language)


def reason(row: Counted, language: str) -> str:
    """Say why a group is reminded."""
    _ = translator(language)
    if row.reason == "no_page":
        return _(
            "no page for the territory yet: {n} answer short",
            "no page for the territory yet: {n} answers short",
            row.needed,
        )
    if row.reason == "merged":
        return _(
            "merged with other colleges so far: {n} answer short",
            "merged with other colleges so far: {n} answers short",
            row.needed,
        )
    return _("less than half of those invited have answered")


def letter_sentence(row: Counted, collection: Participation, language: str) -> str:
    """Write what a letter to the group can say: how many answered, and until when it is possible."""
    _ = translator(language)
    college = college_label(collection, row.college, language)
    if pd.isna(row.invited):
        people = _(
            "{college}: {n} person has answered so far.",
            "{college}: {n} people have answered so far.",
            row.answered,
            college=college,
        )
    else:
        people = _(
            "{college}: {n} person out of {invited} has answered so far.",
            "{college}: {n} people out of {invited} have answered so far.",
            row.answered,
            college=college,
            invited=number(int(row.invited), 0, language),
        )
    last = collection.settings.questionnaire.closing
    if last is None or (collection.days_left or 0) < 0:
        return people
    return f"{people} {_('Answers are taken up to {day}.', day=date(last, language))}"


def state(row: Counted, collection: Participation, language: str) -> tuple[str, str]:
    """Say whether a territory could have a page, and what it is short of."""
    _ = translator(language)
    if row.held_back:
        return "held", _("held back: faults in its data")
    if row.answered >= collection.threshold:
        return "enough", _("enough respondents")
    if not pd.isna(row.invited) and row.invited < collection.threshold:
        return "short", _("fewer people invited than a page takes")
    missing = collection.threshold - row.answered
    return "short", _("{n} more respondent needed", "{n} more respondents needed", missing)
