"""One range per row, with a mark where things stand and words beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from revue_analytics.figures.rows import beside, row_height, rows
from revue_analytics.figures.sheet import Layout
from revue_analytics.figures.text import width
from revue_analytics.figures.theme import BASE, GRID, RULE, SCORE, SMALL

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["ranges", "ranges_layout"]

Floats = NDArray[np.float64]


def ranges_layout(names: Sequence[str], told: Sequence[str], *, left: float = 2.6) -> Layout:
    """Size of the figure: a row per name, room on the right for what is told."""
    n = max(len(names), 1)
    right = 0.3 + max((width(text, SMALL) for text in told), default=0.0)
    return Layout(height=0.5 + n * row_height(n, 0.29), left=left, right=min(right, 2.4), top=0.1, bottom=0.4)


def ranges(
    ax: Axes,
    names: Sequence[str],
    low: Floats,
    high: Floats,
    at: Floats | None,
    told: Sequence[str],
    *,
    ends: tuple[float, float],
    ticks: Sequence[tuple[float, str]] = (),
    colour: str = SCORE,
) -> Axes:
    """Draw on `ax` a bar from `low` to `high` for each name, a dot at `at`, and what is `told` on the right.

    Parameters
    ----------
    ax
        Where.
    names, told
        (n,) labels on the left, words on the right.
    low, high, at
        (n,) ends and mark; a row with a NaN end is left empty.
    ends
        Values at the left and right edge of the plot.
    ticks
        Values and labels along the foot.
    colour
        Of bars and marks.
    """
    from matplotlib.collections import LineCollection

    rows(ax, names, size=SMALL)
    ax.set_xlim(*ends)
    ax.set_xticks([value for value, _label in ticks], [label for _value, label in ticks])
    ax.tick_params(axis="x", length=0, pad=4)
    ax.spines["bottom"].set_visible(False)
    ax.grid(axis="x", color=GRID, linewidth=0.8)
    ax.set_axisbelow(True)
    there = np.flatnonzero(~np.isnan(low) & ~np.isnan(high))
    thin = min(6.0, 90.0 / max(len(names), 1))
    lines = [[(low[y], y), (high[y], y)] for y in there]
    ax.add_collection(LineCollection(lines, colors=colour, linewidths=thin, alpha=0.35, capstyle="butt"))
    for side in (low, high):  # where both ends meet there would be nothing to see
        ax.plot(side[there], there, "|", color=colour, markersize=thin * 1.6, markeredgewidth=1.4, clip_on=False)
    if at is not None:
        ax.plot(at, np.arange(len(names)), "o", color=colour, markersize=min(6.0, thin), clip_on=False)
    for y, text in enumerate(told):
        beside(ax, y, text, size=min(SMALL, BASE))
    ax.axvline(ends[0], color=RULE, linewidth=0.8)
    return ax
