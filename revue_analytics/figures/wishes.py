"""Where the territory is and where its respondents want it to be in three years, criterion by criterion."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from revue_analytics.figures.data import at_nodes, depth_word, said, written
from revue_analytics.figures.pairs import Mark, joined
from revue_analytics.figures.rows import nothing, row_height
from revue_analytics.figures.sheet import Layout
from revue_analytics.figures.theme import SCORE, WISH, themed
from revue_analytics.labels import is_missing, score
from revue_analytics.language import number, signed, translator
from revue_analytics.review.reading import read_once

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from revue_analytics.review import TerritoryReview

__all__ = ["wished", "wishes", "wishes_layout", "wishes_message", "wishes_table"]


@read_once
def wished(review: TerritoryReview) -> pd.DataFrame:
    """Current and desired score of each criterion and their distance, indexed by criterion in order."""
    leaves = list(review.framework.leaf_ids)
    now = at_nodes(review.now("scores"), leaves)["score"]
    desired = at_nodes(review.now("desired").rename(columns={"criterion": "node"}), leaves)
    found = pd.DataFrame({"current": now, "desired": desired["score"], "n": desired["n"]})
    found = found.astype("Float64").astype("float64")
    return found.assign(distance=found["desired"] - found["current"])


def wishes_layout(review: TerritoryReview, language: str) -> Layout:
    """Size of the figure: a row per criterion."""
    n = len(review.framework.leaf_ids)
    return Layout(height=0.42 + n * row_height(n, 0.28) + 0.5, left=2.7, right=1.0, top=0.42, bottom=0.5)


def wishes(review: TerritoryReview, ax: Axes, *, language: str = "fr") -> Axes:
    """Draw on `ax` current and desired scores, joined."""
    _ = translator(language)
    found = wished(review)
    with themed():
        if found["desired"].isna().all():
            return nothing(ax, _("insufficient data"))
        return joined(
            ax,
            review.framework,
            said(review.framework, found.index, language),
            found["current"].to_numpy(),
            found["desired"].to_numpy(),
            (Mark(_("today"), "o", SCORE), Mark(_("wanted in three years"), ">", WISH, hollow=True)),
            ["" if np.isnan(d) else signed(d, 0, language) for d in found["distance"]],
            _("insufficient data"),
            language,
            size=8.0,
        )


def wishes_message(review: TerritoryReview, language: str) -> str:
    """Say in one sentence where the wish is furthest from today."""
    _ = translator(language)
    found = wished(review)
    distance = found["distance"].dropna()
    if distance.empty:
        return _("There are not enough answers on the levels wanted.")
    furthest = distance.idxmax()
    return _(
        "Between today and what is wanted in three years, the widest distance is on {name}: from {current} to "
        "{desired}.",
        name=said(review.framework, [furthest], language)[0],
        current=score(found.loc[furthest, "current"], language, review.framework),
        desired=score(found.loc[furthest, "desired"], language, review.framework),
    )


def wishes_table(review: TerritoryReview, language: str) -> pd.DataFrame:
    """Give the figure as a table to read."""
    _ = translator(language)
    found = wished(review)
    return written(
        depth_word(review.framework, len(review.framework.depths), language, plural=False).capitalize(),
        said(review.framework, found.index, language),
        {
            _("Today"): [score(value, language, review.framework) for value in found["current"]],
            _("Wanted"): [score(value, language, review.framework) for value in found["desired"]],
            _("Distance"): ["" if is_missing(d) else signed(d, 1, language) for d in found["distance"]],
            _("Answers on the level wanted"): ["" if is_missing(n) else number(n, 0, language) for n in found["n"]],
        },
    )
