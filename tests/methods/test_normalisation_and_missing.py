"""Edges of normalisation and of the treatment of missing values."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from revue_analytics.errors import MethodError
from revue_analytics.methods.missing import TREATMENTS, available
from revue_analytics.methods.normalisation import goalposts, min_max, scale_levels


@given(arrays(float, (6, 3), elements=st.floats(-1e6, 1e6)))
def test_min_max_stays_on_its_range(x):
    y = min_max(x, direction=[1, -1, 1])
    assert np.all((y >= -1e-9) & (y <= 100 + 1e-9))


def test_min_max_direction_turns_the_scale():
    x = np.array([[1.0], [2.0], [4.0]])
    assert min_max(x, -1) == pytest.approx(100 - min_max(x, 1))


def test_constant_criterion_says_nothing_about_the_units():
    assert min_max([[3.0], [3.0]]).tolist() == [[50.0], [50.0]]


def test_single_unit_is_in_the_middle():
    assert min_max([[3.0, 9.0]]).tolist() == [[50.0, 50.0]]


def test_missing_stays_missing_and_a_column_without_values_too():
    y = min_max([[1.0, np.nan], [np.nan, np.nan], [3.0, np.nan]])
    assert np.isnan(y).tolist() == [[False, True], [True, True], [False, True]]


def test_values_beyond_the_goalposts_count_as_the_goalposts():
    assert goalposts([[-5.0], [200.0]], [0.0], [100.0]).ravel().tolist() == [0.0, 100.0]


@pytest.mark.parametrize(("low", "high"), [([5.0], [5.0]), ([6.0], [5.0]), ([np.nan], [5.0])])
def test_wrong_goalposts_are_refused(low, high):
    with pytest.raises(MethodError, match="goalpost"):
        goalposts([[1.0]], low, high)


def test_scale_with_another_origin():
    assert scale_levels([1.0, 3.0, 5.0], 1, 5).tolist() == [0.0, 50.0, 100.0]


@given(arrays(float, (4, 5), elements=st.one_of(st.just(np.nan), st.floats(0, 100))))
def test_weights_of_what_is_there_sum_to_one_or_to_nothing(x):
    for treatment in TREATMENTS.values():
        _, w = treatment(x, np.full(5, 0.2))
        total = w.sum(axis=1)
        assert np.all(np.isclose(total, 1) | (total == 0))
        assert np.all(w[np.isnan(x)] == 0)


def test_weight_is_shared_out_in_proportion():
    assert available([np.nan, 1.0, 1.0], [0.5, 0.3, 0.2])[1] == pytest.approx([0.0, 0.6, 0.4])


def test_exactly_half_is_half():
    x = [1.0, np.nan, np.nan, 1.0]
    _, w = TREATMENTS["at_least_half"](x, [0.1, 0.2, 0.3, 0.4])
    assert w.sum() == pytest.approx(1.0)
