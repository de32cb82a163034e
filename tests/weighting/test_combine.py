"""Several judges: the group's weights, and how far they agree."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from revue_analytics.errors import MethodError
from revue_analytics.methods.weighting import (
    combine_hierarchies,
    combine_judgements,
    combine_weights,
    reciprocal_matrix,
)

panels = arrays(float, st.tuples(st.integers(1, 6), st.integers(1, 5)), elements=st.floats(0.01, 1.0))


@given(panels)
def test_the_mean_of_judges_stays_on_the_simplex_and_between_them(panel):
    group = combine_weights(panel)
    assert group.weights.sum() == pytest.approx(1.0)
    assert np.all(group.weights >= group.individual.min(axis=0) - 1e-12)
    assert np.all(group.weights <= group.individual.max(axis=0) + 1e-12)
    assert np.all((group.distances >= 0) & (group.distances <= 1 + 1e-12))
    assert group.distances == pytest.approx(group.distances.T)


def test_judges_who_agree_are_told_so():
    group = combine_weights([[0.5, 0.3, 0.2]] * 3)
    assert group.overlap == pytest.approx(1.0)
    assert group.kendall_w == pytest.approx(1.0)


def test_judges_with_nothing_in_common_are_told_so():
    group = combine_weights([[1.0, 0.0], [0.0, 1.0]])
    assert group.overlap == pytest.approx(0.0)
    assert group.kendall_w == pytest.approx(0.0)


def test_a_judge_may_count_more():
    assert combine_weights([[1.0, 0.0], [0.0, 1.0]], judges=[3, 1]).weights.tolist() == [0.75, 0.25]


def test_one_judge_has_nobody_to_agree_with():
    group = combine_weights([[0.5, 0.5]])
    assert np.isnan(group.overlap)
    assert np.isnan(group.kendall_w)


def test_half_the_l1_norm_is_the_share_of_weight_that_moves():
    assert combine_weights([[0.6, 0.4, 0.0], [0.3, 0.4, 0.3]]).distances[0, 1] == pytest.approx(0.3)


@given(
    st.integers(1, 4).flatmap(
        lambda k: st.lists(st.lists(st.floats(1 / 9, 9), min_size=3, max_size=3), min_size=k, max_size=k)
    )
)
def test_geometric_mean_of_judgements_is_reciprocal(uppers):
    a = combine_judgements([reciprocal_matrix(upper) for upper in uppers])
    assert a * a.T == pytest.approx(np.ones((3, 3)), rel=1e-9)


def test_consistent_judges_give_the_geometric_mean_of_their_weights():
    one, two = np.array([4.0, 2.0, 1.0]), np.array([1.0, 2.0, 2.0])
    group = combine_hierarchies([np.divide.outer(w, w) for w in (one, two)])
    expected = np.sqrt(one * two)
    assert group.weights == pytest.approx(expected / expected.sum(), rel=1e-9)
    assert group.individual == pytest.approx(np.array([one / 7, two / 5]))
    assert group.hierarchy.consistency_ratio == 0.0
    assert len(group.members) == 2


def test_what_one_judge_left_out_rests_on_the_others():
    whole = reciprocal_matrix([2, 6, 3])
    gap = np.where(np.triu(np.ones((3, 3)), 2) + np.tril(np.ones((3, 3)), -2) > 0, np.nan, whole)
    assert combine_judgements([whole, gap])[0, 2] == pytest.approx(6.0)
    assert np.isnan(combine_judgements([gap, gap])[0, 2])
    assert combine_hierarchies([gap, gap]).weights == pytest.approx(np.array([6, 3, 1]) / 10)


def test_judgements_on_one_side_of_the_diagonal_count_as_both():
    upper = np.array([[1.0, 4.0], [np.nan, 1.0]])
    assert combine_hierarchies([upper, [[1, 1], [1, 1]]]).weights == pytest.approx([2 / 3, 1 / 3])


@pytest.mark.parametrize(
    ("judgements", "said"),
    [
        ([[[1, 2], [0.5, 1]], [[1, 2], [2, 1]]], "judge 2: .*contradict"),
        ([[[1, 2], [0.5, 1]], [[1]]], r"compared \[1, 2\] criteria"),
        ([], "at least one judge"),
    ],
)
def test_the_judge_at_fault_is_named(judgements, said):
    with pytest.raises(MethodError, match=said):
        combine_hierarchies(judgements)


@pytest.mark.parametrize(
    ("weights", "judges", "said"),
    [
        ([[0.5, -0.5]], None, "negative"),
        ([[0.0, 0.0]], None, "all are zero"),
        ([[0.5, 0.5]], [0.0], "all are zero"),
        ([[0.5, 0.5]], [1, 1], "2 weights for 1 judges"),
        ([[[0.5, 0.5]]], None, "a row per judge"),
    ],
)
def test_weights_that_will_not_do(weights, judges, said):
    with pytest.raises(MethodError, match=said):
        combine_weights(weights, judges)
