"""What moved since the last campaign."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from revue_analytics.framework import OVERALL
from revue_analytics.labels import campaign_label, is_missing, listed, node_label, score
from revue_analytics.language import signed, translator
from revue_analytics.review.reading import read_once

if TYPE_CHECKING:
    from revue_analytics.review import TerritoryReview

__all__ = ["change_sentences", "changed_now"]


@read_once
def changed_now(review: TerritoryReview) -> pd.DataFrame:
    """Return the rows of ``change`` that lead to the current campaign."""
    table = review.change
    return table[table["campaign"] == review.current]


def change_sentences(review: TerritoryReview, language: str) -> list[str]:
    """Say how the overall score moved and which indicators moved for certain; nothing without an earlier campaign."""
    _ = translator(language)
    table = changed_now(review)
    rows = table[table["node"] == OVERALL].dropna(subset=["difference"])
    if rows.empty:
        return []
    row = rows.iloc[0]
    before = campaign_label(review.meta, row["previous_campaign"], language)
    told = [
        _(
            "Since “{before}”, the overall score has gone from {old} to {new}: {verdict}.",
            before=before,
            old=score(row["previous"], language, review.framework),
            new=score(row["current"], language, review.framework),
            verdict=_verdict(row, language),
        )
    ]
    top = table[table["node"].isin(review.framework.top_ids)].dropna(subset=["low", "high"])
    for text, sure in (
        (_("Clear progress: {names}."), top[top["low"] > 0].sort_values("difference", ascending=False)),
        (_("Clear decrease: {names}."), top[top["high"] < 0].sort_values("difference")),
    ):
        names = [
            f"{node_label(review.framework, each.node, language, short=True)} ({signed(each.difference, 1, language)})"
            for each in sure.itertuples()
        ]
        if names:
            told.append(text.format(names=listed(names, language)))
    if len(told) == 1 and len(top):
        told.append(_("Indicator by indicator, no change goes beyond what the answers leave uncertain."))
    if row["n_same"]:
        told.append(
            _(
                "{n} person answered both campaigns and is compared with himself or herself.",
                "{n} people answered both campaigns and are compared with themselves.",
                int(row["n_same"]),
            )
        )
    return told


def _verdict(row: pd.Series, language: str) -> str:
    """Say how much, and whether that is certain."""
    _ = translator(language)
    points = signed(row["difference"], 1, language)
    if is_missing(row["low"]) or is_missing(row["high"]):
        return _("{points} points", points=points)
    ends = _("between {low} and {high}", low=signed(row["low"], 1, language), high=signed(row["high"], 1, language))
    if row["low"] > 0:
        return _("{points} points ({ends}), clear progress", points=points, ends=ends)
    if row["high"] < 0:
        return _("{points} points ({ends}), a clear decrease", points=points, ends=ends)
    return _("{points} points ({ends}), no certain change", points=points, ends=ends)
