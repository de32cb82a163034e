"""Files written all together or not at all: drafts beside each, then each put in the place of the old one at once."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkstemp

__all__ = ["clear_drafts", "drafts_of", "put_in_place", "why_not_writable"]

DRAFT = ".revue-draft-"


def why_not_writable(path: Path) -> str:
    """Return why a file is not to be written, ``""`` if it may be: who made it read-only meant it."""
    try:
        allowed = os.access(path, os.W_OK) and path.stat().st_mode & 0o200
        return "" if allowed else os.strerror(errno.EACCES)
    except OSError as error:
        return error.strerror or str(error)


@contextmanager
def drafts_of(contents: Mapping[Path, bytes]) -> Iterator[dict[Path, Path]]:
    """Write the new content of each file beside it, and read it back; what is not put in place goes at the end.

    Raises
    ------
    OSError
        Not all of them could be written (a full disk); no file has been changed.
    """
    drafts: dict[Path, Path] = {}
    try:
        for path, content in contents.items():
            handle, name = mkstemp(dir=path.parent, prefix=DRAFT)
            drafts[path] = Path(name)
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            drafts[path].chmod(path.stat().st_mode & 0o777)
            if drafts[path].read_bytes() != content:
                raise OSError(errno.EIO, os.strerror(errno.EIO), name)
        yield drafts
    finally:
        for draft in drafts.values():
            draft.unlink(missing_ok=True)


def put_in_place(drafts: Mapping[Path, Path]) -> dict[Path, str]:
    """Put each draft in the place of its file, at once; return the files that could not be replaced, and why."""
    failed: dict[Path, str] = {}
    for path, draft in drafts.items():
        try:
            draft.replace(path)
        except OSError as error:  # open in another program, where that locks files
            failed[path] = error.strerror or str(error)
    return failed


def clear_drafts(folder: Path) -> None:
    """Remove the drafts of an erasure that was killed."""
    for draft in folder.rglob(f"{DRAFT}*"):
        draft.unlink(missing_ok=True)
