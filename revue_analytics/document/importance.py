"""What matters to whom: points of importance by group, and importance beside performance in four quarters."""

from itertools import product
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from revue_analytics.document import names
from revue_analytics.document.kit.figure import Drawing, Layout
from revue_analytics.document.kit.rows import (
    TALLEST,
    Room,
    legend,
    legend_height,
    name_rows,
    nothing,
    room,
    row_height,
    scale_axis,
)
from revue_analytics.document.kit.text import width, wrap
from revue_analytics.document.kit.theme import BAND, INK, MARKERS, MUTED, RULE, SCORE, SERIES, SMALL, TARGET, themed
from revue_analytics.document.rows import figure_table
from revue_analytics.language import number, translator
from revue_analytics.review import TerritoryReview
from revue_analytics.review.reading import read_once, rows
from revue_analytics.review.tables import Row


@read_once
def points_by_group(review: TerritoryReview) -> pd.DataFrame:
    """Mean points, indicators in rows, groups' ids in columns; everyone together only where there is one group."""
    table = review.now("importance")
    wide = table.pivot_table(index="indicator", columns="group", values="points", observed=True, aggfunc="first")
    known = [group for group, _colleges in names.known_groups(review)]
    ordered = [group for group in known if group in wide.columns]
    ordered += [group for group in wide.columns if group not in known and group != "all"]
    return wide.reindex(index=list(review.framework.top_ids), columns=ordered or list(wide.columns)).astype("float64")


def point_groups(review: TerritoryReview, language: str) -> list[str]:
    """Names of the columns of `points`."""
    merged = dict(names.known_groups(review))
    return [
        names.group_label(review.meta, group, language, merged.get(group, ""))
        for group in points_by_group(review).columns
    ]


def _importance_points_layout(review: TerritoryReview, language: str) -> Layout:
    n, labels = len(review.framework.top_ids), point_groups(review, language)
    bottom = 0.38 + legend_height(labels or [""], 6.9)
    return Layout(height=0.12 + n * row_height(n) + bottom, left=2.35, right=0.3, top=0.12, bottom=bottom)


def draw_importance_points(review: TerritoryReview, ax: Axes, *, language: str = "fr") -> Axes:
    """Draw on `ax` the points that each group gives to each indicator."""
    _ = translator(language)
    wide = points_by_group(review)
    with themed():
        if wide.isna().all(axis=None):
            return nothing(ax, _("insufficient data"))
        name_rows(ax, names.numbered_labels(review.framework, wide.index, language, short=True))
        end = float(np.nanmax(wide.to_numpy())) * 1.06 + 1
        step = next((s for s in (2, 5, 10, 20) if end / s <= max(2, room(ax).width / 0.5)), 25)
        scale_axis(ax, low=0, high=end, step=step)
        ax.set_axisbelow(True)
        handles = []
        for place, (group, name) in enumerate(zip(wide.columns, point_groups(review, language), strict=True)):
            style: dict[str, Any] = {
                "marker": MARKERS[place % 8],
                "color": SERIES[place % 8],
                "linestyle": "none",
                "markersize": 6.5,
            }
            shift = (place - (len(wide.columns) - 1) / 2) * min(0.14, 0.7 / len(wide.columns))
            ax.plot(wide[group], np.arange(len(wide)) + shift, markeredgecolor="white", markeredgewidth=0.6, **style)
            handles.append(Line2D([], [], label=name, **style))
        for y in range(len(wide) - 1):
            ax.axhline(y + 0.5, color="#efebe4", linewidth=0.8, zorder=0)
        legend(ax, handles)
    return ax


def importance_points_message(review: TerritoryReview, language: str) -> str:
    """Say in one sentence what each group puts first."""
    _ = translator(language)
    wide = points_by_group(review)
    labels = dict(
        zip(wide.index, names.numbered_labels(review.framework, wide.index, language, short=True), strict=True)
    )
    firsts = [
        _(
            "{group} – {name}, {points} points",
            group=name,
            name=labels[wide[group].idxmax()],
            points=number(wide[group].max(), 1, language),
        )
        for group, name in zip(wide.columns, point_groups(review, language), strict=True)
        if wide[group].notna().any()
    ]
    if not firsts:
        return _("There are not enough answers on what matters most.")
    return _("What each group finds most important: {list}.", list=_("; ").join(firsts))


def _importance_points_table(review: TerritoryReview, language: str) -> pd.DataFrame:
    _ = translator(language)
    wide = points_by_group(review)
    none = _("insufficient data")
    return figure_table(
        names.column_head(review.framework, 1, language),
        names.numbered_labels(review.framework, wide.index, language),
        [
            (name, [none if np.isnan(v) else number(v, 1, language) for v in wide[group]])
            for group, name in zip(wide.columns, point_groups(review, language), strict=True)
        ],
    )


DOT = 0.19  # inches


CORNERS = ((0, 1), (1, 1), (0, 0), (1, 0))  # of the quarters, in the order of their names


