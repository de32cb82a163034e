"""Normalisation: criteria in any unit put on one scale, higher is better, ``(n, m) -> (n, m)``.

Missing values stay missing. A *direction* of −1 says that less is better. Infinite values are refused.

What holds at the edges, everywhere: a criterion on which all units have the same value (a single unit included) says
nothing about them, so all get the same middle value; a criterion without any value stays without. Values that differ
by float noise only are the same value.

`scale_levels`, `goalposts` and `distance_to_target` look at one unit at a time. All others compare units (they declare
it, see `revue_analytics.methods.registry`): a unit's score changes when another unit changes, so they cannot follow one
territory over time, and they must see all units at once.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from revue_analytics.errors import MethodError
from revue_analytics.methods._validation import ends, flat, validate_columns, validate_directed
from revue_analytics.methods.arrays import Bools, Floats, arrays
from revue_analytics.methods.ranks import mid_rank
from revue_analytics.methods.registry import Depends, declare, family


@declare(
    sentence="Levels are put on a scale from 0 to 100, in equal steps.",
    compares_units=False,
    range=(0.0, 100.0),
    takes=("minimum", "maximum"),
    of_levels=True,
)
@arrays(x="... m", returns="... m")
def scale_levels(x: ArrayLike, minimum: float = 0.0, maximum: float = 4.0) -> Floats:
    """Put levels of the framework's scale on 0–100: ``100 (x - minimum) / (maximum - minimum)``.

    Parameters
    ----------
    x
        (..., m) levels, NaN where missing.
    minimum, maximum
        Ends of the scale, `minimum` < `maximum`.

    Returns
    -------
    (..., m) array, 0 worst – 100 best.

    Raises
    ------
    MethodError
        The ends are not in order.

    Examples
    --------
    >>> scale_levels([0.0, 1.0, 2.5, 4.0])
    array([  0. ,  25. ,  62.5, 100. ])
    """
    if not minimum < maximum:
        raise MethodError(f"scale_levels: the scale goes from {minimum} to {maximum}, expected a rising one")
    return 100.0 * (np.asarray(x, dtype=np.float64) - minimum) / (maximum - minimum)


@declare(
    sentence="Criteria are put on a scale from 0 to 100 by the smallest and largest value observed.",
    compares_units=True,
    range=Depends(lambda arguments: (arguments["lower"], arguments["upper"])),
)
@arrays(x="n m", direction="m", returns="n m")
def min_max(x: ArrayLike, direction: ArrayLike = 1, lower: float = 0.0, upper: float = 100.0) -> Floats:
    """Put each criterion on `lower`–`upper` by the smallest and largest value observed.

    ``lower + (upper - lower) (x - min) / (max - min)``, reversed where the direction is −1. A constant criterion
    says nothing about the units: all of them get the middle of the range.

    Parameters
    ----------
    x
        (n, m) values, NaN where missing.
    direction
        (m,) of ±1, or one for all.
    lower, upper
        Ends of the range: 0 and 100; 1 and 100 before a geometric mean; 70 and 130 for the adjusted Mazziotta–Pareto
        index.

    Returns
    -------
    (n, m) array, `lower` worst – `upper` best.

    Raises
    ------
    MethodError
        An infinite value, a direction other than ±1, or ends out of order.

    References
    ----------
    OECD/JRC (2008), *Handbook on Constructing Composite Indicators*, section 5 (min–max).

    Examples
    --------
    >>> min_max([[1.0, 5.0], [2.0, 7.0], [3.0, 9.0]], direction=[1, -1])
    array([[  0., 100.],
           [ 50.,  50.],
           [100.,   0.]])
    """
    values, turned = validate_directed(x, direction, "min_max")
    if not lower < upper:
        raise MethodError(f"min_max: the range goes from {lower} to {upper}, expected a rising one")
    low, high = ends(validate_columns(values, "min_max"))
    worst, best = np.where(turned, high, low), np.where(turned, low, high)
    constant = flat(low, high)
    share = values - worst  # in place from here: a second large array costs more than the arithmetic
    share /= np.where(constant, np.inf, best - worst)
    share *= upper - lower
    share += np.where(constant, (lower + upper) / 2, lower)
    return np.asarray(share)


@declare(
    sentence="Criteria are put on a scale from 0 to 100 between fixed goalposts.",
    compares_units=False,
    range=(0.0, 100.0),
    takes=("low", "high", "direction"),
)
@arrays(x="... m", low="... m", high="... m", direction="m", returns="... m")
def goalposts(x: ArrayLike, low: ArrayLike, high: ArrayLike, direction: ArrayLike = 1) -> Floats:
    """Put each criterion on 0–100 between two fixed goalposts; what lies beyond them counts as 0 or 100.

    ``100 (x - low) / (high - low)``, reversed where the direction is −1, then cut at 0 and 100.

    Parameters
    ----------
    x
        (..., m) values, NaN where missing.
    low, high
        (m,) goalposts, `low` < `high`, in the unit of each criterion.
    direction
        (m,) of ±1, or one for all; −1 makes `low` the best.

    Returns
    -------
    (..., m) array, 0 worst – 100 best.

    Raises
    ------
    MethodError
        A goalpost is missing, or `low` is not below `high`; a direction other than ±1.

    References
    ----------
    UNDP, *Human Development Report*, technical notes (dimension indices).

    Examples
    --------
    >>> goalposts([[30.0], [90.0]], low=[20.0], high=[80.0]).round(1)
    array([[ 16.7],
           [100. ]])
    """
    values, turned = validate_directed(x, direction, "goalposts")
    bottom, top = np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64)
    if not np.all(bottom < top):
        raise MethodError("goalposts: every criterion needs a low goalpost below its high one")
    share = np.clip((values - bottom) / (top - bottom), 0.0, 1.0)
    return np.asarray(100.0 * np.where(turned, 1.0 - share, share))


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
    values, turned = validate_directed(x, direction, "z_score")
    if deviation <= 0 or ddof not in (0, 1):
        raise MethodError(f"z_score: deviation {deviation!r} and ddof {ddof!r}, expected more than 0, and 0 or 1")
    there = ~np.isnan(validate_columns(values, "z_score"))
    count = there.sum(axis=0)
    centre = np.where(there, values, 0.0).sum(axis=0) / np.maximum(count, 1)
    squares = np.where(there, values - centre, 0.0) ** 2
    spread = np.sqrt(squares.sum(axis=0) / np.maximum(count - ddof, 1))
    constant = flat(*ends(values)) | (spread == 0)
    return np.asarray(
        mean + np.where(turned, -deviation, deviation) * ((values - centre) / np.where(constant, np.inf, spread))
    )


@declare(sentence="Criteria are replaced by ranks.", compares_units=True, range=(1.0, np.inf))
@arrays(x="n m", direction="m", returns="n m")
def rank(x: ArrayLike, direction: ArrayLike = 1) -> Floats:
    """Place of each unit counted from the worst, 1 to k.

    Parameters
    ----------
    x
        (n, m) values, NaN where missing.
    direction
        (m,) of ±1, or one for all.

    Returns
    -------
    (n, m) ranks, 1 worst – k best, where k is the number of units with a value on the criterion. With values missing,
    k differs from one criterion to the next: `percentile_rank` then keeps criteria comparable.

    Raises
    ------
    MethodError
        An infinite value, or a direction other than ±1.

    References
    ----------
    OECD/JRC (2008), *Handbook on Constructing Composite Indicators*, section 5 (ranking).

    Examples
    --------
    >>> rank([[5.0], [9.0], [5.0], [1.0]]).ravel()
    array([2.5, 4. , 2.5, 1. ])
    """
    return _ranked(x, direction, "rank")[0]


@declare(
    sentence="Criteria are replaced by the share of territories that do no better.",
    compares_units=True,
    range=(0.0, 100.0),
)
@arrays(x="n m", direction="m", returns="n m")
def percentile_rank(x: ArrayLike, direction: ArrayLike = 1) -> Floats:
    """Share of the other units that a unit is better than, ties half: ``100 (r - 1) / (k - 1)``.

    Parameters and errors as `rank`.

    Returns
    -------
    (n, m) array, 0 worst – 100 best; 50 where all units are equal, a single one included.

    Examples
    --------
    >>> percentile_rank([[5.0], [9.0], [5.0], [1.0]]).ravel().round(1)
    array([ 50., 100.,  50.,   0.])
    """
    ranks, count = _ranked(x, direction, "percentile_rank")
    return np.where(count > 1, 100.0 * (ranks - 1.0) / np.maximum(count - 1, 1), ranks * 50.0)


@declare(
    sentence="Criteria are replaced by the number of territories that do less well.",
    compares_units=True,
    range=(0.0, np.inf),
)
@arrays(x="n m", direction="m", returns="n m")
def borda(x: ArrayLike, direction: ArrayLike = 1) -> Floats:
    """Borda points, the number of units that a unit is better than, ties half: ``r - 1``.

    Summed over criteria (an arithmetic mean, but for a constant) they make Borda's count. Parameters and errors as
    `rank`.

    Returns
    -------
    (n, m) points, 0 worst – k − 1 best.

    References
    ----------
    Borda (1784), Mémoire sur les élections au scrutin, *Histoire de l'Académie royale des sciences*.

    Examples
    --------
    >>> borda([[5.0], [9.0], [5.0], [1.0]]).ravel()
    array([1.5, 3. , 1.5, 0. ])
    """
    return _ranked(x, direction, "borda")[0] - 1.0


def _ranked(x: ArrayLike, direction: ArrayLike, name: str) -> tuple[Floats, Floats]:
    """(n, m) mid-ranks from the worst, and (m,) number of units that have one."""
    values, turned = validate_directed(x, direction, name)
    ranks = np.empty(validate_columns(values, name).shape)
    for j in range(values.shape[1]):
        ranks[:, j] = mid_rank(values[:, j])
    count = (~np.isnan(values)).sum(axis=0).astype(np.float64)
    return np.where(turned, count + 1.0 - ranks, ranks), count


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
    values, turned = validate_directed(x, direction, "distance_to_maximum")
    low, high = ends(validate_columns(_not_negative(values, "distance_to_maximum"), "distance_to_maximum"))
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
    values, turned = validate_directed(x, direction, "distance_to_target")
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


NORMALISATIONS = family(
    "normalisation",
    {
        "scale_levels": scale_levels,
        "min_max": min_max,
        "goalposts": goalposts,
        "z_score": z_score,
        "rank": rank,
        "percentile_rank": percentile_rank,
        "distance_to_maximum": distance_to_maximum,
        "borda": borda,
    },
)
"""By name; `distance_to_target` needs its targets: ``functools.partial(distance_to_target, target=...)``."""
