"""Agreement of a territory: what each number equals, what holds whoever answers, what is never told."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import friedmanchisquare

import revue_analytics as ra
from revue_analytics.agreement import discussion_table
from revue_analytics.errors import UnknownTerritory
from revue_analytics.methods.reliability import krippendorff_alpha, ordinal_consensus, within_group_agreement
from tests.factories import make_ratings, two_indicators, worked_territory

FRAMEWORK = two_indicators()
CRITERIA = FRAMEWORK.leaf_ids
OPEN = ra.Methodology(disclosure_threshold=1)


def ratings_of(panels, importance=None, desired=None, campaign="2026"):
    """Ratings of groups: name → (respondents, criteria) levels, NaN for no answer; points by group likewise."""
    answers, points = [], []
    for aspect, given_panels in (("current", panels), ("desired", desired or {})):
        for college, panel in given_panels.items():
            for i, row in enumerate(np.atleast_2d(panel)):
                who = ("01004", campaign, f"{college}{i}", college)
                answers += [
                    (*who, k, "unknown" if np.isnan(x) else int(x), aspect) for k, x in zip(CRITERIA, row, strict=True)
                ]
    for college, rows in (importance or {}).items():
        for i, row in enumerate(rows):
            who = ("01004", campaign, f"{college}{i}", college)
            points += [(*who, top, float(x)) for top, x in zip(FRAMEWORK.top_ids, row, strict=True)]
    return make_ratings(answers, FRAMEWORK, points)


def value(found, scope, node, group, statistic, column="value"):
    table = found.measures.set_index(["scope", "node", "group", "statistic"])
    return table.loc[(scope, node, group, statistic), column]


def panels(n_groups=2, least=0):
    levels = st.sampled_from([0.0, 1.0, 2.0, 3.0, 4.0, np.nan])
    rows = st.lists(st.lists(levels, min_size=4, max_size=4), min_size=max(least, 1), max_size=7)
    return st.lists(rows, min_size=n_groups, max_size=n_groups).map(
        lambda groups: {f"g{i}": np.array(rows) for i, rows in enumerate(groups)}
    )


EIGHT = np.random.default_rng(4).integers(0, 5, (8, 4)).astype(float)
SEVEN = np.random.default_rng(5).integers(0, 5, (7, 4)).astype(float)


def test_one_criterion_is_measured_as_the_methods_measure_it():
    found = ra.measure_agreement(ratings_of({"elus": EIGHT, "agents": SEVEN}))
    for group, panel in (("elus", EIGHT), ("agents", SEVEN), ("all", np.vstack([EIGHT, SEVEN]))):
        for statistic, method in (("ordinal_consensus", ordinal_consensus), ("within_group_agreement", None)):
            expected = (method or within_group_agreement)(panel)
            for k, leaf in enumerate(CRITERIA):
                assert value(found, "criterion", leaf, group, statistic) == pytest.approx(expected[k], abs=1e-12)


def test_several_criteria_are_measured_as_independent_programs_do():
    """Alpha from the definition on the table of answers; W from Friedman's test of scipy, over k (m - 1)."""
    found = ra.measure_agreement(ratings_of({"elus": EIGHT, "agents": SEVEN}))
    for group, panel in (("elus", EIGHT), ("all", np.vstack([EIGHT, SEVEN]))):
        assert value(found, "all", "criterion", group, "krippendorff_alpha") == pytest.approx(krippendorff_alpha(panel))
        assert value(found, "indicator", "I5", group, "krippendorff_alpha") == pytest.approx(
            krippendorff_alpha(panel[:, :2])
        )
        w = friedmanchisquare(*panel.T).statistic / (len(panel) * 3)
        assert value(found, "all", "criterion", group, "kendall_w") == pytest.approx(w, abs=1e-12)


def test_indicators_are_questions_too():
    found = ra.measure_agreement(ratings_of({"elus": EIGHT, "agents": SEVEN}))
    both = np.vstack([EIGHT, SEVEN])
    means = np.stack([both[:, :2].mean(axis=1), both[:, 2:].mean(axis=1)], axis=1)
    expected = krippendorff_alpha(means, "interval")
    assert value(found, "all", "indicator", "all", "krippendorff_alpha") == pytest.approx(expected, abs=1e-12)


def test_groups_differ_by_their_means_in_points():
    found = ra.measure_agreement(ratings_of({"elus": EIGHT, "agents": SEVEN}))
    for k, leaf in enumerate(CRITERIA):
        row = found.differences.set_index("criterion").loc[leaf]
        sign = 1 if row["group_a"] == "elus" else -1
        expected = 25 * (EIGHT[:, k].mean() - SEVEN[:, k].mean())
        assert sign * row["difference"] == pytest.approx(expected, abs=1e-9)
        assert row["low"] <= row["difference"] <= row["high"]
        assert value(found, "criterion", leaf, "between", "largest_difference") == pytest.approx(abs(expected))
    means = 25 * np.abs(EIGHT.mean(axis=0) - SEVEN.mean(axis=0))
    assert value(found, "all", "criterion", "between", "mean_difference") == pytest.approx(means.mean(), abs=1e-9)


