"""What cannot be analysed is refused at the door, with what was expected; nothing missing becomes a verdict."""

import numpy as np
import pandas as pd
import pytest

from revue_analytics.errors import MethodError
from revue_analytics.sensitivity import (
    Choice,
    Weight,
    always_among,
    at_least,
    crossed_variance,
    draw_until,
    minimal_change,
    pairwise_winning,
    priority_bounds,
    rank_acceptability,
    rank_bounds,
    recoding_priorities,
    recoding_robustness,
    sample_weights,
    sobol_indices,
    stability_intervals,
)

TWO = np.eye(2)
NAN = np.nan


def rng():
    return np.random.default_rng(0)


REFUSED = {
    "no criterion": (lambda: sample_weights("uniform", 0, rng=rng()), "m is 0, expected a whole number, at least 1"),
    "no draw": (lambda: sample_weights("uniform", 2, 0, rng=rng()), "n_draws is 0"),
    "no seed": (lambda: sample_weights("uniform", 2, rng=None), "a numpy Generator or a seed"),
    "a missing bound": (lambda: sample_weights("bounded", 2, rng=rng(), lower=[NAN, 0]), "every lower bound"),
    "a missing bound among statements": (
        lambda: sample_weights("polytope", 2, rng=rng(), constraints=[at_least(0, 0.1)], lower=NAN),
        "bounds are nan, expected 2 numbers, or one for all",
    ),
    "a missing concentration": (
        lambda: sample_weights("around", 2, rng=rng(), nominal=[1, 1], concentration=NAN),
        "concentration is nan",
    ),
    "weights of one's own that are missing": (
        lambda: sample_weights(lambda m, n, rng: np.full((n, m), NAN), 2, rng=rng()),
        r"finite|missing",
    ),
    "no thread": (lambda: rank_acceptability(TWO, [1, 1], threads=-1), "threads is -1"),
    "part of a bin": (
        lambda: rank_acceptability(TWO, [1, 1], bins=1.5),
        "bins is 1.5, expected a whole number, 1 to 2",
    ),
    "directions of others": (lambda: rank_acceptability(TWO, [1, 1], direction=[1, 1, 1]), "for each criterion"),
    "missing bounds of priorities": (lambda: always_among([1, 2], [NAN] * 2, [0.8] * 2, 1), "none missing"),
    "bounds of others": (lambda: priority_bounds([1, 2], [0.1] * 3, [0.8] * 3), "bounds must be 2 numbers"),
    "no shortfalls": (lambda: priority_bounds([], [], []), "shortfalls must be"),
    "a pair of three": (lambda: minimal_change(TWO, [1, 1], pair=(0, 1, 1)), "labels of two units"),
    "nobody asked about": (lambda: rank_bounds(TWO, units=[]), "units is empty"),
    "missing shares": (lambda: draw_until(lambda n, rng: [NAN], rng=0, progress=False), "shares of draws"),
    "counts for shares": (lambda: draw_until(lambda n, rng: [n], rng=0, progress=False), "shares of draws"),
    "no shares": (lambda: draw_until(lambda n, rng: [], rng=0, progress=False), "shares of draws"),
    "nothing to vary": (lambda: sobol_indices(lambda v: 0, {}, 64, rng=0), "no input to vary"),
    "no choice": (lambda: sobol_indices(lambda v: v["a"], {"a": Choice([])}, 64, rng=0), "'a' leaves no choice"),
    "half a sample": (lambda: sobol_indices(lambda v: v["a"], {"a": Weight()}, 64.0, rng=0), "whole number"),
    "outputs of another model": (
        lambda: sobol_indices(lambda v: v["a"], {"a": Weight()}, 64, rng=0, outputs=["x", "y"]),
        "outputs names 2, the model gives 1",
    ),
    "a model in words": (lambda: sobol_indices(lambda v: ["a"] * 64, {"a": Weight()}, 64, rng=0), "result holds 'a'"),
    "an output in words": (lambda: crossed_variance([["x"]], ["a", "b"]), "y holds 'x'"),
    "weights of other criteria": (lambda: recoding_robustness([[1, 2], [2, 1]], [1, 1]), "one per criterion"),
    "names of others": (
        lambda: recoding_robustness([[1, 2], [2, 1]], units=["a"]),
        "counts has 2 values where units has 1 labels",
    ),
    "a missing weight of a priority": (
        lambda: recoding_priorities([[1, 2], [2, 1]], [0.5, NAN], ["a", "b"], 1),
        "none negative",
    ),
    "missing answers": (lambda: recoding_priorities([[1, NAN], [2, 1]], [0.5, 0.5], ["a", "b"], 1), "answers to each"),
}


@pytest.mark.parametrize(("analyse", "said"), REFUSED.values(), ids=REFUSED)
def test_it_is_refused_with_what_was_expected(analyse, said):
    with pytest.raises(MethodError, match=said):
        analyse()


def test_a_seed_is_as_good_as_a_generator_and_0_is_one():
    assert np.array_equal(sample_weights("uniform", 3, 5, rng=0), sample_weights("uniform", 3, 5, rng=rng()))


def test_one_bound_serves_all():
    w = sample_weights("bounded", 3, 200, rng=0, lower=0.1, upper=0.5)
    assert np.array_equal(w, sample_weights("bounded", 3, 200, rng=0, lower=[0.1] * 3, upper=[0.5] * 3))


def test_a_single_unit_is_first_and_a_single_criterion_decides():
    one = rank_acceptability([[3.0, 1.0]], sample_weights("uniform", 2, 50, rng=0))
    assert one.rank_acceptability.tolist() == [[1.0]]
    assert rank_bounds([[3.0, 1.0]]).worst.tolist() == [1]
    alone = [[1.0], [2.0], [2.0]]
    assert rank_acceptability(alone, np.ones((5, 1))).expected_rank.tolist() == [3, 1, 1]
    assert pairwise_winning(alone).probability.tolist() == [[0, 0, 0], [1, 0, 0], [1, 0, 0]]
    assert stability_intervals(alone, [1.0]).low.tolist() == [0.0]


def test_a_constant_criterion_or_one_of_no_weight_changes_no_rank():
    x = np.random.default_rng(0).random((6, 2))
    w = np.array([0.3, 0.7])
    ranks = rank_acceptability(x, w).rank_acceptability
    constant = np.column_stack([x, np.full(6, 5.0)])
    assert np.array_equal(rank_acceptability(constant, [0.15, 0.35, 0.5]).rank_acceptability, ranks)
    unweighted = np.column_stack([x, np.arange(6.0)])
    assert np.array_equal(rank_acceptability(unweighted, [*w, 0.0]).rank_acceptability, ranks)


def test_counts_in_a_frame_give_their_names():
    assert recoding_robustness(pd.DataFrame([[1, 2], [2, 1]], ["u", "v"])).units == ("u", "v")


def test_levels_may_come_in_any_order():
    x = np.random.default_rng(0).random((4, 3)) * 100
    given = stability_intervals(x, [1, 1, 1], of="levels", levels=[75, 25, 50])
    assert given.low.tolist() == stability_intervals(x, [1, 1, 1], of="levels", levels=[25, 50, 75]).low.tolist()
