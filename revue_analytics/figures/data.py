"""Reading a review's tables for a figure: one row per thing shown, in the order shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from revue_analytics.labels import is_missing, node_label, quoted, score, status_text
from revue_analytics.language import in_language
from revue_analytics.review.reading import read_once

if TYPE_CHECKING:
    from revue_analytics.framework import Framework
    from revue_analytics.review import TerritoryReview

Columns = Mapping[str, Sequence[str]] | Iterable[tuple[str, Sequence[str]]]

__all__ = ["at_nodes", "depth_word", "node_scores", "said", "scores_or_reasons", "target_of", "written"]


def at_nodes(table: pd.DataFrame, nodes: Sequence[str]) -> pd.DataFrame:
    """Take the rows of some nodes, in order; a node without a row has missing values."""
    return table.drop_duplicates("node").set_index("node").reindex(list(nodes))


@read_once
def node_scores(review: TerritoryReview, nodes: Sequence[str]) -> pd.DataFrame:
    """Score, interval, level, status and target of some nodes in the current campaign."""
    scores = at_nodes(review.now("scores"), nodes)[["status", "score", "low", "high", "level", "n_respondents"]]
    targets = at_nodes(review.now("gaps"), nodes)["target"]
    numbers = {name: _floats(scores[name]) for name in ("score", "low", "high")}
    found = scores.assign(**numbers, target=_floats(targets))
    found["status"] = found["status"].astype(object).where(found["status"].notna(), "insufficient")
    return found


def scores_or_reasons(found: pd.DataFrame, framework: Framework, language: str) -> list[str]:
    """Write the score of each row of `node_scores`, or why there is none."""
    return [
        status_text(row["status"], language) if np.isnan(row["score"]) else score(row["score"], language, framework)
        for _node, row in found.iterrows()
    ]


def _floats(column: pd.Series) -> pd.Series:
    return column.astype("Float64").to_numpy(dtype=float, na_value=np.nan)


def target_of(review: TerritoryReview, node: str) -> float:
    """Target of a node in the current campaign, NaN if it has none."""
    return float(node_scores(review, [node])["target"].iloc[0])


def said(framework: Any, nodes: Sequence[str], language: str, *, short: bool = False) -> list[str]:
    """Names of nodes, with their numbers."""
    return [node_label(framework, node, language, short=short, numbered=True) for node in nodes]


def named(framework: Any, nodes: Sequence[str], language: str) -> list[str]:
    """Names of nodes as a sentence has them: between quotation marks, without their numbers."""
    return [quoted(node_label(framework, node, language, short=True), language) for node in nodes]


def depth_word(framework: Any, depth: int, language: str, *, plural: bool = True) -> str:
    """What the nodes of a depth are called: “indicators”, “criterion”."""
    known = framework.depths[min(depth, len(framework.depths)) - 1]
    return in_language(known.plural if plural else known.label, language)


def written(first: str, names: Sequence[str], columns: Columns) -> pd.DataFrame:
    """Make the table of a figure: row names under the heading `first`, cells as they are to be read.

    `columns` are headings and cells, as a dict or as pairs (two groups may bear the same name).
    """
    pairs = list(columns.items()) if isinstance(columns, Mapping) else list(columns)
    cells = {i: ["" if is_missing(cell) else str(cell) for cell in column] for i, (_name, column) in enumerate(pairs)}
    table = pd.DataFrame(cells, index=pd.Index(list(names), name=first, dtype=object), dtype=object)
    return table.set_axis(pd.Index([name for name, _column in pairs], dtype=object), axis=1)
