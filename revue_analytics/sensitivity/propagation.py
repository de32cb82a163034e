"""Respondents and weights varied together, territory by territory: draws of every score."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from revue_analytics.methods.arrays import Bools, Floats, arrays
from revue_analytics.methods.ranks import competition_rank
from revue_analytics.methods.registry import check_result, facts_of
from revue_analytics.methods.respondents import Answers
from revue_analytics.scoring import (
    Availability,
    Methodology,
    ResponseCounts,
    Scores,
    Tree,
    aggregate,
    effective_weights,
    from_positive_scale,
    mean_of_groups,
    normalise,
    overall,
    pool,
)
from revue_analytics.scoring.scores import levels_in
from revue_analytics.sensitivity.sampling import admissible_bounds, sample_weights, stream


@arrays(levels="L")
def draw_levels(
    answers: Answers,
    levels: ArrayLike,
    n_draws: int,
    *,
    rng: np.random.Generator,
    methodology: Methodology | None = None,
) -> Floats:
    """Draw the level of each group on each criterion.

    Parameters
    ----------
    answers
        Who answered what, of one territory.
    levels
        (L,) levels of the scale.
    n_draws
        Number of draws.
    rng
        Where the randomness comes from.
    methodology
        Gives the model (`Methodology.respondents`) and the pooling.

    Returns
    -------
    (n_draws, G, K) levels, NaN where nobody of the group answered.

    Raises
    ------
    MethodError
        A function of one's own gave something else than (n_draws, G, K, L) shares.

    Examples
    --------
    >>> census = Answers.of_people([[1], [2], [2]], [0, 0, 0], n_levels=5, invited=[3])
    >>> draw_levels(census, range(5), 4, rng=np.random.default_rng(0)).round(3).ravel()
    array([1.667, 1.667, 1.667, 1.667])
    """
    rule = methodology or Methodology()
    model = rule.function("respondents")
    drawn = model(answers, n_draws, rng)
    shares = check_result(rule.respondents, drawn, (n_draws, *answers.counts.shape), non_negative=True)
    return _pooled(shares, levels, rule)


@arrays(same="...", levels="L")
def draw_paired_levels(
    before: Answers,
    after: Answers,
    same: ArrayLike,
    levels: ArrayLike,
    n_draws: int,
    *,
    rng: np.random.Generator,
    methodology: Methodology | None = None,
) -> tuple[Floats, Floats]:
    """Draw the levels of two campaigns together, people who answered both being the same in both.

    Parameters
    ----------
    before, after
        Who answered what in each.
    same
        (G,) share of the people of each group of `after` who are in it in both.
    levels, n_draws, rng, methodology
        As in `draw_levels`. Under another model than ``"persons"`` the two are drawn apart.

    Examples
    --------
    >>> people = Answers.of_people([[1], [2], [2]], [0, 0, 0], n_levels=5, invited=[3])
    >>> pair = draw_paired_levels(people, people, [1.0], range(5), 1, rng=np.random.default_rng(0))
    >>> [float(levels.round(3).item()) for levels in pair]
    [1.667, 1.667]
    """
    rule = methodology or Methodology()
    paired = facts_of(rule.function("respondents")).paired
    if not paired:
        first, second = (draw_levels(one, levels, n_draws, rng=rng, methodology=rule) for one in (before, after))
        return first, second
    earlier, later = paired(before, after, same, n_draws, rng)
    return _pooled(earlier, levels, rule), _pooled(later, levels, rule)


def _pooled(shares: Floats, levels: ArrayLike, methodology: Methodology) -> Floats:
    """(..., L) shares, NaN where there is none -> (...) levels."""
    return pool(np.nan_to_num(shares), np.asarray(levels, dtype=np.float64), methodology)


Ints = NDArray[np.intp]

INTERVAL = (0.05, 0.95)
"""Ends of the intervals that are reported, as probabilities."""


@dataclass(frozen=True, eq=False)
class Draws:
    """Draws of one unit: ``D`` draws, ``K`` leaves, ``N`` nodes, ``m`` children of the root.

    Attributes
    ----------
    leaves
        (D, K) leaf scores on 0–100, respondents varied; NaN where a leaf has none.
    scores
        (D, N) scores, respondents and weights varied.
    by_respondents, by_weights
        (D,) the overall score with only the one or the other varied.
    """

    leaves: Floats
    scores: Floats
    by_respondents: Floats
    by_weights: Floats


def admissible_weights(tree: Tree, n_draws: int, seed: int) -> Floats:
    """(D, m) draws, uniform on the usual admissible set: each indicator from half to twice its nominal weight.

    The same draws serve all territories.
    """
    lower, upper = admissible_bounds(tree.weights[tree.top])
    return sample_weights("bounded", len(tree.top), n_draws, rng=stream(seed, "weights"), lower=lower, upper=upper)


def level_draws(
    counts: ResponseCounts,
    unit: int,
    methodology: Methodology,
    invited: Floats,
    n_draws: int,
    *,
    rng: np.random.Generator,
) -> Floats:
    """(D, K) draws of one unit's criterion levels: its respondents drawn anew, its groups averaged.

    `invited` is (n, G, K), as `ResponseCounts.cell_invited` gives it.
    """
    answers = counts.answers_of(unit, invited)
    levels = draw_levels(answers, counts.levels, n_draws, rng=rng, methodology=methodology)
    return _averaged(levels, counts, unit, methodology)


def leaf_draws(
    counts: ResponseCounts,
    unit: int,
    methodology: Methodology,
    invited: Floats,
    n_draws: int,
    *,
    rng: np.random.Generator,
) -> Floats:
    """(D, K) draws of one unit's leaf scores on 0–100, under a methodology that compares no units."""
    levels = level_draws(counts, unit, methodology, invited, n_draws, rng=rng)
    return normalise(levels, counts.framework, methodology)


