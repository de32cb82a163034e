"""What was made from the answers, and can be made again from those that are left."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

__all__ = ["is_made", "is_stale", "tops"]

REPORTS = "reports"
MADE_FOLDERS = ("review", "exports", "failed")
MADE_FILES = ("manifest.csv", "manifest.parquet", ".manifest.jsonl")
MADE_BY_US = {".html": b'content="revue-analytics', ".pdf": b"revue-analytics", ".ipynb": b'"papermill"'}
"""What tells our pages from those of others: who wrote them; parameters, in an executed notebook."""
HARMLESS = ("readme.md", "runs.jsonl", ".lock", ".lock.json")  # they hold no answer


def is_made(path: Path, inside: Path) -> bool:
    """Whether a file is one that the software writes and makes again: a page, the saved review, an export, a manifest.

    `inside` is its path from the campaign folder. A follow-up of a roadmap is none: people keep it up to date.
    """
    parts = inside.parts
    if parts[0] == REPORTS and len(parts) > 2 and (parts[1] in MADE_FOLDERS or parts[1].startswith(".review-")):
        return True
    if parts[0] == REPORTS and (path.name in MADE_FILES or path.name.endswith(".part")):
        return True
    mark = MADE_BY_US.get(path.suffix.lower())
    return mark is not None and mark in _ends(path)


def _ends(path: Path, length: int = 16_384) -> bytes:
    """Read how a file begins and ends: there may be thousands of pages."""
    try:
        with path.open("rb") as stream:
            first = stream.read(length)
            stream.seek(max(length, path.stat().st_size - length))
            return first + stream.read()
    except OSError:
        return b""


def is_stale(path: Path, inside: Path) -> bool:
    """Whether a file that stays may hold results of the answers: in `reports`, or a notebook with outputs."""
    if path.suffix.lower() == ".ipynb":
        try:
            return b'"output_type"' in path.read_bytes()
        except OSError:
            return True
    return inside.parts[0] == REPORTS and path.name.lower() not in HARMLESS


def tops(paths: Iterable[Path]) -> tuple[str, ...]:
    """Name files by what stands in their folder: ``reports/01004.html``, ``reports/review/``.

    >>> tops([Path("reports/01004.html"), Path("reports/review/a.parquet"), Path("reports/review/b.parquet")])
    ('reports/01004.html', 'reports/review/')
    """
    return tuple(dict.fromkeys("/".join(p.parts[:2]) + ("/" if len(p.parts) > 2 else "") for p in sorted(paths)))
