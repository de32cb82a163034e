"""The worked territory of the numeric definitions, digit for digit (four decimals, as they are printed)."""

import numpy as np
import pandas as pd
import pytest

from revue_analytics.gaps import gap_table, leaf_targets
from revue_analytics.scoring import Methodology, score
from tests.factories import make_ratings, two_indicators, worked_territory

PLAIN = Methodology(disclosure_threshold=1)


def scores_under(methodology):
    return score(worked_territory(), methodology).matrix().iloc[0]


def gaps():
    scores = score(worked_territory(), PLAIN)
    return gap_table(scores, leaf_targets(scores.framework, scores.units.assign(stratum=""))).set_index("node")


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        ("I5A", 43.0556),
        ("I5B", 29.1667),
        ("I8A", 66.6667),
        ("I8B", 45.8333),
        ("I5", 36.1111),
        ("I8", 56.2500),
        ("overall", 46.1806),
    ],
)
def test_score(node, expected):
    assert scores_under(PLAIN)[node] == pytest.approx(expected, abs=5e-5)


def test_overall_score_by_hand():
    # élus (3+2)/2, agents (2+2+1)/3, habitants (1+0+1+2+1)/5: the three groups count equally
    i5a = (5 / 2 + 5 / 3 + 5 / 5) / 3 * 25
    # "ne sait pas" counts for nothing: agents (1+1)/2, habitants (0+1+0+1)/4
    i5b = (4 / 2 + 2 / 2 + 2 / 4) / 3 * 25
    # no inhabitant knew: two groups are left
    i8a = (6 / 2 + 7 / 3) / 2 * 25
    i8b = (5 / 2 + 6 / 3 + 5 / 5) / 3 * 25
    by_hand = ((i5a + i5b) / 2 + (i8a + i8b) / 2) / 2
    assert scores_under(PLAIN)["overall"] == pytest.approx(by_hand, abs=1e-12)


def test_level_is_the_last_one_entirely_reached():
    scores = score(worked_territory(), PLAIN)
    assert scores.table().set_index("node").loc["overall", "level"] == 1


@pytest.mark.parametrize(
    ("node", "shortfall", "share"),
    [("I5A", 31.9444, 0.2771), ("I5B", 45.8333, 0.3976), ("I8A", 8.3333, 0.0723), ("I8B", 29.1667, 0.2530)],
)
def test_shortfall_and_share(node, shortfall, share):
    row = gaps().loc[node]
    assert row["shortfall"] == pytest.approx(shortfall, abs=5e-5)
    assert row["share"] == pytest.approx(share, abs=5e-5)


def test_overall_shortfall():
    assert gaps().loc["overall", "shortfall"] == pytest.approx(28.8194, abs=5e-5)


@pytest.mark.parametrize(("node", "priority"), [("I5", 19.4444), ("I8", 9.3750)])
def test_priority_is_weight_times_shortfall(node, priority):
    row = gaps().loc[node]
    assert row["weight"] * row["shortfall"] == pytest.approx(priority, abs=5e-5)


def test_first_priority_changes_where_the_two_contributions_meet():
    shortfalls = gaps()["shortfall"]
    # w * s5 = (1 - w) * s8
    assert shortfalls["I8"] / (shortfalls["I5"] + shortfalls["I8"]) == pytest.approx(0.3253, abs=5e-5)


def test_weights_from_importance():
    points = worked_territory().importance
    by_college = points.groupby(["college", "indicator"])["points"].mean().unstack()
    weights = (by_college.mean() / 100).to_dict()
    assert weights == pytest.approx({"I5": 0.5833, "I8": 0.4167}, abs=5e-5)
    weighted = scores_under(Methodology(disclosure_threshold=1, weighting=weights))
    assert weighted["overall"] == pytest.approx(44.5023, abs=5e-5)


def test_geometric_mean_across_indicators():
    geometric = Methodology(disclosure_threshold=1, aggregation={"overall": "geometric_mean"})
    assert scores_under(geometric)["overall"] == pytest.approx(45.6428, abs=5e-5)


def test_with_the_usual_threshold_the_small_colleges_are_one_group():
    merged = score(worked_territory(), Methodology())
    i5a = ((3 + 2 + 2 + 2 + 1) / 5 * 2 + (1 + 0 + 1 + 2 + 1) / 5) / 3 * 25  # élus and agents carry two weights of three
    assert merged.matrix()["I5A"].iloc[0] == pytest.approx(i5a, abs=1e-12)


def test_coverage_and_respondents():
    table = score(worked_territory(), PLAIN).table().set_index("node")
    assert table["coverage"].eq(1).all()
    assert table.loc[["I8A", "I8", "overall"], "n_respondents"].tolist() == [5, 10, 10]


def test_insufficient_data_are_no_number():
    rows = [("01004", "2026", "a", "elus", "I5A", 3), ("01004", "2026", "a", "elus", "I8A", "unknown")]
    table = score(make_ratings(rows, two_indicators()), PLAIN).table().set_index("node")
    # I5 is half covered, which suffices; a quarter of the whole is not enough
    assert table.loc["I5", ["status", "score", "coverage"]].tolist() == ["scored", 75.0, 0.5]
    assert table.loc["overall", ["status", "coverage"]].tolist() == ["insufficient", 0.25]
    assert np.isnan(table.loc["overall", "score"])


@pytest.mark.parametrize(("votes", "excluded"), [(1, False), (2, True)])
def test_a_criterion_does_not_apply_when_half_of_those_who_expressed_themselves_say_so(votes, excluded):
    answers = ["not_applicable"] * votes + [2] * (4 - votes) + ["unknown"] * 5
    rows = [("01004", "2026", f"r{i}", "elus", "I5A", answer) for i, answer in enumerate(answers)]
    rows += [("01004", "2026", f"r{i}", "elus", "I5B", 4) for i in range(9)]
    table = score(make_ratings(rows, two_indicators()), PLAIN).table().set_index("node")
    assert (table.loc["I5A", "status"] == "not_applicable") is excluded
    # its weight is shared among its siblings
    assert table.loc["I5", "score"] == pytest.approx(100.0 if excluded else 75.0)
    assert pd.isna(table.loc["I5A", "coverage"]) is excluded
