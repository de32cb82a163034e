"""Pairwise judgements: invariants, incomplete matrices, and which judgement is at fault."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from revue_analytics.errors import MethodError
from revue_analytics.methods.weighting import analytic_hierarchy, random_index, reciprocal_matrix

LEVELS = [Fraction(1, n) for n in range(9, 1, -1)] + [Fraction(n) for n in range(1, 10)]
levels = st.sampled_from([float(level) for level in LEVELS])
full = st.integers(1, 7).flatmap(lambda m: st.lists(levels, min_size=m * (m - 1) // 2, max_size=m * (m - 1) // 2))


def consistent(weights):
    return np.divide.outer(np.asarray(weights, float), np.asarray(weights, float))


@given(full.filter(len))
@settings(deadline=None)
def test_weights_lie_on_the_simplex_and_move_with_their_criteria(upper):
    a = reciprocal_matrix(upper)
    result, turned = analytic_hierarchy(a), analytic_hierarchy(a[::-1, ::-1])
    assert np.all(result.weights > 0)
    assert result.weights.sum() == pytest.approx(1.0)
    assert turned.weights[::-1] == pytest.approx(result.weights, abs=1e-9)
    assert turned.consistency_ratio == pytest.approx(result.consistency_ratio, abs=1e-9)
    assert result.lambda_max >= len(a) - 1e-9


@given(st.lists(st.floats(0.05, 1.0), min_size=1, max_size=8))
def test_perfectly_consistent_judgements_give_their_weights_back(weights):
    result = analytic_hierarchy(consistent(weights))
    assert result.weights == pytest.approx(np.array(weights) / sum(weights), rel=1e-9)
    assert result.consistency_ratio == 0.0
    assert result.is_consistent
    assert result.repair is None


def test_weights_do_not_depend_on_the_unit_of_a_criterion():
    a = reciprocal_matrix([2, 5, 3, 4, 2, 1 / 3])
    unit = np.array([1.0, 10.0, 0.5, 3.0])
    scaled = analytic_hierarchy(a * np.divide.outer(unit, unit)).weights
    base = analytic_hierarchy(a).weights * unit
    assert scaled == pytest.approx(base / base.sum(), rel=1e-9)


def test_independent_program_on_five_criteria():
    """PyDecision 5.1.8, ahp_method(wd="me"); it takes a slightly other random index, so the ratio is not compared."""
    a = reciprocal_matrix([3, 1 / 2, 4, 2, 1 / 4, 2, 1, 5, 3, 1 / 3])
    expected = [0.2645870844, 0.1125060106, 0.4203295520, 0.0622036120, 0.1403737410]
    assert analytic_hierarchy(a).weights == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("m", [1, 2])
def test_one_or_two_criteria_are_always_consistent(m):
    result = analytic_hierarchy(reciprocal_matrix([3.0] * (m - 1))) if m > 1 else analytic_hierarchy([[1.0]])
    assert result.consistency_ratio == 0.0
    assert result.weights == pytest.approx([1.0] if m == 1 else [0.75, 0.25])


def test_one_side_of_the_diagonal_is_enough():
    whole = reciprocal_matrix([3, 5, 2])
    upper = np.where(np.triu(np.ones((3, 3))) > 0, whole, np.nan)
    assert analytic_hierarchy(upper).weights == pytest.approx(analytic_hierarchy(whole).weights, abs=1e-15)
    assert analytic_hierarchy(np.where(np.eye(3) > 0, np.nan, upper)).weights.sum() == pytest.approx(1.0)


def test_a_third_written_as_point_three_three_is_a_third():
    result = analytic_hierarchy([[1, 3], [0.33, 1]])
    assert result.weights == pytest.approx([0.75, 0.25], abs=1e-3)


@pytest.mark.parametrize(
    ("judgements", "said"),
    [
        ([[1, 3], [3, 1]], "criteria 1 and 2 contradict each other: 3 one way, 3 the other, expected 0.333"),
        ([[1, -3], [-1 / 3, 1]], "positive"),
        ([[1, 0], [np.nan, 1]], "positive"),
        ([[1, np.inf], [0.0, 1]], "infinite"),
        ([[2, 3], [1 / 3, 1]], "compared with itself is 1"),
        ([[1, 3, 5]], "square"),
        ([], "square"),
        ([[1, np.nan], [np.nan, 1]], "nothing links criteria 2"),
    ],
)
def test_judgements_that_will_not_do(judgements, said):
    with pytest.raises(MethodError, match=said):
        analytic_hierarchy(judgements)


def test_number_of_judgements_must_fit_a_matrix():
    with pytest.raises(MethodError, match="4 judgements fit no matrix"):
        reciprocal_matrix([1, 2, 3, 4])


def test_missing_judgements_of_a_consistent_judge_change_nothing():
    a = consistent([8, 4, 2, 1])
    a[0, 3] = a[3, 0] = a[1, 2] = a[2, 1] = np.nan
    result = analytic_hierarchy(a)
    assert result.weights == pytest.approx(np.array([8, 4, 2, 1]) / 15, abs=1e-7)
    assert result.consistency_ratio == pytest.approx(0.0, abs=1e-6)
    assert result.matrix[0, 3] == pytest.approx(8.0, rel=1e-6)


def test_a_chain_of_comparisons_is_enough_and_has_nothing_to_contradict():
    a = np.full((4, 4), np.nan)
    a[0, 1], a[1, 2], a[2, 3] = 2, 3, 4
    result = analytic_hierarchy(a)
    assert result.weights == pytest.approx(np.array([24, 12, 4, 1]) / 41, abs=1e-7)
    assert result.consistency_ratio == 0.0


@given(st.lists(levels, min_size=10, max_size=10), st.integers(0, 9), st.floats(-1.0, 1.0))
@settings(deadline=None, max_examples=30)
def test_missing_judgement_is_filled_in_where_the_eigenvalue_is_least(upper, gone, step):
    upper[gone] = np.nan
    i, j = (at[gone] for at in np.triu_indices(5, 1))
    result = analytic_hierarchy(reciprocal_matrix(upper))
    other = result.matrix.copy()
    other[i, j] *= np.exp(step)
    other[j, i] = 1 / other[i, j]
    assert np.linalg.eigvals(other).real.max() >= result.lambda_max - 1e-9


def test_random_index_beyond_the_table_goes_on_smoothly():
    steps = np.diff([random_index(m) for m in range(3, 20)])
    assert np.all(steps > -0.002)
    assert random_index(15) == pytest.approx(1.59, abs=0.01)


def test_the_judgement_that_was_typed_wrong_is_found_and_its_repair_named():
    a = np.round(consistent([16, 8, 4, 2, 1]))
    a = reciprocal_matrix(np.clip(a[np.triu_indices(5, 1)], 1, 9))
    good = analytic_hierarchy(a)
    assert good.is_consistent
    a[1, 3], a[3, 1] = 1 / 4, 4.0  # 4 typed the wrong way round
    result = analytic_hierarchy(a)
    assert not result.is_consistent
    assert (result.repair.first, result.repair.second) == (1, 3)
    assert result.repair.given == pytest.approx(1 / 4)
    assert result.repair.implied == pytest.approx(result.weights[1] / result.weights[3])
    assert result.repair.better in {3.0, 4.0, 5.0}
    assert result.repair.consistency_ratio <= good.consistency_ratio + 1e-12


def test_no_single_change_does_better_than_the_repair():
    a = reciprocal_matrix([5, 1 / 3, 7, 3, 1 / 5, 1 / 4])
    result = analytic_hierarchy(a)
    ratios = []
    for i, j in zip(*np.triu_indices(4, 1), strict=True):
        for level in LEVELS:
            changed = a.copy()
            changed[i, j], changed[j, i] = float(level), 1 / float(level)
            ratios.append(analytic_hierarchy(changed).consistency_ratio)
    assert result.repair.consistency_ratio == pytest.approx(min(ratios), abs=1e-9)
    ordered = [judgement.consistency_ratio for judgement in result.doubtful]
    assert ordered == sorted(ordered)
    assert max(ordered) < result.consistency_ratio


def test_repair_of_an_incomplete_matrix_holds_when_carried_out():
    a = reciprocal_matrix([5, 1 / 3, 7, 3, 1 / 5, np.nan])
    repair = analytic_hierarchy(a).repair
    a[repair.first, repair.second], a[repair.second, repair.first] = repair.better, 1 / repair.better
    assert analytic_hierarchy(a).consistency_ratio == pytest.approx(repair.consistency_ratio, abs=1e-6)


def test_the_ratio_may_rest_on_the_later_table_of_saaty():
    judgements = [[1, 3, 5], [1 / 3, 1, 3], [1 / 5, 1 / 3, 1]]
    earlier, later = analytic_hierarchy(judgements), analytic_hierarchy(judgements, table=2005)
    assert later.consistency_ratio == pytest.approx(earlier.consistency_index / 0.52)
    assert earlier.consistency_ratio == pytest.approx(earlier.consistency_index / 0.58)
    with pytest.raises(MethodError, match="no table of 1990; expected 1980 or 2005"):
        random_index(3, table=1990)
