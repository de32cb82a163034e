"""Scores of any framework: depth, weights, choices, levels; what is refused and how it is said."""

from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from revue_analytics.errors import MethodError
from revue_analytics.framework import framework_from_dict, load_framework
from revue_analytics.methods.aggregation import AGGREGATIONS
from revue_analytics.methods.normalisation import min_max, z_score
from revue_analytics.methods.weighting import DATA_WEIGHTINGS
from revue_analytics.scoring import Methodology, describe_methodology, level_of, score, score_table
from tests.factories import make_ratings


def measured(**weights):
    leaves = [{"id": k, "label": k, "weight": w, "measure": {"direction": 1}} for k, w in weights.items()]
    return framework_from_dict({"id": "f", "title": "f", "indicators": leaves})


def table(**columns):
    return pd.DataFrame(columns, index=pd.Index(["u1", "u2", "u3"][: len(next(iter(columns.values())))]))


X = table(a=[0.0, 5.0, 10.0], b=[10.0, 0.0, 5.0])


def test_weights_of_the_framework_are_used():
    got = score_table(X, measured(a=3, b=1)).matrix()["overall"]
    assert got.tolist() == pytest.approx([25.0, 37.5, 87.5])


def test_equal_weighting_overrides_them():
    got = score_table(X, measured(a=3, b=1), Methodology(weighting="equal")).matrix()["overall"]
    assert got.tolist() == pytest.approx([50.0, 25.0, 75.0])


def test_a_function_of_ones_own_is_an_aggregation():
    def best(x, w):
        return np.where(w > 0, x, -np.inf).max(axis=-1)

    got = score_table(X, measured(a=1, b=1), Methodology(aggregation=best)).matrix()["overall"]
    assert got.tolist() == [100.0, 50.0, 100.0]


def test_a_function_of_the_wrong_shape_is_named():
    def everything(x, w):
        return x

    with pytest.raises(MethodError, match=r"everything gave shape \(3, 2\), expected \(3,\)"):
        score_table(X, measured(a=1, b=1), Methodology(aggregation=everything))


def test_mixed_depths_and_one_criterion_alone():
    a, b = ({"id": name, "label": name, "measure": {"goalposts": [0, high]}} for name, high in (("a", 10), ("b", 20)))
    tree = [a, {"id": "group", "label": "group", "children": [b]}]
    framework = framework_from_dict({"id": "f", "title": "f", "indicators": tree})
    got = score_table(X, framework).matrix()
    assert got["group"].tolist() == got["b"].tolist() == [50.0, 0.0, 25.0]
    assert got["overall"].tolist() == [25.0, 25.0, 62.5]


def test_weight_zero_takes_a_criterion_out():
    assert score_table(X, measured(a=1, b=0)).matrix()["overall"].tolist() == [0.0, 50.0, 100.0]


def test_criterion_missing_everywhere_shares_its_weight_out():
    x = X.assign(b=np.nan)
    assert score_table(x, measured(a=1, b=1)).matrix()["overall"].tolist() == [0.0, 50.0, 100.0]


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"aggregation": "geometric"}, "did you mean 'geometric_mean'"),
        ({"agregation": "geometric_mean"}, "did you mean 'aggregation'"),
        ({"pooling": "mode"}, "one of 'mean'"),
        ({"missing": 3}, "not known"),
        ({"minimum_coverage": 1.5}, "between 0 and 1"),
        ({"disclosure_threshold": 0}, "below 1"),
        ({"weighting": {"I1": -1.0}}, "not negative"),
        ({"weighting": "equals"}, "did you mean 'equal'"),
    ],
)
def test_a_wrong_choice_says_what_was_found_and_what_is_valid(settings, said):
    with pytest.raises(MethodError, match=said):
        Methodology.from_mapping(settings)


def test_weight_for_an_unknown_node():
    with pytest.raises(MethodError, match="'I9' is not a node"):
        score_table(
            table(**{leaf: [2.0] for leaf in load_framework().leaf_ids}),
            load_framework(),
            Methodology(weighting={"I9": 1.0}),
        )


@pytest.mark.parametrize("choice", [{"aggregation": {"overal": "minimum"}}, {"weighting": {"overal": "critic"}}])
def test_a_choice_for_an_unknown_depth_is_not_ignored(choice):
    with pytest.raises(MethodError, match="did you mean 'overall'"):
        score_table(X, measured(a=1, b=1), Methodology(**choice))


def test_a_weight_for_some_siblings_only_is_a_question():
    with pytest.raises(MethodError, match=r"a = 0.3, but what do the others below 'overall' have\? .* each of: b"):
        score_table(X, measured(a=1, b=3), Methodology(weighting={"a": 0.3}))


