"""No number rests on fewer people than the disclosure threshold, and no draw tells how few people answered.

Two steps, both before anything is scored. *Colleges* below the threshold are merged in each territory. Then, criterion
by criterion, *groups* of which fewer people than the threshold rated it are merged too: a group of nine may hold three
who could rate a criterion, and its level, or the score that it enters, would tell theirs to whoever subtracts the
others. What everything downstream is made of are therefore cells of at least the threshold, no two of which overlap:
no addition, subtraction or comparison of published numbers can give a statistic of fewer people.

Draws can be recomputed, since their seed and their method are public: were they made of the answers of each cell, an
interval would tell how the five to nine answers of a cell spread, which is hidden. So they are made of what anybody
knows (`disclosed_counts`): how many answered in each cell and their mean; how everybody answered, where there are ten;
the answers of each cell, where that is told (`spread_told`). What is left open is filled in as evenly as these numbers
allow, by the table of the least information beside them. Whoever recomputes a draw learns what he put in.

Where fewer than ten rated a criterion, nothing of how they spread is published. They are then taken to spread as
everybody's answers to the other criteria do around their means; where none is counted, as all answers of the territory
together. In quarters of a level.

Letters: ``n`` territories, ``G`` groups, ``K`` criteria, ``L`` levels.
"""

from __future__ import annotations

import numpy as np

from revue_analytics.methods.arrays import Bools, Floats, Ints
from revue_analytics.methods.respondents import ENOUGH_CRITERIA

SPREAD_FROM = 10
"""Answers from which it is told how they spread. A mean gives their sum; with a measure of spread it gives them all."""
ROUNDS = 8
"""Of fitting everybody's answers: how near the table comes to them concerns no mean."""
SPREADS = np.arange(2, 9) / 4
"""Standard deviations, in levels, with which few answers may be taken to spread. Nearer to either end of what is
possible, one spread of all criteria would say how each of them was answered."""
USUAL_SPREAD = 1.0
"""Of criteria so few (`ENOUGH_CRITERIA`) that one spread of all would tell that of each."""
STEEPEST, CLOSE, STEPS = 40.0, 1e-13, 100
"""Of tilting answers to a mean: the steepest slope, how close the mean comes, and in how many steps at most."""
BLOCK = 64
"""Territories at a time."""


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


