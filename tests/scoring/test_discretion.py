"""What is scored holds no cell of fewer people than the threshold, and no two cells that overlap."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from revue_analytics.scoring import (
    EVERYONE,
    OTHERS,
    Methodology,
    count_responses,
    importance_points,
    importance_weights,
    score_counts,
)
from revue_analytics.scoring.disclosure import join_cells
from tests.factories import make_ratings, two_indicators, worked_territory

T = 5
COLLEGES = ("agents", "elus", "habitants")
ANSWERS = st.sampled_from([0, 1, 2, 3, 4, "unknown", "not_applicable"])


@st.composite
def territories(draw):
    """Answers of up to eight people of each of three colleges to the four criteria of two indicators."""
    rows = []
    for college in COLLEGES:
        for i in range(draw(st.integers(0, 8))):
            for criterion in ("I5A", "I5B", "I8A", "I8B"):
                rows.append(("01004", "2026", f"{college}{i}", college, criterion, draw(ANSWERS)))
    return rows


@given(rows=territories().filter(bool))
@settings(deadline=None)
def test_no_cell_has_fewer_answers_than_the_threshold_unless_the_territory_has(rows):
    counts = count_responses(make_ratings(rows, two_indicators()))
    cells = counts.current.sum(axis=-1)
    if counts.respondents.sum() >= T:
        assert np.all((cells == 0) | (cells >= T))
    else:
        assert np.all(cells[:, :-1] == 0)


@given(rows=territories().filter(bool))
@settings(deadline=None)
def test_every_rated_answer_is_counted_once_or_its_criterion_is_left_out(rows):
    counts = count_responses(make_ratings(rows, two_indicators()))
    n = counts.current.sum(axis=(1, 3))
    left_out = (n == 0) & (counts.rated > 0)
    assert np.array_equal(n[~left_out], counts.rated[~left_out])
    assert np.all(counts.rated[left_out] < T)


@given(rows=territories().filter(bool))
@settings(deadline=None)
def test_the_order_of_the_colleges_changes_no_score(rows):
    one, other = (
        count_responses(make_ratings(rows, two_indicators()), colleges=order) for order in (COLLEGES, COLLEGES[::-1])
    )
    a, b = (score_counts(counts, Methodology()).scores for counts in (one, other))
    np.testing.assert_allclose(a, b, atol=1e-12)


def rated(sizes, levels, criterion):
    return [
        ("01004", "2026", f"{college}{i}", college, criterion, levels[college] if i < n else "unknown")
        for college, (n, invited) in sizes.items()
        for i in range(invited)
    ]


def test_a_group_of_which_few_rated_a_criterion_is_counted_with_the_smallest_other_and_brings_its_weight():
    sizes = {"elus": (7, 7), "agents": (3, 6), "habitants": (9, 9)}
    rows = rated(sizes, {"elus": 4, "agents": 4, "habitants": 0}, "I5A")
    rows += rated({"elus": (7, 7), "agents": (6, 6), "habitants": (9, 9)}, dict.fromkeys(COLLEGES, 2), "I5B")
    counts = count_responses(make_ratings(rows, two_indicators()))
    assert counts.cell_names(0)[-1].tolist()[:2] == [OTHERS, OTHERS]
    assert counts.cell_colleges(0)[-1, 0] == "agents+elus"
    assert counts.current[0, :, 0].sum(axis=-1).tolist() == [0, 0, 9, 10]
    assert counts.current[0, :, 1].sum(axis=-1).tolist() == [6, 7, 9, 0]
    assert score_counts(counts, Methodology()).matrix()["I5A"].iloc[0] == pytest.approx(100 * 2 / 3)


def test_a_criterion_that_too_few_rated_in_all_has_no_score_and_no_respondents():
    rows = rated({"elus": (2, 6), "agents": (2, 6)}, {"elus": 4, "agents": 0}, "I5A")
    rows += rated({"elus": (6, 6), "agents": (6, 6)}, {"elus": 2, "agents": 2}, "I5B")
    counts = count_responses(make_ratings(rows, two_indicators()))
    table = score_counts(counts, Methodology()).table().set_index("node")
    assert table.loc[["I5A", "I5B"], "status"].tolist() == ["insufficient", "scored"]
    assert table.loc[["I5A", "I5"], "n_respondents"].tolist() == [0, 12]
    assert counts.rated[0, :2].tolist() == [4, 12]


def test_where_all_who_rated_are_counted_together_they_are_everyone():
    rows = rated({"elus": (3, 6), "agents": (4, 6)}, {"elus": 4, "agents": 0}, "I5A")
    counts = count_responses(make_ratings(rows, two_indicators()))
    assert counts.cell_names(0)[-1, 0] == EVERYONE


def test_people_invited_add_up_where_groups_are_counted_together():
    rows = rated({"elus": (3, 6), "agents": (6, 6)}, {"elus": 4, "agents": 0}, "I5A")
    rows += rated({"elus": (6, 6), "agents": (6, 6)}, {"elus": 4, "agents": 0}, "I5B")
    counts = count_responses(make_ratings(rows, two_indicators()))
    asked = pd.DataFrame({"territory": "01004", "campaign": "2026", "college": ["elus", "agents"], "invited": [20, 9]})
    assert counts.cell_invited(asked)[0, -1, 0] == 29
    assert counts.cell_invited(asked)[0, :2, 1].tolist() == [9, 20]


@given(
    st.lists(st.lists(st.integers(0, 9), min_size=3, max_size=3), min_size=4, max_size=4),
    st.integers(1, 8),
)
def test_joining_keeps_the_number_of_answers_at_each_level(groups, threshold):
    counts = np.array(groups)[None, :, None, :]
    after, joined, left_out = join_cells(counts, threshold, np.array([counts.sum() + 99]))
    assert np.array_equal(after.sum(axis=1), np.where(left_out[..., None], 0, counts.sum(axis=1)))
    assert not (joined & left_out[:, None]).any()


def test_importance_points_of_the_worked_territory_make_its_weights():
    methodology = Methodology(disclosure_threshold=1)
    ratings = worked_territory()
    points = importance_points(count_responses(ratings, methodology), ratings, methodology)
    weights = importance_weights(points)
    assert weights["I5"] == pytest.approx(0.5833, abs=5e-5)
    assert weights["I8"] == pytest.approx(0.4167, abs=5e-5)
    weighted = Methodology(disclosure_threshold=1, weighting=weights)
    scores = score_counts(count_responses(ratings, weighted), weighted)
    assert scores.matrix()["overall"].iloc[0] == pytest.approx(44.5023, abs=5e-5)


def test_importance_rests_on_groups_of_the_threshold_at_least():
    people = {"elus": 3, "agents": 6, "habitants": 7}
    rows = [("01004", "2026", f"{c}{i}", c, "I5A", 2) for c in people for i in range(6)]
    points = [
        ("01004", "2026", f"{c}{i}", c, *pair)
        for c, n in people.items()
        for i in range(min(n, 6))
        for pair in (("I5", 60), ("I8", 40))
    ]
    ratings = make_ratings(rows, two_indicators(), points)
    table = importance_points(count_responses(ratings), ratings, Methodology())
    assert table.drop_duplicates("group").set_index("group")["n"].to_dict() == {"habitants": 6, OTHERS: 9}
    assert table.loc[table["group"] == OTHERS, "colleges"].unique().tolist() == ["agents+elus"]