def test_false_discoveries_are_held_down_as_benjamini_and_hochberg_do():
    found = ra.measure_agreement(ratings_of({"elus": EIGHT, "agents": SEVEN, "habitants": 4 - EIGHT})).differences
    p = np.sort(found["p_value"])
    step = np.minimum.accumulate((p * len(p) / np.arange(1, len(p) + 1))[::-1])[::-1]
    assert np.sort(found["q_value"]) == pytest.approx(np.minimum(step, 1.0))
    assert (found["q_value"] >= found["p_value"] - 1e-12).all()


def test_the_worked_territory():
    """T = 1: consensus and mean of the habitants on I5B, 0 1 0 1: 1 + log2(1 - .5 / 4) = .8074; half a level from 0."""
    found = ra.measure_agreement(worked_territory(), OPEN)
    assert value(found, "criterion", "I5B", "habitants", "ordinal_consensus") == pytest.approx(1 + np.log2(0.875))
    row = found.differences.query("criterion == 'I5B' and group_a == 'agents' and group_b == 'elus'").iloc[0]
    assert row["difference"] == pytest.approx(25 * (1 - 2))


@given(panels(), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=12)
def test_the_order_of_respondents_is_irrelevant(groups, random):
    shuffled = {name: panel[random.sample(range(len(panel)), len(panel))] for name, panel in groups.items()}
    one = ra.measure_agreement(ratings_of(groups), OPEN)
    other = ra.measure_agreement(ratings_of(shuffled), OPEN)
    for name in ("measures", "differences"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name), check_exact=False, atol=1e-9)


@given(panels())
@settings(deadline=None, max_examples=12)
def test_the_names_of_the_groups_are_irrelevant(groups):
    names = dict(zip(("g0", "g1"), ("g1", "g0"), strict=True))
    one = ra.measure_agreement(ratings_of(groups), OPEN).measures
    other = ra.measure_agreement(ratings_of({names[g]: panel for g, panel in groups.items()}), OPEN).measures
    other = other.assign(group=other["group"].map(lambda g: names.get(g, g)))
    key = ["scope", "node", "group", "statistic"]
    pd.testing.assert_frame_equal(
        one.sort_values(key, ignore_index=True), other.sort_values(key, ignore_index=True), check_exact=False, atol=1e-9
    )


@given(panels(3))
@settings(deadline=None, max_examples=15)
def test_every_number_stays_in_its_range_and_in_its_interval(groups):
    found = ra.measure_agreement(ratings_of(groups), OPEN)
    table = found.measures
    at = dict(list(table.groupby("statistic")))
    for name, (low, high) in {
        "ordinal_consensus": (0, 1), "kendall_w": (0, 1), "krippendorff_alpha": (-np.inf, 1),
        "within_group_agreement": (-np.inf, 1), "mean_difference": (0, 100), "largest_difference": (0, 100),
    }.items():  # fmt: skip
        if name in at:
            assert at[name]["value"].between(low - 1e-9, high + 1e-9).all()
    known = table.dropna(subset=["low", "high"])
    assert (known["low"] <= known["value"] + 1e-9).all()
    assert (known["high"] >= known["value"] - 1e-9).all()
    assert found.differences["p_value"].between(0, 1).all()


def test_unanimity_is_one_and_no_more_is_known_of_several_questions():
    found = ra.measure_agreement(ratings_of({"elus": np.full((6, 4), 3.0), "agents": np.full((7, 4), 3.0)}))
    one = found.measures[found.measures["scope"] == "criterion"]
    assert (one.loc[one["statistic"].isin(["ordinal_consensus", "within_group_agreement"]), "value"] == 1).all()
    assert not found.measures["statistic"].isin(["krippendorff_alpha", "kendall_w"]).any()  # chance looks the same
    assert (found.differences["difference"] == 0).all()
    assert (found.differences["p_value"] > 0.9).all()


def test_a_census_leaves_nothing_uncertain():
    invited = pd.DataFrame(
        [("01004", "2026", "elus", 8), ("01004", "2026", "agents", 7)],
        columns=["territory", "campaign", "college", "invited"],
    )
    found = ra.measure_agreement(ratings_of({"elus": EIGHT, "agents": SEVEN}), invited=invited)
    one = found.measures[found.measures["statistic"].isin(["ordinal_consensus", "within_group_agreement"])]
    assert one["low"].to_numpy() == pytest.approx(one["value"].to_numpy(), abs=1e-9)
    assert one["high"].to_numpy() == pytest.approx(one["value"].to_numpy(), abs=1e-9)
    assert found.differences["low"].to_numpy() == pytest.approx(found.differences["high"].to_numpy(), abs=1e-9)


