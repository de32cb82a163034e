"""Convergence of aims: what is measured, how it moved, between which bounds."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import revue_analytics as ra
from revue_analytics.methods.reliability import kendall_w, ordinal_consensus
from revue_analytics.tables import Ratings
from tests.agreement.test_agreement import CRITERIA, EIGHT, OPEN, SEVEN, ratings_of
from tests.factories import worked_territory

POINTS = {"elus": [(70, 30)] * 3 + [(60, 40)] * 3, "agents": [(30, 70)] * 4 + [(50, 50)] * 2}


def together(*parts: Ratings) -> Ratings:
    first = parts[0]
    names = ("table", "importance", "comments")
    frames = {name: pd.concat([getattr(part, name) for part in parts], ignore_index=True) for name in names}
    return Ratings(first.framework, **frames)


def aim(found, name, column="value", campaign="2026"):
    return found.of("01004", campaign).measures.set_index("aim").loc[name, column]


def test_each_aim_is_measured_as_it_says():
    given_points = {name: rows[: len(rows)] for name, rows in POINTS.items()}
    wanted = {"elus": np.minimum(EIGHT + 1, 4), "agents": np.full((7, 4), 4.0)}
    found = ra.measure_convergence(ratings_of({"elus": EIGHT, "agents": SEVEN}, given_points, wanted))
    both = np.vstack([EIGHT, SEVEN])
    assert aim(found, "current") == pytest.approx(ordinal_consensus(both).mean(), abs=1e-12)
    both = np.vstack([wanted["elus"], wanted["agents"]])
    assert aim(found, "desired") == pytest.approx(ordinal_consensus(both).mean(), abs=1e-12)
    everybody = np.array(POINTS["elus"] + POINTS["agents"], dtype=float)
    assert aim(found, "importance_rank") == pytest.approx(kendall_w(everybody), abs=1e-12)
    apart = np.mean(POINTS["elus"], axis=0) - np.mean(POINTS["agents"], axis=0)
    assert aim(found, "importance_weights") == pytest.approx(np.abs(apart).sum() / 2 / 100, abs=1e-12)
    assert found.measures["previous"].isna().all()


def test_the_worked_territory_weights_are_so_far_apart():
    """Importance of I5: 55, 40 and 80: the groups are 15, 25 and 40 points apart, 26.67 on average."""
    found = ra.measure_convergence(worked_territory(), OPEN)
    assert aim(found, "importance_weights") == pytest.approx((0.15 + 0.25 + 0.40) / 3, abs=1e-12)


def test_views_that_come_closer_do_so_beyond_the_interval():
    before = ratings_of({"elus": np.tile([[0.0], [4.0]], (10, 4)), "agents": np.tile([[0.0], [4.0]], (10, 4))},
                        {"elus": [(90, 10)] * 12, "agents": [(10, 90)] * 12}, campaign="2023")  # fmt: skip
    after = ratings_of({"elus": np.full((20, 4), 2.0), "agents": np.tile([[2.0], [3.0]], (10, 4))},
                       {"elus": [(52, 48)] * 12, "agents": [(48, 52)] * 12})  # fmt: skip
    found = ra.measure_convergence(together(before, after), campaigns=["2023", "2026"])
    assert aim(found, "current", "change") > 0.5
    assert aim(found, "current", "low") > 0
    assert aim(found, "importance_weights", "previous") == pytest.approx(0.8)
    assert aim(found, "importance_weights", "change") == pytest.approx(-0.76)
    assert aim(found, "importance_weights", "high") < 0
    assert aim(found, "current", "previous_campaign") == "2023"
    assert "rapprochés sur la situation actuelle" in ra.describe(found.of("01004", "2026"), "fr")
    assert ra.plot(found.of("01004", "2026")).axes


def test_the_change_is_over_the_criteria_that_both_campaigns_have():
    fewer = EIGHT.copy()
    fewer[:, 3] = np.nan
    before, after = ratings_of({"elus": fewer}, campaign="2023"), ratings_of({"elus": EIGHT})
    found = ra.measure_convergence(together(before, after))
    assert aim(found, "current") == pytest.approx(ordinal_consensus(EIGHT).mean())
    assert aim(found, "current", "change") == pytest.approx(0, abs=1e-12)
    assert aim(found, "current", "previous") == pytest.approx(ordinal_consensus(EIGHT[:, :3]).mean())


def test_groups_that_are_not_the_same_are_not_compared():
    before = ratings_of({"elus": EIGHT}, {"elus": POINTS["elus"], "habitants": POINTS["agents"]}, campaign="2023")
    after = ratings_of({"elus": EIGHT}, POINTS)
    found = ra.measure_convergence(together(before, after))
    assert np.isnan(aim(found, "importance_weights", "change"))
    assert aim(found, "importance_weights", "previous_campaign") == ""


def test_small_groups_of_those_who_shared_points_are_merged_and_few_people_are_not_told():
    some = {"elus": POINTS["elus"], "agents": POINTS["agents"][:2], "habitants": POINTS["agents"][2:5]}
    panels = {name: EIGHT[: len(rows)] for name, rows in some.items()}
    found = ra.measure_convergence(ratings_of(panels, some))
    apart = np.mean(some["elus"], axis=0) - np.mean(some["agents"] + some["habitants"], axis=0)
    assert aim(found, "importance_weights") == pytest.approx(np.abs(apart).sum() / 200, abs=1e-12)
    few = ra.measure_convergence(ratings_of({"elus": EIGHT}, {"elus": POINTS["elus"][:4]}))
    assert set(few.measures["aim"]) == {"current"}


@given(
    st.lists(
        st.lists(st.lists(st.integers(0, 10), min_size=2, max_size=2).filter(any), min_size=3, max_size=6),
        min_size=2, max_size=4,
    )
)  # fmt: skip
@settings(deadline=None, max_examples=25)
def test_distance_and_concordance_lie_between_zero_and_one(groups):
    shares = {f"g{i}": [tuple(100 * np.array(row) / sum(row)) for row in rows] for i, rows in enumerate(groups)}
    panels = {name: np.zeros((len(rows), len(CRITERIA))) for name, rows in shares.items()}
    found = ra.measure_convergence(ratings_of(panels, shares), OPEN).measures.set_index("aim")
    for name in set(found.index) & {"importance_rank", "importance_weights"}:
        ends = found.loc[name, ["value_low", "value", "value_high"]].astype(float).dropna()
        assert ends.between(-1e-9, 1 + 1e-9).all()
        assert ends.is_monotonic_increasing
