"""What a notebook shows of a campaign goes through doors that take nothing in it for mathematics or markup."""

import re
from html import escape

import nbformat
import pandas as pd
import pytest

import revue_analytics as ra
from revue_analytics.campaign.bundled import bundled
from revue_analytics.lab import set_up_notebook, weight_explorer, what_if_sliders
from revue_analytics.lab.notebooks import OPTIONS
from revue_analytics.methods.outliers import Step, Treated
from revue_analytics.tables.shown import AS_TYPED, as_typed, styled
from tests.lab.jupyterlab import NOTEBOOKS
from tests.lab.typed import TYPED, typed_campaign

ipywidgets = pytest.importorskip("ipywidgets")


@pytest.fixture(scope="module")
def campaign(tmp_path_factory):
    return ra.open_campaign(typed_campaign(tmp_path_factory.mktemp("typed") / "campaign"))


def widgets_of(widget):
    yield widget
    for child in getattr(widget, "children", ()):
        yield from widgets_of(child)


@pytest.mark.parametrize("show", ["weights", "levels"])
def test_every_widget_shows_labels_and_names_as_they_were_typed(show, campaign):
    if show == "weights":
        box = weight_explorer(campaign).box
    else:
        own = ra.analyse(campaign).for_territory("00003")
        box = what_if_sliders(own, start={"I5A": 3.0}, figure=False).box
    every = list(widgets_of(box))
    markup = [widget.value for widget in every if isinstance(widget, ipywidgets.HTML) and widget.value]
    markup += [widget.description for widget in every if isinstance(widget, ipywidgets.FloatSlider)]
    assert all(re.fullmatch(rf'<(div|span) class="{AS_TYPED}">.*</\1>', text, re.DOTALL) for text in markup)
    assert all(escape(text, quote=False) in "".join(markup) for text in TYPED)
    assert "<b>gras" not in "".join(markup)


def test_nothing_stays_nothing():
    assert as_typed("") == ""


def test_a_styled_table_writes_names_of_rows_and_columns_and_its_caption_as_text():
    html = styled(pd.DataFrame({"<i>": [1.5]}, index=["<b>"]), index=True, caption="<u>").to_html()
    assert f'class="{AS_TYPED}"' in html
    assert [tag for tag in ("<i>", "<b>", "<u>") if tag in html] == []


def test_the_trace_of_a_treatment_is_a_table_like_any_other():
    step = Step(0, "log", 2, "ln($x$ <b>)", 1.0, 2.0, 0.5, 1.5)
    html = Treated(None, None, (step,))._repr_html_()
    assert AS_TYPED in html and "&lt;b&gt;" in html


@pytest.fixture
def options_kept():
    import matplotlib as mpl

    with pd.option_context(*(option for name in OPTIONS for option in (name, pd.get_option(name)))), mpl.rc_context():
        yield mpl


def test_a_notebook_of_ones_own_shows_tables_and_figures_as_typed(options_kept):
    set_up_notebook("fr")
    table = pd.DataFrame({"name": [TYPED[1]], "score": [1234.5]})
    for html in (table._repr_html_(), table.style._repr_html_()):
        assert "mathjax_ignore" in html and "<b>gras" not in html
    assert "1\N{NARROW NO-BREAK SPACE}234,5" in table.style._repr_html_()
    assert options_kept.rcParams["text.parse_math"] is False


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_the_code_of_our_notebooks_shows_tables_through_the_door(name):
    notebook = nbformat.read(bundled("notebooks") / name, as_version=4)
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    assert re.findall(r"\.style\b|\bset_caption\b|\bHTML\(|\bdisplay\(", code) == []
    assert "set_up_notebook(" in code or "pandas" not in code
