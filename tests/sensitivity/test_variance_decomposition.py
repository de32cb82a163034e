"""Shares of variance from all combinations of draws: textbook cases, and the estimator that draws them."""

import numpy as np
import pytest

from revue_analytics.errors import MethodError
from revue_analytics.sensitivity import Choice, crossed_variance, sobol_indices


def test_what_adds_up_shares_its_variance_out_and_has_no_interactions():
    a, b, c = np.random.default_rng(0).normal(size=(3, 40)) * [[1.0], [2.0], [3.0]]
    found = crossed_variance(a[:, None, None] + b[:, None] + c, ["a", "b", "c"])
    expected = np.array([a.var(), b.var(), c.var()]) / (a.var() + b.var() + c.var())
    assert found.first_order == pytest.approx(expected)
    assert found.total_order == pytest.approx(expected)


def test_a_product_of_centred_inputs_is_all_interaction():
    found = crossed_variance(np.outer([-1.0, 1.0], [-1.0, 1.0]), ["a", "b"])
    assert found.first_order == pytest.approx([0, 0])
    assert found.total_order == pytest.approx([1, 1])


def test_an_output_that_does_not_vary_has_no_shares():
    assert crossed_variance(np.full((3, 4), 7.0), ["a", "b"]).total_order.tolist() == [0, 0]


def test_it_is_what_triggers_estimate():
    rng = np.random.default_rng(0)
    y = rng.normal(size=(30, 1)) + rng.normal(size=25) + 0.8 * rng.normal(size=(30, 25))
    exact = crossed_variance(y, ["a", "b"])
    inputs = {"a": Choice(np.arange(30)), "b": Choice(np.arange(25))}
    drawn = sobol_indices(lambda taken: y[taken["a"], taken["b"]], inputs, 8192, rng=0)
    assert (np.abs(drawn.first_order[0] - exact.first_order) < 4 * drawn.first_error[0]).all()
    assert (np.abs(drawn.total_order[0] - exact.total_order) < 4 * drawn.total_error[0]).all()


def test_the_standard_error_is_about_the_spread_of_repetitions():
    def found(seed):
        a, b = np.random.default_rng(seed).normal(size=(2, 60))
        return crossed_variance(a[:, None] + b, ["a", "b"])

    spread = np.std([found(seed).first_order[0] for seed in range(200)])
    said = np.mean([found(seed).standard_error[0, 0] for seed in range(50)])
    assert 0.6 < said / spread < 1.6


def test_an_axis_for_each_input_is_needed():
    with pytest.raises(MethodError, match="an axis for each of 1"):
        crossed_variance(np.ones((2, 2)), ["a"])
