"""How far the respondents agree on each criterion, over the territories."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from revue_analytics.document import names
from revue_analytics.document.kit.cells import MOST_DRAWN
from revue_analytics.document.kit.figure import Drawing, Layout
from revue_analytics.document.kit.rows import (
    bar,
    beside,
    dot,
    draw_interval,
    legend,
    legend_height,
    name_rows,
    nothing,
    room,
    row_height,
)
from revue_analytics.document.kit.theme import BASE, GRID, MUTED, SMALL, themed
from revue_analytics.document.page.html import NOTHING, Figure, Html, Words, picture, plain_section
from revue_analytics.document.rows import figure_table
from revue_analytics.language import number, translator
from revue_analytics.portfolios.review import Portfolio, SummaryRow
from revue_analytics.review.reading import rows


def known_agreement(review: Portfolio) -> pd.DataFrame:
    """Criteria whose consensus is known in some territory, indexed by criterion, the least agreed upon first."""
    table = review.summary["agreement"].set_index("criterion")
    return table[table["n"] > 0].sort_values("median", kind="stable")


def _legend_words(language: str) -> list[str]:
    _ = translator(language)
    return [_("median of the territories"), _("middle half of the territories")]


def _agreement_layout(review: Portfolio, language: str) -> Layout:
    n = max(len(known_agreement(review).head(MOST_DRAWN)), 1)
    bottom = 0.38 + legend_height(_legend_words(language), 6.9)
    return Layout(height=0.1 + n * row_height(n, 0.33) + bottom, left=3.1, right=0.7, top=0.1, bottom=bottom)


def draw_agreement(review: Portfolio, ax: Axes, *, language: str = "fr") -> Axes:
    """Draw on `ax` the median consensus on each criterion and the middle half of the territories."""
    _ = translator(language)
    table = known_agreement(review).head(MOST_DRAWN)
    with themed():
        if table.empty:
            return nothing(ax, _("insufficient data"))
        name_rows(ax, names.numbered_labels(review.framework, table.index, language, short=True))
        ax.set_xlim(0, 1)
        ticks = np.linspace(0, 1, 5)
        ax.set_xticks(ticks, names.number_cells(ticks, 2, language))
        ax.tick_params(axis="x", length=0, pad=4)
        ax.spines["bottom"].set_visible(False)
        ax.grid(axis="x", color=GRID, linewidth=0.8)
        ax.set_axisbelow(True)
        size = min(BASE, room(ax).height / len(table) * 72 / 1.25)
        for y, row in enumerate(rows(table, SummaryRow)):
            draw_interval(ax, y, row.q25, row.q75, row.median)
            beside(ax, y, number(row.median, 2, language), size=size)
        median, middle_half = _legend_words(language)
        legend(ax, [dot(median), bar(middle_half)])
        ax.tick_params(labelsize=SMALL, labelcolor=MUTED)
    return ax


def agreement_message(review: Portfolio, language: str) -> str:
    """Say in one sentence on which criterion respondents agree most, and on which least."""
    _ = translator(language)
    table = known_agreement(review)
    if table.empty:
        return _("There are not enough answers to say how far the respondents agree.")
    labels = names.quoted_labels(review.framework, [table.index[-1], table.index[0]], language)
    return _(
        "Within the territories, respondents agree most on {most} (median consensus {high} out of 1) and least on "
        "{least} "
        "({low}).",
        most=labels[0],
        high=number(table["median"].iloc[-1], 2, language),
        least=labels[1],
        low=number(table["median"].iloc[0], 2, language),
    )


def _agreement_table(review: Portfolio, language: str) -> pd.DataFrame:
    """Give the figure as a table to read, with the territories whose groups differ."""
    _ = translator(language)
    table = known_agreement(review)
    return figure_table(
        names.column_head(review.framework, len(review.framework.depths), language),
        names.numbered_labels(review.framework, table.index, language, short=True),
        {
            _("Territories"): names.number_cells(table["n"], 0, language),
            _("A quarter at less than"): names.number_cells(table["q25"], 2, language),
            _("Median consensus"): names.number_cells(table["median"], 2, language),
            _("A quarter at more than"): names.number_cells(table["q75"], 2, language),
            _("Territories whose groups differ"): names.number_cells(table["n_differ"], 0, language),
        },
    )


def drawn_only(reading: str, n: int, language: str) -> str:
    """Add to how a figure is read that it draws no more than `MOST_DRAWN` of its `n` rows."""
    _ = translator(language)
    if n <= MOST_DRAWN:
        return reading
    counts = {"n": number(MOST_DRAWN, 0, language), "all": number(n, 0, language)}
    return " ".join([reading, _("{n} of {all} are drawn; the table holds them all.", **counts)])


def portfolio_agreement(review: Portfolio, language: str = "fr") -> Html:
    """Write how far the respondents of the territories agree; nothing where it is not known."""
    _ = translator(language)
    if not (review.summary["agreement"]["n"] > 0).any():
        return NOTHING
    reading = _(
        "Consensus of the answers to a criterion: 0 where they are split between both ends of the scale, 1 where all "
        "are alike."
    )
    reading = drawn_only(reading, int((review.summary["agreement"]["n"] > 0).sum()), language)
    drawn = picture(review, AGREEMENT_FIGURE, language, _("Consensus of the respondents by criterion"), reading)
    differ = review.summary["agreement"].sort_values("n_differ", ascending=False, kind="stable")
    differ = differ[differ["n_differ"] > 0].head(3)
    most = [
        _("{name} ({n})", name=name, n=number(n, 0, language))
        for name, n in zip(
            names.quoted_labels(review.framework, differ["criterion"], language), differ["n_differ"], strict=True
        )
    ]
    sentences = []
    if most:
        sentences.append(
            _(
                "Groups of respondents differ most often, beyond chance and by half a level or more, on: {names}.",
                names=names.listed(most, language),
            )
        )
    labels = {
        "current": _("on where the territory is"),
        "desired": _("on where it should be"),
        "importance_rank": _("on what matters most"),
    }
    for row in rows(review.summary["aims"], SummaryRow):
        counts = {"where": labels.get(row.aim, row.aim), "all": number(row.n, 0, language)}
        if row.closer:
            sentences.append(
                _(
                    "Since the last campaign, {where}, respondents have grown closer for certain in {n} territory out "
                    "of {all}.",
                    "Since the last campaign, {where}, respondents have grown closer for certain in {n} territories "
                    "out of {all}.",
                    int(row.closer),
                    **counts,
                )
            )
        if row.further:
            sentences.append(
                _(
                    "Since the last campaign, {where}, respondents have grown further apart for certain in {n} "
                    "territory out of {all}.",
                    "Since the last campaign, {where}, respondents have grown further apart for certain in {n} "
                    "territories out of {all}.",
                    int(row.further),
                    **counts,
                )
            )
    words = [Words(sentence) for sentence in sentences]
    return plain_section(
        review,
        language,
        "agreement",
        _("How far respondents agree"),
        [Words(agreement_message(review, language), lead=True), *words, Figure(drawn)],
    )


AGREEMENT_FIGURE = Drawing(draw_agreement, agreement_message, _agreement_table, _agreement_layout)
