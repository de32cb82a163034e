"""A page as an accessible PDF (PDF/UA-1), by WeasyPrint."""

from __future__ import annotations

import logging
import re
from contextlib import suppress
from importlib.util import find_spec
from typing import TYPE_CHECKING

from revue_analytics.errors import MissingExtra

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

VARIANT = "pdf/ua-1"
LOOSER = (
    ".rv-criterion { break-inside: auto !important }",
    ".rv-glossary, .rv-columns { columns: auto !important }",
    ".rv-criteria { columns: auto !important }",
    "* { columns: auto !important }",
)
"""What is given up, in turn, where WeasyPrint fails on what stands in columns, as it does at some sheets' feet."""


PIECE, SYLLABLE = 300, 20  # characters of a piece of text, and between the places where a long word may break
WORD = re.compile(rf"\S{{{2 * SYLLABLE},}}")
PIECES = re.compile(rf"[\s\S]{{1,{PIECE}}}(?=[\s\u200b]|\Z)|[\s\S]{{1,{PIECE}}}")
UNREAD = ("head", "script", "style", "svg")


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
    _divide(document.etree_element)

    def written(more: str) -> bytes:
        styles = [weasyprint.CSS(string=more)]
        return bytes(document.write_pdf(stylesheets=styles, pdf_variant=VARIANT, pdf_identifier=b"revue-analytics"))

    for more in ("", *LOOSER[:-1]):
        with suppress(Exception):  # of whatever kind
            return written(more)
    return written(LOOSER[-1])


def _divide(element: Element) -> None:
    """Divide the long texts of a page, which then take a time that grows with their length, and not with its square.

    WeasyPrint lays out what is left of a text for each of its lines, and for each place where it could break. So a text
    is set in pieces, and a word that fits no line may break at some places rather than at every letter.
    """
    if element.tag in UNREAD or not isinstance(element.tag, str):  # a comment's is none
        return
    children = list(element)
    if element.text and len(element.text) > SYLLABLE:
        element.text, element[:0] = _pieces(element, element.text)
    for child in children:
        _divide(child)
        if child.tail and len(child.tail) > SYLLABLE:
            at = list(element).index(child) + 1
            child.tail, element[at:at] = _pieces(element, child.tail)


def _pieces(element: Element, text: str) -> tuple[str, list[Element]]:
    """Return the text that comes first and, if it is long, an element that holds all of it in pieces."""
    text = WORD.sub(lambda match: "\u200b".join(re.findall(f".{{1,{SYLLABLE}}}", match[0])), text)
    if len(text) <= PIECE:
        return text, []
    whole = element.makeelement("span", {"style": "overflow-wrap: break-word"})  # “anywhere” measures letter by letter
    for piece in PIECES.findall(text):
        part = element.makeelement("span", {})
        part.text = piece
        whole.append(part)
    return "", [whole]
