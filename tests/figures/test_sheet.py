"""The figure that is drawn on: what is remembered or made beforehand changes nothing that is drawn."""

import io

import pytest
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.text import Text

from revue_analytics.document.kit import figure as kit_figure
from revue_analytics.document.kit.figure import Layout, new_figure, prewarm, svg


def drawn(layout):
    figure, ax = new_figure(layout)
    ax.set_xticks([0, 1], ["a", "b"])
    ax.text(0.5, 0.5, "Élus\nAgents", rotation=30, weight="bold", va="top")
    return svg(figure)


def test_a_figure_that_was_made_beforehand_is_drawn_the_same(monkeypatch):
    monkeypatch.setattr(kit_figure, "_ready", [])
    layouts = Layout(height=2), Layout(height=1, left=1, width=4)
    new = [drawn(layout) for layout in layouts]
    prewarm(2)
    assert [drawn(layout) for layout in layouts] == new
    assert kit_figure._ready == []


def test_each_figure_is_given_out_once(monkeypatch):
    monkeypatch.setattr(kit_figure, "_ready", [])
    prewarm(2)
    prewarm(2)
    assert len({id(new_figure(Layout(height=1))[0]) for _ in range(2)}) == 2
    assert kit_figure._ready == []


@pytest.mark.parametrize("text", ["one line", "two\nlines", "Ñ\nq\ng", ""])
@pytest.mark.parametrize("style", [{}, {"size": 7, "weight": "bold"}, {"style": "italic", "family": "DejaVu Serif"}])
def test_a_text_is_laid_out_as_matplotlib_does(text, style):
    figure, _ = new_figure(Layout(height=1))
    laid = []
    for kind in (kit_figure._Writer, RendererSVG):
        shown = Text(0.2, 0.3, text, **style)
        shown.set_figure(figure)
        laid.append(shown.get_window_extent(kind(504, 72, io.StringIO()), dpi=72).bounds)
    assert laid[0] == pytest.approx(laid[1], abs=1e-9)
