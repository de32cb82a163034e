"""A mark in each row: a bar of a share, two values joined, a range; each with words beside it."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from revue_analytics.document.kit.figure import Layout
from revue_analytics.document.kit.rows import beside, legend, level_bands, name_rows, room, row_height, scale_axis
from revue_analytics.document.kit.text import width
from revue_analytics.document.kit.theme import BASE, GRID, INK, MUTED, PLAIN, RULE, SCORE, SMALL
from revue_analytics.framework import Framework


def bars(
    ax: Axes,
    names: Sequence[str],
    shares: np.ndarray,
    texts: Sequence[str],
    *,
    full: float | None = None,
    colour: str = SCORE,
) -> Axes:
    """Draw a bar per share (0–1) and write at its end what it is; `full` is the share as wide as the plot."""
    end = full or max(float(np.nanmax(shares)), 0.01)
    ax.barh(np.arange(len(names)), np.nan_to_num(shares), height=0.56, color=colour)  # ten times as quick as barplot
    ax.set_xlim(0, end)
    ax.set_xticks([])
    ax.spines["bottom"].set_visible(False)
    name_rows(ax, names)
    ax.axvline(0, color=RULE, linewidth=0.8)
    size = min(BASE, room(ax).height / max(len(names), 1) * 72 / 1.25)
    for y, (share, text) in enumerate(zip(shares, texts, strict=True)):
        missing = np.isnan(share)
        ax.annotate(
            text,
            (0.0 if missing else share, y),
            xytext=(5, 0),
            textcoords="offset points",
            va="center",
            fontsize=min(SMALL, size) if missing else size,
            style="italic" if missing else "normal",
            color=MUTED if missing else INK,
            annotation_clip=False,
        )
    return ax


class Mark:
    """How one of the two values looks: marker, colour, filled or hollow, and its name."""

    def __init__(self, label: str, marker: str, colour: str, *, hollow: bool = False):
        self.label, self.marker, self.colour, self.hollow = label, marker, colour, hollow

    def style(self) -> dict[str, Any]:
        """Arguments of a line that draws the marker alone."""
        return {
            "marker": self.marker,
            "linestyle": "none",
            "color": self.colour,
            "markersize": 7.5,
            "markerfacecolor": "white" if self.hollow else self.colour,
            "markeredgecolor": self.colour if self.hollow else "white",
            "markeredgewidth": 1.6 if self.hollow else 0.8,
        }


def joined(
    ax: Axes,
    framework: Framework,
    names: Sequence[str],
    first: np.ndarray,
    second: np.ndarray,
    marks: tuple[Mark, Mark],
    texts: Sequence[str],
    missing: str,
    language: str,
    *,
    size: float = BASE,
) -> Axes:
    """Draw two values per row on the scale of scores, and on the right what is `texts` of the row."""
    name_rows(ax, names, size=size)
    scale_axis(ax, grid=framework.scale is None)
    level_bands(ax, framework, language)
    y = np.arange(len(names))
    both, none = np.isfinite(first) & np.isfinite(second), ~np.isfinite(first) & ~np.isfinite(second)
    ax.hlines(y[both], first[both], second[both], color=RULE, linewidth=1.8, zorder=2)
    for values, mark, above in ((first, marks[0], 3), (second, marks[1], 4)):
        ax.plot(values, y, clip_on=False, zorder=above, **mark.style())
    for row in y[none]:
        ax.annotate(missing, (2, row), va="center", fontsize=SMALL, style="italic", color=MUTED, bbox=PLAIN)
    for row, text in enumerate(texts):
        beside(ax, row, text, size=min(size, SMALL + 0.5))
    legend(ax, [Line2D([], [], label=mark.label, **mark.style()) for mark in marks])
    return ax


def ranges_layout(names: Sequence[str], texts: Sequence[str], *, left: float = 2.6) -> Layout:
    """Size of the figure: a row per name, room on the right for what is told."""
    n = max(len(names), 1)
    right = 0.3 + max((width(text, SMALL) for text in texts), default=0.0)
    return Layout(height=0.5 + n * row_height(n, 0.29), left=left, right=min(right, 2.4), top=0.1, bottom=0.4)


def ranges(
    ax: Axes,
    names: Sequence[str],
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    at: NDArray[np.float64] | None,
    texts: Sequence[str],
    *,
    ends: tuple[float, float],
    ticks: Sequence[tuple[float, str]] = (),
    colour: str = SCORE,
) -> Axes:
    """Draw on `ax` a bar from `low` to `high` for each name, a dot at `at`, and what is `texts` on the right.

    Parameters
    ----------
    ax
        Where.
    names, texts
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
    name_rows(ax, names, size=SMALL)
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
    for y, text in enumerate(texts):
        beside(ax, y, text, size=min(SMALL, BASE))
    ax.axvline(ends[0], color=RULE, linewidth=0.8)
    return ax
