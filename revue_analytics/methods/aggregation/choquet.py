"""Criteria that interact: the Choquet integral, from importances and interactions or from a capacity.

Letters: ``m`` criteria, ``...`` units, draws or both.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from revue_analytics.errors import MethodError
from revue_analytics.methods._validation import divide, validate_weighted
from revue_analytics.methods.arrays import Floats, arrays


@arrays(x="... m", w="... m", interactions="m m", returns="...")
def choquet(x: ArrayLike, w: ArrayLike, interactions: ArrayLike) -> Floats:
    """2-additive Choquet integral, ``sum(phi_i x_i) − 1/2 sum over pairs (I_ij |x_i − x_j|)``.

    A positive interaction says that two criteria complete each other (one without the other is worth less than its
    weight), a negative one that they replace each other; without interactions it is the arithmetic mean.

    Parameters
    ----------
    x
        (..., m) values.
    w
        (..., m) importance ``phi`` (Shapley values) of the criteria, non-negative; taken as shares of their sum.
    interactions
        (m, m) symmetric interaction indices ``I``, −1 to 1, for importances that sum to one; the diagonal is ignored.
        A criterion of importance zero leaves with its interactions.

    Returns
    -------
    (...) array in the unit of `x`; NaN where a weighted value is missing or the importances are all zero.

    Raises
    ------
    MethodError
        The interactions are not symmetric, or more than the importances allow: each criterion needs
        ``phi_i >= 1/2 sum_j |I_ij|``, or a better value could give a lower result.

    References
    ----------
    Grabisch (1997), k-order additive discrete fuzzy measures and their representation, *Fuzzy Sets and Systems* 92.

    Examples
    --------
    Two criteria that complete each other: half the difference is lost to what is missing.

    >>> choquet([60.0, 20.0], [0.5, 0.5], [[0.0, 0.5], [0.5, 0.0]])
    array(30.)
    """
    values, weights = validate_weighted(x, w)
    index = _interactions(interactions, weights.shape[-1])
    total = weights.sum(axis=-1, keepdims=True)
    share = np.divide(weights, total, out=np.full(weights.shape, np.nan), where=total > 0)
    held = np.where(weights > 0, 1.0, 0.0)
    if np.any(share < 0.5 * held * (held @ np.abs(index)) - 1e-9):
        raise MethodError("choquet: each importance must be at least half the sum of its absolute interactions")
    result = np.einsum("...m,...m->...", share, values)
    for i, j in zip(*np.nonzero(np.triu(index)), strict=True):
        both = held[..., i] * held[..., j]
        result = result - 0.5 * index[i, j] * both * np.abs(values[..., i] - values[..., j])
    return np.asarray(result)


@arrays(x="... m", capacity="sets", returns="...")
def choquet_with_capacity(x: ArrayLike, capacity: ArrayLike) -> Floats:
    """Choquet integral for any capacity, ``sum((x_(i) − x_(i−1)) mu({(i), …, (m)}))`` with ``x_(1)`` the worst value.

    Parameters
    ----------
    x
        (..., m) values.
    capacity
        (2^m,) worth of every set of criteria, from 0 for none to its largest value for all (taken as one). The set of
        criteria i, j… stands at place ``2^i + 2^j + …``, so criterion 0 alone at 1, criterion 1 alone at 2, both at 3.

    Returns
    -------
    (...) array in the unit of `x`; NaN where a value is missing.

    Raises
    ------
    MethodError
        The capacity has another length, does not start at 0, or gives a larger set less.

    References
    ----------
    Grabisch (1996), The application of fuzzy integrals in multicriteria decision making, *European Journal of
    Operational Research* 89.

    Examples
    --------
    >>> choquet_with_capacity([60.0, 20.0], [0.0, 0.25, 0.25, 1.0])
    array(30.)
    """
    values = np.asarray(x, dtype=np.float64)
    worth = _capacity(capacity, values.shape[-1])
    by_value = np.argsort(values, axis=-1, kind="stable")
    worst_first = np.take_along_axis(values, by_value, axis=-1)
    remaining = np.cumsum((1 << by_value)[..., ::-1], axis=-1)[..., ::-1]
    steps = np.diff(worst_first, axis=-1, prepend=0.0)
    return np.asarray(np.einsum("...m,...m->...", steps, worth[remaining]))


@arrays(importance="m", interactions="m m")
def two_additive_capacity(importance: ArrayLike, interactions: ArrayLike) -> Floats:
    """Worth of every set of criteria under a 2-additive capacity: what `choquet` integrates.

    ``mu(A) = sum over A of m_i + sum over pairs of A of I_ij`` with ``m_i = phi_i − 1/2 sum_j I_ij``.

    Parameters
    ----------
    importance
        (m,) Shapley values, taken as shares of their sum.
    interactions
        (m, m) symmetric interaction indices.

    Returns
    -------
    (2^m,) capacity, laid out as in `choquet_with_capacity`.

    Examples
    --------
    >>> two_additive_capacity([0.5, 0.5], [[0.0, 0.5], [0.5, 0.0]])
    array([0.  , 0.25, 0.25, 1.  ])
    """
    phi = np.asarray(importance, dtype=np.float64)
    index = _interactions(interactions, len(phi))
    alone = divide(phi, phi.sum()) - 0.5 * index.sum(axis=1)
    member = (np.arange(2 ** len(phi))[:, None] >> np.arange(len(phi))) & 1
    return np.asarray(member @ alone + 0.5 * np.einsum("ai,ij,aj->a", member, index, member))


def _interactions(interactions: ArrayLike, m: int) -> Floats:
    """(m, m) interaction indices, zero on the diagonal."""
    index = np.array(interactions, dtype=np.float64)
    if index.shape != (m, m):
        raise MethodError(f"interactions have shape {index.shape}, expected {(m, m)}")
    if not np.allclose(index, index.T, atol=1e-12, equal_nan=False):
        raise MethodError("interactions must be symmetric, and none may be missing")
    np.fill_diagonal(index, 0.0)
    return index


def _capacity(capacity: ArrayLike, m: int) -> Floats:
    """(2^m,) capacity with worth one for all criteria, checked to grow with the set."""
    worth = np.asarray(capacity, dtype=np.float64)
    if worth.shape != (2**m,):
        raise MethodError(f"the capacity has shape {worth.shape}, expected {(2**m,)}: one worth per set of criteria")
    sets = np.arange(2**m)
    grows = all(np.all(worth[sets | (1 << i)] >= worth - 1e-12) for i in range(m))
    if worth[0] != 0 or not grows or not 0 < worth[-1] < np.inf:
        raise MethodError("the capacity must be 0 for no criterion, and never less for a larger set")
    return np.asarray(worth / worth[-1])
