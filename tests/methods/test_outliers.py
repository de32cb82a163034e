"""Outliers: the test for them, and what a treatment may and may not do to a column."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from revue_analytics.errors import MethodError
from revue_analytics.methods.outliers import (
    OUTLIERS,
    box_cox,
    has_outliers,
    kurtosis,
    log,
    skewness,
    treat,
    winsorise,
)

every = pytest.mark.parametrize("name", OUTLIERS)
# A column that may well hold outliers: most values small, some a thousand times larger.
heavy = arrays(float, (12, 2), elements=st.one_of(st.integers(1, 20), st.integers(1, 20).map(lambda v: 1000 * v)))


def column(*values):
    return np.array(values, dtype=float)[:, None]


@given(x=arrays(float, (9, 3), elements=st.integers(-50, 50).map(float), unique=True))
def test_moments_equal_those_of_scipy(x):
    assert skewness(x) == pytest.approx(stats.skew(x, bias=False))
    assert kurtosis(x) == pytest.approx(stats.kurtosis(x, bias=False))


@given(x=heavy, factor=st.sampled_from([1e-90, 1.0, 1e90]))
def test_moments_do_not_depend_on_the_unit(x, factor):
    assert skewness(factor * x) == pytest.approx(skewness(x))
    assert kurtosis(factor * x) == pytest.approx(kurtosis(x))


def test_missing_values_do_not_count():
    x = column(1, 2, 3, 4, 5, 100)
    gappy = np.insert(x, 3, np.nan, axis=0)
    assert skewness(gappy) == pytest.approx(skewness(x))
    assert kurtosis(gappy) == pytest.approx(kurtosis(x))


@every
@pytest.mark.parametrize(
    "x",
    [
        column(5),
        column(1, 2, 900),
        column(7, 7, 7, 7, 7),
        column(0.1 + 0.2, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3),
        column(np.nan, np.nan, np.nan, np.nan),
        np.empty((0, 1)),
        column(*range(20)),
    ],
    ids=["single unit", "three values", "constant", "constant but for noise", "no value", "no unit", "no outlier"],
)
def test_column_without_outliers_comes_back_as_it_was(name, x):
    treated = OUTLIERS[name](x)
    assert np.array_equal(treated.values, x, equal_nan=True)
    assert not treated.changed.any()
    assert treated.steps[0].method == "none"


@every
@given(x=heavy)
def test_column_is_cured_or_left_as_it_was(name, x):
    treated = OUTLIERS[name](x)
    for j, step in enumerate(treated.steps):
        if step.method in ("none", "left"):
            assert np.array_equal(treated.values[:, j], x[:, j])
        assert has_outliers(treated.values)[j] == (step.method == "left")
        assert (j in treated.left) == (step.method == "left")


@every
@given(x=heavy)
def test_order_of_the_units_is_kept(name, x):
    y = OUTLIERS[name](x).values
    for j in range(2):
        assert np.all(np.diff(y[np.argsort(x[:, j], kind="stable"), j]) >= -1e-9)


@every
@given(x=heavy)
def test_trace_says_what_was_changed(name, x):
    treated = OUTLIERS[name](x)
    assert np.array_equal(treated.changed, treated.values != x)
    assert [step.n_changed for step in treated.steps] == treated.changed.sum(axis=0).tolist()
    assert [step.skewness_after for step in treated.steps] == pytest.approx(skewness(treated.values), nan_ok=True)


@every
def test_missing_values_stay_missing(name):
    x = column(1, 2, 3, np.nan, 4, 5, 6, 7, 8, 9, 10, 100)
    treated = OUTLIERS[name](x)
    assert np.flatnonzero(np.isnan(treated.values)).tolist() == [3]
    assert treated.steps[0].method != "none"


def test_winsorisation_moves_the_few_extreme_values_and_no_other():
    treated = winsorise(column(*range(1, 21), 100, 200))
    assert treated.values.ravel().tolist() == [*range(1, 21), 20, 20]
    assert treated.steps[0].detail == "2 high, 0 low"


def test_low_extremes_are_pulled_up():
    treated = winsorise(column(-500, *range(1, 21)))
    assert treated.values[0, 0] == 1.0
    assert treated.steps[0].detail == "0 high, 1 low"


def test_values_that_share_the_extreme_move_together():
    treated = winsorise(column(*range(1, 41), 300, 300))
    assert treated.values[-2:].ravel().tolist() == [40, 40]
    assert winsorise(column(*range(1, 41), 300, 300), most=1).left == (0,)


def test_column_that_needs_more_than_the_limit_is_left():
    treated = winsorise(column(*range(1, 21), 100, 200), most=1)
    assert treated.left == (0,)
    assert not treated.changed.any()


def test_logarithm_of_a_tail_of_small_values_keeps_more_as_more():
    treated = log(column(-200, -100, *range(-20, 0)))
    assert treated.steps[0].detail == "−ln(0.99 − x)"
    assert np.all(np.diff(treated.values.ravel()) > 0)


def test_box_cox_finds_the_same_power_as_scipy():
    x = np.random.default_rng(1).lognormal(1.0, 1.2, 60)
    transformed, power = stats.boxcox(x)
    treated = box_cox(x[:, None])
    assert treated.steps[0].detail == f"Box–Cox of x, λ = {power:.3g}"
    assert treated.values.ravel() == pytest.approx(transformed, rel=1e-3, abs=1e-3)


def test_box_cox_moves_a_column_that_is_not_positive():
    assert "x − min" in box_cox(column(-3, *range(1, 21), 100, 200)).steps[0].detail


def test_methods_are_tried_in_turn_from_the_values_as_given():
    x = column(*range(1, 21), 100, 200)
    treated = treat(x, ("winsorise", "log"), most=1)
    assert treated.steps[0].method == "log"
    assert np.array_equal(treated.values, log(x).values)


def test_result_shows_itself_as_a_table():
    page = winsorise(column(*range(1, 11), 100))._repr_html_()
    assert page.count("<tr>") == 2
    assert "1 high, 0 low" in page


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"methods": ("winsorize",)}, "did you mean 'winsorise'"),
        ({"most": -1}, "0 or more"),
    ],
)
def test_wrong_choice_is_refused(arguments, said):
    with pytest.raises(MethodError, match=said):
        treat(column(1, 2), **arguments)


@pytest.mark.parametrize("x", [[1.0, 2.0], [[np.inf]]])
def test_what_is_no_table_of_measurements_is_refused(x):
    with pytest.raises(MethodError, match="expected"):
        winsorise(x)
