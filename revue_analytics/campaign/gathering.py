"""From a folder to everything that it holds and everything that is wrong with it, in one go."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pandas as pd

from revue_analytics.campaign import rules
from revue_analytics.campaign.collector import Collector
from revue_analytics.campaign.cross_checks import (
    ONLY,
    build_methodology,
    check_answers,
    check_invited,
    check_respondents,
    check_targets,
    order_campaigns,
    wrong_questionnaire,
)
from revue_analytics.campaign.declared import by_code, declare_not_applicable, mark_not_asked, weigh_by_importance
from revue_analytics.campaign.files import data_files
from revue_analytics.campaign.folder import Campaign, too_few, without_few
from revue_analytics.campaign.participation import Participation, participation
from revue_analytics.campaign.pseudonym_key import campaign_key, erased_pseudonyms
from revue_analytics.campaign.reviewer import check_reviewer, with_questionnaires
from revue_analytics.campaign.roadmap import check_actions, check_decisions
from revue_analytics.campaign.settings import FILE_NAME, Period, Settings
from revue_analytics.campaign.settings_file import check_settings
from revue_analytics.campaign.territories import territories_of
from revue_analytics.errors import CampaignError, Fault, InputError, pasted
from revue_analytics.framework import Framework, load_framework
from revue_analytics.intake import Contents, discover, read_answers, read_table
from revue_analytics.intake.sources import file_names
from revue_analytics.losses import tell_errors, tell_rows
from revue_analytics.progress import step
from revue_analytics.scoring import Methodology
from revue_analytics.tables import Ratings, make_ratings, validate

TABLES = ("territories", "invited", "targets", "weights", "actions", "decisions", "reviewer")
"""The campaign's own; the first is needed to read the others."""
OF_EVERYBODY = ("targets", "weights", "actions", "decisions")
"""A faulty row of these that names no territory touches all of them."""


@dataclass(frozen=True)
class FileSummary:
    """A file of the folder: its path in it, the table it holds (``"ratings"``, ``"invited"``…), how many rows.

    `personal` lists its columns of personal data, which are not read.
    """

    name: str
    table: str
    n_rows: int
    personal: tuple[str, ...] = ()


@dataclass(frozen=True)
class CheckResult:
    """What a check of a campaign folder finds.

    Attributes
    ----------
    faults
        Everything wrong, errors and warnings.
    held_back
        Codes of the territories that an error touches.
    too_few
        Codes of the territories where fewer people answered than the disclosure threshold: they have no page.
    usable
        Whether the campaign can be analysed, without the territories held back.
    files
        What was read.
    n_territories, n_respondents
        With answers, those held back left out.
    n_reviewed
        Territories that a reviewer rated.
    collection
        How the collection goes, faults or not; None where settings or framework cannot be read.
    """

    faults: tuple[Fault, ...]
    held_back: tuple[str, ...]
    usable: bool
    files: tuple[FileSummary, ...]
    n_territories: int
    n_respondents: int
    n_reviewed: int = 0
    too_few: tuple[str, ...] = ()
    collection: Participation | None = None

    @property
    def ok(self) -> bool:
        """Whether there is no error (warnings may be)."""
        return not any(fault.is_error for fault in self.faults)


def open_campaign(folder: str | Path, *, strict: bool = False) -> Campaign:
    """Open a campaign folder.

    Files are found in its `data` and told apart by their columns; whatever `revue.toml` leaves out has a default.

    Parameters
    ----------
    folder
        The folder.
    strict
        Raise on any error, instead of holding back the territories that it touches.

    Returns
    -------
    Campaign

    Raises
    ------
    CampaignError
        The settings, the framework or a whole file cannot be used; with `strict`, any error. It lists every fault of
        every file.

    Examples
    --------
    >>> from revue_analytics.campaign.bundled import bundled
    >>> campaign = open_campaign(bundled("examples") / "demo")
    >>> campaign.current, campaign.previous, len(campaign.territories)
    ('2026', '2023', 12)
    """
    campaign = gather(Path(folder))
    if not campaign.usable or (strict and any(fault.is_error for fault in campaign.faults)):
        raise CampaignError(campaign.faults)
    tell_rows(campaign.nowhere)
    of_nobody = [fault for fault in campaign.faults if fault.is_error and not fault.territories]
    tell_errors(sum(fault.file not in campaign.nowhere for fault in of_nobody))
    return campaign


