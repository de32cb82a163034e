"""How far each unit stays below the best that can be, in each draw: what places and comparisons are made from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from revue_analytics.errors import MethodError
from revue_analytics.methods.aggregation import AGGREGATIONS
from revue_analytics.methods.arrays import ONE_THREAD, Floats
from revue_analytics.methods.missing import available
from revue_analytics.methods.registry import Method, check_result, facts_of, name_of, resolve

TIE = 1e-9
"""Two units tie when their scores differ by no more than this share of the spread of the values."""

BELOW_ONE = 1.0 - 1e-6
"""The largest loss, so that losses of draws laid end to end never tie from one draw to the next."""


@dataclass(frozen=True, eq=False)
class SmaaProblem:
    """Units to compare under draws of weights.

    Attributes
    ----------
    x
        (n, m) or (D, n, m) values, higher is better, NaN where missing.
    weights
        (D, m) weights on the simplex.
    aggregate
        ``(..., m), (..., m) -> (...)``.
    shortfalls
        Like `x`: how far each value stays below the largest, as a share of the spread, for an aggregation that orders
        units as a weighted sum does; None for the others.
    there
        Like `x`: 1 where there is a value and 0 where not; None if every value is there.
    """

    x: Floats
    weights: Floats
    aggregate: Callable[..., Any]
    shortfalls: Floats | None
    there: Floats | None

    @classmethod
    def of(cls, x: Floats, weights: Floats, aggregation: Method) -> SmaaProblem:
        """Lay out values and weights for comparison under an aggregation.

        Raises
        ------
        MethodError
            Unknown aggregation, values that it is not defined for, or draws of `x` and of weights that do not match.
        """
        values = additive_values(x, aggregation)
        shortfalls = None
        if values is not None:
            top, bottom = np.nanmax(values), np.nanmin(values)
            shortfalls = np.nan_to_num((top - values) / max(top - bottom, np.finfo(float).tiny) * BELOW_ONE)
        missing = np.isnan(x)
        there = (~missing).astype(np.float64) if missing.any() else None
        return cls(x, _draws_of(x, weights), aggregation_of(aggregation), shortfalls, there)

    @property
    def n_draws(self) -> int:
        """Number of draws."""
        return len(self.weights)

    @property
    def n_units(self) -> int:
        """Number of units."""
        return int(self.x.shape[-2])

    def under(self, weights: Floats) -> SmaaProblem:
        """Return the same units under other weights, (m,) or (D, m)."""
        return replace(self, weights=_draws_of(self.x, weights))

    def losses(self, start: int, stop: int, out: Floats | None = None) -> Floats:
        """(B, n) how far each unit stays below the best, as a share of the spread, in draws `start` to `stop`.

        Every entry lies in [0, 1). A unit that has no score in a draw comes last. The result may be written into the
        first rows of `out`.
        """
        w = self.weights[start:stop]
        if self.shortfalls is None:
            return _below_the_best(_aggregated(self.x if self.x.ndim == 2 else self.x[start:stop], w, self.aggregate))
        below = _summed(w, self.shortfalls, start, stop, out)
        if self.there is None:
            return below
        weight = _summed(w, self.there, start, stop)
        return np.asarray(np.divide(below, weight, out=np.full(below.shape, BELOW_ONE), where=weight > 0))


def _draws_of(x: Floats, weights: Floats) -> Floats:
    """(D, m) weights for the draws of `x`, one set of weights serving all draws of values."""
    drawn = np.atleast_2d(weights)
    if x.ndim == 2:
        return drawn
    if len(drawn) not in (1, len(x)):
        raise MethodError(f"x holds {len(x)} draws, the weights {len(drawn)}: expected as many")
    return np.broadcast_to(drawn, (len(x), drawn.shape[-1]))


def aggregation_of(choice: Method) -> Callable[..., Any]:
    """Return the aggregation that a name or a callable means."""
    return resolve(choice, AGGREGATIONS, "aggregation")


def additive_values(x: Floats, aggregation: Method) -> Floats | None:
    """Return values whose weighted sum orders units as the aggregation does, or None where there are none.

    The values themselves for the arithmetic mean, their logarithm for the geometric mean, minus their reciprocal for
    the harmonic mean, a power for a power mean: what is exact for additive scores is exact for all that declare it
    (`additive_in` of `revue_analytics.methods.registry.Facts`).

    Examples
    --------
    >>> additive_values(np.array([[1.0, 4.0]]), "harmonic_mean")
    array([[-1.  , -0.25]])
    """
    function = aggregation_of(aggregation)
    facts = facts_of(function)
    if not facts.additive_in:
        return None
    if facts.needs_positive and np.nanmin(x) <= 0:
        raise MethodError(f"{name_of(function)} needs strictly positive values; shift the scale first (1–100)")
    return np.array(facts.additive_in(x))


def require_additive(x: Floats, aggregation: Method) -> Floats:
    """Return the values whose weighted sum orders units as the aggregation does, or say why there are none.

    Raises
    ------
    MethodError
        Another aggregation, draws of values, or missing values.
    """
    values = additive_values(x, aggregation) if x.ndim == 2 and not np.isnan(x).any() else None
    if values is None:
        raise MethodError(
            f"{name_of(aggregation)}: an exact result needs (n, m) values, none missing, and a mean that is additive "
            "(arithmetic_mean, geometric_mean, harmonic_mean, power_mean)"
        )
    return values


def scores_of(x: Floats, weights: Floats, aggregation: Method) -> Floats:
    """(n, m) values and (D, m) weights -> (D, n) scores; missing values leave their weight to the others."""
    return _aggregated(x, np.atleast_2d(weights), aggregation_of(aggregation))


def _summed(w: Floats, values: Floats, start: int, stop: int, out: Floats | None = None) -> Floats:
    """(B, n) weighted sums, one set of values for all draws or one for each.

    In products small enough for BLAS not to start threads: they would fight with those that count ranks.
    """
    if values.ndim == 3:
        return np.asarray(np.einsum("dm,dnm->dn", w, values[start:stop]))
    summed = np.empty((len(w), len(values))) if out is None else out[: len(w)]
    step = max(64, ONE_THREAD // w.size)
    for left in range(0, len(values), step):
        np.matmul(w, values[left : left + step].T, out=summed[:, left : left + step])
    return summed


def _aggregated(x: Floats, w: Floats, aggregate: Callable[..., Any]) -> Floats:
    values, weights = np.broadcast_arrays(x if x.ndim == 3 else x[None], w[:, None, :])
    if np.isnan(x).any():
        values, weights = available(values, weights)
    return check_result(aggregate, aggregate(values, weights), values.shape[:2])


def _below_the_best(scores: Floats) -> Floats:
    """(B, n) scores -> losses, each draw on its own scale."""
    unknown = np.isnan(scores)
    best = np.max(scores, axis=1, keepdims=True, where=~unknown, initial=-np.inf)
    worst = np.min(scores, axis=1, keepdims=True, where=~unknown, initial=np.inf)
    size = np.maximum(np.abs(best), np.abs(worst))
    span = np.maximum(best - worst, 1e-6 * size + np.finfo(float).tiny)
    return np.where(unknown, BELOW_ONE, (best - scores) / span * BELOW_ONE)
