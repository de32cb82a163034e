"""What a setting may be: small checks that return a broken rule, and a walk over the whole of `revue.toml`.

A check takes a value and returns None, or the rule it breaks with the details of its message. `SCHEMA` is the
shape of the file: every setting there is, with its check.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from math import isfinite
from typing import Any

from revue_analytics.campaign import rules
from revue_analytics.errors import Rule
from revue_analytics.intake.sources import SHAPES
from revue_analytics.language import LANGUAGES
from revue_analytics.tables.cells import day as written_day
from revue_analytics.tables.groups import STRATA

__all__ = ["DESIRED", "SCHEMA", "Broken", "as_date", "broken"]

Verdict = tuple[Rule, dict[str, Any]] | None
Check = Callable[[Any], Verdict]
IDENTIFIER = re.compile(r"[\w-]{1,40}")
DESIRED = "desired"  # a default target: the mean level that respondents wish
GROUP_NAMES = ("all", "others")  # of merged colleges, in a review


@dataclass(frozen=True)
class Broken:
    """A setting that breaks a rule: where it is, its value, the rule."""

    path: tuple[str | int, ...]
    value: object
    rule: Rule
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Section:
    """A `[section]`; with `many`, an array `[[section]]`; with `named`, `[section.name]` for any name."""

    keys: Mapping[str, Any]
    required: tuple[str, ...] = ()
    many: bool = False
    named: Check | None = None


MOST_IN_HEADING = 1000  # characters


def text(value: Any) -> Verdict:
    """Accept a text."""
    return None if isinstance(value, str) else (rules.NOT_TEXT, {})


def heading(value: Any) -> Verdict:
    """Accept a text that can head a page."""
    return text(value) or ((rules.TOO_LONG, {"most": MOST_IN_HEADING}) if len(value) > MOST_IN_HEADING else None)


def words(value: Any) -> Verdict:
    """Accept a text that can head a page or a column, or one per language."""
    per_language = isinstance(value, dict) and value and all(k in LANGUAGES for k in value)
    texts = list(value.values()) if per_language else [value]
    good = all(isinstance(one, str) for one in texts)
    return next(filter(None, map(heading, texts)), None) if good else (rules.NOT_WORDS, {})


def sentence(value: Any) -> Verdict:
    """Accept a text that says something."""
    return text(value) if not isinstance(value, str) else None if value.strip() else (rules.NO_REASON, {})


def target(value: Any) -> Verdict:
    """Accept a score, or ``"desired"``: what the respondents wish."""
    return None if value == DESIRED else (rules.NOT_TARGET, {}) if number(0, 100)(value) else None


def texts(value: Any) -> Verdict:
    """Accept a list of texts."""
    good = isinstance(value, list) and all(isinstance(v, str) for v in value)
    return None if good else (rules.NOT_TEXTS, {})


def short(value: Any) -> Verdict:
    """Accept true or false, or the list of what is kept."""
    good = isinstance(value, bool) or (texts(value) is None and bool(value))
    return None if good else (rules.NOT_SHORT, {})


def texts_by_name(value: Any) -> Verdict:
    """Accept a table of texts or numbers."""
    good = isinstance(value, dict) and all(text_or_number(v) is None for v in value.values())
    return None if good else (rules.NOT_TEXTS_BY_NAME, {})


def lists_by_name(value: Any) -> Verdict:
    """Accept a table of lists of texts."""
    good = isinstance(value, dict) and all(texts(v) is None for v in value.values())
    return None if good else (rules.NOT_LISTS_BY_NAME, {})


def text_or_number(value: Any) -> Verdict:
    """Accept a text, or a whole number that stands for one (``campaign = 2026``)."""
    good = isinstance(value, str | int) and not isinstance(value, bool)
    return None if good else (rules.NOT_TEXT, {})


def pattern(value: Any) -> Verdict:
    """Accept a regular expression."""
    try:
        re.compile(value)
    except (re.error, TypeError):
        return rules.NOT_PATTERN, {}
    return None


def boolean(value: Any) -> Verdict:
    """Accept true or false."""
    return None if isinstance(value, bool) else (rules.NOT_BOOLEAN, {})


def number(low: float, high: float | None = None) -> Check:
    """Accept a finite number from `low` to `high`."""

    def check(value: Any) -> Verdict:
        good = isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
        if good and low <= value and (high is None or value <= high):
            return None
        return (rules.NOT_AT_LEAST, {"low": low}) if high is None else (rules.NOT_NUMBER, {"low": low, "high": high})

    return check


def whole(low: int, high: int) -> Check:
    """Accept a whole number from `low` to `high`."""

    def check(value: Any) -> Verdict:
        good = isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
        return None if good else (rules.NOT_WHOLE, {"low": low, "high": high})

    return check


def one_of(*valid: str) -> Check:
    """Accept one of the texts of a list."""

    def check(value: Any) -> Verdict:
        return None if value in valid else (rules.NOT_ONE_OF, {"valid": ", ".join(valid)})

    return check


def identifier(value: Any) -> Verdict:
    """Accept letters, digits, - and _; a whole number will do (``id = 2026``)."""
    good = isinstance(value, str | int) and not isinstance(value, bool) and IDENTIFIER.fullmatch(str(value))
    return None if good else (rules.NOT_ID, {})


def college(value: Any) -> Verdict:
    """Accept an identifier that is not the name of a group of merged colleges."""
    return (rules.RESERVED, {}) if value in GROUP_NAMES else identifier(value)


def day(value: Any) -> Verdict:
    """Accept a date."""
    return None if as_date(value) else (rules.NOT_DATE, {})


def day_or_year(value: Any) -> Verdict:
    """Accept a date, or the year that begins on its first day."""
    return None if whole(1900, 2200)(value) is None or as_date(value) else (rules.NOT_YEAR, {})


def amounts(value: Any) -> Verdict:
    """Accept an amount, or a list of amounts, none negative."""
    several = value if isinstance(value, list) else [value]
    return None if several and all(number(0)(one) is None for one in several) else (rules.NOT_AMOUNTS, {})


def colour(value: Any) -> Verdict:
    """Accept a colour as #rrggbb."""
    good = isinstance(value, str) and re.fullmatch(r"#[0-9a-fA-F]{6}", value)
    return None if good else (rules.NOT_COLOUR, {})


