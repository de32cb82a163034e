"""Audit of an index: do its criteria belong together, and do the weights do what they say?

Letters: ``n`` units, ``m`` criteria of one parent. ``x`` is (n, m), higher is better (normalised scores), NaN where
missing; ``w`` (m,) nominal weights; ``y`` (n,) the parent's score. Where `y` is not given it is the weighted
arithmetic mean of what is there.
"""

from __future__ import annotations

from revue_analytics.methods.audit.association import Correlations, EffectiveWeights, correlations, effective_weights
from revue_analytics.methods.audit.availability import Availability, availability
from revue_analytics.methods.audit.consistency import Consistency, internal_consistency
from revue_analytics.methods.audit.flags import Flag, Thresholds, raise_flags
from revue_analytics.methods.audit.whole import Audit, audit

__all__ = [
    "Audit",
    "Availability",
    "Consistency",
    "Correlations",
    "EffectiveWeights",
    "Flag",
    "Thresholds",
    "audit",
    "availability",
    "correlations",
    "effective_weights",
    "internal_consistency",
    "raise_flags",
]
