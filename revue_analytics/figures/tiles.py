"""A table of shares as tiles: the larger the share, the darker, the number written in each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from revue_analytics.figures.rows import room, rows
from revue_analytics.figures.sheet import Layout
from revue_analytics.figures.text import LINE, width, wrap
from revue_analytics.figures.theme import BASE, INK, LEVELS, SMALL, ink_on

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["EDGES", "shade", "tiles", "tiles_layout"]

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
    from revue_analytics.figures.rows import row_height

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
    told: Sequence[Sequence[str]] | None = None,
    *,
    colours: Any = None,
) -> Axes:
    """Draw (r, c) shares on `ax`, one row per name and one column per head.

    Parameters
    ----------
    ax
        Where.
    shares
        0–1, NaN for no tile: what is told there stands on white.
    names, heads
        (r,) and (c,) labels; an empty head is not written.
    told
        (r, c) what is written in each tile, as large as it fits; nothing at all if one does not fit.
    colours
        (r, c) colours instead of those of the shares.
    """
    from matplotlib.collections import PolyCollection

    r, c = shares.shape
    ax.set_axis_off()
    rows(ax, names, size=SMALL)
    for text in ax.texts:
        text.xy = (text.xy[0], text.xy[1] + 0.5)
    ax.set_xlim(0, c)
    ax.set_ylim(r, 0)
    here = room(ax)
    wide, high = here.width / c, here.height / r
    gap = (min(0.02 / wide, 0.08), min(0.02 / high, 0.08))  # white between the tiles
    face = {
        at: shade(share) if colours is None else colours[at[0]][at[1]]
        for at, share in np.ndenumerate(shares)
        if not np.isnan(share)
    }
    ax.add_collection(PolyCollection([_corners(*at, gap) for at in face], facecolors=list(face.values()), linewidths=0))
    sizes = [size for size in (BASE, SMALL, 7.5, 6.5) if size <= high * 72 / LINE]
    written = {at: told[at[0]][at[1]] for at in np.ndindex(r, c) if told is not None and told[at[0]][at[1]]}
    fitting = {text: next((size for size in sizes if width(text, size) < wide), 0.0) for text in written.values()}
    for (y, x), text in written.items() if all(fitting.values()) else ():
        colour = ink_on(face.get((y, x), "white"))
        ax.text(x + 0.5, y + 0.5, text, ha="center", va="center", fontsize=fitting[text], color=colour)
    for x, head in enumerate(heads):
        if head:
            ax.annotate(
                wrap(head, wide - 0.06, SMALL, 3),
                (x + 0.5, 1),
                xycoords=("data", "axes fraction"),
                xytext=(0, 5),
                textcoords="offset points",
                ha="center",
                va="baseline",
                fontsize=SMALL,
                color=INK,
                linespacing=1.1,
                annotation_clip=False,
            )
    return ax


def _corners(y: int, x: int, gap: tuple[float, float]) -> list[tuple[float, float]]:
    left, right, top, bottom = x + gap[0] / 2, x + 1 - gap[0] / 2, y + gap[1] / 2, y + 1 - gap[1] / 2
    return [(left, top), (right, top), (right, bottom), (left, bottom)]
