"""The overall score on the levels of maturity, with its interval."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from revue_analytics.figures.data import node_scores, said, written
from revue_analytics.figures.rows import level_bands, rows, scale_axis
from revue_analytics.figures.sheet import Layout
from revue_analytics.figures.theme import BASE, INK, SCORE, TARGET, themed
from revue_analytics.framework import OVERALL
from revue_analytics.labels import in_draws, interval, level_word, score, status_text
from revue_analytics.language import number, translator
from revue_analytics.review.reading import read_once

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from revue_analytics.review import TerritoryReview

__all__ = ["likely_levels", "overall", "overall_layout", "overall_message", "overall_table"]


@read_once
def likely_levels(review: TerritoryReview, node: str = OVERALL) -> pd.Series:
    """Probability of each level of a node, indexed by level, lowest first."""
    table = review.now("level_probabilities")
    found = table[table["node"] == node].set_index("level")["probability"]
    return found.astype("Float64").astype("float64").sort_index()


def overall_layout(review: TerritoryReview, language: str) -> Layout:
    """Size of the strip."""
    return Layout(height=1.4, left=0.25, right=1.0, top=0.45, bottom=0.4)


def overall(review: TerritoryReview, ax: Axes, *, language: str = "fr") -> Axes:
    """Draw on `ax` the overall score as a dot on the levels, with its interval and its target."""
    row = node_scores(review, [OVERALL]).iloc[0]
    with themed():
        rows(ax, [""])
        ax.set_ylim(0.6, -1.0)
        scale_axis(ax, grid=review.framework.scale is None)
        level_bands(ax, review.framework, language)
        if np.isfinite(row["target"]):
            ax.plot([row["target"]] * 2, [-1.0, 0.6], color=TARGET, linewidth=1.6, linestyle=(0, (3, 1.5)))
        if np.isnan(row["score"]):
            ax.annotate(status_text(row["status"], language), (50, 0), ha="center", va="center", color=INK)
            return ax
        if np.isfinite(row["low"]) and np.isfinite(row["high"]):
            ax.plot([row["low"], row["high"]], [0, 0], color=SCORE, linewidth=6, alpha=0.4, solid_capstyle="round")
        ax.plot(row["score"], 0, "o", color=SCORE, markersize=12, markeredgecolor="white", clip_on=False)
        text = score(row["score"], language, review.framework)
        style = {"xytext": (0, 10), "textcoords": "offset points", "ha": "center", "va": "bottom"}
        ax.annotate(text, (row["score"], 0), fontsize=BASE + 1.5, fontweight="bold", color=INK, **style)
    return ax


def overall_message(review: TerritoryReview, language: str) -> str:
    """Say in one sentence what the strip shows."""
    _ = translator(language)
    row = node_scores(review, [OVERALL]).iloc[0]
    if np.isnan(row["score"]):
        return _("Overall: {why}.", why=status_text(row["status"], language))
    told = score(row["score"], language, review.framework)
    ends = interval(row["low"], row["high"], language)
    word = level_word(review.framework, row["level"], language)
    where = _("{score} out of 100, {ends}", score=told, ends=ends) if ends else _("{score} out of 100", score=told)
    return (
        _("Overall: {where}, level {level}.", where=where, level=word) if word else _("Overall: {where}.", where=where)
    )


def overall_table(review: TerritoryReview, language: str) -> pd.DataFrame:
    """Give what the strip shows, and how likely each level is, as a table to read."""
    _ = translator(language)
    row = node_scores(review, [OVERALL]).iloc[0]
    told = score(row["score"], language, review.framework)
    cells = {
        _("Score out of 100"): [told if np.isfinite(row["score"]) else status_text(row["status"], language)],
        _("Interval"): [interval(row["low"], row["high"], language)],
        _("Target"): ["" if np.isnan(row["target"]) else number(row["target"], 0, language)],
    }
    for level, share in likely_levels(review).items():
        cells[_("Level {level}", level=level_word(review.framework, level, language))] = [in_draws(share, language)]
    return written(_("Scope"), said(review.framework, [OVERALL], language), cells)
