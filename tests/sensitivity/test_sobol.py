"""Sobol' indices: functions whose indices are known, the simplex, triggers, and a real model."""

import numpy as np
import pytest
from scipy.stats import uniform

from revue_analytics.errors import MethodError
from revue_analytics.scoring import Methodology, count_responses
from revue_analytics.sensitivity import RANK_SHIFT, Choice, Weight, sobol_indices, variance_sources
from tests.factories import make_ratings, two_indicators

UNIT = uniform(0, 1)


def test_ishigami():
    """Ishigami & Homma (1990), a = 7, b = 0.1: V = 13.8446, S = (.3139, .4424, 0), T = (.5576, .4424, .2437)."""
    angle = uniform(-np.pi, 2 * np.pi)
    found = sobol_indices(
        lambda x: np.sin(x["x1"]) + 7 * np.sin(x["x2"]) ** 2 + 0.1 * x["x3"] ** 4 * np.sin(x["x1"]),
        {"x1": angle, "x2": angle, "x3": angle},
        8192,
        rng=0,
    )
    assert found.variance[0] == pytest.approx(13.844588, rel=0.01)
    assert np.all(np.abs(found.first_order - [0.313905, 0.442411, 0]) <= 4 * found.first_error)
    assert np.all(np.abs(found.total_order - [0.557589, 0.442411, 0.243684]) <= 4 * found.total_error)
    assert np.all(found.first_error < 0.03)


def test_g_function_far_from_zero():
    """Sobol' g with a = (0, 1, 4.5, 9): V_i = 1 / (3 (1 + a_i)²), V = Π (1 + V_i) − 1; adding 1000 changes nothing."""
    a = np.array([0.0, 1.0, 4.5, 9.0])
    alone = 1 / (3 * (1 + a) ** 2)
    variance = np.prod(1 + alone) - 1
    total = alone * np.prod(1 + alone) / (1 + alone) / variance

    def model(x):
        return 1000 + np.prod([(np.abs(4 * x[f"x{i}"] - 2) + a[i]) / (1 + a[i]) for i in range(4)], axis=0)

    found = sobol_indices(model, {f"x{i}": UNIT for i in range(4)}, 4096, rng=1)
    assert np.all(np.abs(found.first_order - alone / variance) <= 4 * found.first_error)
    assert np.all(np.abs(found.total_order - total) <= 4 * found.total_error)


def test_weights_among_the_inputs_are_uniform_on_the_simplex():
    seen = {}

    def model(x):
        seen.update(x)
        return x["w1"]

    found = sobol_indices(model, {"w1": Weight(), "w2": Weight(), "w3": Weight()}, 1024, rng=0)
    drawn = np.array([seen["w1"], seen["w2"], seen["w3"]])
    assert drawn.sum(axis=0) == pytest.approx(1.0)
    assert drawn.mean(axis=1) == pytest.approx([1 / 3] * 3, abs=0.01)
    assert drawn.var(axis=1) == pytest.approx([1 / 18] * 3, rel=0.05)
    assert found.total_order[0, 0] > found.total_order[0, 1]


def test_choices_and_groups_are_triggers():
    """y = shift of the method (−1 or 1: variance 1) + a draw from a list (variance 0.25)."""
    draws = np.tile([-0.5, 0.5], 50)
    found = sobol_indices(
        lambda x: np.where(x["method"] == "up", 1.0, -1.0) + x["draw"],
        {"method": Choice(("up", "down")), "draw": Choice(draws)},
        2048,
        rng=0,
    )
    assert np.all(np.abs(found.first_order - [0.8, 0.2]) <= 4 * found.first_error + 1e-3)
    assert found.first_order.sum() == pytest.approx(1.0, abs=0.05)


def test_a_single_input_explains_everything():
    found = sobol_indices(lambda x: x["a"] ** 2, {"a": UNIT}, 256, rng=0)
    assert found.first_order == pytest.approx(np.ones((1, 1)), abs=0.02)
    assert found.total_order == pytest.approx(np.ones((1, 1)), abs=0.02)


def test_same_seed_same_result_intervals_included():
    runs = [sobol_indices(lambda x: x["a"] ** 2, {"a": UNIT, "b": UNIT}, 64, rng=0).table() for _ in range(2)]
    assert runs[0].equals(runs[1])


def test_an_output_that_does_not_vary_has_no_shares():
    found = sobol_indices(lambda x: np.vstack([x["a"], 0 * x["a"] + 5]), {"a": UNIT}, 64, rng=0, outputs=["y", "flat"])
    assert np.isnan([found.first_order[1], found.total_order[1], found.first_error[1]]).all()
    assert np.isfinite(found.first_order[0]).all()
    assert found.mean[1] == 5.0
    assert found.table()["output"].tolist() == ["y", "flat"]


@pytest.mark.parametrize(
    ("n", "inputs", "model", "said"),
    [
        (1000, {"a": UNIT}, lambda x: x["a"], "power of two, 1024"),
        (64, {"a": 3}, lambda x: x["a"], "expected a Weight, a Choice"),
        (64, {"a": UNIT}, lambda x: x["a"][:3], r"gave shape \(1, 3\)"),
        (64, {"a": UNIT}, lambda x: x["a"] * np.nan, "all finite"),
    ],
)
def test_what_will_not_do_is_said(n, inputs, model, said):
    with pytest.raises(MethodError, match=said):
        sobol_indices(model, inputs, n, rng=0)


@pytest.fixture(scope="module")
def counts():
    rng = np.random.default_rng(0)
    answers = [
        (territory, "2026", f"{territory}-{i}", "elus", criterion, int(rng.integers(low, low + 3)))
        for territory, low in (("01004", 0), ("2A004", 1), ("75056", 1))
        for i in range(6)
        for criterion in ("I5A", "I5B", "I8A", "I8B")
    ]
    return count_responses(make_ratings(answers, two_indicators()), Methodology())


def test_variance_of_scores_is_shared_among_respondents_weights_and_methods(counts):
    varied = {"usual": Methodology(), "geometric": Methodology(aggregation="geometric_mean")}
    found = variance_sources(counts, varied, campaign="2026", n=128, n_draws=200)
    assert found.inputs == ("respondents", "weights", "methods")
    assert found.outputs == ("01004", "2A004", "75056", RANK_SHIFT)
    assert np.all(found.variance[:3] > 0)
    assert np.all(found.first_order <= found.total_order + 4 * found.first_error)
    single = variance_sources(counts, {"usual": Methodology()}, campaign="2026", n=64, n_draws=100)
    assert single.inputs == ("respondents", "weights")


def test_a_campaign_without_territories_is_said(counts):
    with pytest.raises(MethodError, match="campaign '2020'"):
        variance_sources(counts, {"usual": Methodology()}, campaign="2020")
