"""What can be told apart, what matters and how it does, and who is ahead whatever the weights."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from revue_analytics.document import findings
from revue_analytics.gaps import finding_table, frontier_distance, frontier_table, importance_performance
from revue_analytics.scoring import Methodology
from tests.document import factory
from tests.gaps.test_what_if import FRAMEWORK, scores_of

# --- clear order -------------------------------------------------------------------------------------------------


def places(draws, n_rated=9):
    table = finding_table(
        np.array(draws, dtype=float),
        np.full(len(draws[0]), n_rated),
        tuple("ABCDE"[: len(draws[0])]),
        np.full(len(draws), 50.0),
    )
    return table.set_index("criterion")["place"].to_dict()


def test_limits_that_the_draws_order_nine_times_out_of_ten_have_places_of_their_own():
    assert places([[10, 30, 40]] * 9 + [[30, 30, 20]]) == {"A": 1, "B": 2, "C": 3}


def test_limits_that_they_order_less_often_share_the_place_of_the_clearest():
    assert places([[10, 30, 40]] * 8 + [[40, 30, 20]] * 2) == {"A": 1, "B": 1, "C": 1}


def test_exact_ties_share_a_place():
    assert places([[80, 80, 90]] * 10) == {"C": 1, "A": 2, "B": 2}


def test_strengths_and_limits_are_placed_apart():
    assert places([[80, 20, 90, 10]] * 10) == {"C": 1, "A": 2, "D": 1, "B": 2}


@given(st.lists(st.lists(st.floats(0, 100), min_size=4, max_size=4), min_size=3, max_size=20))
def test_a_place_is_that_of_the_clearest_of_those_that_share_it_and_never_goes_down(draws):
    table = finding_table(np.array(draws), np.full(4, 9), tuple("ABCD"), np.full(len(draws), 50.0))
    for _, kind in table.sort_values("order").groupby("finding"):
        assert kind["order"].tolist() == list(range(1, len(kind) + 1))
        assert kind["place"].is_monotonic_increasing
        assert all(
            kind["order"].eq(place).any() and place <= order for order, place in kind[["order", "place"]].to_numpy()
        )


@pytest.mark.parametrize(
    ("ranked", "english", "french"),
    [
        ([1, 2, 3], "", ""),
        ([1, 1, 1], "Their order is not certain.", "Leur ordre n’est pas certain."),
        ([1, 1, 3], "The first two: order not certain.", "Les deux premiers\u00a0: ordre incertain."),
        ([1, 2, 2], "The last two: order not certain.", "Les deux derniers\u00a0: ordre incertain."),
        (
            [1, 1, 1, 1, 5],
            "Their order is not certain. 1 other as clear.",
            "Leur ordre n’est pas certain. 1 autre aussi net.",
        ),
        ([1, 2, 3, 3, 3], "2 others as clear.", "2 autres aussi nets."),
    ],
)
def test_the_page_says_what_cannot_be_told_apart(ranked, english, french):
    review = factory.usual()
    found = pd.DataFrame({"territory": "01004", "campaign": "2026", "finding": "limit", "place": ranked})
    found["order"] = range(1, len(ranked) + 1)
    review = type(review)(review.framework, review.meta, {**review.tables, "findings": found}, territory="01004")
    assert findings.order_note(review, "limit", "en", at_most=3) == english
    assert findings.order_note(review, "limit", "fr", at_most=3) == french
    assert findings.order_note(review, "strength", "fr") == ""


# --- importance and performance ----------------------------------------------------------------------------------


def judged(points, scores, targets=None, weight=None, half=1.0):
    tops, key = list(points), {"territory": "01004", "campaign": "2026"}
    rows = [(top, group, value) for top in tops for group, value in points[top].items()]
    table = pd.DataFrame(rows, columns=["indicator", "group", "points"]).assign(**key)
    table["weight"] = table["group"].map(weight or {}).fillna(1.0)
    values = np.array([scores[top] for top in tops], dtype=float)
    known = pd.DataFrame({"node": tops, "score": values, "low": values - half, "high": values + half}).assign(**key)
    aims = pd.DataFrame({"node": tops, "target": [(targets or {}).get(top, 75.0) for top in tops]}).assign(**key)
    return importance_performance(table, known, aims).set_index("indicator")


def test_the_four_quarters_are_cut_at_the_equal_share_and_at_the_target():
    points = {"a": {"g": 40}, "b": {"g": 30}, "c": {"g": 20}, "d": {"g": 10}}
    found = judged(points, {"a": 40, "b": 80, "c": 30, "d": 90})
    assert found["quadrant"].tolist() == ["act", "keep", "watch", "enough"]
    assert found["sure"].all()


def test_an_equal_share_is_not_more_than_one_and_a_score_at_its_target_has_reached_it():
    found = judged({"a": {"g": 50}, "b": {"g": 50}}, {"a": 75, "b": 74.9})
    assert found["quadrant"].tolist() == ["enough", "watch"]
    assert not found["sure"].any()


def test_points_are_the_mean_of_the_groups_as_the_colleges_count():
    """The worked territory: 55/45, 40/60, 80/20 in three groups of equal weight make 58.33 and 41.67."""
    points = {"I5": {"e": 55, "a": 40, "h": 80}, "I8": {"e": 45, "a": 60, "h": 20}}
    found = judged(points, {"I5": 36.1, "I8": 56.2})
    assert found["points"].tolist() == pytest.approx([58.3333, 41.6667], abs=1e-4)
    assert found.loc["I5", ["least", "most"]].tolist() == [40, 80]
    weighted = judged(points, {"I5": 36.1, "I8": 56.2}, weight={"h": 2.0})
    assert weighted.loc["I5", "points"] == pytest.approx((55 + 40 + 160) / 4)


def test_an_indicator_without_a_score_is_left_out_and_the_equal_share_stays_that_of_all():
    points = {"a": {"g": 30}, "b": {"g": 45}, "c": {"g": 25}}
    found = judged(points, {"a": 40, "b": np.nan, "c": 40})
    assert found["quadrant"].to_dict() == {"a": "watch", "c": "watch"}


# --- the frontier ------------------------------------------------------------------------------------------------


def test_the_frontier_by_hand():
    """The leads 50 w − 10 and 30 − 30 w of the two others cross at w = 1/2, 15 points ahead."""
    x = [[80.0, 20.0], [40.0, 60.0], [40.0, 30.0]]
    assert frontier_distance(x, [0.25] * 2, [0.75] * 2) == pytest.approx([0, 0, 15])
    assert frontier_distance(x, [0.7, 0.3], [0.7, 0.3]) == pytest.approx([0, 16, 25])  # weights that cannot move


@settings(max_examples=40)
@given(st.integers(2, 7), st.integers(2, 4), st.integers(0, 10_000))
def test_the_frontier_is_the_least_lead_over_all_admissible_weights(n, m, seed):
    """Against a fine grid of the weights: never more than any of its points, hardly less than the best of them."""
    rng = np.random.default_rng(seed)
    x = rng.integers(0, 9, (n, m)) * 12.5
    low, high = np.full(m, 0.5 / m), np.minimum(np.full(m, 2 / m), 1 - 0.5 * (m - 1) / m)
    grid = np.array(list(itertools.product(np.linspace(0, 1, 25 if m < 4 else 13), repeat=m - 1)))
    w = np.column_stack([grid, 1 - grid.sum(axis=1)])
    w = low + w[w[:, -1] >= -1e-12] * (1 - low.sum())
    w = w[(w <= high + 1e-12).all(axis=1)]
    lead = (x @ w.T).max(axis=0) - x @ w.T
    found = frontier_distance(x, low, high)
    assert (found <= lead.min(axis=1) + 1e-6).all()
    assert (found >= lead.min(axis=1) - 100 / (12 if m < 4 else 6)).all()
    assert found.min() == pytest.approx(0, abs=1e-6)


def test_whoever_misses_an_indicator_is_not_compared_and_limits_nobody():
    x = [[50.0, 50.0], [np.nan, 100.0], [40.0, 40.0]]
    got = frontier_distance(x, [0.25] * 2, [0.75] * 2)
    assert np.isnan(got[1])
    assert got[[0, 2]] == pytest.approx([0, 10])


@pytest.mark.parametrize("n", [4, 5])
def test_the_frontier_is_that_of_at_least_five_peers_and_of_weighted_sums(n):
    rows = [dict.fromkeys(FRAMEWORK.leaf_ids, float(level % 5)) for level in range(n)]
    for aggregation in ("arithmetic_mean", "geometric_mean"):
        scores = scores_of(*rows, methodology=Methodology(aggregation=aggregation))
        scores.units["campaign"] = "2026"
        strata = pd.Series("lt1000", index=scores.units["territory"])
        table = frontier_table(scores, strata, np.full(8, 1 / 16), np.full(8, 1 / 4))
        assert len(table) == (n if n >= 5 and aggregation == "arithmetic_mean" else 0)
        if len(table):
            assert table["distance"].tolist() == pytest.approx([100, 75, 50, 25, 0])
