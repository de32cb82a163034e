"""The door for arrays: every function of `methods` and `sensitivity`, every argument that may have labels.

What is tested is what the functions declare; a function on arrays that declares nothing fails the first test.
"""

import inspect
import pkgutil
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib import import_module

import numpy as np
import pandas as pd
import pytest

import revue_analytics.methods
import revue_analytics.sensitivity
from revue_analytics.errors import MethodError
from revue_analytics.framework import framework_from_dict
from revue_analytics.methods.arrays import as_floats
from revue_analytics.methods.weighting import combine_hierarchies
from revue_analytics.scoring import score_table
from revue_analytics.sensitivity import weight_set

SIZES = {"n": 6, "m": 4, "L": 5, "k": 5, "V": 3, "K": 4, "step": 4, "rank": 4, "component": 4, "pair": 6}
SIZES |= {"sets": 16, "s": 3, "level": 3}
RNG = np.random.default_rng(8)
X = RNG.uniform(10, 90, (6, 4)).round(2)
RECIPROCAL = np.array([[1, 2, 3, 5], [1 / 2, 1, 2, 3], [1 / 3, 1 / 2, 1, 2], [1 / 5, 1 / 3, 1 / 2, 1]])
RATINGS = RNG.integers(0, 5, (5, 4)).astype(float)
INTERACTIONS = np.array([[0, 0.05, 0, 0], [0.05, 0, 0, -0.04], [0, 0, 0, 0.06], [0, -0.04, 0.06, 0]])


class Columns:
    """A frame of columns without an index, as those of polars are."""

    def __init__(self, columns):
        self.columns, self.values = list(columns), np.column_stack(list(columns.values()))

    def to_numpy(self):
        return self.values


class Coordinates:
    """Named axes with labels, as those of an xarray DataArray are."""

    def __init__(self, values, **indexes):
        self.values, self.dims = np.asarray(values), tuple(indexes)
        self.indexes = {name: pd.Index(index) for name, index in indexes.items() if index is not None}

    def to_numpy(self):
        return self.values


USUAL = {
    "x": X, "before": np.where(X > 70, np.nan, X), "after": X, "a": X[:, 0], "b": X[:, 1], "y": X.mean(axis=1),
    "w": np.array([0.1, 0.2, 0.3, 0.4]), "weights": np.array([0.4, 0.3, 0.2, 0.1]),
    "direction": np.array([1, -1, 1, -1]),
    "importance": np.array([0.4, 0.3, 0.2, 0.1]), "order": np.array([0.1, 0.2, 0.3, 0.4]), "interactions": INTERACTIONS,
    "capacity": np.linspace(0, 1, 16), "counts": RNG.integers(1, 9, (4, 5)), "levels": np.arange(5.0),
    "eigenvalues": np.array([2.0, 1.2, 0.5, 0.3]), "loadings": RNG.normal(size=(4, 4)), "ratings": RATINGS,
    "ranks": RATINGS.argsort(axis=1) + 1.0, "counted": np.array([1.0, 1, 0, 1, 1]), "values": np.array([3.0, 1, 2, 4]),
    "judgements": RECIPROCAL, "judges": np.array([1.0, 2, 1, 1, 3]), "points": np.array([40.0, 30, 20, 10]),
    "upper": np.array([0.4, 0.5, 0.6, 0.7]),
    "lower": np.array([0.04, 0.03, 0.02, 0.01]), "value": np.array([1.0, 2, 3, 4]),
    "groups": np.array(["u", "v", "u", "v", "u", "v"], dtype=object), "low": np.array([5.0, 6, 7, 8]),
    "high": np.array([91.0, 92, 93, 94]),
    "target": np.array([40.0, 50, 60, 70]), "nominal": np.array([0.4, 0.3, 0.2, 0.1]),
    "indifference": np.array([1.0, 2, 3, 4]), "preference": np.array([9.0, 8, 7, 6]),
    "inflection": np.array([3.0, 4, 5, 6]),
    "shortfalls": np.array([40.0, 30, 1, 12]), "best_to_others": np.array([1.0, 2, 4, 8]),
    "others_to_worst": np.array([8.0, 4, 2, 1]), "members": RNG.dirichlet(np.ones(4), 3),
    "voices": np.array([1.0, 2, 3]),
    "reached": np.sort(RNG.uniform(size=(4, 4)))[:, ::-1], "names": ["m0", "m1", "m2", "m3"],
}  # fmt: skip
"""A value for each argument by its name."""

