"""What to lean on, what holds back, and which action of the roadmap answers it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from revue_analytics.document.actions import when
from revue_analytics.document.essential.words import whole_score
from revue_analytics.document.names import level_label, level_range, listed, node_label
from revue_analytics.gaps.findings import LIMIT_BELOW, STRENGTH_FROM
from revue_analytics.language import number, translator
from revue_analytics.review.reading import first_row, read_once, rows
from revue_analytics.review.tables import Row

if TYPE_CHECKING:
    from revue_analytics.review import TerritoryReview

AT_MOST = 3
NEVER = 10**6  # order of the action of a criterion that has none in the roadmap


@dataclass(frozen=True)
class Held:
    """A criterion to lean on, or that holds back: its name, its score, why it is named, what answers it."""

    criterion: str
    name: str
    score: str
    why: str
    answer: str = ""


def supports(review: TerritoryReview, language: str) -> list[Held]:
    """Name what the territory can lean on: its strengths, then what stands clearly above its own overall score."""
    return [_held(review, row, "strength", language) for row in _chosen(review, "strength", "asset")]


def brakes(review: TerritoryReview, language: str) -> list[Held]:
    """Name what holds the territory back: its limits, then what stands clearly below its own overall score."""
    return [_held(review, row, "limit", language) for row in _chosen(review, "limit", "brake")]


def _chosen(review: TerritoryReview, finding: str, relative: str) -> list[Row]:
    """Choose at most three criteria, the clearest first; of those that are as clear, what the roadmap answers first."""
    table = review.now("findings")
    first = _first_actions(review)
    held = table[table["finding"] == finding]
    held = held.assign(action=held["criterion"].map(first).fillna(NEVER))
    held = held.sort_values(["place", "action", "order"] if finding == "limit" else ["order"])
    more = table[(table["relative"] == relative) & (table["finding"] != finding)]
    sure = "p_above" if relative == "asset" else "p_below"
    more = more.assign(action=more["criterion"].map(first).fillna(NEVER))
    more = more.sort_values([sure, "order"], ascending=[False, True])
    return [*rows(held), *rows(more)][:AT_MOST]


@read_once
def _first_actions(review: TerritoryReview) -> dict[str, int]:
    """Criterion → the first action of the roadmap that lifts it."""
    table = review.now("roadmap")
    planned = table[table["planned"].astype(bool)].sort_values("order", ascending=False)
    return {str(row.criterion): int(row.order) for row in rows(planned)}


def _held(review: TerritoryReview, row: Row, finding: str, language: str) -> Held:
    scores = review.now("scores").set_index("node")["score"]
    return Held(
        criterion=str(row.criterion),
        name=node_label(review.framework, row.criterion, language, numbered=True),
        score=whole_score(scores.get(row.criterion), review.framework, language),
        why=_why(review, finding, row.finding == finding, language),
        answer=answer_to(review, str(row.criterion), language) if finding == "limit" else "",
    )


def _why(review: TerritoryReview, finding: str, is_held: bool, language: str) -> str:
    _ = translator(language)
    if not is_held:
        return _("clearly above the rest") if finding == "strength" else _("clearly below the rest")
    bound = STRENGTH_FROM if finding == "strength" else LIMIT_BELOW
    starts = {start: level for level, start, _end in level_range(review.framework)}
    if bound not in starts:
        told = number(bound, 0, language)
        return _("at least {bound}", bound=told) if finding == "strength" else _("below {bound}", bound=told)
    word = level_label(review.framework, starts[bound], language)
    return _("“{word}” is reached", word=word) if finding == "strength" else _("“{word}” is not reached", word=word)


def answer_to(review: TerritoryReview, criterion: str, language: str) -> str:
    """Say which action answers a criterion that holds back, or why none does."""
    _ = translator(language)
    table = review.now("roadmap")
    own = table[table["criterion"] == criterion]
    planned = own[own["planned"].astype(bool)].sort_values("order")
    if len(planned):
        row = first_row(planned)
        return _("action {n}, {when}", n=number(row.order, 0, language), when=when(review, row, language))
    if own.empty:
        return _("no action is proposed for it yet: to be thought of together")
    if (table["planned"].astype(bool)).any():
        return _("no action for now: the others bring more for the same effort")
    return _("no action for now: the means are not there")


def unanswered(review: TerritoryReview, language: str) -> list[tuple[str, str]]:
    """Return what holds back and has no action in the roadmap, with the reason; those of one reason together."""
    first = _first_actions(review)
    reasons: dict[str, list[str]] = {}
    for held in brakes(review, language):
        if held.criterion not in first:
            reasons.setdefault(held.answer, []).append(held.name)
    return [(listed(names, language), reason) for reason, names in reasons.items()]
