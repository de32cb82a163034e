"""The parts of a workbook: which there are, what refers to what, changed one by one and packed again."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from zipfile import ZipFile, ZipInfo

from revue_analytics.campaign.erasure.markup import attribute

__all__ = ["RELATION", "WORKBOOK", "Book", "P", "column_letters", "column_number"]

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
