"""What is to be made from a review: a job for each territory, with the digest of all that its page comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from revue_analytics.batches.inputs import input_digests, results_digests
from revue_analytics.batches.job import FORMATS, Job
from revue_analytics.document.page.pdf import check_pdf
from revue_analytics.document.page.shell import page_for, provenance
from revue_analytics.errors import ReportError, choices
from revue_analytics.exports.publishable import check_pages_publishable
from revue_analytics.language import LANGUAGES

if TYPE_CHECKING:
    from revue_analytics.review import Opened, Review

NOTEBOOK = "territory_review.ipynb"
REVIEW = "review"  # folder of the saved review, beside the pages


@dataclass(frozen=True)
class Order:
    """What pages were asked for, and where they go."""

    opened: Opened
    folder: Path
    language: str
    formats: tuple[str, ...]
    private: bool = False
    notebook: str | Path | None = None
    timeout: int | None = None


def plan(order: Order, review: Review, codes: Sequence[str]) -> list[Job]:
    """Save the review and say what is to be made from it."""
    from revue_analytics.campaign.bundled import bundled
    from revue_analytics.review import as_published

    check_pages_publishable(review, order.private)
    saved = (order.folder / REVIEW).absolute()
    as_published(saved, review, codes).save(saved)
    notebook = Path(order.notebook or bundled("notebooks") / NOTEBOOK).absolute()
    campaign, out = order.opened.folder.absolute(), order.folder.absolute()
    shell = page_for(review, order.language)
    names = dict(zip(review.territories["territory"], review.territories["name"], strict=True))
    results = results_digests(review, notebook)
    pages = {
        code: replace(shell, territory=str(names[code]), provenance=provenance(review, results[code])) for code in codes
    }
    inputs = input_digests(review, results, pages, notebook)
    return [
        Job(code, notebook, campaign, saved, out, page, order.timeout, order.formats, inputs[code])
        for code, page in pages.items()
    ]


def formats_in_order(formats: Sequence[str]) -> tuple[str, ...]:
    """Return the formats asked for, in our order; raise a `ReportError` for one that there is not."""
    wanted = [formats] if isinstance(formats, str) else list(formats)
    for name in wanted or [""]:
        if name not in FORMATS:
            raise ReportError("no format “{name}”: {choices}", name=name, choices=choices(name, FORMATS))
    if "pdf" in wanted:
        check_pdf()
    return tuple(name for name in FORMATS if name in wanted)


def page_language(language: str | None, opened: Opened) -> str:
    """Return the language of pages, the campaign's by default; raise a `ReportError` for one that there is not."""
    chosen = language or opened.language
    if chosen not in LANGUAGES:
        raise ReportError("there are no pages in the language “{chosen}”: choose fr or en", chosen=chosen)
    return chosen
