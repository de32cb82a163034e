"""The profile: each indicator's score, its interval and its target, as dots on the levels."""

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes

from revue_analytics.document import names
from revue_analytics.document.headline import confidence_sentences, headline
from revue_analytics.document.kit.figure import Drawing, Layout
from revue_analytics.document.kit.rows import (
    bar,
    beside,
    dashed,
    dot,
    legend,
    level_bands,
    name_rows,
    row_height,
    scale_axis,
)
from revue_analytics.document.kit.theme import BASE, DASHES, INK, PLAIN, SCORE, SMALL, TARGET, themed
from revue_analytics.document.page.html import Html, render
from revue_analytics.document.priorities import priority_sentence
from revue_analytics.document.rows import figure_table, lines, node_scores, scores_or_reasons, weakest
from revue_analytics.framework import OVERALL
from revue_analytics.language import in_language, number, translator
from revue_analytics.review import TerritoryReview
from revue_analytics.review.reading import rows
from revue_analytics.review.tables import Row


def _profile_layout(review: TerritoryReview, language: str) -> Layout:
    n = len(review.framework.top_ids)
    return Layout(height=0.42 + n * row_height(n) + 0.62, right=1.1, top=0.42, bottom=0.62)


def draw_profile(review: TerritoryReview, ax: Axes, *, language: str = "fr") -> Axes:
    """Draw the profile on `ax`: a dot and an interval per indicator, in the framework's order, weakest marked."""
    _ = translator(language)
    scores = node_scores(review, review.framework.top_ids)
    low = set(weakest(review))
    with themed():
        labels = names.numbered_labels(review.framework, scores.index, language, short=True)
        name_rows(ax, labels, bold=[node in low for node in scores.index])
        scale_axis(ax, grid=review.framework.scale is None)
        level_bands(ax, review.framework, language)
        _intervals(ax, scores)
        for y, (node, row) in enumerate(zip(scores.index, rows(scores), strict=True)):
            _row(ax, y, row, node in low, language, review)
        legend(ax, _handles(scores, bool(low), language))
    return ax


def _intervals(ax: Axes, scores: pd.DataFrame) -> None:
    """Draw target and interval of every row."""
    y, target, low, high = np.arange(len(scores)), *(scores[name].to_numpy() for name in ("target", "low", "high"))
    aimed, known = np.isfinite(target), np.isfinite(scores["score"].to_numpy()) & np.isfinite(low) & np.isfinite(high)
    ax.vlines(target[aimed], y[aimed] - 0.38, y[aimed] + 0.38, color=TARGET, linewidth=1.6, linestyle=DASHES)
    ax.hlines(y[known], low[known], high[known], color=SCORE, linewidth=3.4, alpha=0.45, capstyle="round")


def _row(ax: Axes, y: int, row: Row, is_weakest: bool, language: str, review: TerritoryReview) -> None:
    if np.isnan(row.score):
        reason = names.status_text(row.status, language)
        ax.annotate(reason, (2, y), va="center", color=INK, fontsize=SMALL, style="italic", bbox=PLAIN)
        return
    marker, size = ("D", 8) if is_weakest else ("o", 8)
    ax.plot(row.score, y, marker=marker, markersize=size, color=SCORE, markeredgecolor="white", clip_on=False)
    weight = "bold" if is_weakest else "normal"
    beside(ax, y, names.score(row.score, language, review.framework), size=BASE, color=INK, weight=weight)


def _handles(scores: pd.DataFrame, has_weakest: bool, language: str) -> list[Artist]:
    """Make the legend: score, interval, target, the lowest."""
    _ = translator(language)
    targets = scores["target"].dropna().unique()
    target = _("target ({target})", target=number(targets[0], 0, language)) if len(targets) == 1 else _("target")
    handles: list[Artist] = [dot(_("score")), bar(_("interval, nine times out of ten"))]
    handles += [dashed(target)] if len(targets) else []
    return [*handles, dot(_("the lowest"), "D")] if has_weakest else handles


def profile_message(review: TerritoryReview, language: str) -> str:
    """Say in one sentence what the profile shows."""
    _ = translator(language)
    scores = node_scores(review, review.framework.top_ids)
    scored = scores["score"].dropna()
    many = names.depth_word(review.framework, 1, language)
    if scored.empty:
        return _("There are not enough answers to give any of the {many} a score.", many=many)
    labels = dict(
        zip(scores.index, names.numbered_labels(review.framework, scores.index, language, short=True), strict=True)
    )
    if len(scored) == 1:
        return _(
            "{name} scores {score} out of 100.",
            name=labels[scored.index[0]],
            score=names.score(scored.iloc[0], language),
        )
    reached = int((scored >= scores["target"].reindex(scored.index) - 1e-9).sum())
    targets = _targets_reached(reached, int(scores["target"].notna().sum()), language)
    if scored.max() - scored.min() < 1e-9:
        same = names.score(scored.iloc[0], language, review.framework)
        return _("All the {many} score {score} out of 100; {reached}.", many=many, score=same, reached=targets)
    return _(
        "Scores of the {many} go from {low} ({lowest}) to {high} ({highest}); {reached}.",
        many=many,
        low=names.score(scored.min(), language, review.framework),
        lowest=labels[scored.idxmin()],
        high=names.score(scored.max(), language, review.framework),
        highest=labels[scored.idxmax()],
        reached=targets,
    )


def _targets_reached(reached: int, n: int, language: str) -> str:
    _ = translator(language)
    if reached == 0:
        return _("no target is reached")
    if reached == n:
        return _("every target is reached")
    return _(
        "{n} target out of {all} is reached",
        "{n} targets out of {all} are reached",
        reached,
        all=number(n, 0, language),
    )


def _profile_table(review: TerritoryReview, language: str) -> pd.DataFrame:
    _ = translator(language)
    scores = node_scores(review, review.framework.top_ids)
    return figure_table(
        names.column_head(review.framework, 1, language),
        names.numbered_labels(review.framework, scores.index, language),
        {
            _("Score out of 100"): scores_or_reasons(scores, review.framework, language),
            _("Interval"): [names.interval(row.low, row.high, language) for row in rows(scores)],
            _("Level reached"): [names.level_word(review.framework, level, language) for level in scores["level"]],
            _("Target"): names.number_cells(scores["target"], 0, language),
        },
    )


def indicators(review: TerritoryReview, language: str = "fr") -> Html:
    """Open the annex: where the territory stands, how sure that is, the scores of the indicators."""
    return render(
        "indicators.html.j2",
        review,
        language,
        many=in_language(review.framework.depths[0].plural, language),
        one=in_language(review.framework.depths[0].label, language),
        headline=headline(review, language),
        confidence=[*confidence_sentences(review, language), priority_sentence(review, language)],
        overall=lines(review, [OVERALL], language)[0],
        rows=lines(review, review.framework.top_ids, language),
    )


PROFILE_FIGURE = Drawing(draw_profile, profile_message, _profile_table, _profile_layout)
