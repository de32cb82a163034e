"""Exact results against brute force: winning, stability, smallest change, rank bounds, always among the first."""

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from revue_analytics.errors import MethodError
from revue_analytics.sensitivity import (
    admissible_bounds,
    always_among,
    at_least,
    minimal_change,
    pairwise_winning,
    priority_bounds,
    rank_acceptability,
    rank_bounds,
    sample_weights,
    stability_intervals,
    weight_set,
)
from revue_analytics.sensitivity.bounds import largest_difference
from revue_analytics.sensitivity.winning import _share_won

WORKED = pd.Series({"I5": 38.8889, "I8": 18.7500})
"""Shortfalls of the two indicators of the worked territory."""


def random_case(seed, n=6, m=4):
    rng = np.random.default_rng(seed)
    return rng.random((n, m)) * 100, rng.dirichlet(np.ones(m))


def moved(w, k, t):
    others = np.delete(w, k)
    return np.insert((1 - t) * others / others.sum(), k, t)


# Pairwise winning


def partial_fractions(difference):
    """The usual closed form, P = sum over positive d_k of d_k^(m-1) / prod(d_k - d_l), in rational arithmetic."""
    d = [Fraction(value) for value in difference]
    total = Fraction(0)
    for k, dk in enumerate(d):
        if dk > 0:
            term = Fraction(1)
            for other, dl in enumerate(d):
                if other != k:
                    term *= dk / (dk - dl)
            total += term
    return float(total)


@pytest.mark.parametrize(
    "difference",
    [
        [3.0, -1.0],
        [1.0, 2.0, -0.5, -4.0],
        [1.0, 1.0 + 1e-9, 1.0 - 1e-12, -1.0, -1.0 - 1e-11, 0.25, 0.25 + 1e-10, -1e-7],
    ],
)
def test_winning_share_keeps_its_digits_where_differences_nearly_tie(difference):
    assert _share_won(np.array([difference]))[0] == pytest.approx(partial_fractions(difference), abs=1e-14)


def test_closed_form_and_drawing_agree():
    x, _ = random_case(0, n=12, m=6)
    exact = pairwise_winning(x).probability
    drawn = rank_acceptability(x, sample_weights("uniform", 6, 20_000, rng=np.random.default_rng(1)))
    error = np.sqrt(exact * (1 - exact) / drawn.n_draws)
    assert np.all(np.abs(drawn.pairwise_winning - exact) <= 4 * error + 1e-12)


@given(arrays(np.float64, (5, 3), elements=st.integers(0, 4).map(float)))
def test_one_of_two_different_units_wins(x):
    p = pairwise_winning(x).probability
    same = (x[:, None] == x[None]).all(axis=2)
    assert (p + p.T)[~same] == pytest.approx(1.0)
    assert not p[same].any()
    dominates = (x[:, None] >= x[None]).all(axis=2) & ~same
    assert p[dominates] == pytest.approx(1.0)


def test_missing_values_have_no_closed_form_and_the_way_out_is_said():
    with pytest.raises(MethodError, match="none missing"):
        pairwise_winning([[1.0, np.nan], [0.0, 1.0]])


# Stability


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("of", ["ranks", "first", "levels"])
def test_stability_intervals_against_a_grid(seed, of):
    x, w = random_case(seed)
    stable = stability_intervals(x, w, of=of)
    assert stable.exact

    def says(weights):
        scores = x @ weights
        if of == "levels":
            return tuple(np.floor(scores / 25))
        return tuple(np.argsort(-scores)[: 1 if of == "first" else None])

    for k in range(len(w)):
        for t in np.linspace(0, 1, 401):
            inside = stable.low[k] < t < stable.high[k]
            beyond = t < stable.low[k] - 1e-9 or t > stable.high[k] + 1e-9
            holds = says(moved(w, k, t)) == says(w)
            assert holds or not inside
            # Beyond the end something has changed at once; it may change back further on.
            if beyond and min(abs(t - stable.low[k]), abs(t - stable.high[k])) < 0.0025:
                assert not holds


def test_stability_of_the_worked_territory():
    """I5 is the first priority for every weight of I5 above 0.3253."""
    stable = stability_intervals(pd.DataFrame(np.diag(WORKED), WORKED.index, WORKED.index), [0.5, 0.5], of="first")
    assert stable.low[0] == pytest.approx(0.3253, abs=5e-5)
    assert stable.high[0] == 1.0
    assert stable.at_low[0] == ("I5", "I8")


