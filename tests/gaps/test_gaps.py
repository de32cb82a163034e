"""Shortfalls add up, targets go from the general to the particular, findings hold or are not made."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from revue_analytics.framework import framework_from_dict, load_framework
from revue_analytics.gaps import (
    contributions,
    finding_table,
    gap_table,
    groupings,
    leaf_targets,
    peer_table,
)
from revue_analytics.scoring import Methodology, score_table

FRAMEWORK = load_framework()
levels = st.lists(st.one_of(st.none(), st.floats(0, 4)), min_size=18, max_size=18)


def scores_of(*rows, methodology=None):
    x = pd.DataFrame(rows, columns=list(FRAMEWORK.leaf_ids), dtype=float)
    return score_table(x, FRAMEWORK, methodology)


def default_targets(scores):
    return np.full((len(scores.units), 18), 75.0)


@given(levels)
def test_shares_of_the_leaves_and_of_every_grouping_add_up_to_one(row):
    scores = scores_of(row)
    table = gap_table(scores, default_targets(scores))
    shortfall = table.loc[table["node"] == "overall", "shortfall"].iloc[0]
    leaves = table.loc[table["kind"] == "criterion", "share"]
    if not shortfall > 1e-9:
        assert leaves.isna().all()
        return
    assert leaves.sum() == pytest.approx(1, abs=1e-9)
    for _, shares in groupings(scores, default_targets(scores)).groupby("grouping")["share"]:
        assert shares.sum() == pytest.approx(1, abs=1e-9)


@given(levels)
def test_a_surplus_does_not_make_up_for_a_shortfall(row):
    scores = scores_of(row)
    table = gap_table(scores, default_targets(scores)).set_index("node")
    assert (table["shortfall"].dropna() >= table["net_gap"].dropna() - 1e-9).all()


def test_all_targets_met_leaves_no_share():
    scores = scores_of([4.0] * 18)
    table = gap_table(scores, default_targets(scores))
    assert table["shortfall"].eq(0).all()
    assert table["share"].isna().all()


def test_owen_values_of_a_product_by_hand():
    # two indicators of one criterion each, geometric: sqrt(a b); both orders of raising them are averaged
    leaves = [{"id": name, "label": name, "measure": {"goalposts": [0, 100]}} for name in "ab"]
    framework = framework_from_dict({"id": "f", "title": "f", "indicators": leaves})
    x = pd.DataFrame({"a": [25.0], "b": [50.0]})
    scores = score_table(x, framework, Methodology(aggregation="geometric_mean"))
    low_a, low_b, high = 25.75, 50.5, 75.25  # on 1–100
    by_hand = [
        (np.sqrt(high * low_b) - np.sqrt(low_a * low_b) + high - np.sqrt(low_a * high)) / 2,
        (np.sqrt(low_a * high) - np.sqrt(low_a * low_b) + high - np.sqrt(high * low_b)) / 2,
    ]
    assert contributions(scores, np.full((1, 2), 75.0))[0] == pytest.approx(by_hand, abs=1e-12)


def test_criteria_of_one_indicator_are_raised_together():
    """Against all orders that keep the criteria of an indicator together, on a small tree."""
    leaf = {"measure": {"goalposts": [0, 100]}}
    groups = {"g": "ab", "h": "cde"}
    tree = [
        {"id": g, "label": g, "children": [{"id": c, "label": c, **leaf} for c in members]}
        for g, members in groups.items()
    ]
    framework = framework_from_dict({"id": "f", "title": "f", "indicators": tree})
    methodology = Methodology(aggregation={"overall": "geometric_mean", "indicator": "harmonic_mean"})
    now = dict(zip("abcde", [10.0, 60.0, 30.0, 80.0, 5.0], strict=True))

    def overall(raised):
        x = pd.DataFrame([{c: max(v, 75.0) if c in raised else v for c, v in now.items()}])
        return score_table(x, framework, methodology).scores[0, 0]

    orders = [
        "".join(order)
        for order in itertools.permutations("abcde")
        if all(max(map(order.index, m)) - min(map(order.index, m)) == len(m) - 1 for m in groups.values())
    ]
    by_hand = [np.mean([overall(o[: o.index(c) + 1]) - overall(o[: o.index(c)]) for o in orders]) for c in "abcde"]
    scores = score_table(pd.DataFrame([now]), framework, methodology)
    assert contributions(scores, np.full((1, 5), 75.0))[0] == pytest.approx(by_hand, abs=1e-9)


def test_number_of_criteria_behind_each_axis():
    table = groupings(scores_of([1.0] * 18), np.full((1, 18), 75.0))
    counts = table[table["grouping"] == "axis"].set_index("id")["n_criteria"]
    expected = pd.Series([leaf.axis for leaf in FRAMEWORK.leaves]).value_counts()
    assert counts.to_dict() == expected.to_dict()


def test_the_most_particular_target_wins():
    places = pd.DataFrame({"territory": ["01004", "2A004"], "stratum": ["s", "t"]})
    stated = pd.DataFrame(
        [("", "", "overall", 60.0), ("", "s", "I1", 70.0), ("", "", "I1A", 65.0), ("01004", "", "I2", 80.0)],
        columns=["territory", "stratum", "node", "target"],
    )
    got = pd.DataFrame(leaf_targets(FRAMEWORK, places, stated), index=places["territory"], columns=FRAMEWORK.leaf_ids)
    assert got.loc["01004", ["I1A", "I1B", "I2A", "I3A"]].tolist() == [70.0, 70.0, 80.0, 60.0]
    assert got.loc["2A004", ["I1A", "I1B", "I2A", "I3A"]].tolist() == [65.0, 60.0, 60.0, 60.0]


def test_findings_need_the_probability_and_enough_answers():
    draws = np.array([[80.0, 80.0, 40.0, 60.0, np.nan, 80.0]] * 9 + [[80.0, 70.0, 40.0, 60.0, np.nan, 80.0]])
    draws[0, 1] = 70.0
    n_rated = np.array([9, 9, 9, 9, 0, 4])
    table = finding_table(draws, n_rated, tuple("ABCDEF"), np.full(10, 60.0)).set_index("criterion")
    assert table["finding"].to_dict() == {
        "A": "strength",
        "B": "unconfirmed",  # 8 draws in 10
        "C": "limit",
        "D": "unconfirmed",
        "F": "too_few",
    }


def test_an_asset_is_above_and_a_brake_below_the_territory_s_own_overall_score_nine_times_out_of_ten():
    overall = np.array([50.0] * 9 + [65.0])
    draws = np.tile([60.0, 50.0, 40.0, 66.0, 60.0, np.nan], (10, 1))
    draws[0] = [40.0, 50.0, 60.0, 66.0, 60.0, np.nan]
    n_rated = np.array([9, 9, 9, 9, 4, 9])
    table = finding_table(draws, n_rated, tuple("ABCDEF"), overall).set_index("criterion")
    assert table["p_above"].round(9).to_dict() == {"A": 0.8, "B": 0.0, "C": 0.1, "D": 1.0, "E": 0.9}
    assert table["p_below"].round(9).to_dict() == {"A": 0.2, "B": 0.1, "C": 0.9, "D": 0.0, "E": 0.1}
    assert table["relative"].to_dict() == {"A": "", "B": "", "C": "brake", "D": "asset", "E": ""}  # E: four answers


def test_without_an_overall_score_nothing_is_relative_to_it():
    table = finding_table(np.full((10, 2), [80.0, 30.0]), np.array([9, 9]), ("A", "B"), np.full(10, np.nan))
    assert table[["p_above", "p_below"]].eq(0).all(axis=None)
    assert table["relative"].eq("").all()


def test_the_clearest_limit_comes_first():
    draws = np.tile([40.0, 10.0, 30.0], (10, 1))
    table = finding_table(draws, np.array([9, 9, 9]), ("A", "B", "C"), np.full(10, 50.0))
    assert table.set_index("criterion")["order"].to_dict() == {"A": 3, "B": 1, "C": 2}


@pytest.mark.parametrize(("n", "shown"), [(4, False), (5, True)])
def test_peers_are_at_least_five(n, shown):
    scores = scores_of(*[[float(i % 5)] * 18 for i in range(n)])
    scores.units["campaign"] = "2026"
    scores.units["territory"] = [f"{i:05d}" for i in range(n)]
    table = peer_table(scores, pd.Series("lt1000", index=scores.units["territory"]))
    assert (len(table) > 0) is shown
    if shown:
        assert table.loc[table["node"] == "overall", "median"].eq(50.0).all()
        assert table.loc[table["node"] == "overall", "best_quartile"].eq(75.0).all()
