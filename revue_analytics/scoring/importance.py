"""What matters to whom: 100 points shared among the indicators, by group, and the weights they make.

>>> from revue_analytics.scoring import Methodology
>>> points = pd.DataFrame({"group": ["elus", "agents"] * 2, "indicator": ["I1"] * 2 + ["I2"] * 2})
>>> points = points.assign(territory="01004", campaign="2026", points=[60.0, 40.0, 40.0, 60.0], weight=[3.0, 1, 3, 1])
>>> importance_weights(points)
{'I1': 0.55, 'I2': 0.45}
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from revue_analytics.scoring.disclosure import merge_small
from revue_analytics.scoring.methodology import Methodology
from revue_analytics.scoring.response_counts import EVERYONE, ResponseCounts
from revue_analytics.tables import Ratings

KEYS = ["territory", "campaign"]


class ImportanceWeights(dict[str, float]):
    """Weights of the indicators that the respondents made: indicator → weight, adding up to 1."""


COLUMNS = [*KEYS, "group", "colleges", "indicator", "points", "n", "weight"]


def importance_points(counts: ResponseCounts, ratings: Ratings, methodology: Methodology) -> pd.DataFrame:
    """Mean points of each indicator by group: groups of which too few shared their points are merged with others.

    Parameters
    ----------
    counts
        Of the same ratings, for the groups.
    ratings
        Valid answers, with the points.
    methodology
        Gives the disclosure threshold and the colleges' weights.

    Returns
    -------
    Frame ``territory``, ``campaign``, ``group``, ``colleges``, ``indicator``, ``points``, ``n``, ``weight`` (of the
    group); nothing of a territory where fewer people than the threshold shared their points.
    """
    shared, threshold = ratings.importance, methodology.disclosure_threshold
    if shared.empty:
        return pd.DataFrame(columns=COLUMNS).astype({"points": float, "n": int, "weight": float})
    index = pd.MultiIndex.from_frame(counts.units)
    unit = index.get_indexer(pd.MultiIndex.from_frame(shared[KEYS]))
    college = pd.Index(counts.colleges).get_indexer(pd.Index(shared["college"]))
    n_colleges = len(counts.colleges)
    group = np.where(counts.merged[unit, college], n_colleges, college)

    people = pd.DataFrame({"unit": unit, "group": group, "who": shared["respondent"]}).drop_duplicates()
    size = np.zeros((len(index), n_colleges + 1), dtype=np.int64)
    np.add.at(size, (people["unit"], people["group"]), 1)
    joins = merge_small(size[:, :-1], threshold, size[:, -1], np.argsort(np.argsort(counts.colleges)))
    moved = np.column_stack([joins, np.zeros(len(index), dtype=bool)])
    group = np.where(moved[unit, group], n_colleges, group)
    names = np.array([counts.group_names(u) for u in range(len(index))], dtype=object).reshape(len(index), -1)
    apart = np.where(joins, 0, size[:, :-1]).sum(axis=1) > 0
    names[joins.any(axis=1) & ~apart, -1] = EVERYONE

    weights = np.array([float(methodology.college_weights.get(c, 1.0)) for c in counts.colleges])
    table = shared.assign(group=pd.array(names[unit, group], dtype="str"))
    keys = [*KEYS, "group", "indicator"]
    means = table.groupby(keys, sort=True).agg(points=("points", "mean"), n=("respondent", "nunique")).reset_index()
    inside = joins | (counts.merged & (size[:, -1:] > 0))  # the colleges of the merged group, as those of a criterion
    at, column = np.nonzero(inside | ((size[:, :-1] > 0) & ~inside))
    last = np.where(inside[at, column], n_colleges, column)
    who = counts.units.iloc[at].reset_index(drop=True)
    who = who.assign(group=pd.array(names[at, last], dtype="str"), weight=weights[column])
    who = who.assign(college=np.array(counts.colleges, dtype=object)[column])
    by_group = who.groupby([*KEYS, "group"]).agg(colleges=("college", "+".join), weight=("weight", "sum")).reset_index()
    return means[means["n"] >= threshold].merge(by_group, on=[*KEYS, "group"])[COLUMNS].reset_index(drop=True)


def importance_weights(points: pd.DataFrame) -> ImportanceWeights:
    """Weights of the indicators: in each territory the mean of its groups, then the mean of the territories.

    Parameters
    ----------
    points
        The frame of `importance_points`, of one campaign.

    Returns
    -------
    ImportanceWeights
        Indicator → weight, adding up to 1; empty where nobody shared points, or too few.

    Notes
    -----
    One set of weights for all territories, so that they can be compared. A territory where too few people shared their
    points does not enter it: what is known of the others would tell what they said.
    """
    if points.empty:
        return ImportanceWeights()
    weighted = points.assign(sum=points["points"] * points["weight"])
    sums = weighted.groupby(["territory", "indicator"])[["sum", "weight"]].sum()
    sums = sums[sums["weight"] > 0]
    means = (sums["sum"] / sums["weight"]).groupby("indicator").mean()
    shares = means / means.sum()
    return ImportanceWeights({str(name): float(value) for name, value in shares.items()})