def test_siblings_of_which_none_is_named_keep_the_weights_of_the_framework():
    framework = load_framework()
    tops = {node.id: 1.0 for node in framework.children("overall")}
    table_of_twos = table(**{leaf: [2.0] for leaf in framework.leaf_ids})
    plain = score_table(table_of_twos, framework).tree.weights
    assert score_table(table_of_twos, framework, Methodology(weighting=tops)).tree.weights.tolist() == plain.tolist()


def test_the_methodology_says_what_its_weights_come_to():
    framework = load_framework()
    tops = {node.id: 30.0 if node.id == "I1" else 10.0 for node in framework.children("overall")}
    said = describe_methodology(Methodology(weighting=tops), "en", framework)
    assert "I1 30.0%" in said and "I2 10.0%" in said


def test_scores_that_are_on_no_scale_of_levels_have_no_level():
    for choice in ("z_score", partial(min_max, lower=70, upper=130)):
        assert np.isnan(score_table(X, measured(a=1, b=1), Methodology(normalisation=choice)).levels).all()


def test_rated_values_off_the_scale_are_refused_by_row():
    framework = load_framework()
    rows = pd.DataFrame({leaf: [2.0, 3.0] for leaf in framework.leaf_ids}, index=["u", "v"])
    rows.loc["v", framework.leaf_ids[0]] = 80.0
    with pytest.raises(MethodError, match=rf"from 0 to 4: 'v' has 80 for {framework.leaf_ids[0]}; give levels"):
        score_table(rows, framework)


def test_what_goes_between_goalposts_keeps_the_unit_of_these():
    leaf = {"id": "a", "label": "a", "measure": {"goalposts": [0, 80]}}
    framework = framework_from_dict({"id": "f", "title": "f", "indicators": [leaf]})
    x = pd.DataFrame({"a": [*map(float, range(1, 21)), 100.0, 200.0]})
    plain, treated = (score_table(x, framework, Methodology(outliers=how)) for how in ("none", "log"))
    assert treated.scores.tolist() == plain.scores.tolist()
    assert treated.trace.set_index("node").loc["a", "method"] == "left"


def test_groups_in_a_series_are_put_into_the_order_of_the_rows():
    x = pd.DataFrame({"a": [2.0, np.nan, 8.0], "b": [1.0, 1.0, 1.0]}, index=["u", "v", "w"])
    method = Methodology(imputation="group_mean")
    groups = pd.Series({"w": "town", "v": "town", "u": "village"})
    assert score_table(x, measured(a=1, b=1), method, groups=groups).matrix().loc["v", "a"] == 100.0


def test_a_weight_for_an_unknown_college_is_refused():
    with pytest.raises(MethodError, match=r"college_weights: 'elu' is the college of no answer.*did you mean 'elus'"):
        score(make_ratings([("01004", "2026", "a", "elus", "I5A", 3)]), Methodology(college_weights={"elu": 2.0}))


def test_weights_of_nodes_and_schemes_of_depths_do_not_mix():
    with pytest.raises(MethodError, match="not both"):
        Methodology(weighting={"I1": 2.0, "overall": "critic"})


def test_missing_column_is_named():
    with pytest.raises(MethodError, match="no column for b"):
        score_table(X[["a"]], measured(a=1, b=1))


@pytest.mark.parametrize(("score", "level"), [(0, 0), (24.999, 0), (25, 1), (46.2, 1), (74.9999999999, 3), (100, 4)])
def test_level_is_reached_when_its_statement_is_entirely_true(score, level):
    assert level_of(score, load_framework()) == level


@given(st.lists(st.sampled_from([0.0, 1.0, 2.0, 3.0, 4.0]), min_size=18, max_size=18))
def test_geometric_mean_never_exceeds_the_arithmetic_one(levels):
    framework = load_framework()
    x = pd.DataFrame([levels], columns=list(framework.leaf_ids))
    means = [
        score_table(x, framework, replace(Methodology(), aggregation=name)).matrix()["overall"].iloc[0]
        for name in ("geometric_mean", "arithmetic_mean")
    ]
    assert means[0] <= 1 + 0.99 * means[1] + 1e-9


@pytest.mark.parametrize("level", [0.0, 1.0, 2.0, 3.0, 4.0])
@pytest.mark.parametrize("aggregation", ["arithmetic_mean", "geometric_mean", "harmonic_mean", "minimum"])
def test_the_same_level_everywhere_is_that_level_overall(level, aggregation):
    framework = load_framework()
    x = pd.DataFrame([[level] * 18], columns=list(framework.leaf_ids))
    assert score_table(x, framework, Methodology(aggregation=aggregation)).levels.tolist() == [[level] * 27]


def test_weights_may_come_from_the_data():
    x = table(a=[0.0, 50.0, 100.0], b=[49.0, 50.0, 51.0])
    framework = measured(a=1, b=1)
    scores = score_table(x, framework, Methodology(normalisation=identity, weighting="standard_deviation"))
    assert scores.tree.weights[1:].tolist() == pytest.approx([50 / 51, 1 / 51])
    assert scores.matrix()["overall"].tolist() == pytest.approx([49 / 51, 50.0, 100 * 50 / 51 + 1.0])


