"""Running a batch again makes what is missing or out of date, and nothing else."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from revue_analytics.batches import batch, compare, report
from revue_analytics.batches.lock import FolderTaken, only_here
from revue_analytics.batches.manifest import read_entries
from revue_analytics.errors import CampaignError, ChangedByFew, MethodError, ReportError, UnknownTerritory
from revue_analytics.exports.review import export_review
from revue_analytics.review import Opened
from tests.batches.conftest import make_review
from tests.factories import write_two_communes

DATA = Path(__file__).parent / "data"
SMALL, FAILS_FOR_ONE = DATA / "small.ipynb", DATA / "fails_for_one.ipynb"
ALL = ("01004", "2A004", "000000012", "9Z001")


@pytest.fixture
def again(opened, tmp_path):
    """Run the batch, by default with the small notebook on the small review."""

    def call(**options):
        return batch(opened.campaign.folder, **{"notebook": SMALL, "out": tmp_path / "out", "jobs": 2} | options)

    return call


def bytes_of(folder: Path) -> dict[str, bytes]:
    """All that a batch leaves but what depends on the run."""
    files = (path for path in folder.rglob("*") if path.is_file())
    kept = (path for path in files if path.name not in (".lock", ".lock.json", "runs.jsonl"))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in kept}


def test_nothing_is_made_twice_and_nothing_changes(again, tmp_path):
    assert again().done == ALL
    before = bytes_of(tmp_path / "out")
    result = again()
    assert (result.done, result.unchanged, result.complete) == ((), ALL, False)  # one is held back
    assert bytes_of(tmp_path / "out") == before


def test_force_makes_all_again(again):
    again()
    assert again(force=True).done == ALL


def change_a_score(review):
    review.tables["scores"].loc[0, "score"] += 1


def change_the_title(review):
    review.meta["title"] = "Une autre"


def change_a_choice_of_method(review):
    review.meta["methodology"] = {"aggregation": "geometric_mean"}


@pytest.mark.parametrize(
    ("change", "redone"),
    [(change_a_score, ("01004",)), (change_the_title, ALL), (change_a_choice_of_method, ALL)],
)
def test_what_has_changed_is_made_again(again, opened, change, redone):
    again()
    change(opened.review)
    result = again()
    assert result.done == redone
    assert set(result.unchanged) == set(ALL) - set(redone)


def test_another_language_another_notebook_or_another_version_is_another_page(again, monkeypatch, tmp_path):
    again()
    assert again(language="en").done == ALL
    copy = tmp_path / "copy.ipynb"
    shutil.copy(SMALL, copy)
    assert again(language="en", notebook=copy).unchanged == ALL  # the same content
    copy.write_text(copy.read_text(encoding="utf-8").replace("h1", "h2"), encoding="utf-8")
    assert again(language="en", notebook=copy).done == ALL
    monkeypatch.setattr("revue_analytics.batches.plan.software", lambda: "another")
    assert again(language="en", notebook=copy).done == ALL


@pytest.mark.parametrize(
    "spoil",
    [Path.unlink, lambda page: page.write_bytes(page.read_bytes()[:-1]), lambda page: page.write_text("mine")],
    ids=["removed", "cut short", "overwritten"],
)
def test_a_page_that_is_not_what_was_written_is_made_again(again, spoil):
    first = again()
    page, good = first.page("2A004"), first.page("2A004").read_bytes()
    spoil(page)
    assert again().done == ("2A004",)
    assert page.read_bytes() == good


def test_a_failure_is_tried_again(again):
    assert [failure.territory for failure in again(notebook=FAILS_FOR_ONE).failed] == ["2A004"]
    result = again(notebook=FAILS_FOR_ONE)
    assert [failure.territory for failure in result.failed] == ["2A004"]
    assert len(result.unchanged) == 3


def test_a_batch_that_was_killed_goes_on_from_its_journal(again, tmp_path, opened):
    whole = again(out=tmp_path / "undisturbed")
    again(only=["01004", "2A004"])
    out = tmp_path / "out"
    entries = read_entries(out)
    for name in ("manifest.csv", "manifest.parquet", "index.html"):
        (out / name).unlink()
    lines = [json.dumps(entry.__dict__) for entry in entries.values() if entry.status == "done"]
    (out / ".manifest.jsonl").write_text("\n".join(lines) + '\n{"territory": "9Z0', encoding="utf-8")
    (out / ".9Z001.html.123.part").write_text("half a page")
    (out / ".review-xyz").mkdir()
    result = again()
    assert (result.done, result.unchanged) == (("000000012", "9Z001"), ("01004", "2A004"))
    assert bytes_of(out) == bytes_of(whole.index.parent)


@pytest.mark.parametrize("content", [b"", b"not a table", b"PAR1"])
def test_a_manifest_of_no_use_costs_time_only(again, tmp_path, content):
    again()
    (tmp_path / "out" / "manifest.parquet").write_bytes(content)
    assert again().done == ALL


def test_the_manifest_says_what_was_made_from_what(again, tmp_path):
    again(notebook=FAILS_FOR_ONE, formats=("html", "ipynb"))
    table = pd.read_parquet(tmp_path / "out" / "manifest.parquet").set_index("territory")
    assert list(table["status"]) == ["done", "done", "failed", "held back", "done"]
    assert (table.loc["2A004", "cause"], table.loc["2A004", "cell"]) == ("ValueError", 4)
    assert table.loc["01004", "name"] == "Ambérieu-en-Bugey"
    assert set(table.loc[["01004", "9Z001"], "seed"]) == {"1"}
    assert table.loc["01004", ["html", "ipynb"]].str.len().tolist() == [64, 64]
    text = pd.read_csv(tmp_path / "out" / "manifest.csv", dtype=str, keep_default_na=False, encoding="utf-8-sig")
    assert text["territory"].tolist() == table.index.tolist()
    assert text["name"].tolist()[-1].startswith("'=")  # no formula
    assert not {"date", "time", "at"} & set(table.columns)
    log = [json.loads(line) for line in (tmp_path / "out" / "runs.jsonl").read_text().splitlines()]
    assert [line.get("run") for line in log] == ["begun", None, None, None, None, "ended"]


def test_formats_that_are_not_asked_for_any_more_go_when_their_page_is_made_again(again, opened, tmp_path):
    result = again(formats=("ipynb", "html"), only=["01004"])
    assert {path.suffix for path in (tmp_path / "out").glob("01004.*")} == {".html", ".ipynb"}
    assert result.page("01004").suffix == ".html"
    assert again(only=["01004"]).unchanged == ("01004",)
    change_a_score(opened.review)
    again(only=["01004"])
    assert {path.suffix for path in (tmp_path / "out").glob("01004.*")} == {".html"}


def test_without_a_page_the_index_leads_to_the_notebook(again):
    result = again(formats=["ipynb"], only=["01004"])
    assert result.page("01004").name == "01004.ipynb"
    assert 'href="01004.ipynb"' in result.index.read_text(encoding="utf-8")


def test_an_unknown_format_is_refused_with_the_choices(again):
    with pytest.raises(ReportError, match="no format “odt”: one of"):
        again(formats=["odt"])


def test_stopping_at_the_first_failure_leaves_the_others(again):
    result = again(notebook=DATA / "dies.ipynb", keep_going=False, jobs=1)
    assert len(result.failed) == 1
    assert len(result.left) == 3
    assert not result.complete


def test_a_single_report_counts_in_the_next_batch(again, opened, tmp_path):
    report(opened.campaign.folder, "01004", out=tmp_path / "out", notebook=SMALL)
    result = again()
    assert result.unchanged == ("01004",)


def test_a_timeout_is_passed_on(again):
    result = again(notebook=DATA / "hangs.ipynb", only=["01004"], timeout=1)
    assert result.failed[0].cause == "TimeoutError: the cell took too long"


def test_one_answer_sheet_less_for_an_epci_changes_its_page_and_no_communes(tmp_path):
    """A real campaign and its analysis: the EPCI is in no commune's stratum, and in the same file."""
    from revue_analytics.campaign import init_campaign

    folder = init_campaign(tmp_path / "demo", demo=True)
    options = {"out": tmp_path / "out", "jobs": 2}
    codes = ("000000012", "00001", "00002")
    first = batch(folder, only=codes, **options)
    assert first.done == codes
    (answers,) = folder.glob("data/**/enquete_2023.csv")
    lines = answers.read_bytes().splitlines(keepends=True)
    lines.remove(next(line for line in lines if b"000000012" in line))
    answers.write_bytes(b"".join(lines))
    second = batch(folder, only=codes, **options)
    assert second.done == ("000000012",)
    assert second.unchanged == ("00001", "00002")


