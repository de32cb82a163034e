"""Distance to the frontier: how far the best of its peers stays ahead under the weights that suit a territory best.

Letters: ``n`` territories, ``m`` indicators.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from revue_analytics.gaps.findings import LEAST_PEERS
from revue_analytics.gaps.targets import stratum_of
from revue_analytics.methods.arrays import Floats
from revue_analytics.scoring import Scores

__all__ = ["frontier_distance", "frontier_table"]

TOLERANCE = 1e-7  # of a point


def frontier_distance(x: ArrayLike, lower: ArrayLike, upper: ArrayLike) -> Floats:
    """Benefit of the doubt in points: ``min over w of max over k of sum_j w_j (x_kj − x_ij)``.

    The weights sum to one and stay between their bounds. It is 0 for a unit that some admissible weights put first.
    Unlike the usual ratio it is in points of the score, is not upset by zeros, and judges by the same set of weights
    as every other statement of the review; unlike the best value on each indicator it asks for nothing that no
    territory has reached.

    Parameters
    ----------
    x
        (n, m) values on 0–100; a row with a missing value is not compared and limits nobody.
    lower, upper
        (m,) bounds of the weights.

    Returns
    -------
    (n,) points, NaN for the rows not compared.

    Notes
    -----
    A linear programme per unit. Only the units that turn out to be ahead enter it, found as they are violated and kept
    for the next unit: some 3 ms a unit.

    References
    ----------
    Cherchye, Moesen, Rogge and Van Puyenbroeck (2007), "An introduction to 'benefit of the doubt' composite
    indicators", *Social Indicators Research* 82; in its additive form.

    Examples
    --------
    >>> frontier_distance([[80.0, 20.0], [40.0, 60.0], [40.0, 30.0]], [0.25, 0.25], [0.75, 0.75]).round(6)
    array([ 0.,  0., 15.])
    """
    values = np.asarray(x, dtype=np.float64)
    low, high = np.asarray(lower, dtype=np.float64), np.asarray(upper, dtype=np.float64)
    there = np.flatnonzero(~np.isnan(values).any(axis=1))
    result = np.full(len(values), np.nan)
    if len(there):
        known = values[there]
        ahead = list(dict.fromkeys(int(k) for k in (*(known @ high[:, None]).argmax(axis=0), *known.argmax(axis=0))))
        result[there] = [_distance(known, i, ahead, low, high) for i in range(len(known))]
    return result


def _distance(x: Floats, i: int, ahead: list[int], low: Floats, high: Floats) -> float:
    """Distance of unit i; units that are ahead of it under the weights found join `ahead` until there are none."""
    from scipy.optimize import linprog

    m = x.shape[1]
    while True:
        lead = x[ahead] - x[i]
        found = linprog(
            np.append(np.zeros(m), 1.0),
            A_ub=np.column_stack([lead, -np.ones(len(ahead))]),
            b_ub=np.zeros(len(ahead)),
            A_eq=np.append(np.ones(m), 0.0)[None],
            b_eq=[1.0],
            bounds=[*zip(low, high, strict=True), (0.0, None)],
            method="highs",
        )
        leads = (x - x[i]) @ found.x[:m]
        best = int(leads.argmax())
        if leads[best] <= found.x[m] + TOLERANCE or best in ahead:
            return 0.0 if found.x[m] <= TOLERANCE else float(found.x[m])
        ahead.append(best)


def frontier_table(scores: Scores, strata: pd.Series, lower: Floats, upper: Floats) -> pd.DataFrame:
    """Distance of each territory to the frontier of those of its stratum and campaign, at least five with all scores.

    Parameters
    ----------
    scores
        Scores of (n) units with ``territory`` and ``campaign``.
    strata
        Stratum of each territory, by its code.
    lower, upper
        (m,) bounds of the indicators' weights.

    Returns
    -------
    Frame ``territory``, ``campaign``, ``stratum``, ``n_peers``, ``distance``; none for a score that is no weighted sum.
    """
    top = scores.tree.top
    units = scores.units[["territory", "campaign"]].assign(stratum=stratum_of(scores.units["territory"], strata))
    units["row"] = np.arange(len(units))
    complete = ~np.isnan(scores.scores[:, top]).any(axis=1)
    kept = units[complete & (units["stratum"] != "").to_numpy()]
    frames = []
    if scores.methodology.is_additive:
        for _, group in kept.groupby(["campaign", "stratum"], sort=True):
            if len(group) >= LEAST_PEERS:
                distance = frontier_distance(scores.scores[group["row"]][:, top], lower, upper)
                frames.append(group.assign(n_peers=len(group), distance=distance))
    names = ["territory", "campaign", "stratum", "n_peers", "distance"]
    return pd.concat(frames, ignore_index=True)[names] if frames else pd.DataFrame(columns=names)
