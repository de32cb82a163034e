"""The annexes: criterion by criterion, method, provenance."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from typing import Any

import pandas as pd

from revue_analytics.document import names
from revue_analytics.document.findings import findings_rule
from revue_analytics.document.page.html import Html, render
from revue_analytics.document.respondents import drawn_respondents, resemblance_sentences
from revue_analytics.document.rows import lines
from revue_analytics.framework import Node
from revue_analytics.language import date, in_language, number, percent, signed, translator
from revue_analytics.review import TerritoryReview
from revue_analytics.review.reading import rows, rows_by
from revue_analytics.scoring import level_of

MOST_TYPED = 200_000
"""Bytes of what respondents and reviewers typed, on one page: some thirty sheets, printed in half a minute.

A letter of another script has two to four of them, and takes as much longer to lay out.
"""


def annex_criteria(review: TerritoryReview, language: str = "fr") -> Html:
    """Write each criterion: question, anchors with the level reached, counts, evidence expected, comments."""
    described = {line.id: line for line in lines(review, review.framework.leaf_ids, language)}
    counts = _counts(review)
    declared, seen = _declared(review), _seen(review, language)
    typed = {"comment": _comments(review), "evidence": _evidence(review, language)}
    typed |= {"reason": {node: [reason] for node, (_, reason) in seen.items()}}
    (comments, evidence, reasons), left_out = _shortest(typed.values(), MOST_TYPED)
    every = len(declared) > 1 and set(_rated_criteria(review)) <= declared
    parts = []
    for top in review.framework.top:
        leaves = [review.framework.node(leaf) for leaf in review.framework.leaves_of(top.id)]
        parts.append(
            {
                "node": top,
                "name": names.node_label(review.framework, top.id, language, numbered=True),
                "comments": comments.get(top.id, []) if not top.is_leaf else [],
                "criteria": [
                    _criterion(review, leaf, described[leaf.id], counts, comments.get(leaf.id, []), language)
                    | {"declared": leaf.id in declared and not every, "evidence": evidence.get(leaf.id, [])}
                    | {"seen": (seen[leaf.id][0], "".join(reasons[leaf.id])) if leaf.id in seen else None}
                    for leaf in leaves
                ],
            }
        )
    general = comments.get("overall", [])
    return render(
        "annex_criteria.html.j2", review, language, parts=parts, every=every, general=general, left_out=left_out
    )


Texts = Mapping[str, Sequence[str]]


def _shortest(groups: Iterable[Texts], most: int) -> tuple[list[dict[str, list[str]]], bool]:
    """Keep the texts of groups, by node, that have so many bytes together: the shortest; say if any is left out."""
    groups = list(groups)
    sizes = {
        (g, node, k): len(text.encode())
        for g, group in enumerate(groups)
        for node, texts in group.items()
        for k, text in enumerate(texts)
    }
    shortest = sorted(sizes, key=sizes.__getitem__)
    totals = accumulate(sizes[at] for at in shortest)
    kept = {at for at, total in zip(shortest, totals, strict=True) if total <= most}
    shortened = [
        {node: [text for k, text in enumerate(texts) if (g, node, k) in kept] for node, texts in group.items()}
        for g, group in enumerate(groups)
    ]
    return shortened, len(kept) < len(sizes)


def _criterion(
    review: TerritoryReview,
    node: Node,
    line: Any,
    counts: dict[str, dict[int, int]],
    comments: list[str],
    language: str,
) -> dict[str, Any]:
    scale = review.framework.scale
    row = rows_by(review.now("scores"), "node").get(node.id)
    reached = None if row is None or names.is_missing(row.level) else int(row.level)
    anchors = [
        {
            "word": names.level_word(review.framework, level.value, language),
            "text": in_language(node.anchors[level.value], language),
            "reached": level.value == reached,
            "count": counts.get(node.id, {}).get(level.value, 0),
        }
        for level in (scale.levels if scale else ())
        if level.value in node.anchors
    ]
    return {"node": node, "line": line, "anchors": anchors, "has_counts": node.id in counts, "comments": comments}


def _counts(review: TerritoryReview) -> dict[str, dict[int, int]]:
    """Answers per level of each criterion for which they may be shown."""
    counts: dict[str, dict[int, int]] = {}
    for row in rows(review.now("level_counts")):
        counts.setdefault(str(row.criterion), {})[int(row.level)] = int(row.count)
    return counts


def _comments(review: TerritoryReview) -> dict[str, list[str]]:
    """Comments of each node, verbatim, in the order they were shuffled into; none unless the campaign shows them."""
    if not review.meta.get("comments") or review.small:
        return {}
    comments: dict[str, list[str]] = {}
    for row in rows(review.now("comments")):
        if str(row.comment).strip():
            comments.setdefault(str(row.node), []).append(str(row.comment).strip())
    return comments


def _rated_criteria(review: TerritoryReview) -> list[str]:
    """Criteria that somebody rated."""
    table = review.now("answers")
    return list(table.loc[table["n_rated"].astype(float) > 0, "criterion"])


def _declared(review: TerritoryReview) -> set[str]:
    """Criteria whose scores rest on what respondents declare, without any evidence."""
    table = review.now("answers")
    return set(table.loc[table["declared"].fillna(False).astype(bool), "criterion"])


def _seen(review: TerritoryReview, language: str) -> dict[str, tuple[str, str]]:
    """Level that the reviewer gives each criterion, in words and beside the respondents' score, and why."""
    _ = translator(language)
    table = review.now("reviewer")
    levels = level_of(table["reviewed"].to_numpy(dtype=float), review.framework)
    words = [
        _(
            "{level} ({reviewed}), {points} points from the respondents’ score",
            level=names.level_word(review.framework, level, language),
            reviewed=names.score(reviewed, language, review.framework, 0),
            points=signed(difference, 1, language),
        )
        for level, reviewed, difference in zip(levels, table["reviewed"], table["difference"], strict=True)
    ]
    return dict(zip(table["node"], zip(words, table["reason"], strict=True), strict=True))