@pytest.mark.parametrize("of", ["ranks", "first", "levels"])
def test_searched_intervals_are_those_of_the_closed_form(of):
    x, w = random_case(3)
    exact = stability_intervals(x, w, of=of)
    searched = stability_intervals(x, w, of=of, aggregation=lambda v, p: (v * p).sum(-1) / p.sum(-1))
    assert not searched.exact
    assert searched.low == pytest.approx(exact.low, abs=1e-6)
    assert searched.high == pytest.approx(exact.high, abs=1e-6)
    assert searched.at_high == exact.at_high


def test_missing_values_make_the_result_numeric():
    x, w = random_case(1)
    x[0, 0] = np.nan
    assert not stability_intervals(x, w).exact


def test_a_tie_today_does_not_count_as_a_change():
    stable = stability_intervals([[1.0, 3.0], [2.0, 2.0], [0.0, 0.0]], [0.5, 0.5])
    assert stable.low.tolist() == [0.0, 0.0]
    assert stable.high.tolist() == [1.0, 1.0]


# Smallest change


def test_smallest_change_of_the_worked_territory():
    """From ½ to 0.3253 on I5: 0.1747 moves from I5 to I8, an L1 distance of 0.3494."""
    priorities = pd.DataFrame(np.diag(WORKED), WORKED.index, WORKED.index)
    change = minimal_change(priorities, [0.5, 0.5], pair=("I5", "I8"))
    assert change.weights == pytest.approx([0.3253, 0.6747], abs=5e-5)
    assert change.distance == pytest.approx(0.3494, abs=1e-4)
    kept = minimal_change(priorities, [0.5, 0.5], pair=("I5", "I8"), lower=0.4)
    assert kept.distance == np.inf
    assert np.isnan(kept.weights).all()


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("norm", ["l1", "linf"])
def test_no_drawn_weights_that_tie_the_pair_are_nearer(seed, norm):
    x, w = random_case(seed, m=3)
    change = minimal_change(x, w, pair=(0, 1), norm=norm)
    if not np.isfinite(change.distance):
        difference = x[0] - x[1]
        assert (difference > 0).all() or (difference < 0).all()
        return
    assert x[0] @ change.weights == pytest.approx(x[1] @ change.weights, abs=1e-6)
    assert change.weights.sum() == pytest.approx(1.0)
    # All weights that tie the two lie on a segment: between the points where it leaves the triangle.
    d, ends = x[0] - x[1], []
    for i, j in ((0, 1), (0, 2), (1, 2)):
        if d[i] * d[j] <= 0 and d[i] != d[j]:
            end = np.zeros(3)
            end[i], end[j] = d[j] / (d[j] - d[i]), d[i] / (d[i] - d[j])
            ends.append(end)
    segment = ends[0] + np.linspace(0, 1, 2001)[:, None] * (ends[-1] - ends[0])
    moved_by = np.abs(segment - w)
    nearest = moved_by.sum(axis=1).min() if norm == "l1" else moved_by.max(axis=1).min()
    assert change.distance == pytest.approx(nearest, abs=2e-3)
    assert change.distance <= nearest + 1e-7


# Rank bounds


@pytest.mark.parametrize("seed", range(4))
def test_rank_bounds_are_what_a_dense_draw_reaches(seed):
    x, _ = random_case(seed, n=7, m=3)
    stated = [at_least(0, 1)]
    bounds = rank_bounds(x, constraints=stated)
    w = sample_weights("polytope", 3, 30_000, rng=np.random.default_rng(seed), constraints=stated)
    reached = rank_acceptability(x, w).rank_acceptability > 0
    assert bounds.exact.all()
    assert bounds.best.tolist() == (1 + reached.argmax(axis=1)).tolist()
    assert bounds.worst.tolist() == (7 - reached[:, ::-1].argmax(axis=1)).tolist()
    allowed = weight_set(3, stated)
    assert allowed.holds(bounds.best_weights, 1e-6).all() and allowed.holds(bounds.worst_weights, 1e-6).all()


def test_rank_bounds_of_a_few_units_need_no_more_than_them():
    x, _ = random_case(1, n=8)
    all_of_them, two = rank_bounds(x, lower=0.1), rank_bounds(x, lower=0.1, units=[5, 2])
    assert two.units == (5, 2)
    assert two.best.tolist() == all_of_them.best[[5, 2]].tolist()


def test_without_time_rank_bounds_hold_the_exact_ones_and_what_is_reached_is_reached():
    x = np.random.default_rng(4).random((30, 5))
    exact, quick = rank_bounds(x, lower=0.1), rank_bounds(x, lower=0.1, time_limit=0)
    assert exact.exact.all()
    assert (quick.best_bound <= exact.best).all()
    assert (quick.worst_bound >= exact.worst).all()
    assert (quick.best >= exact.best).all()
    for unit, (w, rank) in enumerate(zip(quick.worst_weights, quick.worst, strict=True)):
        assert 1 + (x @ w > x[unit] @ w + 1e-6 * np.ptp(x)).sum() == rank


