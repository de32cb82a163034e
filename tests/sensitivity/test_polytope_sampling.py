"""Draws from stated sets are uniform, independent, and exact where orders or bounds are stated."""

from itertools import pairwise

import numpy as np
import pytest
from scipy import stats

from revue_analytics.errors import MethodError
from revue_analytics.sensitivity import (
    EACH,
    admissible_bounds,
    at_least,
    at_most,
    polytope_sampling,
    rank_acceptability,
    sample_weights,
    weight_set,
)
from revue_analytics.sensitivity.linear_extensions import linear_extensions
from revue_analytics.sensitivity.polytope_sampling import hit_and_run

N = 20_000


def draw(stated, m, n_draws=N, seed=0, **kwargs):
    return sample_weights("polytope", m, n_draws, rng=seed, constraints=stated, **kwargs)


def rejected(inside, n_draws=N):
    """Draws from the simplex that fall into the set: slow, and right by what uniform means."""
    rng, parts = np.random.default_rng(99), []
    while sum(map(len, parts)) < n_draws:
        w = rng.dirichlet(np.ones(len(inside.names)), 100_000)
        parts.append(w[inside.holds(w)])
    return np.concatenate(parts)[:n_draws]


def same_distribution(one, other):
    """Whether no weight and no combination of weights tells two samples apart (Kolmogorov and Smirnov, 1 in 10 000)."""
    along = np.vstack([np.eye(one.shape[1]), np.random.default_rng(1).standard_normal((8, one.shape[1]))])
    distance = max(stats.ks_2samp(one @ row, other @ row).statistic for row in along)
    return distance < 2.23 * np.sqrt(1 / len(one) + 1 / len(other))


def mean_is(w, expected):
    return np.all(np.abs(w.mean(axis=0) - expected) < 4 * w.std(axis=0) / np.sqrt(len(w)))


def centroid(m):
    """Rank-order centroid: mean of the weights whose order is known."""
    return np.array([(1 / np.arange(k, m + 1)).sum() / m for k in range(1, m + 1)])


@pytest.fixture
def no_walk(monkeypatch):
    def refuse(*args):
        raise AssertionError("this set is drawn from exactly, without walking")

    monkeypatch.setattr(polytope_sampling, "hit_and_run", refuse)


TIGHT = admissible_bounds([0.05, 0.05, 0.05, 0.05, 0.2, 0.6], factor=1.2)


@pytest.mark.parametrize(
    ("kind", "m", "n_draws", "repetitions", "known"),
    [
        ("bounded", 6, 2000, 200, {"lower": TIGHT[0], "upper": TIGHT[1]}),
        ("polytope", 4, 10_000, 60, {"constraints": [at_least((0, 1), 0.95)]}),
    ],
)
def test_a_printed_standard_error_is_the_spread_of_repetitions(kind, m, n_draws, repetitions, known):
    """Of mean weights, printed as the central weights of a unit that is always first."""
    always_first, estimates, errors = np.vstack([np.ones(m), np.zeros(m)]), [], []
    for seed in range(repetitions):
        result = rank_acceptability(always_first, sample_weights(kind, m, n_draws, rng=seed, **known))
        estimates.append(result.central_weights[0])
        errors.append(result.central_weights_error[0])
    ratio = np.std(estimates, axis=0, ddof=1) / np.mean(errors, axis=0)
    assert 0.9 < ratio.mean() < 1.15


def test_weights_that_follow_each_other_in_a_chain_are_not_correlated():
    w = hit_and_run(weight_set(6, [at_most(EACH, 0.2)]), 20_000, np.random.default_rng(0))
    chains = (w - w.mean(axis=0)).reshape(-1, 1000, 6)
    assert (chains[1:] * chains[:-1]).mean() / chains.var() < 0.06


def test_a_walk_that_keeps_remembering_is_refused(monkeypatch):
    monkeypatch.setattr(polytope_sampling, "_forgotten", lambda start, now: False)
    monkeypatch.setattr(polytope_sampling, "ATTEMPTS", 2)
    with pytest.raises(MethodError, match="still remembers where it was 6 steps before: state fewer"):
        hit_and_run(weight_set(3), 10, np.random.default_rng(0))


