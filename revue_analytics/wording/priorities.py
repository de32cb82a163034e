"""Which indicators come first, and how firmly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from revue_analytics.labels import node_label, quoted
from revue_analytics.language import in_language, translator
from revue_analytics.wording.often import with_share

if TYPE_CHECKING:
    from revue_analytics.review import TerritoryReview

__all__ = ["first_priorities", "priority_sentence"]


def first_priorities(review: TerritoryReview, *, at_most: int = 3) -> list[tuple[str, float]]:
    """Return the top nodes that are most often among the three first priorities, with how often."""
    table = review.now("priorities")
    top = table[table["node"].isin(review.framework.top_ids) & (table["p_top3"] > 0)]
    order = {node: place for place, node in enumerate(review.framework.top_ids)}
    top = top.assign(place=top["node"].map(order)).sort_values(["p_top3", "place"], ascending=[False, True])
    return [(row.node, float(row.p_top3)) for row in top.head(at_most).itertuples()]


def priority_sentence(review: TerritoryReview, language: str) -> str:
    """Say which indicator comes first whatever the weights, and within which set of weights that was looked at."""
    _ = translator(language)
    first = first_priorities(review, at_most=1)
    if not first:
        return ""
    node, share = first[0]
    told = _(
        "{name}: among the three first priorities {often}, when {weights}.",
        name=quoted(node_label(review.framework, node, language), language),
        often=with_share(share, language),
        weights=in_language(review.meta["weight_set"], language),
    )
    return f"{told} {_whatever_the_weights(review, node, language)}".strip()


def _whatever_the_weights(review: TerritoryReview, node: str, language: str) -> str:
    """Say what was decided exactly, the answers being what they are."""
    _ = translator(language)
    table = review.now("priorities").set_index("node")
    return {
        "always": _("With the answers as they are, it is so for every one of these weightings."),
        "sometimes": _("With the answers as they are, it is so for some of these weightings, not for all."),
    }.get(str(table.loc[node, "always_top3"]), "")
