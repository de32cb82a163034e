"""What a treatment gives back: the values, and what was done to them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from revue_analytics.methods.arrays import Floats

__all__ = ["Step", "Treated"]


@dataclass(frozen=True)
class Step:
    """What was done to one column.

    Attributes
    ----------
    column
        Its place, from 0.
    method
        ``"none"`` (no outliers), ``"winsorise"``, ``"log"`` or ``"box_cox"``; ``"left"`` if it has outliers that no
        treatment tried could cure.
    n_changed
        Values that are not what they were.
    detail
        ``"2 high, 0 low"`` for a winsorisation, the transformation in formula for the others.
    skewness_before, kurtosis_before, skewness_after, kurtosis_after
        The test, before and after.
    """

    column: int
    method: str
    n_changed: int
    detail: str
    skewness_before: float
    kurtosis_before: float
    skewness_after: float
    kurtosis_after: float

    @property
    def keeps_unit(self) -> bool:
        """Whether the values still have their own unit: of a treatment of one's own nothing says so."""
        return self.method in ("none", "left", "winsorise")


@dataclass(frozen=True, eq=False)
class Treated:
    """Values after the treatment of outliers, with the trace of what was done.

    Attributes
    ----------
    values
        (n, m) values: winsorised ones keep their unit, transformed ones do not.
    changed
        (n, m) where they differ from what was given.
    steps
        One per column; ``pandas.DataFrame(treated.steps)`` is their table.
    """

    values: Floats
    changed: NDArray[np.bool_]
    steps: tuple[Step, ...]

    @property
    def left(self) -> tuple[int, ...]:
        """Columns that still have outliers."""
        return tuple(step.column for step in self.steps if step.method == "left")

    def _repr_html_(self) -> str:
        import pandas as pd

        from revue_analytics.tables.shown import shown

        return shown(pd.DataFrame(self.steps), 2, rows=60)
