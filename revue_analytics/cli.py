"""The command ``revue``: each command parses words and calls one function that a notebook could call.

Texts are in French, or in English where the locale is English or ``REVUE_LANG=en``.
"""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from revue_analytics.errors import ChangedByFew, pasted
from revue_analytics.language import LANGUAGES, translator
from revue_analytics.terminal.program import (
    DONE,
    INCOMPLETE,
    INTERRUPTED,
    Program,
    WritablePath,
    spoken_language,
    stop,
    translate_click,
    warn,
)
from revue_analytics.version import __version__

if TYPE_CHECKING:
    from pandas import DataFrame

    from revue_analytics.review import Opened, Review

LANGUAGE = spoken_language(os.environ)
_ = translator(LANGUAGE)


def main() -> None:
    """Run the command line."""
    translate_click(LANGUAGE)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that lacks a letter shows “?”, not a traceback
    program(prog_name="revue")


def _directory(**options: Any) -> click.Path:
    return WritablePath(LANGUAGE, _("directory"), file_okay=False, **options)  # click names it before `main`


def _split(_context: click.Context, _parameter: click.Parameter, words: str | Iterable[str]) -> list[str]:
    """Take apart what has commas in it; a word that is no list is there, be it empty."""
    parts = [words] if isinstance(words, str) else words
    return [word for part in parts for word in map(str.strip, part.split(",")) if word] or [""] * isinstance(words, str)


def words(name: str, metavar: str, meaning: str, **options: Any) -> Callable[[Any], Any]:
    """Offer an option that may be repeated, its words apart at commas."""
    return click.option(name, multiple=True, metavar=metavar, help=meaning, **{"callback": _split} | options)


def formats(default: str, metavar: str, meaning: str) -> Callable[[Any], Any]:
    """Offer a choice of formats."""
    return click.option(
        "--format", "formats", default=default, show_default=True, metavar=metavar, help=meaning, callback=_split
    )


def out(meaning: str) -> Callable[[Any], Any]:
    """Ask for the folder that files go to."""
    return click.option("--out", metavar=_("DIR"), type=_directory(), help=meaning)


def lang(meaning: str) -> Callable[[Any], Any]:
    """Ask for a language."""
    return click.option("--lang", "language", type=click.Choice(LANGUAGES), help=meaning)


def analysed(command: Callable[..., None]) -> Callable[..., None]:
    """Offer what every command that analyses a campaign can be told."""
    for name, meaning in (
        ("--fresh", _("Read and analyse everything again, even if nothing has changed.")),
        ("--private", _("Allow results on too few people to be published; pages are marked confidential.")),
    ):
        command = click.option(name, is_flag=True, help=meaning)(command)
    return command


part = click.option(
    "--part",
    type=click.Choice(["all", "essential", "annex"]),
    default="all",
    help=_("What is printed, and written as PDF: the essential (four sheets), the annex, or all."),
)
documents = formats(
    "html",
    "html,pdf,docx,pptx,ipynb",
    _("What to write: the page, a PDF, Word and PowerPoint to be edited, the executed notebook; with commas."),
)
template = click.option(
    "--template",
    metavar=_("FILE"),
    type=WritablePath(LANGUAGE, exists=True, dir_okay=False),
    help=_("Your own Word document, whose styles, headers and pages --format docx is written in."),
)
existing = click.argument("folder", metavar=_("DIR"), type=_directory(exists=True))
territory = click.argument("code", metavar=_("CODE|NAME"))
pages_in = lang(_("Language of the pages; the campaign's by default."))
to_file = click.option(
    "--out",
    "file",
    metavar=_("FILE"),
    type=WritablePath(LANGUAGE, dir_okay=False),
    help=_("Write every campaign to a file, .csv, .xlsx or .ods."),
)


@click.group(
    cls=Program,
    language=LANGUAGE,
    help=_("Revue d'ingénierie territoriale: from survey files to one review document per territory."),
    epilog=_(
        "Exit status: 0 all is well; 1 something failed, is faulty or was held back; 2 the command was misused. "
        "REVUE_LANG=fr or en sets the language of the messages."
    ),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    options_metavar="[OPTIONS]",
    subcommand_metavar=_("COMMAND …"),
)
@click.version_option(__version__, prog_name="revue-analytics", help=_("Show the version and exit."))
def program() -> None:
    """Group of all commands."""


