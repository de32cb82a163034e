"""Do the criteria measure one thing? Cronbach's alpha, and alpha without each: n units, m criteria."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from revue_analytics.errors import MethodError
from revue_analytics.methods.arrays import Floats, arrays
from revue_analytics.methods.moments import complete_units, units_by_criteria
from revue_analytics.methods.reliability.concordance import cronbach_alpha

__all__ = ["Consistency", "internal_consistency"]


@dataclass(frozen=True, eq=False)
class Consistency:
    """Do the criteria measure one thing?

    Attributes
    ----------
    alpha
        Cronbach's alpha.
    alpha_if_deleted
        (m,) what it would be without each criterion; higher than `alpha` where the criterion does not fit. NaN for a
        criterion that does not vary, which takes no part.
    n_units
        Units without a gap, on which both rest.
    """

    alpha: float
    alpha_if_deleted: Floats
    n_units: int


@arrays(x="n m", returns={"alpha_if_deleted": "m"})
def internal_consistency(x: ArrayLike, *, standardised: bool = True) -> Consistency:
    """Cronbach's alpha of the criteria, and without each of them.

    Parameters
    ----------
    x
        (n, m) values; criteria that do not vary are left out, then units with a missing value.
    standardised
        Put the criteria on one variance first (so that their units make no difference), as the Handbook does.

    Returns
    -------
    `Consistency`; NaN where fewer than two criteria or units are left.

    References
    ----------
    OECD/JRC (2008), *Handbook on Constructing Composite Indicators*, section 4 (Cronbach coefficient alpha).

    Examples
    --------
    >>> found = internal_consistency([[1, 2, 4], [2, 1, 3], [3, 4, 1], [4, 3, 2]])
    >>> round(found.alpha, 4), found.alpha_if_deleted.round(4)
    (-3.0, array([-8.  , -8.  ,  0.75]))
    """
    m = units_by_criteria(x).shape[1]
    without = np.full(m, np.nan)
    try:
        values, kept = complete_units(x, "internal_consistency")
    except MethodError:
        return Consistency(float("nan"), without, 0)
    if standardised:
        values = (values - values.mean(axis=0)) / values.std(axis=0, ddof=1)
    without[kept] = [cronbach_alpha(np.delete(values, j, axis=1)) for j in range(values.shape[1])]
    return Consistency(cronbach_alpha(values), without, len(values))
