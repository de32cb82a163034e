"""What deserves a look before an index is believed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from revue_analytics.methods.audit.association import Correlations
from revue_analytics.methods.audit.availability import Availability
from revue_analytics.methods.audit.consistency import Consistency

__all__ = ["Flag", "Thresholds", "raise_flags"]


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
