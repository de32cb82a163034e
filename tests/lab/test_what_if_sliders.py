"""Sliders in a notebook: what they show is what `what_if` says."""

import sys

import numpy as np
import pytest

import revue_analytics as ra
from revue_analytics.document import what_if
from revue_analytics.errors import MissingExtra
from revue_analytics.lab import what_if_sliders

pytest.importorskip("ipywidgets")


@pytest.fixture(scope="module")
def own(demo_review):
    return demo_review.for_territory("00003")


def test_a_slider_moved_says_what_python_says_and_reset_goes_back(own):
    shown = what_if_sliders(own, language="en")
    assert shown.result is None and shown.sentences.value == ""
    shown.sliders["I5A"].value = 3.0
    expected = ra.what_if(own, {"I5A": 3.0})
    assert shown.changes == {"I5A": 3.0}
    assert np.array_equal(shown.result.after, expected.after, equal_nan=True)
    for line in what_if.what_if_sentences(expected, "en"):
        assert line in shown.sentences.value
    assert "data:image/svg+xml" in shown.sentences.value
    shown.reset.click()
    assert shown.result is None and shown.sentences.value == ""


def test_with_its_campaign_the_roadmap_is_made_again(own, demo):
    shown = what_if_sliders(own, campaign=demo, start={"I7A": 3.0}, language="en", figure=False)
    assert "Roadmap made again" in shown.sentences.value
    alone = what_if_sliders(own, start={"I7A": 3.0}, language="en", figure=False)
    assert "Actions of the roadmap still to be done: 6 → 4" in alone.sentences.value


def test_sliders_stand_at_the_levels_of_today_and_may_begin_elsewhere(own):
    scores = own.now("scores").set_index("node")["score"]
    shown = what_if_sliders(own, start={"I8A": 4.0}, figure=False)
    assert shown.sliders["I5B"].value == pytest.approx(scores["I5B"] / 25, abs=0.05 + 1e-9)
    assert shown.changes == {"I8A": 4.0}
    assert "<img" not in shown.sentences.value and "Score d’ensemble" in shown.sentences.value
    assert set(shown.sliders) == set(own.framework.leaf_ids)


def test_every_slider_is_named_and_bounded_by_the_scale(own):
    for leaf, slider in what_if_sliders(own).sliders.items():
        assert slider.tooltip.startswith(own.framework.node(leaf).number)
        assert (slider.min, slider.max) == (0, 4)


def test_without_ipywidgets_the_error_names_the_extra(own, monkeypatch):
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    with pytest.raises(MissingExtra, match=r"revue-analytics\[lab\]"):
        what_if_sliders(own)
