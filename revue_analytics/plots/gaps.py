"""Gaps to targets, and what if: two values per indicator, joined, and what is missing in a few sentences."""

import numpy as np
import pandas as pd

from revue_analytics.document.kit.figure import Layout, ReviewFigure, new_figure
from revue_analytics.document.kit.marks import Mark, joined
from revue_analytics.document.kit.rows import row_height
from revue_analytics.document.kit.theme import BEFORE, SCORE, TARGET, themed
from revue_analytics.document.names import listed, node_label, number_cells, numbered_labels
from revue_analytics.errors import MethodError
from revue_analytics.framework import OVERALL, Framework
from revue_analytics.gaps import Gaps, WhatIf
from revue_analytics.language import date, number, percent, signed, translate, translator
from revue_analytics.review.reading import rows_by


def draw_gaps(result: Gaps, name: str = "shortfall", *, language: str = "fr") -> ReviewFigure:
    """Draw score and target of each indicator of one territory, and on the right the points missing."""
    _ = translator(language)
    if len(result.scores.units) != 1:
        n = len(result.scores.units)
        raise MethodError(f"these gaps are those of {n} units; draw one: plot(gaps.for_territory(code))")
    nodes = [OVERALL, *result.framework.top_ids]
    table = result.table().set_index("node").loc[nodes]
    scores = result.scores.matrix().iloc[0][nodes].to_numpy(dtype=float)
    missing = table["shortfall"].to_numpy(dtype=float)
    texts = ["" if np.isnan(value) else signed(-value, 1, language) for value in missing]
    marks = Mark(_("score"), "o", SCORE), Mark(_("target"), "|", TARGET, hollow=True)
    return _pairs(result.framework, nodes, scores, table["target"].to_numpy(dtype=float), marks, texts, language)


def draw_what_if(result: WhatIf, name: str = "what_if", *, language: str = "fr") -> ReviewFigure:
    """Draw the score of each indicator before and after, and on the right the score after."""
    _ = translator(language)
    nodes = [OVERALL, *result.framework.top_ids]
    at = [result.nodes.index(node) for node in nodes]
    before, after = result.before[at], result.after[at]
    texts = number_cells(after, 1, language)
    marks = Mark(_("today"), "o", BEFORE, hollow=True), Mark(_("what if"), "o", SCORE)
    return _pairs(result.framework, nodes, before, after, marks, texts, language)


def _pairs(
    framework: Framework,
    nodes: list[str],
    first: np.ndarray,
    second: np.ndarray,
    marks: tuple[Mark, Mark],
    texts: list[str],
    language: str,
) -> ReviewFigure:
    _ = translator(language)
    n = len(nodes)
    layout = Layout(height=0.42 + n * row_height(n) + 0.6, right=1.1, top=0.42, bottom=0.6)
    figure, ax = new_figure(layout)
    with themed():
        names = numbered_labels(framework, nodes, language, short=True)
        joined(ax, framework, names, first, second, marks, texts, _("insufficient data"), language)
    return figure


NAMED = 3


def gap_sentences(result: Gaps, language: str) -> list[str]:
    """Say how much is missing, what carries most of it, by when; or how the units are spread."""
    table = result.table()
    overall = table[table["node"] == OVERALL]
    sentences = _one(result, table, language) if len(overall) == 1 else _several(overall["shortfall"], language)
    return [*sentences, translate(result.reason, language)] if result.reason else sentences


def _one(result: Gaps, table: pd.DataFrame, language: str) -> list[str]:
    _ = translator(language)
    by_node = rows_by(table, "node")
    missing = by_node[OVERALL].shortfall
    if np.isnan(missing):
        return [_("There are not enough answers to measure the distance to the targets.")]
    if missing < 1e-9:
        return [_("Every target is reached.")]
    sentences = [_("On average {points} points are missing to the targets.", points=number(missing, 1, language))]
    shares = {node: by_node[node].share for node in result.framework.top_ids if by_node[node].share > 0}
    first = [
        _(
            "{name} ({share})",
            name=node_label(result.framework, node, language, short=True, numbered=True),
            share=percent(shares[node], 1, language),
        )
        for node in sorted(shares, key=shares.__getitem__, reverse=True)[:NAMED]
    ]
    if first:
        sentences.append(_("The largest shares: {names}.", names=listed(first, language)))
    due = by_node[OVERALL].due
    return [*sentences, _("The last target is due on {day}.", day=date(due, language))] if due else sentences


def _several(missing: pd.Series, language: str) -> list[str]:
    _ = translator(language)
    known = missing.dropna()
    sentences = [
        _(
            "The distance to the targets is measured for {n} unit.",
            "The distance to the targets is measured for {n} units.",
            len(known),
        )
    ]
    if len(known):
        sentences.append(
            _(
                "Half of them miss {median} points or more; they go from {low} to {high}.",
                median=number(known.median(), 1, language),
                low=number(known.min(), 1, language),
                high=number(known.max(), 1, language),
            )
        )
    return sentences
