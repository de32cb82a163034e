"""One batch at a time in a folder."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from revue_analytics.errors import ReportError
from revue_analytics.files import write_whole

LOCK, HOLDER = ".lock", ".lock.json"


class FolderTaken(ReportError):
    """Another batch is at work in the folder."""


@contextmanager
def only_here(folder: Path) -> Iterator[None]:
    """Keep every other batch out of a folder.

    The lock is the operating system's: it ends with whoever holds it, however that ends.

    Raises
    ------
    FolderTaken
        Somebody holds it; the message says who.
    """
    from filelock import FileLock, Timeout

    folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder / LOCK, timeout=0):
            write_whole(folder / HOLDER, json.dumps(_me()))
            try:
                yield
            finally:
                (folder / HOLDER).unlink(missing_ok=True)
    except Timeout:
        message = "another batch is at work in {folder}: process {process} on {machine}, since {since}"
        raise FolderTaken(message, folder=folder, **_holder(folder)) from None


def _me() -> dict[str, str]:
    since = datetime.now().astimezone().isoformat(" ", "seconds")
    return {"process": str(os.getpid()), "machine": platform.node(), "since": since}


def _holder(folder: Path) -> dict[str, str]:
    """Who says to hold the lock; it may just be about to say so."""
    holder = dict.fromkeys(_me(), "?")
    with suppress(OSError, ValueError, TypeError):
        holder |= json.loads((folder / HOLDER).read_text(encoding="utf-8"))
    return holder
