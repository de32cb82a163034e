"""Which territories a batch is about: all of them, some codes, or those of a département, an EPCI, a stratum."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING

import pandas as pd

from revue_analytics.errors import ReportError, UnknownTerritory, shorten
from revue_analytics.reporting.spoken import spoken

if TYPE_CHECKING:
    from revue_analytics.review import Opened

__all__ = ["FIELDS", "check_among", "check_enough", "choose"]

FIELDS: Mapping[str, Sequence[str]] = {
    "departement": ("departement", "departement_name"),
    "epci": ("epci", "epci_name"),
    "stratum": ("stratum",),
    "kind": ("kind",),
}
"""What a filter may be about, and the columns in which its value is looked for."""

ALIASES = {"strate": "stratum", "nature": "kind"}


def choose(opened: Opened, only: Iterable[str] = (), filters: Iterable[str] = ()) -> list[str]:
    """Return the codes of the territories that are asked for, in order; those held back or left out are among them.

    Nothing is analysed for it: whoever misspells a code is told at once.

    Parameters
    ----------
    only
        Codes; all territories if there is none.
    filters
        ``"departement=01"``: fields of `FIELDS` with a code or a name, several with commas between them. Filters of
        one field add up; a territory must pass those of every field.

    Raises
    ------
    UnknownTerritory
        The campaign knows no such code; the message names the nearest.
    ReportError
        No such field, or no territory passes.
    """
    wanted = list(dict.fromkeys(only))
    check_among(wanted, opened.answered)
    known = opened.territories[opened.territories["territory"].isin(opened.answered)]
    chosen = known["territory"].isin(wanted) if wanted else pd.Series(True, index=known.index)
    for field, values in _parsed(filters).items():
        columns = [known[column].map(_plain) for column in FIELDS[field] if column in known]
        passes = pd.concat([column.isin([_plain(value) for value in values]) for column in columns], axis=1).any(axis=1)
        if not passes.any():
            raise _nobody(field, values, columns)
        chosen &= passes
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


def check_among(codes: Iterable[str], known: Collection[str]) -> None:
    """Raise `UnknownTerritory` for the first code that is not among those known; the message names the nearest."""
    unknown = next((code for code in codes if code not in known), None)
    if unknown is not None:
        message, near = "the campaign has no answers for the territory {code}", get_close_matches(unknown, known, n=1)
        if near:
            message = "the campaign has no answers for the territory {code}; did you mean {near}?"
        raise spoken(UnknownTerritory, message, code=shorten(unknown), near="".join(near))


def _parsed(filters: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for text in filters:
        name, equals, values = text.partition("=")
        field = ALIASES.get(_plain(name), _plain(name))
        if not equals or field not in FIELDS:
            message = "“{text}” is no filter: write one of {fields}, an equals sign and a value, as in departement=01"
            raise spoken(ReportError, message, text=shorten(text), fields=", ".join(FIELDS))
        found.setdefault(field, []).extend(value.strip() for value in values.split(",") if value.strip())
    return found


def _nobody(field: str, values: Sequence[str], columns: Sequence[pd.Series]) -> ReportError:
    there = sorted({value for column in columns for value in column if value})
    near = get_close_matches(_plain(values[0]) if values else "", there, n=3, cutoff=0.5) or there[:5]
    message = "no territory of this campaign has {field}={values}; there are, for instance: {near}"
    return spoken(ReportError, message, field=field, values=shorten(",".join(values)), near=shorten(", ".join(near)))


def _plain(value: object) -> str:
    """Compare without regard to accents, case and spaces around."""
    if pd.isna(value):
        return ""
    decomposed = unicodedata.normalize("NFD", str(value).strip().casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
