"""The report notebook: nothing but calls, no outputs, parameters declared once."""

import ast
from pathlib import Path

import nbformat

import revue_analytics
from revue_analytics.document import sections

NOTEBOOK = Path(revue_analytics.__file__).parents[1] / "notebooks" / "territory_review.ipynb"


def cells():
    return nbformat.read(NOTEBOOK, as_version=4).cells


def test_the_notebook_is_valid_and_committed_without_outputs():
    notebook = nbformat.read(NOTEBOOK, as_version=nbformat.NO_CONVERT)
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert all(not c.outputs and c.execution_count is None for c in notebook.cells if c.cell_type == "code")


def test_its_parameters_are_texts():
    (cell,) = [c for c in cells() if "parameters" in c.metadata.get("tags", [])]
    given = {s.targets[0].id: ast.literal_eval(s.value) for s in ast.parse(cell.source).body}
    assert list(given) == ["campaign", "review", "territory", "language"]
    assert all(isinstance(value, str) for value in given.values())


def test_each_section_is_one_call_in_the_order_of_the_document():
    code = [c.source for c in cells() if c.cell_type == "code"]
    assert code[2:] == [f"sections.{section.__name__}(doc, language)" for section in sections.SECTIONS]


def test_prose_for_the_person_in_jupyterlab_is_tagged_to_stay_out_of_the_page():
    assert all("notebook-only" in c.metadata.tags for c in cells() if c.cell_type == "markdown")
