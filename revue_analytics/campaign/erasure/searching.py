"""How a person is named, and where a file names one: in its bytes, and in what is packed inside it."""

from __future__ import annotations

import gzip
import html
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from typing import Any
from urllib.parse import quote
from zipfile import BadZipFile, ZipFile

from revue_analytics.intake.workbooks import MAX_UNPACKED

MARK = "[…]"
"""What stands where the id stood: as where personal data are hidden in a comment."""

SHORTEST = 4
BEFORE = r"(?:(?<!\w)(?<!\w[.+@-])|(?<=\\[nrtbf])|(?<=%[0-9a-f]{2})|(?<=_x000[ad]_))"
AFTER = r"(?:(?!\w|[.+@-]\w)|(?=_x000[ad]_)|(?=\.(?:csv|tsv|txt|xls[xm]?|ods|parquet|pdf|html?|json|ipynb|docx|zip)\b))"
"""“E-17” is not in “E-170”, nor “a@b.fr” in “x.a@b.fr”; but behind the line break of a JSON, an address, a workbook,
and before the ending of a file."""


def tells(id: str) -> bool:
    """Whether an id can be sought in any text: a number or a word of three letters would be found everywhere.

    >>> tells("jean@exemple.fr"), tells("E-017"), tells("E-7"), tells("20260312")
    (True, True, False, False)
    """
    return len(id) >= SHORTEST and any(c.isalpha() for c in id)


def is_common(id: str) -> bool:
    """Whether an id is a single word: as a name it has a capital letter, otherwise it may be any word.

    >>> is_common("marchand"), is_common("ana marchand"), is_common("marchand@exemple.fr")
    (True, False, False)
    """
    return all(c.isalpha() or c in "-’'" for c in id)


@dataclass(frozen=True)
class Words:
    """What names a person in texts: each word in any case, and as XML, JSON or an address would write it.

    A name of one word is sought with a capital letter, so that Mrs Marchand does not hide every *marchand*.

    >>> Words.of(["Zoé@exemple.fr"]).masked("zoé@exemple.fr (et non zoé@exemple.fr.com)")
    '[…] (et non zoé@exemple.fr.com)'
    >>> Words.of(["Marchand"]).masked("Marchand, MARCHAND et le marchand")
    '[…], […] et le marchand'
    """

    words: frozenset[str] = frozenset()

    @classmethod
    def of(cls, words: Iterable[str]) -> Words:
        """Keep the words that tell."""
        return cls(frozenset(word.strip().casefold() for word in words if tells(word.strip())))

    @cached_property
    def pattern(self) -> re.Pattern[str] | None:
        """What finds any of them; None if there are none."""
        any_case = {form for word in self.words if not is_common(word) for form in _forms(word)}
        named = {
            form for word in self.words if is_common(word) for form in (*_forms(word.title()), *_forms(word.upper()))
        }
        each = [r"\s+".join(map(re.escape, form.split())) for form in sorted(any_case, key=lambda w: (-len(w), w))]
        each += [f"(?-i:{re.escape(form)})" for form in sorted(named)]
        return re.compile(f"{BEFORE}(?:{'|'.join(each)}){AFTER}", re.IGNORECASE) if each else None

    @cached_property
    def _cores(self) -> list[bytes]:
        """The longest run of plain letters of each word, in one and in two bytes a letter: a quick no."""
        runs = [max(re.findall("[a-z0-9]+", word), key=len, default="") for word in self.words]
        return [core.encode(codec) for core in runs for codec in ("ascii", "utf-16-le")] if all(runs) else [b""]

    def within(self, text: str) -> bool:
        """Whether a text names the person."""
        return self.pattern is not None and self.pattern.search(text) is not None

    def in_name(self, path: str) -> bool:
        """Whether the name of a file or of a folder names the person: an underscore parts words there.

        >>> Words.of(["zoé.dupont"]).in_name("retours/2026_Zoé.Dupont.xlsx")
        True
        """
        return any(self.within(part) for part in re.split(r"[/\\_]", f"{path}/{path.rpartition('.')[0]}"))

    def masked(self, text: str, mark: str = MARK) -> str:
        """Put the mark in the place of every word."""
        return self.pattern.sub(lambda _: mark, text) if self.pattern else text

    def hidden(self, text: str) -> str:
        """Hide every word in a message, also where it is a part of another."""
        for word in self.words:
            text = re.sub(re.escape(word), MARK, text, flags=re.IGNORECASE)
        return text

    def in_bytes(self, content: bytes) -> bool:
        """Whether bytes name the person, in UTF-8, cp1252 or UTF-16 of either order.

        >>> words = Words.of(["zoé@exemple.fr"])
        >>> [words.in_bytes("; Zoé@exemple.fr".encode(c)) for c in ("utf-8", "cp1252", "utf-16-le", "utf-16-be")]
        [True, True, True, True]
        """
        if self.pattern is None:
            return False
        lowered = content.lower()
        if not any(core in lowered for core in self._cores):
            return False
        read = [content.decode("utf-8", "replace"), content.decode("cp1252", "replace")]
        read += [each.decode("utf-16-le", "replace") for each in (content, content[1:] + b"\0")]  # big-endian too
        return any(map(self.within, read))


def _forms(word: str) -> set[str]:
    """Every way in which a word is written: composed or not, escaped as in JSON, XML and addresses of pages."""
    forms = {unicodedata.normalize(form, word) for form in ("NFC", "NFD")}
    plain = set(forms)
    for form in plain:
        forms |= {json.dumps(each)[1:-1] for each in (form, form.upper(), form.title())}
        forms |= {html.escape(form), form.encode("ascii", "xmlcharrefreplace").decode(), quote(form), quote(form, "@")}
    return forms


