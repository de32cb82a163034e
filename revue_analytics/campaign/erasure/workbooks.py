"""Workbooks without a person, changed in the XML: what is not the person's stays as its program wrote it.

A row is emptied, not removed: no formula, format, validation or table moves. What stands nowhere but in emptied cells
goes from the shared texts and from the caches of pivot tables. What these draw, caches of charts and the results of
formulas that depend on emptied cells go too; the spreadsheet makes them again when the workbook is opened.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from html import unescape

from revue_analytics.campaign.erasure.markup import attribute, masked_xml, set_attribute
from revue_analytics.campaign.erasure.searching import MARK, Words, in_markup
from revue_analytics.campaign.erasure.workbook_cells import REFERENCE, Emptied, empty, plan_for
from revue_analytics.campaign.erasure.workbook_parts import RELATION, Book, P, column_number

AREA = re.compile(r"([A-Z]+)([0-9]+)(?::([A-Z]+)([0-9]+))?")
FIELD = re.compile(rf"<({P})cacheField\b[^<>]*?(?:/>|>(.*?)</\1cacheField>)", re.DOTALL)
ITEMS = re.compile(rf"(<({P})sharedItems\b[^<>]*>)(.*?)(</\2sharedItems>)", re.DOTALL)
ITEM = re.compile(rf"<({P})([smndbe])\b[^<>]*?(?:/>|>.*?</\1\2>)", re.DOTALL)
RECORD = re.compile(rf"<({P})r\b[^<>]*>(.*?)</\1r>", re.DOTALL)
VALUE = re.compile(rf"<{P}([xsmndbe])\b[^<>]*/?>")
LINKED_ROW = re.compile(rf"(<({P})row\b[^<>]*>)(.*?)(</\2row>)", re.DOTALL)


def with_drawn(book: Book, emptied: Mapping[str, Emptied]) -> tuple[dict[str, Emptied], set[str]]:
    """Add to the emptied cells those that pivot tables draw from their sheets; return their caches too.

    Where a pivot table names its source (a table, a range of its own name), it is taken to be of these sheets.
    """
    every, caches = dict(emptied), set[str]()
    for title, part in book.sheets().items() if emptied else ():
        for _, table in book.related(part, "pivotTable"):
            for _, cache in book.related(table, "pivotCacheDefinition"):
                source = re.search(rf"<{P}worksheetSource\b[^<>]*>", book.text(cache))
                location = re.search(rf"<{P}location\b[^<>]*>", book.text(table))
                area = AREA.fullmatch(attribute(location[0], "ref") or "") if location else None
                if source is None or area is None or attribute(source[0], "id"):  # of another workbook
                    continue
                if attribute(source[0], "name") or attribute(source[0], "sheet") in emptied:
                    every[title] = every.get(title, Emptied()).and_area(*area.groups())
                    caches.add(cache)
    return every, caches


def to_fill_again(definition: str, gone: int = 0) -> str:
    """Have the spreadsheet fill a cache again when it opens the workbook; `gone` records were taken out."""
    head = re.search(rf"<{P}pivotCacheDefinition\b[^<>]*>", definition)
    if head is None:
        return definition
    tag = set_attribute(head[0], "refreshOnLoad", "1")
    if gone and (count := attribute(head[0], "recordCount")):
        tag = set_attribute(tag, "recordCount", str(int(count) - gone))
    return definition.replace(head[0], tag)


def without_in_link(xml: str, words: Words) -> str:
    """Take out of the cache of another workbook the cells of every row that names the person."""
    return LINKED_ROW.sub(lambda row: row[1] + row[4] if words.within(unescape(row[3])) else row[0], xml)


def without_in_pivot(
    definition: str, records: str, words: Words, released: Set[str], emptied: Sequence[Emptied]
) -> tuple[str, str]:
    """Take a person out of the cache of a pivot table; the spreadsheet is to fill it again when it opens the workbook.

    Parameters
    ----------
    definition, records
        The two parts of the cache.
    words
        What names the person.
    released
        Texts that stood in the person's rows and nowhere else.
    emptied
        What was emptied: what sheets call the person, and in which columns.
    """
    fields = [
        (unescape(attribute(match[0], "name") or ""), _values(match[2] or "")) for match in FIELD.finditer(definition)
    ]

    def theirs(text: str | None, head: str) -> bool:
        if text is None:
            return False
        own = any(head in out.heads and text.casefold() in out.ids for out in emptied)
        return own or text in released or words.within(text)

    def read(record: str) -> Iterator[tuple[int, str, str | None]]:
        for k, match in enumerate(VALUE.finditer(record)):
            value = attribute(match[0], "v")
            if match[1] == "x" and k < len(fields) and value is not None and int(value) < len(fields[k][1]):
                value = fields[k][1][int(value)]
            yield k, match[1], value

    used: dict[int, set[str]] = {}
    lost: dict[int, set[str]] = {}
    gone = 0

    def record(match: re.Match[str]) -> str:
        nonlocal gone
        values = list(read(match[2]))
        out = any(k < len(fields) and theirs(value, fields[k][0]) for k, _, value in values)
        for k, _, value in values:
            if value is not None:
                (lost if out else used).setdefault(k, set()).add(value)
        gone += out
        return "" if out else match[0]

    rows = RECORD.sub(record, records)
    if gone:
        head = re.search(rf"<{P}pivotCacheRecords\b[^<>]*>", rows)
        if head and (count := attribute(head[0], "count")):
            rows = rows.replace(head[0], set_attribute(head[0], "count", str(int(count) - gone)))
    masked = _without_items(
        definition, lambda k, text: theirs(text, fields[k][0]) or text in lost.get(k, set()) - used.get(k, set())
    )
    if masked == definition and not gone:
        return definition, records
    return to_fill_again(masked, gone), rows


def _values(field: str) -> list[str | None]:
    match = ITEMS.search(field)
    return [attribute(item[0], "v") for item in ITEM.finditer(match[3])] if match else []


def _without_items(definition: str, theirs: Callable[[int, str], bool]) -> str:
    """Mask the texts among the values of each field that are the person's; no two stay alike, as Excel wants."""
    k = -1

    def field(match: re.Match[str]) -> str:
        nonlocal k
        k += 1
        n = match[0].count(f'v="{MARK}')

        def item(each: re.Match[str]) -> str:
            nonlocal n
            text = attribute(each[0], "v")
            if each[2] != "s" or text is None or text.startswith(MARK) or not theirs(k, text):
                return each[0]
            n += 1
            return each[0].replace(_written(each[0]), f'v="{MARK}"' if n == 1 else f'v="{MARK} {n}"')

        return ITEMS.sub(lambda items: items[1] + ITEM.sub(item, items[3]) + items[4], match[0])

    return FIELD.sub(field, definition)


def _written(tag: str) -> str:
    match = re.search(r"\bv\s*=\s*(\"[^\"]*\"|'[^']*')", tag)
    return match[0] if match else ""


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
