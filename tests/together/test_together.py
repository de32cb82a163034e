"""Territories seen together: what is counted, who is paired with whom, which groups there are."""

import numpy as np
import pandas as pd
import pytest

import revue_analytics as ra
from revue_analytics.errors import MethodError, UnknownTerritory
from revue_analytics.framework import OVERALL
from revue_analytics.portfolios import LEAST, SUMMARIES
from revue_analytics.portfolios.exchanges import VISITS
from tests.together import factory


@pytest.fixture(scope="module")
def review():
    return factory.make(factory.real(300))


@pytest.fixture(scope="module")
def together(review):
    return ra.portfolio(review)


def wide(review, column):
    table = review.scores[review.scores["campaign"] == review.current]
    return table.pivot(index="territory", columns="node", values=column)


@pytest.mark.parametrize("case", factory.CASES)
def test_each_summary_has_its_columns_whatever_the_territories(case):
    part = ra.portfolio(factory.CASES[case]())
    assert {name: list(frame) for name, frame in part.summary.items()} == {
        name: columns.split() for name, columns in SUMMARIES.items()
    }


def test_every_territory_is_counted_once_on_each_indicator(together):
    found = together.summary["levels"].groupby("node")["n"].sum()
    assert set(found) == {300}
    assert set(found.index) == {OVERALL, *together.framework.top_ids}


def test_quartiles_are_those_of_the_scores(review, together):
    scores = wide(review, "score")
    row = together.summary["spread"].set_index("node").loc["I3"]
    assert row[["lowest", "q25", "median", "q75", "highest"]].to_numpy(dtype=float) == pytest.approx(
        np.percentile(scores["I3"], [0, 25, 50, 75, 100])
    )


def test_a_departement_of_few_territories_has_no_median(review, together):
    table = together.summary["departements"].set_index("departement")
    few = table["n_scored"] < LEAST
    assert table.loc[few, "median"].isna().all()
    code = table.index[~few][0]
    codes = review.territories.query("departement == @code")["territory"]
    overall = wide(review, "score")[OVERALL]
    assert table.loc[code, "median"] == pytest.approx(overall[codes].median())


def test_strata_are_of_at_least_five_territories(together):
    table = together.summary["strata"]
    assert (table["n"] >= LEAST).all()
    assert table.loc[table["n_scored"] < LEAST, "median"].isna().all()


def test_the_shares_of_the_needs_add_up_and_the_widest_comes_first(together):
    table = together.summary["needs"]
    assert table["share"].sum() == pytest.approx(1)
    assert table["share"].is_monotonic_decreasing
    assert (table["short"] <= table["n"]).all()


def test_a_pooled_action_is_the_next_step_of_those_counted(review, together):
    level = wide(review, "level")
    for row in together.summary["actions"].itertuples():
        steps = sorted(a.to_level for a in together.framework.node(row.criterion).actions)
        mine = [next((step for step in steps if step > reached), None) for reached in level[row.criterion]]
        assert mine.count(row.to_level) == row.n


def test_places_where_an_action_can_be_pooled_hold_at_least_two_territories_that_need_it(together):
    table = together.summary["pooled"]
    assert (table["n"] >= 2).all()
    assert (table["n"] <= table["n_place"]).all()


@pytest.mark.parametrize("seed", range(4))
def test_someone_to_learn_from_is_surely_ahead_and_has_reached_a_higher_level(seed):
    part = ra.portfolio(factory.make(factory.invented(60), seed=seed))
    low, high, level = (wide(part, name) for name in ("low", "high", "level"))
    table = part.summary["exchanges"]
    assert len(table)
    for row in table.itertuples():
        assert low.loc[row.mentor, row.node] > high.loc[row.learner, row.node]
        assert level.loc[row.mentor, row.node] > level.loc[row.learner, row.node]
        assert level.loc[row.mentor, row.node] >= 2
        assert wide(part, "score").loc[row.learner, row.node] < 75


@pytest.mark.parametrize("seed", range(4))
def test_nobody_is_visited_by_everyone_nor_sent_to_two_places_for_the_same(seed):
    table = ra.portfolio(factory.make(factory.invented(60), seed=seed)).summary["exchanges"]
    assert table.groupby(["mentor", "node"]).size().max() <= VISITS
    assert not table.duplicated(["learner", "node"]).any()


