"""Score and rank the same matrix with this package and with whichever peers are installed, side by side.

    python -m pip install pymcdm pyDecision scikit-criteria
    python benchmarks/methods.py

Prints a Markdown table: milliseconds for normalising, scoring and ranking n units × 8 criteria (best of several runs,
in one process, one after the other), the ratio of ours to the fastest peer, and the largest difference of the scores
(Δ). A peer that compares every pair in memory or in Python is not run where that would take more than the limit, and
the table says so; which peers are missing is said above it.

A second table: an index of 51 units × 49 criteria in four levels (the size of the ASEM portal) under varied
imputation, normalisation, aggregation and weights, beside a loop in plain numpy over the same runs. COINr's
``get_sensitivity`` took 10.3 s for 100 runs, and 64.4 s for Sobol' indices of 4 factors from 600 runs, on the portal's
data.
"""

from __future__ import annotations

import importlib.metadata
import os
import platform
import time
import warnings
from collections.abc import Callable

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from revue_analytics.framework import Framework, framework_from_dict
from revue_analytics.methods.aggregation import arithmetic_mean, geometric_mean
from revue_analytics.methods.normalisation import min_max
from revue_analytics.methods.ranking import copeland, promethee_ii, topsis
from revue_analytics.methods.ranks import rank_units
from revue_analytics.scoring import Methodology
from revue_analytics.sensitivity import VariedScores, vary_table

SIZES = (2_000, 34_969)
CRITERIA = 8
LIMIT_SECONDS = 60.0
LIMIT_BYTES = 4e9
PEERS = ("pymcdm", "pyDecision", "scikit-criteria")

Scorer = Callable[[np.ndarray, np.ndarray], np.ndarray]


def ours() -> dict[str, Scorer]:
    return {
        "arithmetic mean of min-max": lambda x, w: arithmetic_mean(min_max(x, upper=1.0), w),
        "geometric mean": geometric_mean,
        "TOPSIS": topsis,
        "PROMETHEE II, usual": promethee_ii,
        "PROMETHEE II, linear": lambda x, w: promethee_ii(x, w, shape="linear", indifference=5.0, preference=20.0),
        "Copeland": copeland,
    }


def of_pymcdm() -> dict[str, Scorer]:
    from pymcdm import methods, normalizations

    benefit = np.ones(CRITERIA)
    thresholds = {"q": np.full(CRITERIA, 5.0), "p": np.full(CRITERIA, 20.0)}

    def called(method: Callable[..., np.ndarray]) -> Scorer:
        return lambda x, w: method(x, w, benefit, validation=False)

    return {
        "arithmetic mean of min-max": called(methods.WSM(normalizations.minmax_normalization)),
        # Its product of powers is the geometric mean; "none" in place of a normalisation.
        "geometric mean": called(methods.WPM(lambda x, cost=False: x)),
        "TOPSIS": called(methods.TOPSIS(normalizations.vector_normalization)),
        "PROMETHEE II, usual": called(methods.PROMETHEE_II("usual")),
        # Its thresholds serve one call only, so the method is built anew each time.
        "PROMETHEE II, linear": lambda x, w: methods.PROMETHEE_II("vshape_2", **thresholds)(x, w, benefit),
    }


def of_pydecision() -> dict[str, Scorer]:
    from pyDecision.algorithm.copeland import copeland_method
    from pyDecision.algorithm.p_ii import promethee_ii as flows
    from pyDecision.algorithm.topsis import topsis_method

    benefit = ["max"] * CRITERIA
    quiet = {"graph": False, "verbose": False}

    def net(kind: str) -> Scorer:
        q, p, s = [5.0] * CRITERIA, [20.0] * CRITERIA, [1.0] * CRITERIA
        return lambda x, w: flows(x, w, q, s, p, [kind] * CRITERIA, sort=False, verbose=False)[:, 1]

    return {
        "TOPSIS": lambda x, w: topsis_method(x, w, benefit, **quiet),
        "PROMETHEE II, usual": net("t1"),
        "PROMETHEE II, linear": net("t5"),
        # Its Copeland takes no weights and adds up criteria instead of majorities: timed, not compared.
        "Copeland": lambda x, w: copeland_method(x, benefit, **quiet),
    }


