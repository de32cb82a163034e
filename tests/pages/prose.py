"""Reading a page in its sentences and cells: each of their numbers, and what it was filled in.

A page is written a second time with marks in it: the digits that stand in a sentence of the catalogues, or in a text of
the framework or of the campaign, become wide digits (U+FF10 to U+FF19), and each ``{placeholder}`` is put between two
characters that no text uses. Set beside the page, this twin tells which of its numbers were filled in, and where.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, is_dataclass, replace
from functools import cache
from html.parser import HTMLParser
from importlib.resources import files

import pytest
from babel.messages.pofile import read_po

from revue_analytics import language
from revue_analytics.document import sections
from revue_analytics.document.kit.figure import Drawing
from revue_analytics.document.names import node_label
from revue_analytics.document.page import html as page
from revue_analytics.document.page.shell import page_for
from revue_analytics.framework import OVERALL
from revue_analytics.notebooks.render import render
from revue_analytics.tables.groups import STRATA
from tests.notebooks.test_render import html_cell, notebook

WIDE = {ord(str(digit)): chr(0xFF10 + digit) for digit in range(10)}
TYPESET = language.typeset
OPENS, CLOSES = 0xF0000, "\ue001"  # the first of the characters that open a placeholder; the one that closes any
WIDE_DIGIT = re.compile("[\uff10-\uff19]")
PLACEHOLDER = re.compile(r"(\{\w+\})")
NUMBER = re.compile(r"[+−]?\d+(?:[\u202f\u00a0]\d{3}(?!\d)|[.,]\d+)*(?:\u00a0?%)?")
DIGEST = re.compile(r"\b[0-9a-f]{16,}\b")  # a word, though it is made of digits and letters

HEADINGS = {"h1", "h2", "h3", "h4"}
PASSAGES = HEADINGS | {"p", "li", "dt", "dd", "figcaption", "caption", "summary", "title", "td", "th", "tr", "div"}
PASSAGES |= {"section", "article", "header", "footer"}
NO_END = {"img", "br", "meta", "link", "input", "hr", "rect", "line", "circle"}


@dataclass(frozen=True)
class Passage:
    """A paragraph, a heading, an item, a cell, a text alternative: its text, and for each character where it stands.

    `places` are the placeholders around a character, the innermost first, then ``"table: "`` and the caption in English
    if it is in a table, then the classes of the elements around it.
    """

    text: str
    places: list[tuple[str, ...]]
    heading: str  # the last one before it
    row: str  # the head of the row of a table that it is in


@dataclass(frozen=True)
class Number:
    """A number of a sentence: its page, how it reads, its places (as in `Passage`), the sentence, what it is about."""

    page: str
    said: str
    places: tuple[str, ...]
    sentence: str
    about: str
    is_ours: bool  # whether a sentence of the catalogues, or a text of the framework, holds its digits


class Marks:
    """Sets marks in every text that a page is made of, and knows them again.

    Only the sentences of the catalogues, and the texts that the review itself holds, have digits of their own.
    """

    def __init__(self, review=None):
        self.known = {}
        self.ours = {*sentences(), *texts(STRATA)}
        if review is not None:
            self.ours |= {*texts(review.framework), *texts(review.meta)}

    def typeset(self, text, lang):
        """Stand in for `language.typeset`, by which every sentence and every text of the framework goes."""
        said = TYPESET(text, lang)
        if text not in self.ours:
            return said
        pieces = PLACEHOLDER.split(said)  # text and placeholders in turn
        name = sentences().get(text, text)
        pieces[::2] = [piece.translate(WIDE) for piece in pieces[::2]]
        pieces[1::2] = [self._between_marks(f"{name} {piece}", piece) for piece in pieces[1::2]]
        return "".join(pieces)

    def _between_marks(self, place, placeholder):
        number = self.known.setdefault(place, len(self.known))
        return chr(OPENS + number) + placeholder + CLOSES

    def places(self, text):
        """Take the marks out of a text; return it, and the placeholders around each character that is left."""
        names, around = list(self.known), []
        left, places = [], []
        for character in text:
            if ord(character) >= OPENS:
                around.insert(0, names[ord(character) - OPENS])
            elif character == CLOSES:
                around.pop(0)
            else:
                left.append(character)
                places.append(tuple(around))
        return "".join(left), places


@cache
def sentences():
    """Map each sentence of the catalogues, in either language and number, to its English singular."""
    found = {}
    for path in files("revue_analytics.language").joinpath("fr").iterdir():
        if path.name.endswith(".po"):
            with path.open("rb") as stream:
                for message in read_po(stream, locale="fr"):
                    one, *more = message.id if isinstance(message.id, tuple) else (message.id,)
                    french = message.string if isinstance(message.string, tuple) else (message.string,)
                    found |= dict.fromkeys([one, *more, *french], one)
    return found


def texts(value):
    """Yield every text inside a value, however deep."""
    if isinstance(value, str):
        yield value
    elif is_dataclass(value):
        yield from texts(vars(value))
    elif isinstance(value, Mapping):
        yield from texts([*value.values()])
    elif isinstance(value, list | tuple):
        for each in value:
            yield from texts(each)


def marked(review, lang):
    """Write the page of a territory with marks; return it and what knows them. Its figures are not drawn."""
    marks = Marks(review)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(language, "typeset", marks.typeset)
        patch.setattr(Drawing, "figure", lambda *_args: _Undrawn())
        patch.setattr(page, "svg", lambda _figure: b"")
        cells = [html_cell(str(section(review, lang))) for section in sections.SECTIONS]
        html = render(notebook(*cells), replace(page_for(review, lang), territory=review.name))
        for name in numbered_names(review.framework, lang):
            html = html.replace(name, name.translate(WIDE))
    return html, marks


def numbered_names(framework, lang):
    """List the names that hold a number which is nobody's result, such as “1.2 Approche finalisée”."""
    nodes = sorted(framework.nodes, key=lambda node: -len(str(node.number)))
    return [node_label(framework, n.id, lang, short=short, numbered=True) for n in nodes for short in (False, True)]


