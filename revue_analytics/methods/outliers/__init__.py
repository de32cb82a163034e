"""Outliers of measured criteria: found by skewness and kurtosis, treated by a named choice that says what it did.

A column has outliers when ``|skewness| > 2`` and ``kurtosis > 3.5``, both without bias and the kurtosis in excess of
the normal one. Every treatment ``(x: (n, m)) -> Treated`` touches those columns only, keeps the order of the units,
leaves missing values missing, and is not applied to a column that it does not cure: that one comes back as it was and
is marked. `treat` tries several in turn. Ratings on a short scale need no treatment.

Letters: ``n`` units, ``m`` criteria.
"""

from __future__ import annotations

from revue_analytics.methods.outliers.moments import KURTOSIS_LIMIT, SKEWNESS_LIMIT, has_outliers, kurtosis, skewness
from revue_analytics.methods.outliers.trace import Step, Treated
from revue_analytics.methods.outliers.treatments import box_cox, log, treat, winsorise
from revue_analytics.methods.registry import family

__all__ = [
    # by name
    "KURTOSIS_LIMIT",
    "OUTLIERS",
    "SKEWNESS_LIMIT",
    # what comes back
    "Step",
    "Treated",
    # the treatments
    "box_cox",
    # the test
    "has_outliers",
    "kurtosis",
    "log",
    "skewness",
    "treat",
    "winsorise",
]

OUTLIERS = family(
    "outliers",
    {
        "winsorise": winsorise,
        "log": log,
        "box_cox": box_cox,
        "winsorise_or_log": treat,
    },
)
