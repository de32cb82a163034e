"""A contribution is tried: a copy of the tree, small edits, the tests that its author would run.

`python trial.py` reads trials as JSON and writes what each gave, in forks of one process: what that imports is no part
of the package, so that a fork finds the package, and its tests, in its own copy.
"""

import json
import os
import runpy
import shutil
import subprocess
import sys
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
COPIED = ("revue_analytics", "tests", "notebooks", "examples", "data_schemas", "docs/methods", "pyproject.toml")
QUIETLY = (*("-q", "-p", "no:cacheprovider", "-p", "no:xdist"), "-Wignore::pytest.PytestAssertRewriteWarning")


@dataclass(frozen=True)
class Edit:
    """A text put into a file, before `at`, which stands there once; at its end where nothing is said."""

    path: str
    text: str
    at: str = ""

    def apply(self, root: Path) -> None:
        path = root / self.path
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        assert not self.at or before.count(self.at) == 1, f"{self.path} holds {before.count(self.at)} times {self.at!r}"
        place = before.index(self.at) if self.at else len(before)
        path.unlink(missing_ok=True)
        path.write_text(before[:place] + self.text + before[place:], encoding="utf-8")


@dataclass(frozen=True)
class Trial:
    """Edits, modules that are run then (with their arguments), and the tests that are run."""

    edits: Sequence[Edit]
    tests: Sequence[str]
    runs: Sequence[Sequence[str]] = ()


@dataclass(frozen=True)
class Outcome:
    """Whether all passed, and what was printed."""

    passed: bool
    printed: str


def try_all(trials: Mapping[str, Trial], folder: Path) -> dict[str, Outcome]:
    """Try contributions, each in a copy of its own below `folder`."""
    orders = []
    for number, trial in enumerate(trials.values()):
        root = folder / str(number)
        copy(root)
        for edit in trial.edits:
            edit.apply(root)
        orders.append({"root": str(root), "tests": trial.tests, "runs": trial.runs})
    lent = ("PYTHONPATH", "PYTEST_XDIST_WORKER", "PYTEST_CURRENT_TEST", "PYTEST_ADDOPTS")
    environment = {name: value for name, value in os.environ.items() if name not in lent}
    command = [sys.executable, __file__]
    done = subprocess.run(
        command, input=json.dumps(orders), capture_output=True, text=True, env=environment, timeout=600, check=False
    )
    assert done.returncode == 0, done.stderr
    return {name: Outcome(*given) for name, given in zip(trials, json.loads(done.stdout), strict=True)}


def copy(root: Path) -> None:
    """Copy what is tried, compiled modules too: dates are kept, so that these are valid."""
    for name in COPIED:
        there = ROOT / name
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(there, root / name) if there.is_dir() else shutil.copy2(there, root / name)


def in_fork(order: Mapping[str, list[str]]) -> tuple[bool, str]:
    """Run the modules and the tests of a trial; tell whether all passed, and what they printed."""
    import pytest

    printed = Path(order["root"]) / "printed.txt"
    if not (child := os.fork()):
        code = 1
        try:
            os.chdir(order["root"])
            sys.path.insert(0, order["root"])
            os.environ["PYTHONPATH"] = order["root"]
            out = os.open(printed, os.O_CREAT | os.O_WRONLY)
            os.dup2(out, 1)
            os.dup2(out, 2)
            for module, *arguments in order["runs"]:
                sys.argv = [module, *arguments]
                runpy.run_module(module, run_name="__main__")
            code = int(pytest.main([*QUIETLY, f"--basetemp={order['root']}/tmp", *order["tests"]]))
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
    _, status = os.waitpid(child, 0)
    return status == 0, printed.read_text(encoding="utf-8")


def main() -> None:
    """Import what every trial needs, then try one after the other."""
    import babel.numbers
    import hypothesis
    import jsonschema
    import matplotlib.figure
    import nbformat
    import pandera.pandas
    import pydantic
    import scipy.optimize
    import scipy.stats

    del babel, hypothesis, jsonschema, matplotlib, nbformat, pandera, pydantic, scipy
    json.dump([in_fork(order) for order in json.load(sys.stdin)], sys.stdout)


if __name__ == "__main__":
    main()
