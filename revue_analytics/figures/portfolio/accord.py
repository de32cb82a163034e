"""How far the respondents agree on each criterion, over the territories."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from revue_analytics.figures.data import depth_word, named, said, written
from revue_analytics.figures.portfolio.shared import MOST_DRAWN
from revue_analytics.figures.rows import beside, legend, legend_height, nothing, room, row_height, rows
from revue_analytics.figures.sheet import Layout
from revue_analytics.figures.theme import BASE, GRID, MUTED, SCORE, SMALL, themed
from revue_analytics.language import number, translator

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from revue_analytics.together import Portfolio

__all__ = ["accord", "accord_layout", "accord_message", "accord_table"]


def known(review: Portfolio) -> pd.DataFrame:
    """Criteria whose consensus is known in some territory, indexed by criterion, the least agreed upon first."""
    table = review.summary["accord"].set_index("criterion")
    return table[table["n"] > 0].sort_values("median", kind="stable")


def _words(language: str) -> list[str]:
    _ = translator(language)
    return [_("median of the territories"), _("middle half of the territories")]


def accord_layout(review: Portfolio, language: str) -> Layout:
    """Size of the figure: a row for each of the criteria least agreed upon."""
    n = max(len(known(review).head(MOST_DRAWN)), 1)
    bottom = 0.38 + legend_height(_words(language), 6.9)
    return Layout(height=0.1 + n * row_height(n, 0.33) + bottom, left=3.1, right=0.7, top=0.1, bottom=bottom)


def accord(review: Portfolio, ax: Axes, *, language: str = "fr") -> Axes:
    """Draw on `ax` the median consensus on each criterion and the middle half of the territories."""
    from matplotlib.lines import Line2D

    _ = translator(language)
    table = known(review).head(MOST_DRAWN)
    with themed():
        if table.empty:
            return nothing(ax, _("insufficient data"))
        rows(ax, said(review.framework, list(table.index), language, short=True))
        ax.set_xlim(0, 1)
        ticks = np.linspace(0, 1, 5)
        ax.set_xticks(ticks, [number(tick, 2, language) for tick in ticks])
        ax.tick_params(axis="x", length=0, pad=4)
        ax.spines["bottom"].set_visible(False)
        ax.grid(axis="x", color=GRID, linewidth=0.8)
        ax.set_axisbelow(True)
        size = min(BASE, room(ax).height / len(table) * 72 / 1.25)
        for y, row in enumerate(table.itertuples()):
            ax.plot([row.q25, row.q75], [y, y], color=SCORE, linewidth=3.4, alpha=0.45, solid_capstyle="round")
            ax.plot(row.median, y, "o", color=SCORE, markersize=7.5, markeredgecolor="white", clip_on=False)
            beside(ax, y, number(row.median, 2, language), size=size)
        dot, bar = _words(language)
        legend(
            ax,
            [
                Line2D([], [], color=SCORE, marker="o", markersize=7, linestyle="none", label=dot),
                Line2D([], [], color=SCORE, linewidth=3.4, alpha=0.45, label=bar),
            ],
        )
        ax.tick_params(labelsize=SMALL, labelcolor=MUTED)
    return ax


def accord_message(review: Portfolio, language: str) -> str:
    """Say in one sentence on which criterion respondents agree most, and on which least."""
    _ = translator(language)
    table = known(review)
    if table.empty:
        return _("There are not enough answers to say how far the respondents agree.")
    names = named(review.framework, [table.index[-1], table.index[0]], language)
    return _(
        "Within the territories, respondents agree most on {most} (median consensus {high} out of 1) and least on "
        "{least} "
        "({low}).",
        most=names[0],
        high=number(table["median"].iloc[-1], 2, language),
        least=names[1],
        low=number(table["median"].iloc[0], 2, language),
    )


def accord_table(review: Portfolio, language: str) -> pd.DataFrame:
    """Give the figure as a table to read, with the territories whose groups differ."""
    _ = translator(language)
    table = known(review)
    return written(
        depth_word(review.framework, len(review.framework.depths), language, plural=False).capitalize(),
        said(review.framework, list(table.index), language, short=True),
        {
            _("Territories"): [number(n, 0, language) for n in table["n"]],
            _("A quarter at less than"): [number(v, 2, language) for v in table["q25"]],
            _("Median consensus"): [number(v, 2, language) for v in table["median"]],
            _("A quarter at more than"): [number(v, 2, language) for v in table["q75"]],
            _("Territories whose groups differ"): [number(n, 0, language) for n in table["n_differ"]],
        },
    )
