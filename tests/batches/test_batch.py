"""One page per territory; a failure is reported and never stops the others."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import revue_analytics as ra
from revue_analytics.batches import batch, report
from revue_analytics.errors import CampaignError, ReportError, UnknownTerritory
from revue_analytics.notebooks.fork_process import available
from tests.batches.conftest import make_review
from tests.factories import write_two_communes

DATA = Path(__file__).parent / "data"
SMALL, FAILS_FOR_ONE = DATA / "small.ipynb", DATA / "fails_for_one.ipynb"


def test_a_batch_makes_a_page_for_every_territory_and_an_index(own_fork_server, opened):
    result = batch(opened.campaign.folder, notebook=SMALL, jobs=2)
    out = opened.campaign.folder / "reports"
    assert result.done == ("01004", "2A004", "000000012", "9Z001")
    assert result.failed == ()
    assert result.index == out / "index.html"
    pages = {f"{code}.html" for code in result.done}
    beside = {"index.html", "review", "manifest.csv", "manifest.parquet", "runs.jsonl"}
    assert {path.name for path in out.iterdir() if path.name[0] != "."} == pages | beside
    assert "Ambérieu-en-Bugey" in result.page("01004").read_text(encoding="utf-8")
    assert "&lt;script&gt;" in result.page("2A004").read_text(encoding="utf-8")


def test_a_batch_is_the_same_bytes_each_time_in_one_process_or_in_two(opened, tmp_path):
    first = batch(opened.campaign.folder, notebook=SMALL, jobs=1, out=tmp_path / "one", only=["01004", "2A004"])
    second = batch(opened.campaign.folder, notebook=SMALL, jobs=2, out=tmp_path / "two", only=["01004", "2A004"])
    for code in first.done:
        assert first.page(code).read_bytes() == second.page(code).read_bytes()
    assert first.index.read_bytes() == second.index.read_bytes()


@pytest.mark.parametrize("engine", ["fork", "kernel"])
def test_pages_are_the_same_bytes_in_forks_and_in_kernels(opened, tmp_path, monkeypatch, engine):
    options = {"notebook": SMALL, "jobs": 2, "only": ["01004", "2A004"]}
    expected = batch(opened.campaign.folder, out=tmp_path / "as it comes", **options)
    monkeypatch.setenv("REVUE_ENGINE", engine)
    found = batch(opened.campaign.folder, out=tmp_path / engine, **options)
    for path in (*map(expected.page, expected.done), expected.index):
        assert (tmp_path / engine / path.name).read_bytes() == path.read_bytes()
    assert found.done == expected.done


def test_where_no_fork_server_can_start_kernels_make_the_pages(own_fork_server, opened, tmp_path, monkeypatch):
    (tmp_path / "seaborn.py").write_text("raise ImportError('no such library')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=os.pathsep)
    made = batch(opened.campaign.folder, notebook=SMALL, jobs=2, only=["01004", "2A004"])
    assert made.done == ("01004", "2A004")


@pytest.mark.skipif(not available(), reason="a fork")
def test_a_script_needs_no_guard_around_a_batch(tmp_path):
    folder, script = write_two_communes(tmp_path / "campaign"), tmp_path / "script.py"
    script.write_text(
        "import revue_analytics as ra\n"
        f"made = ra.batch({str(folder)!r}, out='pages', jobs=2, progress=False)\nprint(*made.done)\n"
    )
    run = subprocess.run([sys.executable, script], cwd=tmp_path, capture_output=True, text=True)
    assert (run.stdout, run.stderr) == ("01004 2A004\n", "")


def test_a_failed_territory_is_reported_with_its_notebook_and_the_others_are_done(opened):
    result = batch(opened.campaign.folder, notebook=FAILS_FOR_ONE, jobs=2)
    assert result.done == ("01004", "000000012", "9Z001")
    (failure,) = result.failed
    assert (failure.territory, failure.cell) == ("2A004", 4)
    assert failure.reason("fr") == 'cellule 4 (if territory == "2A004":)\u00a0: ValueError: no such level: 7'
    kept = json.loads(failure.notebook.read_text(encoding="utf-8"))
    assert failure.notebook == opened.campaign.folder.absolute() / "reports" / "failed" / "2A004.ipynb"
    assert kept["cells"][3]["outputs"][0]["ename"] == "ValueError"
    assert not result.complete
    index = result.index.read_text(encoding="utf-8")
    assert "La page n’a pas pu être produite\u00a0: cellule 4" in index
    assert 'href="2A004.html"' not in index


@pytest.mark.parametrize("engine", ["fork", "kernel"])
def test_a_kept_notebook_names_files_from_their_package_and_no_folder_of_the_machine(
    opened, tmp_path, monkeypatch, engine
):
    monkeypatch.setenv("REVUE_ENGINE", engine)
    notebook = json.loads(FAILS_FOR_ONE.read_text("utf-8"))
    notebook["cells"][2]["source"] = (
        "import sys, warnings\nfrom pathlib import Path\n"
        "print(sys.executable, campaign, Path.home(), sep='\\n')\n"
        "display(Path(review) / 'scores.parquet')\n"
        "open_review(campaign + '/nowhere')"
    )
    failing = tmp_path / "failing.ipynb"
    failing.write_text(json.dumps(notebook), "utf-8")
    (failure,) = batch(opened.campaign.folder, notebook=failing, jobs=1, only=["2A004"]).failed
    outputs = json.loads(failure.notebook.read_text("utf-8"))["cells"][3]["outputs"]
    text = json.dumps(outputs)
    roots = (opened.campaign.folder.absolute(), tmp_path, sys.prefix, sys.base_prefix, Path(ra.__file__).parents[1])
    assert [str(root) for root in (*roots, Path.home()) if str(root) in text] == []
    assert (outputs[-1]["output_type"], "revue_analytics/review/" in text) == ("error", True)
    assert outputs[0]["text"][1:] == ["../..\n", "~\n"]


def with_pipe(folder, name):
    (folder / "reports").mkdir()
    os.mkfifo(folder / "reports" / name)
    return folder


def test_a_batch_does_not_wait_for_a_pipe_in_place_of_its_log(opened):
    folder = with_pipe(opened.campaign.folder, "runs.jsonl")
    assert batch(folder, notebook=SMALL, jobs=1, only=["2A004"]).done == ("2A004",)


def test_a_pipe_in_place_of_the_journal_stops_a_batch(opened):
    folder = with_pipe(opened.campaign.folder, ".manifest.jsonl")
    with pytest.raises(OSError, match="not a file"):
        batch(folder, notebook=SMALL, jobs=1, only=["2A004"])


def test_the_kept_notebook_goes_once_the_page_is_made(opened):
    batch(opened.campaign.folder, notebook=FAILS_FOR_ONE, jobs=1, only=["2A004"])
    result = batch(opened.campaign.folder, notebook=SMALL, jobs=1, only=["2A004"])
    assert result.done == ("2A004",)
    assert list((result.index.parent / "failed").iterdir()) == []


def test_a_dead_kernel_fails_its_territory_only_and_leaves_a_notebook(opened):
    result = batch(opened.campaign.folder, notebook=DATA / "dies.ipynb", jobs=2, only=["01004", "2A004"])
    assert result.done == ()
    assert {f.cause for f in result.failed} == {"DeadKernelError: the notebook's process died"}
    assert all(failure.notebook.exists() for failure in result.failed)


def test_a_code_that_cannot_name_a_file_fails_alone(opened, monkeypatch):
    review = make_review()
    review.tables["territories"].loc[1, "territory"] = "../../etc"
    opened.campaign.territories.loc[1, "territory"] = "../../etc"
    opened.campaign.answered = frozenset(["../../etc", "01004"])
    monkeypatch.setattr("revue_analytics.review.analyse", lambda campaign, **_: review)
    result = batch(opened.campaign.folder, notebook=SMALL, jobs=1, only=["../../etc", "01004"])
    assert result.done == ("01004",)
    assert "cannot name a file" in result.failed[0].cause


def test_held_back_territories_are_named_with_the_reason_but_not_what_was_typed(opened):
    result = batch(opened.campaign.folder, notebook=SMALL, jobs=1, only=["01004"])
    assert result.held_back == ()  # not asked for
    index = result.index.read_text(encoding="utf-8")
    assert "Mis de côté\u00a0: 1 faute dans les réponses (answers.csv)" in index
    assert "&lt;b&gt;7" not in index
    assert "Pas encore de réponses" in index
    assert "Bordeaux" in index


def test_after_only_the_index_still_links_the_pages_of_the_batch_before(opened):
    batch(opened.campaign.folder, notebook=SMALL, jobs=1, only=["01004"])
    result = batch(opened.campaign.folder, notebook=SMALL, jobs=1, only=["2A004"])
    index = result.index.read_text(encoding="utf-8")
    assert 'href="01004.html"' in index
    assert 'href="2A004.html"' in index
    assert 'href="9Z001.html"' not in index
    assert "(pas dans ce lot)" in index


def test_strict_does_nothing_if_a_row_is_faulty(opened):
    with pytest.raises(CampaignError, match="is not a level"):
        batch(opened.campaign.folder, notebook=SMALL, strict=True)
    assert not (opened.campaign.folder / "reports").exists()


def test_results_that_may_not_be_published_need_private(opened, monkeypatch):
    monkeypatch.setattr("revue_analytics.review.analyse", lambda campaign, **_: make_review(publishable=False))
    with pytest.raises(ReportError, match="--private"):
        batch(opened.campaign.folder, notebook=SMALL)
    result = batch(opened.campaign.folder, notebook=SMALL, private=True, jobs=1, only=["01004"])
    for path in (result.page("01004"), result.index):
        assert "Confidentiel." in path.read_text(encoding="utf-8")


def test_a_report_is_one_page_in_the_language_asked_for(opened):
    path = report(opened.campaign.folder, "01004", notebook=SMALL, language="en")
    html = path.read_text(encoding="utf-8")
    assert path == opened.campaign.folder.absolute() / "reports" / "01004.html"
    assert '<html lang="en">' in html
    assert "01004, en" in html


def test_a_failed_report_says_why_and_where(opened):
    with pytest.raises(
        ReportError, match=r"territory 2A004, cell 4 .*ValueError: no such level: 7 .* kept in .*2A004\.ipynb"
    ):
        report(opened.campaign.folder, "2A004", notebook=FAILS_FOR_ONE)


def test_an_unknown_territory_is_said_with_the_nearest(opened):
    with pytest.raises(UnknownTerritory, match=r"territory 010044; did you mean 01004 .*\?"):
        report(opened.campaign.folder, "010044", notebook=SMALL)
    with pytest.raises(UnknownTerritory, match="99999"):
        batch(opened.campaign.folder, notebook=SMALL, only=["01004", "99999"])
    with pytest.raises(CampaignError, match="is not a level"):
        report(opened.campaign.folder, "31555", notebook=SMALL)


def test_a_language_that_does_not_exist_is_refused(opened):
    with pytest.raises(ReportError, match="language “de”"):
        batch(opened.campaign.folder, notebook=SMALL, language="de")


def test_warnings_of_notebooks_are_handed_back_once_with_their_territories(opened):
    result = batch(opened.campaign.folder, notebook=DATA / "speaks.ipynb", jobs=2, only=["01004", "2A004"])
    ((message, codes),) = result.warnings.items()
    assert "an old habit" in message
    assert codes == ("01004", "2A004")
