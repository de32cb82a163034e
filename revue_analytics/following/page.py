"""The page of a collection of answers: complete without its script, which adds search, sorting and filters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pandas as pd

from revue_analytics.campaign.participation import UNNAMED, Participation
from revue_analytics.document.names import is_missing
from revue_analytics.document.page.assets import as_data, at_once, collated, environment, scripted
from revue_analytics.document.page.look import css_text, logo_or_nothing
from revue_analytics.document.page.shell import Page
from revue_analytics.following.tables import blanks, heading, periods, reminder_table
from revue_analytics.following.words import Counted, closing, college_label, rate, state
from revue_analytics.language import date, in_language, number, translator
from revue_analytics.review.reading import rows

if TYPE_CHECKING:
    from markupsafe import Markup

FIRST = 12  # groups to remind that the page lists


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
    """Return ``follow.html``."""
    _ = translator(language)
    lines = sorted(_lines(collection, language), key=lambda line: (collated(line.name), line.code))
    step, came_in = periods(collection)
    states = {"short": _("Not enough respondents yet"), "enough": _("Enough respondents"), "held": _("Held back")}
    counts = {state: sum(line.state == state for line in lines) for state in states}
    departements = collection.territories.groupby(["departement", "departement_name"]).size()
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
            colleges=[college_label(collection, each, language) for each in _colleges(collection)],
            previous=in_language(collection.previous.label, language) if collection.previous else "",
            states=[(state, label, counts[state]) for state, label in states.items() if counts[state]],
            departements=[(code, f"{code} {name}".strip(), n) for (code, name), n in _items(departements) if code],
            reminders=list(reminders.head(FIRST).itertuples(index=False)),
            n_reminders=len(reminders),
            heading=heading(step, language),
            periods=[(date(row.day, language), row.answered, row.total) for row in rows(came_in, Counted)],
            most=max(came_in["answered"], default=1),
            partial=blanks(collection, language),
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


def _items(counts: pd.Series) -> Iterator[tuple[tuple[str, str], int]]:
    yield from counts.to_dict().items()  # type: ignore[misc]


def _shell(collection: Participation, language: str) -> Page:
    _ = translator(language)
    settings, framework = collection.settings, collection.framework
    content = [collection.groups.to_csv(), collection.days.to_csv(), framework.digest, str(collection.today)]
    return Page(
        language=language,
        kind=_("Collection of answers"),
        brand=in_language(settings.title, language),
        campaign=in_language(collection.period.label, language),
        date=date(collection.today, language),
        framework=in_language(framework.title, language),
        framework_version=str(framework.version or ""),
        provenance=sha256("\n".join(content).encode()).hexdigest()[:16],
        accent=settings.look.accent,
        logo=logo_or_nothing(settings.look.logo),
        fictitious=settings.fictitious,
        private=True,
    )


def _figures(collection: Participation, language: str) -> list[tuple[str, str, str]]:
    """Return what stands at the head of the page: a name, a number, what it is out of."""
    _ = translator(language)
    write = partial(number, decimals=0, language=language)
    invited, left = collection.invited, collection.days_left
    of_invited = _("of {invited} invited", invited=write(invited)) if invited else ""
    figures = [
        (_("Respondents"), write(collection.answered), of_invited or _("the number invited is not known everywhere")),
        (
            _("Territories with enough respondents for a page"),
            write(collection.enough),
            _("of {n}", n=write(len(collection.territories))),
        ),
        (_("Groups to remind"), write(len(collection.reminders)), _("of {n}", n=write(len(collection.groups)))),
    ]
    if invited:
        share = rate(collection.answered, invited, language)
        figures.insert(1, (_("Response rate"), share, _("of the people invited")))
    last = collection.settings.questionnaire.closing
    if last is None or left is None:
        return [*figures, (_("Days left"), "–", _("no closing date in the settings"))]
    when = closing(collection, language) if left < 0 else _("up to {day}", day=date(last, language))
    return [*figures, (_("Days left"), write(max(left, 0)), when)]


def _colleges(collection: Participation) -> list[str]:
    """Return the colleges that are expected anywhere, in the order of the settings."""
    expected = set(collection.groups["college"])
    known = [college.id for college in collection.settings.colleges]
    return [each for each in (*known, *sorted(expected - set(known))) if each in expected]


def _lines(collection: Participation, language: str) -> Iterator[Line]:
    colleges = _colleges(collection)
    groups = {
        (row.territory, row.college): _cell(row, collection.threshold, language)
        for row in rows(collection.groups, Counted)
    }
    for row in rows(collection.territories, Counted):
        known = not pd.isna(row.invited) and row.invited > 0
        situation, in_words = state(row, collection, language)
        yield Line(
            row.territory,
            row.name,
            row.departement,
            tuple(groups.get((row.territory, college), Cell()) for college in colleges),
            _cell(row, collection.threshold, language),
            100 * row.answered / row.invited if known else None,
            rate(row.answered, row.invited, language) if known else "",
            int(row.before) if collection.previous else None,
            situation,
            in_words,
        )


def _cell(row: Counted, threshold: int, language: str) -> Cell:
    text = number(row.answered, 0, language)
    if not pd.isna(row.invited):
        text += f"\u00a0/\u00a0{number(int(row.invited), 0, language)}"
    return Cell(int(row.answered), text, row.answered < threshold)


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
