"""A piece of evidence, as people write it in one cell: a title, a link or a reference, a date."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date as Date

__all__ = ["Evidence", "read_evidence"]

LINK = re.compile(r"https?://[^\s<>\"'|;]+", re.IGNORECASE)
DAY = re.compile(r"(?<![\d/-])(?:(\d{1,2})[/.](\d{1,2})[/.](\d{4})|(\d{4})-(\d{1,2})-(\d{1,2}))(?![\d/-])")
APART = re.compile(r"\s+[—–|]\s+|\s*[|;\n\r]\s*")
EDGES = " \t\n\r,;:–—-|"
HOLLOW = re.compile(r"[(\[]\s*[)\]]\.?")  # what is left around a link or a date that was taken out


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
    day = ""
    for found in DAY.finditer(rest):
        if day := _iso(found):
            rest = rest[: found.start()] + " " + rest[found.end() :]
            break
    parts = [part for part in (each.strip(EDGES) for each in APART.split(HOLLOW.sub(" ", rest))) if part]
    title = re.sub(r"\s+", " ", parts[0] if parts else reference)
    if not reference:
        reference = " ; ".join(re.sub(r"\s+", " ", part) for part in parts[1:])
    return Evidence(title, reference, day)


def _iso(found: re.Match[str]) -> str:
    day, month, year, year_first, month_of, day_of = found.groups()
    try:
        if year:
            return Date(int(year), int(month), int(day)).isoformat()
        return Date(int(year_first), int(month_of), int(day_of)).isoformat()
    except ValueError:
        return ""