@program.command(
    help=_(
        "Make a campaign folder. It holds the settings and a place for the data; with territories, also their table "
        "and those to fill in: numbers invited, targets, mail merge."
    )
)
@click.argument("folder", metavar=_("DIR"), type=_directory())
@click.option("--demo", is_flag=True, help=_("Copy the demonstration campaign: twelve invented territories."))
@words("--epci", _("CODE|NAME"), _("The communes of this EPCI, by SIREN or name; may be repeated."), callback=None)
@words("--departement", _("CODE|NAME"), _("The communes of this département; may be repeated, or hold commas."))
@words("--codes", _("CODES"), _("These communes, by INSEE code or name, with commas."))
@words("--campaigns", _("IDS"), _("The campaigns, oldest first, with commas: 2023,2026."))
def init(folder: Path, **options: Any) -> None:
    """Call `init_campaign`."""
    from revue_analytics.campaign import init_campaign
    from revue_analytics.campaign.initialise import MAILING

    campaign = init_campaign(folder, **options)
    click.echo(_("Campaign folder made: {folder}", folder=campaign))
    if (campaign / MAILING).exists():
        click.echo(_("Filled in from the official list: {file}", file="territoires.xlsx"))
        click.echo(_("To be filled in by you: {files}", files=f"invites.xlsx, cibles.xlsx, {MAILING}"))
        click.echo(_("Then write the questionnaires: {command}", command=f"revue questionnaire {pasted(campaign)}"))
    click.echo(_("Next: revue check {folder}", folder=pasted(campaign)))


@program.command(help=_("Write the questionnaires of a campaign. For a spreadsheet, a survey tool, or paper."))
@existing
@click.option(
    "--format",
    type=click.Choice(("xlsx", "xlsform", "limesurvey", "print", "pdf")),
    default="xlsx",
    show_default=True,
    help=_("Excel workbook, KoboToolbox and ODK, LimeSurvey, page to print, PDF."),
)
@lang(_("Language of the questions; the campaign's by default."))
@click.option("--college", metavar=_("ID|all"), help=_("For one college only; all: one questionnaire per college."))
@words("--territory", _("CODE|NAME"), _("For this territory, filled in already; may be repeated."), callback=None)
@click.option(
    "--respondents",
    metavar="N",
    type=click.IntRange(min=1),
    default=1,
    help=_("Places for so many people in one workbook."),
)
@out(_("Where the questionnaires go."))
def questionnaire(folder: Path, territory: tuple[str, ...], **options: Any) -> None:
    """Call `questionnaire`."""
    from revue_analytics.questionnaires import questionnaire

    for path in questionnaire(folder, territory=territory or None, **options):
        click.echo(path)


@program.command(help=_("List everything wrong in a campaign. Each fault with its place, value, rule and remedy."))
@existing
def check(folder: Path) -> None:
    """Call `check_campaign`."""
    from revue_analytics.campaign import check_campaign
    from revue_analytics.terminal.faults import checked

    result = check_campaign(folder)
    click.echo(checked(result, LANGUAGE))
    if not result.ok or result.held_back:
        raise click.exceptions.Exit(INCOMPLETE)


@program.command(help=_("Follow the collection of answers. A page and a workbook: who took part, whom to remind."))
@existing
@out(_("Where the page and its files go."))
@pages_in
def follow(folder: Path, **options: Any) -> None:
    """Call `follow`; say what `check` says of the collection, how many faults there are, and what was written."""
    from revue_analytics.following import follow, follow_lines

    followed = follow(folder, **options)
    click.echo("\n".join(follow_lines(followed.collection, LANGUAGE)))
    for path in (followed.page, followed.workbook, followed.reminders):
        click.echo(path)
    _stop_if_held_back(folder, followed.held_back)
    if n := sum(followed.collection.errors.values()):
        stop(_("{n} error in the data: revue check says where", "{n} errors in the data: revue check says where", n))


@program.command(help=_("Score a campaign. Overall and per indicator, for every territory."))
@existing
@to_file
@analysed
def score(folder: Path, file: Path | None, **options: Any) -> None:
    """Analyse the campaign; print or write its scores."""
    from revue_analytics.exports.tables import score_table

    _tabulate(folder, score_table, file, options)


@program.command(help=_("Say how firm the results are. Scores, ranks, first priority under other answers and weights."))
@existing
@to_file
@analysed
def sensitivity(folder: Path, file: Path | None, **options: Any) -> None:
    """Analyse the campaign; print or write what its results become under other answers, weights and methods."""
    from revue_analytics.exports.tables import robustness_table

    _tabulate(folder, robustness_table, file, options)


