"""Where the territory is and where its respondents want it to be in three years; what matters to them."""

import pandas as pd
from matplotlib.axes import Axes

from revue_analytics.document import names
from revue_analytics.document.importance import IMPORTANCE_FIGURE
from revue_analytics.document.kit.figure import Drawing, Layout
from revue_analytics.document.kit.marks import Mark, joined
from revue_analytics.document.kit.rows import nothing, row_height
from revue_analytics.document.kit.theme import SCORE, WISH, themed
from revue_analytics.document.page.html import NOTHING, Html, picture, render
from revue_analytics.document.rows import at_nodes, figure_table
from revue_analytics.language import in_language, signed, translator
from revue_analytics.review import TerritoryReview
from revue_analytics.review.reading import read_once


@read_once
def desired_levels(review: TerritoryReview) -> pd.DataFrame:
    """Current and desired score of each criterion and their distance, indexed by criterion in order."""
    leaves = list(review.framework.leaf_ids)
    now = at_nodes(review.now("scores"), leaves)["score"]
    desired = at_nodes(review.now("desired").rename(columns={"criterion": "node"}), leaves)
    levels = pd.DataFrame({"current": now, "desired": desired["score"], "n": desired["n"]})
    levels = levels.astype("Float64").astype("float64")
    return levels.assign(distance=levels["desired"] - levels["current"])


def _desired_levels_layout(review: TerritoryReview, language: str) -> Layout:
    n = len(review.framework.leaf_ids)
    return Layout(height=0.42 + n * row_height(n, 0.28) + 0.5, left=2.7, right=1.0, top=0.42, bottom=0.5)


def draw_desired_levels(review: TerritoryReview, ax: Axes, *, language: str = "fr") -> Axes:
    """Draw on `ax` current and desired scores, joined."""
    _ = translator(language)
    levels = desired_levels(review)
    with themed():
        if levels["desired"].isna().all():
            return nothing(ax, _("insufficient data"))
        return joined(
            ax,
            review.framework,
            names.numbered_labels(review.framework, levels.index, language),
            levels["current"].to_numpy(),
            levels["desired"].to_numpy(),
            (Mark(_("today"), "o", SCORE), Mark(_("wanted in three years"), ">", WISH, hollow=True)),
            names.number_cells(levels["distance"], 0, language, signed),
            _("insufficient data"),
            language,
            size=8.0,
        )


def desired_levels_message(review: TerritoryReview, language: str) -> str:
    """Say in one sentence where the wish is furthest from today."""
    _ = translator(language)
    levels = desired_levels(review)
    distance = levels["distance"].dropna()
    if distance.empty:
        return _("There are not enough answers on the levels wanted.")
    furthest = str(distance.idxmax())
    return _(
        "Between today and what is wanted in three years, the widest distance is on {name}: from {current} to "
        "{desired}.",
        name=names.numbered_labels(review.framework, [furthest], language)[0],
        current=names.score(levels.loc[furthest, "current"], language, review.framework),
        desired=names.score(levels.loc[furthest, "desired"], language, review.framework),
    )


def _desired_levels_table(review: TerritoryReview, language: str) -> pd.DataFrame:
    _ = translator(language)
    levels = desired_levels(review)
    return figure_table(
        names.column_head(review.framework, len(review.framework.depths), language),
        names.numbered_labels(review.framework, levels.index, language),
        {
            _("Today"): names.score_cells(levels["current"], language, review.framework),
            _("Wanted"): names.score_cells(levels["desired"], language, review.framework),
            _("Distance"): names.number_cells(levels["distance"], 1, language, signed),
            _("Answers on the level wanted"): names.number_cells(levels["n"], 0, language),
        },
    )


def desired_sentence(review: TerritoryReview, language: str) -> str:
    """Say on which criterion today is furthest from what is wanted in three years."""
    _ = translator(language)
    wanted = review.now("desired").dropna(subset=["score"]).set_index("criterion")["score"]
    now = review.now("scores").dropna(subset=["score"]).set_index("node")["score"]
    distance = (wanted - now.reindex(wanted.index)).dropna()
    if distance.empty:
        return ""
    furthest = str(distance.idxmax())
    return _(
        "The widest distance between today and what respondents want in three years is on {name}: from {now} "
        "to {wanted}.",
        name=names.quoted(names.node_label(review.framework, furthest, language), language),
        now=names.score(now[furthest], language, review.framework),
        wanted=names.score(wanted[furthest], language, review.framework),
    )


def aims(review: TerritoryReview, language: str = "fr") -> Html:
    """Write what respondents want in three years and what matters to them; nothing where they were not asked."""
    _ = translator(language)
    wanted, points = review.now("desired"), review.now("importance")
    if wanted["score"].isna().all() and points["points"].isna().all():
        return NOTHING
    wishes = stakes = None
    if wanted["score"].notna().any():
        title = _("Today and in three years, by {one}", one=in_language(review.framework.depths[-1].label, language))
        reading = _("Dot: score today. Arrow: mean of the levels that respondents want in three years.")
        wishes = picture(review, DESIRED_FIGURE, language, title, reading)
    if len(review.now("importance_performance")):
        title = _("What matters, and how it is doing")
        reading = _(
            "Upper left: important and short of the target. Light line: from the group that gives least points to the "
            "one that gives most. White: not certain whether the target is reached."
        )
        stakes = picture(review, IMPORTANCE_FIGURE, language, title, reading)
    return render(
        "aims.html.j2", review, language, wish=desired_sentence(review, language), wishes=wishes, stakes=stakes
    )


DESIRED_FIGURE = Drawing(draw_desired_levels, desired_levels_message, _desired_levels_table, _desired_levels_layout)