PARQUET, ZIP, GZIP = b"PAR1", b"PK", b"\x1f\x8b"
SEALED = (b"%PDF", b"Rar!", b"7z\xbc\xaf", b"\xfd7zXZ", b"BZh", b"\xd0\xcf\x11\xe0")
"""How files begin whose texts are packed in ways that are not unpacked here; the last is what old Office writes."""
COPIES = ("xl/model/", "xl/revisions/", "xl/embeddings/")
"""Where a workbook keeps copies of rows that are not looked into: a data model, the history of a shared workbook."""
DEEPEST = 3
BLOCK = re.compile(
    r"</?(?:[\w.-]+:)?(?:si|is|text|p|h|c|cell|row|table-cell|comment|v|f|pt|tr|td|th|li|div|br)\b[^<>]*>"
)
"""What parts texts in XML; any other tag (bold, a colour) may stand inside a word."""
TAG = re.compile(r"<[^<>]*>")


class Unsearchable(Exception):
    """What a file holds cannot be looked at; the message says why."""


def is_workbook(content: bytes) -> bool:
    """Whether bytes are a workbook (XLSX, XLSM), whole or not."""
    if not content.startswith(ZIP):
        return False
    try:
        with ZipFile(BytesIO(content)) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except (BadZipFile, OSError, ValueError):
        return False


def naming(content: bytes, words: Words, sealed: list[str] | None = None, *, depth: int = 0) -> Iterator[str]:
    r"""Yield each part of a file that names the person: ``""`` for the file itself, else what is packed in it.

    Parts into which nobody looks (macros, objects of other programs) are added to `sealed`.

    Raises
    ------
    Unsearchable
        It is damaged, has a password, or is packed in a way that is not known here.

    Examples
    --------
    >>> list(naming(b"a;b\nE-017;2\n", Words.of(["e-017"])))
    ['']
    """
    if content.startswith(SEALED):
        raise Unsearchable("packed")
    if words.in_bytes(content):
        yield ""
    if depth >= DEEPEST:
        return
    if content.startswith(ZIP):
        yield from _in_zip(content, words, sealed if sealed is not None else [], depth)
    elif content.startswith(PARQUET):
        yield from _in_parquet(content, words)
    elif content.startswith(GZIP):
        try:
            with gzip.open(BytesIO(content)) as stream:
                unpacked = stream.read(MAX_UNPACKED)
        except (OSError, EOFError) as error:
            raise Unsearchable(str(error)) from None
        yield from naming(unpacked, words, sealed, depth=depth + 1)


def _in_zip(content: bytes, words: Words, sealed: list[str], depth: int) -> Iterator[str]:
    try:
        with ZipFile(BytesIO(content)) as archive:
            members = archive.infolist()
            if any(member.flag_bits & 1 for member in members):
                raise Unsearchable("password")
            if sum(member.file_size for member in members) > MAX_UNPACKED:
                raise Unsearchable("size")
            for member in members:
                inside = archive.read(member)
                if words.in_name(member.filename):
                    yield member.filename
                elif inside.startswith(SEALED) or member.filename.startswith(COPIES):
                    sealed.append(member.filename)
                elif any(True for _ in naming(inside, words, sealed, depth=depth + 1)) or in_markup(inside, words):
                    yield member.filename
    except Unsearchable:
        raise
    except Exception as error:  # a damaged file makes its library fail in any way whatever
        raise Unsearchable(f"{type(error).__name__}: {error}") from None


def in_markup(content: bytes, words: Words) -> bool:
    """Whether XML names the person in pieces: a text of which half is in bold."""
    if not content.lstrip(b"\xef\xbb\xbf").startswith(b"<"):
        return False
    text = content.decode("utf-8", "replace")
    return words.within(html.unescape(text)) or words.within(html.unescape(TAG.sub("", BLOCK.sub("\n", text))))


def _in_parquet(content: bytes, words: Words) -> Iterator[str]:
    """Yield the columns of a Parquet file that name the person: in a value, in a dictionary, in what describes them."""
    import pyarrow.parquet as pq

    try:
        names = pq.ParquetFile(BytesIO(content)).schema_arrow.names
        table = pq.read_table(BytesIO(content), read_dictionary=names)
        notes = {**(table.schema.metadata or {}), **(pq.ParquetFile(BytesIO(content)).metadata.metadata or {})}
    except Exception as error:  # a damaged file makes its library fail in any way whatever
        raise Unsearchable(f"{type(error).__name__}: {error}") from None
    for name, column in zip(table.column_names, table.columns, strict=True):
        if words.within(name) or any(words.within(text) for chunk in column.chunks for text in _texts(chunk)):
            yield name
    if any(words.in_bytes(key + b" " + value) for key, value in notes.items() if key != b"ARROW:schema"):
        yield "metadata"


def _texts(chunk: Any) -> Iterator[str]:
    """Yield every text of an array, and of its dictionary, used or not."""
    import pyarrow as pa

    if isinstance(chunk, pa.DictionaryArray):
        yield from _texts(chunk.dictionary)
    elif isinstance(chunk, pa.ExtensionArray):
        yield from _texts(chunk.storage)
    elif not (pa.types.is_primitive(chunk.type) or pa.types.is_null(chunk.type)):
        yield from (value.decode("cp1252", "replace") if isinstance(value, bytes) else str(value)
                    for value in chunk.to_pylist() if value is not None)  # fmt: skip
