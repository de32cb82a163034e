"""A method is chosen by name or given as a function, and what a function gives back is checked."""

from functools import partial

import numpy as np
import pytest

from revue_analytics.errors import MethodError
from revue_analytics.methods.aggregation import AGGREGATIONS, arithmetic_mean
from revue_analytics.methods.missing import TREATMENTS
from revue_analytics.methods.normalisation import NORMALISATIONS
from revue_analytics.methods.outliers import OUTLIERS
from revue_analytics.methods.ranking import RANKINGS
from revue_analytics.methods.registry import check_result, name_of, resolve


def half(x, w):
    return arithmetic_mean(x, w) / 2


def test_name_and_function_are_both_a_choice():
    assert resolve("arithmetic_mean", AGGREGATIONS, "aggregation") is arithmetic_mean
    assert resolve(half, AGGREGATIONS, "aggregation") is half


@pytest.mark.parametrize("choice", ["aritmetic_mean", 3, None])
def test_unknown_choice_says_what_was_given_and_what_is_valid(choice):
    with pytest.raises(MethodError, match=r"aggregation: .* is not known; .*'minimum'") as error:
        resolve(choice, AGGREGATIONS, "aggregation")
    assert repr(choice) in str(error.value)


def test_nearest_name_is_suggested():
    with pytest.raises(MethodError, match="did you mean 'promethee_ii'"):
        resolve("promethee", RANKINGS, "ranking")


def test_names_of_each_family_are_those_of_the_functions():
    families = (AGGREGATIONS, NORMALISATIONS, RANKINGS, TREATMENTS, OUTLIERS)
    for name, function in ((n, f) for family in families for n, f in family.items()):
        if not isinstance(function, partial) and name != "winsorise_or_log":
            assert function.__name__ == name


def test_function_is_reported_by_where_it_comes_from():
    assert name_of(half).endswith("test_choice.half")
    assert name_of(partial(half, w=1)).endswith("test_choice.half(w=1)")


@pytest.mark.parametrize(
    ("result", "said"),
    [
        ("many", "gave str, expected an array of numbers"),
        (np.zeros((2, 2)), r"gave shape \(2, 2\), expected \(2,\)"),
        ([1.0, np.inf], "gave infinite values"),
        ([1.0, -1.0], "gave negative values"),
    ],
)
def test_result_that_will_not_do_names_the_function(result, said):
    with pytest.raises(MethodError, match=f"half {said}"):
        check_result(half, result, (2,), non_negative=True)


def test_result_without_a_number_is_a_result():
    assert np.isnan(check_result(half, [np.nan, 1.0], (2,), non_negative=True)[0])
