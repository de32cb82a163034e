"""The answers that one expects, knowing what is published: all that draws of respondents may be made of.

Draws can be recomputed, since their seed and their method are public: were they made of the answers of each cell, an
interval would tell how the five to nine answers of a cell spread, which is hidden. So they are made of what anybody
knows: how many answered in each cell and their mean; how everybody answered, where there are ten; the answers of each
cell, where that is told (`spread_told`). What is left open is filled in as evenly as these numbers allow, by the table
of the least information beside them. Whoever recomputes a draw learns what he put in.

Where fewer than ten rated a criterion, nothing of how they spread is published. They are then taken to spread as
everybody's answers to the other criteria do around their means; where none is counted, as all answers of the territory
together. In quarters of a level.

Letters: ``G`` groups, ``K`` criteria, ``L`` levels.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from revue_analytics.methods.respondents import ENOUGH_CRITERIA
from revue_analytics.scoring.discretion import SPREAD_FROM, spread_told

__all__ = ["disclosed_counts"]

Floats = NDArray[np.float64]

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


def disclosed_counts(counts: NDArray[np.int64] | Floats, levels: Floats) -> Floats:
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
    told = spread_told(n)
    hidden = np.flatnonzero(((n[..., 0] > 0) & ~told).any(axis=(1, 2)))
    for block in np.array_split(hidden, len(hidden) // BLOCK + 1) if len(hidden) else ():
        result[block] = np.where(told[block][..., None], result[block], _expected(result[block], steps))
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
