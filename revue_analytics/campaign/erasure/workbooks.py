"""Workbooks without a person, changed in the XML: what is not the person's stays as its program wrote it.

A row is emptied, not removed: no formula, format, validation or table moves. What stands nowhere but in emptied cells
goes from the shared texts and from the caches of pivot tables. What these draw, caches of charts and the results of
formulas that depend on emptied cells go too; the spreadsheet makes them again when the workbook is opened.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import unescape

from revue_analytics.campaign.erasure.markup import attribute, masked_xml
from revue_analytics.campaign.erasure.pivots import to_fill_again, with_drawn, without_in_link, without_in_pivot
from revue_analytics.campaign.erasure.searching import in_markup
from revue_analytics.campaign.erasure.words import Words
from revue_analytics.campaign.erasure.workbook_cells import REFERENCE, Emptied, empty, plan_for
from revue_analytics.campaign.erasure.workbook_parts import RELATION, Book, P, column_number

__all__ = ["Rewritten", "without_in_workbook"]

CHART_DATA = re.compile(rf"<({P})((?:str|num|multiLvlStr)Ref|(?:str|num)Dim)\b[^<>]*>.*?</\1\2>", re.DOTALL)
CHART_CACHE = re.compile(rf"<({P})((?:str|num|multiLvlStr)Cache|lvl)\b[^<>]*>.*?</\1\2>", re.DOTALL)
NOTE = re.compile(rf"(<({P})(?:comment|threadedComment)\b[^<>]*>)(.*?)(</\2(?:comment|threadedComment)>)", re.DOTALL)
LINK = re.compile(rf"<{P}hyperlink\b[^<>]*?(?:/>|>.*?</{P}hyperlink>)", re.DOTALL)


@dataclass(frozen=True)
class Rewritten:
    """A workbook without the person; what could not be emptied, and how many results of formulas went."""

    content: bytes
    left: tuple[str, ...] = ()
    results: int = 0


def without_in_workbook(content: bytes, words: Words, emptied: Mapping[str, Emptied]) -> Rewritten:
    """Return a workbook without the person: cells emptied by sheet, the id masked wherever it stands.

    Names that formulas refer to (of sheets, of ranges, of tables) stay as they are.
    """
    book = Book.of(content)
    sheets = book.sheets()
    own = {title: out.but_shared(book.text(sheets[title])) for title, out in emptied.items() if title in sheets}
    every, caches = with_drawn(book, own)
    plan = plan_for(book, every)
    if plan.spoilt:
        own, every, caches = {}, {}, set()
    released, results = empty(book, every, plan) if every else (set[str](), 0)
    if own:
        book.drop("", "thumbnail")  # a picture of the first sheet
    for title, out in own.items():
        _silence(book, sheets[title], out)
    for cache in caches:
        book.put(cache, to_fill_again(book.text(cache)))
    _caches(book, words, list(own.values()), released)
    for name in book.named(r".*\.(xml|rels|vml)"):
        part = book.bytes_of(name)
        if words.in_bytes(part) or in_markup(part, words):
            book.put(name, masked_xml(book.text(name), words))
    unchanged = not book.changed and not book.dropped
    return Rewritten(content if unchanged else book.packed(), plan.spoilt, results)


# --- what hangs on cells ----------------------------------------------------------------------------------------


def _silence(book: Book, part: str, out: Emptied) -> None:
    """Take the texts out of notes on the emptied cells of a sheet, and the links of these cells."""

    def lost(tag: str) -> bool:
        place = REFERENCE.fullmatch((attribute(tag, "ref") or "").split(":")[0])
        return place is not None and out.has(int(place[2]), column_number(place[1]))

    for kind in ("comments", "threadedComment"):
        for _, notes in book.related(part, kind):
            book.put(notes, NOTE.sub(_silenced(lost), book.text(notes)))
    xml = book.text(part)
    links = [tag for tag in LINK.findall(xml) if lost(tag)]
    for tag in links:
        xml = xml.replace(tag, "")
    book.put(part, re.sub(rf"<({P})hyperlinks>\s*</\1hyperlinks>", "", xml))
    ids = {attribute(tag, "id") for tag in links} - {attribute(tag, "id") for tag in LINK.findall(xml)} - {None}
    if ids:
        rels = book.relations(part)
        book.put(rels, RELATION.sub(lambda tag: "" if attribute(tag[0], "Id") in ids else tag[0], book.text(rels)))


def _silenced(lost: Callable[[str], bool]) -> Callable[[re.Match[str]], str]:
    def note(match: re.Match[str]) -> str:
        if not lost(match[1]):
            return match[0]
        return match[1] + re.sub(rf"(<({P})t\b[^<>]*>|<({P})text>)[^<]+", r"\1", match[3]) + match[4]

    return note


def _caches(book: Book, words: Words, emptied: list[Emptied], released: set[str]) -> None:
    """Take the person out of the caches of charts, pivot tables and links to other workbooks.

    A chart is drawn again from its cells, if they are of this workbook.
    """
    for part in book.named(r"xl/charts/[^/]+\.xml") if emptied else ():
        book.put(part, CHART_DATA.sub(_without_cache, book.text(part)))
    for part in book.named(r"xl/externalLinks/[^/]+\.xml"):
        book.put(part, without_in_link(book.text(part), words))
    for part in book.named(r"xl/pivotCache/pivotCacheDefinition[^/]*\.xml"):
        records = next((name for _, name in book.related(part, "pivotCacheRecords")), "")
        definition, rows = without_in_pivot(
            book.text(part), book.text(records) if records else "", words, released, emptied
        )
        book.put(part, definition)
        if records:
            book.put(records, rows)


def _without_cache(match: re.Match[str]) -> str:
    reference = "".join(re.findall(rf"<{P}f\b[^<>]*>([^<]*)</{P}f>", match[0]))
    return match[0] if "[" in unescape(reference) else CHART_CACHE.sub("", match[0])
