"""Cells as people write them: numbers, days, a piece of evidence."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

import pandas as pd

SPACES = "[ \u00a0\u2007\u2009\u202f]"
UNITS = "%|€|euros?|eur"

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

LINK = re.compile(r"https?://[^\s<>\"'|;]+", re.IGNORECASE)
DAY_WITHIN = re.compile(r"(?<![\d/-])(?:\d{1,2}[/.]\d{1,2}[/.]\d{4}|\d{4}-\d{1,2}-\d{1,2})(?![\d/-])")
APART = re.compile(r"\s+[—–|]\s+|\s*[|;\n\r]\s*")
EDGES = " \t\n\r,;:–—-|"
HOLLOW = re.compile(r"[(\[]\s*[)\]]\.?")  # what is left around a link or a date that was taken out


def numbers(texts: pd.Series) -> pd.Series:
    """Read numbers: decimal comma or point, thousands set apart by spaces, a percent sign or “€” after.

    Anything else is missing (NaN), as a blank is: the caller tells the two apart.

    Examples
    --------
    >>> numbers(pd.Series(["12,5", "1 200", "25 %", "12 000,50 €", ".5", "", "1,2,3", "1e3"])).to_list()
    [12.5, 1200.0, 25.0, 12000.5, 0.5, nan, nan, nan]
    """
    plain = texts.astype("str").str.replace(f"(?<=[0-9]){SPACES}(?=[0-9]{{3}}(?![0-9]))", "", regex=True)
    digits = plain.str.extract(
        rf"(?i)^\s*([+\-−]?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+))(?:{SPACES}*(?:{UNITS}))?\s*$", expand=False
    )
    return pd.to_numeric(digits.str.replace(",", ".").str.replace("−", "-")).astype("float64")


def day(text: str) -> date | None:
    """Read a day, the day before the month; a year of two digits is of this century. None for what is none.

    >>> [str(day(text)) for text in ("12/03/2026", "12-3-26", "12.3.2026", "2026-03-12", "12 mars 2026", "1er août 26")]
    ['2026-03-12', '2026-03-12', '2026-03-12', '2026-03-12', '2026-03-12', '2026-08-01']
    >>> day("03/2026"), day("12/31/2026"), day("30 février 2026")
    (None, None, None)
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = " ".join("".join(letter for letter in decomposed if not unicodedata.combining(letter)).split())
    match = YEAR_FIRST.fullmatch(plain) or DAY_FIRST.fullmatch(plain) or IN_WORDS.fullmatch(plain)
    month = _month(match["m"]) if match else 0
    if not match or not month:
        return None
    year = int(match["y"]) + (2000 if len(match["y"]) == 2 else 0)
    try:
        return date(year, month, int(match["d"]))
    except ValueError:
        return None


def _month(text: str) -> int:
    """Return the number of a month, from its number or name; 0 where it is none, or may be two (“jui”)."""
    if text.isdecimal():
        return int(text)
    meant = [k for k, names in enumerate(MONTHS, 1) if any(name.startswith(text) for name in names)]
    return meant[0] if len(meant) == 1 else 0


@dataclass(frozen=True)
class Evidence:
    """What a rating rests on: a title, a link or another reference (``""`` without), a date (ISO, ``""`` without)."""

    title: str
    reference: str = ""
    date: str = ""


def read_evidence(text: str) -> Evidence:
    """Take a cell apart: its first link is the reference, its first full date the date, what stands first the title.

    Without a link, what follows a first ``—``, ``|``, ``;`` or line end is the reference. Nothing is guessed of a year
    alone, or of a date that does not exist: they stay in the title.

    Examples
    --------
    >>> read_evidence("PLU approuvé — https://example.org/plu.pdf — 12/03/2024")
    Evidence(title='PLU approuvé', reference='https://example.org/plu.pdf', date='2024-03-12')
    >>> read_evidence("Délibération ; n° 2024-17 ; 2024-02-30")
    Evidence(title='Délibération', reference='n° 2024-17 ; 2024-02-30', date='')
    >>> read_evidence("https://example.org/bilan")
    Evidence(title='https://example.org/bilan', reference='https://example.org/bilan', date='')
    """
    link = LINK.search(text)
    reference = link[0].rstrip(".,)") if link else ""
    rest = text.replace(reference, " ", 1) if reference else text
    when = None
    for match in DAY_WITHIN.finditer(rest):
        if when := day(match[0]):
            rest = rest[: match.start()] + " " + rest[match.end() :]
            break
    parts = [part for part in (each.strip(EDGES) for each in APART.split(HOLLOW.sub(" ", rest))) if part]
    title = re.sub(r"\s+", " ", parts[0] if parts else reference)
    if not reference:
        reference = " ; ".join(re.sub(r"\s+", " ", part) for part in parts[1:])
    return Evidence(title, reference, when.isoformat() if when else "")