STEPS = sorted(product(range(-60, 61), range(-20, 21)), key=lambda step: (step[0] ** 2 + 2 * step[1] ** 2, step))


Box = tuple[float, float, float, float]


@read_once
def importance_and_score(review: TerritoryReview) -> pd.DataFrame:
    """Rows of ``importance_performance``, in the framework's order, indexed by indicator."""
    table = review.now("importance_performance").drop_duplicates("indicator").set_index("indicator", drop=False)
    return table.loc[[node for node in review.framework.top_ids if node in table.index]]


def quadrant_names(language: str) -> dict[str, str]:
    """Name the four quarters."""
    _ = translator(language)
    return {"act": _("Act first"), "keep": _("Keep up"), "watch": _("Watch"), "enough": _("Going well")}


def _importance_performance_layout(review: TerritoryReview, language: str) -> Layout:
    n = len(importance_and_score(review))
    return Layout(height=max(2.75, 0.75 + n * _key_line(n)), left=0.6, right=2.75, top=0.15, bottom=0.55)


def draw_importance_performance(review: TerritoryReview, ax: Axes, *, language: str = "fr") -> Axes:
    """Draw on `ax` a numbered dot per indicator, score across, importance upwards; a line for the groups' spread."""
    _ = translator(language)
    table = importance_and_score(review)
    with themed():
        if table.empty:
            return nothing(ax, _("insufficient data"))
        equal = 100.0 / len(review.framework.top_ids)
        top = float(max(table["most"].max(), 2 * equal)) * 1.08
        target = float(table["target"].mean())
        ax.set_xlim(0, 100)
        ax.set_ylim(0, top)
        ax.axvspan(0, target, ymin=equal / top, color=BAND[0], linewidth=0, zorder=0)
        ax.axvline(target, color=TARGET, linewidth=1.4, linestyle=(0, (3, 1.5)), zorder=1)
        ax.axhline(equal, color=RULE, linewidth=1.0, linestyle=(0, (3, 1.5)), zorder=1)
        step = next((step for step in (2, 5, 10, 20) if top / step <= 8), 25)
        ax.set_xticks([0, 25, 50, 75, 100])
        ax.set_yticks([step * i for i in range(int(top / step) + 1)])
        ax.tick_params(length=0, pad=4, labelsize=SMALL)
        ax.set_xlabel(_("score out of 100"))
        ax.set_ylabel(_("importance, in points"))
        for name, at in zip(quadrant_names(language).values(), CORNERS, strict=True):
            ax.annotate(
                name,
                at,
                xycoords="axes fraction",
                xytext=(-4 if at[0] else 4, -4 if at[1] else 4),
                textcoords="offset points",
                ha="right" if at[0] else "left",
                va="top" if at[1] else "bottom",
                fontsize=SMALL,
                color=MUTED,
            )
        _dots(ax, review, table, language)
    return ax


def _dots(ax: Axes, review: TerritoryReview, table: pd.DataFrame, language: str) -> None:
    """Draw the numbered dots, each where nothing else is written, and the key that names the numbers."""
    here, top = room(ax), ax.get_ylim()[1]
    equal, target = 100.0 / len(review.framework.top_ids), float(table["target"].mean())
    cross = target / 100 * here.width, equal / top * here.height
    taken = [_corner(here, name, at) for name, at in zip(quadrant_names(language).values(), CORNERS, strict=True)]
    for line, row in enumerate(rows(table)):
        number_of = review.framework.node(row.indicator).number or str(
            review.framework.top_ids.index(row.indicator) + 1
        )
        x, y = row.score, row.points
        if row.most > row.least:
            ax.plot([x, x], [row.least, row.most], color=SCORE, alpha=0.35, linewidth=1.6, zorder=2)
        box = _free(taken, x / 100 * here.width, y / top * here.height, here, cross)
        taken.append(box)
        at = (box[0] + box[2]) / 2 / here.width * 100, (box[1] + box[3]) / 2 / here.height * top
        if at != (x, y):
            ax.plot([x, at[0]], [y, at[1]], color=SCORE, linewidth=0.8, zorder=2.5)
            ax.plot(x, y, "o", markersize=3.5, color=SCORE, zorder=3)
        fill, ink = (SCORE, "white") if row.sure else ("white", SCORE)
        ax.plot(*at, "o", markersize=13, color=fill, markeredgecolor=SCORE, zorder=3, clip_on=False)
        style: dict[str, Any] = {"ha": "center", "va": "center", "fontweight": "bold", "annotation_clip": False}
        ax.annotate(wrap(str(number_of), 2 * DOT, SMALL, 1), at, color=ink, zorder=4, fontsize=SMALL, **style)
        name = names.node_label(review.framework, row.indicator, language, short=True, numbered=True)
        name = wrap(name, here.right - 0.25, SMALL, 1)
        below: dict[str, Any] = {"xytext": (12, -4 - line * _key_line(len(table)) * 72), "textcoords": "offset points"}
        ax.annotate(name, (1, 1), xycoords="axes fraction", ha="left", va="top", fontsize=SMALL, color=INK, **below)


