"""A method gives the same scores by its name, as a function and through `functools.partial`."""

from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd
import pytest

from revue_analytics.errors import MethodError
from revue_analytics.framework import framework_from_dict
from revue_analytics.methods.aggregation import AGGREGATIONS, geometric_mean, harmonic_mean, power_mean
from revue_analytics.methods.missing import TREATMENTS, filled_by_group, group_mean
from revue_analytics.methods.normalisation import distance_to_target, goalposts, min_max, scale_levels
from revue_analytics.methods.registry import declare, facts_of
from revue_analytics.methods.weighting import DATA_WEIGHTINGS, merec
from revue_analytics.review import analyse
from revue_analytics.scoring import Methodology, describe_methodology, score_table
from revue_analytics.scoring.methodology import FAMILIES
from tests.factories import part_of

ENTRIES = [
    (what, name)
    for what, methods in FAMILIES.items()
    for name in methods
    if what not in ("pooling", "respondents")  # which are for answers
]
LEAVES = [
    {"id": name, "label": name, "measure": {"direction": direction, "goalposts": [0, high]}}
    for name, direction, high in (("a", 1, 10), ("b", -1, 20), ("c", 1, 50))
]
FRAMEWORK = framework_from_dict({"id": "f", "title": "f", "indicators": LEAVES})
X = pd.DataFrame({"a": [1.0, 5.0, 9.0, 6.0], "b": [10.0, 4.0, 16.0, 2.0], "c": [20.0, 30.0, 5.0, 40.0]})
GAPPY = X.mask((X == 9.0) | (X == 2.0))


def overall(x=X, **choices):
    return score_table(x, FRAMEWORK, Methodology(**choices)).matrix()["overall"].to_numpy()


def goalposted(lower=0.0):
    """X between its goalposts, on `lower`–100."""
    share = np.clip(X.to_numpy() / [10, 20, 50], 0, 1)
    return lower + (100 - lower) * np.where([False, True, False], 1 - share, share)


@pytest.mark.parametrize(("what", "name"), ENTRIES)
def test_every_method_scores_the_same_wrapped_as_by_name(what, name):
    choices = {what: name, "normalisation": "goalposts"} | ({what: name} if what == "normalisation" else {})
    x = GAPPY if what in ("missing", "imputation") else X
    plain = overall(x, **choices)
    assert np.isfinite(plain).any()
    function = FAMILIES[what][name]
    for wrapped in (function, partial(function), partial(partial(function))):
        methodology = Methodology(**{**choices, what: wrapped})
        np.testing.assert_array_equal(score_table(x, FRAMEWORK, methodology).matrix()["overall"], plain)
        assert methodology == Methodology(**choices)
        assert describe_methodology(methodology) == describe_methodology(Methodology(**choices))


@pytest.mark.parametrize("what", ["missing", "weighting", "aggregation"])
def test_choices_by_depth_are_read_through_a_partial_too(what):
    name = {"missing": "group_mean", "weighting": "merec", "aggregation": "geometric_mean"}[what]
    function = {"missing": TREATMENTS, "weighting": DATA_WEIGHTINGS, "aggregation": AGGREGATIONS}[what][name]
    assert Methodology(**{what: {"overall": partial(function)}}) == Methodology(**{what: {"overall": name}})


def test_scores_on_1_to_100_are_not_shifted_again_before_a_harmonic_mean():
    on_1_to_100 = partial(min_max, lower=1.0, upper=100.0)
    values = min_max(X.to_numpy(), [1, -1, 1], lower=1.0, upper=100.0)
    expected = harmonic_mean(values, np.ones(3))
    np.testing.assert_allclose(overall(normalisation=on_1_to_100, aggregation="harmonic_mean"), expected, rtol=1e-12)
    np.testing.assert_allclose(overall(normalisation="min_max", aggregation="harmonic_mean"), expected, rtol=1e-12)


def test_scores_on_1_to_100_say_so_and_reach_the_level_that_those_on_0_to_100_reach():
    one, zero = (
        score_table(X, FRAMEWORK, Methodology(normalisation=partial(min_max, lower=lower))) for lower in (1.0, 0.0)
    )
    np.testing.assert_allclose(one.scores, 1 + 0.99 * zero.scores, rtol=1e-12)
    assert one.tree.lower_bound.tolist() == [1.0] * 4


