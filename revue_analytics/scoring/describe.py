"""A methodology in sentences, for the method annex of a review document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from revue_analytics.language import number, percent, translator
from revue_analytics.methods.choice import name_of
from revue_analytics.scoring.methodology import Methodology

__all__ = ["describe_methodology"]


def describe_methodology(methodology: Methodology, language: str = "fr") -> str:
    """Say every choice of a methodology in plain sentences.

    >>> print(describe_methodology(Methodology(), "en")[:81])
    The answers of a group to a criterion are pooled by their mean, and groups of few
    """
    _ = translator(language)

    def said(choice: Any, names: Mapping[str, str]) -> str:
        return names.get(choice, name_of(choice)) if isinstance(choice, str) else name_of(choice)

    sentences = [
        _(
            "The answers of a group to a criterion are pooled by {pooling}, and groups of fewer than {threshold} "
            "respondents are merged first.",
            pooling=said(methodology.pooling, _poolings(_)),
            threshold=number(methodology.disclosure_threshold, 0, language),
        ),
        _colleges(methodology, language),
        said(methodology.normalisation, _normalisations(_)),
        said(methodology.missing, _treatments(_)),
        _(
            "A score is given when at least {share} of the weight concerned has been answered.",
            share=percent(methodology.minimum_coverage, 0, language),
        ),
        _weighting(methodology, _),
        _aggregation(methodology, _),
    ]
    return " ".join(sentences)


def _colleges(methodology: Methodology, language: str) -> str:
    _ = translator(language)
    if len(set(methodology.college_weights.values()) | {1.0}) == 1:
        return _("The groups count equally.")
    listed = ", ".join(f"{name} {number(w, 2, language)}" for name, w in methodology.college_weights.items())
    return _("The colleges count as follows, those not named counting 1: {listed}.", listed=listed)


def _weighting(methodology: Methodology, _: Callable[..., str]) -> str:
    if isinstance(methodology.weighting, Mapping):
        return _("The indicators and criteria are weighted as the campaign states.")
    if methodology.weighting == "equal":
        return _("The indicators count equally, and so do the criteria of an indicator.")
    return _("The indicators and criteria have the weights of the framework, equal unless it says otherwise.")


def _aggregation(methodology: Methodology, _: Callable[..., str]) -> str:
    names = _aggregations(_)
    choice = methodology.aggregation
    if not isinstance(choice, Mapping):
        said = names.get(choice, "") if isinstance(choice, str) else ""
        return _("Scores are brought together by {aggregation}.", aggregation=said or name_of(choice))
    levels = {"overall": _("overall"), "indicator": _("within an indicator")}
    listed = ", ".join(f"{levels.get(k, k)} : {names.get(str(v), name_of(v))}" for k, v in choice.items())
    return _(
        "Scores are brought together as follows, by the weighted arithmetic mean elsewhere: {listed}.", listed=listed
    )


def _poolings(_: Callable[..., str]) -> dict[str, str]:
    return {
        "mean": _("their mean"),
        "median": _("their median"),
        "lower_median": _("their lower median"),
        "trimmed_mean": _("their mean without the lowest and the highest tenth"),
    }


def _normalisations(_: Callable[..., str]) -> dict[str, str]:
    return {
        "scale_levels": _("Levels are put on a scale from 0 to 100, in equal steps."),
        "min_max": _("Criteria are put on a scale from 0 to 100 by the smallest and largest value observed."),
        "goalposts": _("Criteria are put on a scale from 0 to 100 between fixed goalposts."),
    }


def _treatments(_: Callable[..., str]) -> dict[str, str]:
    return {
        "available": _("A missing answer is never counted as zero: its weight is shared out among the others."),
        "require_all": _("A score is given only when nothing below it is missing."),
        "at_least_half": _(
            "A missing answer is never counted as zero; a score needs at least half of what is below it."
        ),
    }


def _aggregations(_: Callable[..., str]) -> dict[str, str]:
    return {
        "arithmetic_mean": _("the weighted arithmetic mean, in which a strength can make up for a weakness"),
        "geometric_mean": _(
            "the weighted geometric mean on a scale from 1 to 100, in which a strength makes up for a weakness only "
            "in part"
        ),
        "harmonic_mean": _("the weighted harmonic mean on a scale from 1 to 100, close to the weakest values"),
        "minimum": _("the smallest value, in which nothing makes up for a weakness"),
    }
