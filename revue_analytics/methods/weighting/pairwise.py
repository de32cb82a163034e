"""Analytic hierarchy process: weights from pairwise judgements, and how far these judgements hold together.

Letters: ``m`` criteria. A judgement ``a_ij`` says how many times as important criterion i is as criterion j, on
Saaty's scale 1/9 … 1 … 9; ``a_ji = 1 / a_ij``; NaN where nobody compared the two.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike

from revue_analytics.errors import MethodError
from revue_analytics.methods.arrays import Floats, arrays

ACCEPTABLE_RATIO = 0.1
"""Consistency ratio above which Saaty asks the judge to think again."""

SCALE = np.array([1 / 9, 1 / 8, 1 / 7, 1 / 6, 1 / 5, 1 / 4, 1 / 3, 1 / 2, 1, 2, 3, 4, 5, 6, 7, 8, 9])

RANDOM_INDEX = {
    1980: (0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49),
    2005: (0.0, 0.0, 0.52, 0.89, 1.11, 1.25, 1.35, 1.40, 1.45, 1.49),
}
"""Mean consistency index of random reciprocal matrices of 1 to 10 criteria, by the year of Saaty's table."""


@dataclass(frozen=True)
class Judgement:
    """One judgement at odds with the others, and its best change.

    Attributes
    ----------
    first, second
        Places of the two criteria.
    given
        How many times as important the judge called the first.
    implied
        What the weights say, ``w_first / w_second``.
    better
        The level of Saaty's scale that would make the whole most consistent, all else unchanged.
    consistency_ratio
        What the consistency ratio would then be.
    """

    first: int
    second: int
    given: float
    implied: float
    better: float
    consistency_ratio: float


@dataclass(frozen=True, eq=False)
class HierarchyWeights:
    """Weights from pairwise judgements.

    Attributes
    ----------
    weights
        (m,) weights that sum to one.
    lambda_max
        Principal eigenvalue of the matrix; m where the judgements agree perfectly, more otherwise.
    consistency_index
        ``(lambda_max - m) / (m - 1)``.
    consistency_ratio
        The index as a share of that of random judgements; 0 for one or two criteria.
    matrix
        (m, m) judgements, the missing ones filled in.
    doubtful
        Judgements whose change would help most, the most helpful first; empty where the ratio is acceptable.
    """

    weights: Floats
    lambda_max: float
    consistency_index: float
    consistency_ratio: float
    matrix: Floats
    doubtful: tuple[Judgement, ...] = ()

    @property
    def is_consistent(self) -> bool:
        """Whether the consistency ratio is at most 0.1."""
        return self.consistency_ratio <= ACCEPTABLE_RATIO

    @property
    def repair(self) -> Judgement | None:
        """The single change that repairs most; None where none is needed."""
        return self.doubtful[0] if self.doubtful else None


@arrays(judgements="m m", returns={"weights": "m", "matrix": "m m"})
def analytic_hierarchy(judgements: ArrayLike, *, table: int = 1980) -> HierarchyWeights:
    """Weights by Saaty's principal eigenvector: ``A w = lambda_max w``, ``sum(w) = 1``.

    Parameters
    ----------
    judgements
        (m, m) positive matrix, NaN where two criteria were not compared. One side of the diagonal is enough. Where
        both are given they must be reciprocal within 10 % (people write 0.33 for 1/3); the geometric mean is taken.
        Missing judgements are filled in so that `lambda_max` is least, a convex problem with one solution, provided
        that the comparisons made link all the criteria.
    table
        Which table of Saaty's the consistency ratio is a share of (see `random_index`).

    Returns
    -------
    `HierarchyWeights`. With `missing` judgements the random index is multiplied by
    ``1 - 2 missing / ((m - 1)(m - 2))``. Where the consistency ratio exceeds 0.1 the doubtful judgements are listed,
    each with the level of Saaty's scale that would repair most.

    Raises
    ------
    MethodError
        The matrix is not square, holds a judgement that is not positive, contradicts itself across the diagonal, or
        leaves a criterion unlinked to the others.

    References
    ----------
    Saaty, T. L. (1977), "A scaling method for priorities in hierarchical structures", *Journal of Mathematical
    Psychology* 15; (1980) *The Analytic Hierarchy Process*, McGraw-Hill. Missing judgements: Bozóki, S., Fülöp, J.
    and Rónyai, L. (2010), "On optimal completion of incomplete pairwise comparison matrices", *Mathematical and
    Computer Modelling* 52; their random index: Ágoston, K. C. and Csató, L. (2022), "Inconsistency thresholds for
    incomplete pairwise comparison matrices", *Omega* 108.

    Examples
    --------
    >>> result = analytic_hierarchy([[1, 3, 5], [1 / 3, 1, 2], [1 / 5, 1 / 2, 1]])
    >>> result.weights.round(3), round(result.consistency_ratio, 4)
    (array([0.648, 0.23 , 0.122]), 0.0032)
    """
    judged = _reciprocal(judgements)
    result = _solve(judged, table)
    if result.is_consistent:
        return result
    return replace(result, doubtful=_doubtful(judged, result, table))


