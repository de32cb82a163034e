"""Copeland: pairwise majorities, wins less losses."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from revue_analytics.methods.arrays import Floats, arrays
from revue_analytics.methods.ranking.door import comparable
from revue_analytics.methods.ranking.places import tie_codes

__all__ = ["copeland"]


@arrays(x="n m", w="m", direction="m", returns="n")
def copeland(x: ArrayLike, w: ArrayLike, direction: ArrayLike = 1) -> Floats:
    """Number of units that a unit beats, less the number that beat it.

    A unit beats another when the criteria on which it is better weigh more than those on which it is worse. Only the
    order of the values counts, so no normalisation is needed and no strength makes up for a weakness.

    Parameters
    ----------
    x
        (n, m) values.
    w
        (m,) weights, non-negative.
    direction
        (m,) of ±1, or one for all; −1 where less is better.

    Returns
    -------
    (n,) scores from −(k − 1) to k − 1 among k compared units; they sum to zero. A single unit gets 0. Equal values and
    equal weights on both sides are ties, also under float noise.

    Raises
    ------
    MethodError
        Shapes that do not fit, infinite values, negative weights, directions other than ±1.

    References
    ----------
    OECD/JRC (2008), *Handbook on Constructing Composite Indicators*, section 6 (non-compensatory multi-criteria
    approach); Copeland (1951), A reasonable social welfare function, University of Michigan seminar.

    Examples
    --------
    >>> copeland([[9.0, 7.0, 5.0], [8.0, 9.0, 4.0], [7.0, 6.0, 6.0]], [1.0, 1.0, 1.0])
    array([ 2.,  0., -2.])
    """
    columns, shares, complete = comparable(x, w, direction, "copeland")
    scores = np.full(complete.shape, np.nan)
    m, n = columns.shape
    codes = np.array([tie_codes(column) for column in columns], dtype=np.int32).reshape(m, n)
    wins = np.zeros(n)
    # The work grows with n²: every pair once, in blocks that stay in the processor's cache.
    block = max(1, 2**16 // max(n, 1))
    for start in range(0, n, block):
        own, after = codes[:, start : start + block, None], start + block
        margin = np.zeros((own.shape[1], n - start))
        for share, mine, theirs in zip(shares, own, codes[:, start:], strict=True):
            margin += share * np.sign(mine - theirs)
        outcome = (margin > 1e-12).astype(np.int8) - (margin < -1e-12).astype(np.int8)
        wins[start:after] += outcome.sum(axis=1, dtype=np.int64)
        wins[after:] -= outcome[:, block:].sum(axis=0, dtype=np.int64)
    scores[complete] = wins
    return scores
