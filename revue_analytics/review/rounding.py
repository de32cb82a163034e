"""The numbers of a review, rounded once: exports, JSON, saved review and pages then hold the same ones.

How many decimals a column has is declared in `revue_analytics.review.tables`. What follows from a number that is
shown (a level in words, a difference, a rank, a tie) is made of the rounded one, so that nothing contradicts what a
reader sees, and so that nothing but what is shown can be computed from.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from revue_analytics.framework import Framework
from revue_analytics.review.reading import floats
from revue_analytics.review.tables import SCORE, SHARE, TABLES
from revue_analytics.scoring import level_of

Floats = NDArray[np.float64]


def rounded(values: Floats, decimals: int) -> Floats:
    """Round to a number of decimals; never −0.

    >>> rounded(np.array([46.1806, -0.04, np.nan]), 1)
    array([46.2,  0. ,  nan])
    """
    return np.asarray(np.round(np.asarray(values, dtype=np.float64), decimals) + 0.0)


def rounded_scores(values: Floats, framework: Framework, decimals: int = 1) -> Floats:
    """Round scores on 0–100, never up to a level that is not reached: 49.96 is 49.9.

    >>> from revue_analytics.framework import load_framework
    >>> rounded_scores(np.array([46.1806, 49.96, 50.0]), load_framework())
    array([46.2, 49.9, 50. ])
    """
    near = rounded(values, decimals)
    with np.errstate(invalid="ignore"):
        above = level_of(near, framework) > level_of(values, framework)
    return np.where(above, rounded(near - 10.0**-decimals, decimals), near)


def rounded_share(values: Floats, decimals: int = 3) -> Floats:
    """Round shares and probabilities; neither none nor all where it is not so.

    >>> rounded_share(np.array([0.0, 0.0002, 0.27712, 0.99996, 1.0]))
    array([0.   , 0.001, 0.277, 0.999, 1.   ])
    """
    values = np.asarray(values, dtype=np.float64)
    least = 10.0**-decimals
    near, inside = rounded(values, decimals), (values > 1e-12) & (values < 1.0 - 1e-12)
    return np.where(inside, np.clip(near, least, 1.0 - least), near)


def rounded_table(name: str, frame: pd.DataFrame, framework: Framework) -> pd.DataFrame:
    """Round every number of a table of a review as its column declares.

    The ends of an interval beside a score are on its scale, and rounded as it is.

    >>> from revue_analytics.framework import load_framework
    >>> frame = pd.DataFrame({"node": ["I5"], "score": [24.96], "low": [24.951], "high": [31.25], "coverage": [2 / 3]})
    >>> rounded_table("scores", frame, load_framework()).to_dict("records")
    [{'node': 'I5', 'score': 24.9, 'low': 24.9, 'high': 31.2, 'coverage': 0.667}]
    """
    numbers = {}
    for key, column in TABLES[name].columns.items():
        if key not in frame or column.decimals is None or pd.api.types.is_integer_dtype(frame[key]):
            continue
        values = floats(frame[key])
        if column.unit == SCORE or (key in ("low", "high") and "score" in frame):
            numbers[key] = rounded_scores(values, framework, column.decimals)
        elif column.unit == SHARE and column.decimals == 3:
            numbers[key] = rounded_share(values, column.decimals)
        else:
            numbers[key] = rounded(values, column.decimals)
    return consistent(name, frame.assign(**numbers))


def consistent(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Take differences again from the rounded numbers beside them, within their intervals.

    >>> frame = pd.DataFrame({"current": [46.2], "previous": [41.3], "difference": [4.8], "low": [4.8], "high": [4.8]})
    >>> consistent("change", frame)[["difference", "low", "high"]].to_numpy().tolist()
    [[4.9, 4.8, 4.9]]
    """
    if not TABLES[name].difference or frame.empty:
        return frame
    more, less = (floats(frame[column]) for column in TABLES[name].difference)
    difference = rounded(more - less, 1)
    frame = frame.assign(difference=difference)
    if "low" in frame:
        frame = frame.assign(low=np.fmin(frame["low"], difference), high=np.fmax(frame["high"], difference))
        frame.loc[np.isnan(difference), ["low", "high"]] = np.nan
    return frame


def rounded_gaps(gaps: pd.DataFrame, exact: pd.DataFrame, shown: pd.DataFrame, framework: Framework) -> pd.DataFrame:
    """Round the table of gaps so that it agrees with the scores that are shown: a target is met where it looks met.

    Parameters
    ----------
    gaps
        What `revue_analytics.gaps.gap_table` gives.
    exact, shown
        The table of scores before and after rounding.
    """
    keys = ["territory", "campaign", "node"]
    both = gaps[keys].merge(exact[[*keys, "score"]], on=keys, how="left")
    both = both.merge(shown[[*keys, "score"]], on=keys, how="left", suffixes=("", "_shown"))
    goal = gaps["net_gap"].to_numpy(dtype=np.float64) + both["score"].to_numpy(dtype=np.float64)
    table = rounded_table("gaps", gaps, framework)
    net = rounded(goal - both["score_shown"].to_numpy(dtype=np.float64), 1)
    missing, near = gaps["shortfall"].to_numpy(dtype=np.float64), table["shortfall"].to_numpy(dtype=np.float64)
    near = np.where(missing > 1e-9, np.fmax(near, 0.1), near)
    leaf = gaps["node"].isin(framework.leaf_ids).to_numpy()
    same_scale = np.abs(goal - gaps["target"].to_numpy(dtype=np.float64)) < 1e-9
    alone = np.where(same_scale, np.fmax(net, 0.0), np.where(net > 0, near, 0.0))
    no_surplus = np.abs(gaps["net_gap"].to_numpy(dtype=np.float64) - missing) < 1e-9
    shortfall = np.where(np.isnan(missing), np.nan, np.where(leaf, alone, near))
    return table.assign(net_gap=np.where(~leaf & no_surplus, near, net), shortfall=shortfall)
