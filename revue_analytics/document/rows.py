"""What a page reads of a review: rows of its tables in the order shown, a node as it is listed, a figure's table."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from revue_analytics.document.names import interval, is_missing, level_word, node_label, score, status_text
from revue_analytics.framework import Framework
from revue_analytics.language import date, number
from revue_analytics.review import Review, TerritoryReview
from revue_analytics.review.reading import floats, read_once, rows, rows_by
from revue_analytics.review.tables import Row

Columns = Mapping[str, Sequence[str]] | Iterable[tuple[str, Sequence[str]]]


def at_nodes(table: pd.DataFrame, nodes: Iterable[str]) -> pd.DataFrame:
    """Take the rows of some nodes, in order; a node without a row has missing values."""
    return table.drop_duplicates("node").set_index("node").reindex(list(nodes))


@read_once
def node_scores(review: TerritoryReview, nodes: Sequence[str]) -> pd.DataFrame:
    """Score, interval, level, status and target of some nodes in the current campaign."""
    scores = at_nodes(review.now("scores"), nodes)[["status", "score", "low", "high", "level", "n_respondents"]]
    targets = at_nodes(review.now("gaps"), nodes)["target"]
    numbers = {name: floats(scores[name]) for name in ("score", "low", "high")}
    table = scores.assign(**numbers, target=floats(targets))
    table["status"] = table["status"].astype(object).where(table["status"].notna(), "insufficient")
    return table


def scores_or_reasons(table: pd.DataFrame, framework: Framework, language: str) -> list[str]:
    """Write the score of each row of `node_scores`, or why there is none."""
    return [
        status_text(row.status, language) if np.isnan(row.score) else score(row.score, language, framework)
        for row in rows(table)
    ]


def figure_table(first: str, names: Sequence[str], columns: Columns) -> pd.DataFrame:
    """Make the table of a figure: row names under the heading `first`, cells as they are to be read.

    `columns` are headings and cells, as a dict or as pairs (two groups may bear the same name).
    """
    pairs = list(columns.items()) if isinstance(columns, Mapping) else list(columns)
    cells = {i: ["" if is_missing(cell) else str(cell) for cell in column] for i, (_name, column) in enumerate(pairs)}
    table = pd.DataFrame(cells, index=pd.Index(list(names), name=first, dtype=object), dtype=object)
    return table.set_axis(pd.Index([name for name, _column in pairs], dtype=object), axis=1)


@read_once
def weakest(review: TerritoryReview) -> tuple[str, ...]:
    """Give the top nodes whose score is the lowest; none unless two can be compared."""
    table = review.now("scores")
    top = table[table["node"].isin(review.framework.top_ids)].dropna(subset=["score"])
    if len(top) < 2 or top["score"].max() - top["score"].min() < 1e-9:
        return ()
    lowest = set(top.loc[top["score"] <= top["score"].min() + 1e-9, "node"])
    return tuple(node for node in review.framework.top_ids if node in lowest)


@dataclass(frozen=True)
class Chip:
    """A level as a chip: its value and name, and its place among five shades."""

    text: str
    shade: int


def level_chip(review: Review, level: Any, language: str) -> Chip | None:
    """Return the chip of a level, nothing where there is none."""
    text = level_word(review.framework, level, language)
    if not text or review.framework.scale is None:
        return None
    steps = max(len(review.framework.scale.levels) - 1, 1)
    return Chip(text, round((int(level) - review.framework.scale.minimum) * 4 / steps))


@dataclass(frozen=True)
class Line:
    """A node in the current campaign. Positions are percentages of the scale, `None` where there is no number."""

    id: str
    name: str
    short: str
    score: str
    at: float | None
    low: float | None
    high: float | None
    interval: str = ""
    chip: Chip | None = None
    target: str = ""
    due: str = ""
    is_lowest: bool = False
    goal: float | None = None
    respondents: int = 0


def lines(review: TerritoryReview, nodes: Sequence[str], language: str) -> list[Line]:
    """Describe some nodes, in order; one without a score says why."""
    scores, aims, lowest = _by_node(review, "scores"), _by_node(review, "gaps"), set(weakest(review))
    return [_line(review, node, scores.get(node), aims.get(node), node in lowest, language) for node in nodes]


@read_once
def _by_node(review: TerritoryReview, table: str) -> dict[str, Row]:
    return rows_by(review.now(table), "node")


def _line(review: TerritoryReview, node: str, row: Row | None, aim: Row | None, is_lowest: bool, language: str) -> Line:
    framework, value = review.framework, _position(row and row.score)
    target = None if aim is None or is_missing(aim.target) else aim.target
    return Line(
        id=node,
        name=node_label(framework, node, language, numbered=True),
        short=node_label(framework, node, language, short=True, numbered=True),
        score=status_text(row and row.status, language) if value is None else score(value, language, framework),
        interval=interval(row.low, row.high, language) if row and value is not None else "",
        chip=level_chip(review, row and row.level, language),
        target="" if target is None else number(target, int(abs(target - round(target)) > 1e-6), language),
        due=date(aim.due, language) if aim and aim.due else "",
        is_lowest=is_lowest,
        at=value,
        low=_position(row and row.low),
        high=_position(row and row.high),
        goal=_position(target),
        respondents=0 if row is None or is_missing(row.n_respondents) else int(row.n_respondents),
    )


def _position(value: Any) -> float | None:
    return None if is_missing(value) else round(min(max(float(value), 0.0), 100.0), 3)
