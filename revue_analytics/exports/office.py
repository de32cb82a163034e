"""What the two files to edit have in common: the extra they need, a template of one's own, pictures, properties."""

from __future__ import annotations

import io
import warnings
from collections.abc import Sequence
from datetime import datetime
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from revue_analytics.document.kit.figure import Layout, new_figure
from revue_analytics.document.kit.theme import themed
from revue_analytics.errors import MissingExtra, ReportError, shorten
from revue_analytics.language import legible, translator

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from revue_analytics.document.kit.sketch import Sketch
    from revue_analytics.document.page.shell import Page

LIBRARIES = {"docx": "python-docx", "pptx": "python-pptx"}
"""Format → what writes it; the library is imported by the format's name."""

LOCALES = {"fr": "fr-FR", "en": "en-GB"}
DPI = 200


def check_office(formats: Sequence[str], template: bytes = b"") -> None:
    """Make sure that files to edit can be written here, with the template of one's own if there is one.

    Raises
    ------
    MissingExtra
        The library that writes one of the formats is not installed.
    ReportError
        The template is no Word document, or no file for Word is asked for.
    """
    for kind, library in LIBRARIES.items():
        if kind in formats and find_spec(kind) is None:
            raise MissingExtra(library, "office")
    if template and "docx" not in formats:
        raise ReportError("a template is for Word: ask for the format “{name}” too", name="docx")
    if template:
        import docx

        try:
            docx.Document(io.BytesIO(template))
        except Exception as error:  # of whatever kind: it may be any file
            raise ReportError("the template is no Word document (.docx): {why}", why=shorten(error)) from error


def plain(text: object) -> str:
    r"""Return a text as an office file can hold it: legible, without the two code points that XML refuses.

    >>> plain("a\x00b\ufffe")
    'ab'
    """
    return legible(str(text)).replace("\ufffe", "").replace("\uffff", "")


def marks(page: Page) -> list[str]:
    """Return what must be said on every sheet: that data are fictitious, or may not go round."""
    _ = translator(page.language)
    return [_("Fictitious data")] * page.fictitious + [_("Confidential")] * page.private


def describe(properties: Any, page: Page) -> None:
    """Fill in the properties of a file: whose it is and in which language, and no moment."""
    properties.title, properties.author = plain(page.title)[:255], "revue-analytics"
    properties.subject, properties.keywords, properties.comments = plain(page.subtitle)[:255], page.provenance, ""
    properties.language, properties.last_modified_by, properties.revision = LOCALES[page.language], "", 1
    properties.created = properties.modified = datetime(2000, 1, 1)


def sketch_png(sketch: Sketch) -> bytes:
    """Draw a sketch as a PNG."""
    wide, high = sketch.width / 72, sketch.height / 72
    figure, ax = new_figure(Layout(high, left=0, right=0, top=0, bottom=0, width=wide))
    with themed():
        sketch.draw(ax)
    return png(figure)


def png(figure: Figure) -> bytes:
    """Write a figure as a PNG; the same bytes each time."""
    stream = io.BytesIO()
    with themed(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph")  # the reader's own fonts would have it
        figure.savefig(stream, format="png", dpi=DPI, metadata={"Software": None})
    return stream.getvalue()
