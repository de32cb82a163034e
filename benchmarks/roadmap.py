"""How long a plan, its core indices and a page's roadmap take.

    python benchmarks/roadmap.py

Prints a Markdown table, in processor time: the chains first, the mixed-integer programme alone beside them, on the same
problems in the same run; that both close as much is checked. "Proven" is the share of the draws that need no programme.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from revue_analytics.framework import load_framework
from revue_analytics.roadmap import Candidates, Means, candidate_actions, core_index, frontier, plan

DRAWS, ON_A_PAGE, RUNS = 500, 200, 3

CASES = {
    "54 actions, 4 periods, staff and number": (Means(4, 60.0, actions=10), 4.0, (0.5, 1.9), False),
    "54 actions, 4 periods, staff, money and number": (Means(4, 100.0, 10_000.0, 10), 4.0, (0.5, 1.9), True),
    "small commune, 3 periods": (Means(3, 20.0, actions=5), 3.0, (0.5, 2.5), False),
    "small commune with a budget": (Means(3, 20.0, 2_000.0, 5), 3.0, (0.5, 2.5), True),
    "town, 3 periods": (Means(3, 100.0, actions=10), 3.0, (0.5, 2.5), False),
}


def problem(target: float, levels: tuple[float, float], costed: bool) -> tuple[Candidates, np.ndarray]:
    rng = np.random.default_rng(0)
    stands = rng.uniform(*levels, 18)
    actions = candidate_actions(load_framework(), stands, target)
    if costed:
        cost = rng.choice([500.0, 1000.0, 2500.0, 4000.0], len(actions))
        actions = replace(actions, cost=np.where(rng.random(len(actions)) < 0.5, cost, np.nan))
    draws = np.clip(stands + 0.25 * rng.standard_normal((DRAWS, 18)), 0, 4)
    return actions, actions.points(draws, rng.dirichlet(np.full(18, 8.0), DRAWS))


def best_time(function: Callable[[], object], runs: int = RUNS) -> float:
    times = []
    for _ in range(runs):
        start = time.process_time()
        function()
        times.append(time.process_time() - start)
    return min(times)


def main() -> None:
    print(f"| problem | actions | plan | programme alone | core index, {DRAWS} draws | proven | a page: plan, core of "
          f"{ON_A_PAGE} draws, frontier |")  # fmt: skip
    print("|---|--:|--:|--:|--:|--:|--:|")
    for name, (means, target, levels, costed) in CASES.items():
        actions, draws = problem(target, levels, costed)
        found, alone = plan(actions, means), plan(actions, means, method="programme")
        assert (found.chosen == alone.chosen).all()
        first = best_time(lambda a=actions, m=means: plan(a, m))
        second = best_time(lambda a=actions, m=means: plan(a, m, method="programme"))
        core = best_time(lambda f=found, d=draws: core_index(f, d), 1)
        proven = core_index(found, draws, searches=0).settled

        def page(a: Candidates = actions, m: Means = means, d: np.ndarray = draws[:ON_A_PAGE]) -> None:
            core_index(plan(a, m), d, searches=0)
            frontier(a, m)

        print(f"| {name} | {len(actions)} | {1000 * first:.0f} ms | {1000 * second:.0f} ms | {core:.2f} s | "
              f"{proven:.0%} | {1000 * best_time(page):.0f} ms |")  # fmt: skip


if __name__ == "__main__":
    main()
