"""A reviewer's ratings stand beside the respondents' and change nothing else."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import revue_analytics as ra
from revue_analytics.framework import OVERALL, load_framework
from revue_analytics.review import analyse
from revue_analytics.review.reviewer import reviewer_table
from revue_analytics.scoring import Methodology, score_table
from tests.factories import part_of

REVIEWED = "00009"
FRAMEWORK = load_framework()


def scores_of(levels, **methods):
    x = pd.DataFrame([levels], columns=list(FRAMEWORK.leaf_ids), index=["01004"])
    return score_table(x, FRAMEWORK, Methodology(**methods))


def seen(levels):
    rows = [("01004", "", leaf, level, "") for leaf, level in levels.items()]
    return pd.DataFrame(rows, columns=["territory", "campaign", "criterion", "reviewed_level", "reason"])


def test_scores_are_the_same_with_and_without_a_reviewer(campaign):
    some = part_of(campaign, "00001", REVIEWED)
    review, without = analyse(some), analyse(replace(some, reviewer=some.reviewer.iloc[:0]))
    assert len(review.reviewer) and without.reviewer.empty
    for name in set(review.tables) - {"reviewer"}:
        pd.testing.assert_frame_equal(without.tables[name], review.tables[name])


def test_a_reviewer_who_says_the_same_differs_by_nothing():
    levels = [2.0, 1.0, 3.0] * 6
    table = reviewer_table(scores_of(levels), seen(dict(zip(FRAMEWORK.leaf_ids, levels, strict=True))))
    assert len(table) == 1 + 8 + 18
    assert np.abs(table["difference"]).max() < 1e-12


def test_a_reviewer_one_level_below_everywhere_is_25_points_below_on_every_node():
    table = reviewer_table(scores_of([2.0] * 18), seen(dict.fromkeys(FRAMEWORK.leaf_ids, 1)))
    assert table["difference"].to_numpy() == pytest.approx(-25.0, abs=1e-12)


@pytest.mark.parametrize("aggregation", ["arithmetic_mean", "geometric_mean"])
def test_both_sides_are_made_of_the_criteria_that_both_judged(aggregation):
    levels = dict(zip(FRAMEWORK.leaf_ids, [4.0] * 18, strict=True)) | {"I5A": 0.0}
    table = reviewer_table(scores_of(list(levels.values()), aggregation=aggregation), seen({"I5B": 4}))
    found = table.set_index("node")
    both = found.loc["I5", ["score", "reviewed"]].astype(float)
    assert both.to_numpy() == pytest.approx(100, abs=1e-9)  # I5A, which only one judged, is left out
    assert found.loc["I5", "n_common"] == 1
    assert OVERALL not in found.index  # one criterion of eighteen is too few


def test_a_criterion_that_nobody_else_rated_is_not_compared():
    levels = [np.nan, *[2.0] * 17]
    table = reviewer_table(scores_of(levels), seen(dict.fromkeys(FRAMEWORK.leaf_ids, 2)))
    assert FRAMEWORK.leaf_ids[0] not in set(table["node"])


def test_the_page_and_the_annex_say_what_the_reviewer_says(review):
    doc = review.for_territory(REVIEWED)
    said = str(ra.sections.criteria(doc, "fr"))
    assert "Le regard de l’évaluateur" in said
    assert "L’évaluateur et les répondants s’écartent le plus sur" in said
    annex = str(ra.sections.annex_criteria(doc, "fr"))
    assert annex.count("Évaluateur\u00a0:") == doc.now("reviewer")["node"].isin(FRAMEWORK.leaf_ids).sum()
    assert "Plans d’actions sans responsable désigné" in annex


def test_a_territory_without_reviewer_has_no_word_of_one(review):
    doc = review.for_territory("00003")
    assert "évaluateur" not in str(ra.sections.criteria(doc, "fr"))
    assert "Évaluateur" not in str(ra.sections.annex_criteria(doc, "fr"))
