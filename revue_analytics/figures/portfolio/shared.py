"""What the figures of a portfolio share: stacked counts, grids of cells, the order of the territories."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from revue_analytics.figures.rows import legend_height, room, row_height, rows
from revue_analytics.figures.sheet import Layout
from revue_analytics.figures.text import LINE, width, wrap
from revue_analytics.figures.theme import BASE, INK, MUTED, RULE, SMALL, ink_on

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from revue_analytics.together import Portfolio

__all__ = ["MOST_DRAWN", "MOST_ROWS", "NONE", "by_name", "grid", "grid_layout", "ranked", "stacked", "stacked_layout"]

MOST_ROWS = 40
"""Territories that a figure can name; beyond, it shows how many there are of each kind."""
MOST_DRAWN = 12
"""Criteria that a figure draws; its table holds them all."""
UPRIGHT = 1.5  # inches that a name written upwards may take
NONE = "#ffffff"
"""Colour of what has no number."""


def ranked(review: Portfolio) -> pd.DataFrame:
    """Territories with their overall score, highest first, those without one last, indexed by code."""
    table = review.summary["standing"].set_index("territory")
    return table.sort_values(["score", "name"], ascending=[False, True], na_position="last", kind="stable")


def by_name(review: Portfolio) -> pd.DataFrame:
    """Territories in the order of their names, indexed by code."""
    return review.summary["standing"].set_index("territory").sort_values("name", kind="stable")


def stacked_layout(n: int, names: Sequence[str], *, left: float = 2.75, roomy: float = 0.34) -> Layout:
    """Size of stacked bars: a row per thing, a legend below."""
    bottom = 0.12 + legend_height(names, 6.9)
    return Layout(height=0.08 + n * row_height(n, roomy) + bottom, left=left, right=0.12, top=0.08, bottom=bottom)


def stacked(
    ax: Axes, names: Sequence[str], counts: np.ndarray, colours: Sequence[str], told: np.ndarray, *, bold_first: bool
) -> Axes:
    """Draw (n, k) counts as bars of shares, one per row, with what is `told` of each part where it fits."""
    totals = counts.sum(axis=1)
    shares = counts / np.where(totals > 0, totals, 1)[:, None]
    ends = shares.cumsum(axis=1)
    ax.set_xlim(0, 1)
    ax.set_xticks([])
    ax.spines["bottom"].set_visible(False)
    rows(ax, names, bold=[bold_first and y == 0 for y in range(len(names))])
    here = room(ax)
    size = min(SMALL, here.height / max(len(names), 1) * 72 / LINE)
    for part, colour in enumerate(colours):
        wide = shares[:, part]
        y = np.flatnonzero(wide > 0)
        ax.barh(y, wide[y], left=(ends[:, part] - wide)[y], height=0.68, color=colour, edgecolor=RULE, linewidth=0.6)
        for at in y:
            text = str(told[at, part])
            if width(text, size) < wide[at] * here.width - 0.04:
                middle = ends[at, part] - wide[at] / 2
                ax.text(middle, at, text, ha="center", va="center", fontsize=size, color=ink_on(colour))
    return ax


def heads(names: Sequence[str], each: float) -> tuple[list[str], bool, float]:
    """Wrap the names of columns `each` inches wide: the lines, whether they are turned upright, inches they take."""
    turned = any(width(word, SMALL) > each - 0.06 for name in names for word in name.split(" "))
    if turned:
        told = [wrap(name, UPRIGHT, SMALL, max(1, int(each * 72 / (SMALL * LINE)))) for name in names]
        return told, True, max(width(line, SMALL) for head in told for line in head.split("\n"))
    told = [wrap(name, each - 0.06, SMALL, 4) for name in names]
    lines = max((head.count("\n") + 1 for head in told), default=1)
    return told, False, lines * SMALL * LINE / 72


def grid_layout(n: int, columns: Sequence[str], *, left: float, bottom: float, roomy: float = 0.3) -> Layout:
    """Size of a grid: `n` rows, a head that holds the names of the columns."""
    layout = Layout(height=1.0, left=left, right=0.1, bottom=bottom)
    top = 0.14 + heads(columns, layout.plot_width / max(len(columns), 1))[2]
    return replace(layout, top=top, height=top + n * row_height(n, roomy) + bottom)


def grid(
    ax: Axes,
    names: Sequence[str],
    columns: Sequence[str],
    colours: np.ndarray,
    told: np.ndarray,
    *,
    size: float = BASE,
    bold_last: bool = False,
) -> Axes:
    """Draw (n, k) cells in their colours (`NONE` is white), with what is told in each where it fits."""
    from matplotlib.collections import PolyCollection

    n, k = colours.shape
    here = room(ax)
    wide, high = here.width / max(k, 1), here.height / max(n, 1)
    ax.set_xlim(0, k)
    ax.set_xticks([])
    ax.spines["bottom"].set_visible(False)
    rows(ax, names, size=SMALL)
    for text in ax.texts:
        text.xy = (text.xy[0], text.xy[1] + 0.5)
    ax.set_ylim(n, 0)
    for colour in dict.fromkeys(colours.ravel()):
        at = np.argwhere(colours == colour)
        squares = [[(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)] for y, x in at]
        ax.add_collection(PolyCollection(squares, facecolors=colour, edgecolors="white", linewidths=1.2))
    told_heads, turned, _inches = heads(columns, wide)
    for x, head in enumerate(told_heads):
        ax.annotate(
            head,
            (x + 0.5, 1),
            xycoords=("data", "axes fraction"),
            xytext=(0, 5),
            textcoords="offset points",
            ha="center",
            va="bottom",
            rotation=90 if turned else 0,
            fontsize=SMALL,
            fontweight="bold" if bold_last and x == k - 1 else "normal",
            color=INK,
            linespacing=1.1,
            annotation_clip=False,
        )
    size = min(size, high * 72 / LINE)
    for (y, x), text in np.ndenumerate(told):
        if text and width(str(text), size) < wide - 0.02:
            colour = str(colours[y, x])
            ink = MUTED if colour == NONE else ink_on(colour)
            ax.text(x + 0.5, y + 0.5, str(text), ha="center", va="center", fontsize=size, color=ink)
    return ax
