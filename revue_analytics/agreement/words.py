"""Agreement in a word, where numbers would tell too much.

Of fewer than ten answers the mean is published, and so their sum. A measure of agreement beside it would often leave
one set of answers only. A word says less: views are *shared* or *divided*. It is given only if it cannot single out one
set of answers either: whichever of the two words were given for this number of answers and this sum, several sets of
answers would fit it, or the sum alone says it already.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from itertools import combinations_with_replacement

import numpy as np

from revue_analytics.methods.reliability import ordinal_consensus_of_counts

SHARED_FROM = 0.65
"""Ordinal consensus from which respondents share a view: their answers are less than 0.86 levels from the mean."""

DEGREES = ("shared", "divided")
"""Ordinal consensus of at least `SHARED_FROM`, to two decimals; below."""


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