def identity(x, direction):
    return x


def test_a_function_of_ones_own_is_a_weighting():
    scores = score_table(X, measured(a=1, b=1), Methodology(weighting=lambda x: np.array([3.0, 1.0])))
    assert scores.matrix()["overall"].tolist() == pytest.approx([25.0, 37.5, 87.5])


def test_outliers_and_gaps_are_treated_and_leave_a_trace():
    x = pd.DataFrame({"a": [*range(1, 11), 100.0], "b": [np.nan, *range(10)]}, dtype=float)
    methodology = Methodology(normalisation="min_max", outliers="winsorise", imputation="group_mean")
    scores = score_table(x, measured(a=1, b=1), methodology, groups=["x"] * 6 + ["y"] * 5)
    trace = scores.trace.set_index(["node", "step"])
    assert trace.loc[("a", "outliers"), ["method", "n_changed"]].tolist() == ["winsorise", 1]
    assert trace.loc[("b", "imputation"), ["method", "n_changed"]].tolist() == ["group_mean", 1]
    assert scores.matrix()["a"].iloc[-1] == scores.matrix()["a"].iloc[-2] == 100.0
    assert scores.matrix()["b"].iloc[0] == pytest.approx(100 * 2 / 9)  # the mean of 0, 1, 2, 3, 4


def test_without_them_there_is_no_trace():
    assert score_table(X, measured(a=1, b=1)).trace.empty


def test_they_are_refused_for_answers():
    rows = [("01004", "2026", "a", "elus", "I5A", 3)]
    with pytest.raises(MethodError, match="tables of measurements"):
        score(make_ratings(rows), Methodology(outliers="winsorise"))


def test_choices_may_differ_by_depth():
    framework = load_framework()
    x = pd.DataFrame([[1.0, 3.0] + [2.0] * 16, [2.0] * 18], columns=list(framework.leaf_ids))
    methodology = Methodology(
        aggregation={"indicator": "minimum"},
        weighting={"overall": "standard_deviation"},
        missing={"overall": "require_all"},
    )
    scores = score_table(x, framework, methodology)
    assert scores.matrix()["I1"].tolist() == [25.0, 50.0]
    # only the first indicator differs between the two units, so that it has all the weight
    assert scores.matrix()["overall"].tolist() == pytest.approx([25.0, 50.0])


@pytest.mark.parametrize("name", [*AGGREGATIONS])
@pytest.mark.parametrize("weighting", ["equal", *DATA_WEIGHTINGS])
def test_every_named_choice_scores_a_campaign_of_levels(name, weighting):
    framework = load_framework()
    x = pd.DataFrame(np.random.default_rng(0).integers(0, 5, (40, 18)), columns=list(framework.leaf_ids), dtype=float)
    # the Mazziotta–Pareto index is made for values around 100, ten apart
    around_100 = partial(z_score, mean=100.0, deviation=10.0)
    normalisation = around_100 if name == "mazziotta_pareto" else "scale_levels"
    scores = score_table(x, framework, Methodology(normalisation=normalisation, aggregation=name, weighting=weighting))
    assert np.isfinite(scores.scores).all()
    assert scores.tree.weights.min() >= 0


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    "methodology",
    [
        Methodology(),
        Methodology(pooling="lower_median", missing="require_all", weighting="equal", aggregation="minimum"),
        Methodology(outliers="winsorise", imputation="group_mean", normalisation="z_score"),
        Methodology(weighting={"I1": 2.0}, aggregation={"overall": "geometric_mean"}, college_weights={"elus": 2.0}),
        Methodology(aggregation=np.mean, weighting={"overall": "critic"}, missing={"indicator": "worst_case"}),
    ],
)
def test_a_methodology_says_every_choice(methodology, language):
    said = describe_methodology(methodology, language)
    assert len(said.split(". ")) >= 6
    assert "{" not in said


def test_choices_may_differ_by_node():
    def group(name, *leaves):
        below = [{"id": leaf, "label": leaf, "measure": {"goalposts": [0, 10]}} for leaf in leaves]
        return {"id": name, "label": name, "children": below}

    two = framework_from_dict({"id": "f", "title": "f", "indicators": [group("P", "a", "b"), group("Q", "c", "d")]})
    x = table(a=[10.0], b=[5.0], c=[10.0], d=[5.0])
    got = score_table(x, two, Methodology(aggregation={"P": "minimum", "overall": "minimum"})).matrix()
    assert got[["P", "Q", "overall"]].to_numpy().ravel().tolist() == pytest.approx([50.0, 75.0, 50.0])
    with pytest.raises(MethodError, match="'R' is not a depth"):
        score_table(x, two, Methodology(aggregation={"R": "minimum"}))
