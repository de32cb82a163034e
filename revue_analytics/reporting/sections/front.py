"""The first page: what an elected official reads. It stands alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from revue_analytics import labels, wording
from revue_analytics.figures.overall import overall_message
from revue_analytics.framework import OVERALL
from revue_analytics.language import in_language, number, translator
from revue_analytics.reporting.sections.html import Html, render
from revue_analytics.reporting.sections.rows import lines

if TYPE_CHECKING:
    from revue_analytics.review import TerritoryReview

__all__ = ["first_page"]

GROUPS_ON_FRONT = 8  # more groups than this are listed in the annex
PROFILE_ON_FRONT = 12  # more indicators than this are left to the profile itself


def first_page(review: TerritoryReview, language: str = "fr") -> Html:
    """Write the first page: territory, who answered, maturity, strengths, limits, next actions, how sure we are."""
    levels = labels.level_range(review.framework)
    return render(
        "first_page.html.j2",
        review,
        language,
        title=in_language(review.framework.title, language),
        facts=_facts(review, language),
        campaign=labels.campaign_label(review.meta, review.current, language),
        day=labels.campaign_date(review.meta, review.current, language),
        notices=wording.notices(review, language),
        overall=lines(review, [OVERALL], language)[0],
        overall_message=overall_message(review, language),
        levels=[(labels.level_word(review.framework, level, language), start, end) for level, start, end in levels],
        headline=wording.headline(review, language),
        weakest=wording.weakest_sentence(review, language),
        answered=wording.answered(review, language, at_most=GROUPS_ON_FRONT),
        who_answered=wording.who_answered(review, language),
        caution=wording.caution(review, language),
        profile=lines(review, review.framework.top_ids[:PROFILE_ON_FRONT], language),
        profile_is_whole=len(review.framework.top_ids) <= PROFILE_ON_FRONT,
        indicators=in_language(review.framework.depths[0].plural, language),
        strengths=wording.strengths(review, language),
        limits=wording.limits(review, language),
        strength_note=wording.order_note(review, "strength", language),
        limit_note=wording.order_note(review, "limit", language),
        no_strength=wording.no_strength(review, language),
        no_limit=wording.no_limit(review, language),
        steps=wording.next_steps(review, language, at_most=3),
        sureness=[
            *wording.sureness(review, language),
            wording.priority_sentence(review, language),
            *wording.change_sentences(review, language)[:1],
        ],
    )


def _facts(review: TerritoryReview, language: str) -> list[str]:
    """What the territory is: kind and code, département, intercommunality, inhabitants."""
    _ = translator(language)
    info = review.info
    kinds = {
        "commune": _("Commune"),
        "epci": _("Intercommunality"),
        "petr": _("Rural and territorial balance hub"),
        "pnr": _("Regional nature park"),
    }
    kind = kinds.get(str(info["kind"]), _("Territory"))
    told = [_("{kind}, code {code}", kind=kind, code=review.territory)]
    told += [str(info[field]) for field in ("departement_name", "epci_name") if _filled(info[field])]
    if not labels.is_missing(info["population"]):
        told.append(_("{population} inhabitants", population=number(info["population"], 0, language)))
    return told


def _filled(value: object) -> bool:
    return not labels.is_missing(value) and bool(str(value).strip())