def of_scikit_criteria() -> dict[str, Scorer]:
    import skcriteria
    from skcriteria.agg.simple import WeightedProductModel, WeightedSumModel
    from skcriteria.agg.topsis import TOPSIS
    from skcriteria.preprocessing.scalers import MinMaxScaler, VectorScaler

    def table(x: np.ndarray, w: np.ndarray) -> object:
        return skcriteria.mkdm(x, [max] * CRITERIA, weights=w)

    return {
        "arithmetic mean of min-max": lambda x, w: (
            WeightedSumModel().evaluate(MinMaxScaler(target="matrix").transform(table(x, w))).e_.score
        ),
        # It gives the logarithm of the geometric mean.
        "geometric mean": lambda x, w: 10 ** WeightedProductModel().evaluate(table(x, w)).e_.score,
        "TOPSIS": lambda x, w: TOPSIS().evaluate(VectorScaler(target="matrix").transform(table(x, w))).e_.similarity,
    }


def best_of(
    scorer: Scorer, rank: Callable[[np.ndarray], np.ndarray], x: np.ndarray, w: np.ndarray, seconds: float = 0.5
) -> tuple[float, np.ndarray]:
    """Shortest of the runs that fit in some seconds, one at least, and the scores of the last."""
    shortest, spent = np.inf, 0.0
    while spent < seconds:
        start = time.perf_counter()
        scores = np.asarray(scorer(x, w))
        rank(scores)
        took = time.perf_counter() - start
        shortest, spent = min(shortest, took), spent + took
    return float(shortest), scores


def place(scores: np.ndarray) -> np.ndarray:
    """Rank for a peer: by scipy, which is faster than any of them."""
    return rankdata(-scores, method="min")


def installed(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1e3:,.2f}" if seconds < 0.01 else f"{seconds * 1e3:,.0f}"


def cell(name: str, scorer: Scorer, x: np.ndarray, w: np.ndarray, expected: np.ndarray, before: float | None) -> tuple:
    """Time of one peer and what to print, from what it took on the smaller matrix."""
    if before is not None:
        growth = (SIZES[1] / SIZES[0]) ** 2
        if before > 0.05 and before * growth > LIMIT_SECONDS:
            return None, f"about {before * growth / 60:,.0f} min, not run"
        if before > 0.05 and 8.0 * len(x) ** 2 * CRITERIA > LIMIT_BYTES:
            return None, f"{8e-9 * len(x) ** 2 * CRITERIA:,.0f} GB, not run"
    took, scores = best_of(scorer, place, x, w)
    off = "" if name == "Copeland" else f" (Δ {np.abs(scores - expected).max():.0e})"
    return took, f"{milliseconds(took)}{off}"


PILLARS = (8, 5, 6, 6, 5, 7, 6, 6)
"""Criteria of each pillar: three of the first sub-index, five of the second."""
COINR = {0: 10.3 / 100, 1: 64.4 / 600}
"""Seconds of COINr for each run, without and with Sobol' indices."""


def portal(rng: np.random.Generator) -> tuple[pd.DataFrame, Framework, np.ndarray]:
    """Values of the size of the ASEM portal with 3 % of them missing, what they mean, and two groups of units."""

    def node(name: str, below: list) -> dict:
        return {"id": name, "label": name} | ({"children": below} if below else {"measure": {"direction": 1}})

    pillars = [node(f"p{k}", [node(f"c{k}_{i}", []) for i in range(size)]) for k, size in enumerate(PILLARS)]
    halves = [node("s0", pillars[:3]), node("s1", pillars[3:])]
    framework = framework_from_dict({"id": "portal", "title": "Portal", "indicators": halves})
    x = rng.lognormal(3.0, 0.5, (51, sum(PILLARS)))
    x[rng.random(x.shape) < 0.03] = np.nan
    return pd.DataFrame(x, columns=list(framework.leaf_ids)), framework, np.arange(51) % 2


VARIED = {
    "imputation": ["none", "group_mean"],
    "normalisation": ["min_max", "percentile_rank"],
    "aggregation": ["arithmetic_mean", "geometric_mean"],
    "weights": {"kind": "noise", "share": 0.25},
}


