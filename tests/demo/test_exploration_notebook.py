"""The exploration notebook runs on the demonstration campaign, as an analyst opens it."""

from pathlib import Path

import nbformat
import pandas as pd
import pytest

import revue_analytics as ra
from revue_analytics.campaign.bundled import bundled
from revue_analytics.notebooks.execute import execute, warnings_in

NOTEBOOK = bundled("notebooks") / "exploration.ipynb"


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    """Run the notebook in a copy of the demonstration, as `revue lab` opens it; return the folder and the notebook."""
    folder = ra.init_campaign(tmp_path_factory.mktemp("lab") / "demo", demo=True)
    return folder, execute(Path(NOTEBOOK), {"code": "00001"}, folder=folder, timeout=120)


def output_of(notebook, said):
    """Return what the cell that holds these words shows."""
    (cell,) = [cell for cell in notebook.cells if cell.cell_type == "code" and said in cell.source]
    return cell.outputs[-1]["data"]


def test_it_is_stored_without_outputs_about_a_dozen_cells_in_two_languages():
    notebook = nbformat.read(NOTEBOOK, as_version=nbformat.NO_CONVERT)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert 10 <= len(code) <= 17 and not any(cell.outputs or cell.execution_count for cell in code)
    texts = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    assert all(text.rstrip().endswith("*") for text in texts)  # the English line beneath the French


def test_every_cell_runs_without_a_warning(opened):
    _, notebook = opened
    assert not warnings_in(notebook)
    assert "image/png" in output_of(notebook, "ra.plot(territory")
    assert "image/png" in output_of(notebook, "sns.boxplot")


def test_its_numbers_are_those_of_the_package(opened):
    folder, notebook = opened
    campaign = ra.open_campaign(folder)
    overall = ra.score(campaign.ratings, campaign.methodology).matrix("overall").loc[("00001", "2026"), "overall"]
    assert f"{overall:.1f}".replace(".", ",") in output_of(notebook, "geometric_mean")["text/html"]
    assert "Montélise" in output_of(notebook, "open_campaign")["text/html"]


def test_what_it_exports_keeps_the_codes_and_no_respondent(opened):
    folder, _ = opened
    table = pd.read_csv(folder / "reports" / "scores.csv", sep=";", decimal=",", dtype={"territory": str})
    assert {"00001", "000000012"} <= set(table["territory"]) and "respondent" not in table
    assert table["score"].between(0, 100).sum() > 300
