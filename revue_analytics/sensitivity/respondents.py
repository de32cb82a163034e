"""Levels that groups could have reached, had other people answered: draws of the shares of answers, pooled."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from revue_analytics.methods.arrays import Floats, arrays
from revue_analytics.methods.choice import check_result
from revue_analytics.methods.registry import facts_of
from revue_analytics.methods.respondents import Answers
from revue_analytics.scoring import Methodology, pool

__all__ = ["draw_levels", "draw_paired_levels"]


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