def in_plain_numpy(x: np.ndarray, groups: np.ndarray, runs: VariedScores) -> np.ndarray:
    """Scores of every independent run, one after the other: (D, n)."""
    weights = next(factor.below for factor in runs.index.factors if factor.below)
    tree = runs.index.trees[0, 0, 0]
    scores = np.empty(runs.scores.shape)
    for run, (imputed, ranked, geometric, draw) in enumerate(zip(*runs.taken.values(), strict=True)):
        values = x.copy()
        if imputed:
            for group in (0, 1):
                mean = np.nanmean(x[groups == group], axis=0)
                values[groups == group] = np.where(np.isnan(x[groups == group]), mean, x[groups == group])
        if ranked:
            known = (~np.isnan(values)).sum(axis=0)
            values = 100 * (rankdata(values, axis=0, nan_policy="omit") - 1) / (known - 1)
        else:
            low, high = np.nanmin(values, axis=0), np.nanmax(values, axis=0)
            values = 100 * (values - low) / (high - low)
        at = dict(zip(tree.leaves.tolist(), (1 + 0.99 * values if geometric else values).T, strict=True))
        for node, children in tree.parents:
            below, w = np.array([at[child] for child in children]).T, weights[node][draw]
            w = np.where(np.isnan(below), 0.0, w)
            below = np.log(np.nan_to_num(below, nan=1.0)) if geometric else np.nan_to_num(below)
            mean = (w * below).sum(axis=1) / w.sum(axis=1)
            at[node] = np.exp(mean) if geometric else mean
        scores[run] = (at[0] - 1) / 0.99 if geometric else at[0]
        rankdata(-scores[run], method="min")
    return scores


def varied_index() -> None:
    x, framework, groups = portal(np.random.default_rng(0))
    base = Methodology(normalisation="min_max", minimum_coverage=0)
    print("\n| 51 × 49 index, 4 factors | runs | ms of CPU a run | plain numpy | COINr | ratio |")
    print("|---|---:|---:|---:|---:|---:|")
    for what, n, order in (("intervals", 64, 0), ("and Sobol' indices", 128, 1), ("and second order", 128, 2)):
        shortest = np.inf
        for _ in range(5):
            start = time.process_time()
            runs = vary_table(x, framework, VARIED, methodology=base, groups=groups, n=n, order=order, progress=False)
            shortest = min(shortest, time.process_time() - start)
        total = n * (2 + 4 * order)
        start = time.process_time()
        plain = in_plain_numpy(x.to_numpy(), groups, runs)
        took, off = (time.process_time() - start) / runs.n_draws, np.abs(plain - runs.scores).max()
        ours, other = shortest / total, COINR[min(order, 1)]
        print(
            f"| {what} | {total:,} | {ours * 1e3:.2f} | {took * 1e3:.1f} (Δ {off:.0e}) | {other * 1e3:.0f} |", end=" "
        )
        print(f"{other / ours:,.0f} |", flush=True)


def main() -> None:
    warnings.simplefilter("ignore")
    builders = dict(zip(PEERS, (of_pymcdm, of_pydecision, of_scikit_criteria), strict=True))
    versions = {peer: installed(peer) for peer in PEERS}
    peers = {peer: builders[peer]() for peer in PEERS if versions[peer]}
    print(f"{time.strftime('%Y-%m-%d')}, {platform.machine()}, {os.cpu_count()} processors,", end=" ")
    print(f"Python {platform.python_version()}, numpy {np.__version__}.")
    print("Peers:", ", ".join(f"{p} {v}" for p, v in versions.items() if v) or "none", end="; ")
    print("not installed:", ", ".join(p for p, v in versions.items() if not v) or "none", end=".\n\n")
    print("| method | units |", *(f"{name} |" for name in ("revue-analytics", *peers)), "ours / fastest peer |")
    print("|---|---:|" + "---:|" * (len(peers) + 2))

    rng = np.random.default_rng(0)
    w = np.full(CRITERIA, 1 / CRITERIA)
    small: dict[tuple[str, str], float] = {}
    for n in SIZES:
        x = rng.uniform(1, 100, (n, CRITERIA))
        for name, scorer in ours().items():
            (took, expected), cells, others = best_of(scorer, rank_units, x, w), [], []
            for peer, methods in peers.items():
                if name not in methods:
                    cells.append("—")
                    continue
                other, said = cell(name, methods[name], x, w, expected, small.get((name, peer)))
                cells.append(said)
                if other is not None:
                    others.append(other)
                    small.setdefault((name, peer), other)
            ratio = f"{took / min(others):.2g}" if others else "—"
            print(
                f"| {name} | {n:,} | {milliseconds(took)} |", *(f"{said} |" for said in cells), f"{ratio} |", flush=True
            )


if __name__ == "__main__":
    main()
    varied_index()