SPECIAL = {
    "krippendorff_alpha_of_counts": {"counts": RNG.integers(0, 4, (4, 3)), "values": np.arange(3.0)},
    "combine_weights": {"weights": RNG.dirichlet(np.ones(4), 5)},
    "combine_judgements": {"judgements": np.stack([RECIPROCAL] * 5)},
    "reciprocal_matrix": {"upper": np.array([2.0, 3, 4, 5, 6, 7])},
    "stability_intervals": {"levels": np.array([25.0, 50, 75])},
    "recoding_robustness": {"counts": RNG.integers(1, 9, (6, 4, 5)), "units": [f"n{i}" for i in range(6)]},
    "recoding_priorities": {"target": np.full(4, 3.0), "groups": np.array(["u", "v", "w", "v"], dtype=object)},
    "recoded_priorities": {"target": np.full(4, 3.0), "groups": np.array(["u", "v", "w", "v"], dtype=object)},
    "benefit_of_the_doubt": {"upper": np.full(4, 0.7)},
    "always_among": {"upper": np.array([0.4, 0.5, 0.6, 0.7])},
    "mid_rank": {"x": X[:, 0]},
    "rank_units": {"x": X.T},
    "tie_codes": {"x": X[:, 0]},
    "as_weights": {"criteria": ["m0", "m1", "m2", "m3"]},
    "_stated": {"a": np.eye(4), "b": np.array([0.5, 0.6, 0.7, 0.8])},
    "_in_order_of": {"first": RECIPROCAL},
    "in_order_of_units": {"units": ["n0", "n1", "n2", "n3", "n4", "n5"]},
    "crossed_variance": {"y": X},
}
OTHERWISE = {
    "always_among": {"k": 2},
    "minimal_change": {"pair": (0, 1)},
    "compare_schemes": {"schemes": {"equal": [1, 1, 1, 1]}},
    "sample_weights": {"kind": "bounded", "m": 4, "n_draws": 20, "rng": 0},
    "data_weights": {"choice": "standard_deviation"},
    "crossed_variance": {"inputs": ["respondents", "weights"]},
}
OF_ANSWERS = ("draw_levels", "draw_paired_levels", "paired_persons", "_combined")
"""Functions of what no array holds; the arrays beside it have no axis in common."""
TAKEN = {"sample_weights": ("lower", "upper")}
"""Where a function takes some arguments together only."""


@cache
def functions():
    """Every function that declares the axes of its arguments, by its name."""
    declared = {}
    for package in (revue_analytics.methods, revue_analytics.sensitivity):
        for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            for each in vars(import_module(module.name)).values():
                if hasattr(each, "axes") and inspect.isfunction(each) and each.__name__ not in OF_ANSWERS:
                    declared[each.__qualname__] = each
    return declared


def arguments(name):
    """Arguments of a function, plain, and what it takes beside them."""
    axes = functions()[name].axes
    taken = TAKEN.get(name, axes)
    plain = {each: SPECIAL.get(name, {}).get(each, USUAL.get(each)) for each in axes if each in taken}
    for each, value in plain.items():
        assert value is not None, f"give {name} a value for {each}"
    return plain, OTHERWISE.get(name, {})


def letters(name, argument, array):
    ways = [way.split() for way in functions()[name].axes[argument].partition(": ")[0].split(" | ")]
    way = next((way for way in ways if len(way) == array.ndim), ways[-1])
    way = [letter for letter in way if letter != "..."]
    return [f"…{place}" for place in range(array.ndim - len(way), 0, -1)] + way[max(len(way) - array.ndim, 0) :]


def labels_of(letter, size):
    return [f"{letter}{place}" for place in range(size)]


def labelled(name, argument, array, labels=labels_of, turned=False):
    """The same values with labels, in another order if `turned`."""
    array = np.asarray(array)
    own = letters(name, argument, array)
    indexes = [labels(letter, size) for letter, size in zip(own, array.shape, strict=True)]
    if turned:
        array, indexes = np.flip(array), [index[::-1] for index in indexes]
    if array.ndim == 3:
        return Coordinates(array, **{f"axis {i}": index for i, index in enumerate(indexes)})
    return pd.Series(array, *indexes) if array.ndim == 1 else pd.DataFrame(array, *indexes)


