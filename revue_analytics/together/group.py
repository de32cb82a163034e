"""Which territories of a review a portfolio holds."""

from __future__ import annotations

from dataclasses import dataclass

from revue_analytics.errors import MethodError, UnknownTerritory, choices, shorten
from revue_analytics.review import Review

__all__ = ["GROUPINGS", "Group", "group_of"]

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


def group_of(review: Review, text: str) -> Group:
    """Read ``departement=01``, ``epci=200000172``, ``stratum=lt1000`` or ``kind=epci``; nothing is everyone.

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
    table = review.territories
    found = table[table[by].astype(str) == value]
    if found.empty:
        known = sorted({str(one) for one in table[by] if str(one)})
        raise UnknownTerritory(f"no territory has {by} {value!r}; {choices(value, known)}")
    column = GROUPINGS[by]
    return Group(by, value, shorten(found[column].iloc[0], 160) if column else "")
