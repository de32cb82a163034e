"""What costs much to make is made once for all the tests of a run, by whichever of its processes comes first."""

from __future__ import annotations

import os
import pickle
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import pytest
from filelock import FileLock

from revue_analytics.review import Review

Made = TypeVar("Made")


class Sharing:
    """A folder that the processes of a run have in common; what lies in it is read and never written to."""

    def __init__(self, root: Path):
        root.mkdir(parents=True, exist_ok=True)
        self.root = root

    def once(self, name: str, make: Callable[[Path], Made]) -> Made:
        """Give what `make` returned for the folder `name`: it runs in the first process, while the others wait."""
        folder, note = self.root / name, self.root / f"{name}.pickle"
        with FileLock(self.root / f"{name}.lock"):
            if not note.exists():
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
                made = make(folder)
                part = note.with_suffix(".part")
                part.write_bytes(pickle.dumps((made, listing(folder))))
                part.replace(note)  # whoever looks at it meanwhile sees all of it or nothing
        return pickle.loads(note.read_bytes())[0]

    def changed(self) -> list[str]:
        """Name what is no longer as it was made."""
        before = {note.stem: pickle.loads(note.read_bytes())[1] for note in self.root.glob("*.pickle")}
        return [name for name, files in before.items() if listing(self.root / name) != files]


def listing(folder: Path) -> dict[str, tuple[int, int]]:
    """The files below a folder: how long they are and when they were written."""
    files = {path: path.stat() for path in folder.rglob("*") if path.is_file()}
    return {str(path.relative_to(folder)): (stat.st_size, stat.st_mtime_ns) for path, stat in files.items()}


def root_of_run(base: Path) -> Path:
    """The folder for what is shared: under pytest's own of a process, or above it where several take part."""
    return (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "shared"


@contextmanager
def analysed(review: Review) -> Iterator[None]:
    """Let whatever opens a campaign find it analysed already, with this result, which is kept nowhere."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("revue_analytics.review.kept.Opened.review", lambda opened, **_: review)
        yield