def check_campaign(folder: str | Path, *, today: date | None = None) -> CheckResult:
    """Say everything that is wrong in a campaign folder, in one go, and how the collection of answers goes.

    Parameters
    ----------
    folder
        The folder.
    today
        The day from which the days left are counted; today by default.

    Examples
    --------
    >>> from revue_analytics.campaign.bundled import bundled
    >>> result = check_campaign(bundled("examples") / "demo")
    >>> result.ok, result.n_territories, [file.table for file in result.files]
    (True, 12, ['actions', 'targets', 'decisions', 'ratings', 'reviewer', 'invited', 'ratings', 'territories'])
    """
    campaign = gather(Path(folder))
    people = campaign.ratings.table[["territory", "campaign", "respondent"]].drop_duplicates()
    personal = {source.name: source.personal for source in campaign.ratings.sources}
    return CheckResult(
        campaign.faults,
        campaign.held_back,
        campaign.usable,
        tuple(FileSummary(name, table, n, personal.get(name, ())) for name, (table, n) in campaign.files.items()),
        people["territory"].nunique(),
        len(people),
        campaign.reviewer["territory"].nunique(),
        campaign.too_few,
        participation(campaign, today or date.today()) if campaign.settled else None,
    )


def gather(folder: Path) -> Campaign:
    """Read everything in a campaign folder. It never raises for what the folder holds."""
    with step("Reading the files"):
        collector = Collector()
        settings, framework = _settled(folder, collector)
        if framework is None:
            return _unsettled(folder, settings, collector)
        contents = _contents(folder, settings, framework, collector)
        tables = _tables(folder, contents, framework, settings, collector)
        settings = collector.take(by_code(settings, tables["territories"]))
        ratings = _ratings(folder, contents, framework, settings, tables["territories"], collector)
        campaign = _between_files(folder, settings, framework, ratings, tables, collector)
        return _without_held_back(campaign, collector)


def _settled(folder: Path, collector: Collector) -> tuple[Settings, Framework | None]:
    """Return the settings and the framework; without the latter, nothing else can be read."""
    if not folder.is_dir():
        collector.add([Fault(rules.NO_FOLDER, value=str(folder), details={"folder": pasted(folder)})])
        return Settings(), None
    settings = collector.take(check_settings(folder))
    framework = collector.take(_framework(settings, folder))
    return settings, framework if (folder / FILE_NAME).exists() else None


def _framework(settings: Settings, folder: Path) -> tuple[Framework | None, list[Fault]]:
    """Return the framework of the campaign, if it is one that people can rate, and what is wrong with it."""
    name = settings.framework.relative_to(folder).as_posix() if settings.framework else ""
    try:
        framework = load_framework(settings.framework)
    except InputError as error:
        return None, [replace(fault, file=name) for fault in error.faults]
    return (framework, []) if framework.scale else (None, [Fault(rules.NO_SCALE, file=name)])


def _contents(folder: Path, settings: Settings, framework: Framework, collector: Collector) -> Contents:
    paths = collector.take(data_files(folder, settings.sources))
    contents = discover(paths, framework, sources=settings.sources, folder=folder)
    collector.add(contents.faults)
    collector.add(wrong_questionnaire(settings, framework))
    return contents


def declared_territories(folder: Path, settings: Settings, framework: Framework) -> pd.DataFrame:
    """Return the territories that a folder declares, without reading its answers."""
    contents = discover(data_files(folder, settings.sources)[0], framework, sources=settings.sources, folder=folder)
    parts = [read_table(path, "territories")[0] for path in contents.tables.get("territories", ())]
    return validate(pd.concat(parts) if parts else pd.DataFrame(), "territories", empty_ok=True)[0]


def _tables(
    folder: Path, contents: Contents, framework: Framework, settings: Settings, collector: Collector
) -> dict[str, pd.DataFrame]:
    """Read the campaign's own tables; several files of one table are put under each other."""
    tables: dict[str, pd.DataFrame] = {}
    for table in TABLES:
        paths = contents.tables.get(table, ())
        names = file_names(paths, folder)
        parts = []
        for path, name in zip(paths, names, strict=True):
            territories = tables.get("territories")
            part = collector.take(
                read_table(path, table, framework, colleges=settings.colleges, territories=territories, name=name)
            )
            collector.read(name, table, len(part), of_one_territory=table not in OF_EVERYBODY)
            parts.append(part)
        if len(parts) == 1:
            tables[table] = parts[0]
            continue
        together = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
        tables[table], wrong = validate(together, table, framework, file=", ".join(names), empty_ok=True)
        collector.add(replace(fault, row=None) for fault in wrong)  # what only shows between files: a key stated twice
    return tables


