"""Normalisation: invariants of each method, and the edges that all decide alike."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from revue_analytics.errors import MethodError
from revue_analytics.methods.normalisation import (
    NORMALISATIONS,
    borda,
    distance_to_maximum,
    distance_to_target,
    goalposts,
    min_max,
    percentile_rank,
    rank,
    scale_levels,
    z_score,
)
from revue_analytics.methods.registry import facts_of

ONE_BY_ONE = {
    "goalposts": partial(goalposts, low=[0.0, 10.0, 0.0], high=[50.0, 90.0, 100.0]),
    "distance_to_target": partial(distance_to_target, target=[30.0, 60.0, 100.0]),
}
COMPARING = {name: f for name, f in NORMALISATIONS.items() if facts_of(f).compares_units}
EVERY = COMPARING | ONE_BY_ONE
every = pytest.mark.parametrize("name", EVERY)
comparing = pytest.mark.parametrize("name", COMPARING)

table = arrays(float, (6, 3), elements=st.floats(0.0, 100.0).map(lambda v: round(v, 3)))
gappy = arrays(float, (6, 3), elements=st.one_of(st.just(np.nan), st.floats(0.0, 100.0).map(lambda v: round(v, 3))))
directions = arrays(int, 3, elements=st.sampled_from([-1, 1]))


@every
@given(x=table, d=directions)
def test_order_of_the_units_is_kept_or_turned_round(name, x, d):
    y = EVERY[name](x, direction=d)
    for j in range(3):
        better = (x[:, None, j] - x[None, :, j]) * d[j]
        gain = y[:, None, j] - y[None, :, j]
        assert np.all(gain[better > 0] >= -1e-9)
        assert np.all(np.abs(gain[better == 0]) <= 1e-9)


@comparing
@given(x=table)
def test_units_that_differ_stay_apart(name, x):
    y = COMPARING[name](x)
    differ = x[:, None] != x[None, :]
    assert np.all((y[:, None] != y[None, :])[differ])


@every
@given(x=gappy, d=directions)
def test_missing_stays_missing_and_nothing_else_becomes_so(name, x, d):
    assert np.array_equal(np.isnan(EVERY[name](x, direction=d)), np.isnan(x))


@every
@given(x=table, d=directions)
def test_order_of_the_rows_is_irrelevant(name, x, d):
    assert EVERY[name](x[::-1], direction=d)[::-1] == pytest.approx(EVERY[name](x, direction=d), abs=1e-9)


@pytest.mark.parametrize(
    "name", ["min_max", "goalposts", "percentile_rank", "distance_to_maximum", "distance_to_target"]
)
@given(x=table, d=directions)
def test_stays_on_0_to_100(name, x, d):
    y = EVERY[name](x, direction=d)
    assert np.all((y >= -1e-9) & (y <= 100 + 1e-9))


@comparing
@given(x=gappy)
def test_missing_value_of_another_unit_leaves_the_criterion_alone(name, x):
    for j in range(3):
        there = ~np.isnan(x[:, j])
        assert COMPARING[name](x)[there, j] == pytest.approx(COMPARING[name](x[there][:, [j]])[:, 0])


@pytest.mark.parametrize("name", ["min_max", "z_score", "rank", "percentile_rank", "borda"])
@given(x=table, factor=st.floats(0.5, 20.0), shift=st.floats(0.0, 50.0))
def test_unit_and_origin_of_a_criterion_are_irrelevant(name, x, factor, shift):
    moved = np.round(x * 1000) * factor + shift
    assert COMPARING[name](moved) == pytest.approx(COMPARING[name](x), abs=1e-6)


MIDDLE = {
    "min_max": (50.0, 50.0),
    "z_score": (0.0, 0.0),
    "rank": (2.0, 1.0),
    "percentile_rank": (50.0, 50.0),
    "distance_to_maximum": (100.0, 100.0),
    "borda": (1.0, 0.0),
}
"""What a criterion that says nothing gives, by each method that compares units: to three units, to one alone."""


@comparing
def test_all_units_are_equal_on_a_constant_criterion_under_float_noise_too(name):
    x = [[3.0, 0.1 + 0.2], [3.0, 0.3], [3.0, 0.3]]
    for direction in (1, -1):
        assert COMPARING[name](x, direction=direction) == pytest.approx(np.full((3, 2), MIDDLE[name][0]))


@comparing
def test_single_unit_gets_the_middle(name):
    assert COMPARING[name]([[3.0, 9.0]]).tolist() == [[MIDDLE[name][1]] * 2]


@every
def test_criterion_without_values_stays_without(name):
    x = np.array([[1.0, np.nan, 2.0], [3.0, np.nan, 4.0]])
    assert np.isnan(EVERY[name](x)).tolist() == [[False, True, False]] * 2


@every
def test_no_unit_at_all_is_no_score(name):
    assert EVERY[name](np.empty((0, 3))).shape == (0, 3)


@every
def test_infinite_value_is_refused(name):
    with pytest.raises(MethodError, match="infinite"):
        EVERY[name]([[1.0, np.inf, 2.0]])


@every
@pytest.mark.parametrize("wrong", [0, 2, [1, -1], np.nan])
def test_direction_is_one_or_less_one(name, wrong):
    with pytest.raises(MethodError, match="direction"):
        EVERY[name]([[1.0, 2.0, 3.0]], direction=wrong)


@comparing
def test_comparing_units_needs_units(name):
    with pytest.raises(MethodError, match="units, criteria"):
        COMPARING[name]([1.0, 2.0, 3.0])


def test_ends_of_the_range_are_met_exactly():
    y = min_max([[0.1], [0.7], [0.3]], lower=1.0, upper=100.0)
    assert (y.min(), y.max()) == (1.0, 100.0)


def test_min_max_direction_turns_the_scale():
    x = np.array([[1.0], [2.0], [4.0]])
    assert min_max(x, -1) == pytest.approx(100 - min_max(x, 1))


def test_range_out_of_order_is_refused():
    with pytest.raises(MethodError, match="range"):
        min_max([[1.0]], lower=10.0, upper=10.0)


@pytest.mark.parametrize("ddof", [0, 1])
@given(x=arrays(float, (6, 3), elements=st.integers(0, 100).map(float), unique=True))
def test_z_scores_have_the_stated_mean_and_deviation(ddof, x):
    y = z_score(x, mean=100.0, deviation=10.0, ddof=ddof)
    assert y.mean(axis=0) == pytest.approx(np.full(3, 100.0))
    assert y.std(axis=0, ddof=ddof) == pytest.approx(np.full(3, 10.0))


@pytest.mark.parametrize("wrong", [{"deviation": 0.0}, {"ddof": 2}])
def test_other_standardisation_is_refused(wrong):
    with pytest.raises(MethodError, match="expected more than 0"):
        z_score([[1.0]], **wrong)


@given(x=gappy, d=directions)
def test_ranks_sum_to_the_same_whatever_the_ties(x, d):
    k = (~np.isnan(x)).sum(axis=0)
    assert np.nansum(rank(x, d), axis=0) == pytest.approx(k * (k + 1) / 2)
    assert np.nansum(borda(x, d), axis=0) == pytest.approx(k * (k - 1) / 2)


def test_percentile_rank_is_the_share_of_the_others_that_are_beaten():
    assert percentile_rank([[1.0], [2.0], [2.0], [3.0], [5.0]]).ravel() == pytest.approx([0, 37.5, 37.5, 75, 100])


def test_values_far_apart_in_size_do_not_make_ties():
    assert rank([[2.0], [3.0], [3e15]]).ravel().tolist() == [1.0, 2.0, 3.0]


def test_values_beyond_the_goalposts_count_as_the_goalposts():
    assert goalposts([[-5.0], [200.0]], [0.0], [100.0]).ravel().tolist() == [0.0, 100.0]


@pytest.mark.parametrize(("low", "high"), [([5.0], [5.0]), ([6.0], [5.0]), ([np.nan], [5.0])])
def test_wrong_goalposts_are_refused(low, high):
    with pytest.raises(MethodError, match="goalpost"):
        goalposts([[1.0]], low, high)


def test_scale_with_another_origin():
    assert scale_levels([1.0, 3.0, 5.0], 1, 5).tolist() == [0.0, 50.0, 100.0]


def test_scale_that_does_not_rise_is_refused():
    with pytest.raises(MethodError, match="rising"):
        scale_levels([1.0], 4, 0)


def test_best_of_a_criterion_where_less_is_better_may_be_zero():
    assert distance_to_maximum([[0.0], [4.0]], -1).ravel().tolist() == [100.0, 0.0]
    assert distance_to_target([[0.0], [4.0]], [1.0], -1).ravel().tolist() == [100.0, 25.0]


def test_what_exceeds_a_target_has_reached_it():
    assert distance_to_target([[10.0], [30.0], [60.0]], 30.0).ravel() == pytest.approx([100 / 3, 100, 100])


@pytest.mark.parametrize("method", [distance_to_maximum, partial(distance_to_target, target=1.0)])
def test_share_of_a_reference_needs_a_true_zero(method):
    with pytest.raises(MethodError, match="not negative"):
        method([[-1.0], [2.0]])


@pytest.mark.parametrize("target", [0.0, -1.0, np.nan, np.inf])
def test_target_must_be_positive(target):
    with pytest.raises(MethodError, match="target"):
        distance_to_target([[1.0]], target)
