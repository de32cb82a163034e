"""Schemes side by side, criteria left out, recodings of the scale."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from revue_analytics.errors import MethodError
from revue_analytics.sensitivity import (
    compare_schemes,
    leave_one_out,
    minimal_change,
    rank_acceptability,
    recoding_priorities,
    recoding_robustness,
    sample_weights,
    stability_intervals,
)

RNG = np.random.default_rng(0)
X = RNG.random((12, 4)) * 100


def test_schemes_side_by_side_with_the_correlations_of_scipy():
    schemes = {"equal": [1, 1, 1, 1], "first": [5, 1, 1, 1], "geometric": ([1, 1, 1, 1], "geometric_mean")}
    compared = compare_schemes(X, schemes)
    assert compared.scores[0] == pytest.approx(X.mean(axis=1))
    assert compared.ranks[1].tolist() == stats.rankdata(-X @ [5, 1, 1, 1], "min").tolist()
    assert compared.kendall[0, 1] == pytest.approx(stats.kendalltau(compared.scores[0], compared.scores[1]).statistic)
    assert compared.spearman[0, 2] == pytest.approx(stats.spearmanr(compared.scores[0], compared.scores[2]).statistic)
    assert compared.methods == ("arithmetic_mean", "arithmetic_mean", "geometric_mean")
    assert len(compared.table()) == 36
    assert len(compared.correlations()) == 3


def test_a_scheme_that_makes_all_units_equal_has_no_correlation():
    compared = compare_schemes([[1, 2], [1, 3]], {"blind": [1, 0], "seeing": [1, 1]})
    assert np.isnan(compared.kendall[0, 1])


EXPECTED = {
    "1 axis": (X[0], [1] * 4, r"shape \(4,\), expected \(n, m\)"),
    "no axis": (3.0, [1], r"shape \(\), expected \(n, m\)"),
    "no unit": (X[:0], [1] * 4, r"shape \(0, 4\)"),
    "rows of different lengths": ([[1, 2], [3]], [1, 1], "rows of different lengths"),
    "words": ([["a", "b"]], [1, 1], "x holds 'a' at position 0, 0; expected numbers"),
    "complex": (X + 1j, [1] * 4, r"x holds \(.*j\) at position 0, 0; expected numbers"),
    "infinite": ([[1, np.inf], [1, 2]], [1, 1], "infinite"),
    "nothing known": ([[1, 2], [np.nan, np.nan]], [1, 1], "nothing is known of unit 1"),
    "weights of another length": (X, [1, 1], r"shape \(2,\), expected \(…, 4\), one per criterion"),
    "weights in words": (X, ["a"] * 4, "holds 'a' at position 0; expected numbers"),
    "missing weight": (X, [1, np.nan, 1, 1], "none negative"),
    "negative weight": (X, [1, -1, 1, 1], "none negative"),
    "weights of zero": (X, [0] * 4, "must not be all zero"),
    "no weights": (X, np.zeros((0, 4)), r"shape \(0, 4\)"),
    "weights of other names": (
        pd.DataFrame(X, columns=list("abcd")),
        {"a": 1, "b": 1, "c": 1, "e": 1},
        r"not labelled alike: only in \w+: 'd'; only in \w+: 'e'",
    ),
}


@pytest.mark.parametrize(("x", "w", "said"), EXPECTED.values(), ids=EXPECTED)
@pytest.mark.parametrize(
    "analyse",
    [
        rank_acceptability,
        stability_intervals,
        leave_one_out,
        lambda x, w: minimal_change(x, w, pair=(0, 1)),
        lambda x, w: compare_schemes(x, {"given": w}),
    ],
    ids=["rank_acceptability", "stability_intervals", "leave_one_out", "minimal_change", "compare_schemes"],
)
def test_what_is_no_table_of_values_or_no_weights_is_said_by_every_analysis(analyse, x, w, said):
    with pytest.raises(MethodError, match=said):
        analyse(x, w)


def test_draws_are_refused_where_they_have_no_meaning():
    for analyse in (stability_intervals, leave_one_out, lambda x, w: compare_schemes(x, {"given": w})):
        with pytest.raises(MethodError, match=r"x has shape \(2, 12, 4\), expected \(n, m\)"):
            analyse(np.stack([X, X]), [1] * 4)
        with pytest.raises(MethodError, match=r"weights have shape \(3, 4\), expected \(4,\)"):
            analyse(X, np.ones((3, 4)))


def test_weights_are_matched_by_name_whatever_their_order():
    x = pd.DataFrame(X, columns=list("abcd"))
    named = compare_schemes(x, {"given": {"d": 4, "a": 1, "b": 2, "c": 3}})
    assert named.scores[0] == pytest.approx(X @ [0.1, 0.2, 0.3, 0.4])


def test_leaving_out_a_criterion_is_scoring_without_it():
    w = np.array([0.4, 0.3, 0.2, 0.1])
    left = leave_one_out(X, w)
    for k in range(4):
        rest = np.delete(w, k) / np.delete(w, k).sum()
        assert left.scores_without[k] == pytest.approx(np.delete(X, k, axis=1) @ rest)
    assert left.summary()["largest_shift"].max() > 0


def test_a_criterion_that_carries_everything_cannot_be_left_out():
    with pytest.raises(MethodError, match="others that carry weight"):
        leave_one_out(X[:, :2], [1.0, 0.0])


def test_missing_values_of_pandas_are_missing_values():
    x = pd.DataFrame(X).mask(pd.DataFrame(X) > 80)
    assert np.array_equal(leave_one_out(x.convert_dtypes(), [1] * 4).scores, leave_one_out(x, [1] * 4).scores)


# Recodings


def increasing_recodings(levels, n, seed=0):
    """(n, levels) values from 0 to 1, steps uniform on the simplex."""
    steps = np.random.default_rng(seed).dirichlet(np.ones(levels - 1), n)
    return np.hstack([np.zeros((n, 1)), steps.cumsum(axis=1)])


counts = arrays(np.int64, (4, 2, 5), elements=st.integers(0, 4))


@given(counts)
def test_statements_hold_under_drawn_recodings_and_only_they_do(n):
    n[..., 2] += 1  # everybody has an answer
    held = recoding_robustness(n, [0.7, 0.3])
    recoded = increasing_recodings(5, 300)
    shares = n / n.sum(axis=2, keepdims=True)
    scores = np.einsum("nml,m,rl->rn", shares, [0.7, 0.3], recoded)
    for i in range(4):
        for j in range(4):
            lead = scores[:, i] - scores[:, j]
            if held.statement[i, j] == "above":
                assert lead.min() > -1e-9
            if held.statement[i, j] == "tied":
                assert np.abs(lead).max() < 1e-9
            assert (held.statement[i, j] == "depends") == (held.statement[j, i] == "depends")
    extremes = np.tril(np.ones((5, 5)))[:, 1:].T @ np.eye(5)  # one step worth everything
    scores = np.einsum("nml,m,rl->rn", shares, [0.7, 0.3], extremes)
    lead = scores[:, :, None] - scores[:, None, :]
    assert np.array_equal(held.statement == "depends", (lead.max(axis=0) > 1e-9) & (lead.min(axis=0) < -1e-9))


def test_share_of_recodings_is_that_of_drawn_ones():
    n = np.array([[3, 0, 0, 0, 3], [0, 2, 3, 1, 0]])
    held = recoding_robustness(n)
    scores = increasing_recodings(5, 20_000) @ (n / n.sum(axis=1, keepdims=True)).T
    drawn = np.mean(scores[:, 0] > scores[:, 1])
    assert held.statement[0, 1] == "depends"
    assert held.share[0, 1] == pytest.approx(drawn, abs=4 * np.sqrt(drawn * (1 - drawn) / 20_000))


def test_every_recoding_is_a_weighting_of_the_steps():
    """So the acceptability of ranks under recodings needs nothing of its own."""
    n = np.array([[3, 0, 0, 0, 3], [0, 2, 3, 1, 0], [1, 1, 1, 1, 1]])
    reached = np.flip(np.flip(n, 1).cumsum(1), 1)[:, 1:] / n.sum(axis=1, keepdims=True)
    drawn = rank_acceptability(reached, sample_weights("uniform", 4, 5000, rng=np.random.default_rng(0)))
    assert drawn.pairwise_winning == pytest.approx(recoding_robustness(n).share, abs=0.03)


def test_a_unit_without_answers_is_named():
    with pytest.raises(MethodError, match="unit 1 has no answer"):
        recoding_robustness([[1, 0], [0, 0]])


def test_worked_territory_i5_comes_before_i8_under_every_recoding():
    """Pooled over the three groups of equal weight; the target is level 3."""
    counts = {
        "I5A": ([0, 0, 1, 1, 0], [0, 1, 2, 0, 0], [1, 3, 1, 0, 0]),
        "I5B": ([0, 0, 2, 0, 0], [0, 2, 0, 0, 0], [2, 2, 0, 0, 0]),
        "I8A": ([0, 0, 0, 2, 0], [0, 0, 2, 1, 0]),
        "I8B": ([0, 0, 1, 1, 0], [0, 0, 3, 0, 0], [1, 3, 1, 0, 0]),
    }
    shares = [np.mean([np.array(g) / sum(g) for g in groups], axis=0) for groups in counts.values()]
    held = recoding_priorities(shares, [0.25] * 4, ["I5", "I5", "I8", "I8"])
    assert held.equal_steps == pytest.approx([19.4444, 9.3750], abs=5e-5)
    assert held.statement[0, 1] == "above"


@given(arrays(np.int64, (4, 5), elements=st.integers(0, 4)), st.lists(st.integers(1, 4), min_size=4, max_size=4))
def test_priorities_agree_with_drawn_recodings(n, target):
    n[:, 1] += 1
    shares, target = n / n.sum(axis=1, keepdims=True), np.array(target)
    held = recoding_priorities(n, [0.1, 0.4, 0.2, 0.3], ["a", "a", "b", "b"], target)
    recoded = np.vstack([increasing_recodings(5, 300), np.tril(np.ones((5, 5)))[:, 1:].T])
    lacking = np.maximum(recoded[:, target] - recoded @ shares.T, 0.0) * [0.1, 0.4, 0.2, 0.3]
    lead = lacking[:, :2].sum(axis=1) - lacking[:, 2:].sum(axis=1)
    statement = held.statement[0, 1]
    assert statement != "above" or lead.min() > -1e-7
    assert statement != "below" or lead.max() < 1e-7
    if lead.max() > 1e-7 and lead.min() < -1e-7:
        assert statement == "depends"


@pytest.mark.parametrize("seed", range(8))
def test_corners_decide_what_linear_programmes_decide(seed, monkeypatch):
    rng = np.random.default_rng(seed)
    counts = rng.integers(0, 4, (6, 5)) + np.eye(5, dtype=int)[rng.integers(5, size=6)]
    given_ = (counts, rng.dirichlet(np.ones(6)), ["a", "a", "b", "b", "c", "c"], rng.integers(1, 5, 6))
    by_corners = recoding_priorities(*given_)
    monkeypatch.setattr("revue_analytics.sensitivity.recoding.MOST_CORNERS", 0)
    assert recoding_priorities(*given_).statement.tolist() == by_corners.statement.tolist()


def test_a_target_between_two_levels_is_in_proportion():
    counts = [[0, 4, 0, 0, 0], [0, 0, 4, 0, 0]]
    half = recoding_priorities(counts, [0.5, 0.5], ["a", "b"], 2.5)
    assert half.equal_steps == pytest.approx([50 * 1.5 / 4, 50 * 0.5 / 4])
