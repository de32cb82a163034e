"""Uniform draws from a set of weights, as good as independent of each other, so that errors count them as they are.

What can be drawn exactly from a larger set is drawn from there, and what falls outside is rejected: the rest is uniform
and independent. Three larger sets are tried, each of them the set itself where only such things are stated:

- `_in_order`: a partial order;
- `_above`: one statement below each criterion. Nothing but lower bounds, a total order, several chains, ties, an order
  by ratios or differences;
- `_between`: bounds on both sides.

Where fewer than one draw in fifty from each falls inside, `hit_and_run` walks, until where it was no longer tells where
it is.

Letters: ``m`` criteria (below `draw_uniformly`, groups of equal ones), ``D`` draws, ``C`` chains.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from revue_analytics.errors import MethodError
from revue_analytics.methods.arrays import ONE_THREAD, Bools, Floats, Ints
from revue_analytics.sensitivity.constraints import WeightSet
from revue_analytics.sensitivity.linear_extensions import linear_extensions

Proposal = Callable[[int, np.random.Generator], Floats]
"""``(D, rng)`` -> at most D draws, uniform on a set that holds the one wanted, and independent."""

TRIAL, LEAST = 1000, 0.02
"""A larger set is drawn from if at least this share of so many draws falls inside."""
ROUNDING = 1e-12
CHAINS, ATTEMPTS = 1000, 12


def draw_uniformly(inside: WeightSet, n_draws: int, rng: np.random.Generator) -> Floats:
    """(D, m) weights, uniform on the set.

    Criteria that are said to weigh the same are drawn as one.

    Raises
    ------
    MethodError
        A walk is needed and keeps remembering where it was.

    References
    ----------
    Smith (1984), *Operations Research* 32, 1296–1308 (hit-and-run). Gilks, Roberts & George (1994), *The Statistician*
    43, 179–189 (lines from a corner). Wachter (1980), *The Annals of Statistics* 8, 937–957.

    Examples
    --------
    >>> from revue_analytics.sensitivity import at_least, weight_set
    >>> chain = weight_set(3, [at_least(0, 1), at_least(1, 2)])
    >>> draw_uniformly(chain, 10_000, np.random.default_rng(0)).mean(axis=0).round(2)  # 11/18, 5/18, 2/18
    array([0.61, 0.28, 0.11])
    """
    group = _equal_weights(inside)
    size = np.bincount(group)
    totals = _of_groups(inside, group, size)
    for larger in (_in_order, _above, _between):
        propose = larger(totals, size)
        drawn = None if propose is None else _accepted(propose, totals, n_draws, rng)
        if drawn is not None:
            break
    else:
        drawn = hit_and_run(totals, n_draws, rng)
    return np.asarray((drawn / size)[:, group])


def _accepted(propose: Proposal, inside: WeightSet, n_draws: int, rng: np.random.Generator) -> Floats | None:
    """(D, m) proposals that fall inside; None if hardly any does."""
    block = _block(inside.rows)

    def kept(n: int) -> Floats:
        blocks = [propose(min(block, n - start), rng) for start in range(0, n, block)]
        return np.concatenate([drawn[inside.holds(drawn, ROUNDING)] for drawn in blocks])

    parts = [kept(TRIAL)]
    share = len(parts[0]) / TRIAL
    if share < LEAST:
        return None
    while (missing := n_draws - sum(map(len, parts))) > 0:
        parts.append(kept(int(missing / share * 1.1) + 100))
    return np.concatenate(parts)[:n_draws]


def _block(rows: Floats) -> int:
    """Return how many draws are held against (r, m) rows at a time: so few that BLAS starts no threads for them."""
    return max(64, int(ONE_THREAD // (rows.shape[1] * max(rows.shape))))


@dataclass(frozen=True)
class _Floor:
    """``w[more] >= times * w[less] + constant``, or ``w[more] >= constant`` where there is no `less`."""

    more: int
    less: int | None
    times: float
    constant: float


def _floors(inside: WeightSet) -> list[_Floor]:
    """Return what is stated below single criteria."""
    floors = []
    for row, limit in zip(inside.rows, inside.limits, strict=True):
        more, less = np.flatnonzero(row < 0), np.flatnonzero(row > 0)
        if len(more) == 1 and len(less) <= 1 and limit <= 0:
            unit, other = -row[more[0]], int(less[0]) if len(less) else None
            floors.append(_Floor(int(more[0]), other, float(row[less].sum() / unit), float(-limit / unit)))
    return floors


def _at_least_as_much(inside: WeightSet, size: Ints) -> Bools:
    """(m, m) whether it is stated that a member of the row's group weighs at least as much as one of the column's."""
    above = np.eye(len(size), dtype=bool)
    for floor in _floors(inside):
        if floor.less is not None and floor.times * size[floor.less] >= size[floor.more] * (1.0 - ROUNDING):
            above[floor.more, floor.less] = True
    for via in range(len(size)):
        above |= above[:, [via]] & above[via]
    return above


def _equal_weights(inside: WeightSet) -> Ints:
    """(m,) the group of each criterion, numbered as they come: criteria at least as heavy as each other are one."""
    above = _at_least_as_much(inside, np.ones(len(inside.names), dtype=np.int64))
    first = np.argmax(above & above.T, axis=1)
    return np.asarray(np.unique(first, return_inverse=True)[1], dtype=np.int64)


def _of_groups(inside: WeightSet, group: Ints, size: Ints) -> WeightSet:
    """Return the set of the groups' total weights, shared equally among the members of each."""
    rows = inside.rows @ (group[:, None] == np.arange(len(size))) / size
    return WeightSet(tuple(range(len(size))), rows, inside.limits, inside.statements)


