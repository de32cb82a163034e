"""What a questionnaire asks, whatever the tool that asks it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from revue_analytics.campaign.settings import SHORT_FOR
from revue_analytics.errors import ReportError
from revue_analytics.framework import Framework, Node, Text
from revue_analytics.intake.scale import OFF_SCALE
from revue_analytics.language import LANGUAGES, in_language
from revue_analytics.tables import College

UNKNOWN, NOT_APPLICABLE = OFF_SCALE["unknown"][0], OFF_SCALE["not_applicable"][0]
"""The codes that survey tools store for the answers off the scale: NSP and SO, which intake always knows."""

USUAL: Mapping[str, Text] = {
    "unknown": {"fr": "Ne sait pas", "en": "Don’t know"},
    "not_applicable": {"fr": "Sans objet", "en": "Not applicable"},
}
"""What the answers off the scale are called by a framework that does not name them."""


def name_of(node: str, kind: str, join: str = "_") -> str:
    """Name the column of what is asked of a node beside its level: a word that intake recognises in any tool's export.

    >>> name_of("I1A", "desired"), name_of("I1A", "desired", ""), name_of("I1", "importance", " ")
    ('I1A_desired', 'I1Adesired', 'importance I1')
    """
    return join.join((kind, node) if kind == "importance" else (node, kind))


@dataclass(frozen=True)
class Option:
    """A possible answer: the code that a tool stores, the label that people read."""

    code: str
    label: Text

    def text_in(self, language: str) -> str:
        """Return the label, a level with its number: ``"3 – Maîtrisé"``."""
        label = in_language(self.label, language)
        return f"{self.code} – {label}" if self.code.lstrip("-").isdigit() else label


@dataclass(frozen=True)
class Theme:
    """A top node of the framework, with the criteria below it that are asked."""

    node: Node
    criteria: tuple[Node, ...]


@dataclass(frozen=True, eq=False)
class Questionnaire:
    """What is asked, of whom, in which language.

    Attributes
    ----------
    framework
        What is assessed.
    title
        Of the campaign.
    language
        In which it opens; a tool that can holds the others too.
    campaign
        Id of the campaign that answers will belong to; ``""`` where there is one only.
    colleges
        The groups of respondents.
    college
        The one that the questionnaire is for; None: respondents say which is theirs.
    territory, territory_name
        The one that it is about; ``""``: respondents say which.
    territories
        Those to choose from where respondents say which, by code, as they read them; empty: they write the code.
    not_asked
        College → criteria that it is not asked.
    desired, importance, evidence, comments
        Whether these are asked besides the present level.
    respondents
        How many people a workbook has places for.
    closing, contact, privacy, threshold
        The last day for answers; whom to ask and what becomes of the answers, per language, empty where the campaign
        says nothing; the number of people that what is published rests on.
    short
        Whether residents have a short questionnaire.
    fictitious, accent, logo
        What its pages look like.

    Examples
    --------
    >>> from revue_analytics.framework import load_framework
    >>> from revue_analytics.tables import DEFAULT_COLLEGES
    >>> habitants = DEFAULT_COLLEGES[2]
    >>> form = Questionnaire(
    ...     load_framework(), "Revue", college=habitants, colleges=DEFAULT_COLLEGES, not_asked={"habitants": {"I8A"}}
    ... )
    >>> len(form.criteria), [theme.node.id for theme in form.themes][-1], form.levels[3].text_in("fr")
    (17, 'I8', '3 – Maîtrisé')
    """

    framework: Framework
    title: str
    language: str = "fr"
    campaign: str = ""
    colleges: tuple[College, ...] = ()
    college: College | None = None
    territory: str = ""
    territory_name: str = ""
    territories: Mapping[str, str] = field(default_factory=dict)
    not_asked: Mapping[str, frozenset[str] | set[str]] = field(default_factory=dict)
    desired: bool = True
    importance: bool = True
    evidence: bool = True
    comments: bool = True
    respondents: int = 1
    closing: date | None = None
    contact: Text = field(default_factory=dict)
    privacy: Text = field(default_factory=dict)
    threshold: int = 5
    short: bool = False
    fictitious: bool = False
    accent: str = "#1f5c99"
    logo: str = ""

    @cached_property
    def themes(self) -> tuple[Theme, ...]:
        """The top nodes with the criteria asked, those without any left out."""
        left_out = self.not_asked.get(self.college.id, frozenset()) if self.college else frozenset()
        nodes = {node.id: node for node in self.framework.leaves if node.is_rated and node.id not in left_out}
        themes = (
            Theme(top, tuple(nodes[id] for id in self.framework.leaves_of(top.id) if id in nodes))
            for top in self.framework.top
        )
        return tuple(theme for theme in themes if theme.criteria)

    @property
    def is_short(self) -> bool:
        """Whether this is the short questionnaire of residents."""
        return self.short and self.college is not None and self.college.id == SHORT_FOR

    @property
    def criteria(self) -> tuple[Node, ...]:
        """The criteria asked, in order."""
        return tuple(criterion for theme in self.themes for criterion in theme.criteria)

    @property
    def weighed(self) -> tuple[Node, ...]:
        """The top nodes among which 100 points of importance are shared: all of them, or none."""
        return self.framework.top if self.importance and len(self.framework.top) > 1 else ()

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages, that of the questionnaire first."""
        return (self.language, *(other for other in LANGUAGES if other != self.language))

    @cached_property
    def levels(self) -> tuple[Option, ...]:
        """The levels of the scale, lowest first."""
        scale = self.framework.scale
        if scale is None:
            message = "the framework “{name}” has no scale: its criteria are measured, not asked"
            raise ReportError(message, name=in_language(self.framework.title, self.language))
        return tuple(Option(str(level.value), level.label) for level in scale.levels)

    @cached_property
    def unknown(self) -> Option:
        """The answer of whoever does not know."""
        return Option(UNKNOWN, self._off("unknown"))

    @cached_property
    def not_applicable(self) -> Option:
        """The answer that a criterion has no object here; a reason is asked for."""
        return Option(NOT_APPLICABLE, self._off("not_applicable"))

    @property
    def answers(self) -> tuple[Option, ...]:
        """Everything that can be answered of the present."""
        return (*self.levels, self.unknown, self.not_applicable)

    def asked_of(self, criterion: str) -> tuple[College, ...]:
        """Return the colleges that are asked a criterion."""
        return tuple(c for c in self.colleges if criterion not in self.not_asked.get(c.id, frozenset()))

    def _off(self, code: str) -> Text:
        scale = self.framework.scale
        return next((off.label for off in (scale.off_scale if scale else ()) if off.code == code), USUAL[code])
