"""A piece of a page, and how it is written: templates with automatic escaping, figures with their words and numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from revue_analytics import figures, labels
from revue_analytics.document.page.look import shown
from revue_analytics.language import date, in_language, number, percent, signed, translator
from revue_analytics.tables.shown import as_typed

if TYPE_CHECKING:
    import pandas as pd
    from jinja2 import Environment

    from revue_analytics.review import Review

__all__ = ["LONG", "NOTHING", "Html", "Picture", "picture", "render"]


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


def picture(review: Review, name: str, language: str, title: str, reading: str = "") -> Picture:
    """Draw the figure called `name`; `title` heads it, `reading` says how to read it."""
    drawing = figures.drawings_of(review)[name]
    with figures.themed():
        figure = figures.draw(name, review, language)
        source = figures.data_address(figures.svg(figure).decode("utf-8"))
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


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("revue_analytics.reporting.sections", "templates"),
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
    given: dict[str, Any] = {
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
    return Html(_environment().get_template(template).render(given).strip())


def _name(review: Review, language: str, node: str, **how: bool) -> str:
    return labels.node_label(review.framework, node, language, **how)


def _numbers(language: str) -> Mapping[str, Callable[..., str]]:
    return {
        "number": lambda value, decimals=1: number(value, decimals, language),
        "percent": lambda value, decimals=0: percent(value, decimals, language),
        "signed": lambda value, decimals=1: signed(value, decimals, language),
        "quoted": lambda text: labels.quoted(text, language),
        "in_full": lambda day: date(day, language),
    }


@dataclass(frozen=True)
class Chip:
    """A level as a chip: its value and name, and its place among five shades."""

    text: str
    shade: int


def level_chip(review: Review, level: Any, language: str) -> Chip | None:
    """Return the chip of a level, nothing where there is none."""
    text = labels.level_word(review.framework, level, language)
    if not text or review.framework.scale is None:
        return None
    steps = max(len(review.framework.scale.levels) - 1, 1)
    return Chip(text, round((int(level) - review.framework.scale.minimum) * 4 / steps))
