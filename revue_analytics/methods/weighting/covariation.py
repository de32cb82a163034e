"""Weights by how the criteria go together, ``x (n, m) -> (m,)``: n units, m criteria, NaN where missing.

Values in which higher is better; where less is better and it makes a difference, `direction` says so. A criterion
that does not vary, or has no value at all, has weight zero; where none varies (a single unit, say) there are no such
weights, and the error says so.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from revue_analytics.errors import MethodError
from revue_analytics.methods.arrays import Floats, arrays, signs
from revue_analytics.methods.components import components, how_many, varimax
from revue_analytics.methods.moments import complete_units, deviation, units_by_criteria
from revue_analytics.methods.registry import declare
from revue_analytics.methods.weighting.simplex import share_out

__all__ = ["correlation_balanced", "principal_components"]


@declare(sentence="The weights come from the data: principal components.", needs_positive=False)
@arrays(x="n m", returns="m")
def principal_components(x: ArrayLike, n_components: int | None = None) -> Floats:
    """Weights from rotated principal components, as the OECD/JRC Handbook makes them.

    Components of the correlation matrix are kept (eigenvalue above one and more than 10 % of the variance each, at
    least 60 % together) and rotated by varimax. Each criterion goes with the component on which it loads most; its
    weight is its squared loading there as a share of that component, times the component's share of the variance
    explained by those kept, and everything scaled to sum to one: ``w_j`` in proportion to ``max_p loading_jp^2``.
    Neither unit nor direction of a criterion makes a difference.

    Parameters
    ----------
    x
        (n, m) values; units with a missing value are left out, criteria that do not vary get zero.
    n_components
        How many components to keep, instead of the rule.

    Returns
    -------
    (m,) weights.

    Raises
    ------
    MethodError
        No criterion varies, fewer than two units are complete, or `n_components` is not between 1 and m.

    References
    ----------
    OECD/JRC (2008), *Handbook on Constructing Composite Indicators*, section 6 (weights based on principal
    components, after Nicoletti, Scarpetta and Boylaud 2000).

    Examples
    --------
    >>> principal_components([[1, 2, 5], [2, 1, 3], [3, 4, 4], [4, 3, 1]]).round(3)
    array([0.482, 0.188, 0.33 ])
    """
    found = components(x)
    p = how_many(found.eigenvalues) if n_components is None else n_components
    if not 1 <= p <= len(found.eigenvalues):
        raise MethodError(f"principal_components: {p} components, expected 1 to {len(found.eigenvalues)}")
    turned = varimax(found.loadings[found.kept, :p])
    weights = np.zeros(len(found.kept))
    weights[found.kept] = (turned**2).max(axis=1)
    return share_out(weights, found.kept, "principal_components")


@declare(sentence="The weights come from the data: equal correlation with the result.", needs_positive=False)
@arrays(x="n m", direction="m", importance="m", returns="m")
def correlation_balanced(x: ArrayLike, direction: ArrayLike = 1, importance: ArrayLike | None = None) -> Floats:
    """Weights with which the index is correlated with every criterion alike, and none is negative.

    With ``y = sum_j w_j x_j``, the correlations of y with the criteria are in proportion to ``R v``, where R is the
    correlation matrix and ``v_j = w_j s_j``. The v is the solution of the convex problem ``min ||R v - t||, v >= 0``
    (non-negative least squares): the correlations reached are as near as can be, by angle, to `importance` t. They
    are equal exactly where that is possible without negative weights; a criterion that would need one gets zero, and
    the shortest of several solutions is taken, so that equal criteria get equal weights.

    Parameters
    ----------
    x
        (n, m) values as they will be aggregated; units with a missing value are left out.
    direction
        (m,) of ±1, or one for all; −1 where less is better (the weight is then that of ``-x_j``).
    importance
        (m,) wanted correlations of the criteria with the index, in proportion, above zero; equal by default.

    Returns
    -------
    (m,) weights for `x` as given.

    Raises
    ------
    MethodError
        No criterion varies, fewer than two units are complete, an importance is not above zero, or the criteria
        cancel out so that no weights give an index correlated with them.

    References
    ----------
    Becker, W., Saisana, M., Paruolo, P. and Vandecasteele, I. (2017), "Weights and importance in composite
    indicators: closing the gap", *Ecological Indicators* 80, who pose the problem; the non-negative convex form is
    ours.

    Examples
    --------
    >>> x = np.array([[1.0, 2.0, 6.0], [2.0, 1.0, 2.0], [3.0, 5.0, 3.0], [4.0, 3.0, 4.0]])
    >>> w = correlation_balanced(x)
    >>> np.corrcoef(x.T, x @ w)[-1, :-1].round(6)
    array([0.552929, 0.552929, 0.552929])
    """
    from scipy.optimize import nnls

    values = units_by_criteria(x)
    sign = signs(direction, values.shape[1], "correlation_balanced")
    full, kept = complete_units(values, "correlation_balanced")
    wanted = np.ones(len(kept)) if importance is None else np.asarray(importance, dtype=np.float64)
    if wanted.shape != kept.shape or not np.all(wanted > 0):
        raise MethodError("correlation_balanced: importance needs a number above zero for every criterion")
    r = np.atleast_2d(np.corrcoef(full * sign[kept], rowvar=False))
    eigenvalues, vectors = np.linalg.eigh(r)
    # In the directions that carry no variance R is exactly zero; the small ridge then picks the shortest solution.
    r = (vectors * np.where(eigenvalues > 1e-10, eigenvalues, 0.0)) @ vectors.T
    target = wanted[kept] / np.linalg.norm(wanted[kept])
    ridge = np.vstack([r, 1e-7 * np.eye(len(r))])
    v, _ = nnls(ridge, np.concatenate([target, np.zeros(len(r))]))
    if np.linalg.norm(r @ v) < 1e-6:
        raise MethodError("correlation_balanced: the criteria cancel out; no non-negative weights give an index")
    weights = np.zeros(len(kept))
    weights[kept] = v / deviation(full)
    return share_out(weights, kept, "correlation_balanced")
