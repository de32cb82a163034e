"""Rank acceptability against plain numpy, and what peers offer nearest to it, side by side in one run.

    python -m pip install pymcdm pyDecision scikit-criteria SALib
    python benchmarks/sensitivity.py
    python benchmarks/sensitivity.py --coverage         (of the respondent intervals, in simulation: a minute)
    python benchmarks/sensitivity.py --coverage flat    (under another respondent model)

Prints Markdown tables. The reference is the program one writes first: a ``float32`` matrix product, ``argsort`` and
``bincount``, in blocks. Runs of both alternate, and the best of each counts. Peak memory is that of a process of its
own which does nothing else. Peers have no acceptability analysis: what is timed is the shortest loop over weight draws
that makes one out of their weighted sum.
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import os
import platform
import resource
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
from scipy.stats import rankdata, uniform

from revue_analytics.methods.normalisation import min_max
from revue_analytics.sensitivity import (
    admissible_bounds,
    always_among,
    minimal_change,
    pairwise_winning,
    rank_acceptability,
    rank_bounds,
    sample_weights,
    sobol_indices,
    stability_intervals,
)

CRITERIA, DRAWS, BINS = 8, 10_000, 100
CASES = ((100, 100, 15), (2_000, 2_000, 3), (34_969, BINS, 2))
"""Units, bins (as many as units: the full matrix), runs."""
PEERS = ("pymcdm", "pyDecision", "scikit-criteria", "SALib")


def values(n: int) -> np.ndarray:
    return min_max(np.random.default_rng(0).random((n, CRITERIA)), upper=1.0)


def weights(n_draws: int = DRAWS) -> np.ndarray:
    return sample_weights("uniform", CRITERIA, n_draws, rng=np.random.default_rng(1))


def ours(x: np.ndarray, w: np.ndarray, bins: int, threads: int | None = None) -> np.ndarray:
    asked = {"bins": bins} if bins < len(x) else {}
    return np.rint(rank_acceptability(x, w, threads=threads, **asked).rank_acceptability * len(w)).astype(np.int64)


def reference(x: np.ndarray, w: np.ndarray, bins: int, dtype: type = np.float32) -> np.ndarray:
    n, columns, rows = len(x), x.astype(dtype).T, w.astype(dtype)
    bin_of = np.arange(n) * bins // n
    counts = np.zeros(n * bins, dtype=np.int64)
    block = 64 if n > 10_000 else 256
    for start in range(0, len(w), block):
        order = np.argsort(-(rows[start : start + block] @ columns), axis=1)
        counts += np.bincount((order * bins + bin_of).ravel(), minlength=n * bins)
    return counts.reshape(n, bins)


def timed(function: Callable[[], object]) -> tuple[float, object]:
    start = time.perf_counter()
    result = function()
    return time.perf_counter() - start, result


def best_of(runs: int, functions: list[Callable[[], object]]) -> tuple[list[float], list[object]]:
    """Shortest time of each, their runs alternating, and what each gave last."""
    shortest, last = [np.inf] * len(functions), [None] * len(functions)
    for _ in range(runs):
        for i, function in enumerate(functions):
            took, last[i] = timed(function)
            shortest[i] = min(shortest[i], took)
    return shortest, last


def widest_difference(x: np.ndarray, w: np.ndarray, bins: int) -> float:
    """Largest relative distance, in float64, from a unit whose bin differs to the score where that bin begins."""
    widest, bin_of = 0.0, np.arange(len(x)) * bins // len(x)
    for row in w:
        exact, single = x @ row, x.astype(np.float32) @ row.astype(np.float32)
        theirs = np.empty(len(x), dtype=np.int64)
        theirs[np.argsort(-single)] = bin_of
        mine = ours(x, row[None], bins).argmax(axis=1)
        for unit in np.flatnonzero(mine != theirs):
            begins = np.flatnonzero(bin_of == max(mine[unit], theirs[unit]))[0]
            at = -np.partition(-exact, [begins - 1, begins])[[begins - 1, begins]]
            widest = max(widest, float(np.abs(exact[unit] - at).max() / exact[unit]))
    return widest


def acceptability() -> None:
    print("| units | bins | reference, s | ours, s | reference / ours | one thread | counts that differ |")
    print("|---:|---:|---:|---:|---:|---:|---|")
    w = weights()
    for n, bins, runs in CASES:
        x = values(n)
        functions = [lambda: reference(x, w, bins), lambda: ours(x, w, bins), lambda: ours(x, w, bins, threads=1)]  # noqa: B023
        (plain, two, one), (expected, got, _) = best_of(runs, functions)
        differ = np.count_nonzero(expected != got)
        said = f"{differ:,} of {got.size:,}, by at most {np.abs(expected - got).max()}"
        print(
            f"| {n:,} | {bins:,} | {plain:.3g} | {two:.3g} | {plain / two:.1f} × | {plain / one:.1f} × | {said} |",
            flush=True,
        )
    x = values(CASES[-1][0])
    gap = widest_difference(x, w[:200], BINS)
    eps = CRITERIA * np.finfo(np.float32).eps
    print(f"\nWhere a unit's bin differs (200 draws looked at), its score is within {gap:.1e} of the next bin's,")
    print(f"in relative terms; a sum of {CRITERIA} products is only good to {eps:.1e} in float32.")
    child = subprocess.run([sys.executable, __file__, "--memory"], capture_output=True, text=True, check=True)
    print(f"Peak memory of a process that does the {CASES[-1][0]:,} units: {float(child.stdout) / 2**20:.2f} GiB.\n")


def one_territory() -> None:
    """Priorities of a territory of the demonstration campaign under 1 000 draws of respondents and weights."""
    from revue_analytics import open_campaign
    from revue_analytics.gaps import roll_up, shortfall_of
    from revue_analytics.scoring import count_responses, score_counts
    from revue_analytics.sensitivity import (
        admissible_weights,
        leaf_draws,
        priority_draws,
        propagate_unit,
        stream,
        top_share,
    )

    campaign = open_campaign(Path(__file__).parents[1] / "examples" / "demo")
    counts = count_responses(campaign.ratings, campaign.methodology)
    scores, asked = score_counts(counts, campaign.methodology), counts.cell_invited(campaign.invited)
    w, there = admissible_weights(scores.tree, 1000, 1), ~np.isnan(scores.scores[0])

    def priorities() -> object:
        leaves = leaf_draws(counts, 0, campaign.methodology, asked, 1000, rng=stream(1, "territory"))
        propagate_unit(scores, 0, leaves, w)
        shortfalls = roll_up(scores.tree, shortfall_of(leaves, np.full(leaves.shape[1], 75.0)), there, w)
        drawn = priority_draws(scores.tree, there, shortfalls, w)[:, scores.tree.top]
        return list(top_share(drawn, 1, 3))

    lower, upper = admissible_bounds(np.full(8, 1 / 8))
    lacking = np.linspace(5, 60, 8)
    x, equal = values(100), np.full(CRITERIA, 1 / CRITERIA)
    rows = {
        "priorities of one territory, 1,000 draws of respondents × weights": priorities,
        "8 indicators: always among the three first?": lambda: always_among(lacking, lower, upper, 3),
        "exact winning index, 100 units": lambda: pairwise_winning(x),
        "stability intervals of all ranks, 100 units": lambda: stability_intervals(x, equal),
        "smallest change that swaps two of 100 units": lambda: minimal_change(x, equal, pair=(0, 1)),
        "exact rank bounds, 23 units, weights from half to twice": lambda: rank_bounds(
            x[:23], lower=lower, upper=upper
        ),
    }
    print("| what | ms |\n|---|---:|")
    for name, function in rows.items():
        (took,), _ = best_of(1 if "bounds" in name else 5, [function])
        print(f"| {name} | {took * 1e3:,.1f} |", flush=True)
    print()


def samplers() -> None:
    """Exact draws of 18 criteria beside a walk through the same set, and what the walk's draws are worth."""
    from revue_analytics.sensitivity import at_least, weight_set
    from revue_analytics.sensitivity.polytope_sampling import hit_and_run

    m = 18
    lower, upper = admissible_bounds(np.full(m, 1 / m), 1.5)
    tiers = [at_least(a, b) for a in range(6) for b in range(6, 12)] + [
        at_least(a, b) for a in range(6, 12) for b in range(12, 18)
    ]
    cases = {
        "a total order, by pairs": ([at_least(i, i + 1) for i in range(m - 1)], {}),
        "three tiers of six (partial order)": (tiers, {}),
        "the first of all (partial order)": ([at_least(0, i) for i in range(1, m)], {}),
        "bounds, two thirds to three halves": ([], {"lower": lower, "upper": upper}),
    }
    print(f"| {m} criteria, {DRAWS:,} draws | exact, ms | hit-and-run, ms | correlation from draw to draw of a chain |")
    print("|---|---:|---:|---:|")
    for name, (stated, bounds) in cases.items():
        exact = lambda: sample_weights("polytope", m, DRAWS, rng=1, constraints=stated, **bounds)  # noqa: B023, E731
        (took,), _ = best_of(3, [exact])
        inside = weight_set(m, stated, **bounds)
        spent, w = timed(lambda: hit_and_run(inside, DRAWS, np.random.default_rng(1)))  # noqa: B023
        chains = 60 * (m - 1)
        apart = w - w.mean(axis=0)
        follows = (apart[chains:] * apart[:-chains]).mean() / apart.var()
        print(f"| {name} | {took * 1e3:,.1f} | {spent * 1e3:,.0f} | {follows:.3f} |", flush=True)
    (took,), _ = best_of(3, [lambda: sample_weights("ordered", m, DRAWS, rng=1, order=range(m))])
    print(f'| a total order, as `"ordered"` | {took * 1e3:,.1f} | | |\n')