def test_hit_and_run_agrees_with_exact_draws_where_both_work():
    chain = weight_set(6, [at_least(i, i + 1) for i in range(5)])
    walked = hit_and_run(chain, N, np.random.default_rng(1))
    assert same_distribution(walked, sample_weights("ordered", 6, N, rng=0, order=range(6)))
    lower, upper = admissible_bounds(np.full(6, 1 / 6))
    walked = hit_and_run(weight_set(6, lower=lower, upper=upper), N, np.random.default_rng(2))
    assert same_distribution(walked, sample_weights("bounded", 6, N, rng=0, lower=lower, upper=upper))


def test_statements_that_amount_to_an_equation_are_walked_within_it():
    w = draw([at_least((0, 1), 0.5), at_most((0, 1), 0.5)], 3, 5000)
    assert w[:, 2] == pytest.approx(0.5, abs=1e-9)
    assert stats.kstest(w[:, 0], stats.uniform(0, 0.5).cdf).pvalue > 1e-3


def test_the_mean_of_a_total_order_of_18_is_its_centroid(no_walk):
    chain = [at_least(i, i + 1) for i in range(17)]
    w = draw(chain, 18)
    assert np.all(np.diff(w, axis=1) <= 1e-12)
    assert mean_is(w, centroid(18))
    rows = np.eye(18, k=1)[:17] - np.eye(18)[:17]
    assert np.array_equal(draw((rows, np.zeros(17)), 18), w)
    implied = [at_least(i, j) for i in range(18) for j in range(i + 1, 18)]
    assert np.array_equal(draw(implied, 18), w)


@pytest.mark.parametrize(
    "pairs",
    [
        [(0, 1), (2, 1), (2, 3)],
        [(0, 1), (0, 2), (1, 3), (2, 3)],
        [(0, 1), (0, 2), (0, 3)],
        [(0, 1), (2, 3)],
        [(0, 2), (1, 2), (0, 3), (1, 3)],
    ],
    ids=["N", "diamond", "first of four", "two chains", "two above two"],
)
@pytest.mark.parametrize("m", [4, 5])
def test_partial_orders_are_drawn_as_rejection_draws_them(pairs, m, no_walk):
    stated = [at_least(more, less) for more, less in pairs]
    assert same_distribution(draw(stated, m), rejected(weight_set(m, stated)))


@pytest.mark.parametrize("constraint", [at_least(1, 2, times=1.5), at_least((1,), 0.1), at_most(EACH, 0.6)], ids=str)
def test_an_order_with_another_statement_is_drawn_as_rejection_draws_it(constraint, no_walk):
    stated = [at_least(0, 1), at_least(1, 2), at_least(1, 3), constraint]
    assert same_distribution(draw(stated, 4), rejected(weight_set(4, stated)))


def test_a_difference_in_a_chain_is_drawn_as_rejection_draws_it(no_walk):
    apart = (np.array([[-1.0, 1.0, 0.0], [0.0, -1.0, 2.0]]), np.array([-0.2, 0.0]))
    assert same_distribution(draw(apart, 3), rejected(weight_set(3, apart)))


def test_criteria_of_equal_weight_in_a_partial_order_weigh_the_same_and_the_rest_is_uniform(no_walk):
    """0 = 1 above 2 and 3, 4 above 3: the totals of {0, 1}, 2, 3, 4 are uniform where the order holds."""
    stated = [at_least(0, 1), at_least(1, 0), at_least(1, 2), at_least(0, 3), at_least(4, 3)]
    w = draw(stated, 5)
    assert np.array_equal(w[:, 0], w[:, 1])
    totals = np.random.default_rng(5).dirichlet(np.ones(4), 10 * N)
    pair, two, three, four = (totals / [2, 1, 1, 1]).T
    expected = np.column_stack([pair, pair, two, three, four])[(pair >= two) & (pair >= three) & (four >= three)]
    assert same_distribution(w, expected[:N])


def test_a_weak_order_is_the_mean_of_its_corners(no_walk):
    """0 = 1 ≥ 2 = 3 = 4 is a segment from (1/2, 1/2, 0, 0, 0) to equal weights."""
    ties = [at_least(a, b) for group in ((0, 1), (2, 3, 4)) for a in group for b in group if a != b]
    w = draw([*ties, at_least(1, 2)], 5)
    assert stats.kstest(w[:, 0], stats.uniform(0.2, 0.3).cdf).pvalue > 1e-3
    assert np.all(w[:, 2:] == w[:, [2]])


