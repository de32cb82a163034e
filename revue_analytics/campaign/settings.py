"""`revue.toml`: what a consultant sets for a campaign. Every setting is optional."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date as Date
from functools import reduce
from pathlib import Path
from typing import Any

from revue_analytics.campaign import rules
from revue_analytics.campaign.asks import Asks
from revue_analytics.campaign.checks import DESIRED, Broken, as_date, broken
from revue_analytics.campaign.lines import line_of
from revue_analytics.campaign.look import ACCENT, contrast, logo_fault, logo_uri
from revue_analytics.campaign.paths import file_fault, inside
from revue_analytics.campaign.roadmap import RoadmapSettings, roadmap_settings
from revue_analytics.campaign.toml import read_toml
from revue_analytics.errors import CampaignError, Fault, MethodError, pasted
from revue_analytics.intake.sources import SourceEntry
from revue_analytics.language import LANGUAGES
from revue_analytics.scoring import Methodology
from revue_analytics.tables.groups import DEFAULT_COLLEGES, College

__all__ = ["FILE_NAME", "NotApplicable", "Period", "Settings", "check_settings", "read_settings"]

FILE_NAME = "revue.toml"
TITLE = "Revue d’ingénierie territoriale"


@dataclass(frozen=True)
class Period:
    """One campaign of answers: its id, its label per language, its date when it is known."""

    id: str
    label: Mapping[str, str]
    date: Date | None = None


@dataclass(frozen=True)
class NotApplicable:
    """A criterion (or all of an indicator) that the campaign declares not to apply to a territory, and why."""

    territory: str
    node: str
    reason: str


@dataclass(frozen=True)
class Settings:
    """What `revue.toml` says, with the defaults for what it does not say.

    Attributes
    ----------
    title, language, fictitious
        Shown on every page; `fictitious` data say so there.
    framework
        The framework file; None is the bundled one.
    campaigns
        In order of time, the last is the current one; empty: those found in the answers, sorted.
    colleges
        The groups of respondents, with their weights and other spellings.
    reviewers
        Those who judge from outside (``reviewer = true``): among neither the respondents nor their weights.
    methodology
        The section ``[methodology]``, with the weights of the colleges and the disclosure threshold.
    default_target, default_due
        Target score (0–100) where nothing else says, and the day it is due (``"2029-12-31"``), or ``""``.
    desired_targets
        Aim at the mean level that respondents wish, where enough of them say so and nothing else is stated.
    not_applicable
        The ``[[not_applicable]]``.
    threshold, comments, evidence
        Groups of fewer respondents are merged; whether comments, and the evidence that respondents name, may be
        published.
    anonymous
        Whether letters stand for the territories where they are seen together.
    draws, seed
        Of the uncertainty analysis.
    accent, logo
        Colour ``#rrggbb``; picture as a ``data:`` address, or ``""``.
    questionnaire
        What questionnaires ask, and what they do not ask of whom.
    sources
        The ``[[sources]]``: what the answer files lack.
    roadmap
        The section ``[roadmap]``: what territories can put into their roadmaps.
    """

    title: str = TITLE
    language: str = "fr"
    fictitious: bool = False
    framework: Path | None = None
    campaigns: tuple[Period, ...] = ()
    colleges: tuple[College, ...] = DEFAULT_COLLEGES
    reviewers: tuple[College, ...] = ()
    methodology: Mapping[str, Any] = field(default_factory=dict)
    default_target: float = 75.0
    desired_targets: bool = False
    not_applicable: tuple[NotApplicable, ...] = ()
    default_due: str = ""
    threshold: int = 5
    comments: bool = False
    evidence: bool = False
    anonymous: bool = False
    draws: int = 1000
    seed: int = 1
    accent: str = ACCENT
    logo: str = ""
    questionnaire: Asks = field(default_factory=Asks)
    sources: tuple[SourceEntry, ...] = ()
    roadmap: RoadmapSettings = field(default_factory=RoadmapSettings)

    @property
    def known_colleges(self) -> tuple[College, ...]:
        """Everybody who may fill in a questionnaire: the groups of respondents, then the reviewers."""
        return (*self.colleges, *self.reviewers)


def read_settings(folder: str | Path) -> Settings:
    """Read the `revue.toml` of a campaign folder.

    Raises
    ------
    CampaignError
        There is none; or everything wrong in it, with the lines.
    """
    settings, faults = check_settings(Path(folder))
    if any(fault.is_error for fault in faults):
        raise CampaignError(faults)
    return settings


def check_settings(folder: Path) -> tuple[Settings, tuple[Fault, ...]]:
    """Return the settings and everything wrong with them.

    A wrong setting is replaced by its default, so that the rest of the folder can be checked in the same go.
    """
    path = folder / FILE_NAME
    if not path.exists() and not path.is_symlink():
        return Settings(), (_no_settings(folder),)
    text, given, wrong = read_toml(path)
    if wrong:
        return Settings(), tuple(wrong)
    found = list(broken(given))
    for one in found:
        if one.rule.severity == "error":
            _remove(given, one.path)
    found += _wrong_values(given, folder)
    faults = [
        Fault(
            one.rule,
            file=FILE_NAME,
            row=line_of(text, one.path),
            column=_dotted(one.path),
            value=str(one.value),
            details=one.details,
        )
        for one in found
    ]
    for one in found:
        if one.rule.severity == "error":
            _remove(given, one.path)
    return _build(given, folder), tuple(sorted(faults, key=lambda fault: fault.row or 0))


def _no_settings(folder: Path) -> Fault:
    """Say that a folder is no campaign: the one above it may be, or it can be made one."""
    above = next((one for one in folder.absolute().parents if (one / FILE_NAME).is_file()), None)
    rule = rules.NO_SETTINGS if above is None else rules.INSIDE_CAMPAIGN
    return Fault(rule, value=str(folder), details={"folder": pasted(folder if above is None else _shorter(above))})


def _shorter(path: Path) -> Path:
    """Return a path from the working directory, if it is in it."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def _dotted(path: tuple[str | int, ...]) -> str:
    """Write a path as ``campaigns[2].date`` (counted from 1)."""
    return reduce(lambda said, p: f"{said}[{p + 1}]" if isinstance(p, int) else f"{said}.{p}".lstrip("."), path, "")


