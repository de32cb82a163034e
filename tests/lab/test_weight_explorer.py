"""Sliders for the weights: what they show is what the library computes."""

import sys

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import revue_analytics as ra
from revue_analytics.errors import MethodError, MissingExtra
from revue_analytics.framework import load_framework
from revue_analytics.lab import reweighted, weight_explorer
from revue_analytics.scoring import Methodology, score_table

FRAMEWORK = load_framework()
LEVELS = pd.DataFrame(
    np.random.default_rng(3).integers(0, 5, (6, len(FRAMEWORK.leaf_ids))), list("abcdef"), FRAMEWORK.leaf_ids
)
SCORES = score_table(LEVELS, FRAMEWORK)


@given(arrays(float, 8, elements=st.floats(0.01, 10)))
def test_scores_are_those_of_a_methodology_with_these_weights(weights):
    tried = dict(zip(FRAMEWORK.top_ids, weights, strict=True))
    expected = score_table(LEVELS, FRAMEWORK, Methodology(weighting=tried)).scores[:, 0]
    np.testing.assert_allclose(reweighted(SCORES, tried).scores, expected, atol=1e-9)


def test_nominal_weights_move_nobody_and_ranks_of_equals_are_equal():
    twice = score_table(pd.concat([LEVELS, LEVELS.rename(index=str.upper)]), FRAMEWORK)
    table = reweighted(twice).table().set_index("territory")
    assert (table["moved"] == 0).all()
    assert (table.loc[list("abcdef"), "rank"].to_numpy() == table.loc[list("ABCDEF"), "rank"].to_numpy()).all()


def test_a_territory_without_a_score_has_no_rank_and_comes_last():
    missing = LEVELS.astype(float)
    missing.loc["a"] = np.nan
    table = reweighted(score_table(missing, FRAMEWORK)).table()
    assert table["territory"].iloc[-1] == "a"
    assert np.isnan(table["rank"].iloc[-1])


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        ({"I55": 1}, "no indicator 'I55'"),
        ({"I5": -1}, "from 0 up"),
        ({"I5": float("nan")}, "from 0 up"),
        (dict.fromkeys(FRAMEWORK.top_ids, 0.0), "above zero"),
    ],
)
def test_weights_that_are_none_are_refused(weights, said):
    with pytest.raises(MethodError, match=said):
        reweighted(SCORES, weights)


def test_a_slider_moves_scores_and_ranks_and_the_button_brings_them_back(demo):
    explorer = weight_explorer(demo, language="en")
    before = explorer.ranking.value
    assert "12.5%" in before
    explorer.sliders["I5"].value = 40
    after = explorer.ranking.value
    best = reweighted(ra.score(demo.ratings, demo.methodology), explorer.weights, campaign=demo.current).table().iloc[0]
    assert after != before
    assert f"{best['score']:.1f}<div" in after
    explorer.reset.click()
    assert explorer.ranking.value == before


def test_all_sliders_at_zero_ask_for_a_weight(demo):
    explorer = weight_explorer(demo)
    for slider in explorer.sliders.values():
        slider.value = 0
    assert "supérieur à zéro" in explorer.ranking.value


def test_a_name_is_text(demo):
    explorer = weight_explorer(SCORES, names={"a": "<img src=x onerror=alert(1)>"})
    assert "&lt;img" in explorer.ranking.value
    assert "<img" not in explorer.ranking.value


def test_without_ipywidgets_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    with pytest.raises(MissingExtra, match=r"revue-analytics\[lab\]"):
        weight_explorer(SCORES)
