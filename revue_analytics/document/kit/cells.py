"""Cells in rows and columns: shares as tiles, counts as stacked bars, a grid of colours."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from numpy.typing import NDArray

from revue_analytics.document.kit.figure import Layout
from revue_analytics.document.kit.rows import above, legend, legend_height, name_rows, patches, room, row_height
from revue_analytics.document.kit.text import LINE, width, wrap
from revue_analytics.document.kit.theme import BASE, LEVELS, MUTED, RULE, SMALL, ink_on
from revue_analytics.language import number

EDGES = (0.0, 0.05, 0.25, 0.5, 0.75)
"""Shares from which each shade is used, light to dark."""


def shade(share: float) -> str:
    """Return the colour of a share.

    >>> shade(0.0) == LEVELS[0], shade(0.75) == LEVELS[-1]
    (True, True)
    """
    return LEVELS[max(0, int(np.searchsorted(EDGES, share + 1e-12, side="right")) - 1)]


def tiles_layout(
    names: Sequence[str], heads: Sequence[str], *, left: float = 2.75, right: float = 0.1, roomy: float = 0.3
) -> Layout:
    """Size of a table of tiles: a row per name, a head that holds the columns' names."""
    each = (Layout(height=1, left=left, right=right).plot_width) / max(len(heads), 1)
    lines = max((wrap(head, each - 0.06, SMALL, 3).count("\n") + 1 for head in heads if head), default=1)
    top = 0.14 + lines * SMALL * LINE / 72
    n = max(len(names), 1)
    return Layout(height=top + n * row_height(n, roomy) + 0.06, left=left, right=right, top=top, bottom=0.06)


def tiles(
    ax: Axes,
    shares: NDArray[np.float64],
    names: Sequence[str],
    heads: Sequence[str],
    texts: Sequence[Sequence[str]] | None = None,
    *,
    colours: Any = None,
) -> Axes:
    """Draw (r, c) shares on `ax`, one row per name and one column per head.

    Parameters
    ----------
    ax
        Where.
    shares
        0–1, NaN for no tile: its text stands on white.
    names, heads
        (r,) and (c,) labels; an empty head is not written.
    texts
        (r, c) what is written in each tile, as large as it fits; nothing at all if one does not fit.
    colours
        (r, c) colours instead of those of the shares.
    """
    r, c = shares.shape
    ax.set_axis_off()
    name_rows(ax, names, size=SMALL, centre=0.5)
    ax.set_xlim(0, c)
    here = room(ax)
    wide, high = here.width / c, here.height / r
    gap = (min(0.02 / wide, 0.08), min(0.02 / high, 0.08))  # white between the tiles
    face = {
        at: shade(share) if colours is None else colours[at[0]][at[1]]
        for at, share in np.ndenumerate(shares)
        if not np.isnan(share)
    }
    ax.add_collection(
        PolyCollection([_corners(y, x, gap) for y, x in face], facecolors=list(face.values()), linewidths=0)
    )
    sizes = [size for size in (BASE, SMALL, 7.5, 6.5) if size <= high * 72 / LINE]
    written = {at: texts[at[0]][at[1]] for at in np.ndindex(r, c) if texts is not None and texts[at[0]][at[1]]}
    fitting = {text: next((size for size in sizes if width(text, size) < wide), 0.0) for text in written.values()}
    for (y, x), text in written.items() if all(fitting.values()) else ():
        colour = ink_on(face.get((y, x), "white"))
        ax.text(x + 0.5, y + 0.5, text, ha="center", va="center", fontsize=fitting[text], color=colour)
    for x, head in enumerate(heads):
        if head:
            above(ax, x + 0.5, wrap(head, wide - 0.06, SMALL, 3), linespacing=1.1)
    return ax


def _corners(y: int, x: int, gap: tuple[float, float]) -> list[tuple[float, float]]:
    left, right, top, bottom = x + gap[0] / 2, x + 1 - gap[0] / 2, y + gap[1] / 2, y + 1 - gap[1] / 2
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


MOST_ROWS = 40
"""Territories that a figure can name; beyond, it shows how many there are of each kind."""
MOST_DRAWN = 12
"""Criteria that a figure draws; its table holds them all."""
UPRIGHT = 1.5  # inches that a name written upwards may take
NONE = "#ffffff"
"""Colour of what has no number."""