def _remove(given: dict[str, Any], path: tuple[str | int, ...]) -> None:
    """Take a wrong setting out; a wrong entry of an array is emptied, so that the others keep their positions."""
    *way, last = path
    holder: Any = given
    for step in way:
        try:
            holder = holder[step]
        except (KeyError, IndexError, TypeError):
            return
    if isinstance(holder, list) and isinstance(last, int):
        holder[last] = {}
    elif isinstance(holder, dict):
        holder.pop(last, None)


def _wrong_values(given: Mapping[str, Any], folder: Path) -> Iterator[Broken]:
    """Yield what is wrong between settings, or with the files that they name."""
    yield from _wrong_campaigns(given.get("campaigns", []))
    framework = given.get("framework")
    if framework is not None and (rule := file_fault(folder, framework)):
        yield Broken(("framework",), framework, rule)
    for i, source in enumerate(given.get("sources", [])):
        file = source.get("file")
        rule = None if file is None else file_fault(folder, file)
        of_several = rule is rules.NO_FILE and bool(set("*?") & set(file))  # “data/2026_*.csv”
        if rule and not of_several:
            yield Broken(("sources", i, "file"), file, rule)
    look = given.get("look", {})
    if (logo := look.get("logo")) is not None:
        if rule := file_fault(folder, logo):
            yield Broken(("look", "logo"), logo, rule)
        elif fault := logo_fault(folder / logo):
            yield Broken(("look", "logo"), logo, *fault)
    if (accent := look.get("accent")) and contrast(accent) < 4.5:
        yield Broken(("look", "accent"), accent, rules.PALE_COLOUR, {"contrast": f"{contrast(accent):.1f}"})
    for name, college in given.get("colleges", {}).items():
        if college.get("reviewer") and "weight" in college:
            yield Broken(("colleges", name, "weight"), college["weight"], rules.REVIEWER_WEIGHT)
    methodology = given.get("methodology", {})
    if not isinstance(methodology, dict):
        yield Broken(("methodology",), methodology, rules.NOT_TABLE, {"section": "methodology"})
        return
    for name, choice in methodology.items():
        if name == "weighting" and isinstance(choice, str):
            continue  # perhaps a scheme of the campaign's own weights: known when they are read
        try:
            Methodology.from_mapping({name: choice})
        except MethodError as error:
            yield Broken(("methodology", name), choice, rules.NOT_METHOD, {"reason": error})


