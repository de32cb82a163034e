"""LibreOffice, which opens what was written and writes workbooks of its own.

Where it is missing its tests are skipped with the remedy, or fail if REVUE_REQUIRE_OFFICE is set.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

HOW_TO = "no LibreOffice was found: install the package “libreoffice-calc”"
PATIENCE = 240  # seconds


@dataclass
class Office:
    """Converts workbooks, several in one start of the program."""

    program: str
    profile: Path

    def convert(self, paths: Sequence[Path], kind: str, out: Path) -> list[Path]:
        """Open each file and save it as `kind` in the folder `out`; return the files written."""
        out.mkdir(parents=True, exist_ok=True)
        done = subprocess.run(
            [
                *(self.program, f"-env:UserInstallation={self.profile.as_uri()}", "--headless", "--norestore"),
                *("--convert-to", kind, "--outdir", str(out), *map(str, paths)),
            ],
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
        written = [out / path.with_suffix(f".{kind.split(':')[0]}").name for path in paths]
        assert [path.name for path in written if not path.is_file()] == [], done.stdout + done.stderr
        return written


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """LibreOffice with settings of its own."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        if os.environ.get("REVUE_REQUIRE_OFFICE"):
            pytest.fail(HOW_TO)
        pytest.skip(HOW_TO)
    yield Office(program, tmp_path_factory.mktemp("office") / "profile")
