"""What a reviewer sees beside what respondents say, indicator by indicator."""

import pandas as pd
from matplotlib.axes import Axes

from revue_analytics.document import names
from revue_analytics.document.kit.figure import Drawing, Layout
from revue_analytics.document.kit.marks import Mark, joined
from revue_analytics.document.kit.rows import legend_height, nothing, row_height
from revue_analytics.document.kit.theme import SCORE, SMALL, TARGET, themed
from revue_analytics.document.page.html import Picture, picture
from revue_analytics.document.rows import at_nodes, figure_table
from revue_analytics.framework import OVERALL
from revue_analytics.language import number, signed, translator
from revue_analytics.review import TerritoryReview
from revue_analytics.review.reading import read_once


def reviewer_sentence(review: TerritoryReview, language: str) -> str:
    """Say how the reviewer's overall score compares with the respondents', over how many criteria; ``""`` if none."""
    _ = translator(language)
    table = review.now("reviewer").drop_duplicates("node").set_index("node")
    leaves = [leaf for leaf in review.framework.leaf_ids if leaf in table.index]
    if not leaves:
        return ""
    over = _("Over the one criterion that both rated", "Over the {n} criteria that both rated", len(leaves))
    if OVERALL not in table.index:
        return _("{over}, too few for an overall score, the two views stand side by side.", over=over)
    whole = table.loc[OVERALL]
    values = {
        "over": over,
        "reviewed": names.score(whole["reviewed"], language, review.framework),
        "score": names.score(whole["score"], language, review.framework),
        "points": number(abs(whole["difference"]), 1, language),
    }
    if abs(whole["difference"]) < 0.05:
        return _("{over}, the reviewer and the respondents arrive at the same overall score: {score}.", **values)
    if whole["difference"] < 0:
        return _(
            "{over}, the reviewer’s levels amount to {reviewed} out of 100, {points} points below the respondents’ "
            "({score}).",
            **values,
        )
    return _(
        "{over}, the reviewer’s levels amount to {reviewed} out of 100, {points} points above the respondents’ "
        "({score}).",
        **values,
    )


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


def _reviewer_layout(review: TerritoryReview, language: str) -> Layout:
    n = max(len(reviewed(review)), 1)
    bottom = 0.38 + legend_height([mark.label for mark in _marks(language)], 6.9)
    return Layout(height=0.36 + n * row_height(n, 0.2) + bottom, left=2.6, right=1.0, top=0.36, bottom=bottom)


def draw_reviewer(review: TerritoryReview, ax: Axes, *, language: str = "fr") -> Axes:
    """Draw on `ax` the respondents' score and the reviewer's, joined."""
    _ = translator(language)
    scores = reviewed(review)
    with themed():
        if scores.empty:
            return nothing(ax, _("No reviewer rated this territory."))
        return joined(
            ax,
            review.framework,
            names.numbered_labels(review.framework, scores.index, language, short=True),
            scores["score"].to_numpy(),
            scores["reviewed"].to_numpy(),
            _marks(language),
            names.number_cells(scores["difference"], 0, language, signed),
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
        name=names.numbered_labels(review.framework, [str(apart.name)], language)[0],
        reviewed=names.score(apart["reviewed"], language, review.framework, 0),
        score=names.score(apart["score"], language, review.framework, 0),
    )


def _reviewer_table(review: TerritoryReview, language: str) -> pd.DataFrame:
    _ = translator(language)
    scores = reviewed(review)
    depth = len(review.framework.depths) if set(scores.index) & set(review.framework.leaf_ids) else 1
    return figure_table(
        names.column_head(review.framework, depth, language),
        names.numbered_labels(review.framework, scores.index, language),
        {
            _("Respondents"): names.score_cells(scores["score"], language, review.framework),
            _("Reviewer"): names.score_cells(scores["reviewed"], language, review.framework),
            _("Reviewer minus respondents"): names.number_cells(scores["difference"], 1, language, signed),
            _("Criteria judged by both"): names.number_cells(scores["n_common"], 0, language),
        },
    )


def reviewer_view(review: TerritoryReview, language: str) -> tuple[str, Picture] | None:
    """What a reviewer sees: a sentence and a figure; nothing where none rated the territory."""
    _ = translator(language)
    sentence = reviewer_sentence(review, language)
    reading = _("On the right: reviewer minus respondents, in points. The reviewer’s levels enter no score.")
    title = _("Respondents’ scores and the reviewer’s")
    return (sentence, picture(review, REVIEWER_FIGURE, language, title, reading)) if sentence else None


REVIEWER_FIGURE = Drawing(draw_reviewer, reviewer_message, _reviewer_table, _reviewer_layout)
