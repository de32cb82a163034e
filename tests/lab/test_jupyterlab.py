"""JupyterLab itself, driven in Chromium: notebooks are opened and run, a slider moves the scores, names are text."""

import re

import nbformat
import pytest

import revue_analytics as ra
from tests.lab.jupyterlab import NOTEBOOKS, PATIENCE, opened, press_run_all, put_notebooks, run_all, started
from tests.lab.typed import TYPED, typed_campaign

pytestmark = pytest.mark.full

OWN = """import pandas as pd
from IPython.display import display
display(names.reset_index(), names, names.to_frame().set_index(names.to_numpy()), names.to_frame().style)"""
"""What an analyst adds: tables as pandas shows them."""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Start JupyterLab on a copy of the demonstration with every notebook; give folder and address."""
    folder = ra.init_campaign(tmp_path_factory.mktemp("jupyter") / "demo", demo=True)
    put_notebooks(folder)
    with started(folder) as address:
        yield folder, address


@pytest.fixture(scope="module")
def typed_server(tmp_path_factory):
    """Start JupyterLab on a campaign whose names, labels and comments look like mathematics and markup."""
    folder = typed_campaign(tmp_path_factory.mktemp("typed") / "campaign")
    put_notebooks(folder)
    notebook = nbformat.read(folder / "exploration.ipynb", as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell(OWN))
    nbformat.write(notebook, folder / "exploration.ipynb")
    with started(folder) as address:
        yield folder, address


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_newcomer_runs_the_notebook_from_top_to_bottom(browser, server, name):
    folder, address = server
    with opened(browser, address, name) as page:
        notebook = run_all(page, folder / name)
        messages = [
            output.get("evalue") or output.get("text")
            for cell in notebook.cells
            if cell.cell_type == "code"
            for output in cell.outputs
            if output.output_type == "error" or output.get("name") == "stderr"
        ]
        assert not messages


def assert_shown_as_typed(page, texts):
    """Nothing is set as mathematics or read as markup, and each text stands there letter by letter."""
    page.wait_for_timeout(3000)  # mathematics is set when everything else is shown
    assert page.locator("mjx-container").count() == 0
    assert page.locator(".jp-Cell-outputArea b", has_text=re.compile("^gras$")).count() == 0
    shown = "\n".join(page.locator(".jp-Cell-outputArea").all_inner_texts())
    assert [text for text in texts if text not in shown] == []


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_what_people_typed_is_no_mathematics_in_a_notebook(browser, typed_server, name):
    folder, address = typed_server
    with opened(browser, address, name, height=12_000) as page:
        run_all(page, folder / name)
        assert_shown_as_typed(page, TYPED)


def test_what_people_typed_is_no_mathematics_in_an_executed_notebook(browser, typed_server):
    folder, address = typed_server
    ra.batch(folder, out=folder / "out", formats=["ipynb"], only=["00003"])
    with opened(browser, address, "out/00003.ipynb", height=12_000) as page:
        assert_shown_as_typed(page, TYPED)


def test_it_does_not_ask_to_fetch_news(browser, server):
    _, address = server
    with opened(browser, address, "exploration.ipynb") as page:
        page.wait_for_timeout(3000)
        assert page.get_by_text("Jupyter news").count() == 0


def test_the_slider_moves_the_scores(browser, server):
    folder, address = server
    cell = nbformat.v4.new_code_cell("import revue_analytics as ra\nra.weight_explorer(ra.open_campaign('.'))")
    notebook = nbformat.v4.new_notebook(cells=[cell])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, folder / "slider.ipynb")
    with opened(browser, address, "slider.ipynb") as page:
        press_run_all(page)
        page.wait_for_selector(".noUi-handle", timeout=PATIENCE * 1000)
        shown = page.locator(".widget-html-content").filter(has_text="Places gagnées").first
        before = shown.inner_text()
        page.locator(".noUi-handle").nth(4).focus()
        for _ in range(10):
            page.keyboard.press("PageUp")
        page.get_by_text("Participation des habitants 30,0 %").wait_for(timeout=30_000)
        assert shown.inner_text().split("Territoire")[1] != before.split("Territoire")[1]
