"""Agreement on one criterion: within each group, among all respondents together, and in a word.

Of fewer than ten answers the mean is published, and so their sum. A measure of agreement beside it would often leave
one set of answers only. A word says less: views are *shared* or *divided*. It is given only if it cannot single out one
set of answers either: whichever of the two words were given for this number of answers and this sum, several sets of
answers would fit it, or the sum alone says it already.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache
from itertools import combinations_with_replacement

import numpy as np

from revue_analytics.agreement.intervals import Expected, ends, expected
from revue_analytics.agreement.several_questions import Measured
from revue_analytics.methods.arrays import Bools, Floats
from revue_analytics.methods.reliability import ordinal_consensus_of_counts, within_group_agreement_of_counts

ALIKE = 0.1
"""Correlation of what one person does to the consensus on two questions."""

SHARED_FROM = 0.65
"""Ordinal consensus from which respondents share a view: their answers are less than 0.86 levels from the mean."""

DEGREES = ("shared", "divided")
"""Ordinal consensus of at least `SHARED_FROM`, to two decimals; below."""


@dataclass(frozen=True, eq=False)
class OneQuestion:
    """Agreement of any number of cells (a group on a criterion); NaN where a cell is not measured.

    Attributes
    ----------
    consensus, within
        (3, ...) ordinal consensus and within-group agreement r_wg: value, low and high end of the interval.
    """

    consensus: Floats
    within: Floats


def one_question(counts: Floats, invited: Floats, levels: Floats, shown: Bools) -> OneQuestion:
    """Measure how far a group agrees on a criterion, for all groups and criteria at once.

    The intervals are normal, around the statistic of the expected shares, with the variance of its linear
    approximation there.

    Parameters
    ----------
    counts
        (..., L) answers at each level.
    invited
        (...) people invited, NaN where unknown.
    levels
        (L,) levels of the scale.
    shown
        (...) cells to measure; one with fewer than two answers has no agreement.

    Examples
    --------
    >>> counts = np.array([[0, 0, 6, 0, 0], [3, 0, 0, 0, 3], [0, 0, 6, 0, 0]])
    >>> found = one_question(counts, np.array([6.0, 6.0, np.nan]), np.arange(5.0), np.full(3, True))
    >>> found.consensus.round(2)  # where all who were asked answered, nothing is left uncertain
    array([[1.  , 0.  , 1.  ],
           [1.  , 0.  , 0.78],
           [1.  , 0.  , 1.  ]])
    """
    cells = shown & (counts.sum(axis=-1) > 1)
    seen = counts[cells].astype(np.float64)
    all_of_them = expected(seen, invited[cells])
    found = []
    for value, centre, slope, least in (_consensus(seen, all_of_them, levels), _within(seen, all_of_them, levels)):
        low, high = ends(centre, all_of_them.variance(slope), value)
        laid = np.full((3, *cells.shape), np.nan)
        laid[:, cells] = np.stack([value, np.maximum(low, least), np.minimum(high, 1.0)])
        found.append(laid)
    return OneQuestion(*found)


def mean_consensus(counts: Floats, levels: Floats, n: int) -> Measured:
    """Ordinal consensus of each question, averaged over the questions.

    The interval is that of a normal mean of what `one_question` says of each. What one person answers to two questions
    is alike, and so is what it does to their consensus: with a correlation of `ALIKE`, the variance of the mean of K is
    ``((1 - ALIKE) sum v_k + ALIKE (sum √v_k)²) / K²``. It depends on the answers to each question, and not on who gave
    which together.

    Parameters
    ----------
    counts
        (K, L) answers at each level.
    levels
        (L,) levels of the scale.
    n
        Respondents behind them.

    Examples
    --------
    >>> found = mean_consensus(np.array([[0, 0, 12, 0, 0], [6, 0, 0, 0, 6]]), np.arange(5.0), 12)
    >>> found.n, found.value, round(found.low, 2), round(found.high, 2)
    (12, 0.5, 0.43, 0.56)
    """
    if not len(counts):
        return Measured(n)
    seen = counts.astype(np.float64)
    among = expected(seen, np.full(len(seen), np.nan))
    values, centres, slope, _least = _consensus(seen, among, levels)
    each = among.variance(slope)
    variance = float(((1.0 - ALIKE) * each.sum() + ALIKE * np.sqrt(each).sum() ** 2) / len(each) ** 2)
    value, centre = float(values.mean()), float(centres.mean())
    low, high = ends(np.array(centre), np.array(variance), np.array(value))
    return Measured(n, value, max(float(low), 0.0), min(float(high), 1.0), centre, variance)


def _consensus(seen: Floats, among: Expected, levels: Floats) -> tuple[Floats, Floats, Floats, float]:
    """Value, value of the expected shares, its slope by each share, least value of the ordinal consensus.

    ``T(p) = 1 + sum_l p_l log2(w_l)``, ``w_l = 1 - |l - μ| / d``, ``μ = sum_l l p_l``: the slope by p_l is ``log2(w_l)
    + l sum_k p_k sign(k - μ) / (d w_k ln 2)``.
    """
    wide = levels[-1] - levels[0]
    away = levels - (among.prior @ levels)[:, None]
    w = 1.0 - np.abs(away) / wide
    by_mean = (among.prior * np.sign(away) / (wide * w * np.log(2.0))).sum(axis=-1, keepdims=True)
    slope = np.log2(w) + by_mean * levels
    return ordinal_consensus_of_counts(seen, levels), ordinal_consensus_of_counts(among.shares, levels), slope, 0.0


def _within(seen: Floats, among: Expected, levels: Floats) -> tuple[Floats, Floats, Floats, float]:
    """As `_consensus`, of r_wg; the slope of the variance by p_l is ``(l - μ)²``."""
    random = levels.var()
    mean = (among.shares @ levels)[:, None]
    # The variance of N people takes N - 1, as that of the n who answered takes n - 1.
    variance = (among.shares * (levels - mean) ** 2).sum(axis=-1) / (1.0 - 1.0 / among.size)
    slope = -((levels - (among.prior @ levels)[:, None]) ** 2) / random
    return within_group_agreement_of_counts(seen, levels), 1.0 - variance / random, slope, -np.inf


def word_of(consensus: float) -> str:
    """Return the word for an ordinal consensus, ``""`` where there is none.

    >>> word_of(0.71), word_of(0.649), word_of(0.64), word_of(float("nan"))
    ('shared', 'shared', 'divided', '')
    """
    if np.isnan(consensus):
        return ""
    return DEGREES[0] if round(consensus, 2) >= SHARED_FROM - 1e-9 else DEGREES[1]


def agreement_word(counts: np.ndarray, levels: np.ndarray) -> str:
    """Return the word for (L,) answers at each level, ``""`` where it would single them out.

    >>> levels = np.arange(5.0)
    >>> agreement_word(np.array([0, 1, 4, 1, 0]), levels), agreement_word(np.array([0, 0, 5, 0, 0]), levels)
    ('shared', 'shared')
    >>> agreement_word(np.array([4, 0, 0, 1, 0]), levels)  # three sets of answers have this sum, one of them is divided
    ''
    """
    n = int(counts.sum())
    if n < 2:
        return ""
    step = np.round((levels - levels[0]) / np.diff(levels).min()).astype(int)
    fits = _sets(n, int(counts @ step), tuple(step.tolist()))
    if any(fits[word] == 1 for word in DEGREES) and all(fits[word] for word in DEGREES):
        return ""
    return word_of(float(ordinal_consensus_of_counts(counts[None].astype(float), levels)[0]))


@cache
def _sets(n: int, total: int, levels: tuple[int, ...]) -> Counter[str]:
    """Count the sets of n answers with a sum for which each word stands."""
    values = np.array(levels, dtype=np.float64)
    sets = [answers for answers in combinations_with_replacement(levels, n) if sum(answers) == total]
    counts = (np.array(sets)[:, :, None] == values).sum(axis=1).astype(np.float64)
    return Counter(word_of(float(value)) for value in ordinal_consensus_of_counts(counts, values))
