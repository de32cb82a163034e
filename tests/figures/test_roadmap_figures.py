"""What is written in the figures of the roadmap and of the priorities, at data that leave it little room."""

import pandas as pd
import pytest

from revue_analytics import plots
from revue_analytics.document.actions import Run, runs
from revue_analytics.document.kit.figure import Layout, new_figure
from revue_analytics.document.roadmap import curve
from tests.document import factory


def text_of(ax, written):
    (text,) = (each for each in ax.texts if each.get_text() == written)
    return text


@pytest.mark.parametrize(("first", "side", "at"), [(1, "left", 1), (12, "right", 11)])
def test_days_that_do_not_fit_their_bar_are_written_beside_it_where_there_is_room(first, side, at):
    _, ax = new_figure(Layout(height=1))
    runs(ax, [Run("a", first, first, "120 jours", True)], [str(n) for n in range(12)], [""] * 12, "b")
    text = text_of(ax, "120 jours")
    assert (text.get_ha(), text.get_position()[0]) == (side, at)
    assert text.get_color() != "white"


def test_days_that_fit_their_bar_stand_in_it():
    _, ax = new_figure(Layout(height=1))
    runs(ax, [Run("a", 1, 2, "120 jours", True)], ["2027", "2028", "2029"], [""] * 3, "b")
    text = text_of(ax, "120 jours")
    assert (text.get_ha(), text.get_position()[0], text.get_color()) == ("center", 1.0, "white")


@pytest.mark.parametrize(
    ("top", "said"), [(10.7, ["0", "5", "10"]), (0.4, ["0,0", "0,2", "0,4"]), (21.0, ["0", "10", "20"])]
)
def test_points_made_up_are_counted_in_round_steps(top, said):
    _, ax = new_figure(Layout(height=1.5))
    found = pd.DataFrame({"amount": [10.0, 20.0], "closed": [top / 2, top], "in_force": 20.0})
    curve(ax, found, "staff_days", "fr")
    assert [label.get_text() for label in ax.get_yticklabels()] == said


def test_an_indicator_without_data_says_so_among_the_priorities():
    figure = plots.plot(factory.patchy(), "priorities")
    assert "données insuffisantes" in [text.get_text() for text in figure.axes[0].texts]
