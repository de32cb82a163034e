"""What is said of a territory: strengths and limits that hold, and what matters beside how it is doing."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from revue_analytics.methods.arrays import Floats

FINDINGS = ("strength", "limit", "unconfirmed", "too_few")
RELATIVE = ("asset", "brake", "")

STRENGTH_FROM, LIMIT_BELOW, PROBABILITY, LEAST_ANSWERS = 75.0, 50.0, 0.9, 5

QUADRANTS = ("act", "keep", "watch", "enough")
"""Important and short of its target; important and at it; less important and short of it; less important and at it."""


def finding_table(
    draws: Floats,
    n_rated: NDArray[np.int64],
    criteria: tuple[str, ...],
    overall: Floats,
    *,
    least_answers: int = LEAST_ANSWERS,
    strength_from: float = STRENGTH_FROM,
    limit_below: float = LIMIT_BELOW,
    probability: float = PROBABILITY,
) -> pd.DataFrame:
    """Say which criteria of a territory are strengths and which are limits, on the evidence of draws.

    Parameters
    ----------
    draws
        (D, K) draws of the criteria's scores on 0–100, NaN where there is none.
    n_rated
        (K,) rated answers; fewer than `least_answers` make no claim.
    criteria
        (K,) ids.
    overall
        (D,) draws of the territory's own overall score, in the same draws; NaN where it has none.
    strength_from, limit_below, probability
        A strength reaches `strength_from`, a limit stays below `limit_below`, with at least this probability.

    Returns
    -------
    Frame ``criterion``, ``finding`` (`FINDINGS`), ``p_strength``, ``p_limit``, ``order`` (1 the clearest of its kind:
    most probable first, then furthest in the mean), ``place``, for the criteria that have a score. Findings of one
    kind that the draws cannot tell apart share a place, that of the clearest of them: one is told apart from it if it
    is less marked in at least `probability` of the draws (an equal score is half a draw).
    ``relative`` (`RELATIVE`): whether the criterion is above (asset, *point d'appui*) or below (brake, *frein*) the
    territory's own overall score with at least `probability`, ``p_above`` and ``p_below``.

    Examples
    --------
    >>> table = finding_table(np.full((10, 2), [70.0, 30.0]), np.array([9, 9]), ("A", "B"), np.full(10, 50.0))
    >>> table["finding"].tolist(), table["relative"].tolist()
    (['unconfirmed', 'limit'], ['asset', 'brake'])
    """
    scored = np.flatnonzero(~np.isnan(draws).any(axis=0))
    values, few = draws[:, scored], n_rated[scored] < least_answers
    p_strength, p_limit = (values >= strength_from - 1e-9).mean(axis=0), (values < limit_below - 1e-9).mean(axis=0)
    p_above, p_below = (np.nan_to_num((sign * (values - overall[:, None]) > 1e-9).mean(axis=0)) for sign in (1.0, -1.0))

    def claims(first: Floats, second: Floats, words: tuple[str, str, str, str]) -> NDArray[np.str_]:
        sure = [few, first >= probability - 1e-12, second >= probability - 1e-12]
        return np.select(sure, list(words[:3]), default=words[3])

    kinds = claims(p_strength, p_limit, ("too_few", "strength", "limit", "unconfirmed"))
    is_limit, mean = kinds == "limit", values.mean(axis=0)
    clearest, further = np.where(is_limit, p_limit, p_strength), np.where(is_limit, -mean, mean)
    clearest_first = np.lexsort([-further, -clearest])
    order, place = np.zeros((2, len(scored)), dtype=np.int64)
    for kind in FINDINGS:
        ranked = clearest_first[kinds[clearest_first] == kind]
        order[ranked] = np.arange(1, len(ranked) + 1)
        place[ranked] = _places(values[:, ranked] * (-1.0 if kind == "limit" else 1.0), probability)
    return pd.DataFrame(
        {
            "criterion": [criteria[k] for k in scored],
            "finding": kinds,
            "p_strength": p_strength,
            "p_limit": p_limit,
            "relative": claims(p_above, p_below, ("", "asset", "brake", "")),
            "p_above": p_above,
            "p_below": p_below,
            "order": order,
            "place": place,
        }
    )


def _places(marked: Floats, probability: float) -> list[int]:
    """(D, r) draws of how marked the findings of a kind are, clearest first -> the place of each."""
    ranks: list[int] = []
    for k in range(marked.shape[1]):
        lead = marked[:, ranks[-1] - 1 if ranks else k] - marked[:, k]
        ahead = (lead > 1e-9).mean() + 0.5 * (np.abs(lead) <= 1e-9).mean()
        ranks.append(ranks[-1] if ranks and ahead < probability - 1e-12 else k + 1)
    return ranks


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
    rows = each.groupby([*keys, "indicator"], sort=False, observed=True).agg(
        total=("weighted", "sum"), weight=("weight", "sum"), least=("points", "min"), most=("points", "max")
    )
    rows = rows.assign(points=rows["total"] / rows["weight"]).reset_index()
    rows = rows.merge(scores[[*keys, "node", "score", "low", "high"]].rename(columns=named), on=[*keys, "indicator"])
    rows = rows.merge(gaps[[*keys, "node", "target"]].rename(columns=named), on=[*keys, "indicator"])
    n_indicators = rows.groupby(keys, observed=True)["indicator"].transform("size")
    rows = rows.assign(equal=100.0 / n_indicators).dropna(subset=["score", "points"]).reset_index(drop=True)
    matters = (rows["points"] > rows["equal"] + 1e-9).to_numpy()
    reached = (rows["score"] >= rows["target"] - 1e-9).to_numpy()
    quadrant = np.select([matters & ~reached, matters & reached, ~matters & ~reached], QUADRANTS[:3], QUADRANTS[3])
    sure = (rows["high"] < rows["target"] - 1e-9) | (rows["low"] >= rows["target"] - 1e-9)
    return rows[[*keys, "indicator", *numbers]].assign(quadrant=quadrant, sure=sure)
