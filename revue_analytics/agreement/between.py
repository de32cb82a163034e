"""Between groups: differences of their means, which of them go beyond chance, and whether they order alike."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import ceil

import numpy as np

from revue_analytics.agreement.intervals import ends, expected, jackknife, two_sided
from revue_analytics.agreement.several_questions import Measured
from revue_analytics.methods.arrays import Bools, Floats, Ints
from revue_analytics.methods.reliability import kendall_w_of_ranks, mid_ranks


@dataclass(frozen=True, eq=False)
class Differences:
    """Groups compared two by two on each criterion: (P) comparisons.

    Attributes
    ----------
    a, b, criterion
        (P,) places of the two groups and of the criterion.
    difference, low, high
        (P,) mean of a less mean of b, in levels, with its interval.
    p_value, q_value
        (P,) see `differences`.
    """

    a: Ints
    b: Ints
    criterion: Ints
    difference: Floats
    low: Floats
    high: Floats
    p_value: Floats
    q_value: Floats


def differences(counts: Floats, invited: Floats, levels: Floats, shown: Bools) -> Differences:
    """Compare the means of the groups two by two, criterion by criterion.

    The interval and the p-value are those of a normal difference with the means of `expected`. Answers are taken to
    spread as much around the mean of every group on every criterion: by the standard deviation of all of them
    together (`common_spread`), so that what is told of two groups says nothing more of either than its mean. The
    q-values are those of Benjamini and Hochberg over all the comparisons, so that of those with ``q <= 0.1`` at most
    a tenth are expected to be chance.

    Parameters
    ----------
    counts
        (G, K, L) answers at each level.
    invited
        (G, K) people invited, NaN where unknown.
    levels
        (L,) levels of the scale.
    shown
        (G, K) cells that may be compared.

    References
    ----------
    Benjamini, Y. and Hochberg, Y. (1995), "Controlling the false discovery rate", *JRSS B* 57(1).

    Examples
    --------
    >>> counts = np.array([[[0, 0, 0, 6, 0]], [[0, 6, 0, 0, 0]]])
    >>> found = differences(counts, np.full((2, 1), np.nan), np.arange(5.0), np.full((2, 1), True))
    >>> found.difference, found.low.round(2), found.high.round(2), found.q_value < 0.01
    (array([2.]), array([1.14]), array([2.29]), array([ True]))
    """
    from scipy.stats import false_discovery_control  # a second of imports, which a saved review does without

    pairs = np.array(list(combinations(range(len(counts)), 2)), dtype=np.int64).reshape(-1, 2)
    n = counts.sum(axis=-1)
    told = shown & (n > 0)
    pair, k = np.nonzero(told[pairs[:, 0]] & told[pairs[:, 1]])
    a, b = pairs[pair].T
    one = expected(np.where(told[..., None], counts, 1.0), invited)
    compared = told & (told.sum(axis=0) > 1)  # of ten answers and more, which are counted for everybody to see
    mean, variance = one.shares @ levels, one.scale * common_spread(one.within(levels), np.where(compared, n, 0)) ** 2
    observed = counts @ levels / np.maximum(n, 1)
    difference, centre = observed[a, k] - observed[b, k], mean[a, k] - mean[b, k]
    spread = variance[a, k] + variance[b, k]
    p = two_sided(centre, spread)
    q = false_discovery_control(p) if len(p) else p
    return Differences(a, b, k, difference, *ends(centre, spread, difference), p, np.asarray(q))


def common_spread(within: Floats, n: Floats) -> float:
    """Standard deviation of answers around the mean of their cell, over all cells, rounded up to a tenth of a level.

    Parameters
    ----------
    within, n
        (...) variance of an answer, and number of answers, of each cell.

    Examples
    --------
    >>> common_spread(np.array([0.5, 1.0]), np.array([5, 10]))
    1.0
    """
    total = float(n.sum())
    return max(ceil(10 * float((n * within).sum() / total) ** 0.5 - 1e-9), 1) / 10 if total else 0.1


def means_without_each(answers: Floats, group: Ints, groups: Ints) -> Floats:
    """Means of the groups with everybody, then without each respondent.

    Parameters
    ----------
    answers
        (R, m) answers or points, NaN where there is none.
    group
        (R,) group of each respondent.
    groups
        (g,) the groups wanted.

    Returns
    -------
    (1 + R, g, m) means, NaN where nobody is left.
    """
    member = (group[:, None] == groups).astype(np.float64)
    there = (~np.isnan(answers)).astype(np.float64)
    filled = np.nan_to_num(answers)
    n, total = member.T @ there, member.T @ filled
    less_n = np.concatenate([n[None], n - member[..., None] * there[:, None]])
    less = np.concatenate([total[None], total - member[..., None] * filled[:, None]])
    return np.asarray(np.divide(less, less_n, out=np.full(less.shape, np.nan), where=less_n > 0))


def concordance_of_groups(means: Floats, n: int) -> Measured:
    """Kendall's W of the groups as raters of the questions: do they put them in the same order? No interval.

    Parameters
    ----------
    means
        (g, m) means of the groups; questions that a group has no mean for are left out.
    n
        Number of respondents behind them.
    """
    whole = np.round(means[:, ~np.isnan(means).any(axis=0)], 9)
    value = float("nan")
    if min(whole.shape) > 1:
        value = float(kendall_w_of_ranks(mid_ranks(whole), np.ones(len(whole))))
    return Measured(n, value)


def mean_difference(means: Floats, group: Ints, *, half: bool = False) -> Measured:
    """Mean distance of the groups, two by two, over the questions; with its interval.

    Parameters
    ----------
    means
        (1 + R, g, m) of `means_without_each`.
    group
        (R,) group of each respondent.
    half
        Instead of the mean over the questions, half the sum: the distance of weights that sum to 1, from 0 (the same)
        to 1 (nothing in common).

    Examples
    --------
    >>> weights = np.array([[0.5, 0.5, 0.0], [0.5, 0.5, 0.0], [0.2, 0.3, 0.5], [0.2, 0.3, 0.5]])
    >>> group = np.array([0, 0, 1, 1])
    >>> found = mean_difference(means_without_each(weights, group, np.array([0, 1])), group, half=True)
    >>> round(found.value, 3), round(found.low, 3), round(found.high, 3)
    (0.5, 0.5, 0.5)
    """
    pairs = list(combinations(range(means.shape[1]), 2))
    n = means.shape[0] - 1
    if not pairs:
        return Measured(n)
    a, b = np.array(pairs).T
    apart = np.abs(means[:, a] - means[:, b])
    common = ~np.isnan(apart).any(axis=0)  # the same questions whoever is left out
    if not common.any():
        return Measured(n)
    each = np.where(common, apart, 0.0)
    found = 0.5 * each.sum(axis=2).mean(axis=1) if half else each.sum(axis=(1, 2)) / common.sum()
    value = float(found[0])
    return Measured(n, value, *jackknife(value, found[1:], group, least=0.0, most=1.0 if half else np.inf))
