"""The documentation: its examples run as printed, its commands run, it builds without a warning, it is complete."""

import doctest
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

import revue_analytics
from revue_analytics import cli

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(page for page in DOCS.rglob("*.md") if "_ext" not in page.parts)
CONSOLE = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)


def name(page: Path) -> str:
    return str(page.relative_to(DOCS).with_suffix(""))


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_examples_of_the_page_run_as_they_are_printed(page):
    failed, _ = doctest.testfile(str(page), module_relative=False, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert failed == 0


def test_every_command_of_the_consultants_tutorial_runs(tmp_path, monkeypatch):
    text = (DOCS / "tutorials" / "consultant.md").read_text(encoding="utf-8")
    commands = [line[2:] for block in CONSOLE.findall(text) for line in block.splitlines() if line.startswith("$ ")]
    assert len(commands) >= 5
    monkeypatch.chdir(tmp_path)
    for command in commands:
        program, *words = shlex.split(command)
        done = CliRunner().invoke(cli.program, words)
        assert (program, done.exit_code) == ("revue", 0), f"{command}\n{done.output}"
    assert (tmp_path / "ma-campagne" / "reports" / "index.html").is_file()


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Build the site, warnings as errors."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", str(DOCS), str(folder)]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=os.environ | {"PYTHONWARNINGS": ""})
    assert built.returncode == 0, built.stdout + built.stderr
    return folder


def test_the_site_fetches_nothing_from_elsewhere(site):
    for page in site.rglob("*.html"):
        html = page.read_text(encoding="utf-8")
        fetched = re.findall(r'<(?:script|img|iframe|source)[^>]* src="(https?:[^"]+)"', html)
        fetched += re.findall(r'<link[^>]* rel="(?:stylesheet|preload|icon)[^>]* href="(https?:[^"]+)"', html)
        assert not fetched, page.name


def test_the_gallery_shows_every_figure(site):
    from revue_analytics.document.sections import DRAWINGS

    html = (site / "gallery.html").read_text(encoding="utf-8")
    missing = [figure for figure in DRAWINGS if f'id="figure-{figure.replace("_", "-")}"' not in html]
    assert not missing
    assert html.count('class="figure" src="data:image/svg+xml') >= len(DRAWINGS)
    assert 'alt=""' not in html


def test_the_reference_holds_every_public_name(site):
    entries = "".join(page.read_text(encoding="utf-8") for page in (site / "reference").glob("*.html"))
    names = set(revue_analytics.__all__) - {"__version__", "sections", "sensitivity"}
    missing = [public for public in sorted(names) if not re.search(rf'id="revue_analytics\.[\w.]*\b{public}"', entries)]
    assert not missing


def test_the_citation_file_names_this_version():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == revue_analytics.__version__
    assert {"cff-version", "message", "title", "authors", "license"} <= set(citation)
