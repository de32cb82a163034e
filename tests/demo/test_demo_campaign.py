"""The demonstration campaign, read: it holds one of everything that a real campaign may bring."""

import pytest

import revue_analytics as ra
from revue_analytics.campaign.bundled import bundled


@pytest.fixture(scope="module")
def campaign():
    return ra.open_campaign(bundled("examples") / "demo", strict=True)


@pytest.fixture(scope="module")
def scores(campaign):
    return ra.score(campaign.ratings, campaign.methodology).table().set_index(["territory", "campaign", "node"])


def test_it_opens_without_an_error_and_says_that_it_is_fictitious(campaign):
    assert campaign.settings.fictitious and not campaign.held_back
    assert [fault.rule.code for fault in campaign.faults] == ["submission-incomplete"]
    assert (campaign.current, campaign.previous) == ("2026", "2023")
    assert [period.date.year for period in campaign.campaigns] == [2023, 2026]
    assert len(campaign.territories) == 12 and set(campaign.territories["departement_name"]) == {"Département fictif"}


def test_every_kind_of_answer_is_there(campaign):
    answers = campaign.ratings.table
    assert {"rated", "unknown", "not_applicable"} == set(answers["status"])
    assert {"current", "desired"} == set(answers["aspect"])
    assert {"elus", "agents", "habitants", "partenaires"} == set(answers["college"])
    assert (answers.loc[answers["status"] == "not_applicable", "comment"] != "").all()  # each with its reason
    assert (answers["evidence"] != "").sum() > 200
    for _, of in answers.query("aspect == 'current'").groupby("campaign"):
        assert set(of["level"].dropna()) == {0, 1, 2, 3, 4}
        assert len(of) < 18 * of["respondent"].nunique()  # some left blank


def test_importance_points_are_shared_in_full_also_with_decimals(campaign):
    points = campaign.ratings.importance
    assert (points.groupby(["campaign", "respondent"])["points"].sum() == 100).all()
    assert (points.query("campaign == '2023'")["points"] % 1 == 0.5).any()
    assert points["respondent"].nunique() < campaign.ratings.table["respondent"].nunique()  # some gave none


def test_a_comment_that_tries_to_be_a_script_stays_text(campaign):
    comments = campaign.ratings.comments["comment"]
    assert comments.str.contains('<script>alert("revue")</script>', regex=False).sum() == 1
    assert campaign.settings.disclosure.comments and len(comments) > 60


def test_one_territory_is_small_and_one_is_new(campaign):
    people = campaign.ratings.table.groupby(["territory", "campaign"])["respondent"].nunique().unstack()
    assert people.loc["00010", "2026"] == 3
    assert people.index[people["2023"].isna()].to_list() == ["00009"]
    assert people["2026"].drop("00010").between(20, 35).all()


def test_a_criterion_is_without_object_somewhere_and_an_indicator_lacks_answers(scores):
    assert scores.loc[("00006", "2026", "I2A"), "status"] == "not_applicable"
    assert scores.loc[("00010", "2026", "I4"), "status"] == "insufficient"
    assert (scores.xs("overall", level="node")["status"] == "scored").all()


def test_colleges_below_the_threshold_are_merged_in_several_territories(campaign, demo_review):
    groups = demo_review.participation.query("campaign == '2026'")
    merged = groups[groups["group"] == "others"]
    assert len(merged) >= 4 and (merged["n_respondents"] >= campaign.settings.disclosure.threshold).all()


def test_it_has_a_believable_shape(campaign, scores):
    answers = campaign.ratings.table.query("aspect == 'current'")
    participation = answers[answers["criterion"].isin(["I5A", "I5B"])].groupby("college")["level"].mean()
    assert participation["elus"] > participation["agents"] > participation["habitants"]
    overall = scores.xs("overall", level="node")["score"].unstack()
    assert overall["2026"].max() - overall["2026"].min() > 20
    assert (overall["2026"] > overall["2023"]).sum() >= 8
    wish = campaign.ratings.table.query("aspect == 'desired'")["level"].mean()
    assert wish > answers["level"].mean() + 0.5


def test_numbers_invited_and_targets_of_its_own_are_read(campaign):
    assert len(campaign.invited) == 23 * 4 and (campaign.invited["invited"] > 0).all()
    assert campaign.targets.set_index(["territory", "stratum", "node"]).loc[("", "lt1000", "I8A"), "target"] == 50
    assert 87.5 in set(campaign.targets["target"])
