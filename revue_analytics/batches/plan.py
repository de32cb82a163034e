"""What is to be made: for which territories, from which inputs, in which formats; a job for each page.

The digest of everything that a page is made from is part of its job: while it is the same, the page is not made again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from revue_analytics.batches.job import FORMATS, Job
from revue_analytics.campaign.bundled import bundled
from revue_analytics.document.page.pdf import check_pdf
from revue_analytics.document.page.shell import PARTS, page_for, provenance
from revue_analytics.errors import ReportError, choices
from revue_analytics.exports.office import check_office
from revue_analytics.exports.publishable import check_pages_publishable
from revue_analytics.intake.codes import codes_of
from revue_analytics.language import LANGUAGES
from revue_analytics.portfolios.group import filtered
from revue_analytics.review.digest import digests, package_digest, versions

if TYPE_CHECKING:
    from revue_analytics.document.page.shell import Page
    from revue_analytics.review import Opened, Review

NOTEBOOK = "territory_review.ipynb"
REVIEW = "review"  # folder of the saved review, beside the pages

NOT_SHOWN = ("sources", "held_back", "rows_nowhere")
"""What a review says of the whole campaign and no territory's page shows."""

WRITERS = ("babel", "beautifulsoup4", "jinja2", "matplotlib", "nbconvert", "numpy", "pandas", "python-docx",
           "python-pptx", "weasyprint")  # fmt: skip
"""Libraries whose versions may change the bytes of a page."""


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
    part: str = "all"
    template: bytes = b""


def choose(opened: Opened, only: Iterable[str] = (), filters: Iterable[str] = ()) -> list[str]:
    """Return the codes of the territories that are asked for, in order; those held back or left out are among them.

    Nothing is analysed for it: whoever misspells a code is told at once.

    Parameters
    ----------
    only
        Codes or names; all territories if there is none.
    filters
        ``"departement=01"``: one of `GROUPINGS` with a code or a name, several with commas between them. Filters of
        one grouping add up; a territory must pass those of every one.

    Raises
    ------
    UnknownTerritory
        The campaign knows no such code; the message names the nearest.
    ReportError
        No such field, or no territory passes.
    """
    known = opened.known
    wanted = codes_of(only, known)
    chosen = known["territory"].isin(wanted) if wanted else pd.Series(True, index=known.index)
    groups: dict[str, list[str]] = {}
    for text in filters:
        grouping, values = filtered(known, text, no_filter=ReportError, nobody=ReportError)
        groups.setdefault(grouping, []).extend(values)
    for grouping, values in groups.items():
        chosen &= known[grouping].isin(values)
    return sorted(known.loc[chosen, "territory"])


def plan(order: Order, review: Review, codes: Sequence[str]) -> list[Job]:
    """Save the review and say what is to be made from it."""
    from revue_analytics.review import as_published

    check_pages_publishable(review, order.private)
    saved = (order.folder / REVIEW).absolute()
    as_published(saved, review, codes).save(saved)
    notebook = Path(order.notebook or bundled("notebooks") / NOTEBOOK).absolute()
    campaign, out = order.opened.folder.absolute(), order.folder.absolute()
    shell = replace(page_for(review, order.language), part=order.part)
    names = dict(zip(review.territories["territory"], review.territories["name"], strict=True))
    results = results_digests(review, notebook)
    pages = {
        code: replace(shell, territory=str(names[code]), provenance=provenance(review, results[code])) for code in codes
    }
    inputs = input_digests(review, results, pages, notebook, order.template)
    return [
        Job(code, notebook, campaign, saved, out, page, order.timeout, order.formats, inputs[code], order.template)
        for code, page in pages.items()
    ]


def results_digests(review: Review, notebook: Path) -> dict[str, str]:
    """Digest what a notebook may show of each territory.

    The bundled notebook opens one territory. Another one may look at what compares it with the others as well.
    """
    own = notebook.resolve().parent != bundled("notebooks").resolve()
    return digests(review, without=()) if own else digests(review)


def input_digests(
    review: Review, results: Mapping[str, str], pages: Mapping[str, Page], notebook: Path, template: bytes = b""
) -> dict[str, str]:
    """Digest all the inputs of each page.

    Parameters
    ----------
    results
        Digest of what the review says of each territory.
    pages
        The shell of each page, which holds language, title, look.
    """
    shown = {name: value for name, value in review.meta.items() if name not in NOT_SHOWN}
    common = [
        review.framework.digest,
        json.dumps(shown, sort_keys=True, default=str),
        sha256(notebook.read_bytes()).hexdigest() if notebook.is_file() else "",
        software(),
        sha256(template).hexdigest(),
    ]
    before = sha256(json.dumps(common).encode())
    inputs = {}
    for code, page in pages.items():
        whole = before.copy()
        whole.update(json.dumps([code, results[code], asdict(page)], sort_keys=True).encode())
        inputs[code] = whole.hexdigest()
    return inputs


@cache
def software() -> str:
    """Digest of this package as it is installed, templates and texts included, and of what writes pages with it."""
    return sha256(json.dumps([package_digest(), versions(WRITERS)]).encode()).hexdigest()


def formats_in_order(formats: Sequence[str]) -> tuple[str, ...]:
    """Return the formats asked for, in our order; raise a `ReportError` for one that there is not."""
    wanted = [formats] if isinstance(formats, str) else list(formats)
    for name in wanted or [""]:
        if name not in FORMATS:
            raise ReportError("no format “{name}”: {choices}", name=name, choices=choices(name, FORMATS))
    if "pdf" in wanted:
        check_pdf()
    check_office(wanted)
    return tuple(name for name in FORMATS if name in wanted)


def own_template(path: str | Path | None, formats: Sequence[str]) -> bytes:
    """Read a Word template of one's own, if there is one; raise a `ReportError` for what is none."""
    if path is None:
        return b""
    try:
        template = Path(path).read_bytes()
    except OSError as error:
        raise ReportError("the template is no Word document (.docx): {why}", why=str(error)) from error
    check_office(formats, template)
    return template


def printed_part(part: str) -> str:
    """Return what of the document is printed; raise a `ReportError` for a part that there is not."""
    if part not in PARTS:
        raise ReportError("no part “{part}”: {choices}", part=part, choices=choices(part, PARTS))
    return part


def page_language(language: str | None, opened: Opened) -> str:
    """Return the language of pages, the campaign's by default; raise a `ReportError` for one that there is not."""
    chosen = language or opened.language
    if chosen not in LANGUAGES:
        raise ReportError("there are no pages in the language “{chosen}”: choose fr or en", chosen=chosen)
    return chosen
