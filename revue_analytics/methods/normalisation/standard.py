"""Standardisation: distance from the mean in standard deviations.

Letters: ``n`` units, ``m`` criteria.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from revue_analytics.errors import MethodError
from revue_analytics.methods.arrays import Floats, arrays
from revue_analytics.methods.normalisation.door import checked, columns, ends, flat
from revue_analytics.methods.registry import declare

__all__ = ["z_score"]


@declare(
    sentence="Criteria are standardised: mean zero, standard deviation one.",
    compares_units=True,
    range=(-np.inf, np.inf),
)
@arrays(x="n m", direction="m", returns="n m")
def z_score(x: ArrayLike, direction: ArrayLike = 1, mean: float = 0.0, deviation: float = 1.0, ddof: int = 0) -> Floats:
    """Give each criterion the same mean and standard deviation, ``mean ± deviation (x - x̄) / s``.

    Parameters
    ----------
    x
        (n, m) values, NaN where missing.
    direction
        (m,) of ±1, or one for all.
    mean, deviation
        Of the result: 0 and 1; 100 and 10 for the Mazziotta–Pareto index.
    ddof
        Divisor of the variance: 0 for n (the units are all there are; the default), 1 for n − 1 (they are a sample).

    Returns
    -------
    (n, m) array, higher is better. It is not on 0–100, and half of it is negative when `mean` is 0: not for a
    geometric mean, nor for a statement in maturity levels. A constant criterion gives `mean`.

    Raises
    ------
    MethodError
        An infinite value, a direction other than ±1, a `deviation` that is not positive, a `ddof` other than 0 or 1.

    References
    ----------
    OECD/JRC (2008), *Handbook on Constructing Composite Indicators*, section 5 (standardisation).

    Examples
    --------
    >>> z_score([[1.0], [3.0]]).ravel(), z_score([[1.0], [3.0]], -1, mean=100, deviation=10).ravel()
    (array([-1.,  1.]), array([110.,  90.]))
    """
    values, turned = checked(x, direction, "z_score")
    if deviation <= 0 or ddof not in (0, 1):
        raise MethodError(f"z_score: deviation {deviation!r} and ddof {ddof!r}, expected more than 0, and 0 or 1")
    there = ~np.isnan(columns(values, "z_score"))
    count = there.sum(axis=0)
    centre = np.where(there, values, 0.0).sum(axis=0) / np.maximum(count, 1)
    squares = np.where(there, values - centre, 0.0) ** 2
    spread = np.sqrt(squares.sum(axis=0) / np.maximum(count - ddof, 1))
    constant = flat(*ends(values)) | (spread == 0)
    return np.asarray(
        mean + np.where(turned, -deviation, deviation) * ((values - centre) / np.where(constant, np.inf, spread))
    )
