"""What a questionnaire says to whoever fills it in, the same in every format."""

from __future__ import annotations

from dataclasses import dataclass

from revue_analytics.framework import Node
from revue_analytics.language import in_language, translator
from revue_analytics.questionnaires.value import Questionnaire

__all__ = ["Phrases", "heading", "inert", "phrases", "title_of"]


@dataclass(frozen=True)
class Phrases:
    """The sentences of a questionnaire in one language."""

    today: str
    desired: str
    reason: str
    evidence: str
    comment: str
    remark: str
    territory: str
    territory_hint: str
    territory_choice: str
    campaign: str
    college: str
    respondent: str
    share: str
    share_wish: str
    share_hint: str
    share_points: str
    share_error: str
    share_sum: str
    anonymous: str
    rule: str
    optional: str


def inert(text: str) -> str:
    r"""Keep a spreadsheet that a form passes through from running a text; what precedes it nobody sees.

    >>> inert("=1+1"), inert("Mobility = 1")
    ('\u200b=1+1', 'Mobility = 1')
    """
    return f"\u200b{text}" if text.startswith(("=", "+", "-", "@")) else text


def phrases(asked: Questionnaire, language: str) -> Phrases:
    """Return the sentences of a questionnaire in a language.

    >>> from revue_analytics.framework import load_framework
    >>> phrases(Questionnaire(load_framework(), "Revue"), "en").desired
    'Where should we be in three years?'
    """
    _ = translator(language)
    scale = asked.framework.scale
    return Phrases(
        today=_("Today: the highest level whose statement is entirely true"),
        desired=_("Where should we be in three years?"),
        reason=_("If not applicable, for what reason?"),
        evidence=_("Evidence (title; link or reference; date)"),
        comment=_("Comment"),
        remark=_("Anything else? A general comment"),
        territory=_("Territory code"),
        territory_hint=_("INSEE code of the commune, five characters (01004, 2A004), or SIREN of the EPCI"),
        territory_choice=_("Territory"),
        campaign=_("Campaign"),
        college=_("You answer as"),
        respondent=_("Number of the respondent, never a name"),
        share=_("Share 100 points among the {n} subjects", n=len(asked.weighed)),
        share_wish=_("Do you wish to say what matters most?"),
        share_hint=_("The more a subject matters to you, the more points it gets. The whole is optional."),
        share_points=_("Points of importance"),
        share_error=_("The points must add up to 100."),
        share_sum=_("Total of the points"),
        anonymous=_(
            "You rate as a reviewer: your ratings are published as such, beside the territory’s own scores. What you "
            "write in words is not published. Please write no name of a person."
        )
        if asked.college and asked.college.reviewer
        else _(
            "Please write no name of a person in the comments. Your answers are only published together with those of "
            "others."
        ),
        rule=in_language(scale.rule, language) if scale is not None and scale.rule else "",
        optional=_("optional"),
    )


def heading(node: Node, language: str) -> str:
    """Return the name of a node with its number.

    >>> from revue_analytics.framework import load_framework
    >>> heading(load_framework().node("I1A"), "fr")
    '1.1 Approche globale'
    """
    label = in_language(node.label, language)
    return f"{node.number} {label}" if node.number else label


def title_of(asked: Questionnaire, language: str) -> str:
    """Return the title of a questionnaire: of the campaign, and of the college that it is for."""
    parts = [in_language(asked.title, language)]
    if asked.college:
        parts.append(in_language(asked.college.label, language))
    return " – ".join(parts)
