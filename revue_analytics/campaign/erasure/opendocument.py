"""ODS workbooks without a person, changed in the XML like those of Excel: cells are emptied, nothing moves.

What stands nowhere but in emptied cells goes from the members of pivot tables; what these draw, the copies of data that
charts keep, results of formulas that depend on emptied cells, pictures of sheets and the log of changes go too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from html import unescape
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from revue_analytics.campaign.erasure.markup import attribute, masked_xml, only_attributes, set_attribute
from revue_analytics.campaign.erasure.searching import ZIP, Words, in_markup
from revue_analytics.campaign.erasure.workbook_cells import Emptied
from revue_analytics.campaign.erasure.workbook_parts import Book, Formula, depending
from revue_analytics.campaign.erasure.workbooks import Rewritten
from revue_analytics.intake.opendocument import MIMETYPE

CONTENT, MANIFEST = "content.xml", "META-INF/manifest.xml"
PICTURES = r"(Thumbnails|ObjectReplacements)/.+"
SHEET = re.compile(r"(<table:table\b[^<>]*>)(.*?)(</table:table>)", re.DOTALL)
ROW = re.compile(r"(<table:table-row\b[^<>]*?)(?:/>|>(.*?)</table:table-row>)", re.DOTALL)
CELL = re.compile(r"(<(table:(?:covered-)?table-cell)\b[^<>]*?)(?:/>|>(.*?)</\2>)", re.DOTALL)
TEXT = re.compile(r"<text:p\b[^<>]*?(?:/>|>.*?</text:p>)", re.DOTALL)
NOTE = re.compile(r"<office:annotation\b.*?</office:annotation>", re.DOTALL)
CHANGES = re.compile(r"<table:tracked-changes\b.*?</table:tracked-changes>", re.DOTALL)
PIVOT = re.compile(r"<table:data-pilot-table\b[^<>]*>.*?</table:data-pilot-table>", re.DOTALL)
MEMBER = re.compile(r"<table:data-pilot-member\b[^<>]*?(?:/>|>.*?</table:data-pilot-member>)", re.DOTALL)
NAMED = re.compile(r"<table:(?:table|named-range|named-expression|database-range)\b[^<>]*>")
FORM = ("style-name", "number-columns-repeated", "number-columns-spanned", "number-rows-spanned",
        "content-validation-name")  # fmt: skip
"""What an emptied cell keeps."""
RESULT = ("value-type", "value", "string-value", "date-value", "time-value", "boolean-value", "currency")
NAME = r"\$?((?:'(?:[^']|'')*'|[^.'\[\]:]*))"
ADDRESS = re.compile(rf"{NAME}\.\$?([A-Z]+)\$?([0-9]+)(?::(?:{NAME})?\.\$?([A-Z]+)\$?([0-9]+))?")


def is_opendocument(content: bytes) -> bool:
    """Whether bytes are an ODS workbook without a password, whole or not."""
    if not content.startswith(ZIP):
        return False
    try:
        with ZipFile(BytesIO(content)) as archive:
            return CONTENT in archive.namelist() and archive.read("mimetype").startswith(MIMETYPE)
    except (BadZipFile, KeyError, OSError, ValueError):
        return False


def without_in_opendocument(content: bytes, words: Words, emptied: Mapping[str, Emptied]) -> Rewritten | None:
    """Return a workbook without the person: cells emptied by sheet, the id masked wherever it stands.

    None where a sheet or a range bears the id as its name, by which formulas refer to it.
    """
    book = Book.of(content)
    xml = book.text(CONTENT)
    if any(words.within(attribute(tag, "name") or "") for tag in NAMED.findall(xml)):
        return None
    results = 0
    if emptied:
        plan = _Plan.of(xml, _with_drawn(xml, emptied))
        xml = CHANGES.sub("", SHEET.sub(plan.rewritten, xml))
        xml = MEMBER.sub(lambda tag: "" if attribute(tag[0], "name") in plan.released else tag[0], xml)
        book.put(CONTENT, xml)
        results = len(plan.dirty)
        for part in book.named(r"[^/]+/content\.xml"):  # charts, drawn again from their cells
            book.put(part, SHEET.sub(_without_data, book.text(part)))
    for name in book.named(r".*\.xml"):
        packed = book.bytes_of(name)
        if words.in_bytes(packed) or in_markup(packed, words):
            book.put(name, masked_xml(book.text(name), words))
    if not book.changed:
        return Rewritten(content)
    for picture in book.named(PICTURES):
        entry = rf'<manifest:file-entry\b[^<>]*manifest:full-path="{re.escape(picture)}"[^<>]*/>'
        book.put(MANIFEST, re.sub(entry, "", book.text(MANIFEST)))
        book.dropped.add(picture)
    return Rewritten(book.packed(), (), results)


@dataclass
class _Plan:
    """What emptying cells means for a workbook.

    `emptied` are the cells by sheet; `dirty` those whose formulas depend on them, `released` the texts that stood there
    and nowhere else.
    """

    emptied: Mapping[str, Emptied]
    dirty: Set[tuple[str, int, int]] = frozenset()
    released: Set[str] = frozenset()
    touched: dict[str, set[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, xml: str, emptied: Mapping[str, Emptied]) -> _Plan:
        plan = cls(emptied)
        gone: dict[str, set[tuple[int, int]]] = {}
        formulas, texts = [], {True: set[str](), False: set[str]()}
        for title, out in emptied.items():
            plan.touched[title] = {*out.rows, *(row for row, _ in out.cells)}
        for sheet in SHEET.finditer(xml):
            title = attribute(sheet[1], "name") or ""
            for first, last, row in _rows(sheet[2]):
                hits = [number for number in plan.touched.get(title, ()) if first <= number <= last]
                for column, n, cell in _cells(row[2] or ""):
                    if not (cell[3] or attribute(cell[1], "formula")):
                        continue
                    text = _text(cell[3] or "")
                    lost = {(r, c) for r in hits for c in range(column, column + n) if plan.loses(title, r, c, cell)}
                    gone.setdefault(title, set()).update(lost)
                    texts[True] |= {text} if lost else set()
                    kept = len(lost) < n * (last - first + 1)
                    texts[False] |= {text} if kept else set()
                    if kept and (formula := attribute(cell[1], "formula")):
                        formulas.append(Formula((title, first, column), _in_letters(formula)))
        plan.dirty = depending(formulas, {title: cells for title, cells in gone.items() if cells})
        plan.released = texts[True] - texts[False] - {""}
        for title, number, _ in plan.dirty:
            plan.touched.setdefault(title, set()).add(number)
        return plan

    def loses(self, title: str, row: int, column: int, cell: re.Match[str]) -> bool:
        """Whether a cell is emptied; what is merged with cells of other rows is said of them too."""
        out = self.emptied.get(title, Emptied())
        down = int(attribute(cell[1], "number-rows-spanned") or 1)
        shared = row in out.rows and not set(range(row, row + down)) <= out.rows
        return out.has(row, column) and not shared

    def rewritten(self, sheet: re.Match[str]) -> str:
        """Write a sheet without the cells that are emptied and without results that are no longer true."""
        title, pieces, end = attribute(sheet[1], "name") or "", [], 0
        for first, last, row in _rows(sheet[2]):
            next_one = first
            hits = sorted(number for number in self.touched.get(title, ()) if first <= number <= last)
            for number in hits:
                if number > next_one:
                    pieces += [sheet[2][end : row.start()], _repeated(row, number - next_one)]
                    end = row.end()
                pieces += [sheet[2][end : row.start()] if end <= row.start() else "", self._row(title, number, row)]
                end, next_one = row.end(), number + 1
            if hits and next_one <= last:
                pieces.append(_repeated(row, last - next_one + 1))
        return f"{sheet[1]}{''.join(pieces)}{sheet[2][end:]}{sheet[3]}"

    def _row(self, title: str, number: int, row: re.Match[str]) -> str:
        inside, end = [], 0
        for column, n, cell in _cells(row[2] or ""):
            inside.append((row[2] or "")[end : cell.start()])
            end = cell.end()
            if not (cell[3] or attribute(cell[1], "formula")):
                inside.append(cell[0])
                continue
            for first, width, lost in _runs([self.loses(title, number, c, cell) for c in range(column, column + n)]):
                tag = set_attribute(cell[1] + ">", COLUMNS, str(width) if width > 1 else None)
                if lost:
                    inside.append(only_attributes(tag, FORM)[:-1] + "/>")
                elif (title, number, column + first) in self.dirty:
                    bare = only_attributes(tag, RESULT, drop=True)
                    inside.append(f"{bare}{TEXT.sub('', cell[3] or '')}</{cell[2]}>")
                else:
                    inside.append(f"{tag}{cell[3] or ''}</{cell[2]}>")
        tag = set_attribute(row[1] + ">", ROWS, None)
        return f"{tag}{''.join(inside)}{(row[2] or '')[end:]}</table:table-row>"


ROWS, COLUMNS = "table:number-rows-repeated", "table:number-columns-repeated"


def _rows(xml: str) -> Iterator[tuple[int, int, re.Match[str]]]:
    """Yield the rows of a sheet with the first and the last number that each stands for."""
    number = 1
    for row in ROW.finditer(xml):
        n = int(attribute(row[1], "number-rows-repeated") or 1)
        yield number, number + n - 1, row
        number += n


def _cells(xml: str) -> Iterator[tuple[int, int, re.Match[str]]]:
    """Yield the cells of a row with their first column, from 1, and how many they stand for."""
    column = 1
    for cell in CELL.finditer(xml):
        n = int(attribute(cell[1], "number-columns-repeated") or 1)
        yield column, n, cell
        column += n


def _repeated(row: re.Match[str], n: int) -> str:
    return set_attribute(row[1] + ">", ROWS, str(n) if n > 1 else None) + (row[2] or "") + "</table:table-row>"


def _runs(flags: list[bool]) -> Iterator[tuple[int, int, bool]]:
    """Yield where each run of equal flags begins, its length, its flag."""
    first = 0
    for k in range(1, len(flags) + 1):
        if k == len(flags) or flags[k] != flags[first]:
            yield first, k - first, flags[first]
            first = k


def _text(inside: str) -> str:
    texts = TEXT.findall(NOTE.sub("", inside))
    return "\n".join(unescape(re.sub(r"<[^<>]*>", "", text)) for text in texts).strip()


def _in_letters(formula: str) -> str:
    """Write the references of a formula as Excel does, ``[$Feuille.A1:.B2]`` as ``Feuille!A1:B2``; others stay."""
    return re.sub(
        r"\[([^\[\]]*)\]",
        lambda found: _area(match) if (match := ADDRESS.fullmatch(found[1])) else found[0],
        formula.partition("=")[2],
    )


def _area(match: re.Match[str]) -> str:
    sheet, left, top, _, right, bottom = match.groups()
    return (f"{sheet}!" if sheet else "") + f"{left}{top}" + (f":{right}{bottom}" if right else "")


def _with_drawn(xml: str, emptied: Mapping[str, Emptied]) -> dict[str, Emptied]:
    """Add to the emptied cells those that a pivot table draws from their sheet; it is drawn again when opened."""
    every = dict(emptied)
    for pivot in PIVOT.findall(xml):
        source = re.search(r"<table:source-cell-range\b[^<>]*>", pivot)
        areas = [attribute(tag, name) or "" for tag, name in (
            (source[0] if source else "", "cell-range-address"), (pivot[: pivot.index(">") + 1], "target-range-address")
        )]  # fmt: skip
        read, drawn = (ADDRESS.fullmatch(area) for area in areas)
        if read and drawn and _plain(read[1]) in emptied:
            title = _plain(drawn[1])
            every[title] = every.get(title, Emptied()).and_area(drawn[2], drawn[3], drawn[5], drawn[6])
    return every


def _plain(name: str) -> str:
    return name[1:-1].replace("''", "'") if name.startswith("'") else name


def _without_data(sheet: re.Match[str]) -> str:
    """Empty the copy of its data that a chart keeps."""
    return sheet[1] + CELL.sub(lambda cell: f"<{cell[2]}/>", sheet[2]) + sheet[3]
