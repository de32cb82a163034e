"""Small notebooks written by the tests themselves, and jobs that run them."""

from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from revue_analytics.batches.job import Job, Outcome
from revue_analytics.batches.pages import in_forks
from revue_analytics.document.page.shell import page_for
from revue_analytics.notebooks.fork_server import ForkServer
from tests.batches.conftest import make_review

PARAMETERS = 'campaign = review = territory = language = ""'


def write_notebook(path: Path, *sources: str) -> Path:
    """Write a notebook with the parameters of a report, then these cells."""
    cells = [new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]}), *map(new_code_cell, sources)]
    nbformat.write(new_notebook(cells=cells), path)
    return path


def submit(server: ForkServer, job: Job) -> Outcome:
    """Make one page in a fork."""
    (outcome,) = in_forks(server, [job], 1)
    return outcome


@pytest.fixture
def job(tmp_path):
    """Make a job from the sources of cells."""

    def make(*sources: str, territory: str = "01004", **options) -> Job:
        notebook = write_notebook(tmp_path / f"{territory}-source.ipynb", *sources)
        page = page_for(make_review(), "fr", "Ambérieu")
        out = tmp_path / "out"
        out.mkdir(exist_ok=True)
        return Job(territory, notebook, tmp_path, tmp_path, out, page, **options)

    return make
