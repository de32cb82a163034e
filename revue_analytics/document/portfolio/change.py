"""What moved since the last campaign: how many territories rose or fell beyond what the answers leave uncertain."""

from typing import cast

import pandas as pd
from matplotlib.axes import Axes

from revue_analytics.document import names
from revue_analytics.document.kit.cells import stacked, stacked_layout
from revue_analytics.document.kit.figure import Drawing, Layout
from revue_analytics.document.kit.rows import nothing
from revue_analytics.document.kit.theme import themed
from revue_analytics.document.page.html import NOTHING, Figure, Html, Words, picture, plain_section
from revue_analytics.document.rows import figure_table
from revue_analytics.framework import OVERALL
from revue_analytics.language import number, signed, translator
from revue_analytics.portfolios.review import Portfolio, SummaryRow
from revue_analytics.review.reading import rows_by

PARTS = ["fallen", "open", "risen"]


def _parts(language: str) -> list[tuple[str, str]]:
    """Name and colour of each part."""
    _ = translator(language)
    return [(_("fell"), "#8a3a06"), (_("no change beyond what is uncertain"), "#ece8e0"), (_("rose"), "#1d4e89")]


def _change_layout(review: Portfolio, language: str) -> Layout:
    return stacked_layout(len(review.framework.top_ids) + 1, _parts(language), roomy=0.29)


def draw_change(review: Portfolio, ax: Axes, *, language: str = "fr") -> Axes:
    """Draw on `ax` the share of the territories that fell, did not surely move, and rose."""
    _ = translator(language)
    table = review.summary["change"]
    with themed():
        if not table["n"].any():
            return nothing(ax, _("insufficient data"))
        labels = names.numbered_labels(review.framework, table["node"], language, short=True)
        return stacked(ax, labels, table[PARTS].to_numpy(), _parts(language), language, bold_first=True)


def change_message(review: Portfolio, language: str) -> str:
    """Say in one sentence how many territories moved for certain."""
    _ = translator(language)
    row = cast("SummaryRow", rows_by(review.summary["change"], "node")[OVERALL])
    n, up, down = row.n, row.risen, row.fallen
    if not n:
        return _("No territory can be compared with an earlier campaign.")
    risen = _("{n} rose for certain", "{n} rose for certain", up) if up else _("none rose for certain")
    fallen = _("{n} fell for certain", "{n} fell for certain", down) if down else _("none fell for certain")
    before = names.quoted(names.campaign_label(review.meta, review.previous, language), language)
    return _(
        "Of the {n} territory that took part in both campaigns, since {before}: {risen}, {fallen}.",
        "Of the {n} territories that took part in both campaigns, since {before}: {risen}, {fallen}.",
        n,
        before=before,
        risen=risen,
        fallen=fallen,
    )


def _change_table(review: Portfolio, language: str) -> pd.DataFrame:
    """Give the figure as a table to read, with the median of the differences."""
    _ = translator(language)
    table = review.summary["change"]
    return figure_table(
        names.column_head(review.framework, 1, language),
        names.numbered_labels(review.framework, table["node"], language, short=True),
        {
            _("Territories compared"): names.number_cells(table["n"], 0, language),
            _("Fell for certain"): names.number_cells(table["fallen"], 0, language),
            _("No certain change"): names.number_cells(table["open"], 0, language),
            _("Rose for certain"): names.number_cells(table["risen"], 0, language),
            _("Median difference"): names.number_cells(table["median"], 1, language, signed),
        },
    )


def portfolio_change(review: Portfolio, language: str = "fr") -> Html:
    """Write what moved since the last campaign; nothing where there was none."""
    _ = translator(language)
    table = review.summary["change"]
    if not table["n"].any():
        return NOTHING
    reading = _("A change counts where its interval leaves zero out; the number of territories stands in each bar.")
    drawn = picture(review, CHANGE_FIGURE, language, _("Territories that rose and fell"), reading)
    steps = table[(table["node"] != OVERALL) & (table["risen"] > 0)].sort_values(
        "risen", ascending=False, kind="stable"
    )
    risen = [
        _("{name} ({n})", name=name, n=number(n, 0, language))
        for name, n in zip(
            names.quoted_labels(review.framework, steps["node"].head(3), language), steps["risen"], strict=False
        )
    ]
    sentence = _("Most territories rose on: {names}.", names=names.listed(risen, language)) if risen else ""
    note = _("Only criteria with a score in both campaigns are compared.")
    return plain_section(
        review,
        language,
        "change",
        _("Since the last campaign"),
        [Words(change_message(review, language), lead=True), Words(sentence), Figure(drawn), Words(note, small=True)],
    )


CHANGE_FIGURE = Drawing(draw_change, change_message, _change_table, _change_layout)
