"""What every analysis here shares: arrays or frames in, results that show their table out.

Letters, the same in every file: ``n`` units, ``m`` criteria, ``D`` draws. A frame gives its labels to the result, an
array gives positions 0, 1, 2…
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from revue_analytics.errors import MethodError
from revue_analytics.methods.arrays import Floats, Labels, Names, arrays, as_floats
from revue_analytics.tables.shown import shown


class Tabled(ABC):
    """A result that a notebook shows as its table."""

    @abstractmethod
    def table(self) -> pd.DataFrame:
        """Return the result in tidy form."""

    def _repr_html_(self) -> str:
        return shown(self.table(), 3)


class Exact(Tabled):
    """A result that nothing was drawn for: no draws, no seed, no Monte Carlo error.

    `exact` is false, or says of which units it is true, where a result could not be had in closed form or proven.
    """

    exact: bool | NDArray[np.bool_] = True
    n_draws = 0
    seed = None
    standard_error = 0.0


def column(labels: Labels, each: int = 1, times: int = 1) -> pd.Series[Any]:
    """Return labels as a column of a tidy table: each repeated, then the whole.

    >>> column(("a", "b"), each=2, times=1).tolist()
    ['a', 'a', 'b', 'b']
    """
    index = np.tile(np.repeat(np.arange(len(labels)), each), times)
    return pd.Series(list(labels)).iloc[index].reset_index(drop=True)


def as_values(names: Names, x: Any, direction: Any = None) -> Floats:
    """Return (…, n, m) values as floats, higher is better.

    Parameters
    ----------
    names
        Labels of the units, as `named_arrays` gives them.
    x
        (n, m) or (D, n, m) values; NaN where missing.
    direction
        (m,) of ±1: a criterion where less is better (−1) is mirrored within its own range, ``min + max - x``, so that
        positive values stay positive.

    Raises
    ------
    MethodError
        Not numbers, not of two or three axes, infinite, or a unit of which nothing is known.
    """
    values = as_numbers(x, "x")
    if values.ndim not in (2, 3) or 0 in values.shape:
        raise MethodError(f"x has shape {values.shape}, expected (n, m) or (n_draws, n, m)")
    if np.isnan(values).all(axis=-1).any():
        empty = np.flatnonzero(np.isnan(values).all(axis=-1).reshape(-1, values.shape[-2]).any(axis=0))
        listed = ", ".join(repr(names["n"][i]) for i in empty[:5])
        raise MethodError(f"nothing is known of unit {listed}: leave it out")
    if direction is not None:
        sign = as_numbers(direction, "direction")
        if sign.shape not in ((), values.shape[-1:]) or not np.isin(sign, (-1.0, 1.0)).all():
            raise MethodError("direction must be +1 (more is better) or -1 (less is better) for each criterion")
        axes = tuple(range(values.ndim - 1))
        ends = np.nanmin(values, axis=axes) + np.nanmax(values, axis=axes)
        values = np.where(sign < 0, ends - values, values)
    return values


def as_matrix(names: Names, x: Any, direction: Any = None) -> Floats:
    """Return (n, m) values as floats, higher is better: `as_values` where draws of them have no meaning."""
    values = as_values(names, x, direction)
    if values.ndim != 2:
        raise MethodError(f"x has shape {values.shape}, expected (n, m)")
    return values


@arrays(criteria="m: names", w="... m")
def as_weights(w: Any, criteria: Labels) -> Floats:
    """Return (m,) or (D, m) weights of the criteria as floats on the simplex.

    Raises
    ------
    MethodError
        Another number of criteria, a negative or missing weight, weights that are all zero, no draw.
    """
    weights = as_numbers(w, "weights")
    if weights.ndim not in (1, 2) or weights.shape[-1] != len(criteria) or not len(weights):
        raise MethodError(f"weights have shape {weights.shape}, expected (…, {len(criteria)}), one per criterion")
    total = weights @ np.ones(len(criteria))
    if not weights.min(initial=0.0) >= 0 or not np.isfinite(total).all():
        raise MethodError("weights must be numbers, none negative")
    if (total <= 0).any():
        raise MethodError("weights must not be all zero")
    if np.abs(total - 1.0).max() > 1e-12:
        weights /= total[..., None]
    return weights


def as_weighting(w: Any, criteria: Labels) -> Floats:
    """Return (m,) weights as floats on the simplex: `as_weights` where draws of them have no meaning."""
    weights = as_weights(w, criteria)
    if weights.ndim != 1:
        raise MethodError(f"weights have shape {weights.shape}, expected ({len(criteria)},), one per criterion")
    return weights


def as_count(value: Any, name: str, most: int | None = None, of: str = "") -> int:
    """Return a whole number from 1 to `most`.

    >>> as_count(np.int64(3), "n_draws")
    3
    """
    expected = "at least 1" if most is None else f"1 to {most}, the number of {of}"
    if not isinstance(value, (int, np.integer)) or value < 1 or (most is not None and value > most):
        raise MethodError(f"{name} is {value!r}, expected a whole number, {expected}")
    return int(value)


def as_numbers(value: Any, name: str) -> Floats:
    """Return numbers of any library as an array of floats of its own."""
    return np.array(as_floats(value, name))


def index_of(label: Hashable, labels: Sequence[Hashable], what: str) -> int:
    """Return the position of a unit or criterion, given by its label."""
    if label not in labels:
        known = ", ".join(repr(known) for known in labels[:10])
        raise MethodError(f"{what} {label!r} is not known; expected one of {known}{'…' if len(labels) > 10 else ''}")
    return labels.index(label)
