"""The command ``revue``: each command parses words and calls one function that a notebook could call.

Texts are in French, or in English where the locale is English or ``REVUE_LANG=en``.
"""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from revue_analytics.errors import ChangedByFew, InputError, RevueError, UnknownTerritory, pasted
from revue_analytics.language import LANGUAGES, one_or_many, translate, translator
from revue_analytics.losses import Losses, listening
from revue_analytics.progress import showing
from revue_analytics.version import __version__

if TYPE_CHECKING:
    from pandas import DataFrame

    from revue_analytics.batches import BatchResult, Failure
    from revue_analytics.review import Opened, Review

__all__ = ["main", "program", "spoken_language"]

DONE, INCOMPLETE, MISUSED = 0, 1, 2
INTERRUPTED = 130  # as shells have it
SHOWN = 20  # failures of one cause that are listed with their notebooks


def spoken_language(environment: Mapping[str, str]) -> str:
    """Choose the language of the terminal: ``REVUE_LANG``, else the locale's if it is English, else French.

    >>> spoken_language({"LANG": "en_GB.UTF-8"}), spoken_language({"LANG": "C"}), spoken_language({"REVUE_LANG": "en"})
    ('en', 'fr', 'en')
    """
    if environment.get("REVUE_LANG") in LANGUAGES:
        return environment["REVUE_LANG"]
    locale = next((environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), "")
    return "en" if locale.lower().startswith("en") else "fr"


LANGUAGE = spoken_language(os.environ)
_ = translator(LANGUAGE)


def main() -> None:
    """Run the command line."""
    _translate_click()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that lacks a letter shows “?”, not a traceback
    program(prog_name="revue")


def _warn(warning: ChangedByFew) -> None:
    from revue_analytics.terminal.faults import wrapped_list

    click.echo("\n".join(wrapped_list(warning.text(LANGUAGE))), err=True)


def _translate_click() -> None:
    """Make click's own words (“Usage:”, “Missing argument”) come from our catalogue.

    click asks the standard library's gettext, which only finds compiled catalogues in folders of the system.
    """

    def counted(singular: str, plural: str, n: int) -> str:
        return one_or_many(singular, plural, n, LANGUAGE)

    for name in ("core", "decorators", "exceptions", "formatting", "parser", "types"):
        module = sys.modules.get(f"click.{name}")
        if module is not None and hasattr(module, "_"):
            module._ = lambda message: translate(message, LANGUAGE)
        if module is not None and hasattr(module, "ngettext"):
            module.ngettext = counted


class _Program(click.Group):
    """Turns every foreseeable error into a message and an exit status, never a traceback."""

    def invoke(self, context: click.Context) -> Any:
        try:
            with listening() as losses:
                try:
                    with showing(LANGUAGE):
                        return super().invoke(context)
                finally:
                    _say_losses(losses, context)
        except UnknownTerritory as error:
            _stop(_said(error), MISUSED)
        except InputError as error:
            from revue_analytics.terminal.faults import fault_list

            _stop(fault_list(error.faults, (), LANGUAGE), INCOMPLETE)
        except BrokenPipeError:
            raise  # click's: the reader of our output went away
        except RevueError as error:
            _stop(_said(error), INCOMPLETE)
        except OSError as error:
            why = translate(error.strerror, LANGUAGE) if error.strerror else error
            named = _("{place}: {message}", place=error.filename, message=why)
            _stop(named if error.filename else str(error), INCOMPLETE)


def _say_losses(losses: Losses, context: click.Context) -> None:
    """Say which answers are in none of the results that a command showed; it does not end as if all were well."""
    ended = sys.exc_info()[1]
    if not (losses.n or losses.errors) or not (ended is None or isinstance(ended, click.exceptions.Exit)):
        return
    if losses.errors:
        left_out = _(
            "{n} error in the data: what it touches is left out; revue check says why",
            "{n} errors in the data: what they touch is left out; revue check says why",
            losses.errors,
        )
        click.echo(left_out, err=True)
    if losses.n:
        _say_rows(losses)
    raise click.exceptions.Exit(getattr(ended, "exit_code", DONE) or INCOMPLETE)


def _say_rows(losses: Losses) -> None:
    """Say how many rows with answers name no territory, and which."""
    from revue_analytics.intake.findings import listed

    said = _(
        "{n} row with answers names no territory that is known, and is in no result: revue check says why",
        "{n} rows with answers name no territory that is known, and are in no result: revue check says why",
        losses.n,
    )
    click.echo(said, err=True)
    for file, rows in losses.rows.items():
        click.echo(
            "    " + _("{file}: row {rows}", "{file}: rows {rows}", len(rows), file=file, rows=listed(rows)), err=True
        )


def _said(error: RevueError) -> str:
    return error.text(LANGUAGE)


