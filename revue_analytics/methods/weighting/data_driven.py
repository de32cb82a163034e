"""Weights that the data suggest, ``x (n, m) -> (m,)``: n units, m criteria, NaN where missing.

They say how the criteria differ among these units, not how much they matter. Values in which higher is better; where
less is better and it makes a difference, `direction` says so. A criterion that does not vary, or has no value at all,
has weight zero; where none varies (a single unit, say) there are no such weights, and the error says so.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from revue_analytics.errors import MethodError
from revue_analytics.methods._validation import (
    complete_units,
    on_simplex,
    share_out,
    units_by_criteria,
    validate_direction,
    varies,
)
from revue_analytics.methods.arrays import Floats, arrays
from revue_analytics.methods.multivariate import components, correlation_matrix, deviation, how_many, varimax
from revue_analytics.methods.registry import Method, applied, check_result, declare, family, name_of, resolve


@declare(sentence="The weights come from the data: the standard deviation of each criterion.", needs_positive=False)
@arrays(x="n m", returns="m")
def standard_deviation(x: ArrayLike) -> Floats:
    """Weights in proportion to the spread of each criterion, ``w_j = s_j / sum(s)``.

    Parameters
    ----------
    x
        (n, m) values on one common scale: normalise before, or the unit of a criterion becomes its weight.

    Returns
    -------
    (m,) weights. Each standard deviation rests on the values that are there.

    Raises
    ------
    MethodError
        No criterion varies.

    References
    ----------
    Diakoulaki, D., Mavrotas, G. and Papayannakis, L. (1995), "Determining objective weights in multiple criteria
    problems: the CRITIC method", *Computers & Operations Research* 22(7), which compares it.

    Examples
    --------
    >>> standard_deviation([[0.0, 40.0], [100.0, 60.0]]).round(4)
    array([0.8333, 0.1667])
    """
    return share_out(deviation(units_by_criteria(x)), varies(x), "standard_deviation")


@declare(
    sentence="The weights come from the data: the more the territories differ, the greater the weight (entropy).",
    needs_positive=False,
)
@arrays(x="n m", returns="m")
def entropy(x: ArrayLike) -> Floats:
    """Weights by how unevenly the units share each criterion (Shannon's entropy).

    ``p_ij = x_ij / sum_i x_ij``, ``e_j = -sum_i p_ij ln p_ij / ln n``, ``w_j = (1 - e_j) / sum(1 - e)``, where n
    counts the units that have a value and ``0 ln 0 = 0``. Multiplying a criterion by a number changes nothing;
    adding one does, so that the origin of the scale matters.

    Parameters
    ----------
    x
        (n, m) values, zero or more.

    Returns
    -------
    (m,) weights.

    Raises
    ------
    MethodError
        A value is negative, or no criterion varies.

    References
    ----------
    Hwang, C.-L. and Yoon, K. (1981), *Multiple Attribute Decision Making*, Springer (entropy method).

    Examples
    --------
    >>> entropy([[30, 30, 38], [19, 54, 86], [19, 15, 85], [68, 70, 60]]).round(3)
    array([0.463, 0.399, 0.138])
    """
    values = units_by_criteria(x)
    if (values < 0).any():
        raise MethodError("entropy needs values of zero or more: it reads each as a share of the total")
    alive = varies(values)
    total = np.nansum(values, axis=0)
    p = np.where(np.isnan(values) | ~alive, 0.0, values) / np.where(alive, total, 1.0)
    n = np.maximum((~np.isnan(values)).sum(axis=0), 2)
    e = -(p * np.log(np.where(p > 0, p, 1.0))).sum(axis=0) / np.log(n)
    return share_out(np.maximum(1.0 - e, 0.0), alive, "entropy")


@declare(
    sentence="The weights come from the data: contrast and conflict between criteria (CRITIC).", needs_positive=False
)
@arrays(x="n m", direction="m", returns="m")
def critic(x: ArrayLike, direction: ArrayLike = 1) -> Floats:
    """Weights by contrast and conflict: ``C_j = s_j sum_k (1 - r_jk)``, ``w_j = C_j / sum(C)``.

    Each criterion is first put on 0–1 by its worst and best value, so that its unit makes no difference; s is then
    the standard deviation and r the correlation, which changes sign where one of the two criteria is better when
    less. Criteria that do not vary take no part in the sum.

    Parameters
    ----------
    x
        (n, m) values, NaN where missing (correlations rest on the units that have both values; two criteria that no
        unit has together count as uncorrelated).
    direction
        (m,) of ±1, or one for all; −1 where less is better.

    Returns
    -------
    (m,) weights.

    Raises
    ------
    MethodError
        No criterion varies, or they all rise and fall together exactly.

    References
    ----------
    Diakoulaki, D., Mavrotas, G. and Papayannakis, L. (1995), "Determining objective weights in multiple criteria
    problems: the CRITIC method", *Computers & Operations Research* 22(7).

    Examples
    --------
    >>> critic([[1, 9, 3], [2, 7, 9], [3, 5, 2]], direction=[1, -1, 1]).round(4)
    array([0.2402, 0.2402, 0.5196])
    """
    values = units_by_criteria(x)
    sign = validate_direction(direction, values.shape[1], "critic")
    alive = varies(values)
    if alive.sum() == 1:
        return alive.astype(np.float64)  # nothing to be in conflict with
    low = np.min(values, axis=0, where=~np.isnan(values), initial=np.inf)
    high = np.max(values, axis=0, where=~np.isnan(values), initial=-np.inf)
    spread = deviation(values) / np.where(alive, high - low, 1.0)
    r = np.nan_to_num(correlation_matrix(values)) * np.outer(sign, sign)
    conflict = ((1.0 - r) * np.outer(alive, alive)).sum(axis=1)
    if alive.any() and not (conflict > 1e-12).any():
        raise MethodError(
            "critic: all criteria rise and fall together exactly, so that none is in conflict with another; use "
            "standard_deviation, or equal weights"
        )
    return share_out(np.where(conflict > 1e-12, spread * conflict, 0.0), alive, "critic")


@declare(sentence="The weights come from the data: the effect of removing each criterion (MEREC).", needs_positive=True)
@arrays(x="n m", direction="m", returns="m")
def merec(x: ArrayLike, direction: ArrayLike = 1) -> Floats:
    """Weights by what is lost when a criterion is removed (MEREC).

    ``n_ij = min_k x_kj / x_ij`` (where less is better ``x_ij / max_k x_kj``), ``S_i = ln(1 + mean_j |ln n_ij|)``,
    ``S'_ij`` the same without the term of j (still divided by m), ``E_j = sum_i |S'_ij - S_i|``,
    ``w_j = E_j / sum(E)``. The unit of a criterion makes no difference; its origin does.

    Parameters
    ----------
    x
        (n, m) values, above zero. Units with a missing value are left out, criteria without any value too.
    direction
        (m,) of ±1, or one for all; −1 where less is better.

    Returns
    -------
    (m,) weights.

    Raises
    ------
    MethodError
        A value is zero or negative, no criterion varies, or fewer than two units are complete.

    References
    ----------
    Keshavarz-Ghorabaee, M., Amiri, M., Zavadskas, E. K., Turskis, Z. and Antucheviciene, J. (2021), "Determination
    of objective weights using a new method based on the removal effects of criteria (MEREC)", *Symmetry* 13(4), 525.

    Examples
    --------
    >>> x = [[450, 8000, 54, 145], [10, 9100, 2, 160], [100, 8200, 31, 153], [220, 9300, 1, 162], [5, 8400, 23, 158]]
    >>> merec(x, direction=[1, 1, -1, -1]).round(4)
    array([0.5752, 0.0141, 0.4016, 0.0091])
    """
    values = units_by_criteria(x)
    sign = validate_direction(direction, values.shape[1], "merec")
    if (values <= 0).any():
        raise MethodError("merec needs values above zero; shift the scale first (0–100 becomes 1–100)")
    full, kept = complete_units(values, "merec")
    ratio = np.where(sign[kept] > 0, full.min(axis=0) / full, full / full.max(axis=0))
    size = np.abs(np.log(ratio))
    m = np.any(~np.isnan(values), axis=0).sum()  # a constant criterion counts: it has a value, and an effect of zero
    whole = size.sum(axis=1, keepdims=True)
    effect = np.zeros(values.shape[1])
    effect[kept] = np.abs(np.log1p((whole - size) / m) - np.log1p(whole / m)).sum(axis=0)
    return share_out(effect, kept, "merec")


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
    parts = components(x)
    p = how_many(parts.eigenvalues) if n_components is None else n_components
    if not 1 <= p <= len(parts.eigenvalues):
        raise MethodError(f"principal_components: {p} components, expected 1 to {len(parts.eigenvalues)}")
    turned = varimax(parts.loadings[parts.kept, :p])
    weights = np.zeros(len(parts.kept))
    weights[parts.kept] = (turned**2).max(axis=1)
    return share_out(weights, parts.kept, "principal_components")


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
    sign = validate_direction(direction, values.shape[1], "correlation_balanced")
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


@arrays(x="n m", returns="m")
def data_weights(choice: Method, x: ArrayLike) -> Floats:
    """Weights by a name of `DATA_WEIGHTINGS` or a function ``(n, m) -> (m,)`` of one's own, checked.

    Parameters
    ----------
    choice
        Name or function.
    x
        (n, m) values, higher is better.

    Returns
    -------
    (m,) weights that sum to one.

    Raises
    ------
    MethodError
        An unknown name; or a result of another shape, with a missing, infinite or negative weight, or all zero.

    Examples
    --------
    >>> data_weights(lambda x: x.max(axis=0), [[1.0, 2.0], [3.0, 1.0]])
    array([0.6, 0.4])
    """
    values = units_by_criteria(x)
    method = resolve(choice, DATA_WEIGHTINGS, "weighting")
    return on_simplex(check_result(choice, applied(choice, method, values), (values.shape[1],)), name_of(choice))


DATA_WEIGHTINGS = family(
    "weighting",
    {
        "entropy": entropy,
        "critic": critic,
        "merec": merec,
        "standard_deviation": standard_deviation,
        "principal_components": principal_components,
        "correlation_balanced": correlation_balanced,
    },
)
"""Each takes (n, m) values in which higher is better, alone, and gives (m,) weights."""
