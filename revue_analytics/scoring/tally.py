"""From single answers to counts by group: colleges merged for discretion, criteria that do not apply, who answered.

This is the one place where colleges below the disclosure threshold are merged. Everything downstream starts from a
`Tally`, which holds no respondent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from revue_analytics.framework import OVERALL, Framework
from revue_analytics.scoring.methodology import Methodology
from revue_analytics.tables import Ratings

__all__ = ["EVERYONE", "OTHERS", "Tally", "tally"]

OTHERS = "others"
"""The group that colleges below the threshold are merged into."""
EVERYONE = "all"
"""Its name where it holds everybody who answered."""

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Number = TypeVar("Number", np.int64, np.float64)


@dataclass(frozen=True, eq=False)
class Tally:
    """How many answered what, by unit, group and criterion.

    Letters: ``n`` units (a territory in a campaign), ``G`` groups (the colleges, then the merged group), ``K``
    criteria (leaves of the framework), ``L`` levels of its scale, ``N`` nodes (`node_ids` of the tree).

    Attributes
    ----------
    framework
        What was assessed.
    units
        (n, 2) frame ``territory``, ``campaign``, sorted.
    colleges
        The G − 1 colleges, in order; group ``G − 1`` is the merged one.
    respondents
        (n, C) distinct respondents per college, before merging.
    merged
        (n, C) whether the college went into the merged group.
    counts, desired
        (n, G, K, L) answers at each level, for where we are and for where we should be.
    unknown, not_asked
        (n, K) answers "do not know", and questions that were not put.
    not_applicable
        (n, K) answers "not applicable".
    excluded
        (n, K) whether the criterion is decided not to apply to the territory.
    n_respondents
        (n, N) distinct respondents with at least one rated answer below each node, the root first.
    """

    framework: Framework
    units: pd.DataFrame
    colleges: tuple[str, ...]
    respondents: Ints
    merged: Bools
    counts: Ints
    desired: Ints
    unknown: Ints
    not_asked: Ints
    not_applicable: Ints
    excluded: Bools
    n_respondents: Ints

    @property
    def levels(self) -> Floats:
        """(L,) levels of the scale."""
        return scale_values(self.framework)

    @property
    def group_sizes(self) -> Ints:
        """(n, G) respondents of each group after merging; 0 where the group does not exist."""
        return _by_group(self.respondents, self.merged)

    def group_names(self, unit: int) -> tuple[str, ...]:
        """Names of the G groups of one unit; the last is `EVERYONE` where all its colleges are merged."""
        present = self.respondents[unit] > 0
        everyone = bool(np.all(self.merged[unit][present]))
        return (*self.colleges, EVERYONE if everyone else OTHERS)

    def group_weights(self, methodology: Methodology) -> Floats:
        """(n, G) weight of each group: its college's, or the sum of those merged into it."""
        weights = np.array([float(methodology.college_weights.get(c, 1.0)) for c in self.colleges])
        return _by_group(np.where(self.respondents > 0, weights, 0.0), self.merged)

    def group_invited(self, invited: pd.DataFrame | None) -> Floats:
        """(n, G) people invited, NaN where it is not known for every college that answered in the group.

        `invited` is a frame ``territory``, ``campaign``, ``college``, ``invited``.
        """
        asked: Floats = np.full(self.respondents.shape, np.nan)
        if invited is not None and len(invited):
            wide = invited.pivot_table(index=["territory", "campaign"], columns="college", values="invited")
            wide = wide.reindex(index=pd.MultiIndex.from_frame(self.units), columns=list(self.colleges))
            asked = wide.to_numpy(dtype=np.float64, na_value=np.nan)
        absent = self.respondents == 0
        known = _by_group(np.where(absent, 0.0, asked), self.merged)
        return np.where(self.group_sizes > 0, known, np.nan)


def scale_values(framework: Framework) -> Floats:
    """(L,) levels of a framework's scale, increasing; empty where it has none."""
    if framework.scale is None:
        return np.empty(0)
    return np.array([level.value for level in framework.scale.levels], dtype=np.float64)