def _stop(message: str, status: int) -> NoReturn:
    click.echo(message, err=True)
    raise click.exceptions.Exit(status)


class _Path(click.Path):
    """A path that can be written into files: one whose letters are UTF-8."""

    def convert(self, value: Any, parameter: click.Parameter | None, context: click.Context | None) -> Any:
        try:
            os.fspath(value).encode()
        except UnicodeEncodeError:
            said = "the path “{path}” is not written in UTF-8: rename what it names, without accents for example"
            self.fail(_(said, path=os.fsencode(value).decode("cp1252", "replace")), parameter, context)
        return super().convert(value, parameter, context)


def _directory(**options: Any) -> click.Path:
    kind = _Path(path_type=Path, file_okay=False, **options)
    kind.name = _("directory")  # click translates it too early, before `main`
    return kind


existing = click.argument("folder", metavar=_("DIR"), type=_directory(exists=True))
out = click.option("--out", metavar=_("DIR"), type=_directory(), help=_("Where the pages go."))
lang = click.option("--lang", type=click.Choice(LANGUAGES), help=_("Language of the pages; the campaign's by default."))
private = click.option(
    "--private", is_flag=True, help=_("Allow results on too few people to be published; pages are marked confidential.")
)

fresh = click.option("--fresh", is_flag=True, help=_("Read and analyse everything again, even if nothing has changed."))


