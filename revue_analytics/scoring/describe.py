"""A methodology in sentences, for the method annex of a review document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from revue_analytics.language import number, percent, translator
from revue_analytics.methods.choice import name_of
from revue_analytics.scoring.importance import ImportanceWeights
from revue_analytics.scoring.methodology import Methodology

__all__ = ["describe_methodology"]


def describe_methodology(methodology: Methodology, language: str = "fr") -> str:
    """Say every choice of a methodology in plain sentences.

    >>> print(describe_methodology(Methodology(), "en")[:81])
    The answers of a group to a criterion are pooled by their mean, and groups of few
    """
    _ = translator(language)

    sentences = [
        _(
            "The answers of a group to a criterion are pooled by {pooling}, and groups of fewer than {threshold} "
            "respondents are merged first.",
            pooling=_said(methodology.pooling, _poolings(_)).rstrip("."),
            threshold=number(methodology.disclosure_threshold, 0, language),
        ),
        _colleges(methodology, language),
        *_preparation(methodology, _),
        _said(methodology.normalisation, _normalisations(_)),
        _by_depth(methodology.missing, _treatments(_), "available", _),
        _(
            "A score is given when at least {share} of the weight concerned has been answered.",
            share=percent(methodology.minimum_coverage, 0, language),
        ),
        _weighting(methodology, _),
        _by_depth(methodology.aggregation, _aggregations(_), "arithmetic_mean", _),
    ]
    return " ".join(sentences)


def _colleges(methodology: Methodology, language: str) -> str:
    _ = translator(language)
    if len(set(methodology.college_weights.values()) | {1.0}) == 1:
        return _("The groups count equally.")
    listed = ", ".join(f"{name} {number(w, 2, language)}" for name, w in methodology.college_weights.items())
    return _("The colleges count as follows, those not named counting 1: {listed}.", listed=listed)


def _preparation(methodology: Methodology, _: Callable[..., str]) -> list[str]:
    """Say what is done before normalising, where anything is."""
    outliers = {
        "winsorise": _("The most extreme values of a criterion with outliers are given the next ones."),
        "log": _("Criteria with outliers are replaced by their logarithm."),
        "box_cox": _("Criteria with outliers are transformed (Box–Cox)."),
        "winsorise_or_log": _(
            "Criteria with outliers are winsorised, or replaced by their logarithm where that fails."
        ),
    }
    imputation = {"group_mean": _("Missing measurements are replaced by the mean of the unit’s group.")}
    told = [(methodology.outliers, outliers), (methodology.imputation, imputation)]
    return [_said(choice, names) for choice, names in told if choice != "none"]


def _weighting(methodology: Methodology, _: Callable[..., str]) -> str:
    if isinstance(methodology.weighting, ImportanceWeights):
        return _(
            "The indicators have the weights that respondents gave them by sharing 100 points: in each territory the "
            "mean of its groups, then the mean of the territories."
        )
    if methodology.node_weights:
        return _("The indicators and criteria are weighted as the campaign states.")
    names = _weightings(_)
    return _by_depth(methodology.weighting, names, "framework", _)


def _by_depth(choice: Any, names: Mapping[str, str], default: str, _: Callable[..., str]) -> str:
    """Say a choice, or the choices made for different depths."""
    if not isinstance(choice, Mapping):
        return _said(choice, names)
    depths = {"overall": _("For the overall score"), "indicator": _("Within an indicator")}
    parts = [
        _("{depth}: {choice}", depth=depths.get(depth, depth), choice=_said(one, names))
        for depth, one in choice.items()
    ]
    return " ".join([*parts, _("{depth}: {choice}", depth=_("Elsewhere"), choice=_said(default, names))])


def _said(choice: Any, names: Mapping[str, str]) -> str:
    """Say one choice: in words if it has a name, by the name of the function otherwise."""
    return names.get(choice, "") or f"{choice}." if isinstance(choice, str) else f"{name_of(choice)}."


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
        "z_score": _("Criteria are standardised: mean zero, standard deviation one."),
        "rank": _("Criteria are replaced by ranks."),
        "percentile_rank": _("Criteria are replaced by the share of territories that do no better."),
        "distance_to_maximum": _("Criteria are divided by the best value observed."),
        "borda": _("Criteria are replaced by the number of territories that do less well."),
    }


def _treatments(_: Callable[..., str]) -> dict[str, str]:
    return {
        "available": _("A missing answer is never counted as zero: its weight is shared out among the others."),
        "require_all": _("A score is given only when nothing below it is missing."),
        "at_least_half": _(
            "A missing answer is never counted as zero; a score needs at least half of what is below it."
        ),
        "group_mean": _("A missing score is replaced by the mean of the territories."),
        "worst_case": _("A missing score is replaced by the worst one possible."),
        "best_case": _("A missing score is replaced by the best one possible."),
    }


def _weightings(_: Callable[..., str]) -> dict[str, str]:
    return {
        "framework": _(
            "The indicators and criteria have the weights of the framework, equal unless it says otherwise."
        ),
        "equal": _("The indicators count equally, and so do the criteria of an indicator."),
        "entropy": _(
            "The weights come from the data: the more the territories differ, the greater the weight (entropy)."
        ),
        "critic": _("The weights come from the data: contrast and conflict between criteria (CRITIC)."),
        "merec": _("The weights come from the data: the effect of removing each criterion (MEREC)."),
        "standard_deviation": _("The weights come from the data: the standard deviation of each criterion."),
        "principal_components": _("The weights come from the data: principal components."),
        "correlation_balanced": _("The weights come from the data: equal correlation with the result."),
    }


def _aggregations(_: Callable[..., str]) -> dict[str, str]:
    return {
        "arithmetic_mean": _(
            "Scores are brought together by the weighted arithmetic mean, in which a strength can make up for a "
            "weakness."
        ),
        "geometric_mean": _(
            "Scores are brought together by the weighted geometric mean on a scale from 1 to 100, in which a strength "
            "makes up for a weakness only in part."
        ),
        "harmonic_mean": _(
            "Scores are brought together by the weighted harmonic mean on a scale from 1 to 100, close to the weakest."
        ),
        "power_mean": _("Scores are brought together by a weighted power mean, between the arithmetic and the others."),
        "mazziotta_pareto": _("Scores are brought together by a mean with a penalty for imbalance (Mazziotta–Pareto)."),
        "minimum": _("Only the smallest score counts: nothing makes up for a weakness."),
    }
