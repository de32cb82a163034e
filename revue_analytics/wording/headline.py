"""The sentence that opens the review: where the territory stands, and how sure that is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from revue_analytics.framework import OVERALL
from revue_analytics.labels import (
    interval,
    is_missing,
    level_label,
    listed,
    node_label,
    quoted,
    score,
    weakest,
)
from revue_analytics.language import percent, translator
from revue_analytics.review.reading import read_once
from revue_analytics.wording.names import of_territory
from revue_analytics.wording.often import with_share

if TYPE_CHECKING:
    from revue_analytics.review import TerritoryReview

__all__ = ["headline", "overall_row", "sureness", "weakest_sentence"]


@read_once
def overall_row(review: TerritoryReview) -> pd.Series | None:
    """Return the overall score's row of the current campaign, if it has a number."""
    table = review.now("scores")
    rows = table[(table["node"] == OVERALL) & table["score"].notna()]
    return None if rows.empty else rows.iloc[0]


def headline(review: TerritoryReview, language: str) -> str:
    """Say where the territory stands: its level in words, its score and the interval."""
    _ = translator(language)
    of = of_territory(review.name, str(review.info["kind"]), language)
    row = overall_row(review)
    if row is None:
        return _("The answers are not enough yet to say where the territorial engineering {of} stands.", of=of)
    told = score(row["score"], language, review.framework)
    ends = interval(row["low"], row["high"], language)
    where = _("{score} out of 100 ({ends})", score=told, ends=ends) if ends else _("{score} out of 100", score=told)
    if is_missing(row["level"]) or review.framework.scale is None:
        return _("The territorial engineering {of} scores {where}.", of=of, where=where)
    level = int(row["level"])
    word, above = (level_label(review.framework, each, language) for each in (level, level + 1))
    if not above:
        return _(
            "The territorial engineering {of} stands at level {level}, “{word}”, the highest: {where}.",
            of=of,
            level=level,
            word=word,
            where=where,
        )
    return _(
        "The territorial engineering {of} stands at level {level}, “{word}”, on its way to “{above}”: {where}.",
        of=of,
        level=level,
        word=word,
        above=above,
        where=where,
    )


def weakest_sentence(review: TerritoryReview, language: str) -> str:
    """Name the indicator with the lowest score; nothing where none stands out."""
    _ = translator(language)
    nodes = weakest(review)
    if not nodes:
        return ""
    table = review.now("scores").set_index("node")
    return _(
        "The lowest score is that of {names}: {score}.",
        names=listed([quoted(node_label(review.framework, node, language), language) for node in nodes], language),
        score=score(table.loc[nodes[0], "score"], language, review.framework),
    )


def sureness(review: TerritoryReview, language: str) -> list[str]:
    """Say how sure the diagnosis is: the level, what moves the score, what the answers cover."""
    row = overall_row(review)
    if row is None:
        return []
    told = [_level(review, row, language), _what_moves(review, language), _cover(row, language)]
    return [sentence for sentence in told if sentence]


def _level(review: TerritoryReview, row: pd.Series, language: str) -> str:
    _ = translator(language)
    table = review.now("level_probabilities")
    found = table[(table["node"] == OVERALL) & (table["level"] == row["level"])]["probability"]
    if found.empty or is_missing(row["level"]):
        return ""
    return _(
        "The level “{word}” is found {often}.",
        word=level_label(review.framework, row["level"], language),
        often=with_share(float(found.iloc[0]), language),
    )


def _what_moves(review: TerritoryReview, language: str) -> str:
    _ = translator(language)
    table = review.tables.get("sensitivity")
    if table is None or table.empty:
        return ""
    ends = table[table["campaign"] == review.current].set_index("source")[["low", "high"]]
    if not {"respondents", "weights"} <= set(ends.index):
        return ""
    respondents, weights = (interval(*ends.loc[source], language) for source in ("respondents", "weights"))
    return _(
        "Had other people answered, the score could have been {respondents}; had the indicators counted otherwise, "
        "{weights}.",
        respondents=respondents,
        weights=weights,
    )


def _cover(row: pd.Series, language: str) -> str:
    _ = translator(language)
    coverage = float(row["coverage"])
    if coverage >= 0.9995:
        return ""
    return _("The answers cover {share} of what is assessed.", share=percent(coverage, 0, language))
