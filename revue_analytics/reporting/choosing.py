"""Which territories a batch is about: all of them, some codes, or those of a département, an EPCI, a stratum."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

import pandas as pd

from revue_analytics.errors import ReportError, shorten
from revue_analytics.intake.codes import codes_of
from revue_analytics.reporting.spoken import spoken
from revue_analytics.together.group import GROUPINGS, NO_FILTER, NOBODY, instances, read_filter, values_of

if TYPE_CHECKING:
    from revue_analytics.review import Opened

__all__ = ["check_enough", "choose"]


def choose(opened: Opened, only: Iterable[str] = (), filters: Iterable[str] = ()) -> list[str]:
    """Return the codes of the territories that are asked for, in order; those held back or left out are among them.

    Nothing is analysed for it: whoever misspells a code is told at once.

    Parameters
    ----------
    only
        Codes or names; all territories if there is none.
    filters
        ``"departement=01"``: one of `GROUPINGS` with a code or a name, several with commas between them. Filters of
        one grouping add up; a territory must pass those of every one.

    Raises
    ------
    UnknownTerritory
        The campaign knows no such code; the message names the nearest.
    ReportError
        No such field, or no territory passes.
    """
    known = opened.known
    wanted = codes_of(only, known)
    chosen = known["territory"].isin(wanted) if wanted else pd.Series(True, index=known.index)
    for field, values in _parsed(filters, known).items():
        chosen &= known[field].isin(values)
    return sorted(known.loc[chosen, "territory"])


def check_enough(code: str, too_few: Collection[str], threshold: int) -> None:
    """Raise a `ReportError` for a territory that the review leaves out because too few people answered."""
    if code in too_few:
        raise spoken(
            ReportError,
            "fewer than {threshold} people answered for the territory {code}: it has no page that may be published; "
            "--private makes one, marked confidential",
            threshold=threshold,
            code=code,
        )


def _parsed(filters: Iterable[str], known: pd.DataFrame) -> dict[str, list[str]]:
    """Return the groups that filters name, by grouping; those of one add up."""
    groups: dict[str, list[str]] = {}
    for text in filters:
        field, value = read_filter(text)
        if not field:
            raise ReportError(NO_FILTER, text=shorten(text), fields=", ".join(GROUPINGS))
        values = values_of(known, field, value)
        if not values:
            raise ReportError(NOBODY, field=field, values=shorten(value), near=instances(known, field, value))
        groups.setdefault(field, []).extend(values)
    return groups