@pytest.mark.parametrize(
    "panel",
    [
        pytest.param({"elus": EIGHT}, id="one group"),
        pytest.param({"elus": EIGHT[:1]}, id="one respondent"),
        pytest.param({"elus": np.full((6, 4), np.nan)}, id="nobody knows"),
        pytest.param({"elus": np.column_stack([EIGHT[:, :1], np.full((8, 3), np.nan)])}, id="one criterion"),
        pytest.param({"elus": np.full((6, 4), 2.0), "agents": np.full((5, 4), 2.0)}, id="constant"),
    ],
)
def test_the_edges_give_what_there_is_and_no_warning(panel):
    for methodology in (OPEN, ra.Methodology()):
        found = ra.measure_agreement(ratings_of(panel), methodology)
        assert not found.measures["value"].isna().any()
        if len(panel) == 1:
            assert found.differences.empty
        told = ra.measure_convergence(ratings_of(panel), methodology)
        assert not told.measures["value"].isna().any()


def test_one_group_is_named_and_so_is_everybody():
    found = ra.measure_agreement(ratings_of({"elus": EIGHT}))
    assert set(found.measures["group"]) == {"elus", "all"}


def test_no_number_rests_on_fewer_people_than_the_threshold():
    few = {"elus": EIGHT, "agents": SEVEN[:3], "habitants": SEVEN, "partenaires": EIGHT[:2]}
    few["habitants"] = np.where(np.arange(7)[:, None] < 4, np.nan, few["habitants"])  # three of seven answered
    found = ra.measure_agreement(ratings_of(few))
    assert found.measures["n"].min() >= 5
    assert not {"agents", "partenaires"} & set(found.measures["group"])


def test_a_territory_of_fewer_people_than_the_threshold_has_no_agreement():
    found = ra.measure_agreement(ratings_of({"elus": EIGHT[:2], "agents": SEVEN[:2]}))
    assert found.measures.empty
    assert found.differences.empty
    with pytest.raises(UnknownTerritory, match="threshold"):
        found.of("01004")


def test_a_concordance_that_leaves_out_a_few_is_not_told():
    gap = EIGHT.copy()
    gap[0, 0] = np.nan  # one of eight left a criterion out
    found = ra.measure_agreement(ratings_of({"elus": gap, "agents": SEVEN})).measures
    told = found[(found["statistic"] == "kendall_w") & (found["group"] == "elus")]
    assert set(told["node"]) == {"I8", "indicator"}  # the criteria of I5, and all four, would speak of seven of eight


def test_one_territory_depends_on_nobody_else():
    one = ratings_of({"elus": EIGHT, "agents": SEVEN})
    other = make_ratings([("2A004", "2026", f"p{i}", "elus", k, i % 5) for i in range(9) for k in CRITERIA], FRAMEWORK)
    both = make_ratings([], FRAMEWORK)
    object.__setattr__(both, "table", pd.concat([one.table, other.table], ignore_index=True))
    alone, among = ra.measure_agreement(one).of("01004"), ra.measure_agreement(both).of("01004")
    pd.testing.assert_frame_equal(alone.measures, among.measures)
    pd.testing.assert_frame_equal(alone.differences, among.differences)


def test_what_to_discuss_is_where_groups_part_then_where_everybody_does():
    split = np.array([0.0, 4, 0, 4, 0, 4, 0, 4])
    high, low = np.full(8, 4.0), np.full(8, 1.0)
    same = np.full(8, 2.0)
    elus = np.column_stack([same, high, split, same])
    agents = np.column_stack([same, low, split, same])
    found = discussion_table(ra.measure_agreement(ratings_of({"elus": elus, "agents": agents})))
    assert found["criterion"].tolist() == ["I5B", "I8A"]
    assert found["reason"].tolist() == ["groups", "everyone"]
    assert found.loc[0, ["group_a", "group_b"]].tolist() == ["elus", "agents"]
    assert found.loc[0, "difference"] == pytest.approx(75)
    assert found.loc[1, "consensus"] == pytest.approx(0, abs=1e-12)


def test_what_is_as_worth_discussing_but_left_out_is_counted():
    split = np.tile(np.array([0.0, 4, 0, 4, 0, 4, 0, 4])[:, None], 4)
    found = discussion_table(ra.measure_agreement(ratings_of({"elus": split, "agents": split})))
    assert found["criterion"].tolist() == list(CRITERIA[:3])  # ties keep the order of the framework
    assert found["n_tied"].tolist() == [1, 1, 1]


def test_agreement_is_drawn_and_told_in_both_languages():
    found = ra.measure_agreement(ratings_of({"elus": EIGHT, "agents": SEVEN})).of("01004")
    assert ra.plot(found).axes
    assert "Krippendorff" in ra.describe(found, "fr")
    assert "one respondent cannot stand for another" in ra.describe(found, "en")
    assert "<table" in found._repr_html_()
    assert list(found.matrix().columns) == ["agents", "elus", "all"]