def test_a_neighbour_of_the_same_size_is_proposed_before_a_stranger():
    territories = factory.invented(6).assign(
        population=900, stratum="lt1000", epci=["A", "A", "A", "B", "B", "B"], departement=["01"] * 3 + ["02"] * 3
    )
    review = factory.make(territories, previous=False)
    scores = review.scores.set_index(["territory", "node"])
    for code, value in {"00001": 20.0, "00002": 60.0, "00004": 20.0, "00005": 90.0}.items():
        scores.loc[(code, "I1"), ["score", "low", "high", "level"]] = [value, value - 2, value + 2, value // 25]
    for code in ("00003", "00006"):
        scores.loc[(code, "I1"), ["score", "low", "high", "level"]] = [np.nan, np.nan, np.nan, pd.NA]
    gaps = review.gaps.assign(shortfall=(75 - scores["score"].to_numpy()).clip(min=0))
    changed = type(review)(
        review.framework, review.meta, {**review.tables, "scores": scores.reset_index(), "gaps": gaps}
    )
    found = ra.portfolio(changed).summary["exchanges"].query("node == 'I1'").set_index("learner")["mentor"]
    assert found["00001"] == "00002"
    assert found["00004"] == "00005"


@pytest.mark.parametrize("seed", range(4))
def test_twins_are_each_ahead_where_the_other_is_behind_and_stand_in_one_pair(seed):
    part = ra.portfolio(factory.make(factory.invented(60), seed=seed))
    low, high = wide(part, "low"), wide(part, "high")
    table = part.summary["twins"]
    assert not pd.concat([table["one"], table["other"]]).duplicated().any()
    for row in table.itertuples():
        first = low.loc[row.one, row.node_one] - high.loc[row.other, row.node_one]
        second = low.loc[row.other, row.node_other] - high.loc[row.one, row.node_other]
        assert min(first, second) == pytest.approx(row.apart)
        assert row.apart > 0


def test_agreement_is_the_median_over_the_territories_and_counts_those_whose_groups_clearly_differ(review, together):
    table = together.summary["agreement"].set_index("criterion")
    consensus = review.agreement.query("node == 'I5B'")["value"]
    assert table.loc["I5B", "median"] == pytest.approx(consensus.median())
    assert table.loc["I5B", "n"] == 300
    differences = review.group_differences.query("criterion == 'I5B'")
    clear = differences[(differences["q_value"] <= 0.1) & (differences["difference"].abs() >= 12.5)]
    assert table.loc["I5B", "n_differ"] == len(clear)


def test_aims_converge_where_the_interval_of_the_change_leaves_zero_out(review, together):
    (row,) = together.summary["aims"].itertuples()
    change = review.convergence
    assert (row.aim, row.n) == ("desired", 300)
    assert row.closer == (change["low"] > 0).sum()
    assert row.further == (change["high"] < 0).sum()


def test_it_is_described_in_plain_sentences(together):
    told = ra.describe(together, "en")
    assert "300 territories" in told
    assert told.count("\n") >= 1


def test_territories_that_do_not_differ_have_nothing_to_learn_from_each_other():
    part = ra.portfolio(factory.alike())
    assert part.summary["exchanges"].empty
    assert part.summary["twins"].empty


def test_a_difference_holds_where_the_intervals_are_apart(review):
    part = ra.portfolio(review, codes=review.codes[:4])
    low, high, score = (wide(part, name) for name in ("low", "high", "score"))
    table = part.summary["side_by_side"]
    assert len(table) == 6 * 9
    for row in table.itertuples():
        ahead, behind = (row.one, row.other) if row.difference > 0 else (row.other, row.one)
        assert row.difference == pytest.approx(score.loc[row.one, row.node] - score.loc[row.other, row.node])
        assert row.holds == (low.loc[ahead, row.node] > high.loc[behind, row.node])


def test_a_group_holds_its_territories_and_no_others(review):
    code = review.territories["departement"].value_counts().index[0]
    part = ra.portfolio(review, group=f"departement={code}")
    assert set(part.territories["departement"]) == {code}
    assert set(part.now("scores")["territory"]) == set(part.territories["territory"])
    assert part.n_campaign == 300
    assert part.group.name == part.territories["departement_name"].iloc[0]


def test_the_summaries_of_a_group_are_those_of_its_territories_alone(review):
    inside = review.territories.query("stratum == 'lt1000'")["territory"]
    alone = type(review)(
        review.framework,
        review.meta,
        {name: table[table["territory"].isin(inside)] for name, table in review.tables.items()},
    )
    whole, group = ra.portfolio(alone), ra.portfolio(review, group="stratum=lt1000")
    for name in ("ranking", "spread", "needs", "exchanges", "twins", "change"):
        pd.testing.assert_frame_equal(
            whole.summary[name].reset_index(drop=True), group.summary[name].reset_index(drop=True)
        )


@pytest.mark.parametrize(
    ("asked", "error", "told"),
    [
        ({"codes": "99999,00001"}, UnknownTerritory, "99999"),
        ({"codes": ["00001"]}, MethodError, "from 2 to 6"),
        ({"codes": [f"{i:05}" for i in range(1, 8)]}, MethodError, "not 7"),
        ({"group": "departement"}, MethodError, "as in departement=01"),
        ({"group": "region=84"}, MethodError, "region"),
        ({"group": "departement=99"}, UnknownTerritory, "00"),
        ({"group": "stratum=lt1000", "anonymous": True}, MethodError, "too few"),
        ({"anonymous": "maybe"}, MethodError, "yes"),
    ],
)
def test_what_cannot_be_seen_together_is_said(asked, error, told):
    with pytest.raises(error, match=told):
        ra.portfolio(factory.make(factory.invented(8), previous=False), **asked)
