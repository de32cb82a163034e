"""What is done to a table of measurements before it is normalised, with the trace of it."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from revue_analytics.errors import MethodError
from revue_analytics.framework import Framework
from revue_analytics.framework.model import Node
from revue_analytics.methods.arrays import Floats
from revue_analytics.methods.missing import imputed
from revue_analytics.methods.registry import applied, arguments_of, check_result, facts_of, name_of
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
        (n, K) values; those of treated columns may have another unit, if they are normalised by comparison only: what
        goes between goalposts, or to a target, keeps the unit that these are written in (``"left"``).
    trace
        A row per leaf that was looked at; columns `TRACE`.
    """
    values, rows = x.copy(), []
    leaves = framework.leaf_ids
    measured = np.array([leaf.measure is not None for leaf in framework.leaves])
    if methodology.outliers != "none" and measured.any():
        treated = applied(methodology.outliers, methodology.function("outliers"), x[:, measured])
        values[:, measured] = check_result(methodology.outliers, treated.values, (len(x), int(measured.sum())))
        for column, step in zip(np.flatnonzero(measured), treated.steps, strict=True):
            done: tuple[str, int, str] = (step.method, step.n_changed, step.detail)
            if not step.keeps_unit and not _is_compared(framework.leaves[column], methodology):
                values[:, column] = x[:, column]
                done = ("left", 0, "")
            rows.append((leaves[column], "outliers", *done))
    if methodology.imputation != "none":
        given = values.copy()
        fill = methodology.function("imputation")
        if "groups" in arguments_of(fill):
            if groups is not None:
                raise MethodError("imputation: its groups are fixed already; give them once")
            completed = applied(methodology.imputation, fill, given)
        else:
            completed = applied(methodology.imputation, fill, given, groups)
        values = check_result(methodology.imputation, completed, given.shape)
        filled = imputed(given, values).sum(axis=0)
        rows += [
            (leaf, "imputation", name_of(methodology.imputation), int(n), "")
            for leaf, n in zip(leaves, filled, strict=True)
        ]
    return values, pd.DataFrame(rows, columns=list(TRACE))


def _is_compared(leaf: Node, methodology: Methodology) -> bool:
    """Tell whether a measured leaf is normalised by comparison with the other units, whatever its unit."""
    facts = facts_of(methodology.function("normalisation"))
    if facts.of_levels:
        return leaf.measure is None or leaf.measure.goalposts is None
    return facts.compares_units is True
