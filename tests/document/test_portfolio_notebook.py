"""The notebook of the portfolio: nothing but calls, no outputs, parameters declared once; and the page made from it."""

import ast
import json
from pathlib import Path

import nbformat
import pytest

import revue_analytics as ra
from revue_analytics.batches.index import INDEX, index_page, link_portfolio
from revue_analytics.document import sections
from revue_analytics.errors import MethodError
from tests.pages.browser import NARROW, WIDE
from tests.pages.pdf import sheets
from tests.sharing import analysed

NOTEBOOK = Path(ra.__file__).parents[1] / "notebooks" / "portfolio_review.ipynb"
DEMO = Path(ra.__file__).parents[1] / "examples" / "demo"


@pytest.fixture(scope="module")
def folder(demo_review, tmp_path_factory):
    out = tmp_path_factory.mktemp("together")
    (out / INDEX).write_text(index_page(demo_review, {}, [], "fr"), encoding="utf-8")
    ra.compare(DEMO, out=out)
    with analysed(demo_review):
        ra.compare(DEMO, out=out, codes=["00001", "00003"], anonymous=True, language="en")
    return out


def test_the_notebook_is_valid_and_committed_without_outputs():
    notebook = nbformat.read(NOTEBOOK, as_version=nbformat.NO_CONVERT)
    nbformat.validate(notebook)
    assert all(not c.outputs and c.execution_count is None for c in notebook.cells if c.cell_type == "code")


def test_its_parameters_are_texts_and_each_section_is_one_call():
    cells = [cell for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code"]
    given = {s.targets[0].id: ast.literal_eval(s.value) for s in ast.parse("".join(cells[0]["source"])).body}
    assert list(given) == ["campaign", "review", "language", "group", "codes", "anonymous"]
    assert all(isinstance(value, str) for value in given.values())
    calls = ["".join(cell["source"]) for cell in cells[2:]]
    assert calls == [f"sections.{section.__name__}(doc, language)" for section in sections.PORTFOLIO_SECTIONS]


def test_the_pages_are_named_by_what_they_show(folder):
    assert {path.name for path in folder.iterdir()} == {INDEX, "portfolio.html", "comparison-anonymous.html"}


def test_the_index_links_the_page_once(folder):
    said = (folder / INDEX).read_text(encoding="utf-8")
    assert said.count('<a href="portfolio.html">Tous les territoires vus ensemble</a>') == 1
    link_portfolio(folder)
    assert (folder / INDEX).read_text(encoding="utf-8") == said


def test_a_page_with_letters_names_none_of_the_territories(demo_review, folder):
    said = (folder / "comparison-anonymous.html").read_text(encoding="utf-8")
    for name in demo_review.territories["name"]:
        assert name not in said


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("name", ["portfolio.html", "comparison-anonymous.html"])
def test_a_page_is_quiet_self_contained_accessible_and_never_scrolls_sideways(browser, folder, name, width):
    with browser.visit(folder / name, width) as visit:
        found = (visit.requests, visit.console, visit.overflow(), visit.accessibility_faults())
        assert found == ([], [], 0, [])
        assert visit.page.locator("h1").count() == 1


def test_it_prints_on_few_sheets_that_say_what_they_are(browser, folder, tmp_path):
    with browser.visit(folder / "portfolio.html") as visit:
        printed = sheets(visit.pdf(tmp_path / "portfolio.pdf"))
    assert 6 <= len(printed) <= 10
    assert all("Données fictives" in sheet and "11 territoires vus ensemble" in sheet for sheet in printed)


def test_what_cannot_be_compared_is_an_error_of_its_own(demo_review, tmp_path):
    with analysed(demo_review), pytest.raises(MethodError, match="from 2 to 6"):
        ra.compare(DEMO, codes="00001", out=tmp_path)
    assert not list(tmp_path.iterdir())
