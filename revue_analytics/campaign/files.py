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
    folder is a fault.
    """
    data = folder / "data"
    found = {path for path in _listed(data if data.is_dir() else folder) if path.suffix.lower() in KINDS}
    for source in sources:
        found |= {path for path in folder.glob(source.file.replace("\\", "/")) if path.is_file()}
    faults = []
    for path in sorted(found):
        name = path.relative_to(folder).as_posix()
        if inside(folder, name) is None:
            faults.append(Fault(rules.OUTSIDE, file=name, value=name))
            found.remove(path)
    return sorted(found), faults


def _listed(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.is_file() and not path.name.startswith((".", "~$"))]