def paired_leaf_draws(
    counts: ResponseCounts,
    before: int,
    after: int,
    methodology: Methodology,
    invited: Floats,
    n_draws: int,
    *,
    rng: np.random.Generator,
) -> tuple[Floats, Floats]:
    """(D, K) draws of the leaf scores of two campaigns of one territory, drawn together (`draw_paired_levels`)."""
    earlier, later = (counts.answers_of(unit, invited) for unit in (before, after))
    same, _ = counts.same_people(before, after)
    drawn = draw_paired_levels(earlier, later, same, counts.levels, n_draws, rng=rng, methodology=methodology)
    first, second = (
        normalise(_averaged(levels, counts, unit, methodology), counts.framework, methodology)
        for levels, unit in zip(drawn, (before, after), strict=True)
    )
    return first, second


def _averaged(levels: Floats, counts: ResponseCounts, unit: int, methodology: Methodology) -> Floats:
    """(D, G, K) levels of groups -> (D, K) of criteria, NaN for those that do not apply.

    They are drawn around the published levels: the mean of what they were drawn from is these already, another
    statistic of it need not be.
    """
    weights, scale = counts.group_weights(methodology)[unit], counts.levels
    published, expected = (pool(answers[unit], scale, methodology) for answers in (counts.current, counts.disclosed))
    around = np.clip(levels + (published - expected), scale[0], scale[-1])
    return np.where(counts.excluded[unit], np.nan, mean_of_groups(around, weights))


def drawn_together(scores: Scores, units: Ints) -> Ints:
    """Return the units that the draws of some depend on: all of them where the methodology compares units."""
    return np.arange(len(scores.units)) if scores.methodology.compares_units else units


def leaf_draws_of(
    counts: ResponseCounts, units: Ints, methodology: Methodology, invited: Floats, n_draws: int, *, seed: int
) -> Floats:
    """(u, D, K) draws of the leaf scores of some units (`drawn_together`), each draw normalised over all of these.

    The draws of a unit's levels come from a stream of its own; what they become on 0–100 depends on the others where
    the methodology compares units.
    """
    keys = counts.units.iloc[units][["territory", "campaign"]].astype(str).itertuples(index=False)
    draws = (
        level_draws(counts, int(unit), methodology, invited, n_draws, rng=stream(seed, *key))
        for unit, key in zip(units, keys, strict=True)
    )
    if not methodology.compares_units:
        return np.stack([normalise(levels, counts.framework, methodology) for levels in draws])
    levels = np.stack(list(draws))
    for draw in range(n_draws):
        levels[:, draw] = normalise(levels[:, draw], counts.framework, methodology)
    return levels


