"""Weights that people state: what holds of all of them, and what happens at the edges."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from revue_analytics.errors import MethodError
from revue_analytics.methods.weighting import (
    budget_allocation,
    equal,
    on_simplex,
    rank_order_centroid,
    rank_sum,
    reciprocal_rank,
    swing,
)

from_ranks = pytest.mark.parametrize("method", [rank_order_centroid, rank_sum, reciprocal_rank])
from_points = pytest.mark.parametrize("method", [budget_allocation, swing, on_simplex])
ranks = arrays(np.int64, st.integers(1, 12), elements=st.integers(1, 12))
points = arrays(float, st.integers(1, 12), elements=st.floats(0, 1e6)).filter(lambda p: p.max() > 1e-3)


def on_the_simplex(w):
    return np.all(w >= 0) and w.sum() == pytest.approx(1.0, abs=1e-12)


@pytest.mark.parametrize("m", [1, 2, 18])
def test_equal_weights(m):
    assert equal(m).tolist() == [1.0 / m] * m


def test_equal_weights_of_nothing_are_refused():
    with pytest.raises(MethodError, match="at least one"):
        equal(0)


@from_ranks
@given(r=ranks)
def test_rank_weights_lie_on_the_simplex_and_follow_the_ranking(method, r):
    w = method(r)
    assert on_the_simplex(w)
    for i, j in itertools.permutations(range(len(r)), 2):
        assert (w[i] > w[j]) == (r[i] < r[j])


@from_ranks
@given(r=ranks)
def test_rank_weights_move_with_their_criteria(method, r):
    assert method(r[::-1]) == pytest.approx(method(r)[::-1], abs=1e-15)


@from_ranks
def test_only_the_order_of_the_ranks_counts(method):
    assert method([10, 20, 20, 70]).tolist() == method([1, 2.5, 2.5, 4]).tolist() == method([1, 2, 2, 3]).tolist()


@from_ranks
def test_ties_share_the_mean_of_their_places(method):
    one, two, three, four = method([1, 2, 3, 4])
    assert method([1, 2, 2, 4]) == pytest.approx([one, (two + three) / 2, (two + three) / 2, four])


@from_ranks
def test_all_tied_is_equal_weights(method):
    assert method([3, 3, 3]) == pytest.approx([1 / 3] * 3)


@from_ranks
def test_a_criterion_without_a_rank_is_refused(method):
    with pytest.raises(MethodError, match="common last rank"):
        method([1, 2, np.nan])


@from_ranks
def test_many_judges_in_one_call(method):
    judges = np.array([[1, 2, 3], [3, 2, 1], [1, 1, 3]])
    assert method(judges).tolist() == [method(judge).tolist() for judge in judges]


@from_points
@given(p=points, factor=st.floats(1e-3, 1e3))
def test_point_weights_lie_on_the_simplex_whatever_the_unit(method, p, factor):
    assert on_the_simplex(method(p))
    assert method(factor * p) == pytest.approx(method(p), abs=1e-12)


@from_points
@pytest.mark.parametrize(
    ("given_points", "said"),
    [
        ([0, 0], "all are zero"),
        ([1, -1], "negative"),
        ([1, np.nan], "missing"),
        ([1, np.inf], "infinite"),
        ([], "shape"),
    ],
)
def test_points_that_will_not_do(method, given_points, said):
    with pytest.raises(MethodError, match=said):
        method(given_points)


@from_points
def test_tiny_and_huge_points_neither_vanish_nor_overflow(method):
    assert method([5e-324, 5e-324]).tolist() == [0.5, 0.5]
    assert method([1e308, 1e308]).tolist() == [0.5, 0.5]


def test_points_must_add_up_when_a_total_is_given():
    assert budget_allocation([60.2, 40.2], total=100).sum() == pytest.approx(1.0)
    with pytest.raises(MethodError, match="add up to 90, expected 100"):
        budget_allocation([[50, 50], [50, 40]], total=100)