def test_the_bundled_notebook_shows_nothing_of_the_tables_that_compare_all_territories(demo_review):
    from revue_analytics.document import sections
    from revue_analytics.review.tables import COMPARING

    full = demo_review.for_territory("00001")
    bare = replace(full, tables={**full.tables, **{name: full.tables[name].iloc[:0] for name in COMPARING}})
    for section in sections.SECTIONS:
        assert str(section(full)) == str(section(bare)), section.__name__


def test_names_with_accents_and_formulas_survive_the_manifest(again, tmp_path):
    again()
    first = read_entries(tmp_path / "out")
    assert first["9Z001"].name == make_review().territories.set_index("territory").loc["9Z001", "name"]


# ---- before anything is analysed ---------------------------------------------------------------------------------


@pytest.fixture
def not_analysed(opened, monkeypatch):
    """The campaign as it was read; analysing it would be the end of the test."""

    def analyse(*_, **__):
        raise AssertionError("analysed for nothing")

    monkeypatch.setattr("revue_analytics.review.analyse", analyse)
    return opened.campaign.folder


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (lambda folder: batch(folder, only=["0104"]), UnknownTerritory),
        (lambda folder: batch(folder, filters=["region=84"]), ReportError),
        (lambda folder: batch(folder, filters=["kind=petr"]), ReportError),
        (lambda folder: batch(folder, language="de"), ReportError),
        (lambda folder: report(folder, "0104"), UnknownTerritory),
        (lambda folder: report(folder, "31555"), CampaignError),
        (lambda folder: compare(folder, codes="01004,0104"), UnknownTerritory),
        (lambda folder: compare(folder, codes="01004"), MethodError),
        (lambda folder: compare(folder, group="kind=petr"), UnknownTerritory),
        (lambda folder: export_review(Opened(folder), folder / "exports", ["docx"]), ReportError),
    ],
)
def test_what_cannot_be_done_is_said_before_anything_is_analysed(not_analysed, call, error):
    with pytest.raises(error):
        call(not_analysed)