def bring_up(scores: Scores, units: Ints, leaves: Floats, weights: Floats, taken: Ints) -> Floats:
    """Bring draws of leaf scores up the tree, draw by draw where gaps are filled from the other units.

    Parameters
    ----------
    scores
        The scores of all units, for the tree and for which nodes have a score.
    units
        (u,) which units the draws are of (`drawn_together`).
    leaves
        (u, D, K) draws of their leaf scores.
    weights, taken
        (B, m) weights of the children of the root, and (B,) which draw each goes with.

    Returns
    -------
    (u, B, N) scores.
    """
    tree = scores.tree
    applies, scored = ~np.isnan(scores.coverage[units]), ~np.isnan(scores.scores[units])
    if not scores.methodology.compares_units:
        standings = [Availability(applies[i], scored[i]) for i in range(len(units))]
        return np.stack([aggregate(tree, leaves[i, taken], one, weights) for i, one in enumerate(standings)])
    everyone = Availability(applies, scored)
    drawn = [aggregate(tree, leaves[:, d], everyone, w) for d, w in zip(taken, weights, strict=True)]
    return np.stack(drawn, axis=1)


def propagate_unit(scores: Scores, unit: int, leaves: Floats, weights: Floats) -> Draws:
    """Bring draws of leaf scores up the tree under drawn weights.

    Parameters
    ----------
    scores
        The scores of all units, for the tree and for which nodes have a score.
    unit
        Which unit.
    leaves
        (D, K) draws of its leaf scores.
    weights
        (D, m) draws of the weights of the children of the root.
    """
    tree = scores.tree
    availability = Availability(applies=~np.isnan(scores.coverage[unit]), scored=~np.isnan(scores.scores[unit]))
    drawn = aggregate(tree, leaves, availability, weights)
    published = np.broadcast_to(scores.scores[unit], drawn.shape)
    return Draws(
        leaves=leaves,
        scores=drawn,
        by_respondents=overall(tree, drawn, availability),
        by_weights=overall(tree, published, availability, weights),
    )


def interval(draws: Floats) -> tuple[Floats, Floats]:
    """(D, …) draws -> lower and upper end of the interval that is reported, NaN where there is no score."""
    missing = np.isnan(draws).any(axis=0)
    low, high = np.quantile(np.where(missing, 0.0, draws), INTERVAL, axis=0)
    return np.where(missing, np.nan, low), np.where(missing, np.nan, high)


def level_probabilities(draws: Draws, scores: Scores, nodes: NDArray[np.intp]) -> pd.DataFrame:
    """Probability of each level of the scale for some nodes: a frame ``node``, ``level``, ``probability``."""
    tree, framework = scores.tree, scores.framework
    rows = []
    for node in nodes:
        if np.isnan(draws.scores[:, node]).any():
            continue
        level = levels_in(tree, from_positive_scale(draws.scores[:, node], tree.lower_bound[node]), framework)
        for value in framework.scale.levels if framework.scale else ():
            rows.append((tree.node_ids[node], value.value, float(np.mean(level == value.value))))
    return pd.DataFrame(rows, columns=["node", "level", "probability"])


def priority_draws(tree: Tree, scored: Bools, shortfalls: Floats, weights: Floats) -> Floats:
    """(D, N) weight × shortfall of each node under drawn weights: its contribution to the overall shortfall.

    Parameters
    ----------
    tree
        The laid-out framework.
    scored
        (N,) whether a node has a score.
    shortfalls
        (D, N) shortfall of each node in each draw.
    weights
        (D, m) drawn weights of the children of the root.
    """
    return effective_weights(tree, scored, weights) * shortfalls


def top_share(priorities: Floats, *k: int) -> tuple[Floats, ...]:
    """(D, m) priorities -> for each `k` the (m,) shares of the draws in which each is among the first `k`.

    Equal priorities share the best of their ranks; where there is nothing left to gain there is no priority.

    Examples
    --------
    >>> top_share(np.array([[3.0, 2.0, 0.0], [1.0, 1.0, 0.0]]), 1, 2)
    (array([1. , 0.5, 0. ]), array([1., 1., 0.]))
    """
    ranks, gains = competition_rank(priorities), priorities > 1e-9
    return tuple(np.asarray(((ranks <= first) & gains).mean(axis=0)) for first in k)
