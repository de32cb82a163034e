"""Where a file names a person: in its bytes, and in what is packed inside it."""

from __future__ import annotations

import gzip
import html
import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from revue_analytics.campaign.erasure.words import Words
from revue_analytics.intake.workbooks import MAX_UNPACKED

__all__ = ["Unsearchable", "in_markup", "is_workbook", "naming"]

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
