"""What if: what an imagined level does is what it would do if it were answered."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import revue_analytics as ra
from revue_analytics.errors import MethodError
from revue_analytics.framework import framework_from_dict, load_framework
from revue_analytics.scoring import Methodology, score_table
from tests.factories import two_indicators

FRAMEWORK = load_framework()
ROW = {leaf: 1.0 + 0.1 * k for k, leaf in enumerate(FRAMEWORK.leaf_ids)}


def scores_of(*rows, methodology=None, framework=FRAMEWORK):
    x = pd.DataFrame(rows, columns=list(framework.leaf_ids), dtype=float)
    x.index = [f"{i:05d}" for i in range(len(rows))]
    return score_table(x, framework, methodology)


@pytest.fixture
def campaign(demo):
    return demo


@pytest.fixture
def review(demo_review):
    return demo_review


@pytest.mark.parametrize("aggregation", ["arithmetic_mean", "geometric_mean", "harmonic_mean", "minimum"])
@given(changes=st.dictionaries(st.sampled_from(FRAMEWORK.leaf_ids), st.floats(0, 4), max_size=4))
def test_imagining_a_level_is_scoring_it(aggregation, changes):
    methodology = Methodology(aggregation=aggregation)
    result = ra.what_if(scores_of(ROW, methodology=methodology), changes, targets=60)
    scored = scores_of({**ROW, **changes}, methodology=methodology)
    assert result.after == pytest.approx(scored.scores[0], abs=1e-9)
    missing = ra.measure_gaps(scored, 60).table()["shortfall"].to_numpy()
    assert result.shortfall_after == pytest.approx(missing, abs=1e-9)


def test_the_worked_territory_by_hand():
    """I5A from 43.0556 to level 3: I5 to 52.0833, overall to 54.1667, shortfall from 28.8194 to 20.8333."""
    rated = [43.0556, 29.1667, 66.6667, 45.8333]
    scores = scores_of(
        dict(zip(("I5A", "I5B", "I8A", "I8B"), np.array(rated) / 25, strict=True)), framework=two_indicators()
    )
    table = ra.what_if(scores, {"I5A": 3}).table().set_index("node")
    assert table.loc["overall", ["before", "after"]].tolist() == pytest.approx([46.1806, 54.1667], abs=1e-4)
    assert table.loc["I5", "after"] == pytest.approx(52.0833, abs=1e-4)
    assert table.loc["overall", ["shortfall_before", "shortfall_after"]].tolist() == pytest.approx(
        [28.8194, 20.8333], abs=1e-4
    )
    assert table.loc["overall", ["level_before", "level_after"]].tolist() == [1, 2]


def test_a_node_means_all_that_applies_below_it_and_a_criterion_goes_before_it():
    result = ra.what_if(scores_of(ROW), {"I5A": 4, "I5": 2})
    assert result.changes == {"I5A": 100.0, "I5B": 50.0}
    assert set(ra.what_if(scores_of(ROW), {"overall": 2}).changes.values()) == {50.0}


def test_a_criterion_without_a_score_gets_one_and_one_that_does_not_apply_is_refused(review):
    blank = ra.what_if(scores_of({**ROW, "I5A": np.nan, "I5B": np.nan}), {"I5A": 3})
    at = blank.nodes.index("I5")
    assert np.isnan(blank.before[at]) and blank.after[at] == 75.0
    scores = scores_of(ROW)
    out = replace(scores, coverage=np.where(np.array(scores.tree.node_ids) == "I5A", np.nan, scores.coverage))
    with pytest.raises(MethodError, match="I5A does not apply"):
        ra.what_if(out, {"I5A": 3})


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"I55": 3}, "'I5"),
        ({"I5A": 7}, "7 is not between the levels 0 and 4"),
        ({"I5A": float("nan")}, "not a number"),
        ({"I5A": "3"}, "not a number"),
    ],
)
def test_what_cannot_be_imagined_is_refused_with_a_reason(changes, said):
    with pytest.raises(MethodError, match=said):
        ra.what_if(scores_of(ROW), changes)


def test_scores_that_compare_territories_are_refused():
    scores = scores_of(ROW, dict.fromkeys(ROW, 2.0), methodology=Methodology(normalisation="min_max"))
    with pytest.raises(MethodError, match="a what-if would change with its neighbours"):
        ra.what_if(scores, {"I5A": 3}, territory="00000")


def test_a_measured_criterion_takes_a_value_in_its_own_unit():
    leaves = [{"id": name, "label": name, "measure": {"goalposts": [0, 50]}} for name in "ab"]
    framework = framework_from_dict({"id": "f", "title": "f", "indicators": leaves})
    scores = score_table(pd.DataFrame({"a": [10.0], "b": [20.0]}, index=["x"]), framework)
    assert ra.what_if(scores, {"a": 30}).overall == pytest.approx((30.0, 50.0))


def test_ranks_are_among_peers_and_ties_share_the_best_place():
    rows = [dict.fromkeys(FRAMEWORK.leaf_ids, level) for level in (1.0, 2.0, 2.0, 3.0, 4.0)]
    result = ra.what_if(scores_of(*rows), {"overall": 3}, territory="00000")
    assert result.rank == (5, 2)
    assert result.place == ("second half", "first quarter")
    few = ra.what_if(scores_of(*rows[:4]), {"overall": 3}, territory="00000")
    assert few.rank == (None, None) and few.place == ("", "")


def test_scores_a_review_and_the_review_of_a_territory_say_the_same(campaign, review):
    scores = ra.score(campaign.ratings, campaign.methodology)
    changes = {"I5": 4, "I2A": 0}
    whole = ra.what_if(review, changes, territory="00003")
    alone = ra.what_if(review.for_territory("00003"), changes)
    plain = ra.what_if(scores, changes, territory="00003", targets=campaign.targets, territories=campaign.territories)
    for other in (alone, plain):
        within = 1e-9 if other is alone else 0.1  # a review holds rounded scores, of criteria and of what they make
        assert other.after == pytest.approx(whole.after, abs=within)
        assert other.shortfall_after == pytest.approx(whole.shortfall_after, abs=within)
        assert other.place == whole.place
    assert whole.rank == plain.rank
    assert alone.rank == (None, None)


def test_every_territory_of_the_demonstration_can_be_asked(review):
    for code in review.codes:
        own = review.for_territory(code)
        result = ra.what_if(own, {"I8A": 3})
        scores = own.now("scores").set_index("node")["score"].reindex(list(result.nodes))
        assert result.before == pytest.approx(scores.to_numpy(dtype=float), nan_ok=True)


def test_a_review_made_with_a_method_of_ones_own_sends_to_the_scores(review):
    own = review.for_territory("00003")
    strange = replace(own, meta={**own.meta, "methodology": {**own.meta["methodology"], "pooling": "mine.py:median"}})
    with pytest.raises(MethodError, match="give what_if the scores"):
        ra.what_if(strange, {"I5A": 3})
    with pytest.raises(MethodError, match="which territory"):
        ra.what_if(review, {"I5A": 3})


def test_a_plan_is_made_again_from_the_imagined_levels():
    before, after = ra.what_if(scores_of(ROW), {"I5A": 3}, plan=lambda levels: round(levels["I5A"], 9)).plans
    assert (before, after) == (ROW["I5A"], 3.0)


def test_the_roadmap_of_a_review_says_which_of_its_actions_would_be_reached(review):
    own = review.for_territory("00003")
    planned = own.now("roadmap").query("planned").set_index("order")
    result = ra.what_if(own, {"I7A": 2, "I5": 1})
    expected = {n: row.criterion == "I7A" and row.to_level <= 2 for n, row in planned.iterrows()}
    assert result.roadmap == expected
    assert sum(expected.values()) == 1
    number = next(n for n, done in expected.items() if done)
    told = ra.describe(result, "fr").replace("\u00a0", " ").replace("\u202f", " ")
    assert f"encore à mener : 6 → 5 (niveau atteint : n° {number})." in told
    assert "still to be done: 6, as today." in ra.describe(ra.what_if(own, {"I7A": 0}), "en")


def test_from_the_levels_of_today_the_planner_chooses_what_the_review_chose(campaign, review):
    scores = ra.score(campaign.ratings, campaign.methodology)
    for code in ("00001", "00003", "00004", "00009", "000000012"):
        again = ra.planner(campaign, code)
        table = review.for_territory(code).now("roadmap").query("planned")
        plan, same = ra.what_if(scores, {}, territory=code, plan=again).plans
        assert sorted(plan.table()["action"]) == sorted(same.table()["action"]) == sorted(table["action"])
        assert plan.closed == pytest.approx(
            table["points"].sum(), abs=0.05 * len(table)
        )  # points are rounded to a tenth


def test_what_is_imagined_makes_the_roadmap_again_and_says_what_comes_and_goes(campaign, review):
    result = ra.what_if(review, {"I7": 3}, territory="00003", plan=ra.planner(campaign, "00003"))
    before, after = (set(plan.table()["criterion"]) for plan in result.plans)
    assert "I7A" in before and not {"I7A", "I7B"} & after
    told = ra.describe(result, "en")
    assert "Roadmap made again: 6 actions" in told and "It would gain: “" in told and "It would lose: “" in told
    assert "still to be done" not in told


def test_an_action_of_the_campaigns_own_that_comes_or_goes_is_named_by_its_label(campaign, review):
    result = ra.what_if(review, {"I2B": 4}, territory="00006", plan=ra.planner(campaign, "00006"))
    told = ra.describe(result, "fr").replace("\u00a0", " ")
    assert "« Rejoindre le projet alimentaire porté par la communauté de communes »" in told
    assert "CC-" not in told


def test_only_a_territory_of_the_campaign_can_be_planned_for(campaign):
    with pytest.raises(MethodError, match="no answers for the territory '99999'"):
        ra.planner(campaign, "99999")


def test_results_say_what_they_hold_and_are_drawn(campaign):
    scores = ra.score(campaign.ratings, campaign.methodology)
    gaps = ra.measure_gaps(scores, campaign.targets, territories=campaign.territories)
    result = ra.what_if(scores, {"I5": 4}, territory="00003", territories=campaign.territories)
    assert "48.6 → 56.8 (+8.3 points)" in ra.describe(result, "en")
    assert "Rang parmi 5 territoires comparables : 3 → 2." in ra.describe(result, "fr").replace("\u00a0", " ")
    one = gaps.for_territory("00003")
    assert "27.9 points are missing" in ra.describe(one, "en")
    assert "23 units" in ra.describe(gaps, "en")
    for thing in (one, result):
        assert ra.plot(thing)._repr_svg_().startswith("<svg")
        assert "<table" in thing._repr_html_()
    with pytest.raises(MethodError, match="for_territory"):
        ra.plot(gaps)


def test_gaps_to_peers_to_the_last_campaign_and_to_a_reviewer_are_positive_where_points_are_missing(campaign):
    scores = ra.score(campaign.ratings, campaign.methodology)
    gaps = ra.measure_gaps(scores, campaign.targets, territories=campaign.territories)
    matrix = scores.matrix()
    peers = gaps.to_peers().query("node == 'overall' and campaign == '2026' and stratum == '1000-3499'")
    assert len(peers) == 5
    assert peers["to_median"].to_numpy() == pytest.approx((peers["median"] - peers["score"]).to_numpy())
    since = gaps.since().query("node == 'overall'").set_index("territory")["gap"]
    assert since["00003"] == pytest.approx(
        matrix.loc[("00003", "2023"), "overall"] - matrix.loc[("00003", "2026"), "overall"]
    )
    seen = pd.DataFrame({"territory": ["00003"], "campaign": ["2026"], "criterion": ["I5B"], "score": [90.0]})
    assert gaps.to(seen)["gap"].tolist() == pytest.approx([90.0 - matrix.loc[("00003", "2026"), "I5B"]])
