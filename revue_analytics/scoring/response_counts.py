"""From single answers to counts by group: colleges merged for discretion, criteria that do not apply, who answered.

This is the one place where colleges and answers below the disclosure threshold are merged (by the rules of
`revue_analytics.scoring.disclosure`). Everything downstream starts from a `ResponseCounts`, which holds no respondent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from revue_analytics.errors import MethodError, choices
from revue_analytics.framework import OVERALL, Framework
from revue_analytics.methods.arrays import Bools, Floats, Ints
from revue_analytics.methods.respondents import Answers, Resemblance
from revue_analytics.scoring.disclosure import disclosed_counts, join_cells, merge_small
from revue_analytics.scoring.methodology import Methodology
from revue_analytics.tables import Ratings
from revue_analytics.tables.groups import DEFAULT_COLLEGES

OTHERS = "others"
"""The group that colleges below the threshold are merged into."""
EVERYONE = "all"
"""Its name where it holds everybody who answered."""

Aspect = Literal["current", "desired"]
Number = TypeVar("Number", np.int64, np.float64)


@dataclass(frozen=True, eq=False)
class ResponseCounts:
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
    current, desired
        (n, G, K, L) answers at each level, for where we are and for where we should be. No group has between one and
        ``threshold - 1`` of them on a criterion, unless the whole territory has fewer respondents.
    joined, desired_joined
        (n, G, K) whether a group is one of several that are counted together, in the merged group, on a criterion.
    rated, unknown, not_asked, not_applicable
        (n, K) answers of each kind, of everybody: rated, "do not know", not asked, "not applicable". Where fewer than
        the threshold rated a criterion, `rated` says how many and `current` holds none of them.
    excluded
        (n, K) whether the criterion is decided not to apply to the territory.
    n_respondents
        (n, N) distinct respondents with at least one answer counted below each node, the root first.
    alike
        (n,) how far the answers of one person resemble each other in each unit.
    returning
        Two units of a territory -> (C,) respondents of each college of the second who answered the first too.
    """

    framework: Framework
    units: pd.DataFrame
    colleges: tuple[str, ...]
    respondents: Ints
    merged: Bools
    current: Ints
    desired: Ints
    joined: Bools
    desired_joined: Bools
    rated: Ints
    unknown: Ints
    not_asked: Ints
    not_applicable: Ints
    excluded: Bools
    n_respondents: Ints
    alike: tuple[Resemblance, ...]
    returning: Mapping[tuple[int, int], Ints]

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

    @cached_property
    def disclosed(self) -> Floats:
        """(n, G, K, L) answers at each level that are expected of each cell given what is published.

        Whatever is published and depends on how the answers of a cell spread is made of these, but for the words of
        agreement; see `revue_analytics.scoring.disclosure`.
        """
        return disclosed_counts(self.current, self.levels)

    def answers(self, aspect: Aspect = "current") -> tuple[Ints, Bools]:
        """(n, G, K, L) answers at each level, and (n, G, K) which groups' are counted in the merged one."""
        return (self.current, self.joined) if aspect == "current" else (self.desired, self.desired_joined)

    def cell_names(self, unit: int, aspect: Aspect = "current") -> NDArray[np.object_]:
        """(G, K) names of the groups as they are on each criterion of one unit.

        The merged group is `EVERYONE` where all who rated the criterion are in it.
        """
        counts, joined = self.answers(aspect)
        names = np.tile(np.array(self.group_names(unit), dtype=object)[:, None], (1, counts.shape[2]))
        alone = counts[unit, :-1].sum(axis=(0, 2)) == 0
        names[-1, joined[unit].any(axis=0) & alone] = EVERYONE
        return names

    def cell_colleges(self, unit: int, aspect: Aspect = "current") -> NDArray[np.object_]:
        """(G, K) colleges counted in each group on each criterion of one unit, as ``"elus+agents"``."""
        joined = self.answers(aspect)[1][unit]
        here = [c for c, merged in zip(self.colleges, self.merged[unit], strict=True) if merged]
        names = np.tile(np.array([*self.colleges, "+".join(here)], dtype=object)[:, None], (1, joined.shape[1]))
        for k in np.flatnonzero(joined.any(axis=0)):
            also = [c for c, joins in zip(self.colleges, joined[:-1, k], strict=True) if joins]
            names[-1, k] = "+".join(c for c in self.colleges if c in also or (c in here and joined[-1, k]))
        return names

    def group_weights(self, methodology: Methodology, aspect: Aspect = "current") -> Floats:
        """(n, G, K) weight of each group on each criterion: its college's, or the sum of those merged into it."""
        weights = np.array([float(methodology.college_weights.get(c, 1.0)) for c in self.colleges])
        by_group = _by_group(np.where(self.respondents > 0, weights, 0.0), self.merged)
        return self._joined_sum(by_group, aspect)

    def group_invited(self, invited: pd.DataFrame | None) -> Floats:
        """(n, G) people invited, NaN where it is not known for every college that answered in the group.

        `invited` is a frame ``territory``, ``campaign``, ``college``, ``invited``.
        """
        by_college: Floats = np.full(self.respondents.shape, np.nan)
        if invited is not None and len(invited):
            wide = invited.pivot_table(index=["territory", "campaign"], columns="college", values="invited")
            wide = wide.reindex(index=pd.MultiIndex.from_frame(self.units), columns=list(self.colleges))
            by_college = wide.to_numpy(dtype=np.float64, na_value=np.nan)
        absent = self.respondents == 0
        known = _by_group(np.where(absent, 0.0, by_college), self.merged)
        return np.where(self.group_sizes > 0, known, np.nan)

    def cell_invited(self, invited: pd.DataFrame | None, aspect: Aspect = "current") -> Floats:
        """(n, G, K) people invited of each group as it is on each criterion; see `group_invited`."""
        return self._joined_sum(self.group_invited(invited), aspect)

    def answers_of(self, unit: int, invited: Floats) -> Answers:
        """What anybody knows of the answers of one unit, to draw from; `invited` is (n, G, K), from `cell_invited`."""
        return Answers(self.disclosed[unit], invited[unit], parts(self.framework), self.alike[unit])

    def same_people(self, before: int, after: int) -> tuple[Floats, int]:
        """(G,) share of the people of each group of a unit who answered another of its campaigns, and how many did."""
        colleges = self.returning.get((before, after), np.zeros(len(self.colleges), dtype=np.int64))
        sizes = self.group_sizes[after]
        again = _by_group(colleges[None], self.merged[after][None])[0]
        return np.divide(again, sizes, out=np.zeros(len(sizes)), where=sizes > 0), int(colleges.sum())

    def _joined_sum(self, values: Floats, aspect: Aspect) -> Floats:
        """(n, G) values of groups -> (n, G, K), summed where groups are counted in the merged one."""
        joined = self.answers(aspect)[1]
        cells = np.broadcast_to(values[..., None], joined.shape).copy()
        cells[:, -1] = np.where(joined.any(axis=1), np.where(joined, cells, 0.0).sum(axis=1), cells[:, -1])
        return cells


