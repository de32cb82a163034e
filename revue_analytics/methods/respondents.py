"""Respondents: what all who could have answered would have said, drawn from those who did.

Persons vary, not cells: the answers of one person to different criteria resemble each other (optimists, pessimists), so
that draws which treat the answers to each criterion as a sample of its own are far too certain of anything that is a
mean over criteria. `persons` therefore draws how often each *person* is met among all who could have answered, and all
of that person's answers follow (a Bayesian bootstrap, Rubin 1981).

The persons are imagined, `PANEL` for each group: their answers to one criterion are spread as those of the group,
completed by `BORROWED` answers like those of the territory, and from criterion to criterion they are as much alike as
the answers of the people of the territory are. That is two correlations, within indicators and between them, known in
steps and completed by a belief for where there is nobody to compare with (`Resemblance`). So nothing but counts and
these two numbers is needed: who gave which answers together is not, and cannot follow from what is drawn. The mass of
a person is a gamma variable whose shape makes the mean of a group vary as it should, s² / n × (1 - n / N). One
territory's draws depend on nobody else's.

`own`, `flat` and `bootstrap` draw every cell on its own. `own` is right for one criterion taken alone; for means over
criteria these three are what others do, and hold for comparison.

Letters: ``R`` people, ``G`` groups, ``K`` criteria, ``L`` levels, ``P`` imagined people, ``D`` draws.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from revue_analytics.methods.arrays import ONE_THREAD, Floats, Ints, arrays
from revue_analytics.methods.registry import declare, family

PANEL = 64
"""Imagined people of each group."""
BORROWED = 2.0
"""Answers like those of the territory that complete a group's answers to a criterion."""
LEAST_SHAPE = 0.002
"""Of the gamma variables: about there, one person alone stands for all."""

ALIKE, BELIEF, GIVEN_UP = 0.5, 1.5, 1.5
"""Correlation between two answers of a person that is believed before any are seen, how many people it counts for, and
how many people, seen, halve that.

Cautious, and soon given up: .1 to .35 is usual, and half a dozen people say as much.
"""
UPWARDS = 1.5
"""By how much over its degrees of freedom the logarithm of a design effect is raised. One makes it unbiased; the rest
stands for not knowing it, as Student's quantiles beside the normal ones do."""
CLOSER, BELIEF_CLOSER = 0.1, 10.0
"""How much more alike answers to two criteria of one indicator are believed to be, and how many people that counts for.
"""
ENOUGH_CRITERIA, USUAL = 8, 0.3
"""Of fewer criteria, a correlation would tell who gave which answers to two of them: the usual one is taken instead."""
STEP, STEP_CLOSER = 0.2, 0.05
"""To what the logarithm of a design effect, and the correlation within indicators beyond that between, are rounded."""
LEAST, MOST, MOST_WITHIN = 0.3, 0.85, 0.9
"""Least design effect, and most alike that two answers can be."""
CUT_INTO_LEVELS = 1.1
"""How much more alike positions are than the levels that they are cut into."""

ABOVE_GROUPS, ABOVE_CRITERIA, ABOVE_ALL = 1.5, 5.0, 0.2
"""Answers that a criterion's spread counts for in each group, and the territory's in each criterion; and how many are
thought of at each level above all of it."""

BY_QUESTION = (
    "The answers that were not given are drawn question by question around those that were. Intervals of scores "
    "that bring several criteria together are then too narrow, since the answers of one person resemble each other."
)


