"""What a reviewer sees beside what respondents say, indicator by indicator."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from revue_analytics.figures.data import at_nodes, depth_word, said, written
from revue_analytics.figures.pairs import Mark, joined
from revue_analytics.figures.rows import legend_height, nothing, row_height
from revue_analytics.figures.sheet import Layout
from revue_analytics.figures.theme import SCORE, SMALL, TARGET, themed
from revue_analytics.framework import OVERALL
from revue_analytics.labels import score
from revue_analytics.language import number, signed, translator
from revue_analytics.review.reading import read_once

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from revue_analytics.review import TerritoryReview

__all__ = ["reviewed", "reviewer", "reviewer_layout", "reviewer_message", "reviewer_table"]


@read_once
def reviewed(review: TerritoryReview) -> pd.DataFrame:
    """Both scores and their difference: of the whole and the top nodes, or of criteria where no top node has both."""
    table, framework = review.now("reviewer"), review.framework
    top = [node for node in (OVERALL, *framework.top_ids) if node in set(table["node"])]
    nodes = top if set(top) - {OVERALL} else [leaf for leaf in framework.leaf_ids if leaf in set(table["node"])]
    columns = ["score", "reviewed", "difference", "n_common"]
    return at_nodes(table, nodes)[columns].astype("Float64").astype("float64")


def _marks(language: str) -> tuple[Mark, Mark]:
    _ = translator(language)
    return Mark(_("respondents"), "o", SCORE), Mark(_("reviewer"), "D", TARGET, hollow=True)


def reviewer_layout(review: TerritoryReview, language: str) -> Layout:
    """Size of the figure: a row per thing that both judge."""
    n = max(len(reviewed(review)), 1)
    bottom = 0.38 + legend_height([mark.label for mark in _marks(language)], 6.9)
    return Layout(height=0.36 + n * row_height(n, 0.2) + bottom, left=2.6, right=1.0, top=0.36, bottom=bottom)


def reviewer(review: TerritoryReview, ax: Axes, *, language: str = "fr") -> Axes:
    """Draw on `ax` the respondents' score and the reviewer's, joined."""
    _ = translator(language)
    found = reviewed(review)
    with themed():
        if found.empty:
            return nothing(ax, _("No reviewer rated this territory."))
        return joined(
            ax,
            review.framework,
            said(review.framework, found.index, language, short=True),
            found["score"].to_numpy(),
            found["reviewed"].to_numpy(),
            _marks(language),
            ["" if np.isnan(d) else signed(d, 0, language) for d in found["difference"]],
            _("insufficient data"),
            language,
            size=SMALL,
        )


def reviewer_message(review: TerritoryReview, language: str) -> str:
    """Say in one sentence where the reviewer and the respondents are furthest apart."""
    _ = translator(language)
    table = review.now("reviewer")
    leaves = table[table["node"].isin(review.framework.leaf_ids)].drop_duplicates("node").set_index("node")
    if leaves.empty:
        return _("No reviewer rated this territory.")
    apart = leaves.loc[leaves["difference"].abs().sort_values(ascending=False, kind="stable").index[0]]
    if abs(apart["difference"]) < 1e-9:
        return _("The reviewer and the respondents give the same scores.")
    return _(
        "The reviewer and the respondents are furthest apart on {name}: {reviewed} for the reviewer, {score} for the "
        "respondents.",
        name=said(review.framework, [str(apart.name)], language)[0],
        reviewed=score(apart["reviewed"], language, review.framework, 0),
        score=score(apart["score"], language, review.framework, 0),
    )


def reviewer_table(review: TerritoryReview, language: str) -> pd.DataFrame:
    """Give the figure as a table to read."""
    _ = translator(language)
    found = reviewed(review)
    depth = len(review.framework.depths) if set(found.index) & set(review.framework.leaf_ids) else 1
    return written(
        depth_word(review.framework, depth, language, plural=False).capitalize(),
        said(review.framework, found.index, language),
        {
            _("Respondents"): [score(value, language, review.framework) for value in found["score"]],
            _("Reviewer"): [score(value, language, review.framework) for value in found["reviewed"]],
            _("Reviewer minus respondents"): [signed(value, 1, language) for value in found["difference"]],
            _("Criteria judged by both"): [number(n, 0, language) for n in found["n_common"]],
        },
    )
