"""How the criteria go together, and what each does to the result as against its nominal weight.

Letters: ``n`` units, ``m`` criteria of one parent; ``x`` (n, m), ``w`` (m,) nominal weights, ``y`` (n,) parent's score.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from revue_analytics.methods.arrays import Floats, Ints, arrays
from revue_analytics.methods.audit.parent import correlation_with, mean_of_rest, nominal_weights, parent_score
from revue_analytics.methods.moments import correlation_matrix, units_by_criteria, varies

__all__ = ["Correlations", "EffectiveWeights", "correlations", "effective_weights"]


@dataclass(frozen=True, eq=False)
class Correlations:
    """How the criteria go together, and with their parent. Pearson, over the units that have both values.

    Attributes
    ----------
    between
        (m, m) correlation of every two criteria.
    with_parent
        (m,) with the parent's score, of which the criterion is a part.
    with_rest
        (m,) with the weighted mean of the other criteria, which it is no part of.
    n_common
        (m, m) units behind each correlation.
    """

    between: Floats
    with_parent: Floats
    with_rest: Floats
    n_common: Ints


@arrays(
    x="n m",
    w="m",
    y="n",
    returns={"between": "m m", "with_parent": "m", "with_rest": "m", "n_common": "m m"},
)
def correlations(x: ArrayLike, w: ArrayLike, y: ArrayLike | None = None) -> Correlations:
    """Correlations between criteria, with their parent, and with the rest of it.

    Parameters, errors as `audit`.

    Examples
    --------
    >>> found = correlations([[1, 1], [2, 3], [3, 2]], [1, 1])
    >>> found.between[0, 1].round(2), found.with_parent.round(2), found.with_rest.round(2)
    (np.float64(0.5), array([0.87, 0.87]), array([0.5, 0.5]))
    """
    values, weights = units_by_criteria(x), nominal_weights(w, x)
    there = (~np.isnan(values)).astype(np.int64)
    parent = parent_score(values, weights, y)
    with_rest = [correlation_with(values[:, [j]], mean_of_rest(values, weights, j))[0] for j in range(len(weights))]
    return Correlations(
        correlation_matrix(values), correlation_with(values, parent), np.array(with_rest), there.T @ there
    )


@dataclass(frozen=True, eq=False)
class EffectiveWeights:
    """What each criterion does to the result, as against its nominal weight.

    Attributes
    ----------
    nominal
        (m,) weights as stated; they sum to one.
    variance_share
        (m,) ``w_j cov(x_j, y) / var(y)`` with y the weighted arithmetic mean: the share of the differences between
        units that comes through the criterion. They sum to one; a negative one works against the index.
    importance
        (m,) squared correlation with the parent's score: how much of it one would know from this criterion alone.
        They do not sum to one.
    """

    nominal: Floats
    variance_share: Floats
    importance: Floats

    @property
    def ratio(self) -> Floats:
        """(m,) share of the variance per unit of nominal weight: 1 where a weight does what it says."""
        return self.variance_share / np.where(self.nominal > 0, self.nominal, np.nan)


@arrays(x="n m", w="m", y="n", returns={"nominal": "m", "variance_share": "m", "importance": "m"})
def effective_weights(x: ArrayLike, w: ArrayLike, y: ArrayLike | None = None) -> EffectiveWeights:
    """What the criteria really contribute to the differences between units.

    A nominal weight says how much a criterion would be exchanged for another; what it does to the result depends on
    how much the criterion varies and on its correlation with the others.

    Parameters
    ----------
    x
        (n, m) values. `variance_share` rests on the units that are complete (a criterion without any value, or of
        weight zero, aside).
    w
        (m,) nominal weights.
    y
        (n,) the parent's score, for `importance`.

    Returns
    -------
    `EffectiveWeights`; NaN where the index does not vary.

    References
    ----------
    Paruolo, P., Saisana, M. and Saltelli, A. (2013), "Ratings and rankings: voodoo or science?", *Journal of the
    Royal Statistical Society A* 176(3); Becker, W., Saisana, M., Paruolo, P. and Vandecasteele, I. (2017), "Weights and
    importance in composite indicators: closing the gap", *Ecological Indicators* 80.

    Examples
    --------
    >>> found = effective_weights([[0, 40], [100, 60], [50, 50]], [0.5, 0.5])
    >>> found.variance_share.round(4), found.importance.round(4)
    (array([0.8333, 0.1667]), array([1., 1.]))
    """
    values, weights = units_by_criteria(x), nominal_weights(w, x)
    used = (weights > 0) & ~np.isnan(values).all(axis=0)
    full = values[:, used]
    full = full[~np.isnan(full).any(axis=1)]
    share = np.where(used, np.nan, 0.0)
    index = full @ weights[used]
    if len(full) > 1 and varies(index[:, None])[0]:
        deviation = index - index.mean()
        share[used] = weights[used] * (deviation @ (full - full.mean(axis=0))) / (deviation @ deviation)
    parent = parent_score(values, weights, y)
    return EffectiveWeights(weights, share, correlation_with(values, parent) ** 2)
