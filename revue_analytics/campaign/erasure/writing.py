"""Files written all together or not at all, and what the software made of answers, which is deleted."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkstemp

from revue_analytics.campaign.files import KEPT

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


REPORTS = "reports"
FOLDERS = ("review", "exports", "failed")
FILES = ("manifest.csv", "manifest.parquet", ".manifest.jsonl", "follow.xlsx", "reminders.csv")
"""What stands beside pages: the saved review, exports, notebooks of pages that failed; what was made from what."""
MARKS = {".html": b'content="revue-analytics', ".pdf": b"revue-analytics", ".ipynb": b'"papermill"'}
"""What tells our pages from those of others: who wrote them; parameters, in an executed notebook."""
BOOK = ".ipynb"
EXPORTS = ("review.json", "review.xlsx", "review.ods")
HARMLESS = ("readme.md", "runs.jsonl", ".lock", ".lock.json")  # they hold no answer


def made_from_answers(folder: Path, files: Sequence[Path]) -> tuple[list[Path], list[Path]]:
    """Return which files of a campaign folder the software makes again, and which others may hold results.

    The first are pages, the saved review, exports, the manifest: in `reports`, or wherever pages stand; and the review
    that is kept for the next command. The others are what people write in (follow-ups of a roadmap, notebooks with
    outputs), and exports written elsewhere.
    """
    pages = {path for path in files if _is_ours(path)}
    manifests = {path for path in files if path.name == "manifest.parquet"}
    outputs = {folder / REPORTS, *(path.parent for path in pages | manifests if path.suffix != BOOK)}
    reviews = {
        path.parent for path in files if path.name == "review.json" and (path.parent / "scores.parquet").is_file()
    }
    again = {path for path in pages if path.suffix != BOOK or path.parent in outputs}
    again |= {path for path in files if _is_made(path, folder, outputs, reviews)}
    exports = {path.parent for path in files if path.name in EXPORTS and path not in again}
    stale = [path for path in files if path not in again and _is_stale(path, folder, outputs, exports)]
    return [path for path in files if path in again], stale


def _is_ours(path: Path) -> bool:
    mark = MARKS.get(path.suffix.lower())
    return mark is not None and mark in _ends(path)


def _is_made(path: Path, folder: Path, outputs: set[Path], reviews: set[Path]) -> bool:
    if folder / KEPT in path.parents:
        return True
    if path.parent in outputs and (path.name in FILES or path.name.endswith(".part")):
        return True
    above = [*path.parents]
    if any(parent in reviews for parent in above[:2]):  # a saved review has slices below it
        return path.suffix in (".parquet", ".json", ".bin") or path.parent not in reviews
    beside = (parent for parent in above if parent.parent in outputs - {folder})
    return any(parent.name in FOLDERS or parent.name.startswith(".review-") for parent in beside)


def _is_stale(path: Path, folder: Path, outputs: set[Path], exports: set[Path]) -> bool:
    if path.suffix == BOOK:
        return b'"output_type"' in _ends(path, whole=True)
    if any(parent in exports for parent in path.parents[:2]):
        return path.name in EXPORTS or path.parent.name in ("csv", "parquet")
    return path.name.lower() not in HARMLESS and any(parent in outputs - {folder} for parent in path.parents)


def _ends(path: Path, length: int = 16_384, *, whole: bool = False) -> bytes:
    """Read how a file begins and ends: there may be thousands of pages."""
    try:
        with path.open("rb") as stream:
            first = stream.read(-1 if whole else length)
            stream.seek(max(len(first), path.stat().st_size - length))
            return first + stream.read()
    except OSError:
        return b""


def tops(paths: Iterable[Path]) -> tuple[str, ...]:
    """Name files by what stands in their folder: ``reports/01004.html``, ``reports/review/``; what is kept, as one.

    >>> tops([Path("reports/01004.html"), Path("reports/review/a.parquet"), Path("reports/review/b.parquet")])
    ('reports/01004.html', 'reports/review/')
    """
    return tuple(dict.fromkeys(map(_top, sorted(paths))))


def _top(path: Path) -> str:
    depth = 1 if path.parts[0] == KEPT else 2
    return "/".join(path.parts[:depth]) + ("/" if len(path.parts) > depth else "")
