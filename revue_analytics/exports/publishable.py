"""What may leave the house: enough people behind a result, and the marks that files bear where it may not go round."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from revue_analytics.errors import ReportError
from revue_analytics.language import translator

if TYPE_CHECKING:
    from revue_analytics.review import Review

__all__ = ["check_enough", "check_publishable", "marks"]


def check_publishable(review: Review, private: bool) -> None:
    """Raise a `ReportError` for results that may not be published, unless they are to stay private."""
    if not review.meta.get("publishable", True) and not private:
        raise ReportError(
            "these results rest on fewer people than may be published; --private exports them, marked confidential",
        )


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
    said = {
        _("Fictitious data"): bool(meta.get("fictitious")),
        _("Confidential"): not meta.get("publishable", True),
    }
    return [mark for mark, holds in said.items() if holds]
