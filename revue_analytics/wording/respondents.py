"""Who answered, how far that carries, and what answers that resemble each other are worth."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from revue_analytics.labels import group_label, is_missing, known_groups
from revue_analytics.language import number, percent, translator
from revue_analytics.methods.registry import facts_of
from revue_analytics.methods.respondents import RESPONDENT_MODELS

if TYPE_CHECKING:
    from revue_analytics.review import TerritoryReview

__all__ = ["Answered", "answered", "caution", "drawn_respondents", "resemblance_sentences", "who_answered"]

SMALL_SHARE, SMALL_GROUP, MANY_OF_THEM = 1 / 3, 10, 1 / 2
"""Page 1 warns below this share of those invited; else of groups with fewer answers than this, unless they are many of
their own."""


@dataclass(frozen=True)
class Answered:
    """One group: its name, how many answered, out of how many invited (nothing if unknown)."""

    name: str
    n: int
    invited: int | None

    def text(self, language: str) -> str:
        """Write how many answered: “6 out of 11 invited”."""
        if self.invited is None:
            return number(self.n, 0, language)
        told, of = number(self.n, 0, language), number(self.invited, 0, language)
        return translator(language)("{n} out of {invited} invited", n=told, invited=of)


def answered(review: TerritoryReview, language: str, *, at_most: int | None = None) -> list[Answered]:
    """List the groups that answered the current campaign; of more than `at_most`, the last are added up."""
    table = review.now("participation").set_index("group")
    found = []
    for group, colleges in known_groups(review):
        row = table.loc[group]
        invited = None if is_missing(row["invited"]) else int(row["invited"])
        found.append(Answered(group_label(review.meta, group, language, colleges), int(row["n_respondents"]), invited))
    if at_most is None or len(found) <= at_most:
        return found
    shown, others = found[: at_most - 1], found[at_most - 1 :]
    known = [each.invited for each in others if each.invited is not None]
    name = translator(language)("{n} other groups", n=number(len(others), 0, language))
    invited = sum(known) if len(known) == len(others) else None
    return [*shown, Answered(name, sum(each.n for each in others), invited)]


def who_answered(review: TerritoryReview, language: str) -> str:
    """Say how many people answered, and what share of those invited, where that is known of all."""
    _ = translator(language)
    groups = answered(review, language)
    n = sum(group.n for group in groups)
    if not n:
        return _("Nobody has answered this campaign.")
    invited = [group.invited for group in groups]
    known = [each for each in invited if each is not None]
    if len(known) < len(invited) or sum(known) < n:
        return _("{n} person answered.", "{n} people answered.", n)
    share, of = percent(n / sum(known), 0, language), number(sum(known), 0, language)
    return _(
        "{n} person answered, out of {invited} invited ({share}).",
        "{n} people answered, out of {invited} invited ({share}).",
        n,
        invited=of,
        share=share,
    )


def caution(review: TerritoryReview, language: str) -> str:
    """Say, where few of those invited answered, that volunteers are no sample; else which groups are small."""
    _ = translator(language)
    groups = answered(review, language)
    n, invited = sum(group.n for group in groups), sum(group.invited or group.n for group in groups)
    if n < SMALL_SHARE * invited:
        return _("Volunteers are not a sample: those who did not answer may think otherwise.")
    few = (group.n < SMALL_GROUP and group.n < MANY_OF_THEM * (group.invited or math.inf) for group in groups)
    if review.small or not any(few):
        return ""
    least = number(SMALL_GROUP, 0, language)
    return _("Of a group with fewer than {least} answers, a few more could change what is said.", least=least)


def resemblance_sentences(review: TerritoryReview, language: str) -> list[str]:
    """Say what the answers are worth, and how reliable the questionnaire is; nothing for fewer than ten people."""
    _ = translator(language)
    table = review.now("resemblance")
    if table.empty:
        return []
    row = table.iloc[0]
    n, worth, alpha = int(row["n"]), int(row["worth"]), float(row["alpha"])
    low, high = (number(max(float(row[end]), 0.0), 2, language) for end in ("low", "high"))
    return [
        _(
            "The answers of one person resemble each other: {people} answers are worth here {n} independent answer per "
            "criterion.",
            "The answers of one person resemble each other: {people} answers are worth here {n} independent answers "
            "per criterion.",
            worth,
            people=number(n, 0, language),
        ),
        _(
            "Reliability of the questionnaire (Cronbach’s alpha): {alpha}, {low} to {high} nine times out of ten.",
            alpha=number(alpha, 2, language),
            low=low,
            high=high,
        ),
    ]


def drawn_respondents(review: TerritoryReview, language: str) -> str:
    """Say how the answers that were not given are drawn."""
    _ = translator(language)
    model = str(review.meta["methodology"].get("respondents", "persons"))
    if model not in RESPONDENT_MODELS:
        return _("What other people might have answered is drawn by {model}.", model=model)
    return _(facts_of(RESPONDENT_MODELS[model]).sentence)
