"""The cells of a workbook that are emptied, and what that means for the formulas of the others."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field, replace
from html import unescape

from revue_analytics.campaign.erasure.markup import attribute, escaped, set_attribute
from revue_analytics.campaign.erasure.workbook_parts import (
    WORKBOOK,
    Book,
    Formula,
    P,
    column_letters,
    column_number,
    depending,
)

ROW = re.compile(rf"(<{P}row\b[^<>]*?)(/>|>(.*?)</{P}row>)", re.DOTALL)
CELL = re.compile(rf"(<({P})c\b[^<>]*?)(?:/>|>(.*?)</\2c>)", re.DOTALL)
VALUE = re.compile(rf"<{P}v\b[^<>]*>(.*?)</{P}v>|<{P}v\b[^<>]*/>", re.DOTALL)
FORMULA = re.compile(rf"(<({P})f\b[^<>]*?)(?:/>|>(.*?)</\2f>)", re.DOTALL)
SHARED = re.compile(rf"<({P})si\b[^<>]*?(?:/>|>.*?</\1si>)", re.DOTALL)
TEXT = re.compile(rf"<{P}t\b[^<>]*>([^<]*)</{P}t>")
MERGED = re.compile(rf'<{P}mergeCell\b[^<>]*\bref="([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)"')
REFERENCE = re.compile(r"([A-Z]+)([0-9]+)")
LARGEST_AREA = 2_000_000  # cells that a pivot table draws


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
            (row, column_number(left))
            for left, top, _, bottom in MERGED.findall(xml)
            for row in self.rows & {int(top)}
            if not set(range(row, int(bottom) + 1)) <= self.rows
        }
        return replace(self, shared=frozenset(shared)) if shared else self

    def and_area(self, left: str, top: str, right: str | None, bottom: str | None) -> Emptied:
        """Add the cells of an area, ``("A", "1", "C", "9")``.

        Raises
        ------
        ValueError
            It has more cells than anything that is drawn.
        """
        rows = range(int(top), int(bottom or top) + 1)
        columns = range(column_number(left), column_number(right or left) + 1)
        if len(rows) * len(columns) > LARGEST_AREA:
            raise ValueError(f"{left}{top}:{right}{bottom} has {len(rows) * len(columns)} cells")
        return replace(self, cells=self.cells | {(row, column) for row in rows for column in columns})

    def has(self, row: int, column: int) -> bool:
        """Whether a cell is emptied."""
        return (row in self.rows and (row, column) not in self.shared) or (row, column) in self.cells


def _cells(xml: str) -> Iterator[tuple[int, int, re.Match[str]]]:
    """Yield row, column and cell of a sheet; a cell that does not say where it stands follows the one before."""
    number = 0
    for row in ROW.finditer(xml):
        number = int(attribute(row[1], "r") or number + 1)
        column = 0
        for cell in CELL.finditer(xml, *row.span(3)) if row[3] else ():
            place = REFERENCE.fullmatch(attribute(cell[1], "r") or "")
            column = column_number(place[1]) if place else column + 1
            yield number, column, cell


def empty(book: Book, emptied: Mapping[str, Emptied], plan: Plan) -> tuple[set[str], int]:
    """Empty cells; return the texts that stood nowhere else, and the number of results dropped."""
    before, after, typed = Counter[str](), Counter[str](), set[str]()
    dirty = depending(plan.formulas, plan.gone) if plan.gone else set()
    for title, part in book.sheets().items():
        xml, pieces, end = book.text(part), [], 0
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
                pieces += [xml[end : cell.start()], tag]
                end = cell.end()
        book.put(part, "".join([*pieces, xml[end:]]))
    if plan.gone and (plan.formulas or plan.some_lost):
        _calculate_again(book)
    return (_release(book, {k for k in before if not after[k]}) | typed) - {""}, len(dirty)


def _without(tag: str, *names: str) -> str:
    for name in names:
        tag = set_attribute(tag, name, None)
    return tag


@dataclass
class Plan:
    """What emptying means for formulas.

    `formulas` stay; `gone` are the cells that had something, by sheet; `written_out` are formulas that shared the text
    of an emptied one; `spoilt` are arrays of formulas of which only a part would go: then nothing is emptied;
    `some_lost` says whether formulas go with the cells.
    """

    formulas: list[Formula] = field(default_factory=list)
    gone: dict[str, set[tuple[int, int]]] = field(default_factory=dict)
    written_out: dict[tuple[str, int, int], str] = field(default_factory=dict)
    spoilt: tuple[str, ...] = ()
    some_lost: bool = False


def plan_for(book: Book, emptied: Mapping[str, Emptied]) -> Plan:
    """Say what emptying cells means for the formulas of a workbook."""
    plan = Plan()
    if not emptied:
        return plan
    for title, part in book.sheets().items():
        out = emptied.get(title, Emptied())
        shared: dict[str, tuple[str, str, bool]] = {}  # number → text, cell, whether it is emptied
        for row, column, cell in _cells(book.text(part)):
            lost = out.has(row, column)
            if lost and cell[3]:
                plan.gone.setdefault(title, set()).add((row, column))
            match = FORMULA.search(cell[3] or "")
            if not match:
                continue
            plan.some_lost |= lost
            text, tag = unescape(match[3] or ""), match[1] + ">"
            kind, number, here = attribute(tag, "t"), attribute(tag, "si"), f"{column_letters(column)}{row}"
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


def _calculate_again(book: Book) -> None:
    """Have the spreadsheet calculate everything when it opens the workbook; the order of calculation goes."""
    xml = book.text(WORKBOOK)
    if match := re.search(rf"<{P}calcPr\b[^<>]*>", xml):
        xml = xml.replace(match[0], set_attribute(match[0], "fullCalcOnLoad", "1"))
    else:
        for last in ("definedNames", "externalReferences", "functionGroups", "sheets"):
            if ends := list(re.finditer(rf"</({P}){last}>", xml)):
                at = ends[-1]
                xml = f'{xml[: at.end()]}<{at[1]}calcPr fullCalcOnLoad="1"/>{xml[at.end() :]}'
                break
    book.put(WORKBOOK, xml)
    book.drop(WORKBOOK, "calcChain")


def _release(book: Book, positions: set[str]) -> set[str]:
    """Blank the shared texts at `positions`, which no cell uses any more; return them."""
    texts = set()
    for part in book.named(r"xl/sharedStrings\.xml"):
        place = -1

        def blank(match: re.Match[str]) -> str:
            nonlocal place
            place += 1
            if str(place) not in positions:
                return match[0]
            texts.add(unescape("".join(TEXT.findall(match[0]))))
            return f"<{match[1]}si><{match[1]}t/></{match[1]}si>"

        book.put(part, SHARED.sub(blank, book.text(part)))
    return texts - {""}
