"""Places are the same however they are counted: sorted or bucketed, block by block, in one thread or two."""

import numpy as np
import pytest

from revue_analytics.sensitivity import rank_acceptability, rank_counts, sample_weights
from revue_analytics.sensitivity.rank_counts import bucketed_bins, count_bins, ranks, sorted_bins
from revue_analytics.sensitivity.smaa_problem import SmaaProblem


def problem(n, n_draws=64, m=8, seed=0, levels=None):
    rng = np.random.default_rng(seed)
    x = rng.random((n, m)) if levels is None else rng.integers(levels, size=(n, m)).astype(float)
    return SmaaProblem.of(x, sample_weights("uniform", m, n_draws, rng=rng), "arithmetic_mean")


def bins_for(n, bins):
    return np.arange(n) * bins // n


@pytest.mark.parametrize("levels", [None, 2, 5])
@pytest.mark.parametrize("bins", [1, 7, 100])
def test_buckets_give_the_bins_that_sorting_gives(levels, bins):
    posed = problem(3000, levels=levels, m=8 if levels is None else 3)
    losses, bin_of = posed.losses(0, 64), bins_for(3000, bins)
    by_sort, by_bucket = (np.empty(losses.shape, dtype=np.uint16) for _ in range(2))
    leaders = sorted_bins(losses.copy(), bin_of, by_sort)
    found = bucketed_bins(losses.copy(), bin_of, by_bucket)
    assert np.array_equal(by_sort, by_bucket)
    assert sorted(map(tuple, leaders)) == sorted(map(tuple, found))


def test_outliers_do_not_spoil_the_buckets():
    losses = np.random.default_rng(0).lognormal(sigma=3.0, size=(5, 6000))
    losses /= losses.max(axis=1, keepdims=True) * (1 + 1e-6)
    bin_of = bins_for(6000, 100)
    by_sort, by_bucket = (np.empty(losses.shape, dtype=np.uint16) for _ in range(2))
    sorted_bins(losses.copy(), bin_of, by_sort)
    bucketed_bins(losses.copy(), bin_of, by_bucket)
    assert np.array_equal(by_sort, by_bucket)


def test_ties_that_rounding_pulls_apart_stay_ties_in_buckets():
    base = np.linspace(0.0, 0.999, 5000)
    losses = np.concatenate([base, base + 1e-13])[None]
    out = np.empty(losses.shape, dtype=np.uint16)
    bucketed_bins(losses, bins_for(10_000, 100), out)
    assert np.array_equal(out[0, :5000], out[0, 5000:])


def test_counts_are_those_of_a_plain_sort():
    posed = problem(5000, 40)
    counts, leaders = count_bins(posed.losses, 5000, 40, bins_for(5000, 100), threads=1)
    expected = np.zeros((5000, 100), dtype=int)
    for scores in posed.weights @ posed.x.T:
        order = np.argsort(-scores)
        expected[order, np.arange(5000) * 100 // 5000] += 1
    assert np.array_equal(counts, expected)
    assert np.array_equal(leaders[:, 1], np.argmax(posed.weights @ posed.x.T, axis=1))


@pytest.mark.parametrize(("n", "kwargs"), [(60, {}), (60, {"top": 5}), (900, {"bins": 10}), (4500, {"bins": 100})])
def test_neither_blocks_nor_threads_change_anything(n, kwargs, monkeypatch):
    posed = problem(n, 700)
    once = rank_acceptability(posed.x, posed.weights, threads=1, **kwargs)
    for name, value in {"SORTED_BLOCK": 1000, "BUCKETED_BLOCK": 20_000, "TILE_DRAWS": 90, "TILE_COUNTS": 1000}.items():
        monkeypatch.setattr(rank_counts, name, value)
    again = rank_acceptability(posed.x, posed.weights, threads=2, **kwargs)
    assert np.array_equal(once.rank_acceptability, again.rank_acceptability)
    assert np.array_equal(once.central_weights, again.central_weights, equal_nan=True)
    assert np.array_equal(once.first_share, again.first_share)


def test_bins_and_top_are_parts_of_the_full_matrix():
    posed = problem(200, 300, levels=3, m=4)
    full = rank_acceptability(posed.x, posed.weights).rank_acceptability
    top = rank_acceptability(posed.x, posed.weights, top=7).rank_acceptability
    bins = rank_acceptability(posed.x, posed.weights, bins=20).rank_acceptability
    assert np.array_equal(top, full[:, :7])
    assert bins == pytest.approx(full.reshape(200, 20, 10).sum(axis=2))


def test_ranks_of_thousands_are_competition_ranks():
    scores = np.random.default_rng(0).integers(50, size=(3, 4000)) / 60.0
    expected = 1 + (scores[:, None, :] < scores[:, :, None]).sum(axis=2)
    assert np.array_equal(ranks(scores), expected)
