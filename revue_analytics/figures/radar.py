"""The radar: the profile seen as a shape. A second view, never the only one: areas mislead, the dot plot does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from revue_analytics.figures.data import depth_word, node_scores, said, scores_or_reasons, written
from revue_analytics.figures.rows import nothing, room
from revue_analytics.figures.sheet import Layout
from revue_analytics.figures.text import LINE, wrap
from revue_analytics.figures.theme import GRID, INK, MUTED, RULE, SCORE, SMALL, TARGET, themed
from revue_analytics.labels import listed
from revue_analytics.language import number, signed, translator

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from revue_analytics.review import TerritoryReview

__all__ = ["radar", "radar_layout", "radar_message", "radar_table"]

MANY = 12  # more spokes than this bear numbers only
REACH = 136  # half the height of the plot, on the scale of scores: the web ends at 100


def radar_layout(review: TerritoryReview, language: str) -> Layout:
    """Size of the radar."""
    return Layout(height=3.6, width=5.2, left=0.1, right=0.1, top=0.1, bottom=0.1)


def radar(review: TerritoryReview, ax: Axes, *, language: str = "fr") -> Axes:
    """Draw the radar on a plain `ax`: one spoke per indicator, the target dashed."""
    _ = translator(language)
    found = node_scores(review, review.framework.top_ids)
    with themed():
        if len(found) < 3:
            return nothing(ax, _("A radar needs at least three spokes."))
        here = room(ax)
        tall = REACH
        ax.set_axis_off()
        ax.set_ylim(-tall, tall)
        ax.set_xlim(-tall * here.width / here.height, tall * here.width / here.height)
        angles = np.pi / 2 - 2 * np.pi * np.arange(len(found)) / len(found)
        _web(ax, angles)
        _shape(ax, angles, found["target"].to_numpy(), TARGET, (0, (4, 2)), 1.4, fill=False)
        _shape(ax, angles, found["score"].to_numpy(), SCORE, "-", 1.8, fill=True)
        names = said(review.framework, found.index, language, short=True)
        if len(found) > MANY:
            names = [str(i + 1) for i in range(len(found))]
        _names(ax, angles, names, here.width, here.height, tall)
    return ax


def _xy(angles: np.ndarray, radii: np.ndarray | float) -> tuple[np.ndarray, np.ndarray]:
    return np.cos(angles) * radii, np.sin(angles) * radii


def _web(ax: Axes, angles: np.ndarray) -> None:
    closed = np.append(angles, angles[0])
    for ring in (25, 50, 75, 100):
        ax.plot(*_xy(closed, ring), color=RULE if ring == 100 else GRID, linewidth=0.8, zorder=1)
        between = (angles[0] + angles[-1]) / 2 if len(angles) > MANY else angles[0]
        ax.annotate(
            str(ring),
            _xy(np.array(between), ring),
            xytext=(3, 1),
            textcoords="offset points",
            fontsize=7.5,
            color=MUTED,
            zorder=5,
        )
    for angle in angles:
        ax.plot(*_xy(np.array([angle, angle]), np.array([0, 100])), color=GRID, linewidth=0.8, zorder=1)


def _shape(
    ax: Axes, angles: np.ndarray, radii: np.ndarray, colour: str, style: object, linewidth: float, *, fill: bool
) -> None:
    """Join the values that stand side by side; a missing one leaves a gap and the shape open."""
    x, y = _xy(np.append(angles, angles[0]), np.append(radii, radii[0]))
    ax.plot(x, y, color=colour, linestyle=style, linewidth=linewidth, zorder=3)
    if fill:
        if np.isfinite(radii).all():
            ax.fill(x, y, color=colour, alpha=0.12, linewidth=0, zorder=2)
        ax.plot(x[:-1], y[:-1], "o", color=colour, markersize=6, markeredgecolor="white", zorder=4)


def _names(ax: Axes, angles: np.ndarray, names: list[str], width: float, height: float, tall: float) -> None:
    """Write names around the web, in the room that each side leaves; names of one side are pushed apart."""
    per_inch = 2 * tall / height
    edge = tall * width / height
    for angle, name in zip(angles, names, strict=True):
        x, y = float(np.cos(angle)) * 108, float(np.sin(angle)) * 108
        sideways = abs(x) > 8
        room_there = (edge - abs(x)) / per_inch - 0.05 if sideways else 2.4
        lines = 4 if sideways else 2
        text = wrap(name, max(min(room_there, 1.5) if sideways else room_there, 0.3), SMALL, lines)
        align = "center" if not sideways else "left" if x > 0 else "right"
        vertical = "center" if sideways and abs(y) < 95 else "bottom" if y > 0 else "top"
        ax.text(x, y, text, ha=align, va=vertical, fontsize=SMALL, color=INK, linespacing=LINE - 0.1)


def radar_message(review: TerritoryReview, language: str) -> str:
    """Say in one sentence what the radar shows."""
    _ = translator(language)
    found = node_scores(review, review.framework.top_ids)
    names = dict(zip(found.index, said(review.framework, found.index, language, short=True), strict=True))
    many = depth_word(review.framework, 1, language)
    short_of = found[found["score"] < found["target"] - 1e-9]
    if found["score"].notna().sum() == 0:
        return _("There are not enough answers to give any of the {many} a score.", many=many)
    if short_of.empty:
        return _("The shape of the {many} reaches the target everywhere.", many=many)
    far = (short_of["target"] - short_of["score"]).sort_values(ascending=False).head(3)
    told = [
        _("{name} ({points} points below)", name=names[node], points=number(gap, 1, language))
        for node, gap in far.items()
    ]
    return _(
        "The shape of the {many} is furthest from the target for {names}.", many=many, names=listed(told, language)
    )


def radar_table(review: TerritoryReview, language: str) -> pd.DataFrame:
    """Give what the radar shows as a table to read: score, target, and how far one is from the other."""
    _ = translator(language)
    found = node_scores(review, review.framework.top_ids)
    return written(
        depth_word(review.framework, 1, language, plural=False).capitalize(),
        said(review.framework, found.index, language),
        {
            _("Score out of 100"): scores_or_reasons(found, review.framework, language),
            _("Target"): ["" if np.isnan(t) else number(t, 0, language) for t in found["target"]],
            _("Target minus score"): [
                "" if np.isnan(d) else signed(d, 1, language) for d in found["target"] - found["score"]
            ],
        },
    )
