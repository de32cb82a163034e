"""Methods that compare units against their definition pair by pair; places with ties; edges."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from revue_analytics.errors import MethodError
from revue_analytics.methods.ranking import RANKINGS, SHAPES, copeland, promethee_ii, topsis
from revue_analytics.methods.ranks import competition_rank, mid_rank, rank_units, tie_codes

every = pytest.mark.parametrize("name", RANKINGS)
# Few distinct values, so that ties are the rule.
table = arrays(float, (6, 3), elements=st.integers(0, 8).map(lambda v: 0.1 * v))
weights = arrays(float, 3, elements=st.sampled_from([0.1, 0.2, 0.3, 0.5]))
directions = arrays(int, 3, elements=st.sampled_from([-1, 1]))


@every
@given(x=table, w=weights)
def test_unit_that_is_better_everywhere_is_never_behind(name, x, w):
    y = RANKINGS[name](x, w)
    dominates = np.all(x[:, None] >= x[None, :], axis=2)
    assert np.all((y[:, None] >= y[None, :] - 1e-9)[dominates])


@every
@given(x=table, w=weights)
def test_equal_units_get_the_same(name, x, w):
    y = RANKINGS[name](np.vstack([x, x[:1]]), w)
    assert y[-1] == pytest.approx(y[0], abs=1e-12)


@every
@given(x=table, w=weights, d=directions)
def test_direction_turns_a_criterion_round(name, x, w, d):
    assert RANKINGS[name](x, w, d) == pytest.approx(RANKINGS[name](x * d, w), abs=1e-12)


@every
@given(x=table, w=weights)
def test_order_of_units_and_criteria_is_irrelevant(name, x, w):
    y = RANKINGS[name](x, w)
    assert RANKINGS[name](x[::-1, ::-1], w[::-1])[::-1] == pytest.approx(y, abs=1e-9)


@every
@given(x=table, w=weights)
def test_weights_need_not_sum_to_one(name, x, w):
    assert RANKINGS[name](x, 7 * w) == pytest.approx(RANKINGS[name](x, w), abs=1e-9)


@every
@given(x=table, w=weights)
def test_criterion_of_weight_zero_leaves(name, x, w):
    w[1] = 0.0
    assert RANKINGS[name](x, w) == pytest.approx(RANKINGS[name](x[:, [0, 2]], w[[0, 2]]), abs=1e-12)


@every
@given(x=table, w=weights)
def test_incomplete_unit_gets_nothing_and_leaves_the_others_alone(name, x, w):
    gappy = x.copy()
    gappy[2, 1] = np.nan
    y = RANKINGS[name](gappy, w)
    assert np.isnan(y).tolist() == [False, False, True, False, False, False]
    assert np.delete(y, 2) == pytest.approx(RANKINGS[name](np.delete(x, 2, axis=0), w), abs=1e-12)


@every
def test_missing_value_of_weight_zero_does_no_harm(name):
    y = RANKINGS[name]([[1.0, np.nan], [2.0, 3.0]], [1.0, 0.0])
    assert y[1] > y[0]


@every
def test_without_weight_or_without_values_nobody_gets_anything(name):
    assert np.isnan(RANKINGS[name]([[1.0, 2.0], [3.0, 4.0]], [0.0, 0.0])).all()
    assert np.isnan(RANKINGS[name]([[1.0, np.nan], [3.0, np.nan]], [0.5, 0.5])).all()
    assert RANKINGS[name](np.empty((0, 2)), [0.5, 0.5]).shape == (0,)


@every
@pytest.mark.parametrize("x", [[[4.0, 5.0]], [[4.0, 5.0], [4.0, 5.0]], [[0.3, 0.0], [0.1 + 0.2, 0.0]]])
def test_single_unit_and_equal_units_are_in_the_middle(name, x):
    middle = 0.5 if name == "topsis" else 0.0
    assert RANKINGS[name](x, [0.5, 0.5]).tolist() == [middle] * len(x)


@every
def test_one_criterion_ranks_by_that_criterion(name):
    x = [[3.0], [9.0], [3.0], [5.0]]
    assert rank_units(RANKINGS[name](x, [1.0])).tolist() == [3.0, 1.0, 3.0, 2.0]


@every
@pytest.mark.parametrize(
    ("x", "w", "direction", "said"),
    [
        ([1.0, 2.0], [0.5, 0.5], 1, "units, criteria"),
        ([[1.0, 2.0]], [1.0], 1, "one weight per criterion"),
        ([[1.0, 2.0]], [1.5, -0.5], 1, "not negative"),
        ([[1.0, np.inf]], [0.5, 0.5], 1, "infinite"),
        ([[1.0, 2.0]], [0.5, 0.5], 0, "direction"),
    ],
)
def test_wrong_input_is_refused(name, x, w, direction, said):
    with pytest.raises(MethodError, match=said):
        RANKINGS[name](x, w, direction)


@given(x=table, w=weights)
def test_copeland_counts_pairwise_majorities(x, w):
    margin = np.einsum("k,abk->ab", np.round(10 * w), np.sign(np.round(10 * (x[:, None] - x[None, :]))))
    assert copeland(x, w).tolist() == np.sign(margin).sum(axis=1).tolist()


def test_copeland_sees_equal_weights_on_both_sides_as_a_tie():
    assert copeland([[1.0, 0.0, 0.0], [0.0, 1.0, 1.0]], [0.3, 0.1, 0.2]).tolist() == [0.0, 0.0]


def test_copeland_in_blocks_equals_copeland_in_one():
    x = np.random.default_rng(0).integers(0, 5, (300, 4)).astype(float)
    w = [0.4, 0.3, 0.2, 0.1]
    margin = np.einsum("k,abk->ab", [4, 3, 2, 1], np.sign(x[:, None] - x[None, :]))
    assert copeland(x, w).tolist() == np.sign(margin).sum(axis=1).tolist()


def by_definition(x, w, preference):
    """Net flow with every pair written out."""
    lead = np.round(x[:, None] - x[None, :], 9)
    preferred = np.where(lead > 0, preference(np.abs(lead)), 0.0)
    return ((preferred - preferred.transpose(1, 0, 2)) @ (w / w.sum())).sum(axis=1) / (len(x) - 1)


PREFERENCES = {
    "usual": lambda d: np.ones(d.shape),
    "u_shape": lambda d: 1.0 * (d > 0.2),
    "v_shape": lambda d: np.minimum(d / 0.5, 1.0),
    "level": lambda d: 0.5 * (d > 0.2) + 0.5 * (d > 0.5),
    "linear": lambda d: np.clip((d - 0.2) / 0.3, 0.0, 1.0),
    "gaussian": lambda d: 1 - np.exp(-(d**2) / (2 * 0.3**2)),
}


@pytest.mark.parametrize("shape", SHAPES)
@given(x=table, w=weights)
def test_flows_equal_those_of_the_definition_and_sum_to_zero(shape, x, w):
    flows = promethee_ii(x, w, shape=shape, indifference=0.2, preference=0.5, inflection=0.3)
    assert flows == pytest.approx(by_definition(x, w, PREFERENCES[shape]), abs=1e-9)
    assert flows.sum() == pytest.approx(0.0, abs=1e-9)


def test_shapes_and_thresholds_per_criterion():
    x = np.random.default_rng(0).integers(0, 9, (7, 6)) * 0.1
    got = promethee_ii(x, np.ones(6), shape=SHAPES, indifference=[0.2] * 6, preference=0.5, inflection=0.3)
    each = [by_definition(x[:, [j]], np.ones(1), PREFERENCES[name]) for j, name in enumerate(SHAPES)]
    assert got == pytest.approx(np.mean(each, axis=0))


def test_linear_preference_without_room_between_its_thresholds_is_a_step():
    x = [[0.1], [0.3], [0.7]]
    linear = promethee_ii(x, [1.0], shape="linear", indifference=0.3, preference=0.3)
    assert linear.tolist() == promethee_ii(x, [1.0], shape="u_shape", indifference=0.3).tolist()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"shape": "gauss"}, "did you mean 'gaussian'"),
        ({"shape": ["usual"]}, "per criterion"),
        ({"indifference": -1.0}, "q >= 0"),
        ({"inflection": 0.0}, "s > 0"),
        ({"shape": "level", "indifference": 2.0, "preference": 1.0}, "must not exceed"),
        ({"preference": [1.0, 2.0, 3.0]}, "threshold"),
    ],
)
def test_preference_functions_that_are_none_are_refused(arguments, said):
    with pytest.raises(MethodError, match=said):
        promethee_ii([[1.0, 2.0], [3.0, 4.0]], [0.5, 0.5], **arguments)


@given(x=table, w=weights)
def test_closeness_is_between_0_and_1(x, w):
    y = topsis(x, w)
    assert np.all((y >= 0) & (y <= 1))


def test_ideal_and_anti_ideal_units_are_at_the_ends():
    assert topsis([[9.0, 9.0], [5.0, 7.0], [1.0, 2.0]], [0.5, 0.5])[[0, 2]].tolist() == [1.0, 0.0]


@pytest.mark.parametrize("rank", [competition_rank, rank_units])
def test_equal_values_share_the_best_of_their_places(rank):
    assert rank([5.0, 9.0, 5.0, 1.0]).tolist() == [2.0, 1.0, 2.0, 4.0]


@pytest.mark.parametrize("rank", [competition_rank, rank_units])
def test_a_tie_in_exact_arithmetic_is_a_tie_under_rounding(rank):
    assert rank([0.1 + 0.2, 0.3]).tolist() == [1.0, 1.0]


@pytest.mark.parametrize("rank", [competition_rank, rank_units])
def test_a_missing_value_has_no_rank(rank):
    assert np.isnan(rank([np.nan, 1.0])).tolist() == [True, False]
    assert np.isnan(rank([np.nan, np.nan])).all()


@given(
    x=arrays(float, (3, 8), elements=st.one_of(st.just(np.nan), st.integers(-9, 9).map(lambda v: 0.1 * v))),
    tolerance=st.sampled_from([1e-12, 1e-9]),
)
def test_ranking_many_units_equals_ranking_a_few(x, tolerance):
    assert np.array_equal(rank_units(x, tolerance), competition_rank(x, tolerance), equal_nan=True)


def test_tens_of_thousands_of_scores_with_exact_ties_under_noise():
    rng = np.random.default_rng(0)
    levels = rng.integers(0, 1000, 30_000)
    noisy = levels * 0.1 * (1 + rng.uniform(-1, 1, 30_000) * 1e-15)
    above = np.bincount(levels, minlength=1000)[::-1].cumsum()[::-1] - np.bincount(levels, minlength=1000)
    assert np.array_equal(rank_units(noisy), 1.0 + above[levels])


@given(x=arrays(float, 8, elements=st.one_of(st.just(np.nan), st.integers(-9, 9).map(lambda v: 0.1 * v))))
def test_mid_ranks_turn_round_with_the_column(x):
    k = (~np.isnan(x)).sum()
    assert mid_rank(-x) == pytest.approx(k + 1 - mid_rank(x), nan_ok=True)
    assert np.nanmax(tie_codes(x), initial=-1) == len(np.unique(np.round(x[~np.isnan(x)], 6))) - 1


def test_partial_of_a_method_is_a_method():
    x = [[1.0, 2.0], [2.0, 1.5]]
    strict = partial(promethee_ii, shape="u_shape", indifference=0.7)
    assert strict(x, [0.5, 0.5]).tolist() == [-0.5, 0.5]
