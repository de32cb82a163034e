"""Scores, levels and ranks of all territories of a campaign under respondents, weights and methods varied together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from revue_analytics.errors import MethodError, choices
from revue_analytics.methods.arrays import Floats, Labels
from revue_analytics.methods.ranks import rank_units
from revue_analytics.scoring import Methodology, count_responses, from_positive_scale, score_counts
from revue_analytics.scoring.response_counts import require_known
from revue_analytics.scoring.scores import levels_in
from revue_analytics.sensitivity.propagation import (
    INTERVAL,
    admissible_weights,
    bring_up,
    drawn_together,
    leaf_draws,
    leaf_draws_of,
    propagate_unit,
)
from revue_analytics.sensitivity.results import Tabled, as_count, as_weights, column
from revue_analytics.sensitivity.sampling import stream
from revue_analytics.tables import Ratings

BASELINE = "as_set"


@dataclass(frozen=True, eq=False)
class Uncertainty(Tabled):
    """What the scores, levels and ranks of territories could have been.

    Letters: ``n`` territories, ``N`` nodes (the overall score first), ``L`` levels.

    Attributes
    ----------
    territories, nodes, levels
        (n,), (N,) and (L,) labels.
    campaign
        Whose answers.
    scores
        (n, N) scores on 0–100 under the first methodology, as the answers are; NaN where there is none.
    mean, low, high
        (n, N) mean of the draws, and the ends of the interval that holds nine in ten.
    mean_error, low_error, high_error
        (n, N) their Monte Carlo standard errors.
    level_probability, level_error
        (n, N, L) share of the draws at each level, and its standard error.
    rank
        (n,) rank of the overall score among the territories, 1 best, ties share the best of their ranks; NaN where
        there is no score, here and below.
    rank_low, rank_high
        (n,) the ranks between which nine draws in ten fall.
    expected_rank, expected_rank_error
        (n,) mean rank and its standard error.
    methods
        Names of the methodologies, each as likely as the others in a draw.
    n_draws, seed
        Number of draws; the seed of all of them.
    """

    territories: Labels
    nodes: tuple[str, ...]
    levels: tuple[int, ...]
    campaign: str
    scores: Floats
    mean: Floats
    low: Floats
    high: Floats
    mean_error: Floats
    low_error: Floats
    high_error: Floats
    level_probability: Floats
    level_error: Floats
    rank: Floats
    rank_low: Floats
    rank_high: Floats
    expected_rank: Floats
    expected_rank_error: Floats
    methods: tuple[str, ...]
    n_draws: int
    seed: int

    def table(self) -> pd.DataFrame:
        """Return one row per territory and node: score, mean and interval with their standard errors."""
        n, size = self.scores.shape
        table = pd.DataFrame({"territory": column(self.territories, each=size), "node": column(self.nodes, times=n)})
        for name in ("scores", "mean", "mean_error", "low", "low_error", "high", "high_error"):
            table["score" if name == "scores" else name] = getattr(self, name).ravel()
        return table

    def ranks(self) -> pd.DataFrame:
        """Return one row per territory: rank, its interval, the expected rank and its standard error."""
        table = pd.DataFrame({"territory": column(self.territories), "rank": self.rank})
        table = table.assign(low=self.rank_low, high=self.rank_high, expected=self.expected_rank)
        return table.assign(expected_error=self.expected_rank_error)

    def level_table(self) -> pd.DataFrame:
        """Return one row per territory, node and level: probability and its standard error."""
        n, size, levels = self.level_probability.shape
        table = pd.DataFrame({"territory": column(self.territories, each=size * levels)})
        table["node"] = column(self.nodes, each=levels, times=n)
        table["level"] = np.tile(np.array(self.levels, dtype=np.int64), n * size)
        return table.assign(probability=self.level_probability.ravel(), standard_error=self.level_error.ravel())


def propagate(
    ratings: Ratings,
    methodology: Methodology | Mapping[str, Methodology] | None = None,
    *,
    campaign: str | None = None,
    weights: ArrayLike | None = None,
    invited: pd.DataFrame | None = None,
    n_draws: int = 1000,
    seed: int = 0,
) -> Uncertainty:
    """Vary respondents, weights and methods together, and see what becomes of scores, levels and ranks.

    Parameters
    ----------
    ratings
        Valid answers.
    methodology
        The methodology, or several by name: each draw takes one of them; scores as they are use the first. Of one that
        compares units, every draw is normalised over all territories and campaigns, as the scores are; the draws of
        all of them are then held at once.
    campaign
        Which campaign; the last by name by default.
    weights
        (n_draws, m) draws of the weights of the indicators (see `sample_weights`); by default uniform on the usual
        admissible set, from half to twice each nominal weight.
    invited
        People invited: ``territory``, ``campaign``, ``college``, ``invited``.
    n_draws
        Number of draws.
    seed
        The seed. One territory's draws depend on the seed and its code, not on the other territories.

    Returns
    -------
    Uncertainty

    Raises
    ------
    MethodError
        No methodology, no valid answer, an unknown campaign, weights of another shape.

    Notes
    -----
    The standard error of a quantile is half the distance between the quantiles one standard error of its probability
    to either side.

    Examples
    --------
    >>> campaign = open_campaign("my-campaign")                         # doctest: +SKIP
    >>> propagate(campaign.ratings, campaign.methodology).ranks()       # doctest: +SKIP
    """
    methodologies = methodology if isinstance(methodology, Mapping) else {BASELINE: methodology or Methodology()}
    if not methodologies:
        raise MethodError("no methodology to vary")
    as_count(n_draws, "n_draws")
    counts = {name: count_responses(ratings, method) for name, method in methodologies.items()}
    scored = {name: score_counts(counts[name], method) for name, method in methodologies.items()}
    first = next(iter(scored.values()))
    known, chosen = campaigns_of(first.units, campaign)
    units = np.flatnonzero((first.units["campaign"] == chosen).to_numpy())
    codes = [str(code) for code in first.units["territory"].iloc[units]]
    tree, framework = first.tree, first.framework
    names = tuple(tree.node_ids[node] for node in tree.top)
    drawn = admissible_weights(tree, n_draws, seed) if weights is None else as_weights(weights, names)
    if drawn.shape != (n_draws, len(names)):
        raise MethodError(f"weights have shape {drawn.shape}, expected {(n_draws, len(names))}")
    require_known(invited, known)
    invited_of = {name: counts[name].cell_invited(invited) for name in scored}
    takes = stream(seed, "methods").integers(len(scored), size=n_draws)

    levels = tuple(level.value for level in framework.scale.levels) if framework.scale else ()
    n, size = len(units), len(tree.node_ids)
    ends = np.full((6, n, size), np.nan)
    shares = np.full((n, size, len(levels)), np.nan)
    overall = np.full((n, n_draws), np.nan)
    together = {}
    for index, (name, scores) in enumerate(scored.items()):
        if scores.methodology.compares_units:
            everyone, mine = drawn_together(scores, units), np.flatnonzero(takes == index)
            leaves = leaf_draws_of(counts[name], everyone, scores.methodology, invited_of[name], n_draws, seed=seed)
            together[name] = bring_up(scores, everyone, leaves, drawn[mine], mine)[units]
    for row, (unit, code) in enumerate(zip(units, codes, strict=True)):
        values = np.full((n_draws, size), np.nan)
        for index, (name, scores) in enumerate(scored.items()):
            mine = takes == index
            if name in together:
                brought_up = together[name][row]
            else:
                rng = stream(seed, code, chosen)
                leaves = leaf_draws(counts[name], int(unit), scores.methodology, invited_of[name], n_draws, rng=rng)
                brought_up = propagate_unit(scores, int(unit), leaves[mine], drawn[mine]).scores
            values[mine] = from_positive_scale(brought_up, scores.tree.lower_bound)
        overall[row] = values[:, 0]
        ends[:, row] = summary_of_draws(values)
        at = levels_in(tree, values, framework)
        there = ~np.isnan(values).any(axis=0)
        shares[row, there] = np.stack([(at[:, there] == value).mean(axis=0) for value in levels], axis=-1)
    ranks = rank_summary(overall)
    nominal = first.on_0_100[units]
    return Uncertainty(
        territories=tuple(codes),
        nodes=tree.node_ids,
        levels=levels,
        campaign=chosen,
        scores=nominal,
        mean=ends[0],
        low=ends[1],
        high=ends[2],
        mean_error=ends[3],
        low_error=ends[4],
        high_error=ends[5],
        level_probability=shares,
        level_error=np.sqrt(shares * (1.0 - shares) / n_draws),
        rank=rank_units(nominal[:, 0]),
        rank_low=ranks[0],
        rank_high=ranks[1],
        expected_rank=ranks[2],
        expected_rank_error=ranks[3],
        methods=tuple(scored),
        n_draws=n_draws,
        seed=seed,
    )


def campaigns_of(units: pd.DataFrame, campaign: str | None) -> tuple[list[str], str]:
    """Return the campaigns that there are, and the one that is meant: the last by name by default.

    Raises
    ------
    MethodError
        There is none, or not this one.
    """
    known = sorted(units["campaign"].unique())
    if not known:
        raise MethodError("the ratings hold no valid answer: nothing to vary; ratings.faults says what is wrong")
    if campaign is not None and campaign not in known:
        raise MethodError(f"campaign: {campaign!r} is not in the data; expected {choices(campaign, known)}")
    return known, campaign or known[-1]


def summary_of_draws(values: Floats) -> Floats:
    """(D, N) draws -> (6, N) mean, low, high and their standard errors; NaN where a draw is missing."""
    n_draws = len(values)
    missing = np.isnan(values).any(axis=0)
    known = np.where(missing, 0.0, values)
    p = np.array(INTERVAL)
    step = np.sqrt(p * (1.0 - p) / n_draws)
    low, high = np.quantile(known, p, axis=0)
    below, above = (np.quantile(known, np.clip(p + sign * step, 0.0, 1.0), axis=0) for sign in (-1, 1))
    error = known.std(axis=0) / np.sqrt(n_draws)
    rows = np.stack([known.mean(axis=0), low, high, error, *(0.5 * (above - below))])
    return np.where(missing, np.nan, rows)


def rank_summary(overall: Floats) -> Floats:
    """(n, D) draws -> (4, n) low, high, mean rank and its standard error; NaN for a territory without a score."""
    summary = np.full((4, len(overall)), np.nan)
    there = ~np.isnan(overall).any(axis=1)
    if there.any():
        ranks = rank_units(overall[there].T)
        low, high = np.quantile(ranks, INTERVAL, axis=0, method="inverted_cdf")
        summary[:, there] = [low, high, ranks.mean(axis=0), ranks.std(axis=0) / np.sqrt(len(ranks))]
    return summary
