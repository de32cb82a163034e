"""What is missing to the targets, in a few sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from revue_analytics.framework import OVERALL
from revue_analytics.labels import listed, node_label
from revue_analytics.language import date, number, percent, translate, translator

if TYPE_CHECKING:
    from revue_analytics.gaps import Gaps

__all__ = ["gap_sentences"]

NAMED = 3


def gap_sentences(result: Gaps, language: str) -> list[str]:
    """Say how much is missing, what carries most of it, by when; or how the units are spread."""
    table = result.table()
    overall = table[table["node"] == OVERALL]
    told = _one(result, table, language) if len(overall) == 1 else _several(overall["shortfall"], language)
    return [*told, translate(result.reason, language)] if result.reason else told


def _one(result: Gaps, table: pd.DataFrame, language: str) -> list[str]:
    _ = translator(language)
    table = table.set_index("node")
    missing = table.loc[OVERALL, "shortfall"]
    if pd.isna(missing):
        return [_("There are not enough answers to measure the distance to the targets.")]
    if missing < 1e-9:
        return [_("Every target is reached.")]
    told = [_("On average {points} points are missing to the targets.", points=number(missing, 1, language))]
    shares = table.loc[list(result.framework.top_ids), "share"].dropna().sort_values(ascending=False, kind="stable")
    first = [
        _(
            "{name} ({share})",
            name=node_label(result.framework, str(node), language, short=True, numbered=True),
            share=percent(share, 1, language),
        )
        for node, share in shares.head(NAMED).items()
        if share > 0
    ]
    if first:
        told.append(_("The largest shares: {names}.", names=listed(first, language)))
    due = str(table.loc[OVERALL, "due"])
    return [*told, _("The last target is due on {day}.", day=date(due, language))] if due else told


def _several(missing: pd.Series, language: str) -> list[str]:
    _ = translator(language)
    known = missing.dropna()
    told = [
        _(
            "The distance to the targets is measured for {n} unit.",
            "The distance to the targets is measured for {n} units.",
            len(known),
        )
    ]
    if len(known):
        told.append(
            _(
                "Half of them miss {median} points or more; they go from {low} to {high}.",
                median=number(known.median(), 1, language),
                low=number(known.min(), 1, language),
                high=number(known.max(), 1, language),
            )
        )
    return told
