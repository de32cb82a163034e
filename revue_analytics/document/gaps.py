"""Where the distance to the target comes from: by indicator, and its share by axis, by principle, by phase."""

from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from revue_analytics.document import names
from revue_analytics.document.kit.figure import Drawing, Layout
from revue_analytics.document.kit.marks import bars
from revue_analytics.document.kit.rows import nothing, row_height
from revue_analytics.document.kit.theme import themed
from revue_analytics.document.page.html import Html, Picture, picture, render
from revue_analytics.document.rows import figure_table, lines
from revue_analytics.document.what_if import what_if_data
from revue_analytics.framework import OVERALL
from revue_analytics.language import date, in_language, number, percent, signed, translator
from revue_analytics.review import TerritoryReview
from revue_analytics.review.reading import read_once


@read_once
def gap_shares(review: TerritoryReview, grouping: str) -> pd.DataFrame:
    """Rows of one grouping in the framework's order, indexed by id: n_criteria, score, shortfall, share."""
    table = review.now("groupings")
    groups = table[table["grouping"] == grouping].drop_duplicates("id").set_index("id")
    tags = {"axis": review.framework.axes, "principle": review.framework.principles, "phase": review.framework.phases}
    order = [tag.id for tag in tags[grouping] if tag.id in groups.index]
    numbers = groups.reindex(order)[["n_criteria", "score", "shortfall", "share"]]
    return numbers.astype("Float64").astype("float64")


def _gaps_layout(review: TerritoryReview, language: str, *, grouping: str = "axis") -> Layout:
    n = max(len(gap_shares(review, grouping)), 1)
    return Layout(height=0.1 + max(n * row_height(n), 0.4) + 0.08, left=2.75, right=0.75, top=0.1, bottom=0.08)


def draw_gaps(review: TerritoryReview, ax: Axes, *, language: str = "fr", grouping: str = "axis") -> Axes:
    """Draw on `ax` the share of the overall distance to the target that each axis, principle or phase carries."""
    _ = translator(language)
    groups = gap_shares(review, grouping)
    shares = groups["share"]
    with themed():
        if shares.isna().all():
            few = groups["shortfall"].isna().all()
            return nothing(ax, _("insufficient data") if few else _("Every target is reached."))
        labels = [names.tag_label(review.framework, grouping, tag, language) for tag in groups.index]
        texts = [_("insufficient data") if np.isnan(s) else percent(s, 0, language) for s in shares]
        return bars(ax, labels, shares.to_numpy(), texts)


def gaps_message(review: TerritoryReview, language: str, *, grouping: str = "axis") -> str:
    """Say in one sentence what weighs most."""
    _ = translator(language)
    groups = gap_shares(review, grouping)
    shares = groups["share"].dropna()
    what = names.grouping_label(grouping, language)
    if shares.empty or shares.max() <= 0:
        missing = groups["shortfall"].isna().all()
        return (
            _("{what}: there are not enough answers.", what=what)
            if missing
            else _("{what}: every target is reached.", what=what)
        )
    return _(
        "{what}: {name} carries {share} of the distance to the target.",
        what=what,
        name=names.tag_label(review.framework, grouping, str(shares.idxmax()), language),
        share=percent(shares.max(), 0, language),
    )


def _gaps_table(review: TerritoryReview, language: str, *, grouping: str = "axis") -> pd.DataFrame:
    """Give the bars as a table to read, with the score and the number of criteria behind each."""
    _ = translator(language)
    groups = gap_shares(review, grouping)
    return figure_table(
        names.grouping_label(grouping, language),
        [names.tag_label(review.framework, grouping, tag, language) for tag in groups.index],
        {
            _("Number of criteria"): names.number_cells(groups["n_criteria"], 0, language),
            _("Score out of 100"): names.score_cells(groups["score"], language, review.framework),
            _("Points missing to the target"): names.score_cells(groups["shortfall"], language),
            _("Share of the distance to the target"): names.number_cells(groups["share"], 1, language, percent),
        },
    )


def gaps(review: TerritoryReview, language: str = "fr") -> Html:
    """Write the distance to the target: by indicator, by axis, by principle, by phase."""
    _ = translator(language)
    groupings = [
        _share_picture(review, grouping, language)
        for grouping in names.GROUPINGS
        if review.now("groupings").query("grouping == @grouping")["share"].notna().any()
    ]
    table = review.now("gaps").drop_duplicates("node").set_index("node")
    nodes = [node for node in (OVERALL, *review.framework.top_ids) if node in table.index]
    return render(
        "gaps.html.j2",
        review,
        language,
        sentence=_gap_sentence(review, language),
        what_if=what_if_data(review, language),
        groupings=groupings,
        rows=[
            {"line": line, **_gap_cells(table.loc[node], language)}
            for node, line in zip(nodes, lines(review, nodes, language), strict=True)
        ],
        many=in_language(review.framework.depths[0].label, language),
    )


def _share_picture(review: TerritoryReview, grouping: str, language: str) -> Picture:
    _ = translator(language)
    titles = {
        "axis": _("Share of the distance by axis of improvement"),
        "principle": _("Share of the distance by vital principle"),
        "phase": _("Share of the distance by phase of the development cycle"),
    }
    drawn = picture(review, GAPS_FIGURES[grouping], language, titles[grouping])
    return replace(drawn, reading=drawn.message)


def _gap_cells(row: object, language: str) -> dict[str, str]:
    cells = {"due": date(row["due"], language) if row["due"] else ""}  # type: ignore[index]
    for name, write in (("net_gap", signed), ("shortfall", number)):
        cells[name] = "" if names.is_missing(row[name]) else write(row[name], 1, language)  # type: ignore[index]
    cells["share"] = "" if names.is_missing(row["share"]) else percent(row["share"], 1, language)  # type: ignore[index]
    return cells


def _gap_sentence(review: TerritoryReview, language: str) -> str:
    _ = translator(language)
    table = review.now("gaps")
    rows = table[table["node"] == OVERALL].dropna(subset=["shortfall"])
    if rows.empty:
        return _("There are not enough answers to measure the distance to the targets.")
    missing = rows["shortfall"].iloc[0]
    if missing < 1e-9:
        return _("Every target is reached.")
    return _(
        "On average {points} points are missing to the target; a surplus elsewhere does not make up for them.",
        points=number(missing, 1, language),
    )


def _figure(grouping: str) -> Drawing:
    return Drawing(
        partial(draw_gaps, grouping=grouping),
        partial(gaps_message, grouping=grouping),
        partial(_gaps_table, grouping=grouping),
        partial(_gaps_layout, grouping=grouping),
    )


GAPS_FIGURES = {grouping: _figure(grouping) for grouping in names.GROUPINGS}
