"""Weights are drawn uniformly from what they are said to be drawn from."""

import numpy as np
import pytest
from scipy import stats

from revue_analytics.errors import MethodError
from revue_analytics.sensitivity import admissible_bounds, sample_weights, stream

N = 20_000


def test_uniform_weights_have_the_marginals_of_the_flat_dirichlet():
    w = sample_weights("uniform", 4, N, rng=np.random.default_rng(0))
    assert w.sum(axis=1) == pytest.approx(np.ones(N), abs=1e-12)
    for column in w.T:
        assert stats.kstest(column, stats.beta(1, 3).cdf).pvalue > 1e-3


def test_two_bounded_weights_are_uniform_between_their_bounds():
    w = sample_weights("bounded", 2, N, rng=np.random.default_rng(1), lower=[0.25, 0.25], upper=[0.75, 0.75])
    assert stats.kstest(w[:, 0], stats.uniform(0.25, 0.5).cdf).pvalue > 1e-3


def test_usual_admissible_set_of_eight_indicators():
    lower, upper = admissible_bounds(np.full(8, 1 / 8))
    w = sample_weights("bounded", 8, N, rng=np.random.default_rng(2), lower=lower, upper=upper)
    assert w.shape == (N, 8)
    assert w.min() >= 1 / 16
    assert w.max() <= 1 / 4 + 1e-12
    assert w.mean(axis=0) == pytest.approx(np.full(8, 1 / 8), abs=4 * w.std() / np.sqrt(N))


def test_bounds_that_leave_one_point_give_that_point():
    w = sample_weights("bounded", 2, 3, rng=np.random.default_rng(0), lower=[0.4, 0.6], upper=[1, 1])
    assert w.tolist() == [[0.4, 0.6]] * 3


@pytest.mark.parametrize(
    ("lower", "upper", "said"),
    [
        ([0.7, 0.7], [1, 1], "sum to 1.4"),
        ([0, 0], [0.3, 0.3], "upper to 0.6"),
        ([0.5, 0], [0.2, 1], "at most its upper"),
    ],
)
def test_impossible_bounds_are_refused_with_the_reason(lower, upper, said):
    with pytest.raises(MethodError, match=said):
        sample_weights("bounded", 2, 10, rng=np.random.default_rng(0), lower=lower, upper=upper)


def test_unknown_kind_names_the_nearest():
    with pytest.raises(MethodError, match="did you mean 'uniform'"):
        sample_weights("unifrom", 2, 10, rng=np.random.default_rng(0))


def test_seed_zero_is_a_seed():
    assert stream(0, "a").random() == stream(0, "a").random()
    assert stream(0, "a").random() != stream(1, "a").random()
