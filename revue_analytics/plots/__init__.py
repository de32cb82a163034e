"""Results as figures and as sentences: what `plot` draws and `describe` says, of a review and of what is no section.

One list, `RESULTS`, names each type of result with the function that draws it and the one that says it.

    >>> from revue_analytics.plots import describe
    >>> from revue_analytics.scoring import Methodology
    >>> describe(Methodology(), "en")[:50]
    'The answers of a group to a criterion are pooled b'
"""

from collections.abc import Callable, Mapping
from typing import Any

from revue_analytics.agreement import Agreement, Convergence
from revue_analytics.document.agreement import closer_sentences
from revue_analytics.document.headline import confidence_sentences, headline, weakest_sentence
from revue_analytics.document.importance import importance_sentences
from revue_analytics.document.kit.figure import Drawing, ReviewFigure
from revue_analytics.document.portfolio.front import portfolio_headline, portfolio_notices, who_took_part
from revue_analytics.document.priorities import priority_sentence, robustness_sentences
from revue_analytics.document.progress import change_sentences
from revue_analytics.document.respondents import fictitious, notices, who_answered
from revue_analytics.document.sections import DRAWINGS, PORTFOLIO_DRAWINGS
from revue_analytics.document.what_if import what_if_sentences
from revue_analytics.errors import MethodError, choices
from revue_analytics.gaps import Gaps, WhatIf
from revue_analytics.language import translator
from revue_analytics.plots.agreement import describe_agreement, describe_convergence, draw_agreement, draw_convergence
from revue_analytics.plots.gaps import draw_gaps, draw_what_if, gap_sentences
from revue_analytics.plots.roadmap import core_sentences, draw_frontier, draw_plan, plan_sentences
from revue_analytics.plots.schemes import draw_schemes
from revue_analytics.plots.sensitivity import draw_result
from revue_analytics.portfolios import Portfolio
from revue_analytics.review import Review, TerritoryReview
from revue_analytics.roadmap import Frontier, Plan, Robustness
from revue_analytics.scoring import Methodology, describe_methodology
from revue_analytics.scoring.schemes import Schemes
from revue_analytics.sensitivity.describe import RESULTS as SENSITIVITY
from revue_analytics.sensitivity.describe import describe_result

__all__ = ["describe", "plot"]


def plot(result: Any, name: str = "", *, language: str = "fr", **options: Any) -> ReviewFigure:
    """Draw a result and return the figure, which a notebook shows.

    Parameters
    ----------
    result
        The review of a territory, a portfolio, or a result of an analysis.
    name
        Which figure of a review, one of `document.sections.DRAWINGS` (the profile if none is named); of a portfolio,
        one of `PORTFOLIO_DRAWINGS` (the spread); of an agreement, a statistic.
    language
        ``"fr"`` or ``"en"``.
    **options
        Of the result: `names` of the units of compared schemes.

    Raises
    ------
    TypeError
        Nothing is drawn of such a result.
    MethodError
        No figure of that name.

    Examples
    --------
    >>> plot(open_review("my-campaign").for_territory("01004"), "gaps_axis")    # doctest: +SKIP
    """
    draw, _describe = _functions(result)
    if draw is None:
        raise TypeError(
            f"nothing to draw for {type(result).__name__}; draw the review of a territory: .for_territory(code)"
        )
    named = {"name": name} if name else {}
    return draw(result, **named, language=language, **options)


def describe(value: Any, language: str = "fr") -> str:
    """Say in plain sentences what a value holds: the review of a territory, a whole review, a methodology, a result.

    >>> describe(Methodology(), "en")[:50]
    'The answers of a group to a criterion are pooled b'
    """
    _draw, say = _functions(value)
    if say is None:
        raise TypeError(f"nothing to say about {type(value).__name__}")
    return say(value, language)


def _draw_territory(review: TerritoryReview, name: str = "profile", *, language: str = "fr") -> ReviewFigure:
    return _named(DRAWINGS, name).figure(review, language)


def _draw_portfolio(review: Portfolio, name: str = "spread", *, language: str = "fr") -> ReviewFigure:
    return _named(PORTFOLIO_DRAWINGS, name).figure(review, language)


def _named(drawings: Mapping[str, Drawing], name: str) -> Drawing:
    if name not in drawings:
        raise MethodError(f"no figure {name!r}: {choices(name, drawings)}")
    return drawings[name]


def _say_territory(review: TerritoryReview, language: str) -> str:
    sentences = [
        fictitious(review, language),
        headline(review, language),
        weakest_sentence(review, language),
        who_answered(review, language),
        *notices(review, language),
        *confidence_sentences(review, language),
        priority_sentence(review, language),
        *robustness_sentences(review, language),
        *importance_sentences(review, language),
        *change_sentences(review, language),
        *closer_sentences(review, language),
    ]
    return "\n".join(sentence for sentence in sentences if sentence)


def _say_review(review: Review, language: str) -> str:
    _ = translator(language)
    n = len(review.meta["campaigns"])
    return " ".join(
        [
            _("The review covers {n} territory.", "The review covers {n} territories.", len(review.codes)),
            _("It holds {n} campaign.", "It holds {n} campaigns.", n),
        ]
    )


def _say_portfolio(review: Portfolio, language: str) -> str:
    sentences = [
        *portfolio_notices(review, language),
        who_took_part(review, language),
        *portfolio_headline(review, language),
    ]
    return "\n".join(sentence for sentence in sentences if sentence)


Draw = Callable[..., ReviewFigure]
Say = Callable[[Any, str], str]

RESULTS: dict[type, tuple[Draw | None, Say | None]] = {
    TerritoryReview: (_draw_territory, _say_territory),
    Portfolio: (_draw_portfolio, _say_portfolio),
    Review: (None, _say_review),
    Agreement: (draw_agreement, describe_agreement),
    Convergence: (draw_convergence, describe_convergence),
    Gaps: (draw_gaps, lambda gaps, language: "\n".join(gap_sentences(gaps, language))),
    WhatIf: (draw_what_if, lambda changed, language: "\n".join(what_if_sentences(changed, language))),
    Plan: (draw_plan, lambda plan, language: " ".join(plan_sentences(plan, language))),
    Frontier: (draw_frontier, None),
    Robustness: (None, lambda robustness, language: " ".join(core_sentences(robustness, language))),
    Methodology: (None, describe_methodology),
    Schemes: (draw_schemes, None),
    **dict.fromkeys(SENSITIVITY, (draw_result, describe_result)),
}
"""Each type of result with the function that draws it, and the one that says it."""


def _functions(value: Any) -> tuple[Draw | None, Say | None]:
    return next((RESULTS[kind] for kind in type(value).__mro__ if kind in RESULTS), (None, None))
