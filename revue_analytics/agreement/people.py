"""Who answered what, person by person: the arrays that agreement over several questions is computed from.

Private, like the `Ratings` they come from: only what is computed of a whole group leaves this floor.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from revue_analytics.methods.arrays import Floats, Ints
from revue_analytics.scoring import ResponseCounts
from revue_analytics.tables import Ratings


@dataclass(frozen=True, eq=False)
class People:
    """Answers of (R) respondents to (K) criteria, and their points for (M) indicators, in the order of the units.

    Attributes
    ----------
    unit, group
        (R,) unit of the counts, and group in it after merging, of each respondent.
    current, desired
        (R, K) levels, NaN where there is none.
    points
        (R, M) importance points, NaN for who gave none. An indicator left blank by who shared 100 points got 0.
    """

    unit: Ints
    group: Ints
    current: Floats
    desired: Floats
    points: Floats

    def of_unit(self, unit: int) -> People:
        """Return the respondents of one unit."""
        rows = slice(*np.searchsorted(self.unit, [unit, unit + 1]))
        return People(self.unit[rows], self.group[rows], self.current[rows], self.desired[rows], self.points[rows])

    def __len__(self) -> int:
        return len(self.unit)


def people_of(ratings: Ratings, counts: ResponseCounts) -> People:
    """Lay out the answers of `ratings` person by person, in the units and groups of their counts."""
    framework, units = counts.framework, pd.MultiIndex.from_frame(counts.units)
    keys = ["territory", "campaign", "respondent"]
    rated = ratings.table[(ratings.table["status"] == "rated").to_numpy()]
    shared = ratings.importance
    everyone = pd.concat([rated[[*keys, "college"]], shared[[*keys, "college"]]]).drop_duplicates(keys)
    unit = units.get_indexer(pd.MultiIndex.from_frame(everyone[["territory", "campaign"]]))
    order = np.argsort(unit, kind="stable")
    everyone, unit = everyone.iloc[order], unit[order]
    index = pd.MultiIndex.from_frame(everyone[keys])
    college = pd.Index(counts.colleges).get_indexer(pd.Index(everyone["college"]))
    group = np.where(counts.merged[unit, college], len(counts.colleges), college)

    def wide(table: pd.DataFrame, value: str, column: str, columns: Sequence[str]) -> Floats:
        laid = np.full((len(index), len(columns)), np.nan)
        rows = index.get_indexer(pd.MultiIndex.from_frame(table[keys]))
        laid[rows, pd.Index(columns).get_indexer(pd.Index(table[column]))] = table[value].to_numpy(dtype=np.float64)
        return laid

    current = (rated["aspect"] == "current").to_numpy()
    points = wide(shared, "points", "indicator", framework.top_ids)
    gave = ~np.isnan(points).all(axis=1, keepdims=True)
    return People(
        unit=np.asarray(unit, dtype=np.int64),
        group=np.asarray(group, dtype=np.int64),
        current=wide(rated[current], "level", "criterion", framework.leaf_ids),
        desired=wide(rated[~current], "level", "criterion", framework.leaf_ids),
        points=np.where(gave, np.nan_to_num(points), np.nan),
    )
