"""The body of the review: indicators, criteria, gaps."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from revue_analytics import labels
from revue_analytics.framework import OVERALL
from revue_analytics.language import date, in_language, number, percent, signed, translator
from revue_analytics.reporting.sections.html import Html, Picture, picture, render
from revue_analytics.reporting.sections.rows import lines
from revue_analytics.reporting.sections.what_if import what_if_data
from revue_analytics.wording import reviewer_sentence

if TYPE_CHECKING:
    from revue_analytics.review import TerritoryReview

__all__ = ["criteria", "gaps", "indicators"]


def indicators(review: TerritoryReview, language: str = "fr") -> Html:
    """Write the profile of the indicators: dot plot first, radar as a second view, a table of both."""
    _ = translator(language)
    many = in_language(review.framework.depths[0].plural, language)
    reading = _("Dot: score. Light bar: interval in which the score falls nine times out of ten. Dashed line: target.")
    profile = picture(review, "profile", language, _("Profile of the {many}", many=many), reading)
    enough = len(review.framework.top_ids) >= 3
    radar = (
        picture(
            review, "radar", language, _("The same profile as a radar"), _("Full line: score. Dashed line: target.")
        )
        if enough
        else None
    )
    return render(
        "indicators.html.j2",
        review,
        language,
        many=many,
        one=in_language(review.framework.depths[0].label, language),
        profile=profile,
        radar=radar,
        overall=lines(review, [OVERALL], language)[0],
        rows=lines(review, review.framework.top_ids, language),
    )


def criteria(review: TerritoryReview, language: str = "fr") -> Html:
    """Write the scores of the criteria, by group of respondents."""
    _ = translator(language)
    many = in_language(review.framework.depths[-1].plural, language)
    reading = _("Each cell is a score out of 100; the darker, the higher the level reached.")
    if not review.small and (review.now("agreement")["statistic"] == "ordinal_consensus").any():
        reading += " " + _(
            "On the right: agreement of all respondents, from 0 to 1, or in a word of fewer than ten answers; ≠: "
            "groups differ beyond chance."
        )
    heat = picture(review, "criteria", language, _("Scores of the {many} by group of respondents", many=many), reading)
    return render(
        "criteria.html.j2", review, language, many=many, heat=heat, small=review.small, seen=_reviewer(review, language)
    )


def _reviewer(review: TerritoryReview, language: str) -> tuple[str, Picture] | None:
    """What a reviewer sees: a sentence and a figure; nothing where none rated the territory."""
    _ = translator(language)
    told = reviewer_sentence(review, language)
    reading = _("On the right: reviewer minus respondents, in points. The reviewer’s levels enter no score.")
    title = _("Respondents’ scores and the reviewer’s")
    return (told, picture(review, "reviewer", language, title, reading)) if told else None


def gaps(review: TerritoryReview, language: str = "fr") -> Html:
    """Write the distance to the target: by indicator, by axis, by principle, by phase."""
    _ = translator(language)
    groupings = [
        _share_picture(review, grouping, language)
        for grouping in labels.GROUPINGS
        if review.now("groupings").query("grouping == @grouping")["share"].notna().any()
    ]
    table = review.now("gaps").drop_duplicates("node").set_index("node")
    nodes = [node for node in (OVERALL, *review.framework.top_ids) if node in table.index]
    return render(
        "gaps.html.j2",
        review,
        language,
        sentence=_gap_sentence(review, language),
        what_if=what_if_data(review, language),
        groupings=groupings,
        rows=[
            {"line": line, **_gap_cells(table.loc[node], language)}
            for node, line in zip(nodes, lines(review, nodes, language), strict=True)
        ],
        many=in_language(review.framework.depths[0].label, language),
    )


def _share_picture(review: TerritoryReview, grouping: str, language: str) -> Picture:
    _ = translator(language)
    titles = {
        "axis": _("Share of the distance by axis of improvement"),
        "principle": _("Share of the distance by vital principle"),
        "phase": _("Share of the distance by phase of the development cycle"),
    }
    drawn = picture(review, f"gaps_{grouping}", language, titles[grouping])
    return replace(drawn, reading=drawn.message)


def _gap_cells(row: object, language: str) -> dict[str, str]:
    told = {"due": date(row["due"], language) if row["due"] else ""}  # type: ignore[index]
    for name, write in (("net_gap", signed), ("shortfall", number)):
        told[name] = "" if labels.is_missing(row[name]) else write(row[name], 1, language)  # type: ignore[index]
    told["share"] = "" if labels.is_missing(row["share"]) else percent(row["share"], 1, language)  # type: ignore[index]
    return told


def _gap_sentence(review: TerritoryReview, language: str) -> str:
    _ = translator(language)
    table = review.now("gaps")
    rows = table[table["node"] == OVERALL].dropna(subset=["shortfall"])
    if rows.empty:
        return _("There are not enough answers to measure the distance to the targets.")
    missing = rows["shortfall"].iloc[0]
    if missing < 1e-9:
        return _("Every target is reached.")
    return _(
        "On average {points} points are missing to the target; a surplus elsewhere does not make up for them.",
        points=number(missing, 1, language),
    )