def shared(name):
    """Arguments with an axis that an earlier one has too, each with that one."""
    plain, _ = arguments(name)
    first, pairs = {}, []
    for argument, value in plain.items():
        at = letters(name, argument, np.asarray(value))
        known = [first[letter] for letter in at if letter in first and not letter.startswith("…")]
        if known:
            pairs.append((argument, known[0]))
        for letter in at:
            first.setdefault(letter, argument)
    return [(argument, other) for argument, other in pairs if other != argument]


LABELS = ("units", "criteria", "indicators", "pair", "problem", "at_low", "at_high")
"""Fields of results that are not numbers."""


def flat(result):
    """The numbers of a result, in order."""
    if is_dataclass(result):
        names = [field.name for field in fields(result) if field.name not in LABELS]
        return [number for name in names for number in flat(getattr(result, name))]
    if isinstance(result, tuple):
        return [number for part in result for number in flat(part)]
    if isinstance(result, pd.Series | pd.DataFrame | np.ndarray | float | int):
        return np.asarray(result).ravel().tolist()
    return []


def same(one, other):
    one, other = flat(one), flat(other)
    words = [(a, b) for a, b in zip(one, other, strict=True) if isinstance(a, str)]
    assert all(a == b for a, b in words)
    numbers = [(a, b) for a, b in zip(one, other, strict=True) if not isinstance(a, str)]
    assert [b for _, b in numbers] == pytest.approx([a for a, _ in numbers], rel=1e-9, abs=1e-9, nan_ok=True)


def call(name, plain, **named):
    result = functions()[name](**plain, **OTHERWISE.get(name, {}) | named)
    if callable(result) and not is_dataclass(result):  # a quantifier
        return result(np.linspace(0, 1, 7))
    return result


ALL = sorted(functions())
NUMERIC = [
    (name, argument)
    for name in ALL
    for argument in arguments(name)[0]
    if functions()[name].axes[argument].partition(": ")[2] not in ("labels", "names")
]
SHARED = [(name, *pair) for name in ALL for pair in shared(name)]


def test_every_public_function_declares_the_axes_of_the_arrays_that_it_takes():
    undeclared = []
    for package in (revue_analytics.methods, revue_analytics.sensitivity):
        for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            if module.name.rpartition(".")[2].startswith("_"):
                continue
            for name, function in vars(import_module(module.name)).items():
                if inspect.isfunction(function) and function.__module__ == module.name and not name.startswith("_"):
                    known = getattr(function, "axes", {})
                    taken = inspect.signature(function).parameters.values()
                    undeclared += [
                        f"{name}({each.name})"
                        for each in taken
                        if "ArrayLike" in str(each.annotation) and each.name not in known
                    ]
    bare = sorted(set(undeclared) - set(ELSEWHERE))
    assert not bare, f"write @arrays(…), the axes of its arguments and of its result, above the function of {bare}"
    assert sorted(set(undeclared)) == sorted(ELSEWHERE)


ELSEWHERE = (
    "combine_hierarchies(judgements)",
    "combine_hierarchies(judges)",
    "draw_until(estimate)",
    "propagate(weights)",
    "vary_table(groups)",
    "weight_set(constraints)",
)
"""Arguments that hold several arrays, or give some, or are handed on: their parts go through the same door."""


@pytest.mark.parametrize("name", ALL)
def test_labelled_arguments_are_aligned_whatever_their_order(name):
    plain, _ = arguments(name)
    seen, turned = set(), {}
    for argument, value in plain.items():
        if isinstance(value, list):
            turned[argument] = value
            seen |= set(letters(name, argument, np.asarray(value)))
            continue
        own = letters(name, argument, np.asarray(value))
        turned[argument] = labelled(name, argument, value, turned=bool(own) and set(own) <= seen)
        seen |= set(own)
    named = {"pair": ("n0", "n1")} if name == "minimal_change" else {}
    same(call(name, turned, **named), call(name, plain))


@pytest.mark.parametrize(("name", "argument", "other"), SHARED)
def test_labels_that_do_not_match_are_refused_and_named(name, argument, other):
    plain, _ = arguments(name)
    strange = labelled(name, argument, plain[argument], lambda letter, size: [*labels_of(letter, size)[:-1], "strange"])
    beside = plain[other] if isinstance(plain[other], list) else labelled(name, other, plain[other])
    with pytest.raises(MethodError, match=r"not labelled alike: .*'strange'"):
        call(name, plain | {argument: strange, other: beside})