def scale_values(framework: Framework) -> Floats:
    """(L,) levels of a framework's scale, increasing; empty where it has none."""
    if framework.scale is None:
        return np.empty(0)
    return np.array([level.value for level in framework.scale.levels], dtype=np.float64)


def count_responses(
    ratings: Ratings,
    methodology: Methodology | None = None,
    *,
    colleges: Sequence[str] | None = None,
    not_applicable: pd.DataFrame | None = None,
) -> ResponseCounts:
    """Count the answers of every territory and campaign, in one pass.

    Parameters
    ----------
    ratings
        Valid answers.
    methodology
        Gives the disclosure threshold.
    colleges
        Colleges of the campaign, in their order; others that answered follow, sorted.
    not_applicable
        Criteria declared not to apply: a frame ``territory``, ``criterion``; those of the ratings by default.

    Returns
    -------
    ResponseCounts

    Notes
    -----
    A criterion does not apply to a territory when the campaign says so, or when at least half of those who expressed
    themselves on it (rated, or not applicable) said so; other "not applicable" answers count as unknown.

    A criterion that fewer people than the threshold rated has no answer counted, unless the territory has fewer
    respondents in all; a group of which fewer rated it is merged with others on this criterion.
    """
    methodology = methodology or Methodology()
    framework, table = ratings.framework, ratings.table
    people = _people(ratings)
    known = sorted({*people["college"], *(colleges or ()), *(college.id for college in DEFAULT_COLLEGES)})
    for name in methodology.college_weights:
        if name not in known:
            raise MethodError(
                f"college_weights: {name!r} is the college of no answer; expected {choices(name, known)}; a college of "
                "the campaign that nobody answered for is given in `colleges`"
            )
    colleges = tuple(colleges or ()) + tuple(sorted(set(people["college"].unique()) - set(colleges or ())))
    index = pd.MultiIndex.from_frame(people[["territory", "campaign"]]).unique().sort_values()
    units = index.to_frame(index=False)

    respondents = np.zeros((len(units), len(colleges)), dtype=np.int64)
    np.add.at(respondents, (_unit(people, index), _place(people["college"], colleges)), 1)
    ties = np.argsort(np.argsort(colleges))  # by name: in whatever order the colleges are listed, scores are the same
    merged = merge_small(respondents, methodology.disclosure_threshold, ties=ties)

    levels = scale_values(framework)
    unit, college = _unit(table, index), _place(table["college"], colleges)
    group = np.where(merged[unit, college], len(colleges), college)
    criterion = _place(table["criterion"], framework.leaf_ids)
    status, current = table["status"].to_numpy(dtype=object), (table["aspect"] == "current").to_numpy()
    rated = status == "rated"
    n_units, n_groups, n_leaves = len(units), len(colleges) + 1, len(framework.leaf_ids)

    at = np.searchsorted(levels, table["level"].fillna(0).to_numpy(dtype=np.float64))

    def by_level(rows: Bools) -> Ints:
        return _count((n_units, n_groups, n_leaves, len(levels)), unit[rows], group[rows], criterion[rows], at[rows])

    def by_criterion(name: str) -> Ints:
        rows = current & (status == name)
        return _count((n_units, n_leaves), unit[rows], criterion[rows])

    answered, said_not = by_level(rated & current), by_criterion("not_applicable")
    n_rated = answered.sum(axis=(1, 3))
    excluded = (said_not > 0) & (2 * said_not >= said_not + n_rated)
    not_applicable = ratings.not_applicable if not_applicable is None else not_applicable
    if len(not_applicable):
        declared = pd.MultiIndex.from_frame(not_applicable[["territory", "criterion"]])
        grid = pd.MultiIndex.from_product([units["territory"], framework.leaf_ids])
        excluded |= grid.isin(declared).reshape(excluded.shape)
    threshold, everyone = methodology.disclosure_threshold, respondents.sum(axis=1)
    pooled, joined, left_out = join_cells(answered, threshold, everyone, ties)
    desired, desired_joined, _ = join_cells(by_level(rated & ~current), threshold, everyone, ties)
    counted = rated & current
    person, sheets = _sheets(table[counted], unit[counted], criterion[counted], at[counted], n_leaves)
    of_person = people.assign(unit=_unit(people, index)).set_index(["unit", "respondent"])["college"]
    college_of = _place(of_person.reindex(person), colleges)
    of_unit = person.get_level_values("unit").to_numpy()
    sheets[left_out[of_unit]] = -1
    group_of = np.where(merged[of_unit, college_of], len(colleges), college_of)
    rows = [slice(*ends) for ends in np.searchsorted(of_unit, [np.arange(n_units), np.arange(n_units) + 1]).T]
    alike = tuple(Resemblance.of_people(sheets[part], group_of[part], parts(framework)) for part in rows)
    counted[counted] = ~left_out[unit[counted], criterion[counted]]
    return ResponseCounts(
        framework=framework,
        units=units,
        colleges=colleges,
        respondents=respondents,
        merged=merged,
        current=pooled,
        desired=desired,
        joined=joined,
        desired_joined=desired_joined,
        rated=n_rated,
        unknown=by_criterion("unknown"),
        not_asked=by_criterion("not_asked"),
        not_applicable=said_not,
        excluded=excluded,
        n_respondents=_respondents_by_node(framework, table[counted], criterion[counted], index),
        alike=alike,
        returning=_returning(units, person, college_of, len(colleges)),
    )


