"""Several judges: their weights made one, and how far they agree.

Letters: ``k`` judges, ``m`` criteria.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from revue_analytics.errors import MethodError
from revue_analytics.methods._validation import on_simplex
from revue_analytics.methods.arrays import Floats, arrays, axes_of_result
from revue_analytics.methods.reliability.concordance import kendall_w
from revue_analytics.methods.weighting.pairwise import HierarchyWeights, analytic_hierarchy


@dataclass(frozen=True, eq=False)
class GroupWeights:
    """Weights of a group of judges, and their agreement.

    Attributes
    ----------
    weights
        (m,) weights of the group.
    individual
        (k, m) weights of each judge.
    distances
        (k, k) distance of every two judges, half the sum of absolute differences: the share of weight on which they
        differ, 0 the same – 1 nothing in common.
    overlap
        1 minus the mean distance of two judges; NaN for one judge.
    kendall_w
        Concordance of their rankings of the criteria, corrected for ties; NaN for one judge or one criterion.
    hierarchy
        The group's own matrix solved, where the judges compared pairs.
    members
        The same for each judge.
    """

    weights: Floats
    individual: Floats
    distances: Floats
    overlap: float
    kendall_w: float
    hierarchy: HierarchyWeights | None = None
    members: tuple[HierarchyWeights, ...] = ()


@arrays(weights="k m", judges="k", returns={"weights": "m", "individual": "k m", "distances": "k k"})
def combine_weights(weights: ArrayLike, judges: ArrayLike | None = None) -> GroupWeights:
    """Mean of the judges' weights, which stays on the simplex.

    Parameters
    ----------
    weights
        (k, m) weights of each judge, from any scheme; each row is scaled to sum to one.
    judges
        (k,) how much each judge counts; equally by default.

    Returns
    -------
    `GroupWeights`.

    Raises
    ------
    MethodError
        A weight missing or negative, a judge whose weights are all zero, judges that all count for nothing.

    Examples
    --------
    >>> group = combine_weights([[0.6, 0.3, 0.1], [0.5, 0.3, 0.2]])
    >>> group.weights.round(2), round(group.overlap, 2), group.kendall_w
    (array([0.55, 0.3 , 0.15]), 0.9, 1.0)
    """
    individual = np.atleast_2d(on_simplex(weights, "weights"))
    if individual.ndim != 2:
        raise MethodError(f"weights have shape {individual.shape}; expected (k, m), a row per judge")
    mean = on_simplex(_shares(judges, len(individual)) @ individual)
    distances = 0.5 * np.abs(individual[:, None, :] - individual[None, :, :]).sum(axis=-1)
    k = len(individual)
    overlap = 1.0 - float(distances.sum()) / (k * (k - 1)) if k > 1 else float("nan")
    # Rounded first: two weights that are equal but for rounding are a tie.
    return GroupWeights(mean, individual, distances, overlap, kendall_w(individual.round(12)))


@arrays(judgements="k m m", judges="k", returns="m m")
def combine_judgements(judgements: ArrayLike, judges: ArrayLike | None = None) -> Floats:
    """Geometric mean of the judges' pairwise judgements, the only mean that keeps the matrix reciprocal.

    Parameters
    ----------
    judgements
        (k, m, m) positive matrices, NaN where a judge did not compare a pair: the mean rests on those who did.
    judges
        (k,) how much each judge counts; equally by default.

    Returns
    -------
    (m, m) matrix; NaN where nobody compared.

    References
    ----------
    Aczél, J. and Saaty, T. L. (1983), "Procedures for synthesizing ratio judgements", *Journal of Mathematical
    Psychology* 27.

    Examples
    --------
    >>> combine_judgements([[[1, 2], [1 / 2, 1]], [[1, 8], [1 / 8, 1]]])
    array([[1.  , 4.  ],
           [0.25, 1.  ]])
    """
    a = np.asarray(judgements, dtype=np.float64)
    if a.ndim != 3 or a.shape[1] != a.shape[2]:
        raise MethodError(f"judgements have shape {a.shape}; expected (k, m, m), a square matrix per judge")
    if (a <= 0).any():
        raise MethodError("judgements must be positive: 1 for as important, 3 for three times as important, 1/3…")
    share = _shares(judges, len(a))[:, None, None] * ~np.isnan(a)
    total = share.sum(axis=0)
    logs = (share * np.log(np.where(np.isnan(a), 1.0, a))).sum(axis=0)
    return np.asarray(np.exp(np.divide(logs, total, out=np.full(total.shape, np.nan), where=total > 0)))


def combine_hierarchies(judgements: Sequence[ArrayLike], judges: ArrayLike | None = None) -> GroupWeights:
    """Weights of a group that compared pairs: geometric mean of the judgements, then the principal eigenvector.

    Parameters
    ----------
    judgements
        k matrices (m, m), as `analytic_hierarchy` takes them.
    judges
        (k,) how much each judge counts; equally by default.

    Returns
    -------
    `GroupWeights`, with the group's matrix and each judge's solved, and so everybody's consistency ratio.

    Raises
    ------
    MethodError
        As `analytic_hierarchy`, for the first judge whose matrix will not do.

    Examples
    --------
    >>> group = combine_hierarchies([[[1, 2], [1 / 2, 1]], [[1, 8], [1 / 8, 1]]])
    >>> group.weights.round(2), group.individual.round(2).tolist()
    (array([0.8, 0.2]), [[0.67, 0.33], [0.89, 0.11]])
    """
    parts, matrices, members = list(judgements), [], []
    if not parts:
        raise MethodError("no judgements; expected a matrix of at least one judge")
    for number, part in enumerate(parts, start=1):
        try:
            matrices.append(_in_order_of(parts[0], part))
            members.append(analytic_hierarchy(matrices[-1]))
        except MethodError as error:
            raise MethodError(f"judge {number}: {error}") from None
    sizes = {len(member.weights) for member in members}
    if len(sizes) != 1:
        raise MethodError(f"judges compared {sorted(sizes)} criteria; expected the same number")
    return _combined(parts[0], matrices, members, judges)


@arrays(first="m m", judgements="m m")
def _in_order_of(first: ArrayLike, judgements: ArrayLike) -> Floats:
    """Judgements of a judge, in the order of those of the first."""
    return np.asarray(judgements, dtype=np.float64)


HIERARCHY = axes_of_result(analytic_hierarchy)


@arrays(
    first="m m", judges="k", returns=axes_of_result(combine_weights) | {"hierarchy": HIERARCHY, "members": [HIERARCHY]}
)
def _combined(
    first: ArrayLike, matrices: Sequence[Floats], members: Sequence[HierarchyWeights], judges: ArrayLike | None
) -> GroupWeights:
    """Weights of a group from the judgements of each, labelled as those of the first."""
    hierarchy = analytic_hierarchy(combine_judgements([_known(matrix) for matrix in matrices], judges))
    group = combine_weights([member.weights for member in members], judges)
    return replace(group, weights=hierarchy.weights, hierarchy=hierarchy, members=tuple(members))


def _known(judgements: ArrayLike) -> Floats:
    """The judgements that were made, on both sides of the diagonal."""
    a = np.asarray(judgements, dtype=np.float64)
    a = np.where(np.isnan(a), 1.0 / a.T, a)
    np.fill_diagonal(a, 1.0)
    return np.asarray(np.sqrt(a / a.T))


def _shares(judges: ArrayLike | None, k: int) -> Floats:
    shares = on_simplex(np.ones(k) if judges is None else judges, "judges")
    if shares.shape != (k,):
        raise MethodError(f"judges: {shares.size} weights for {k} judges")
    return shares
