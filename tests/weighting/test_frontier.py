"""Benefit of the doubt: invariants against a plain linear programme, share bounds, gaps and zeros."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import linprog

from revue_analytics.errors import MethodError
from revue_analytics.methods.weighting import UNIT_WEIGHTINGS, benefit_of_the_doubt

tables = arrays(float, st.tuples(st.integers(1, 7), st.integers(1, 4)), elements=st.integers(1, 50).map(float))
GIVEN = np.random.default_rng(11).uniform(5, 100, (30, 4))


def plain(x, i, low=0.0, high=1.0):
    """Score of unit i, every unit and every bound a constraint."""
    m = x.shape[1]
    rows = [
        *x,
        *(low * x[i] - np.eye(m)[j] * x[i] for j in range(m)),
        *(np.eye(m)[j] * x[i] - high * x[i] for j in range(m)),
    ]
    return -linprog(-x[i], np.array(rows), np.append(np.ones(len(x)), np.zeros(2 * m))).fun


@given(tables)
@settings(deadline=None, max_examples=60)
def test_scores_weights_and_shares_are_what_they_say(x):
    result = benefit_of_the_doubt(x)
    assert np.all((result.scores > 0) & (result.scores <= 1 + 1e-9))
    assert result.scores.max() == pytest.approx(1.0)
    for rows in (result.weights, result.shares):
        assert np.all(rows >= 0)
        assert rows.sum(axis=1) == pytest.approx(np.ones(len(x)))
    assert (result.multipliers * x).sum(axis=1) == pytest.approx(result.scores)
    assert np.all(x @ result.multipliers.T <= 1 + 1e-7)
    assert np.all(result.scores[result.benchmarks] > 1 - 1e-6)


@given(tables)
@settings(deadline=None, max_examples=30)
def test_scores_equal_those_of_the_programme_written_out(x):
    result = benefit_of_the_doubt(x)
    assert result.scores == pytest.approx([plain(x, i) for i in range(len(x))], abs=1e-7)


def test_scores_within_share_bounds_equal_those_of_the_programme_written_out():
    result = benefit_of_the_doubt(GIVEN, lower=0.1, upper=0.4)
    assert result.scores == pytest.approx([plain(GIVEN, i, 0.1, 0.4) for i in range(30)], abs=1e-7)
    assert np.all((result.shares > 0.1 - 1e-6) & (result.shares < 0.4 + 1e-6))
    assert np.all(result.scores <= benefit_of_the_doubt(GIVEN).scores + 1e-9)


@pytest.mark.parametrize("bounds", [{}, {"lower": 0.1, "upper": 0.4}])
def test_the_unit_of_a_criterion_and_the_order_of_rows_and_columns_make_no_difference(bounds):
    scores = benefit_of_the_doubt(GIVEN, **bounds).scores
    assert benefit_of_the_doubt(GIVEN * [1, 1000, 0.01, 7], **bounds).scores == pytest.approx(scores, abs=1e-7)
    assert benefit_of_the_doubt(GIVEN[::-1, ::-1], **bounds).scores[::-1] == pytest.approx(scores, abs=1e-7)


def test_a_unit_that_is_worse_on_everything_scores_lower_and_limits_nobody():
    x = np.vstack([GIVEN, GIVEN[0] * 0.9])
    result = benefit_of_the_doubt(x)
    assert result.scores[-1] == pytest.approx(0.9 * result.scores[0])
    assert 30 not in result.benchmarks
    assert result.scores[:-1] == pytest.approx(benefit_of_the_doubt(GIVEN).scores, abs=1e-9)


def test_equal_units_score_alike():
    scores = benefit_of_the_doubt(np.vstack([GIVEN, GIVEN[3]])).scores
    assert scores[-1] == pytest.approx(scores[3], abs=1e-12)


def test_shares_fixed_by_equal_bounds_leave_no_choice():
    fixed = np.array([0.4, 0.3, 0.2, 0.1])
    assert benefit_of_the_doubt(GIVEN, lower=fixed, upper=fixed).shares == pytest.approx(np.tile(fixed, (30, 1)))


def test_single_unit_and_single_criterion():
    assert benefit_of_the_doubt([[3.0, 4.0]]).scores.tolist() == [1.0]
    assert benefit_of_the_doubt([[3.0], [4.0]]).scores == pytest.approx([0.75, 1.0])


def test_a_constant_criterion_lets_everybody_reach_the_frontier():
    x = np.column_stack([GIVEN, np.full(30, 50.0)])
    assert benefit_of_the_doubt(x).scores == pytest.approx(np.ones(30))


def test_a_unit_without_anything_scores_zero_with_equal_weights():
    result = benefit_of_the_doubt([[0.0, 0.0], [1.0, 2.0]])
    assert result.scores.tolist() == [0.0, 1.0]
    assert result.weights[0].tolist() == result.shares[0].tolist() == [0.5, 0.5]
    assert benefit_of_the_doubt([[0.0, 0.0]]).scores.tolist() == [0.0]


def test_a_missing_value_has_no_weight_and_a_unit_without_values_no_score():
    result = benefit_of_the_doubt([[np.nan, 2.0], [1.0, 4.0], [np.nan, np.nan]])
    assert result.weights[0].tolist() == [0.0, 1.0]
    assert result.scores[:2] == pytest.approx([0.5, 1.0])
    assert np.isnan(result.scores[2])
    assert result.weights[2].tolist() == [0.0, 0.0]


def test_upper_bounds_widen_for_a_unit_that_lacks_values():
    x = GIVEN.copy()
    x[0, :2] = np.nan
    result = benefit_of_the_doubt(x, lower=0.1, upper=0.4)
    assert result.shares[0, 2:].sum() == pytest.approx(1.0)
    assert np.all(result.shares[0, 2:] <= 0.8 + 1e-6)
    assert np.all(result.shares[0, 2:] >= 0.1 - 1e-6)


@pytest.mark.parametrize(
    ("x", "bounds", "said"),
    [
        ([[1.0, -1.0]], {}, "zero or more"),
        ([[1.0, 0.0]], {"lower": 0.1}, "shift the scale"),
        ([[1.0, 0.0]], {"upper": 0.6}, "shift the scale"),
        ([[1.0, 1.0]], {"lower": 0.6}, "no shares that sum to 1"),
        ([[1.0, 1.0]], {"upper": 0.4}, "no shares that sum to 1"),
        ([[1.0, 1.0]], {"lower": 0.5, "upper": 0.4}, "0 <= lower <= upper <= 1"),
        ([[1.0, 1.0]], {"lower": -0.5}, "0 <= lower <= upper <= 1"),
        ([[1.0, 1.0]], {"upper": np.nan}, "0 <= lower <= upper <= 1"),
        ([[1.0, 1.0]], {"upper": [1, 1, 1]}, "expected one bound, or 2"),
        ([[1.0, np.inf]], {}, "infinite"),
    ],
)
def test_what_will_not_do(x, bounds, said):
    with pytest.raises(MethodError, match=said):
        benefit_of_the_doubt(x, **bounds)


def test_by_name_it_gives_the_weights_alone():
    assert UNIT_WEIGHTINGS["benefit_of_the_doubt"](GIVEN) == pytest.approx(benefit_of_the_doubt(GIVEN).weights)
