"""Intervals: in closed form, the same as by drawing; their coverage in simulation."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import bootstrap, norm

from revue_analytics.agreement.between import differences, mean_difference, means_without_each
from revue_analytics.agreement.intervals import PRIOR, expected, jackknife
from revue_analytics.agreement.one_question import mean_consensus, one_question
from revue_analytics.agreement.several_questions import alphas, concordance
from revue_analytics.methods.reliability import (
    kendall_w_of_ranks,
    mid_ranks,
    ordinal_consensus_of_counts,
    within_group_agreement_of_counts,
)

LEVELS = np.arange(5.0)
counts = st.lists(st.integers(0, 6), min_size=5, max_size=5).filter(lambda c: sum(c) > 1).map(np.array)


@given(counts, st.one_of(st.none(), st.integers(0, 30)))
def test_mean_and_variance_are_those_of_the_urn(seen, unseen):
    """Dirichlet, completed by a multinomial: the law of total variance, term by term."""
    alpha = seen + PRIOR
    a, n = alpha.sum(), seen.sum()
    q = alpha / a
    mean, square = q @ LEVELS, q @ LEVELS**2
    of_p = (square - mean**2) / (a + 1)
    found = expected(seen.astype(float), np.float64(np.nan if unseen is None else n + unseen))
    if unseen is None:
        centre, variance = mean, of_p
    else:
        within = 0.0 if not unseen else (square - mean**2 - of_p) / unseen  # E of the variance of a mean of U draws
        centre = (seen @ LEVELS + unseen * mean) / (n + unseen)
        variance = (unseen / (n + unseen)) ** 2 * (of_p + within)
    assert found.shares @ LEVELS == pytest.approx(centre)
    assert float(found.variance(LEVELS)) == pytest.approx(variance, abs=1e-12)


def test_variance_of_consensus_and_of_r_wg_is_that_of_draws_where_answers_are_many():
    seen = np.array([10.0, 50, 100, 90, 25])
    rng = np.random.default_rng(0)
    p = rng.dirichlet(seen + PRIOR, 20_000)
    found = one_question(seen[None], np.array([np.nan]), LEVELS, np.array([True]))
    for (value, low, high), draws in (
        (found.consensus[:, 0], ordinal_consensus_of_counts(p, LEVELS)),
        (found.within[:, 0], 1 - (p @ LEVELS**2 - (p @ LEVELS) ** 2) / 2),
    ):
        assert low < value < high
        assert (high - low) / 2 / norm.ppf(0.95) == pytest.approx(draws.std(), rel=0.03)


def test_the_jackknife_of_a_mean_in_groups_is_the_sum_of_their_variances():
    rng = np.random.default_rng(1)
    x, group = rng.normal(size=12), np.repeat([0, 1], [5, 7])
    without = np.array([
        np.delete(x, i)[np.delete(group, i) == 0].mean() - np.delete(x, i)[np.delete(group, i) == 1].mean()
        for i in range(12)
    ])  # fmt: skip
    value = x[:5].mean() - x[5:].mean()
    _low, _high, centre, variance = jackknife(value, without, group)
    assert centre == pytest.approx(value)
    assert variance == pytest.approx(x[:5].var(ddof=1) / 5 + x[5:].var(ddof=1) / 7)


def test_the_jackknife_of_alpha_is_as_wide_as_scipy_s_bootstrap_where_respondents_are_many():
    """Of 200 respondents hardly one is drawn twice beside themselves, so that both are right."""
    rng = np.random.default_rng(2)
    panel = people(rng, 200, rng.normal(2, 0.8, 6))
    found = alphas(panel, [range(6)])[0]
    drawn = bootstrap(
        (np.arange(200),), lambda i, axis=-1: alphas(panel[i], [range(6)])[0].value, vectorized=False,
        n_resamples=300, rng=rng, method="basic",
    )  # fmt: skip
    assert np.sqrt(found.variance) == pytest.approx(drawn.standard_error, rel=0.15)


def test_with_a_respondent_less_each_number_is_that_of_the_others():
    rng = np.random.default_rng(3)
    panel = people(rng, 6, rng.normal(2, 0.8, 4))
    panel[2, 1] = np.nan
    group, two = np.array([0, 0, 0, 1, 1, 1]), np.array([0, 1])
    means = means_without_each(panel, group, two)
    for i in range(6):
        for g in two:
            rest = np.delete(panel, i, axis=0)[np.delete(group, i) == g]
            assert means[i + 1, g] == pytest.approx(np.nanmean(rest, axis=0))


def people(rng, n, item, rater=0.4, noise=0.7):
    """Levels given by n people who are more or less severe."""
    m = len(item)
    return np.clip(np.round(item + rater * rng.standard_normal((n, 1)) + noise * rng.standard_normal((n, m))), 0, 4)


def share(rng, r, low=0.2, high=3.8):
    """(r, 5) distributions of answers: a rounded normal of any mean and of a spread from .4 to 1.2 levels."""
    mean, spread = rng.uniform(low, high, (r, 1)), rng.uniform(0.4, 1.2, (r, 1))
    edges = np.concatenate([[-np.inf], np.arange(4) + 0.5, [np.inf]])
    return np.diff(norm.cdf((edges - mean) / spread), axis=1), mean


def of_one_question(n: int, runs: int = 8_000) -> dict[str, float]:
    """Share of cases in which the intervals hold the truth; and of differences found where there is none."""
    rng = np.random.default_rng(n)
    p, _mean = share(rng, runs)
    other, _ = share(rng, runs)
    shown, unknown = np.full(runs, True), np.full(runs, np.nan)
    seen = rng.multinomial(n, p)
    found = one_question(seen.astype(float), unknown, LEVELS, shown)
    truth = {"consensus": ordinal_consensus_of_counts(p, LEVELS), "within": 1 - (p @ LEVELS**2 - (p @ LEVELS) ** 2) / 2}
    held = {name: float(inside(getattr(found, name), t)) for name, t in truth.items()}
    for name, second, gap in (("difference", other, (p - other) @ LEVELS), ("false", p, np.zeros(runs))):
        pair = np.stack([seen, rng.multinomial(n, second)]).astype(float)
        compared = differences(pair, np.full((2, runs), np.nan), LEVELS, np.full((2, runs), True))
        if name == "difference":
            held[name] = float(np.mean((compared.low <= gap) & (gap <= compared.high)))
        else:
            held[name] = float(np.mean(compared.p_value <= 0.1))
    return held


def inside(ends, truth):
    return np.mean((ends[1] <= truth + 1e-12) & (truth - 1e-12 <= ends[2]))


@pytest.mark.parametrize("n", [5, 12])
def test_intervals_of_one_question_hold_the_truth_nine_times_out_of_ten(n):
    held = of_one_question(n, 3_000)
    for name in ("consensus", "within", "difference"):
        assert 0.88 <= held[name] <= 0.99, (name, held[name])
    assert held["false"] <= 0.1


def of_several_questions(n: int, m: int, runs: int) -> dict[str, float]:
    """Coverage of the jackknife over n respondents and m questions, and of distances between two groups of n."""
    rng = np.random.default_rng(100 * m + n)
    hits = {"alpha": 0, "mean_consensus": 0, "kendall_w": 0, "distance": 0}
    for _ in range(runs):
        item = rng.normal(2, 0.8, m)
        crowd, panel = people(rng, 1200, item), people(rng, n, item)
        truth, found = alphas(crowd, [range(m)])[0].value, alphas(panel, [range(m)])[0]
        hits["alpha"] += np.isnan(found.value) or found.low <= truth <= found.high
        truth, found = mean_consensus_of(crowd), mean_consensus(counts_of(panel), LEVELS, n)
        hits["mean_consensus"] += found.low <= truth <= found.high
        w = float(kendall_w_of_ranks(mid_ranks(crowd[:400]), np.ones(400)))
        r, found = (400 * w - 1) / 399, concordance(panel)
        hits["kendall_w"] += np.isnan(found.low) or found.low <= ((n - 1) * r + 1) / n <= found.high
        one, two = (rng.dirichlet(np.full(8, 4.0)) for _ in range(2))
        far = 0.5 * np.abs(one - two).sum()
        points = np.concatenate([rng.dirichlet(15 * one, n), rng.dirichlet(15 * two, n)])
        group = np.repeat([0, 1], n)
        found = mean_difference(means_without_each(points, group, np.array([0, 1])), group, half=True)
        hits["distance"] += found.low <= far <= found.high
    return {name: hit / runs for name, hit in hits.items()}


def mean_consensus_of(panel):
    return ordinal_consensus_of_counts(counts_of(panel), LEVELS).mean()


def counts_of(panel):
    return (panel[..., None] == LEVELS).sum(axis=0)


@pytest.mark.full
@pytest.mark.parametrize("m", [2, 8, 18])
@pytest.mark.parametrize("n", [5, 8, 12, 30])
def test_intervals_of_several_questions_hold_the_truth_mostly(n, m):
    """The documentation prints these; two questions, where alpha is often near its floor, are the hardest."""
    held = of_several_questions(n, m, 300)
    for name, rate in held.items():
        assert rate >= (0.75 if m == 2 else 0.8), (name, rate)


@pytest.mark.full
@pytest.mark.parametrize("n", [5, 6, 8, 12, 40])
def test_coverage_of_one_question_in_many_simulations(n):
    held = of_one_question(n, 20_000)
    assert all(0.89 <= held[name] <= 0.98 for name in ("consensus", "within", "difference"))
    assert held["false"] <= 0.1


def test_r_wg_of_everybody_asked_has_the_same_denominator_as_of_those_who_answered():
    seen = np.array([[0.0, 2, 3, 1, 0]])
    found = one_question(seen, np.array([6.0]), LEVELS, np.array([True]))
    assert found.within[:, 0] == pytest.approx(np.full(3, within_group_agreement_of_counts(seen)[0]))
