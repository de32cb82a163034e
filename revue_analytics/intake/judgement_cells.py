"""One cell of a judgement: a ratio on Saaty's scale, a rank, points. Text is read, never evaluated."""

from __future__ import annotations

import re
from math import floor, isnan, nan
from typing import NamedTuple
from unicodedata import category, numeric

import pandas as pd

from revue_analytics.errors import Rule
from revue_analytics.intake import judgement_rules as rules
from revue_analytics.intake import rules as common
from revue_analytics.tables.cells import numbers

__all__ = ["Read", "points", "rank", "ratio"]

SLACK = 1e-9
DATE = re.compile(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}(?:[ T].*)?|\d{1,2}[-. ][^\W\d]{3,}\.?(?:[-. ]\d{2,4})?")
FRACTION = re.compile(r"(\d{1,2})\s*[/⁄]\s*(\d{1,2})")
ORDINAL = re.compile(r"(\d{1,3})\s*(?:er|ère|ere|re|e|è|ème|eme|st|nd|rd|th)?\.?", re.IGNORECASE)


class Read(NamedTuple):
    """A value, NaN where there is none, and the rule it breaks."""

    value: float
    rule: Rule | None = None


def ratio(text: str) -> Read:
    """Read how many times as important something is: ``3``, ``1/3``, ``⅓``, ``0,33``; a blank is NaN.

    A decimal number that is a third, a seventh… as people round it is taken for the fraction itself.

    >>> ratio("1/3") == ratio("0,33") == ratio("⅓"), ratio("12").rule.code, ratio("=1/3").rule.code
    (True, 'judgement-off-scale', 'judgement-formula')
    """
    text = text.strip()
    if not text:
        return Read(nan)
    if text[0] == "=":
        return Read(nan, rules.IS_FORMULA)
    value = _number(text)
    if isnan(value):
        return Read(nan, rules.IS_DATE if DATE.fullmatch(text) else rules.UNREADABLE)
    if not 1 / 9 - SLACK <= value <= 9 + SLACK:
        return Read(nan, rules.OFF_SCALE)
    return Read(value)


def rank(text: str, m: int) -> Read:
    """Read a rank from 1 to `m`: ``2``, ``2e``, ``1er``, ``1st``; a blank is NaN.

    >>> rank("1er", 3), rank("4", 3).rule.code, rank("1,5", 3).rule.code
    (Read(value=1.0, rule=None), 'rank-out-of-range', 'rank-unreadable')
    """
    text = text.strip()
    if not text:
        return Read(nan)
    value = _plain(text)
    found = ORDINAL.fullmatch(text)
    value = float(found[1]) if found else value
    if isnan(value) or value != floor(value):
        return Read(nan, rules.IS_FORMULA if text[0] == "=" else rules.RANK_UNREADABLE)
    return Read(value) if 1 <= value <= m else Read(nan, rules.RANK_RANGE)


def points(text: str) -> Read:
    """Read points from 0 to 100; a blank is NaN.

    >>> points("12,5").value, points("120").rule.code
    (12.5, 'points-out-of-range')
    """
    text = text.strip()
    if not text:
        return Read(nan)
    value = _plain(text)
    if isnan(value):
        return Read(nan, rules.IS_FORMULA if text[0] == "=" else common.POINTS_UNREADABLE)
    return Read(value) if 0 <= value <= 100 else Read(nan, common.POINTS_RANGE)


def _plain(text: str) -> float:
    return float(numbers(pd.Series([text], dtype="str")).iloc[0])


def _number(text: str) -> float:
    """Return a number, a fraction or a fraction of one sign; NaN for anything else."""
    if len(text) == 1 and category(text) == "No":
        return numeric(text, nan)
    if found := FRACTION.fullmatch(text):
        return int(found[1]) / int(found[2]) if int(found[2]) else nan
    value = nan if "%" in text else _plain(text)
    decimals = len(re.split("[.,]", text)[-1]) if re.search("[.,]", text) else 0
    if decimals >= 2 and 0 < value < 1:
        return min((1 / k for k in range(2, 10) if _rounds_to(1 / k, value, decimals)), default=value)
    return value


def _rounds_to(exact: float, typed: float, decimals: int) -> bool:
    """Whether `typed` is `exact`, rounded or cut to so many decimals."""
    scale = 10**decimals
    return any(abs(whole / scale - typed) < SLACK for whole in (floor(exact * scale), floor(exact * scale + 0.5)))
