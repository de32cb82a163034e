"""A review on disk: one Parquet file per table, the same as slices, and a JSON file for the rest. Never pickle."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from tempfile import mkdtemp

from revue_analytics.errors import ReportError
from revue_analytics.framework import framework_from_dict
from revue_analytics.losses import tell_saved
from revue_analytics.review.slices import SLICES, write_slices
from revue_analytics.review.value import TABLES, Review, SavedTables

__all__ = ["is_saved_review", "load_review", "read_review", "save_review", "saved_review"]

FORMAT = 4
JSON = "review.json"


def save_review(review: Review, path: str | Path) -> Path:
    """Write a review to a folder, replacing the review that is there.

    The folder is written beside its place and moved there whole, so that a reader never finds half of one.

    Raises
    ------
    ReportError
        Something else than a saved review stands at `path`.
    """
    target = Path(path)
    if target.exists() and not is_saved_review(target) and (not target.is_dir() or any(target.iterdir())):
        raise ReportError("{folder} holds something else than a saved review; choose another folder", folder=target)
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        for name in TABLES:
            review.tables[name].to_parquet(draft / f"{name}.parquet", index=False, row_group_size=50_000)
        firsts = write_slices({name: review.tables[name] for name in TABLES}, draft / SLICES)
        content = {
            "format": FORMAT,
            "meta": dict(review.meta),
            "framework": review.framework.to_dict(),
            "slices": firsts,
        }
        (draft / JSON).write_text(json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False), encoding="utf-8")
        draft.chmod(0o755)
        if target.exists():
            old = Path(mkdtemp(prefix=f".{target.name}-old-", dir=target.parent))
            target.replace(old / "review")
            draft.replace(target)
            shutil.rmtree(old)
        else:
            draft.replace(target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return target


def load_review(path: str | Path) -> Review:
    """Open a saved review, and tell which answers it does without; its tables are read when they are asked for.

    Raises
    ------
    ReportError
        There is no saved review, or it was written by a version that this one cannot read.
    """
    review = read_review(path)
    tell_saved(int(review.meta.get("rows_nowhere", 0)))
    return review


def read_review(path: str | Path) -> Review:
    """Open a saved review, as `load_review` does, and tell nothing: for whoever only compares with it."""
    folder = Path(path)
    if not is_saved_review(folder):
        raise ReportError("{folder} holds no saved review (no {file})", folder=folder, file=JSON)
    try:
        content = json.loads((folder / JSON).read_text(encoding="utf-8"))
        version, meta, framework = content["format"], content["meta"], content["framework"]
        firsts = content.get("slices", {})
    except (ValueError, KeyError, TypeError):
        raise ReportError("{file} cannot be read; run the analysis again", file=folder / JSON) from None
    if version != FORMAT:
        raise ReportError(
            "{folder} is in format {format}, this version reads {ours}; run the analysis again",
            folder=folder,
            format=version,
            ours=FORMAT,
        )
    return Review(framework_from_dict(framework, check=False), meta, SavedTables(folder, firsts))


def is_saved_review(path: str | Path) -> bool:
    """Whether a folder holds a saved review."""
    return (Path(path) / JSON).is_file()


def saved_review(path: str | Path) -> Path | None:
    """Return the folder of the saved review: the one given, or that of a campaign folder; None where there is none."""
    return next((folder for folder in (Path(path), Path(path) / "reports" / "review") if is_saved_review(folder)), None)
