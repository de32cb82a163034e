"""Which territories of a review a portfolio holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import pandas as pd

from revue_analytics.errors import MethodError, UnknownTerritory, choices, shorten

__all__ = ["GROUPINGS", "SIDE_BY_SIDE", "Group", "codes_of", "group_of"]

SIDE_BY_SIDE = 6
"""Most territories that are read side by side."""

GROUPINGS = {"departement": "departement_name", "epci": "epci_name", "stratum": "", "kind": ""}
"""What a portfolio can be a group by, and the column with the name of each group."""


@dataclass(frozen=True)
class Group:
    """Territories that have something in common; with nothing said, all of them.

    Attributes
    ----------
    by
        One of `GROUPINGS`, or empty.
    value
        What they have in common: the code of a département or of an EPCI, a stratum, a kind.
    name
        Its name, if the review gives one.
    """

    by: str = ""
    value: str = ""
    name: str = ""


def codes_of(territories: pd.DataFrame, codes: Sequence[str] | str) -> tuple[str, ...]:
    """Read the codes of territories that are to be seen side by side; none is everyone.

    Parameters
    ----------
    territories
        Those of a review.
    codes
        The codes, or a text with commas between them.

    Raises
    ------
    UnknownTerritory
        A code that is not among them; names the nearest.
    MethodError
        One territory, or more than `SIDE_BY_SIDE`.
    """
    listed = codes.split(",") if isinstance(codes, str) else list(codes)
    wanted = tuple(dict.fromkeys(code.strip() for code in listed if code.strip()))
    if not wanted:
        return ()
    known = set(territories["territory"])
    for code in wanted:
        if code not in known:
            near = get_close_matches(code, known, n=1, cutoff=0.4)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise UnknownTerritory(f"territory {shorten(code)!r} is not in this review ({len(known)} are){hint}")
    if not 2 <= len(wanted) <= SIDE_BY_SIDE:
        raise MethodError(f"from 2 to {SIDE_BY_SIDE} territories can be read side by side, not {len(wanted)}")
    return wanted


def group_of(territories: pd.DataFrame, text: str) -> Group:
    """Read ``departement=01``, ``epci=200000172``, ``stratum=lt1000`` or ``kind=epci``; nothing is everyone.

    Parameters
    ----------
    territories
        Those of a review.
    text
        What they have in common.

    Raises
    ------
    MethodError
        Not of that form, or a grouping that does not exist.
    UnknownTerritory
        No territory of the review is in that group; names those there are.
    """
    if not text.strip():
        return Group()
    by, sign, value = (part.strip() for part in text.partition("="))
    if not sign:
        raise MethodError(f"{text!r} is no group of territories: write departement=01, epci=…, stratum=… or kind=…")
    if by not in GROUPINGS:
        raise MethodError(f"territories cannot be grouped by {by!r}: {choices(by, GROUPINGS)}")
    found = territories[territories[by].astype(str) == value]
    if found.empty:
        known = sorted({str(one) for one in territories[by] if str(one)})
        raise UnknownTerritory(f"no territory has {by} {value!r}; {choices(value, known)}")
    column = GROUPINGS[by]
    return Group(by, value, shorten(found[column].iloc[0], 160) if column else "")
