"""Horizontal bars of shares, each with its value written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from revue_analytics.figures.rows import room, rows
from revue_analytics.figures.theme import BASE, INK, MUTED, RULE, SCORE, SMALL

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["bars"]


def bars(
    ax: Axes,
    names: Sequence[str],
    shares: np.ndarray,
    told: Sequence[str],
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
    rows(ax, names)
    ax.axvline(0, color=RULE, linewidth=0.8)
    size = min(BASE, room(ax).height / max(len(names), 1) * 72 / 1.25)
    for y, (share, text) in enumerate(zip(shares, told, strict=True)):
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
