"""Which files a campaign folder holds."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from revue_analytics.campaign import rules
from revue_analytics.campaign.paths import inside
from revue_analytics.errors import Fault
from revue_analytics.intake.sources import SourceEntry

__all__ = ["KINDS", "data_files"]

KINDS = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".ods", ".parquet")
"""Endings of files that are looked at; intake says what is wrong with those it cannot read."""


def data_files(folder: Path, sources: Iterable[SourceEntry] = ()) -> tuple[list[Path], list[Fault]]:
    """Return the files of `data` (of the folder itself if it has no `data`) and those that `sources` name.

    Hidden files, and those that an open spreadsheet leaves (``~$…``), are passed over. A link that leads out of the
    folder is a fault; so is a folder that bears the name of a file of data. What else bears one and is no file (a
    pipe, a link to nothing) is kept: whoever reads it says so.
    """
    data = folder / "data"
    listed = data.rglob("*") if data.is_dir() else folder.glob("*")
    found = {path for path in listed if not any(p.startswith((".", "~$")) for p in path.relative_to(folder).parts)}
    found |= {path for source in sources for path in _named(folder, source.file)}
    names = {path: path.relative_to(folder).as_posix() for path in sorted(found)}
    outside = [path for path in names if inside(folder, names[path]) is None]
    faults = [Fault(rules.OUTSIDE, file=names[path], value=names[path]) for path in outside]
    named = [path for path in names if path not in outside and path.suffix.lower() in KINDS]
    folders = [path for path in named if path.is_dir()]
    faults += [Fault(rules.FOLDER_NAMED_AS_FILE, file=names[path], value=names[path]) for path in folders]
    return [path for path in named if path not in folders], faults


def _named(folder: Path, file: str) -> list[Path]:
    """Return the files that a source names, with or without ``*``."""
    path = folder / file.replace("\\", "/")
    try:
        return [path] if path.is_file() else list(folder.glob(file.replace("\\", "/")))
    except ValueError:  # not a pattern that can be
        return []
