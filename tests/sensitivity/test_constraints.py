"""Statements about weights: what they leave, how it is drawn, and which ones conflict."""

import numpy as np
import pytest

from revue_analytics.errors import MethodError
from revue_analytics.sensitivity import EACH, at_least, at_most, sample_weights, weight_set

NAMES = ("I1", "I2", "I3", "I4")
N = 20_000


def draw(kind, m=4, n_draws=N, seed=0, **kwargs):
    return sample_weights(kind, m, n_draws, rng=np.random.default_rng(seed), **kwargs)


def test_each_statement_holds_in_every_draw():
    stated = [at_least("I1", "I2"), at_most(EACH, 0.4), at_least(("I3", "I4"), 0.3), at_most("I3", "I4", times=2)]
    w = draw("polytope", names=NAMES, constraints=stated)
    assert np.all(w[:, 0] >= w[:, 1] - 1e-9)
    assert w.max() <= 0.4 + 1e-9
    assert np.all(w[:, 2] + w[:, 3] >= 0.3 - 1e-9)
    assert np.all(w[:, 2] <= 2 * w[:, 3] + 1e-9)


def test_rows_of_a_matrix_mean_the_same_as_statements():
    rows = (np.array([[-1.0, 1.0, 0.0]]), np.array([0.0]))
    assert np.array_equal(
        draw("polytope", 3, 50, constraints=rows), draw("polytope", 3, 50, constraints=[at_least(0, 1)])
    )


def test_the_order_of_weights_is_drawn_exactly():
    """Means of the sorted uniform spacings are the rank-order centroid: 0.5208 0.2708 0.1458 0.0625 for four."""
    w = draw("ordered", order=["I3", "I1", "I4", "I2"], names=NAMES)
    expected = np.array([0.2708, 0.0625, 0.5208, 0.1458])
    assert np.all(np.abs(w.mean(axis=0) - expected) < 4 * w.std(axis=0) / np.sqrt(N) + 5e-5)
    assert np.all(np.diff(w[:, [2, 0, 3, 1]], axis=1) <= 0)


def test_statements_that_leave_one_point_give_it():
    w = draw("polytope", 3, 4, constraints=[at_least(0, 1), at_least(1, 0), at_least(0, 0.5)])
    assert w == pytest.approx(np.tile([0.5, 0.5, 0.0], (4, 1)), abs=1e-9)


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        ([at_least("I1", 0.7), at_most("I4", 0.5), at_least("I2", "I1")], "together: I1 ≥ 0.7; I2 ≥ I1$"),
        ([at_most("I1", 0.9), at_least("I2", 1.2)], "together: I2 ≥ 1.2$"),
        (
            [
                at_least("I1", "I2", times=2),
                at_most("I4", 0.5),
                at_least("I2", "I3"),
                at_least("I3", "I1"),
                at_least("I3", 0.1),
            ],
            "together: I1 ≥ 2 I2; I2 ≥ I3; I3 ≥ I1; I3 ≥ 0.1$",
        ),
        ([at_most(EACH, 0.2)], "together: I1 ≤ 0.2; I2 ≤ 0.2; I3 ≤ 0.2; I4 ≤ 0.2$"),
    ],
)
def test_exactly_the_statements_that_conflict_are_named(stated, said):
    with pytest.raises(MethodError, match=said):
        draw("polytope", names=NAMES, constraints=stated)


def test_what_is_left_of_a_conflict_can_be_met_without_any_one_of_its_statements():
    stated = [at_least("I1", "I2", times=2), at_least("I2", "I3"), at_least("I3", "I1"), at_least("I3", 0.1)]
    for left_out in range(len(stated)):
        weight_set(NAMES, stated[:left_out] + stated[left_out + 1 :])


def test_an_unknown_criterion_is_named_with_the_known_ones():
    with pytest.raises(MethodError, match="'I9' is not known; expected one of 'I1'"):
        weight_set(NAMES, [at_least("I9", "I1")])


def test_weights_around_given_ones_have_their_mean_and_the_stated_spread():
    nominal = np.array([0.5, 0.3, 0.2, 0.0])
    w = draw("around", nominal=nominal, concentration=50.0)
    spread = np.sqrt(nominal * (1 - nominal) / 51)
    assert np.all(np.abs(w.mean(axis=0) - nominal) <= 4 * spread / np.sqrt(N))
    assert w.std(axis=0) == pytest.approx(spread, rel=0.03)
    assert not w[:, 3].any()


def test_noise_stays_within_its_share():
    w = draw("noise", 2, nominal=[1.0, 1.0], share=0.25)
    assert w.min() >= 0.75 / 2 - 1e-12
    assert w.max() <= 1.25 / 2 + 1e-12


def test_a_mixture_speaks_with_each_voice_as_often_as_it_should():
    w = draw("mixture", 2, members=[[60, 40], [20, 80]], voices=[3, 1])
    assert sorted(set(w[:, 0].round(12))) == [0.2, 0.6]
    assert np.mean(w[:, 0] == 0.6) == pytest.approx(0.75, abs=0.015)
    around = draw("mixture", 2, members=[[60, 40], [20, 80]], concentration=100.0)
    assert around[:, 0].mean() == pytest.approx(0.4, abs=0.01)


def test_a_function_of_ones_own_is_checked():
    assert draw(lambda m, n, rng: np.full((n, m), 1 / m), 2, 3).tolist() == [[0.5, 0.5]] * 3
    with pytest.raises(MethodError, match=r"gave shape \(3, 3\), expected \(3, 2\)"):
        draw(lambda m, n, rng: np.ones((n, m + 1)), 2, 3)
    with pytest.raises(MethodError, match="do not sum to one"):
        draw(lambda m, n, rng: np.ones((n, m)), 2, 3)


@pytest.mark.parametrize(
    ("kind", "kwargs", "said"),
    [
        ("around", {"nominal": [1, 1, 1, 1], "share": 0.1}, "share has no meaning for 'around'"),
        ("uniform", {"lower": [0] * 4}, "takes no such argument"),
        ("around", {}, "needs nominal"),
        ("ordered", {"order": [0, 1, 2]}, "each of the 4 criteria once"),
        ("around", {"nominal": [1, 1]}, "expected 4 non-negative numbers"),
    ],
)
def test_arguments_that_a_kind_does_not_take_or_needs_are_said(kind, kwargs, said):
    with pytest.raises(MethodError, match=said):
        draw(kind, **kwargs)
