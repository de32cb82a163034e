"""A methodology in sentences, for the method annex of a review document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from revue_analytics.framework import Framework
from revue_analytics.language import number, percent, translator
from revue_analytics.methods.registry import facts_of, name_of
from revue_analytics.scoring.importance import ImportanceWeights
from revue_analytics.scoring.methodology import DEFAULTS, FAMILIES, Methodology
from revue_analytics.scoring.tree import build_tree


def describe_methodology(methodology: Methodology, language: str = "fr", framework: Framework | None = None) -> str:
    """Say every choice of a methodology in plain sentences.

    Parameters
    ----------
    methodology
        The choices.
    language
        ``"fr"`` or ``"en"``.
    framework
        What is assessed: the weights that are given node by node are then said as what they come to, in per cent.

    >>> print(describe_methodology(Methodology(), "en")[:81])
    The answers of a group to a criterion are pooled by their mean, and groups of few
    """
    _ = translator(language)
    prepared = (("outliers", methodology.outliers), ("imputation", methodology.imputation))
    sentences = [
        _(
            "The answers of a group to a criterion are pooled by {pooling}, and groups of fewer than {threshold} "
            "respondents are merged first.",
            pooling=_said(methodology.pooling, "pooling", _).rstrip("."),
            threshold=number(methodology.disclosure_threshold, 0, language),
        ),
        _colleges(methodology, language),
        *(_said(choice, name, _) for name, choice in prepared if choice != "none"),
        _said(methodology.normalisation, "normalisation", _),
        _by_depth(methodology.missing, "missing", _),
        _(
            "A score is given when at least {share} of the weight concerned has been answered.",
            share=percent(methodology.minimum_coverage, 0, language),
        ),
        _weighting(methodology, framework, language),
        _by_depth(methodology.aggregation, "aggregation", _),
    ]
    return " ".join(sentences)


def _colleges(methodology: Methodology, language: str) -> str:
    _ = translator(language)
    if len(set(methodology.college_weights.values()) | {1.0}) == 1:
        return _("The groups count equally.")
    listed = ", ".join(f"{name} {number(w, 2, language)}" for name, w in methodology.college_weights.items())
    return _("The colleges count as follows, those not named counting 1: {listed}.", listed=listed)


def _weighting(methodology: Methodology, framework: Framework | None, language: str) -> str:
    _ = translator(language)
    if isinstance(methodology.weighting, ImportanceWeights):
        return _(
            "The indicators have the weights that respondents gave them by sharing 100 points: in each territory the "
            "mean of its groups, then the mean of the territories."
        )
    if methodology.node_weights and framework is not None:
        tree = build_tree(framework, methodology)
        shares = [(node, percent(tree.weights[tree.index(node)], 1, language)) for node in methodology.node_weights]
        return _(
            "The indicators and criteria are weighted as the campaign states, each among those beside it: {listed}.",
            listed=", ".join(f"{node} {share}" for node, share in shares),
        )
    if methodology.node_weights:
        return _("The indicators and criteria are weighted as the campaign states.")
    return _by_depth(methodology.weighting, "weighting", _)


def _by_depth(choice: Any, family: str, _: Callable[..., str]) -> str:
    """Say a choice, or the choices made for different depths."""
    if not isinstance(choice, Mapping):
        return _said(choice, family, _)
    depths = {"overall": _("For the overall score"), "indicator": _("Within an indicator")}
    parts = [
        _("{depth}: {choice}", depth=depths.get(depth, depth), choice=_said(one, family, _))
        for depth, one in choice.items()
    ]
    return " ".join([*parts, _("{depth}: {choice}", depth=_("Elsewhere"), choice=_said(DEFAULTS[family], family, _))])


def _said(choice: Any, family: str, _: Callable[..., str]) -> str:
    """Say one choice: in words if it has any, by the name of the function otherwise."""
    method = FAMILIES[family][choice] if isinstance(choice, str) else choice
    sentence = facts_of(method).sentence
    return _(sentence) if sentence else f"{name_of(choice)}."
