"""The table of how firm the results are holds the numbers of the review, and says nothing where there is nothing."""

from dataclasses import replace

import pytest

from revue_analytics.exports.spreadsheet import csv_bytes, printed
from revue_analytics.exports.tables import robustness_table

KEYS = ["Code", "Campaign"]


@pytest.fixture
def review(demo_review):
    return demo_review


def test_there_is_a_row_for_each_overall_score(review):
    table = robustness_table(review)
    overall = review.scores.query("node == 'overall'")
    assert sorted(zip(table["Code"], table["Campaign"], strict=True)) == sorted(
        zip(overall["territory"], overall["campaign"], strict=True)
    )
    assert table["Overall score"].between(table["Low, other answers"], table["High, other answers"]).all()
    assert table["Rank"].between(table["Best rank"], table["Worst rank"]).all()
    assert table[["% due to answers", "% due to weights", "% due to methods"]].sum(axis=1).between(0, 100.001).all()


def test_its_numbers_are_those_of_the_review(review):
    row = robustness_table(review).set_index(KEYS).loc[("00003", "2026")]
    varied = review.tables["sensitivity"].query("territory == '00003' and campaign == '2026'").set_index("source")
    for source, word in (("respondents", "answers"), ("weights", "weights"), ("methods", "methods")):
        assert row[f"Low, other {word}"] == varied.loc[source, "low"]
        assert row[f"% due to {word}"] == pytest.approx(100 * varied.loc[source, "share"])
    first = review.tables["priorities"].query("territory == '00003' and campaign == '2026' and node == 'I7'").iloc[0]
    assert (first["rank"], first["always_top3"]) == (1, "sometimes")
    assert row["First, % of draws"] == pytest.approx(100 * first["p_first"])
    assert row["Among the 3 first"] == "for some"
    assert robustness_table(review, "fr").columns[-1] == "Parmi les 3 premières"


def test_territories_too_few_to_rank_have_none(review):
    few = replace(review, tables={**review.tables, "ranks": review.tables["ranks"].iloc[:0]})
    table = robustness_table(few)
    assert table["Rank"].isna().all()
    assert table["Overall score"].notna().all()
    assert "  –  " in printed(table)
    assert b",<NA>," not in csv_bytes(table)