def looped(score: Callable[[np.ndarray, np.ndarray], np.ndarray]) -> Callable[[np.ndarray, np.ndarray], np.ndarray]:
    """Make an acceptability matrix from a peer's scores, draw by draw."""

    def count(x: np.ndarray, w: np.ndarray) -> np.ndarray:
        counts, units = np.zeros((len(x), len(x)), dtype=np.int64), np.arange(len(x))
        for row in w:
            counts[units, rankdata(-score(x, row), method="min").astype(int) - 1] += 1
        return counts

    return count


def of_pymcdm() -> Callable[..., np.ndarray]:
    from pymcdm import methods, normalizations

    sum_of, benefit = methods.WSM(normalizations.minmax_normalization), np.ones(CRITERIA)
    return looped(lambda x, w: sum_of(x, w, benefit, validation=False))


def of_pydecision() -> Callable[..., np.ndarray]:
    from pyDecision.algorithm.saw import saw_method

    return looped(lambda x, w: saw_method(x, ["max"] * CRITERIA, w, graph=False, verbose=False)[:, 1])


def of_scikit_criteria() -> Callable[..., np.ndarray]:
    import skcriteria
    from skcriteria.agg.simple import WeightedSumModel

    # Its weighted sum ranks too, so that its own ranks are counted.
    def count(x: np.ndarray, w: np.ndarray) -> np.ndarray:
        counts, units = np.zeros((len(x), len(x)), dtype=np.int64), np.arange(len(x))
        for row in w:
            found = WeightedSumModel().evaluate(skcriteria.mkdm(x, [max] * CRITERIA, weights=row))
            counts[units, found.rank_ - 1] += 1
        return counts

    return count


