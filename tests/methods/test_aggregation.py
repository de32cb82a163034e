"""Invariants of the aggregations, and what happens at the edges."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from revue_analytics.errors import MethodError
from revue_analytics.methods.aggregation import AGGREGATIONS, arithmetic_mean, geometric_mean, harmonic_mean, minimum

names = pytest.mark.parametrize("name", AGGREGATIONS)
values = arrays(float, (5, 4), elements=st.floats(1.0, 100.0))
weights = arrays(float, 4, elements=st.floats(0.01, 1.0))


@names
@given(x=values, w=weights)
def test_lies_between_the_worst_and_the_best_value(name, x, w):
    y = AGGREGATIONS[name](x, w)
    assert np.all(y >= x.min(axis=1) - 1e-9)
    assert np.all(y <= x.max(axis=1) + 1e-9)


@names
@given(x=values, w=weights)
def test_order_of_the_criteria_is_irrelevant(name, x, w):
    assert AGGREGATIONS[name](x[:, ::-1], w[::-1]) == pytest.approx(AGGREGATIONS[name](x, w), rel=1e-12)


@names
@given(x=values, w=weights)
def test_weights_need_not_sum_to_one(name, x, w):
    assert AGGREGATIONS[name](x, 7.0 * w) == pytest.approx(AGGREGATIONS[name](x, w), rel=1e-12)


@names
@given(x=values, w=weights)
def test_more_on_a_criterion_never_gives_less(name, x, w):
    better = x.copy()
    better[:, 0] += 1.0
    assert np.all(AGGREGATIONS[name](better, w) >= AGGREGATIONS[name](x, w) - 1e-9)


@given(x=values, w=weights)
def test_means_are_ordered_by_how_far_a_strength_compensates(x, w):
    means = [f(x, w) for f in (minimum, harmonic_mean, geometric_mean, arithmetic_mean)]
    for lower, higher in itertools.pairwise(means):
        assert np.all(lower <= higher + 1e-9)


@names
def test_all_units_under_all_weights_in_one_call(name):
    rng = np.random.default_rng(0)
    x, w = rng.uniform(1, 100, (6, 1, 4)), rng.dirichlet(np.ones(4), 3)
    together = AGGREGATIONS[name](x, w)
    one_by_one = [[AGGREGATIONS[name](x[i, 0], w[j]) for j in range(3)] for i in range(6)]
    assert together == pytest.approx(np.array(one_by_one), rel=1e-13)


@names
def test_zero_weight_leaves_the_calculation_even_when_missing(name):
    assert AGGREGATIONS[name]([40.0, np.nan], [1.0, 0.0]) == pytest.approx(40.0)


@names
def test_missing_value_with_a_weight_makes_the_result_missing(name):
    assert np.isnan(AGGREGATIONS[name]([40.0, np.nan], [0.5, 0.5]))


@names
def test_no_weight_at_all_gives_no_result(name):
    assert np.isnan(AGGREGATIONS[name]([40.0, 50.0], [0.0, 0.0]))


@names
def test_negative_weight_is_refused(name):
    with pytest.raises(MethodError, match="negative"):
        AGGREGATIONS[name]([40.0, 50.0], [1.5, -0.5])


@pytest.mark.parametrize("aggregation", [geometric_mean, harmonic_mean])
def test_zero_is_refused_where_it_has_no_meaning(aggregation):
    with pytest.raises(MethodError, match="positive"):
        aggregation([0.0, 50.0], [0.5, 0.5])
