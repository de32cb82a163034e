"""The respondent model: a census is certain, one answer is not, and intervals keep their coverage."""

import numpy as np
import pytest

from revue_analytics.errors import MethodError
from revue_analytics.sensitivity import draw_levels

LEVELS = np.arange(5.0)
NOBODY_KNOWN = np.array([np.nan])


def draws(counts, invited, n=4000, seed=0):
    return draw_levels([[counts]], np.array([invited]), LEVELS, n, rng=np.random.default_rng(seed))[:, 0, 0]


def test_a_full_census_has_no_uncertainty():
    assert np.ptp(draws([1, 2, 3, 0, 0], 6.0)) == 0
    assert draws([1, 2, 3, 0, 0], 6.0)[0] == pytest.approx(8 / 6)


def test_more_answers_than_invited_count_as_a_census():
    assert np.ptp(draws([1, 2, 3, 0, 0], 4.0)) == 0


def test_one_answer_is_uncertain():
    low, high = np.quantile(draws([0, 0, 1, 0, 0], np.nan), [0.05, 0.95])
    assert low < 2 < high


def test_knowing_how_many_were_invited_narrows_the_interval():
    def width(invited):
        return np.subtract(*np.quantile(draws([1, 2, 2, 1, 0], invited), [0.95, 0.05]))

    assert 0 < width(8.0) < width(20.0) < width(np.nan)


def test_nobody_answered_is_missing_not_zero():
    assert np.isnan(draws([0, 0, 0, 0, 0], 9.0)).all()


@pytest.mark.parametrize(
    ("prior", "alpha"),
    [
        ("flat", [1.2, 2.2, 0.2, 0.2, 0.2]),
        # one answer and a half, spread as (1 + 1, 2 + 1, 0 + 1, 0 + 1, 0 + 1) / 8
        ("own", [1 + 0.375, 2 + 0.5625, 0.1875, 0.1875, 0.1875]),
    ],
)
def test_mean_of_the_draws_is_the_mean_of_the_posterior(prior, alpha):
    counts = [[[1, 2, 0, 0, 0]]]
    got = draw_levels(counts, NOBODY_KNOWN, LEVELS, 40_000, rng=np.random.default_rng(0), prior=prior)
    assert got.mean() == pytest.approx(np.array(alpha) @ LEVELS / np.sum(alpha), abs=4 * got.std() / 200)


def test_unknown_prior_names_the_choices():
    with pytest.raises(MethodError, match="one of 'own', 'flat'"):
        draw_levels([[[1, 0, 0, 0, 0]]], NOBODY_KNOWN, LEVELS, 1, rng=np.random.default_rng(0), prior="jeffreys")


@pytest.mark.parametrize("level", [0, 1, 3, 4])
def test_interval_of_a_mean_over_many_criteria_holds_the_mean(level):
    """A territory away from the middle of the scale: a flat prior would pull all of its criteria the same way."""
    counts = np.zeros((4, 18, 5))
    counts[..., level] = 4
    counts[..., 2] = 1
    drawn = draw_levels(counts, np.full(4, np.nan), LEVELS, 2000, rng=np.random.default_rng(0)).mean(axis=(1, 2))
    low, high = np.quantile(drawn, [0.05, 0.95])
    assert low <= (4 * level + 2) / 5 <= high


def test_groups_and_criteria_keep_their_places():
    counts = np.zeros((2, 3, 5))
    counts[0, 1, 4] = 50
    counts[1, 2, 0] = 50
    got = draw_levels(counts, np.array([50.0, 50.0]), LEVELS, 10, rng=np.random.default_rng(0))
    assert got[:, 0, 1].tolist() == [4.0] * 10
    assert got[:, 1, 2].tolist() == [0.0] * 10
    assert np.isnan(got[:, 0, 0]).all()


@pytest.mark.full
@pytest.mark.parametrize("n", [1, 3, 6, 12, 40])
def test_the_90_percent_interval_of_one_criterion_alone_covers_80_to_96_percent(n):
    """Truth drawn flat, one group, one criterion: the hardest case, with nothing to learn from elsewhere."""
    rng = np.random.default_rng(n)
    inside, trials = 0, 4000
    for _ in range(trials):
        p = rng.dirichlet(np.ones(5))
        counts = rng.multinomial(n, p)
        low, high = np.quantile(draw_levels([[counts]], NOBODY_KNOWN, LEVELS, 400, rng=rng), [0.05, 0.95])
        inside += low <= p @ LEVELS <= high
    assert 0.80 <= inside / trials <= 0.96


@pytest.mark.full
@pytest.mark.parametrize("centre", [0.8, 1.3, 2.0, 3.2])
def test_the_90_percent_interval_of_the_overall_score_covers_at_least_three_quarters(centre):
    """Four groups of five, eighteen criteria, distributions scattered around a level; a flat prior covers 0–10 %."""
    rng = np.random.default_rng(0)
    around = np.exp(-0.5 * ((LEVELS - centre) / 0.9) ** 2)
    inside, trials = 0, 400
    for _ in range(trials):
        p = rng.dirichlet(3 * around / around.sum(), size=(4, 18))
        drawn = draw_levels(rng.multinomial(5, p), np.full(4, np.nan), LEVELS, 300, rng=rng).mean(axis=(1, 2))
        low, high = np.quantile(drawn, [0.05, 0.95])
        inside += low <= (p @ LEVELS).mean() <= high
    assert inside / trials >= 0.75
