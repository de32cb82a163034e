"""A workbook as the parts that it is packed of, and what its formulas depend on."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from io import BytesIO
from zipfile import ZipFile, ZipInfo

from revue_analytics.campaign.erasure.markup import attribute

P = r"(?:[\w.-]+:)?"
"""The prefix of a tag, which some programs write."""
RELATION = re.compile(r"<(?:[\w.-]+:)?Relationship\b[^<>]*/>")
WORKBOOK, TYPES = "xl/workbook.xml", "[Content_Types].xml"


@dataclass
class Book:
    """The parts of a workbook while they are changed: what is not changed stays to the byte."""

    members: list[ZipInfo]
    parts: dict[str, bytes]
    changed: dict[str, str] = field(default_factory=dict)
    dropped: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, content: bytes) -> Book:
        """Unpack a workbook."""
        with ZipFile(BytesIO(content)) as archive:
            members = archive.infolist()
            return cls(members, {member.filename: archive.read(member) for member in members})

    def packed(self) -> bytes:
        """Pack the parts again, in their order."""
        stream = BytesIO()
        with ZipFile(stream, "w") as archive:
            for member in self.members:
                if member.filename not in self.dropped:
                    archive.writestr(member, self.bytes_of(member.filename))
        return stream.getvalue()

    def bytes_of(self, part: str) -> bytes:
        """Return a part as it is written."""
        before = self.parts[part]
        if part not in self.changed:
            return before
        return (b"\xef\xbb\xbf" if before.startswith(b"\xef\xbb\xbf") else b"") + self.changed[part].encode("utf-8")

    def text(self, part: str) -> str:
        """Return a part as text."""
        return self.changed[part] if part in self.changed else self.parts[part].decode("utf-8-sig")

    def put(self, part: str, xml: str) -> None:
        """Change a part."""
        if xml != self.text(part):
            self.changed[part] = xml

    def named(self, pattern: str) -> list[str]:
        """Return the parts whose names match."""
        return [name for name in self.parts if re.fullmatch(pattern, name) and name not in self.dropped]

    def sheets(self) -> dict[str, str]:
        """Return the part of each sheet by its title."""
        rels = self.text(self.relations(WORKBOOK))
        targets = {
            attribute(tag, "Id"): _target(WORKBOOK, attribute(tag, "Target") or "") for tag in RELATION.findall(rels)
        }
        tags = re.findall(rf"<{P}sheet\b[^<>]*/?>", self.text(WORKBOOK))
        parts = {attribute(tag, "name") or "": targets.get(attribute(tag, "id"), "") for tag in tags}
        return {title: part for title, part in parts.items() if part in self.parts}

    def relations(self, part: str) -> str:
        """Return the name of the part that says what a part (``""`` for the workbook as a whole) refers to."""
        return posixpath.join(posixpath.dirname(part), "_rels", posixpath.basename(part) + ".rels")

    def related(self, part: str, kind: str) -> Iterator[tuple[str, str]]:
        """Yield the reference to each part of a kind that a part refers to, and the name of that part."""
        rels = self.relations(part)
        for tag in RELATION.findall(self.text(rels)) if rels in self.parts else ():
            name = _target(part, attribute(tag, "Target") or "")
            if (attribute(tag, "Type") or "").rsplit("/", 1)[-1] == kind and name in self.parts:
                yield tag, name

    def drop(self, part: str, kind: str) -> None:
        """Take out the parts of a kind that a part refers to."""
        rels = self.relations(part)
        for tag, name in list(self.related(part, kind)):
            override = rf'<{P}Override\b[^<>]*PartName="/{re.escape(name)}"[^<>]*/>'
            self.put(rels, self.text(rels).replace(tag, ""))
            self.put(TYPES, re.sub(override, "", self.text(TYPES)))
            self.dropped.add(name)


def _target(part: str, target: str) -> str:
    """Return the name of a part that another refers to."""
    path = target.lstrip("/") if target.startswith("/") else posixpath.join(posixpath.dirname(part), target)
    return posixpath.normpath(path)


def column_number(letters: str) -> int:
    """Return the number of a column, from 1.

    >>> column_number("A"), column_number("AB")
    (1, 28)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """Return what a spreadsheet calls a column.

    >>> column_letters(1), column_letters(28)
    ('A', 'AB')
    """
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