def test_scores_on_a_positive_scale_of_their_own_are_taken_as_they_are():
    values = min_max(X.to_numpy(), [1, -1, 1], lower=70.0, upper=130.0)
    got = overall(normalisation=partial(min_max, lower=70.0, upper=130.0), aggregation="geometric_mean")
    np.testing.assert_allclose(got, geometric_mean(values, np.ones(3)), rtol=1e-12)


def test_a_partial_of_the_geometric_mean_is_shifted():
    expected = geometric_mean(goalposted(lower=1.0), np.ones(3))
    got = overall(normalisation="goalposts", aggregation=partial(geometric_mean))
    np.testing.assert_allclose(got, expected, rtol=1e-12)


def test_a_power_mean_is_shifted_where_its_power_needs_it():
    zeros = X.assign(a=[0.0, 5.0, 9.0, 6.0])
    inverse, half = (overall(zeros, aggregation=partial(power_mean, power=power)) for power in (-1, 0.5))
    np.testing.assert_allclose(inverse, overall(zeros, aggregation="harmonic_mean"), rtol=1e-12)
    np.testing.assert_array_equal(half, overall(zeros, aggregation="power_mean"))


def test_goalposts_of_ones_own_go_before_those_of_the_framework():
    own = partial(goalposts, low=[0, 0, 0], high=[20, 40, 100])
    share = X.to_numpy() / [20, 40, 100]
    expected = 100 * np.where([False, True, False], 1 - share, share).mean(axis=1)
    np.testing.assert_allclose(overall(normalisation=own), expected, rtol=1e-12)


def test_ends_of_the_scale_of_ones_own_go_before_those_of_the_framework():
    levels = [{"value": value, "label": str(value)} for value in range(5)]
    scale = {"min": 0, "max": 4, "levels": levels}
    rated = [{"id": name, "label": name} for name in "ab"]
    framework = framework_from_dict({"id": "f", "title": "f", "scale": scale, "indicators": rated})
    x = pd.DataFrame({"a": [1.0, 4.0], "b": [2.0, 4.0]})
    wider = score_table(x, framework, Methodology(normalisation=partial(scale_levels, maximum=8.0)))
    assert wider.matrix()["overall"].tolist() == [18.75, 50.0]


def test_targets_are_given_with_a_partial_and_compare_nobody():
    methodology = Methodology(normalisation=partial(distance_to_target, target=[10, 4, 50]))
    assert not methodology.compares_units
    got = score_table(X, FRAMEWORK, methodology).matrix()["overall"]
    assert got.iloc[0] == pytest.approx(np.mean([10.0, 40.0, 40.0]))


@pytest.mark.parametrize("missing", [partial(group_mean), partial(group_mean, groups=[1, 1, 2, 2])])
def test_filling_gaps_from_the_others_compares_units_through_a_partial(missing):
    assert Methodology(missing=missing).compares_units


def test_a_scheme_that_needs_positive_values_is_given_them_through_a_partial():
    zeros = X.assign(a=[0.0, 5.0, 9.0, 6.0])
    choices = {"normalisation": "goalposts"}
    np.testing.assert_array_equal(
        overall(zeros, weighting=partial(merec, direction=[1, 1, 1]), **choices),
        overall(zeros, weighting="merec", **choices),
    )


def by_hand(x, direction):
    return 25.0 * x


def test_a_review_of_an_undeclared_normalisation_says_what_is_unknown_and_the_line_that_declares_it(demo):
    methodology = replace(demo.methodology, normalisation=partial(by_hand))
    with pytest.raises(MethodError, match=r"nothing says whether .*by_hand.* compares territories") as error:
        analyse(replace(demo, methodology=methodology))
    assert "revue_analytics.declare(by_hand, compares_units=False, range=(0, 100))" in str(error.value)


def test_a_review_of_a_declared_normalisation_is_that_of_the_method_that_gives_the_same(demo, demo_review):
    own = declare(partial(by_hand), compares_units=False, range=(0, 100))
    review = analyse(replace(part_of(demo, "00001"), methodology=replace(demo.methodology, normalisation=own)))
    same = demo_review.for_territory("00001")
    pd.testing.assert_frame_equal(review.tables["scores"], same.tables["scores"], check_dtype=False)