def _free(taken: list[Box], x: float, y: float, here: Room, cross: tuple[float, float]) -> Box:
    """Find room for a dot, in inches: at its place, or as near to it as nothing stands, in the same quarter."""
    for up, across in STEPS:
        at_x, at_y = x + across * DOT / 2, y + up * DOT / 2
        box = at_x - DOT / 2, at_y - DOT / 2, at_x + DOT / 2, at_y + DOT / 2
        inside = -DOT / 4 <= at_x <= here.width + DOT / 2 and 0 <= at_y <= here.height
        inside &= (at_x >= cross[0], at_y > cross[1]) == (x >= cross[0], y > cross[1])
        if (inside or (not up and not across)) and not any(_meet(box, other) for other in taken):
            return box
    return x - DOT / 2, y - DOT / 2, x + DOT / 2, y + DOT / 2


def _meet(one: Box, other: Box) -> bool:
    across, up = min(one[2], other[2]) - max(one[0], other[0]), min(one[3], other[3]) - max(one[1], other[1])
    return across > 1e-9 and up > 1e-9


def _corner(here: Room, name: str, at: tuple[int, int]) -> Box:
    """Room that the name of a quarter takes, in inches."""
    wide, high = width(name, SMALL) + 0.1, 0.22
    x, y = at[0] * (here.width - wide), at[1] * (here.height - high)
    return x, y, x + wide, y + high


def _key_line(n: int) -> float:
    """Height of a line of the key, in inches: all of them hold on a page."""
    return min(0.25, TALLEST / max(n, 1))


def importance_performance_message(review: TerritoryReview, language: str) -> str:
    """Say in one sentence which indicators matter most and are short of their target."""
    _ = translator(language)
    table = importance_and_score(review)
    if table.empty:
        return _("There are not enough answers on what matters most.")
    first = table[table["quadrant"] == "act"].sort_values("points", ascending=False, kind="stable")
    sure, open_ = first[first["sure"].astype(bool)], first[~first["sure"].astype(bool)]
    if first.empty:
        return _("Every indicator that respondents find important has reached its target.")
    certain = [_named(review, row, language) for row in rows(sure)]
    maybe = [_named(review, row, language) for row in rows(open_)]
    if certain and maybe:
        return _(
            "Important and short of the target: {names}; perhaps also {others}.",
            names=names.listed(certain, language),
            others=names.listed(maybe, language),
        )
    if certain:
        return _("Important and short of the target: {names}.", names=names.listed(certain, language))
    return _("Important, and perhaps short of the target: {names}.", names=names.listed(maybe, language))


def _named(review: TerritoryReview, row: Row, language: str) -> str:
    _ = translator(language)
    return _(
        "{name} ({points} points, score {score})",
        name=names.node_label(review.framework, row.indicator, language, short=True, numbered=True),
        points=number(row.points, 1, language),
        score=names.score(row.score, language, review.framework),
    )


def _importance_performance_table(review: TerritoryReview, language: str) -> pd.DataFrame:
    """Give the figure as a table to read, with the points of each group."""
    _ = translator(language)
    table, labels = importance_and_score(review), quadrant_names(language)
    by_group = points_by_group(review).reindex(table.index)
    sure = _("{quadrant} (to be confirmed)")
    return figure_table(
        names.column_head(review.framework, 1, language),
        names.numbered_labels(review.framework, table.index, language),
        [
            *(
                (name, names.number_cells(by_group[group], 1, language))
                for group, name in zip(by_group.columns, point_groups(review, language), strict=True)
            ),
            (_("Together"), names.number_cells(table["points"], 1, language)),
            (_("Score out of 100"), names.score_cells(table["score"], language, review.framework)),
            (
                _("Quarter"),
                [
                    labels[row.quadrant] if row.sure else sure.format(quadrant=labels[row.quadrant])
                    for row in rows(table)
                ],
            ),
        ],
    )


def importance_sentences(review: TerritoryReview, language: str) -> list[str]:
    """Say, group by group, which indicator is given most importance."""
    _ = translator(language)
    table = review.now("importance").dropna(subset=["points"])
    sentences = []
    merged = dict(names.known_groups(review))
    order = [*merged, "all"]
    groups = sorted(table["group"].unique(), key=lambda g: order.index(g) if g in order else len(order))
    for group in groups:
        part = table[table["group"] == group]
        row = part.loc[part["points"].astype(float).idxmax()]
        sentences.append(
            _(
                "{group}: first {name}, {points} points out of 100.",
                group=names.group_label(review.meta, group, language, merged.get(group, "")),
                name=names.node_label(review.framework, row["indicator"], language),
                points=number(row.points, 1, language),
            )
        )
    return sentences


POINTS_FIGURE = Drawing(
    draw_importance_points, importance_points_message, _importance_points_table, _importance_points_layout
)
IMPORTANCE_FIGURE = Drawing(
    draw_importance_performance,
    importance_performance_message,
    _importance_performance_table,
    _importance_performance_layout,
)