LITERAL = re.compile(r'"(?:[^"]|"")*"')
SHEET = r"(?:'((?:[^']|'')+)'|([\w.]+))!"
CELLS = r"\$?([A-Z]{1,3})\$?(\d+)(?::\$?([A-Z]{1,3})\$?(\d+))?|\$?([A-Z]{1,3}):\$?([A-Z]{1,3})|\$?(\d+):\$?(\d+)"
REFERENCE = re.compile(rf"(?<![\w.$])(?:{SHEET})?(?:{CELLS})(?![\w.(])")
FUNCTION = re.compile(r"\b[A-Z][\w.]*\s*\(", re.IGNORECASE)
INDIRECT = re.compile(r"\b(INDIRECT|OFFSET)\s*\(", re.IGNORECASE)
WORD = re.compile(r"(?!TRUE\b|FALSE\b|E\d)[^\W\d]\w*", re.IGNORECASE)

Cell = tuple[str, int, int]  # sheet, row, column, from 1


@dataclass(frozen=True)
class Formula:
    """A formula, without its equals sign, and the cell that it stands in."""

    cell: Cell
    text: str


def depending(formulas: Iterable[Formula], emptied: Mapping[str, Set[tuple[int, int]]]) -> set[Cell]:
    """Return the cells whose formulas depend on emptied ones, directly or through others.

    A formula that names something (a table, a range of its own name) or makes up an address is taken to depend.

    >>> chain = [Formula(("B", 1, 1), "A!B2*2"), Formula(("B", 2, 1), "A1+1"), Formula(("B", 3, 1), "A!B3")]
    >>> sorted(depending(chain, {"A": {(2, 2)}}))
    [('B', 1, 1), ('B', 2, 1)]
    """
    changed: dict[str, dict[int, set[int]]] = {}
    for sheet, cells in emptied.items():
        for row, column in cells:
            changed.setdefault(sheet, {}).setdefault(row, set()).add(column)
    waiting = {formula.cell: _references(formula) for formula in formulas}
    dirty: set[Cell] = set()
    while reached := {
        cell for cell, areas in waiting.items() if areas is None or any(_meets(a, changed) for a in areas)
    }:
        for sheet, row, column in reached:
            del waiting[sheet, row, column]
            changed.setdefault(sheet, {}).setdefault(row, set()).add(column)
        dirty |= reached
    return dirty


Area = tuple[str, int, int, int, int]  # sheet, first and last row, first and last column


def _references(formula: Formula) -> list[Area] | None:
    """Return the areas that a formula refers to; None where they cannot be told."""
    text = LITERAL.sub('""', formula.text)
    if INDIRECT.search(text):
        return None
    areas = []
    for match in REFERENCE.finditer(text):
        quoted, bare, left, top, right, bottom, first, last, low, high = match.groups()
        sheet = quoted.replace("''", "'") if quoted else bare or formula.cell[0]
        if left:
            areas.append((sheet, int(top), int(bottom or top), column_number(left), column_number(right or left)))
        elif first:
            areas.append((sheet, 1, 1 << 20, column_number(first), column_number(last)))
        else:
            areas.append((sheet, int(low), int(high), 1, 1 << 14))
    rest = FUNCTION.sub("(", REFERENCE.sub(" ", text))
    return None if WORD.search(rest) or "[" in rest else areas


def _meets(area: Area, changed: Mapping[str, Mapping[int, Set[int]]]) -> bool:
    sheet, top, bottom, left, right = area
    rows = changed.get(sheet, {})
    near = range(top, bottom + 1) if bottom - top < len(rows) else [row for row in rows if top <= row <= bottom]
    return any(left <= column <= right for row in near for column in rows.get(row, ()))
