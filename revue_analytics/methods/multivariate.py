"""How the criteria of a table go together: correlations, principal components and their varimax rotation.

Letters: ``n`` units, ``m`` criteria, ``p`` components; ``x`` is (n, m), NaN where missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike

from revue_analytics.errors import MethodError
from revue_analytics.methods._validation import SAME, complete_units, units_by_criteria, varies
from revue_analytics.methods.arrays import Bools, Floats, arrays


@arrays(x="n m", returns="m")
def deviation(x: ArrayLike) -> Floats:
    """Standard deviations (n − 1) of the values that are there, (m,); zero for fewer than two.

    Examples
    --------
    >>> deviation([[1.0, np.nan], [3.0, 5.0]]).round(4)
    array([1.4142, 0.    ])
    """
    values = units_by_criteria(x)
    there = ~np.isnan(values)
    n = there.sum(axis=0)
    centre = np.where(there, values, 0.0).sum(axis=0) / np.maximum(n, 1)
    square = np.where(there, values - centre, 0.0) ** 2
    return np.asarray(np.sqrt(square.sum(axis=0) / np.maximum(n - 1, 1)))


@arrays(x="n m", returns="m m")
def correlation_matrix(x: ArrayLike) -> Floats:
    """Pearson correlation of every two criteria, over the units that have both.

    Parameters
    ----------
    x
        (n, m) values, NaN where missing.

    Returns
    -------
    (m, m) symmetric array, −1 to 1; NaN where a criterion does not vary over the common units. Where values are
    missing it need not be positive semi-definite, because each entry rests on other units.

    Examples
    --------
    >>> correlation_matrix([[1.0, 9.0, 7.0], [2.0, 8.0, 7.0], [3.0, 7.0, 7.0]])
    array([[ 1., -1., nan],
           [-1.,  1., nan],
           [nan, nan, nan]])
    """
    values = units_by_criteria(x)
    alive = varies(values)
    there = ~np.isnan(values)
    count = np.maximum(there.sum(axis=0), 1)
    # Centred and scaled first: the sums of squares below then lose no digits, whatever the unit of the criterion.
    z = np.where(there, values - np.where(there, values, 0.0).sum(axis=0) / count, 0.0)
    z /= np.where(alive, np.sqrt((z**2).sum(axis=0) / count), 1.0)
    mask = there.astype(np.float64)
    n, total, square = mask.T @ mask, z.T @ mask, (z**2).T @ mask
    common = np.maximum(n, 1.0)
    spread = square - total**2 / common
    defined = alive[:, None] & alive & (n >= 2) & (np.minimum(spread, spread.T) > SAME * common)
    below = np.sqrt(np.where(defined, spread * spread.T, 1.0))
    r = np.where(defined, np.clip((z.T @ z - total * total.T / common) / below, -1.0, 1.0), np.nan)
    r = 0.5 * (r + r.T)
    r[np.diag_indices_from(r)] = np.where(alive, 1.0, np.nan)
    return np.asarray(r)


@dataclass(frozen=True, eq=False)
class Components:
    """Principal components of the correlation matrix.

    Attributes
    ----------
    eigenvalues
        (m',) variances of the components, largest first, in units of one standardised criterion.
    explained
        (m',) share of the variance that each carries; they sum to one.
    loadings
        (m, m') correlation of each criterion with each component; NaN for a criterion that was left out.
    kept
        (m,) which criteria vary, and so took part (m' of them).
    n_units
        Units without a missing value.
    """

    eigenvalues: Floats
    explained: Floats
    loadings: Floats
    kept: Bools
    n_units: int


@arrays(x="n m", returns={"loadings": "m component", "kept": "m"})
def components(x: ArrayLike) -> Components:
    """Principal components of the correlation matrix, over the units that are complete.

    Parameters
    ----------
    x
        (n, m) values, NaN where missing. Criteria that do not vary are left out, then units with a missing value.

    Returns
    -------
    `Components`. The sign of a component is fixed so that its loadings sum to a positive number.

    Raises
    ------
    MethodError
        No criterion varies, or fewer than two units are complete.

    References
    ----------
    OECD/JRC (2008), *Handbook on Constructing Composite Indicators*, section 4 (multivariate analysis).

    Examples
    --------
    >>> components([[1.0, 2.0], [2.0, 1.0], [3.0, 3.0]]).eigenvalues.round(2)
    array([1.5, 0.5])
    """
    values, kept = complete_units(x, "principal components")
    r = np.atleast_2d(np.corrcoef(values, rowvar=False))
    eigenvalues, vectors = np.linalg.eigh(r)
    eigenvalues, vectors = np.maximum(eigenvalues[::-1], 0.0), vectors[:, ::-1]
    vectors = vectors * np.where(vectors.sum(axis=0) < 0, -1.0, 1.0)
    loadings = np.full((len(kept), len(eigenvalues)), np.nan)
    loadings[kept] = vectors * np.sqrt(eigenvalues)
    return Components(eigenvalues, eigenvalues / eigenvalues.sum(), loadings, kept, len(values))


@arrays(eigenvalues="component")
def how_many(eigenvalues: ArrayLike, least: float = 0.6) -> int:
    """How many components to keep, by the Handbook's three rules.

    Those with an eigenvalue above one and more than a tenth of the variance; further ones until together they
    explain `least` of it.

    References
    ----------
    OECD/JRC (2008), *Handbook on Constructing Composite Indicators*, section 6 (weights based on principal
    components, standard practice).

    Examples
    --------
    >>> how_many([3.3, 1.7, 1.0, 0.9, 0.5, 0.3, 0.2, 0.1])
    2
    """
    values = np.asarray(eigenvalues, dtype=np.float64)
    share = values / values.sum()
    large = int(np.sum((values > 1.0 + 1e-9) & (share > 0.1)))
    enough = int(np.argmax(share.cumsum() >= least - 1e-9)) + 1
    return max(large, enough)


@arrays(loadings="m component", returns="m component")
def varimax(loadings: ArrayLike, max_sweeps: int = 1000) -> Floats:
    """Turn the components so that each criterion loads on as few of them as possible.

    Maximises the variance of the squared loadings within each component, over the rotations, rows being put to unit
    length meanwhile (Kaiser's normalisation). Two components at a time are turned to their best angle, until no pair
    moves any more.

    Parameters
    ----------
    loadings
        (m, p) loadings.

    Returns
    -------
    (m, p) rotated loadings: the same sum of squares per criterion.

    Raises
    ------
    MethodError
        It does not settle within `max_sweeps` passes over the pairs.

    References
    ----------
    Kaiser, H. F. (1958), "The varimax criterion for analytic rotation in factor analysis", *Psychometrika* 23.

    Examples
    --------
    >>> np.abs(varimax([[0.7, 0.7], [0.7, -0.7]])).round(2)
    array([[0.99, 0.  ],
           [0.  , 0.99]])
    """
    unrotated = np.asarray(loadings, dtype=np.float64)
    length = np.sqrt((unrotated**2).sum(axis=1, keepdims=True))
    rows = np.divide(unrotated, length, out=np.zeros(unrotated.shape), where=length > 0)
    for _ in range(max_sweeps):
        moved = 0.0
        for pair in combinations(range(rows.shape[1]), 2):
            x, y = rows[:, pair].T
            angle = _best_angle(x, y)
            moved = max(moved, abs(angle))
            cos, sin = np.cos(angle), np.sin(angle)
            rows[:, pair] = np.column_stack([x * cos + y * sin, y * cos - x * sin])
        if moved < 1e-10:
            return np.asarray(rows * length)
    raise MethodError(f"varimax did not settle within {max_sweeps} sweeps")


def _best_angle(x: Floats, y: Floats) -> float:
    """Kaiser's closed form for one plane; zero where every angle is as good."""
    u, v = x**2 - y**2, 2.0 * x * y
    above = 2.0 * (u * v).sum() - 2.0 * u.sum() * v.sum() / len(x)
    below = (u**2 - v**2).sum() - (u.sum() ** 2 - v.sum() ** 2) / len(x)
    return 0.0 if max(abs(above), abs(below)) < 1e-13 * len(x) else float(np.arctan2(above, below)) / 4.0
