"""Days as people write them."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

__all__ = ["day"]

MONTHS = (
    *(("janvier", "january"), ("fevrier", "february"), ("mars", "march"), ("avril", "april"), ("mai", "may")),
    *(("juin", "june"), ("juillet", "july"), ("aout", "august"), ("septembre", "september"), ("octobre", "october")),
    *(("novembre", "november"), ("decembre", "december")),
)
TIME = r"(?:[ t]+[0-9].*)?"  # of day, which a spreadsheet writes behind
YEAR_FIRST = re.compile(rf"(?P<y>\d{{4}})[-/.](?P<m>\d{{1,2}})[-/.](?P<d>\d{{1,2}}){TIME}")
DAY_FIRST = re.compile(rf"(?P<d>\d{{1,2}}) ?[-/.] ?(?P<m>\d{{1,2}}) ?[-/.] ?(?P<y>\d{{4}}|\d{{2}}){TIME}")
IN_WORDS = re.compile(
    r"(?:[a-z]{6,9} )?(?P<d>\d{1,2})(?:er|st|nd|rd|th)?[ -](?P<m>[a-z]{3,9})\.?[ -](?P<y>\d{4}|\d{2})"
)


def day(text: str) -> date | None:
    """Read a day, the day before the month; a year of two digits is of this century. None for what is none.

    >>> [str(day(text)) for text in ("12/03/2026", "12-3-26", "12.3.2026", "2026-03-12", "12 mars 2026", "1er août 26")]
    ['2026-03-12', '2026-03-12', '2026-03-12', '2026-03-12', '2026-03-12', '2026-08-01']
    >>> day("03/2026"), day("12/31/2026"), day("30 février 2026")
    (None, None, None)
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = " ".join("".join(letter for letter in decomposed if not unicodedata.combining(letter)).split())
    found = YEAR_FIRST.fullmatch(plain) or DAY_FIRST.fullmatch(plain) or IN_WORDS.fullmatch(plain)
    month = _month(found["m"]) if found else 0
    if not found or not month:
        return None
    year = int(found["y"]) + (2000 if len(found["y"]) == 2 else 0)
    try:
        return date(year, month, int(found["d"]))
    except ValueError:
        return None


def _month(text: str) -> int:
    """Return the number of a month, from its number or name; 0 where it is none, or may be two (“jui”)."""
    if text.isdecimal():
        return int(text)
    meant = [k for k, names in enumerate(MONTHS, 1) if any(name.startswith(text) for name in names)]
    return meant[0] if len(meant) == 1 else 0
