"""What the names of columns mean: those of the tables, of survey tools, and what is said beside a node's name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from revue_analytics.framework import OVERALL
from revue_analytics.intake import survey_tools
from revue_analytics.intake.words import key

KINDS = ("answer", "evidence", "comment", "reason", "importance", "metadata")
ASPECTS = ("current", "desired")

AFFIXES: Mapping[str, tuple[str, ...]] = {
    "answer": ("note", "notes", "niveau", "level", "réponse", "answer", "response", "score", "rating", "cotation"),
    "current": (
        *("actuel", "actuelle", "niveau actuel", "situation actuelle", "aujourd’hui", "current", "current level"),
        *("today", "now", "existant"),
    ),
    "desired": (
        *("souhaité", "souhaitée", "souhait", "niveau souhaité", "situation souhaitée", "souhaité dans trois ans"),
        *("souhaité dans 3 ans", "dans trois ans", "dans 3 ans", "à trois ans", "à 3 ans", "cible", "niveau cible"),
        *("visé", "niveau visé", "target", "desired", "desired level", "in three years", "in 3 years"),
        *("desired in three years",),
    ),
    "evidence": ("preuve", "preuves", "evidence", "justificatif", "justificatifs", "proof"),
    "comment": (
        *("com", "comm", "commentaire", "commentaires", "comment", "comments", "remarque", "remarques", "remark"),
        *("remarks", "observation", "observations", "précisions", "précisez", "other", "autre", "autres"),
    ),
    "reason": ("motif", "motifs", "raison", "reason", "motif sans objet", "raison sans objet"),
    "importance": ("importance", "points", "point", "poids", "weight", "points d’importance", "importance points"),
    "metadata": ("time", "timer", "temps", "about"),  # LimeSurvey's time per question, I1Time; our notes, about_I1
}
"""What is written before or behind a node's name to say what the column holds of it."""

FREE = {
    "desired": r"souhait\w*|(dans|a) (3|trois) ans|in (3|three) years|desired|cible|vise\w?|target",
    "current": r"actuel\w*|aujourd hui|current\w*|today",
    "importance": r"points?|importance|poids|weights?",
    "evidence": r"preuves?|evidence|justificatifs?",
    "comment": r"commentaires?|comments?|remarques?|remarks?|observations?|precisez|precisions",
    "reason": r"motifs?|raisons?|reasons?|pourquoi",
}
"""What says the same in a sentence: “Où voulez-vous être dans trois ans ? [Approche globale]”."""

NAMED: Mapping[str, tuple[str, ...]] = {
    "submitted": survey_tools.SUBMITTED,
    "time": survey_tools.TIMES,
    "personal": survey_tools.PERSONAL,
    "metadata": (
        *survey_tools.TECHNICAL,
        *("code postal", "cp", "postcode", "nom de l’epci", "département", "region", "région"),
        *("collegechoice", "share points", "points given", "welcome"),  # of our own questionnaires
        *("souhaitez-vous dire ce qui compte le plus", "do you wish to say what matters most"),
    ),
    "place": ("commune", "votre commune", "ville", "votre ville", "municipality", "town", "collectivité"),
    "place name": (
        *("nom de la commune", "nom commune", "libellé commune", "nom du territoire", "libgeo"),
        *("territory name", "name of the territory"),
    ),
    "college": (
        *("vous répondez en tant que", "en tant que", "à quel titre répondez-vous", "votre statut", "qui êtes-vous"),
        *("you answer as", "who are you", "role"),
    ),
    "respondent": (*survey_tools.LOCAL_IDS, *survey_tools.WORLD_WIDE_IDS),
}
"""Columns of survey tools and questions, beyond the names that the tables' own columns bear."""

PLACES = {"place": 2, "place name": 3}
"""Columns that say the territory in words, and their rank: a column of codes is read before them."""

COLLEGE_CODES = ("code college", "college code", "collegecode")
"""What says the college by its id, beside a question in words: the hidden column of our LimeSurvey questionnaire."""

IDENTITY = ("territory", "campaign", "college", "respondent")
VALUES = ("answer", "evidence", "comment", "reason", "importance")
NAMELESS = ("answer", "evidence", "reason", "importance")  # a header that says no more names no column
GROUPED = frozenset(
    (
        *("codeinsee", "insee", "siren", "territory", "territoire", "commune", "college", "profil", "campaign"),
        *("campagne", "vague", "respondent", "repondant", "comment", "commentaire", "pointsgiven"),
    )
)
"""Names (keys) that are looked for behind a group's name and ``-`` or ``_``, which stand inside names too."""

