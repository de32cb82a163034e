"""Everything that a page is made from, as one digest: while it is the same, the page is not made again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from revue_analytics.campaign.bundled import bundled
from revue_analytics.review.digest import digests, package_digest, versions

if TYPE_CHECKING:
    from revue_analytics.document.page.shell import Page
    from revue_analytics.review import Review

NOT_SHOWN = ("sources", "held_back", "rows_nowhere")
"""What a review says of the whole campaign and no territory's page shows."""

WRITERS = ("babel", "jinja2", "matplotlib", "nbconvert", "numpy", "pandas", "weasyprint")
"""Libraries whose versions may change the bytes of a page."""


def results_digests(review: Review, notebook: Path) -> dict[str, str]:
    """Digest what a notebook may show of each territory.

    The bundled notebook opens one territory. Another one may look at what compares it with the others as well.
    """
    own = notebook.resolve().parent != bundled("notebooks").resolve()
    return digests(review, without=()) if own else digests(review)


def input_digests(
    review: Review, results: Mapping[str, str], pages: Mapping[str, Page], notebook: Path
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
    ]
    before = sha256(json.dumps(common).encode())
    found = {}
    for code, page in pages.items():
        whole = before.copy()
        whole.update(json.dumps([code, results[code], asdict(page)], sort_keys=True).encode())
        found[code] = whole.hexdigest()
    return found


@cache
def software() -> str:
    """Digest of this package as it is installed, templates and texts included, and of what writes pages with it."""
    return sha256(json.dumps([package_digest(), versions(WRITERS)]).encode()).hexdigest()