@click.group(
    cls=_Program,
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
@click.option(
    "--epci",
    multiple=True,
    metavar=_("CODE|NAME"),
    help=_("The communes of this EPCI, by SIREN or name; may be repeated."),
)
@click.option(
    "--departement",
    multiple=True,
    metavar=_("CODE|NAME"),
    help=_("The communes of this département; may be repeated, or hold commas."),
)
@click.option(
    "--codes", multiple=True, metavar=_("CODES"), help=_("These communes, by INSEE code or name, with commas.")
)
@click.option(
    "--campaigns", multiple=True, metavar=_("IDS"), help=_("The campaigns, oldest first, with commas: 2023,2026.")
)
def init(folder: Path, epci: tuple[str, ...], **options: Any) -> None:
    """Call `init_campaign`."""
    from revue_analytics.campaign import init_campaign
    from revue_analytics.campaign.prepared import MAILING

    demo = options.pop("demo")
    made = init_campaign(folder, demo, epci=epci, **{name: _split(texts) for name, texts in options.items()})
    click.echo(_("Campaign folder made: {folder}", folder=made))
    if (made / MAILING).exists():
        click.echo(_("Filled in from the official list: {file}", file="territoires.xlsx"))
        click.echo(_("To be filled in by you: {files}", files=f"invites.xlsx, cibles.xlsx, {MAILING}"))
        click.echo(_("Then write the questionnaires: {command}", command=f"revue questionnaire {pasted(made)}"))
    click.echo(_("Next: revue check {folder}", folder=pasted(made)))


@program.command(help=_("Write the questionnaires of a campaign. For a spreadsheet, a survey tool, or paper."))
@existing
@click.option(
    "--format",
    type=click.Choice(("xlsx", "xlsform", "limesurvey", "print", "pdf")),
    default="xlsx",
    show_default=True,
    help=_("Excel workbook, KoboToolbox and ODK, LimeSurvey, page to print, PDF."),
)
@click.option("--lang", type=click.Choice(LANGUAGES), help=_("Language of the questions; the campaign's by default."))
@click.option("--college", metavar=_("ID|all"), help=_("For one college only; all: one questionnaire per college."))
@click.option(
    "--territory",
    multiple=True,
    metavar=_("CODE|NAME"),
    help=_("For this territory, filled in already; may be repeated."),
)
@click.option(
    "--respondents",
    metavar="N",
    type=click.IntRange(min=1),
    default=1,
    help=_("Places for so many people in one workbook."),
)
@click.option("--out", metavar=_("DIR"), type=_directory(), help=_("Where the questionnaires go."))
def questionnaire(folder: Path, **options: Any) -> None:
    """Call `questionnaire`."""
    from revue_analytics.questionnaires import questionnaire

    options["language"] = options.pop("lang")
    options["territory"] = options["territory"] or None
    for path in questionnaire(folder, **options):
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
@click.option("--out", metavar=_("DIR"), type=_directory(), help=_("Where the page and its files go."))
@lang
def follow(folder: Path, out: Path | None, lang: str | None) -> None:
    """Call `follow`; say what `check` says of the collection, how many faults there are, and what was written."""
    from revue_analytics.following import follow, follow_lines

    followed = follow(folder, out=out, language=lang)
    collection = followed.collection
    click.echo("\n".join(follow_lines(collection, LANGUAGE)))
    for path in (followed.page, followed.workbook, followed.reminders):
        click.echo(path)
    _stop_if_held_back(folder, followed.held_back)
    if errors := sum(collection.errors.values()):
        said = _(
            "{n} error in the data: revue check says where", "{n} errors in the data: revue check says where", errors
        )
        _stop(said, INCOMPLETE)


to_file = click.option(
    "--out",
    "file",
    metavar=_("FILE"),
    type=_Path(path_type=Path, dir_okay=False),
    help=_("Write every campaign to a file, .csv or .xlsx."),
)


@program.command(help=_("Score a campaign. Overall and per indicator, for every territory."))
@existing
@to_file
@private
@fresh
def score(folder: Path, file: Path | None, private: bool, fresh: bool) -> None:
    """Analyse the campaign; print or write its scores."""
    from revue_analytics.exports.tables import score_table
    from revue_analytics.review import Opened

    _tabulate(Opened(folder, private=private, fresh=fresh), score_table, file)


@program.command(help=_("Say how firm the results are. Scores, ranks, first priority under other answers and weights."))
@existing
@to_file
@private
@fresh
def sensitivity(folder: Path, file: Path | None, private: bool, fresh: bool) -> None:
    """Analyse the campaign; print or write what its results become under other answers, weights and methods."""
    from revue_analytics.exports.tables import robustness_table
    from revue_analytics.review import Opened

    _tabulate(Opened(folder, private=private, fresh=fresh), robustness_table, file)


def _tabulate(opened: Opened, table_of: Callable[[Review, str], DataFrame], file: Path | None) -> None:
    """Print a table of the campaign that is under way, or write that of all campaigns."""
    from revue_analytics.exports.publishable import check_publishable
    from revue_analytics.exports.spreadsheet import printed, write_table

    review = opened.review()
    table = table_of(review, LANGUAGE)
    if not review.meta["publishable"]:
        click.echo(_("Confidential: small groups can be recognised in these results. Do not circulate."), err=True)
    if file is not None:
        check_publishable(review, opened.private)
        click.echo(write_table(table, file))
    else:
        click.echo(printed(table[table[_("Campaign")] == review.meta["current"]], LANGUAGE))
    _name_too_few(opened.too_few)
    _stop_if_held_back(opened.folder, opened.held_back)


@program.command(help=_("Export a whole review. Tables for other programs: spreadsheet, CSV, Parquet, JSON."))
@existing
@click.option(
    "--format",
    "formats",
    default="xlsx",
    show_default=True,
    metavar=_("NAMES"),
    help=_("xlsx, csv, parquet, json; several with commas."),
)
@click.option("--out", metavar=_("DIR"), type=_directory(), help=_("Where the files go."))
@lang
@private
@fresh
def export(folder: Path, formats: str, out: Path | None, lang: str | None, private: bool, fresh: bool) -> None:
    """Call `export_review`."""
    from revue_analytics.exports.review import export_review
    from revue_analytics.review import Opened

    opened = Opened(folder, private=private, fresh=fresh)
    names = [name.strip() for name in formats.split(",") if name.strip()]
    target = out or folder / "reports" / "exports"
    for path in export_review(opened, target, names, language=lang, private=private):
        click.echo(path)
    _name_too_few(opened.too_few)
    _stop_if_held_back(folder, opened.held_back)


@program.command(help=_("Write the review document of one territory."))
@existing
@click.argument("code", metavar=_("CODE|NAME"))
@out
@lang
@private
@fresh
def report(folder: Path, code: str, **options: Any) -> None:
    """Call `report`."""
    from revue_analytics.batches import report

    options["language"] = options.pop("lang")
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always", ChangedByFew)
        page = report(folder, code, **options)
    for one in heard:
        if isinstance(one.message, ChangedByFew):
            _warn(one.message)
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
@click.argument("code", metavar=_("CODE|NAME"))
@click.option(
    "--format",
    "formats",
    default="xlsx",
    show_default=True,
    metavar=_("LIST"),
    help=_("Some of xlsx, csv, ics (calendar); with commas."),
)
@click.option(
    "--out", metavar=_("DIR"), type=_directory(), help=_("Where the files go; the folder’s reports by default.")
)
@lang
@private
@fresh
def roadmap(folder: Path, code: str, formats: str, **options: Any) -> None:
    """Call `export_roadmap`."""
    from revue_analytics.exports.roadmap import export_roadmap

    options["language"] = options.pop("lang")
    for path in export_roadmap(folder, code, formats=[name.strip() for name in formats.split(",")], **options):
        click.echo(path)


@program.command(help=_("Write the review document of every territory, and an index of them."))
@existing
@out
@click.option(
    "--only", multiple=True, metavar=_("CODE|NAME"), help=_("This territory only; may be repeated, or hold commas.")
)
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
@click.option(
    "--format",
    "formats",
    default="html",
    show_default=True,
    metavar="html,pdf,ipynb",
    help=_("What to write: the page, a PDF, the executed notebook; with commas between them."),
)
@click.option(
    "--scheduler",
    metavar=_("ADDRESS"),
    help=_("Have the pages made by a Dask cluster: tls://host:port, tcp://127.0.0.1:port, or local."),
)
@lang
@click.option("--strict", is_flag=True, help=_("Do nothing if any row is faulty, instead of holding territories back."))
@private
@fresh
def batch(folder: Path, only: tuple[str, ...], formats: str, **options: Any) -> None:
    """Call `batch` and sum up what it made."""
    from time import perf_counter

    from revue_analytics.batches import batch

    start = perf_counter()
    options["language"] = options.pop("lang")
    options["timeout"] = options["timeout"] or None
    try:
        result = batch(folder, only=_split(only), formats=_split([formats]), **options)
    except KeyboardInterrupt:
        _stop(_("Interrupted. What is finished is kept: run the same command again to go on."), INTERRUPTED)
    _sum_up(result, perf_counter() - start)
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
@out
@lang
@private
@fresh
def compare(folder: Path, fresh: bool, **options: Any) -> None:
    """Call `compare`."""
    from revue_analytics.batches import compare
    from revue_analytics.review import Opened

    options["language"] = options.pop("lang")
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
    from revue_analytics.terminal.installation import diagnosis

    findings = diagnosis(LANGUAGE)
    width = max(len(finding.what) for finding in findings)
    marks = {True: _("ok"), False: _("missing"), None: "–"}
    space = max(len(mark) for mark in marks.values())
    for finding in findings:
        click.echo(f"{marks[finding.good]:<{space}}  {finding.what:<{width}}  {finding.found}")
    if any(finding.good is False for finding in findings):
        raise click.exceptions.Exit(INCOMPLETE)


def _split(given: Iterable[str]) -> list[str]:
    """Take apart what has commas in it."""
    return [word.strip() for part in given for word in part.split(",") if word.strip()]


def _sum_up(result: BatchResult, seconds: float) -> None:
    """Print failures and warnings by cause, then two lines: what was made, and where."""
    from revue_analytics.terminal.faults import wrapped_list

    causes: dict[str, list[Failure]] = {}
    for failure in result.failed:
        causes.setdefault(failure.reason(LANGUAGE), []).append(failure)
    for cause, failures in causes.items():
        click.echo(_("Failed: {cause}", cause=cause), err=True)
        for failure in failures[:SHOWN]:
            click.echo(f"    {failure.territory}  {failure.notebook or ''}".rstrip(), err=True)
        if more := failures[SHOWN:]:
            codes = ", ".join(failure.territory for failure in more)
            said = _("and {n} more: {codes}", "and {n} more: {codes}", len(more), codes=codes)
            click.echo("\n".join(wrapped_list(f"    {said}")), err=True)
    if result.changed_by_few:
        _warn(ChangedByFew(result.changed_by_few))
    for message, codes in result.warnings.items():
        click.echo(_("The notebooks of {codes} say:", codes=", ".join(codes[:5]) + " …" * (len(codes) > 5)), err=True)
        click.echo("\n".join(f"    {line}" for line in message.splitlines()[:10]), err=True)
    made = _("{n} page in {seconds} s", "{n} pages in {seconds} s", len(result.done), seconds=round(seconds))
    failed = _("{n} failed", "{n} failed", len(result.failed))
    held_back = _("{n} held back", "{n} held back", len(result.held_back))
    told = [made, failed, held_back]
    if result.unchanged:
        told.insert(1, _("{n} unchanged", "{n} unchanged", len(result.unchanged)))
    if result.left:
        told.append(_("{n} not begun", "{n} not begun", len(result.left)))
    click.echo(", ".join(told))
    click.echo(result.index)


def _name_too_few(codes: Iterable[str]) -> None:
    """Name the territories that have no results because too few people answered: no fault, and nothing to mend."""
    if codes := list(codes):
        from revue_analytics.terminal.faults import wrapped_list

        said = _("Too few respondents, no results that may be published: {codes}", codes=", ".join(codes))
        click.echo("\n".join(wrapped_list(said)), err=True)


def _stop_if_held_back(folder: Path, held_back: Iterable[str]) -> None:
    """Name the territories that faults in the data hold back, and end with 1."""
    if held := list(held_back):
        from revue_analytics.terminal.faults import wrapped_list

        said = _("Held back because of faults in the data: {codes}", codes=", ".join(held))
        click.echo("\n".join(wrapped_list(said)), err=True)
        _stop(_("The list of faults: revue check {folder}", folder=pasted(folder)), INCOMPLETE)


if __name__ == "__main__":
    main()
