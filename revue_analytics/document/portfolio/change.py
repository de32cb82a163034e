"""What moved since the last campaign: how many territories rose or fell beyond what the answers leave uncertain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from revue_analytics.document.kit.cells import stacked, stacked_layout
from revue_analytics.document.kit.rows import legend, nothing
from revue_analytics.document.kit.theme import RULE, themed
from revue_analytics.document.names import campaign_label, depth_word, listed, numbered_labels, quoted, quoted_labels
from revue_analytics.document.page.html import NOTHING, Figure, Html, Words, picture, plain_section
from revue_analytics.document.rows import figure_table
from revue_analytics.framework import OVERALL
from revue_analytics.language import number, signed, translator

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from revue_analytics.document.kit.figure import Layout
    from revue_analytics.portfolios.portfolio import Portfolio

from revue_analytics.document.kit.figure import Drawing

COLOURS = ("#8a3a06", "#ece8e0", "#1d4e89")


PARTS = ("fallen", "open", "risen")


def _words(language: str) -> list[str]:
    _ = translator(language)
    return [_("fell"), _("no change beyond what is uncertain"), _("rose")]


def change_layout(review: Portfolio, language: str) -> Layout:
    """Size of the figure: a row for the whole and one per indicator."""
    return stacked_layout(len(review.framework.top_ids) + 1, _words(language), roomy=0.29)


def draw_change(review: Portfolio, ax: Axes, *, language: str = "fr") -> Axes:
    """Draw on `ax` the share of the territories that fell, did not surely move, and rose."""
    from matplotlib.patches import Patch

    _ = translator(language)
    table = review.summary["moves"]
    with themed():
        if not table["n"].any():
            return nothing(ax, _("insufficient data"))
        values = table[list(PARTS)].to_numpy()
        told = np.vectorize(lambda n: number(n, 0, language), otypes=[object])(values)
        names = numbered_labels(review.framework, list(table["node"]), language, short=True)
        stacked(ax, names, values, COLOURS, told, bold_first=True)
        handles = [
            Patch(facecolor=colour, edgecolor=RULE, linewidth=0.6, label=word)
            for word, colour in zip(_words(language), COLOURS, strict=True)
        ]
        legend(ax, handles, below=0.08)
    return ax


def change_message(review: Portfolio, language: str) -> str:
    """Say in one sentence how many territories moved for certain."""
    _ = translator(language)
    table = review.summary["moves"].set_index("node")
    row = table.loc[OVERALL]
    if not row["n"]:
        return _("No territory can be compared with an earlier campaign.")
    n = int(row["n"])
    up, down = int(row["risen"]), int(row["fallen"])
    risen = _("{n} rose for certain", "{n} rose for certain", up) if up else _("none rose for certain")
    fallen = _("{n} fell for certain", "{n} fell for certain", down) if down else _("none fell for certain")
    before = quoted(campaign_label(review.meta, review.previous, language), language)
    return _(
        "Of the {n} territory that took part in both campaigns, since {before}: {risen}, {fallen}.",
        "Of the {n} territories that took part in both campaigns, since {before}: {risen}, {fallen}.",
        n,
        before=before,
        risen=risen,
        fallen=fallen,
    )


def change_table(review: Portfolio, language: str) -> pd.DataFrame:
    """Give the figure as a table to read, with the median of the differences."""
    _ = translator(language)
    table = review.summary["moves"]
    return figure_table(
        depth_word(review.framework, 1, language, plural=False).capitalize(),
        numbered_labels(review.framework, list(table["node"]), language, short=True),
        {
            _("Territories compared"): [number(n, 0, language) for n in table["n"]],
            _("Fell for certain"): [number(n, 0, language) for n in table["fallen"]],
            _("No certain change"): [number(n, 0, language) for n in table["open"]],
            _("Rose for certain"): [number(n, 0, language) for n in table["risen"]],
            _("Median difference"): ["" if pd.isna(v) else signed(v, 1, language) for v in table["median"]],
        },
    )


def portfolio_change(review: Portfolio, language: str = "fr") -> Html:
    """Write what moved since the last campaign; nothing where there was none."""
    _ = translator(language)
    table = review.summary["moves"]
    if not table["n"].any():
        return NOTHING
    reading = _("A change counts where its interval leaves zero out; the number of territories stands in each bar.")
    drawn = picture(review, CHANGE_FIGURE, language, _("Territories that rose and fell"), reading)
    steps = table[(table["node"] != OVERALL) & (table["risen"] > 0)].sort_values(
        "risen", ascending=False, kind="stable"
    )
    told = [
        _("{name} ({n})", name=quoted_labels(review.framework, [row.node], language)[0],
          n=number(row.risen, 0, language))
        for row in steps.head(3).itertuples()
    ]  # fmt: skip
    sentence = _("Most territories rose on: {names}.", names=listed(told, language)) if told else ""
    note = _("Only criteria with a score in both campaigns are compared.")
    return plain_section(
        review,
        language,
        "change",
        _("Since the last campaign"),
        [Words(change_message(review, language), lead=True), Words(sentence), Figure(drawn), Words(note, small=True)],
    )


CHANGE_FIGURE = Drawing(draw_change, change_message, change_table, change_layout)
