"""The plan: best of all, within its means, the same each time."""

from dataclasses import replace

import numpy as np
import pytest

from revue_analytics.errors import MethodError
from revue_analytics.framework import load_framework
from revue_analytics.roadmap import Means, candidate_actions, frontier, means_for, plan
from revue_analytics.roadmap.calendar import Calendar
from revue_analytics.roadmap.candidates import worths
from revue_analytics.roadmap.chains import best_choice, by_chains
from revue_analytics.roadmap.programme import solve_calendar, solve_choice
from tests.roadmap.instances import brute_force, candidates, has_calendar, random_instance


@pytest.mark.parametrize("seed", range(0, 800, 20))
def test_the_plan_is_the_one_that_trying_everything_finds(seed):
    for each in range(seed, seed + 20):
        actions, means = random_instance(np.random.default_rng(each))
        expected = brute_force(actions, means)
        by_itself, _ = solve_choice(actions, means, actions.points())
        searched, *_ = best_choice(Calendar(actions, means), actions.points())
        chosen, settled = by_chains(Calendar(actions, means), actions.points()[None])
        if expected is None:
            assert by_itself is None, each
            assert searched is None, each
            assert not settled[0], each
        else:
            assert (by_itself == expected).all(), each
            assert (searched == expected).all(), each
            assert not settled[0] or (chosen[0] == expected).all(), each


@pytest.mark.parametrize("seed", range(40))
def test_what_is_proven_for_many_draws_at_once_is_best_for_each(seed):
    rng = np.random.default_rng(1000 + seed)
    actions, means = random_instance(rng)
    draws = actions.points(
        rng.uniform(0, 3, (12, len(actions.levels))), rng.dirichlet(np.ones(len(actions.levels)), 12)
    )
    chosen, settled = by_chains(Calendar(actions, means), draws)
    for d in np.flatnonzero(settled):
        assert (chosen[d] == brute_force(actions, means, draws[d])).all()


@pytest.mark.parametrize("seed", range(60))
def test_the_calendar_keeps_the_order_and_what_there_is_in_each_period(seed):
    actions, means = random_instance(np.random.default_rng(seed))
    found = plan(actions, means)
    eased = means if found.conflict is None else found.conflict.eased
    assert has_calendar(actions, eased, tuple(np.flatnonzero(found.chosen)))
    assert (found.end[found.chosen] <= means.periods).all()
    assert found.loads.sum() == pytest.approx(actions.staff_days[found.chosen].sum())
    assert (found.loads.sum(axis=0) <= np.array(eased.each("staff_days")) + 1e-6).all()
    assert (found.spending.sum(axis=0) <= np.array(eased.each("budget")) + 1e-6).all()
    for a in np.flatnonzero(found.chosen):
        ahead = (actions.leaf == actions.leaf[a]) & (actions.to_level == actions.before[a])
        assert not ahead.any() or (found.end[ahead & found.chosen] < found.start[a]).all()


@pytest.mark.parametrize("seed", range(30))
@pytest.mark.parametrize("of", ["staff_days", "budget"])
def test_with_more_never_less_is_closed(seed, of):
    actions, means = random_instance(np.random.default_rng(seed))
    closed = frontier(actions, means, of, factors=(0, 0.3, 0.7, 1, 1.5, 3)).closed
    assert (np.diff(closed[~np.isnan(closed)]) >= -2e-6).all()
    assert (np.diff(np.isnan(closed).astype(int)) <= 0).all()


def test_the_worked_chain_from_a_pooled_level():
    framework = load_framework()
    levels = np.full(18, 3.0)
    levels[0] = 1.7
    found = candidate_actions(framework, levels, targets=4.0).table()
    chain = found[found["criterion"] == "I1A"]
    assert chain["to_level"].tolist() == [2, 3, 4]
    assert chain["gain"].round(9).tolist() == [0.3, 1.0, 1.0]
    assert chain["from_level"].round(9).tolist() == [1.7, 2.0, 3.0]
    assert chain["points"].round(9).tolist() == [round(25 / 18 * gain, 9) for gain in (0.3, 1.0, 1.0)]
    assert found[found["criterion"] != "I1A"]["to_level"].unique().tolist() == [4]


