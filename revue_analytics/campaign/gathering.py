"""From a folder to everything that it holds and everything that is wrong with it, in one go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from revue_analytics.campaign import rules
from revue_analytics.campaign.asks import mark_not_asked
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
from revue_analytics.campaign.declared import declare_not_applicable, weigh_by_importance
from revue_analytics.campaign.discretion import too_few, without_few
from revue_analytics.campaign.files import data_files
from revue_analytics.campaign.key import campaign_key, forgotten
from revue_analytics.campaign.reviewer import check_reviewer, with_questionnaires
from revue_analytics.campaign.roadmap import check_actions, check_decisions
from revue_analytics.campaign.settings import Period, Settings, check_settings
from revue_analytics.campaign.territories import territories_of
from revue_analytics.errors import Fault, InputError
from revue_analytics.framework import Framework, load_framework
from revue_analytics.intake import Contents, discover, read_ratings, read_table
from revue_analytics.scoring import Methodology
from revue_analytics.tables import Ratings, make_ratings, validate

__all__ = ["Gathered", "gather"]

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
    """What a folder holds; `usable` says whether it can be analysed. `files`: name → (table, number of rows)."""

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


def gather(folder: Path) -> Gathered:
    """Read everything in a campaign folder. It never raises for what the folder holds."""
    if not folder.is_dir():
        return _unusable(Settings(), [Fault(rules.NO_FOLDER, value=str(folder))])
    settings, said = check_settings(folder)
    framework, wrong = _framework(settings, folder)
    if wrong:
        return _unusable(settings, [*said, *wrong])
    paths, outside = data_files(folder, settings.sources)
    contents = discover(paths, framework, sources=settings.sources)
    faults = [*said, *outside, *contents.faults, *wrong_questionnaire(settings, framework)]
    tables, files, wrong = _tables(contents, framework, settings)
    faults += wrong
    usable = not any(f.is_error for f in (*said, *outside, *contents.faults))
    usable &= not any(_touches_everybody(f, files[f.file][0]) for f in wrong)
    key, wrong = campaign_key(folder, fictitious=settings.fictitious)
    faults += wrong
    usable &= not any(fault.is_error for fault in wrong)
    ratings, wrong = _ratings(contents, framework, settings, tables["territories"], key, forgotten(folder))
    usable &= ratings is not None
    faults += wrong
    ratings = ratings or make_ratings(framework, validate(pd.DataFrame(), "ratings", empty_ok=True)[0])
    files |= {source.name: ("ratings", source.n_rows) for source in ratings.sources}
    campaigns, wrong = order_campaigns(settings, ratings)
    methodology, more = build_methodology(settings, framework, tables["weights"])
    invited_file = ", ".join(path.name for path in contents.tables.get("invited", ()))
    tables["invited"], less = check_invited(tables["invited"], ratings, settings, invited_file)
    usable &= not any(fault.is_error for fault in (*wrong, *more, *less))
    faults += [*wrong, *more, *less]
    targets_file = ", ".join(path.name for path in contents.tables.get("targets", ()))
    faults += check_targets(tables["targets"], tables["territories"], campaigns, targets_file)
    seen_file = ", ".join(path.name for path in contents.tables.get("reviewer", ()))
    current = campaigns[-1].id if campaigns else ""
    tables["reviewer"], twice = with_questionnaires(tables["reviewer"], ratings.reviewed, current)
    only = check_respondents(ratings, settings)
    usable &= not only
    faults += [*twice, *only]
    faults += check_reviewer(tables["reviewer"], ratings.table[["territory", "campaign"]], current, seen_file)
    of_actions = _of_actions(contents, tables, framework, [period.id for period in campaigns])
    usable &= not any(fault.is_error for fault in of_actions)
    faults += of_actions
    held = {f.territory for f in faults if f.is_error and f.territory}.union(ratings.held_back)
    ratings = _without(ratings, held, faults)
    ratings, wrong = declare_not_applicable(settings, framework, ratings, held)
    threshold = methodology.disclosure_threshold
    enough = without_few(ratings, threshold, current)
    methodology, more = weigh_by_importance(settings, enough, methodology, campaigns)
    usable &= not any(fault.is_error for fault in (*wrong, *more))
    faults += [*wrong, *more]
    if usable and (nothing_left := check_answers(ratings, held)):
        usable = False
        faults += nothing_left
    codes = {*ratings.table["territory"], *tables["territories"]["territory"], *held}
    return Gathered(
        settings,
        framework,
        ratings,
        campaigns,
        territories_of(codes, tables["territories"]),
        tables,
        methodology,
        tuple(faults),
        tuple(sorted(held)),
        usable,
        too_few(ratings, threshold, current),
        dict(sorted(files.items())),
    )


def _framework(settings: Settings, folder: Path) -> tuple[Framework, list[Fault]]:
    """Return the framework of the campaign, or the bundled one and what is wrong with the campaign's."""
    name = settings.framework.relative_to(folder).as_posix() if settings.framework else ""
    try:
        framework = load_framework(settings.framework)
        return framework, [] if framework.scale else [Fault(rules.NO_SCALE, file=name)]
    except InputError as error:
        return load_framework(), [replace(fault, file=name) for fault in error.faults]


