"""`revue.toml`: what a consultant sets for a campaign, each setting declared once. Every setting is optional."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date as Date
from typing import Annotated, Any, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationInfo,
    WrapValidator,
    create_model,
    model_validator,
)

from revue_analytics.campaign import rules
from revue_analytics.campaign import setting_types as kind
from revue_analytics.campaign.branding import ACCENT
from revue_analytics.framework import Framework
from revue_analytics.intake.sources import SHAPES, SourceEntry
from revue_analytics.language import LANGUAGES
from revue_analytics.roadmap import EFFORT_DAYS, HORIZON_PERIODS, Means, means_for
from revue_analytics.tables.groups import DEFAULT_COLLEGES, STRATA, College

FILE_NAME = "revue.toml"
TITLE = "Revue d’ingénierie territoriale"
SHORT_FOR = "habitants"
"""The college that a short questionnaire is for."""

DROPPED = None  # a faulty entry of an array: those behind it keep their positions
Value = TypeVar("Value")


class Section(BaseModel):
    """A section of `revue.toml`: its attributes are the settings that there are."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _only_settings(cls, table: Any) -> Any:
        if isinstance(table, cls):
            return table
        if not isinstance(table, dict):
            raise kind.broken(rules.NOT_TABLE)
        valid = [field.alias or name for name, field in cls.model_fields.items()]
        wrong: kind.Errors = {(key,): (key, kind.unknown_key(key, valid)) for key in table if key not in valid}
        if wrong:
            raise kind.broken_at(wrong)
        return table


def _unless_dropped(entry: Any, read: Any) -> Any:
    return DROPPED if entry is DROPPED else read(entry)


Entry = Annotated[Value, WrapValidator(_unless_dropped)]
"""One `[[section]]` of several."""
KEPT = AfterValidator(lambda entries: tuple(entry for entry in entries if entry is not DROPPED))


class Period(Section):
    """One campaign of answers: its id, its label per language (the id otherwise), its date when it is known."""

    id: kind.Identifier
    label: kind.Words = Field(default_factory=lambda valid: dict.fromkeys(LANGUAGES, valid["id"]))
    date: kind.Day | None = None


class NotApplicable(Section):
    """A criterion (or all of an indicator) that the campaign declares not to apply to a territory, and why."""

    territory: kind.TextOrNumber
    criterion: kind.Text
    reason: kind.Sentence


class CollegeSettings(Section):
    """A `[colleges.…]`: what changes one of the usual colleges, or makes another; a reviewer has no weight."""

    label: kind.Words | None = None
    weight: Annotated[float, kind.number(0)] | None = None
    aliases: kind.Texts = ()
    reviewer: kind.Flag = False

    @model_validator(mode="after")
    def _no_weight_of_a_reviewer(self) -> Self:
        if self.reviewer and self.weight is not None:
            raise kind.broken_at({("weight",): (f"{self.weight:g}", kind.broken(rules.REVIEWER_WEIGHT))})
        return self

    def changed(self, name: str, usual: College | None) -> College:
        """Return the college that they make of a usual one, or of none."""
        base = usual or College(name, dict.fromkeys(LANGUAGES, name))
        weight = base.weight if self.weight is None else self.weight
        return College(name, self.label or base.label, weight, (*base.aliases, *self.aliases), self.reviewer)


class Targets(Section):
    """Score (0–100) aimed at where nothing else says, or ``"desired"``: as respondents wish; the day it is due."""

    default: kind.Target = 75.0
    due: kind.DayText = ""

    @property
    def desired(self) -> bool:
        """Whether to aim at the mean level that respondents wish, where enough say so and nothing else is stated."""
        return self.default == kind.DESIRED

    @property
    def score(self) -> float:
        """Target score where nothing else says."""
        return 75.0 if self.desired else float(self.default)


class Disclosure(Section):
    """Groups of fewer respondents are merged; whether comments and the evidence named may be published."""

    threshold: Annotated[int, kind.whole(1, 1000)] = 5
    comments: kind.Flag = False
    evidence: kind.Flag = False


class Portfolio(Section):
    """Whether letters stand for the territories where they are seen together."""

    anonymous: kind.Flag = False


class UncertaintySettings(Section):
    """Draws and seed of the uncertainty analysis."""

    draws: Annotated[int, kind.whole(1, 1_000_000)] = 1000
    seed: Annotated[int, kind.whole(0, 2**63 - 1)] = 1


class Look(Section):
    """Colour ``#rrggbb`` of the pages; their picture as a ``data:`` address, or ``""``."""

    accent: kind.Colour = ACCENT
    logo: kind.Logo = ""


