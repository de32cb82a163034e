"""What a reviewer makes of a territory, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from revue_analytics.framework import OVERALL
from revue_analytics.labels import score
from revue_analytics.language import number, translator

if TYPE_CHECKING:
    from revue_analytics.review import TerritoryReview

__all__ = ["reviewer_sentence"]


def reviewer_sentence(review: TerritoryReview, language: str) -> str:
    """Say how the reviewer's overall score compares with the respondents', over how many criteria; ``""`` if none."""
    _ = translator(language)
    table = review.now("reviewer").drop_duplicates("node").set_index("node")
    leaves = [leaf for leaf in review.framework.leaf_ids if leaf in table.index]
    if not leaves:
        return ""
    over = _("Over the one criterion that both rated", "Over the {n} criteria that both rated", len(leaves))
    if OVERALL not in table.index:
        return _("{over}, too few for an overall score, the two views stand side by side.", over=over)
    whole = table.loc[OVERALL]
    values = {
        "over": over,
        "reviewed": score(whole["reviewed"], language, review.framework),
        "score": score(whole["score"], language, review.framework),
        "points": number(abs(whole["difference"]), 1, language),
    }
    if abs(whole["difference"]) < 0.05:
        return _("{over}, the reviewer and the respondents arrive at the same overall score: {score}.", **values)
    if whole["difference"] < 0:
        return _(
            "{over}, the reviewer’s levels amount to {reviewed} out of 100, {points} points below the respondents’ "
            "({score}).",
            **values,
        )
    return _(
        "{over}, the reviewer’s levels amount to {reviewed} out of 100, {points} points above the respondents’ "
        "({score}).",
        **values,
    )