@arrays(upper="pair")
def reciprocal_matrix(upper: ArrayLike) -> Floats:
    """Lay out the ``m (m - 1) / 2`` judgements above the diagonal, row by row, as a matrix.

    Raises
    ------
    MethodError
        Their number fits no matrix.

    Examples
    --------
    >>> reciprocal_matrix([2, 8, 4])
    array([[1.   , 2.   , 8.   ],
           [0.5  , 1.   , 4.   ],
           [0.125, 0.25 , 1.   ]])
    """
    values = np.asarray(upper, dtype=np.float64)
    m = round((1.0 + np.sqrt(1.0 + 8.0 * values.size)) / 2.0)
    if values.ndim != 1 or m * (m - 1) // 2 != values.size:
        raise MethodError(f"{values.size} judgements fit no matrix; expected 1, 3, 6, 10…, one for each pair")
    matrix = np.full((m, m), np.nan)
    matrix[np.triu_indices(m, 1)] = values
    return _reciprocal(matrix)


def random_index(m: int, missing: int = 0, *, table: int = 1980) -> float:
    """Consistency index to expect of random judgements on `m` criteria, of which `missing` pairs are not compared.

    Saaty's table up to 10 criteria, ``(1.7699 m - 4.3513) / (m - 1)`` beyond (Alonso and Lamata 2006), times
    ``1 - 2 missing / ((m - 1)(m - 2))`` (Ágoston and Csató 2022). Saaty (1980), from 500 matrices a size, is the one
    that consistency ratios are usually a share of; Saaty (2005, *Theory and Applications of the Analytic Network
    Process*) drew many more, and is stricter for three criteria.

    Raises
    ------
    MethodError
        There is no table of that year.

    Examples
    --------
    >>> random_index(8), round(random_index(8, missing=7), 2)
    (1.41, 0.94)
    >>> random_index(3), random_index(3, table=2005)
    (0.58, 0.52)
    """
    if table not in RANDOM_INDEX:
        raise MethodError(f"random_index: there is no table of {table}; expected {' or '.join(map(str, RANDOM_INDEX))}")
    known = RANDOM_INDEX[table]
    full = known[m - 1] if m <= len(known) else (1.7699 * m - 4.3513) / (m - 1)
    return full * (1.0 - 2.0 * missing / ((m - 1) * (m - 2))) if missing else full


def _reciprocal(judgements: ArrayLike) -> Floats:
    """Check a matrix of judgements and make it exactly reciprocal; NaN stays where both sides are missing."""
    a = np.array(judgements, dtype=np.float64)
    if a.ndim != 2 or a.shape[0] != a.shape[1] or a.size == 0:
        raise MethodError(
            f"judgements have shape {a.shape}; expected a square matrix, a row and a column per criterion"
        )
    known = ~np.isnan(a)
    if not (np.isfinite(a[known]).all() and (a[known] > 0).all()):
        raise MethodError("judgements must be positive: 1 for as important, 3 for three times as important, 1/3…")
    diagonal = np.diag(a)
    if (np.abs(diagonal[~np.isnan(diagonal)] - 1.0) > 1e-9).any():
        raise MethodError("judgements: a criterion compared with itself is 1")
    np.fill_diagonal(a, 1.0)
    a = np.where(np.isnan(a), 1.0 / a.T, a)
    product = a * a.T
    wrong = np.argwhere(np.triu(np.abs(np.log(np.where(np.isnan(product), 1.0, product))) > np.log(1.1)))
    if len(wrong):
        i, j = wrong[0]
        raise MethodError(
            f"judgements of criteria {i + 1} and {j + 1} contradict each other: {a[i, j]:g} one way, {a[j, i]:g} the "
            f"other, expected {1 / a[i, j]:g}"
        )
    exact = np.abs(product - 1.0) < 1e-12
    return np.asarray(np.where(exact, a, np.sqrt(a / a.T)))


