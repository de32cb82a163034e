"""Share of a reference: the best value seen, or a target. For ratio scales, where zero means none.

Letters: ``n`` units, ``m`` criteria, ``...`` any leading axes.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from revue_analytics.errors import MethodError
from revue_analytics.methods.arrays import Bools, Floats, arrays
from revue_analytics.methods.normalisation.door import checked, columns, ends
from revue_analytics.methods.registry import declare

__all__ = ["distance_to_maximum", "distance_to_target"]


@declare(sentence="Criteria are divided by the best value observed.", compares_units=True, range=(0.0, 100.0))
@arrays(x="n m", direction="m", returns="n m")
def distance_to_maximum(x: ArrayLike, direction: ArrayLike = 1) -> Floats:
    """Share of the best value, ``100 x / max``; where less is better ``100 min / x``.

    Parameters
    ----------
    x
        (n, m) values, not negative, NaN where missing.
    direction
        (m,) of ±1, or one for all.

    Returns
    -------
    (n, m) array, 100 for the best unit. Where all units are equal, zero included, all are at the best: 100.

    Raises
    ------
    MethodError
        An infinite or a negative value, or a direction other than ±1.

    References
    ----------
    OECD/JRC (2008), *Handbook on Constructing Composite Indicators*, section 5 (distance to a reference).

    Examples
    --------
    >>> distance_to_maximum([[50.0, 2.0], [200.0, 8.0]], direction=[1, -1])
    array([[ 25., 100.],
           [100.,  25.]])
    """
    values, turned = checked(x, direction, "distance_to_maximum")
    low, high = ends(columns(_not_negative(values, "distance_to_maximum"), "distance_to_maximum"))
    return 100.0 * _ratio(values, np.where(turned, low, high), turned)


@declare(compares_units=False, range=(0.0, 100.0))
@arrays(x="... m", target="... m", direction="m", returns="... m")
def distance_to_target(x: ArrayLike, target: ArrayLike, direction: ArrayLike = 1) -> Floats:
    """Share of a target that is reached, ``100 x / target``; where less is better ``100 target / x``; at most 100.

    A unit beyond its target has reached it: what it has in excess does not make up for anything else.

    Parameters
    ----------
    x
        (..., m) values, not negative, NaN where missing.
    target
        (m,) targets, positive, in the unit of each criterion; (..., m) for targets of each unit's own.
    direction
        (m,) of ±1, or one for all; −1 for a ceiling to stay under.

    Returns
    -------
    (..., m) array, 100 where the target is reached.

    Raises
    ------
    MethodError
        An infinite or a negative value, a target that is not positive, or a direction other than ±1.

    References
    ----------
    OECD/JRC (2008), *Handbook on Constructing Composite Indicators*, section 5 (distance to a reference).

    Examples
    --------
    >>> distance_to_target([[30.0, 8.0], [90.0, 2.0]], target=[60.0, 4.0], direction=[1, -1])
    array([[ 50.,  50.],
           [100., 100.]])
    """
    values, turned = checked(x, direction, "distance_to_target")
    aim = np.asarray(target, dtype=np.float64)
    if not np.all((aim > 0) & np.isfinite(aim)):
        raise MethodError("distance_to_target: every target must be a positive number")
    return 100.0 * np.minimum(_ratio(_not_negative(values, "distance_to_target"), aim, turned), 1.0)


def _ratio(values: Floats, reference: Floats, turned: Bools) -> Floats:
    """Value over reference, or reference over value where turned; one where both are zero."""
    values, reference, turned = np.broadcast_arrays(values, reference, turned)
    over, under = np.where(turned, reference, values), np.where(turned, values, reference)
    reached = np.divide(over, under, out=np.ones(values.shape), where=under != 0)
    return np.where(np.isnan(values), np.nan, reached)


def _not_negative(values: Floats, name: str) -> Floats:
    if np.any(values < 0):
        raise MethodError(f"{name}: a share of a reference needs values that are not negative")
    return values
