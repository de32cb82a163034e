"""Weights from data: what holds of every scheme, what each is blind to, and the edges."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from revue_analytics.errors import MethodError
from revue_analytics.methods.weighting import (
    DATA_WEIGHTINGS,
    correlation_balanced,
    critic,
    data_weights,
    entropy,
    merec,
    principal_components,
    standard_deviation,
)

schemes = pytest.mark.parametrize("name", DATA_WEIGHTINGS)
directed = pytest.mark.parametrize("method", [critic, merec, correlation_balanced])
tables = arrays(float, st.tuples(st.integers(6, 12), st.integers(1, 5)), elements=st.integers(1, 100).map(float))
GIVEN = np.random.default_rng(7).uniform(1, 100, (40, 5))


def weights_or_nothing(method, x, *more):
    """The weights, or nothing where the data say nothing."""
    try:
        return method(x, *more)
    except MethodError as error:
        assert "use equal weights" in str(error) or "cancel out" in str(error), error
        assume(False)


@schemes
@given(x=tables)
@settings(deadline=None, max_examples=60)
def test_weights_are_never_negative_and_sum_to_one(name, x):
    w = weights_or_nothing(DATA_WEIGHTINGS[name], x)
    assert w.shape == (x.shape[1],)
    assert np.all(w >= 0)
    assert w.sum() == pytest.approx(1.0)


@schemes
def test_weights_move_with_their_criteria_and_ignore_the_order_of_the_units(name):
    w = DATA_WEIGHTINGS[name](GIVEN)
    assert DATA_WEIGHTINGS[name](GIVEN[:, ::-1])[::-1] == pytest.approx(w, abs=1e-9)
    assert DATA_WEIGHTINGS[name](GIVEN[::-1]) == pytest.approx(w, abs=1e-9)


@schemes
def test_repeating_all_units_changes_nothing_but_the_entropy(name):
    w, twice = (DATA_WEIGHTINGS[name](x) for x in (GIVEN, np.vstack([GIVEN, GIVEN])))
    # Entropy is measured against that of equal shares, ln n; the weights move a little.
    assert twice == pytest.approx(w, abs=1e-9 if name != "entropy" else 0.05)


@pytest.mark.parametrize("name", ["entropy", "critic", "merec", "principal_components"])
def test_the_unit_of_a_criterion_makes_no_difference(name):
    scaled = DATA_WEIGHTINGS[name](GIVEN * [1, 1000, 0.01, 7, 1])
    assert scaled == pytest.approx(DATA_WEIGHTINGS[name](GIVEN), abs=1e-9)


@pytest.mark.parametrize("name", ["critic", "principal_components", "standard_deviation", "correlation_balanced"])
def test_the_origin_of_a_criterion_makes_no_difference(name):
    moved = DATA_WEIGHTINGS[name](GIVEN + np.array([0, 1000, 3, 7, 1]))
    assert moved == pytest.approx(DATA_WEIGHTINGS[name](GIVEN), abs=1e-9)


def test_standard_deviation_reads_the_values_as_they_are():
    assert standard_deviation(GIVEN * [2, 1, 1, 1, 1])[0] > standard_deviation(GIVEN)[0]


def test_balanced_weights_follow_the_unit_so_that_the_index_stays_the_same():
    unit = np.array([1, 10, 0.1, 7, 1])
    base, scaled = correlation_balanced(GIVEN), correlation_balanced(GIVEN * unit) * unit
    assert scaled / scaled.sum() == pytest.approx(base, abs=1e-9)


@pytest.mark.parametrize("method", [critic, correlation_balanced])
def test_less_is_better_is_the_same_as_turning_the_sign(method):
    sign = np.array([1, -1, 1, 1, -1])
    assert method(GIVEN, sign) == pytest.approx(method(GIVEN * sign), abs=1e-12)


@directed
def test_direction_makes_a_difference(method):
    assert np.abs(method(GIVEN, [1, -1, 1, 1, 1]) - method(GIVEN)).max() > 1e-3


def test_turning_all_criteria_round_changes_nothing_for_critic():
    assert critic(GIVEN, -1) == pytest.approx(critic(GIVEN), abs=1e-12)


def test_merec_turns_a_criterion_round_by_its_inverse():
    turned = GIVEN.copy()
    turned[:, 1] = 1 / turned[:, 1]
    assert merec(GIVEN, [1, -1, 1, 1, 1]) == pytest.approx(merec(turned), abs=1e-12)


@schemes
@pytest.mark.parametrize("column", [np.full(40, 5.0), np.full(40, 0.1) * 3, np.full(40, np.nan)])
def test_a_criterion_that_says_nothing_gets_nothing(name, column):
    w = DATA_WEIGHTINGS[name](np.column_stack([GIVEN, column]))
    assert w[-1] == 0.0
    if name != "merec":  # which divides by the number of criteria that have a value
        assert w[:-1] == pytest.approx(DATA_WEIGHTINGS[name](GIVEN), abs=1e-9)


@schemes
def test_the_only_criterion_that_varies_gets_everything(name):
    x = np.column_stack([np.full(4, 3.0), [1.0, 2.0, 4.0, 3.0], np.full(4, 1.0)])
    assert DATA_WEIGHTINGS[name](x) == pytest.approx([0, 1, 0])


@schemes
@pytest.mark.parametrize(
    "x", [[[3.0, 4.0]], [[3.0, 4.0]] * 3, [[np.nan, np.nan]] * 3, [[1.0, np.nan], [np.nan, 2.0]]], ids=str
)
def test_where_nothing_varies_there_are_no_weights(name, x):
    with pytest.raises(MethodError, match="use equal weights"):
        DATA_WEIGHTINGS[name](x)


@schemes
@pytest.mark.parametrize("x", [[1.0, 2.0], [], [[]], [[1.0, np.inf], [2.0, 3.0]]], ids=str)
def test_what_is_not_a_table_of_numbers_is_refused(name, x):
    with pytest.raises(MethodError, match=r"expected \(n, m\)|infinite"):
        DATA_WEIGHTINGS[name](x)


@directed
@pytest.mark.parametrize("direction", [0, 2, [1, -1], np.nan])
def test_direction_is_plus_or_minus_one(method, direction):
    with pytest.raises(MethodError, match="1 or -1"):
        method(GIVEN, direction)


def test_values_out_of_the_domain_are_refused():
    with pytest.raises(MethodError, match="zero or more"):
        entropy([[1.0, -1.0], [2.0, 3.0]])
    with pytest.raises(MethodError, match="above zero"):
        merec([[1.0, 0.0], [2.0, 3.0]])


def test_zero_has_a_share_of_zero_in_the_entropy():
    assert entropy([[0.0, 1.0], [1.0, 2.0]])[0] > 0.5


@pytest.mark.parametrize("name", ["entropy", "critic", "standard_deviation"])
def test_a_gap_is_passed_over_where_each_criterion_speaks_for_itself(name):
    gaps = GIVEN.copy()
    gaps[3, 0] = gaps[7, 2] = np.nan
    assert DATA_WEIGHTINGS[name](gaps) == pytest.approx(DATA_WEIGHTINGS[name](GIVEN), abs=0.02)
    assert DATA_WEIGHTINGS[name](gaps) != pytest.approx(DATA_WEIGHTINGS[name](GIVEN), abs=1e-9)


@pytest.mark.parametrize("name", ["merec", "principal_components", "correlation_balanced"])
def test_units_with_a_gap_are_left_out_where_criteria_are_taken_together(name):
    gaps = GIVEN.copy()
    gaps[3, 0] = gaps[7, 2] = np.nan
    assert DATA_WEIGHTINGS[name](gaps) == pytest.approx(DATA_WEIGHTINGS[name](np.delete(GIVEN, [3, 7], axis=0)))


def test_a_criterion_that_is_constant_among_the_complete_units_gets_nothing():
    x = np.array([[1.0, 2.0, 5.0], [2.0, 1.0, 5.0], [4.0, 5.0, 5.0], [np.nan, 3.0, 9.0]])
    assert principal_components(x)[2] == 0.0
    assert correlation_balanced(x)[2] == 0.0


def test_criteria_that_go_hand_in_hand_give_no_critic_weights():
    with pytest.raises(MethodError, match="rise and fall together exactly"):
        critic([[1.0, 10.0], [2.0, 20.0], [3.0, 30.0]])


@given(tables)
@settings(deadline=None, max_examples=60)
def test_balanced_correlations_cannot_be_brought_nearer_to_equal(x):
    w = weights_or_nothing(correlation_balanced, x)
    used = x.std(axis=0) > 0
    r = np.atleast_2d(np.corrcoef(x[:, used], rowvar=False))

    def nearness(weights):
        reached = r @ (weights[used] * x[:, used].std(axis=0))
        size = np.linalg.norm(reached) * np.sqrt(used.sum())
        return reached.sum() / size if size > 1e-9 else -1.0

    best = nearness(w)
    rng = np.random.default_rng(0)
    for other in rng.dirichlet(np.ones(len(w)), 30):
        assert nearness(other) <= best + 1e-6
        assert nearness(0.99 * w + 0.01 * other) <= best + 1e-6


def test_correlations_with_the_index_are_equal_where_that_is_possible():
    rng = np.random.default_rng(3)
    x = rng.normal(size=(200, 1)) + rng.normal(size=(200, 5)) * [0.9, 1, 1.1, 1, 0.95]
    w = correlation_balanced(x)
    reached = np.corrcoef(x.T, x @ w)[-1, :-1]
    assert np.ptp(reached) < 1e-9
    assert np.all(w > 0)


def test_correlations_with_the_index_follow_the_importance_asked_for():
    rng = np.random.default_rng(3)
    x = rng.normal(size=(200, 1)) + rng.normal(size=(200, 3))
    reached = np.corrcoef(x.T, x @ correlation_balanced(x, importance=[1.0, 0.9, 0.8]))[-1, :-1]
    assert reached / reached[0] == pytest.approx([1.0, 0.9, 0.8], abs=1e-9)
    with pytest.raises(MethodError, match="above zero"):
        correlation_balanced(x, importance=[1, 0, 1])


def test_a_criterion_that_would_need_a_negative_weight_gets_zero():
    rng = np.random.default_rng(5)
    common = rng.normal(size=(300, 1))
    # The first is nearly the common factor: whatever its weight, it stays more correlated with it than the others.
    x = common + rng.normal(size=(300, 4)) * [0.1, 1.0, 1.0, 1.0]
    assert np.linalg.solve(np.corrcoef(x.T), np.ones(4))[0] < 0
    w = correlation_balanced(x)
    assert w[0] == 0.0
    assert np.all(w[1:] > 0)


def test_equal_criteria_share_their_weight():
    x = GIVEN[:, [0, 1, 1, 2]]
    w = correlation_balanced(x)
    assert w[1] == pytest.approx(w[2], abs=1e-9)
    assert principal_components(x)[1] == pytest.approx(principal_components(x)[2], abs=1e-9)


def test_criteria_that_cancel_out_give_no_balanced_weights():
    with pytest.raises(MethodError, match="cancel out"):
        correlation_balanced([[1.0, 3.0], [2.0, 2.0], [3.0, 1.0]])


@pytest.mark.parametrize("p", [0, 6, -1])
def test_number_of_components_must_be_possible(p):
    with pytest.raises(MethodError, match="expected 1 to 5"):
        principal_components(GIVEN, n_components=p)


def test_a_function_of_ones_own_is_checked_and_named():
    def by_range(x):
        return np.ptp(x, axis=0)

    assert data_weights(by_range, GIVEN).sum() == pytest.approx(1.0)
    with pytest.raises(MethodError, match=r"by_row.*shape \(40,\), expected \(5,\)"):
        data_weights(lambda_named("by_row", lambda x: x.mean(axis=1)), GIVEN)
    with pytest.raises(MethodError, match=r"signed.*negative"):
        data_weights(lambda_named("signed", lambda x: -x.mean(axis=0)), GIVEN)
    with pytest.raises(MethodError, match="did you mean 'critic'"):
        data_weights("critics", GIVEN)


def lambda_named(name, function):
    function.__qualname__ = name
    return function


@schemes
def test_a_data_frame_of_nullable_numbers_is_a_table(name):
    frame = pd.DataFrame({"a": [1, 2, None, 4, 3], "b": [3, 1, 2, 5, 9], "c": [2, 7, 1, 8, 3]}, dtype="Int64")
    weights = DATA_WEIGHTINGS[name](frame)
    assert list(weights.index) == ["a", "b", "c"]
    assert weights.to_numpy() == pytest.approx(DATA_WEIGHTINGS[name](frame.to_numpy(float, na_value=np.nan)))
