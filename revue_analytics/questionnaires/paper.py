"""The questionnaire on paper: a page that prints on A4, and the same as PDF.

Whole questions stand on an even number of sides, each of them full.

Nobody measures the page before it is printed, so the height of each part is reckoned from the length of its texts, a
little generously. What is left on a side becomes lines to write on; where the number of sides is odd, one more side of
lines lets each copy begin on a sheet of its own when it is printed on both sides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

from revue_analytics.document.page.look import accent_properties, css_text, logo_or_nothing, shown
from revue_analytics.document.page.pdf import pdf as pdf_of
from revue_analytics.framework import Node
from revue_analytics.language import in_language, translator
from revue_analytics.questionnaires.phrases import heading, meanings, phrases, questions, title_of
from revue_analytics.questionnaires.value import Questionnaire
from revue_analytics.version import __version__

if TYPE_CHECKING:
    from jinja2 import Environment

SIDE = 264.0  # mm of a side that are filled, of the 268 between the margins
ACROSS = {"text": 106, "bold": 100, "level": 98}  # characters on a line, at 9.5 points in a wide typeface
TEXT, LINE = 4.4, 6.5  # mm of a line of text, of a line to write on
HEADING, ABOVE = 9.4, 6.0  # mm of a heading, and above it unless it is the first thing on a side
FOOT = 9  # mm of what stands at the end of the last side
LABELLED = 5.2  # mm of what stands above lines to write on
FEWEST = {"criterion": 1, "remark": 3, "notes": 3}  # lines to write on in a part
MOST = 6  # in a criterion


@dataclass(frozen=True)
class Part:
    """What is not broken: the guide, a criterion (below the heading of its theme, if it is the first), the points.

    `lines` are those to write on; `height` is in mm, with the fewest of them.
    """

    kind: str
    height: float
    criterion: Node | None = None
    theme: Node | None = None
    lines: int = 0

    @property
    def above(self) -> float:
        """Room above it, in mm, where it is not the first on its side."""
        return 0.0 if self.kind == "criterion" and self.theme is None else ABOVE


@dataclass(frozen=True)
class Side:
    """One side of a sheet."""

    parts: tuple[Part, ...]

    @property
    def height(self) -> float:
        """Height of what is on it, in mm."""
        return sum(part.height + part.above for part in self.parts) - self.parts[0].above


def sides(form: Questionnaire, language: str) -> tuple[Side, ...]:
    """Return the sides of a printed questionnaire, an even number of them unless a question is longer than a side.

    Examples
    --------
    >>> from revue_analytics.framework import load_framework
    >>> paper = sides(Questionnaire(load_framework(), "Revue"), "fr")
    >>> len(paper) % 2, [part.kind for part in paper[-1].parts][-1]
    (0, 'notes')
    """
    packed = list(_packed(_parts(form, language)))
    if sum(max(ceil(side.height / SIDE), 1) for side in packed) % 2:
        packed.append(Side((Part("notes", 16 + FOOT + FEWEST["notes"] * LINE, lines=FEWEST["notes"]),)))
    return tuple(map(_filled, packed))


def _parts(form: Questionnaire, language: str) -> Iterator[Part]:
    texts = phrases(form, language)
    guide = [texts.rule, texts.anonymous, *texts.facts, "x" * 560]
    levels = meanings(form, language)
    yield Part(
        "guide", 56 + sum(_lines(text, "text") for text in guide) * TEXT + (16 if levels else 0) + 6 * len(levels)
    )
    yield Part("who", 24 + (0 if form.territory else 18) + (0 if form.college else 14))
    for theme in form.themes:
        for criterion in theme.criteria:
            part = _criterion(form, criterion, language)
            if criterion is theme.criteria[0]:
                stake = in_language(theme.node.stake, language) if theme.node.stake else ""
                part = replace(part, theme=theme.node, height=part.height + HEADING + _lines(stake, "text") * TEXT + 2)
            yield part
    if form.weighed:
        yield Part("share", 34 + 8.5 * (len(form.weighed) + 1))
    yield Part("remark", HEADING + LABELLED + 1.5 + FOOT + FEWEST["remark"] * LINE, lines=FEWEST["remark"])


def _criterion(form: Questionnaire, criterion: Node, language: str) -> Part:
    question, beside = questions(form, criterion, language)
    height = 6.5 + 2.1 + _lines(heading(criterion, language), "bold") * 4.9
    height += _lines(question, "bold") * TEXT + 1.5 + (_lines(beside, "text") * TEXT + 1.5 if beside else 0)
    for option in form.levels:
        anchor = criterion.anchors.get(int(option.code))
        text = f"{option.text_in(language)} {in_language(anchor, language) if anchor else ''}"
        height += _lines(text, "level") * TEXT + 0.6
    height += 2 * (TEXT + 0.6) + 2 + (8.5 if form.desired else 0)
    height += (LABELLED + LINE + 1.5) * form.evidence
    lines = FEWEST["criterion"] if form.comments else 0
    height += LABELLED + lines * LINE + 1.5 if lines else 0
    return Part("criterion", height, criterion=criterion, lines=lines)


def _lines(text: str, kind: str) -> int:
    return ceil(len(text) / ACROSS[kind])


def _packed(parts: Iterable[Part]) -> Iterator[Side]:
    """Put parts on sides, in order."""
    here: list[Part] = []
    for part in parts:
        if here and Side((*here, part)).height > SIDE:
            yield Side(tuple(here))
            here = []
        here.append(part)
    yield Side(tuple(here))


def _filled(side: Side) -> Side:
    """Share the rest of a side among the parts that have lines to write on, the last ones first."""
    parts = list(side.parts)
    writable = [k for k, part in enumerate(parts) if part.lines]
    more = int((SIDE - side.height) // LINE) if writable else 0
    for k in range(max(more, 0)):
        part = parts[place := writable[-1 - k % len(writable)]]
        if part.kind != "criterion" or part.lines < MOST:
            parts[place] = replace(part, lines=part.lines + 1, height=part.height + LINE)
    return Side(tuple(parts))


TEMPLATES = Path(__file__).parent / "templates"


def page(form: Questionnaire) -> str:
    """Return the questionnaire as one HTML page that asks for nothing beyond itself."""
    language = form.language
    title = title_of(form, language)
    return (
        _environment()
        .get_template("questionnaire.html.j2")
        .render(
            _=translator(language),
            form=form,
            texts=phrases(form, language),
            title=title,
            language=language,
            version=__version__,
            framework=in_language(form.framework.title, language),
            style=(TEMPLATES / "questionnaire.css").read_text(encoding="utf-8").strip(),
            accent=accent_properties(form.accent),
            footer=css_text(title),
            logo=logo_or_nothing(form.logo),
            words=lambda text: in_language(text, language) if text else "",
            heading=lambda node: heading(node, language),
            questions=lambda criterion: questions(form, criterion, language),
            sides=sides(form, language),
            meanings=meanings(form, language),
        )
    )


def pdf(form: Questionnaire) -> bytes:
    """Return the questionnaire as PDF.

    Raises
    ------
    MissingExtra
        WeasyPrint, of the extra ``pdf``, is not installed.
    """
    return pdf_of(page(form))


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader

    return Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True, finalize=shown
    )