def peers() -> None:
    builders = {"pymcdm": of_pymcdm, "pyDecision": of_pydecision, "scikit-criteria": of_scikit_criteria}
    x, few = values(100), weights(500)
    expected = ours(x, few, 100)
    took = best_of(3, [lambda: ours(x, weights(), 100)])[0][0]
    print("| program | what it offers nearest to rank acceptability | 100 units, 10,000 draws, s |\n|---|---|---:|")
    print(f"| revue-analytics | acceptability, central weights, exact winning index, standard errors | {took:.3g} |")
    for name, build in builders.items():
        if installed(name):
            with contextlib.redirect_stdout(None):
                spent, counts = timed(lambda: build()(x, few))  # noqa: B023
            same = "same counts" if np.array_equal(counts, expected) else "other counts"
            spent *= DRAWS / len(few)
            print(
                f"| {name} | none: its weighted sum in a loop ({same}; from {len(few)} draws) | {spent:.3g} |",
                flush=True,
            )
    print("| SALib | none | — |\n")

    def ishigami(a: np.ndarray, b: np.ndarray, c: np.ndarray) -> np.ndarray:
        return np.sin(a) + 7 * np.sin(b) ** 2 + 0.1 * c**4 * np.sin(a)

    angle = uniform(-np.pi, 2 * np.pi)
    spent, found = timed(
        lambda: sobol_indices(lambda v: ishigami(v["a"], v["b"], v["c"]), dict.fromkeys("abc", angle), 4096, rng=0)
    )
    exact = np.array([0.313905, 0.442411, 0.0])
    print("| Sobol' indices of the Ishigami function, n = 4096, 200 bootstrap samples | s | largest error of S |")
    print("|---|---:|---:|")
    print(f"| revue-analytics | {spent:.2g} | {np.abs(found.first_order - exact).max():.4f} |")
    if installed("SALib"):
        from SALib.analyze import sobol as analyse
        from SALib.sample import sobol as sample

        asked = {"num_vars": 3, "names": list("abc"), "bounds": [[-np.pi, np.pi]] * 3}

        def theirs() -> dict:
            drawn = sample.sample(asked, 4096, calc_second_order=False, seed=0)
            return analyse.analyze(asked, ishigami(*drawn.T), calc_second_order=False, num_resamples=200, seed=0)

        spent, result = timed(theirs)
        print(f"| SALib | {spent:.2g} | {np.abs(result['S1'] - exact).max():.4f} |")


