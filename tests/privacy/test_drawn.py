"""Intervals are drawn person by person, so that they depend on who gave which answers together: not so as to tell."""

import numpy as np
import pytest

from revue_analytics.methods.respondents import Answers, persons
from revue_analytics.sensitivity import INTERVAL, stream

LEVELS = 25.0 * np.arange(5.0)
KNOWN_AWAY = 0.15
"""Largest share of the variance of what few people said that an attacker may learn: chance alone gives some .03."""


def published(answers):
    """What is published of an indicator with two criteria, and of the first of these: interval ends, to a tenth."""
    drawn = persons(answers, 300, stream(1, "01004", "2026"))[:, 0] @ LEVELS
    ends = np.quantile(np.column_stack([drawn[:, :2].mean(axis=1), drawn[:, 0]]), INTERVAL, axis=0)
    return ends.round(1).ravel()


@pytest.mark.parametrize(("n", "criteria", "few"), [(6, 18, 2), (12, 18, 3), (12, 2, 3)])
def test_interval_ends_do_not_tell_what_the_few_said_who_left_one_of_two_questions_out(n, criteria, few):
    """The attacker knows every count, and the seed: he draws what agrees with the counts, and looks for a relation.

    The worlds are all those in which the counts of each criterion are the same: its answers are exchanged among those
    who answered it. A linear fit to the published ends and width is what intervals can tell of a sum.
    """
    rng = np.random.default_rng(n + criteria)
    level = np.clip(np.rint(1.8 + rng.normal(0, 0.6, (n, 1)) + rng.normal(0, 0.9, (n, criteria))), 0, 4).astype(int)
    level[:few, 1] = -1
    ends, sums = [], []
    for _ in range(300):
        for criterion in range(criteria):
            who = np.flatnonzero(level[:, criterion] >= 0)
            level[who, criterion] = rng.permutation(level[who, criterion])
        ends.append(published(Answers.of_groups(level, np.zeros(n), n_levels=5)))
        sums.append(level[:few, 0].sum())
    low, high, *of_criterion = np.array(ends).T
    known = np.column_stack([np.ones(300), low, high, (high - low) ** 2, *of_criterion])
    fitted = known @ np.linalg.lstsq(known, np.array(sums, dtype=float), rcond=None)[0]
    assert 1.0 - np.var(np.array(sums) - fitted) / np.var(sums) < KNOWN_AWAY
