"""Uniform draws from a set of weights that statements leave: rejection where it is cheap, else hit-and-run."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from revue_analytics.errors import MethodError
from revue_analytics.sensitivity.constraints import WeightSet

__all__ = ["draw_uniformly", "split_r_hat"]

Floats = NDArray[np.float64]

CHAINS, ATTEMPTS = 100, 8
MIXED = 1.02
"""The walk has mixed when `split_r_hat` is below this for every weight."""


def draw_uniformly(inside: WeightSet, n_draws: int, rng: np.random.Generator) -> Floats:
    """(n_draws, m) weights, uniform on the set.

    Draws from the whole simplex that fall into the set are uniform there and independent; where fewer than one in
    fifty do, walks take over (`_walk`).
    """
    m = len(inside.names)
    trial = rng.dirichlet(np.ones(m), 2000)
    accepted = float(inside.holds(trial).mean())
    if accepted < 0.02:
        return _walk(inside, n_draws, rng)
    kept = [trial[inside.holds(trial)]]
    while sum(map(len, kept)) < n_draws:
        wanted = int((n_draws - sum(map(len, kept))) / accepted * 1.1) + 100
        trial = rng.dirichlet(np.ones(m), wanted)
        kept.append(trial[inside.holds(trial)])
    return np.concatenate(kept)[:n_draws]


def split_r_hat(chains: Floats) -> Floats:
    """(steps, chains, m) -> (m,) Gelman and Rubin's ratio of the halves of all chains; near 1 when they agree.

    Examples
    --------
    >>> split_r_hat(np.random.default_rng(0).random((100, 50, 1))).round(2)
    array([1.])
    """
    half = len(chains) // 2
    parts = np.concatenate([chains[:half], chains[half : 2 * half]], axis=1)
    within = parts.var(axis=0, ddof=1).mean(axis=0)
    between = parts.mean(axis=0).var(axis=0, ddof=1)
    pooled = within * (half - 1) / half + between
    return np.asarray(np.sqrt(np.divide(pooled, within, out=np.ones_like(pooled), where=within > 1e-24)))


def _walk(inside: WeightSet, n_draws: int, rng: np.random.Generator) -> Floats:
    """Hit-and-run (Smith 1984), many chains side by side, started far apart and checked to agree.

    From a point of the set, a direction is drawn, and the next point uniformly from the part of that line inside.
    Directions follow the shape of the set, as the chains' own spread shows it, so that narrow sets are walked as fast
    as round ones.
    """
    m = len(inside.names)
    rows, limits = np.vstack([inside.rows, -np.eye(m)]), np.concatenate([inside.limits, np.zeros(m)])
    corners, slack = _corners(inside, rows, limits)
    tight = slack <= 1e-9
    free = _null_space(np.vstack([np.ones((1, m)), rows[tight]]))
    if free.shape[1] == 0:
        return np.tile(corners.mean(axis=0), (n_draws, 1))
    rows, limits = rows[~tight], limits[~tight]
    w = 0.05 * corners.mean(axis=0) + 0.95 * rng.dirichlet(np.full(len(corners), 0.5), CHAINS) @ corners
    shape = free
    steps = max(8, -(-n_draws // CHAINS))
    thinning = 2 * free.shape[1]
    for _ in range(ATTEMPTS):
        for _ in range(4):  # burn-in, and learning the shape
            w = _steps(w, shape, rows, limits, thinning, rng)
            spread = free.T @ np.cov(w.T) @ free
            shape = free @ np.linalg.cholesky(spread + 1e-12 * np.trace(spread) * np.eye(len(spread)))
        kept = np.empty((steps, CHAINS, m))
        for step in range(steps):
            w = kept[step] = _steps(w, shape, rows, limits, thinning, rng)
        if split_r_hat(kept).max() < MIXED:
            return _on_simplex(kept.reshape(-1, m)[:n_draws])
        thinning *= 2
    raise MethodError(f"the walk through the admissible weights does not mix after {ATTEMPTS} attempts")


def _steps(w: Floats, shape: Floats, rows: Floats, limits: Floats, n_steps: int, rng: np.random.Generator) -> Floats:
    """Move every chain `n_steps` times, in directions that the (m, k) `shape` makes of k normal numbers."""
    room = limits - w @ rows.T
    for _ in range(n_steps):
        direction = rng.standard_normal((len(w), shape.shape[1])) @ shape.T
        pace = direction @ rows.T
        with np.errstate(divide="ignore", invalid="ignore"):
            reach = np.maximum(room, 0.0) / pace
        most = np.min(np.where(pace > 1e-15, reach, np.inf), axis=1)
        least = np.max(np.where(pace < -1e-15, reach, -np.inf), axis=1)
        length = (least + (most - least) * rng.random(len(w)))[:, None]
        w, room = w + length * direction, room - length * pace
    return w


def _corners(inside: WeightSet, rows: Floats, limits: Floats) -> tuple[Floats, Floats]:
    """(c, m) points of the set that leave each inequality the most slack, and (c,) that slack.

    An inequality without slack at its own point is an equation of the set; the mean of the points is inside.
    """
    points = np.array([inside.extreme(-row)[1] for row in rows])
    return points, limits - np.einsum("cm,cm->c", rows, points)


def _null_space(rows: Floats) -> Floats:
    """(r, m) -> (m, k) orthonormal directions along which no row changes."""
    _, values, vectors = np.linalg.svd(rows)
    rank = int(np.sum(values > 1e-9 * values.max()))
    return np.asarray(vectors[rank:].T)


def _on_simplex(w: Floats) -> Floats:
    """Take away the rounding of many steps."""
    w = np.maximum(w, 0.0)
    return np.asarray(w / w.sum(axis=1, keepdims=True))
