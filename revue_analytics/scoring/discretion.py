"""No number rests on fewer people than the disclosure threshold: who is counted together, and what is left out.

Two steps, both before anything is scored. *Colleges* below the threshold are merged in each territory. Then, criterion
by criterion, *groups* of which fewer people than the threshold rated it are merged too: a group of nine may hold three
who could rate a criterion, and its level, or the score that it enters, would tell theirs to whoever subtracts the
others. What everything downstream is made of are therefore cells of at least the threshold, no two of which overlap:
no addition, subtraction or comparison of published numbers can give a statistic of fewer people.
"""

from __future__ import annotations

import numpy as np

from revue_analytics.methods.arrays import Bools, Ints

SPREAD_FROM = 10
"""Answers from which it is told how they spread. A mean gives their sum; with a measure of spread it gives them all."""


def merge_small(respondents: Ints, threshold: int, already: Ints | None = None, ties: Ints | None = None) -> Bools:
    """Decide which colleges are merged: all below the threshold, then the smallest others until it is reached.

    Parameters
    ----------
    respondents
        (n, C) respondents per college; 0 where the college did not answer.
    threshold
        Least size of a group.
    already
        (n,) people who are in the merged group before any college joins it; none by default.
    ties
        (C,) which of two colleges of one size joins first: the lower; their order by default.

    Returns
    -------
    (n, C) bool; a college without respondents is never merged.

    Examples
    --------
    >>> merge_small(np.array([[2, 12, 6], [3, 3, 12], [1, 0, 0], [9, 8, 7]]), threshold=5)
    array([[ True, False,  True],
           [ True,  True, False],
           [ True, False, False],
           [False, False, False]])
    """
    merged = np.zeros(respondents.shape, dtype=bool)
    size = np.zeros(len(respondents), dtype=np.int64) if already is None else already.copy()
    unit = np.arange(len(respondents))
    first = np.arange(respondents.shape[1]) if ties is None else ties
    for college in np.lexsort((np.broadcast_to(first, respondents.shape), respondents), axis=1).T:
        n = respondents[unit, college]
        joins = (n > 0) & ((n < threshold) | ((size > 0) & (size < threshold)))
        merged[unit, college] = joins
        size += np.where(joins, n, 0)
    return merged


def join_cells(counts: Ints, threshold: int, everyone: Ints, ties: Ints | None = None) -> tuple[Ints, Bools, Bools]:
    """Merge, criterion by criterion, the groups of which too few people rated it into the last group.

    Parameters
    ----------
    counts
        (n, G, K, L) answers at each level; group ``G - 1`` is the one that colleges are merged into.
    threshold
        Least number of rated answers of a cell.
    everyone
        (n,) respondents of the territory: below the threshold it has one group, whose few answers stay.
    ties
        (G - 1,) as in `merge_small`.

    Returns
    -------
    counts
        (n, G, K, L) after merging; all zero on criteria left out.
    joined
        (n, G, K) whether a group is one of several that are counted together in the last one.
    left_out
        (n, K) whether fewer people than the threshold rated the criterion, all groups together.

    Examples
    --------
    Three of a college of nine rated it: they are counted with the smallest other group.

    >>> answers = np.array([[[[0, 2, 1]], [[3, 3, 0]], [[9, 0, 0]], [[0, 0, 0]]]])
    >>> counts, joined, left_out = join_cells(answers, 5, np.array([24]))
    >>> counts[0, :, 0].tolist(), joined[0, :, 0].tolist(), left_out.tolist()
    ([[0, 0, 0], [0, 0, 0], [9, 0, 0], [3, 5, 1]], [True, True, False, False], [[False]])
    """
    n, n_groups, n_leaves, _n_levels = counts.shape
    rated = counts.sum(axis=-1)
    by_cell = rated.transpose(0, 2, 1).reshape(n * n_leaves, n_groups)
    apart, last = by_cell[:, :-1], by_cell[:, -1]
    joins = merge_small(apart, threshold, last, ties)
    joins = np.column_stack([joins, joins.any(axis=1) & (last > 0)])
    total = rated.sum(axis=1)
    left_out = (total > 0) & (total < threshold) & (everyone >= threshold)[:, None]
    joined = joins.reshape(n, n_leaves, n_groups).transpose(0, 2, 1) & ~left_out[:, None]
    after = np.where(joined[..., None], 0, counts)
    after[:, -1] += np.where(joined[..., None], counts, 0).sum(axis=1)
    return np.where(left_out[:, None, :, None], 0, after), joined, left_out


def spread_told(counts: Ints) -> Bools:
    """Decide of which cells it may be told how their answers spread: levels counted, medians, agreement.

    Those of at least ten answers, on criteria where every other cell has ten too: since the answers of everybody
    together are counted from ten on, those of the smaller cells would follow, or nearly, by subtraction.

    Parameters
    ----------
    counts
        (..., G, K, L) answers at each level, by group and criterion.

    Returns
    -------
    (..., G, K)

    Examples
    --------
    >>> answers = np.array([[[4, 8]], [[6, 0]], [[0, 0]]])
    >>> spread_told(answers)[:, 0].tolist(), spread_told(answers[[0, 2]])[:, 0].tolist()
    ([False, False, False], [True, False])
    """
    n = counts.sum(axis=-1)
    return np.asarray((n > 0) & ((n == 0) | (n >= SPREAD_FROM)).all(axis=-2, keepdims=True))
