"""Shares of variance where every draw of one input meets every draw of the others: exact, without an estimator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from revue_analytics.errors import MethodError
from revue_analytics.methods.arrays import Floats, arrays
from revue_analytics.sensitivity.results import Tabled, as_numbers, column


@dataclass(frozen=True, eq=False)
class CrossedVariance(Tabled):
    """Shares of the variance of one output by input.

    Attributes
    ----------
    inputs
        (d,) their names.
    values
        (D₁, …, D_d) the output under every combination of draws.
    first_order, total_order
        (d,) share of the variance that an input explains alone, and together with the others. First orders sum to at
        most one; what is missing belongs to no single input.
    seed
        The seed that the draws were made from, if it was given.
    """

    inputs: tuple[str, ...]
    values: Floats
    first_order: Floats
    total_order: Floats
    seed: int | None = None

    @property
    def n_draws(self) -> tuple[int, ...]:
        """(d,) draws of each input."""
        return self.values.shape

    @property
    def variance(self) -> float:
        """Of the output; where it is 0, so are the shares."""
        return float(self.values.var())

    @cached_property
    def standard_error(self) -> Floats:
        """(2, d) of first and total order, each tenth of the draws of each input left out in turn (jackknife)."""
        squares = np.zeros((2, len(self.inputs)))
        for axis, n in enumerate(self.n_draws):
            groups = [part for part in np.array_split(np.arange(n), min(n, 10)) if 0 < len(part) < n]
            left = np.array([_shares(np.delete(self.values, part, axis=axis)) for part in groups])
            if len(left):
                squares += (len(left) - 1) * left.var(axis=0)
        return np.asarray(np.sqrt(squares))

    def table(self) -> pd.DataFrame:
        """Return one row per input: both indices with their standard errors, and the number of draws."""
        table = pd.DataFrame({"input": column(self.inputs), "first_order": self.first_order})
        first, total = self.standard_error
        table = table.assign(first_error=first, total_order=self.total_order, total_error=total)
        return table.assign(n_draws=self.n_draws)


@arrays(y="...")
def crossed_variance(y: ArrayLike, inputs: Sequence[str], *, seed: int | None = None) -> CrossedVariance:
    """Share the variance of an output out among its inputs, each of which was drawn beforehand.

    Parameters
    ----------
    y
        (D₁, …, D_d) the output under every combination of draws, one axis for each input, all finite.
    inputs
        (d,) names of the axes.
    seed
        The seed that the draws were made from, recorded in the result.

    Returns
    -------
    CrossedVariance

    Raises
    ------
    MethodError
        As many names as axes are expected, and numbers that are finite.

    Notes
    -----
    Sobol' indices by groups through triggers (`Choice`), computed rather than estimated since every combination is
    there: ``S = V(E(Y | X)) / V(Y)``, ``T = 1 - V(E(Y | all but X)) / V(Y)``. What is left to chance is which draws
    were made.

    References
    ----------
    Saltelli et al. (2008), *Global Sensitivity Analysis: The Primer*, section 4.5.

    Examples
    --------
    >>> y = np.add.outer([0.0, 2.0], [0.0, 1.0])
    >>> crossed_variance(y, ["respondents", "weights"]).first_order
    array([0.8, 0.2])
    """
    values = as_numbers(y, "y")
    if values.ndim != len(inputs) or values.size == 0 or not np.isfinite(values).all():
        raise MethodError(f"y has shape {values.shape}, expected an axis for each of {len(inputs)} inputs, all finite")
    first, total = _shares(values)
    return CrossedVariance(tuple(inputs), values, first, total, seed)


def _shares(values: Floats) -> tuple[Floats, Floats]:
    """(d,) first-order and total indices."""
    variance = values.var()
    if variance <= 1e-12 * np.mean(values**2):
        return np.zeros(values.ndim), np.zeros(values.ndim)
    axes = range(values.ndim)
    alone = [values.mean(axis=tuple(other for other in axes if other != axis)).var() for axis in axes]
    without = [values.mean(axis=axis).var() for axis in axes]
    return np.array(alone) / variance, 1.0 - np.array(without) / variance
