"""Two values per row, joined: before and now, now and wanted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from revue_analytics.figures.rows import beside, legend, level_bands, rows, scale_axis
from revue_analytics.figures.theme import BASE, MUTED, PLAIN, RULE, SMALL

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from revue_analytics.framework import Framework

__all__ = ["Mark", "joined"]


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
    told: Sequence[str],
    missing: str,
    language: str,
    *,
    size: float = BASE,
) -> Axes:
    """Draw two values per row on the scale of scores, and on the right what is `told` of the row."""
    from matplotlib.lines import Line2D

    rows(ax, names, size=size)
    scale_axis(ax, grid=framework.scale is None)
    level_bands(ax, framework, language)
    y = np.arange(len(names))
    both, none = np.isfinite(first) & np.isfinite(second), ~np.isfinite(first) & ~np.isfinite(second)
    ax.hlines(y[both], first[both], second[both], color=RULE, linewidth=1.8, zorder=2)
    for values, mark, above in ((first, marks[0], 3), (second, marks[1], 4)):
        ax.plot(values, y, clip_on=False, zorder=above, **mark.style())
    for row in y[none]:
        ax.annotate(missing, (2, row), va="center", fontsize=SMALL, style="italic", color=MUTED, bbox=PLAIN)
    for row, text in enumerate(told):
        beside(ax, row, text, size=min(size, SMALL + 0.5))
    legend(ax, [Line2D([], [], label=mark.label, **mark.style()) for mark in marks])
    return ax
