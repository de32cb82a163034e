"""What templates list: a node with its numbers as they are to be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from revue_analytics import labels
from revue_analytics.language import date, number
from revue_analytics.reporting.sections.html import Chip, level_chip
from revue_analytics.review.reading import read_once

if TYPE_CHECKING:
    from revue_analytics.review import TerritoryReview

__all__ = ["Line", "lines"]


@dataclass(frozen=True)
class Line:
    """A node in the current campaign. Positions are percentages of the scale, `None` where there is no number."""

    id: str
    name: str
    short: str
    score: str
    interval: str
    chip: Chip | None
    target: str
    due: str
    is_lowest: bool
    at: float | None
    low: float | None
    high: float | None
    goal: float | None
    respondents: int


def lines(review: TerritoryReview, nodes: list[str] | tuple[str, ...], language: str) -> list[Line]:
    """Describe some nodes, in order; one without a score says why."""
    scores, targets = _by_node(review, "scores"), _by_node(review, "gaps")
    lowest = set(labels.weakest(review))
    return [
        _line(review, node, scores.get(node, {}), targets.get(node, {}), node in lowest, language) for node in nodes
    ]


@read_once
def _by_node(review: TerritoryReview, table: str) -> dict[str, dict[str, Any]]:
    return review.now(table).drop_duplicates("node").set_index("node").to_dict("index")


def _line(
    review: TerritoryReview,
    node: str,
    row: Mapping[str, Any],
    aim: Mapping[str, Any],
    is_lowest: bool,
    language: str,
) -> Line:
    framework = review.framework
    target, due = aim.get("target"), aim.get("due", "")
    value = _position(row.get("score"))
    told = (
        labels.status_text(row.get("status"), language) if value is None else labels.score(value, language, framework)
    )
    return Line(
        id=node,
        name=labels.node_label(framework, node, language, numbered=True),
        short=labels.node_label(framework, node, language, short=True, numbered=True),
        score=told,
        interval=labels.interval(row.get("low"), row.get("high"), language) if value is not None else "",
        chip=level_chip(review, row.get("level"), language),
        target="" if labels.is_missing(target) else number(target, int(abs(target - round(target)) > 1e-6), language),
        due=date(due, language) if due else "",
        is_lowest=is_lowest,
        at=value,
        low=_position(row.get("low")),
        high=_position(row.get("high")),
        goal=_position(target),
        respondents=0 if labels.is_missing(row.get("n_respondents")) else int(row["n_respondents"]),
    )


def _position(value: Any) -> float | None:
    return None if labels.is_missing(value) else round(min(max(float(value), 0.0), 100.0), 3)
