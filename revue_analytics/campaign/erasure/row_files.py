"""Text files and Parquet without a person: the rows go, in any other text the id gives way."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Collection, Iterator, Mapping
from io import BytesIO
from typing import Any

from revue_analytics.campaign.erasure.searching import MARK, Words
from revue_analytics.intake.sources import SourceEntry
from revue_analytics.intake.text_files import LONGEST, decode, separator_of

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


FIRST = 2  # number of the first row, as a spreadsheet counts it below the header


def without_in_parquet(
    content: bytes, words: Words, rows: Collection[int] = (), blanked: Collection[int] = ()
) -> bytes:
    """Return a Parquet file without rows, and with the id masked elsewhere.

    A categorical column keeps the values that others use and those that nobody used (levels that nobody chose); what
    only the rows taken out used goes from its dictionary. Statistics are those of what is left.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    source = pq.ParquetFile(BytesIO(content))
    table = source.read()
    gone = {number - FIRST for number in (*rows, *blanked)}
    empty = {number - FIRST for number in blanked} if all(field.nullable for field in table.schema) else set()
    out = pa.array([i in gone for i in range(table.num_rows)], pa.bool_())
    left = [None if i in empty else i for i in range(table.num_rows) if i in empty or i not in gone]
    keep = pa.array(left, pa.int64())  # a row without a number is a row of missing values
    columns = []
    for field, column in zip(table.schema, table.columns, strict=True):
        whole = _one(column)
        if pa.types.is_dictionary(field.type):
            whole = _without_unused(whole, out)
        columns.append(_masked(whole.take(keep), words))
    notes = {key: _note(value, words, len(keep)) for key, value in (table.schema.metadata or {}).items()}
    without = pa.Table.from_arrays(columns, schema=table.schema.with_metadata(notes))
    groups = source.metadata
    codecs = {column.path_in_schema: column.compression for column in _chunks(groups)}
    stream = BytesIO()
    pq.write_table(
        without,
        stream,
        compression={path: "NONE" if codec == "UNCOMPRESSED" else codec for path, codec in codecs.items()} or "snappy",
        row_group_size=max([groups.row_group(k).num_rows for k in range(groups.num_row_groups)], default=0) or None,
    )
    return stream.getvalue()


def _chunks(groups: Any) -> list[Any]:
    return [groups.row_group(0).column(k) for k in range(groups.num_columns)] if groups.num_row_groups else []


def _one(column: Any) -> Any:
    """Put the pieces of a column together, with one dictionary."""
    import pyarrow as pa

    if column.num_chunks == 1:
        return column.chunk(0)
    joined = column.unify_dictionaries() if pa.types.is_dictionary(column.type) else column
    return joined.combine_chunks() if column.num_chunks else pa.array([], column.type)


def _without_unused(column: Any, out: Any) -> Any:
    """Take the values that only the rows of `out` use out of a dictionary; the others keep their order."""
    import pyarrow as pa
    import pyarrow.compute as pc

    indices = column.indices
    used = set(indices.filter(pc.invert(out)).drop_null().to_pylist())
    theirs = set(indices.filter(out).drop_null().to_pylist()) - used
    if not theirs:
        return column
    kept = [k for k in range(len(column.dictionary)) if k not in theirs]
    position = {old: new for new, old in enumerate(kept)}
    moved = pa.array([position.get(k) for k in indices.to_pylist()], column.type.index_type)
    return pa.DictionaryArray.from_arrays(
        moved, column.dictionary.take(pa.array(kept, pa.int64())), ordered=column.type.ordered
    )


def _masked(column: Any, words: Words) -> Any:
    """Mask the id in an array of any type that holds texts."""
    import pyarrow as pa

    if isinstance(column, pa.DictionaryArray):
        dictionary = _masked(column.dictionary, words)
        if dictionary is column.dictionary:
            return column
        values = pa.DictionaryArray.from_arrays(column.indices, dictionary)
        if len(set(dictionary.to_pylist())) == len(dictionary):
            return pa.DictionaryArray.from_arrays(column.indices, dictionary, ordered=column.type.ordered)
        return values.cast(column.type.value_type).dictionary_encode().cast(column.type)
    if pa.types.is_primitive(column.type) or pa.types.is_null(column.type):
        return column
    values = column.to_pylist()
    masked = [_deep(value, words) for value in values]
    return column if masked == values else pa.array(masked, column.type)


def _deep(value: Any, words: Words) -> Any:
    if isinstance(value, str):
        return words.masked(value)
    if isinstance(value, bytes):
        return MARK.encode() if words.in_bytes(value) else value
    if isinstance(value, Mapping):
        return {name: _deep(each, words) for name, each in value.items()}
    return [_deep(each, words) for each in value] if isinstance(value, list) else value


def _note(value: bytes, words: Words, n: int) -> bytes:
    """Mask a note of the file; an index of pandas that only counts rows counts those that are left."""
    text = words.masked(value.decode("utf-8", "surrogateescape"))
    try:
        note = json.loads(text)
        for index in note["index_columns"]:
            if isinstance(index, dict) and index.get("kind") == "range" and index["stop"] != n:
                index["stop"] = index["start"] + n * index["step"]
                text = json.dumps(note)
    except (ValueError, KeyError, TypeError):
        pass
    return text.encode("utf-8", "surrogateescape")
