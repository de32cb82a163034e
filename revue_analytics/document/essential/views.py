"""Sheet 3: what to talk about. The criteria where groups part most, as slopes from one group to the next."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pandas as pd

from revue_analytics.document.essential.words import whole, whole_score
from revue_analytics.document.kit.sketch import Dot, Line, Mark, Sketch, Text, apart, paragraph
from revue_analytics.document.kit.theme import BASE, GRID, MUTED, RULE, SERIES, SMALL
from revue_analytics.document.names import group_label, is_missing, known_groups, node_label, numbered_labels
from revue_analytics.document.page.html import Html, render, sketched
from revue_analytics.document.rows import figure_table
from revue_analytics.language import in_language, number, translator
from revue_analytics.review.reading import read_once, rows

if TYPE_CHECKING:
    from revue_analytics.review import TerritoryReview

WIDE, LEFT, RIGHT, TOP, HIGH = 504.0, 34.0, 168.0, 44.0, 250.0
AT_MOST = 3  # criteria drawn in colour
GROUPS = 6
SHORT, QUOTED = 220, 1  # characters of a comment that is quoted here, and how many of a criterion


@dataclass(frozen=True)
class Subject:
    """A criterion to talk about: its name, who sees what, the question that was asked, what some wrote."""

    criterion: str
    name: str
    views: str
    between: bool
    question: str
    comments: tuple[str, ...]


@read_once
def views_of_groups(review: TerritoryReview) -> pd.DataFrame:
    """Scores of the criteria (rows) as each group of respondents sees them (columns)."""
    table = review.now("group_scores").drop_duplicates(["criterion", "group"])
    groups = [group for group, _colleges in known_groups(review) if (table["group"] == group).any()][:GROUPS]
    wide = table.pivot_table(index="criterion", columns="group", values="score", aggfunc="first", observed=True)
    return wide.reindex(index=list(review.framework.leaf_ids), columns=groups).astype("float64")


def seen_by_groups(review: TerritoryReview, criterion: str) -> pd.Series[float]:
    """Scores of a criterion as each group sees it."""
    return pd.Series(views_of_groups(review).loc[criterion], dtype="float64")


def subjects(review: TerritoryReview, language: str) -> list[Subject]:
    """Name the criteria most worth talking about, the widest apart first."""
    chosen = review.now("discussion").sort_values("order").head(AT_MOST)
    return [
        Subject(
            criterion=str(row.criterion),
            name=node_label(review.framework, row.criterion, language, numbered=True),
            views=_views(review, str(row.criterion), row.reason == "groups", language),
            between=row.reason == "groups",
            question=_question(review, str(row.criterion), language),
            comments=_comments(review, str(row.criterion)),
        )
        for row in rows(chosen)
    ]


def _views(review: TerritoryReview, criterion: str, between: bool, language: str) -> str:
    _ = translator(language)
    if not between:
        return _("views are divided within the groups themselves")
    seen = seen_by_groups(review, criterion).dropna().sort_values(ascending=False)
    merged = dict(known_groups(review))
    told = [
        _(
            "{group}: {score}",
            group=group_label(review.meta, str(group), language, merged.get(str(group), "")),
            score=whole_score(value, review.framework, language),
        )
        for group, value in seen.items()
    ]
    return _("; ").join(told)


def _question(review: TerritoryReview, criterion: str, language: str) -> str:
    node = review.framework.node(criterion)
    return in_language(node.plain or node.question or {}, language)


def _comments(review: TerritoryReview, criterion: str) -> tuple[str, ...]:
    table = review.now("comments")
    written = [str(text).strip() for text in table.loc[table["node"] == criterion, "comment"]]
    return tuple([text for text in written if 0 < len(text) <= SHORT][:QUOTED])


def views_sketch(review: TerritoryReview, chosen: list[Subject], language: str) -> Sketch:
    """Draw a line per criterion from group to group: those to talk about in colour, the others pale."""
    seen = views_of_groups(review)
    merged = dict(known_groups(review))
    columns = list(seen.columns)
    step = (WIDE - LEFT - RIGHT) / max(len(columns) - 1, 1)
    xs = [LEFT + i * step for i in range(len(columns))]

    def at(score: float) -> float:
        return TOP + HIGH * (1 - score / 100)

    marks: list[Mark] = []
    for tick in (0, 25, 50, 75, 100):
        marks.append(Line(((LEFT, at(tick)), (xs[-1], at(tick))), GRID, 0.8))
        marks.append(Text(LEFT - 9, at(tick) + 3, number(tick, 0, language), SMALL, "end", colour=MUTED))
    for i, (x, group) in enumerate(zip(xs, columns, strict=True)):
        marks.append(Line(((x, TOP), (x, TOP + HIGH)), RULE, 0.8))
        name = group_label(review.meta, str(group), language, merged.get(str(group), ""))
        edge: dict[str, Any] = {"anchor": "middle"} if i else {"anchor": "start"}
        marks += paragraph(x if i else 2, 18, name, min(step, 130) - 6, size=SMALL, lines=3, bold=True, **edge)
    drawn = {subject.criterion for subject in chosen}
    for criterion, row in seen.iterrows():
        if criterion not in drawn:
            marks += _slope(xs, [at(v) if v == v else None for v in row], "#cfc8bc", 1.0, 0)
    ends: list[tuple[float, Subject, str]] = []
    for i, subject in enumerate(chosen):
        ys = [at(v) if v == v else None for v in seen_by_groups(review, subject.criterion)]
        marks += _slope(xs, ys, SERIES[i], 2.6, 5)
        known = [y for y in ys if y is not None]
        if known:
            ends.append((known[-1], subject, SERIES[i]))
    for (_y, subject, colour), y in zip(
        ends, apart([y for y, _s, _c in ends], 27, TOP + 8, TOP + HIGH - 8), strict=True
    ):
        label = node_label(review.framework, subject.criterion, language, short=True, numbered=True)
        marks += paragraph(xs[-1] + 12, y, label, RIGHT - 16, size=BASE, lines=2, colour=colour, bold=True)
    return Sketch(WIDE, TOP + HIGH + 14, tuple(marks))


def _slope(xs: list[float], ys: list[float | None], colour: str, wide: float, radius: float) -> list[Mark]:
    """Draw a line through what is known, dashed over a group that has no score."""
    known = [(i, x, y) for i, (x, y) in enumerate(zip(xs, ys, strict=True)) if y is not None]
    marks: list[Mark] = [
        Line(((x, y), (after, then)), colour, wide, None if k == i + 1 else (4, 3))
        for (i, x, y), (k, after, then) in pairwise(known)
    ]
    return [*marks, *(Dot(x, y, radius, colour) for _i, x, y in known if radius)]


def views_message(review: TerritoryReview, chosen: list[Subject], language: str) -> str:
    """Say in one sentence what the slopes show."""
    _ = translator(language)
    if not chosen:
        return ""
    return _("What the groups see differently: {list}.",
             list=_("; ").join(f"{one.name} – {one.views}" for one in chosen))  # fmt: skip


def views_numbers(review: TerritoryReview, language: str) -> pd.DataFrame:
    """Give what the slopes show as a table to read."""
    seen, merged = views_of_groups(review), dict(known_groups(review))
    columns = [
        (
            group_label(review.meta, str(group), language, merged.get(str(group), "")),
            ["" if is_missing(v) else number(whole(float(v), review.framework), 0, language) for v in seen[group]],
        )
        for group in seen.columns
    ]
    names = numbered_labels(review.framework, list(seen.index), language)
    return figure_table(translator(language)("Criterion"), names, columns)


def views_sentence(review: TerritoryReview, chosen: list[Subject], language: str) -> str:
    """Say whether groups see things alike, and what to do about it."""
    _ = translator(language)
    seen = views_of_groups(review)
    if len(seen.columns) < 2:
        return _("The answers are those of one group: they cannot be compared with others.")
    if not chosen:
        return _("The groups see the same things: no criterion parts them for certain.")
    return _(
        "The groups do not see the same things. Begin with this one criterion.",
        "The groups do not see the same things. Begin with these {n} criteria.",
        len(chosen),
    )


def essential_views(review: TerritoryReview, language: str = "fr") -> Html:
    """Write the third sheet of part one."""
    _ = translator(language)
    chosen = subjects(review, language)
    several = len(views_of_groups(review).columns) > 1
    drawn = (
        sketched(
            views_sketch(review, chosen, language),
            views_message(review, chosen, language),
            views_numbers(review, language),
            _("The criteria as each group sees them"),
            _("A line per criterion; the steeper it is, the more the groups part. Pale: the other criteria."),
        )
        if several
        else None
    )
    return render(
        "essential_views.html.j2",
        review,
        language,
        sentence=views_sentence(review, chosen, language),
        figure=drawn,
        subjects=chosen,
    )
