"""Figures of results that are not a review: gaps to targets, what if. Two values per indicator, joined."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from revue_analytics.errors import MethodError
from revue_analytics.figures.data import said
from revue_analytics.figures.pairs import Mark, joined
from revue_analytics.figures.rows import row_height
from revue_analytics.figures.sheet import Layout, Sheet, blank
from revue_analytics.figures.theme import BEFORE, SCORE, TARGET, themed
from revue_analytics.framework import OVERALL
from revue_analytics.language import number, signed, translator

if TYPE_CHECKING:
    from revue_analytics.framework import Framework
    from revue_analytics.gaps import Gaps, WhatIf

__all__ = ["draw_gaps", "draw_what_if"]


def draw_gaps(result: Gaps, name: str = "shortfall", *, language: str = "fr") -> Sheet:
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


def draw_what_if(result: WhatIf, name: str = "what_if", *, language: str = "fr") -> Sheet:
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
) -> Sheet:
    _ = translator(language)
    n = len(nodes)
    layout = Layout(height=0.42 + n * row_height(n) + 0.6, right=1.1, top=0.42, bottom=0.6)
    figure, ax = blank(layout)
    with themed():
        names = said(framework, nodes, language, short=True)
        joined(ax, framework, names, first, second, marks, told, _("insufficient data"), language)
    return figure
