"""The profile: each indicator's score, its interval and its target, as dots on the levels and as a radar.

The radar is a second view, never the only one: areas mislead, the dot plot does not.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes

from revue_analytics.document import names
from revue_analytics.document.kit.figure import Drawing, Layout
from revue_analytics.document.kit.rows import (
    bar,
    beside,
    dashed,
    dot,
    legend,
    level_bands,
    name_rows,
    nothing,
    room,
    row_height,
    scale_axis,
)
from revue_analytics.document.kit.text import LINE, wrap
from revue_analytics.document.kit.theme import BASE, DASHES, GRID, INK, MUTED, PLAIN, RULE, SCORE, SMALL, TARGET, themed
from revue_analytics.document.page.html import Html, picture, render
from revue_analytics.document.rows import figure_table, lines, node_scores, scores_or_reasons, weakest
from revue_analytics.framework import OVERALL
from revue_analytics.language import in_language, number, signed, translator
from revue_analytics.review import TerritoryReview
from revue_analytics.review.reading import rows
from revue_analytics.review.tables import Row


def _profile_layout(review: TerritoryReview, language: str) -> Layout:
    n = len(review.framework.top_ids)
    return Layout(height=0.42 + n * row_height(n) + 0.62, right=1.1, top=0.42, bottom=0.62)


def draw_profile(review: TerritoryReview, ax: Axes, *, language: str = "fr") -> Axes:
    """Draw the profile on `ax`: a dot and an interval per indicator, in the framework's order, weakest marked."""
    _ = translator(language)
    scores = node_scores(review, review.framework.top_ids)
    low = set(weakest(review))
    with themed():
        labels = names.numbered_labels(review.framework, scores.index, language, short=True)
        name_rows(ax, labels, bold=[node in low for node in scores.index])
        scale_axis(ax, grid=review.framework.scale is None)
        level_bands(ax, review.framework, language)
        _intervals(ax, scores)
        for y, (node, row) in enumerate(zip(scores.index, rows(scores), strict=True)):
            _row(ax, y, row, node in low, language, review)
        legend(ax, _handles(scores, bool(low), language))
    return ax


def _intervals(ax: Axes, scores: pd.DataFrame) -> None:
    """Draw target and interval of every row."""
    y, target, low, high = np.arange(len(scores)), *(scores[name].to_numpy() for name in ("target", "low", "high"))
    aimed, known = np.isfinite(target), np.isfinite(scores["score"].to_numpy()) & np.isfinite(low) & np.isfinite(high)
    ax.vlines(target[aimed], y[aimed] - 0.38, y[aimed] + 0.38, color=TARGET, linewidth=1.6, linestyle=DASHES)
    ax.hlines(y[known], low[known], high[known], color=SCORE, linewidth=3.4, alpha=0.45, capstyle="round")


def _row(ax: Axes, y: int, row: Row, is_weakest: bool, language: str, review: TerritoryReview) -> None:
    if np.isnan(row.score):
        reason = names.status_text(row.status, language)
        ax.annotate(reason, (2, y), va="center", color=INK, fontsize=SMALL, style="italic", bbox=PLAIN)
        return
    marker, size = ("D", 8) if is_weakest else ("o", 8)
    ax.plot(row.score, y, marker=marker, markersize=size, color=SCORE, markeredgecolor="white", clip_on=False)
    weight = "bold" if is_weakest else "normal"
    beside(ax, y, names.score(row.score, language, review.framework), size=BASE, color=INK, weight=weight)


def _handles(scores: pd.DataFrame, has_weakest: bool, language: str) -> list[Artist]:
    """Make the legend: score, interval, target, the lowest."""
    _ = translator(language)
    targets = scores["target"].dropna().unique()
    target = _("target ({target})", target=number(targets[0], 0, language)) if len(targets) == 1 else _("target")
    handles: list[Artist] = [dot(_("score")), bar(_("interval, nine times out of ten"))]
    handles += [dashed(target)] if len(targets) else []
    return [*handles, dot(_("the lowest"), "D")] if has_weakest else handles


def profile_message(review: TerritoryReview, language: str) -> str:
    """Say in one sentence what the profile shows."""
    _ = translator(language)
    scores = node_scores(review, review.framework.top_ids)
    scored = scores["score"].dropna()
    many = names.depth_word(review.framework, 1, language)
    if scored.empty:
        return _("There are not enough answers to give any of the {many} a score.", many=many)
    labels = dict(
        zip(scores.index, names.numbered_labels(review.framework, scores.index, language, short=True), strict=True)
    )
    if len(scored) == 1:
        return _(
            "{name} scores {score} out of 100.",
            name=labels[scored.index[0]],
            score=names.score(scored.iloc[0], language),
        )
    reached = int((scored >= scores["target"].reindex(scored.index) - 1e-9).sum())
    targets = _targets_reached(reached, int(scores["target"].notna().sum()), language)
    if scored.max() - scored.min() < 1e-9:
        same = names.score(scored.iloc[0], language, review.framework)
        return _("All the {many} score {score} out of 100; {reached}.", many=many, score=same, reached=targets)
    return _(
        "Scores of the {many} go from {low} ({lowest}) to {high} ({highest}); {reached}.",
        many=many,
        low=names.score(scored.min(), language, review.framework),
        lowest=labels[scored.idxmin()],
        high=names.score(scored.max(), language, review.framework),
        highest=labels[scored.idxmax()],
        reached=targets,
    )


