"""What changed since the last campaign: before and now, with the difference and its interval."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from revue_analytics.document import names
from revue_analytics.document.kit.figure import Drawing, Layout
from revue_analytics.document.kit.marks import Mark, joined
from revue_analytics.document.kit.rows import legend_height, nothing, row_height
from revue_analytics.document.kit.text import width
from revue_analytics.document.kit.theme import BEFORE, SCORE, SMALL, themed
from revue_analytics.document.page.html import NOTHING, Html, picture, render
from revue_analytics.document.rows import figure_table
from revue_analytics.framework import OVERALL
from revue_analytics.language import signed, translator
from revue_analytics.review import TerritoryReview
from revue_analytics.review.reading import first_row, read_once, rows
from revue_analytics.review.tables import Row


@read_once
def before(review: TerritoryReview) -> str:
    """Return the id of the campaign that the current one is compared with; empty if there is none."""
    table = review.change
    return "".join(table.loc[table["campaign"] == review.current, "previous_campaign"].astype(str).head(1))


@read_once
def changes(review: TerritoryReview) -> pd.DataFrame:
    """Changes of the overall score and of the top nodes up to the current campaign, indexed by node."""
    table = review.change
    table = table[(table["campaign"] == review.current) & (table["previous_campaign"] == before(review))]
    nodes = table.drop_duplicates("node").set_index("node")
    nodes = nodes[["previous", "current", "difference", "low", "high", "n_common"]].astype("Float64").astype("float64")
    return nodes.reindex([OVERALL, *review.framework.top_ids])


def _difference(row: Row, language: str) -> str:
    """Write a difference with its interval: “+3,2 (−1,0 à +7,1)”."""
    if names.is_missing(row.difference):
        return ""
    points = signed(row.difference, 1, language)
    if names.is_missing(row.low) or names.is_missing(row.high):
        return points
    _ = translator(language)
    ends = _("{low} to {high}", low=signed(row.low, 1, language), high=signed(row.high, 1, language))
    return f"{points} ({ends})"


def _change_layout(review: TerritoryReview, language: str) -> Layout:
    n = len(review.framework.top_ids) + 1
    labels = [names.campaign_label(review.meta, campaign, language) for campaign in (before(review), review.current)]
    bottom = 0.38 + legend_height(labels, 6.9)
    texts = [_difference(row, language) for row in rows(changes(review))]
    right = max(1.05, 0.2 + max(width(text, SMALL + 0.5) for text in texts))
    return Layout(height=0.42 + n * row_height(n, 0.29) + bottom, left=2.25, right=right, top=0.42, bottom=bottom)


def draw_change(review: TerritoryReview, ax: Axes, *, language: str = "fr") -> Axes:
    """Draw on `ax` the scores of the last campaign and of this one, joined."""
    _ = translator(language)
    table = changes(review)
    with themed():
        if table["difference"].isna().all():
            return nothing(ax, _("insufficient data"))
        marks = (
            Mark(names.campaign_label(review.meta, before(review), language), "o", BEFORE, hollow=True),
            Mark(names.campaign_label(review.meta, review.current, language), "o", SCORE),
        )
        return joined(
            ax,
            review.framework,
            names.numbered_labels(review.framework, table.index, language, short=True),
            table["previous"].to_numpy(),
            table["current"].to_numpy(),
            marks,
            [_difference(row, language) for row in rows(table)],
            _("insufficient data"),
            language,
            size=SMALL,
        )


def change_message(review: TerritoryReview, language: str) -> str:
    """Say in one sentence what moved for certain: differences whose interval leaves zero out."""
    _ = translator(language)
    table = changes(review)
    overall = first_row(table)  # the whole comes first
    labels = dict(
        zip(table.index, names.numbered_labels(review.framework, table.index, language, short=True), strict=True)
    )
    sure = table.drop(OVERALL)
    sure = sure[(sure["low"] > 0) | (sure["high"] < 0)].sort_values("difference", key=np.abs, ascending=False)
    earlier = names.campaign_label(review.meta, before(review), language)
    if names.is_missing(overall.difference):
        return _("Scores of this campaign beside those of {before}.", before=earlier)
    clearest = [
        f"{labels[node]} ({signed(difference, 1, language)})" for node, difference in sure["difference"].head(3).items()
    ]
    difference = _difference(overall, language)
    if not clearest:
        return _(
            "Since {before}, the overall score moved by {difference}; no indicator moved beyond what the answers "
            "leave uncertain.",
            before=earlier,
            difference=difference,
        )
    return _(
        "Since {before}, the overall score moved by {difference}; the clearest changes: {names}.",
        before=earlier,
        difference=difference,
        names=names.listed(clearest, language),
    )


def _change_table(review: TerritoryReview, language: str) -> pd.DataFrame:
    _ = translator(language)
    table = changes(review)
    return figure_table(
        names.column_head(review.framework, 1, language),
        names.numbered_labels(review.framework, table.index, language),
        [
            (
                names.campaign_label(review.meta, campaign, language),
                names.score_cells(table[column], language, review.framework),
            )
            for campaign, column in ((before(review), "previous"), (review.current, "current"))
        ]
        + [(_("Difference (interval)"), [_difference(row, language) for row in rows(table)])],
    )


@read_once
def changed_now(review: TerritoryReview) -> pd.DataFrame:
    """Return the rows of ``change`` that lead to the current campaign."""
    table = review.change
    return table[table["campaign"] == review.current]


def change_sentences(review: TerritoryReview, language: str) -> list[str]:
    """Say how the overall score moved and which indicators moved for certain; nothing without an earlier campaign."""
    _ = translator(language)
    table = changed_now(review)
    overall = table[table["node"] == OVERALL].dropna(subset=["difference"])
    if overall.empty:
        return []
    row = first_row(overall)
    before = names.campaign_label(review.meta, row.previous_campaign, language)
    sentences = [
        _(
            "Since “{before}”, the overall score has gone from {old} to {new}: {verdict}.",
            before=before,
            old=names.score(row.previous, language, review.framework),
            new=names.score(row.current, language, review.framework),
            verdict=_verdict(row, language),
        )
    ]
    top = table[table["node"].isin(review.framework.top_ids)].dropna(subset=["low", "high"])
    for text, sure in (
        (_("Clear progress: {names}."), top[top["low"] > 0].sort_values("difference", ascending=False)),
        (_("Clear decrease: {names}."), top[top["high"] < 0].sort_values("difference")),
    ):
        labels = [
            names.node_label(review.framework, each.node, language, short=True)
            + f" ({signed(each.difference, 1, language)})"
            for each in rows(sure)
        ]
        if labels:
            sentences.append(text.format(names=names.listed(labels, language)))
    if len(sentences) == 1 and len(top):
        sentences.append(_("Indicator by indicator, no change goes beyond what the answers leave uncertain."))
    if row.n_same:
        sentences.append(
            _(
                "{n} person answered both campaigns and is compared with himself or herself.",
                "{n} people answered both campaigns and are compared with themselves.",
                int(row.n_same),
            )
        )
    return sentences


def _verdict(row: Row, language: str) -> str:
    """Say how much, and whether that is certain."""
    _ = translator(language)
    points = signed(row.difference, 1, language)
    if names.is_missing(row.low) or names.is_missing(row.high):
        return _("{points} points", points=points)
    ends = _("between {low} and {high}", low=signed(row.low, 1, language), high=signed(row.high, 1, language))
    if row.low > 0:
        return _("{points} points ({ends}), clear progress", points=points, ends=ends)
    if row.high < 0:
        return _("{points} points ({ends}), a clear decrease", points=points, ends=ends)
    return _("{points} points ({ends}), no certain change", points=points, ends=ends)


def progress(review: TerritoryReview, language: str = "fr") -> Html:
    """Write what changed since the last campaign; nothing where there was none."""
    _ = translator(language)
    sentences = change_sentences(review, language)
    if not sentences:
        return NOTHING
    change = picture(
        review,
        CHANGE_FIGURE,
        language,
        _("Scores of the last campaign and of this one"),
        _("On the right: the difference, with the interval in which it falls nine times out of ten."),
    )
    return render("progress.html.j2", review, language, sentences=sentences, change=change)


CHANGE_FIGURE = Drawing(draw_change, change_message, _change_table, _change_layout)
