"""Files that are written whole or not at all, under names that come from checked codes only."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterable
from pathlib import Path

from revue_analytics.errors import ReportError, shorten

TAKEN = {"index", "portfolio", "comparison", "con", "prn", "aux", "nul"} | {
    f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10)
}


def page_name(code: str) -> str:
    """Name a territory's page; a code that could lead out of the folder, or over another file, is refused.

    >>> page_name("01004")
    '01004.html'
    """
    if not re.fullmatch(r"[0-9A-Za-z_-]+", code) or code.lower() in TAKEN or len(code) > 100:
        message = "the code “{code}” cannot name a file: only letters without accents, digits, - and _"
        raise ReportError(message, code=shorten(code))
    return f"{code}.html"


def write_whole(path: Path, content: str | bytes | Iterable[str], *, make_folder: bool = True) -> None:
    """Write a file so that a reader, or a crash, never meets half of it; texts one after the other.

    Its folder is made if need be; unless it should be there, and has gone away if it is not.
    """
    if make_folder:
        path.parent.mkdir(parents=True, exist_ok=True)
    pieces: Iterable[str | bytes] = [content] if isinstance(content, str | bytes) else content
    half = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with half.open("wb") as stream:
            stream.writelines(piece.encode() if isinstance(piece, str) else piece for piece in pieces)
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)


def clear_halves(folder: Path) -> None:
    """Remove what batches that were killed had begun to write."""
    for half in (*folder.glob(".*.part"), *folder.glob("failed/.*.part")):
        half.unlink(missing_ok=True)
    for draft in folder.glob(".review-*"):
        shutil.rmtree(draft, ignore_errors=True)
