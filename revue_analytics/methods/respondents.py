"""Respondents: what all who could have answered would have said, drawn from those who did.

Persons vary, not cells: the answers of one person to different criteria resemble each other (optimists, pessimists), so
that draws which treat the answers to each criterion as a sample of its own are far too certain of anything that is a
mean over criteria. `persons` therefore draws how often each *person* is met among all who could have answered, and all
of that person's answers follow (the Bayesian bootstrap of Rubin 1981).

Few people say little of how people differ. To those who answered, each group is given `IMAGINED` people more, who
answer as the group did, each in a manner of their own: their answers to one criterion are spread as those of the group,
completed by `BORROWED` answers like those of the territory; from criterion to criterion they are correlated as the
answers of the people of the territory are, completed by a belief (`ALIKE`, worth `BELIEF` people) for where there is
nobody to compare with. The mass of a person is a gamma variable whose shape makes the mean of a group vary as it
should, s² / n × (1 - n / N), with s² unbiased. One territory's draws depend on nobody else's.

`own`, `flat` and `bootstrap` draw every cell on its own. `own` is right for one criterion taken alone; for means over
criteria these three are what others do, and hold for comparison.

Letters: ``R`` people, ``G`` groups, ``K`` criteria, ``L`` levels, ``D`` draws.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from revue_analytics.methods.moments import ONE_THREAD
from revue_analytics.methods.registry import declare, family

__all__ = ["RESPONDENT_MODELS", "Answers", "paired_persons", "persons", "resemblance"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

IMAGINED = 5
"""People imagined in each group beside those who answered."""
BORROWED = 3.0
"""Answers like those of the territory that complete a group's answers to a criterion, for the imagined."""
ALIKE, BELIEF = 0.5, 1.5
"""Correlation between two answers of a person that is believed before any are seen, and how many people it counts for.

Cautious, and soon given up: .1 to .35 is usual, and half a dozen people say as much.
"""
PANEL = 64
"""Imagined people that those of a draw are taken from."""
LEAST_SHAPE = 0.03
"""Of the gamma variables: below it, one person alone stands for all."""

ABOVE_GROUPS, ABOVE_CRITERIA, ABOVE_ALL = 1.5, 5.0, 0.2
"""Answers that a criterion's spread counts for in each group, and the territory's in each criterion; and how many are
thought of at each level above all of it."""

BY_QUESTION = (
    "The answers that were not given are drawn question by question around those that were. Intervals of scores "
    "that bring several criteria together are then too narrow, since the answers of one person resemble each other."
)


@dataclass(frozen=True, eq=False)
class Answers:
    """Answers of the people of one territory. Private: one row is one person.

    Attributes
    ----------
    level
        (R, K) number of the level of each answer, 0 for the lowest; -1 where there is none.
    group
        (R,) group of each person.
    cell
        (G, K) group that the answers of each group are counted in, criterion by criterion: itself, unless groups are
        counted together on a criterion.
    invited
        (G, K) people who could have answered in each cell, NaN where unknown; fewer than answered counts as answered.
    n_levels
        Levels of the scale.

    Examples
    --------
    >>> Answers.of_groups([[0, 1], [2, 2]], [0, 0], n_levels=3).counts.astype(int).tolist()
    [[[1, 0, 1], [0, 1, 1]]]
    """

    level: Ints
    group: Ints
    cell: Ints
    invited: Floats
    n_levels: int

    @classmethod
    def of_groups(cls, level: object, group: object, *, n_levels: int, invited: object = np.nan) -> Answers:
        """Put together answers of groups that are each counted on their own; `invited` (G,), or one for all."""
        levels, groups = np.asarray(level, dtype=np.int64), np.asarray(group, dtype=np.int64)
        n_groups, n_criteria = int(groups.max(initial=-1)) + 1, levels.shape[1]
        cell = np.tile(np.arange(n_groups)[:, None], (1, n_criteria))
        size = np.broadcast_to(np.asarray(invited, dtype=np.float64), n_groups)
        return cls(levels, groups, cell, np.tile(size[:, None], (1, n_criteria)), n_levels)

    @cached_property
    def by_group(self) -> Floats:
        """(G, K, L) answers at each level of the people of each group."""
        counts = np.zeros((*self.cell.shape, self.n_levels))
        person, criterion = np.nonzero(self.level >= 0)
        np.add.at(counts, (self.group[person], criterion, self.level[person, criterion]), 1.0)
        return counts

    @cached_property
    def counts(self) -> Floats:
        """(G, K, L) answers at each level counted in each cell."""
        return self.into_cells(self.by_group)

    @property
    def seen(self) -> Floats:
        """(G, K) share of those who could have answered that did: 0 where their number is unknown."""
        answered = self.counts.sum(axis=-1)
        size = np.maximum(np.nan_to_num(self.invited, nan=np.inf), answered)
        return np.asarray(np.divide(answered, size, out=np.zeros(answered.shape), where=size > 0))

    def into_cells(self, values: Floats) -> Floats:
        """(..., G, K, L) of groups -> (..., G, K, L) of cells: summed where groups are counted together."""
        own = np.arange(len(self.cell))[:, None]
        result = np.where((self.cell == own)[..., None], values, 0.0)
        for group, criterion in zip(*np.nonzero(self.cell != own), strict=True):
            result[..., self.cell[group, criterion], criterion, :] += values[..., group, criterion, :]
        return result