def test_gains_count_up_to_the_target_only():
    framework = load_framework()
    found = candidate_actions(framework, [1.7] + [3.0] * 17, targets=2.5).table()
    assert found["gain"].round(9).tolist() == [0.3, 0.5]


def test_an_action_that_is_already_exceeded_drops_out_and_a_level_just_reached_counts_as_reached():
    framework = load_framework()
    assert candidate_actions(framework, [2.0] + [3.0] * 17).ids == ("I1A-3",)
    assert candidate_actions(framework, [2.0 - 1e-12] + [3.0] * 17).ids == ("I1A-3",)
    assert candidate_actions(framework, [3.0] * 18).ids == ()


def test_effort_and_horizon_give_days_and_periods():
    table = candidate_actions(load_framework(), [0.0] * 18, 4.0).table().set_index("action")
    assert len(table) == 54
    assert table.loc["I1A-2", ["staff_days", "periods"]].tolist() == [5.0, 1]
    assert table.loc["I1B-3", ["staff_days", "periods"]].tolist() == [20.0, 2]
    assert table.loc["I2B-4", ["staff_days", "periods"]].tolist() == [60.0, 3]
    assert table["cost"].isna().all()


def test_a_forbidden_action_takes_those_above_it_along():
    framework = load_framework()
    assert candidate_actions(framework, [1.0] + [3.0] * 17, decisions={"I1A-2": "forbidden"}).ids == ()
    assert candidate_actions(framework, [1.0] + [3.0] * 17, decisions={"I1A-3": "forbidden"}).ids == ("I1A-2",)


def test_an_imposed_action_brings_what_must_come_before_it_even_beyond_the_target():
    framework = load_framework()
    actions = candidate_actions(framework, [1.0] + [3.0] * 17, targets=2.0, decisions={"I1A-4": "imposed"})
    found = plan(actions, Means(periods=4))
    assert found.table()["action"].tolist() == ["I1A-2", "I1A-3", "I1A-4"]
    assert found.closed == pytest.approx(25 / 18)


def test_a_criterion_without_a_level_has_no_action_and_its_weight_goes_to_the_others():
    framework = load_framework()
    levels = [np.nan, 2.0] + [3.0] * 16
    actions = candidate_actions(framework, levels, weights=np.full(18, 1 / 18))
    assert actions.criteria == ("I1B",)
    assert actions.points() == pytest.approx([25 / 17])


def test_all_missing_and_all_reached_give_an_empty_plan():
    for levels in ([np.nan] * 18, [3.0] * 18):
        found = plan(candidate_actions(load_framework(), levels), Means(staff_days=10, actions=3))
        assert found.table().empty
        assert found.closed == 0
        assert found.conflict is None


def test_without_any_bound_everything_useful_that_fits_the_periods_is_done():
    actions = candidate_actions(load_framework(), [1.0] * 18)
    found = plan(actions, Means(periods=6))
    assert found.chosen.all()
    assert found.closed == pytest.approx(50.0)


def test_of_two_plans_that_close_as_much_the_lighter_one_is_chosen_then_the_first():
    lighter = candidates([0, 1, 2], [2, 2, 2], levels=[1, 1, 1], staff_days=[20, 5, 5])
    assert plan(lighter, Means(actions=1)).table()["action"].tolist() == ["C1-2"]
    cheaper = candidates([0, 1], [2, 2], levels=[1, 1], cost=[900, 400])
    assert plan(cheaper, Means(actions=1)).table()["action"].tolist() == ["C1-2"]
    alike = candidates([0, 1, 2], [2, 2, 2], levels=[1, 1, 1])
    assert plan(alike, Means(actions=2)).table()["action"].tolist() == ["C0-2", "C1-2"]
    assert plan(alike, Means(actions=2), method="programme").table()["action"].tolist() == ["C0-2", "C1-2"]


