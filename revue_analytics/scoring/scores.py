"""Scores of every node of a framework, for all territories of a campaign in one pass."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from revue_analytics.errors import MethodError
from revue_analytics.framework import Framework
from revue_analytics.methods.arrays import Bools, Floats, Ints, arrays, as_floats, as_frame
from revue_analytics.methods.registry import applied, check_result
from revue_analytics.scoring.leaf_scores import TRACE, normalise, prepare
from revue_analytics.scoring.methodology import Methodology
from revue_analytics.scoring.response_counts import Aspect, ResponseCounts, count_responses, scale_values
from revue_analytics.scoring.tree import (
    Availability,
    Tree,
    aggregate,
    build_tree,
    coverage,
    from_positive_scale,
    learn_weights,
)
from revue_analytics.tables import Ratings
from revue_analytics.tables.shown import shown

STATUSES = ("scored", "insufficient", "not_applicable")


@dataclass(frozen=True, eq=False)
class Scores:
    """Scores, with the method that made them.

    Attributes
    ----------
    framework, methodology
        What was assessed, and how.
    units
        (n, …) frame naming the units: ``territory``, ``campaign``.
    tree
        The nodes, in the order of the columns below.
    scores
        (n, N) on 0–100 (on 1–100 where an aggregation needs positive values), NaN where there is none.
    coverage
        (n, N) share of the applicable weight that is answered, NaN where nothing applies.
    n_respondents
        (n, N) people whose rated answers a node rests on.
    trace
        What was done to the values before they were normalised (`revue_analytics.scoring.leaf_scores.TRACE`).
    """

    framework: Framework
    methodology: Methodology
    units: pd.DataFrame
    tree: Tree
    scores: Floats
    coverage: Floats
    n_respondents: Ints
    trace: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(TRACE)))

    @cached_property
    def availability(self) -> Availability:
        """Which nodes apply to each unit, and which have a score."""
        return Availability(applies=~np.isnan(self.coverage), scored=~np.isnan(self.scores))

    @cached_property
    def on_0_100(self) -> Floats:
        """(n, N) scores on 0–100, also of nodes whose own scale begins at 1."""
        return from_positive_scale(self.scores, self.tree.lower_bound)

    @cached_property
    def status(self) -> NDArray[np.str_]:
        """(n, N) ``"scored"``, ``"insufficient"`` or ``"not_applicable"``."""
        there = np.where(np.isnan(self.scores), "insufficient", "scored")
        return np.where(np.isnan(self.coverage), "not_applicable", there)

    @cached_property
    def levels(self) -> Floats:
        """(n, N) level in words of each score, as a number of the scale; NaN where there is none.

        Scores that are not on 0–100, as standardised ones are not, have no level.
        """
        return levels_in(self.tree, self.on_0_100, self.framework)

    def table(self) -> pd.DataFrame:
        """Return the scores in tidy form, one row per unit and node."""
        n, size = self.scores.shape
        table = self.units.loc[self.units.index.repeat(size)].reset_index(drop=True)
        table["node"] = np.tile(np.array(self.tree.node_ids, dtype=object), n)
        table["kind"] = np.tile(np.array(self.tree.depth_names, dtype=object), n)
        table["status"] = self.status.ravel()
        table["score"] = self.scores.ravel()
        table["level"] = pd.array(self.levels.ravel(), dtype="Float64").astype("Int8")
        table["coverage"] = self.coverage.ravel()
        table["n_respondents"] = self.n_respondents.ravel()
        return table

    def matrix(self, kind: str | None = None) -> pd.DataFrame:
        """Return the scores as units × nodes, of one kind of node (``"indicator"``…) or of all."""
        index = pd.MultiIndex.from_frame(self.units) if self.units.shape[1] > 1 else pd.Index(self.units.iloc[:, 0])
        matrix = pd.DataFrame(self.scores, index=index, columns=list(self.tree.node_ids))
        kept = [
            node for node, name in zip(self.tree.node_ids, self.tree.depth_names, strict=True) if kind in (None, name)
        ]
        return matrix[kept]

    def _repr_html_(self) -> str:
        return shown(self.matrix(), index=True)


def level_of(score: ArrayLike, framework: Framework) -> Floats:
    """Return the level that a score on 0–100 has reached: a level is reached when its statement is entirely true.

    ``floor(score / step)`` with a guard of 1e-9 of a step for float noise, on the scale's own numbers; NaN stays.
    """
    values = scale_values(framework)
    if not len(values):
        return np.full(np.shape(score), np.nan)
    steps = np.asarray(score, dtype=np.float64) / 100.0 * (len(values) - 1)
    reached = np.floor(steps + 1e-9)
    return np.where(np.isnan(reached), np.nan, values[np.nan_to_num(np.clip(reached, 0, len(values) - 1)).astype(int)])


def levels_in(tree: Tree, score: Floats, framework: Framework) -> Floats:
    """Return the levels that scores on 0–100 have reached, NaN where the normalisation puts them on no such scale."""
    return level_of(score, framework) if tree.methodology.on_scale else np.full(np.shape(score), np.nan)


def score(ratings: Ratings, methodology: Methodology | None = None) -> Scores:
    """Score every territory and campaign of the ratings.

    Answers are pooled by group (small colleges merged first), groups are averaged, levels put on 0–100, criteria
    brought up to indicators and to the overall score.

    Parameters
    ----------
    ratings
        Valid answers.
    methodology
        The choices; the defaults otherwise.

    Returns
    -------
    Scores
    """
    methodology = methodology or Methodology()
    return score_counts(count_responses(ratings, methodology), methodology)


def score_counts(counts: ResponseCounts, methodology: Methodology) -> Scores:
    """Score answers that are already counted by group; see `score`."""
    if (methodology.outliers, methodology.imputation) != ("none", "none"):
        raise MethodError("outliers and imputation are for tables of measurements (score_table), not for answers")
    levels = criterion_levels(counts, methodology)
    applicable = ~counts.excluded
    leaf_scores = normalise(np.where(applicable, levels, np.nan), counts.framework, methodology)
    return _up(counts.framework, methodology, counts.units, leaf_scores, applicable, counts.n_respondents)


def criterion_levels(counts: ResponseCounts, methodology: Methodology, aspect: Aspect = "current") -> Floats:
    """(n, K) level of each criterion: weighted mean of its groups' levels, over the groups that rated it.

    Parameters
    ----------
    counts
        Answers by group.
    methodology
        Gives the pooling and the colleges' weights.
    aspect
        ``"current"``, where we are, or ``"desired"``, where we should be.
    """
    levels = pool(counts.answers(aspect)[0], counts.levels, methodology)
    return mean_of_groups(levels, counts.group_weights(methodology, aspect))


def pool(counts: ArrayLike, levels: Floats, methodology: Methodology) -> Floats:
    """(..., L) answers at each level -> (...) pooled level, NaN where nobody answered."""
    pooled = applied(methodology.pooling, methodology.function("pooling"), counts, levels)
    return check_result(methodology.pooling, pooled, np.shape(counts)[:-1])


def mean_of_groups(levels: Floats, weights: Floats) -> Floats:
    """(..., G, K) levels and weights -> (..., K), over the groups that have a level."""
    weights = np.where(np.isnan(levels), 0.0, weights)
    total = weights.sum(axis=-2)
    summed = (weights * np.nan_to_num(levels)).sum(axis=-2)
    return np.asarray(np.divide(summed, total, out=np.full(total.shape, np.nan), where=total > 0))


def score_table(
    x: pd.DataFrame,
    framework: Framework,
    methodology: Methodology | None = None,
    *,
    groups: ArrayLike | None = None,
) -> Scores:
    """Score a table of units × leaves: any composite indicator.

    Parameters
    ----------
    x
        (n, K) frame of pandas, polars or xarray, units in its index, a column per leaf of the framework; NaN for
        missing. Values are levels for rated leaves and measurements in their own unit for measured ones.
    framework
        What the columns mean.
    methodology
        The choices; the defaults otherwise.
    groups
        (n,) group of each unit, for imputation by group; a Series is put into the order of the rows.

    Returns
    -------
    Scores

    Raises
    ------
    MethodError
        A leaf has no column, a column holds something else than numbers, a rated leaf a level that is not on the
        scale, or groups are labelled otherwise than the rows.
    """
    methodology, x = methodology or Methodology(), as_frame(x, "the table")
    absent = [leaf for leaf in framework.leaf_ids if leaf not in x.columns]
    if absent:
        raise MethodError(f"the table has no column for {', '.join(absent)}")
    values = as_floats(x[list(framework.leaf_ids)], "the table")
    _require_levels(x.index, values, framework)
    groups = None if groups is None else in_order_of_units(x.index, groups)
    prepared, trace = prepare(values, framework, methodology, groups)
    leaf_scores = normalise(prepared, framework, methodology)
    units = x.index.to_frame(index=False)
    if units.shape[1] == 1:
        units.columns = pd.Index(["territory"])
    n_respondents = np.zeros((len(x), 1 + len(framework.nodes)), dtype=np.int64)
    scores = _up(framework, methodology, units, leaf_scores, np.ones(values.shape, dtype=bool), n_respondents)
    return replace(scores, trace=trace)


@arrays(units="n: names", groups="n: labels")
def in_order_of_units(units: pd.Index[Any], groups: Any) -> Any:
    """Return the groups in the order of the units."""
    return groups


def _require_levels(units: pd.Index[Any], values: Floats, framework: Framework) -> None:
    """Raise a `MethodError` that names the rows where a rated leaf has a value off the scale."""
    levels = scale_values(framework)
    rated = np.array([leaf.measure is None for leaf in framework.leaves])
    if not len(levels) or not rated.any():
        return
    low, high = levels.min(), levels.max()
    rows, columns = np.nonzero(rated & ((values < low) | (values > high)))
    if len(rows):
        listed = "; ".join(
            f"{units[row]!r} has {values[row, column]:g} for {framework.leaf_ids[column]}"
            for row, column in zip(rows[:5], columns[:5], strict=True)
        )
        raise MethodError(
            f"{len(rows)} values of rated criteria are not on the scale, which goes from {low:g} to {high:g}: {listed}"
            f"{'…' if len(rows) > 5 else ''}; give levels, or declare the criterion as a measure in the framework"
        )


def _up(
    framework: Framework,
    methodology: Methodology,
    units: pd.DataFrame,
    leaf_scores: Floats,
    applicable: Bools,
    n_respondents: Ints,
) -> Scores:
    tree = build_tree(framework, methodology)
    share = coverage(tree, ~np.isnan(leaf_scores), applicable)
    availability = Availability.of(share, methodology.minimum_coverage)
    tree = learn_weights(tree, leaf_scores, availability)
    scores = aggregate(tree, leaf_scores, availability)
    return Scores(framework, methodology, units, tree, scores, share, n_respondents)