def _tables(
    contents: Contents, framework: Framework, settings: Settings
) -> tuple[dict[str, pd.DataFrame], dict[str, tuple[str, int]], list[Fault]]:
    """Read the campaign's own tables; several files of one table are put under each other."""
    tables: dict[str, pd.DataFrame] = {}
    files: dict[str, tuple[str, int]] = {}
    faults: list[Fault] = []
    for table in TABLES:
        paths = contents.tables.get(table, ())
        parts = []
        for path in paths:
            declared = tables.get("territories")
            part, wrong = read_table(path, table, framework, colleges=settings.colleges, territories=declared)
            parts.append(part)
            faults += wrong
            files[path.name] = (table, len(part))
        together = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
        names = ", ".join(path.name for path in paths)
        tables[table], wrong = validate(together, table, framework, file=names, empty_ok=True)
        faults += [replace(fault, row=None) for fault in wrong]  # what only shows between files: a key stated twice
        files |= {names: (table, len(together))} if wrong else {}
    return tables, files, faults


def _of_actions(
    contents: Contents, tables: Mapping[str, pd.DataFrame], framework: Framework, campaigns: list[str]
) -> list[Fault]:
    """Return what is wrong between the campaign's actions, and with what was decided about actions."""
    files = {name: ", ".join(path.name for path in contents.tables.get(name, ())) for name in ("actions", "decisions")}
    wrong = check_actions(tables["actions"], framework, files["actions"])
    return wrong + check_decisions(tables["decisions"], tables["actions"], framework, campaigns, files["decisions"])


def _touches_everybody(fault: Fault, table: str) -> bool:
    """Whether a fault of a table leaves nothing to go on with: it concerns the whole file, or every territory."""
    return fault.is_error and not fault.territory and (fault.row is None or table in OF_EVERYBODY)


def _ratings(
    contents: Contents,
    framework: Framework,
    settings: Settings,
    territories: pd.DataFrame,
    key: bytes,
    left_out: frozenset[str],
) -> tuple[Ratings | None, Iterable[Fault]]:
    """Read the answers; None where a file cannot be used, and every fault of every file."""
    if not contents.answers:
        return None, [Fault(rules.NO_ANSWERS)]
    ids = [period.id for period in settings.campaigns] or [ONLY.id]
    try:
        ratings = read_ratings(
            contents.answers,
            framework,
            sources=settings.sources,
            colleges=settings.known_colleges,
            territories=territories,
            campaign=ids[0] if len(ids) == 1 else None,
            key=key,
            forgotten=left_out,
        )
    except InputError as error:
        return None, error.faults
    faults = ratings.faults
    if not wrong_questionnaire(settings, framework):
        ratings = mark_not_asked(ratings, settings.questionnaire, ids[-1])
    return ratings, faults


def _without(ratings: Ratings, held: set[str], faults: Iterable[Fault]) -> Ratings:
    """Leave out the territories held back for what another file says of them."""
    kept = {
        name: getattr(ratings, name).loc[lambda t: ~t["territory"].isin(held)].reset_index(drop=True)
        for name in ("table", "importance", "comments", "origins", "reviewed")
    }
    return replace(ratings, **kept, faults=tuple(faults), held_back=tuple(sorted(held)))


def _unusable(settings: Settings, faults: Iterable[Fault]) -> Gathered:
    """Return what a folder amounts to that cannot be read any further."""
    framework = load_framework()
    tables = {name: validate(pd.DataFrame(), name, empty_ok=True)[0] for name in (*TABLES, "ratings")}
    ratings = make_ratings(framework, tables.pop("ratings"))
    return Gathered(
        settings, framework, ratings, (), territories_of([]), tables, Methodology(), tuple(faults), (), False
    )
