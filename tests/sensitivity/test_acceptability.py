"""Rank acceptability: values that are known, invariants, and ties that stay ties."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from revue_analytics.errors import MethodError
from revue_analytics.sensitivity import rank_acceptability, sample_weights


def draws(m, n_draws=20_000, seed=0):
    return sample_weights("uniform", m, n_draws, rng=np.random.default_rng(seed))


def within(estimate, expected, error, times=4):
    return np.all(np.abs(estimate - expected) <= times * error + 1e-12)


def test_three_units_each_best_on_one_criterion_share_the_first_place():
    """By symmetry a third each; mean of the largest of three uniform spacings 11/18, of the others 7/36."""
    result = rank_acceptability(np.eye(3), draws(3))
    assert within(result.rank_acceptability[:, 0], 1 / 3, result.standard_error[:, 0])
    expected = np.where(np.eye(3, dtype=bool), 11 / 18, 7 / 36)
    assert within(result.central_weights, expected, result.central_weights_error)
    assert result.confidence_factor.tolist() == [1.0, 1.0, 1.0]


def test_a_compromise_is_first_in_a_fifth_of_the_cases():
    """(1, 0) is first for w1 > 0.6, (0, 1) for w1 < 0.4, (0.6, 0.6) in between."""
    result = rank_acceptability([[1, 0], [0, 1], [0.6, 0.6]], draws(2))
    assert within(result.first_share, [0.4, 0.4, 0.2], result.standard_error[:, 0])


def test_priorities_of_one_territory_are_the_units_of_a_diagonal():
    """weight × shortfall: I5 before I8 for a weight of I5 above 0.3253; Ω leaves it from 0.25 to 0.75."""
    w = sample_weights("bounded", 2, 20_000, rng=np.random.default_rng(0), lower=[0.25] * 2, upper=[0.75] * 2)
    priorities = pd.DataFrame(np.diag([2 * 19.4444, 2 * 9.3750]), index=["I5", "I8"], columns=["I5", "I8"])
    result = rank_acceptability(priorities, w)
    assert within(result.first_share[0], (0.75 - 0.3253) / 0.5, result.standard_error[0, 0])
    assert result.table()["unit"].tolist() == ["I5", "I5", "I8", "I8"]


def test_exact_ties_share_the_best_place_even_under_rounding():
    x = [[0.1 + 0.2, 0.6], [0.3, 0.6], [0.0, 0.1]]
    result = rank_acceptability(x, draws(2, 500))
    assert result.rank_acceptability.tolist() == [[1, 0, 0], [1, 0, 0], [0, 0, 1]]
    assert result.pairwise_winning[:2, :2].tolist() == [[0, 0], [0, 0]]
    assert result.expected_rank.tolist() == [1, 1, 3]


def test_units_that_are_all_the_same_are_all_first():
    result = rank_acceptability(np.full((4, 3), 7.0), draws(3, 50))
    assert result.first_share.tolist() == [1.0] * 4


def test_less_is_better_where_the_direction_says_so():
    costs = rank_acceptability([[1, 5], [2, 3]], draws(2), direction=[1, -1])
    assert costs.first_share[1] == 1.0


def test_a_missing_value_leaves_its_weight_to_the_others():
    """With nothing known of the second criterion the unit has 0.5 whatever the weights; the other has w1."""
    result = rank_acceptability([[0.5, np.nan], [1.0, 0.0]], draws(2))
    assert within(result.first_share, [0.5, 0.5], result.standard_error[:, 0])


def test_drawn_values_need_as_many_draws_as_the_weights():
    with pytest.raises(MethodError, match="10 draws, the weights 9"):
        rank_acceptability(np.zeros((10, 2, 2)), draws(2, 9))


def test_the_confidence_factor_tells_when_values_are_drawn():
    """Values 1 and N(0.9, 0.1): under any weights the first wins with probability P(N(0.9, 0.1) < 1) = 0.8413."""
    rng = np.random.default_rng(3)
    x = np.ones((20_000, 2, 2))
    x[:, 1] = rng.normal(0.9, 0.1, (20_000, 1))
    result = rank_acceptability(x, [0.5, 0.5])
    assert result.confidence_factor[0] == pytest.approx(0.8413, abs=4 * result.confidence_error[0])


def test_the_error_of_a_confidence_factor_is_the_spread_of_repetitions():
    """The weights under which it is had are drawn as well, a good third of its variance here."""
    centre, factors, errors = np.array([[1, 0.2, 0.3], [0.2, 1, 0.3], [0.55, 0.55, 0.6], [0.3, 0.3, 0.9]]), [], []
    for seed in range(150):
        rng = np.random.default_rng(seed)
        x = centre + rng.normal(0, 0.1, (1000, 4, 3))
        result = rank_acceptability(x, sample_weights("uniform", 3, 1000, rng=rng))
        factors.append(result.confidence_factor)
        errors.append(result.confidence_error)
    ratio = np.std(factors, axis=0, ddof=1) / np.mean(errors, axis=0)
    assert 0.9 < ratio.mean() < 1.15


def test_geometric_order_is_that_of_the_function_itself():
    from revue_analytics.methods.aggregation import geometric_mean

    x, w = np.random.default_rng(1).uniform(1, 100, (6, 3)), draws(3, 300)
    by_name = rank_acceptability(x, w, aggregation="geometric_mean")
    by_callable = rank_acceptability(x, w, aggregation=lambda values, weights: geometric_mean(values, weights))
    assert np.array_equal(by_name.rank_acceptability, by_callable.rank_acceptability)
    assert by_name.problem.shortfalls is not None and by_callable.problem.shortfalls is None


@pytest.mark.parametrize("kwargs", [{"bins": 3, "top": 2}, {"bins": 5}, {"top": 0}])
def test_bins_and_top_that_make_no_sense_are_refused(kwargs):
    with pytest.raises(MethodError, match=r"bins|top"):
        rank_acceptability(np.eye(4), draws(4, 10), **kwargs)


def test_a_full_matrix_of_tens_of_thousands_is_refused_with_a_way_out():
    with pytest.raises(MethodError, match="bins=100"):
        rank_acceptability(np.zeros((9000, 2)), draws(2, 10))


values = arrays(np.float64, st.tuples(st.integers(2, 7), st.integers(1, 4)), elements=st.integers(0, 4).map(float))


@settings(deadline=None, max_examples=60)
@given(values, st.integers(0, 3))
def test_invariants_of_the_acceptability_matrix(x, seed):
    w = draws(x.shape[1], 200, seed)
    result = rank_acceptability(x, w, seed=seed)
    assert result.rank_acceptability.sum(axis=1) == pytest.approx(1.0)
    if len(np.unique(x, axis=0)) == len(x) and x.shape[1] > 1:
        assert result.rank_acceptability.sum(axis=0) == pytest.approx(1.0)
    assert result.expected_rank == pytest.approx(1.0 + result.pairwise_winning.sum(axis=0))
    dominated = ((x[None] >= x[:, None]).all(axis=2) & (x[None] > x[:, None]).all(axis=2)).any(axis=1)
    assert not result.first_share[dominated].any()
    first = result.first_share > 0
    assert result.central_weights[first].sum(axis=1) == pytest.approx(1.0)
    assert (result.confidence_factor[first] == 1.0).all()
    assert np.isnan(result.central_weights[~first]).all()
    assert result.seed == seed


@settings(deadline=None, max_examples=30)
@given(values, st.randoms(use_true_random=False))
def test_permuting_units_permutes_the_result(x, random):
    order = list(range(len(x)))
    random.shuffle(order)
    w = draws(x.shape[1], 100)
    straight, shuffled = rank_acceptability(x, w), rank_acceptability(x[order], w)
    assert np.array_equal(straight.rank_acceptability[order], shuffled.rank_acceptability)
    assert np.array_equal(straight.pairwise_winning[np.ix_(order, order)], shuffled.pairwise_winning)


def test_the_result_shows_its_table_and_says_what_it_rests_on():
    result = rank_acceptability(np.eye(2), draws(2, 100), seed=0)
    assert list(result.table()) == ["unit", "rank", "acceptability", "standard_error"]
    assert "<table" in result._repr_html_()
    assert (result.n_draws, result.seed) == (100, 0)
    assert {"first", "first_error", "expected_rank", "central_0_error"} <= set(result.summary())
