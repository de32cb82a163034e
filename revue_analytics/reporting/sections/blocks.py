"""What a plain section is made of: sentences, figures and tables, one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from revue_analytics.reporting.sections.html import Html, Picture, render

if TYPE_CHECKING:
    import pandas as pd

    from revue_analytics.review import Review

__all__ = ["Block", "Data", "Drawn", "Heading", "Words", "plain_section"]


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
class Drawn:
    """A figure with its numbers."""

    kind: ClassVar[str] = "drawn"
    picture: Picture


@dataclass(frozen=True)
class Data:
    """A table."""

    kind: ClassVar[str] = "data"
    caption: str
    table: pd.DataFrame


Block = Words | Heading | Drawn | Data


def plain_section(
    review: Review, language: str, id: str, title: str, blocks: Sequence[Block], *, annex: bool = False
) -> Html:
    """Write a section from its blocks; `id` is its own on the page; an annex is printed smaller."""
    return render("plain.html.j2", review, language, id=id, title=title, blocks=blocks, annex=annex)