class StatedMeans(Section):
    """What is stated of the means of a roadmap; see `revue_analytics.roadmap.Means`."""

    periods: Annotated[int, kind.whole(1, 12)] | None = None
    staff_days: kind.Amounts | None = None
    budget: kind.Amounts | None = None
    actions: Annotated[int, kind.whole(0, 1000)] | None = None
    each_axis: kind.Flag | None = None

    def stated(self) -> dict[str, Any]:
        """Return what is stated, by the names of `Means`."""
        values = {name: getattr(self, name) for name in StatedMeans.model_fields}
        return {name: value for name, value in values.items() if value is not None}


class EffortDays(Section):
    """Staff-days of an effort."""

    low: Annotated[float, kind.number(0)] = EFFORT_DAYS["low"]
    medium: Annotated[float, kind.number(0)] = EFFORT_DAYS["medium"]
    high: Annotated[float, kind.number(0)] = EFFORT_DAYS["high"]


class HorizonPeriods(Section):
    """Periods of a horizon."""

    short: Annotated[int, kind.whole(1, 12)] = HORIZON_PERIODS["short"]
    medium: Annotated[int, kind.whole(1, 12)] = HORIZON_PERIODS["medium"]
    long: Annotated[int, kind.whole(1, 12)] = HORIZON_PERIODS["long"]


class RoadmapSettings(StatedMeans):
    """What territories can put into their roadmaps: all of them, those of a stratum, one by its code or name.

    `start` is the first day of the first period; None is the 1st of January after the campaign.
    """

    start: kind.DayOrYear | None = None
    strata: Mapping[Annotated[str, kind.one_of(*STRATA)], StatedMeans] = {}
    territories: Mapping[kind.Text, StatedMeans] = {}
    effort_days: EffortDays = EffortDays()
    horizon_periods: HorizonPeriods = HorizonPeriods()

    def stated_for(self, territory: str, stratum: str) -> list[dict[str, Any]]:
        """Return what is stated for all, for a stratum and for a territory."""
        particular = (self.strata.get(stratum), self.territories.get(territory))
        return [means.stated() for means in (self, *particular) if means is not None]

    def means_for(self, territory: str, stratum: str) -> Means:
        """Return the means of a territory: its own, before its stratum's, before those of all.

        >>> settings = RoadmapSettings(periods=2, strata={"lt1000": {"actions": 3}})
        >>> settings.means_for("01001", "lt1000").actions, settings.means_for("01001", "lt1000").periods
        (3, 2)
        """
        return means_for(stratum, *self.stated_for(territory, stratum))

    def is_stated(self, name: str, territory: str, stratum: str) -> bool:
        """Whether the campaign says anything of one of the means of a territory."""
        return any(name in stated for stated in self.stated_for(territory, stratum))

    def first_day(self, campaign: Date | None) -> Date | None:
        """Return the first day of the first period; None where neither it nor the campaign has a date.

        >>> RoadmapSettings().first_day(Date(2026, 3, 31))
        datetime.date(2027, 1, 1)
        """
        return self.start if self.start is not None or campaign is None else Date(campaign.year + 1, 1, 1)


class QuestionnaireSettings(Section):
    """What questionnaires ask besides the present level, what a college is not asked, and more.

    Attributes
    ----------
    desired, importance, evidence, comments
        Whether these are asked.
    not_asked
        College → criteria or indicators that it is not asked.
    short
        What residents are asked where their questionnaire is short: criteria or indicators, or True for those that the
        framework proposes. Their own form then asks for present levels only, and for one remark at the end.
    closing
        The last day on which answers are taken.
    contact, privacy
        Who can be asked, and what becomes of the answers, per language; empty where nobody says it.

    Examples
    --------
    >>> settings = QuestionnaireSettings(evidence=False, not_asked={"habitants": ["I8A", "I8A"]})
    >>> settings.not_asked
    {'habitants': ('I8A',)}
    >>> from revue_analytics.framework import load_framework
    >>> {college: sorted(leaves) for college, leaves in settings.left_out(load_framework()).items()}
    {'habitants': ['I8A']}
    >>> len(QuestionnaireSettings(short=("I1A", "I5")).left_out(load_framework())["habitants"])
    15
    """

    desired: kind.Flag = True
    importance: kind.Flag = True
    evidence: kind.Flag = True
    comments: kind.Flag = True
    not_asked: kind.ListsByName = {}
    short: kind.Short = False
    closing: kind.Day | None = None
    contact: kind.Words = {}
    privacy: kind.Words = {}

    def left_out(self, framework: Framework) -> dict[str, frozenset[str]]:
        """Return the criteria that each college is not asked; one that is asked everything is not in it."""
        leaves = {college: set(_leaves(framework, nodes)) for college, nodes in self.not_asked.items()}
        if self.short:
            kept = _leaves(framework, framework.kept_in_short if isinstance(self.short, bool) else self.short)
            leaves[SHORT_FOR] = leaves.get(SHORT_FOR, set()) | (set(framework.leaf_ids) - set(kept))
        return {college: frozenset(of) for college, of in leaves.items() if of}