def _wrong_campaigns(campaigns: list[Mapping[str, Any]]) -> Iterator[Broken]:
    seen: set[str] = set()
    latest = Date.min
    for i, campaign in enumerate(campaigns):
        name, when = str(campaign.get("id", "")), as_date(campaign.get("date"))
        if name and name in seen:
            yield Broken(("campaigns", i, "id"), name, rules.DUPLICATE_CAMPAIGN)
        if when and when < latest:
            yield Broken(("campaigns", i, "date"), name, rules.NOT_IN_ORDER)
        seen.add(name)
        latest = max(latest, when or latest)


def _build(given: Mapping[str, Any], folder: Path) -> Settings:
    """Make the settings of valid entries."""
    disclosure, look = given.get("disclosure", {}), given.get("look", {})
    uncertainty, framework = given.get("uncertainty", {}), given.get("framework")
    targets = given.get("targets", {})
    logo = inside(folder, look["logo"]) if look.get("logo") else None
    colleges = _colleges(given.get("colleges", {}))
    return Settings(
        title=given.get("title", TITLE),
        language=given.get("language", "fr"),
        fictitious=given.get("fictitious", False),
        framework=inside(folder, framework) if framework else None,
        campaigns=tuple(_period(one) for one in given.get("campaigns", []) if "id" in one),
        colleges=tuple(each for each in colleges if not each.reviewer),
        reviewers=tuple(each for each in colleges if each.reviewer),
        methodology=dict(given.get("methodology", {})),
        default_target=75.0 if (default := targets.get("default", 75)) == DESIRED else float(default),
        desired_targets=default == DESIRED,
        not_applicable=tuple(
            NotApplicable(str(one["territory"]), one["criterion"], one["reason"].strip())
            for one in given.get("not_applicable", [])
            if {"territory", "criterion", "reason"} <= one.keys()
        ),
        default_due=due.isoformat() if (due := as_date(targets.get("due"))) else "",
        threshold=disclosure.get("threshold", 5),
        comments=disclosure.get("comments", False),
        evidence=disclosure.get("evidence", False),
        anonymous=given.get("portfolio", {}).get("anonymous", False),
        draws=uncertainty.get("draws", 1000),
        seed=uncertainty.get("seed", 1),
        accent=look.get("accent", ACCENT).lower(),
        logo=logo_uri(logo) if logo else "",
        questionnaire=_asks(given.get("questionnaire", {})),
        sources=tuple(SourceEntry.of(one) for one in given.get("sources", []) if "file" in one),
        roadmap=roadmap_settings(given.get("roadmap", {})),
    )


def _words(given: str | Mapping[str, str], default: str) -> dict[str, str]:
    """Return a text per language from a text, or from some of the languages."""
    if isinstance(given, str):
        return dict.fromkeys(LANGUAGES, given)
    fallback = next(iter(given.values()), default)
    return {language: given.get(language, fallback) for language in LANGUAGES}


def _asks(given: Mapping[str, Any]) -> Asks:
    texts = {name: _words(given[name], "") for name in ("contact", "privacy") if name in given}
    return replace(Asks.of(given), closing=as_date(given.get("closing")), **texts)


def _period(given: Mapping[str, Any]) -> Period:
    name = str(given["id"])
    return Period(name, _words(given.get("label", name), name), as_date(given.get("date")))


def _colleges(given: Mapping[str, Mapping[str, Any]]) -> tuple[College, ...]:
    """Return the four usual colleges, changed where the settings say so, then the other colleges declared."""
    usual = {college.id: college for college in DEFAULT_COLLEGES}
    merged = []
    for name in (*usual, *(name for name in given if name not in usual)):
        base, said = usual.get(name), given.get(name, {})
        label = said.get("label", base.label if base else name)
        weight = float(said.get("weight", base.weight if base else 1.0))
        aliases = (*(base.aliases if base else ()), *said.get("aliases", ()))
        merged.append(College(name, _words(label, name), weight, aliases, bool(said.get("reviewer", False))))
    return tuple(merged)