class _Undrawn:
    """What stands for a figure where none is wanted."""

    def get_size_inches(self):
        return 1, 1


@dataclass
class Passages(HTMLParser):
    """Collects the passages of a page, its text alternatives among them; `marks` are taken out if they are known."""

    marks: Marks = field(default_factory=Marks)
    found: list[Passage] = field(default_factory=list)
    open: list[tuple[str, list[str]]] = field(default_factory=list)
    pieces: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    heading: str = ""
    caption: str = ""
    row: str = ""

    def __post_init__(self):
        super().__init__()

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag in PASSAGES:
            self.end_passage()
        if tag not in NO_END:
            self.open.append((tag, (given.get("class") or "").split()))
        for told in (given.get("alt"), given.get("aria-label")):
            if told:
                self.found.append(self._passage([(told, self._classes())]))

    def handle_endtag(self, tag):
        if tag in PASSAGES:
            text = self.end_passage()
            if tag in HEADINGS:
                self.heading = text
            elif tag == "caption":
                self.caption = f"table: {sentences().get(text.strip(), text)}"
            elif tag == "th":
                self.row = self.row or text
            elif tag == "tr":
                self.row = ""
        elif tag == "table":
            self.caption = ""
        if tag not in NO_END:
            self.open.pop()

    def handle_data(self, data):
        if not {"style", "script"} & {tag for tag, _classes in self.open}:
            self.pieces.append((re.sub(r"[ \n]+", " ", f"{data} "), self._classes()))

    def end_passage(self):
        passage, self.pieces = self._passage(self.pieces), []
        if passage.text.strip():
            self.found.append(passage)
        return passage.text

    def _classes(self):
        around = [f".{name}" for _tag, classes in reversed(self.open) for name in classes]
        return (self.caption, *around) if self.caption else tuple(around)

    def _passage(self, pieces):
        text, places = "", []
        for piece, classes in pieces:
            left, around = self.marks.places(piece)
            text += left
            places += [(*each, *classes) for each in around]
        return Passage(text, places, self.heading, self.row)


def passages(html, marks=None):
    """List the passages of a page, or of its marked twin."""
    reading = Passages(marks or Marks())
    reading.feed(html)
    reading.close()
    return reading.found


def numbers(page, review, lang):
    """Yield every `Number` of a page, a file, but those of rows that an indicator or criterion heads.

    Those are walked by what heads them, without the wording.
    """
    twin, marks = marked(review, lang)
    heads = (node_label(review.framework, OVERALL, lang), *numbered_names(review.framework, lang))
    for seen, known in zip(passages(page.read_text(encoding="utf-8")), passages(twin, marks), strict=True):
        if not seen.row.strip().startswith(heads):
            there = [*NUMBER.finditer(DIGEST.sub(_blank, known.text))]
            read = [*NUMBER.finditer(DIGEST.sub(_blank, seen.text))]
            if len(there) != len(read):  # then nothing is known of any of them
                there = [None] * len(read)
            for one, twin_of_it in zip(read, there, strict=True):
                is_ours = twin_of_it is not None and twin_of_it[0] == one[0].translate(WIDE)
                is_filled = twin_of_it is not None and not WIDE_DIGIT.search(twin_of_it[0])
                places = known.places[twin_of_it.start()] if is_filled else ()
                about = f"{seen.heading} {seen.row} {seen.text}"
                yield Number(page.name, as_number(one[0], lang), places, seen.text.strip(), about, is_ours)


def as_number(said, lang):
    """Write a number that was read in a language with a decimal point and nothing between thousands."""
    said = re.sub("[\u202f\u00a0]", "", said)
    return said.replace(",", ".") if lang == "fr" else said.replace(",", "")


def _blank(found):
    return " " * len(found[0])
