"""When people answered, as survey tools write it; answers too far apart in time to be one campaign's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from revue_analytics.errors import Fault
from revue_analytics.intake import file_rules
from revue_analytics.intake.sources import quoted, toml_lines

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
    dates = [YEAR_LAST.fullmatch(text.strip()) for text in texts]
    month_first = any(int(one["b"]) > 12 for one in dates if one)
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
        moment = datetime(year, month, day, hour, minute, second)
    except ValueError:
        return None
    return None if moment == STAND_IN else moment


def year_in(name: str) -> date | None:
    """Return the middle of the year that the name of a file bears, if it bears one.

    >>> year_in("enquete_2023.csv"), year_in("results-survey202612.csv")
    (datetime.date(2023, 7, 1), None)
    """
    years: Sequence[str] = sorted(set(YEAR.findall(name)))
    return date(int(years[0]), 7, 1) if len(years) == 1 else None


LONGEST_PAUSE = 183  # days without an answer, beyond which nobody may take what follows for the same campaign


def campaigns_apart(
    files: Sequence[tuple[str, str, Sequence[date]]], declared: Sequence[tuple[str, date | None]]
) -> list[Fault]:
    """Say which files hold answers of several campaigns that nothing tells apart.

    Parameters
    ----------
    files
        Name, path in `revue.toml`, and days of the answers that name no campaign.
    declared
        The campaigns that are declared, with their days. If there is one, these answers would belong to it.

    Examples
    --------
    >>> march = [date(2023, 3, 20)], [date(2026, 3, 12)]
    >>> for fault in campaigns_apart([("a.csv", "data/a.csv", march[0]), ("b.csv", "data/b.csv", march[1])], []):
    ...     print(fault.message())
    the answers seem to be of several campaigns (2), which are not all declared
    these answers are of 2023, those of b.csv of 2026: nothing says that they are one campaign
    these answers are of 2026, those of a.csv of 2023: nothing says that they are one campaign
    """
    dated = sorted((day, k) for k, (_, _, days) in enumerate(files) for day in set(days))
    rounds: list[list[tuple[date, int]]] = []
    for day, k in dated:
        if rounds and (day - rounds[-1][-1][0]).days <= LONGEST_PAUSE:
            rounds[-1].append((day, k))
        else:
            rounds.append([(day, k)])
    faults = [_undeclared(rounds, declared)] if len(rounds) > 1 else []
    for k, (name, path, _) in enumerate(files):
        mine = [one for one in rounds if any(of == k for _, of in one)]
        others = [one for one in rounds if one not in mine]
        if not mine:
            continue
        details = {"when": _years(mine), "toml": toml_lines(path, campaign=quoted(_campaign(mine[-1], declared)))}
        if len(mine) > 1:
            details |= {"when": _years(mine[:-1]), "others": _years(mine[-1:])}
            faults.append(Fault(file_rules.CAMPAIGNS_IN_FILE, file=name, details=details))
        elif others:
            details |= {"other": files[others[0][0][1]][0], "others": _years(others)}
            faults.append(Fault(file_rules.CAMPAIGNS_APART, file=name, details=details))
        elif id := _other_than_declared(mine[0], declared):
            faults.append(Fault(file_rules.CAMPAIGN_OTHER, file=name, value=id, details=details))
    return faults


def _undeclared(rounds: Sequence[Sequence[tuple[date, int]]], declared: Sequence[tuple[str, date | None]]) -> Fault:
    """Say which campaigns there seem to be, with the lines that declare those that are not declared."""
    known = [id for id, _ in declared]
    ids = list(dict.fromkeys(_campaign(one, declared) for one in rounds))
    lines = "".join(f"\n    [[campaigns]]\n    id = {quoted(id)}" for id in ids if id not in known)
    return Fault(
        file_rules.CAMPAIGNS_SEVERAL, file="revue.toml", column="campaigns", details={"toml": lines, "n": len(ids)}
    )


def _other_than_declared(one: Sequence[tuple[date, int]], declared: Sequence[tuple[str, date | None]]) -> str:
    """Return the campaign that these answers would belong to and are too far from; ``""`` if there is none."""
    if len(declared) != 1:
        return ""
    (id, day), first, last = declared[0], one[0][0], one[-1][0]
    if day is None:
        if not (id.isdecimal() and len(id) == 4 and 1900 <= int(id) <= 2199):
            return ""
        low, high = date(int(id), 1, 1), date(int(id), 12, 31)
    else:
        low = high = day
    return id if (low - last).days > LONGEST_PAUSE or (first - high).days > LONGEST_PAUSE else ""


def _years(rounds: Sequence[Sequence[tuple[date, int]]]) -> str:
    return ", ".join(dict.fromkeys(str(day.year) for one in rounds for day, _ in one))


def _campaign(one: Sequence[tuple[date, int]], declared: Sequence[tuple[str, date | None]]) -> str:
    """Name the campaign of some answers: the one that is declared for their year, else the year."""
    year = str(one[-1][0].year)
    return next((id for id, day in declared if year in id or (day and str(day.year) == year)), year)
