"""Best–worst method: the optimum against an independent linear programme, and the edges."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from revue_analytics.errors import MethodError
from revue_analytics.methods.weighting import best_worst

models = pytest.mark.parametrize("model", ["nonlinear", "linear"])


@st.composite
def judgements(draw, most=7):
    """Best first, worst last, anything in between."""
    a_bw = draw(st.integers(2, 9))
    level = st.integers(1, a_bw)
    others = draw(st.lists(st.tuples(level, level), min_size=0, max_size=most - 2))
    return [1, *(p for p, _ in others), a_bw], [a_bw, *(q for _, q in others), 1]


def deviations(w, best_to_others, others_to_worst):
    return np.concatenate([np.abs(w[0] / w - best_to_others), np.abs(w / w[-1] - others_to_worst)])


def attainable(best_to_others, others_to_worst, xi):
    """Whether some weights keep every deviation within `xi`: a linear programme for a fixed xi."""
    m = len(best_to_others)
    rows = []
    for j in range(m):
        for sign in (1, -1):
            if j != 0:
                row = np.zeros(m)
                row[0] += sign
                row[j] -= sign * best_to_others[j] + xi
                rows.append(row)
            if j != m - 1:
                row = np.zeros(m)
                row[j] += sign
                row[-1] -= sign * others_to_worst[j] + xi
                rows.append(row)
    found = linprog(np.zeros(m), np.array(rows), np.zeros(len(rows)), np.ones((1, m)), [1.0], (1e-6, None))
    return found.status == 0


@given(judgements())
@settings(deadline=None)
def test_the_weights_attain_xi_and_nothing_attains_less(vectors):
    result = best_worst(*vectors)
    assert np.all(result.weights > 0)
    assert result.weights.sum() == pytest.approx(1.0)
    assert deviations(result.weights, *vectors).max() == pytest.approx(result.xi, abs=1e-9)
    assert attainable(*vectors, result.xi + 1e-4)
    if result.xi > 1e-3:
        assert not attainable(*vectors, result.xi - 1e-3)


@given(judgements())
@settings(deadline=None)
def test_weights_lie_between_their_bounds(vectors):
    result = best_worst(*vectors)
    assert np.all(result.lower <= result.weights)
    assert np.all(result.weights <= result.upper)
    assert result.consistency_ratio >= 0


@models
@given(vectors=judgements())
@settings(deadline=None, max_examples=50)
def test_weights_move_with_their_criteria(model, vectors):
    result = best_worst(*vectors, model=model)
    turned = best_worst(vectors[0][::-1], vectors[1][::-1], model=model)
    assert turned.xi == pytest.approx(result.xi, abs=1e-9)
    assert turned.weights[::-1] == pytest.approx(result.weights, abs=1e-7)


@models
@given(w=st.lists(st.integers(1, 8), min_size=1, max_size=7))
@settings(deadline=None, max_examples=50)
def test_perfectly_consistent_judgements_give_their_weights_back(model, w):
    w = np.array(w, float)
    result = best_worst(w.max() / w, w / w.min(), model=model)
    assert result.weights == pytest.approx(w / w.sum(), abs=1e-9)
    assert result.xi == pytest.approx(0.0, abs=1e-12)
    assert np.allclose(result.input_consistency, 0.0)


@given(judgements())
@settings(deadline=None, max_examples=50)
def test_linear_weights_are_never_negative_and_attain_their_xi(vectors):
    result = best_worst(*vectors, model="linear")
    w, (p, q) = result.weights, np.array(vectors)
    assert np.all(w >= 0)
    assert w.sum() == pytest.approx(1.0)
    assert max(np.abs(w[0] - p * w).max(), np.abs(w - q * w[-1]).max()) == pytest.approx(result.xi, abs=1e-9)
    assert np.isnan(result.consistency_ratio)


@pytest.mark.parametrize(
    ("to_others", "to_worst", "xi"),
    [
        # (3 - xi)² = 8 + xi
        ([2, 1, 4, 3, 8], [4, 8, 2, 3, 1], (7 - 45**0.5) / 2),
        # two criteria bind each other: (5 - xi)(2 - xi) = (4 + xi)(2 + xi)
        ([1, 2, 3, 5, 9, 4], [9, 4, 3, 2, 1, 2], 2 / 13),
    ],
)
def test_xi_in_closed_form(to_others, to_worst, xi):
    assert best_worst(to_others, to_worst).xi == pytest.approx(xi, abs=1e-12)


def test_two_criteria_that_err_in_opposite_ways_bind_each_other():
    vectors = [1, 2, 7, 8], [8, 2, 7, 1]  # 2 x 2 far below 8, 7 x 7 far above
    result = best_worst(*vectors)
    assert deviations(result.weights, *vectors).max() == pytest.approx(result.xi, abs=1e-12)
    assert not attainable(*vectors, result.xi - 1e-3)


@models
def test_criteria_judged_like_the_best_or_the_worst_get_its_weight(model):
    result = best_worst([1, 1, 3, 8, 8], [8, 8, 3, 1, 1], model=model)
    assert result.weights[0] == pytest.approx(result.weights[1], abs=1e-12)
    assert result.weights[3] == pytest.approx(result.weights[4], abs=1e-12)
    assert (result.best, result.worst) == (0, 3)


@models
def test_all_equally_important(model):
    result = best_worst([1, 1, 1], [1, 1, 1], model=model)
    assert result.weights == pytest.approx([1 / 3] * 3)
    assert result.xi == pytest.approx(0.0, abs=1e-12)
    assert model == "linear" or result.consistency_ratio == 0.0


@models
def test_single_criterion(model):
    assert best_worst([1], [1], model=model).weights.tolist() == [1.0]


def test_the_criterion_whose_judgements_disagree_is_told():
    result = best_worst([1, 2, 3, 8], [8, 4, 8, 1])
    assert result.input_consistency.argmax() == 2
    assert result.input_consistency[1] == 0.0  # 2 x 4 = 8
    assert result.input_consistency[2] == pytest.approx((24 - 8) / (64 - 8))


@pytest.mark.parametrize(
    ("to_others", "to_worst", "said"),
    [
        ([1, 2, 8], [7, 5, 1], "8 times as important as the worst in one vector and 7 times in the other"),
        ([1, 9, 8], [8, 5, 1], "criterion 2 is judged further"),
        ([2, 2, 8], [8, 5, 1], "one of them is missing"),
        ([1, 0.5, 8], [8, 5, 1], "1 or more"),
        ([1, np.nan, 8], [8, 5, 1], "1 or more"),
        ([1, 2], [2, 2, 1], "expected"),
        ([], [], "expected"),
    ],
)
def test_judgements_that_will_not_do(to_others, to_worst, said):
    with pytest.raises(MethodError, match=said):
        best_worst(to_others, to_worst)


def test_unknown_model_names_the_choices():
    with pytest.raises(MethodError, match="did you mean 'linear'"):
        best_worst([1, 2], [2, 1], model="linea")
