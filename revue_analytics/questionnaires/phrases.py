"""What a questionnaire says to whoever fills it in, the same in every format."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from revue_analytics.framework import Node
from revue_analytics.language import date, in_language, number, translator
from revue_analytics.questionnaires.value import Questionnaire


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
    time: str
    closing: str
    contact: str
    privacy: str

    @property
    def facts(self) -> tuple[str, ...]:
        """What whoever fills it in should know beforehand: time, day, whom to ask, what becomes of the answers."""
        return tuple(filter(None, (self.time, self.closing, self.contact, self.privacy)))


def inert(text: str) -> str:
    r"""Keep a spreadsheet that a form passes through from running a text; what precedes it nobody sees.

    >>> inert("=1+1"), inert("Mobility = 1")
    ('\u200b=1+1', 'Mobility = 1')
    """
    return f"\u200b{text}" if text.startswith(("=", "+", "-", "@")) else text


def phrases(form: Questionnaire, language: str) -> Phrases:
    """Return the sentences of a questionnaire in a language.

    >>> from revue_analytics.framework import load_framework
    >>> phrases(Questionnaire(load_framework(), "Revue"), "en").desired
    'Where should we be in three years?'
    """
    _ = translator(language)
    scale = form.framework.scale
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
        share=_("Share 100 points among the {n} subjects", n=len(form.weighed)),
        share_wish=_("Do you wish to say what matters most?"),
        share_hint=_("The more a subject matters to you, the more points it gets. The whole is optional."),
        share_points=_("Points of importance"),
        share_error=_("The points must add up to 100."),
        share_sum=_("Total of the points"),
        anonymous=_(
            "You rate as a reviewer: your ratings are published as such, beside the territory’s own scores. What you "
            "write in words is not published. Please write no name of a person."
        )
        if form.college and form.college.reviewer
        else _(
            "Please write no name of a person in the comments. Your answers are only published together with those of "
            "others."
        ),
        rule=in_language(scale.rule, language) if scale is not None and scale.rule else "",
        optional=_("optional"),
        time=_("It takes about {n} minute.", "It takes about {n} minutes.", minutes(form, language)),
        closing=_("Please answer by {day}.", day=date(form.closing, language))
        if form.closing
        else _("Please answer by the day that you were told."),
        contact=_("Questions? {contact}", contact=in_language(form.contact, language))
        if form.contact
        else _("Questions? Ask whoever gave you this questionnaire."),
        privacy=in_language(form.privacy, language) if form.privacy else _privacy(form, language),
    )


def _privacy(form: Questionnaire, language: str) -> str:
    """Say what becomes of the answers where the campaign says nothing; of a reviewer, `Phrases.anonymous` says it."""
    _ = translator(language)
    if form.college and form.college.reviewer:
        return ""
    return _(
        "Taking part is voluntary. Your answers serve this review only: whoever conducts it reads them, and what is "
        "published is about {threshold} people or more. If you wrote a number, you can have your answers shown to you, "
        "corrected or erased: give it to the contact.",
        threshold=number(form.threshold, 0, language),
    )


def minutes(form: Questionnaire, language: str) -> int:
    """Return how long it takes to fill in, in minutes, rounded up to five: to read it, and to think.

    At 200 words a minute, 30 seconds for each level, 5 for each desired level and two minutes for the points; what is
    optional to write is left out.

    References
    ----------
    Brysbaert (2019), How many words do we read per minute?, Journal of Memory and Language 109: 238 words, silently.

    Examples
    --------
    >>> from revue_analytics.framework import load_framework
    >>> minutes(Questionnaire(load_framework(), "Revue"), "fr")
    25
    """
    texts = [
        in_language(text, language)
        for criterion in form.criteria
        for text in (criterion.label, criterion.question, criterion.plain, *criterion.anchors.values())
        if text
    ]
    reading = sum(len(text.split()) for text in texts) / 200
    thinking = len(form.criteria) * (30 + 5 * form.desired) / 60 + 2 * bool(form.weighed)
    return 5 * max(ceil((reading + thinking) / 5), 1)


def meanings(form: Questionnaire, language: str) -> list[tuple[str, str]]:
    """Return the levels, each with what it means in general; none of a framework that does not say it."""
    levels = form.framework.scale.levels if form.framework.scale else ()
    pairs = zip(form.levels, levels, strict=True) if levels else ()
    return [
        (option.text_in(language), in_language(level.meaning, language)) for option, level in pairs if level.meaning
    ]


def questions(form: Questionnaire, criterion: Node, language: str) -> tuple[str, str]:
    """Return the question of a criterion and the other wording beside it: the plain one, which leads where it is short.

    >>> from revue_analytics.framework import load_framework
    >>> framework = load_framework()
    >>> questions(Questionnaire(framework, "Revue"), framework.node("I8B"), "en")[1]
    'Is it easy for a resident to find out what is changing here and whether promises are kept?'
    """
    texts = [in_language(text, language) if text else "" for text in (criterion.question, criterion.plain)]
    if form.is_short and texts[1]:
        texts.reverse()
    return texts[0], texts[1]


def help_of(form: Questionnaire, criterion: Node, language: str) -> str:
    """Return what a form says below a question: its other wording, then which level to choose."""
    return " ".join(filter(None, (questions(form, criterion, language)[1], phrases(form, language).today)))


def heading(node: Node, language: str) -> str:
    """Return the name of a node with its number.

    >>> from revue_analytics.framework import load_framework
    >>> heading(load_framework().node("I1A"), "fr")
    '1.1 Approche globale'
    """
    label = in_language(node.label, language)
    return f"{node.number} {label}" if node.number else label


def title_of(form: Questionnaire, language: str) -> str:
    """Return the title of a questionnaire: of the campaign, and of the college that it is for."""
    parts = [in_language(form.title, language)]
    if form.college:
        parts.append(in_language(form.college.label, language))
    if form.is_short:
        parts.append(translator(language)("short questionnaire"))
    return " – ".join(parts)