def tally(
    ratings: Ratings,
    methodology: Methodology | None = None,
    *,
    colleges: Sequence[str] | None = None,
    not_applicable: pd.DataFrame | None = None,
) -> Tally:
    """Count the answers of every territory and campaign, in one pass.

    Parameters
    ----------
    ratings
        Valid answers.
    methodology
        Gives the disclosure threshold.
    colleges
        Order of the colleges; by default those found, sorted.
    not_applicable
        Criteria declared not to apply: a frame ``territory``, ``criterion``.

    Returns
    -------
    Tally

    Notes
    -----
    A criterion does not apply to a territory when the campaign says so, or when at least half of those who expressed
    themselves on it (rated, or not applicable) said so; other "not applicable" answers count as unknown.
    """
    methodology = methodology or Methodology()
    framework, table = ratings.framework, ratings.table
    people = _people(ratings)
    colleges = tuple(colleges or ()) + tuple(sorted(set(people["college"].unique()) - set(colleges or ())))
    index = pd.MultiIndex.from_frame(people[["territory", "campaign"]]).unique().sort_values()
    units = index.to_frame(index=False)

    respondents = np.zeros((len(units), len(colleges)), dtype=np.int64)
    np.add.at(respondents, (_unit(people, index), _place(people["college"], colleges)), 1)
    merged = merge_small(respondents, methodology.disclosure_threshold)

    levels = scale_values(framework)
    unit, college = _unit(table, index), _place(table["college"], colleges)
    group = np.where(merged[unit, college], len(colleges), college)
    criterion = _place(table["criterion"], framework.leaf_ids)
    status, current = table["status"].to_numpy(dtype=object), (table["aspect"] == "current").to_numpy()
    rated = status == "rated"
    n_units, n_groups, n_leaves = len(units), len(colleges) + 1, len(framework.leaf_ids)

    def by_level(rows: Bools) -> Ints:
        level = np.searchsorted(levels, table["level"][rows].to_numpy(dtype=np.float64))
        return _count((n_units, n_groups, n_leaves, len(levels)), unit[rows], group[rows], criterion[rows], level)

    def by_criterion(name: str) -> Ints:
        rows = current & (status == name)
        return _count((n_units, n_leaves), unit[rows], criterion[rows])

    counts, said_not = by_level(rated & current), by_criterion("not_applicable")
    excluded = (said_not > 0) & (2 * said_not >= said_not + counts.sum(axis=(1, 3)))
    if not_applicable is not None and len(not_applicable):
        declared = pd.MultiIndex.from_frame(not_applicable[["territory", "criterion"]])
        grid = pd.MultiIndex.from_product([units["territory"], framework.leaf_ids])
        excluded |= grid.isin(declared).reshape(excluded.shape)
    return Tally(
        framework=framework,
        units=units,
        colleges=colleges,
        respondents=respondents,
        merged=merged,
        counts=counts,
        desired=by_level(rated & ~current),
        unknown=by_criterion("unknown"),
        not_asked=by_criterion("not_asked"),
        not_applicable=said_not,
        excluded=excluded,
        n_respondents=_respondents_by_node(framework, table[rated & current], criterion[rated & current], index),
    )


def merge_small(respondents: Ints, threshold: int) -> Bools:
    """Decide which colleges are merged: all below the threshold, then the smallest others until it is reached.

    Parameters
    ----------
    respondents
        (n, C) respondents per college; 0 where the college did not answer.
    threshold
        Least size of a group.

    Returns
    -------
    (n, C) bool; a college without respondents is never merged.

    Examples
    --------
    >>> merge_small(np.array([[2, 12, 6], [3, 3, 12], [1, 0, 0], [9, 8, 7]]), threshold=5)
    array([[ True, False,  True],
           [ True,  True, False],
           [ True, False, False],
           [False, False, False]])
    """
    merged = np.zeros(respondents.shape, dtype=bool)
    size = np.zeros(len(respondents), dtype=np.int64)
    unit = np.arange(len(respondents))
    for college in np.argsort(respondents, axis=1, kind="stable").T:
        n = respondents[unit, college]
        joins = (n > 0) & ((n < threshold) | ((size > 0) & (size < threshold)))
        merged[unit, college] = joins
        size += np.where(joins, n, 0)
    return merged


def _by_group(values: NDArray[Number], merged: Bools) -> NDArray[Number]:
    """(n, C) values of colleges -> (n, G) of groups: their own, or summed into the merged one."""
    zero = np.zeros((), dtype=values.dtype)
    together = np.where(merged, values, zero).sum(axis=1, keepdims=True, dtype=values.dtype)
    return np.concatenate([np.where(merged, zero, values), together], axis=1)


def _people(ratings: Ratings) -> pd.DataFrame:
    """Everyone who said anything: answers, importance points or comments."""
    keys = ["territory", "campaign", "respondent", "college"]
    return pd.concat([frame[keys] for frame in (ratings.table, ratings.importance, ratings.comments)]).drop_duplicates()


def _respondents_by_node(framework: Framework, rated: pd.DataFrame, criterion: Ints, index: pd.MultiIndex) -> Ints:
    """(n, N) distinct respondents with a rated answer below each node, the root first."""
    rows = pd.MultiIndex.from_frame(rated[["territory", "campaign", "respondent"]])
    who = rows.unique()
    answered = np.zeros((len(who), len(framework.leaf_ids)), dtype=bool)
    answered[who.get_indexer(rows), criterion] = True
    unit = index.get_indexer(who.droplevel("respondent"))
    columns = []
    for node in (OVERALL, *(n.id for n in framework.nodes)):
        below = _place(pd.Series(framework.leaves_of(node)), framework.leaf_ids)
        columns.append(np.bincount(unit[answered[:, below].any(axis=1)], minlength=len(index)))
    return np.stack(columns, axis=1)


def _unit(frame: pd.DataFrame, index: pd.MultiIndex) -> Ints:
    return np.asarray(index.get_indexer(pd.MultiIndex.from_frame(frame[["territory", "campaign"]])))


def _place(names: pd.Series, ordered: Sequence[str]) -> Ints:
    """Place of each name among the ordered ones."""
    return np.asarray(pd.Index(ordered).get_indexer(pd.Index(names)))


def _count(shape: tuple[int, ...], *places: Ints) -> Ints:
    """Count how often each cell of an array of this shape is named."""
    flat = np.ravel_multi_index(places, shape) if len(places[0]) else np.empty(0, dtype=np.int64)
    return np.bincount(flat, minlength=int(np.prod(shape))).reshape(shape)