@pytest.mark.parametrize("name", [name for name in ALL if functions()[name].returns is not None])
def test_a_labelled_argument_gives_a_labelled_result(name):
    plain, _ = arguments(name)
    result = call(name, {argument: labelled(name, argument, value) for argument, value in plain.items()})
    for axes, part in declared(functions()[name].returns, result):
        own = [letter for letter in axes.split() if letter != "..."]
        assert np.ndim(part) == 0 or not own or isinstance(part, pd.Series | pd.DataFrame)
        for letter, index in zip(reversed(own), reversed(getattr(part, "axes", [])), strict=False):
            if letter in SIZES and letter not in ("component",):
                assert list(index) == labels_of(letter, SIZES[letter])


def declared(returns, result):
    """Each part of a result that has axes, with these."""
    if isinstance(returns, dict):
        parts = [declared(axes, getattr(result, field)) for field, axes in returns.items()]
        return [pair for part in parts for pair in part]
    if isinstance(returns, tuple):
        return [pair for axes, part in zip(returns, result, strict=True) for pair in declared(axes, part)]
    return [(returns, result)]


MISSING = {
    "masked": lambda array: np.ma.masked_array(np.nan_to_num(array, nan=-999.0), np.isnan(array)),
    "None": lambda array: np.where(np.isnan(array), None, array.astype(object)),
    "Decimal": lambda array: np.array(
        [None if np.isnan(each) else Decimal(str(each)) for each in array.ravel()], dtype=object
    ).reshape(array.shape),
    "pandas.NA": lambda array: (
        pd.Series(array).convert_dtypes()
        if array.ndim == 1
        else pd.DataFrame(array).convert_dtypes()
        if array.ndim == 2
        else np.where(np.isnan(array), pd.NA, array.astype(object))
    ),
}


def outcome(name, plain):
    try:
        return call(name, plain)
    except MethodError as error:
        return str(error)


@pytest.mark.parametrize("kind", MISSING)
@pytest.mark.parametrize(("name", "argument"), NUMERIC)
def test_what_has_no_value_is_missing_in_every_dress(name, argument, kind):
    plain, _ = arguments(name)
    array = np.array(plain[argument], dtype=float)
    array[(1,) * array.ndim] = np.nan
    expected, result = outcome(name, plain | {argument: array}), outcome(name, plain | {argument: MISSING[kind](array)})
    if isinstance(expected, str):
        assert result == expected
    else:
        same(result, expected)


REFUSED = {
    "text": lambda array: np.where(np.arange(array.size).reshape(array.shape) == 1, "three", array.astype(object)),
    "numbers as text": lambda array: array.astype(str),
    "complex": lambda array: array + 1j,
    "dates": lambda array: np.full(array.shape, np.datetime64("2026-01-01")),
    "a date": lambda array: np.full(array.shape, date(2026, 1, 1)),
    "infinite": lambda array: np.where(np.arange(array.size).reshape(array.shape) == 1, np.inf, array),
}


@pytest.mark.parametrize("kind", REFUSED)
@pytest.mark.parametrize(("name", "argument"), NUMERIC)
def test_what_is_no_number_is_refused_and_named(name, argument, kind):
    plain, _ = arguments(name)
    array = np.array(plain[argument], dtype=float)
    with pytest.raises(MethodError, match=rf"^{argument} holds .* at position .*; expected numbers"):
        call(name, plain | {argument: REFUSED[kind](array)})


# What the door does, once.


mean = functions()["arithmetic_mean"]
FRAME = pd.DataFrame({"a": [1.0, 2.0], "b": [5.0, 7.0]}, index=["u", "v"])


def test_a_frame_of_polars_has_its_columns_for_labels():
    assert mean(Columns({"a": [1.0, 2.0], "b": [5.0, 7.0]}), {"b": 1.0, "a": 0.0}).tolist() == [5.0, 7.0]


def test_a_data_array_has_its_coordinates_for_labels_and_an_axis_without_any_has_positions():
    x = Coordinates([[1.0, 5.0], [2.0, 7.0]], unit=None, criterion=["a", "b"])
    assert mean(x, {"b": 1.0, "a": 0.0}).tolist() == [5.0, 7.0]
    x = Coordinates([[1.0, 5.0], [2.0, 7.0]], unit=["u", "v"], criterion=None)
    assert mean(x, [0.0, 1.0]).to_dict() == {"u": 5.0, "v": 7.0}