AFFIX_ROLES: Mapping[str, str] = dict(
    sorted(((key(word), role) for role, words in AFFIXES.items() for word in words), key=lambda pair: -len(pair[0]))
)
"""What each affix says, the longest first."""

EVERY_AFFIX = tuple(AFFIX_ROLES)
WORLD_WIDE_KEYS = tuple(key(name) for name in survey_tools.WORLD_WIDE_IDS)
COMMON_KEYS = frozenset(map(key, survey_tools.COMMON))
LOCAL_KEYS = frozenset(key(name) for name in survey_tools.LOCAL_IDS)


@dataclass(frozen=True)
class Meaning:
    """What a column holds.

    Attributes
    ----------
    role
        ``territory``, ``campaign``, ``college``, ``respondent``, ``submitted``; ``criterion``, ``indicator``,
        ``node``, ``aspect``, ``status`` (of a long table); ``answer``, ``evidence``, ``comment``, ``reason``,
        ``importance`` (of `node`, or of the row's in a long table, where `node` is ``""``); ``unrated`` (an answer
        about a node that is no criterion); ``time``, ``personal`` and ``metadata``, which are not read.
    rank
        Among columns of one role where one is enough, the lowest is read. Of a respondent's id, from `WORLD_WIDE` on:
        no other submission anywhere bears it.
    """

    role: str
    node: str = ""
    aspect: str = ""
    rank: int = 0

    def __str__(self) -> str:
        return " ".join(part for part in (self.role, self.node, self.aspect) if part)


@dataclass(frozen=True)
class Ambiguous:
    """A header that may mean several nodes."""

    nodes: tuple[str, ...]


WORLD_WIDE = 5  # the first rank of an id that no other submission bears


def of_column(header: str) -> Meaning | None:
    """Return what the name of a column means, or None."""
    if header.strip() == "#":  # Typeform’s id
        return Meaning("respondent", rank=WORLD_WIDE)
    meaning = columns().get(key(header))
    return None if meaning is None else _ranked(meaning, header.strip())


def _ranked(meaning: Meaning, header: str) -> Meaning:
    """Rank the ids that a survey tool gives a respondent: a stated one first, its own number, its own long one.

    KoboToolbox's ``_status`` is that of the submission, not of an answer. Qualtrics' ``ResponseId`` is one of a kind,
    LimeSurvey's ``Response ID`` counts.
    """
    if meaning.role == "status" and header.startswith("_"):
        return Meaning("metadata")
    if meaning.role != "respondent":
        return meaning
    inner = int(header.startswith("_"))
    if header in ("ResponseId", "__id"):
        return Meaning("respondent", rank=WORLD_WIDE)
    if key(header) in WORLD_WIDE_KEYS:
        return Meaning("respondent", rank=WORLD_WIDE + 1 + 2 * WORLD_WIDE_KEYS.index(key(header)) + inner)
    return Meaning("respondent", rank=1 + inner if key(header) in LOCAL_KEYS else 0)


@lru_cache(maxsize=1)
def columns() -> Mapping[str, Meaning]:
    """Return what the names of columns mean: those of the tables' models, and those of survey tools."""
    from revue_analytics.tables.answer_models import Comments, Importance, RatingsTable
    from revue_analytics.tables.columns import about

    meanings: dict[str, Meaning] = {}
    for role, names in NAMED.items():
        meaning = Meaning("territory", rank=PLACES[role]) if role in PLACES else Meaning(role)
        meanings |= {key(name): meaning for name in names}
    roles = {"level": "answer", "points": "importance"}
    for model in (Comments, Importance, RatingsTable):
        for column, said in about(model).items():
            role = roles.get(column, column)
            aspect = "current" if role in ("answer", "evidence") else ""
            node = OVERALL if role == "comment" else ""
            meanings |= {key(name): Meaning(role, node, aspect) for name in (column, *said.names)}
    meanings |= {name: replace(meaning, rank=1) for name, meaning in meanings.items() if meaning.role == "college"}
    meanings |= {key(name): Meaning("college", rank=2) for name in NAMED["college"]}
    meanings |= {key(name): Meaning("college") for name in COLLEGE_CODES}
    for name in ("motif", "raison", "reason"):
        meanings[name] = Meaning("reason", "", "current")
    return meanings