@dataclass(frozen=True)
class Resemblance:
    """How far the answers of one person resemble each other, within groups.

    Attributes
    ----------
    rho
        Mean correlation over all pairs of criteria: the intraclass correlation of consistency, from all pairs of
        answers that are there. NaN where no group has two people who differ.
    degrees
        People less groups that it rests on.
    between, within
        Correlations that draws take, between criteria of different indicators and of the same: in steps, and completed
        by what is believed. The first can be a little below zero: by chance, or where people compensate.
    """

    rho: float = float("nan")
    degrees: int = 0
    between: float = USUAL
    within: float = USUAL + CLOSER

    @classmethod
    def of_people(cls, level: ArrayLike, group: ArrayLike, part: ArrayLike) -> Resemblance:
        """Compute it from the answers of (R) people.

        ``rho = mean of r_ik r_il over persons and pairs / mean of r_ik²``, r the distance of an answer from the mean of
        its group. It is then seen on the scale of design effects: ``log(1 + (K - 1) rho)`` is known to about √(2 /
        degrees), whatever rho, and low by 1 / degrees on average.

        Parameters
        ----------
        level
            (R, K) number of the level of each answer, -1 where there is none.
        group
            (R,) group of each person.
        part
            (K,) indicator of each criterion.

        References
        ----------
        McGraw & Wong (1996), *Psychological Methods* 1, 30–46: ICC(C, 1).

        Examples
        --------
        >>> alike = Resemblance.of_people([[0, 1], [2, 2], [4, 3]], [0, 0, 0], [0, 0])
        >>> round(alike.rho, 3), alike.degrees  # covariance 2 over the mean variance (4 + 1) / 2
        (0.8, 2)
        """
        levels, groups, parts = np.asarray(level), np.asarray(group), np.asarray(part)
        residual, there, degrees = np.zeros(levels.shape), np.zeros(levels.shape, dtype=bool), 0
        for one in np.unique(groups):
            rows = groups == one
            answered = levels[rows] >= 0
            n = answered.sum(axis=0)
            known = answered & (n > 1)
            mean = np.where(answered, levels[rows], 0).sum(axis=0) / np.maximum(n, 1)
            unbiased = np.sqrt(n / np.maximum(n - 1, 1))
            residual[rows] = np.where(known, (levels[rows] - mean) * unbiased, 0.0)
            there[rows] = known
            degrees += max(int(known.any(axis=1).sum()) - 1, 0)
        answered_criteria = int((levels >= 0).any(axis=0).sum())
        variance = float((residual**2).sum()) / max(int(there.sum()), 1)
        products, pairs = residual.T @ residual, there.T.astype(np.float64) @ there
        alone = np.eye(levels.shape[1], dtype=bool)
        same = (parts[:, None] == parts) & ~alone
        rho, closer = float("nan"), 0.0
        if degrees == 0 or variance <= 0 or pairs[~alone].sum() == 0:
            degrees = 0
        else:
            apart, near, rho = (
                float(products[which].sum() / max(pairs[which].sum(), 1.0)) / variance
                for which in (~same & ~alone, same, ~alone)
            )
            closer = near - apart
        return cls.believed(rho, closer, degrees, answered_criteria, _share_of_pairs(parts[(levels >= 0).any(axis=0)]))

    @classmethod
    def believed(cls, rho: float, closer: float, degrees: int, n_criteria: int, share: float) -> Resemblance:
        """Complete what is seen by what is believed, in steps; `share` of the pairs of criteria are within indicators.

        All pairs together are as much alike as the design effect says.
        """
        if n_criteria < ENOUGH_CRITERIA:
            return cls(rho, degrees)
        others = n_criteria - 1
        belief = BELIEF / (1.0 + degrees / GIVEN_UP)
        effect = belief * np.log1p(others * ALIKE)
        if degrees:
            effect += degrees * np.log(max(1.0 + others * rho, LEAST)) + UPWARDS
        effect = max(STEP * np.rint(effect / (degrees + belief) / STEP), np.log(LEAST))
        more = (degrees * max(closer, 0.0) + BELIEF_CLOSER * CLOSER) / (degrees + BELIEF_CLOSER)
        added = STEP_CLOSER * np.rint(more / STEP_CLOSER)
        between = min(float(np.expm1(effect) / others - share * added), MOST)
        return cls(rho, degrees, between, min(max(between, 0.0) + float(added), MOST_WITHIN))


@dataclass(frozen=True, eq=False)
class Answers:
    """Answers of the groups of one territory, counted.

    Attributes
    ----------
    counts
        (G, K, L) answers at each level.
    invited
        (G, K) people who could have answered, NaN where unknown; fewer than answered counts as answered.
    part
        (K,) indicator of each criterion, as a number.
    alike
        How far the answers of one person resemble each other.

    Examples
    --------
    >>> Answers.of_people([[0, 1], [2, 2]], [0, 0], n_levels=3).counts.astype(int).tolist()
    [[[1, 0, 1], [0, 1, 1]]]
    """

    counts: Floats
    invited: Floats
    part: Ints
    alike: Resemblance = Resemblance()

    @classmethod
    def of_people(
        cls,
        level: ArrayLike,
        group: ArrayLike,
        *,
        n_levels: int,
        invited: ArrayLike = np.nan,
        part: ArrayLike | None = None,
    ) -> Answers:
        """Count the answers of (R) people: `level` (R, K), -1 for none; `group` (R,); `invited` (G,), or one for all.

        Without `part` the criteria are taken two by two, as in the bundled framework.
        """
        levels, groups = np.asarray(level, dtype=np.int64), np.asarray(group, dtype=np.int64)
        n_groups, n_criteria = int(groups.max(initial=-1)) + 1, levels.shape[1]
        counts = np.zeros((n_groups, n_criteria, n_levels))
        person, criterion = np.nonzero(levels >= 0)
        np.add.at(counts, (groups[person], criterion, levels[person, criterion]), 1.0)
        size = np.broadcast_to(np.asarray(invited, dtype=np.float64), n_groups)
        parts = np.arange(n_criteria) // 2 if part is None else np.asarray(part)
        alike = Resemblance.of_people(levels, groups, parts)
        return cls(counts, np.tile(size[:, None], (1, n_criteria)), parts, alike)

    def of_groups(self, groups: NDArray[np.intp]) -> Answers:
        """Return the answers of some groups only."""
        return replace(self, counts=self.counts[groups], invited=self.invited[groups])

    @property
    def seen(self) -> Floats:
        """(G, K) share of those who could have answered that did: 0 where their number is unknown."""
        answered = self.counts.sum(axis=-1)
        size = np.maximum(np.nan_to_num(self.invited, nan=np.inf), answered)
        return np.asarray(np.divide(answered, size, out=np.zeros(answered.shape), where=size > 0))