def _above(inside: WeightSet, size: Ints) -> Proposal:
    """Draw from above one floor of each criterion: a simplex, a flat Dirichlet draw between its corners.

    Of several floors the one that stands on most others is kept, so that of a ≥ b, b ≥ c, a ≥ c the last is left out.
    """
    m, floors = len(size), _floors(inside)
    height = np.zeros(m, dtype=np.int64)
    for _ in range(m):
        for floor in floors:
            if floor.less is not None:
                height[floor.more] = max(height[floor.more], height[floor.less] + 1)
    least, shape, stands = np.zeros(m), np.eye(m), []  # weights are least + shape @ u, u >= 0
    for k in np.argsort(height, kind="stable"):
        below = [f for f in floors if f.more == k and (f.less is None or height[f.less] < height[k])]
        if not below:
            continue
        kept = max(below, key=lambda f: (-1 if f.less is None else height[f.less], f.times, f.constant))
        least[k] = kept.constant
        if kept.less is not None:
            least[k] += kept.times * least[kept.less]
            shape[k] += kept.times * shape[kept.less]
            stands.append(kept)
    left, counted = max(1.0 - least.sum(), 0.0), shape.sum(axis=0)

    def propose(n: int, rng: np.random.Generator) -> Floats:
        over = left * rng.dirichlet(np.ones(m), n) / counted
        for floor in stands:
            over[:, floor.more] += floor.times * over[:, floor.less]
        return np.asarray(least + over)

    return propose


def _in_order(inside: WeightSet, size: Ints) -> Proposal | None:
    """Draw from a partial order: which comes first, second…, then the differences.

    None if `_above` has the whole order, if there is one at all, or if it is too loose to count `linear_extensions`.

    Let the weights have the density ``exp(-sum(w))``: their shares of the sum are then uniform, and what is not
    compared is independent. Given the total order, the difference between a weight and the next is exponential, with
    the number of weights down to it as rate.
    """
    above = _at_least_as_much(inside, size)
    strict = (above & ~np.eye(len(size), dtype=bool)).astype(np.int64)
    if np.max(((strict > 0) & (strict @ strict == 0)).sum(axis=1)) <= 1:
        return None
    parts = linear_extensions(above, size)
    if parts is None:
        return None

    def propose(n: int, rng: np.random.Generator) -> Floats:
        drawn = np.empty((n, len(size)))
        for part in parts:
            order = part.draw(n, rng)
            steps = rng.standard_exponential(order.shape) / size[order].cumsum(axis=1)
            np.put_along_axis(drawn, order, steps[:, ::-1].cumsum(axis=1)[:, ::-1] * size[order], axis=1)
        return np.asarray(drawn / drawn.sum(axis=1, keepdims=True))

    return propose