def _tabulate(
    folder: Path, table_of: Callable[[Review, str], DataFrame], file: Path | None, options: dict[str, bool]
) -> None:
    """Print a table of the campaign that is under way, or write that of all campaigns."""
    from revue_analytics.exports.publishable import check_publishable
    from revue_analytics.exports.spreadsheet import check_table_file, printed, write_table
    from revue_analytics.review import Opened

    if file is not None:
        check_table_file(file)
    opened = Opened(folder, **options)
    review = opened.review()
    table = table_of(review, LANGUAGE)
    if not review.meta["publishable"]:
        click.echo(_("Confidential: small groups can be recognised in these results. Do not circulate."), err=True)
    if file is not None:
        check_publishable(review, opened.private)
        click.echo(write_table(table, file))
    else:
        click.echo(printed(table[table[_("Campaign")] == review.meta["current"]], LANGUAGE))
    _end(opened)


@program.command(help=_("Export a whole review. Tables for other programs: spreadsheet, CSV, Parquet, JSON."))
@existing
@formats("xlsx", _("NAMES"), _("xlsx, ods, csv, parquet, json; several with commas."))
@out(_("Where the files go."))
@pages_in
@analysed
def export(folder: Path, out: Path | None, formats: list[str], fresh: bool, **options: Any) -> None:
    """Call `export_review`."""
    from revue_analytics.exports.review import export_review
    from revue_analytics.review import Opened

    opened = Opened(folder, private=options["private"], fresh=fresh)
    for path in export_review(opened, out or folder / "reports" / "exports", formats, **options):
        click.echo(path)
    _end(opened)


@program.command(help=_("Write the review document of one territory."))
@existing
@territory
@out(_("Where the pages go."))
@documents
@part
@template
@pages_in
@analysed
def report(folder: Path, code: str, **options: Any) -> None:
    """Call `report`."""
    from revue_analytics.batches import report

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", ChangedByFew)
        page = report(folder, code, **options)
    for one in caught:
        if isinstance(one.message, ChangedByFew):
            warn(one.message.text(LANGUAGE))
        else:
            warnings.showwarning(one.message, one.category, one.filename, one.lineno)
    click.echo(page)


@program.command(
    help=_(
        "Write the roadmap of one territory to files for those who carry it out: a workbook or a CSV file to keep up "
        "to date, a calendar."
    )
)
@existing
@territory
@formats("xlsx", _("LIST"), _("Some of xlsx, ods, csv, ics (calendar); with commas."))
@out(_("Where the files go; the folder’s reports by default."))
@pages_in
@analysed
def roadmap(folder: Path, code: str, **options: Any) -> None:
    """Call `export_roadmap`."""
    from revue_analytics.exports.roadmap import export_roadmap

    for path in export_roadmap(folder, code, **options):
        click.echo(path)


@program.command(help=_("Write the review document of every territory, and an index of them."))
@existing
@out(_("Where the pages go."))
@words("--only", _("CODE|NAME"), _("This territory only; may be repeated, or hold commas."))
@click.option(
    "--jobs", type=click.IntRange(min=1), help=_("Pages made at once; as many as there are cores by default.")
)
@click.option(
    "--filter",
    "filters",
    multiple=True,
    metavar=_("FIELD=VALUE"),
    help=_("Only the territories of a departement, an epci, a stratum, a kind: departement=01. May be repeated."),
)
@click.option("--force", is_flag=True, help=_("Make every page again, even if nothing has changed."))
@click.option(
    "--timeout",
    type=click.IntRange(min=0),
    default=600,
    show_default=True,
    help=_("Seconds that one cell of a notebook may take; 0 for no limit."),
)
@click.option("--keep-going/--fail-fast", default=True, help=_("Go on after a failure (the default), or stop at it."))
@documents
@part
@template
@click.option(
    "--scheduler",
    metavar=_("ADDRESS"),
    help=_("Have the pages made by a Dask cluster: tls://host:port, tcp://127.0.0.1:port, or local."),
)
@pages_in
@click.option("--strict", is_flag=True, help=_("Do nothing if any row is faulty, instead of holding territories back."))
@analysed
def batch(folder: Path, timeout: int, **options: Any) -> None:
    """Call `batch` and sum up what it made."""
    from time import perf_counter

    from revue_analytics.batches import batch
    from revue_analytics.terminal.summary import batch_summary, batch_troubles

    start = perf_counter()
    try:
        result = batch(folder, timeout=timeout or None, **options)
    except KeyboardInterrupt:
        stop(_("Interrupted. What is finished is kept: run the same command again to go on."), INTERRUPTED)
    for line in batch_troubles(result, LANGUAGE):
        click.echo(line, err=True)
    click.echo(batch_summary(result, perf_counter() - start, LANGUAGE))
    click.echo(result.index)
    _name_too_few(result.too_few)
    _stop_if_held_back(folder, result.held_back)
    if not result.complete:
        raise click.exceptions.Exit(INCOMPLETE)


