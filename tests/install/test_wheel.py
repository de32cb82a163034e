"""What a user installs: the wheel, in an empty environment, does the main job."""

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def run(*command, cwd, gives=0, **environment):
    """Run a command, without what the developing environment would lend it; its output is shown if it fails."""
    lent = ("PYTHONPATH", "VIRTUAL_ENV", "PYTHONDONTWRITEBYTECODE")
    env = {k: v for k, v in os.environ.items() if k not in lent} | environment
    done = subprocess.run(list(map(str, command)), cwd=cwd, env=env, capture_output=True, text=True, timeout=900)
    assert done.returncode == gives, f"{command} gave {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    (found,) = folder.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("user")
    run(sys.executable, "-m", "venv", folder / "env", cwd=folder)
    python = folder / "env" / "bin" / "python"
    options = ["--quiet", "--no-compile", "--constraint", ROOT / "constraints.txt"]  # what is used is compiled then
    run(python, "-m", "pip", "install", *options, wheel, cwd=folder)
    return folder


def test_the_wheel_holds_what_people_need_and_nothing_generated(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    for wanted in (
        "revue_analytics/framework/revue.yaml",
        "revue_analytics/framework/framework.schema.json",
        "revue_analytics/geography/data/communes.csv.gz",
        "revue_analytics/language/fr/errors.po",
        "revue_analytics/py.typed",
        "revue_analytics/bundled/notebooks/territory_review.ipynb",
        "revue_analytics/bundled/notebooks/portfolio_review.ipynb",
        "revue_analytics/geography/data/outlines.json",
        "revue_analytics/geography/data/outlines-LICENSE.txt",
        "revue_analytics/bundled/notebooks/exploration.ipynb",
        "revue_analytics/bundled/notebooks/weighting_lab.ipynb",
        "revue_analytics/bundled/data_schemas/dictionnaire.md",
        "revue_analytics/bundled/examples/demo/revue.toml",
    ):
        assert wanted in names
    assert not [n for n in names if "/reports/" in n or "__pycache__" in n or ".ipynb_checkpoints" in n]


def test_an_installed_package_makes_the_demonstration_reviews(installed):
    revue = installed / "env" / "bin" / "revue"
    run(revue, "init", "demo", "--demo", cwd=installed)
    done = run(revue, "batch", "demo", "--only", "00001", "--only", "00002", cwd=installed)
    reports = installed / "demo" / "reports"
    assert {p.name for p in reports.glob("*.html")} == {"00001.html", "00002.html", "index.html"}
    assert "Warning" not in done.stderr
    assert "Traceback" not in done.stderr


def test_importing_the_package_costs_little_more_than_importing_pandas(installed):
    """Best of several starts each, so that what is compared is the work and not the machine's mood."""

    def best(module):
        code = f"import time; t = time.perf_counter(); import {module}; print(time.perf_counter() - t)"
        python = installed / "env" / "bin" / "python"
        return min(float(run(python, "-c", code, cwd=installed).stdout) for _ in range(7))

    assert best("revue_analytics") <= 1.3 * best("pandas")


def test_a_type_checker_finds_the_mistakes_of_a_user_and_no_others(installed, tmp_path):
    """In strict mode, against what is installed; the planted ones are those that the script says."""
    script = Path(__file__).parent / "data" / "analyst.py"
    planted = {(line, wrong[1]) for line, wrong in numbered(r"# wrong: (\S+)$", script.read_text(encoding="utf-8"))}
    python = installed / "env" / "bin" / "python"
    options = ["--strict", "--config-file=", f"--cache-dir={tmp_path}", f"--python-executable={python}"]
    done = run(sys.executable, "-m", "mypy", *options, script, cwd=tmp_path, gives=1)
    found = {(int(line), code) for line, code in re.findall(r"analyst\.py:(\d+): error: .*\[([\w-]+)\]", done.stdout)}
    assert found == planted, done.stdout
    assert f"Found {len(planted)} errors in 1 file" in done.stdout
    assert len(planted) == 4


def numbered(pattern, text):
    """Lines that hold a pattern, by number."""
    return [(n, hit) for n, line in enumerate(text.splitlines(), 1) if (hit := re.search(pattern, line))]
