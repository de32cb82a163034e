"""What matters to whom: how each group shares 100 points of importance among the indicators."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from revue_analytics.figures.data import depth_word, said, written
from revue_analytics.figures.rows import legend, legend_height, nothing, room, row_height, rows, scale_axis
from revue_analytics.figures.sheet import Layout
from revue_analytics.figures.theme import MARKERS, SERIES, themed
from revue_analytics.labels import group_label, known_groups
from revue_analytics.language import number, translator
from revue_analytics.review.reading import read_once

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from revue_analytics.review import TerritoryReview

__all__ = ["points", "stakes", "stakes_layout", "stakes_message", "stakes_table"]


@read_once
def points(review: TerritoryReview) -> pd.DataFrame:
    """Mean points, indicators in rows, groups' ids in columns; everyone together only where there is one group."""
    table = review.now("importance")
    wide = table.pivot_table(index="indicator", columns="group", values="points", observed=True, aggfunc="first")
    known = [group for group, _colleges in known_groups(review)]
    ordered = [group for group in known if group in wide.columns]
    ordered += [group for group in wide.columns if group not in known and group != "all"]
    return wide.reindex(index=list(review.framework.top_ids), columns=ordered or list(wide.columns)).astype("float64")


def group_names(review: TerritoryReview, language: str) -> list[str]:
    """Names of the columns of `points`."""
    merged = dict(known_groups(review))
    return [group_label(review.meta, group, language, merged.get(group, "")) for group in points(review).columns]


def stakes_layout(review: TerritoryReview, language: str) -> Layout:
    """Size of the figure: a row per indicator, legend lines for long names of groups."""
    n, names = len(review.framework.top_ids), group_names(review, language)
    bottom = 0.38 + legend_height(names or [""], 6.9)
    return Layout(height=0.12 + n * row_height(n) + bottom, left=2.35, right=0.3, top=0.12, bottom=bottom)


def stakes(review: TerritoryReview, ax: Axes, *, language: str = "fr") -> Axes:
    """Draw on `ax` the points that each group gives to each indicator."""
    from matplotlib.lines import Line2D

    _ = translator(language)
    wide = points(review)
    with themed():
        if wide.isna().all(axis=None):
            return nothing(ax, _("insufficient data"))
        rows(ax, said(review.framework, wide.index, language, short=True))
        end = float(np.nanmax(wide.to_numpy())) * 1.06 + 1
        step = next((s for s in (2, 5, 10, 20) if end / s <= max(2, room(ax).width / 0.5)), 25)
        scale_axis(ax, low=0, high=end, step=step)
        ax.set_axisbelow(True)
        handles = []
        for place, (group, name) in enumerate(zip(wide.columns, group_names(review, language), strict=True)):
            style = {"marker": MARKERS[place % 8], "color": SERIES[place % 8], "linestyle": "none", "markersize": 6.5}
            shift = (place - (len(wide.columns) - 1) / 2) * min(0.14, 0.7 / len(wide.columns))
            ax.plot(wide[group], np.arange(len(wide)) + shift, markeredgecolor="white", markeredgewidth=0.6, **style)
            handles.append(Line2D([], [], label=name, **style))
        for y in range(len(wide) - 1):
            ax.axhline(y + 0.5, color="#efebe4", linewidth=0.8, zorder=0)
        legend(ax, handles)
    return ax


def stakes_message(review: TerritoryReview, language: str) -> str:
    """Say in one sentence what each group puts first."""
    _ = translator(language)
    wide = points(review)
    names = dict(zip(wide.index, said(review.framework, wide.index, language, short=True), strict=True))
    told = [
        _(
            "{group} – {name}, {points} points",
            group=name,
            name=names[wide[group].idxmax()],
            points=number(wide[group].max(), 1, language),
        )
        for group, name in zip(wide.columns, group_names(review, language), strict=True)
        if wide[group].notna().any()
    ]
    if not told:
        return _("There are not enough answers on what matters most.")
    return _("What each group finds most important: {list}.", list=_("; ").join(told))


def stakes_table(review: TerritoryReview, language: str) -> pd.DataFrame:
    """Give the figure as a table to read."""
    _ = translator(language)
    wide = points(review)
    none = _("insufficient data")
    return written(
        depth_word(review.framework, 1, language, plural=False).capitalize(),
        said(review.framework, wide.index, language),
        [
            (name, [none if np.isnan(v) else number(v, 1, language) for v in wide[group]])
            for group, name in zip(wide.columns, group_names(review, language), strict=True)
        ],
    )
