"""Agreement over several questions: alpha, W; each respondent left out in turn for the intervals.

Letters: ``R`` respondents of one group, ``m`` questions, ``I`` sets of questions (an indicator's criteria).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from revue_analytics.agreement.intervals import jackknife
from revue_analytics.methods.arrays import Floats
from revue_analytics.methods.reliability import (
    kendall_w_of_ranks,
    krippendorff_alpha_of_counts,
    mid_ranks,
)

LEAST_QUESTIONS = 4
"""Questions from which Kendall's W has an interval: two can be ranked in two ways only, and theirs would hold the truth
two times out of three."""


@dataclass(frozen=True)
class Measured:
    """A statistic of n respondents: value, interval, centre of the interval, variance; NaN where there is none."""

    n: int
    value: float = float("nan")
    low: float = float("nan")
    high: float = float("nan")
    centre: float = float("nan")
    variance: float = float("nan")


def alphas(answers: Floats, sets: Sequence[Sequence[int]], level: str = "ordinal") -> list[Measured]:
    """Krippendorff's alpha of each set of questions.

    Parameters
    ----------
    answers
        (R, m) answers, NaN where there is none.
    sets
        (I) columns of each set; one of fewer than two has no alpha.
    level
        What the numbers mean, as `krippendorff_alpha`.

    Examples
    --------
    >>> answers = np.array([[1.0, 3, 2], [1, 3, 2], [1, 3, 1], [2, 4, 2]])
    >>> [round(found.value, 3) for found in alphas(answers, [[0, 1], [0, 1, 2], [0]])]
    [0.816, 0.748, nan]
    """
    values, place = np.unique(answers[~np.isnan(answers)], return_inverse=True)
    given = np.zeros((*answers.shape, len(values)))
    given[(*np.nonzero(~np.isnan(answers)), place)] = 1.0
    total = given.sum(axis=0)
    counts = np.concatenate([total[None], total - given])
    widest = max((len(columns) for columns in sets), default=0)
    laid = np.zeros((len(counts), len(sets), widest, len(values)))
    for i, columns in enumerate(sets):
        laid[:, i, : len(columns)] = counts[:, list(columns)]
    found = krippendorff_alpha_of_counts(laid, values, level) if laid.size else np.full(laid.shape[:2], np.nan)
    measured = []
    for i, columns in enumerate(sets):
        there = ~np.isnan(answers[:, list(columns)]).all(axis=1)
        value = float(found[0, i]) if len(columns) > 1 else float("nan")
        measured.append(Measured(int(there.sum()), value, *jackknife(value, found[1:, i][there], most=1.0)))
    return measured


def concordance(answers: Floats) -> Measured:
    """Kendall's W of those who answered every question, its interval taken on the mean rank correlation.

    W grows as raters are few (1 / R where they have nothing in common), the mean correlation of their rankings
    ``r = (R W - 1) / (R - 1)`` does not.

    Parameters
    ----------
    answers
        (R, m) answers or points, NaN where there is none.

    Examples
    --------
    >>> rankings = [[1, 2, 3, 4], [1, 2, 4, 3], [2, 1, 3, 4], [1, 3, 2, 4]]
    >>> found = concordance(np.array(rankings, dtype=float))
    >>> round(found.value, 3), round(found.low, 3), round(found.high, 3), found.n
    (0.725, 0.419, 1.0, 4)
    """
    whole = answers[~np.isnan(answers).any(axis=1)]
    n = len(whole)
    if n < 2 or whole.shape[1] < 2:
        return Measured(n)
    # Points are shared in decimals: what differs by less than a millionth is a tie.
    every = kendall_w_of_ranks(mid_ranks(np.round(whole, 6)), np.concatenate([np.ones((1, n)), 1.0 - np.eye(n)]))
    value = float(every[0])
    if n < 3 or whole.shape[1] < LEAST_QUESTIONS:
        return Measured(n, value)
    low, high, centre, variance = jackknife(
        (n * value - 1) / (n - 1), ((n - 1) * every[1:] - 1) / (n - 2), least=-1 / (n - 1), most=1.0
    )
    low, high, centre = (((n - 1) * r + 1) / n for r in (low, high, centre))
    return Measured(n, value, low, high, centre, variance * ((n - 1) / n) ** 2)


def may_be_told(answers: Floats, threshold: int, group: NDArray[np.int64] | None = None) -> bool:
    """Whether a concordance, which leaves out who did not answer everything, may be told.

    At least a threshold of respondents are in it, and those left out who answered something are none, or as many: a
    number over all of them and one without a few would speak of the few. For respondents of several groups the same
    goes for those in it whose own group is told nothing.

    >>> gap = np.nan
    >>> may_be_told(np.array([[1.0, 2], [2, 1]]), 2), may_be_told(np.array([[1.0, 2], [2, 1], [1, gap]]), 2)
    (True, False)
    """
    gaps = np.isnan(answers)
    whole = ~gaps.any(axis=1)
    n, partly = int(whole.sum()), int((gaps.any(axis=1) & ~gaps.all(axis=1)).sum())
    silent = 0
    if group is not None:
        mine = [group == g for g in np.unique(group)]
        silent = sum(int((whole & one).sum()) for one in mine if not may_be_told(answers[one], threshold))
    return n >= threshold and all(few == 0 or few >= threshold for few in (partly, silent))


def mean_levels(answers: Floats, sets: Sequence[Sequence[int]]) -> Floats:
    """(R, m) answers -> (R, I) each respondent's mean over each set of questions, NaN where none was answered."""
    there = ~np.isnan(answers)
    member = np.zeros((answers.shape[1], len(sets)))
    for i, columns in enumerate(sets):
        member[list(columns), i] = 1.0
    n = there.astype(np.float64) @ member
    total = np.where(there, answers, 0.0) @ member
    return np.asarray(np.round(np.divide(total, n, out=np.full(n.shape, np.nan), where=n > 0), 9))
