"""The agreement of every territory in every campaign: what is measured, of whom, and what may be told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from revue_analytics.agreement.between import (
    Differences,
    concordance_of_groups,
    differences,
    mean_difference,
    means_without_each,
)
from revue_analytics.agreement.one_question import agreement_word, one_question, word_of
from revue_analytics.agreement.people import People, people_of
from revue_analytics.agreement.results import Agreement
from revue_analytics.agreement.several_questions import Measured, alphas, concordance, may_be_told, mean_levels
from revue_analytics.framework import Framework
from revue_analytics.methods.arrays import Bools, Floats, Ints
from revue_analytics.scoring import EVERYONE, Methodology, ResponseCounts, count_responses
from revue_analytics.scoring.disclosure import SPREAD_FROM, spread_told
from revue_analytics.tables import Ratings

Row = tuple[str, str, str, str, float, float, float, int, str]

COLUMNS = ("territory", "campaign", "scope", "node", "group", "statistic", "value", "low", "high", "n", "word")
BETWEEN = "between"


def measure_agreement(
    ratings: Ratings, methodology: Methodology | None = None, *, invited: pd.DataFrame | None = None
) -> Agreement:
    """Measure how far respondents agree, within each group, among all, and between groups.

    Parameters
    ----------
    ratings
        Valid answers.
    methodology
        Gives the disclosure threshold: small colleges are merged, and no number rests on fewer respondents.
    invited
        People invited: a frame ``territory``, ``campaign``, ``college``, ``invited``.

    Returns
    -------
    Agreement
        Private, unlike a `Review`: what a hidden cell holds may follow from those beside it.

    Examples
    --------
    >>> import revue_analytics as ra
    >>> from revue_analytics.campaign.bundled import bundled
    >>> campaign = ra.open_campaign(bundled("examples") / "demo")
    >>> found = measure_agreement(campaign.ratings, invited=campaign.invited).of("00001", "2026")
    >>> found.matrix().loc["I5B", ["elus", "agents", "habitants", "all"]].round(2).to_dict()
    {'elus': 0.76, 'agents': 0.81, 'habitants': 1.0, 'all': 0.51}
    """
    methodology = methodology or Methodology()
    counts = count_responses(ratings, methodology)
    least = methodology.disclosure_threshold
    return agreement_of(counts, people_of(ratings, counts), counts.cell_invited(invited), least)


def agreement_of(
    counts: ResponseCounts, people: People, invited: Floats, threshold: int, *, published: bool = False
) -> Agreement:
    """As `measure_agreement`, of answers already counted.

    Parameters
    ----------
    counts, people
        The same answers, by group and by person.
    invited
        (n, G, K) people invited of each cell, NaN where unknown.
    threshold
        Least number of respondents behind any number.
    published
        Leave out what lets somebody compute what few people answered: how the answers of a cell spread where it may
        not be told (`spread_told`), and whatever depends on who of a group gave several answers together.
    """
    enough = counts.respondents.sum(axis=1) >= threshold
    shown = (counts.current.sum(axis=-1) > 0) & ~counts.excluded[:, None, :] & enough[:, None, None]
    names = np.array([counts.cell_names(unit) for unit in range(len(counts.units))], dtype=object)
    names = names.reshape(shown.shape)
    told = _spread(counts, shown) if published else np.concatenate([shown, shown.any(axis=1, keepdims=True)], axis=1)
    units = [
        _Unit(counts, people.of_unit(u), invited[u], shown[u], told[u], names[u], u, threshold, published)
        for u in np.flatnonzero(enough).tolist()
    ]
    where = counts.units.to_numpy(dtype=object)
    several = [(*where[one.unit], *row) for one in units for row in one.rows()]
    measures = pd.concat(
        [_one_question(counts, invited, shown, told, names), pd.DataFrame(several, columns=list(COLUMNS))],
        ignore_index=True,
    )
    measures = measures.sort_values(["territory", "campaign"], kind="stable", ignore_index=True)
    return Agreement(counts.framework, threshold, measures, _differences(counts, units, names))


def _spread(counts: ResponseCounts, shown: Bools) -> Bools:
    """(n, G + 1, K) cells of which it may be told how their answers spread, everybody together after the groups."""
    by_level = np.where(shown[..., None], counts.current, 0)
    together = by_level.sum(axis=(1, 3), keepdims=True)[..., 0] >= SPREAD_FROM
    return np.concatenate([spread_told(by_level), together], axis=1)


def _one_question(
    counts: ResponseCounts, invited: Floats, shown: Bools, told: Bools, names: NDArray[np.object_]
) -> pd.DataFrame:
    """Each criterion of each group; and of all of them together, in a place after the groups."""
    groups = np.where(shown[..., None], counts.current, 0)
    by_level = np.concatenate([groups, groups.sum(axis=1, keepdims=True)], axis=1)
    asked = np.concatenate([invited, np.where(shown, invited, 0.0).sum(axis=1, keepdims=True)], axis=1)
    one_group = (shown & (names == EVERYONE)).any(axis=1, keepdims=True)
    cells = told & np.concatenate([shown, ~one_group], axis=1) & (by_level.sum(axis=-1) > 1)
    found = one_question(by_level.astype(np.float64), asked, counts.levels, cells)
    unit, _group, k = np.nonzero(cells)
    frame = {
        "territory": counts.units["territory"].to_numpy(dtype=object)[unit],
        "campaign": counts.units["campaign"].to_numpy(dtype=object)[unit],
        "scope": "criterion",
        "node": np.array(counts.framework.leaf_ids, dtype=object)[k],
        "group": np.concatenate([names, np.full_like(names[:, :1], EVERYONE)], axis=1)[cells],
    }
    n = by_level.sum(axis=-1)[cells]
    parts = []
    for name, values in (("ordinal_consensus", found.consensus), ("within_group_agreement", found.within)):
        value, low, high = values[:, cells]
        words = [word_of(one) for one in value] if name == "ordinal_consensus" else ""
        numbers = {"value": value, "low": low, "high": high, "n": n, "word": words}
        parts.append(pd.DataFrame({**frame, "statistic": name, **numbers}))
    parts += [one for one in [_in_words(counts, shown, told[:, -1])] if len(one)]
    return pd.concat(parts, ignore_index=True)


def _in_words(counts: ResponseCounts, shown: Bools, told: Bools) -> pd.DataFrame:
    """Agreement of everybody on the criteria of which no number may be told: a word, where that may be."""
    by_level = np.where(shown[..., None], counts.current, 0).sum(axis=1)
    rows = []
    for unit, k in zip(*np.nonzero(~told & (by_level.sum(axis=-1) > 1)), strict=True):
        if word := agreement_word(by_level[unit, k], counts.levels):
            where = (*counts.units.iloc[unit], "criterion", counts.framework.leaf_ids[k], EVERYONE)
            n = int(by_level[unit, k].sum())
            rows.append((*where, "ordinal_consensus", np.nan, np.nan, np.nan, n, word))
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"value": float, "low": float, "high": float, "n": "int64"})


@dataclass(frozen=True, eq=False)
class _Unit:
    """One territory in one campaign: cells (G, K), their names, whether they hold answers that count.

    `told` (G + 1, K) says of which cells, everybody together after the groups, statistics over several criteria are
    made.
    """

    counts: ResponseCounts
    people: People
    invited: Floats
    shown: Bools
    told: Bools
    names: NDArray[np.object_]
    unit: int
    threshold: int
    published: bool

    @cached_property
    def framework(self) -> Framework:
        return self.counts.framework

    @cached_property
    def apart(self) -> Bools:
        """(G, K) cells that hold one group as it is in the territory, not counted with others."""
        return np.asarray(self.shown & ~self.counts.joined[self.unit])

    @cached_property
    def answers(self) -> Floats:
        """(R, K) answers that count."""
        return np.where(self.shown.any(axis=0), self.people.current, np.nan)

    @cached_property
    def by_group(self) -> Floats:
        """(R, K) answers of those whose group stands for itself on the criterion."""
        return np.where(self.apart[self.people.group], self.people.current, np.nan)

    @cached_property
    def differences(self) -> Differences:
        counts = self.counts.current[self.unit].astype(np.float64)
        return differences(counts, self.invited, self.counts.levels, self.shown)

    @cached_property
    def below(self) -> list[list[int]]:
        """Places of the criteria of each indicator that have answers."""
        places = {leaf: k for k, leaf in enumerate(self.framework.leaf_ids)}
        there = np.asarray(self.shown.any(axis=0))
        columns = [[places[leaf] for leaf in self.framework.leaves_of(top)] for top in self.framework.top_ids]
        return [[k for k in each if there[k]] for each in columns]

    def rows(self) -> Iterator[Row]:
        """Yield scope, node, group, statistic, value, low, high, n, word."""
        groups = self.counts.group_names(self.unit)
        for group in np.flatnonzero(self.apart.any(axis=1)).tolist():
            kept = self._kept(self.apart[group] & self.told[group])
            yield from self._several(groups[group], self.by_group[self.people.group == group], kept)
        if EVERYONE not in groups:
            yield from self._several(EVERYONE, self.answers, self._kept(self.told[-1]), self.people.group)
        yield from self._between()

    def _kept(self, told: Bools) -> list[list[int]]:
        """Places of the criteria of each indicator that enter a statistic."""
        return [[k for k in columns if told[k]] for columns in self.below]

    def _several(
        self, name: str, answers: Floats, below: Sequence[list[int]], group: Ints | None = None
    ) -> Iterator[Row]:
        """Alpha and W over the criteria of each indicator, over all criteria, and over the indicators.

        Alpha of criteria follows from the answers to each of them; its interval, W and whatever is made of each
        respondent's means follow from who gave which answers together, and are not published.
        """
        sets = [*below, [k for columns in below for k in columns]]
        where = [*(("indicator", top) for top in self.framework.top_ids), ("all", self.framework.depth_names[-1])]
        for place, columns, found in zip(where, sets, alphas(answers, sets), strict=True):
            yield from self._told(place, name, "krippendorff_alpha", self._as_told(found))
            if self.published:
                continue
            if len(columns) > 1 and may_be_told(answers[:, columns], self.threshold, group):
                yield from self._told(place, name, "kendall_w", concordance(answers[:, columns]))
        tops = [columns for columns in below if columns]
        if len(self.framework.depths) > 1 and len(tops) > 1 and not self.published:
            means, place = mean_levels(answers, tops), ("all", self.framework.depth_names[0])
            yield from self._told(place, name, "krippendorff_alpha", alphas(means, [range(len(tops))], "interval")[0])
            if may_be_told(means, self.threshold, group):
                yield from self._told(place, name, "kendall_w", concordance(means))

    def _between(self) -> Iterator[Row]:
        """How far apart the groups are, and whether they put the criteria in the same order."""
        found, points = self.differences, _points(self.counts)
        for k in np.unique(found.criterion):
            mine = np.flatnonzero(found.criterion == k)
            most = mine[np.argmax(np.abs(found.difference[mine]))]
            low, high = points * float(found.low[most]), points * float(found.high[most])
            if low <= 0 <= high:  # a distance has no sign
                low, high = 0.0, max(-low, high)
            low, high = sorted((abs(low), abs(high)))
            n = int(self.counts.current[self.unit, :, k].sum())
            value = float(abs(found.difference[most]) * points)
            yield "criterion", self.framework.leaf_ids[k], BETWEEN, "largest_difference", value, low, high, n, ""
        groups = np.flatnonzero(self.apart.any(axis=1))
        member = np.isin(self.people.group, groups)
        answers, group = self.by_group[member], self.people.group[member]
        means = means_without_each(answers, group, groups) * points
        where = [*(("indicator", top) for top in self.framework.top_ids), ("all", self.framework.depth_names[-1])]
        for place, columns in zip(where, [*self.below, [k for each in self.below for k in each]], strict=True):
            part = means[:, :, columns]
            yield from self._told(place, BETWEEN, "mean_difference", self._as_told(mean_difference(part, group)))
            yield from self._told(place, BETWEEN, "kendall_w", concordance_of_groups(part[0], len(answers)))

    def _as_told(self, found: Measured) -> Measured:
        """Return a statistic as it may be told: without its interval, which each respondent left out in turn gives."""
        return Measured(found.n, found.value) if self.published else found

    def _told(self, where: tuple[str, str], group: str, statistic: str, found: Measured) -> Iterator[Row]:
        if found.n >= self.threshold and not np.isnan(found.value):
            yield *where, group, statistic, found.value, found.low, found.high, found.n, ""


def _points(counts: ResponseCounts) -> float:
    """Points out of 100 of one level."""
    return 100.0 / float(counts.levels[-1] - counts.levels[0])


def _differences(counts: ResponseCounts, units: Sequence[_Unit], names: NDArray[np.object_]) -> pd.DataFrame:
    """Differences of all units, in points out of 100."""

    def column(name: str) -> Floats:
        return np.concatenate([np.empty(0), *(getattr(one.differences, name) for one in units)])

    unit = np.repeat([one.unit for one in units], [len(one.differences.a) for one in units]).astype(np.int64)
    k = column("criterion").astype(np.int64)
    table = {
        "territory": counts.units["territory"].to_numpy(dtype=object)[unit],
        "campaign": counts.units["campaign"].to_numpy(dtype=object)[unit],
        "criterion": np.array(counts.framework.leaf_ids, dtype=object)[k],
        "group_a": names[unit, column("a").astype(np.int64), k],
        "group_b": names[unit, column("b").astype(np.int64), k],
        **{name: column(name) * _points(counts) for name in ("difference", "low", "high")},
        **{name: column(name) for name in ("p_value", "q_value")},
    }
    return pd.DataFrame(table)
