"""The roadmap of a territory for the people who carry it out: a workbook, a CSV file, a calendar."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date as Date
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from revue_analytics.document import actions, names
from revue_analytics.errors import ReportError, shorten
from revue_analytics.exports.opendocument import check_opendocument
from revue_analytics.exports.publishable import check_enough, check_publishable, marks, published_code
from revue_analytics.exports.spreadsheet import csv_bytes, fill, saved
from revue_analytics.files import page_name, write_whole
from revue_analytics.intake.codes import codes_of
from revue_analytics.language import in_language, legible, translator
from revue_analytics.review.reading import rows, rows_by

if TYPE_CHECKING:
    from revue_analytics.review import TerritoryReview


def export_roadmap(
    folder: str | Path | TerritoryReview,
    code: str = "",
    *,
    formats: Iterable[str] = ("xlsx",),
    out: str | Path | None = None,
    language: str | None = None,
    private: bool = False,
    fresh: bool = False,
) -> list[Path]:
    """Write the roadmap of a territory to files that people can keep up to date.

    Parameters
    ----------
    folder
        A campaign folder, a saved review, or the review of a territory.
    code
        Code of the territory, where `folder` is a folder.
    formats
        Some of `FORMATS`: ``"xlsx"``, ``"ods"``, ``"csv"``, ``"ics"``.
    out
        Folder for the files; the campaign's ``reports`` by default, the current one for a review.
    language
        ``"fr"`` or ``"en"``; the campaign's by default.
    private
        Write results on too few people to be published too; the files are marked confidential.
    fresh
        Read and analyse the campaign again.

    Returns
    -------
    The files, ``roadmap-CODE.xlsx`` and so on, in the order asked for. The same review gives the same bytes.

    Raises
    ------
    ReportError
        Unknown format; results that may not be published while `private` is false.
    UnknownTerritory
        The review does not hold the territory; the message names the nearest.
    CampaignError
        Faulty rows hold the territory back.
    MissingExtra
        What writes ODS files is not installed.

    Notes
    -----
    A workbook that was kept up to date can be put into the ``data`` of the next campaign: it says there what was
    planned, and how far it is (table ``decisions``).
    """
    from revue_analytics.review import TerritoryReview

    wanted = list(dict.fromkeys(formats))
    for name in wanted:
        if name not in FORMATS:
            message = "the format “{name}” is not known; write some of: {formats}"
            raise ReportError(message, name=shorten(name), formats=", ".join(FORMATS))
    if "ods" in wanted:
        check_opendocument()
    review = folder if isinstance(folder, TerritoryReview) else _review_of(folder, code, private, fresh)
    if out is None:
        out = Path() if isinstance(folder, TerritoryReview) else Path(folder) / "reports"
    target = Path(out)
    check_publishable(review, private)
    page_name(review.territory)  # a code that could lead out of the folder is refused
    paths = {name: target / f"roadmap-{review.territory}.{name}" for name in wanted}
    for name, path in paths.items():
        write_whole(path, FORMATS[name](review, language or str(review.meta["language"])))
    return list(paths.values())


def _review_of(folder: str | Path, code: str, private: bool, fresh: bool) -> TerritoryReview:
    """Open the review of a territory: of a campaign, or saved; nothing is analysed for a code that is not known."""
    from revue_analytics.review import Opened, load_review
    from revue_analytics.review.kept import archived_review

    saved = archived_review(folder)
    if saved is not None:
        review = load_review(saved)
        few = pd.DataFrame({"territory": review.meta["too_few"]}, dtype="str")
        (code,) = codes_of([code], pd.concat([review.territories, few], ignore_index=True))
        check_enough(code, review.meta["too_few"], int(review.meta["threshold"]))
        return review.for_territory(code)
    opened = Opened(folder, private=private, fresh=fresh)
    code = published_code(opened, code)  # before anything is analysed
    return opened.review().for_territory(code)


def follow_up_table(review: TerritoryReview, language: str = "fr") -> pd.DataFrame:
    """Return one row per action of the roadmap, with empty columns for its state, the date of it and a remark.

    The headings are those that a campaign's table ``decisions`` is read by.
    """
    _ = translator(language)
    planned = rows_by(review.now("roadmap"), "action")
    table = []
    for step in actions.next_steps(review, language):
        row = planned[step.action]
        table.append(
            {
                _("Territory"): review.territory,
                _("Campaign"): review.current,
                _("Action"): step.action,
                _("No."): step.order,
                _("What is to be done"): step.label,
                _("Why"): _("; ").join([f"{step.name}, {step.why}", *filter(None, (step.earlier, step.chain))]),
                _("Decision"): _("imposed") if row.imposed else _("planned"),
                _("Lead"): "" if step.pilot == _("to be named") else step.pilot,
                _("Start"): row.start or step.when,
                _("End"): row.end or step.when,
                _("Days of work"): row.staff_days,
                _("Cost (€)"): None if names.is_missing(row.cost) else row.cost,
                _("Tools"): _("; ").join(step.tools),
                _("Evidence to expect"): _("; ").join(step.evidence),
                _("Points made up"): round(row.points, 2),
                _("How firm"): step.held,
                _("State"): "",
                _("Date of the state"): "",
                _("Remark"): "",
            }
        )
    return pd.DataFrame(table)


def candidate_table(review: TerritoryReview, language: str = "fr") -> pd.DataFrame:
    """Return every action that was possible, those of the roadmap and the others, criterion by criterion."""
    _ = translator(language)
    labels = {action.id: action.label for action in review.framework.actions}
    classes = {"sure": _("sure"), "open": _("to be discussed"), "out": _("put aside")}
    return pd.DataFrame(
        [
            {
                _("Criterion assessed"): names.node_label(review.framework, row.criterion, language, numbered=True),
                _("Action considered"): row.label or in_language(labels.get(row.action, row.action), language),
                _("Level today"): round(row.from_level, 2),
                _("Level reached"): row.to_level,
                _("Days of work"): row.staff_days,
                _("Points made up"): round(row.points, 2),
                _("In the roadmap"): _("yes") if row.planned else _("no"),
                _("Comes up in the simulations"): names.in_draws(row.core, language),
                _("How firm"): classes[row.core_class],
            }
            for row in rows(review.now("roadmap"))
        ]
    )


def calendar(review: TerritoryReview, language: str = "fr") -> bytes:
    """Return the calendar of the roadmap (iCalendar): the first day of each action, and the day by which it is done.

    Identifiers depend on the territory, the campaign and the action alone, and the stamp is the campaign's date: the
    same review gives the same bytes, and a calendar that is imported again replaces itself.
    """
    from icalendar import Calendar, Event

    _ = translator(language)
    days = {row.action: (row.start, row.end) for row in rows(review.now("roadmap"))}
    day = next((one.get("date") for one in review.meta["campaigns"] if one["id"] == review.current), None)
    stamp = datetime.fromisoformat(f"{day or '2000-01-01'}T00:00:00+00:00")
    calendar = Calendar()
    calendar.add("prodid", "-//revue-analytics//roadmap//" + language.upper())
    calendar.add("version", "2.0")
    name = _("Roadmap of {name}", name=review.name)
    calendar.add("x-wr-calname", _line(" – ".join([name, *marks(review, language)])))
    for step in actions.next_steps(review, language):
        start, end = days[step.action]
        if not start or not end:
            continue
        lines = [
            f"{step.name}, {step.why}",
            _("Lead: {pilot}", pilot=step.pilot),
            _("Work: {effort}", effort=step.effort),
            *([_("Tools: {tools}", tools=_("; ").join(step.tools))] if step.tools else []),
            *([_("Evidence: {evidence}", evidence=_("; ").join(step.evidence))] if step.evidence else []),
        ]
        for kind, day, title in (
            ("start", Date.fromisoformat(start), _("Begin: {label}", label=step.label)),
            ("end", Date.fromisoformat(end), _("Due: {label}", label=step.label)),
        ):
            event = Event()
            key = "/".join((review.territory, review.current, step.action, kind))
            event.add("uid", f"{sha256(key.encode()).hexdigest()[:32]}@revue-analytics")
            event.add("dtstamp", stamp)
            event.add("dtstart", day)
            event.add("dtend", day + timedelta(days=1))
            event.add("summary", _line(title))
            event.add("description", "\n".join(map(_line, lines)))
            event.add("transp", "TRANSPARENT")
            calendar.add_component(event)
    return bytes(calendar.to_ical())


def _line(text: str) -> str:
    """Put what somebody typed on one line."""
    return " ".join(legible(text).split("\n"))


def _workbook(review: TerritoryReview, language: str, kind: str = "xlsx") -> bytes:
    """Write two sheets: the roadmap to keep up to date, with words to choose from, then every action possible."""
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    _ = translator(language)
    book = Workbook()
    roadmap, possible = book.active, book.create_sheet(_("Possible actions"))
    roadmap.title, mark = _("Roadmap"), " – ".join(marks(review, language))
    table = follow_up_table(review, language)
    fill(roadmap, table, language, days=(_("Start"), _("End")), mark=mark)
    fill(possible, candidate_table(review, language), language, mark=mark)
    words = {
        _("Decision"): [_("planned"), _("imposed"), _("forbidden")],
        _("State"): [_("not begun"), _("under way"), _("done"), _("given up")],
    }
    for column, choices in words.items() if len(table) else ():
        rule = DataValidation(type="list", formula1=f'"{",".join(choices)}"', allow_blank=True)
        letter = get_column_letter(list(table.columns).index(column) + 1)
        rule.add(f"{letter}2:{letter}{len(table) + 1}")
        roadmap.add_data_validation(rule)
    return saved(book, kind)


def _csv(review: TerritoryReview, language: str) -> bytes:
    return csv_bytes(follow_up_table(review, language))


FORMATS: dict[str, Callable[[Any, str], bytes]] = {
    "xlsx": _workbook,
    "ods": partial(_workbook, kind="ods"),
    "csv": _csv,
    "ics": calendar,
}
"""Format -> what writes it."""
