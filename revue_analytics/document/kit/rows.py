"""What figures with one row per thing share: the room they have, their labels, their legend."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any, cast

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from revue_analytics.document.kit.text import LINE, width, wrap
from revue_analytics.document.kit.theme import BAND, BASE, DASHES, GRID, INK, MUTED, RULE, SCORE, SMALL, TARGET
from revue_analytics.document.names import level_label, level_range
from revue_analytics.framework import Framework

TALLEST = 8.6  # inches: what a printed page can hold


GAP = 0.1  # inches between a label and the plot


@dataclass(frozen=True)
class Room:
    """Inches around and inside an Axes: left and right of it, its width and its height."""

    left: float
    right: float
    width: float
    height: float


def room(ax: Axes) -> Room:
    """Measure the room that an Axes has in its figure."""
    wide, high = cast("Figure", ax.figure).get_size_inches()
    box = ax.get_position()
    return Room(box.x0 * wide, (1 - box.x1) * wide, box.width * wide, box.height * high)


def row_height(n: int, roomy: float = 0.34) -> float:
    """Height of a row, in inches: roomy, or less where the page would not hold all rows.

    >>> row_height(8), round(row_height(40), 3)
    (0.34, 0.215)
    """
    return min(roomy, TALLEST / max(n, 1))


def lines_in(inches: float, size: float = BASE) -> int:
    """How many lines of text a row can hold, at least one."""
    return max(1, int(inches * 72 / (size * LINE)))


def name_rows(
    ax: Axes, labels: Sequence[str], *, bold: Sequence[bool] = (), size: float = BASE, centre: float = 0.0
) -> None:
    """Give an Axes one row per label, first on top, the labels wrapped to the room on its left.

    The first row is centred on `centre`: 0 for marks, 0.5 for cells, which begin at whole numbers.
    """
    here = room(ax)
    each = here.height / max(len(labels), 1)
    size = min(size, each * 72 / LINE)  # forty rows still do not touch
    lines = min(lines_in(each, size), 3)
    heavy = list(bold) or [False] * len(labels)
    ax.set_ylim(len(labels) - 0.5 + centre, centre - 0.5)
    ax.set_yticks([])
    for y, (label, strong) in enumerate(zip(labels, heavy, strict=True)):
        weight = "bold" if strong else "normal"
        text = wrap(label, max(here.left, 1.0) - GAP - 0.1, size, lines, weight)
        beside(ax, y + centre, text, side="left", size=size, weight=weight, color=INK)


def beside(ax: Axes, y: float, text: str, *, side: str = "right", size: float = BASE, **style: Any) -> None:
    """Write beside the plot, on a row."""
    at, gap, align = (1.0, GAP, "left") if side == "right" else (0.0, -GAP, "right")
    ax.annotate(
        text,
        (at, y),
        xycoords=("axes fraction", "data"),
        xytext=(gap * 72, 0),
        textcoords="offset points",
        ha=align,
        va="center",
        fontsize=size,
        linespacing=LINE - 0.05,
        annotation_clip=False,
        **style,
    )


def scale_axis(ax: Axes, *, low: float = 0, high: float = 100, step: float = 25, grid: bool = True) -> None:
    """Give an Axes the scale of scores along its foot."""
    ax.set_xlim(low, high)
    ax.set_xticks([low + step * i for i in range(int((high - low) / step + 1e-9) + 1)])
    ax.tick_params(axis="x", length=0, pad=4)
    ax.spines["bottom"].set_visible(False)
    if grid:
        ax.grid(axis="x", color=GRID, linewidth=0.8)
        ax.set_axisbelow(True)


def level_bands(ax: Axes, framework: Framework, language: str, *, named: bool = True) -> None:
    """Shade the levels of maturity behind the rows and name them above."""
    bands = level_range(framework)
    span = ax.get_xlim()[1] - ax.get_xlim()[0]
    here = room(ax)
    for position, (level, start, end) in enumerate(bands):
        if end > start:
            ax.axvspan(start, end, color=BAND[position % 2], zorder=0, linewidth=0)
            ax.axvline(start, color=RULE, linewidth=0.6, zorder=0.5)
        if not named:
            continue
        inches = (end - start) / span * here.width - 0.03
        at, align = ((start + end) / 2, "center") if end > start else (100, "left")
        inches = inches if end > start else here.right - 0.05
        name = f"{level}\u00a0{level_label(framework, level, language)}"
        size = SMALL if max(width(word, SMALL) for word in name.split(" ")) <= inches else SMALL - 1
        label = wrap(name, max(inches, 0.3), size, 2)
        above(ax, at, label, gap=6, ha=align, fontsize=size, color=MUTED, linespacing=LINE - 0.05)
    if bands:
        ax.axvline(100, color=RULE, linewidth=0.6, zorder=0.5)


def above(ax: Axes, x: float, text: str, *, gap: float = 5, **style: Any) -> None:
    """Write above the plot, over a value of its foot."""
    look: dict[str, Any] = {"ha": "center", "va": "baseline", "fontsize": SMALL, "color": INK} | style
    at, look["annotation_clip"] = ("data", "axes fraction"), False
    ax.annotate(text, (x, 1), xycoords=at, xytext=(0, gap), textcoords="offset points", **look)


def legend_columns(labels: Sequence[str], inches: float) -> int:
    """In how many columns the entries of a legend fit: on one line if they can."""
    widths = [width(label, SMALL) + 0.55 for label in labels]
    return len(labels) if sum(widths) <= inches else max(1, int(inches / max(widths)))


def legend_height(labels: Sequence[str], inches: float) -> float:
    """Height of a legend, in inches."""
    fitting = [wrap(label, inches - 0.6, SMALL, 1) for label in labels]
    return 0.2 * -(-len(labels) // legend_columns(fitting, inches)) + 0.04


def legend(ax: Axes, handles: Sequence[Any], *, below: float = 0.32) -> None:
    """Put a legend below the plot, from the left edge of the figure, in as many columns as fit."""
    here = room(ax)
    total = here.left + here.width + here.right - 0.1
    for handle in handles:
        handle.set_label(wrap(str(handle.get_label()), total - 0.6, SMALL, 1))
    ax.legend(
        handles=handles,
        ncols=legend_columns([str(handle.get_label()) for handle in handles], total),
        loc="upper left",
        bbox_to_anchor=(-(here.left - 0.05) / here.width, -below / here.height),
        borderaxespad=0,
        borderpad=0,
        labelspacing=0.35,
    )


def patches(words: Sequence[str], colours: Sequence[str], edge: str = RULE) -> list[Artist]:
    """Make the handles of a legend of colours."""
    pairs = zip(words, colours, strict=True)
    return [Patch(facecolor=colour, edgecolor=edge, linewidth=0.6, label=word) for word, colour in pairs]


def dot(label: str = "", marker: str = "o") -> Line2D:
    """Make the handle of a score."""
    return Line2D([], [], color=SCORE, marker=marker, markersize=7, linestyle="none", label=label)


def bar(label: str) -> Line2D:
    """Make the handle of an interval."""
    return Line2D([], [], color=SCORE, linewidth=3.4, alpha=0.45, label=label)


def dashed(label: str, linewidth: float = 1.6) -> Line2D:
    """Make the handle of a target or a median."""
    return Line2D([], [], color=TARGET, linewidth=linewidth, linestyle=DASHES, label=label)


def draw_interval(ax: Axes, y: float, low: float, high: float, value: float, size: float = 7.5) -> None:
    """Draw a score on a row as a dot, over its interval."""
    if isfinite(low) and isfinite(high):
        ax.plot([low, high], [y, y], color=SCORE, linewidth=3.4, alpha=0.45, solid_capstyle="round")
    ax.plot(value, y, "o", markersize=size, color=SCORE, markeredgecolor="white", clip_on=False)


def nothing(ax: Axes, text: str) -> Axes:
    """Say in the middle of an empty plot why there is nothing to see."""
    ax.set_axis_off()
    inches = room(ax).width
    ax.text(0.5, 0.5, wrap(text, inches, BASE, 3), transform=ax.transAxes, ha="center", va="center", color=MUTED)
    return ax
