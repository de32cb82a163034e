"""Sheet 2: the profile, with the campaigns before and the territories of the same size in one figure."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pandas as pd

from revue_analytics.document.essential.words import points, whole_interval, whole_score
from revue_analytics.document.glossary import explained
from revue_analytics.document.kit.sketch import Dot, Line, Mark, Rect, Sketch, Text, paragraph, text_width
from revue_analytics.document.kit.theme import BAND, BASE, BEFORE, INK, MUTED, RULE, SCORE, SMALL, TARGET
from revue_analytics.document.names import (
    campaign_label,
    depth_word,
    is_missing,
    level_label,
    level_range,
    listed,
    numbered_labels,
    quoted_labels,
    status_text,
)
from revue_analytics.document.page.html import Html, Picture, render, sketched
from revue_analytics.document.progress import before, changes
from revue_analytics.document.rows import at_nodes, figure_table, node_scores, weakest
from revue_analytics.framework import OVERALL
from revue_analytics.language import in_language, number, translator
from revue_analytics.review.reading import read_once

if TYPE_CHECKING:
    from revue_analytics.review import TerritoryReview

WIDE, LEFT, RIGHT, TOP = 504.0, 165.0, 78.0, 34.0
ROW, LOW_ROW = 33.0, 15.0
EARLIER = 3  # campaigns before this one that the figure shows at most
SHOWN = 24  # indicators that a sheet can hold


def shown_nodes(review: TerritoryReview) -> list[str]:
    """Return the whole and the indicators, as many as a sheet can hold."""
    return [OVERALL, *review.framework.top_ids[:SHOWN]]


@read_once
def earlier_scores(review: TerritoryReview) -> pd.DataFrame:
    """Scores of the whole and of the indicators in the campaigns before, a column each, the latest last."""
    order = [str(each["id"]) for each in review.meta["campaigns"]]
    table = review.scores
    ids = [each for each in order[: order.index(review.current)] if (table["campaign"] == each).any()][-EARLIER:]
    columns = {each: at_nodes(table[table["campaign"] == each], shown_nodes(review))["score"] for each in ids}
    return pd.DataFrame(columns, index=shown_nodes(review)).astype("Float64").astype("float64")


@read_once
def peer_medians(review: TerritoryReview) -> pd.Series:
    """Median of the territories of the same size, of the whole and of the indicators; NaN where there is none."""
    return at_nodes(review.now("peers"), shown_nodes(review))["median"].astype("Float64").astype("float64")


def profile_sketch(review: TerritoryReview, language: str) -> Sketch:
    """Draw the profile: where each indicator stands, where it stood, where its peers stand."""
    _ = translator(language)
    scores, old, peers = node_scores(review, shown_nodes(review)), earlier_scores(review), peer_medians(review)
    row = min(ROW, max(LOW_ROW, 420.0 / len(scores)))
    plot, bottom = WIDE - LEFT - RIGHT, TOP + row * len(scores)

    def at(score: float) -> float:
        return LEFT + score / 100 * plot

    low = set(weakest(review))
    marks: list[Mark] = []
    for i, (level, start, end) in enumerate(level_range(review.framework)):
        if end > start:
            marks.append(Rect(at(start), TOP, at(end) - at(start), bottom - TOP, BAND[i % 2]))
        name = level_label(review.framework, level, language)
        middle = at((start + end) / 2) if end > start else at(100) + 5
        room = at(end) - at(start) - 3 if end > start else RIGHT - 8
        how: dict[str, Any] = {"anchor": "middle" if end > start else "start", "colour": MUTED}
        marks += paragraph(middle, TOP - 14, name, room, size=SMALL, **how)
        marks.append(Line(((at(start), TOP), (at(start), bottom)), RULE, 0.6))
    names = numbered_labels(review.framework, list(scores.index), language, short=True)
    for i, ((node, line), name) in enumerate(zip(scores.iterrows(), names, strict=True)):
        y, strong = TOP + row * (i + 0.5), node == OVERALL or node in low
        size = min(BASE, row * 0.62)
        lines = 2 if row > 26 else 1
        marks += paragraph(LEFT - 8, y, name, LEFT - 12, size=size, lines=lines, anchor="end", bold=strong)
        if not is_missing(line["target"]):
            goal = at(line["target"])
            marks.append(Line(((goal, y - row * 0.4), (goal, y + row * 0.4)), TARGET, 1.6, (4, 2)))
        if is_missing(line["score"]):
            marks.append(Text(LEFT + 5, y + 3, status_text(line["status"], language), SMALL, colour=MUTED))
            continue
        marks += _row(at, y, row, line, old.iloc[i].dropna(), float(peers.iloc[i]))
        told = whole_score(line["score"], review.framework, language)
        marks.append(Text(WIDE - RIGHT + 10, y + 4, told, BASE + 1.5, bold=True))
        if moved := _moved(review, str(node), language):
            marks.append(Text(WIDE - RIGHT + 32, y + 4, moved, SMALL, colour=MUTED))
    marks.append(Line(((4, TOP + row), (WIDE - 4, TOP + row)), RULE, 0.8))
    marks += _legend(review, bottom + 20, language)
    return Sketch(WIDE, bottom + 20 + 14 * _legend_rows(review, language), tuple(marks))


def _row(
    at: Callable[[float], float], y: float, row: float, line: pd.Series, old: pd.Series, median: float
) -> list[Mark]:
    marks: list[Mark] = []
    if not is_missing(median):
        marks.append(Line(((at(median), y - row * 0.3), (at(median), y + row * 0.3)), INK, 2.2))
    if not (is_missing(line["low"]) or is_missing(line["high"])):
        marks.append(Rect(at(line["low"]), y - 2.5, at(line["high"]) - at(line["low"]), 5, SCORE, 0.3))
    for i, value in enumerate(old):
        marks.append(Dot(at(value), y, 3.2 + 0.4 * i, "white", BEFORE))
    marks.append(Dot(at(line["score"]), y, 5.5, SCORE))
    return marks


def _moved(review: TerritoryReview, node: str, language: str) -> str:
    """Write the change of a node where it is certain."""
    if not before(review):
        return ""
    row = changes(review).loc[node]
    if is_missing(row["low"]) or not (row["low"] > 0 or row["high"] < 0):
        return ""
    return points(row["difference"], language).split("\u00a0")[0]


def _entries(review: TerritoryReview, language: str) -> list[tuple[str, str]]:
    """Return what the figure's marks mean, those that it shows."""
    _ = translator(language)
    told = [("score", campaign_label(review.meta, review.current, language))]
    if len(old := earlier_scores(review).columns):
        told.append(("old", listed([campaign_label(review.meta, each, language) for each in old], language)))
    told.append(("interval", _("nine times out of ten")))
    if peer_medians(review).notna().any():
        told.append(("peers", _("median of territories of the same size")))
    targets = node_scores(review, shown_nodes(review))["target"].dropna().unique()
    if len(targets) == 1:
        told.append(("target", _("target ({target})", target=number(targets[0], 0, language))))
    elif len(targets):
        told.append(("target", _("target")))
    return told