@arrays(same="...")
def paired_persons(
    before: Answers, after: Answers, same: ArrayLike, n_draws: int, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Draw `persons` of two campaigns together: who answered both is met as often in the one as in the other.

    Parameters
    ----------
    before, after
        What was answered.
    same
        (G,) share of the people of each group of `after` who are in it in both.

    Returns
    -------
    Two (D, G, K, L) arrays of shares, each as `persons` gives it; their difference varies less where people are the
    same: they have one manner in both campaigns, and answer each question anew.

    Examples
    --------
    >>> people = Answers.of_people([[0, 1], [1, 1], [4, 3], [4, 4]], [0, 0, 0, 0], n_levels=5)
    >>> levels, apart = np.arange(5), [persons(people, 2000, np.random.default_rng(seed)) for seed in (0, 1)]
    >>> before, after = paired_persons(people, people, [1.0], 2000, np.random.default_rng(0))
    >>> bool(np.std((after - before) @ levels) < 0.9 * np.std((apart[1] - apart[0]) @ levels))
    True
    """
    shapes = [_shapes(answers)[:, None] for answers in (before, after)]
    common = np.asarray(same, dtype=np.float64)[:, None] * np.minimum(*shapes)
    size = (n_draws, len(common), PANEL)
    shared, manners = rng.standard_gamma(common, size), _manners(after, rng)
    first, second = (shared + rng.standard_gamma(shape - common, size) for shape in shapes)
    earlier, later = ([*_shares(of, masses, manners, rng)] for of, masses in ((before, first), (after, second)))
    return np.stack(earlier, axis=1), np.stack(later, axis=1)


@declare(
    sentence="What other people might have answered is drawn person by person, each with all their answers: closely "
    "around those given where many of those invited answered, widely where few did, not at all where everybody did.",
    paired=paired_persons,
)
def persons(answers: Answers, n_draws: int, rng: np.random.Generator) -> Floats:
    """Draw how often each person is met among all who could have answered; all of a person's answers follow.

    Parameters
    ----------
    answers
        What was answered.
    n_draws
        Number of draws.
    rng
        Where the randomness comes from.

    Returns
    -------
    (D, G, K, L) shares of the levels among all who could have answered in each cell; NaN where nobody did.

    References
    ----------
    Rubin (1981), "The Bayesian bootstrap", *Annals of Statistics* 9, 130–134. Kish (1965), *Survey Sampling*, section
    5.4 (design effect).

    Examples
    --------
    Everybody answered: nothing is uncertain.

    >>> census = Answers.of_people([[1], [2], [2]], [0, 0, 0], n_levels=5, invited=[3])
    >>> persons(census, 2, np.random.default_rng(0)).round(3).tolist()
    [[[[0.0, 0.333, 0.667, 0.0, 0.0]]], [[[0.0, 0.333, 0.667, 0.0, 0.0]]]]
    """
    there = np.flatnonzero(answers.counts.sum(axis=(1, 2)))
    those = answers.of_groups(there)
    masses = rng.standard_gamma(_shapes(those)[:, None], (n_draws, len(there), PANEL))
    result = np.full((n_draws, *answers.counts.shape), np.nan)
    for group, shares in zip(there, _shares(those, masses, _manners(those, rng), rng), strict=True):
        result[:, group] = shares
    return result


def _shapes(answers: Answers) -> Floats:
    """(G,) shapes of the masses, with which the mean of a group varies as s² / n × (1 - n / N).

    Under masses of shape a, the mean of a panel varies as its mean square over P a + 1. That mean square is some
    (n - 1 + b) / (n + b) of s²: it counts the people around their own mean, and b answers around another. n is the mean
    number of answers to a criterion.
    """
    answered = answers.counts.sum(axis=-1)
    asked = answered > 0
    among = np.maximum(asked.sum(axis=-1), 1)
    n = answered.sum(axis=-1) / among
    unseen = 1.0 - np.where(asked, answers.seen, 0.0).sum(axis=-1) / among
    spread = (n - 1.0 + 0.8 * BORROWED) / (n + BORROWED)
    return np.asarray(np.maximum((n * unseen * spread - 1.0) / PANEL, LEAST_SHAPE))


def _manners(answers: Answers, rng: np.random.Generator) -> Floats:
    """(G, P, parts) what each person is like, for each indicator: normal numbers, alike from one to the other.

    The common one is spread evenly over the panel, so that the panel is neither optimist nor pessimist as a whole.
    """
    between, within = (_latent(rho) for rho in (answers.alike.between, answers.alike.within))
    common = ndtri((np.arange(PANEL) + 0.5) / PANEL)[:, None]
    n_parts = int(answers.part.max(initial=-1)) + 1
    of_part = rng.standard_normal((len(answers.counts), PANEL, n_parts))
    return np.asarray(between**0.5 * common + max(within - between, 0.0) ** 0.5 * of_part)


def _shares(answers: Answers, masses: Floats, manners: Floats, rng: np.random.Generator) -> Iterator[Floats]:
    """(D, G, P) masses, (G, P, parts) manners -> group by group (D, K, L) shares among all who could have answered.

    Each person takes up one P-th of the answers to a criterion, the one at the rank, among the panel, of his or her
    position on it: manner and a number of its own. So the panel answers exactly as the group did.
    """
    n_draws, (n_groups, n_criteria, n_levels) = len(masses), answers.counts.shape
    counts, seen = answers.counts, answers.seen[..., None]
    observed = np.where(counts.sum(axis=-1, keepdims=True) > 0, _spread(counts), np.nan)
    known, unseen = np.where(seen < 1, seen * observed, observed), np.where(seen < 1, 1.0 - seen, 0.0)
    reached = _spread(counts + BORROWED * _of_criteria(counts)).cumsum(axis=-1)
    alone = (1.0 - _latent(answers.alike.within)) ** 0.5
    for group in range(n_groups):
        position = manners[group][:, answers.part] + alone * rng.standard_normal((PANEL, n_criteria))
        if answers.alike.between < 0:
            _compensate(position, counts[group].any(axis=-1), answers)
        rank = position.argsort(axis=0).argsort(axis=0)[..., None]
        up_to = np.clip(reached[group] * PANEL - rank, 0.0, 1.0)
        answer = np.diff(up_to, axis=-1, prepend=0.0).reshape(PANEL, -1)
        drawn = _product(_spread(masses[:, group]), answer).reshape(n_draws, n_criteria, n_levels)
        yield known[group] + unseen[group] * drawn


def _compensate(position: Floats, asked: NDArray[np.bool_], answers: Answers) -> None:
    """Draw the mean of each person's (P, K) positions in, so that answers are less alike than independent ones."""
    alike, others = answers.alike, int(asked.sum()) - 1
    if others > 0:
        within = _share_of_pairs(answers.part[asked]) * alike.within
        effect, independent = 1.0 + others * (within + alike.between), 1.0 + others * within
        factor = (max(effect, LEAST) / independent) ** 0.5
        position += (min(factor, 1.0) - 1.0) * position[:, asked].mean(axis=1, keepdims=True)


def _share_of_pairs(part: Ints) -> float:
    """Share of the pairs of criteria that are within indicators."""
    same = np.equal.outer(part, part)
    return float((same.sum() - len(part)) / max(len(part) * (len(part) - 1), 1))


def _latent(rho: float) -> float:
    """Correlation between positions that makes that of the levels they are cut into."""
    return min(max(CUT_INTO_LEVELS * rho, 0.0), 0.97)


def _product(weight: Floats, answer: Floats) -> Floats:
    """(D, p) @ (p, q), in parts so small that no library starts threads for them: these would mostly wait."""
    n_parts = weight.size * answer.shape[1] // ONE_THREAD + 1
    return np.concatenate([part @ answer for part in np.array_split(weight, n_parts)])


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
    size = np.rint(seen.sum(axis=-1)).astype(np.int64)
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
