"""The words of the review, explained, and the acronyms that its actions and tools use."""

import re

from revue_analytics.document.page.html import Html, render
from revue_analytics.language import in_language, number, percent, translator
from revue_analytics.review import TerritoryReview

ACRONYMS = {
    "ADEME": "Agence de l’environnement et de la maîtrise de l’énergie (Agence de la transition écologique)",
    "ANCT": "Agence nationale de la cohésion des territoires",
    "Cerema": "Centre d’études et d’expertise sur les risques, l’environnement, la mobilité et l’aménagement",
    "CNFPT": "Centre national de la fonction publique territoriale",
    "CRATer": "Calculateur de la résilience alimentaire des territoires",
    "DRIAS": "Donner accès aux scénarios climatiques régionalisés français pour l’impact et l’adaptation",
    "EPCI": "Établissement public de coopération intercommunale",
    "FALC": "Facile à lire et à comprendre",
    "Insee": "Institut national de la statistique et des études économiques",
    "OFGL": "Observatoire des finances et de la gestion publique locales",
    "PETR": "Pôle d’équilibre territorial et rural",
    "PNR": "Parc naturel régional",
    "RGAA": "Référentiel général d’amélioration de l’accessibilité",
    "Safer": "Société d’aménagement foncier et d’établissement rural",
}
"""Names of French bodies and standards; they bear the same name in every language."""


def entries(review: TerritoryReview, language: str) -> list[tuple[str, str]]:
    """Return words and what they mean, in alphabetical order, then the acronyms that occur."""
    words = sorted(_words(review, language), key=lambda entry: entry[0].casefold().replace("é", "e"))
    return words + _acronyms(review)


def _words(review: TerritoryReview, language: str) -> list[tuple[str, str]]:
    _ = translator(language)
    threshold = number(review.meta["threshold"], 0, language)
    definition = in_language(review.framework.definition or "", language)
    entries_ = [
        (_("Territorial engineering"), definition),
        (
            _("Indicator, criterion"),
            _("What is assessed. A criterion is a question to respondents; an indicator gathers several."),
        ),
        (
            _("Score"),
            _(
                "A number from 0 to 100. It is the mean of the levels given by the groups of respondents, "
                "times 25 on a scale of five levels."
            ),
        ),
        (
            _("Level of maturity"),
            _(
                "A step of the scale. It is reached when everything that its statement says is true; a "
                "project or an intention does not change the level."
            ),
        ),
        (
            _("Interval"),
            _(
                "The range in which the score falls nine times out of ten, had other people answered and "
                "had the indicators counted otherwise."
            ),
        ),
        (
            _("Target"),
            _(
                "The score aimed at, {target} unless the campaign says otherwise.",
                target=number(review.meta["default_target"], 0, language),
            ),
        ),
        (
            _("Distance to the target"),
            _("The points missing to the target; where the target is reached nothing is missing."),
        ),
        (
            _("Share of the distance"),
            _(
                "What part of all the missing points comes from an indicator, an axis, a principle or a "
                "phase; the shares add up to {all}.",
                all=percent(1, 0, language),
            ),
        ),
        (
            _("Priority"),
            _("The more an indicator counts and the further it is from its target, the higher its priority."),
        ),
        (_("Strength, limit"), _("A criterion is called so only when the answers make it nearly certain.")),
        (
            _("College, group of respondents"),
            _(
                "Elected officials, staff, residents, partners… Colleges of fewer than {threshold} "
                "respondents are brought together before anything is calculated.",
                threshold=threshold,
            ),
        ),
        (_("Insufficient data"), _("Less than half of what makes up the score could be assessed: no number is given.")),
        (
            _("Not applicable"),
            _(
                "The criterion does not concern the territory: it leaves the calculation and its weight "
                "is shared among the others."
            ),
        ),
        (
            _("Comparable territories"),
            _("Communes of the same class of size, or intercommunal bodies, of the same campaign; at least five."),
        ),
    ]
    return [(word, meaning) for word, meaning in entries_ if meaning]


def explained(text: str, language: str) -> list[tuple[str, str]]:
    """Explain the words of a text that nobody says at the town hall's counter.

    >>> explained("Développement endogène", "fr")[0][0]
    'Endogène'
    """
    _ = translator(language)
    told = {
        "systémi": (
            _("Systemic"),
            _("that looks at all that makes a territory live, and at how one thing acts on another"),
        ),
        "systemic": (
            _("Systemic"),
            _("that looks at all that makes a territory live, and at how one thing acts on another"),
        ),
        "endog": (
            _("Endogenous"),
            _("that counts first on what the place itself has: its people, its land, its firms"),
        ),
        "multi-pro": (
            _("Multi-project steering"),
            _("following all projects together: what is late, what lacks means, what must wait"),
        ),
        "reporting": (
            _("Reporting"),
            _("telling regularly, in figures and in words, what was done and what it changed"),
        ),
    }
    lower = text.lower()
    found = dict(meaning for stem, meaning in told.items() if stem in lower)
    return list(found.items())


def _acronyms(review: TerritoryReview) -> list[tuple[str, str]]:
    """Keep those that stand in the framework's actions and evidence, or in what the territory is."""
    texts = [text.get("fr", "") for node in review.framework.leaves for text in node.evidence]
    texts += [text.get("fr", "") for action in review.framework.actions for text in (action.label, *action.tools)]
    texts.append(str(review.info["kind"]).upper())
    words = set(re.findall(r"\w+", " ".join(texts)))
    return [(acronym, meaning) for acronym, meaning in ACRONYMS.items() if acronym in words]


def annex_glossary(review: TerritoryReview, language: str = "fr") -> Html:
    """Explain the words of the review, and the acronyms that occur in it."""
    return render("annex_glossary.html.j2", review, language, entries=entries(review, language))
