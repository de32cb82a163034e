"""Audit of an index: do its criteria belong together, and do the weights do what they say?

Letters: ``n`` units, ``m`` criteria of one parent. ``x`` is (n, m), higher is better (normalised scores), NaN where
missing; ``w`` (m,) nominal weights; ``y`` (n,) the parent's score. Where `y` is not given it is the weighted
arithmetic mean of what is there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from revue_analytics.errors import MethodError
from revue_analytics.methods._validation import complete_units, on_simplex, units_by_criteria, varies
from revue_analytics.methods.arrays import Floats, Ints, arrays, axes_of_result
from revue_analytics.methods.multivariate import Components, components, correlation_matrix
from revue_analytics.methods.reliability.concordance import cronbach_alpha


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


@dataclass(frozen=True, eq=False)
class Correlations:
    """How the criteria go together, and with their parent. Pearson, over the units that have both values.

    Attributes
    ----------
    between
        (m, m) correlation of every two criteria.
    with_parent
        (m,) with the parent's score, of which the criterion is a part.
    with_rest
        (m,) with the weighted mean of the other criteria, which it is no part of.
    n_common
        (m, m) units behind each correlation.
    """

    between: Floats
    with_parent: Floats
    with_rest: Floats
    n_common: Ints


@arrays(
    x="n m",
    w="m",
    y="n",
    returns={"between": "m m", "with_parent": "m", "with_rest": "m", "n_common": "m m"},
)
def correlations(x: ArrayLike, w: ArrayLike, y: ArrayLike | None = None) -> Correlations:
    """Correlations between criteria, with their parent, and with the rest of it.

    Parameters, errors as `audit`.

    Examples
    --------
    >>> result = correlations([[1, 1], [2, 3], [3, 2]], [1, 1])
    >>> result.between[0, 1].round(2), result.with_parent.round(2), result.with_rest.round(2)
    (np.float64(0.5), array([0.87, 0.87]), array([0.5, 0.5]))
    """
    values, weights = units_by_criteria(x), _nominal_weights(w, x)
    there = (~np.isnan(values)).astype(np.int64)
    parent = _parent_score(values, weights, y)
    with_rest = [_correlation_with(values[:, [j]], _mean_of_rest(values, weights, j))[0] for j in range(len(weights))]
    return Correlations(
        correlation_matrix(values), _correlation_with(values, parent), np.array(with_rest), there.T @ there
    )


@dataclass(frozen=True, eq=False)
class EffectiveWeights:
    """What each criterion does to the result, as against its nominal weight.

    Attributes
    ----------
    nominal
        (m,) weights as stated; they sum to one.
    variance_share
        (m,) ``w_j cov(x_j, y) / var(y)`` with y the weighted arithmetic mean: the share of the differences between
        units that comes through the criterion. They sum to one; a negative one works against the index.
    importance
        (m,) squared correlation with the parent's score: how much of it one would know from this criterion alone.
        They do not sum to one.
    """

    nominal: Floats
    variance_share: Floats
    importance: Floats

    @property
    def ratio(self) -> Floats:
        """(m,) share of the variance per unit of nominal weight: 1 where a weight does what it says."""
        return self.variance_share / np.where(self.nominal > 0, self.nominal, np.nan)


@arrays(x="n m", w="m", y="n", returns={"nominal": "m", "variance_share": "m", "importance": "m"})
def effective_weights(x: ArrayLike, w: ArrayLike, y: ArrayLike | None = None) -> EffectiveWeights:
    """What the criteria really contribute to the differences between units.

    A nominal weight says how much a criterion would be exchanged for another; what it does to the result depends on
    how much the criterion varies and on its correlation with the others.

    Parameters
    ----------
    x
        (n, m) values. `variance_share` rests on the units that are complete (a criterion without any value, or of
        weight zero, aside).
    w
        (m,) nominal weights.
    y
        (n,) the parent's score, for `importance`.

    Returns
    -------
    `EffectiveWeights`; NaN where the index does not vary.

    References
    ----------
    Paruolo, P., Saisana, M. and Saltelli, A. (2013), "Ratings and rankings: voodoo or science?", *Journal of the
    Royal Statistical Society A* 176(3); Becker, W., Saisana, M., Paruolo, P. and Vandecasteele, I. (2017), "Weights and
    importance in composite indicators: closing the gap", *Ecological Indicators* 80.

    Examples
    --------
    >>> result = effective_weights([[0, 40], [100, 60], [50, 50]], [0.5, 0.5])
    >>> result.variance_share.round(4), result.importance.round(4)
    (array([0.8333, 0.1667]), array([1., 1.]))
    """
    values, weights = units_by_criteria(x), _nominal_weights(w, x)
    used = (weights > 0) & ~np.isnan(values).all(axis=0)
    full = values[:, used]
    full = full[~np.isnan(full).any(axis=1)]
    share = np.where(used, np.nan, 0.0)
    index = full @ weights[used]
    if len(full) > 1 and varies(index[:, None])[0]:
        deviation = index - index.mean()
        share[used] = weights[used] * (deviation @ (full - full.mean(axis=0))) / (deviation @ deviation)
    parent = _parent_score(values, weights, y)
    return EffectiveWeights(weights, share, _correlation_with(values, parent) ** 2)


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
    >>> result = internal_consistency([[1, 2, 4], [2, 1, 3], [3, 4, 1], [4, 3, 2]])
    >>> round(result.alpha, 4), result.alpha_if_deleted.round(4)
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


@dataclass(frozen=True)
class Thresholds:
    """From where on something is flagged; the defaults are those in use at the Joint Research Centre.

    Attributes
    ----------
    redundant
        Correlation of two criteria above which they say the same.
    negative
        Correlation of two criteria below which they pull against each other.
    weak
        Correlation with the parent below which a criterion hardly counts in it.
    availability
        Share of units with a value below which a criterion is too thin.
    """

    redundant: float = 0.9
    negative: float = -0.4
    weak: float = 0.3
    availability: float = 0.65


@dataclass(frozen=True)
class Flag:
    """One thing that deserves a look.

    Attributes
    ----------
    kind
        ``"constant"`` (does not vary, or has no value), ``"scarce"`` (too few values), ``"redundant"`` and
        ``"negative"`` (two criteria), ``"weak"`` and ``"opposed"`` (little, or negatively, correlated with the
        parent), ``"misfit"`` (Cronbach's alpha is higher without it).
    criterion, other
        Places of the criteria; `other` only for two.
    value
        The share, the correlation, or by how much alpha would rise.
    """

    kind: str
    criterion: int
    other: int | None
    value: float


def raise_flags(
    there: Availability, together: Correlations, consistency: Consistency, thresholds: Thresholds | None = None
) -> tuple[Flag, ...]:
    """Say what deserves a look, in the order of the criteria within each kind.

    Examples
    --------
    >>> from revue_analytics.methods.audit import availability, correlations, internal_consistency
    >>> x = [[1.0, 2.0], [2.0, 4.0], [3.0, 6.0]]
    >>> raise_flags(availability(x), correlations(x, [1, 1]), internal_consistency(x))
    (Flag(kind='redundant', criterion=0, other=1, value=1.0),)
    """
    limit = thresholds or Thresholds()
    m = len(there.criteria)
    between = np.asarray(together.between)
    pairs = [(i, j, float(between[i, j])) for i in range(m) for j in range(i + 1, m)]
    alone = np.isnan(np.diag(between))
    gain = np.asarray(consistency.alpha_if_deleted) - consistency.alpha
    flags = [Flag("constant", j, None, 0.0) for j in np.flatnonzero(alone).tolist()]
    flags += [Flag("scarce", j, None, float(s)) for j, s in enumerate(there.criteria) if s < limit.availability]
    flags += [Flag("redundant", i, j, r) for i, j, r in pairs if r > limit.redundant]
    flags += [Flag("negative", i, j, r) for i, j, r in pairs if r < limit.negative]
    for j, r in enumerate(together.with_parent):
        if r < limit.weak:
            flags.append(Flag("opposed" if r < 0 else "weak", j, None, float(r)))
    flags += [Flag("misfit", j, None, float(g)) for j, g in enumerate(gain) if g > 0]
    return tuple(flags)


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
        parts = components(values)
    except MethodError:  # nothing varies, or no two units are complete
        parts = None
    flags = raise_flags(there, together, consistency, thresholds)
    return Audit(there, together, parts, consistency, effective_weights(values, w, y), flags)


def _nominal_weights(w: ArrayLike, x: ArrayLike) -> Floats:
    """Return `w` as (m,) weights that sum to one, one for each criterion of `x`."""
    weights = on_simplex(w, "w")
    m = units_by_criteria(x).shape[1]
    if weights.shape != (m,):
        raise MethodError(f"w has shape {weights.shape}, expected ({m},): a weight for each criterion")
    return weights


def _parent_score(x: Floats, w: Floats, y: ArrayLike | None = None) -> Floats:
    """Return `y` as (n,), or the weighted arithmetic mean of what is there where it is not given.

    >>> _parent_score(np.array([[1.0, np.nan], [2.0, 4.0]]), np.array([0.5, 0.5]))
    array([1., 3.])
    """
    if y is None:
        share = np.where(np.isnan(x), 0.0, w)
        total = share.sum(axis=1)
        above = (share * np.where(np.isnan(x), 0.0, x)).sum(axis=1)
        return np.asarray(np.divide(above, total, out=np.full(len(x), np.nan), where=total > 0))
    parent = np.asarray(y, dtype=np.float64)
    if parent.shape != (len(x),):
        raise MethodError(f"y has shape {parent.shape}, expected ({len(x)},): a score for each unit")
    return parent


def _mean_of_rest(x: Floats, w: Floats, j: int) -> Floats:
    """(n,) weighted mean of the criteria other than the one at place `j`."""
    return _parent_score(x, np.where(np.arange(len(w)) == j, 0.0, w))


def _correlation_with(x: Floats, y: Floats) -> Floats:
    """(m,) Pearson correlation of each criterion with `y`, over the units that have both."""
    return correlation_matrix(np.column_stack([x, y]))[:-1, -1]
