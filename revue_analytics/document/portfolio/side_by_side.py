"""A few territories side by side: the profile of each, with intervals, and the differences that hold."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from revue_analytics.document import names
from revue_analytics.document.kit.figure import Drawing, Layout
from revue_analytics.document.kit.rows import (
    TALLEST,
    legend,
    legend_height,
    level_bands,
    name_rows,
    nothing,
    scale_axis,
)
from revue_analytics.document.kit.theme import MARKERS, SERIES, themed
from revue_analytics.document.page.html import NOTHING, Block, Data, Figure, Html, Words, picture, plain_section
from revue_analytics.document.rows import figure_table
from revue_analytics.framework import OVERALL
from revue_analytics.language import number, signed, translator
from revue_analytics.portfolios.review import Portfolio, SummaryRow
from revue_analytics.portfolios.summaries import wide
from revue_analytics.review.reading import rows


def chosen_values(review: Portfolio, column: str) -> pd.DataFrame:
    """One column of the scores, nodes in rows (overall first), chosen territories in columns."""
    nodes = [OVERALL, *review.framework.top_ids]
    return wide(review.now("scores"), column, nodes, list(review.chosen)).T


def _names(review: Portfolio) -> list[str]:
    return [review.names[code] for code in review.chosen]


def _side_by_side_layout(review: Portfolio, language: str) -> Layout:
    n = len(review.framework.top_ids) + 1
    each = min(0.16 + 0.11 * len(review.chosen), TALLEST / n)
    bottom = 0.38 + legend_height(_names(review) or [""], 6.9)
    return Layout(height=0.42 + n * each + bottom, left=2.6, right=0.85, top=0.42, bottom=bottom)


def draw_side_by_side(review: Portfolio, ax: Axes, *, language: str = "fr") -> Axes:
    """Draw on `ax` the scores and intervals of the chosen territories, overall and by indicator."""
    _ = translator(language)
    scores, low, high = (chosen_values(review, name) for name in ("score", "low", "high"))
    with themed():
        if not scores.size or scores.isna().all(axis=None):
            return nothing(ax, _("insufficient data"))
        name_rows(
            ax,
            names.numbered_labels(review.framework, scores.index, language, short=True),
            bold=[n == OVERALL for n in scores.index],
        )
        scale_axis(ax, grid=review.framework.scale is None)
        level_bands(ax, review.framework, language)
        handles = []
        for at, (code, name) in enumerate(zip(scores.columns, _names(review), strict=True)):
            y = np.arange(len(scores)) + (at - (len(scores.columns) - 1) / 2) * 0.8 / len(scores.columns)
            colour, marker = SERIES[at], MARKERS[at]
            ax.hlines(y, low[code], high[code], color=colour, linewidth=2.4, alpha=0.5)
            style: dict[str, Any] = {"color": colour, "marker": marker, "linestyle": "none", "markeredgecolor": "white"}
            ax.plot(scores[code], y, markersize=6.5, clip_on=False, **style)
            handles.append(Line2D([], [], markersize=6.5, label=name, **style))
        for line in range(len(scores) - 1):
            ax.axhline(line + 0.5, color="#e3ded5", linewidth=0.8, zorder=1)
        legend(ax, handles)
    return ax


def side_by_side_message(review: Portfolio, language: str) -> str:
    """Say in one sentence how many differences hold, and on which indicator most."""
    _ = translator(language)
    table = review.summary["side_by_side"]
    table = table[table["node"] != OVERALL]
    if table.empty:
        return _("There are not enough answers to compare these territories.")
    holds = table[table["holds"]]
    if holds.empty:
        return _("On no indicator do these territories differ beyond what the answers leave uncertain.")
    counts = holds["node"].value_counts()
    most = [node for node in review.framework.top_ids if counts.get(node, 0) == counts.max()][:3]
    return _(
        "{n} difference out of {all} goes beyond what the answers leave uncertain; most are on {where}.",
        "{n} differences out of {all} go beyond what the answers leave uncertain; most are on {where}.",
        len(holds),
        all=number(len(table), 0, language),
        where=names.listed(names.quoted_labels(review.framework, most, language), language),
    )


def _side_by_side_table(review: Portfolio, language: str) -> pd.DataFrame:
    scores, low, high = (chosen_values(review, name) for name in ("score", "low", "high"))

    def cell(value: float, least: float, most: float) -> str:
        written = names.score(value, language, review.framework)
        ends = names.interval(least, most, language)
        return f"{written} ({ends})" if ends and np.isfinite(value) else written

    return figure_table(
        names.column_head(review.framework, 1, language),
        names.numbered_labels(review.framework, scores.index, language, short=True),
        [
            (name, [cell(*each) for each in zip(scores[code], low[code], high[code], strict=True)])
            for code, name in zip(scores, _names(review), strict=True)
        ],
    )


def portfolio_side_by_side(review: Portfolio, language: str = "fr") -> Html:
    """Write the chosen territories side by side; nothing where none were chosen."""
    _ = translator(language)
    if not review.chosen:
        return NOTHING
    drawn = picture(
        review,
        SIDE_BY_SIDE_FIGURE,
        language,
        _("Profiles side by side"),
        _("Mark: score. Light bar: interval in which the score falls nine times out of ten."),
    )
    blocks: list[Block] = [Words(side_by_side_message(review, language), lead=True), Figure(drawn)]
    if len(review.summary["side_by_side"]):
        rule = _(
            "A difference holds where the two intervals do not overlap: the answers and the weights leave no doubt."
        )
        caption = _("Differences that hold, and those that cannot be told apart")
        blocks += [Data(caption, _apart(review, language)), Words(rule, small=True)]
    return plain_section(review, language, "side-by-side", _("Side by side"), blocks)


def _apart(review: Portfolio, language: str) -> pd.DataFrame:
    """Say for each indicator who is ahead of whom, and whose scores the answers do not tell apart."""
    _ = translator(language)
    table, labels = review.summary["side_by_side"], review.names
    nodes = [node for node in (OVERALL, *review.framework.top_ids) if (table["node"] == node).any()]
    holds, open_ones = [], []
    for node in nodes:
        part = table[table["node"] == node].assign(size=lambda t: t["difference"].abs())
        sure = part[part["holds"]].sort_values("size", ascending=False, kind="stable")
        ahead = [
            _(
                "{first} ahead of {second} ({points})",
                first=labels[row.one if row.difference > 0 else row.other],
                second=labels[row.other if row.difference > 0 else row.one],
                points=signed(abs(row.difference), 1, language),
            )
            for row in rows(sure, SummaryRow)
        ]
        holds.append(_("; ").join(ahead) or "–")
        pairs = [f"{labels[row.one]} / {labels[row.other]}" for row in rows(part[~part["holds"]], SummaryRow)]
        open_ones.append(_("; ").join(pairs) or "–")
    return figure_table(
        _("Indicator"),
        [names.node_label(review.framework, node, language, short=True, numbered=True) for node in nodes],
        {_("Differences that hold, in points"): holds, _("Not distinguishable"): open_ones},
    )


SIDE_BY_SIDE_FIGURE = Drawing(draw_side_by_side, side_by_side_message, _side_by_side_table, _side_by_side_layout)
