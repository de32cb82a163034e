"""The overall scores of the territories: one by one with their intervals, or how many there are of each."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from revue_analytics.document import names
from revue_analytics.document.kit.cells import MOST_ROWS
from revue_analytics.document.kit.figure import Drawing, Layout
from revue_analytics.document.kit.rows import (
    bar,
    beside,
    dashed,
    dot,
    draw_interval,
    legend,
    legend_height,
    level_bands,
    name_rows,
    nothing,
    room,
    row_height,
    scale_axis,
)
from revue_analytics.document.kit.theme import BASE, DASHES, INK, MUTED, PLAIN, SCORE, SMALL, TARGET, themed
from revue_analytics.document.page.html import NOTHING, Block, Figure, Html, Words, picture, plain_section
from revue_analytics.document.rows import figure_table
from revue_analytics.framework import OVERALL
from revue_analytics.language import number, translator
from revue_analytics.portfolios.review import Portfolio, SummaryRow
from revue_analytics.review.reading import rows


def ranked(review: Portfolio) -> pd.DataFrame:
    """Territories with their overall score, highest first, those without one last, indexed by code."""
    table = review.summary["ranking"].set_index("territory")
    return table.sort_values(["score", "name"], ascending=[False, True], na_position="last", kind="stable")


STEP = 5
"""Points of the overall score in one column."""


def counts(review: Portfolio) -> tuple[np.ndarray, np.ndarray]:
    """Number of territories by column of `STEP` points, and where the columns begin."""
    values = review.summary["ranking"]["score"].dropna().to_numpy()
    edges = np.arange(0, 100 + STEP, STEP, dtype=float)
    return np.histogram(np.minimum(values + 1e-9, 100), edges)[0], edges[:-1]


def one_by_one(review: Portfolio) -> bool:
    """Whether there are few enough territories for each to have its row."""
    return len(review.summary["ranking"]) <= MOST_ROWS


def _words(review: Portfolio, language: str) -> list[str]:
    _ = translator(language)
    median = names.score(_median(review), language, review.framework)
    return [
        _("score"),
        _("interval, nine times out of ten"),
        _("median: half of the territories score more ({median})", median=median),
    ]


def _spread_layout(review: Portfolio, language: str) -> Layout:
    n, words = len(review.summary["ranking"]), _words(review, language)
    bottom = 0.4 + legend_height(words if one_by_one(review) else words[2:], 6.9)
    high = max(n, 1) * row_height(n, 0.33) if one_by_one(review) else 2.2
    left = 2.6 if one_by_one(review) else 0.5
    return Layout(height=0.45 + high + bottom, left=left, right=0.95, top=0.45, bottom=bottom)


def draw_spread(review: Portfolio, ax: Axes, *, language: str = "fr") -> Axes:
    """Draw on `ax` each territory's overall score with its interval, or the number of territories by score."""
    _ = translator(language)
    with themed():
        if review.summary["ranking"]["score"].isna().all():
            return nothing(ax, _("insufficient data"))
        return _rows(review, ax, language) if one_by_one(review) else _columns(review, ax, language)


def _rows(review: Portfolio, ax: Axes, language: str) -> Axes:
    _ = translator(language)
    table = ranked(review)
    name_rows(ax, [review.names[code] for code in table.index])
    scale_axis(ax, grid=review.framework.scale is None)
    level_bands(ax, review.framework, language)
    median = _median(review)
    ax.axvline(median, color=TARGET, linewidth=1.4, linestyle=DASHES, zorder=1)
    size = min(BASE, room(ax).height / len(table) * 72 / 1.25)
    for y, row in enumerate(rows(table, SummaryRow)):
        if np.isnan(row.score):
            ax.annotate(
                _("insufficient data"), (2, y), va="center", fontsize=SMALL, style="italic", color=INK, bbox=PLAIN
            )
            continue
        draw_interval(ax, y, row.low, row.high, row.score)
        beside(ax, y, names.score(row.score, language, review.framework), size=size)
    score_word, interval_word, median_word = _words(review, language)
    legend(ax, [dot(score_word), bar(interval_word), dashed(median_word, 1.4)])
    return ax


