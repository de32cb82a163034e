"""On which criteria most territories fall short of their target, and for how many it is a limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from revue_analytics.figures.data import depth_word, named, said, written
from revue_analytics.figures.portfolio.shared import MOST_DRAWN, stacked, stacked_layout
from revue_analytics.figures.rows import legend, nothing
from revue_analytics.figures.theme import RULE, themed
from revue_analytics.labels import listed
from revue_analytics.language import number, percent, translator

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from revue_analytics.figures.sheet import Layout
    from revue_analytics.together import Portfolio

__all__ = ["needs", "needs_layout", "needs_message", "needs_table"]

COLOURS = ("#8a3a06", "#f0b98a", "#d3e0ee")
"""A limit, below the target, at the target: dark to light, so that they differ in grey too."""


def parts(review: Portfolio) -> tuple[list[str], np.ndarray]:
    """Criteria of the widest needs and (criteria, 3) numbers of territories: limit, below the target, at the target."""
    table = review.summary["needs"]
    table = table[table["n"] > 0].head(MOST_DRAWN)
    limit = np.minimum(table["limit"], table["short"]).to_numpy()
    values = np.stack([limit, table["short"] - limit, table["n"] - table["short"]], axis=1).astype(np.int64)
    return list(table["criterion"]), values


def _words(language: str) -> list[str]:
    _ = translator(language)
    return [
        _("a limit for certain (below half of the scale)"),
        _("below the target"),
        _("target reached"),
    ]


def needs_layout(review: Portfolio, language: str) -> Layout:
    """Size of the figure: a row for each of the widest needs."""
    return stacked_layout(max(len(parts(review)[0]), 1), _words(language), left=3.1, roomy=0.33)


def needs(review: Portfolio, ax: Axes, *, language: str = "fr") -> Axes:
    """Draw on `ax` the share of the territories for which each criterion is a limit, short, or at its target."""
    from matplotlib.patches import Patch

    _ = translator(language)
    criteria, values = parts(review)
    with themed():
        if not criteria:
            return nothing(ax, _("insufficient data"))
        told = np.vectorize(lambda n: number(n, 0, language), otypes=[object])(values)
        stacked(ax, said(review.framework, criteria, language, short=True), values, COLOURS, told, bold_first=False)
        handles = [
            Patch(facecolor=colour, edgecolor=RULE, linewidth=0.6, label=word)
            for word, colour in zip(_words(language), COLOURS, strict=True)
        ]
        legend(ax, handles, below=0.08)
    return ax


def needs_message(review: Portfolio, language: str) -> str:
    """Say in one sentence which needs are the widest."""
    _ = translator(language)
    table = review.summary["needs"]
    table = table[table["short"] > 0]
    if table.empty:
        return _("No territory is known to fall short of a target.")
    names = named(review.framework, list(table["criterion"].head(3)), language)
    told = [
        _("{name} ({n} of {all})", name=name, n=number(row.short, 0, language), all=number(row.n, 0, language))
        for name, row in zip(names, table.head(3).itertuples(), strict=True)
    ]
    return _(
        "The widest common needs, with the number of territories below their target: {names}.",
        names=listed(told, language),
    )


def needs_table(review: Portfolio, language: str) -> pd.DataFrame:
    """Give the figure as a table to read, with the points missing and their share."""
    _ = translator(language)
    table = review.summary["needs"]
    return written(
        depth_word(review.framework, len(review.framework.depths), language, plural=False).capitalize(),
        said(review.framework, list(table["criterion"]), language, short=True),
        {
            _("Territories with a score"): [number(n, 0, language) for n in table["n"]],
            _("Below the target"): [number(n, 0, language) for n in table["short"]],
            _("A limit for certain"): [number(n, 0, language) for n in table["limit"]],
            _("Points missing, on average"): ["" if pd.isna(v) else number(v, 1, language) for v in table["shortfall"]],
            _("Share of the distance"): ["" if pd.isna(v) else percent(v, 1, language) for v in table["share"]],
        },
    )
