"""Where the distance to the target comes from: its share by axis, by principle, by phase of the cycle."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from revue_analytics.figures.bars import bars
from revue_analytics.figures.data import written
from revue_analytics.figures.rows import nothing, row_height
from revue_analytics.figures.sheet import Layout
from revue_analytics.figures.theme import themed
from revue_analytics.labels import grouping_label, is_missing, score, tag_label
from revue_analytics.language import number, percent, translator
from revue_analytics.review.reading import read_once

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from revue_analytics.review import TerritoryReview

__all__ = ["gap_shares", "gaps", "gaps_layout", "gaps_message", "gaps_table"]


@read_once
def gap_shares(review: TerritoryReview, grouping: str) -> pd.DataFrame:
    """Rows of one grouping in the framework's order, indexed by id: n_criteria, score, shortfall, share."""
    table = review.now("groupings")
    found = table[table["grouping"] == grouping].drop_duplicates("id").set_index("id")
    tags = {"axis": review.framework.axes, "principle": review.framework.principles, "phase": review.framework.phases}
    order = [tag.id for tag in tags[grouping] if tag.id in found.index]
    numbers = found.reindex(order)[["n_criteria", "score", "shortfall", "share"]]
    return numbers.astype("Float64").astype("float64")


def gaps_layout(review: TerritoryReview, language: str, *, grouping: str = "axis") -> Layout:
    """Size of the bars of one grouping."""
    n = max(len(gap_shares(review, grouping)), 1)
    return Layout(height=0.1 + max(n * row_height(n), 0.4) + 0.08, left=2.75, right=0.75, top=0.1, bottom=0.08)


def gaps(review: TerritoryReview, ax: Axes, *, language: str = "fr", grouping: str = "axis") -> Axes:
    """Draw on `ax` the share of the overall distance to the target that each axis, principle or phase carries."""
    _ = translator(language)
    found = gap_shares(review, grouping)
    shares = found["share"]
    with themed():
        if shares.isna().all():
            reason = "insufficient data" if found["shortfall"].isna().all() else "Every target is reached."
            return nothing(
                ax, _("Every target is reached.") if reason != "insufficient data" else _("insufficient data")
            )
        names = [tag_label(review.framework, grouping, tag, language) for tag in found.index]
        told = [_("insufficient data") if np.isnan(s) else percent(s, 0, language) for s in shares]
        return bars(ax, names, shares.to_numpy(), told)


def gaps_message(review: TerritoryReview, language: str, *, grouping: str = "axis") -> str:
    """Say in one sentence what weighs most."""
    _ = translator(language)
    found = gap_shares(review, grouping)
    shares = found["share"].dropna()
    what = grouping_label(grouping, language)
    if shares.empty or shares.max() <= 0:
        missing = found["shortfall"].isna().all()
        return (
            _("{what}: there are not enough answers.", what=what)
            if missing
            else _("{what}: every target is reached.", what=what)
        )
    return _(
        "{what}: {name} carries {share} of the distance to the target.",
        what=what,
        name=tag_label(review.framework, grouping, shares.idxmax(), language),
        share=percent(shares.max(), 0, language),
    )


def gaps_table(review: TerritoryReview, language: str, *, grouping: str = "axis") -> pd.DataFrame:
    """Give the bars as a table to read, with the score and the number of criteria behind each."""
    _ = translator(language)
    found = gap_shares(review, grouping)
    return written(
        grouping_label(grouping, language),
        [tag_label(review.framework, grouping, tag, language) for tag in found.index],
        {
            _("Number of criteria"): [number(n, 0, language) for n in found["n_criteria"]],
            _("Score out of 100"): [score(value, language, review.framework) for value in found["score"]],
            _("Points missing to the target"): [score(value, language) for value in found["shortfall"]],
            _("Share of the distance to the target"): [
                "" if is_missing(share) else percent(share, 1, language) for share in found["share"]
            ],
        },
    )


BY = {
    grouping: tuple(partial(function, grouping=grouping) for function in (gaps, gaps_message, gaps_table, gaps_layout))
    for grouping in ("axis", "principle", "phase")
}
