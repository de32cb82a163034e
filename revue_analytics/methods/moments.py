"""What data-driven weights and the audit both start from: a table of units by criteria, and its correlations.

``x`` is (n, m), n units in rows, m criteria in columns, NaN where missing.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from revue_analytics.errors import MethodError
from revue_analytics.methods.arrays import Bools, Floats, arrays, as_floats

ONE_THREAD = 1 << 18
"""Multiplications in a matrix product up to which OpenBLAS starts no threads, which would mostly wait."""

SAME = 1e-12
"""Values of a column that differ by less than this share of the largest are one value: rounding is no variation."""


def units_by_criteria(x: ArrayLike) -> Floats:
    """Return `x` as an (n, m) array of floats.

    Raises
    ------
    MethodError
        It has another number of dimensions, is empty, or holds infinities.

    Examples
    --------
    >>> units_by_criteria([[1, 2], [3, float("nan")]]).shape
    (2, 2)
    """
    values = as_floats(x)
    if values.ndim != 2 or values.size == 0:
        raise MethodError(f"x has shape {values.shape}; expected (n, m): a row per unit, a column per criterion")
    return values


@arrays(x="n m", returns="m")
def varies(x: ArrayLike) -> Bools:
    """Say which criteria tell units apart: at least two values, and not all the same.

    Parameters
    ----------
    x
        (n, m) values, NaN where missing.

    Returns
    -------
    (m,) booleans.

    Examples
    --------
    >>> varies([[1.0, 5.0, np.nan], [2.0, 5.0, 3.0]])
    array([ True, False, False])
    """
    values = units_by_criteria(x)
    there = ~np.isnan(values)
    low = np.min(values, axis=0, where=there, initial=np.inf)
    high = np.max(values, axis=0, where=there, initial=-np.inf)
    with np.errstate(invalid="ignore"):
        return np.asarray(high - low > SAME * np.maximum(np.abs(low), np.abs(high)))


def complete_units(x: ArrayLike, name: str) -> tuple[Floats, Bools]:
    """Keep the criteria that tell units apart, and the units that have a value for all of these.

    Parameters
    ----------
    x
        (n, m) values, NaN where missing.
    name
        Of the method that asks, for the message.

    Returns
    -------
    x, kept
        (n', m') values without a gap, and (m,) which criteria they are of.

    Raises
    ------
    MethodError
        No criterion varies, or fewer than two units are complete.

    Examples
    --------
    >>> complete_units([[1.0, 5.0], [2.0, 5.0], [np.nan, 5.0]], "entropy")[0].tolist()
    [[1.0], [2.0]]
    """
    values = units_by_criteria(x)
    kept = varies(values)
    if not kept.any():
        raise MethodError(f"{name}: no criterion tells the units apart, so the data say nothing; use equal weights")
    values = values[:, kept]
    values = values[~np.isnan(values).any(axis=1)]
    if len(values) < 2:
        raise MethodError(f"{name}: {len(values)} units have a value for every criterion, expected at least 2")
    still = varies(values)
    if still.all():
        return values, kept
    kept[np.flatnonzero(kept)[~still]] = False
    return complete_units(np.where(kept, units_by_criteria(x), np.nan), name)


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
