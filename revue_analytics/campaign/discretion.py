"""Territories where fewer people answered than the disclosure threshold: named, and left out of what is published."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from revue_analytics.tables import Ratings

__all__ = ["PEOPLE", "too_few", "without_few"]

PEOPLE = ("table", "importance", "comments")
"""Tables of the ratings in which somebody says something."""

UNIT = ["territory", "campaign"]


def too_few(ratings: Ratings, threshold: int, current: str) -> tuple[str, ...]:
    """Codes of the territories that have no page: fewer than the threshold answered the current campaign, or any.

    Examples
    --------
    >>> from revue_analytics.framework import load_framework
    >>> from revue_analytics.tables import make_ratings
    >>> rows = [("01004", "2026", who, "elus", "I1A", 3) for who in "abcde"]
    >>> rows += [("01005", "2026", "f", "elus", "I1A", 3)]
    >>> columns = ["territory", "campaign", "respondent", "college", "criterion", "level"]
    >>> too_few(make_ratings(load_framework(), pd.DataFrame(rows, columns=columns)), 5, "2026")
    ('01005',)
    """
    n = _respondents(ratings)
    small = n[n < threshold].index.to_frame(index=False)
    kept = set(n[n >= threshold].index.get_level_values("territory"))
    return tuple(sorted({*small.loc[small["campaign"] == current, "territory"], *set(small["territory"]) - kept}))


def without_few(ratings: Ratings, threshold: int, current: str) -> Ratings:
    """Return the answers without the territories of `too_few`, nor any earlier campaign of another with so few."""
    n, left_out = _respondents(ratings), set(too_few(ratings, threshold, current))
    kept = n[(n >= threshold) & ~n.index.isin(left_out, level="territory")].index
    parts = {
        name: frame[pd.MultiIndex.from_frame(frame[UNIT]).isin(kept)].reset_index(drop=True)
        for name, frame in ((name, getattr(ratings, name)) for name in (*PEOPLE, "origins"))
    }
    return replace(ratings, **parts)


def _respondents(ratings: Ratings) -> pd.Series:
    """Count the people who said anything, by territory and campaign."""
    keys = [*UNIT, "respondent"]
    people = pd.concat([getattr(ratings, name)[keys] for name in PEOPLE]).drop_duplicates()
    return people.groupby(UNIT).size()