def paired_persons(
    before: Answers, after: Answers, same: Ints, n_draws: int, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Draw `persons` of two campaigns together: who answered both is met as often in the one as in the other.

    Parameters
    ----------
    before, after
        Who answered what.
    same
        (R,) row in `before` of each person of `after`, -1 for who did not answer then.

    Returns
    -------
    Two (D, G, K, L) arrays of shares, each as `persons` gives it; their difference varies less where people are the
    same. As many of the imagined of a group are the same in both as there are of those who answered.

    Examples
    --------
    >>> people = Answers.of_groups([[0, 1], [1, 1], [4, 3], [4, 4]], [0, 0, 0, 0], n_levels=5)
    >>> before, after = paired_persons(people, people, np.arange(4), 2000, np.random.default_rng(0))
    >>> levels, alone = np.arange(5), persons(people, 2000, np.random.default_rng(1))
    >>> bool(np.std((after - before) @ levels) < 0.8 * np.std((after - alone) @ levels))
    True
    """
    first = _draw_masses(before, n_draws, rng)
    second = _draw_masses(after, n_draws, rng, first, same)
    return _shares(before, first, rng), _shares(after, second, rng)


@declare(
    sentence="What other people might have answered is drawn person by person, each with all their answers, since the "
    "answers of one person resemble each other: closely around those that were given where many of those "
    "invited answered, widely where few did. Where everybody invited has answered, nothing is left to draw.",
    paired=paired_persons,
)
def persons(answers: Answers, n_draws: int, rng: np.random.Generator) -> Floats:
    """Draw how often each person is met among all who could have answered; all of a person's answers follow.

    Parameters
    ----------
    answers
        Who answered what.
    n_draws
        Number of draws.
    rng
        Where the randomness comes from.

    Returns
    -------
    (D, G, K, L) shares of the levels among all who could have answered in each cell; NaN where nobody did.

    Notes
    -----
    The order of the people is of no consequence.

    References
    ----------
    Rubin (1981), "The Bayesian bootstrap", *Annals of Statistics* 9, 130–134. Kish (1965), *Survey Sampling*, section
    5.4 (design effect).

    Examples
    --------
    Everybody answered: nothing is uncertain.

    >>> census = Answers.of_groups([[1], [2], [2]], [0, 0, 0], n_levels=5, invited=[3])
    >>> persons(census, 2, np.random.default_rng(0)).round(3).tolist()
    [[[[0.0, 0.333, 0.667, 0.0, 0.0]]], [[[0.0, 0.333, 0.667, 0.0, 0.0]]]]
    """
    return _shares(answers, _draw_masses(answers, n_draws, rng), rng)


def resemblance(answers: Answers) -> tuple[float, int]:
    """Correlation between two answers of one person, within groups, and on how many people it rests.

    ``rho = mean of r_ik r_il over persons and pairs of criteria / mean of r_ik²``, r the distance of an answer from the
    mean of its group: the intraclass correlation of consistency, from all pairs of answers that are there.

    Returns
    -------
    rho, and people less groups; NaN and 0 where no group has two people who differ.

    References
    ----------
    McGraw & Wong (1996), *Psychological Methods* 1, 30–46: ICC(C, 1).

    Examples
    --------
    >>> rho, degrees = resemblance(Answers.of_groups([[0, 1], [2, 2], [4, 3]], [0, 0, 0], n_levels=5))
    >>> round(rho, 3), degrees  # covariance 2 over the mean variance (4 + 1) / 2
    (0.8, 2)
    """
    there = answers.level >= 0
    counted = answers.by_group.sum(axis=-1)
    alone = counted[answers.group] < 2
    there = there & ~alone
    levels = np.arange(answers.n_levels)
    mean = np.divide(answers.by_group @ levels, counted, out=np.zeros(counted.shape), where=counted > 0)
    unbiased = np.sqrt(counted / np.maximum(counted - 1.0, 1.0))
    residual = np.where(there, (answers.level - mean[answers.group]) * unbiased[answers.group], 0.0)
    squares = (residual**2).sum(axis=1)
    answered = there.sum(axis=1)
    pairs = float((answered * (answered - 1)).sum())
    people = np.flatnonzero(answered)
    degrees = len(people) - len(np.unique(answers.group[people]))
    if pairs == 0 or degrees <= 0 or squares.sum() <= 0:
        return float("nan"), 0
    together = float((residual.sum(axis=1) ** 2 - squares).sum()) / pairs
    return together / (float(squares.sum()) / float(answered.sum())), degrees


@dataclass(frozen=True, eq=False)
class _Masses:
    """How often each person is met, up to a factor: (D, R) of those who answered, (D, G, I) of the imagined.

    `shape` (R,) and `shape_imagined` (G,) are those of the gamma variables, `picked` (D, G, I) says who of the panel.
    """

    of_people: Floats
    shape: Floats
    of_imagined: Floats
    shape_imagined: Floats
    picked: Ints


def _draw_masses(
    answers: Answers,
    n_draws: int,
    rng: np.random.Generator,
    before: _Masses | None = None,
    same: Ints | None = None,
) -> _Masses:
    n_groups = len(answers.cell)
    shape_of_group = np.array([_shape(answers, group) for group in range(n_groups)])
    shape = shape_of_group[answers.group]
    order = np.lexsort((*answers.level.T, answers.group))
    of_people = np.empty((n_draws, len(shape)))
    of_people[:, order] = rng.standard_gamma(shape[order], (n_draws, len(shape)))
    of_imagined = rng.standard_gamma(shape_of_group[:, None], (n_draws, n_groups, IMAGINED))
    picked = rng.integers(PANEL, size=(n_draws, n_groups, IMAGINED))
    if before is not None and same is not None:
        mine = np.flatnonzero(same >= 0)
        theirs = same[mine]
        of_people[:, mine] = _reshaped(before.of_people[:, theirs], before.shape[theirs], shape[mine], rng)
        for group in range(min(n_groups, len(before.shape_imagined))):
            members = same[answers.group == group]
            kept = slice(round(IMAGINED * float(np.mean(members >= 0))) if len(members) else 0)
            ends = before.shape_imagined[group, None], shape_of_group[group, None]
            of_imagined[:, group, kept] = _reshaped(before.of_imagined[:, group, kept], *ends, rng)
            picked[:, group, kept] = before.picked[:, group, kept]
    return _Masses(of_people, shape, of_imagined, shape_of_group, picked)


def _shape(answers: Answers, group: int) -> float:
    """Shape of the masses of a group's people, with which its mean varies as s² / n × (1 - n / N).

    Under masses of shape a, the mean of n people and m imagined varies as their mean square over (n + m) a + 1. That
    mean square is (n + m - 1) / (n + m) of s², since only the n people lie around their own mean. n is the mean number
    of answers to a criterion.
    """
    answered = answers.by_group[group].sum(axis=-1)
    asked = answered > 0
    if not asked.any():
        return 1.0
    n, everyone = float(answered[asked].mean()), float(answered[asked].mean()) + IMAGINED
    unseen = 1.0 - float(answers.seen[answers.cell[group, asked], asked].mean())
    return max((n * unseen * (everyone - 1.0) / everyone - 1.0) / everyone, LEAST_SHAPE)


def _reshaped(gamma: Floats, shape: Floats, wanted: Floats, rng: np.random.Generator) -> Floats:
    """(D, j) gamma variables of shape (j,) -> the most like them of another shape: something added, or a beta share."""
    more, less = np.maximum(wanted - shape, 0.0), np.maximum(shape - wanted, 0.0)
    share = np.where(less > 0, rng.beta(wanted, np.where(less > 0, less, 1.0), gamma.shape), 1.0)
    return np.asarray(gamma * share + rng.standard_gamma(more, gamma.shape))


def _shares(answers: Answers, masses: _Masses, rng: np.random.Generator) -> Floats:
    n_draws, (n_groups, n_criteria), n_levels = len(masses.of_people), answers.cell.shape, answers.n_levels
    counts = answers.counts
    total = counts.sum(axis=-1, keepdims=True)
    imagined = _imagined(answers, rng)
    mass = np.zeros((n_draws, n_groups, n_criteria, n_levels))
    draws = np.arange(n_draws)
    for group in np.unique(answers.group):
        rows = np.flatnonzero(answers.group == group)
        weight = np.zeros((n_draws, len(rows) + PANEL))
        weight[:, : len(rows)] = masses.of_people[:, rows]
        for one in range(IMAGINED):
            weight[draws, len(rows) + masses.picked[:, group, one]] += masses.of_imagined[:, group, one]
        level = np.concatenate([answers.level[rows], imagined[group]])
        said = (level[..., None] == np.arange(n_levels)).reshape(len(level), -1).astype(np.float64)
        mass[:, group] = _product(weight, said).reshape(n_draws, n_criteria, n_levels)
    mass = answers.into_cells(mass)
    drawn = _spread(mass)
    seen = answers.seen[..., None]
    observed = np.divide(counts, total, out=np.zeros(counts.shape), where=total > 0)
    return np.where(total > 0, np.where(seen < 1, seen * observed + (1.0 - seen) * drawn, observed), np.nan)


def _product(weight: Floats, said: Floats) -> Floats:
    """(D, p) @ (p, q), in parts so small that no library starts threads for them: these would mostly wait."""
    n_parts = weight.size * said.shape[1] // ONE_THREAD + 1
    return np.concatenate([part @ said for part in np.array_split(weight, n_parts)])


def _imagined(answers: Answers, rng: np.random.Generator) -> Ints:
    """(G, P, K) answers of the panel of each group, -1 where the group did not answer a criterion.

    Person j has a manner of his or her own, a normal number (spread evenly over the panel, so that the panel's mean is
    the group's); the answer to a criterion is the level at the rank, among the panel, of that number mixed with another
    one for each criterion.
    """
    answered = answers.by_group.sum(axis=-1) > 0
    spread = _spread(answers.counts + BORROWED * _of_criteria(answers.counts))
    reached = spread.cumsum(axis=-1)[..., :-1]
    alike = _alike(answers)
    manner = ndtri((np.arange(PANEL) + 0.5) / PANEL)[:, None]
    panel = np.full((len(answers.cell), PANEL, answers.cell.shape[1]), -1, dtype=np.int64)
    criteria = np.arange(answers.cell.shape[1])
    for group in np.flatnonzero(answered.any(axis=1)):
        mixed = alike**0.5 * manner + (1.0 - alike) ** 0.5 * rng.standard_normal((PANEL, len(criteria)))
        at = (mixed.argsort(axis=0).argsort(axis=0) + 0.5) / PANEL
        level = (at[..., None] > reached[answers.cell[group], criteria]).sum(axis=-1)
        panel[group] = np.where(answered[group], level, -1)
    return panel


def _alike(answers: Answers) -> float:
    """Correlation between two answers of a person: what is seen and what is believed, on the scale of design effects.

    ``log(1 + (K - 1) rho)`` is known to about √(2 / degrees of freedom), whatever rho; its estimate is low by 1 /
    degrees on average.
    """
    answered = (answers.level >= 0).sum(axis=1)
    k = float(answered[answered > 0].mean()) if answered.any() else 0.0
    if k <= 1:
        return 0.0
    seen, degrees = resemblance(answers)
    effect = BELIEF * np.log1p((k - 1.0) * ALIKE)
    if degrees:
        effect += degrees * np.log(max(1.0 + (k - 1.0) * seen, 0.3)) + 1.0
    return float(np.clip(np.expm1(effect / (degrees + BELIEF)) / (k - 1.0), 0.0, 0.95))


def _of_criteria(counts: Floats) -> Floats:
    """(G, K, L) answers -> (K, L) shares expected of each criterion: its own answers, those of all, and a few anywhere.

    A Dirichlet prior on three floors (see `own`), at its mean.
    """
    of_criteria = _as_independent(counts, ABOVE_GROUPS).sum(axis=0)
    of_all = _as_independent(of_criteria, ABOVE_CRITERIA).sum(axis=0) + ABOVE_ALL
    return _spread(of_criteria + ABOVE_CRITERIA * _spread(of_all))


@declare(sentence=BY_QUESTION, paired=False)
def own(answers: Answers, n_draws: int, rng: np.random.Generator) -> Floats:
    """Draw each cell's answers around its criterion's, and these around all: a Dirichlet prior worth 1.5 answers.

    For a group and criterion with ``n_l`` answers at level ``l``: p ~ Dirichlet(n_l + prior_l). The prior is borrowed
    from the territory's own answers in three steps: a flat one stands above all of them, their spread above each
    criterion, and that of the criterion above each group. What is borrowed is itself known from a few answers only, so
    it is drawn too. Where the number invited is known, the answers not seen are drawn from p (a Pólya urn).

    References
    ----------
    Ghosh & Meeden (1997), *Bayesian Methods for Finite Population Sampling*, chapter 2 (Pólya posterior). Teh, Jordan,
    Beal & Blei (2006), *Journal of the American Statistical Association* 101, 1566–1581 (hierarchical Dirichlet prior).
    """
    counts = answers.counts
    of_criteria = _as_independent(counts, ABOVE_GROUPS).sum(axis=0)
    of_all = _as_independent(of_criteria, ABOVE_CRITERIA).sum(axis=0) + ABOVE_ALL
    everything = _dirichlet(np.broadcast_to(of_all, (n_draws, *of_all.shape)), rng)
    criteria = _dirichlet(of_criteria + ABOVE_CRITERIA * everything[:, None], rng)
    there = counts.any(axis=-1)
    p = _dirichlet(counts[there] + ABOVE_GROUPS * criteria.take(np.nonzero(there)[1], axis=1), rng)
    return _completed(answers, p, rng)


@declare(sentence=BY_QUESTION, paired=False)
def flat(answers: Answers, n_draws: int, rng: np.random.Generator) -> Floats:
    """Draw each cell's answers under a prior of 0.2 at each level, the same whatever the others answered.

    Over many criteria it pulls means towards the middle of the scale.
    """
    alpha = answers.counts[answers.counts.any(axis=-1)] + ABOVE_ALL
    return _completed(answers, _dirichlet(np.broadcast_to(alpha, (n_draws, *alpha.shape)), rng), rng)


@declare(sentence=BY_QUESTION, paired=False)
def bootstrap(answers: Answers, n_draws: int, rng: np.random.Generator) -> Floats:
    """Draw the answers of each cell anew from themselves, as many as there are.

    Its intervals are too narrow for few answers (67 % instead of 95 % at three, and none at one).

    References
    ----------
    Efron (1979), *Annals of Statistics* 7, 1–26.
    """
    seen = answers.counts[answers.counts.any(axis=-1)]
    size = seen.sum(axis=-1).astype(np.int64)
    drawn = rng.multinomial(size, _spread(seen), size=(n_draws, len(size))) / size[:, None]
    return _completed(answers, np.asarray(drawn), rng)


def _completed(answers: Answers, p: Floats, rng: np.random.Generator) -> Floats:
    """(D, C, L) distributions of the C cells with answers -> (D, G, K, L): with those seen, where N is known."""
    there = answers.counts.any(axis=-1)
    seen, size = answers.counts[there], answers.invited[there]
    known = np.flatnonzero(~np.isnan(size))
    if known.size:
        unseen = np.maximum(size[known] - seen[known].sum(axis=-1), 0).astype(np.int64)
        p[:, known] = _spread(seen[known] + rng.multinomial(unseen, p.take(known, axis=1)))
    result = np.full((len(p), *answers.counts.shape), np.nan)
    result[:, there] = p
    return result


def _as_independent(counts: Floats, strength: float) -> Floats:
    """(..., L) answers of groups drawn around something -> as many as say as much of it, were they independent.

    Answers of one group resemble each other, with the correlation 1 / (strength + 1) of a Dirichlet-multinomial: n of
    them are worth ``n / (1 + (n - 1) / (strength + 1))`` (the design effect of Kish 1965).

    >>> _as_independent(np.array([[0.0, 1.0], [2.0, 2.0]]), 1.0).round(3)
    array([[0. , 1. ],
           [0.8, 0.8]])
    """
    return np.asarray(counts * (strength + 1.0) / (counts.sum(axis=-1, keepdims=True) + strength))


def _spread(counts: Floats) -> Floats:
    """(..., L) counts -> (..., L) shares, 0 where there is none."""
    total = (counts @ np.ones(counts.shape[-1]))[..., None]  # a sum over a short axis is slow
    return np.asarray(counts / np.where(total > 0, total, 1.0))


def _dirichlet(alpha: Floats, rng: np.random.Generator) -> Floats:
    return _spread(rng.standard_gamma(alpha))


RESPONDENT_MODELS = family(
    "respondents",
    {
        "persons": persons,
        "own": own,
        "flat": flat,
        "bootstrap": bootstrap,
    },
)
