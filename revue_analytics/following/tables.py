"""A collection of answers as tables: whom to remind, groups, territories, what came in when, what was left blank."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pandas as pd

from revue_analytics.campaign.participation import Participation
from revue_analytics.exports.spreadsheet import workbook
from revue_analytics.following.words import Counted, college_label, letter_sentence, reason, state
from revue_analytics.language import in_language, number, translator
from revue_analytics.review.reading import rows

STEPS = {1: 21, 7: 27 * 7}  # days between the rows of what came in → days of the collection that they suit
LONGEST = 28


def reminder_table(collection: Participation, language: str = "fr") -> pd.DataFrame:
    """Return one row per group to remind, the most pressing first, with a sentence to put into a letter."""
    _ = translator(language)
    names = dict(zip(collection.territories["territory"], collection.territories["name"], strict=True))
    asks = collection.settings.questionnaire
    table = [
        {
            _("Code"): row.territory,
            _("Territory"): names[row.territory],
            _("College"): college_label(collection, row.college, language),
            _("Respondents"): int(row.answered),
            _("Invited"): row.invited,
            _("Still to answer"): row.left,
            _("Answers needed"): int(row.needed),
            _("Why remind"): reason(row, language),
            _("Sentence for a letter"): letter_sentence(row, collection, language),
            _("Closing date"): asks.closing.isoformat() if asks.closing else "",
            _("Contact"): in_language(asks.contact, language) if asks.contact else "",
        }
        for row in rows(collection.reminders, Counted)
    ]
    counts = dict.fromkeys((_("Invited"), _("Still to answer")), "Int64")
    heads = [_("Code"), _("Territory"), _("College"), _("Respondents"), _("Invited"), _("Still to answer")]
    return pd.DataFrame(table, columns=None if table else heads).astype(counts)


def _group_table(collection: Participation, language: str) -> pd.DataFrame:
    _ = translator(language)
    groups = collection.groups.merge(collection.territories[["territory", "name"]], on="territory")
    columns = {
        _("Code"): groups["territory"],
        _("Territory"): groups["name"],
        _("College"): [college_label(collection, each, language) for each in groups["college"]],
        _("Stands alone"): [_("yes") if n >= collection.threshold else _("no") for n in groups["answered"]],
    }
    return pd.DataFrame(columns | _counts(groups, language))


def _territory_table(collection: Participation, language: str) -> pd.DataFrame:
    _ = translator(language)
    table = collection.territories
    columns = {
        _("Code"): table["territory"],
        _("Territory"): table["name"],
        _("Département"): table["departement"],
        _("State of the page"): [state(row, collection, language)[1] for row in rows(table, Counted)],
    } | _counts(table, language)
    if collection.previous:
        columns[in_language(collection.previous.label, language)] = table["before"]
    return pd.DataFrame(columns)


def _counts(table: pd.DataFrame, language: str) -> dict[str, pd.Series]:
    _ = translator(language)
    invited = table["invited"].where(table["invited"] > 0)
    return {
        _("Respondents"): table["answered"],
        _("Invited"): table["invited"],
        _("Response rate"): (table["answered"] / invited).astype("Float64"),
    }


def periods(collection: Participation) -> tuple[int, pd.DataFrame]:
    """Put the days that people answered on into periods of equal length, Mondays first; return their days and those."""
    days = collection.days
    if days.empty:
        return 1, pd.DataFrame({"day": [], "answered": [], "total": []})
    earliest, latest = days["day"].iloc[0], days["day"].iloc[-1]
    step = next((step for step, most in STEPS.items() if (latest - earliest).days <= most), LONGEST)
    first = earliest - timedelta(days=earliest.weekday() if step > 1 else 0)
    index = days["day"].map(lambda day: (day - first).days // step)
    counts = days.groupby(index)["answered"].sum().reindex(range(int(index.iloc[-1]) + 1), fill_value=0)
    starts = [first + timedelta(days=step * k) for k in counts.index]
    return step, pd.DataFrame({"day": starts, "answered": counts.to_numpy(), "total": counts.cumsum().to_numpy()})


def heading(step: int, language: str) -> str:
    """Head the column of the first days of periods so long."""
    _ = translator(language)
    return {1: _("Day"), 7: _("Week from"), LONGEST: _("Four weeks from")}[step]


def blanks(collection: Participation, language: str) -> list[tuple[str, int, str]]:
    """Write in words between how many and how many left a question blank; nothing where the band is everybody."""
    _ = translator(language)
    table = []
    for row in rows(collection.partial, Counted):
        low, high = int(row.low), int(row.high)
        words = (
            _("too few respondents to say")
            if (low, high) == (0, row.respondents)
            else number(low, 0, language)
            if low == high
            else _("{low} to {high}", low=number(low, 0, language), high=number(high, 0, language))
        )
        table.append((college_label(collection, row.college, language), row.respondents, words))
    return table


def follow_workbook(collection: Participation, language: str) -> bytes:
    """Write a sheet per question: whom to remind, groups, territories, what came in when, what was left blank."""
    _ = translator(language)
    step, came_in = periods(collection)
    partial = collection.partial
    sheets: Mapping[str, pd.DataFrame] = {
        _("To remind"): reminder_table(collection, language),
        _("Groups"): _group_table(collection, language),
        _("Territories"): _territory_table(collection, language),
        _("Over time"): pd.DataFrame(
            {
                heading(step, language): [day.isoformat() for day in came_in["day"]],
                _("New respondents"): came_in["answered"],
                _("Respondents so far"): came_in["total"],
            }
        ),
        _("Questions left blank"): pd.DataFrame(
            {
                _("College"): [college_label(collection, each, language) for each in partial["college"]],
                _("Respondents counted"): partial["respondents"],
                _("Left at least one question blank: from"): partial["low"],
                _("to"): partial["high"],
            }
        ),
    }
    mark = " – ".join([*([_("Fictitious data")] if collection.settings.fictitious else []), _("Confidential")])
    days = (_("Closing date"), heading(step, language))
    return workbook(sheets, language, formats={_("Response rate"): "0%"}, days=days, mark=mark)
