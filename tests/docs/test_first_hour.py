"""A new consultant's first hour, typed from the tutorial word for word: every command, every message, every page."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.simulated import answer

TUTORIAL = Path(__file__).parents[2] / "docs" / "tutorials" / "premiere-heure.md"
CONSOLE = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
CHECK = "revue check aunis-sud"


def steps() -> list[tuple[str, list[str]]]:
    """Return the commands of the tutorial, each with the lines that it shows of what they print."""
    found: list[tuple[str, list[str]]] = []
    for block in CONSOLE.findall(TUTORIAL.read_text("utf-8")):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append((line[2:], []))
            elif line.strip():
                found[-1][1].append(line)
    return found


def shows(line: str, printed: str) -> bool:
    """Whether a line of the tutorial stands in what was printed; “…” is anything, spaces are all alike."""
    wanted, held = (re.sub(r"[\s\u00a0\u202f]+", " ", text) for text in (line.strip(), printed))
    return re.search(".*".join(map(re.escape, wanted.split("…"))), held) is not None


@pytest.mark.full
def test_the_tutorial_leads_from_nothing_to_the_documents_of_24_real_communes(tmp_path):
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = os.environ | {"PATH": path, "REVUE_LANG": "fr"}
    campaign, checks = tmp_path / "aunis-sud", 0
    assert len(steps()) >= 9
    for command, lines in steps():
        if command == CHECK:  # between two commands, answers come in, and are mended
            answer(campaign, misspelt=checks == 0)
            checks += 1
        done = subprocess.run(
            shlex.split(command), cwd=tmp_path, env=environment, capture_output=True, text=True, encoding="utf-8"
        )
        printed = done.stdout + done.stderr
        assert "Traceback" not in printed, command
        absent = [line for line in lines if not shows(line, printed)]
        assert not absent, f"{command}\n{printed}"
        failed = any("1 erreur" in line for line in lines)
        assert done.returncode == (1 if failed else 0), printed
    assert len([page for page in (campaign / "reports").glob("*.html") if page.stem.isdigit()]) == 24
    assert not (tmp_path / "essai").exists()