def coverage(model: str, trials: int = 400) -> None:
    """Print the coverage of the 90 % respondent intervals in worlds that are not the model's own, and their width."""
    from respondent_worlds import NODES, Case, announced_changes, coverage

    from revue_analytics.methods.respondents import RESPONDENT_MODELS

    draw = RESPONDENT_MODELS[model]
    print(
        f"Model {model!r}: coverage (standard error at most {0.5 / trials**0.5:.3f}), mean width over the oracle’s.\n"
    )
    print("| answers per group | groups | ICC | N | unknown |", *(f"{node} |" for node in NODES))
    print("|---|---:|---:|---|---:|" + "---|" * len(NODES))
    worlds = [(n, groups, icc, None, 0.0) for n in SIZES for groups in (1, 2, 4) for icc in ICCS]
    worlds += [
        ((5, 10), 3, icc, times, unknown) for times, unknown in ((2.0, 0.0), (None, 0.15), (2.0, 0.15)) for icc in ICCS
    ]
    for n, groups, icc, times, unknown in worlds:
        got = coverage(Case(icc, n, groups, times=times, unknown=unknown), trials, model=draw)
        cells = (f"{got[node][0]:.2f} ({got[node][2]:.2f})" for node in NODES)
        known = "unknown" if times is None else f"{times:g} n"
        print(f"| {n[0]}–{n[1]} | {groups} | {icc} | {known} | {unknown:.0%} |", *(f"{c} |" for c in cells), flush=True)
    print("\n| answers per group | groups | ICC | people in both campaigns | a change announced where there is none |")
    print("|---|---:|---:|---:|---:|")
    for n, groups in (((2, 3), 4), ((5, 10), 1), ((5, 10), 4), ((20, 40), 4)):
        for icc in ICCS:
            for same in (0.0, 1.0):
                got = announced_changes(
                    Case(icc, n, groups), trials, same=same, model=None if model == "persons" else draw
                )
                print(f"| {n[0]}–{n[1]} | {groups} | {icc} | {same:.0%} | {got:.1%} |", flush=True)


SIZES, ICCS = ((1, 1), (2, 3), (5, 10), (20, 40)), (0.0, 0.1, 0.2, 0.35)


def installed(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def main() -> None:
    warnings.simplefilter("ignore")
    if "--memory" in sys.argv:
        n, bins, _ = CASES[-1]
        ours(values(n), weights(), bins)
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
        return
    if "--coverage" in sys.argv:
        coverage(*sys.argv[sys.argv.index("--coverage") + 1 :] or ["persons"])
        return
    versions = {peer: installed(peer) for peer in PEERS}
    print(f"{time.strftime('%Y-%m-%d')}, {platform.machine()}, {os.cpu_count()} processors,", end=" ")
    print(f"Python {platform.python_version()}, numpy {np.__version__}.")
    print("Peers:", ", ".join(f"{p} {v}" for p, v in versions.items() if v) or "none", end="; ")
    print("not installed:", ", ".join(p for p, v in versions.items() if not v) or "none", end=".\n\n")
    acceptability()
    one_territory()
    samplers()
    peers()


if __name__ == "__main__":
    main()