def _between(inside: WeightSet, size: Ints) -> Proposal:
    """Draw from between bounds: all weights but the one of most room from their bounds, which leaves that one the rest.

    The others are drawn with the density ``exp(-rate * w)``, the rate such that the rest is likely to be in bounds too;
    a rest r is then kept with probability ``exp(-rate * r)``, which makes the draw uniform. With m weights some
    1 / sqrt(m) of the draws are kept, whatever the bounds.
    """
    lower, upper = inside.bounds()
    upper = np.minimum(upper, 1.0 - (lower.sum() - lower))
    room = upper - lower
    left, widest = max(1.0 - lower.sum(), 0.0), int(room.argmax())
    start, turned = lower, 1.0
    if left > room.sum() / 2.0:  # draw what is taken from the upper bounds instead
        left, start, turned = max(room.sum() - left, 0.0), upper, -1.0
    if left <= ROUNDING:
        return lambda n, rng: np.tile(start, (n, 1))
    rate = _tilt(room, left)

    def propose(n: int, rng: np.random.Generator) -> Floats:
        chance = rng.random((n, len(room)))
        drawn = -np.log1p(chance * np.expm1(-rate * room)) / rate
        drawn[:, widest] = 0.0
        rest = left - drawn.sum(axis=1)
        drawn[:, widest] = rest
        fits = (rest >= 0) & (rest <= room[widest]) & (chance[:, widest] < np.exp(-rate * rest))
        return np.asarray(start + turned * drawn[fits])

    return propose


def _tilt(room: Floats, left: float) -> float:
    """Return the rate at which exponentials cut off at (m,) `room` have means that sum to `left`, at most its half."""
    from scipy.optimize import brentq

    def excess(rate: float) -> float:
        scaled = np.maximum(rate * room, 1e-6)
        return float((room * (1.0 / scaled - 1.0 / np.expm1(np.minimum(scaled, 700.0)))).sum() - left)

    low, high = 1e-6 / room.max(), len(room) / left
    return low if excess(low) <= 0 else float(brentq(excess, low, high))


