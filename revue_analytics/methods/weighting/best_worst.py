"""Best–worst method: the best and the worst criterion compared with all the others.

Letters: ``m`` criteria, B the best (most important), W the worst. ``a_Bj`` says how many times as important the best
is as criterion j, ``a_jW`` how many times as important j is as the worst; both are 1 or more.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from revue_analytics.errors import MethodError
from revue_analytics.methods._validation import on_simplex
from revue_analytics.methods.arrays import Floats, arrays
from revue_analytics.methods.registry import resolve


@dataclass(frozen=True, eq=False)
class BestWorstWeights:
    """Weights from best–worst comparisons.

    Attributes
    ----------
    weights
        (m,) weights that sum to one.
    xi
        Largest deviation at the optimum: of a ratio of weights from its judgement (nonlinear model), or of a weight
        from the multiple of another (linear model). Zero where the judgements agree perfectly.
    consistency_ratio
        `xi` as a share of Rezaei's consistency index, the largest xi that one criterion at odds with the given a_BW
        can cause: 0 best, about 1 worst (two criteria at odds in opposite ways can exceed it). NaN for the linear
        model, whose xi is read as it stands: the nearer to zero, the more consistent.
    input_consistency
        (m,) ``|a_Bj a_jW - a_BW| / (a_BW² - a_BW)``, which needs no model: it tells which criterion's judgements
        disagree with a_BW. The largest is the input-based consistency ratio.
    lower, upper
        (m,) least and largest weight of each criterion among all optimal solutions. The same as `weights` in the
        linear model.
    best, worst
        Places of the best and of the worst criterion.
    """

    weights: Floats
    xi: float
    consistency_ratio: float
    input_consistency: Floats
    lower: Floats
    upper: Floats
    best: int
    worst: int


@arrays(
    best_to_others="m",
    others_to_worst="m",
    returns={"weights": "m", "input_consistency": "m", "lower": "m", "upper": "m"},
)
def best_worst(best_to_others: ArrayLike, others_to_worst: ArrayLike, *, model: str = "nonlinear") -> BestWorstWeights:
    """Weights by the best–worst method, at its true optimum.

    The ``nonlinear`` model (Rezaei 2015) makes the largest of ``|w_B / w_j - a_Bj|`` and ``|w_j / w_W - a_jW|``
    least. For a given xi every weight lies in an interval, so that the least xi comes from a bisection on one number,
    exact to rounding, with no local optimum to be caught in. With more than three criteria several weightings reach
    it: each criterion then gets the weight at which its own two deviations are balanced, which makes the solution
    unique; `lower` and `upper` give the others. The ``linear`` model (Rezaei 2016) makes the largest of
    ``|w_B - a_Bj w_j|`` and ``|w_j - a_jW w_W|`` least, by linear programming. In both, criteria judged exactly like
    the best (or the worst) get its weight.

    Parameters
    ----------
    best_to_others
        (m,) a_Bj, 1 for the best itself.
    others_to_worst
        (m,) a_jW, 1 for the worst itself. The best and the worst are found by these ones, as the pair that is
        furthest apart; both vectors must give the same a_BW.
    model
        ``"nonlinear"`` or ``"linear"``.

    Returns
    -------
    `BestWorstWeights`.

    Raises
    ------
    MethodError
        Judgements missing or below 1, no best or worst among them, two different values of a_BW or larger ones than
        that, an unknown model.

    References
    ----------
    Rezaei, J. (2015), "Best-worst multi-criteria decision-making method", *Omega* 53; (2016) "Best-worst
    multi-criteria decision-making method: some properties and a linear model", *Omega* 64. Input-based consistency:
    Liang, F., Brunelli, M. and Rezaei, J. (2020), "Consistency issues in the best worst method", *Omega* 96.

    Examples
    --------
    >>> result = best_worst([8, 2, 1], [1, 5, 8])
    >>> result.weights.round(4), round(result.xi, 4), round(result.consistency_ratio, 3)
    (array([0.0714, 0.3387, 0.5899]), 0.2583, 0.058)
    """
    to_best, to_worst, best, worst = _comparisons(best_to_others, others_to_worst)
    a_bw = to_best[worst]
    below = a_bw**2 - a_bw
    difference = np.abs(to_best * to_worst - a_bw)
    difference[[best, worst]] = 0.0
    each = difference / below if below > 0 else np.where(difference > 0, np.inf, 0.0)
    lower, weights, upper, xi = resolve(model, MODELS, "best_worst: model")(to_best, to_worst, best, worst)
    # Rezaei's table of consistency indices in closed form: the root of xi² - (1 + 2 a) xi + (a² - a) = 0.
    largest = 0.5 * (1.0 + 2.0 * a_bw - np.sqrt(1.0 + 8.0 * a_bw))
    ratio = np.nan if model == "linear" else xi / largest if largest > 0 else 0.0
    return BestWorstWeights(weights, xi, float(ratio), each, lower, upper, best, worst)


def _comparisons(best_to_others: ArrayLike, others_to_worst: ArrayLike) -> tuple[Floats, Floats, int, int]:
    """Check the two vectors and find the best and the worst criterion."""
    to_best = np.asarray(best_to_others, dtype=np.float64)
    to_worst = np.asarray(others_to_worst, dtype=np.float64)
    if to_best.ndim != 1 or to_best.shape != to_worst.shape or to_best.size == 0:
        raise MethodError(f"best_worst: vectors of {to_best.shape} and {to_worst.shape}; expected (m,) and (m,)")
    if not (np.all(to_best >= 1) and np.all(to_worst >= 1) and np.isfinite([to_best, to_worst]).all()):
        raise MethodError("best_worst: every comparison is a number of 1 or more")
    bests, worsts = np.flatnonzero(to_best == 1), np.flatnonzero(to_worst == 1)
    if not len(bests) or not len(worsts):
        raise MethodError("best_worst: the best compared with itself is 1, and so is the worst; one of them is missing")
    worst = int(worsts[np.argmax(to_best[worsts])])
    best = int(bests[np.argmax(to_worst[bests])])
    if to_best[worst] != to_worst[best]:
        raise MethodError(
            f"best_worst: the best is called {to_best[worst]:g} times as important as the worst in one vector and "
            f"{to_worst[best]:g} times in the other; expected the same"
        )
    beyond = np.flatnonzero(np.maximum(to_best, to_worst) > to_best[worst])
    if len(beyond):
        raise MethodError(
            f"best_worst: criterion {beyond[0] + 1} is judged further from the best or the worst than these two are "
            f"from each other ({to_best[worst]:g} times)"
        )
    if best == worst:  # all are equally important
        worst = len(to_best) - 1
    return to_best, to_worst, best, worst


def _nonlinear(to_best: Floats, to_worst: Floats, best: int, worst: int) -> tuple[Floats, Floats, Floats, float]:
    """Bisection on xi, in units of the weight of the worst criterion (w_W = 1)."""
    a_bw = to_best[worst]
    as_best, as_worst = _equals(to_best, to_worst, best, worst)
    others = ~(as_best | as_worst)
    p, q = to_best[others], to_worst[others]

    def room(xi: float) -> tuple[float, float]:
        """Interval in which w_B must lie for some w_j to satisfy every judgement within `xi`."""
        low = np.maximum(p - xi, 0.0) * np.maximum(q - xi, 0.0)
        return max(a_bw - xi, low.max(initial=-np.inf)), min(a_bw + xi, ((p + xi) * (q + xi)).min(initial=np.inf))

    slack, xi = 0.0, a_bw  # at xi = 0 there may be no room; at xi = a_BW there always is
    if np.subtract(*room(0.0)) <= 1e-12:
        xi = 0.0
    while xi - slack > 1e-15 * max(1.0, xi):
        middle = 0.5 * (slack + xi)
        if middle in (slack, xi):
            break
        low, high = room(middle)
        slack, xi = (slack, middle) if low <= high else (middle, xi)
    w_best = 0.5 * sum(room(xi))

    least, middle, most = (np.ones(len(to_best)) for _ in range(3))
    least[as_best] = middle[as_best] = most[as_best] = w_best
    least[others] = np.maximum(q - xi, w_best / (p + xi))
    with np.errstate(divide="ignore"):
        most[others] = np.minimum(q + xi, np.where(p > xi, w_best / np.maximum(p - xi, 0.0), np.inf))
    middle[others] = np.clip(_balanced(p, q, w_best), least[others], np.maximum(least[others], most[others]))
    lower = least / (least + most.sum() - most)
    upper = most / (most + least.sum() - least)
    weights = on_simplex(middle, "best_worst")
    return np.minimum(lower, weights), weights, np.maximum(upper, weights), float(xi)


def _balanced(p: Floats, q: Floats, w_best: float) -> Floats:
    """Weight at which ``|w_B / w - p|`` and ``|w - q|`` are equal and least: ``w_B / w - p = w - q``.

    The first falls in w and the second rises, so that their difference has one positive root, where both deviations
    have the same sign and size.
    """
    half = 0.5 * (q - p)
    return np.asarray(half + np.sqrt(half**2 + w_best))


def _linear(to_best: Floats, to_worst: Floats, best: int, worst: int) -> tuple[Floats, Floats, Floats, float]:
    """Linear programme in (w, xi)."""
    from scipy.optimize import linprog

    m = len(to_best)
    eye = np.eye(m)
    as_best, as_worst = _equals(to_best, to_worst, best, worst)
    same = np.vstack([eye[as_best] - eye[best], eye[as_worst] - eye[worst], np.ones(m)])
    rows = np.vstack([eye[best] - to_best[:, None] * eye, eye - to_worst[:, None] * eye[worst]])
    rows = rows[np.abs(rows).sum(axis=1) > 0]
    bound = np.hstack([np.vstack([rows, -rows]), -np.ones((2 * len(rows), 1))])
    solution = linprog(
        np.append(np.zeros(m), 1.0),
        A_ub=bound,
        b_ub=np.zeros(len(bound)),
        A_eq=np.hstack([same, np.zeros((len(same), 1))]),
        b_eq=np.append(np.zeros(len(same) - 1), 1.0),
        method="highs",
    )
    weights = on_simplex(np.maximum(solution.x[:m], 0.0), "best_worst")
    return weights, weights, weights, float(max(solution.x[m], 0.0))


def _equals(to_best: Floats, to_worst: Floats, best: int, worst: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Criteria judged exactly like the best, and exactly like the worst: they get the same weights."""
    return (
        (to_best == to_best[best]) & (to_worst == to_worst[best]),
        (to_best == to_best[worst]) & (to_worst == to_worst[worst]),
    )


MODELS = {"nonlinear": _nonlinear, "linear": _linear}