def stacked_layout(n: int, parts: Sequence[tuple[str, str]], *, left: float = 2.75, roomy: float = 0.34) -> Layout:
    """Size of stacked bars: a row per thing, a legend below."""
    bottom = 0.12 + legend_height([word for word, _colour in parts], 6.9)
    return Layout(height=0.08 + n * row_height(n, roomy) + bottom, left=left, right=0.12, top=0.08, bottom=bottom)


def stacked(
    ax: Axes,
    names: Sequence[str],
    counts: NDArray[np.int64],
    parts: Sequence[tuple[str, str]],
    language: str,
    *,
    bold_first: bool = False,
) -> Axes:
    """Draw (n, k) counts as bars of shares, one per row, their number where it fits; `parts`: k words, colours."""
    totals = counts.sum(axis=1)
    shares = counts / np.where(totals > 0, totals, 1)[:, None]
    ends = shares.cumsum(axis=1)
    ax.set_xlim(0, 1)
    ax.set_xticks([])
    ax.spines["bottom"].set_visible(False)
    name_rows(ax, names, bold=[bold_first and y == 0 for y in range(len(names))])
    here = room(ax)
    size = min(SMALL, here.height / max(len(names), 1) * 72 / LINE)
    for part, (_word, colour) in enumerate(parts):
        wide = shares[:, part]
        y = np.flatnonzero(wide > 0)
        ax.barh(y, wide[y], left=(ends[:, part] - wide)[y], height=0.68, color=colour, edgecolor=RULE, linewidth=0.6)
        for at in y:
            text = number(counts[at, part], 0, language)
            if width(text, size) < wide[at] * here.width - 0.04:
                middle = ends[at, part] - wide[at] / 2
                ax.text(middle, float(at), text, ha="center", va="center", fontsize=size, color=ink_on(colour))
    words, colours = zip(*parts, strict=True)
    legend(ax, patches(words, colours), below=0.08)
    return ax


def heads(names: Sequence[str], each: float) -> tuple[list[str], bool, float]:
    """Wrap the names of columns `each` inches wide: the lines, whether they are turned upright, inches they take."""
    turned = any(width(word, SMALL) > each - 0.06 for name in names for word in name.split(" "))
    if turned:
        wrapped = [wrap(name, UPRIGHT, SMALL, max(1, int(each * 72 / (SMALL * LINE)))) for name in names]
        return wrapped, True, max(width(line, SMALL) for head in wrapped for line in head.split("\n"))
    wrapped = [wrap(name, each - 0.06, SMALL, 4) for name in names]
    lines = max((head.count("\n") + 1 for head in wrapped), default=1)
    return wrapped, False, lines * SMALL * LINE / 72


def grid_layout(n: int, columns: Sequence[str], *, left: float, bottom: float, roomy: float = 0.3) -> Layout:
    """Size of a grid: `n` rows, a head that holds the names of the columns."""
    layout = Layout(height=1.0, left=left, right=0.1, bottom=bottom)
    top = 0.14 + heads(columns, layout.plot_width / max(len(columns), 1))[2]
    return replace(layout, top=top, height=top + n * row_height(n, roomy) + bottom)


def grid(
    ax: Axes,
    names: Sequence[str],
    columns: Sequence[str],
    colours: NDArray[np.object_],
    texts: NDArray[np.object_],
    *,
    size: float = BASE,
    bold_last: bool = False,
) -> Axes:
    """Draw (n, k) cells in their colours (`NONE` is white), with its text in each where it fits."""
    n, k = colours.shape
    here = room(ax)
    wide, high = here.width / max(k, 1), here.height / max(n, 1)
    ax.set_xlim(0, k)
    ax.set_xticks([])
    ax.spines["bottom"].set_visible(False)
    name_rows(ax, names, size=SMALL, centre=0.5)
    for colour in dict.fromkeys(colours.ravel()):
        at = np.argwhere(colours == colour)
        squares = [[(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)] for y, x in at]
        ax.add_collection(PolyCollection(squares, facecolors=colour, edgecolors="white", linewidths=1.2))
    wrapped, turned, _inches = heads(columns, wide)
    for x, head in enumerate(wrapped):
        weight = "bold" if bold_last and x == k - 1 else "normal"
        above(ax, x + 0.5, head, va="bottom", rotation=90 if turned else 0, fontweight=weight, linespacing=1.1)
    size = min(size, high * 72 / LINE)
    for (y, x), text in np.ndenumerate(texts):
        if text and width(str(text), size) < wide - 0.02:
            colour = str(colours[y, x])
            ink = MUTED if colour == NONE else ink_on(colour)
            ax.text(x + 0.5, y + 0.5, str(text), ha="center", va="center", fontsize=size, color=ink)
    return ax