def test_what_closes_most_comes_soonest():
    actions = candidates([0, 1], [2, 2], levels=[1.5, 1.0], staff_days=20)
    found = plan(actions, Means(periods=2, staff_days=20))
    assert found.table()[["action", "start"]].to_numpy().tolist() == [["C1-2", 1], ["C0-2", 2]]


def test_each_axis_that_is_short_gets_something():
    actions = candidates([0, 1, 2], [2, 2, 2], levels=[1, 1, 1.9], axes=["x", "x", "y"])
    assert plan(actions, Means(actions=2)).table()["axis"].tolist() == ["x", "y"]
    assert plan(actions, Means(actions=2, each_axis=False)).table()["axis"].tolist() == ["x", "x"]


def test_only_one_of_two_actions_that_lead_to_the_same_level():
    actions = candidates([0, 0, 0], [2, 2, 3], levels=[1], staff_days=[20, 5, 5])
    assert plan(actions).table()["action"].tolist() == ["C0-2b", "C0-3"]


def test_a_plan_is_the_same_again_and_its_gap_is_reported():
    actions = candidate_actions(load_framework(), np.linspace(0.5, 2.4, 18))
    one, other = (plan(actions, Means(staff_days=40, actions=8), method="programme") for _ in range(2))
    assert (one.start == other.start).all()
    assert one.gap == 0.0
    assert (one.start == plan(actions, Means(staff_days=40, actions=8)).start).all()


def test_conflicts_are_named_with_the_least_that_would_do():
    framework = load_framework()
    heavy = candidate_actions(framework, [1.0] * 18, decisions={"I2B-3": "imposed"})
    found = plan(heavy, Means(staff_days=10, actions=6))
    assert found.conflict is not None
    assert [(one.kind, one.of) for one in found.conflict.limits] == [("staff_days", ""), ("imposed", "I2B-3")]
    assert {one.kind: one.amount for one in found.conflict.alternatives}["staff_days"] > 0
    assert "I2B-3" in found.table()["action"].tolist()
    crowded = candidates([0, 1], [2, 2], levels=[1, 1], axes=["x", "y"])
    found = plan(crowded, Means(actions=1))
    assert [(one.kind, one.of) for one in found.conflict.limits] == [("actions", ""), ("axis", "x"), ("axis", "y")]
    assert [(one.kind, one.of, one.amount) for one in found.conflict.alternatives] == [
        ("actions", "", 1.0), ("axis", "x", 0.0), ("axis", "y", 0.0)
    ]  # fmt: skip
    assert found.chosen.sum() == 1
    never = candidates([0], [2], levels=[1], periods=3, imposed=[0])
    found = plan(never, Means(periods=2))
    assert [(one.kind, one.of) for one in found.conflict.limits] == [("imposed", "C0-2")]
    assert not found.chosen.any()


@pytest.mark.parametrize("seed", range(120))
def test_a_conflict_conflicts_only_as_a_whole_and_its_relaxations_do(seed):
    actions, means = random_instance(np.random.default_rng(seed))
    found = plan(actions, means)
    if brute_force(actions, means) is not None:
        assert found.conflict is None
        return
    assert found.conflict is not None
    assert found.conflict.limits
    for one in found.conflict.alternatives:
        if one.kind == "actions":
            assert brute_force(actions, replace(means, actions=means.actions + int(one.amount))) is not None
            assert brute_force(actions, replace(means, actions=means.actions + int(one.amount) - 1)) is None
        elif one.kind == "axis":
            assert brute_force(actions, replace(means, spared=(one.of,))) is not None or not means.each_axis


