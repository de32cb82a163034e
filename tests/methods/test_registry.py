"""What is known of a method is declared once, and read through `functools.partial`."""

import pickle
import re
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from revue_analytics.errors import MethodError
from revue_analytics.methods.aggregation import AGGREGATIONS, geometric_mean, power_mean
from revue_analytics.methods.missing import TREATMENTS, at_least, group_mean
from revue_analytics.methods.normalisation import (
    NORMALISATIONS,
    distance_to_target,
    goalposts,
    min_max,
    scale_levels,
)
from revue_analytics.methods.pooling import POOLINGS, trimmed_mean
from revue_analytics.methods.registry import (
    NEEDED,
    arguments_of,
    as_given,
    declare,
    facts_of,
    family,
    known_as,
    name_of,
)
from revue_analytics.scoring.methodology import FAMILIES

ROOT = Path(__file__).parents[2]
ENTRIES = [(what, name) for what, methods in FAMILIES.items() for name in methods]
entries = pytest.mark.parametrize(("what", "name"), ENTRIES)


def twice(x, direction):
    return 2 * x


@entries
def test_a_partial_that_changes_nothing_is_the_method_itself(what, name):
    function = FAMILIES[what][name]
    for wrapped in (function, partial(function), partial(partial(function))):
        assert known_as(wrapped, FAMILIES[what], what) == name
        assert facts_of(wrapped) == facts_of(function)


@pytest.mark.parametrize("what", NEEDED)
def test_a_method_registered_by_half_is_told_what_is_missing(what):
    *declared, last = NEEDED[what]
    half = declare(partial(twice), **dict.fromkeys(declared, True))
    with pytest.raises(
        MethodError, match=f"{what}: 'twice' is registered by half, its declaration lacks {last}; write"
    ):
        family(what, {"twice": half})
    with pytest.raises(MethodError, match=f"lacks {', '.join(NEEDED[what])}; write @declare"):
        family(what, {"twice": twice})


def test_a_method_of_which_nothing_is_declared_is_unknown():
    assert facts_of(twice).compares_units is None
    assert facts_of(np.cbrt).range is None


def test_declaring_returns_the_function_and_keeps_what_was_declared_before():
    def own(x, direction):
        return x

    assert declare(own, compares_units=False) is own
    declare(own, range=(0, 100))
    assert (facts_of(own).compares_units, facts_of(own).range) == (False, (0, 100))


def test_a_declaration_of_a_partial_leaves_the_function_as_it_was_and_is_pickled_with_it():
    fixed = pickle.loads(pickle.dumps(declare(partial(min_max, lower=1.0), compares_units=False)))
    assert facts_of(fixed).compares_units is False
    assert facts_of(min_max).compares_units is True


def test_a_fact_that_does_not_exist_is_refused_with_the_nearest():
    with pytest.raises(MethodError, match=r"'compare_units' is no fact of a method; .* did you mean 'compares_units'"):
        declare(twice, compare_units=False)


def test_what_cannot_hold_a_declaration_says_so():
    with pytest.raises(MethodError, match=r"max cannot hold a declaration; declare functools\.partial"):
        declare(max, compares_units=False)


@pytest.mark.parametrize(
    ("choice", "fact", "value"),
    [
        (partial(min_max, lower=1.0), "range", (1.0, 100.0)),
        (partial(partial(min_max, lower=1.0), lower=70.0, upper=130.0), "range", (70.0, 130.0)),
        (partial(min_max, lower=1.0, upper=100.0), "compares_units", True),  # the ends it reaches, not those it sees
        (partial(goalposts, low=[0.0], high=[1.0]), "compares_units", False),
        (partial(scale_levels, maximum=5.0), "compares_units", False),
        (partial(distance_to_target, target=[3.0]), "compares_units", False),
        (partial(group_mean, groups=[1, 2]), "compares_units", True),
        (partial(geometric_mean), "needs_positive", True),
        (partial(power_mean, power=0), "needs_positive", True),
        (partial(power_mean, power=2), "needs_positive", False),
        (partial(power_mean, power=1), "additive_in", as_given),
        (partial(at_least, share=0.8), "fills_gaps", False),
        (partial(trimmed_mean, share=0.2), "sentence", None),  # it speaks of tenths
    ],
)
def test_facts_follow_the_arguments(choice, fact, value):
    assert getattr(facts_of(choice), fact) == value


def test_other_arguments_are_another_choice():
    other = partial(trimmed_mean, share=0.2)
    assert known_as(other, POOLINGS, "pooling") is other
    assert known_as(partial(at_least, share=0.5), TREATMENTS, "missing") == "at_least_half"


def test_arguments_that_the_function_does_not_take_are_named():
    with pytest.raises(MethodError, match=r"min_max\(lowest=1\): got an unexpected keyword argument 'lowest'"):
        known_as(partial(min_max, lowest=1), NORMALISATIONS, "normalisation")


def test_values_fixed_in_place_of_a_parameter_are_refused():
    with pytest.raises(MethodError, match=r"min_max\(1, 100\) fixes x, the values themselves; name what it should fix"):
        known_as(partial(min_max, 1, 100), NORMALISATIONS, "normalisation")


def test_arguments_are_read_by_name_whatever_the_nesting():
    assert arguments_of(partial(partial(min_max, direction=-1), lower=1.0)) == {"direction": -1, "lower": 1.0}


@pytest.mark.parametrize("name", [*NORMALISATIONS])
def test_a_normalisation_compares_units_and_keeps_its_range_as_declared(name):
    x = np.array([[1.0], [2.0], [4.0]])
    posts = {"low": [0.0], "high": [4.0]} if name == "goalposts" else {}
    normalised, among_more = (
        NORMALISATIONS[name](values, **posts)[:3] for values in (x, np.vstack([x, [[8.0]], [[0.0]]]))
    )
    facts = facts_of(NORMALISATIONS[name])
    assert facts.compares_units == (not np.array_equal(normalised, among_more))
    assert facts.range[0] <= normalised.min() <= normalised.max() <= facts.range[1]


ADDITIVE = [*(function for function in AGGREGATIONS.values() if facts_of(function).additive_in)]


@pytest.mark.parametrize("aggregate", [*ADDITIVE, *(partial(power_mean, power=p) for p in (-2, 0, 1, 3))], ids=name_of)
def test_an_aggregation_orders_units_as_the_weighted_sum_that_it_declares(aggregate):
    rng = np.random.default_rng(1)
    x, w = rng.uniform(1, 100, (200, 4)), rng.dirichlet(np.ones(4))
    summed = facts_of(aggregate).additive_in(x) @ w
    np.testing.assert_array_equal(np.argsort(summed), np.argsort(aggregate(x, w)))


@pytest.mark.parametrize("what", ["normalisation", "outliers", "missing", "weighting", "aggregation"])
def test_every_method_by_name_has_a_row_in_the_documentation(what):
    page = (ROOT / "docs" / "methods" / f"{what}.md").read_text(encoding="utf-8")
    named = set(FAMILIES[what]) - {"none", "framework", "equal"}  # which are no methods
    missing = sorted(name for name in named if not re.search(rf"^\| .*`{name}`", page, re.M))
    assert not missing, f"the table of docs/methods/{what}.md has no row for {missing}"