def _solve(judged: Floats, table: int) -> HierarchyWeights:
    m, missing = len(judged), int(np.isnan(judged).sum()) // 2
    matrix = _complete(judged) if missing else judged
    lambda_max, weights = _principal(matrix)
    index = max(lambda_max - m, 0.0) / (m - 1) if m > 1 else 0.0
    index = index if index > 1e-9 else 0.0  # rounding of a consistent matrix
    ratio = index / random_index(m, missing, table=table) if index else 0.0
    return HierarchyWeights(weights, lambda_max, index, ratio, matrix)


def _principal(a: Floats) -> tuple[float, Floats]:
    """Perron eigenvalue and its eigenvector, positive and summing to one."""
    values, vectors = np.linalg.eig(a)
    at = int(np.argmax(values.real))
    vector = np.abs(vectors[:, at].real)
    return float(values[at].real), vector / vector.sum()


def _complete(judged: Floats) -> Floats:
    """Fill the missing judgements so that the principal eigenvalue is least (convex in their logarithms)."""
    from scipy.optimize import minimize, root

    known = ~np.isnan(judged)
    reached = np.linalg.matrix_power(known.astype(np.float64), len(judged)) > 0
    if not reached.all():
        apart = ", ".join(str(i + 1) for i in np.flatnonzero(~reached[0]))
        raise MethodError(
            f"judgements: nothing links criteria {apart} to the first one; compare at least one pair more"
        )
    i, j = np.nonzero(np.triu(~known))
    # Start from the least squares of the logarithms, which is near the solution.
    logs = np.where(known, np.log(np.where(known, judged, 1.0)), 0.0)
    laplacian = np.diag(known.sum(axis=1)) - known.astype(np.float64)
    height = np.linalg.lstsq(laplacian, logs.sum(axis=1), rcond=None)[0]

    def filled(t: Floats) -> Floats:
        a = judged.copy()
        a[i, j], a[j, i] = np.exp(t), np.exp(-t)
        return a

    def eigenvalue(t: Floats) -> tuple[float, Floats]:
        """Principal eigenvalue, and its derivative by the missing logarithms."""
        a = filled(t)
        size, right = _principal(a)
        left = _principal(a.T)[1]
        return size, (left[i] * right[j] * a[i, j] - left[j] * right[i] * a[j, i]) / (left @ right)

    def slope(t: Floats) -> Floats:
        return eigenvalue(t)[1]

    # The minimum is where the derivative is zero, which can be found to the last digit. The search for a zero may get
    # stuck where the judgements contradict each other badly; descent cannot, so it then gives the start.
    start = height[i] - height[j]
    best = root(slope, start, tol=1e-12).x
    if np.abs(slope(best)).max() > 1e-9:
        near = minimize(eigenvalue, start, jac=True, method="BFGS", options={"gtol": 1e-5}).x
        best = root(slope, near, tol=1e-12).x
    return filled(best)


def _doubtful(judged: Floats, result: HierarchyWeights, table: int) -> tuple[Judgement, ...]:
    """Try every judgement at every level of the scale; keep the best level of each that helps."""
    m, missing = len(judged), int(np.isnan(judged).sum()) // 2
    pairs = [(i, j) for i, j in combinations(range(m), 2) if not np.isnan(judged[i, j])]
    stack = np.tile(result.matrix, (len(pairs), len(SCALE), 1, 1))
    for at, (i, j) in enumerate(pairs):
        stack[at, :, i, j], stack[at, :, j, i] = SCALE, 1.0 / SCALE
    ratio = (np.linalg.eigvals(stack).real.max(axis=-1) - m) / (m - 1) / random_index(m, missing, table=table)
    helpful = []
    for (i, j), at_level in zip(pairs, ratio, strict=True):
        level = int(at_level.argmin())
        remaining = float(max(at_level[level], 0.0))
        if missing:  # the judgements that were filled in would change too
            changed = judged.copy()
            changed[i, j], changed[j, i] = SCALE[level], 1.0 / SCALE[level]
            remaining = _solve(changed, table).consistency_ratio
        if remaining < result.consistency_ratio - 1e-9:
            implied = float(result.weights[i] / result.weights[j])
            helpful.append(Judgement(i, j, float(judged[i, j]), implied, float(SCALE[level]), remaining))
    return tuple(sorted(helpful, key=lambda judgement: judgement.consistency_ratio))
