"""The respondent model: a census is certain, one answer is not, and intervals keep their coverage."""

import numpy as np
import pytest

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


def test_mean_of_the_draws_is_the_mean_of_the_posterior():
    # Dirichlet(n_l + 0.2): weights (1.2, 2.2, 0.2, 0.2, 0.2) / 4
    expected = (np.array([1.2, 2.2, 0.2, 0.2, 0.2]) @ LEVELS) / 4.0
    got = draws([1, 2, 0, 0, 0], np.nan, n=40_000)
    assert got.mean() == pytest.approx(expected, abs=4 * got.std() / 200)


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
def test_the_90_percent_interval_covers_85_to_96_percent_whatever_the_number_of_answers(n):
    """Coverage over distributions of answers drawn flat; a plain bootstrap covers 0 at n = 1 and 67 % at n = 3."""
    rng = np.random.default_rng(n)
    inside, trials = 0, 4000
    for _ in range(trials):
        p = rng.dirichlet(np.ones(5))
        counts = rng.multinomial(n, p)
        low, high = np.quantile(draw_levels([[counts]], NOBODY_KNOWN, LEVELS, 400, rng=rng), [0.05, 0.95])
        inside += low <= p @ LEVELS <= high
    assert 0.85 <= inside / trials <= 0.96
