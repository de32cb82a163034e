"""What the answers that were not given could have been: draws of each group's levels.

For each group and criterion with ``n`` answers, ``n_l`` at level ``l``, out of ``N`` people invited: a distribution
p ~ Dirichlet(n_l + prior) is drawn. If ``N`` is known, the ``N - n`` answers not seen are drawn from p (a Pólya urn)
and the answers of all ``N`` are pooled, so that a full census has no uncertainty; if it is not, p itself is pooled.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from revue_analytics.scoring import Methodology, pool

__all__ = ["PRIOR", "draw_levels"]

Floats = NDArray[np.float64]

PRIOR = 0.2
"""Added to the count of each level. Chosen for the coverage of the 90 % interval from 1 to 40 answers."""


def draw_levels(
    counts: ArrayLike,
    invited: ArrayLike,
    levels: ArrayLike,
    n_draws: int,
    *,
    rng: np.random.Generator,
    methodology: Methodology | None = None,
    prior: float = PRIOR,
) -> Floats:
    """Draw the level of each group on each criterion.

    Parameters
    ----------
    counts
        (G, K, L) answers at each level.
    invited
        (G,) people invited, NaN where unknown; fewer than answered counts as answered.
    levels
        (L,) levels of the scale.
    n_draws
        Number of draws.
    rng
        Where the randomness comes from.
    methodology
        Gives the pooling.
    prior
        Added to each count.

    Returns
    -------
    (n_draws, G, K) levels, NaN where nobody of the group answered.

    References
    ----------
    Ghosh & Meeden (1997), *Bayesian Methods for Finite Population Sampling*, chapter 2 (Pólya posterior).

    Examples
    --------
    >>> census = draw_levels([[[0, 1, 2, 0, 0]]], [3], range(5), 4, rng=np.random.default_rng(0))
    >>> census.round(3).ravel()
    array([1.667, 1.667, 1.667, 1.667])
    """
    seen = np.asarray(counts, dtype=np.float64)
    answered = seen.sum(axis=-1)
    size = np.broadcast_to(np.asarray(invited, dtype=np.float64)[:, None], answered.shape)
    result = np.full((n_draws, *answered.shape), np.nan)
    rule, scale = methodology or Methodology(), np.asarray(levels, dtype=np.float64)
    there = answered > 0
    if not there.any():
        return result
    alpha = rng.standard_gamma(np.broadcast_to(seen[there] + prior, (n_draws, int(there.sum()), len(scale))))
    p = alpha / alpha.sum(axis=-1, keepdims=True)
    known = ~np.isnan(size[there])
    whole = p
    if known.any():
        unseen = np.maximum(size[there][known] - answered[there][known], 0).astype(np.int64)
        whole = p.copy()
        whole[:, known] = seen[there][known] + rng.multinomial(unseen, p[:, known])
    result[:, there] = pool(whole, scale, rule)
    return result
