"""Pooling of answers against plain statistics on the answers themselves."""

import statistics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from revue_analytics.methods.pooling import POOLINGS, trimmed_mean

LEVELS = range(5)
answers = st.lists(st.integers(0, 4), min_size=1, max_size=30)


def counts(given_answers):
    return [given_answers.count(level) for level in LEVELS]


@pytest.mark.parametrize(
    ("name", "plain"),
    [("mean", statistics.mean), ("median", statistics.median), ("lower_median", statistics.median_low)],
)
@given(a=answers)
def test_pooling_counts_equals_pooling_answers(name, plain, a):
    assert POOLINGS[name](counts(a), LEVELS) == pytest.approx(float(plain(a)), abs=1e-12)


@given(a=st.lists(st.integers(0, 4), min_size=10, max_size=10))
def test_trimmed_mean_leaves_out_one_of_ten_at_each_end(a):
    assert trimmed_mean(counts(a), LEVELS, 0.1) == pytest.approx(np.mean(sorted(a)[1:-1]), abs=1e-12)


@pytest.mark.parametrize("name", POOLINGS)
def test_nobody_answered_is_no_level(name):
    assert np.isnan(POOLINGS[name]([0, 0, 0, 0, 0], LEVELS))