def anything(value: Any) -> None:
    """Accept whatever is checked elsewhere."""


def as_date(value: Any) -> date | None:
    """Return a date, or None when it is none: a TOML date, or a day as `tables.days` reads it.

    >>> as_date("12/03/2026"), as_date("2026-13-01"), as_date(2026)
    (datetime.date(2026, 3, 12), None, None)
    """
    if isinstance(value, date):
        return date(value.year, value.month, value.day)  # of a date with a time, the date
    return written_day(value) if isinstance(value, str) else None


MEANS = {
    "periods": whole(1, 12),
    "staff_days": amounts,
    "budget": amounts,
    "actions": whole(0, 1000),
    "each_axis": boolean,
}

SCHEMA = Section(
    {
        "title": heading,
        "language": one_of(*LANGUAGES),
        "fictitious": boolean,
        "framework": text,
        "campaigns": Section({"id": identifier, "label": words, "date": day}, required=("id",), many=True),
        "colleges": Section(
            {"label": words, "weight": number(0), "aliases": texts, "reviewer": boolean}, named=college
        ),
        "methodology": anything,
        "targets": Section({"default": target, "due": day}),
        "not_applicable": Section(
            {"territory": text_or_number, "criterion": text, "reason": sentence},
            required=("territory", "criterion", "reason"),
            many=True,
        ),
        "disclosure": Section({"threshold": whole(1, 1000), "comments": boolean, "evidence": boolean}),
        "portfolio": Section({"anonymous": boolean}),
        "uncertainty": Section({"draws": whole(1, 1_000_000), "seed": whole(0, 2**63 - 1)}),
        "roadmap": Section(
            {
                "start": day_or_year,
                **MEANS,
                "strata": Section(MEANS, named=one_of(*STRATA)),
                "territories": Section(MEANS, named=text),
                "effort_days": Section(dict.fromkeys(("low", "medium", "high"), number(0))),
                "horizon_periods": Section(dict.fromkeys(("short", "medium", "long"), whole(1, 12))),
            }
        ),
        "look": Section({"accent": colour, "logo": text}),
        "questionnaire": Section(
            {
                **dict.fromkeys(("desired", "importance", "evidence", "comments"), boolean),
                "not_asked": lists_by_name,
                "short": short,
                "closing": day,
                "contact": words,
                "privacy": words,
            }
        ),
        "sources": Section(
            {
                "file": text,
                "shape": one_of(*SHAPES),
                "incomplete": one_of("keep", "drop"),
                "repeated": one_of("fault", "last"),
                **dict.fromkeys(("campaign", "college", "territory"), text_or_number),
                **dict.fromkeys(
                    (f"{name}_column" for name in ("campaign", "college", "territory", "respondent")), text
                ),
                **dict.fromkeys((f"{name}_pattern" for name in ("campaign", "college", "territory")), pattern),
                **dict.fromkeys(("sheet", "encoding", "separator"), text),
                **dict.fromkeys(("columns", "answers"), texts_by_name),
                "ignore": texts,
            },
            required=("file",),
            many=True,
        ),
    }
)


def broken(settings: Any, section: Section = SCHEMA, path: tuple[str | int, ...] = ()) -> Iterator[Broken]:
    """Yield everything in `settings` that breaks a rule of `section`."""
    name = ".".join(str(part) for part in path if isinstance(part, str))
    if section.many:
        if not isinstance(settings, list):
            yield Broken(path, settings, rules.NOT_TABLES, {"section": name})
            return
        for i, one in enumerate(settings):
            yield from _broken_keys(one, section, (*path, i))
    elif section.named and isinstance(settings, dict):
        for key, one in settings.items():
            if rule := section.named(key):
                yield Broken((*path, key), key, *rule)
            yield from _broken_keys(one, section, (*path, key))
    else:
        yield from _broken_keys(settings, section, path)


def _broken_keys(settings: Any, section: Section, path: tuple[str | int, ...]) -> Iterator[Broken]:
    if not isinstance(settings, dict):
        name = ".".join(str(part) for part in path if isinstance(part, str))
        yield Broken(path, settings, rules.NOT_TABLE, {"section": name})
        return
    for key, value in settings.items():
        check = section.keys.get(key)
        if check is None:
            yield _unknown(key, section.keys, (*path, key))
        elif isinstance(check, Section):
            yield from broken(value, check, (*path, key))
        elif rule := check(value):
            yield Broken((*path, key), value, *rule)
    for key in section.required:
        if key not in settings:
            yield Broken(path, key, rules.MISSING_KEY)


def _unknown(key: str, valid: Iterable[str], path: tuple[str | int, ...]) -> Broken:
    near = get_close_matches(key, list(valid), n=1, cutoff=0.6)
    if near:
        return Broken(path, key, rules.UNKNOWN_KEY_NEAR, {"nearest": near[0]})
    return Broken(path, key, rules.UNKNOWN_KEY, {"valid": ", ".join(valid)})
