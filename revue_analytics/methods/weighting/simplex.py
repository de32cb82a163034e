"""Weights as what they are: non-negative numbers that sum to one."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from revue_analytics.errors import MethodError
from revue_analytics.methods.arrays import Floats, arrays

__all__ = ["on_simplex"]


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
    given = np.where(alive, np.asarray(size, dtype=np.float64), 0.0)
    if not given.sum() > 0:
        raise MethodError(f"{name}: no criterion tells the units apart, so the data say nothing; use equal weights")
    return on_simplex(given, name)