def test_rank_bounds_of_priorities_are_those_in_closed_form():
    rng = np.random.default_rng(0)
    for _ in range(6):
        short = rng.uniform(0, 60, 6).round(rng.integers(3))
        lower, upper = admissible_bounds(rng.dirichlet(np.full(6, 8.0)))
        closed, solved = priority_bounds(short, lower, upper), rank_bounds(np.diag(short), lower=lower, upper=upper)
        assert solved.exact.all()
        assert closed.best.tolist() == solved.best.tolist()
        assert closed.worst.tolist() == solved.worst.tolist()


@given(st.lists(st.sampled_from([0.0, 5.0, 10.0, 17.5, 40.0]), min_size=2, max_size=7), st.integers(0, 2**31))
def test_the_bounds_of_priorities_say_what_always_among_says_for_every_k(short, seed):
    lower, upper = admissible_bounds(np.random.default_rng(seed).dirichlet(np.full(len(short), 5.0)))
    bounds = priority_bounds(short, lower, upper)
    something = np.asarray(short) > 1e-9 * max(short)
    for k in range(1, len(short) + 1):
        verdict = always_among(short, lower, upper, k).verdict
        expected = np.where(bounds.worst <= k, "always", np.where(bounds.best > k, "never", "sometimes"))
        assert verdict.tolist() == np.where(something, expected, "never").tolist()


def test_largest_difference_between_bounds_is_that_of_the_linear_programme():
    rng = np.random.default_rng(0)
    lower, upper = admissible_bounds(rng.dirichlet(np.ones(5)))
    allowed = weight_set(5, lower=lower, upper=upper)
    differences = rng.normal(size=(20, 5))
    assert largest_difference(differences, allowed) == pytest.approx([allowed.extreme(d)[0] for d in differences])


# Always among the first


def test_worked_territory_i5_is_nearly_always_first_not_always():
    result = always_among(WORKED, [0.25, 0.25], [0.75, 0.75], k=1)
    assert dict(zip(result.indicators, result.verdict, strict=True)) == {"I5": "sometimes", "I8": "sometimes"}
    assert result.not_among[0, 0] <= 0.3253
    assert always_among(WORKED, [0.33, 0.25], [0.75, 0.67], k=1).verdict.tolist() == ["always", "never"]


def test_what_lacks_nothing_is_never_a_priority():
    assert always_among([40.0, 0.0], [0.25] * 2, [0.75] * 2, k=2).verdict.tolist() == ["always", "never"]


@settings(deadline=None, max_examples=150)
@given(
    st.integers(2, 6).flatmap(
        lambda m: st.tuples(
            arrays(np.float64, m, elements=st.integers(0, 60).map(float)),
            arrays(np.float64, m, elements=st.integers(1, 9).map(float)),
            st.integers(1, m),
        )
    )
)
def test_verdicts_are_never_contradicted_by_draws_and_proven_by_their_witnesses(case):
    shortfalls, nominal, k = case
    nominal = nominal / nominal.sum()
    lower, upper = admissible_bounds(nominal)
    assume(np.all(upper > lower))
    result = always_among(shortfalls, lower, upper, k)
    w = sample_weights("bounded", len(nominal), 400, rng=np.random.default_rng(0), lower=lower, upper=upper)
    w = np.vstack([w, nominal])

    def among(weights, slack):
        priority = weights * shortfalls
        above = priority[..., None, :] > priority[..., :, None] + slack * shortfalls.max()
        return (above.sum(axis=-1) < k) & (shortfalls > 0)

    certain, possible = among(w, -1e-9), among(w, 1e-9)
    for i, verdict in enumerate(result.verdict):
        assert verdict != "always" or possible[:, i].all()
        assert verdict != "never" or not certain[:, i].any()
        for witness, expected in ((result.among[i], True), (result.not_among[i], False)):
            if not np.isnan(witness).any():
                assert witness.sum() == pytest.approx(1.0)
                assert np.all(witness >= lower - 1e-9) and np.all(witness <= upper + 1e-9)
                assert among(witness, 1e-9)[i] if expected else not among(witness, 0.0)[i]


def test_eight_indicators_take_a_moment():
    from time import perf_counter

    start = perf_counter()
    always_among(np.linspace(5, 60, 8), np.full(8, 1 / 16), np.full(8, 1 / 4), 3)
    assert perf_counter() - start < 0.5  # about a millisecond; the bound allows for a busy machine
