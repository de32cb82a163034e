"""Which territories a batch is about: all of them, some codes, or those of a département, an EPCI, a stratum."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pandas as pd

from revue_analytics.errors import ReportError
from revue_analytics.intake.codes import codes_of
from revue_analytics.portfolios.group import filtered

if TYPE_CHECKING:
    from revue_analytics.review import Opened


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
    groups: dict[str, list[str]] = {}
    for text in filters:
        grouping, values = filtered(known, text, no_filter=ReportError, nobody=ReportError)
        groups.setdefault(grouping, []).extend(values)
    for grouping, values in groups.items():
        chosen &= known[grouping].isin(values)
    return sorted(known.loc[chosen, "territory"])
