"""Targets, and the days on which they are due, go from the general to the particular."""

import numpy as np
import pandas as pd
import pytest

from revue_analytics.errors import MethodError
from revue_analytics.framework import load_framework
from revue_analytics.gaps import as_targets, desired_targets, gap_table, leaf_targets, target_dates
from revue_analytics.scoring import score_table

FRAMEWORK = load_framework()
PLACES = pd.DataFrame({"territory": ["01004", "2A004"], "stratum": ["s", "t"]})
STATED = pd.DataFrame(
    [
        ("", "", "overall", 60.0, "2028-12-31"),
        ("", "s", "I1", 70.0, "2029-06-30"),
        ("", "", "I1A", 65.0, ""),
        ("01004", "", "I2", 80.0, "2030-01-01"),
    ],
    columns=["territory", "stratum", "node", "target", "due"],
)


def by_leaf(values):
    return pd.DataFrame(values, index=PLACES["territory"], columns=FRAMEWORK.leaf_ids)


def test_a_target_is_due_on_the_day_of_the_very_statement_that_gives_it():
    targets, dates = by_leaf(leaf_targets(FRAMEWORK, PLACES, STATED)), by_leaf(target_dates(FRAMEWORK, PLACES, STATED))
    leaves = ["I1A", "I1B", "I2A", "I3A"]
    assert targets.loc["01004", leaves].tolist() == [70.0, 70.0, 80.0, 60.0]
    assert dates.loc["01004", leaves].tolist() == ["2029-06-30", "2029-06-30", "2030-01-01", "2028-12-31"]
    assert targets.loc["2A004", leaves].tolist() == [65.0, 60.0, 60.0, 60.0]
    assert dates.loc["2A004", leaves].tolist() == ["", "2028-12-31", "2028-12-31", "2028-12-31"]


def test_a_node_is_due_when_the_last_below_it_is_and_on_no_day_if_one_of_them_has_none():
    x = pd.DataFrame([[2.0] * 18] * 2, columns=list(FRAMEWORK.leaf_ids), index=PLACES["territory"])
    x.loc["2A004", "I1A"] = np.nan  # without a score it is waited for by nobody
    scores = score_table(x, FRAMEWORK)
    table = gap_table(scores, leaf_targets(FRAMEWORK, PLACES, STATED), target_dates(FRAMEWORK, PLACES, STATED))
    due = table.pivot(index="territory", columns="node", values="due")
    assert due.loc["01004", ["overall", "I1", "I2", "I3"]].tolist() == [
        "2030-01-01",
        "2029-06-30",
        "2030-01-01",
        "2028-12-31",
    ]
    assert due.loc["2A004", ["overall", "I1", "I1A"]].tolist() == ["2028-12-31", "2028-12-31", ""]


def test_a_criterion_without_a_score_keeps_its_target_one_that_does_not_apply_has_none():
    x = pd.DataFrame([[np.nan] + [2.0] * 17], columns=list(FRAMEWORK.leaf_ids))
    table = gap_table(score_table(x, FRAMEWORK), np.full((1, 18), 75.0)).set_index("node")
    assert table.loc["I1A", "target"] == 75.0
    assert np.isnan(table.loc["I1A", "shortfall"])


def test_targets_may_be_what_respondents_desire():
    desired = pd.DataFrame({"territory": ["01004"], "campaign": ["2026"], "criterion": ["I5B"], "score": [90.0]})
    units = pd.DataFrame({"territory": ["01004", "2A004"], "campaign": ["2026", "2026"]})
    got = by_leaf(desired_targets(FRAMEWORK, units, desired, default=75.0))
    assert got.loc["01004", ["I5A", "I5B"]].tolist() == [75.0, 90.0]
    assert got.loc["2A004", "I5B"] == 75.0


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (60, [60.0, 60.0, 60.0]),
        ({"I5": 50, "I5B": 90}, [75.0, 50.0, 90.0]),
        (pd.DataFrame({"node": ["I5"], "target": [40.0]}), [75.0, 40.0, 40.0]),
    ],
)
def test_an_analyst_gives_a_number_a_number_per_node_or_a_table(given, expected):
    targets, dates = as_targets(FRAMEWORK, PLACES, given)
    assert by_leaf(targets).loc["01004", ["I4A", "I5A", "I5B"]].tolist() == expected
    assert (dates == "").all()


@pytest.mark.parametrize(("given", "said"), [({"I55": 50}, "'I5'"), ({"I5": 150}, "150 is not between")])
def test_a_target_of_nothing_or_out_of_the_scale_is_refused(given, said):
    with pytest.raises(MethodError, match=said):
        as_targets(FRAMEWORK, PLACES, given)