def test_a_table_of_polars_or_xarray_is_scored_as_one_of_pandas():
    leaves = [{"id": name, "label": name, "measure": {"direction": 1}} for name in ("a", "b")]
    framework = framework_from_dict({"id": "f", "title": "f", "indicators": leaves})
    plain = score_table(FRAME, framework).scores
    turned = Columns({"b": [5.0, 7.0], "a": [1.0, 2.0]})
    assert score_table(turned, framework).scores.tolist() == plain.tolist()
    array = Coordinates(FRAME.to_numpy(), unit=["u", "v"], criterion=["a", "b"])
    assert score_table(array, framework).units["territory"].tolist() == ["u", "v"]


def test_draws_with_coordinates_are_aligned_too():
    x = Coordinates([[[1.0, 5.0], [2.0, 7.0]]], draw=[0], unit=["u", "v"], criterion=["a", "b"])
    assert mean(x, pd.Series({"b": 1.0, "a": 0.0})).to_dict() == {"u": {0: 5.0}, "v": {0: 7.0}}


def test_what_has_no_labels_is_taken_by_position_beside_what_has_some():
    assert mean(FRAME, [1.0, 0.0]).to_dict() == {"u": 1.0, "v": 2.0}
    assert mean(FRAME.to_numpy(), {"a": 0.0, "b": 1.0}).tolist() == [5.0, 7.0]


def test_whole_numbers_in_order_are_positions_beside_names_only():
    assert mean(FRAME, pd.Series([1.0, 0.0])).to_dict() == {"u": 1.0, "v": 2.0}
    numbered = FRAME.set_axis([0, 1], axis=1)
    assert mean(numbered, pd.Series([1.0, 0.0], index=[1, 0])).to_dict() == {"u": 5.0, "v": 7.0}
    with pytest.raises(MethodError, match="only in x: 4; only in w: 0"):
        mean(FRAME.set_axis([1, 4], axis=1), pd.Series([1.0, 0.0]))


def test_labels_that_stand_twice_are_refused_unless_they_are_the_same_on_both_sides():
    twice = FRAME.set_axis(["a", "a"], axis=1)
    assert mean(twice, pd.Series([1.0, 0.0], index=["a", "a"])).to_dict() == {"u": 1.0, "v": 2.0}
    three = pd.DataFrame([[1.0, 2.0, 3.0]], columns=["a", "b", "a"])
    with pytest.raises(MethodError, match="labels that stand twice: 'a'"):
        mean(three, pd.Series([1.0, 0.0, 0.0], index=["a", "a", "b"]))


def test_units_in_two_orders_are_aligned_too():
    w = pd.DataFrame({"b": [1.0, 0.0], "a": [0.0, 1.0]}, index=["v", "u"])
    assert mean(FRAME, w).to_dict() == {"u": 1.0, "v": 7.0}


def test_another_number_of_values_than_of_labels_is_refused():
    with pytest.raises(MethodError, match="w has 3 values where x has 2 labels"):
        mean(FRAME, [1.0, 0.0, 0.0])


def test_the_names_of_an_index_stay():
    assert mean(FRAME.rename_axis("territory"), [1.0, 0.0]).index.name == "territory"


def test_judges_who_compared_the_criteria_in_two_orders_are_put_into_one():
    first = pd.DataFrame([[1, 2], [1 / 2, 1]], ["a", "b"], ["a", "b"])
    second = pd.DataFrame([[1, 1 / 8], [8, 1]], ["b", "a"], ["b", "a"])
    group = combine_hierarchies([first, second], judges={"u": 1, "v": 1})
    assert group.weights.round(6).to_dict() == {"a": 0.8, "b": 0.2}
    assert list(group.individual.index) == ["u", "v"]
    assert group.members[1].weights.round(4).to_dict() == {"a": 0.8889, "b": 0.1111}
    with pytest.raises(MethodError, match=r"judge 2: .*not labelled alike: .*'c'"):
        combine_hierarchies([first, second.set_axis(["c", "a"], axis=0)])


def test_statements_in_a_frame_are_aligned_with_the_names_of_the_criteria():
    stated = (pd.DataFrame({"b": [1.0], "a": [0.0]}), [0.3])
    assert weight_set(["a", "b"], stated).bounds()[1].tolist() == [1.0, 0.3]


def test_a_list_of_labelled_rows_is_refused_because_nothing_would_align_them():
    with pytest.raises(MethodError, match="make one frame of them"):
        mean([pd.Series({"a": 1.0, "b": 2.0}), pd.Series({"b": 1.0, "a": 2.0})], [1.0, 0.0])


def test_arrays_of_floats_are_not_copied():
    x = np.ones((2, 2))
    assert as_floats(x) is x
