"""What moved since the last campaign: how many territories rose or fell beyond what the answers leave uncertain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from revue_analytics.figures.data import depth_word, said, written
from revue_analytics.figures.portfolio.shared import stacked, stacked_layout
from revue_analytics.figures.rows import legend, nothing
from revue_analytics.figures.theme import RULE, themed
from revue_analytics.framework import OVERALL
from revue_analytics.labels import campaign_label, quoted
from revue_analytics.language import number, signed, translator

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from revue_analytics.figures.sheet import Layout
    from revue_analytics.together import Portfolio

__all__ = ["moves", "moves_layout", "moves_message", "moves_table"]

COLOURS = ("#8a3a06", "#ece8e0", "#1d4e89")
PARTS = ("fallen", "open", "risen")


def _words(language: str) -> list[str]:
    _ = translator(language)
    return [_("fell"), _("no change beyond what is uncertain"), _("rose")]


def moves_layout(review: Portfolio, language: str) -> Layout:
    """Size of the figure: a row for the whole and one per indicator."""
    return stacked_layout(len(review.framework.top_ids) + 1, _words(language), roomy=0.29)


def moves(review: Portfolio, ax: Axes, *, language: str = "fr") -> Axes:
    """Draw on `ax` the share of the territories that fell, did not surely move, and rose."""
    from matplotlib.patches import Patch

    _ = translator(language)
    table = review.summary["moves"]
    with themed():
        if not table["n"].any():
            return nothing(ax, _("insufficient data"))
        values = table[list(PARTS)].to_numpy()
        told = np.vectorize(lambda n: number(n, 0, language), otypes=[object])(values)
        names = said(review.framework, list(table["node"]), language, short=True)
        stacked(ax, names, values, COLOURS, told, bold_first=True)
        handles = [
            Patch(facecolor=colour, edgecolor=RULE, linewidth=0.6, label=word)
            for word, colour in zip(_words(language), COLOURS, strict=True)
        ]
        legend(ax, handles, below=0.08)
    return ax


def moves_message(review: Portfolio, language: str) -> str:
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


def moves_table(review: Portfolio, language: str) -> pd.DataFrame:
    """Give the figure as a table to read, with the median of the differences."""
    _ = translator(language)
    table = review.summary["moves"]
    return written(
        depth_word(review.framework, 1, language, plural=False).capitalize(),
        said(review.framework, list(table["node"]), language, short=True),
        {
            _("Territories compared"): [number(n, 0, language) for n in table["n"]],
            _("Fell for certain"): [number(n, 0, language) for n in table["fallen"]],
            _("No certain change"): [number(n, 0, language) for n in table["open"]],
            _("Rose for certain"): [number(n, 0, language) for n in table["risen"]],
            _("Median difference"): ["" if pd.isna(v) else signed(v, 1, language) for v in table["median"]],
        },
    )
