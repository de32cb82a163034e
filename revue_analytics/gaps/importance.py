"""Importance and performance: what matters to respondents, and how it is doing.

Letters: ``m`` indicators.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

__all__ = ["QUADRANTS", "importance_performance"]

QUADRANTS = ("act", "keep", "watch", "enough")
"""Important and short of its target; important and at it; less important and short of it; less important and at it."""


def importance_performance(points: pd.DataFrame, scores: pd.DataFrame, gaps: pd.DataFrame) -> pd.DataFrame:
    """Put the indicators of each territory into four quarters: how much they matter × whether they reach their target.

    Parameters
    ----------
    points
        ``territory, campaign, group, indicator, points, weight``: mean points by group, and how much the group counts;
        see `revue_analytics.scoring.importance_points`.
    scores
        ``territory, campaign, node, score, low, high``.
    gaps
        ``territory, campaign, node, target``.

    Returns
    -------
    Frame ``territory``, ``campaign``, ``indicator``, ``points``, ``least``, ``most`` (over the groups), ``score``,
    ``low``, ``high``, ``target``, ``quadrant`` (`QUADRANTS`), ``sure``: whether the interval of the score lies on one
    side of the target. An indicator matters if it gets more than an equal share of the 100 points; one without a
    score is left out.

    References
    ----------
    Martilla and James (1977), "Importance-performance analysis", *Journal of Marketing* 41. Their lines are means of
    the sample, which always find something to worry about; ours are the equal share and the target.

    Examples
    --------
    >>> key = {"territory": "01004", "campaign": "2026"}
    >>> frame = lambda **columns: pd.DataFrame(columns).assign(**key)
    >>> found = importance_performance(
    ...     frame(group=["elus", "elus"], indicator=["I5", "I8"], points=[60.0, 40.0], weight=[1.0, 1.0]),
    ...     frame(node=["I5", "I8"], score=[36.1, 76.0], low=[30.0, 70.0], high=[42.0, 82.0]),
    ...     frame(node=["I5", "I8"], target=[75.0, 75.0]),
    ... )
    >>> found[["indicator", "points", "quadrant", "sure"]].to_numpy().tolist()
    [['I5', 60.0, 'act', True], ['I8', 40.0, 'enough', False]]
    """
    keys = ["territory", "campaign"]
    named, numbers = {"node": "indicator"}, ["points", "least", "most", "score", "low", "high", "target"]
    if points.empty:
        return pd.DataFrame(columns=[*keys, "indicator", *numbers, "quadrant", "sure"]).astype(
            dict.fromkeys(numbers, float)
        )
    each = points.assign(weighted=points["points"] * points["weight"])
    found = each.groupby([*keys, "indicator"], sort=False, observed=True).agg(
        total=("weighted", "sum"), weight=("weight", "sum"), least=("points", "min"), most=("points", "max")
    )
    found = found.assign(points=found["total"] / found["weight"]).reset_index()
    found = found.merge(scores[[*keys, "node", "score", "low", "high"]].rename(columns=named), on=[*keys, "indicator"])
    found = found.merge(gaps[[*keys, "node", "target"]].rename(columns=named), on=[*keys, "indicator"])
    n_indicators = found.groupby(keys, observed=True)["indicator"].transform("size")
    found = found.assign(equal=100.0 / n_indicators).dropna(subset=["score", "points"]).reset_index(drop=True)
    matters = (found["points"] > found["equal"] + 1e-9).to_numpy()
    reached = (found["score"] >= found["target"] - 1e-9).to_numpy()
    quadrant = np.select([matters & ~reached, matters & reached, ~matters & ~reached], QUADRANTS[:3], QUADRANTS[3])
    sure = (found["high"] < found["target"] - 1e-9) | (found["low"] >= found["target"] - 1e-9)
    return found[[*keys, "indicator", *numbers]].assign(quadrant=quadrant, sure=sure)
