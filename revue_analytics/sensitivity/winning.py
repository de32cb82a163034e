"""How often one unit is above another when nothing is known of the weights: the exact share, without drawing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from revue_analytics.methods.arrays import Floats, Labels, Names, named_arrays
from revue_analytics.methods.registry import Method
from revue_analytics.sensitivity.results import Exact, as_values, column
from revue_analytics.sensitivity.smaa_problem import TIE, require_additive

BLOCK = 1 << 16


@dataclass(frozen=True, eq=False)
class PairwiseWinning(Exact):
    """Exact pairwise winning indices on the uniform simplex.

    Attributes
    ----------
    units
        Their labels.
    probability
        (n, n) share of all weights under which the unit of the row is strictly above that of the column; units of
        equal values win neither.
    """

    units: Labels
    probability: Floats

    def table(self) -> pd.DataFrame:
        """Return one row per pair of different units: ``unit``, ``other``, ``probability``."""
        n = len(self.units)
        table = pd.DataFrame({"unit": column(self.units, each=n), "other": column(self.units, times=n)})
        table["probability"] = self.probability.ravel()
        return table[~np.eye(n, dtype=bool).ravel()].reset_index(drop=True)


@named_arrays(x="... n m", direction="m")
def pairwise_winning(
    names: Names, x: Any, *, aggregation: Method = "arithmetic_mean", direction: Any = None
) -> PairwiseWinning:
    """Share of all weights under which each unit is above each other one, in closed form.

    Parameters
    ----------
    x
        (n, m) values, none missing, higher is better.
    aggregation
        One that orders units as a weighted sum does: the arithmetic, geometric or harmonic mean.
    direction
        (m,) of ±1; −1 where less is better.

    Returns
    -------
    PairwiseWinning

    Raises
    ------
    MethodError
        Another aggregation, or values missing: draw weights and see `Acceptability.pairwise_winning`.

    Notes
    -----
    Uniform weights are independent exponentials divided by their sum, so that with d the differences of two units,
    P(d·w > 0) = P(X > Y), X and Y being sums of exponentials with the positive and the negative parts of d as means.
    Of two exponentials under way, with means a and c, the first ends first with probability c / (a + c), and what is
    left of the other begins anew: ``f(i, j) = [a_i f(i, j+1) + c_j f(i+1, j)] / (a_i + c_j)``, f = 1 where Y has ended
    and 0 where X has. Only positive terms are added, so that the result keeps its digits where differences nearly
    tie; the partial fractions that are usually written for it lose them all there. Differences of less than 1e-9 of
    the spread of the values count as none.

    Examples
    --------
    >>> pairwise_winning([[3.0, 0.0], [0.0, 1.0]]).probability
    array([[0.  , 0.75],
           [0.25, 0.  ]])
    """
    values = require_additive(as_values(names, x, direction), aggregation)
    n = len(values)
    first, second = np.triu_indices(n, 1)
    won, lost = np.zeros((n, n)), np.zeros((n, n))
    for start in range(0, len(first), BLOCK):
        i, j = first[start : start + BLOCK], second[start : start + BLOCK]
        difference = values[i] - values[j]
        difference[np.abs(difference) <= TIE * np.ptp(values)] = 0.0
        won[i, j] = _share_won(difference)
        lost[i, j] = np.where((difference != 0).any(axis=1), 1.0 - won[i, j], 0.0)
    return PairwiseWinning(names["n"], won + lost.T)


def _share_won(difference: Floats) -> Floats:
    """(P, m) differences -> (P,) share of the simplex on which their weighted sum is positive."""
    gains = -np.sort(-np.maximum(difference, 0.0), axis=1).T
    losses = -np.sort(-np.maximum(-difference, 0.0), axis=1).T
    m, pairs = gains.shape
    f = np.zeros((m + 1, pairs))  # f[j] is f(i + 1, j) before step i, and f(i, j) after it
    for a in gains[::-1]:
        f[m] = a > 0
        for j in reversed(range(m)):
            c = losses[j]
            f[j] = np.divide(a * f[j + 1] + c * f[j], a + c, out=np.zeros(pairs), where=a + c > 0)
    return np.asarray(f[0])
