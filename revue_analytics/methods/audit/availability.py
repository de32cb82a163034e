"""How much of the data is there: n units, m criteria, NaN where missing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from revue_analytics.methods.arrays import Floats, arrays
from revue_analytics.methods.moments import units_by_criteria

__all__ = ["Availability", "availability"]


@dataclass(frozen=True, eq=False)
class Availability:
    """How much of the data is there.

    Attributes
    ----------
    overall
        Share of all values, 0–1.
    criteria
        (m,) share of the units that have a value.
    units
        (n,) share of the criteria that have one.
    complete
        Number of units without a gap.
    """

    overall: float
    criteria: Floats
    units: Floats
    complete: int


@arrays(x="n m", returns={"criteria": "m", "units": "n"})
def availability(x: ArrayLike) -> Availability:
    """Shares of the values that are there.

    Examples
    --------
    >>> availability([[1.0, 2.0], [np.nan, 3.0]]).criteria
    array([0.5, 1. ])
    """
    there = ~np.isnan(units_by_criteria(x))
    return Availability(float(there.mean()), there.mean(axis=0), there.mean(axis=1), int(there.all(axis=1).sum()))
