"""Stochastic multicriteria acceptability analysis (SMAA): which ranks do units take over all draws?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from revue_analytics.errors import MethodError
from revue_analytics.methods.arrays import Floats, Labels, Names, named_arrays
from revue_analytics.methods.registry import Method
from revue_analytics.sensitivity.rank_counts import count_bins, ranks
from revue_analytics.sensitivity.results import Tabled, as_count, as_values, as_weights, column
from revue_analytics.sensitivity.smaa_problem import TIE, SmaaProblem

FULL_MATRIX = 8192
"""From here on the full matrix (units × ranks) would fill the memory: bins or the first ranks are asked instead."""


@dataclass(frozen=True, eq=False)
class Acceptability(Tabled):
    """Which ranks units take under draws of weights (and of values).

    Attributes
    ----------
    units, criteria
        Their labels.
    kind
        What a column of `rank_acceptability` is: ``"rank"``, ``"bin"`` (of ranks) or ``"top"`` (the first ranks).
    rank_acceptability
        (n, P) share of the draws in which a unit takes a rank; 0 is best. Units that tie share the best of their
        ranks and each counts in full there: rows sum to one, columns do where nothing ties.
    first_share
        (n,) share of the draws in which a unit is first, alone or not.
    leaders
        (F, 2) each draw with a unit that is first in it.
    n_draws, seed
        Number of draws; the seed they were made from, if it was given.
    problem
        Values and weights, for what is computed on demand.
    """

    units: Labels
    criteria: Labels
    kind: str
    rank_acceptability: Floats
    first_share: Floats
    leaders: NDArray[np.int64]
    n_draws: int
    seed: int | None
    problem: SmaaProblem

    @cached_property
    def standard_error(self) -> Floats:
        """(n, P) Monte Carlo standard error of `rank_acceptability`, ``sqrt(p (1 - p) / D)``."""
        return _binomial_error(self.rank_acceptability, self.n_draws)

    @cached_property
    def central_weights(self) -> Floats:
        """(n, m) mean of the weights under which a unit is first; NaN where it never is."""
        return self._central[0]

    @cached_property
    def central_weights_error(self) -> Floats:
        """(n, m) Monte Carlo standard error of `central_weights`; NaN where a unit is first in fewer than two draws."""
        return self._central[1]

    @cached_property
    def _central(self) -> tuple[Floats, Floats]:
        draws, units = self.leaders.T
        n, m = len(self.units), len(self.criteria)
        first, total, squares = np.bincount(units, minlength=n)[:, None], np.empty((n, m)), np.empty((n, m))
        for k in range(m):
            led = self.problem.weights[draws, k]
            total[:, k] = np.bincount(units, weights=led, minlength=n)
            squares[:, k] = np.bincount(units, weights=led**2, minlength=n)
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = total / first
            variance = np.maximum(squares - first * mean**2, 0.0) / (first - 1)
            return mean, np.where(first > 1, np.sqrt(variance / first), np.nan)

    @cached_property
    def expected_rank(self) -> Floats:
        """(n,) mean rank, 1 best; from the middle of each bin where bins were counted.

        Raises
        ------
        MethodError
            Only the first ranks were counted.
        """
        return self.rank_acceptability @ self._rank_of_column

    @cached_property
    def expected_rank_error(self) -> Floats:
        """(n,) Monte Carlo standard error of `expected_rank`."""
        squares = self.rank_acceptability @ self._rank_of_column**2
        return np.sqrt(np.maximum(squares - self.expected_rank**2, 0.0) / self.n_draws)

    @cached_property
    def pairwise_winning(self) -> Floats:
        """(n, n) share of the draws in which the unit of the row is strictly above that of the column.

        A tie is a win for neither, so that the expected rank of a unit is one more than the sum of its column.
        """
        n = self.problem.n_units
        if n > FULL_MATRIX:
            raise MethodError(f"{n} units would need a matrix of {n} × {n}: compare fewer of them")
        wins = np.zeros((n, n), dtype=np.int64)
        rows = max(1, (1 << 22) // (255 * n))
        for start in range(0, self.n_draws, 255):  # at most 255, so that bytes hold the counts of a block
            rank = ranks(self.problem.losses(start, min(start + 255, self.n_draws))).astype(np.uint16)
            for top in range(0, n, rows):
                above = rank[:, top : top + rows, None] < rank[:, None, :]
                wins[top : top + rows] += np.add.reduce(above.view(np.uint8), axis=0, dtype=np.uint8)
        return wins / self.n_draws

    @cached_property
    def pairwise_error(self) -> Floats:
        """(n, n) Monte Carlo standard error of `pairwise_winning`."""
        return _binomial_error(self.pairwise_winning, self.n_draws)

    @cached_property
    def confidence_factor(self) -> Floats:
        """(n,) share of the draws of values in which a unit is first under its central weights; 0 if it never is first.

        With exact values it says only whether the unit is first there: draw the values together with the weights.
        """
        factor = np.zeros(len(self.units))
        leading = np.flatnonzero(self.first_share > 0)
        if self.problem.x.ndim == 2:
            below = self.problem.under(self.central_weights[leading]).losses
            step = max(1, (1 << 20) // len(self.units))
            for start in range(0, len(leading), step):
                part = leading[start : start + step]
                factor[part] = _leads(below(start, start + len(part)), part)
            return factor
        for unit in leading:
            factor[unit] = np.mean(self._first_under(self.central_weights[unit], unit))
        return factor

    @cached_property
    def confidence_error(self) -> Floats:
        """(n,) Monte Carlo standard error of `confidence_factor` and the weights it is had under; 0 with exact values.

        Each tenth of the draws is left out in turn (jackknife). NaN where all draws in which a unit is first are in
        one tenth.
        """
        error = np.zeros(len(self.units))
        if self.problem.x.ndim == 2:
            return error
        tenth = np.arange(self.n_draws) * min(self.n_draws, 10) // self.n_draws
        for unit in np.flatnonzero(self.first_share > 0):
            led = self.leaders[self.leaders[:, 1] == unit, 0]
            if len(np.unique(tenth[led])) < 2:
                error[unit] = np.nan
                continue
            factors = []
            for out in range(tenth[-1] + 1):
                central = self.problem.weights[led[tenth[led] != out]].mean(axis=0)
                factors.append(self._first_under(central, unit)[tenth != out].mean())
            error[unit] = np.sqrt((len(factors) - 1) * np.var(factors))
        return error

    def _first_under(self, weights: Floats, unit: Any) -> NDArray[np.bool_]:
        """(D,) whether a unit is first in each draw of values under the same (m,) weights."""
        losses = self.problem.under(weights).losses
        step = max(1, (1 << 20) // len(self.units))
        blocks = [losses(start, min(start + step, self.n_draws)) for start in range(0, self.n_draws, step)]
        return np.concatenate([_leads(block, unit) for block in blocks])

    @property
    def _rank_of_column(self) -> Floats:
        n, columns = self.rank_acceptability.shape
        if self.kind == "top":
            raise MethodError("the expected rank needs every rank: ask for bins or for the full matrix, not for top")
        rank = np.arange(n)
        return np.bincount(rank * columns // n, weights=rank + 1.0) / np.bincount(rank * columns // n)

    def table(self) -> pd.DataFrame:
        """Return one row per unit and rank (or bin), 1 best: ``acceptability`` and its ``standard_error``."""
        n, columns = self.rank_acceptability.shape
        table = pd.DataFrame({"unit": column(self.units, each=columns)})
        table["rank" if self.kind == "top" else self.kind] = np.tile(np.arange(1, columns + 1), n)
        table["acceptability"] = self.rank_acceptability.ravel()
        table["standard_error"] = self.standard_error.ravel()
        return table

    def summary(self) -> pd.DataFrame:
        """Return one row per unit: share of first ranks, expected rank, central weights, each with its error."""
        table = pd.DataFrame({"unit": column(self.units), "first": self.first_share})
        table["first_error"] = _binomial_error(self.first_share, self.n_draws)
        if self.kind != "top":
            table["expected_rank"], table["expected_rank_error"] = self.expected_rank, self.expected_rank_error
        for k, criterion in enumerate(self.criteria):
            table[f"central_{criterion}"] = self.central_weights[:, k]
            table[f"central_{criterion}_error"] = self.central_weights_error[:, k]
        return table


@named_arrays(x="... n m", weights="... m", direction="m")
def rank_acceptability(
    names: Names,
    x: Any,
    weights: Any,
    *,
    aggregation: Method = "arithmetic_mean",
    bins: int | None = None,
    top: int | None = None,
    direction: Any = None,
    seed: int | None = None,
    threads: int | None = None,
) -> Acceptability:
    """Count how often each unit takes each rank under draws of weights.

    Parameters
    ----------
    x
        (n, m) values, or (D, n, m) one set per draw; higher is better; NaN leaves its weight to the others.
    weights
        (D, m) independent draws of weights, as those of `sample_weights` are, or (m,) with drawn values. Standard
        errors count the draws as independent: those of a chain of one's own would make them too small.
    aggregation
        Name or callable ``(..., m), (..., m) -> (...)``.
    bins
        Count ranks by this many bins: the unit at rank p of n (0 best) is in bin ``p * bins // n``.
    top
        Count only the first so many ranks.
    direction
        (m,) of ±1; −1 where less is better.
    seed
        The seed of the draws, recorded in the result.
    threads
        By default two where that pays. The result depends neither on it nor on the size of blocks.

    Returns
    -------
    Acceptability

    Raises
    ------
    MethodError
        Both `bins` and `top`, more of them than units, or a full matrix of more than 8 192 units.

    Notes
    -----
    Scores that differ by no more than 1e-9 of the spread of the values tie. Memory stays flat: blocks of draws.

    References
    ----------
    Lahdelma & Salminen (2001), *Operations Research* 49, 444–454 (SMAA-2).

    Examples
    --------
    >>> from revue_analytics.sensitivity import sample_weights
    >>> w = sample_weights("uniform", 2, 10_000, rng=np.random.default_rng(0))
    >>> rank_acceptability([[1, 0], [0, 1], [0.6, 0.6]], w).first_share.round(1)
    array([0.4, 0.4, 0.2])
    """
    values = as_values(names, x, direction)
    units, criteria = names["n"], names["m"]
    problem = SmaaProblem.of(values, as_weights(weights, criteria), aggregation)
    n, n_draws = problem.n_units, problem.n_draws
    threads = None if threads is None else as_count(threads, "threads")
    bin_of, columns = _bins(n, bins, top)
    counts, leaders = count_bins(problem.losses, n, n_draws, bin_of, threads=threads)
    return Acceptability(
        units=units,
        criteria=criteria,
        kind="bin" if bins else "top" if top else "rank",
        rank_acceptability=counts[:, :columns] / n_draws,
        first_share=np.bincount(leaders[:, 1], minlength=n) / n_draws,
        leaders=leaders,
        n_draws=n_draws,
        seed=seed,
        problem=problem,
    )


def _bins(n: int, bins: int | None, top: int | None) -> tuple[NDArray[np.int64], int]:
    """(n,) the bin of each rank, and how many bins are reported."""
    rank = np.arange(n)
    if bins is not None and top is not None:
        raise MethodError("ask for bins or for top, not for both")
    for name, value in (("bins", bins), ("top", top)):
        if value is not None:
            as_count(value, name, n, "units")
    if bins is not None:
        return rank * bins // n, bins
    if top is not None:
        return np.minimum(rank, top), top
    if n > FULL_MATRIX:
        raise MethodError(f"{n} units would need a matrix of {n} × {n}: ask for bins=100 or top=10")
    return rank, n


def _binomial_error(share: Floats, n_draws: int) -> Floats:
    return np.asarray(np.sqrt(share * (1.0 - share) / n_draws))


def _leads(below: Floats, units: Any) -> NDArray[np.bool_]:
    """(B,) whether the unit (one for each row, or one for all) is first in each row of losses."""
    own = np.take_along_axis(below, np.broadcast_to(units, len(below))[:, None], axis=1)[:, 0]
    return np.asarray(own <= below.min(axis=1) + TIE)
