"""A notebook runs to its end, or the error says where it stopped and why."""

import os
import subprocess
import sys

import pytest

from revue_analytics.errors import ReportError
from revue_analytics.notebooks.execute import NotebookFailed, declared_parameters, execute, warnings_in
from tests.batches.conftest import DATA


def parameters(**changes):
    return {"campaign": "", "review": "", "territory": "01004", "language": "fr"} | changes


def shown(notebook) -> str:
    return notebook.cells[-1].outputs[-1].data["text/plain"]


@pytest.mark.parametrize("code", ["01004", "2A004", "007", "1e5", 'a"b\\c\n{d}é\u202f'])
def test_a_parameter_stays_the_text_it_is(code):
    assert shown(execute(DATA / "speaks.ipynb", parameters(territory=code))) == repr(code)


def test_two_runs_give_the_same_notebook():
    first, second = (execute(DATA / "tells.ipynb", parameters()) for _ in range(2))
    assert first == second


def test_standard_error_is_handed_back():
    said = warnings_in(execute(DATA / "speaks.ipynb", parameters()))
    assert said.startswith("UserWarning: an old habit")
    assert "aside" in said


def test_a_parameter_that_the_notebook_does_not_declare_is_refused_with_the_choices():
    with pytest.raises(ReportError, match="“territoire”; it declares campaign, review, territory, language"):
        execute(DATA / "speaks.ipynb", {"territoire": "01004"})


def test_a_notebook_without_parameters_cell_takes_none(tmp_path):
    from nbformat import write
    from nbformat.v4 import new_code_cell, new_notebook

    write(new_notebook(cells=[new_code_cell("x = 1")]), tmp_path / "plain.ipynb")
    assert declared_parameters(new_notebook()) == ()
    with pytest.raises(ReportError, match="no cell tagged “parameters”"):
        execute(tmp_path / "plain.ipynb", {"x": "2"})


@pytest.mark.parametrize("name", ["exits", "exits_last"])
def test_leaving_early_is_not_success(name):
    with pytest.raises(NotebookFailed) as caught:
        execute(DATA / f"{name}.ipynb", parameters())
    assert caught.value.cause == "SystemExit: the notebook stopped before its end"
    assert "sys" in caught.value.source


def test_a_dead_kernel_leaves_the_notebook_as_far_as_it_got():
    with pytest.raises(NotebookFailed) as caught:
        execute(DATA / "dies.ipynb", parameters())
    failure = caught.value
    assert failure.cause == "DeadKernelError: the notebook's process died"
    assert failure.cell == 4  # the parameters, those given, one that prints, this one
    assert failure.notebook.cells[2].outputs[0].text == "before\n"


def test_an_endless_cell_is_stopped():
    with pytest.raises(NotebookFailed) as caught:
        execute(DATA / "hangs.ipynb", parameters(), timeout=1)
    assert caught.value.cause == "TimeoutError: the cell took too long"
    assert caught.value.cell == 3


def test_an_exception_names_its_cell(tmp_path):
    from nbformat import write
    from nbformat.v4 import new_code_cell, new_notebook

    write(new_notebook(cells=[new_code_cell("x = 1"), new_code_cell("# the sum\n{}['a']")]), tmp_path / "n.ipynb")
    with pytest.raises(NotebookFailed, match=r"cell 2 \(# the sum\): KeyError: 'a'") as caught:
        execute(tmp_path / "n.ipynb", {})
    assert caught.value.notebook.cells[1].outputs[0].ename == "KeyError"


@pytest.mark.parametrize("content", ["", "{}", "not JSON", '{"cells": 1}'])
def test_what_is_not_a_notebook_is_said_to_be_none(tmp_path, content):
    path = tmp_path / "n.ipynb"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ReportError, match=r"n\.ipynb is not a notebook"):
        execute(path, {})
    with pytest.raises(ReportError, match="cannot be read"):
        execute(tmp_path / "absent.ipynb", {})


def test_nothing_is_written_on_the_terminal_and_the_users_profile_is_not_read(tmp_path):
    startup = tmp_path / ".ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "loud.py").write_text("raise SystemExit('from the profile')", encoding="utf-8")
    program = (
        "import sys; from pathlib import Path; from revue_analytics.notebooks.execute import *\n"
        "for name in sys.argv[1:]:\n"
        "    try: execute(Path(name), {'territory': '01004'})\n"
        "    except NotebookFailed: pass"
    )
    names = [str(DATA / f"{name}.ipynb") for name in ("speaks", "dies", "exits")]
    environment = os.environ | {"HOME": str(tmp_path), "PYTHONSTARTUP": str(startup / "loud.py")}
    run = subprocess.run([sys.executable, "-c", program, *names], capture_output=True, text=True, env=environment)
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
