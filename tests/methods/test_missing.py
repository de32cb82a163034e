"""Treatment of missing values: what is kept, what is filled, and that weights stay weights."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from revue_analytics.errors import MethodError
from revue_analytics.methods.aggregation import arithmetic_mean
from revue_analytics.methods.missing import (
    TREATMENTS,
    at_least,
    available,
    best_case,
    group_mean,
    imputed,
    require_all,
    worst_case,
)

treatments = pytest.mark.parametrize("name", TREATMENTS)
gappy = arrays(float, (4, 5), elements=st.one_of(st.just(np.nan), st.floats(0, 100)))
weights = arrays(float, 5, elements=st.one_of(st.just(0.0), st.floats(0.01, 1.0)))


@treatments
@given(x=gappy, w=weights)
def test_weights_of_what_is_there_sum_to_one_or_to_nothing(name, x, w):
    y, shared = TREATMENTS[name](x, w)
    total = shared.sum(axis=1)
    assert np.all(np.isclose(total, 1) | (total == 0))
    assert np.all(shared >= 0)
    assert np.all(shared[np.isnan(y)] == 0)
    assert np.all(shared[:, w == 0] == 0)


@treatments
@given(x=gappy, w=weights)
def test_what_was_answered_is_never_changed(name, x, w):
    y, _ = TREATMENTS[name](x, w)
    assert np.array_equal(y[~np.isnan(x)], x[~np.isnan(x)])


@treatments
@given(x=arrays(float, (4, 5), elements=st.floats(0, 100)), w=arrays(float, 5, elements=st.floats(0.01, 1.0)))
def test_nothing_is_done_where_nothing_is_missing(name, x, w):
    y, shared = TREATMENTS[name](x, w)
    assert np.array_equal(y, x)
    assert shared == pytest.approx(np.broadcast_to(w / w.sum(), x.shape))


@given(x=gappy)
def test_every_score_lies_between_the_worst_and_the_best_case(x):
    w = np.full(5, 0.2)
    low, score, high = (arithmetic_mean(*treat(x, w)) for treat in (worst_case, available, best_case))
    scored = ~np.isnan(score)
    assert np.all(low <= high)
    assert np.all((low <= score + 1e-9)[scored])
    assert np.all((score <= high + 1e-9)[scored])


def test_weight_is_shared_out_in_proportion():
    assert available([np.nan, 1.0, 1.0], [0.5, 0.3, 0.2])[1] == pytest.approx([0.0, 0.6, 0.4])


def test_exactly_half_is_half():
    x = [1.0, np.nan, np.nan, 1.0]
    _, w = TREATMENTS["at_least_half"](x, [0.1, 0.2, 0.3, 0.4])
    assert w.sum() == pytest.approx(1.0)


def test_missing_value_of_weight_zero_is_not_asked_for():
    assert require_all([40.0, np.nan], [1.0, 0.0])[1].tolist() == [1.0, 0.0]


def test_missing_value_of_weight_zero_is_not_filled_in():
    assert np.isnan(worst_case([40.0, np.nan], [1.0, 0.0])[0]).tolist() == [False, True]
    assert np.isnan(group_mean([[40.0, np.nan], [40.0, 3.0]], [1.0, 0.0])[0]).tolist() == [
        [False, True],
        [False, False],
    ]


def test_gap_is_filled_with_the_mean_of_the_group():
    x = np.array([[10.0, np.nan], [30.0, 5.0], [np.nan, 7.0], [90.0, 1.0]])
    filled, w = group_mean(x, [0.5, 0.5], groups=["a", "a", "a", "b"])
    assert filled.tolist() == [[10.0, 6.0], [30.0, 5.0], [20.0, 7.0], [90.0, 1.0]]
    assert w.tolist() == [[0.5, 0.5]] * 4
    assert imputed(x, filled).sum() == 2


def test_group_without_a_value_keeps_its_gap_and_shares_its_weight_out():
    filled, w = group_mean([[np.nan, 4.0], [1.0, 2.0]], [0.5, 0.5], groups=["a", "b"])
    assert np.isnan(filled[0, 0])
    assert w.tolist() == [[0.0, 1.0], [0.5, 0.5]]


def test_criterion_without_any_value_stays_without():
    filled, w = group_mean([[np.nan, 4.0], [np.nan, 2.0]], [0.5, 0.5])
    assert np.isnan(filled[:, 0]).all()
    assert w.tolist() == [[0.0, 1.0], [0.0, 1.0]]


def test_single_unit_has_nobody_to_borrow_from():
    assert np.isnan(group_mean([[np.nan, 4.0]], [0.5, 0.5])[0][0, 0])
    assert np.isnan(group_mean([np.nan, 4.0], [0.5, 0.5])[0][0])


def test_group_means_of_all_draws_in_one_call():
    rng = np.random.default_rng(0)
    x = np.where(rng.random((3, 6, 4)) < 0.3, np.nan, rng.uniform(0, 100, (3, 6, 4)))
    groups = [1, 2, 1, 2, 2, 1]
    together = group_mean(x, np.ones(4), groups)[0]
    assert np.array_equal(together, [group_mean(draw, np.ones(4), groups)[0] for draw in x], equal_nan=True)


def test_labels_must_be_one_per_unit():
    with pytest.raises(MethodError, match="labels"):
        group_mean([[1.0], [2.0]], [1.0], groups=["a"])


@treatments
def test_negative_weight_is_refused(name):
    with pytest.raises(MethodError, match="negative"):
        TREATMENTS[name]([[40.0, np.nan]], [1.5, -0.5])


def test_share_out_of_range_is_refused():
    with pytest.raises(MethodError, match="share"):
        at_least([1.0], [1.0], share=1.5)