def hit_and_run(inside: WeightSet, n_draws: int, rng: np.random.Generator) -> Floats:
    """(D, m) weights, uniform on the set, by hit-and-run (Smith 1984), a thousand chains side by side.

    From a point of the set a direction is drawn, and the next point uniformly from the part of that line inside.
    Directions follow the shape of the set, as the chains' own spread shows it, so that narrow sets are walked as fast
    as round ones; every second line comes from a corner, since others are short there. Chains start apart and walk
    until they have `_forgotten` where they started; from then on one and a half times as many steps lie between two
    draws of a chain.

    Raises
    ------
    MethodError
        They keep remembering.
    """
    m = len(inside.names)
    rows, limits = np.vstack([inside.rows, -np.eye(m)]), np.concatenate([inside.limits, np.zeros(m)])
    corners, slack = _corners(inside, rows, limits)
    tight = slack <= 1e-9
    free = _null_space(np.vstack([np.ones((1, m)), rows[tight]]))
    n_free = free.shape[1]
    if n_free == 0:
        return np.tile(corners.mean(axis=0), (n_draws, 1))
    walk = _Walk(rows[~tight], limits[~tight], corners, rng)
    chains = max(CHAINS, 60 * n_free)
    w = 0.05 * corners.mean(axis=0) + 0.95 * rng.dirichlet(np.ones(len(corners)), chains) @ corners
    w = walk.on(w, _shape(w, free), 2 * n_free)
    for attempt in range(ATTEMPTS):
        start, shape, n_steps = w, _shape(w, free), int(2 * n_free * 1.5**attempt)
        w = walk.on(w, shape, n_steps)
        if _forgotten(start @ free, w @ free):
            break
    else:
        raise MethodError(
            f"hit-and-run through the admissible weights still remembers where it was {n_steps} steps before: state "
            "fewer things, or none that nearly contradict each other"
        )
    kept = []
    for _ in range(-(-n_draws // chains)):
        w = walk.on(w, shape, n_steps + n_steps // 2)
        kept.append(w)
    drawn = np.maximum(np.concatenate(kept)[:n_draws], 0.0)
    return np.asarray(drawn / drawn.sum(axis=1, keepdims=True))


def _forgotten(start: Floats, now: Floats) -> bool:
    """(C, d) points of chains, twice -> whether nothing tells that they belong together.

    The largest correlation between a combination of the ones and a combination of the others (canonical correlation)
    is not above what independent points show: ``2 sqrt(d / C (1 - d / C))`` (Wachter 1980).

    Examples
    --------
    >>> points = np.random.default_rng(0).random((2, 1000, 3))
    >>> _forgotten(*points), _forgotten(points[0], points[0] + points[1])
    (True, False)
    """
    chains, d = start.shape
    bases = [np.linalg.qr(points - points.mean(axis=0))[0] for points in (start, now)]
    largest = float(np.linalg.svd(bases[0].T @ bases[1], compute_uv=False)[0])
    return bool(largest <= 2.0 * np.sqrt(d / chains * (1.0 - d / chains)))


def _shape(w: Floats, free: Floats) -> Floats:
    """(C, m) points, (m, d) free directions -> (m, d) what makes steps of their spread from independent numbers."""
    spread = np.atleast_2d(np.cov((w @ free).T))
    ridge = 1e-12 * np.trace(spread) * np.eye(len(spread))
    return np.asarray(free @ np.linalg.cholesky(spread + ridge))


@dataclass(frozen=True, eq=False)
class _Walk:
    """The steps of chains in the set of (r, m) ``rows @ w <= limits``, which has (c, m) `corners`."""

    rows: Floats
    limits: Floats
    corners: Floats
    rng: np.random.Generator

    def on(self, w: Floats, shape: Floats, n_steps: int) -> Floats:
        """(C, m) points -> those `n_steps` later; directions are (m, d) `shape` times d normal numbers."""
        block = _block(self.rows)
        return np.concatenate([self._part(w[i : i + block], shape, n_steps) for i in range(0, len(w), block)])

    def _part(self, w: Floats, shape: Floats, n_steps: int) -> Floats:
        n, d = len(w), shape.shape[1]
        room = self.limits - w @ self.rows.T
        for step in range(n_steps):
            if step % 2:
                direction = w - self.corners[self.rng.integers(len(self.corners), size=n)]
                away = np.linalg.norm(direction, axis=1)
                direction /= np.maximum(away, 1e-300)[:, None]
            else:
                direction = self.rng.standard_normal((n, d)) @ shape.T
            pace = direction @ self.rows.T
            with np.errstate(divide="ignore", invalid="ignore"):
                reach = np.maximum(room, 0.0) / pace
            most = np.min(np.where(pace > 1e-15, reach, np.inf), axis=1)
            least = np.max(np.where(pace < -1e-15, reach, -np.inf), axis=1)
            if step % 2:  # uniform where volume grows with the power d of the distance
                length = (away + most) * self.rng.random(n) ** (1.0 / d) - away
            else:
                length = least + (most - least) * self.rng.random(n)
            w = w + length[:, None] * direction
            room = room - length[:, None] * pace
        return w


def _corners(inside: WeightSet, rows: Floats, limits: Floats) -> tuple[Floats, Floats]:
    """(c, m) points of the set that leave each inequality the most slack, and (c,) that slack.

    An inequality without slack at its own point is an equation of the set; the mean of the points is inside.
    """
    points = np.array([inside.extreme(-row)[1] for row in rows])
    return points, limits - np.einsum("cm,cm->c", rows, points)


def _null_space(rows: Floats) -> Floats:
    """(r, m) -> (m, d) orthonormal directions along which no row changes."""
    _, values, vectors = np.linalg.svd(rows)
    rank = int(np.sum(values > 1e-9 * values.max()))
    return np.asarray(vectors[rank:].T)
