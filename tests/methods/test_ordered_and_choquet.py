"""Weighted places and interacting criteria: what each becomes in its special cases, and its edges."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from revue_analytics.errors import MethodError
from revue_analytics.methods.aggregation import (
    arithmetic_mean,
    choquet,
    choquet_with_capacity,
    linear_quantifier,
    ordered_weighted_average,
    orness,
    smooth_quantifier,
    two_additive_capacity,
    weighted_ordered_weighted_average,
)

values = arrays(float, (5, 4), elements=st.floats(0.0, 100.0))
weights = arrays(float, 4, elements=st.floats(0.01, 1.0))
order_weights = arrays(float, 4, elements=st.one_of(st.just(0.0), st.floats(0.01, 1.0))).filter(np.any)
quantifiers = pytest.mark.parametrize("quantifier", [linear_quantifier, smooth_quantifier])


@given(x=values, v=order_weights)
def test_ordered_average_lies_between_worst_and_best_and_forgets_the_order_of_the_criteria(x, v):
    y = ordered_weighted_average(x, v)
    assert np.all((y >= x.min(axis=1) - 1e-9) & (y <= x.max(axis=1) + 1e-9))
    assert ordered_weighted_average(x[:, ::-1], v) == pytest.approx(y)


@given(x=values)
def test_ordered_average_holds_the_maximum_the_minimum_and_the_mean(x):
    assert ordered_weighted_average(x, [1, 0, 0, 0]) == pytest.approx(x.max(axis=1))
    assert ordered_weighted_average(x, [0, 0, 0, 1]) == pytest.approx(x.min(axis=1))
    assert ordered_weighted_average(x, [1, 1, 1, 1]) == pytest.approx(x.mean(axis=1))


@quantifiers
@given(x=values, v=order_weights)
def test_with_equal_importance_it_is_the_ordered_average(quantifier, x, v):
    got = weighted_ordered_weighted_average(x, np.ones(4), quantifier(v))
    assert got == pytest.approx(ordered_weighted_average(x, v), abs=1e-9)


@quantifiers
@given(x=values, w=weights)
def test_with_equal_order_weights_it_is_the_weighted_mean(quantifier, x, w):
    got = weighted_ordered_weighted_average(x, w, quantifier(np.ones(4)))
    assert got == pytest.approx(arithmetic_mean(x, w), abs=1e-9)


@quantifiers
@given(x=values, w=weights, v=order_weights)
def test_lies_between_worst_and_best_and_rises_with_every_criterion(quantifier, x, w, v):
    y = weighted_ordered_weighted_average(x, w, quantifier(v))
    assert np.all((y >= x.min(axis=1) - 1e-9) & (y <= x.max(axis=1) + 1e-9))
    better = x.copy()
    better[:, 2] += 5.0
    assert np.all(weighted_ordered_weighted_average(better, w, quantifier(v)) >= y - 1e-9)


@quantifiers
@given(v=order_weights)
def test_quantifier_rises_from_0_to_1_through_its_points(quantifier, v):
    curve = quantifier(v)
    assert curve(np.linspace(0, 1, 5)) == pytest.approx(np.concatenate([[0], np.cumsum(v) / v.sum()]))
    assert np.all(np.diff(curve(np.linspace(0, 1, 401))) >= -1e-9)


@given(x=values, w=weights, v=order_weights)
def test_splitting_a_criterion_into_two_equal_halves_changes_nothing(x, w, v):
    twice, halved = np.hstack([x, x[:, :1]]), np.append(w, w[0] / 2)
    halved[0] /= 2
    got = weighted_ordered_weighted_average(twice, halved, linear_quantifier(v))
    assert got == pytest.approx(weighted_ordered_weighted_average(x, w, v), abs=1e-9)


def test_criterion_of_importance_zero_leaves_even_when_missing():
    assert weighted_ordered_weighted_average([40.0, np.nan, 20.0], [1, 0, 1], [0.25, 0.75]) == pytest.approx(25.0)


def test_missing_value_makes_the_result_missing():
    assert np.isnan(ordered_weighted_average([[40.0, np.nan]], [1.0, 0.0])).all()
    assert np.isnan(weighted_ordered_weighted_average([[40.0, np.nan]], [0.5, 0.5], [1.0, 0.0])).all()
    assert np.isnan(choquet([[40.0, np.nan]], [0.5, 0.5], np.zeros((2, 2)))).all()
    assert np.isnan(choquet_with_capacity([[40.0, np.nan]], [0, 0.5, 0.5, 1])).all()


def test_no_weight_at_all_gives_no_result():
    assert np.isnan(ordered_weighted_average([40.0, 20.0], [0.0, 0.0]))
    assert np.isnan(weighted_ordered_weighted_average([40.0, 20.0], [0.0, 0.0], [0.5, 0.5]))
    assert np.isnan(choquet([40.0, 20.0], [0.0, 0.0], np.zeros((2, 2))))


def test_one_criterion_is_the_result():
    assert ordered_weighted_average([[40.0]], [0.3]).tolist() == [40.0]
    assert weighted_ordered_weighted_average([[40.0]], [0.3], [1.0]).tolist() == [40.0]
    assert weighted_ordered_weighted_average([[40.0]], [0.3], smooth_quantifier([1.0])).tolist() == [40.0]
    assert choquet([[40.0]], [0.3], [[0.0]]).tolist() == [40.0]
    assert choquet_with_capacity([[40.0]], [0.0, 1.0]).tolist() == [40.0]


def test_all_units_under_all_weights_in_one_call():
    rng = np.random.default_rng(0)
    x, w = rng.uniform(1, 100, (6, 1, 4)), rng.dirichlet(np.ones(4), 3)
    index = 0.02 * np.array([[0, 1, -1, 1], [1, 0, 1, 0], [-1, 1, 0, 1], [1, 0, 1, 0]])
    w = 0.2 * w + 0.2
    for f in (
        lambda a, b: weighted_ordered_weighted_average(a, b, [0.1, 0.2, 0.3, 0.4]),
        ordered_weighted_average,
        lambda a, b: choquet(a, b, index),
    ):
        one_by_one = [[f(x[i, 0], w[j]) for j in range(3)] for i in range(6)]
        assert f(x, w) == pytest.approx(np.array(one_by_one), rel=1e-12)


@pytest.mark.parametrize(
    "order", [lambda t: 1 - t, lambda t: 0.5 * t, lambda t: np.sin(3 * np.pi * t / 2) ** 2, np.sum]
)
def test_function_that_is_no_quantifier_is_refused(order):
    with pytest.raises(MethodError, match="increasing function"):
        weighted_ordered_weighted_average([40.0, 20.0, 10.0], [0.3, 0.3, 0.4], order)


@pytest.mark.parametrize("order", [[0.0, 0.0], [-1.0, 2.0], [[1.0]], [np.nan]])
def test_order_weights_that_are_no_weights_are_refused(order):
    with pytest.raises(MethodError, match="order weights"):
        weighted_ordered_weighted_average([40.0, 20.0], [0.5, 0.5], order)


def test_orness_of_one_criterion_is_one_half():
    assert orness([1.0]) == 0.5


@st.composite
def two_additive(draw):
    """Importances, and interactions that they allow."""
    phi = draw(arrays(float, 4, elements=st.floats(0.05, 1.0)))
    phi /= phi.sum()
    raw = draw(arrays(float, (4, 4), elements=st.floats(-1.0, 1.0)))
    index = np.triu(raw, 1) + np.triu(raw, 1).T
    most = np.abs(index).sum(axis=1).max()
    return phi, index / most * (2 * phi.min()) if most > 0 else index  # in this order: `most` may be next to nothing


@given(x=values, model=two_additive())
def test_choquet_equals_the_integral_of_its_capacity(x, model):
    phi, index = model
    assert choquet(x, phi, index) == pytest.approx(
        choquet_with_capacity(x, two_additive_capacity(phi, index)), abs=1e-9
    )


@given(x=values, model=two_additive())
def test_choquet_lies_between_worst_and_best_and_rises_with_every_criterion(x, model):
    y = choquet(x, *model)
    assert np.all((y >= x.min(axis=1) - 1e-9) & (y <= x.max(axis=1) + 1e-9))
    better = x.copy()
    better[:, 1] += 5.0
    assert np.all(choquet(better, *model) >= y - 1e-9)


@given(x=values, w=weights)
def test_choquet_without_interactions_is_the_weighted_mean(x, w):
    assert choquet(x, w, np.zeros((4, 4))) == pytest.approx(arithmetic_mean(x, w))


def test_criteria_that_complete_each_other_take_the_worst_and_substitutes_the_best():
    x, half = [60.0, 20.0], [0.5, 0.5]
    assert choquet(x, half, [[0, 1], [1, 0]]) == pytest.approx(20.0)
    assert choquet(x, half, [[0, -1], [-1, 0]]) == pytest.approx(60.0)


def test_criterion_of_importance_zero_leaves_with_its_interactions():
    index = [[0, 0.5, 0.2], [0.5, 0, 0], [0.2, 0, 0]]
    assert choquet([60.0, 20.0, np.nan], [0.5, 0.5, 0.0], index) == pytest.approx(30.0)


def test_interactions_that_would_make_a_better_value_a_loss_are_refused():
    with pytest.raises(MethodError, match="half the sum"):
        choquet([60.0, 20.0], [0.9, 0.1], [[0, 0.5], [0.5, 0]])


@pytest.mark.parametrize("index", [[[0, 0.1], [0.2, 0]], [[0, np.nan], [np.nan, 0]], [[0.0]]])
def test_interactions_of_another_form_are_refused(index):
    with pytest.raises(MethodError, match="interactions"):
        choquet([60.0, 20.0], [0.5, 0.5], index)


@pytest.mark.parametrize("capacity", [[0.1, 0.5, 0.5, 1], [0, 0.9, 0.5, 0.8], [0, 0, 0, 0], [0, 1]])
def test_what_is_no_capacity_is_refused(capacity):
    with pytest.raises(MethodError, match="capacity"):
        choquet_with_capacity([60.0, 20.0], capacity)
