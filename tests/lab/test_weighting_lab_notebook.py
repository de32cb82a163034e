"""The weighting lab runs on the demonstration campaign in a real kernel, as a researcher opens it."""

from pathlib import Path

import nbformat
import pandas as pd
import pytest

import revue_analytics as ra
from revue_analytics.campaign.bundled import bundled
from revue_analytics.notebooks.execute import execute, warnings_in
from revue_analytics.scoring.schemes import score_schemes

NOTEBOOK = Path(bundled("notebooks") / "weighting_lab.ipynb")
JUDGED = "juge;I1;I2;I3;I4;I5;I6;I7;I8\nAnne;30;10;10;10;10;10;10;10\nBob;20;20;10;10;10;10;10;10\nCarl;99;;;;;;;\n"


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    """Run it in a copy of the demonstration, with a file of judgements; return the folder and the notebook."""
    folder = ra.init_campaign(tmp_path_factory.mktemp("lab") / "demo", demo=True)
    (folder / "juges.csv").write_text(JUDGED, encoding="utf-8")
    return folder, execute(NOTEBOOK, {"judgements": "juges.csv"}, folder=folder, timeout=120)


def cell_with(notebook, said):
    (cell,) = [cell for cell in notebook.cells if cell.cell_type == "code" and said in cell.source]
    return cell


def printed(cell):
    return "".join(output.text for output in cell.outputs if output.output_type == "stream")


def test_it_is_stored_without_outputs_in_two_languages():
    notebook = nbformat.read(NOTEBOOK, as_version=nbformat.NO_CONVERT)
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert not any(cell.outputs or cell.execution_count for cell in code)
    texts = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    assert all(text.rstrip().endswith("*") for text in texts)  # the English line beneath the French


def test_every_cell_runs_without_a_warning_and_the_figure_is_shown(opened):
    _, notebook = opened
    assert not warnings_in(notebook)
    for said in ("ra.plot(compared", "ra.plot(ranked"):
        assert "image/svg+xml" in cell_with(notebook, said).outputs[-1]["data"]


def test_ones_own_scheme_takes_five_lines(opened):
    cell = cell_with(opened[1], "def what_is_missing")
    body = cell.source.split("\n\n\n")[0].splitlines()
    assert len(body) <= 5


def test_the_judgement_the_wrong_way_round_is_found_and_repaired(opened):
    said = printed(cell_with(opened[1], "reciprocal_matrix("))
    assert (
        "«\u00a0Approche systémique\u00a0» face à «\u00a0Reporting et transparence\u00a0», donné à 1/8" in said
        and "0,00" in said
    )


def test_a_file_of_judgements_is_read_and_what_is_wrong_is_said(opened):
    said = printed(cell_with(opened[1], "read_judgements("))
    assert "juges.csv, ligne 4" in said and "2 juges" in said and "90" in said


def test_ranks_under_what_is_known_of_the_weights_are_said_and_bounded(opened):
    assert "Sur 10\u202f000 tirages" in printed(cell_with(opened[1], "rank_acceptability("))
    shown = cell_with(opened[1], "rank_bounds(complete").outputs[-1]["data"]["text/html"]
    assert shown.count(">oui<") == shown.count("<tr>") - 1  # every line but the head is exact


def test_what_it_exports_is_what_the_package_computes_and_leaves_out_the_small_territory(opened):
    folder, _ = opened
    table = pd.read_csv(folder / "reports" / "schemes.csv", sep=";", decimal=",", dtype={"territory": str})
    campaign = ra.open_campaign(folder)
    wanted = score_schemes(campaign.ratings, campaign.methodology, {"expert": {"I1": 25, "I2": 15, **REST}})
    expert = table[table["scheme"] == "expert"].set_index("territory")["score"]
    assert (expert - wanted.scores["expert"].reindex(expert.index)).abs().max() < 1e-3
    assert "00010" not in set(table["territory"]) and "00001" in set(table["territory"])
    weights = pd.read_csv(folder / "reports" / "weights.csv", sep=";", decimal=",", index_col="node")
    assert ((weights.sum() - 1).abs() < 1e-5).all() and (weights >= 0).all(axis=None)


REST = dict.fromkeys(("I3", "I4", "I5", "I6", "I7", "I8"), 10)
