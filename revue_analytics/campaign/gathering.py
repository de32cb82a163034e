"""From a folder to everything that it holds and everything that is wrong with it, in one go."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from revue_analytics.campaign import rules
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
from revue_analytics.campaign.discretion import too_few, without_few
from revue_analytics.campaign.files import data_files
from revue_analytics.campaign.pseudonym_key import campaign_key, forgotten
from revue_analytics.campaign.reading import Collector
from revue_analytics.campaign.reviewer import check_reviewer, with_questionnaires
from revue_analytics.campaign.roadmap import check_actions, check_decisions
from revue_analytics.campaign.settings import FILE_NAME, Period, Settings, check_settings
from revue_analytics.campaign.territories import territories_of
from revue_analytics.errors import Fault, InputError, pasted
from revue_analytics.framework import Framework, load_framework
from revue_analytics.intake import Contents, discover, read_answers, read_table
from revue_analytics.intake.sources import file_names
from revue_analytics.progress import step
from revue_analytics.scoring import Methodology
from revue_analytics.tables import Ratings, make_ratings, validate

__all__ = ["Gathered", "declared_territories", "gather"]

TABLES = (
    "territories",
    "invited",
    "targets",
    "weights",
    "actions",
    "decisions",
    "reviewer",
)  # the first is needed to read the others
OF_EVERYBODY = (
    "targets",
    "weights",
    "actions",
    "decisions",
)  # a faulty row that names no territory touches all of them


@dataclass(frozen=True, eq=False)
class Gathered:
    """What a folder holds; `usable` says whether it can be analysed. `files`: name → (table, number of rows).

    `settled` says whether settings and framework could be read, and with them the rest of the folder.
    """

    settings: Settings
    framework: Framework
    ratings: Ratings
    campaigns: tuple[Period, ...]
    territories: pd.DataFrame
    tables: Mapping[str, pd.DataFrame]
    methodology: Methodology
    faults: tuple[Fault, ...]
    held_back: tuple[str, ...]
    usable: bool
    too_few: tuple[str, ...] = ()
    files: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    settled: bool = True


def gather(folder: Path) -> Gathered:
    """Read everything in a campaign folder. It never raises for what the folder holds."""
    with step("Reading the files"):
        return _gather(folder)


def _gather(folder: Path) -> Gathered:
    found = Collector()
    if not folder.is_dir():
        return _unusable(Settings(), [Fault(rules.NO_FOLDER, value=str(folder), details={"folder": pasted(folder)})])
    settings = found.take(check_settings(folder))
    framework, wrong = _framework(settings, folder)
    if wrong or not (folder / FILE_NAME).exists():
        return _unusable(settings, [*found.faults, *wrong])
    contents = discover(
        found.take(data_files(folder, settings.sources)), framework, sources=settings.sources, folder=folder
    )
    found.add(contents.faults)
    found.add(wrong_questionnaire(settings, framework))
    files = {table: file_names(contents.tables.get(table, ()), folder) for table in TABLES}
    named = {table: ", ".join(names) for table, names in files.items()}
    tables = _tables(contents, files, framework, settings, found)
    settings = found.take(by_code(settings, tables["territories"]))
    key = found.take(campaign_key(folder, fictitious=settings.fictitious))
    ratings = _ratings(contents, framework, settings, tables["territories"], key, folder, found)
    # ---- what only shows between the files
    campaigns = found.take(order_campaigns(settings, ratings))
    methodology = found.take(build_methodology(settings, framework, tables["weights"]))
    tables["invited"] = found.take(check_invited(tables["invited"], ratings, settings, named["invited"]))
    found.add(check_targets(tables["targets"], tables["territories"], campaigns, named["targets"]))
    current = campaigns[-1].id if campaigns else ""
    tables["reviewer"] = found.take(with_questionnaires(tables["reviewer"], ratings.reviewed, current))
    found.add(check_respondents(ratings, settings))
    found.add(check_reviewer(tables["reviewer"], ratings.table[["territory", "campaign"]], current, named["reviewer"]))
    found.add(check_actions(tables["actions"], framework, named["actions"]))
    ids = [period.id for period in campaigns]
    found.add(check_decisions(tables["decisions"], tables["actions"], framework, ids, named["decisions"]))
    # ---- what is left
    ratings = _without(ratings, found.held_back)
    ratings = found.take(declare_not_applicable(settings, framework, ratings, found.held_back))
    threshold = methodology.disclosure_threshold
    enough = without_few(ratings, threshold, current)
    methodology = found.take(weigh_by_importance(settings, enough, methodology, campaigns))
    if found.usable:
        found.add(check_answers(ratings, found.held_back))
    codes = {*ratings.table["territory"], *tables["territories"]["territory"], *found.held_back}
    return Gathered(
        settings,
        framework,
        replace(ratings, faults=found.faults, held_back=found.held_back),
        campaigns,
        territories_of(codes, tables["territories"]),
        tables,
        methodology,
        found.faults,
        found.held_back,
        found.usable,
        too_few(ratings, threshold, current),
        dict(sorted(found.files.items())),
    )


def declared_territories(folder: Path, settings: Settings, framework: Framework) -> pd.DataFrame:
    """Return the territories that a folder declares, without reading its answers."""
    contents = discover(data_files(folder, settings.sources)[0], framework, sources=settings.sources, folder=folder)
    parts = [read_table(path, "territories")[0] for path in contents.tables.get("territories", ())]
    return validate(pd.concat(parts) if parts else pd.DataFrame(), "territories", empty_ok=True)[0]


def _framework(settings: Settings, folder: Path) -> tuple[Framework, list[Fault]]:
    """Return the framework of the campaign, or the bundled one and what is wrong with the campaign's."""
    name = settings.framework.relative_to(folder).as_posix() if settings.framework else ""
    try:
        framework = load_framework(settings.framework)
        return framework, [] if framework.scale else [Fault(rules.NO_SCALE, file=name)]
    except InputError as error:
        return load_framework(), [replace(fault, file=name) for fault in error.faults]