def test_what_a_stratum_can_carry_is_supposed_unless_it_is_stated():
    assert means_for("lt1000").actions < means_for("ge50000").actions
    assert means_for("lt1000", {"actions": 9}).actions == 9
    assert means_for("?").staff_days == means_for("other").staff_days
    assert means_for("lt1000", {"periods": 3, "budget": [1000, 500]}).budget == (1000.0, 500.0, 500.0)


def test_wrong_arguments_are_said():
    framework = load_framework()
    with pytest.raises(MethodError, match="shape"):
        candidate_actions(framework, [1.0])
    with pytest.raises(MethodError, match="staff_days"):
        Means(periods=2, staff_days=(1.0,))
    with pytest.raises(MethodError, match="'auto' or 'programme'"):
        plan(candidate_actions(framework, [1.0] * 18), method="quick")


def up_some_chains(actions, rng):
    """A random choice that climbs chains level after level, one action per level: what a calendar is asked about."""
    chosen = np.zeros(len(actions), dtype=bool)
    for chain in actions.stages:
        for stage in chain[: rng.integers(0, len(chain) + 1)]:
            chosen[rng.choice(stage)] = True
    return chosen


@pytest.mark.parametrize("seed", range(0, 300, 30))
def test_a_choice_fits_exactly_if_there_is_a_calendar_for_it(seed):
    for each in range(seed, seed + 30):
        rng = np.random.default_rng(5000 + each)
        actions, means = random_instance(rng)
        chosen = up_some_chains(actions, rng)
        kept = tuple(np.flatnonzero(chosen))
        few = means.actions is None or len(kept) <= means.actions
        apart = not any(chosen[i] and chosen[j] for i, j in actions.excludes)
        asked = all(chosen[j] for i, j in actions.requires if chosen[i])
        expected = few and apart and asked and has_calendar(actions, means, kept)
        assert Calendar(actions, means).allows(chosen) == expected, each


@pytest.mark.parametrize("seed", range(60))
def test_what_is_to_begin_first_begins_no_later_and_the_plan_stays_what_it_is(seed):
    rng = np.random.default_rng(seed)
    actions, means = random_instance(rng)
    found = plan(actions, means)
    first = rng.random(len(actions)) < 0.4
    other = found.beginning_with(first)
    eased = means if found.conflict is None else found.conflict.eased
    assert (other.chosen == found.chosen).all()
    assert has_calendar(actions, eased, tuple(np.flatnonzero(other.chosen)))
    assert other.start[first].sum() <= found.start[first].sum()
    assert (other.loads.sum(axis=0) <= np.array(eased.each("staff_days")) + 1e-6).all()


def aims(actions, means, starts, first):
    """What a calendar is judged by: how soon the first begin, how long points are in effect, how soon each in order."""
    kept = np.flatnonzero(starts >= 0)
    sooner = means.periods - starts[kept]
    effect = worths(actions.points())[kept] * (sooner - actions.periods[kept])
    return float(sooner[first[kept]].sum()), float(effect.sum()), float((len(kept) - np.arange(len(kept))) @ sooner)


@pytest.mark.parametrize("seed", range(0, 300, 30))
def test_the_calendar_is_the_best_that_the_programme_finds(seed):
    for each in range(seed, seed + 30):
        rng = np.random.default_rng(9000 + each)
        actions, means = random_instance(rng)
        chosen, first = up_some_chains(actions, rng), rng.random(len(actions)) < 0.4
        calendar, kept = Calendar(actions, means), np.flatnonzero(chosen).tolist()
        if not kept or not calendar.allows(chosen):
            continue
        begins = solve_calendar(actions, means, kept, actions.points(), first)
        starts = np.array([begins.get(a, -1) for a in range(len(actions))])
        found = calendar.earliest(chosen, actions.points(), first)
        assert aims(actions, means, found, first) == aims(actions, means, starts, first), each
        assert has_calendar(actions, means, tuple(kept))