def _placed(review: TerritoryReview, language: str) -> list[tuple[str, str, float, int]]:
    placed, x, row = [], 6.0, 0
    for kind, text in _entries(review, language):
        wide = 26 + text_width(text, SMALL)
        if x > 6 and x + wide > WIDE - 4:
            x, row = 6.0, row + 1
        placed.append((kind, text, x, row))
        x += wide + 14
    return placed


def _legend_rows(review: TerritoryReview, language: str) -> int:
    return _placed(review, language)[-1][3] + 1


def _legend(review: TerritoryReview, y: float, language: str) -> list[Mark]:
    marks: list[Mark] = []
    for kind, text, x, row in _placed(review, language):
        level = y + 14 * row - 3
        signs: dict[str, Mark] = {
            "score": Dot(x + 8, level, 5, SCORE),
            "old": Dot(x + 8, level, 3.6, "white", BEFORE),
            "interval": Rect(x, level - 2.5, 16, 5, SCORE, 0.3),
            "peers": Line(((x + 8, level - 6), (x + 8, level + 6)), INK, 2.2),
            "target": Line(((x + 8, level - 6), (x + 8, level + 6)), TARGET, 1.6, (4, 2)),
        }
        marks.append(signs[kind])
        marks += paragraph(x + 21, level, text, WIDE - x - 26, size=SMALL, lines=1)
    return marks