def _tables(
    contents: Contents,
    files: Mapping[str, list[str]],
    framework: Framework,
    settings: Settings,
    found: Collector,
) -> dict[str, pd.DataFrame]:
    """Read the campaign's own tables; several files of one table are put under each other."""
    tables: dict[str, pd.DataFrame] = {}
    for table in TABLES:
        parts = []
        for path, name in zip(contents.tables.get(table, ()), files[table], strict=True):
            options = {"colleges": settings.colleges, "territories": tables.get("territories"), "name": name}
            part = found.take(read_table(path, table, framework, **options))  # type: ignore[arg-type]
            found.read(name, table, len(part), of_one_territory=table not in OF_EVERYBODY)
            parts.append(part)
        if len(parts) == 1:
            tables[table] = parts[0]
            continue
        together = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
        tables[table], wrong = validate(together, table, framework, file=", ".join(files[table]), empty_ok=True)
        found.add(replace(fault, row=None) for fault in wrong)  # what only shows between files: a key stated twice
    return tables


def _ratings(
    contents: Contents,
    framework: Framework,
    settings: Settings,
    territories: pd.DataFrame,
    key: bytes,
    folder: Path,
    found: Collector,
) -> Ratings:
    """Read the answers; none where a file cannot be used."""
    if not contents.answers:
        found.add([Fault(rules.NO_ANSWERS)])
        return _nothing(framework)
    found.rows_of_one_territory(file_names(contents.answers, folder))
    ids = [period.id for period in settings.campaigns] or [ONLY.id]
    erased = found.take(forgotten(folder))
    try:
        ratings = read_answers(
            contents.answers,
            framework,
            sources=settings.sources,
            colleges=settings.known_colleges,
            territories=territories,
            campaign=ids[0] if len(ids) == 1 else None,
            key=key,
            forgotten=erased,
            folder=folder,
            campaigns=[(period.id, period.date) for period in settings.campaigns],
        )
    except InputError as error:
        found.add(error.faults)
        return _nothing(framework)
    found.add(ratings.faults)
    found.hold(ratings.held_back)
    for source in ratings.sources:
        found.read(source.name, "ratings", source.n_rows, of_one_territory=True)
    if wrong_questionnaire(settings, framework):
        return ratings
    current = ids[-1] if settings.campaigns else max(ratings.table["campaign"], default="")
    return mark_not_asked(ratings, settings.questionnaire, current)


def _without(ratings: Ratings, held: Collection[str]) -> Ratings:
    """Leave out the territories held back for what another file says of them."""
    kept = {
        name: getattr(ratings, name).loc[lambda t: ~t["territory"].isin(held)].reset_index(drop=True)
        for name in ("table", "importance", "comments", "origins", "reviewed")
    }
    return replace(ratings, **kept)


def _nothing(framework: Framework) -> Ratings:
    return make_ratings(framework, validate(pd.DataFrame(), "ratings", empty_ok=True)[0])


def _unusable(settings: Settings, faults: Iterable[Fault]) -> Gathered:
    """Return what a folder amounts to that cannot be read any further."""
    framework = load_framework()
    tables = {name: validate(pd.DataFrame(), name, empty_ok=True)[0] for name in (*TABLES, "ratings")}
    ratings = make_ratings(framework, tables.pop("ratings"))
    return Gathered(
        settings,
        framework,
        ratings,
        (),
        territories_of([]),
        tables,
        Methodology(),
        tuple(faults),
        (),
        usable=False,
        settled=False,
    )
