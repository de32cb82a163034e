"""Text files without a person: rows taken out whole, the id masked elsewhere, every other byte as it was."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterator

from revue_analytics.campaign.erasure.words import MARK, Words
from revue_analytics.intake.sources import SourceEntry
from revue_analytics.intake.text_files import LONGEST, decode, separator_of

__all__ = ["codec_of", "without_in_text"]

BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


def codec_of(content: bytes, stated: str = "") -> str | None:
    """Return the codec that gives back the same bytes; None if none does. A byte order mark stays a character."""
    marked = [codec for bom, codec in BOMS if content.startswith(bom)]
    for codec in marked or ([stated] if stated else ["utf-8", "cp1252"]):
        try:
            if content.decode(codec).encode(codec) == content:
                return codec
        except (UnicodeError, LookupError):
            continue
    return None


def without_in_text(
    content: bytes,
    words: Words,
    rows: Collection[int] = (),
    blanked: Collection[int] = (),
    entry: SourceEntry | None = None,
) -> bytes | None:
    r"""Return a text without a person; None where it cannot be changed and everything else kept to the byte.

    Parameters
    ----------
    content
        The file.
    words
        What is masked wherever it stands.
    rows, blanked
        Numbers of the records that go: altogether, or leaving an empty line so that the others keep their numbers.
    entry
        What is known of the file.

    Examples
    --------
    >>> without_in_text(b"id;I1A\nE-017;2\nE-018;3\n", Words(), rows={2})
    b'id;I1A\nE-018;3\n'
    """
    entry = entry or SourceEntry("")
    codec = codec_of(content, entry.encoding)
    if codec is None:
        return None
    text = content.decode(codec)
    if rows or blanked:
        body = decode(content, entry.encoding)
        stated = re.match(r"sep=(.)\r?\n", body)
        separator = entry.separator or (stated[1] if stated else separator_of(body))
        try:
            kept = [
                _ending(lines) if number in blanked else lines
                for number, lines in _records(text, separator)
                if number not in rows
            ]
        except csv.Error:
            return None
        text = "".join(kept)
    try:
        mark = MARK.encode(codec).decode(codec)
    except UnicodeError:
        mark = "[...]"
    return words.masked(text, mark).encode(codec)


def _ending(lines: str) -> str:
    return lines[len(lines.rstrip("\r\n")) :]


def _records(text: str, separator: str) -> Iterator[tuple[int, str]]:
    """Yield each record with its number, as it is written."""
    csv.field_size_limit(LONGEST)
    lines = list(io.StringIO(text, newline=""))
    reader = csv.reader(iter(lines), delimiter=separator, strict=True)
    start = 0
    for number, _record in enumerate(reader, start=1):
        yield number, "".join(lines[start : reader.line_num])
        start = reader.line_num