def disclosed_counts(counts: Ints | Floats, levels: Floats) -> Floats:
    """Return the answers that are expected of each cell by whoever knows what is published of its territory.

    For group g, criterion k, level l with value x: ``n_gk · c_kl u_kl exp(b_gk x_l) / Σ``, b such that the mean of the
    cell is as published, u such that all groups together answered as everybody did (c): of all such tables the one
    nearest to groups that answer alike.

    Parameters
    ----------
    counts
        (n, G, K, L) answers at each level, of the cells of n territories.
    levels
        (L,) levels of the scale, increasing.

    Returns
    -------
    (n, G, K, L) expected answers, with the number and the mean of every cell; `counts` themselves where these are told.

    References
    ----------
    Deming & Stephan (1940), *Annals of Mathematical Statistics* 11 (fitting to margins); Csiszár (1975), *Annals of
    Probability* 3 (I-projection).

    Examples
    --------
    How six people of mean 1 and five of mean 3 answered is hidden; how the eleven did is known.

    >>> counts = np.array([[[[1, 4, 1, 0, 0]], [[0, 0, 1, 3, 1]]]])
    >>> disclosed_counts(counts, np.arange(5.0))[0, :, 0].round(1)
    array([[1.1, 3.9, 1. , 0.1, 0. ],
           [0. , 0.1, 0.9, 2.9, 1.1]])
    """
    result = counts.astype(np.float64)
    steps = (levels - levels[0]) / np.ptp(levels) * (len(levels) - 1)
    n = np.rint(result.sum(axis=-1, keepdims=True)).astype(np.int64)
    may_tell = spread_told(n)
    hidden = np.flatnonzero(((n[..., 0] > 0) & ~may_tell).any(axis=(1, 2)))
    for block in np.array_split(hidden, len(hidden) // BLOCK + 1) if len(hidden) else ():
        result[block] = np.where(may_tell[block][..., None], result[block], _expected(result[block], steps))
    return result


def _expected(counts: Floats, steps: Floats) -> Floats:
    """(n, G, K, L) answers -> those expected of whoever knows the means of the cells and everybody's answers."""
    n, everybody = np.rint(counts.sum(axis=-1)), counts.sum(axis=1)
    mean = np.divide(counts @ steps, n, out=np.zeros(n.shape), where=n > 0)
    counted = (n.sum(axis=1) >= SPREAD_FROM)[..., None]
    base = np.where(counted, everybody, _usual_shapes(counts, n, steps)[:, None])
    fitted = n[..., None] * _tilted(base[:, None], mean, steps)
    for _ in range(ROUNDS):
        together = fitted.sum(axis=1)
        base = base * np.divide(everybody, together, out=np.ones(base.shape), where=counted & (together > 0))
        fitted = n[..., None] * _tilted(base[:, None], mean, steps)
    return np.asarray(fitted)


def _usual_shapes(counts: Floats, n: Floats, steps: Floats) -> Floats:
    """(n, L) shapes of answers: those that, around their means, are most nearly as wide as answers that are known.

    These are everybody's, of the criteria where they are counted; where none is, those of all cells together.
    """
    shapes = np.exp(-0.5 * ((steps - steps.mean()) / SPREADS[:, None]) ** 2)
    chosen = np.full(len(counts), int(np.flatnonzero(SPREADS == USUAL_SPREAD)[0]))
    rated = n.sum(axis=1)
    counted, few = rated >= SPREAD_FROM, (rated > 0) & (rated < SPREAD_FROM)
    enough = counted.any(axis=1) | (few.sum(axis=1) >= ENOUGH_CRITERIA)
    for unit in np.flatnonzero(few.any(axis=1) & enough):
        known = counts[unit].sum(axis=0)[counted[unit]] if counted[unit].any() else counts[unit].reshape(-1, len(steps))
        known = known[known.any(axis=-1)]
        size = known.sum(axis=-1)
        centre = known @ steps / size
        around = (steps - centre[:, None]) ** 2
        wide = (size * (_tilted(shapes[:, None], centre, steps) * around).sum(axis=-1)).sum(axis=-1)
        chosen[unit] = np.abs(wide - (known * around).sum()).argmin()
    return np.asarray(shapes[chosen])


def _tilted(base: Floats, mean: Floats, steps: Floats) -> Floats:
    """(..., L) shares in proportion to ``base · exp(b · steps)``, with the b that gives them their (...) mean."""
    base = np.broadcast_to(base, (*np.broadcast_shapes(base.shape[:-1], mean.shape), len(steps)))
    there = base > 0
    first, last = np.where(there, steps, np.inf).min(axis=-1), np.where(there, steps, -np.inf).max(axis=-1)
    mean = np.clip(mean, first, last)  # of a cell without answers, it may be anything
    low, high = np.full(mean.shape, -STEEPEST), np.full(mean.shape, STEEPEST)
    slope = np.where(mean <= first, low, np.where(mean >= last, high, 0.0))
    for _ in range(STEPS):
        power = np.where(there, slope[..., None] * steps, -np.inf)
        shares = base * np.exp(power - power.max(axis=-1, keepdims=True))
        shares = shares / shares.sum(axis=-1, keepdims=True)
        away = mean - shares @ steps
        if (np.abs(away) <= CLOSE).all():
            break
        low, high = np.where(away > 0, slope, low), np.where(away < 0, slope, high)
        variance = (shares * steps**2).sum(axis=-1) - (shares @ steps) ** 2
        slope = slope + np.divide(away, variance, out=np.zeros(mean.shape), where=variance > 1e-300)
        slope = np.where((low < slope) & (slope < high) | (np.abs(away) <= CLOSE), slope, (low + high) / 2)
    return np.asarray(shares)
