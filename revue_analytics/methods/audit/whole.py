"""The whole audit of the criteria of one parent."""

from __future__ import annotations

from dataclasses import dataclass

from numpy.typing import ArrayLike

from revue_analytics.errors import MethodError
from revue_analytics.methods.arrays import arrays, axes_of_result
from revue_analytics.methods.audit.association import Correlations, EffectiveWeights, correlations, effective_weights
from revue_analytics.methods.audit.availability import Availability, availability
from revue_analytics.methods.audit.consistency import Consistency, internal_consistency
from revue_analytics.methods.audit.flags import Flag, Thresholds, raise_flags
from revue_analytics.methods.components import Components, components
from revue_analytics.methods.moments import units_by_criteria

__all__ = ["Audit", "audit"]


@dataclass(frozen=True, eq=False)
class Audit:
    """All of it, for the criteria of one parent. Where there is too little data a part is None, or its numbers NaN."""

    availability: Availability
    correlations: Correlations
    components: Components | None
    consistency: Consistency
    weights: EffectiveWeights
    flags: tuple[Flag, ...]


@arrays(
    x="n m",
    w="m",
    y="n",
    returns={
        "availability": axes_of_result(availability),
        "correlations": axes_of_result(correlations),
        "components": axes_of_result(components),
        "consistency": axes_of_result(internal_consistency),
        "weights": axes_of_result(effective_weights),
    },
)
def audit(x: ArrayLike, w: ArrayLike, y: ArrayLike | None = None, thresholds: Thresholds | None = None) -> Audit:
    """Everything in this file at once, as the Handbook asks of an index before its results are believed.

    Parameters
    ----------
    x
        (n, m) values, higher is better, NaN where missing.
    w
        (m,) nominal weights.
    y
        (n,) the parent's score, where it is not the weighted arithmetic mean.
    thresholds
        From where on something is flagged.

    Returns
    -------
    `Audit`.

    Raises
    ------
    MethodError
        Shapes that do not fit, a weight that is negative or missing.

    References
    ----------
    OECD/JRC (2008), *Handbook on Constructing Composite Indicators*, sections 4 (multivariate analysis) and 8 (back to
    the details).

    Examples
    --------
    >>> result = audit([[0, 10, 90], [50, 45, 60], [60, 70, 30], [100, 95, 20]], [1, 1, 1])
    >>> [(flag.kind, flag.criterion, flag.other) for flag in result.flags]
    [('redundant', 0, 1), ('negative', 0, 2), ('negative', 1, 2), ('opposed', 2, None), ('misfit', 2, None)]
    """
    values = units_by_criteria(x)
    there, together = availability(values), correlations(values, w, y)
    consistency = internal_consistency(values)
    try:
        found = components(values)
    except MethodError:  # nothing varies, or no two units are complete
        found = None
    flags = raise_flags(there, together, consistency, thresholds)
    return Audit(there, together, found, consistency, effective_weights(values, w, y), flags)
