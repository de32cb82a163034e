"""The draws of every territory, and what is kept of them: intervals, probabilities, findings, change."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from revue_analytics.gaps import finding_table, nominal_shortfall, roll_up, shortfall_of
from revue_analytics.methods.arrays import Floats
from revue_analytics.methods.ranks import competition_rank
from revue_analytics.review.comparison import Common
from revue_analytics.review.method_scenarios import BASELINE, MethodScenario, method_scenarios, method_table
from revue_analytics.review.robustness import priority_tables, variance_shares
from revue_analytics.scoring import (
    ResponseCounts,
    Scores,
    effective_weights,
)
from revue_analytics.sensitivity import (
    Draws,
    admissible_bounds,
    admissible_weights,
    always_among,
    interval,
    leaf_draws,
    level_probabilities,
    paired_leaf_draws,
    priority_draws,
    propagate_unit,
    stream,
    top_share,
)

Tables = dict[str, pd.DataFrame]
Named = tuple[str, pd.DataFrame]
Plans = Callable[[Scores, Floats, Floats, int, Draws, Floats], Iterable[Named]]
Each = Callable[[Callable[[Any], Any], Sequence[Any]], Iterable[Any]]
"""``(function, items) -> results in the order of the items``: `map`, or the same in several processes."""

TOP = 3
LEAST_DRAWN = 3  # answers below which nothing is claimed, even where one may be shown

TOGETHER = 256
"""Frames that are joined into one: a frame of a few rows weighs twenty times what its rows do."""


def analyse_uncertainty(
    counts: ResponseCounts,
    scores: Scores,
    targets: Floats,
    invited: pd.DataFrame,
    campaigns: tuple[str, ...],
    *,
    n_draws: int,
    seed: int,
    progress: Callable[[Iterable[str]], Iterable[str]] = lambda codes: codes,
    plans: Plans | None = None,
    each: Each = map,
    settled: Collection[str] = (),
) -> tuple[Tables, NDArray[np.float32]]:
    """Draw respondents and weights for every territory, one after the other so that memory stays flat.

    Parameters
    ----------
    counts, scores
        Answers by group, and their scores, of the same (n) units.
    targets
        (n, K) targets of the leaves on 0–100.
    invited
        People invited by territory, campaign and college.
    campaigns
        Ids in order of time, for the change from one to the next.
    n_draws, seed
        Number of draws; the seed of all of them.
    progress
        Wraps the iteration over territories.
    plans
        Makes further tables of a unit out of its draws (see `revue_analytics.review.roadmap`).
    each
        Works through the territories; what one gives depends on no other.
    settled
        Territories whose tables are known: they are drawn again, for intervals and ranks, and not what is made of it.

    Returns
    -------
    tables
        ``intervals`` and ``method_variations``; those made of draws, of which `plans` makes some, without the
        territories that are settled.
    overall
        (n, n_draws) draws of the overall scores, in single precision: what ranks are made of.
    """
    weights = admissible_weights(scores.tree, n_draws, seed)
    scenarios = method_scenarios(counts, scores)
    invited_by = {scenario.name: scenario.counts.cell_invited(invited) for scenario in scenarios}
    shortfall, known = nominal_shortfall(scores, targets), frozenset(settled)
    work = _Territory(counts, scores, targets, shortfall, scenarios, invited_by, weights, n_draws, seed, plans, known)
    frames = FrameAccumulator()
    overall = np.empty((len(counts.units), n_draws), dtype=np.float32)
    units, campaigns_of = _units(counts.units, campaigns), counts.units["campaign"].tolist()
    for code, results in zip(progress(list(units)), each(work, list(units.values())), strict=True):
        for unit, (tables, drawn) in zip(units[code], results, strict=True):
            overall[unit] = drawn
            for name, frame in tables:
                frames.add(name, frame, territory=code, campaign=campaigns_of[unit])
    return frames.tables() | {"method_variations": method_table(scenarios, targets)}, overall


def _units(table: pd.DataFrame, campaigns: tuple[str, ...]) -> dict[str, list[int]]:
    """Give the units of each territory, its campaigns in order of time."""
    order = {campaign: i for i, campaign in enumerate(campaigns)}
    rows = table.reset_index(names="unit").sort_values("campaign", key=lambda c: c.map(order), kind="stable")
    by_code = {str(code): [int(unit) for unit in part["unit"]] for code, part in rows.groupby("territory")}
    return dict(sorted(by_code.items()))


@dataclass(frozen=True, eq=False)
class _Territory:
    """All that the draws of one territory are made from; called with its units, in order of time."""

    counts: ResponseCounts
    scores: Scores
    targets: Floats
    shortfall: Floats
    scenarios: tuple[MethodScenario, ...]
    invited_by: Mapping[str, Floats]
    weights: Floats
    n_draws: int
    seed: int
    plans: Plans | None
    settled: frozenset[str]

    def __call__(self, units: Sequence[int]) -> list[tuple[list[Named], NDArray[np.float32]]]:
        """Return the tables of each unit, and the draws of its overall score."""
        done: list[tuple[list[Named], NDArray[np.float32]]] = []
        earlier: tuple[int, Floats] | None = None
        for unit in units:
            code, campaign = (str(name) for name in self.counts.units.iloc[unit][["territory", "campaign"]])
            rng = stream(self.seed, code, campaign)
            invited = self.invited_by[BASELINE]
            leaves = leaf_draws(self.counts, unit, self.scores.methodology, invited, self.n_draws, rng=rng)
            draws = propagate_unit(self.scores, unit, leaves, self.weights)
            tables = list(self._tables(unit, draws, code, campaign))
            if earlier is not None and code not in self.settled:
                tables.append(("change", self._change(earlier, (unit, leaves), code)))
            done.append((tables, draws.scores[:, 0].astype(np.float32)))
            earlier = (unit, leaves)
        return done

    def _change(self, before: tuple[int, Floats], after: tuple[int, Floats], code: str) -> pd.DataFrame:
        """Return the change since the campaign before; people who answered both are paired, from the threshold on."""
        units = before[0], after[0]
        campaigns = [str(self.counts.units["campaign"].iloc[unit]) for unit in units]
        methodology = self.scores.methodology
        _, n_same = self.counts.same_people(*units)
        drawn = before[1], after[1]
        if paired := n_same >= methodology.disclosure_threshold:
            rng = stream(self.seed, code, *campaigns)
            drawn = paired_leaf_draws(
                self.counts, *units, methodology, self.invited_by[BASELINE], self.n_draws, rng=rng
            )
        frame = _change(self.scores, self.counts, units, drawn, self.weights)
        return frame.assign(previous_campaign=campaigns[0], n_same=n_same if paired else 0)

    def _tables(self, unit: int, draws: Draws, code: str, campaign: str) -> Iterator[Named]:
        low, high = interval(draws.scores)
        yield "intervals", pd.DataFrame({"node": self.scores.tree.node_ids, "low": low, "high": high})
        if code in self.settled:
            return
        shares = variance_shares(
            self.scenarios, self.invited_by, unit, draws.leaves, self.weights, self.seed, code, campaign
        )
        overall = np.array([scenario.scores.on_0_100[unit, 0] for scenario in self.scenarios])
        yield "sensitivity", _sources(draws, overall).merge(shares, on="source", how="outer")
        inner = np.array([0, *self.scores.tree.top], dtype=np.intp)
        yield "level_probabilities", level_probabilities(draws, self.scores, inner)
        n_rated = self.counts.current[unit].sum(axis=(0, 2))
        least, ids = max(self.scores.methodology.disclosure_threshold, LEAST_DRAWN), self.scores.framework.leaf_ids
        yield "findings", finding_table(draws.leaves, n_rated, ids, draws.scores[:, 0], least_answers=least)
        yield from self._priorities(unit, draws)
        if self.plans is not None:
            yield from self.plans(self.scores, self.targets, self.shortfall[unit], unit, draws, self.weights)

    def _priorities(self, unit: int, draws: Draws) -> Iterator[Named]:
        scores, tree, shortfall = self.scores, self.scores.tree, self.shortfall[unit]
        scored = ~np.isnan(scores.scores[unit])
        priority = effective_weights(tree, scored) * shortfall
        shortfalls = roll_up(tree, shortfall_of(draws.leaves, self.targets[unit]), scored, self.weights)
        drawn = priority_draws(tree, scored, shortfalls, self.weights)
        for nodes in dict.fromkeys((tuple(tree.top), tuple(tree.leaves))):
            frame = _priorities(scores, np.array(nodes), priority, drawn)
            verdict = _whatever_the_weights(scores, shortfall) if nodes == tuple(tree.top) else {}
            yield "priorities", frame.assign(always_top3=[verdict.get(node, "") for node in frame["node"]])
        yield from priority_tables(self.scenarios[0], unit, shortfall, drawn, self.targets[unit])


def _sources(draws: Draws, by_methods: Floats) -> pd.DataFrame:
    """Interval of the overall score by what is varied; of methods, the least and the largest score."""
    varied = {"respondents": draws.by_respondents, "weights": draws.by_weights, "both": draws.scores[:, 0]}
    ends = {name: interval(values) for name, values in varied.items()}
    ends["methods"] = by_methods.min(), by_methods.max()
    rows = [(name, float(low), float(high)) for name, (low, high) in ends.items() if not np.isnan(low)]
    return pd.DataFrame(rows, columns=["source", "low", "high"])


def _priorities(scores: Scores, nodes: NDArray[np.intp], priority: Floats, drawn: Floats) -> pd.DataFrame:
    nodes = nodes[~np.isnan(priority[nodes])]
    low, high = interval(drawn[:, nodes])
    p_first, p_top3 = top_share(drawn[:, nodes], 1, TOP)
    return pd.DataFrame(
        {
            "node": [scores.tree.node_ids[node] for node in nodes],
            "kind": [scores.tree.depth_names[node] for node in nodes],
            "priority": priority[nodes],
            "rank": competition_rank(priority[nodes]).astype(int),
            "low": low,
            "high": high,
            "p_first": p_first,
            "p_top3": p_top3,
        }
    )


def _whatever_the_weights(scores: Scores, shortfall: Floats) -> dict[str, str]:
    """Say of each indicator whether it is among the three first priorities under all admissible weights: exactly.

    ``"always"``, ``"sometimes"`` or ``"never"``, with the answers as they are. An indicator without a score is not a
    priority; the others' order depends on the ratios of their weights only, which its weight leaves as they are.
    """
    top = scores.tree.top
    lower, upper = admissible_bounds(scores.tree.weights[top])
    verdict = always_among(np.nan_to_num(shortfall[top]), lower, upper, TOP).verdict
    return {scores.tree.node_ids[node]: str(word) for node, word in zip(top, verdict, strict=True)}


def _change(
    scores: Scores, counts: ResponseCounts, units: tuple[int, int], leaves: tuple[Floats, Floats], weights: Floats
) -> pd.DataFrame:
    """Difference between two campaigns of a territory, over the criteria that have a score in both."""
    tree = scores.tree
    both = scores.on_0_100[np.ix_(np.array(units), tree.leaves)]
    common = Common.of(scores, both, np.asarray(~counts.excluded[list(units)].any(axis=0)))
    before, after = (common.at_nodes(draws, weights) for draws in leaves)
    low, high = interval(after - before)
    frame = common.table(("previous", "current"), both).assign(low=low, high=high)
    return frame[common.availability.scored].reset_index(drop=True)


class FrameAccumulator:
    """Frames by the name of their table, joined as they come, in their order, each with keys that all its rows have.

    Examples
    --------
    >>> frames = FrameAccumulator()
    >>> for code in ("01004", "2A004"):
    ...     frames.add("scores", pd.DataFrame({"score": [50.0, 25.0]}), territory=code)
    >>> frames.tables()["scores"]["territory"].tolist()
    ['01004', '01004', '2A004', '2A004']
    """

    def __init__(self) -> None:
        self._small: dict[str, list[tuple[pd.DataFrame, Mapping[str, str]]]] = {}
        self._joined: dict[str, list[pd.DataFrame]] = {}

    def add(self, table: str, frame: pd.DataFrame, **keys: str) -> None:
        """Put a frame behind those of its table."""
        small = self._small.setdefault(table, [])
        small.append((frame, keys))
        if len(small) == TOGETHER:
            self._join(table)

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return each table whole."""
        for table in [table for table, small in self._small.items() if small]:
            self._join(table)
        return {table: pd.concat(joined, ignore_index=True) for table, joined in self._joined.items()}

    def _join(self, table: str) -> None:
        """Join the frames that wait; their keys are columns then, which costs less than a column for each frame."""
        frames, keys = zip(*self._small[table], strict=True)
        self._small[table].clear()
        sizes = [len(frame) for frame in frames]
        columns = {name: pd.array(np.repeat([own[name] for own in keys], sizes), dtype="str") for name in keys[0]}
        self._joined.setdefault(table, []).append(pd.concat(frames, ignore_index=True).assign(**columns))
