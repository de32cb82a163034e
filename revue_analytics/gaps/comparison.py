"""Scores beside others: peers, the best of them (the frontier), the campaign before, a reviewer.

Letters: ``n`` territories, ``m`` indicators.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from revue_analytics.gaps.targets import stratum_of
from revue_analytics.methods.arrays import Floats
from revue_analytics.scoring import Scores

LEAST_PEERS = 5
TOLERANCE = 1e-7  # of a point


def gap_to(scores: Scores, reference: pd.DataFrame) -> pd.DataFrame:
    """Distance of scores to a reference, node by node.

    Parameters
    ----------
    scores
        Scores of (n) units.
    reference
        ``territory`` (and ``campaign``, where the units have one), ``node`` or ``criterion``, ``score`` on 0–100.

    Returns
    -------
    Frame: the reference's key columns, ``score`` (0–100, NaN where there is none), ``reference``, ``gap`` = reference −
    score: positive where the score is below. One row per row of the reference, in its order.

    Examples
    --------
    >>> from revue_analytics.framework import load_framework
    >>> from revue_analytics.scoring import score_table
    >>> framework = load_framework()
    >>> x = pd.DataFrame([[2.0] * 18], columns=list(framework.leaf_ids), index=["01004"])
    >>> seen = pd.DataFrame({"territory": ["01004"], "criterion": ["I5B"], "score": [25.0]})
    >>> gap_to(score_table(x, framework), seen).to_dict("records")
    [{'territory': '01004', 'criterion': 'I5B', 'score': 50.0, 'reference': 25.0, 'gap': -25.0}]
    """
    node = "node" if "node" in reference else "criterion"
    keys = [name for name in ("territory", "campaign") if name in reference and name in scores.units]
    own = scores.table()[[*keys, "node"]].assign(score=scores.on_0_100.ravel())
    other = reference[[*keys, node, "score"]].rename(columns={"score": "reference", node: "node"})
    rows = other.merge(own, on=[*keys, "node"], how="left", validate="many_to_one")
    rows = rows.assign(gap=rows["reference"] - rows["score"]).rename(columns={"node": node})
    return rows[[*keys, node, "score", "reference", "gap"]]


def last_campaign(scores: Scores, order: list[str] | None = None) -> pd.DataFrame:
    """Scores of each territory in the campaign before, as a reference for the one after.

    Parameters
    ----------
    scores
        Scores of (n) units with a ``campaign``.
    order
        Campaigns in order of time; that of their names by default. A territory is compared with the last campaign
        that it took part in.

    Returns
    -------
    Frame ``territory``, ``campaign`` (the later one), ``node``, ``previous_campaign``, ``score`` on 0–100.
    """
    known = sorted(scores.units["campaign"].unique()) if order is None else list(order)
    units = scores.units[["territory", "campaign"]].assign(turn=scores.units["campaign"].map(known.index))
    units = units.sort_values(["territory", "turn"])
    units["next"] = units.groupby("territory")["campaign"].shift(-1)
    table = scores.table()[["territory", "campaign", "node"]]
    table = table.assign(score=scores.on_0_100.ravel())
    rows = table.merge(units.dropna(subset=["next"])[["territory", "campaign", "next"]], on=["territory", "campaign"])
    rows = rows.rename(columns={"campaign": "previous_campaign", "next": "campaign"})
    return rows[["territory", "campaign", "node", "previous_campaign", "score"]]


def peer_table(scores: Scores, strata: pd.Series) -> pd.DataFrame:
    """Median and best quartile among the territories of the same stratum and campaign, at least five with a score.

    Parameters
    ----------
    scores
        Scores of (n) units, ``territory`` and ``campaign`` among the units' columns.
    strata
        Stratum of each territory, indexed by its code; an empty one has no peers.

    Returns
    -------
    Frame ``territory``, ``campaign``, ``node``, ``stratum``, ``n_peers``, ``median``, ``best_quartile``; the territory
    itself is one of its peers.
    """
    flat = scores.on_0_100
    table = scores.table()[["territory", "campaign", "node"]].assign(score=flat.ravel())
    table["stratum"] = stratum_of(table["territory"], strata)
    table = table[(table["stratum"] != "") & table["score"].notna()]
    by_stratum = table.groupby(["campaign", "stratum", "node"])["score"]
    table["n_peers"] = by_stratum.transform("size")
    table["median"] = by_stratum.transform("median")
    table["best_quartile"] = by_stratum.transform("quantile", 0.75)
    return table[table["n_peers"] >= LEAST_PEERS].drop(columns="score").reset_index(drop=True)


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
    complete = np.flatnonzero(~np.isnan(values).any(axis=1))
    result = np.full(len(values), np.nan)
    if len(complete):
        known = values[complete]
        ahead = list(dict.fromkeys(int(k) for k in (*(known @ high[:, None]).argmax(axis=0), *known.argmax(axis=0))))
        result[complete] = [_distance(known, i, ahead, low, high) for i in range(len(known))]
    return result


def _distance(x: Floats, i: int, ahead: list[int], low: Floats, high: Floats) -> float:
    """Distance of unit i; units that are ahead of it under the weights found join `ahead` until there are none."""
    from scipy.optimize import linprog

    m = x.shape[1]
    while True:
        lead = x[ahead] - x[i]
        optimum = linprog(
            np.append(np.zeros(m), 1.0),
            A_ub=np.column_stack([lead, -np.ones(len(ahead))]),
            b_ub=np.zeros(len(ahead)),
            A_eq=np.append(np.ones(m), 0.0)[None],
            b_eq=[1.0],
            bounds=[*zip(low, high, strict=True), (0.0, None)],
            method="highs",
        )
        leads = (x - x[i]) @ optimum.x[:m]
        best = int(leads.argmax())
        if leads[best] <= optimum.x[m] + TOLERANCE or best in ahead:
            return 0.0 if optimum.x[m] <= TOLERANCE else float(optimum.x[m])
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
