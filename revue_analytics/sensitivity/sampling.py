"""Weights drawn from sets of admissible weights, and the random streams that draws come from."""

from __future__ import annotations

from hashlib import sha256

import numpy as np
from numpy.typing import ArrayLike, NDArray

from revue_analytics.errors import MethodError, choices

__all__ = ["admissible_bounds", "sample_weights", "stream"]

Floats = NDArray[np.float64]

KINDS = ("uniform", "bounded")


def stream(seed: int, *keys: str) -> np.random.Generator:
    """Return a random stream of its own for each seed and key: one territory's draws do not depend on another's.

    Examples
    --------
    >>> stream(0, "01004").random() == stream(0, "01004").random() != stream(0, "2A004").random()
    True
    """
    words = [int.from_bytes(sha256(key.encode()).digest()[:8], "big") for key in keys]
    return np.random.default_rng(np.random.SeedSequence([seed, *words]))


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


def sample_weights(
    kind: str,
    m: int,
    n_draws: int = 10_000,
    *,
    rng: np.random.Generator,
    lower: ArrayLike | None = None,
    upper: ArrayLike | None = None,
) -> Floats:
    """Draw weights uniformly from a set of admissible weights.

    Parameters
    ----------
    kind
        ``"uniform"``: the whole simplex, Dirichlet(1, …, 1). ``"bounded"``: the part of it between `lower` and
        `upper`.
    m
        Number of criteria.
    n_draws
        Number of draws.
    rng
        Where the randomness comes from.
    lower, upper
        (m,) bounds, for ``"bounded"``; 0 and 1 where not given.

    Returns
    -------
    (n_draws, m) weights, each row non-negative and of sum one.

    Raises
    ------
    MethodError
        Unknown kind, or bounds that no weights satisfy (the message says which sum is at fault).

    Notes
    -----
    A Dirichlet draw on what the lower bounds leave is uniform above them; draws that break an upper bound are
    rejected, which keeps the rest uniform. Where rejection would waste nearly everything, hit-and-run along pairs of
    weights (Smith 1984) takes over.

    References
    ----------
    Tervonen, van Valkenhoef, Baştürk & Postmus (2013), *European Journal of Operational Research* 224, 552–559.

    Examples
    --------
    >>> w = sample_weights("bounded", 2, 1000, rng=np.random.default_rng(0), lower=[0.25, 0.25], upper=[0.75, 0.75])
    >>> bool(w.min() >= 0.25), bool(abs(w.sum(axis=1) - 1).max() < 1e-12)
    (True, True)
    """
    if kind not in KINDS:
        raise MethodError(f"weights: {kind!r} is not known; expected {choices(kind, KINDS)}")
    low = np.zeros(m) if lower is None or kind == "uniform" else np.asarray(lower, dtype=np.float64)
    high = np.ones(m) if upper is None or kind == "uniform" else np.asarray(upper, dtype=np.float64)
    left = 1.0 - low.sum()
    if low.shape != (m,) or high.shape != (m,):
        raise MethodError(f"weights: bounds of shape {low.shape} and {high.shape}, expected {(m,)}")
    if np.any(low < 0) or np.any(high < low):
        raise MethodError("weights: every lower bound must be at least 0 and at most its upper bound")
    if left < -1e-12 or high.sum() < 1 - 1e-12:
        raise MethodError(
            f"weights: lower bounds sum to {low.sum():.4g}, upper to {high.sum():.4g}; 1 must lie between"
        )
    if left <= 1e-12:
        return np.tile(low / low.sum(), (n_draws, 1))
    trial = low + left * rng.dirichlet(np.ones(m), 1000)
    accepted = np.all(trial <= high + 1e-12, axis=1).mean()
    if accepted < 0.02:
        return _hit_and_run(low, high, n_draws, rng)
    kept: list[Floats] = [trial[np.all(trial <= high + 1e-12, axis=1)]]
    while sum(map(len, kept)) < n_draws:
        wanted = int((n_draws - sum(map(len, kept))) / accepted * 1.1) + 100
        trial = low + left * rng.dirichlet(np.ones(m), wanted)
        kept.append(trial[np.all(trial <= high + 1e-12, axis=1)])
    return np.concatenate(kept)[:n_draws]


def _hit_and_run(low: Floats, high: Floats, n_draws: int, rng: np.random.Generator, chains: int = 200) -> Floats:
    """Uniform draws between bounds on the simplex: exchange weight between random pairs, many chains side by side."""
    m = len(low)
    start = low + (high - low) * (1.0 - low.sum()) / (high - low).sum()
    w = np.tile(start, (chains, 1))
    rows, kept = np.arange(chains), []
    burn_in, thinning = 20 * m, 2 * m
    for step in range(burn_in + thinning * -(-n_draws // chains)):
        i = rng.integers(m, size=chains)
        j = (i + rng.integers(1, m, size=chains)) % m
        most = np.minimum(high[i] - w[rows, i], w[rows, j] - low[j])
        least = -np.minimum(w[rows, i] - low[i], high[j] - w[rows, j])
        moved = least + (most - least) * rng.random(chains)
        w[rows, i] += moved
        w[rows, j] -= moved
        if step >= burn_in and (step - burn_in) % thinning == thinning - 1:
            kept.append(w.copy())
    return np.concatenate(kept)[:n_draws]
