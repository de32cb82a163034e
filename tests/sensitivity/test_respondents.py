"""The respondent model: a census is certain, one answer is not, and intervals keep their coverage."""

import numpy as np
import pytest

from revue_analytics.errors import MethodError
from revue_analytics.sensitivity import draw_levels

LEVELS = np.arange(5.0)
NOBODY_KNOWN = np.array([np.nan])

OWN_CRITERION = (np.array([1, 2, 0, 0, 0]) / 1.8 + 5 * np.array([0.7, 1.2, 0.2, 0.2, 0.2]) / 2.5) / (3 / 1.8 + 5)
"""What stands above one group's answers (1, 2, 0, 0, 0) to one criterion, on average.

Three answers of one group are worth 3 / (1 + 2 / 2.5) = 3 / 1.8 for their criterion, and as those of one criterion
3 / 1.8 × 6 / (3 / 1.8 + 5) = 1.5 for the territory: (0.5, 1, 0, 0, 0), with 0.2 at each level.
"""


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
        ("own", np.array([1, 2, 0, 0, 0]) + 1.5 * OWN_CRITERION),
    ],
)
def test_mean_of_the_draws_is_the_mean_of_the_posterior(prior, alpha):
    counts = [[[1, 2, 0, 0, 0]]]
    got = draw_levels(counts, NOBODY_KNOWN, LEVELS, 40_000, rng=np.random.default_rng(0), model=prior)
    assert got.mean() == pytest.approx(np.array(alpha) @ LEVELS / np.sum(alpha), abs=4 * got.std() / 200)


def test_the_bootstrap_draws_the_answers_anew_from_themselves():
    counts, rng = [[[1, 0, 2, 0, 0]]], np.random.default_rng(0)
    got = draw_levels(counts, NOBODY_KNOWN, LEVELS, 20_000, rng=rng, model="bootstrap")[:, 0, 0]
    values, often = np.unique(got.round(9), return_counts=True)
    assert values == pytest.approx([0, 2 / 3, 4 / 3, 2])
    assert often / len(got) == pytest.approx([1 / 27, 6 / 27, 12 / 27, 8 / 27], abs=0.012)


def test_the_bootstrap_too_is_certain_of_a_census_and_knows_nothing_of_one_answer():
    for counts, invited in (([1, 2, 3, 0, 0], 6.0), ([0, 0, 1, 0, 0], np.nan)):
        got = draw_levels([[counts]], np.array([invited]), LEVELS, 50, rng=np.random.default_rng(0), model="bootstrap")
        assert np.ptp(got) == 0


def test_unknown_prior_names_the_choices():
    with pytest.raises(MethodError, match="one of 'own', 'flat', 'bootstrap'"):
        draw_levels([[[1, 0, 0, 0, 0]]], NOBODY_KNOWN, LEVELS, 1, rng=np.random.default_rng(0), model="jeffreys")


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
@pytest.mark.parametrize(
    ("centre", "groups", "n"),
    [(1.3, 4, 5), (3.0, 4, 5), (2.0, 3, 8), (1.0, 1, 3), (2.0, 1, 3), (1.3, 1, 1), (1.3, 3, 1), (2.5, 3, 1)],
)
def test_coverage_of_the_90_percent_intervals_in_simulation(centre, groups, n):
    """Eighteen criteria of different levels, seen differently by the groups.

    A flat prior covers single criteria as well, but the overall score in 10–40 % of cases away from the middle. A prior
    that takes what it borrows for certain covers the overall score of one answer per group in 70 %.
    """
    rng = np.random.default_rng(0)
    overall, criteria, trials = 0.0, 0.0, 400
    for _ in range(trials):
        at = centre + rng.normal(0, 0.7, (1, 18)) + rng.normal(0, 0.4, (groups, 1))
        around = np.exp(-0.5 * ((LEVELS - at[..., None]) / 0.9) ** 2)
        p = rng.standard_gamma(4 * around / around.sum(axis=-1, keepdims=True) + 1e-4)
        p /= p.sum(axis=-1, keepdims=True)
        truth = (p @ LEVELS).mean(axis=0)
        drawn = draw_levels(rng.multinomial(n, p), np.full(groups, np.nan), LEVELS, 300, rng=rng).mean(axis=1)
        low, high = np.quantile(drawn, [0.05, 0.95], axis=0)
        criteria += ((low <= truth) & (truth <= high)).mean()
        low, high = np.quantile(drawn.mean(axis=1), [0.05, 0.95])
        overall += low <= truth.mean() <= high
    assert criteria / trials >= 0.82
    assert overall / trials >= 0.82
