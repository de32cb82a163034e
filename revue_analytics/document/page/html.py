"""A piece of a page, and how it is written: templates with automatic escaping, figures with their words and numbers.

A plain section is made of blocks: sentences, headings, figures and tables, one after the other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from typing import TYPE_CHECKING, Any, ClassVar

from markupsafe import Markup

from revue_analytics.document.kit.figure import Drawing, svg
from revue_analytics.document.kit.sketch import Sketch
from revue_analytics.document.kit.svg import data_address
from revue_analytics.document.kit.theme import themed
from revue_analytics.document.names import node_label, quoted
from revue_analytics.document.page.look import shown
from revue_analytics.document.rows import level_chip
from revue_analytics.language import date, in_language, number, percent, signed, translator
from revue_analytics.tables.shown import as_typed

if TYPE_CHECKING:
    import pandas as pd
    from jinja2 import Environment

    from revue_analytics.review import Review

LONG = 1500
"""Characters of a text beyond which it scrolls in a box of its own, and is not printed in columns."""


@dataclass(frozen=True)
class Html:
    """A piece of a page; JupyterLab and nbconvert show it as it is, and take nothing in it for mathematics."""

    markup: str = field(repr=False)

    def _repr_html_(self) -> str:
        return as_typed(self.markup)

    def __str__(self) -> str:
        return self.markup

    def __bool__(self) -> bool:
        return bool(self.markup)


NOTHING = Html("")
"""A section that has nothing to say."""


@dataclass(frozen=True)
class Picture:
    """A figure for a page: its source, its words, its numbers, its width in CSS pixels."""

    source: str
    message: str
    table: pd.DataFrame
    width: int
    height: int
    title: str
    reading: str


def picture(review: Review, drawing: Drawing, language: str, title: str, reading: str = "") -> Picture:
    """Draw a figure; `title` heads it, `reading` says how to read it."""
    with themed():
        figure = drawing.figure(review, language)
        source = data_address(svg(figure).decode("utf-8"))
    wide, high = figure.get_size_inches()
    return Picture(
        source=Markup(source),  # it holds none of `<>&"`
        message=drawing.message(review, language),
        table=drawing.table(review, language),
        width=round(wide * 96),
        height=round(high * 96),
        title=title,
        reading=reading,
    )


def sketched(sketch: Sketch, message: str, table: pd.DataFrame, title: str, reading: str = "") -> Picture:
    """Make a figure of a sketch; `message` is its text alternative, `table` its numbers."""
    source = Markup(data_address(sketch.svg()))
    wide, high = round(sketch.width * 96 / 72), round(sketch.height * 96 / 72)
    return Picture(source, message, table, wide, high, title, reading)


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("revue_analytics.document", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=shown,
    )
    environment.tests["numeric"] = _is_numeric
    environment.tests["long"] = lambda text: len(text) > LONG
    return environment


def _is_numeric(text: str) -> bool:
    """Whether a cell of a table is a number, to be aligned as such."""
    return bool(re.fullmatch(r"[+−-]?\d[\d\s\u00a0\u202f.,]*%?", text))


def render(template: str, review: Review, language: str, **context: Any) -> Html:
    """Fill a template of this package. It finds `_`, the names of things and the ways to write numbers at hand."""
    names: dict[str, Any] = {
        "_": translator(language),
        "language": language,
        "review": review,
        "framework": review.framework,
        "say": partial(in_language, language=language),
        "name": partial(_name, review, language),
        "level_chip": partial(level_chip, review, language=language),
        **_numbers(language),
        **context,
    }
    return Html(_environment().get_template(template).render(names).strip())


def _name(review: Review, language: str, node: str, **how: bool) -> str:
    return node_label(review.framework, node, language, **how)


def _numbers(language: str) -> Mapping[str, Callable[..., str]]:
    return {
        "number": lambda value, decimals=1: number(value, decimals, language),
        "percent": lambda value, decimals=0: percent(value, decimals, language),
        "signed": lambda value, decimals=1: signed(value, decimals, language),
        "quoted": lambda text: quoted(text, language),
        "in_full": lambda day: date(day, language),
    }


@dataclass(frozen=True)
class Words:
    """A paragraph; a `lead` says what the section shows, a `small` one how to read it."""

    kind: ClassVar[str] = "words"
    text: str
    lead: bool = False
    small: bool = False


@dataclass(frozen=True)
class Heading:
    """A heading of the third level."""

    kind: ClassVar[str] = "heading"
    text: str


@dataclass(frozen=True)
class Figure:
    """A figure with its numbers."""

    kind: ClassVar[str] = "drawn"
    picture: Picture


@dataclass(frozen=True)
class Data:
    """A table."""

    kind: ClassVar[str] = "data"
    caption: str
    table: pd.DataFrame


Block = Words | Heading | Figure | Data


def plain_section(
    review: Review, language: str, id: str, title: str, blocks: Sequence[Block], *, annex: bool = False
) -> Html:
    """Write a section from its blocks; `id` is its own on the page; an annex is printed smaller."""
    return render("plain.html.j2", review, language, id=id, title=title, blocks=blocks, annex=annex)
