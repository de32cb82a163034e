"""Invariants of the means, and what happens at the edges."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from revue_analytics.errors import MethodError
from revue_analytics.methods.aggregation import (
    AGGREGATIONS,
    arithmetic_mean,
    geometric_mean,
    harmonic_mean,
    mazziotta_pareto,
    minimum,
    power_mean,
)

MEANS = [name for name in AGGREGATIONS if name != "mazziotta_pareto"]
names = pytest.mark.parametrize("name", AGGREGATIONS)
means = pytest.mark.parametrize("name", MEANS)
values = arrays(float, (5, 4), elements=st.floats(1.0, 100.0))
weights = arrays(float, 4, elements=st.floats(0.01, 1.0))


@means
@given(x=values, w=weights)
def test_lies_between_the_worst_and_the_best_value(name, x, w):
    y = AGGREGATIONS[name](x, w)
    assert np.all(y >= x.min(axis=1) - 1e-9)
    assert np.all(y <= x.max(axis=1) + 1e-9)


@names
@given(x=values, w=weights)
def test_order_of_the_criteria_is_irrelevant(name, x, w):
    assert AGGREGATIONS[name](x[:, ::-1], w[::-1]) == pytest.approx(AGGREGATIONS[name](x, w), rel=1e-9)


@names
@given(x=values, w=weights)
def test_weights_need_not_sum_to_one(name, x, w):
    assert AGGREGATIONS[name](x, 7.0 * w) == pytest.approx(AGGREGATIONS[name](x, w), rel=1e-9)


@names
@given(x=values, w=weights, factor=st.floats(0.1, 10.0))
def test_unit_of_the_values_is_the_unit_of_the_result(name, x, w, factor):
    assert AGGREGATIONS[name](factor * x, w) == pytest.approx(factor * AGGREGATIONS[name](x, w), rel=1e-9)


@names
@given(level=st.floats(1.0, 100.0), w=weights)
def test_equal_values_give_that_value(name, level, w):
    assert AGGREGATIONS[name](np.full(4, level), w) == pytest.approx(level, rel=1e-12)


@means
@given(x=values, w=weights)
def test_more_on_a_criterion_never_gives_less(name, x, w):
    better = x.copy()
    better[:, 0] += 1.0
    assert np.all(AGGREGATIONS[name](better, w) >= AGGREGATIONS[name](x, w) - 1e-9)


@given(x=values, w=weights)
def test_means_are_ordered_by_how_far_a_strength_compensates(x, w):
    ordered = [f(x, w) for f in (minimum, harmonic_mean, geometric_mean, power_mean, arithmetic_mean)]
    for lower, higher in itertools.pairwise(ordered):
        assert np.all(lower <= higher + 1e-9)


@names
def test_all_units_under_all_weights_in_one_call(name):
    rng = np.random.default_rng(0)
    x, w = rng.uniform(1, 100, (6, 1, 4)), rng.dirichlet(np.ones(4), 3)
    together = AGGREGATIONS[name](x, w)
    one_by_one = [[AGGREGATIONS[name](x[i, 0], w[j]) for j in range(3)] for i in range(6)]
    assert together == pytest.approx(np.array(one_by_one), rel=1e-13)


@names
def test_one_criterion_is_the_result(name):
    assert AGGREGATIONS[name]([[40.0], [70.0]], [0.3]) == pytest.approx([40.0, 70.0])


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
@pytest.mark.parametrize("wrong", [[1.5, -0.5], [np.nan, 1.0]])
def test_weight_that_is_no_weight_is_refused(name, wrong):
    with pytest.raises(MethodError, match="weights must"):
        AGGREGATIONS[name]([40.0, 50.0], wrong)


@names
def test_another_number_of_weights_than_of_criteria_is_refused(name):
    with pytest.raises(MethodError, match="expected the same"):
        AGGREGATIONS[name]([40.0, 50.0], [1.0, 1.0, 1.0])


@pytest.mark.parametrize("aggregation", [geometric_mean, harmonic_mean, lambda x, w: power_mean(x, w, power=-2)])
def test_zero_is_refused_where_it_has_no_meaning(aggregation):
    with pytest.raises(MethodError, match="positive"):
        aggregation([0.0, 50.0], [0.5, 0.5])


def test_zero_of_weight_zero_does_no_harm_where_zero_has_no_meaning():
    assert geometric_mean([0.0, 50.0], [0.0, 1.0]) == pytest.approx(50.0)
    assert harmonic_mean([0.0, 50.0], [0.0, 1.0]) == pytest.approx(50.0)
    assert power_mean([0.0, 50.0], [0.0, 1.0], power=-3) == pytest.approx(50.0)


@pytest.mark.parametrize(("power", "mean"), [(1, arithmetic_mean), (0, geometric_mean), (-1, harmonic_mean)])
@given(x=values, w=weights)
def test_power_mean_holds_the_three_means(power, mean, x, w):
    assert power_mean(x, w, power=power) == pytest.approx(mean(x, w), rel=1e-9)


@given(x=values, w=weights)
def test_power_mean_near_zero_is_near_the_geometric_mean(x, w):
    assert power_mean(x, w, power=1e-6) == pytest.approx(geometric_mean(x, w), rel=1e-4)


@pytest.mark.parametrize("power", [-400.0, 400.0])
def test_large_power_does_not_overflow(power):
    got = power_mean([[1e-3, 1e6]], [0.5, 0.5], power=power)
    assert got == pytest.approx([1e-3 if power < 0 else 1e6], rel=1e-2)


def test_power_mean_of_zeros_is_zero():
    assert power_mean([0.0, 0.0], [0.5, 0.5]) == 0.0


def test_power_must_be_finite():
    with pytest.raises(MethodError, match="finite"):
        power_mean([1.0], [1.0], power=np.inf)


@given(x=values, w=weights)
def test_penalty_is_taken_off_or_added(x, w):
    mean = arithmetic_mean(x, w)
    below, above = mazziotta_pareto(x, w), mazziotta_pareto(x, w, sign=1)
    assert np.all(below <= mean + 1e-9)
    assert (below + above) / 2 == pytest.approx(mean, rel=1e-9)


@given(x=arrays(float, (5, 2), elements=st.floats(1.0, 100.0)))
def test_penalised_mean_of_two_equal_criteria_is_their_harmonic_mean(x):
    assert mazziotta_pareto(x, [1.0, 1.0]) == pytest.approx(harmonic_mean(x, [1.0, 1.0]), rel=1e-9)


@given(x=values)
def test_divisor_n_less_one_penalises_more_by_its_ratio(x):
    mean, w = x.mean(axis=1), np.ones(4)
    by_n, by_n_less_one = (mean - mazziotta_pareto(x, w, ddof=ddof) for ddof in (0, 1))
    assert by_n_less_one == pytest.approx(by_n * 4 / 3, abs=1e-9)


def test_unbalanced_unit_on_a_scale_from_zero_can_fall_below_the_worst_value():
    assert mazziotta_pareto([0.0, 0.0, 100.0], [1.0, 1.0, 1.0]) == pytest.approx(-100 / 3)


def test_penalised_mean_of_zeros_is_zero():
    assert mazziotta_pareto([0.0, 0.0], [1.0, 1.0]) == 0.0


@pytest.mark.parametrize("wrong", [{"sign": 0}, {"ddof": 2}])
def test_penalty_of_another_kind_is_refused(wrong):
    with pytest.raises(MethodError, match="expected sign"):
        mazziotta_pareto([1.0, 2.0], [1.0, 1.0], **wrong)


@pytest.mark.parametrize("aggregation", [mazziotta_pareto, power_mean])
def test_negative_value_is_refused_where_it_has_no_meaning(aggregation):
    with pytest.raises(MethodError, match="not negative"):
        aggregation([-1.0, 50.0], [0.5, 0.5])
