"""A page as an accessible PDF (PDF/UA-1), by WeasyPrint."""

from __future__ import annotations

import logging
from contextlib import suppress
from importlib.util import find_spec

from revue_analytics.errors import MissingExtra

__all__ = ["check_pdf", "pdf"]

VARIANT = "pdf/ua-1"
LOOSER = (".rv-criterion { break-inside: auto !important }", "* { columns: auto !important }")
"""What is given up, in turn, where WeasyPrint fails on what stands in columns, as it does at some sheets' feet."""


def check_pdf() -> None:
    """Make sure that PDFs can be written here.

    Raises
    ------
    MissingExtra
        WeasyPrint is not installed.
    """
    if find_spec("weasyprint") is None:
        raise MissingExtra("weasyprint", "pdf")


def pdf(html: str) -> bytes:
    """Return a page as a PDF, the same bytes each time. Nothing outside the page is fetched.

    Raises
    ------
    MissingExtra
        WeasyPrint is not installed.
    """
    check_pdf()
    import weasyprint
    from weasyprint.urls import URLFetcher

    for name in ("weasyprint", "fontTools"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # style that only screens need is no news
    document = weasyprint.HTML(string=html, url_fetcher=URLFetcher(allowed_protocols=["data"]))

    def written(more: str) -> bytes:
        styles = [weasyprint.CSS(string=more)]
        done: bytes = document.write_pdf(stylesheets=styles, pdf_variant=VARIANT, pdf_identifier=b"revue-analytics")
        return done

    for more in ("", *LOOSER[:-1]):
        with suppress(Exception):  # of whatever kind
            return written(more)
    return written(LOOSER[-1])
