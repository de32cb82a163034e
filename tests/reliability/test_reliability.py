"""Agreement: what holds of every measure, and the edges."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from revue_analytics.errors import MethodError
from revue_analytics.methods.reliability import (
    ITEM_AGREEMENTS,
    RELIABILITIES,
    cronbach_alpha,
    intraclass_correlation,
    kendall_w,
    krippendorff_alpha,
    krippendorff_alpha_of_counts,
    multi_item_agreement,
    ordinal_consensus,
    ordinal_consensus_of_counts,
    within_group_agreement,
    within_group_agreement_of_counts,
)

LEVELS = ("nominal", "ordinal", "interval", "ratio")
FORMS = ("1,1", "2,1", "3,1", "1,k", "2,k", "3,k")
MANY = [
    *[pytest.param(lambda r, level=level: krippendorff_alpha(r, level), id=f"alpha {level}") for level in LEVELS],
    *[pytest.param(lambda r, form=form: intraclass_correlation(r, form), id=f"icc {form}") for form in FORMS],
    *[pytest.param(f, id=f.__name__) for f in (kendall_w, multi_item_agreement)],
]
measures = pytest.mark.parametrize("measure", MANY)
by_item = pytest.mark.parametrize("name", ITEM_AGREEMENTS)
panels = arrays(np.int64, st.tuples(st.integers(2, 6), st.integers(2, 6)), elements=st.integers(0, 4)).map(
    lambda a: a.astype(float)
)
one_item = arrays(np.int64, st.integers(2, 12), elements=st.integers(0, 4)).map(lambda a: a.astype(float))


@measures
def test_perfect_agreement_is_one(measure):
    assert measure(np.tile([0.0, 3.0, 1.0, 4.0, 2.0], (4, 1))) == pytest.approx(1.0)


@pytest.mark.parametrize("measure", [*MANY, pytest.param(cronbach_alpha, id="cronbach_alpha")])
@given(panel=panels)
@settings(deadline=None, max_examples=40)
def test_order_of_raters_and_items_is_irrelevant_and_one_the_most(measure, panel):
    value = measure(panel)
    assert np.isnan(value) or value <= 1 + 1e-9
    assert measure(panel[::-1, ::-1]) == pytest.approx(value, abs=1e-9, nan_ok=True)


@pytest.mark.parametrize(
    ("measure", "transform"),
    [
        (lambda r: krippendorff_alpha(r, "nominal"), lambda r: (r * 3 + 2) % 17),
        (lambda r: krippendorff_alpha(r, "ordinal"), np.exp),
        (lambda r: krippendorff_alpha(r, "interval"), lambda r: 7 - 3 * r),
        (lambda r: krippendorff_alpha(r, "ratio"), lambda r: 3 * r),
        (kendall_w, np.exp),
        (intraclass_correlation, lambda r: 7 - 3 * r),
        (cronbach_alpha, lambda r: 7 - 3 * r),
    ],
    ids=["nominal", "ordinal", "interval", "ratio", "kendall", "icc", "cronbach"],
)
@given(panel=panels)
@settings(deadline=None, max_examples=40)
def test_values_may_be_recoded_as_their_level_of_measurement_allows(measure, transform, panel):
    assert measure(transform(panel)) == pytest.approx(measure(panel), abs=1e-9, nan_ok=True)


@given(panels)
def test_kendall_w_lies_between_zero_and_one(panel):
    value = kendall_w(panel)
    assert np.isnan(value) or -1e-12 <= value <= 1 + 1e-12


def test_opposite_rankings_have_no_concordance():
    assert kendall_w([[1, 2, 3, 4], [4, 3, 2, 1]]) == pytest.approx(0.0)


@measures
@pytest.mark.parametrize("panel", [[[1.0, 2.0, 3.0]], [[np.nan, np.nan]] * 2], ids=["one rater", "no rating"])
def test_too_little_to_tell_is_no_number(measure, panel):
    assert np.isnan(measure(np.array(panel)))


@pytest.mark.parametrize("measure", [krippendorff_alpha, kendall_w, intraclass_correlation, cronbach_alpha])
def test_where_nothing_varies_agreement_cannot_be_told_from_chance(measure):
    assert np.isnan(measure(np.full((4, 5), 2.0)))


def test_where_nothing_varies_a_group_agrees_on_each_item():
    assert multi_item_agreement(np.full((4, 5), 2.0)) == 1.0


@pytest.mark.parametrize("name", [*RELIABILITIES, *ITEM_AGREEMENTS])
def test_dictionaries_take_a_table_of_raters_by_items(name):
    method = (RELIABILITIES | ITEM_AGREEMENTS)[name]
    result = method([[1, 2, 3], [1, 3, 3], [2, 2, 4]])
    assert np.shape(result) == (() if name in RELIABILITIES else (3,))


@pytest.mark.parametrize("measure", [krippendorff_alpha, kendall_w, intraclass_correlation, cronbach_alpha])
def test_one_row_of_numbers_is_no_panel(measure):
    with pytest.raises(MethodError, match="a row per rater"):
        measure([1, 2, 3])


def test_unknown_level_or_form_names_the_choices():
    with pytest.raises(MethodError, match="did you mean 'ordinal'"):
        krippendorff_alpha([[1, 2], [1, 2]], "ordinals")
    with pytest.raises(MethodError, match="'2,1'"):
        intraclass_correlation([[1, 2], [1, 2]], "2,2")


def test_ratio_level_has_no_negative_values():
    with pytest.raises(MethodError, match="zero or more"):
        krippendorff_alpha([[1, -2], [1, 2]], "ratio")
    assert krippendorff_alpha([[0, 2], [0, 2]], "ratio") == 1.0


@pytest.mark.parametrize("level", LEVELS)
@given(panel=panels)
@settings(deadline=None, max_examples=40)
def test_krippendorff_alpha_is_the_mean_over_all_pairs_of_ratings(level, panel):
    """The definition, pair by pair."""
    panel[0, 0] = np.nan
    items = [[v for v in item if not np.isnan(v)] for item in panel.T]
    items = [item for item in items if len(item) > 1]
    pooled = sorted(v for item in items for v in item)

    def between(a, b):
        low, high = min(a, b), max(a, b)
        if level == "nominal":
            return float(a != b)
        if level == "ordinal":
            inner = sum(low <= v <= high for v in pooled)
            return (inner - (pooled.count(a) + pooled.count(b)) / 2) ** 2
        return (a - b) ** 2 if level == "interval" else ((a - b) / (a + b)) ** 2 if a + b else 0.0

    n = len(pooled)
    observed = sum(between(a, b) / (len(item) - 1) for item in items for a, b in itertools.permutations(item, 2)) / max(
        n, 1
    )
    expected = sum(between(a, b) for a, b in itertools.permutations(pooled, 2)) / max(n * (n - 1), 1)
    value = krippendorff_alpha(panel, level)
    assert value == pytest.approx(1 - observed / expected if expected else np.nan, abs=1e-9, nan_ok=True)


def test_krippendorff_alpha_of_many_groups_in_one_call():
    counts = np.random.default_rng(0).integers(0, 4, (3, 2, 6, 5))
    together = krippendorff_alpha_of_counts(counts, range(5))
    assert together.shape == (3, 2)
    for at in np.ndindex(3, 2):
        assert together[at] == pytest.approx(krippendorff_alpha_of_counts(counts[at], range(5)), abs=1e-12)


def test_a_rater_who_left_an_item_out_is_left_out_of_the_concordance():
    panel = [[1, 2, 3], [1, 3, 2], [np.nan, 1, 2]]
    assert kendall_w(panel) == kendall_w(panel[:2])


def test_an_item_that_a_rater_left_out_is_left_out_of_the_intraclass_correlation():
    panel = np.array([[1.0, 2, 3, 5], [1, 3, 2, np.nan], [2, 2, 4, 5]])
    assert intraclass_correlation(panel) == intraclass_correlation(panel[:, :3])


@by_item
@given(ratings=one_item)
def test_unanimity_is_one_and_nothing_more(name, ratings):
    value = ITEM_AGREEMENTS[name](ratings)
    assert (value == pytest.approx(1.0)) == (np.ptp(ratings) == 0)
    assert ITEM_AGREEMENTS[name](4 - ratings) == pytest.approx(value, abs=1e-9)


@by_item
def test_one_answer_is_no_agreement(name):
    assert np.isnan(ITEM_AGREEMENTS[name]([[3.0, 1.0], [np.nan, 1.0]])).tolist() == [True, False]


@by_item
def test_a_rating_off_the_scale_is_refused(name):
    with pytest.raises(MethodError, match="5 is not a level of the scale; expected one of 0, 1, 2, 3, 4"):
        ITEM_AGREEMENTS[name]([[3.0, 5.0], [2.0, 1.0]])


@by_item
@pytest.mark.parametrize("levels", [[1], [2, 1], [1, 1]])
def test_a_scale_has_two_levels_or_more_in_order(name, levels):
    with pytest.raises(MethodError, match="at least two, increasing"):
        ITEM_AGREEMENTS[name]([[1.0], [1.0]], levels)


@by_item
def test_another_scale_with_the_same_answers_gives_the_same_agreement(name):
    answers = np.array([[0.0], [1.0], [4.0], [2.0]])
    moved = ITEM_AGREEMENTS[name](10 + 5 * answers, [10, 15, 20, 25, 30])
    assert moved == pytest.approx(ITEM_AGREEMENTS[name](answers), abs=1e-12)


@given(one_item)
def test_consensus_lies_between_zero_and_one(ratings):
    assert 0.0 <= ordinal_consensus(ratings) <= 1.0


def test_a_group_split_between_the_ends_has_no_consensus():
    assert ordinal_consensus_of_counts([5, 0, 0, 0, 5]) == pytest.approx(0.0)
    assert within_group_agreement_of_counts([5, 0, 0, 0, 5]) < -1


def test_answers_at_random_have_no_agreement_within_the_group():
    assert within_group_agreement_of_counts(np.full(5, 10_000)) == pytest.approx(0.0, abs=1e-4)


def test_nobody_answered_is_no_number():
    assert np.isnan(ordinal_consensus_of_counts([0, 0, 0, 0, 0]))
    assert np.isnan(within_group_agreement_of_counts([0, 0, 0, 0, 0]))


def test_all_groups_and_items_in_one_call():
    counts = np.random.default_rng(0).integers(0, 4, (3, 2, 5)) + 1
    for method in (ordinal_consensus_of_counts, within_group_agreement_of_counts):
        together = method(counts)
        assert together.shape == (3, 2)
        assert together[2, 1] == method(counts[2, 1])


def test_counts_need_the_levels_of_the_scale():
    with pytest.raises(MethodError, match="levels"):
        ordinal_consensus_of_counts([1, 2, 3])


@given(panels)
def test_several_items_agree_as_they_do_on_average(panel):
    star = multi_item_agreement(panel)
    assert star == pytest.approx(within_group_agreement(panel).mean(), abs=1e-12)
    longer = multi_item_agreement(panel, spearman_brown=True)
    assert longer == pytest.approx(0.0) if star <= 0 else longer >= star - 1e-12


@pytest.mark.parametrize("name", [*RELIABILITIES, *ITEM_AGREEMENTS])
def test_a_data_frame_of_nullable_numbers_is_a_panel(name):
    frame = pd.DataFrame({"a": [1, 2, None, 1], "b": [3, 3, 4, 2], "c": [0, 1, 1, 3], "d": [2, 2, 1, 2]}, dtype="Int8")
    method = (RELIABILITIES | ITEM_AGREEMENTS)[name]
    assert np.asarray(method(frame)) == pytest.approx(method(frame.to_numpy(float, na_value=np.nan)))
