"""How part one writes numbers: whole, and never across a level that is not reached."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from revue_analytics.document.names import interval_of, is_missing, level_range
from revue_analytics.language import number, signed, translator

if TYPE_CHECKING:
    from revue_analytics.framework import Framework


def whole(value: float, framework: Framework) -> int:
    """Round a score to a whole number of the same level: 49.6 is not yet 50, where 50 begins a level.

    >>> from revue_analytics.framework import load_framework
    >>> [whole(score, load_framework()) for score in (49.6, 49.4, 50.0, 61.5)]
    [49, 49, 50, 62]
    """
    rounded = round(round(value, 9))
    starts = {start for _level, start, _end in level_range(framework)}
    return rounded - 1 if rounded in starts and rounded > value + 1e-9 else rounded


def whole_score(value: Any, framework: Framework, language: str) -> str:
    """Write a score as a whole number, or “insufficient data”."""
    if is_missing(value):
        return translator(language)("insufficient data")
    return number(whole(float(value), framework), 0, language)


def whole_interval(low: Any, high: Any, language: str) -> str:
    """Write an interval in whole numbers, or nothing if it has no ends."""
    return "" if is_missing(low) or is_missing(high) else interval_of(low, high, language, 0)


def points(value: Any, language: str) -> str:
    r"""Write points gained or lost as a whole number: “+2 points”, “less than 1 point”.

    >>> points(1.7, "en"), points(0.3, "en"), points(-1.2, "en")
    ('+2\xa0points', 'less than 1\xa0point', '−1\xa0point')
    """
    _ = translator(language)
    n = round(abs(round(float(value), 9)))
    if n == 0:
        return _("less than 1 point").replace("1 ", "1\u00a0")
    gain = signed(math.copysign(n, float(value)), 0, language)
    return _("{gain} point", "{gain} points", n, gain=gain).replace(" ", "\u00a0")
