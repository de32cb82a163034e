"""Who answered, how far that carries, and what must be said beside the numbers."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from revue_analytics.document import names
from revue_analytics.document.page.html import Html, render
from revue_analytics.framework import OVERALL
from revue_analytics.language import number, percent, translator
from revue_analytics.methods.registry import facts_of
from revue_analytics.methods.respondents import RESPONDENT_MODELS
from revue_analytics.review import TerritoryReview
from revue_analytics.review.reading import rows, rows_by

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
        answered, of = number(self.n, 0, language), number(self.invited, 0, language)
        return translator(language)("{n} out of {invited} invited", n=answered, invited=of)


def answered(review: TerritoryReview, language: str, *, at_most: int | None = None) -> list[Answered]:
    """List the groups that answered the current campaign; of more than `at_most`, the last are added up."""
    table = rows_by(review.now("participation"), "group")
    groups = []
    for group, colleges in names.known_groups(review):
        row = table[group]
        invited = None if names.is_missing(row.invited) else int(row.invited)
        groups.append(
            Answered(names.group_label(review.meta, group, language, colleges), int(row.n_respondents), invited)
        )
    if at_most is None or len(groups) <= at_most:
        return groups
    shown, others = groups[: at_most - 1], groups[at_most - 1 :]
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


def small(review: TerritoryReview, language: str) -> str:
    """Say that few people answered and what is therefore not shown; nothing where enough did."""
    n = int(review.now("participation")["n_respondents"].sum())
    if not review.small or not n:
        return ""
    _ = translator(language)
    return _(
        "Few respondents: fewer than {threshold} people answered. Results are those of all together, without counts or "
        "comments.",
        threshold=number(review.meta["threshold"], 0, language),
    )


def insufficient(review: TerritoryReview, language: str) -> str:
    """Name what has no score for want of answers."""
    return _named(review, "insufficient", language)


def not_applicable(review: TerritoryReview, language: str) -> str:
    """Name what does not apply to the territory and has left the calculation."""
    return _named(review, "not_applicable", language)


def declared(review: TerritoryReview, language: str) -> str:
    """Say which criteria the campaign itself declares not to apply, and why; nothing where there are none."""
    table = review.tables["not_applicable"]
    if table.empty:
        return ""
    _ = translator(language)
    named = [
        _(
            "{names} – {reason}",
            names=names.listed(_labels(review, part["criterion"], language), language),
            reason=reason,
        )
        for reason, part in table.groupby("reason", sort=False)
    ]
    return _("Not applicable here, as the campaign declares: {list}.", list=_("; ").join(named))


def reasons(review: TerritoryReview, language: str) -> str:
    """Say why respondents found criteria not applicable: the reasons that several gave alike."""
    table = review.now("reasons")
    if table.empty:
        return ""
    _ = translator(language)
    named = [
        _(
            "{name} – “{reason}” ({n} people)",
            name=names.listed(_labels(review, [row.criterion], language), language),
            reason=row.reason,
            n=number(row.n, 0, language),
        )
        for row in rows(table)
    ]
    return _(
        "Reasons given for “not applicable” by at least {threshold} people alike: {list}.",
        threshold=number(review.meta["threshold"], 0, language),
        list=_("; ").join(named),
    )


def _labels(review: TerritoryReview, ids: Iterable[str], language: str) -> list[str]:
    wanted = set(ids)
    return [
        names.node_label(review.framework, node.id, language, short=True, numbered=True)
        for node in review.framework.nodes
        if node.id in wanted
    ]


def _named(review: TerritoryReview, status: str, language: str) -> str:
    _ = translator(language)
    table = review.now("scores")
    ids = set(table.loc[table["status"] == status, "node"]) - {OVERALL}  # what the whole lacks is said part by part
    labels = _labels(review, [n.id for n in review.framework.nodes if n.id in ids and n.parent not in ids], language)
    if not labels:
        return ""
    if status == "insufficient":
        return _("Not enough answers for a score: {names}.", names=names.listed(labels, language))
    return _(
        "Not applicable here, and left out of the calculation (their weight is shared among the others): {names}.",
        names=names.listed(labels, language),
    )


def fictitious(review: TerritoryReview, language: str) -> str:
    """Say that the data are fictitious, if they are."""
    return (
        translator(language)("Fictitious data: this territory does not exist.") if review.meta.get("fictitious") else ""
    )


def confidential(review: TerritoryReview, language: str) -> str:
    """Say that the page must not be passed on, if it must not."""
    if review.meta.get("publishable", True):
        return ""
    return translator(language)("Confidential: small groups can be recognised in these results. Do not circulate.")


def notices(review: TerritoryReview, language: str) -> list[str]:
    """Return what must be said on the first page of this territory, in order of weight."""
    return [
        text
        for text in (small(review, language), insufficient(review, language), not_applicable(review, language))
        if text
    ]


GROUPS_ON_FRONT = 8  # more groups than this are listed in the annex


def annex_answers(review: TerritoryReview, language: str = "fr") -> Html:
    """Write how many answered each criterion, did not know, found it not applicable or were not asked."""
    answers = rows_by(review.now("answers"), "criterion")
    rows = [
        {
            "name": names.node_label(review.framework, leaf, language, numbered=True),
            "cells": names.number_cells(
                (row.n_rated, row.n_unknown, row.n_not_applicable, row.n_not_asked), 0, language
            ),
            "not_applicable": bool(row.not_applicable),
        }
        for leaf in review.framework.leaf_ids
        if (row := answers.get(leaf))
    ]
    groups = answered(review, language)
    return render(
        "annex_answers.html.j2",
        review,
        language,
        rows=rows,
        groups=groups if len(groups) > GROUPS_ON_FRONT else [],
        notices=[say(review, language) for say in (caution, insufficient, not_applicable, declared, reasons)],
    )