def _evidence(review: TerritoryReview, language: str) -> dict[str, list[str]]:
    """Evidence named for each criterion. A link is shown as text: no page leads out."""
    evidence: dict[str, list[str]] = {}
    for row in rows(review.now("evidence")):
        parts = [str(row.title), *([str(row.reference)] if row.reference not in ("", row.title) else [])]
        if row.date:
            parts.append(date(str(row.date), language))
        evidence.setdefault(str(row.criterion), []).append(", ".join(parts))
    return evidence


def annex_method(review: TerritoryReview, language: str = "fr") -> Html:
    """Write how the numbers were made, what they rest on and what they cannot say."""
    low, high = (percent(end, 0, language) for end in review.meta["interval"])
    bounds = [*(bound for bound, _word in names.SCALE), 0.0]
    return render(
        "annex_method.html.j2",
        review,
        language,
        methodology=in_language(review.meta["methodology_text"], language),
        weights=in_language(review.meta["weight_set"], language),
        scale_rule=in_language((review.framework.scale and review.framework.scale.rule) or "", language),
        levels=[
            (
                names.level_word(review.framework, level.value, language),
                in_language(level.meaning or "", language),
                review.framework.scale is not None and level.value == review.framework.scale.levels[-1].value,
                start,
                end,
            )
            for level, (_value, start, end) in zip(
                review.framework.scale.levels if review.framework.scale else (),
                names.level_range(review.framework),
                strict=True,
            )
        ],
        off_scale=[
            (in_language(off.label, language), in_language(off.effect or "", language))
            for off in (review.framework.scale.off_scale if review.framework.scale else ())
        ],
        rule=findings_rule(language),
        drawn_respondents=drawn_respondents(review, language),
        resemblance=resemblance_sentences(review, language),
        low=low,
        high=high,
        often=[(names.how_often(max(bound, 1e-6), language), percent(bound, 0, language)) for bound in bounds[:-1]],
        threshold=number(review.meta["threshold"], 0, language),
        n_draws=number(review.meta["n_draws"], 0, language),
        default_target=number(review.meta["default_target"], 0, language),
        desired_targets=review.meta.get("desired_targets", False),
        status=in_language(review.framework.status or "", language),
        phases_note=in_language(review.framework.phases_note or "", language),
    )


def annex_provenance(review: TerritoryReview, language: str = "fr") -> Html:
    """Write what the review was made from, so that it can be made again."""
    _ = translator(language)
    meta, framework = review.meta, review.framework
    version = _("{id}, version {version}", id=framework.id, version=framework.version or "–")
    facts = [
        (_("Territory"), f"{review.name} ({review.territory})"),
        (_("Campaign"), f"{names.campaign_label(meta, review.current, language)} ({review.current})"),
        (_("Framework"), version),
        (_("Digest of the framework (SHA-256)"), framework.digest),
        (_("Software"), _("revue-analytics {version}", version=meta["version"])),
        (_("Draws"), number(meta["n_draws"], 0, language)),
        (_("Seed of the draws"), str(meta["seed"])),
    ]
    choices = [(name, _plain(value)) for name, value in meta["methodology"].items()]
    return render(
        "annex_provenance.html.j2",
        review,
        language,
        facts=facts,
        choices=choices,
        files=[
            (label := names.file_label(file, language), label == file) for file in sorted({*review.origins["file"]})
        ],
    )


def _plain(value: Any) -> str:
    """Write a methodological choice as it is written in a campaign's settings."""
    if isinstance(value, dict):
        return ", ".join(f"{key} = {_plain(each)}" for key, each in value.items()) or "–"
    if isinstance(value, (list, tuple)):
        return ", ".join(_plain(each) for each in value) or "–"
    return "–" if value is None or value is pd.NA else str(value)