def test_each_linear_extension_is_as_likely_as_the_others():
    above = np.eye(4, dtype=bool)
    above[[0, 2, 2], [1, 1, 3]] = True
    (orders,) = linear_extensions(above, np.ones(4, dtype=np.int64))
    rows, counts = np.unique(orders.draw(10_000, np.random.default_rng(0)), axis=0, return_counts=True)
    assert len(rows) == 5
    assert stats.chisquare(counts).pvalue > 1e-3


@pytest.mark.parametrize("m", [18, 24])
def test_the_first_of_many_weighs_what_the_largest_spacing_does(m, no_walk):
    """24 have more tops than are counted: they are drawn above one statement, the others rejected."""
    w = draw([at_least(0, k) for k in range(1, m)], m)
    largest = (1 / np.arange(1, m + 1)).sum() / m
    assert mean_is(w, np.r_[largest, np.full(m - 1, (1 - largest) / (m - 1))])


def test_orders_of_18_are_all_counted_and_looser_ones_of_more_are_not():
    def first_of(m):
        above = np.eye(m, dtype=bool)
        above[0] = True
        return linear_extensions(above, np.ones(m, dtype=np.int64))

    assert first_of(18) is not None
    assert first_of(19) is None
    chain = np.triu(np.ones((63, 63), dtype=bool))
    assert linear_extensions(chain[:62, :62], np.ones(62, dtype=np.int64)) is not None
    assert linear_extensions(chain, np.ones(63, dtype=np.int64)) is None


@pytest.mark.parametrize("factor", [1.05, 1.5, 4.0])
@pytest.mark.parametrize("weights", [[0.5, 0.3, 0.2], [0.05, 0.05, 0.1, 0.8], [0.25] * 4])
def test_bounds_are_drawn_exactly_however_tight(factor, weights, no_walk):
    """As rejection from the box of all weights but one draws them."""
    lower, upper = admissible_bounds(weights, factor)
    drawn = sample_weights("bounded", len(weights), N, rng=0, lower=lower, upper=upper)
    box = np.random.default_rng(8).uniform(lower[:-1], upper[:-1], (20 * N, len(weights) - 1))
    last = 1 - box.sum(axis=1)
    inside = (last >= lower[-1]) & (last <= upper[-1])
    assert same_distribution(drawn, np.column_stack([box, last])[inside][:N])


@pytest.mark.parametrize("sum_of_upper", [1.001, 1.5, 30.0], ids=["hardly above 1", "half as much again", "loose"])
def test_bounds_of_sixty_criteria_are_drawn_exactly(sum_of_upper, no_walk):
    upper = np.linspace(1, 3, 60)
    upper *= sum_of_upper / upper.sum()
    w = sample_weights("bounded", 60, 1000, rng=0, upper=upper)
    assert np.all((w >= 0) & (w <= upper + 1e-12))


def test_a_statement_within_tight_bounds_is_drawn_exactly(no_walk):
    lower, upper = admissible_bounds(np.full(18, 1 / 18), 1.3)
    w = draw([at_least(0, 1)], 18, lower=lower, upper=upper)
    assert np.all(w[:, 0] >= w[:, 1])
    assert np.all((w >= lower - 1e-12) & (w <= upper + 1e-12))


def test_draws_from_the_usual_set_are_what_they_have_always_been():
    """A flat Dirichlet draw above the lower bounds, those below the upper ones kept in their order."""
    lower, upper = admissible_bounds(np.full(8, 1 / 8))
    first = lower + (1 - lower.sum()) * np.random.default_rng(0).dirichlet(np.ones(8), 1000)
    kept = first[np.all(first <= upper, axis=1)][:200]
    assert len(kept) == 200
    assert np.array_equal(sample_weights("bounded", 8, 200, rng=0, lower=lower, upper=upper), kept)


def test_labels_have_their_own_draws_in_any_order():
    names = ["c", "a", "b"]
    w = draw([at_least(*pair) for pair in pairwise("abc")], 3, 100, names=names)
    assert np.all((w[:, 1] >= w[:, 2]) & (w[:, 2] >= w[:, 0]))