def test_a_range_that_nobody_declared_is_asked_for_before_a_mean_that_needs_positive_values():
    with pytest.raises(MethodError, match=r"nothing says what range .*by_hand gives, and .*geometric_mean needs"):
        overall(normalisation=by_hand, aggregation="geometric_mean")
    own = declare(partial(by_hand), range=(0, 100))
    values = 1 + 0.99 * 25.0 * X.to_numpy()
    got = overall(normalisation=own, aggregation="geometric_mean")
    np.testing.assert_allclose(got, geometric_mean(values, np.ones(3)), rtol=1e-12)


class Called:
    """An object of one's own that is called, and declares nothing."""

    def __init__(self, function):
        self.function = function

    def __call__(self, *args, **kwargs):
        return self.function(*args, **kwargs)


@pytest.mark.parametrize(
    ("what", "name"), [entry for entry in ENTRIES if entry[1] not in ("framework", "equal", "none")]
)
@pytest.mark.parametrize(
    "wrap", [Called, lambda f: lambda *args, **kwargs: f(*args, **kwargs)], ids=["object", "lambda"]
)
def test_a_method_wrapped_by_hand_scores_the_same_once_declared(what, name, wrap):
    choices = {what: name, "normalisation": "goalposts"} | ({what: name} if what == "normalisation" else {})
    function = FAMILIES[what][name]
    known = {key: fact for key, fact in vars(facts_of(function)).items() if key != "sentence"}
    own = declare(wrap(function), **known)
    x = GAPPY if what in ("missing", "imputation") else X
    np.testing.assert_array_equal(overall(x, **choices | {what: own}), overall(x, **choices))


def test_goalposts_in_series_are_aligned_with_the_criteria():
    low, high = pd.Series({"c": 0, "b": 0, "a": 0}), {"b": 40, "a": 20, "c": 100}
    plain = overall(normalisation=partial(goalposts, low=[0, 0, 0], high=[20, 40, 100]))
    np.testing.assert_array_equal(overall(normalisation=partial(goalposts, low=low, high=high)), plain)
    with pytest.raises(MethodError, match="not labelled alike: only in x: 'c'; only in high: 'd'"):
        overall(normalisation=partial(goalposts, low=low, high={"b": 40, "a": 20, "d": 100}))


def test_labels_that_nothing_would_align_are_refused():
    with pytest.raises(MethodError, match="missing: nothing aligns the labels of groups"):
        Methodology(missing=partial(group_mean, groups=pd.Series(["u", "v"], index=["x", "y"])))


def test_groups_of_an_imputation_may_be_fixed():
    groups = ["u", "v", "u", "v"]
    fixed = Methodology(imputation=partial(filled_by_group, groups=groups))
    plain = score_table(GAPPY, FRAMEWORK, Methodology(imputation="group_mean"), groups=groups)
    np.testing.assert_array_equal(score_table(GAPPY, FRAMEWORK, fixed).scores, plain.scores)
    with pytest.raises(MethodError, match="give them once"):
        score_table(GAPPY, FRAMEWORK, fixed, groups=groups)


def test_a_normalisation_without_a_direction_is_for_criteria_where_more_is_better():
    half = declare(lambda x: 2.0 * x, compares_units=False, range=(0, 100))
    upwards = framework_from_dict({"id": "f", "title": "f", "indicators": [LEAVES[0], LEAVES[2]]})
    assert score_table(X, upwards, Methodology(normalisation=half)).matrix()["a"].tolist() == [2.0, 10.0, 18.0, 12.0]
    with pytest.raises(MethodError, match="takes no direction, and less is better for b"):
        overall(normalisation=half)


@pytest.mark.parametrize(
    ("choices", "said"),
    [
        (
            {"normalisation": distance_to_target},
            "cannot be called with direction: missing a required argument: 'target'",
        ),
        ({"aggregation": lambda x: x}, "cannot be called with 2 arguments"),
        ({"aggregation": lambda x, w: x.no_such_thing}, "failed: AttributeError"),
        ({"weighting": lambda x: ["a", "b", "c"]}, "expected an array of numbers"),
    ],
    ids=["without its target", "of one argument", "with a slip", "of words"],
)
def test_a_function_that_will_not_do_is_named_and_why(choices, said):
    with pytest.raises(MethodError, match=said):
        overall(**choices)
