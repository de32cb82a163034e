"""What if, on the page: the numbers that its script needs, as one attribute. Without the script nothing is missing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
from markupsafe import Markup

from revue_analytics import labels, wording
from revue_analytics.errors import MethodError
from revue_analytics.framework import OVERALL
from revue_analytics.language import legible, translator
from revue_analytics.review.scenario import planned_of, scores_of
from revue_analytics.scoring import effective_weights

if TYPE_CHECKING:
    from revue_analytics.review import TerritoryReview

__all__ = ["what_if_data"]

TEXTS = ("overall", "level", "same level", "missing", "place", "same place", "node", "roadmap", "same roadmap")
IN_ATTRIBUTE = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "'": "&#39;"})


def what_if_data(review: TerritoryReview, language: str) -> Markup | None:
    """Return what the panel “what if” computes from, as JSON for an attribute in single quotes; or None.

    There is a panel where the script can be exact: every score a weighted sum, levels on a scale, an overall score.
    Elsewhere the page says nothing of it, and `revue_analytics.what_if` answers.
    """
    framework = review.framework
    try:
        scores = scores_of(review)
    except MethodError:
        return None
    if framework.scale is None or not scores.methodology.is_additive or np.isnan(scores.scores[0, 0]):
        return None
    data = _texts(language) | {
        "levels": [
            labels.level_word(framework, level, language) for level, _low, _high in labels.level_range(framework)
        ],
        "peers": _peers(review),
        "shown": [float(scores.scores[0, 0]), float(review.now("gaps").set_index("node")["shortfall"][OVERALL])],
        "tops": _tops(review, scores, language),
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Markup(legible(text).translate(IN_ATTRIBUTE))


def _texts(language: str) -> dict[str, Any]:
    _ = translator(language)
    told = wording.what_if_texts(language)
    return {
        "title": _("What if…?"),
        "help": _("Choose other levels: the scores follow at once. Nothing is recorded."),
        "choose": _("Choose other levels"),
        "reset": _("Back to today"),
        "today": _("today: {score}"),
        "moves": _("What moves: {names}."),
        "and": _("{first} and {last}"),
        **{key: told[key] for key in TEXTS},
        "places": [told[key] for key in ("first quarter", "first half", "second half")],
    }


def _peers(review: TerritoryReview) -> list[float]:
    """Best quartile and median of the peers, empty where there is no comparison."""
    peers = review.now("peers")
    rows = peers[peers["node"] == OVERALL].dropna(subset=["median", "best_quartile"])
    return [float(rows[name].iloc[0]) for name in ("best_quartile", "median")] if len(rows) else []


def _tops(review: TerritoryReview, scores: Any, language: str) -> list[list[Any]]:
    """Each top node: its name, its criteria with a score, its own score.

    A criterion: name, score as written, weight, score, target, actions.

    The actions are those of the roadmap: number, and score of the level that it leads to. A criterion that is measured,
    not rated, has an empty name: it counts and is not asked about.
    """
    framework, tree = review.framework, scores.tree
    there = ~np.isnan(scores.scores[0])
    weight = effective_weights(tree, there)
    targets = review.now("gaps").drop_duplicates("node").set_index("node")["target"]
    found, planned = [], planned_of(review)
    for top in framework.top_ids:
        rows = []
        for leaf in framework.leaves_of(top):
            at = tree.index(leaf)
            if weight[at] > 0:
                rated = framework.node(leaf).measure is None
                score = float(scores.scores[0, at])
                name = labels.node_label(framework, leaf, language, numbered=True) if rated else ""
                told = labels.score(score, language, framework)
                steps = [[number, goal] for number, criterion, goal in planned if criterion == leaf]
                rows.append([name, told, float(weight[at]), score, float(targets[leaf]), steps])
        if rows:
            name = labels.node_label(framework, top, language, short=True, numbered=True)
            found.append([name, rows, _or_none(scores.scores[0, tree.index(top)])])
    return found


def _or_none(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