def profile_sentences(review: TerritoryReview, language: str) -> list[str]:
    """Say in two sentences what stands highest and lowest, and what moved for certain."""
    return [text for text in (_ends(review, language), _moves(review, language)) if text]


def _ends(review: TerritoryReview, language: str) -> str:
    _ = translator(language)
    scored = node_scores(review, review.framework.top_ids)["score"].dropna()
    if scored.empty:
        return _("There are not enough answers to give any of the {many} a score.",
                 many=depth_word(review.framework, 1, language))  # fmt: skip
    best, worst = (
        listed(quoted_labels(review.framework, scored.index[(scored - end).abs() < 1e-9].to_list(), language), language)
        for end in (scored.max(), scored.min())
    )
    high, low = (whole_score(end, review.framework, language) for end in (scored.max(), scored.min()))
    if scored.max() - scored.min() < 1e-9:
        return _("All score {score} out of 100.", score=high)
    return _("Highest: {best}, {high} out of 100. Lowest: {worst}, {low}.", best=best, high=high, worst=worst, low=low)


def _moves(review: TerritoryReview, language: str) -> str:
    _ = translator(language)
    if not before(review):
        return ""
    earlier = campaign_label(review.meta, before(review), language)
    rows = changes(review).drop(OVERALL)
    up, down = (quoted_labels(review.framework, rows.index[test].to_list(), language)
                for test in (rows["low"] > 0, rows["high"] < 0))  # fmt: skip
    if up and down:
        return _(
            "Since “{before}”, clear progress on {up}; clear decline on {down}.",
            before=earlier, up=listed(up, language), down=listed(down, language),
        )  # fmt: skip
    if up:
        return _("Since “{before}”, clear progress on {up}.", before=earlier, up=listed(up, language))
    if down:
        return _("Since “{before}”, clear decline on {down}.", before=earlier, down=listed(down, language))
    return _("Since “{before}”, nothing has changed for certain.", before=earlier)


def profile_numbers(review: TerritoryReview, language: str) -> pd.DataFrame:
    """Give what the figure shows as a table to read."""
    _ = translator(language)
    framework, nodes = review.framework, shown_nodes(review)
    scores, old, peers = node_scores(review, nodes), earlier_scores(review), peer_medians(review)
    told = [
        status_text(row["status"], language)
        if is_missing(row["score"])
        else whole_score(row["score"], framework, language)
        for _node, row in scores.iterrows()
    ]
    columns = {
        campaign_label(review.meta, review.current, language): told,
        _("Interval"): [whole_interval(row["low"], row["high"], language) for _node, row in scores.iterrows()],
    }
    for campaign in old.columns:
        cells = ["" if is_missing(value) else whole_score(value, framework, language) for value in old[campaign]]
        columns[campaign_label(review.meta, campaign, language)] = cells
    if peers.notna().any():
        cells = ["" if is_missing(value) else whole_score(value, framework, language) for value in peers]
        columns[_("Same size, median")] = cells
    names = numbered_labels(framework, nodes, language)
    return figure_table(depth_word(framework, 1, language, plural=False).capitalize(), names, columns)


def essential_profile(review: TerritoryReview, language: str = "fr") -> Html:
    """Write the second sheet of part one."""
    _ = translator(language)
    many = in_language(review.framework.depths[0].plural, language)
    drawn: Picture = sketched(
        profile_sketch(review, language),
        " ".join(profile_sentences(review, language)),
        profile_numbers(review, language),
        _("Profile of the {many}", many=many),
        _("On the right: the score out of 100, and its change where it is certain."),
    )
    names = " ".join(numbered_labels(review.framework, review.framework.top_ids, language))
    return render(
        "essential_profile.html.j2",
        review,
        language,
        sentences=profile_sentences(review, language),
        figure=drawn,
        words=explained(names, language),
    )
