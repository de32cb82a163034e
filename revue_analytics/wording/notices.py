"""What must be said beside the numbers: few answers, criteria left out, fictitious or confidential data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from revue_analytics.framework import OVERALL
from revue_analytics.labels import listed, node_label
from revue_analytics.language import number, translator

if TYPE_CHECKING:
    from revue_analytics.review import TerritoryReview

__all__ = ["confidential", "declared", "fictitious", "insufficient", "not_applicable", "notices", "reasons", "small"]


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
    told = [
        _("{names} – {reason}", names=listed(_labels(review, part["criterion"], language), language), reason=reason)
        for reason, part in table.groupby("reason", sort=False)
    ]
    return _("Not applicable here, as the campaign declares: {list}.", list=_("; ").join(told))


def reasons(review: TerritoryReview, language: str) -> str:
    """Say why respondents found criteria not applicable: the reasons that several gave alike."""
    table = review.now("reasons")
    if table.empty:
        return ""
    _ = translator(language)
    told = [
        _(
            "{name} – “{reason}” ({n} people)",
            name=listed(_labels(review, [row.criterion], language), language),
            reason=row.reason,
            n=number(row.n, 0, language),
        )
        for row in table.itertuples()
    ]
    return _(
        "Reasons given for “not applicable” by at least {threshold} people alike: {list}.",
        threshold=number(review.meta["threshold"], 0, language),
        list=_("; ").join(told),
    )


def _labels(review: TerritoryReview, ids: Iterable[str], language: str) -> list[str]:
    wanted = set(ids)
    return [
        node_label(review.framework, node.id, language, short=True, numbered=True)
        for node in review.framework.nodes
        if node.id in wanted
    ]


def _named(review: TerritoryReview, status: str, language: str) -> str:
    _ = translator(language)
    table = review.now("scores")
    ids = set(table.loc[table["status"] == status, "node"]) - {OVERALL}  # what the whole lacks is said part by part
    names = _labels(review, [n.id for n in review.framework.nodes if n.id in ids and n.parent not in ids], language)
    if not names:
        return ""
    if status == "insufficient":
        return _("Not enough answers for a score: {names}.", names=listed(names, language))
    return _(
        "Not applicable here, and left out of the calculation (their weight is shared among the others): {names}.",
        names=listed(names, language),
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
