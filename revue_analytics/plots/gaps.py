"""Gaps to targets, and what if: two values per indicator, joined, and what is missing in a few sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from revue_analytics.document.kit.figure import Layout, ReviewFigure, new_figure
from revue_analytics.document.kit.marks import Mark, joined
from revue_analytics.document.kit.rows import row_height
from revue_analytics.document.kit.theme import BEFORE, SCORE, TARGET, themed
from revue_analytics.document.names import listed, node_label, numbered_labels
from revue_analytics.errors import MethodError
from revue_analytics.framework import OVERALL
from revue_analytics.language import date, number, percent, signed, translate, translator

if TYPE_CHECKING:
    from revue_analytics.framework import Framework
    from revue_analytics.gaps import Gaps, WhatIf


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
    told = ["" if np.isnan(value) else signed(-value, 1, language) for value in missing]
    marks = Mark(_("score"), "o", SCORE), Mark(_("target"), "|", TARGET, hollow=True)
    return _pairs(result.framework, nodes, scores, table["target"].to_numpy(dtype=float), marks, told, language)


def draw_what_if(result: WhatIf, name: str = "what_if", *, language: str = "fr") -> ReviewFigure:
    """Draw the score of each indicator before and after, and on the right the score after."""
    _ = translator(language)
    nodes = [OVERALL, *result.framework.top_ids]
    at = [result.nodes.index(node) for node in nodes]
    before, after = result.before[at], result.after[at]
    told = ["" if np.isnan(value) else number(value, 1, language) for value in after]
    marks = Mark(_("today"), "o", BEFORE, hollow=True), Mark(_("what if"), "o", SCORE)
    return _pairs(result.framework, nodes, before, after, marks, told, language)


def _pairs(
    framework: Framework,
    nodes: list[str],
    first: np.ndarray,
    second: np.ndarray,
    marks: tuple[Mark, Mark],
    told: list[str],
    language: str,
) -> ReviewFigure:
    _ = translator(language)
    n = len(nodes)
    layout = Layout(height=0.42 + n * row_height(n) + 0.6, right=1.1, top=0.42, bottom=0.6)
    figure, ax = new_figure(layout)
    with themed():
        names = numbered_labels(framework, nodes, language, short=True)
        joined(ax, framework, names, first, second, marks, told, _("insufficient data"), language)
    return figure


NAMED = 3


def gap_sentences(result: Gaps, language: str) -> list[str]:
    """Say how much is missing, what carries most of it, by when; or how the units are spread."""
    table = result.table()
    overall = table[table["node"] == OVERALL]
    told = _one(result, table, language) if len(overall) == 1 else _several(overall["shortfall"], language)
    return [*told, translate(result.reason, language)] if result.reason else told


def _one(result: Gaps, table: pd.DataFrame, language: str) -> list[str]:
    _ = translator(language)
    table = table.set_index("node")
    missing = table.loc[OVERALL, "shortfall"]
    if pd.isna(missing):
        return [_("There are not enough answers to measure the distance to the targets.")]
    if missing < 1e-9:
        return [_("Every target is reached.")]
    told = [_("On average {points} points are missing to the targets.", points=number(missing, 1, language))]
    shares = table.loc[list(result.framework.top_ids), "share"].dropna().sort_values(ascending=False, kind="stable")
    first = [
        _(
            "{name} ({share})",
            name=node_label(result.framework, str(node), language, short=True, numbered=True),
            share=percent(share, 1, language),
        )
        for node, share in shares.head(NAMED).items()
        if share > 0
    ]
    if first:
        told.append(_("The largest shares: {names}.", names=listed(first, language)))
    due = str(table.loc[OVERALL, "due"])
    return [*told, _("The last target is due on {day}.", day=date(due, language))] if due else told


def _several(missing: pd.Series, language: str) -> list[str]:
    _ = translator(language)
    known = missing.dropna()
    told = [
        _(
            "The distance to the targets is measured for {n} unit.",
            "The distance to the targets is measured for {n} units.",
            len(known),
        )
    ]
    if len(known):
        told.append(
            _(
                "Half of them miss {median} points or more; they go from {low} to {high}.",
                median=number(known.median(), 1, language),
                low=number(known.min(), 1, language),
                high=number(known.max(), 1, language),
            )
        )
    return told
