"""From a table of levels and measurements to scores of the leaves: prepared, with the trace of it, then normalised."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from revue_analytics.errors import MethodError
from revue_analytics.framework import Framework
from revue_analytics.framework.model import Node
from revue_analytics.methods.arrays import Bools, Floats, is_labelled
from revue_analytics.methods.missing import imputed
from revue_analytics.methods.normalisation import goalposts, min_max
from revue_analytics.methods.registry import accepts, applied, arguments_of, check_result, facts_of, name_of
from revue_analytics.scoring.methodology import Methodology
from revue_analytics.scoring.response_counts import scale_values
from revue_analytics.scoring.tree import from_positive_scale, leaf_lower_bound

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
        before = values.copy()
        fill = methodology.function("imputation")
        if "groups" in arguments_of(fill):
            if groups is not None:
                raise MethodError("imputation: its groups are fixed already; give them once")
            completed = applied(methodology.imputation, fill, before)
        else:
            completed = applied(methodology.imputation, fill, before, groups)
        values = check_result(methodology.imputation, completed, before.shape)
        filled = imputed(before, values).sum(axis=0)
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


def normalise(x: Floats, framework: Framework, methodology: Methodology) -> Floats:
    """(n, K) levels and measurements -> scores on 0–100, higher is better; missing stays missing."""
    measures = [leaf.measure for leaf in framework.leaves]
    rated = np.array([measure is None for measure in measures])
    direction = np.array([1 if measure is None else measure.direction for measure in measures])
    ends = np.array([(np.nan, np.nan) if m is None or m.goalposts is None else m.goalposts for m in measures])
    chosen = methodology.function("normalisation")
    method, fixed = facts_of(chosen), arguments_of(chosen)
    known = {"direction": direction, "low": ends[:, 0], "high": ends[:, 1]}
    if "minimum" in method.takes and rated.any():
        levels = scale_values(framework)
        known |= {"minimum": levels.min(), "maximum": levels.max()}
    framed = {name: known[name] for name in method.takes if name in known and name not in fixed}
    if "direction" in framed and not accepts(chosen, "direction"):
        if (direction < 0).any():
            less = ", ".join(leaf for leaf, sign in zip(framework.leaf_ids, direction, strict=True) if sign < 0)
            raise MethodError(f"normalisation: {name_of(chosen)} takes no direction, and less is better for {less}")
        del framed["direction"]

    def normalised(columns: Bools, framed: dict[str, Any]) -> Floats:
        values = pd.DataFrame(x, columns=list(framework.leaf_ids)) if any(map(is_labelled, fixed.values())) else x
        part = values.loc[:, columns] if isinstance(values, pd.DataFrame) else values[:, columns]
        return check_result(methodology.normalisation, applied(chosen, chosen, part, **framed), part.shape)

    if not method.of_levels:
        return from_positive_scale(normalised(np.ones(len(rated), dtype=bool), framed), leaf_lower_bound(methodology))
    result = np.full(x.shape, np.nan)
    if rated.any():
        of_rated = {name: value[rated] if np.ndim(value) else value for name, value in framed.items()}
        result[:, rated] = normalised(rated, of_rated)
    posts = ~rated & ~np.isnan(ends[:, 0])
    observed = ~rated & ~posts
    if posts.any():
        result[:, posts] = goalposts(x[:, posts], ends[posts, 0], ends[posts, 1], direction[posts])
    if observed.any():
        result[:, observed] = min_max(x[:, observed], direction[observed])
    return result
