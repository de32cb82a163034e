"""What methods demand of the arrays they are given: values, weights and directions, checked once.

Letters: ``n`` units, ``m`` criteria, ``...`` any leading axes.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from revue_analytics.errors import MethodError
from revue_analytics.methods.arrays import Bools, Floats, arrays, as_floats

SAME = 1e-12
"""Values of a column that differ by less than this share of the largest are one value: rounding is no variation."""


def validate_direction(direction: ArrayLike, m: int, name: str) -> Floats:
    """(m,) of +1 and −1 from one for all or one per criterion.

    Raises
    ------
    MethodError
        Something else than ±1, or another number of them than of criteria.

    Examples
    --------
    >>> validate_direction(-1, 2, "min_max")
    array([-1., -1.])
    """
    values = as_floats(direction, "direction")
    if values.shape not in ((), (m,)) or not np.all(np.abs(values) == 1):
        raise MethodError(f"{name}: direction must be 1 or -1, one for all or one per criterion ({m})")
    return np.broadcast_to(values, (m,))


def validate_weighted(x: ArrayLike, w: ArrayLike, fill: float = 0.0) -> tuple[Floats, Floats]:
    """Return values and weights as floats, the values of zero weight replaced by `fill`.

    Raises
    ------
    MethodError
        Another number of criteria in `x` than in `w`, or a weight that is negative or missing.
    """
    values = np.asarray(x, dtype=np.float64)
    weights = np.asarray(w, dtype=np.float64)
    if values.shape[-1:] != weights.shape[-1:]:
        raise MethodError(f"x has {values.shape[-1:]} criteria, w has {weights.shape[-1:]}: expected the same")
    lowest = weights.min(initial=np.inf)
    if np.isnan(lowest) or lowest < 0:
        raise MethodError("weights must not be negative nor missing")
    return (values if lowest > 0 else np.where(weights > 0, values, fill)), weights


def divide(a: Floats, b: Floats) -> Floats:
    """Divide, NaN where the divisor is zero."""
    return np.asarray(np.divide(a, b, out=np.full(np.broadcast(a, b).shape, np.nan), where=np.asarray(b) > 0))


def validate_positive(values: Floats, name: str) -> None:
    """Refuse a zero or a negative value for a mean that has no meaning there."""
    if np.any(values <= 0):
        raise MethodError(f"{name} needs strictly positive values; shift the scale first (0–100 becomes 1–100)")


def validate_not_negative(values: Floats, name: str) -> None:
    """Refuse a negative value for an aggregation that has no meaning there."""
    if np.any(values < 0):
        raise MethodError(f"{name} needs values that are not negative; put them on a positive scale first")


def validate_directed(x: ArrayLike, direction: ArrayLike, name: str) -> tuple[Floats, Bools]:
    """Return the values as floats, and which criteria are turned round (less is better).

    Raises
    ------
    MethodError
        A direction other than ±1, or another number of them than of criteria.
    """
    values = np.asarray(x, dtype=np.float64)
    turned = validate_direction(direction, values.shape[-1] if values.ndim else 1, name) < 0
    return values, turned if values.ndim else turned[0]


def validate_columns(values: Floats, name: str) -> Floats:
    """Return the values if they are units × criteria, so that units can be compared."""
    if values.ndim != 2:
        raise MethodError(f"{name}: x has shape {values.shape}, expected (units, criteria): it compares units")
    return values


def ends(values: Floats) -> tuple[Floats, Floats]:
    """Smallest and largest value of each column, NaN where it has none."""
    by_column = np.ascontiguousarray(values.T)
    low = np.fmin.reduce(by_column, axis=1, initial=np.nan)
    high = np.fmax.reduce(by_column, axis=1, initial=np.nan)
    return low, high


def flat(low: Floats, high: Floats) -> Bools:
    """Whether a column has one value only, float noise aside."""
    return np.asarray(high - low <= 1e-12 * np.maximum(np.abs(low), np.abs(high)))


def validate_comparable(x: ArrayLike, w: ArrayLike, direction: ArrayLike, name: str) -> tuple[Floats, Floats, Bools]:
    """Return what can be compared: values (more is better), weight shares, and which units they are.

    Returns
    -------
    columns
        (p, k) values of the k complete units on the p criteria of positive weight, turned by `direction`; a criterion
        per row, because all that follows goes through one criterion after the other.
    shares
        (p,) weights, sum one; empty where all weights are zero.
    complete
        (n,) which units have no missing value of positive weight.

    Raises
    ------
    MethodError
        `x` is not units × criteria or holds infinities; `w` is not one weight per criterion, finite, not negative.
    """
    values, weights = np.asarray(x, dtype=np.float64), np.asarray(w, dtype=np.float64)
    if values.ndim != 2:
        raise MethodError(f"{name}: x has shape {values.shape}, expected (units, criteria)")
    m = values.shape[1]
    if weights.shape != (m,):
        raise MethodError(f"{name}: w has shape {weights.shape}, expected {(m,)}: one weight per criterion")
    if not np.all((weights >= 0) & np.isfinite(weights)):
        raise MethodError(f"{name}: weights must be finite and not negative")
    used = weights > 0
    columns = values.T[used]
    columns[validate_direction(direction, m, name)[used] < 0] *= -1.0
    complete = np.asarray(~np.isnan(columns).any(axis=0) & used.any())
    shares = np.asarray(weights[used] / max(weights.sum(), np.finfo(float).tiny))
    return (columns if complete.all() else columns[:, complete]), shares, complete


@arrays(values="... m", returns="... m")
def on_simplex(values: ArrayLike, name: str = "weights") -> Floats:
    """Divide non-negative numbers by their sum.

    Parameters
    ----------
    values
        (..., m) non-negative numbers in any unit.
    name
        What they are, for the message.

    Returns
    -------
    (..., m) weights that sum to one over the last axis.

    Raises
    ------
    MethodError
        A number is missing, infinite or negative, or all of a row are zero.

    Examples
    --------
    >>> on_simplex([2.0, 1.0, 1.0])
    array([0.5 , 0.25, 0.25])
    """
    numbers = np.asarray(values, dtype=np.float64)
    if numbers.ndim == 0 or numbers.shape[-1] == 0:
        raise MethodError(f"{name}: expected a number for each criterion, got shape {numbers.shape}")
    if not np.isfinite(numbers).all():
        raise MethodError(f"{name}: every criterion needs a number (zero is one); some are missing or infinite")
    if (numbers < 0).any():
        raise MethodError(f"{name}: {numbers.min():g} is negative; a weight is zero or more")
    # Divided by the largest first: tiny or huge numbers then neither vanish nor overflow in the sum.
    largest = numbers.max(axis=-1, keepdims=True)
    if (largest == 0).any():
        raise MethodError(f"{name}: all are zero, so nothing says how they compare")
    share = numbers / largest
    return np.asarray(share / share.sum(axis=-1, keepdims=True))


def share_out(size: ArrayLike, alive: NDArray[np.bool_], name: str) -> Floats:
    """Scale to sum one what the criteria that tell units apart have; the others get zero.

    Raises
    ------
    MethodError
        None has anything.

    Examples
    --------
    >>> share_out([2.0, 5.0, 6.0], np.array([True, False, True]), "example")
    array([0.25, 0.  , 0.75])
    """
    sizes = np.where(alive, np.asarray(size, dtype=np.float64), 0.0)
    if not sizes.sum() > 0:
        raise MethodError(f"{name}: no criterion tells the units apart, so the data say nothing; use equal weights")
    return on_simplex(sizes, name)


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