@program.command(
    help=_(
        "Write one page on several territories together. All of the campaign, a group of it, or 2 to 6 side by side."
    )
)
@existing
@click.option(
    "--codes", default="", metavar=_("CODES"), help=_("From 2 to 6 codes or names, with commas: side by side.")
)
@click.option(
    "--filter",
    "group",
    default="",
    metavar=_("GROUP"),
    help=_("These territories only: departement=01, epci=…, stratum=lt1000 or kind=epci."),
)
@click.option(
    "--anonymous/--named",
    default=None,
    help=_("Letters or names for territories; the campaign's choice by default."),
)
@out(_("Where the pages go."))
@pages_in
@analysed
def compare(folder: Path, fresh: bool, **options: Any) -> None:
    """Call `compare`."""
    from revue_analytics.batches import compare
    from revue_analytics.review import Opened

    opened = Opened(folder, private=options["private"], fresh=fresh)
    click.echo(compare(opened, **options))
    _name_too_few(opened.too_few)


@program.command(help=_("Erase a respondent. From every file of the campaign, and from any later reading."))
@existing
@click.argument("respondent")
@click.option("--dry-run", is_flag=True, help=_("Only say what would be done."))
@click.option("--yes", is_flag=True, help=_("Do not ask before erasing."))
def forget(folder: Path, respondent: str, dry_run: bool, yes: bool) -> None:
    """Call `erase_respondent`, after having said what it would do."""
    from revue_analytics.campaign import erase_respondent
    from revue_analytics.terminal.erasure import erasure_text

    if dry_run or not yes:
        planned = erase_respondent(folder, respondent, dry_run=True)
        click.echo(erasure_text(planned, LANGUAGE))
        if dry_run or planned.nothing:
            raise click.exceptions.Exit(DONE)
        if not click.confirm(_("Erase this respondent for good?")):
            raise click.exceptions.Exit(INCOMPLETE)
    result = erase_respondent(folder, respondent)
    click.echo(erasure_text(result, LANGUAGE))
    if result.left:
        raise click.exceptions.Exit(INCOMPLETE)


@program.command(
    help=_("Open JupyterLab in a campaign folder. The exploration notebook is copied there if it is absent.")
)
@existing
def lab(folder: Path) -> None:
    """Call `open_lab`."""
    from revue_analytics.terminal.installation import open_lab

    raise click.exceptions.Exit(DONE if open_lab(folder) == 0 else INCOMPLETE)


@program.command(help=_("Say what is installed, and whether notebooks run here."))
def doctor() -> None:
    """Show the diagnosis."""
    from revue_analytics.terminal.installation import diagnosis, diagnosis_text

    parts = diagnosis(LANGUAGE)
    click.echo(diagnosis_text(parts, LANGUAGE))
    if any(part.good is False for part in parts):
        raise click.exceptions.Exit(INCOMPLETE)


def _end(opened: Opened) -> None:
    """Say which territories are not in what was shown; end with 1 if faults hold some back."""
    _name_too_few(opened.too_few)
    _stop_if_held_back(opened.folder, opened.held_back)


def _name_too_few(codes: Iterable[str]) -> None:
    """Name the territories that have no results because too few people answered: no fault, and nothing to mend."""
    if named := ", ".join(codes):
        warn(_("Too few respondents, no results that may be published: {codes}", codes=named))


def _stop_if_held_back(folder: Path, codes: Iterable[str]) -> None:
    """Name the territories that faults in the data hold back, and end with 1."""
    if named := ", ".join(codes):
        warn(_("Held back because of faults in the data: {codes}", codes=named))
        stop(_("The list of faults: revue check {folder}", folder=pasted(folder)))


if __name__ == "__main__":
    main()
