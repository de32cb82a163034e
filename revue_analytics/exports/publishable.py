"""What may leave the house: enough people behind a result, and the marks that files bear where it may not go round."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from revue_analytics.errors import CampaignError, ReportError
from revue_analytics.intake.codes import codes_of
from revue_analytics.language import translator

if TYPE_CHECKING:
    from revue_analytics.review import Opened, Review


def check_publishable(review: Review, private: bool) -> None:
    """Raise a `ReportError` for results that may not be published, unless they are to stay private."""
    if not (private or review.meta.get("publishable", True)):
        raise ReportError(
            "these results rest on fewer people than may be published; --private exports them, marked confidential",
        )


def check_pages_publishable(review: Review, private: bool) -> None:
    """Raise a `ReportError` for pages that may not be published, unless they are to be marked confidential."""
    if not (private or review.meta.get("publishable", True)):
        raise ReportError(
            "the disclosure threshold of this campaign is too low for pages that may be published; "
            "make them confidential with --private",
        )


def published_code(opened: Opened, code: str) -> str:
    """Return the code of a territory that has results, by its code or its name.

    Raises
    ------
    UnknownTerritory
        The campaign has no answers for it.
    CampaignError
        Faulty rows hold it back.
    ReportError
        Too few people answered.
    """
    (code,) = codes_of([code], opened.known)
    check_enough(code, opened.too_few, opened.threshold)
    if code in opened.held_back:
        raise CampaignError([fault for fault in opened.faults if code in fault.territories])
    return code


def check_enough(code: str, too_few: Collection[str], threshold: int) -> None:
    """Raise a `ReportError` for a territory that the review leaves out because too few people answered."""
    if code in too_few:
        raise ReportError(
            "fewer than {threshold} people answered for the territory {code}: it has no page that may be published; "
            "--private makes one, marked confidential",
            threshold=threshold,
            code=code,
        )


def marks(review: Review, language: str) -> list[str]:
    """Say of files what each page says: that the data are made up, that they must not be passed on."""
    _, meta = translator(language), review.meta
    return [_("Fictitious data")] * bool(meta.get("fictitious")) + [_("Confidential")] * (
        not meta.get("publishable", True)
    )
