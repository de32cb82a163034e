"""How a collection of answers goes, for those who run it: a page, a workbook, a list to merge into letters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Date
from datetime import timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from revue_analytics.campaign.folder import check_campaign
from revue_analytics.campaign.participation import UNNAMED, Participation
from revue_analytics.document.names import is_missing
from revue_analytics.document.page.listing import as_data, at_once, collated, environment, scripted
from revue_analytics.document.page.look import css_text, logo_or_nothing
from revue_analytics.document.page.shell import Page
from revue_analytics.errors import CampaignError
from revue_analytics.exports.spreadsheet import csv_bytes, fill, saved
from revue_analytics.files import write_whole
from revue_analytics.language import date, in_language, number, percent, translator

if TYPE_CHECKING:
    from markupsafe import Markup

__all__ = ["Followed", "follow", "follow_lines", "follow_page", "reminder_table"]

PAGE, WORKBOOK, REMINDERS = "follow.html", "follow.xlsx", "reminders.csv"
FIRST = 12  # groups to remind that the page lists
STEPS = {1: 21, 7: 27 * 7}  # days between the rows of what came in → days of the collection that they suit
LONGEST = 28


@dataclass(frozen=True)
class Followed:
    """The files that were written, the collection that they show, and the territories that faults hold back."""

    page: Path
    workbook: Path
    reminders: Path
    collection: Participation
    held_back: tuple[str, ...]


def follow(
    folder: str | Path, *, out: str | Path | None = None, language: str | None = None, today: Date | None = None
) -> Followed:
    """Write how the collection of a campaign goes: ``follow.html``, ``follow.xlsx``, ``reminders.csv``.

    They hold counts of people who took part, and nothing of what anybody answered. Faults in the folder are counted and
    named; they stop nothing as long as the settings can be read.

    Parameters
    ----------
    folder
        A campaign folder, with answers or without any yet.
    out
        Folder for the files; ``follow`` in the campaign folder by default.
    language
        ``"fr"`` or ``"en"``; the campaign's by default.
    today
        The day from which the days left are counted; today by default.

    Raises
    ------
    CampaignError
        There is no campaign in the folder, or its settings or its framework cannot be read.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> from revue_analytics.campaign.bundled import bundled
    >>> followed = follow(bundled("examples") / "demo", out=mkdtemp())
    >>> followed.page.name, followed.collection.answered, followed.collection.enough
    ('follow.html', 284, 11)
    """
    result = check_campaign(folder, today=today)
    collection = result.collection
    if collection is None:
        raise CampaignError(result.faults)
    target = Path(out) if out is not None else Path(folder) / "follow"
    chosen = language or collection.settings.language
    contents: Mapping[str, str | bytes] = {
        PAGE: follow_page(collection, chosen),
        WORKBOOK: _workbook(collection, chosen),
        REMINDERS: csv_bytes(reminder_table(collection, chosen)),
    }
    for name, content in contents.items():
        write_whole(target / name, content)
    return Followed(target / PAGE, target / WORKBOOK, target / REMINDERS, collection, result.held_back)


def follow_lines(collection: Participation, language: str) -> tuple[str, str, str]:
    """Sum up a collection in three lines: who took part, which territories have enough, whom to remind."""
    _ = translator(language)
    campaign = in_language(collection.period.label, language)
    parts = [_taking_part(collection, language), _closing(collection, language)]
    n = len(collection.territories)
    enough = _(
        "{enough} of {n} territory has enough respondents for a page ({threshold})",
        "{enough} of {n} territories have enough respondents for a page ({threshold})",
        n,
        enough=number(collection.enough, 0, language),
        threshold=number(collection.threshold, 0, language),
    )
    groups = _("{n} group to remind", "{n} groups to remind", len(collection.reminders))
    if not n:
        enough = _("no territory is known yet")
    return (
        _("{place}: {message}", place=campaign, message=_("; ").join(filter(None, parts))),
        enough,
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
        share=_rate(collection.answered, collection.invited, language),
    )


def _rate(answered: int, invited: int, language: str) -> str:
    """Write a response rate; 100 % is everybody."""
    share = round(100 * answered / invited)
    return percent((share if answered >= invited else min(share, 99)) / 100, 0, language)


def _closing(collection: Participation, language: str) -> str:
    """Say how long answers are taken still; nothing where nobody says until when."""
    _ = translator(language)
    if collection.days_left is None or collection.settings.questionnaire.closing is None:
        return ""
    day = date(collection.settings.questionnaire.closing, language)
    if collection.days_left < 0:
        return _("closed since {day}", day=day)
    return _("{n} day left, up to {day}", "{n} days left, up to {day}", collection.days_left, day=day)


def _college(collection: Participation, college: str, language: str) -> str:
    known = {each.id: each.label for each in collection.settings.colleges}
    return in_language(known.get(college, college), language)


# ---- tables


def reminder_table(collection: Participation, language: str = "fr") -> pd.DataFrame:
    """Return one row per group to remind, the most pressing first, with a sentence to put into a letter."""
    _ = translator(language)
    names = dict(zip(collection.territories["territory"], collection.territories["name"], strict=True))
    asks = collection.settings.questionnaire
    rows = [
        {
            _("Code"): row.territory,
            _("Territory"): names[row.territory],
            _("College"): _college(collection, row.college, language),
            _("Respondents"): int(row.answered),
            _("Invited"): row.invited,
            _("Still to answer"): row.left,
            _("Answers needed"): int(row.needed),
            _("Why remind"): _reason(row, language),
            _("Sentence for a letter"): _sentence(row, collection, language),
            _("Closing date"): asks.closing.isoformat() if asks.closing else "",
            _("Contact"): in_language(asks.contact, language) if asks.contact else "",
        }
        for row in collection.reminders.itertuples()
    ]
    counts = dict.fromkeys((_("Invited"), _("Still to answer")), "Int64")
    heads = [_("Code"), _("Territory"), _("College"), _("Respondents"), _("Invited"), _("Still to answer")]
    return pd.DataFrame(rows, columns=None if rows else heads).astype(counts)


def _reason(row: Any, language: str) -> str:
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


def _sentence(row: Any, collection: Participation, language: str) -> str:
    """Write what a letter to the group can say: how many answered, and until when it is possible."""
    _ = translator(language)
    college = _college(collection, row.college, language)
    if pd.isna(row.invited):
        counted = _(
            "{college}: {n} person has answered so far.",
            "{college}: {n} people have answered so far.",
            row.answered,
            college=college,
        )
    else:
        of = number(int(row.invited), 0, language)
        counted = _(
            "{college}: {n} person out of {invited} has answered so far.",
            "{college}: {n} people out of {invited} have answered so far.",
            row.answered,
            college=college,
            invited=of,
        )
    closing = collection.settings.questionnaire.closing
    if closing is None or (collection.days_left or 0) < 0:
        return counted
    return f"{counted} {_('Answers are taken up to {day}.', day=date(closing, language))}"


def _group_table(collection: Participation, language: str) -> pd.DataFrame:
    _ = translator(language)
    groups = collection.groups.merge(collection.territories[["territory", "name"]], on="territory")
    invited = groups["invited"].where(groups["invited"] > 0)
    return pd.DataFrame(
        {
            _("Code"): groups["territory"],
            _("Territory"): groups["name"],
            _("College"): [_college(collection, each, language) for each in groups["college"]],
            _("Stands alone"): [_("yes") if n >= collection.threshold else _("no") for n in groups["answered"]],
            _("Respondents"): groups["answered"],
            _("Invited"): groups["invited"],
            _("Response rate"): (groups["answered"] / invited).astype("Float64"),
        }
    )


def _territory_table(collection: Participation, language: str) -> pd.DataFrame:
    _ = translator(language)
    table = collection.territories
    invited = table["invited"].where(table["invited"] > 0)
    columns = {
        _("Code"): table["territory"],
        _("Territory"): table["name"],
        _("Département"): table["departement"],
        _("State of the page"): [_state(row, collection, language)[1] for row in table.itertuples()],
        _("Respondents"): table["answered"],
        _("Invited"): table["invited"],
        _("Response rate"): (table["answered"] / invited).astype("Float64"),
    }
    if collection.previous:
        columns[in_language(collection.previous.label, language)] = table["before"]
    return pd.DataFrame(columns)


def _periods(collection: Participation) -> tuple[int, pd.DataFrame]:
    """Put the days that people answered on into periods of equal length, Mondays first; each with the total so far."""
    days = collection.days
    if days.empty:
        return 1, pd.DataFrame({"day": [], "answered": [], "total": []})
    span = (days["day"].iloc[-1] - days["day"].iloc[0]).days
    step = next((step for step, most in STEPS.items() if span <= most), LONGEST)
    first = days["day"].iloc[0] - timedelta(days=days["day"].iloc[0].weekday() if step > 1 else 0)
    place = days["day"].map(lambda day: (day - first).days // step)
    counts = days.groupby(place)["answered"].sum().reindex(range(int(place.iloc[-1]) + 1), fill_value=0)
    starts = [first + timedelta(days=step * k) for k in counts.index]
    return step, pd.DataFrame({"day": starts, "answered": counts.to_numpy(), "total": counts.cumsum().to_numpy()})


def _heading(step: int, language: str) -> str:
    _ = translator(language)
    return {1: _("Day"), 7: _("Week from"), LONGEST: _("Four weeks from")}[step]


def _partial_rows(collection: Participation, language: str) -> list[tuple[str, int, str]]:
    """Write in words between how many and how many left a question blank; nothing where the band is everybody."""
    _ = translator(language)
    rows = []
    for row in collection.partial.itertuples():
        low, high = int(row.low), int(row.high)
        words = (
            _("too few respondents to say")
            if (low, high) == (0, int(row.respondents))
            else number(low, 0, language)
            if low == high
            else _("{low} to {high}", low=number(low, 0, language), high=number(high, 0, language))
        )
        rows.append((_college(collection, row.college, language), int(row.respondents), words))
    return rows


def _workbook(collection: Participation, language: str) -> bytes:
    """Write a sheet per question: whom to remind, groups, territories, what came in when, what was left blank."""
    from openpyxl import Workbook

    _ = translator(language)
    step, periods = _periods(collection)
    partial = collection.partial
    sheets = {
        _("To remind"): reminder_table(collection, language),
        _("Groups"): _group_table(collection, language),
        _("Territories"): _territory_table(collection, language),
        _("Over time"): pd.DataFrame(
            {
                _heading(step, language): [day.isoformat() for day in periods["day"]],
                _("New respondents"): periods["answered"],
                _("Respondents so far"): periods["total"],
            }
        ),
        _("Questions left blank"): pd.DataFrame(
            {
                _("College"): [_college(collection, each, language) for each in partial["college"]],
                _("Respondents counted"): partial["respondents"],
                _("Left at least one question blank: from"): partial["low"],
                _("to"): partial["high"],
            }
        ),
    }
    book = Workbook()
    book.remove(book.active)
    mark = " – ".join([*([_("Fictitious data")] if collection.settings.fictitious else []), _("Confidential")])
    for title, table in sheets.items():
        formats = {_("Response rate"): "0%"}
        days = (_("Closing date"), _heading(step, language))
        fill(book.create_sheet(title), table, language, formats=formats, days=days, mark=mark)
    return saved(book)


# ---- the page


@dataclass(frozen=True)
class Cell:
    """How many of a group took part, as the page shows it; `few`: fewer than the threshold."""

    answered: int | None = None
    text: str = ""
    few: bool = False


@dataclass(frozen=True)
class Line:
    """A territory as the page shows it: its groups in the order of the colleges, then everybody."""

    code: str
    name: str
    departement: str
    cells: tuple[Cell, ...]
    total: Cell
    share: float | None  # per cent of those invited
    rate: str
    before: int | None
    state: str
    in_words: str


def follow_page(collection: Participation, language: str) -> str:
    """Return ``follow.html``: complete without its script, which adds search, sorting and filters."""
    _ = translator(language)
    lines = sorted(_lines(collection, language), key=lambda line: (collated(line.name), line.code))
    step, periods = _periods(collection)
    states = {"short": _("Not enough respondents yet"), "enough": _("Enough respondents"), "held": _("Held back")}
    counts = {state: sum(line.state == state for line in lines) for state in states}
    places = collection.territories[["departement", "departement_name"]].value_counts().sort_index()
    names = {"": _("In general"), UNNAMED: _("Files of few people, or that cannot be read")}
    reminders = reminder_table(collection, language)
    return (
        environment()
        .get_template("follow.html.j2")
        .render(
            _=_,
            page=_shell(collection, language),
            collection=collection,
            figures=_figures(collection, language),
            day=date(collection.today, language),
            lines=lines,
            colleges=[_college(collection, each, language) for each in _colleges(collection)],
            previous=in_language(collection.previous.label, language) if collection.previous else "",
            states=[(state, label, counts[state]) for state, label in states.items() if counts[state]],
            departements=[(code, f"{code} {name}".strip(), n) for (code, name), n in places.items() if code],
            reminders=list(reminders.head(FIRST).itertuples(index=False)),
            n_reminders=len(reminders),
            heading=_heading(step, language),
            periods=[(date(row.day, language), row.answered, row.total) for row in periods.itertuples()],
            most=max(periods["answered"], default=1),
            partial=_partial_rows(collection, language),
            errors=[(names.get(file, file), n) for file, n in collection.errors.items()],
            held_back=[line for line in lines if line.state == "held"],
            shown=at_once(len(lines)),
            everything=partial(_everything, lines),
            number=lambda value: number(int(value), 0, language),
            missing=is_missing,
            css_text=css_text,
            **scripted("shell.css", "list.css", "follow.css"),
        )
    )


def _shell(collection: Participation, language: str) -> Page:
    _ = translator(language)
    settings, framework = collection.settings, collection.framework
    shown = [collection.groups.to_csv(), collection.days.to_csv(), framework.digest, str(collection.today)]
    return Page(
        language=language,
        kind=_("Collection of answers"),
        brand=in_language(settings.title, language),
        campaign=in_language(collection.period.label, language),
        date=date(collection.today, language),
        framework=in_language(framework.title, language),
        framework_version=str(framework.version or ""),
        provenance=sha256("\n".join(shown).encode()).hexdigest()[:16],
        accent=settings.look.accent,
        logo=logo_or_nothing(settings.look.logo),
        fictitious=settings.fictitious,
        private=True,
    )


def _figures(collection: Participation, language: str) -> list[tuple[str, str, str]]:
    """Return what stands at the head of the page: a name, a number, what it is out of."""
    _ = translator(language)
    write = partial(number, decimals=0, language=language)
    of_invited = (
        _("of {invited} invited", invited=write(collection.invited))
        if collection.invited
        else _("the number invited is not known everywhere")
    )
    figures = [
        (_("Respondents"), write(collection.answered), of_invited),
        (
            _("Territories with enough respondents for a page"),
            write(collection.enough),
            _("of {n}", n=write(len(collection.territories))),
        ),
        (_("Groups to remind"), write(len(collection.reminders)), _("of {n}", n=write(len(collection.groups)))),
    ]
    if collection.invited:
        rate = _rate(collection.answered, collection.invited, language)
        figures.insert(1, (_("Response rate"), rate, _("of the people invited")))
    closing, left = collection.settings.questionnaire.closing, collection.days_left
    if closing is None or left is None:
        return [*figures, (_("Days left"), "–", _("no closing date in the settings"))]
    when = (
        _("closed since {day}", day=date(closing, language))
        if left < 0
        else _("up to {day}", day=date(closing, language))
    )
    return [*figures, (_("Days left"), write(max(left, 0)), when)]


def _colleges(collection: Participation) -> list[str]:
    """Return the colleges that are expected anywhere, in the order of the settings."""
    there = set(collection.groups["college"])
    known = [college.id for college in collection.settings.colleges]
    return [each for each in (*known, *sorted(there - set(known))) if each in there]


def _lines(collection: Participation, language: str) -> Iterator[Line]:
    colleges = _colleges(collection)
    groups = {
        (row.territory, row.college): _cell(row.answered, row.invited, collection.threshold, language)
        for row in collection.groups.itertuples()
    }
    for row in collection.territories.itertuples():
        code, known = str(row.territory), not pd.isna(row.invited) and int(row.invited) > 0
        state, in_words = _state(row, collection, language)
        yield Line(
            code,
            str(row.name),
            str(row.departement),
            tuple(groups.get((code, college), Cell()) for college in colleges),
            _cell(row.answered, row.invited, collection.threshold, language),
            100 * row.answered / int(row.invited) if known else None,
            _rate(row.answered, int(row.invited), language) if known else "",
            int(row.before) if collection.previous else None,
            state,
            in_words,
        )


def _cell(answered: int, invited: Any, threshold: int, language: str) -> Cell:
    text = number(answered, 0, language)
    if not pd.isna(invited):
        text += f"\u00a0/\u00a0{number(int(invited), 0, language)}"
    return Cell(int(answered), text, answered < threshold)


def _state(row: Any, collection: Participation, language: str) -> tuple[str, str]:
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


def _everything(lines: Sequence[Line], markup: Any) -> Markup:
    """Write all territories as data for the script."""
    return as_data(
        (
            markup(line),
            {"state": line.state, "departement": line.departement},
            [
                f"{line.name} {line.code}",
                *(cell.answered for cell in line.cells),
                line.total.answered,
                line.share,
                *([line.before] if line.before is not None else []),
                line.in_words,
            ],
        )
        for line in lines
    )
