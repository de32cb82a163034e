"""What is done to a table of measurements before it is normalised, with the trace of it."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from revue_analytics.framework import Framework
from revue_analytics.methods.arrays import Floats
from revue_analytics.methods.choice import check_result, name_of
from revue_analytics.methods.missing import imputed
from revue_analytics.scoring.methodology import Methodology

TRACE = ("node", "step", "method", "n_changed", "detail")
"""Columns of a trace: which leaf, ``"outliers"`` or ``"imputation"``, what was done, to how many units, in words."""


def prepare(
    x: Floats, framework: Framework, methodology: Methodology, groups: ArrayLike | None = None
) -> tuple[Floats, pd.DataFrame]:
    """Treat the outliers of measured leaves, then fill what is missing, as the methodology says.

    Parameters
    ----------
    x
        (n, K) values in their own units, NaN where missing.
    framework, methodology
        What the columns mean, and what is to be done.
    groups
        (n,) group of each unit, for imputation by group; one group of all by default.

    Returns
    -------
    x
        (n, K) values; those of treated columns may have another unit.
    trace
        A row per leaf that was looked at; columns `TRACE`.
    """
    values, rows = x.copy(), []
    leaves = framework.leaf_ids
    measured = np.array([leaf.measure is not None for leaf in framework.leaves])
    if methodology.outliers != "none" and measured.any():
        treated = methodology.function("outliers")(x[:, measured])
        values[:, measured] = check_result(methodology.outliers, treated.values, (len(x), int(measured.sum())))
        for leaf, step in zip(np.array(leaves)[measured], treated.steps, strict=True):
            rows.append((leaf, "outliers", step.method, step.n_changed, step.detail))
    if methodology.imputation != "none":
        given = values.copy()
        fill = methodology.function("imputation")
        values = check_result(methodology.imputation, fill(given, groups), given.shape)
        filled = imputed(given, values).sum(axis=0)
        rows += [
            (leaf, "imputation", name_of(methodology.imputation), int(n), "")
            for leaf, n in zip(leaves, filled, strict=True)
        ]
    return values, pd.DataFrame(rows, columns=list(TRACE))
