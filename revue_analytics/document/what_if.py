"""What if: what would change, in sentences, and the numbers that the panel of the page computes them from.

The panel fills in the same sentences, word for word. Without its script nothing is missing from the page.
"""

import json
from typing import Any

import numpy as np
from markupsafe import Markup

from revue_analytics.document import names
from revue_analytics.errors import MethodError
from revue_analytics.framework import OVERALL
from revue_analytics.gaps import WhatIf
from revue_analytics.language import in_language, legible, number, signed, translator
from revue_analytics.review import TerritoryReview
from revue_analytics.review.scenario import planned_of, scores_of
from revue_analytics.roadmap import Plan
from revue_analytics.scoring import effective_weights


def what_if_texts(language: str) -> dict[str, str]:
    """Give the sentences with their places still open: ``{before}``, ``{after}`` and others."""
    _ = translator(language)
    return {
        "overall": _("Overall score: {before} → {after} ({difference} points)."),
        "level": _("Level: {before} → {after}."),
        "same level": _("Level: {before}, as today."),
        "missing": _("Points missing to the targets: {before} → {after}."),
        "place": _("Among its peers as they stand: {before} → {after}."),
        "same place": _("Among its peers as they stand: {before}, as today."),
        "node": _("{name} ({before} → {after})"),
        "roadmap": _("Actions of the roadmap still to be done: {before} → {after} (level reached: no. {names})."),
        "same roadmap": _("Actions of the roadmap still to be done: {before}, as today."),
        "first quarter": _("first quarter"),
        "first half": _("first half"),
        "second half": _("second half"),
    }


def what_if_sentences(result: WhatIf, language: str) -> list[str]:
    """Say what the change does to the overall score, its level, the shortfall, the place and the indicators."""
    _, texts, framework = translator(language), what_if_texts(language), result.framework
    before, after = result.overall
    if np.isnan(after):
        return [_("There are not enough answers for an overall score, even so.")]
    sentences = []
    if not np.isnan(before):
        ends = [names.score(value, language, framework) for value in (before, after)]
        difference = signed(after - before, 1, language)
        sentences.append(texts["overall"].format(before=ends[0], after=ends[1], difference=difference))
        levels = [
            names.level_word(framework, reached[0], language) for reached in (result.levels_before, result.levels_after)
        ]
        if levels[0]:
            text = texts["same level" if levels[0] == levels[1] else "level"]
            sentences.append(text.format(before=levels[0], after=levels[1]))
        missing = [number(value[0], 1, language) for value in (result.shortfall_before, result.shortfall_after)]
        sentences.append(texts["missing"].format(before=missing[0], after=missing[1]))
        if result.rank[0] is not None:
            ranks = [number(rank or 0, 0, language) for rank in result.rank]
            n = number(result.peers.n, 0, language)
            sentences.append(_("Rank among {n} peers: {before} → {after}.", n=n, before=ranks[0], after=ranks[1]))
        elif result.place[0]:
            places = [texts[place] for place in result.place]
            text = texts["same place" if places[0] == places[1] else "place"]
            sentences.append(text.format(before=places[0], after=places[1]))
    else:
        sentences.append(
            _("Overall score, of which there is none today: {after}.", after=names.score(after, language, framework))
        )
    sentences += _replanned(result, language) or _reached(result, language)
    moved = _moved(result, language)
    return [*sentences, _("What moves: {names}.", names=names.listed(moved, language))] if moved else sentences


def _reached(result: WhatIf, language: str) -> list[str]:
    """Say which actions of the roadmap would no longer be needed."""
    if not result.roadmap:
        return []
    texts, n = what_if_texts(language), len(result.roadmap)
    reached = [str(action) for action, done in sorted(result.roadmap.items()) if done]
    if not reached:
        return [texts["same roadmap"].format(before=n)]
    return [texts["roadmap"].format(before=n, after=n - len(reached), names=names.listed(reached, language))]


def _replanned(result: WhatIf, language: str) -> list[str]:
    """Say what the roadmap would become, where it was made again."""
    _ = translator(language)
    before, after = result.plans or (None, None)
    if not isinstance(before, Plan) or not isinstance(after, Plan):
        return []
    labels = {action.id: in_language(action.label, language) for action in result.framework.actions}
    labels |= {action: label for plan in (before, after) for action, label in plan.actions.labels.items() if label}
    chosen = [
        [one for one, there in zip(plan.actions.ids, plan.chosen, strict=True) if there] for plan in (before, after)
    ]
    sentences = [
        _(
            "Roadmap made again: {n} action, which would make up {after} points (today: {before}).",
            "Roadmap made again: {n} actions, which would make up {after} points (today: {before}).",
            len(chosen[1]),
            after=number(after.closed, 1, language),
            before=number(before.closed, 1, language),
        )
    ]
    for text, these, those in (
        (_("It would gain: {actions}."), chosen[1], chosen[0]),
        (_("It would lose: {actions}."), chosen[0], chosen[1]),
    ):
        label_of = [names.quoted(labels.get(one, one), language) for one in these if one not in those]
        sentences += [text.format(actions=names.listed(label_of, language))] if label_of else []
    return sentences


def _moved(result: WhatIf, language: str) -> list[str]:
    """Name the top nodes whose score changes."""
    texts, framework = what_if_texts(language), result.framework
    labels = []
    for place, node in enumerate(result.nodes):
        before, after = result.before[place], result.after[place]
        if node == OVERALL or node not in framework.top_ids or (np.isnan(before) and np.isnan(after)):
            continue
        if np.isnan(before) or abs(after - before) > 1e-9:
            name = names.node_label(framework, node, language, short=True, numbered=True)
            ends = [names.score(value, language, framework) for value in (before, after)]
            labels.append(texts["node"].format(name=name, before=ends[0], after=ends[1]))
    return labels


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
        "levels": [names.level_word(framework, level, language) for level, _low, _high in names.level_range(framework)],
        "peers": _peers(review),
        "shown": [float(scores.scores[0, 0]), float(review.now("gaps").set_index("node")["shortfall"][OVERALL])],
        "tops": _tops(review, scores, language),
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Markup(legible(text).translate(IN_ATTRIBUTE))


def _texts(language: str) -> dict[str, Any]:
    _ = translator(language)
    sentences = what_if_texts(language)
    return {
        "title": _("What if…?"),
        "help": _("Choose other levels: the scores follow at once. Nothing is recorded."),
        "choose": _("Choose other levels"),
        "reset": _("Back to today"),
        "today": _("today: {score}"),
        "moves": _("What moves: {names}."),
        "and": _("{first} and {last}"),
        **{key: sentences[key] for key in TEXTS},
        "places": [sentences[key] for key in ("first quarter", "first half", "second half")],
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
    tops, planned = [], planned_of(review)
    for top in framework.top_ids:
        rows = []
        for leaf in framework.leaves_of(top):
            at = tree.index(leaf)
            if weight[at] > 0:
                rated = framework.node(leaf).measure is None
                value = float(scores.scores[0, at])
                name = names.node_label(framework, leaf, language, numbered=True) if rated else ""
                written = names.score(value, language, framework)
                steps = [[number, goal] for number, criterion, goal in planned if criterion == leaf]
                rows.append([name, written, float(weight[at]), value, float(targets[leaf]), steps])
        if rows:
            name = names.node_label(framework, top, language, short=True, numbered=True)
            tops.append([name, rows, _or_none(scores.scores[0, tree.index(top)])])
    return tops


def _or_none(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