def _leaves(framework: Framework, nodes: Sequence[str]) -> list[str]:
    return [leaf for node in nodes for leaf in framework.leaves_of(node)]


KINDS_OF_SOURCE: dict[str, Any] = {
    "file": kind.FileOrSeveral,
    "shape": Annotated[str, kind.one_of(*SHAPES)],
    "incomplete": Annotated[str, kind.one_of("keep", "drop")],
    "repeated": Annotated[str, kind.one_of("fault", "last")],
    "columns": kind.TextsByName,
    "answers": kind.TextsByName,
    "ignore": kind.Texts,
    **dict.fromkeys(("territory", "campaign", "college"), kind.TextOrNumber),
    **dict.fromkeys(("territory_pattern", "campaign_pattern", "college_pattern"), kind.Pattern),
}
"""What the settings of a source may be, where it is not any text."""
FIELDS_OF_SOURCE: dict[str, Any] = {
    each.name: (KINDS_OF_SOURCE.get(each.name, kind.Text), ... if each.name == "file" else None)
    for each in fields(SourceEntry)
}
SourceSettings = create_model("SourceSettings", __base__=Section, **FIELDS_OF_SOURCE)


def _source(entry: Any, info: ValidationInfo) -> SourceEntry:
    if isinstance(entry, SourceEntry):
        return entry
    return SourceEntry(**SourceSettings.model_validate(entry, context=info.context).model_dump(exclude_unset=True))


def _in_order(campaigns: Sequence[Period]) -> Sequence[Period]:
    """Refuse campaigns that are declared twice, or later than a more recent one."""
    wrong: kind.Errors = {}
    seen, latest = set[str](), Date.min
    for i, campaign in enumerate(campaigns):
        if campaign is DROPPED:
            continue
        if campaign.id in seen:
            wrong[i, "id"] = campaign.id, kind.broken(rules.DUPLICATE_CAMPAIGN)
        if campaign.date and campaign.date < latest:
            wrong[i, "date"] = campaign.id, kind.broken(rules.NOT_IN_ORDER)
        seen.add(campaign.id)
        latest = max(latest, campaign.date or latest)
    if wrong:
        raise kind.broken_at(wrong)
    return campaigns


COLLEGES = TypeAdapter(dict[kind.CollegeId, CollegeSettings])


def _colleges(value: Any) -> tuple[College, ...]:
    """Return the four usual colleges, changed where the settings say so, then the other colleges declared."""
    stated = COLLEGES.validate_python(value)
    usual = {college.id: college for college in DEFAULT_COLLEGES}
    nothing = CollegeSettings()
    return tuple(stated.get(name, nothing).changed(name, usual.get(name)) for name in {**usual, **stated})


class Settings(Section):
    """What `revue.toml` says, with the defaults for what it does not say.

    Attributes
    ----------
    title, language, fictitious
        Shown on every page; `fictitious` data say so there.
    framework
        The framework file; None is the bundled one.
    campaigns
        In order of time, the last is the current one; empty: those found in the answers, sorted.
    known_colleges
        The ``[colleges]``: everybody who may fill in a questionnaire, with their weights and other spellings.
    methodology
        The section ``[methodology]``, with the weights of the colleges and the disclosure threshold.
    not_applicable
        The ``[[not_applicable]]``.
    sources
        The ``[[sources]]``: what the answer files lack.
    targets, disclosure, portfolio, uncertainty, roadmap, look, questionnaire
        The sections of these names.
    """

    title: kind.Heading = TITLE
    language: Annotated[str, kind.one_of(*LANGUAGES)] = "fr"
    fictitious: kind.Flag = False
    framework: kind.File | None = None
    campaigns: Annotated[tuple[Entry[Period], ...], AfterValidator(_in_order), KEPT] = ()
    known_colleges: Annotated[tuple[College, ...], BeforeValidator(_colleges)] = Field(
        default=DEFAULT_COLLEGES, alias="colleges"
    )
    methodology: kind.Choices = {}
    targets: Targets = Targets()
    not_applicable: Annotated[tuple[Entry[NotApplicable], ...], KEPT] = ()
    disclosure: Disclosure = Disclosure()
    portfolio: Portfolio = Portfolio()
    uncertainty: UncertaintySettings = UncertaintySettings()
    roadmap: RoadmapSettings = RoadmapSettings()
    look: Look = Look()
    questionnaire: QuestionnaireSettings = QuestionnaireSettings()
    sources: Annotated[tuple[Entry[Annotated[SourceEntry, BeforeValidator(_source)]], ...], KEPT] = ()

    @property
    def colleges(self) -> tuple[College, ...]:
        """The groups of respondents."""
        return tuple(college for college in self.known_colleges if not college.reviewer)

    @property
    def reviewers(self) -> tuple[College, ...]:
        """Those who judge from outside (``reviewer = true``): among neither the respondents nor their weights."""
        return tuple(college for college in self.known_colleges if college.reviewer)
