"""How often, in words. The scale is the same everywhere and printed in the method annex."""

from __future__ import annotations

from revue_analytics.labels import in_draws
from revue_analytics.language import translator

__all__ = ["SCALE", "how_often", "with_share"]

SCALE: tuple[tuple[float, str], ...] = (
    (0.95, "almost always"),
    (0.75, "most often"),
    (0.55, "more often than not"),
    (0.45, "about half the time"),
    (0.25, "fairly often"),
    (0.05, "seldom"),
    (0.0, "almost never"),
)
"""From which share of the draws each wording is used, highest first; 1 and 0 have their own."""


def how_often(share: float, language: str) -> str:
    """Say a share of the draws in words; “always” is never said of draws.

    >>> [how_often(p, "fr") for p in (1.0, 0.97, 0.8, 0.5, 0.1)]
    ['dans tous les cas simulés', 'presque toujours', 'le plus souvent', 'environ une fois sur deux', 'rarement']
    """
    _ = translator(language)
    if share >= 1:
        return _("in every simulated case")
    if share <= 0:
        return _("in no simulated case")
    words = {
        "almost always": _("almost always"),
        "most often": _("most often"),
        "more often than not": _("more often than not"),
        "about half the time": _("about half the time"),
        "fairly often": _("fairly often"),
        "seldom": _("seldom"),
        "almost never": _("almost never"),
    }
    return next(words[word] for least, word in SCALE if share >= least)


def with_share(share: float, language: str) -> str:
    """Say a share of the draws in words and in figures.

    >>> with_share(0.93, "en"), with_share(1.0, "en")
    ('most often (93% of cases)', 'in every simulated case')
    """
    words = how_often(share, language)
    if share >= 1 or share <= 0:
        return words
    return translator(language)("{often} ({share} of cases)", often=words, share=in_draws(share, language))
