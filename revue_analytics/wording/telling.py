"""What a value says, in a few sentences."""

from __future__ import annotations

from functools import singledispatch
from typing import Any

from revue_analytics.agreement import Agreement, Convergence
from revue_analytics.gaps import Gaps, WhatIf
from revue_analytics.language import translator
from revue_analytics.review import Review, TerritoryReview
from revue_analytics.roadmap import Plan, Robustness
from revue_analytics.scoring import Methodology, describe_methodology
from revue_analytics.sensitivity.describe import RESULTS, describe_result
from revue_analytics.together import Portfolio
from revue_analytics.wording.agreement import closer_sentences, describe_agreement, describe_convergence
from revue_analytics.wording.aims import importance_sentences
from revue_analytics.wording.change import change_sentences
from revue_analytics.wording.gaps import gap_sentences
from revue_analytics.wording.headline import headline, sureness, weakest_sentence
from revue_analytics.wording.notices import fictitious, notices
from revue_analytics.wording.plans import core_sentences, plan_sentences
from revue_analytics.wording.portfolio import portfolio_headline, portfolio_notices, who_took_part
from revue_analytics.wording.priorities import priority_sentence
from revue_analytics.wording.respondents import who_answered
from revue_analytics.wording.robustness import robustness_sentences
from revue_analytics.wording.what_if import what_if_sentences

__all__ = ["describe"]


@singledispatch
def describe(value: Any, language: str = "fr") -> str:
    """Say in plain sentences what a value holds: the review of a territory, a whole review, a methodology.

    >>> describe(Methodology(), "en")[:50]
    'The answers of a group to a criterion are pooled b'
    """
    raise TypeError(f"nothing to say about {type(value).__name__}")


@describe.register
def _territory(value: TerritoryReview, language: str = "fr") -> str:
    told = [
        fictitious(value, language),
        headline(value, language),
        weakest_sentence(value, language),
        who_answered(value, language),
        *notices(value, language),
        *sureness(value, language),
        priority_sentence(value, language),
        *robustness_sentences(value, language),
        *importance_sentences(value, language),
        *change_sentences(value, language),
        *closer_sentences(value, language),
    ]
    return "\n".join(sentence for sentence in told if sentence)


@describe.register
def _review(value: Review, language: str = "fr") -> str:
    _ = translator(language)
    campaigns = len(value.meta["campaigns"])
    told = [
        _("The review covers {n} territory.", "The review covers {n} territories.", len(value.codes)),
        _("It holds {n} campaign.", "It holds {n} campaigns.", campaigns),
    ]
    return " ".join(told)


@describe.register
def _gaps(value: Gaps, language: str = "fr") -> str:
    return "\n".join(gap_sentences(value, language))


@describe.register
def _what_if(value: WhatIf, language: str = "fr") -> str:
    return "\n".join(what_if_sentences(value, language))


describe.register(Agreement, describe_agreement)
describe.register(Convergence, describe_convergence)


@describe.register
def _plan(value: Plan, language: str = "fr") -> str:
    return " ".join(plan_sentences(value, language))


@describe.register
def _robustness(value: Robustness, language: str = "fr") -> str:
    return " ".join(core_sentences(value, language))


@describe.register
def _portfolio(value: Portfolio, language: str = "fr") -> str:
    told = [
        *portfolio_notices(value, language),
        who_took_part(value, language),
        *portfolio_headline(value, language),
    ]
    return "\n".join(sentence for sentence in told if sentence)


@describe.register
def _methodology(value: Methodology, language: str = "fr") -> str:
    return describe_methodology(value, language)


for result_type in RESULTS:
    describe.register(result_type, describe_result)
