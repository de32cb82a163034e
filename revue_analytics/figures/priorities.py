"""How often each indicator is among the three first priorities, over the draws of respondents and weights."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from revue_analytics.figures.bars import bars
from revue_analytics.figures.data import depth_word, said, written
from revue_analytics.figures.rows import nothing, row_height
from revue_analytics.figures.sheet import Layout
from revue_analytics.figures.theme import themed
from revue_analytics.labels import in_draws, interval, is_missing, listed
from revue_analytics.language import number, translator

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from revue_analytics.review import TerritoryReview

__all__ = ["priorities", "priorities_layout", "priorities_message", "priorities_table", "ranked"]


def ranked(review: TerritoryReview) -> pd.DataFrame:
    """Priorities of the top nodes, first one first, indexed by node; a node without a rank comes last."""
    table = review.now("priorities")
    found = table[table["node"].isin(review.framework.top_ids)].drop_duplicates("node").set_index("node")
    found = found[["priority", "rank", "low", "high", "p_first", "p_top3"]].astype("Float64").astype("float64")
    order = {node: place for place, node in enumerate(review.framework.top_ids)}
    found = found.reindex(list(order)).assign(place=list(order.values()))
    return found.sort_values(["rank", "place"], na_position="last").drop(columns="place")


def priorities_layout(review: TerritoryReview, language: str) -> Layout:
    """Size of the bars: a row per indicator."""
    n = len(review.framework.top_ids)
    return Layout(height=0.18 + n * row_height(n, 0.29), left=2.75, right=0.9, top=0.1, bottom=0.08)


def priorities(review: TerritoryReview, ax: Axes, *, language: str = "fr") -> Axes:
    """Draw on `ax` how often each indicator is among the three first priorities."""
    _ = translator(language)
    found = ranked(review)
    with themed():
        if found["p_top3"].isna().all():
            return nothing(ax, _("insufficient data"))
        told = [_("insufficient data") if np.isnan(p) else in_draws(p, language) for p in found["p_top3"]]
        return bars(
            ax, said(review.framework, found.index, language, short=True), found["p_top3"].to_numpy(), told, full=1.0
        )


def priorities_message(review: TerritoryReview, language: str) -> str:
    """Say in one sentence which indicators come first, and how often."""
    _ = translator(language)
    found = ranked(review)
    often = found["p_top3"].dropna().sort_values(ascending=False, kind="stable").head(3)
    if often.empty:
        return _("There are not enough answers to rank priorities.")
    names = dict(zip(found.index, said(review.framework, found.index, language, short=True), strict=True))
    told = [_("{name} ({share})", name=names[node], share=in_draws(p, language)) for node, p in often.items()]
    return _("Most often among the three first priorities: {names}.", names=listed(told, language))


def priorities_table(review: TerritoryReview, language: str) -> pd.DataFrame:
    """Give the bars as a table to read, with the rank and how far it can move."""
    _ = translator(language)
    found = ranked(review)
    return written(
        depth_word(review.framework, 1, language, plural=False).capitalize(),
        said(review.framework, found.index, language),
        {
            _("Rank"): ["" if is_missing(rank) else number(rank, 0, language) for rank in found["rank"]],
            _("Contribution to the distance (points)"): [
                "" if is_missing(value) else number(value, 1, language) for value in found["priority"]
            ],
            _("Interval"): [interval(row["low"], row["high"], language) for _node, row in found.iterrows()],
            _("First"): [in_draws(p, language) for p in found["p_first"]],
            _("Among the three first"): [in_draws(p, language) for p in found["p_top3"]],
        },
    )
