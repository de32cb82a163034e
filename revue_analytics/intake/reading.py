"""Any file to sheets of text: what it is shows in its first bytes, not in its name."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import chain
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from revue_analytics.intake import file_rules
from revue_analytics.intake.findings import Finding
from revue_analytics.intake.headers import Finder, first_row
from revue_analytics.intake.opendocument import MIMETYPE, is_protected, opendocument_sheets
from revue_analytics.intake.sheets import MAX_CELLS, Sheet, TooBig, sheet_of, too_many_cells
from revue_analytics.intake.text_files import text_sheet
from revue_analytics.intake.workbooks import MAX_UNPACKED, cell_text, workbook_sheets

DAMAGED = "it is damaged, or not of the kind that its name says"
MAX_BYTES = 600_000_000
TEXT_ENDINGS = (".csv", ".tsv", ".tab", ".txt", ".dat")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # old Office files, and new ones with a password

Read = tuple[list[Sheet], list[Finding]]


@dataclass(frozen=True)
class Wanted:
    """What is known of a file, and how much of it is read: so many rows, or all; where the header is found."""

    sheet: str = ""
    encoding: str = ""
    separator: str = ""
    limit: int | None = None
    find: Finder = first_row


def read_sheets(
    path: str | Path,
    *,
    sheet: str = "",
    encoding: str = "",
    separator: str = "",
    limit: int | None = None,
    find: Finder = first_row,
) -> Read:
    """Read a CSV, TSV, TXT, XLSX, ODS or Parquet file, or an archive of text files, as sheets of text.

    Everything wrong in its form comes with them.

    Parameters
    ----------
    path
        The file.
    sheet, encoding, separator
        What is known of it; found out otherwise.
    limit
        Read so many rows only, to see what the file is.
    find
        Says which of the first rows are the header.

    Returns
    -------
    tuple
        The sheets (none if the file cannot be read) and what is wrong with the file. It never raises for what a file
        holds.
    """
    path = Path(path)
    content, findings = _content(path)
    if findings:
        return [], findings
    try:
        return _reader(content)(path.name, content, Wanted(sheet, encoding, separator, limit, find))
    except TooBig as error:
        return [], [error.finding]
    except Exception:  # a damaged file makes its library fail in any way whatever
        return [], [Finding(file_rules.FILE_UNREADABLE, details={"reason": DAMAGED})]


def _content(path: Path) -> tuple[bytes, list[Finding]]:
    """Return the bytes of a file, or why there are none."""
    try:
        if (likely := _likely_name(path)) is not None:
            return b"", [Finding(file_rules.FILE_NAME, value=likely)]
        if path.is_dir():
            return b"", [Finding(file_rules.FILE_IS_FOLDER)]
        if not path.exists():  # a link to itself too
            return b"", [Finding(file_rules.FILE_MISSING)]
        if not path.is_file():  # reading it might never end
            return b"", [Finding(file_rules.FILE_SPECIAL)]
        if (size := path.stat().st_size) > MAX_BYTES:
            return b"", [_too_big(size, MAX_BYTES)]
        content = path.read_bytes()
    except FileNotFoundError:
        return b"", [Finding(file_rules.FILE_MISSING)]
    except (OSError, ValueError) as error:
        return b"", [
            Finding(file_rules.FILE_UNREADABLE, details={"reason": getattr(error, "strerror", "") or str(error)})
        ]
    return content, [] if content.strip() else [Finding(file_rules.FILE_EMPTY)]


def _too_big(n_bytes: int, limit: int) -> Finding:
    """Say that a file, or what is packed in it, has more bytes than a survey has."""
    details = {"found": f"{n_bytes / 1e6:.0f} MB", "limit": f"{limit / 1e6:.0f} MB"}
    return Finding(file_rules.FILE_TOO_BIG, details=details)


def _likely_name(path: Path) -> str | None:
    """Return what a name in a path may be meant to be where it is not UTF-8, so that nothing can be written of it."""
    for part in reversed(path.parts):
        try:
            part.encode()
        except UnicodeEncodeError:
            return os.fsencode(part).decode("cp1252", "replace")
    return None


def _reader(content: bytes) -> Callable[..., Read]:
    """Return what reads a content."""
    if content.startswith(b"PK"):
        return _read_zip
    if content.startswith(b"PAR1"):
        return _read_parquet
    if content.startswith(OLE):
        return _read_ole
    if content.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf")):
        return _read_junk
    return _read_text


def _read_text(file: str, content: bytes, wanted: Wanted) -> Read:
    table, findings = text_sheet(
        file, content, encoding=wanted.encoding, separator=wanted.separator, limit=wanted.limit, find=wanted.find
    )
    return [table] if table else [], findings


def _read_zip(file: str, content: bytes, wanted: Wanted) -> Read:
    try:
        with ZipFile(BytesIO(content)) as archive:
            members = archive.infolist()
    except BadZipFile:
        return [], [Finding(file_rules.FILE_UNREADABLE, details={"reason": DAMAGED})]
    unpacked = sum(member.file_size for member in members)
    if unpacked > MAX_UNPACKED:
        return [], [_too_big(unpacked, MAX_UNPACKED)]
    names = {member.filename for member in members}
    if "content.xml" in names:
        return _read_opendocument(file, content, wanted)
    if "xl/workbook.xml" not in names:
        return _read_archive(file, content, wanted)
    sheets, findings = workbook_sheets(file, content, name=wanted.sheet, limit=wanted.limit, find=wanted.find)
    return sheets, findings if sheets or findings else [Finding(file_rules.FILE_EMPTY)]


def _read_opendocument(file: str, content: bytes, wanted: Wanted) -> Read:
    """Read an ODS workbook; other documents of its family hold no table that is read."""
    with ZipFile(BytesIO(content)) as archive:
        if is_protected(archive):
            return [], [Finding(file_rules.FILE_PROTECTED)]
        if "mimetype" in archive.namelist() and not archive.read("mimetype").startswith(MIMETYPE):
            return [], [Finding(file_rules.FILE_BINARY)]
    sheets, findings = opendocument_sheets(file, content, name=wanted.sheet, limit=wanted.limit, find=wanted.find)
    return sheets, findings if sheets or findings else [Finding(file_rules.FILE_EMPTY)]


def _read_archive(file: str, content: bytes, wanted: Wanted) -> Read:
    """Read an archive of text files, as Google Forms and ODK Central export, as a workbook with a sheet per file."""
    with ZipFile(BytesIO(content)) as archive:
        every = [member for member in archive.infolist() if not member.is_dir()]
        tables = [member for member in every if _is_table(member.filename) and wanted.sheet in ("", member.filename)]
        sheets, findings = [], []
        for member in tables:
            inner = archive.read(member)
            if len(inner) > MAX_UNPACKED:  # whatever the archive says of its size
                raise TooBig(_too_big(len(inner), MAX_UNPACKED))
            if inner.strip() and _reader(inner) is _read_text:
                read, wrong = _read_text(file, inner, wanted)
                named = member.filename if len(tables) > 1 or wanted.sheet else ""
                sheets += [replace(one, name=named) for one in read]
                findings += wrong
    if not tables and wanted.sheet:
        allowed = ", ".join(member.filename for member in every[:10])
        return [], [Finding(file_rules.SHEET_MISSING, value=wanted.sheet, details={"allowed": allowed})]
    if not sheets and not findings:
        shown = ", ".join(member.filename for member in every[:5]) + (", …" if len(every) > 5 else "")
        return [], [Finding(file_rules.ARCHIVE if every else file_rules.FILE_BINARY, details={"members": shown or "–"})]
    return sheets, findings


def holds_tables(path: Path) -> bool:
    """Whether an archive holds files that are read: it is a workbook, or has text files in it."""
    try:
        with ZipFile(path) as archive:
            names = archive.namelist()
    except (BadZipFile, OSError, ValueError):
        return False
    return "[Content_Types].xml" in names or any(map(_is_table, names))


def _is_table(name: str) -> bool:
    """Whether a member of an archive is a text file that is looked into: no hidden one, none that a Mac adds."""
    parts = name.split("/")
    hidden = any(part.startswith((".", "__MACOSX")) for part in parts)
    return not hidden and parts[-1].lower().endswith(TEXT_ENDINGS)


def _read_ole(file: str, content: bytes, wanted: Wanted) -> Read:
    protected = "EncryptedPackage".encode("utf-16-le") in content
    return [], [Finding(file_rules.FILE_PROTECTED if protected else file_rules.FILE_OLD_EXCEL)]


def _read_junk(file: str, content: bytes, wanted: Wanted) -> Read:
    return [], [Finding(file_rules.FILE_BINARY)]


def _read_parquet(file: str, content: bytes, wanted: Wanted) -> Read:
    """Read Parquet: a missing value is a blank, a whole number has no decimals."""
    import pyarrow.parquet as pq

    source = pq.ParquetFile(BytesIO(content))
    if source.metadata.num_rows * source.metadata.num_columns > MAX_CELLS:
        raise too_many_cells()
    table = source.read() if wanted.limit is None else next(source.iter_batches(batch_size=max(wanted.limit, 1)), None)
    names = source.schema_arrow.names
    columns = [] if table is None else [column.to_pylist() for column in table.columns]
    rows = ([("" if v is None or v != v else cell_text(v)) for v in row] for row in zip(*columns, strict=True))
    made = sheet_of(file, "", chain([names], rows))
    return [made] if made else [], [] if made else [Finding(file_rules.FILE_EMPTY)]
