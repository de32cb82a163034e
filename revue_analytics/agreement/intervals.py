"""Intervals of agreement: in closed form for one question, jackknife over respondents for several.

For one question the answers of a group are all there is. As for the scores, the distribution of the answers that could
have been given is p ~ Dirichlet(n_l + 0.2), completed by the unseen answers of those invited where their number is
known. What is computed of it is taken as normal, with the mean and the variance that follow from those of p: nothing
is drawn, and one territory's numbers depend on nobody else's.

Over several questions what varies is the person, who answers them all in their own manner: each respondent is left
out in turn. Resampling them with replacement would set a person beside themselves, who always agree.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri, stdtrit

from revue_analytics.methods.arrays import Floats

ENDS = (0.05, 0.95)
"""Ends of the intervals, as probabilities."""

PRIOR = 0.2
"""Answers added at each level, as for the scores."""

HALF = float(ndtri(ENDS[1]))


@dataclass(frozen=True, eq=False)
class Expected:
    """What is expected of the answers of those who could have answered, from those seen.

    With n answers, a = n + 0.2 L and q = (n_l + 0.2) / a; for N invited, of whom U did not answer, the shares are
    ``(n_l + U q_l) / N``, and a linear function of them ``sum g_l p_l`` has the variance ``scale (sum q_l g_l² - (sum
    q_l g_l)²)``, scale ``= (U / N)² (a + U) / (U (a + 1))``; where N is unknown, q and ``1 / (a + 1)``.

    Attributes
    ----------
    shares, prior
        (..., L) expected shares of all who could have answered; those of an unseen answer (q).
    scale
        (...) factor of the variance.
    size
        (...) N, infinite where unknown.
    """

    shares: Floats
    prior: Floats
    scale: Floats
    size: Floats

    def within(self, g: Floats) -> Floats:
        """(...) variance of one answer's value, where the levels have the values (..., L)."""
        mean = (self.prior * g).sum(axis=-1)
        return np.asarray(np.maximum((self.prior * g**2).sum(axis=-1) - mean**2, 0.0))

    def variance(self, g: Floats) -> Floats:
        """(...) variance of the linear function with coefficients (..., L)."""
        return np.asarray(self.scale * self.within(g))


def expected(counts: Floats, invited: Floats) -> Expected:
    """Return what is expected of the answers of all who could have answered.

    Parameters
    ----------
    counts
        (..., L) answers at each level, at least one.
    invited
        (...) people invited, NaN where unknown; fewer than answered counts as answered.

    Examples
    --------
    >>> everyone = expected(np.array([0.0, 1, 3, 0, 0]), np.array(4.0))
    >>> everyone.shares, float(everyone.variance(np.arange(5.0)))
    (array([0.  , 0.25, 0.75, 0.  , 0.  ]), 0.0)
    """
    alpha = counts + PRIOR
    a, n = alpha.sum(axis=-1), counts.sum(axis=-1)
    prior = alpha / a[..., None]
    known = ~np.isnan(invited)
    unseen = np.where(known, np.maximum(np.nan_to_num(invited) - n, 0.0), 0.0)
    size = np.where(known, n + unseen, np.inf)
    whole = np.where(known, size, 1.0)
    shares = np.where(known[..., None], (counts + unseen[..., None] * prior) / whole[..., None], prior)
    scale = np.where(known, unseen * (a + unseen) / whole**2, 1.0) / (a + 1)
    return Expected(shares, prior, scale, size)


def ends(centre: Floats, variance: Floats, value: Floats) -> tuple[Floats, Floats]:
    """Return the ends of normal intervals, moved where need be to hold the values that were observed."""
    half = HALF * np.sqrt(variance)
    return np.minimum(centre - half, value), np.maximum(centre + half, value)


def two_sided(difference: Floats, variance: Floats) -> Floats:
    """Probability of a normal value at least that far from zero; without variance 0, or 1 where there is no distance.

    >>> two_sided(np.array([0.0, 1.96, 0.5, 0.0]), np.array([1.0, 1.0, 0.0, 0.0])).round(3)
    array([1.  , 0.05, 0.  , 1.  ])
    """
    spread = np.sqrt(variance)
    far = np.where(np.abs(difference) > 1e-12, np.inf, 0.0)
    z = np.divide(np.abs(difference), spread, out=far, where=spread > 1e-12)
    return np.asarray(2.0 * ndtr(-z))


def student(degrees: int) -> float:
    """Return the upper end of Student's distribution for the intervals."""
    return float(stdtrit(max(degrees, 1), ENDS[1]))


def jackknife(
    value: float,
    without: Floats,
    strata: NDArray[np.int64] | None = None,
    *,
    least: float = -np.inf,
    most: float = np.inf,
) -> tuple[float, float, float, float]:
    """Interval of a statistic from its values without each respondent.

    ``b = sum_g (n_g - 1) (mean_g - value)`` is the bias and ``v = sum_g (n_g - 1) / n_g sum (value_i - mean_g)²`` the
    variance, over the groups g that respondents were drawn in; the interval is ``value - b ± t √v``, t of Student with
    as many degrees of freedom as respondents less groups, moved where need be to hold the value, and cut at what the
    statistic can be.

    Parameters
    ----------
    value
        The statistic.
    without
        (R,) its value without each respondent.
    strata
        (R,) group of each respondent; one otherwise.
    least, most
        What the statistic can be at least and at most.

    Returns
    -------
    Low, high, centre (``value - b``), variance; NaN where there are fewer than three respondents, or a value is
    missing.

    References
    ----------
    Efron, B. and Tibshirani, R. J. (1993), *An Introduction to the Bootstrap*, chapter 11.

    Examples
    --------
    >>> answers = np.array([1.0, 2.0, 3.0, 6.0])
    >>> found = jackknife(answers.mean(), (answers.sum() - answers) / 3)
    >>> np.round(found, 4)  # of a mean: Student's interval and the usual variance
    array([0.4581, 5.5419, 3.    , 1.1667])
    """
    n = len(without)
    if n < 3 or not np.isfinite(value) or not np.isfinite(without).all():
        return (float("nan"),) * 4
    bias = variance = 0.0
    parts = [without] if strata is None else [without[strata == g] for g in np.unique(strata)]
    for part in parts:
        size, mean = len(part), float(part.sum()) / len(part)
        bias += (size - 1) * (mean - value)
        variance += (size - 1) / size * float(((part - mean) ** 2).sum())
    centre, half = value - bias, student(n - len(parts)) * variance**0.5
    low, high = min(centre - half, value), max(centre + half, value)
    return max(low, least), min(high, most), centre, variance
