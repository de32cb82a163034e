"""A review without names: letters stand for the territories, in an order that says nothing.

The letters are stable: the same review gives the same ones. Their order comes from digests of each territory's own
scores, without its code or name, so that it tells nothing of the list of the territories. Who holds the review with its
names can of course tell who is who, and so can a territory that knows its own scores.
"""

from collections.abc import Mapping
from dataclasses import replace
from hashlib import blake2b

import numpy as np
import pandas as pd

from revue_analytics.language import translator
from revue_analytics.portfolios.group import SubsetTables
from revue_analytics.review import Review

WITHOUT = ("comments", "not_applicable", "evidence", "reviewer", "roadmap")
"""How the names begin of tables with texts or plans by which a territory would be recognised."""


EVERYONE = "all"
"""What tables of ranks call all the territories together."""


LEAST_ALIKE = 5
"""Territories that must share a stratum for it to be told."""


def anonymised(review: Review, codes: Mapping[str, str], language: str = "fr") -> Review:
    """Return the review with letters for codes and names, and nothing else by which a territory is known.

    Parameters
    ----------
    review
        A review of several territories, of all the campaign or of a group.
    codes
        The letters of its territories: `letters` of the whole campaign's review, so that a group has the same ones.
    language
        Of the names given: “Territoire A”, “Territory A”.

    Returns
    -------
    The same tables with the letters; no kind, département, EPCI or population, no stratum that fewer than five share,
    no number of people invited, neither comments nor sources.
    """
    _ = translator(language)
    places = review.territories
    strata = _strata(places["stratum"].astype(str)).set_axis(places["territory"])
    table = places.assign(
        name=[_("Territory {letter}", letter=codes[str(code)].lstrip("0")) for code in places["territory"]],
        **dict.fromkeys(("kind", "departement", "departement_name", "epci", "epci_name"), ""),
        population=pd.array([pd.NA] * len(places), dtype="Int64"),
        stratum=strata.to_numpy(),
    )
    named = _renamed(table, codes)

    def without(name: str, frame: pd.DataFrame) -> pd.DataFrame:
        if name == "territories":
            return named
        if name.startswith(WITHOUT):
            return frame.iloc[:0]
        if name == "participation":
            frame = frame.assign(invited=pd.array([pd.NA] * len(frame), dtype="Int64"))
        if "stratum" in frame:
            stratum = frame["stratum"].astype(str)
            frame = frame[((stratum == EVERYONE) | (stratum == frame["territory"].map(strata))).to_numpy(dtype=bool)]
        return _renamed(frame, codes)

    meta = {**review.meta, "sources": [], **{name: [""] * len(review.meta[name]) for name in ("held_back", "too_few")}}
    return replace(review, meta=meta, tables=SubsetTables(review.tables, without))


def letters(review: Review) -> Mapping[str, str]:
    """Give each territory its letter, all as long as the longest: A to Z, or 0A to ZZ and beyond, so that they sort.

    The order is that of digests of their scores; see the module.
    """
    scores = review.scores.sort_values(["territory", "campaign", "node"], kind="stable")
    numbers = scores[["score", "low", "high", "coverage", "n_respondents"]].to_numpy(dtype=float, na_value=np.nan)
    rows = scores.groupby("territory").indices
    own = {code: blake2b(numbers[rows[code]].tobytes()).digest() if code in rows else b"" for code in review.codes}
    order = sorted(review.codes, key=lambda code: (own[code], code))
    width = len(_letter(max(len(order) - 1, 0)))
    return {code: _letter(place).rjust(width, "0") for place, code in enumerate(order)}


def _letter(place: int) -> str:
    """Write a place as a column of a spreadsheet: 0 → A, 25 → Z, 26 → AA.

    >>> _letter(0), _letter(25), _letter(26), _letter(702)
    ('A', 'Z', 'AA', 'AAA')
    """
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _strata(strata: pd.Series) -> pd.Series:
    return strata.where(strata.map(strata.value_counts()) >= LEAST_ALIKE, "")


def _renamed(frame: pd.DataFrame, codes: Mapping[str, str]) -> pd.DataFrame:
    """Put letters for codes and sort by them: the order of the rows must not tell the codes' own."""
    named = frame.assign(territory=frame["territory"].astype(str).map(codes).astype("str"))
    return named.sort_values("territory", kind="stable", ignore_index=True)
