"""What each criterion carries adds up to the whole, for every compensatory aggregation."""

from functools import partial

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from revue_analytics.framework import framework_from_dict, load_framework
from revue_analytics.gaps import contributions, gap_table, groupings, measure_gaps, owen_values, why_no_shares
from revue_analytics.methods.aggregation import (
    AGGREGATIONS,
    choquet,
    ordered_weighted_average,
    power_mean,
    weighted_ordered_weighted_average,
)
from revue_analytics.scoring import Methodology, score_table

FRAMEWORK = load_framework()


def ordered(x, w):
    """The worst value counts most, whatever its weight."""
    m = np.shape(x)[-1]
    return ordered_weighted_average(x, np.arange(1, m + 1) / (m * (m + 1) / 2))


CHAIN = np.zeros((8, 8))  # each indicator completes the next: the Choquet integral
CHAIN[range(7), range(1, 8)] = CHAIN[range(1, 8), range(7)] = 0.1

COMPENSATORY = {
    **AGGREGATIONS,
    "power mean of 2": partial(power_mean, power=2.0),
    "power mean of 0.3": partial(power_mean, power=0.3),
    "ordered": ordered,
    "weighted ordered": partial(weighted_ordered_weighted_average, order=[0.1, 0.2, 0.7]),
    "choquet": {"overall": partial(choquet, interactions=CHAIN)},
}
by_aggregation = pytest.mark.parametrize("aggregation", COMPENSATORY.values(), ids=COMPENSATORY)
levels = st.lists(st.floats(0, 4), min_size=18, max_size=18)
goals = st.lists(st.floats(0, 100), min_size=18, max_size=18)


def scored(row, aggregation):
    if aggregation is AGGREGATIONS["mazziotta_pareto"]:  # its penalty is made for values of one order of magnitude
        row = 1.5 + np.array(row) * 0.625
    x = pd.DataFrame([row], columns=list(FRAMEWORK.leaf_ids), dtype=float)
    return score_table(x, FRAMEWORK, Methodology(aggregation=aggregation))


@by_aggregation
@settings(max_examples=25)
@given(row=levels, goal=goals)
def test_what_the_criteria_carry_adds_up_to_the_gain_of_meeting_every_target(aggregation, row, goal):
    now, targets = scored(row, aggregation), np.array([goal])
    levels_now = now.scores[0, now.tree.leaves] / 25
    x = pd.DataFrame([np.maximum(levels_now, targets[0] / 25)], columns=list(FRAMEWORK.leaf_ids))
    then = score_table(x, FRAMEWORK, now.methodology)
    assert contributions(now, targets).sum() == pytest.approx(then.scores[0, 0] - now.scores[0, 0], abs=1e-9)


@by_aggregation
@settings(max_examples=25)
@given(row=levels, goal=goals)
def test_shares_of_nodes_axes_principles_and_phases_add_up_to_one(aggregation, row, goal):
    scores, targets = scored(row, aggregation), np.array([goal])
    table = gap_table(scores, targets).set_index("node")
    if table["share"].isna().all():  # nothing to share out: every target met, or a penalty eats up what is won
        assert contributions(scores, targets).sum() <= 1e-9
        return
    assert table.loc["overall", "share"] == pytest.approx(1, abs=1e-9)
    for kind in ("indicator", "criterion"):
        assert table.loc[table["kind"] == kind, "share"].sum() == pytest.approx(1, abs=1e-6)
    for top in FRAMEWORK.top_ids:
        below = table.loc[list(FRAMEWORK.leaves_of(top)), "share"].sum()
        assert table.loc[top, "share"] == pytest.approx(below, abs=1e-9)
    for _, of in groupings(scores, targets).groupby("grouping")["share"]:
        assert of.sum() == pytest.approx(1, abs=1e-6)


@settings(max_examples=50)
@given(row=levels, goal=goals)
def test_the_additive_case_is_weight_times_shortfall(row, goal):
    scores, targets = scored(row, "arithmetic_mean"), np.array([goal])
    tree = scores.tree
    now = scores.scores[:, tree.leaves]
    closed = gap_table(scores, targets).query("kind == 'criterion'")
    by_hand = (closed["weight"] * closed["shortfall"]).to_numpy()
    assert contributions(scores, targets)[0] == pytest.approx(by_hand, abs=1e-9)
    assert owen_values(tree, now, np.maximum(now, targets), scores.availability)[0] == pytest.approx(by_hand, abs=1e-9)


def test_criteria_keep_their_places_for_an_aggregation_that_knows_them_by_place():
    """2-additive Choquet of two indicators, against both orders by hand: 1 completes 2, 3 stands alone."""
    leaves = [{"id": name, "label": name, "measure": {"goalposts": [0, 100]}} for name in "abc"]
    framework = framework_from_dict({"id": "f", "title": "f", "indicators": leaves})
    index = np.zeros((3, 3))
    index[0, 1] = index[1, 0] = 0.5
    methodology = Methodology(aggregation=partial(choquet, interactions=index))
    now = {"a": 20.0, "b": 60.0, "c": 0.0}
    scores = score_table(pd.DataFrame([now]), framework, methodology)

    def worth(raised):
        x = [75.0 if name in raised else now[name] for name in "abc"]
        return float(choquet(x, [1 / 3] * 3, index))

    weight = {0: 1 / 3, 1: 1 / 6, 2: 1 / 3}
    sets = ["", "a", "b", "c", "ab", "ac", "bc"]
    by_hand = [sum(weight[len(s)] * (worth(s + k) - worth(s)) for s in sets if k not in s) for k in "abc"]
    assert contributions(scores, np.full((1, 3), 75.0))[0] == pytest.approx(by_hand, abs=1e-12)


def test_a_method_that_compares_units_has_no_shares_and_says_why():
    x = pd.DataFrame(np.arange(36.0).reshape(2, 18) % 4, columns=list(FRAMEWORK.leaf_ids))
    scores = score_table(x, FRAMEWORK, Methodology(normalisation="min_max"))
    gaps = measure_gaps(scores)
    assert "compares territories" in gaps.reason
    assert gaps.table()["share"].isna().all()
    assert gaps.groupings()["share"].isna().all()
    assert why_no_shares(score_table(x, FRAMEWORK)) == ""
