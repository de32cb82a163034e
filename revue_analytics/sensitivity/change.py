"""The smallest change of the weights that makes two units tie."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from revue_analytics.errors import MethodError, choices
from revue_analytics.methods.arrays import Floats, Labels, Names, named_arrays
from revue_analytics.methods.registry import Method
from revue_analytics.sensitivity.constraints import weight_set
from revue_analytics.sensitivity.results import Exact, as_values, as_weighting, column, index_of
from revue_analytics.sensitivity.smaa_problem import require_additive

NORMS = ("l1", "linf")


@dataclass(frozen=True, eq=False)
class MinimalChange(Exact):
    """The weights nearest to given ones under which two units tie.

    Attributes
    ----------
    pair
        Labels of the two units.
    criteria
        Labels of the weights.
    before, weights
        (m,) weights as they are, and the nearest under which the two tie; NaN where no admissible weights make them.
    distance
        Size of the change: the sum of the absolute changes (``"l1"``, twice the weight that moves) or the largest
        (``"linf"``); infinite where no admissible weights make the two tie.
    norm
        Which of the two.
    """

    pair: tuple[Hashable, Hashable]
    criteria: Labels
    before: Floats
    weights: Floats
    distance: float
    norm: str

    def table(self) -> pd.DataFrame:
        """Return one row per criterion: weight ``before``, ``after`` and ``change``."""
        table = pd.DataFrame({"criterion": column(self.criteria), "before": self.before, "after": self.weights})
        return table.assign(change=self.weights - self.before)


@named_arrays(x="... n m", w="m", lower="m", upper="m", direction="m")
def minimal_change(
    names: Names,
    x: Any,
    w: Any,
    *,
    pair: tuple[Hashable, Hashable],
    norm: str = "l1",
    constraints: Any = (),
    lower: ArrayLike | None = None,
    upper: ArrayLike | None = None,
    aggregation: Method = "arithmetic_mean",
    direction: Any = None,
) -> MinimalChange:
    """Find the smallest change of the weights under which two units have the same score.

    Parameters
    ----------
    x
        (n, m) values, none missing; ``np.diag(shortfalls)`` for two priorities of one unit.
    w
        (m,) weights as they are.
    pair
        Labels of the two units (positions, for an array).
    norm
        ``"l1"``: least sum of absolute changes; ``"linf"``: least largest change.
    constraints, lower, upper
        What the changed weights must meet (see `sample_weights`).
    aggregation
        One that orders units as a weighted sum does.
    direction
        (m,) of ±1; −1 where less is better.

    Returns
    -------
    MinimalChange

    Raises
    ------
    MethodError
        Unknown unit or norm, values missing, or constraints that conflict.

    Examples
    --------
    >>> change = minimal_change([[1.0, 0.0], [0.0, 1.0]], [0.7, 0.3], pair=(0, 1))
    >>> change.weights, round(change.distance, 6)
    (array([0.5, 0.5]), 0.4)
    """
    from scipy.optimize import linprog

    if norm not in NORMS:
        raise MethodError(f"norm is {norm!r}, expected {choices(norm, NORMS)}")
    values = require_additive(as_values(names, x, direction), aggregation)
    units, criteria = names["n"], names["m"]
    before = as_weighting(w, criteria)
    if len(pair) != 2:
        raise MethodError(f"pair is {pair!r}, expected the labels of two units")
    first, second = (values[index_of(label, units, "unit")] for label in pair)
    difference = (first - second) / max(float(np.abs(first - second).max()), np.finfo(float).tiny)
    allowed = weight_set(criteria, constraints, lower=lower, upper=upper)
    m, rows = len(criteria), allowed.rows
    # The weights are before + up - down; the cost is what goes up and down, or one bound on both.
    size = m if norm == "l1" else 1
    each = np.eye(m) if norm == "l1" else np.ones((m, 1))
    change, nothing = np.hstack([np.eye(m), -np.eye(m)]), np.zeros((len(rows), size))
    solution = linprog(
        c=np.concatenate([np.zeros(2 * m), np.ones(size)]),
        A_ub=np.vstack(
            [
                np.hstack([rows @ change, nothing]),
                np.hstack([np.eye(m), np.eye(m), -each]),
                np.hstack([-change, np.zeros((m, size))]),
            ]
        ),
        b_ub=np.concatenate([allowed.limits - rows @ before, np.zeros(m), before]),
        A_eq=np.hstack([np.vstack([difference, np.ones(m)]) @ change, np.zeros((2, size))]),
        b_eq=[-difference @ before, 0.0],
        bounds=(0.0, None),
        method="highs",
    )
    if solution.status != 0:
        return MinimalChange(pair, criteria, before, np.full(m, np.nan), np.inf, norm)
    after = np.maximum(before + change @ solution.x[: 2 * m], 0.0)
    moved = np.abs(after - before)
    return MinimalChange(pair, criteria, before, after, float(moved.sum() if norm == "l1" else moved.max()), norm)
