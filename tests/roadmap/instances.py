"""Small planning problems, drawn at random or by hand, and a solver that tries everything."""

from itertools import combinations, product

import numpy as np

from revue_analytics.roadmap import Candidates, Means
from revue_analytics.roadmap.candidates import worths


def candidates(
    leaf,
    to_level,
    *,
    levels,
    targets=3.0,
    staff_days=5.0,
    cost=np.nan,
    periods=1,
    axes=None,
    weights=None,
    requires=(),
    excludes=(),
    imposed=(),
) -> Candidates:
    """Candidates by hand: places of criteria and levels, the rest broadcast."""
    leaf, to_level = np.array(leaf, dtype=np.int64), np.array(to_level, dtype=float)
    size, K = len(leaf), len(levels)
    before = np.array([max((m for k, m in zip(leaf, to_level, strict=True) if k == a and m < b), default=-np.inf)
                       for a, b in zip(leaf, to_level, strict=True)])  # fmt: skip
    names = [f"C{k}-{int(level)}" for k, level in zip(leaf, to_level, strict=True)]
    ids = [name + "abcdef"[names[:i].count(name)] if names.count(name) > 1 else name for i, name in enumerate(names)]
    return Candidates(
        ids=tuple(ids),
        leaf=leaf,
        criteria=tuple(f"C{k}" for k in leaf),
        axes=tuple("" if axes is None else axes[k] for k in leaf),
        to_level=to_level,
        before=before,
        staff_days=np.broadcast_to(np.asarray(staff_days, dtype=float), size).copy(),
        cost=np.broadcast_to(np.asarray(cost, dtype=float), size).copy(),
        periods=np.broadcast_to(np.asarray(periods, dtype=np.int64), size).copy(),
        levels=np.asarray(levels, dtype=float),
        targets=np.broadcast_to(np.asarray(targets, dtype=float), K).copy(),
        weights=np.full(K, 1 / K) if weights is None else np.asarray(weights, dtype=float),
        point=25.0,
        requires=tuple(requires),
        excludes=tuple(excludes),
        imposed=np.isin(np.arange(size), list(imposed)),
        own=np.zeros(size, dtype=bool),
    )


def random_instance(rng: np.random.Generator) -> tuple[Candidates, Means]:
    """Up to eight actions on up to four criteria: chains, alternatives, order across criteria, everything bounded."""
    K = int(rng.integers(1, 5))
    rows = []
    for k in range(K):
        for level in (2, 3, 4)[: rng.integers(1, 4)]:
            rows += [(k, level)] * (2 if rng.random() < 0.15 else 1)
    rows = rows[:8]
    A, P = len(rows), int(rng.integers(1, 4))
    pairs = [(i, j) for i in range(A) for j in range(A) if rows[i][0] != rows[j][0]]
    few = lambda share: tuple(pair for pair in pairs if rng.random() < share)  # noqa: E731
    whole = rng.random() < 0.4  # ties
    levels = rng.choice([0.0, 0.5, 1.0, 1.7], K) if whole else rng.uniform(0, 2, K)
    actions = candidates(
        *zip(*rows, strict=True),
        levels=levels,
        targets=float(rng.choice([2.5, 3.0, 4.0])),
        staff_days=rng.choice([5.0, 7.5, 20.0, 60.0], A),
        cost=rng.choice([np.nan, 0.0, 1000.0, 4000.0], A),
        periods=rng.integers(1, 4, A),
        axes=rng.choice(["x", "y", ""], K),
        weights=None if whole else rng.dirichlet(np.ones(K)),
        requires=few(0.05),
        excludes=tuple((i, j) for i, j in few(0.05) if i < j),
        imposed=np.flatnonzero(rng.random(A) < 0.08),
    )
    means = Means(
        periods=P,
        staff_days=tuple(rng.choice([0.0, 10.0, 25.0, 60.0], P)) if rng.random() < 0.8 else np.inf,
        budget=tuple(rng.choice([0.0, 1000.0, 3000.0, 8000.0], P)) if rng.random() < 0.5 else np.inf,
        actions=int(rng.integers(1, 6)) if rng.random() < 0.5 else None,
        each_axis=bool(rng.random() < 0.5),
    )
    return actions, means


def follows(actions: Candidates) -> list[tuple[int, tuple[int, ...]]]:
    """(action, one of those that must have ended before it begins)."""
    found = [(i, (j,)) for i, j in actions.requires]
    for a in range(len(actions)):
        if np.isfinite(actions.before[a]):
            ahead = (actions.leaf == actions.leaf[a]) & (actions.to_level == actions.before[a])
            found.append((a, tuple(map(int, np.flatnonzero(ahead)))))
    return found


def flows(demand: list[tuple[int, int, float]], there: tuple[float, ...]) -> bool:
    """Whether amounts can be spread over their own periods: by pouring, the first to end first."""
    left, owed = list(there), [amount for *_, amount in demand]
    for p in range(len(left)):
        for i in sorted(range(len(demand)), key=lambda i: demand[i][1]):
            first, last, _ = demand[i]
            if first <= p <= last:
                poured = min(left[p], owed[i])
                left[p], owed[i] = left[p] - poured, owed[i] - poured
    return all(amount <= 1e-9 for amount in owed)


def has_calendar(actions: Candidates, means: Means, kept: tuple[int, ...]) -> bool:
    """Whether some calendar of these actions keeps order and means."""
    order = [(a, ahead) for a, ahead in follows(actions) if a in kept]
    for starts in product(*(range(means.periods - int(actions.periods[a]) + 1) for a in kept)):
        begin = dict(zip(kept, starts, strict=True))
        end = {a: begin[a] + int(actions.periods[a]) - 1 for a in kept}
        if not all(any(b in end and end[b] < begin[a] for b in ahead) for a, ahead in order):
            continue
        if all(
            flows([(begin[a], end[a], float(np.nan_to_num(used[a]))) for a in kept], means.each(name))
            for name, used in (("staff_days", actions.staff_days), ("budget", actions.cost))
        ):
            return True
    return False


def brute_force(actions: Candidates, means: Means, points=None) -> np.ndarray | None:
    """Try every choice: (A,) the best one by worth, then burden; None if nothing is possible."""
    points = actions.points() if points is None else points
    worth, burden = worths(points), actions.burdens
    short = {axis for axis, gain in zip(actions.axes, actions.gains(), strict=True) if axis and gain > 0}
    short -= set(means.spared)
    best, found = None, None
    for n in range(len(actions) + 1):
        for kept in combinations(range(len(actions)), n):
            value = (sum(worth[list(kept)]), -sum(burden[list(kept)]))
            if best is not None and value <= best:
                continue
            stages = [(actions.leaf[a], actions.to_level[a]) for a in kept]
            if (
                (means.actions is None or n <= means.actions)
                and set(np.flatnonzero(actions.imposed)) <= set(kept)
                and len(set(stages)) == n
                and not any(i in kept and j in kept for i, j in actions.excludes)
                and (not means.each_axis or short <= {actions.axes[a] for a in kept})
                and has_calendar(actions, means, kept)
            ):
                best, found = value, kept
    return None if found is None else np.isin(np.arange(len(actions)), found)
