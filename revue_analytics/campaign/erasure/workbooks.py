"""Workbooks without a person, changed in the XML: what is not the person's stays as its program wrote it.

A row is emptied, not removed: no formula, format, validation or table moves. What stands nowhere but in emptied cells
goes from the shared texts and from the caches of pivot tables; caches of charts and results of formulas that depend on
emptied cells go too, and the spreadsheet makes them again when the workbook is opened.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass, field, replace
from html import unescape
from io import BytesIO
from zipfile import ZipFile

from revue_analytics.campaign.erasure.formulas import Formula, depending
from revue_analytics.campaign.erasure.markup import attribute, escaped, masked_xml, set_attribute
from revue_analytics.campaign.erasure.pivots import without_in_link, without_in_pivot
from revue_analytics.campaign.erasure.searching import in_markup
from revue_analytics.campaign.erasure.words import Words

__all__ = ["Emptied", "Rewritten", "without_in_workbook"]

P = r"(?:[\w.-]+:)?"
ROW = re.compile(rf"(<{P}row\b[^<>]*?)(/>|>(.*?)</{P}row>)", re.DOTALL)
CELL = re.compile(rf"(<({P})c\b[^<>]*?)(?:/>|>(.*?)</\2c>)", re.DOTALL)
VALUE = re.compile(rf"<{P}v\b[^<>]*>(.*?)</{P}v>|<{P}v\b[^<>]*/>", re.DOTALL)
FORMULA = re.compile(rf"(<({P})f\b[^<>]*?)(?:/>|>(.*?)</\2f>)", re.DOTALL)
SHARED = re.compile(rf"<({P})si\b[^<>]*?(?:/>|>.*?</\1si>)", re.DOTALL)
TEXT = re.compile(rf"<{P}t\b[^<>]*>([^<]*)</{P}t>")
CHART_DATA = re.compile(rf"<({P})((?:str|num|multiLvlStr)Ref)\b[^<>]*>.*?</\1\2>", re.DOTALL)
CHART_CACHE = re.compile(rf"<({P})((?:str|num|multiLvlStr)Cache)\b[^<>]*>.*?</\1\2>", re.DOTALL)
NOTE = re.compile(rf"(<({P})(?:comment|threadedComment)\b[^<>]*>)(.*?)(</\2(?:comment|threadedComment)>)", re.DOTALL)
LINK = re.compile(rf"<{P}hyperlink\b[^<>]*?(?:/>|>.*?</{P}hyperlink>)", re.DOTALL)
RELATION = re.compile(r"<(?:[\w.-]+:)?Relationship\b[^<>]*/>")
REFERENCE = re.compile(r"([A-Z]+)([0-9]+)")
MERGED = re.compile(rf'<{P}mergeCell\b[^<>]*\bref="([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)"')


@dataclass(frozen=True)
class Emptied:
    """The cells of a sheet that are emptied: whole rows, or single cells as (row, column), from 1.

    `ids` are what the sheet calls the person there, in lower case; `heads` the headers of the columns that say it;
    `shared` are cells of the rows that stay.
    """

    rows: Set[int] = frozenset()
    cells: Set[tuple[int, int]] = frozenset()
    ids: Set[str] = frozenset()
    heads: Set[str] = frozenset()
    shared: Set[tuple[int, int]] = frozenset()

    def but_shared(self, xml: str) -> Emptied:
        """Leave cells that are merged with cells of other rows: what they say is said of the others too."""
        shared = {
            (row, _number(left))
            for left, top, _, bottom in MERGED.findall(xml)
            for row in self.rows & {int(top)}
            if not set(range(row, int(bottom) + 1)) <= self.rows
        }
        return replace(self, shared=frozenset(shared)) if shared else self

    def has(self, row: int, column: int) -> bool:
        """Whether a cell is emptied."""
        return (row in self.rows and (row, column) not in self.shared) or (row, column) in self.cells


@dataclass(frozen=True)
class Rewritten:
    """A workbook without the person; what could not be emptied, and how many results of formulas went."""

    content: bytes
    left: tuple[str, ...] = ()
    results: int = 0


@dataclass
class _Book:
    """The parts of a workbook while they are changed."""

    parts: dict[str, bytes]
    sheets: dict[str, str]  # title → part
    changed: dict[str, str] = field(default_factory=dict)
    dropped: set[str] = field(default_factory=set)

    def text(self, part: str) -> str:
        return self.changed[part] if part in self.changed else self.parts[part].decode("utf-8-sig")

    def put(self, part: str, xml: str) -> None:
        if xml != self.text(part):
            self.changed[part] = xml

    def named(self, pattern: str) -> list[str]:
        return [name for name in self.parts if re.fullmatch(pattern, name) and name not in self.dropped]

    def relations(self, part: str) -> str:
        return posixpath.join(posixpath.dirname(part), "_rels", posixpath.basename(part) + ".rels")

    def related(self, part: str, kind: str) -> Iterator[str]:
        """Yield the parts of a kind that a part refers to."""
        rels = self.relations(part)
        for tag in RELATION.findall(self.text(rels)) if rels in self.parts else ():
            if (attribute(tag, "Type") or "").rsplit("/", 1)[-1] == kind and attribute(tag, "TargetMode") != "External":
                yield _target(part, attribute(tag, "Target") or "")


def without_in_workbook(content: bytes, words: Words, emptied: Mapping[str, Emptied]) -> Rewritten:
    """Return a workbook without the person: cells emptied by sheet, the id masked wherever it stands.

    Names that formulas refer to (of sheets, of ranges, of tables) stay as they are.
    """
    with ZipFile(BytesIO(content)) as archive:
        members = archive.infolist()
        book = _Book({member.filename: archive.read(member) for member in members}, {})
    book.sheets = _sheets(book)
    emptied = {title: out.but_shared(book.text(book.sheets[title])) for title, out in emptied.items()}
    plan = _formulas(book, emptied)
    if plan.spoilt:
        emptied = {}
    released, results = _empty(book, emptied, plan) if emptied else (set(), 0)
    if emptied:
        _drop(book, "", "thumbnail")  # a picture of the first sheet
    _notes_and_links(book, emptied)
    _caches(book, words, emptied, released)
    for name in book.named(r".*\.(xml|rels|vml)"):
        part = book.changed[name].encode() if name in book.changed else book.parts[name]
        if words.in_bytes(part) or in_markup(part, words):
            book.put(name, masked_xml(book.text(name), words))
    if not book.changed and not book.dropped:
        return Rewritten(content, plan.spoilt)
    stream = BytesIO()
    with ZipFile(stream, "w") as archive:
        for member in members:
            if member.filename not in book.dropped:
                made = book.changed.get(member.filename)
                data = book.parts[member.filename] if made is None else _encoded(made, book.parts[member.filename])
                archive.writestr(member, data)
    return Rewritten(stream.getvalue(), plan.spoilt, results)


def _encoded(xml: str, before: bytes) -> bytes:
    return (b"\xef\xbb\xbf" if before.startswith(b"\xef\xbb\xbf") else b"") + xml.encode("utf-8")


def _target(part: str, target: str) -> str:
    """Return the name of a part that another refers to."""
    path = target.lstrip("/") if target.startswith("/") else posixpath.join(posixpath.dirname(part), target)
    return posixpath.normpath(path)


def _sheets(book: _Book) -> dict[str, str]:
    """Return the part of each sheet by its title."""
    workbook = "xl/workbook.xml"
    targets = {
        attribute(tag, "Id"): _target(workbook, attribute(tag, "Target") or "")
        for tag in RELATION.findall(book.text(book.relations(workbook)))
    }
    tags = re.findall(rf"<{P}sheet\b[^<>]*/?>", book.text(workbook))
    return {attribute(tag, "name") or "": targets.get(attribute(tag, "id"), "") for tag in tags}


def _cells(xml: str) -> Iterator[tuple[int, int, re.Match[str]]]:
    """Yield row, column and cell of a sheet; a cell that does not say where it stands follows the one before."""
    number = 0
    for row in ROW.finditer(xml):
        number = int(attribute(row[1], "r") or number + 1)
        column = 0
        for cell in CELL.finditer(xml, *row.span(3)) if row[3] else ():
            place = REFERENCE.fullmatch(attribute(cell[1], "r") or "")
            column = _number(place[1]) if place else column + 1
            yield number, column, cell


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


# --- cells ------------------------------------------------------------------------------------------------------


def _empty(book: _Book, emptied: Mapping[str, Emptied], plan: _Plan) -> tuple[set[str], int]:
    """Empty cells; return the texts that stood nowhere else, and the number of results dropped."""
    before, after, typed = Counter[str](), Counter[str](), set[str]()
    dirty = depending(plan.formulas, plan.gone) if plan.gone else set()
    for title, part in book.sheets.items():
        if part not in book.parts:
            continue
        xml, made, end = book.text(part), [], 0
        out = emptied.get(title, Emptied())
        for row, column, cell in _cells(xml):
            content, kind = cell[3] or "", attribute(cell[1], "t")
            lost, here = out.has(row, column), (title, row, column)
            value = VALUE.search(content)
            if kind == "s" and value:
                before[value[1]] += 1
                after[value[1]] += not lost
            if lost:
                typed.add(
                    unescape("".join(TEXT.findall(content)) or (value[1] or "" if kind == "str" and value else ""))
                )
                tag, content = _without(cell[1] + "/>", "t", "cm", "vm") if content else cell[0], ""
            else:
                if here in plan.written_out:
                    content = FORMULA.sub(lambda f: f"<{f[2]}f>{escaped(plan.written_out[here])}</{f[2]}f>", content)  # noqa: B023
                stale = here in dirty and value
                content = VALUE.sub("", content) if stale else content
                tag = (_without(cell[1] + ">", "t") if stale else cell[1] + ">") + f"{content}</{cell[2]}c>"
                tag = cell[0] if content == (cell[3] or "") else tag
            if tag != cell[0]:
                made += [xml[end : cell.start()], tag]
                end = cell.end()
        book.put(part, "".join([*made, xml[end:]]))
    if plan.gone and plan.formulas:
        _calculate_again(book)
    return (_release(book, {k for k in before if not after[k]}) | typed) - {""}, len(dirty)


def _without(tag: str, *names: str) -> str:
    for name in names:
        tag = set_attribute(tag, name, None)
    return tag


@dataclass
class _Plan:
    """What emptying means for formulas.

    `formulas` stay; `gone` are the cells that had something, by sheet; `written_out` are formulas that shared the text
    of an emptied one; `spoilt` are arrays of formulas of which only a part would go: then nothing is emptied.
    """

    formulas: list[Formula] = field(default_factory=list)
    gone: dict[str, set[tuple[int, int]]] = field(default_factory=dict)
    written_out: dict[tuple[str, int, int], str] = field(default_factory=dict)
    spoilt: tuple[str, ...] = ()


def _formulas(book: _Book, emptied: Mapping[str, Emptied]) -> _Plan:
    """Say what emptying cells means for the formulas of a workbook."""
    plan = _Plan()
    if not emptied:
        return plan
    for title, part in book.sheets.items():
        if part not in book.parts:
            continue
        out = emptied.get(title, Emptied())
        shared: dict[str, tuple[str, str, bool]] = {}  # number → text, cell, whether it is emptied
        for row, column, cell in _cells(book.text(part)):
            lost = out.has(row, column)
            if lost and cell[3]:
                plan.gone.setdefault(title, set()).add((row, column))
            found = FORMULA.search(cell[3] or "")
            if not found:
                continue
            text, tag = unescape(found[3] or ""), found[1] + ">"
            kind, number, here = attribute(tag, "t"), attribute(tag, "si"), f"{_letters(column)}{row}"
            if kind == "shared" and number is not None:
                if text:
                    shared[number] = (text, here, lost)
                elif number in shared:
                    text = _translated(*shared[number][:2], here)
                    if shared[number][2] and not lost:
                        plan.written_out[title, row, column] = text
            if lost and kind in ("array", "dataTable") and ":" in (attribute(tag, "ref") or ""):
                plan.spoilt += (f"{title}!{attribute(tag, 'ref')}",)
            if not lost:
                plan.formulas.append(Formula((title, row, column), text))
    return plan


def _translated(text: str, origin: str, here: str) -> str:
    """Return a formula as it reads in another cell."""
    from openpyxl.formula.translate import Translator

    return str(Translator(f"={text}", origin).translate_formula(here))[1:]


def _calculate_again(book: _Book) -> None:
    """Have the spreadsheet calculate everything when it opens the workbook; the order of calculation goes."""
    workbook = "xl/workbook.xml"
    xml = book.text(workbook)
    if found := re.search(rf"<{P}calcPr\b[^<>]*>", xml):
        xml = xml.replace(found[0], set_attribute(found[0], "fullCalcOnLoad", "1"))
    else:
        for last in ("definedNames", "externalReferences", "functionGroups", "sheets"):
            if ends := list(re.finditer(rf"</({P}){last}>", xml)):
                at = ends[-1]
                xml = f'{xml[: at.end()]}<{at[1]}calcPr fullCalcOnLoad="1"/>{xml[at.end() :]}'
                break
    book.put(workbook, xml)
    _drop(book, workbook, "calcChain")


def _drop(book: _Book, part: str, kind: str) -> None:
    """Take out the parts of a kind that a part (``""`` for the workbook as a whole) refers to."""
    rels = book.relations(part)
    for tag in RELATION.findall(book.text(rels)) if rels in book.parts else ():
        if (attribute(tag, "Type") or "").rsplit("/", 1)[-1] == kind:
            name = _target(part, attribute(tag, "Target") or "")
            override = rf'<{P}Override\b[^<>]*PartName="/{re.escape(name)}"[^<>]*/>'
            book.put(rels, book.text(rels).replace(tag, ""))
            book.put("[Content_Types].xml", re.sub(override, "", book.text("[Content_Types].xml")))
            book.dropped.add(name)


def _release(book: _Book, positions: set[str]) -> set[str]:
    """Blank the shared texts at `positions`, which no cell uses any more; return them."""
    texts = set()
    for part in book.named(r"xl/sharedStrings\.xml"):
        place = -1

        def blank(found: re.Match[str]) -> str:
            nonlocal place
            place += 1
            if str(place) not in positions:
                return found[0]
            texts.add(unescape("".join(TEXT.findall(found[0]))))
            return f"<{found[1]}si><{found[1]}t/></{found[1]}si>"

        book.put(part, SHARED.sub(blank, book.text(part)))
    return texts - {""}


# --- what hangs on cells ----------------------------------------------------------------------------------------


def _notes_and_links(book: _Book, emptied: Mapping[str, Emptied]) -> None:
    """Take the texts out of notes on emptied cells, and their links."""
    for title, out in emptied.items():
        part = book.sheets.get(title, "")
        if part not in book.parts:
            continue

        def lost(tag: str, out: Emptied = out) -> bool:
            place = REFERENCE.fullmatch((attribute(tag, "ref") or "").split(":")[0])
            return place is not None and out.has(int(place[2]), _number(place[1]))

        for notes in (*book.related(part, "comments"), *book.related(part, "threadedComment")):
            if notes in book.parts:
                book.put(notes, NOTE.sub(_silenced(lost), book.text(notes)))
        xml = book.text(part)
        links = [tag for tag in LINK.findall(xml) if lost(tag)]
        for tag in links:
            xml = xml.replace(tag, "")
        book.put(part, re.sub(rf"<({P})hyperlinks>\s*</\1hyperlinks>", "", xml))
        ids = {attribute(tag, "id") for tag in links} - {None}
        if ids:
            rels = book.relations(part)
            book.put(rels, RELATION.sub(lambda t: "" if attribute(t[0], "Id") in ids else t[0], book.text(rels)))  # noqa: B023


def _silenced(lost: Callable[[str], bool]) -> Callable[[re.Match[str]], str]:
    def note(found: re.Match[str]) -> str:
        if not lost(found[1]):
            return found[0]
        return found[1] + re.sub(rf"(<({P})t\b[^<>]*>|<({P})text>)[^<]+", r"\1", found[3]) + found[4]

    return note


def _caches(book: _Book, words: Words, emptied: Mapping[str, Emptied], released: set[str]) -> None:
    """Take the person out of the caches of charts, pivot tables and links to other workbooks."""
    titles = {title.replace("'", "''") for title in emptied}

    def chart(found: re.Match[str]) -> str:
        of = unescape("".join(re.findall(rf"<{P}f\b[^<>]*>([^<]*)</{P}f>", found[0])))
        return CHART_CACHE.sub("", found[0]) if any(f"{t}!" in of or f"{t}'!" in of for t in titles) else found[0]

    for part in book.named(r"xl/charts/[^/]+\.xml") if titles else ():
        book.put(part, CHART_DATA.sub(chart, book.text(part)))
    for part in book.named(r"xl/externalLinks/[^/]+\.xml"):
        book.put(part, without_in_link(book.text(part), words))
    for part in book.named(r"xl/pivotCache/pivotCacheDefinition[^/]*\.xml"):
        records = next((each for each in book.related(part, "pivotCacheRecords") if each in book.parts), "")
        definition, rows = without_in_pivot(
            book.text(part), book.text(records) if records else "", words, released, list(emptied.values())
        )
        book.put(part, definition)
        if records:
            book.put(records, rows)