def _targets_reached(reached: int, n: int, language: str) -> str:
    _ = translator(language)
    if reached == 0:
        return _("no target is reached")
    if reached == n:
        return _("every target is reached")
    return _(
        "{n} target out of {all} is reached",
        "{n} targets out of {all} are reached",
        reached,
        all=number(n, 0, language),
    )


def _profile_table(review: TerritoryReview, language: str) -> pd.DataFrame:
    _ = translator(language)
    scores = node_scores(review, review.framework.top_ids)
    return figure_table(
        names.column_head(review.framework, 1, language),
        names.numbered_labels(review.framework, scores.index, language),
        {
            _("Score out of 100"): scores_or_reasons(scores, review.framework, language),
            _("Interval"): [names.interval(row.low, row.high, language) for row in rows(scores)],
            _("Level reached"): [names.level_word(review.framework, level, language) for level in scores["level"]],
            _("Target"): names.number_cells(scores["target"], 0, language),
        },
    )


MANY = 12  # more spokes than this bear numbers only


REACH = 136  # half the height of the plot, on the scale of scores: the web ends at 100


def _radar_layout(review: TerritoryReview, language: str) -> Layout:
    return Layout(height=3.6, width=5.2, left=0.1, right=0.1, top=0.1, bottom=0.1)


def draw_radar(review: TerritoryReview, ax: Axes, *, language: str = "fr") -> Axes:
    """Draw the radar on a plain `ax`: one spoke per indicator, the target dashed."""
    _ = translator(language)
    scores = node_scores(review, review.framework.top_ids)
    with themed():
        if len(scores) < 3:
            return nothing(ax, _("A radar needs at least three spokes."))
        here = room(ax)
        tall = REACH
        ax.set_axis_off()
        ax.set_ylim(-tall, tall)
        ax.set_xlim(-tall * here.width / here.height, tall * here.width / here.height)
        angles = np.pi / 2 - 2 * np.pi * np.arange(len(scores)) / len(scores)
        _web(ax, angles)
        _shape(ax, angles, scores["target"].to_numpy(), TARGET, (0, (4, 2)), 1.4, fill=False)
        _shape(ax, angles, scores["score"].to_numpy(), SCORE, "-", 1.8, fill=True)
        labels = names.numbered_labels(review.framework, scores.index, language, short=True)
        if len(scores) > MANY:
            labels = [str(i + 1) for i in range(len(scores))]
        _names(ax, angles, labels, here.width, here.height, tall)
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


def _names(ax: Axes, angles: np.ndarray, labels: list[str], width: float, height: float, tall: float) -> None:
    """Write names around the web, in the room that each side leaves; names of one side are pushed apart."""
    per_inch = 2 * tall / height
    edge = tall * width / height
    for angle, name in zip(angles, labels, strict=True):
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
    scores = node_scores(review, review.framework.top_ids)
    labels = dict(
        zip(scores.index, names.numbered_labels(review.framework, scores.index, language, short=True), strict=True)
    )
    many = names.depth_word(review.framework, 1, language)
    short_of = scores[scores["score"] < scores["target"] - 1e-9]
    if scores["score"].notna().sum() == 0:
        return _("There are not enough answers to give any of the {many} a score.", many=many)
    if short_of.empty:
        return _("The shape of the {many} reaches the target everywhere.", many=many)
    far = (short_of["target"] - short_of["score"]).sort_values(ascending=False).head(3)
    furthest = [
        _("{name} ({points} points below)", name=labels[node], points=number(gap, 1, language))
        for node, gap in far.items()
    ]
    return _(
        "The shape of the {many} is furthest from the target for {names}.",
        many=many,
        names=names.listed(furthest, language),
    )


def _radar_table(review: TerritoryReview, language: str) -> pd.DataFrame:
    """Give what the radar shows as a table to read: score, target, and how far one is from the other."""
    _ = translator(language)
    scores = node_scores(review, review.framework.top_ids)
    return figure_table(
        names.column_head(review.framework, 1, language),
        names.numbered_labels(review.framework, scores.index, language),
        {
            _("Score out of 100"): scores_or_reasons(scores, review.framework, language),
            _("Target"): names.number_cells(scores["target"], 0, language),
            _("Target minus score"): [
                "" if np.isnan(d) else signed(d, 1, language) for d in scores["target"] - scores["score"]
            ],
        },
    )


def indicators(review: TerritoryReview, language: str = "fr") -> Html:
    """Write the profile of the indicators: dot plot first, radar as a second view, a table of both."""
    _ = translator(language)
    many = in_language(review.framework.depths[0].plural, language)
    reading = _("Dot: score. Light bar: interval in which the score falls nine times out of ten. Dashed line: target.")
    profile = picture(review, PROFILE_FIGURE, language, _("Profile of the {many}", many=many), reading)
    enough = len(review.framework.top_ids) >= 3
    radar = (
        picture(
            review,
            RADAR_FIGURE,
            language,
            _("The same profile as a radar"),
            _("Full line: score. Dashed line: target."),
        )
        if enough
        else None
    )
    return render(
        "indicators.html.j2",
        review,
        language,
        many=many,
        one=in_language(review.framework.depths[0].label, language),
        profile=profile,
        radar=radar,
        overall=lines(review, [OVERALL], language)[0],
        rows=lines(review, review.framework.top_ids, language),
    )


PROFILE_FIGURE = Drawing(draw_profile, profile_message, _profile_table, _profile_layout)
RADAR_FIGURE = Drawing(draw_radar, radar_message, _radar_table, _radar_layout)
