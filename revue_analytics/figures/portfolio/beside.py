"""A few territories side by side: the profile of each, with intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from revue_analytics.figures.data import depth_word, named, said, written
from revue_analytics.figures.rows import TALLEST, legend, legend_height, level_bands, nothing, rows, scale_axis
from revue_analytics.figures.sheet import Layout
from revue_analytics.figures.theme import MARKERS, SERIES, themed
from revue_analytics.framework import OVERALL
from revue_analytics.labels import interval, listed, score
from revue_analytics.language import number, translator
from revue_analytics.together.standing import wide

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from revue_analytics.together import Portfolio

__all__ = ["side_by_side", "side_by_side_layout", "side_by_side_message", "side_by_side_table"]


def chosen_values(review: Portfolio, column: str) -> pd.DataFrame:
    """One column of the scores, nodes in rows (overall first), chosen territories in columns."""
    nodes = [OVERALL, *review.framework.top_ids]
    return wide(review.now("scores"), column, nodes, list(review.chosen)).T


def _names(review: Portfolio) -> list[str]:
    return [review.names[code] for code in review.chosen]


def side_by_side_layout(review: Portfolio, language: str) -> Layout:
    """Size of the figure: a row per indicator, as high as the territories need."""
    n = len(review.framework.top_ids) + 1
    each = min(0.16 + 0.11 * len(review.chosen), TALLEST / n)
    bottom = 0.38 + legend_height(_names(review) or [""], 6.9)
    return Layout(height=0.42 + n * each + bottom, left=2.6, right=0.85, top=0.42, bottom=bottom)


def side_by_side(review: Portfolio, ax: Axes, *, language: str = "fr") -> Axes:
    """Draw on `ax` the scores and intervals of the chosen territories, overall and by indicator."""
    from matplotlib.lines import Line2D

    _ = translator(language)
    scores, low, high = (chosen_values(review, name) for name in ("score", "low", "high"))
    with themed():
        if not scores.size or scores.isna().all(axis=None):
            return nothing(ax, _("insufficient data"))
        rows(ax, said(review.framework, scores.index, language, short=True), bold=[n == OVERALL for n in scores.index])
        scale_axis(ax, grid=review.framework.scale is None)
        level_bands(ax, review.framework, language)
        handles = []
        for at, (code, name) in enumerate(zip(scores.columns, _names(review), strict=True)):
            y = np.arange(len(scores)) + (at - (len(scores.columns) - 1) / 2) * 0.8 / len(scores.columns)
            colour, marker = SERIES[at], MARKERS[at]
            ax.hlines(y, low[code], high[code], color=colour, linewidth=2.4, alpha=0.5)
            style = {"color": colour, "marker": marker, "linestyle": "none", "markeredgecolor": "white"}
            ax.plot(scores[code], y, markersize=6.5, clip_on=False, **style)
            handles.append(Line2D([], [], markersize=6.5, label=name, **style))
        for y in range(len(scores) - 1):
            ax.axhline(y + 0.5, color="#e3ded5", linewidth=0.8, zorder=1)
        legend(ax, handles)
    return ax


def side_by_side_message(review: Portfolio, language: str) -> str:
    """Say in one sentence how many differences hold, and on which indicator most."""
    _ = translator(language)
    table = review.summary["apart"]
    table = table[table["node"] != OVERALL]
    if table.empty:
        return _("There are not enough answers to compare these territories.")
    holds = table[table["holds"]]
    if holds.empty:
        return _("On no indicator do these territories differ beyond what the answers leave uncertain.")
    counts = holds["node"].value_counts()
    most = [node for node in review.framework.top_ids if counts.get(node, 0) == counts.max()][:3]
    return _(
        "{n} difference out of {all} goes beyond what the answers leave uncertain; most are on {where}.",
        "{n} differences out of {all} go beyond what the answers leave uncertain; most are on {where}.",
        len(holds),
        all=number(len(table), 0, language),
        where=listed(named(review.framework, most, language), language),
    )


def side_by_side_table(review: Portfolio, language: str) -> pd.DataFrame:
    """Give the figure as a table to read."""
    scores, low, high = (chosen_values(review, name) for name in ("score", "low", "high"))

    def cell(node: str, code: str) -> str:
        told = score(scores.loc[node, code], language, review.framework)
        ends = interval(low.loc[node, code], high.loc[node, code], language)
        return f"{told} ({ends})" if ends and np.isfinite(scores.loc[node, code]) else told

    return written(
        depth_word(review.framework, 1, language, plural=False).capitalize(),
        said(review.framework, scores.index, language, short=True),
        [
            (name, [cell(node, code) for node in scores.index])
            for code, name in zip(scores, _names(review), strict=True)
        ],
    )
