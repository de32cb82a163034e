"""Answers counted by group: merging for discretion, criteria that do not apply, order of no importance."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from revue_analytics.scoring import EVERYONE, OTHERS, Methodology, count_responses, score_counts
from revue_analytics.scoring.disclosure import merge_small
from tests.factories import make_ratings, two_indicators

sizes = st.lists(st.integers(0, 30), min_size=1, max_size=6)


@given(n=sizes, threshold=st.integers(1, 10))
def test_no_group_is_smaller_than_the_threshold_unless_it_is_everybody(n, threshold):
    respondents = np.array([n])
    merged = merge_small(respondents, threshold)[0]
    together = respondents[0][merged].sum()
    alone = respondents[0][~merged]
    assert np.all((alone == 0) | (alone >= threshold))
    assert together == 0 or together >= threshold or together == sum(n)


@given(n=sizes, threshold=st.integers(1, 10))
def test_no_more_colleges_are_merged_than_needed(n, threshold):
    respondents = np.array([n])
    merged = merge_small(respondents, threshold)[0]
    large = merged & (respondents[0] >= threshold)
    # a college that is large enough by itself joins only when the small ones together are not
    assert large.sum() <= 1
    if large.any():
        assert respondents[0][merged & ~large].sum() < threshold


def answers_of(counts, criterion="I5A", level=2):
    rows = []
    for college, n in counts.items():
        rows += [("01004", "2026", f"{college}{i}", college, criterion, level) for i in range(n)]
    return rows


def test_merged_group_carries_the_sum_of_its_colleges_weights():
    rows = answers_of({"elus": 2, "agents": 3}, level=4) + answers_of({"habitants": 6}, level=0)
    counts = count_responses(make_ratings(rows, two_indicators()))
    assert counts.group_names(0)[-1] == OTHERS
    assert score_counts(counts, Methodology()).matrix()["I5A"].iloc[0] == pytest.approx(100 * 2 / 3)


def test_fewer_than_the_threshold_in_all_are_one_group():
    counts = count_responses(make_ratings(answers_of({"elus": 1, "agents": 2}), two_indicators()))
    assert counts.group_names(0)[-1] == EVERYONE
    assert counts.group_sizes.tolist() == [[0, 0, 3]]


def test_threshold_of_one_merges_nothing():
    counts = count_responses(
        make_ratings(answers_of({"elus": 1, "agents": 2}), two_indicators()), Methodology(disclosure_threshold=1)
    )
    assert counts.group_sizes.tolist() == [[2, 1, 0]]


def test_invited_of_a_merged_group_is_known_only_when_it_is_for_each_college():
    rows = answers_of({"elus": 2, "agents": 3, "habitants": 6})
    counts = count_responses(make_ratings(rows, two_indicators()), colleges=["elus", "agents", "habitants"])
    invited = pd.DataFrame(
        [("01004", "2026", "elus", 4), ("01004", "2026", "habitants", 40)],
        columns=["territory", "campaign", "college", "invited"],
    )
    np.testing.assert_array_equal(counts.group_invited(invited), [[np.nan, np.nan, 40, np.nan]])
    everyone = pd.concat([invited, invited.iloc[:1].assign(college="agents", invited=5)])
    np.testing.assert_array_equal(counts.group_invited(everyone), [[np.nan, np.nan, 40, 9]])


def test_college_weights_move_the_score():
    rows = answers_of({"elus": 5}, level=4) + answers_of({"habitants": 5}, level=0)
    counts = count_responses(make_ratings(rows, two_indicators()))
    weighted = Methodology(college_weights={"elus": 3.0})
    assert score_counts(counts, weighted).matrix()["I5A"].iloc[0] == pytest.approx(75.0)


def test_order_of_the_rows_is_irrelevant():
    rng = np.random.default_rng(0)
    rows = [
        (code, "2026", f"r{r}", ["elus", "agents", "habitants"][r % 3], criterion, int(rng.integers(5)))
        for code in ("2A004", "01004")
        for r in range(15)
        for criterion in ("I5A", "I5B", "I8A", "I8B")
    ]
    ratings = make_ratings(rows, two_indicators())
    shuffled = make_ratings([rows[i] for i in rng.permutation(len(rows))], two_indicators())
    a, b = (score_counts(count_responses(r), Methodology()).table() for r in (ratings, shuffled))
    pd.testing.assert_frame_equal(a, b)


def test_codes_keep_their_zero_and_their_letter():
    rows = [(code, "2026", "r", "elus", "I5A", 2) for code in ("2A004", "01004")]
    assert count_responses(make_ratings(rows, two_indicators())).units["territory"].tolist() == ["01004", "2A004"]


def test_criterion_that_the_campaign_declares_not_applicable():
    rows = answers_of({"elus": 6}) + answers_of({"elus": 6}, "I5B", 4)
    declared = pd.DataFrame({"territory": ["01004"], "criterion": ["I5A"]})
    table = score_counts(
        count_responses(make_ratings(rows, two_indicators()), not_applicable=declared), Methodology()
    ).table()
    assert table.set_index("node")["status"].loc[["I5A", "I5B"]].tolist() == ["not_applicable", "scored"]


def test_where_nothing_applies_there_is_no_coverage_to_speak_of():
    rows = [("01004", "2026", f"r{i}", "elus", c, "not_applicable") for i in range(6) for c in ("I5A", "I5B")]
    rows += answers_of({"elus": 6}, "I8A") + answers_of({"elus": 6}, "I8B")
    table = score_counts(count_responses(make_ratings(rows, two_indicators())), Methodology()).table().set_index("node")
    assert table.loc["I5", "status"] == "not_applicable"
    assert table.loc["overall", "score"] == pytest.approx(50.0)


def test_desired_levels_are_counted_apart():
    rows = [*answers_of({"elus": 6}, level=1), *((*row, "desired") for row in answers_of({"elus": 6}, level=4))]
    counts = count_responses(make_ratings(rows, two_indicators()))
    assert counts.current.sum() == counts.desired.sum() == 6
    assert score_counts(counts, Methodology()).matrix()["I5A"].iloc[0] == 25.0


@pytest.mark.parametrize("missing", ["available", "require_all", "worst_case", "best_case"])
@pytest.mark.parametrize("aggregation", ["arithmetic_mean", "geometric_mean"])
def test_what_does_not_apply_is_neither_asked_for_nor_filled_in(missing, aggregation):
    rows = [("01004", "2026", f"r{i}", "elus", "I5A", "not_applicable") for i in range(6)]
    rows += answers_of({"elus": 6}, "I5B", 4) + answers_of({"elus": 6}, "I8A", 4) + answers_of({"elus": 6}, "I8B", 4)
    methodology = Methodology(missing=missing, aggregation=aggregation)
    scores = score_counts(count_responses(make_ratings(rows, two_indicators())), methodology)
    assert scores.matrix()["overall"].iloc[0] == pytest.approx(100.0, abs=1e-9)


@pytest.mark.parametrize("aggregation", ["arithmetic_mean", "geometric_mean", "harmonic_mean"])
def test_the_worst_case_of_a_missing_criterion_is_the_lowest_level(aggregation):
    rows = answers_of({"elus": 6}, "I5A", 4) + answers_of({"elus": 6}, "I8A", 4) + answers_of({"elus": 6}, "I8B", 4)
    worst = Methodology(missing="worst_case", aggregation=aggregation)
    zero = make_ratings([*rows, *answers_of({"elus": 6}, "I5B", 0)], two_indicators())
    got = score_counts(count_responses(make_ratings(rows, two_indicators())), worst).matrix()["overall"].iloc[0]
    assert got == pytest.approx(
        score_counts(count_responses(zero), replace(worst, missing="available")).matrix()["overall"].iloc[0]
    )
