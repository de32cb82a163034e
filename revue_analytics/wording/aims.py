"""Where respondents want to go, and what matters to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from revue_analytics.labels import group_label, known_groups, node_label, quoted, score
from revue_analytics.language import number, translator

if TYPE_CHECKING:
    from revue_analytics.review import TerritoryReview

__all__ = ["importance_sentences", "wish_sentence"]


def wish_sentence(review: TerritoryReview, language: str) -> str:
    """Say on which criterion today is furthest from what is wanted in three years."""
    _ = translator(language)
    wanted = review.now("desired").dropna(subset=["score"]).set_index("criterion")["score"]
    now = review.now("scores").dropna(subset=["score"]).set_index("node")["score"]
    distance = (wanted - now.reindex(wanted.index)).dropna()
    if distance.empty:
        return ""
    furthest = distance.idxmax()
    return _(
        "The widest distance between today and what respondents want in three years is on {name}: from {now} "
        "to {wanted}.",
        name=quoted(node_label(review.framework, furthest, language), language),
        now=score(now[furthest], language, review.framework),
        wanted=score(wanted[furthest], language, review.framework),
    )


def importance_sentences(review: TerritoryReview, language: str) -> list[str]:
    """Say, group by group, which indicator is given most importance."""
    _ = translator(language)
    table = review.now("importance").dropna(subset=["points"])
    told = []
    merged = dict(known_groups(review))
    order = [*merged, "all"]
    groups = sorted(table["group"].unique(), key=lambda g: order.index(g) if g in order else len(order))
    for group in groups:
        part = table[table["group"] == group]
        row = part.loc[part["points"].astype(float).idxmax()]
        told.append(
            _(
                "{group}: first {name}, {points} points out of 100.",
                group=group_label(review.meta, group, language, merged.get(group, "")),
                name=node_label(review.framework, row["indicator"], language),
                points=number(row["points"], 1, language),
            )
        )
    return told