def _columns(review: Portfolio, ax: Axes, language: str) -> Axes:
    _ = translator(language)
    n, starts = counts(review)
    ax.set_ylim(0, max(int(n.max()), 1) * 1.12)
    ax.set_yticks([])
    scale_axis(ax, grid=review.framework.scale is None)
    level_bands(ax, review.framework, language)
    ax.bar(starts, n, width=STEP, align="edge", color=SCORE, edgecolor="white", linewidth=0.8, zorder=2)
    for start, count in zip(starts, n, strict=True):
        if count:
            text = number(count, 0, language)
            ax.annotate(text, (start + STEP / 2, count), xytext=(0, 2), textcoords="offset points", ha="center",
                        fontsize=SMALL - 1, color=INK, bbox=PLAIN | {"pad": 0.5}, zorder=4)  # fmt: skip
    ax.axvline(_median(review), color=TARGET, linewidth=1.6, linestyle=DASHES, zorder=3)
    ax.axhline(0, color=MUTED, linewidth=0.8)
    legend(ax, [dashed(_words(review, language)[2])])
    return ax


def _median(review: Portfolio) -> float:
    table = review.summary["spread"]
    return float(table.loc[table["node"] == OVERALL, "median"].iloc[0])


def spread_message(review: Portfolio, language: str) -> str:
    """Say in one sentence how far the overall scores range."""
    _ = translator(language)
    table = review.summary["spread"]
    row = table[table["node"] == OVERALL].iloc[0]
    if row["n"] == 0:
        return _("There are not enough answers to give any territory an overall score.")
    quartiles = {
        name: names.score(row[name], language, review.framework)
        for name in ("lowest", "q25", "median", "q75", "highest")
    }
    if row["highest"] - row["lowest"] < 1e-9:
        return _("{n} territory has an overall score, {median} out of 100.",
                 "All {n} territories have the same overall score, {median} out of 100.", int(row["n"]),
                 median=quartiles["median"])  # fmt: skip
    if row["n"] < 8:
        return _(
            "Overall scores go from {lowest} to {highest} out of 100.",
            lowest=quartiles["lowest"],
            highest=quartiles["highest"],
        )
    return _(
        "Overall scores go from {lowest} to {highest} out of 100; half of the territories lie between {q25} and {q75}.",
        **quartiles,
    )


def _spread_table(review: Portfolio, language: str) -> pd.DataFrame:
    """Give the figure as a table to read: the territories, or the number of them by score."""
    _ = translator(language)
    if not one_by_one(review):
        n, starts = counts(review)
        last = starts[-1]
        labels = [
            _("from {start} to less than {end}", start=number(s, 0, language), end=number(s + STEP, 0, language))
            if s < last
            else _("from {start} to {end}", start=number(s, 0, language), end=number(100, 0, language))
            for s in starts
        ]
        return figure_table(_("Overall score"), labels, {_("Territories"): names.number_cells(n, 0, language)})
    table = ranked(review)
    return figure_table(
        _("Territory"),
        [review.names[code] for code in table.index],
        {
            _("Overall score"): names.score_cells(table["score"], language, review.framework),
            _("Interval"): [names.interval(row.low, row.high, language) for row in rows(table, SummaryRow)],
            _("Level reached"): [names.level_word(review.framework, level, language) for level in table["level"]],
            _("Lowest indicator"): [
                ""
                if names.is_missing(node) or not node
                else names.node_label(review.framework, node, language, short=True)
                for node in table["lowest"]
            ],
        },
    )


def portfolio_overall(review: Portfolio, language: str = "fr") -> Html:
    """Write how the overall scores are spread."""
    _ = translator(language)
    if review.chosen:
        return NOTHING  # they stand side by side
    few = len(review.territories) <= MOST_ROWS
    title = _("Overall scores of the territories") if few else _("Number of territories by overall score")
    reading = (
        _("Dot: score. Light bar: interval in which the score falls nine times out of ten.")
        if few
        else _("Columns of five points; the number of territories stands above each.")
    )
    note = _("The order says little where the intervals overlap. The overall score is to be read with the profile.")
    blocks: list[Block] = [
        Words(spread_message(review, language), lead=True),
        Figure(picture(review, SPREAD_FIGURE, language, title, reading)),
        Words(note, small=True),
    ]
    return plain_section(review, language, "overall", _("Overall scores"), blocks)


SPREAD_FIGURE = Drawing(draw_spread, spread_message, _spread_table, _spread_layout)
