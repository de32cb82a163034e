"""The questionnaire on paper: a page that prints on A4, and the same as PDF."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from revue_analytics.document.page.look import accent_properties, css_text, logo_or_nothing, shown
from revue_analytics.document.page.pdf import pdf as pdf_of
from revue_analytics.language import in_language, translator
from revue_analytics.questionnaires.paper import sides
from revue_analytics.questionnaires.phrases import heading, meanings, phrases, questions, title_of
from revue_analytics.questionnaires.value import Questionnaire
from revue_analytics.version import __version__

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["page", "pdf"]

TEMPLATES = Path(__file__).parent / "templates"


def page(asked: Questionnaire) -> str:
    """Return the questionnaire as one HTML page that asks for nothing beyond itself."""
    language = asked.language
    title = title_of(asked, language)
    return (
        _environment()
        .get_template("questionnaire.html.j2")
        .render(
            _=translator(language),
            asked=asked,
            said=phrases(asked, language),
            title=title,
            language=language,
            version=__version__,
            framework=in_language(asked.framework.title, language),
            style=(TEMPLATES / "questionnaire.css").read_text(encoding="utf-8").strip(),
            accent=accent_properties(asked.accent),
            footer=css_text(title),
            logo=logo_or_nothing(asked.logo),
            words=lambda text: in_language(text, language) if text else "",
            heading=lambda node: heading(node, language),
            questions=lambda criterion: questions(asked, criterion, language),
            sides=sides(asked, language),
            meanings=meanings(asked, language),
        )
    )


def pdf(asked: Questionnaire) -> bytes:
    """Return the questionnaire as PDF.

    Raises
    ------
    MissingExtra
        WeasyPrint, of the extra ``pdf``, is not installed.
    """
    return pdf_of(page(asked))


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader

    return Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True, finalize=shown
    )