def test_a_folder_that_is_taken_is_said_before_anything_is_analysed(not_analysed, tmp_path):
    with only_here(tmp_path / "out"), pytest.raises(FolderTaken):
        batch(not_analysed, out=tmp_path / "out")


def test_a_report_that_would_be_the_same_stays_and_is_made_afresh_where_that_is_asked(opened, tmp_path):
    options = {"out": tmp_path / "out", "notebook": SMALL}
    page = report(opened.campaign.folder, "01004", **options)
    made = page.stat().st_mtime_ns
    assert report(opened.campaign.folder, "01004", **options) == page
    assert page.stat().st_mtime_ns == made
    report(opened.campaign.folder, "01004", fresh=True, **options)
    assert page.stat().st_mtime_ns > made


def one_answer_otherwise(folder: Path, code: str) -> None:
    """Somebody in a territory changes a level."""
    file = folder / "data" / "réponses.csv"
    lines = file.read_bytes().decode("cp1252").split("\r\n")
    row = next(i for i, line in enumerate(lines) if line.startswith(f"{code};Habitant"))
    cells = lines[row].split(";")
    lines[row] = ";".join([*cells[:2], "0", *cells[3:]])
    file.write_bytes("\r\n".join(lines).encode("cp1252"))


def test_a_page_is_compared_with_what_was_published_of_it_whatever_was_made_since(tmp_path):
    """A page made again alone once replaced what all others had been published as."""
    folder = write_two_communes(tmp_path / "campaign")
    alone = {"notebook": SMALL, "progress": False}
    assert batch(folder, jobs=1, **alone).changed_by_few == ()
    one_answer_otherwise(folder, "01004")
    batch(folder, only=["2A004"], jobs=1, **alone)
    report(folder, "2A004", **alone)
    with pytest.warns(ChangedByFew, match="01004"):
        report(folder, "01004", **alone)
    assert batch(folder, jobs=1, **alone).changed_by_few == ()
    one_answer_otherwise(folder, "2A004")
    report(folder, "01004", **alone)
    assert batch(folder, jobs=1, **alone).changed_by_few == ("2A004",)
