"""Weights drawn from sets of admissible weights, and the random streams that draws come from."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from hashlib import sha256
from inspect import Parameter, signature
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from revue_analytics.errors import MethodError
from revue_analytics.methods.arrays import Floats, arrays
from revue_analytics.methods.registry import Method, check_result, name_of, resolve
from revue_analytics.sensitivity.constraints import WeightSet, weight_set
from revue_analytics.sensitivity.polytope_sampling import draw_uniformly
from revue_analytics.sensitivity.results import as_count, index_of


def stream(seed: int, *keys: str) -> np.random.Generator:
    """Return a random stream of its own for each seed and key: one territory's draws do not depend on another's.

    Examples
    --------
    >>> stream(0, "01004").random() == stream(0, "01004").random() != stream(0, "2A004").random()
    True
    """
    words = [int.from_bytes(sha256(key.encode()).digest()[:8], "big") for key in keys]
    return np.random.default_rng(np.random.SeedSequence([seed, *words]))


@arrays(nominal="m", returns=("m", "m"))
def admissible_bounds(nominal: ArrayLike, factor: float = 2.0) -> tuple[Floats, Floats]:
    """Bounds of the usual admissible set: each weight between its nominal value divided and multiplied by `factor`.

    Parameters
    ----------
    nominal
        (m,) weights on the simplex.
    factor
        2 by default: from half to twice.

    Returns
    -------
    lower, upper
        (m,) bounds; the upper one is at most what the others' lower bounds leave.

    Examples
    --------
    >>> admissible_bounds([0.5, 0.5])
    (array([0.25, 0.25]), array([0.75, 0.75]))
    """
    weights = np.asarray(nominal, dtype=np.float64)
    lower = weights / factor
    return lower, np.minimum(weights * factor, 1.0 - (lower.sum() - lower))


@arrays(names="m: names", lower="m", upper="m", nominal="m", members="s m", voices="s", returns="draw m")
def sample_weights(
    kind: Method,
    m: int,
    n_draws: int = 10_000,
    *,
    rng: np.random.Generator | int,
    lower: ArrayLike | None = None,
    upper: ArrayLike | None = None,
    nominal: ArrayLike | None = None,
    concentration: float | None = None,
    share: float | None = None,
    order: Sequence[Hashable] | None = None,
    constraints: Any = None,
    members: ArrayLike | None = None,
    voices: ArrayLike | None = None,
    names: Sequence[Hashable] | None = None,
) -> Floats:
    """Draw weights from a set of admissible weights.

    Parameters
    ----------
    kind
        What is known of the weights, each kind with the arguments it takes:

        - ``"uniform"``: nothing. The whole simplex, Dirichlet(1, …, 1).
        - ``"bounded"`` (`lower`, `upper`): each lies between bounds, (m,) or one for all, 0 and 1 where not given;
          uniform.
        - ``"ordered"`` (`order`, `names`): their order, most important first; uniform.
        - ``"polytope"`` (`constraints`, `lower`, `upper`, `names`): what `at_least` and `at_most` state, or
          ``(A, b)`` for ``A w <= b``; uniform.
        - ``"around"`` (`nominal`, `concentration`): Dirichlet with mean `nominal`; the standard deviation of a weight
          is ``sqrt(w (1 - w) / (concentration + 1))``, 100 by default.
        - ``"noise"`` (`nominal`, `share`): each weight times a number uniform on 1 ± `share` (0.25 by default), then
          made to sum to one.
        - ``"mixture"`` (`members`, `voices`, `concentration`): one of several stakeholders' (s, m) weights, drawn with
          probabilities `voices` (equal by default), and spread around as ``"around"`` does if a concentration is given.

        Or a callable ``(m, n_draws, rng) -> (n_draws, m)``.
    m
        Number of criteria.
    n_draws
        Number of draws.
    rng
        Where the randomness comes from: a generator, or a seed.
    names
        Labels of the criteria, for `order` and `constraints`; their positions otherwise.

    Returns
    -------
    (n_draws, m) weights, each row non-negative and of sum one.

    Raises
    ------
    MethodError
        Unknown kind, an argument that it does not take or needs, or statements that no weights meet (the message
        names those that conflict).

    Notes
    -----
    Uniform numbers divided by their sum are *not* uniform on the simplex: they crowd towards equal weights. A
    Dirichlet draw on what the lower bounds leave is uniform above them; sorting a flat one makes it uniform on the
    weights of that order. Draws are independent of each other, so that errors may count them: orders, partial ones too,
    ties, bounds, and ratios or differences along a chain are drawn exactly. For other statements draws that break them
    are rejected; where that would waste nearly all of them, a thousand chains of hit-and-run take over, looked at only
    when nothing tells any more where they were (`revue_analytics.sensitivity.polytope_sampling`). Draws of one chain
    are then nearly, not strictly, independent.

    References
    ----------
    Tervonen, van Valkenhoef, Baştürk & Postmus (2013), *European Journal of Operational Research* 224, 552–559.

    Examples
    --------
    >>> w = sample_weights("bounded", 2, 1000, rng=np.random.default_rng(0), lower=[0.25, 0.25], upper=[0.75, 0.75])
    >>> bool(w.min() >= 0.25), bool(abs(w.sum(axis=1) - 1).max() < 1e-12)
    (True, True)
    >>> w = sample_weights("ordered", 3, 1000, rng=np.random.default_rng(0), order=[2, 0, 1])
    >>> bool(np.all(w[:, 2] >= w[:, 0])), bool(np.all(w[:, 0] >= w[:, 1]))
    (True, True)
    """
    draw = resolve(kind, KINDS, "weights")
    as_count(m, "m")
    as_count(n_draws, "n_draws")
    if rng is None:
        raise MethodError("rng is None, expected a numpy Generator or a seed: results must be able to be had again")
    # fmt: off
    arguments = {
        "lower": lower, "upper": upper, "nominal": nominal, "concentration": concentration, "share": share,
        "order": order, "constraints": constraints, "members": members, "voices": voices, "names": names,
    }
    # fmt: on
    settings = {name: value for name, value in arguments.items() if value is not None}
    if isinstance(kind, str):
        _check_arguments(kind, draw, settings)
    drawn = check_result(kind, draw(m, n_draws, np.random.default_rng(rng), **settings), (n_draws, m))
    if not (drawn >= -1e-9).all() or not (np.abs(drawn.sum(axis=1) - 1.0) <= 1e-6).all():
        raise MethodError(f"{name_of(kind)} gave weights that are negative, missing or do not sum to one")
    return drawn


def _check_arguments(kind: str, draw: Callable[..., Floats], settings: Mapping[str, Any]) -> None:
    """Say which argument has no meaning for this kind, or is missing."""
    takes = {p.name: p for p in signature(draw).parameters.values() if p.kind is Parameter.KEYWORD_ONLY}
    for name in settings:
        if name not in takes:
            taken = f"takes only {', '.join(takes)}" if takes else "takes no such argument"
            raise MethodError(f"weights: {name} has no meaning for {kind!r}, which {taken}")
    for name, parameter in takes.items():
        if parameter.default is Parameter.empty and name not in settings:
            raise MethodError(f"weights: {kind!r} needs {name}")


def _uniform(m: int, n_draws: int, rng: np.random.Generator) -> Floats:
    return rng.dirichlet(np.ones(m), n_draws)


def _bounded(
    m: int,
    n_draws: int,
    rng: np.random.Generator,
    *,
    lower: ArrayLike | None = None,
    upper: ArrayLike | None = None,
) -> Floats:
    low = np.asarray(0.0 if lower is None else lower, dtype=np.float64)
    high = np.asarray(1.0 if upper is None else upper, dtype=np.float64)
    if not {low.shape, high.shape} <= {(), (m,)}:
        raise MethodError(f"weights: bounds of shape {low.shape} and {high.shape}, expected {(m,)}, or one for all")
    low, high = np.broadcast_to(low, m), np.broadcast_to(high, m)
    if not (np.all(low >= 0) and np.all(high >= low)):
        raise MethodError("weights: every lower bound must be at least 0 and at most its upper bound")
    if low.sum() > 1 + 1e-12 or high.sum() < 1 - 1e-12:
        raise MethodError(
            f"weights: lower bounds sum to {low.sum():.4g}, upper to {high.sum():.4g}; 1 must lie between"
        )
    rows, limits = np.vstack([-np.eye(m), np.eye(m)]), np.concatenate([-low, high])
    return draw_uniformly(WeightSet(tuple(range(m)), rows, limits, ("bounds",) * (2 * m)), n_draws, rng)


def _ordered(
    m: int,
    n_draws: int,
    rng: np.random.Generator,
    *,
    order: Sequence[Hashable],
    names: Sequence[Hashable] | None = None,
) -> Floats:
    indices = [index_of(label, range(m) if names is None else names, "criterion") for label in order]
    if sorted(indices) != list(range(m)):
        raise MethodError(f"weights: order must name each of the {m} criteria once, most important first")
    drawn = np.empty((n_draws, m))
    drawn[:, indices] = -np.sort(-rng.dirichlet(np.ones(m), n_draws), axis=1)
    return drawn


def _polytope(
    m: int,
    n_draws: int,
    rng: np.random.Generator,
    *,
    constraints: Any = (),
    lower: ArrayLike | None = None,
    upper: ArrayLike | None = None,
    names: Sequence[Hashable] | None = None,
) -> Floats:
    return draw_uniformly(
        weight_set(m if names is None else names, constraints, lower=lower, upper=upper), n_draws, rng
    )


def _around(
    m: int, n_draws: int, rng: np.random.Generator, *, nominal: ArrayLike, concentration: float = 100.0
) -> Floats:
    centre = _simplex_point(nominal, m)
    if not concentration > 0:
        raise MethodError(f"weights: concentration is {concentration:g}, expected a positive number")
    drawn = np.zeros((n_draws, m))
    drawn[:, centre > 0] = rng.dirichlet(concentration * centre[centre > 0], n_draws)
    return drawn


def _noise(m: int, n_draws: int, rng: np.random.Generator, *, nominal: ArrayLike, share: float = 0.25) -> Floats:
    if not 0 <= share < 1:
        raise MethodError(f"weights: share is {share:g}, expected 0 to 1")
    drawn = _simplex_point(nominal, m) * rng.uniform(1.0 - share, 1.0 + share, (n_draws, m))
    return np.asarray(drawn / drawn.sum(axis=1, keepdims=True))


def _mixture(
    m: int,
    n_draws: int,
    rng: np.random.Generator,
    *,
    members: ArrayLike,
    voices: ArrayLike | None = None,
    concentration: float | None = None,
) -> Floats:
    stated = np.array([_simplex_point(member, m) for member in np.atleast_2d(np.asarray(members, dtype=np.float64))])
    chance = _simplex_point(np.ones(len(stated)) if voices is None else voices, len(stated))
    chosen = rng.choice(len(stated), size=n_draws, p=chance)
    if concentration is None:
        return np.asarray(stated[chosen])
    drawn = np.empty((n_draws, m))
    for member, nominal in enumerate(stated):
        of_member = chosen == member
        drawn[of_member] = _around(m, int(of_member.sum()), rng, nominal=nominal, concentration=concentration)
    return drawn


def _simplex_point(stated: ArrayLike, m: int) -> Floats:
    weights = np.asarray(stated, dtype=np.float64)
    if weights.shape != (m,) or not np.isfinite(weights).all() or (weights < 0).any() or weights.sum() <= 0:
        raise MethodError(f"weights: expected {m} non-negative numbers, not all zero; got {stated!r}")
    return np.asarray(weights / weights.sum())


KINDS: dict[str, Callable[..., Floats]] = {
    "uniform": _uniform,
    "bounded": _bounded,
    "ordered": _ordered,
    "polytope": _polytope,
    "around": _around,
    "noise": _noise,
    "mixture": _mixture,
}
