"""Core indices, the price of robustness."""

import numpy as np
import pytest

from revue_analytics.errors import MethodError
from revue_analytics.framework import load_framework
from revue_analytics.roadmap import Means, candidate_actions, core_index, plan
from revue_analytics.roadmap.calendar import Calendar
from revue_analytics.roadmap.chains import by_chains
from tests.roadmap.instances import brute_force, candidates, random_instance


def draws_of(actions, n=60, seed=0):
    rng = np.random.default_rng(seed)
    K = len(actions.levels)
    return actions.points(
        np.clip(actions.levels + 0.3 * rng.standard_normal((n, K)), 0, 4), rng.dirichlet(np.ones(K), n)
    )


@pytest.mark.parametrize("seed", range(25))
def test_the_core_index_is_the_share_of_draws_whose_best_plan_holds_the_action(seed):
    actions, means = random_instance(np.random.default_rng(seed))
    found = plan(actions, means)
    if found.conflict is not None:
        return
    draws = draws_of(actions, 15, seed)
    robust = core_index(found, draws)
    expected = np.mean([brute_force(actions, means, points) for points in draws], axis=0)
    assert robust.core == pytest.approx(expected)
    assert robust.settled == 1.0


def test_free_independent_useful_actions_are_in_every_plan():
    actions = candidates([0, 1, 2], [2, 2, 2], levels=[1, 1, 1], staff_days=[0, 0, 60])
    robust = core_index(plan(actions, Means(staff_days=10)), draws_of(actions) + 0.1)
    assert robust.core.tolist() == [1.0, 1.0, 0.0]
    assert robust.core_class.tolist() == ["sure", "sure", "out"]


def test_an_action_that_another_does_better_for_less_is_in_no_plan():
    actions = candidates([0, 0, 1], [2, 2, 2], levels=[1, 1], staff_days=[20, 5, 5])
    robust = core_index(plan(actions, Means(actions=2)), draws_of(actions) + 0.1)
    assert robust.core[0] == 0.0


def test_an_action_that_brings_nothing_in_a_draw_is_not_in_its_plan():
    actions = candidates([0, 1], [2, 2], levels=[1, 1])
    draws = np.array([[0.0, 1.0], [1.0, 0.0], [0.0, 0.0]])
    assert core_index(plan(actions), draws).core == pytest.approx([1 / 3, 1 / 3])


def test_with_no_draw_varied_the_core_is_the_plan_and_robustness_is_free():
    actions = candidate_actions(load_framework(), np.linspace(0.4, 2.5, 18))
    found = plan(actions, Means(staff_days=40, actions=6))
    robust = core_index(found, np.tile(actions.points(), (5, 1)))
    assert (robust.core == found.chosen).all()
    assert robust.kept.tolist() == [1.0]
    assert robust.price == 0.0


def test_the_most_robust_plan_keeps_at_least_as_much_as_the_plan_and_costs_what_is_said():
    actions = candidate_actions(load_framework(), np.linspace(0.4, 2.5, 18))
    found = plan(actions, Means(staff_days=40, actions=6))
    robust = core_index(found, draws_of(actions, 200))
    mine = int(np.flatnonzero((robust.plans == found.chosen).all(axis=1))[0])
    assert robust.kept[robust.most_robust] >= robust.kept[mine]
    assert 0 <= robust.price < 1
    assert robust.closed.max() == pytest.approx(found.closed, abs=1e-5)
    assert robust.frequency.sum() == pytest.approx(1.0)
    assert (robust.kept <= 1).all()


def test_draws_keep_to_what_the_plan_keeps_to_where_an_imposed_action_gave_way():
    actions = candidates([0, 1], [2, 2], levels=[1, 1], periods=[3, 1], imposed=[0])
    found = plan(actions, Means(periods=2))
    robust = core_index(found, draws_of(actions) + 0.1)
    assert found.conflict is not None
    assert robust.core.tolist() == [0.0, 1.0]
    assert robust.settled == 1.0


def test_few_searches_leave_a_known_plan_in_the_draws_beyond():
    problems = (random_instance(np.random.default_rng(seed)) for seed in range(500))
    actions, means = next(
        (a, m)
        for a, m in problems
        if not by_chains(Calendar(a, m), a.points()[None])[1][0] and plan(a, m).conflict is None and plan(a, m).closed
    )
    robust = core_index(plan(actions, means), draws_of(actions, 10), searches=0)
    assert robust.settled < 1.0
    assert robust.core.max() <= 1.0


def test_wrong_draws_are_said():
    actions = candidates([0], [2], levels=[1])
    with pytest.raises(MethodError, match="at least one draw"):
        core_index(plan(actions), np.zeros((0, 1)))
