"""The roadmaps of the demonstration campaign: within their means, as they were decided, set against what moved."""

import pytest

from revue_analytics.document import actions, roadmap, sections
from tests.document import factory
from tests.document.reading import text_of


def test_no_year_takes_more_than_there_is(review):
    years = review.roadmap_periods
    assert (years["staff_days"] <= years["staff_days_available"] + 1e-6).all()
    assert (years["cost"] <= years["budget"].fillna(float("inf")) + 1e-6).all()


def test_the_plan_closes_what_its_actions_close_and_no_more_than_is_missing(review):
    chosen = review.roadmap[review.roadmap["planned"]]
    summary = review.roadmap_summary.set_index("territory")
    points = chosen.groupby("territory")["points"].agg(["sum", "size"])
    off = (points["sum"] - summary["closed"]).abs()
    assert (off <= 0.05 * (points["size"] + 1) + 1e-9).all()  # each is rounded to a tenth of a point
    assert (summary["closed"] <= summary["shortfall"] + 1e-9).all()
    last = review.roadmap_periods.groupby("territory")["closed"].last()
    assert last.to_numpy() == pytest.approx(summary["closed"].to_numpy())


def test_all_that_is_missing_is_what_all_actions_up_to_the_target_would_close(review):
    """Framework actions go from level 1 or 2 to 4, so nothing below the target is out of their reach."""
    one = review.roadmap.sort_values("to_level").drop_duplicates(["territory", "criterion", "to_level"])
    summary = review.roadmap_summary.set_index("territory")
    points = one.groupby("territory")["points"].agg(["sum", "size"])
    off = (points["sum"] - summary["shortfall"]).abs()
    assert (off <= 0.05 * (points["size"] + 1) + 1e-9).all()  # each is rounded to a tenth of a point


def test_core_indices_are_shares_and_what_is_sure_is_nearly_always_chosen(review):
    assert review.roadmap["core"].between(0, 1).all()
    assert (review.roadmap.loc[review.roadmap["core_class"] == "sure", "core"] >= 0.9).all()
    assert (review.roadmap_summary["settled"] >= 0.8).all()


def test_what_was_decided_is_held(review):
    imposed = review.for_territory("00004").now("roadmap").set_index("action")
    assert imposed.loc["I8B-2", ["planned", "imposed"]].tolist() == [True, True]
    assert "CC-chef-de-projet" not in set(review.for_territory("00005").now("roadmap")["action"])


def test_actions_planned_last_time_are_set_against_what_moved(review):
    part = review.for_territory("00003")
    planned, change = part.now("planned_actions"), part.change.set_index("node")
    assert planned["action"].tolist() == ["I6A-2", "I2A-3", "I7A-2"]
    assert planned["state"].tolist() == ["done", "under_way", ""]
    for row in planned.itertuples():
        assert row.difference == pytest.approx(change.loc[row.criterion, "difference"])
        goal = 25 * row.to_level
        expected = "reached" if row.current >= goal else "up" if row.low > 0 else "down" if row.high < 0 else "same"
        assert row.moved == expected
    assert review.for_territory("00002").now("planned_actions").empty


def test_the_first_page_and_the_roadmap_name_the_same_first_actions(review):
    part = review.for_territory("00003")
    steps = actions.next_steps(part, "fr", at_most=3)
    front, body = text_of(str(sections.essential_front(part, "fr"))), text_of(str(sections.roadmap(part, "fr")))
    assert len(steps) == 3
    assert all(step.label in front and step.label in body for step in steps)


def test_a_territory_at_its_targets_is_told_so():
    text = text_of(str(sections.roadmap(factory.usual(level=400.0), "fr")))
    assert "toutes les cibles sont atteintes" in text


def test_a_territory_without_answers_is_told_so():
    text = text_of(str(sections.roadmap(factory.unanswered(), "fr")))
    assert "les réponses ne suffisent pas encore" in text


def test_what_is_sure_begins_as_soon_as_it_can(review):
    """In one territory what is sure is light: it begins in the first year, though other actions close more."""
    table = review.for_territory("00005").now("roadmap").query("planned").sort_values("order")
    sure = table["core_class"] == "sure"
    assert sure.any() and not sure.all()
    assert (table["period"][sure] == 1).all()
    assert table["order"][sure].tolist() == list(range(1, sure.sum() + 1))
    assert table["points"][sure].max() < table["points"][~sure].max()


def test_an_action_says_what_it_prepares_and_what_became_of_it_last_time(review):
    steps = {step.action: step for step in actions.next_steps(review.for_territory("00003"), "en")}
    assert steps["I7A-2"].earlier == "planned last time already"
    assert steps["I7A-2"].chain == f"prepares action {steps['I7A-3'].order}"
    assert steps["I7A-3"].chain == f"carries on from action {steps['I7A-2'].order}"
    assert (steps["I5B-2"].chain, steps["I5B-2"].earlier) == ("", "")
    given_up = next(step for step in actions.next_steps(review.for_territory("00001"), "fr") if step.action == "I8B-2")
    assert given_up.earlier.startswith("prévue la dernière fois, puis abandonnée")


def test_the_years_told_are_those_in_which_something_is_done(review):
    assert "2027–2028, pour 60 jours" in roadmap.roadmap_sentence(review.for_territory("00003"), "fr").replace(
        "\xa0", " "
    )
