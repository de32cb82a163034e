"""When people answered, as survey tools write it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime

__all__ = ["moments", "year_in"]

YEAR_FIRST = re.compile(r"(?P<y>(?:19|20)\d\d)[-/.](?P<a>\d{1,2})[-/.](?P<b>\d{1,2})(?:[T ]+(?P<time>.*))?")
YEAR_LAST = re.compile(r"(?P<a>\d{1,2})[-/.](?P<b>\d{1,2})[-/.](?P<y>(?:20)?\d\d)(?:[T ,]+(?P<time>.*))?")
TIME = re.compile(r"(\d{1,2})[:h](\d\d)(?::(\d\d))?(?:\.\d+)?\s*(am|pm)?", re.IGNORECASE)
STAND_IN = datetime(1980, 1, 1)  # LimeSurvey writes it where a survey does not keep the moment of submission
YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")


def moments(texts: Iterable[str]) -> list[datetime | None]:
    """Read the days and times of a column; None for what is none. The day comes first, unless one cannot be a day.

    >>> moments(["14/03/2026 09:01:02", "2026-03-12T08:24:09.123+01:00", ""])
    [datetime.datetime(2026, 3, 14, 9, 1, 2), datetime.datetime(2026, 3, 12, 8, 24, 9), None]
    >>> moments(["3/12/26 1:05 PM", "3/14/26 1:05 PM"])[0]
    datetime.datetime(2026, 3, 12, 13, 5)
    >>> moments(["1980-01-01 00:00:00"])
    [None]
    """
    texts = list(texts)
    found = [YEAR_LAST.fullmatch(text.strip()) for text in texts]
    month_first = any(int(one["b"]) > 12 for one in found if one)
    return [_moment(text, month_first) for text in texts]


def _moment(text: str, month_first: bool) -> datetime | None:
    text = text.strip()
    if one := YEAR_FIRST.fullmatch(text):
        year, month, day = int(one["y"]), int(one["a"]), int(one["b"])
    elif one := YEAR_LAST.fullmatch(text):
        first, second = int(one["a"]), int(one["b"])
        year, (day, month) = int(one["y"]), (second, first) if month_first else (first, second)
        year += 2000 if year < 100 else 0
    else:
        return None
    hour = minute = second = 0
    if one["time"] and (clock := TIME.match(one["time"])):
        hour, minute, second = int(clock[1]), int(clock[2]), int(clock[3] or 0)
        hour = hour % 12 + (12 if clock[4].lower() == "pm" else 0) if clock[4] else hour
    try:
        found = datetime(year, month, day, hour, minute, second)
    except ValueError:
        return None
    return None if found == STAND_IN else found


def year_in(name: str) -> date | None:
    """Return the middle of the year that the name of a file bears, if it bears one.

    >>> year_in("enquete_2023.csv"), year_in("results-survey202612.csv")
    (datetime.date(2023, 7, 1), None)
    """
    found: Sequence[str] = sorted(set(YEAR.findall(name)))
    return date(int(found[0]), 7, 1) if len(found) == 1 else None