def _ratings(
    folder: Path,
    contents: Contents,
    framework: Framework,
    settings: Settings,
    territories: pd.DataFrame,
    collector: Collector,
) -> Ratings:
    """Read the answers; none where a file cannot be used."""
    key = collector.take(campaign_key(folder, fictitious=settings.fictitious))
    if not contents.answers:
        collector.add([Fault(rules.NO_ANSWERS)])
        return _nothing(framework)
    collector.rows_of_one_territory(file_names(contents.answers, folder))
    ids = [period.id for period in settings.campaigns] or [ONLY.id]
    try:
        ratings = read_answers(
            contents.answers,
            framework,
            sources=settings.sources,
            colleges=settings.known_colleges,
            territories=territories,
            campaign=ids[0] if len(ids) == 1 else None,
            key=key,
            forgotten=collector.take(erased_pseudonyms(folder)),
            folder=folder,
            campaigns=[(period.id, period.date) for period in settings.campaigns],
        )
    except InputError as error:
        collector.add(error.faults)
        return _nothing(framework)
    collector.add(ratings.faults)
    collector.hold(ratings.held_back)
    for source in ratings.sources:
        collector.read(source.name, "ratings", source.n_rows, of_one_territory=True)
    if wrong_questionnaire(settings, framework):
        return ratings
    current = ids[-1] if settings.campaigns else max(ratings.table["campaign"], default="")
    return mark_not_asked(ratings, settings.questionnaire, current)


def _nothing(framework: Framework) -> Ratings:
    return make_ratings(framework, validate(pd.DataFrame(), "ratings", empty_ok=True)[0])


def _between_files(
    folder: Path,
    settings: Settings,
    framework: Framework,
    ratings: Ratings,
    tables: dict[str, pd.DataFrame],
    collector: Collector,
) -> Campaign:
    """Check what only shows between the files, and put them together."""
    campaigns = collector.take(order_campaigns(settings, ratings))
    current = campaigns[-1].id if campaigns else ""
    methodology = collector.take(build_methodology(settings, framework, tables["weights"]))
    names = collector.names_of
    tables["invited"] = collector.take(check_invited(tables["invited"], ratings, settings, names("invited")))
    collector.add(check_targets(tables["targets"], tables["territories"], campaigns, names("targets")))
    tables["reviewer"] = collector.take(with_questionnaires(tables["reviewer"], ratings.reviewed, current))
    collector.add(check_respondents(ratings, settings))
    answered = ratings.table[["territory", "campaign"]]
    collector.add(check_reviewer(tables["reviewer"], answered, current, names("reviewer")))
    collector.add(check_actions(tables["actions"], framework, names("actions")))
    ids = [period.id for period in campaigns]
    collector.add(check_decisions(tables["decisions"], tables["actions"], framework, ids, names("decisions")))
    return _campaign(folder, settings, framework, ratings, campaigns, methodology, tables)


def _without_held_back(campaign: Campaign, collector: Collector) -> Campaign:
    """Leave out the territories that an error touches; describe the others, and say what is wrong with all of them."""
    settings, framework, threshold = campaign.settings, campaign.framework, campaign.methodology.disclosure_threshold
    ratings = _without(campaign.ratings, collector.held_back)
    ratings = collector.take(declare_not_applicable(settings, framework, ratings, collector.held_back))
    enough = without_few(ratings, threshold, campaign.current)
    methodology = collector.take(weigh_by_importance(settings, enough, campaign.methodology, campaign.campaigns))
    if collector.usable:
        collector.add(check_answers(ratings, collector.held_back))
    codes = {*ratings.table["territory"], *campaign.declared["territory"], *collector.held_back}
    return replace(
        campaign,
        ratings=replace(ratings, faults=collector.faults, held_back=collector.held_back),
        territories=territories_of(codes, campaign.declared),
        methodology=methodology,
        faults=collector.faults,
        held_back=collector.held_back,
        too_few=too_few(ratings, threshold, campaign.current),
        files=dict(sorted(collector.files.items())),
        usable=collector.usable,
    )


def _without(ratings: Ratings, held_back: Collection[str]) -> Ratings:
    """Leave out the territories held back for what another file says of them."""
    kept = {
        name: getattr(ratings, name).loc[lambda t: ~t["territory"].isin(held_back)].reset_index(drop=True)
        for name in ("table", "importance", "comments", "origins", "reviewed")
    }
    return replace(ratings, **kept)


def _unsettled(folder: Path, settings: Settings, collector: Collector) -> Campaign:
    """Return what a folder amounts to that cannot be read any further."""
    framework = load_framework()
    tables = {name: validate(pd.DataFrame(), name, empty_ok=True)[0] for name in TABLES}
    nothing = _campaign(folder, settings, framework, _nothing(framework), (), Methodology(), tables)
    return replace(nothing, faults=collector.faults, usable=False, settled=False)


def _campaign(
    folder: Path,
    settings: Settings,
    framework: Framework,
    ratings: Ratings,
    campaigns: tuple[Period, ...],
    methodology: Methodology,
    tables: Mapping[str, pd.DataFrame],
) -> Campaign:
    return Campaign(
        folder,
        settings,
        framework,
        ratings,
        campaigns,
        territories_of(tables["territories"]["territory"], tables["territories"]),
        declared=tables["territories"],
        invited=tables["invited"],
        targets=tables["targets"],
        weights=tables["weights"],
        actions=tables["actions"],
        decisions=tables["decisions"],
        reviewer=tables["reviewer"],
        methodology=methodology,
    )