def parts(framework: Framework) -> Ints:
    """(K,) number of the indicator that each criterion belongs to."""
    of_leaf = {leaf: i for i, top in enumerate(framework.top_ids) for leaf in framework.leaves_of(top)}
    return np.array([of_leaf[leaf] for leaf in framework.leaf_ids], dtype=np.int64)


def _sheets(rated: pd.DataFrame, unit: Ints, criterion: Ints, level: Ints, n: int) -> tuple[pd.MultiIndex, Ints]:
    """(R,) unit and respondent of everybody with a rated answer, by unit, and the (R, K) levels given, -1 for none."""
    keys = pd.MultiIndex.from_arrays([unit, rated["respondent"]], names=["unit", "respondent"])
    person = keys.unique().sort_values()
    sheets = np.full((len(person), n), -1, dtype=np.int64)
    sheets[person.get_indexer(keys), criterion] = level
    return person, sheets


def _returning(
    units: pd.DataFrame, person: pd.MultiIndex, college: Ints, n_colleges: int
) -> dict[tuple[int, int], Ints]:
    """Count, for every two units of a territory, the respondents of each college of the second who are in the first."""
    who = person.to_frame(index=False).assign(college=college)
    who["territory"] = units["territory"].to_numpy()[who["unit"]]
    again = who[who.duplicated(["territory", "respondent"], keep=False)]
    both = again.merge(again, on=["territory", "respondent"], suffixes=("_before", ""))
    both = both[both["unit_before"] != both["unit"]]
    counts: dict[tuple[int, int], Ints] = {}
    for before, after, at in both[["unit_before", "unit", "college"]].itertuples(index=False):
        counts.setdefault((before, after), np.zeros(n_colleges, dtype=np.int64))[at] += 1
    return counts


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


def require_known(invited: pd.DataFrame | None, campaigns: Sequence[str]) -> None:
    """Raise a `MethodError` if people are said to be invited to a campaign of which there is no answer."""
    for name in [] if invited is None else invited["campaign"].unique():
        if name not in campaigns:
            raise MethodError(
                f"invited: campaign {name!r} has no answer; expected {choices(name, campaigns)}; leave its rows out"
            )


def _unit(frame: pd.DataFrame, index: pd.MultiIndex) -> Ints:
    return np.asarray(index.get_indexer(pd.MultiIndex.from_frame(frame[["territory", "campaign"]])))


def _place(names: pd.Series, ordered: Sequence[str]) -> Ints:
    """Place of each name among the ordered ones."""
    return np.asarray(pd.Index(ordered).get_indexer(pd.Index(names)))


def _count(shape: tuple[int, ...], *indices: Ints) -> Ints:
    """Count how often each cell of an array of this shape is named."""
    flat = np.ravel_multi_index(indices, shape) if len(indices[0]) else np.empty(0, dtype=np.int64)
    return np.bincount(flat, minlength=int(np.prod(shape))).reshape(shape)
