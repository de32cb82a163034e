"""Which rank each indicator takes among the priorities, over the draws of respondents and weights."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from revue_analytics.figures.data import depth_word, said, written
from revue_analytics.figures.rows import nothing
from revue_analytics.figures.sheet import Layout
from revue_analytics.figures.theme import MUTED, SMALL, themed
from revue_analytics.figures.tiles import tiles, tiles_layout
from revue_analytics.labels import in_draws, is_missing, listed
from revue_analytics.language import number, translator
from revue_analytics.review.reading import read_once

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from revue_analytics.review import TerritoryReview

__all__ = ["priorities", "priorities_layout", "priorities_message", "priorities_table", "ranked"]

FIRST = 3  # ranks that have a column each; the others share one


@read_once
def ranked(review: TerritoryReview) -> pd.DataFrame:
    """Priorities of the top nodes, first one first, indexed by node; a node without a rank comes last."""
    table = review.now("priorities")
    found = table[table["node"].isin(review.framework.top_ids)].drop_duplicates("node").set_index("node")
    found = found[["priority", "rank", "low", "high", "p_first", "p_top3"]].astype("Float64").astype("float64")
    order = {node: place for place, node in enumerate(review.framework.top_ids)}
    found = found.reindex(list(order)).assign(place=list(order.values()))
    return found.sort_values(["rank", "place"], na_position="last").drop(columns="place")


@read_once
def shares(review: TerritoryReview) -> pd.DataFrame:
    """Share of the draws in which each top node takes the ranks 1, 2, 3 and any later one, in the order of `ranked`."""
    table, nodes = review.now("priority_ranks"), ranked(review).index
    column = np.minimum(table["rank"].astype("Float64").astype(float), FIRST + 1)
    wide = table.assign(column=column).pivot_table(index="node", columns="column", values="probability", aggfunc="sum")
    columns = range(1, min(FIRST, len(nodes)) + 1 + (len(nodes) > FIRST))
    found = wide.reindex(index=nodes, columns=list(columns)).astype("float64")
    return found.where(found.notna(), 0.0).where(found.notna().any(axis=1), np.nan)


def columns_of(review: TerritoryReview, language: str) -> list[str]:
    """Names of the columns of `shares`."""
    _ = translator(language)
    names = [_("First"), _("Second"), _("Third"), _("Further down")]
    return names[: len(shares(review).columns)]


@read_once
def limits(review: TerritoryReview, language: str) -> dict[str, list[str]]:
    """Ranks that are not exceeded, whatever the admissible weights and whatever the steps of the scale are worth."""
    _ = translator(language)
    nodes = ranked(review).index
    found = {}
    for name, table, best, worst in (
        (_("For any weights"), "stability", "best_rank", "worst_rank"),
        (_("For any scale"), "recoding", "best", "worst"),
    ):
        held = review.now(table).drop_duplicates("node").set_index("node").reindex(nodes)
        if held[best].notna().any():
            found[name] = _between(held, best, worst, language)
    return found


def priorities_layout(review: TerritoryReview, language: str) -> Layout:
    """Size of the tiles: a row per indicator."""
    heads = [*columns_of(review, language), *limits(review, language)]
    return tiles_layout(review.framework.top_ids, heads, left=2.15, roomy=0.25)


def priorities(review: TerritoryReview, ax: Axes, *, language: str = "fr") -> Axes:
    """Draw on `ax` how often each indicator takes each of the first ranks among the priorities."""
    _ = translator(language)
    found = shares(review)
    with themed():
        if found.isna().all(axis=None):
            return nothing(ax, _("insufficient data"))
        beyond = limits(review, language)
        told = [["" if np.isnan(p) else in_draws(p, language) for p in row] for row in found.to_numpy()]
        told = [[*row, *more] for row, *more in zip(told, *beyond.values(), strict=True)]
        names = said(review.framework, found.index, language, short=True)
        values = np.hstack([found.to_numpy(), np.full((len(found), len(beyond)), np.nan)])
        tiles(ax, values, names, [*columns_of(review, language), *beyond], told)
        for y in np.flatnonzero(found.isna().all(axis=1)):
            ax.text(found.shape[1] / 2, y + 0.5, _("insufficient data"), ha="center", va="center", fontsize=SMALL,
                    color=MUTED)  # fmt: skip
    return ax


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
    """Give the tiles as a table to read, with how far the rank can move whatever the weights and whatever the scale."""
    _ = translator(language)
    found = ranked(review)
    drawn = shares(review)
    columns: dict[str, list[str]] = {
        _("Rank"): ["" if is_missing(rank) else number(rank, 0, language) for rank in found["rank"]],
        _("Contribution to the distance (points)"): [
            "" if is_missing(value) else number(value, 1, language) for value in found["priority"]
        ],
    }
    for name, column in zip(columns_of(review, language), drawn.columns, strict=True):
        columns[name] = ["" if np.isnan(p) else in_draws(p, language) for p in drawn[column]]
    columns |= limits(review, language)
    first = depth_word(review.framework, 1, language, plural=False).capitalize()
    return written(first, said(review.framework, found.index, language), columns)


def _between(table: pd.DataFrame, best: str, worst: str, language: str) -> list[str]:
    """Write ranks that are not exceeded: “2–4”, “1”, or nothing where they are not known."""
    told = []
    for low, high in zip(table[best], table[worst], strict=True):
        if is_missing(low) or is_missing(high):
            told.append("")
        elif low == high:
            told.append(number(low, 0, language))
        else:
            told.append(f"{number(low, 0, language)}–{number(high, 0, language)}")
    return told
