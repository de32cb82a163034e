"""CSV, TSV and other text: encoding, separator, quoted cells."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, islice

from revue_analytics.errors import listed
from revue_analytics.intake import file_rules
from revue_analytics.intake.findings import Finding
from revue_analytics.intake.headers import Finder, first_row
from revue_analytics.intake.sheets import Sheet, sheet_of
from revue_analytics.intake.words import UNSEEN

SEPARATORS = ";,\t|"
BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
QUOTED = re.compile(r'"(?:[^"]|"")*"')
MIXED, FOREIGN = "revue-mixed", "\ufdd0"  # the mark is no letter of any text
SAMPLE = 200_000  # characters looked at to find the separator
SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")
LONGEST = 100_000  # characters in a cell
FEW = 8  # zero bytes at the head of a file that may be text all the same, damaged in a cell


def decode(content: bytes, encoding: str = "") -> str:
    """Decode text: by its byte order mark, else UTF-8, else cp1252 (what Excel writes in France), or as stated.

    Single bytes that are not UTF-8, in a file that is, are read as cp1252: they never turn the others. Never latin-1:
    it reads anything, and turns œ, ’ and € into control characters.

    Raises
    ------
    UnicodeDecodeError, LookupError
        If none fits; if there is no such encoding.

    Examples
    --------
    >>> decode("cœur".encode("cp1252")), decode("cœur".encode("utf-16")), decode("é".encode() + "é".encode("cp1252"))
    ('cœur', 'cœur', 'éé')
    """
    return _marked(content, encoding).replace(FOREIGN, "")


def _marked(content: bytes, encoding: str) -> str:
    """Decode text, with a mark before each letter that is not in the encoding of the file."""
    if encoding:
        return content.decode(encoding).removeprefix("\ufeff")
    for mark, marked in BOMS:
        if content.startswith(mark) and marked == "utf-16":
            return content.decode(marked)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        mixed = content.startswith(BOMS[0][0]) or any(map(_is_letter, SEQUENCE.findall(content)))
    return content.decode("utf-8-sig", errors=MIXED) if mixed else content.decode("cp1252")


def _is_letter(sequence: bytes) -> bool:
    r"""Whether bytes are a letter of cp1252 in UTF-8: what cp1252 alone gives by chance is none (É», à\xa0»)."""
    try:
        return bool(sequence.decode("utf-8").encode("cp1252"))
    except UnicodeError:
        return False


def _by_letter(error: UnicodeError) -> tuple[str, int]:
    """Read bytes that are not UTF-8 as cp1252, marked; a byte that is nothing there either as �."""
    assert isinstance(error, UnicodeDecodeError)
    wrong = error.object[error.start : error.end]
    return "".join(FOREIGN + bytes([one]).decode("cp1252", errors="replace") for one in wrong), error.end


codecs.register_error(MIXED, _by_letter)


def separator_of(text: str) -> str:
    r"""Find what separates the cells: the separator of the header that the next rows have as often, outside quotes.

    A first line that no row is like is a title: the next one is looked at.

    >>> separator_of('a;"b, c, d, e";f\n1;"2,5";3\n'), separator_of("Enquête, 2026\na;b;c\n1;2;3\n")
    (';', ';')
    """
    lines = [line for line in QUOTED.sub("x", text[:SAMPLE]).splitlines()[:50] if line.strip()]
    if not lines:
        return ","
    for k, header in enumerate(lines):
        separator, agreement = _best(header, lines[k + 1 :] or [header])
        if agreement >= 0.5 or k + 1 == len(lines):
            return separator if agreement >= 0.5 else _best(lines[0], lines[1:] or lines[:1])[0]
    return ","


def _best(header: str, rows: list[str]) -> tuple[str, float]:
    """Return the separator of a header that the rows agree with most, and how far they do, 0 to 1."""

    def weight(separator: str) -> tuple[float, float]:
        n = header.count(separator)
        alike = [min(n, row.count(separator)) / max(n, row.count(separator), 1) for row in rows]
        agreement = sum(alike) / len(alike)
        return n * agreement + n / 1000, agreement if n else 0.0  # the header alone decides where no row agrees

    best = max(SEPARATORS, key=lambda separator: weight(separator)[0])
    return best, weight(best)[1]


def text_sheet(
    file: str,
    content: bytes,
    *,
    encoding: str = "",
    separator: str = "",
    limit: int | None = None,
    find: Finder = first_row,
) -> tuple[Sheet | None, list[Finding]]:
    """Read text into a sheet; None, with what is wrong, if it is none. `limit`: read so many rows only."""
    wide = encoding or content.startswith((b"\xff\xfe", b"\xfe\xff"))  # two bytes a letter: one may be zero
    if not wide and content.count(0, 0, 8192) > FEW:
        return None, [Finding(file_rules.FILE_BINARY)]
    try:
        text = _marked(content, encoding)
    except (UnicodeDecodeError, LookupError):
        return None, [Finding(file_rules.ENCODING, details={"encoding": encoding or "UTF-8, UTF-16 / Windows-1252"})]
    if _is_no_text(text):
        return None, [Finding(file_rules.FILE_BINARY)]
    stated = re.match(r"sep=(.)\r?\n", text)  # a line that Excel writes and obeys
    separator = separator or (stated[1] if stated else separator_of(text))
    findings: list[Finding] = []
    records = _records(text, separator, findings)
    if FOREIGN in text:
        records = _unmarked(records, findings)
    if stated:
        records = chain([[]], islice(records, 1, None))  # a row all the same, as they are counted
    if limit is not None:
        records = _first(records, limit + 1)
    sheet = sheet_of(file, "", records, find=find)
    if sheet is None:
        return None, findings or [Finding(file_rules.FILE_EMPTY)]
    of_rows = [finding for finding in findings if len(finding.rows)]
    unseen = not text.isascii() and UNSEEN.search(text) is not None
    return replace(sheet, findings=(*sheet.findings, *of_rows), unseen=unseen), [
        finding for finding in findings if not len(finding.rows)
    ]


def _records(text: str, separator: str, findings: list[Finding]) -> Iterator[list[str]]:
    """Yield the rows; a quotation mark that is never closed ends them and is a finding of the whole file."""
    csv.field_size_limit(LONGEST)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 0
    try:
        for record in reader:
            number += 1
            yield record
    except csv.Error:
        findings.append(Finding(file_rules.QUOTES, details={"row": number + 1}))


def _unmarked(records: Iterator[list[str]], findings: list[Finding]) -> Iterator[list[str]]:
    """Take the marks of foreign letters away, and say on which rows they are, or that they are no letters at all."""
    read: list[int] = []
    unread: list[int] = []
    for number, record in enumerate(records, start=1):
        if any(FOREIGN in cell for cell in record):
            (unread if any(FOREIGN + "\ufffd" in cell for cell in record) else read).append(number)
            record = [cell.replace(FOREIGN, "") for cell in record]
        yield record
    if read:
        findings.append(Finding(file_rules.FOREIGN_LETTERS, read[:1], details={"n": len(read), "rows": listed(read)}))
    if unread:
        findings.append(Finding(file_rules.NO_LETTERS, unread))


def _first(records: Iterator[list[str]], n: int) -> Iterator[list[str]]:
    """Yield the first `n` rows that are not blank."""
    for record in records:
        yield record
        n -= any(cell.strip() for cell in record)
        if not n:
            return


def _is_no_text(text: str) -> bool:
    """Whether decoded bytes are no text after all: control characters, or a page of markup."""
    head = text[:20_000]
    control = sum(1 for c in head if (ord(c) < 32 and c not in "\t\n\r\f\v") or c == "\x7f")
    markup = re.match(r"\s*<(!doctype|html|\?xml|table|script)", head, re.IGNORECASE)
    return control > max(FEW, len(head) / 100) or markup is not None
