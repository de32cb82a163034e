"""People who answered two campaigns are compared with themselves."""

from dataclasses import replace

import pandas as pd
import pytest

from revue_analytics.framework import OVERALL
from revue_analytics.review import analyse
from revue_analytics.scoring import count_responses
from tests.factories import with_settings


def answered_twice(campaign, rename):
    """One territory whose people gave the same answers in both campaigns, under names that `rename` gives them."""
    ratings = campaign.ratings
    here = ratings.table[(ratings.table["territory"] == "00003") & (ratings.table["campaign"] == "2026")]
    earlier = here.assign(campaign="2023", respondent=here["respondent"].map(rename))
    table = pd.concat([here, earlier], ignore_index=True)
    nothing = {name: getattr(ratings, name).iloc[:0] for name in ("importance", "comments", "origins", "reviewed")}
    settings = with_settings(campaign.settings, draws=400)
    return replace(campaign, ratings=replace(ratings, table=table, **nothing), settings=settings)


@pytest.fixture(scope="module")
def changes(demo):
    reviews = [analyse(answered_twice(demo, rename)) for rename in (lambda name: name, lambda name: f"other-{name}")]
    return [review.tables["change"].set_index("node") for review in reviews]


def test_who_answered_both_is_counted_by_college(demo):
    counts = count_responses(answered_twice(demo, lambda name: name).ratings, demo.methodology)
    shares, n = counts.same_people(0, 1)
    assert n == counts.respondents[1].sum()
    assert shares[counts.group_sizes[1] > 0] == pytest.approx(1.0)


def test_nobody_is_the_same_under_other_names(demo):
    counts = count_responses(answered_twice(demo, lambda name: f"other-{name}").ratings, demo.methodology)
    shares, n = counts.same_people(0, 1)
    assert (n, shares.sum()) == (0, 0)


def test_the_change_of_the_same_people_is_known_better(changes):
    same, others = changes
    assert same.loc[OVERALL, "n_same"] == 25
    assert others.loc[OVERALL, "n_same"] == 0
    width = [table.loc[OVERALL, "high"] - table.loc[OVERALL, "low"] for table in (same, others)]
    assert width[0] < 0.75 * width[1]


def test_no_change_is_announced_where_everybody_answers_the_same(changes):
    for table in changes:
        assert table.loc[OVERALL, "difference"] == 0
        assert table.loc[OVERALL, "low"] < 0 < table.loc[OVERALL, "high"]
