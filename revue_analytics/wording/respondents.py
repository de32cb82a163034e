"""Who answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from revue_analytics.labels import group_label, is_missing, known_groups
from revue_analytics.language import number, percent, translator

if TYPE_CHECKING:
    from revue_analytics.review import TerritoryReview

__all__ = ["Answered", "answered", "who_answered"]


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
