"""Worlds in which promises about respondents are tried: none of them is the model's own.

People have a manner of their own (a skewed person effect, of a stated correlation between answers) and one for each
pair of questions; groups and questions differ; latent positions are cut into levels, so that answers pile up at the
ends of the scale. What the model assumes (masses of persons, a panel of imagined people) occurs nowhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from revue_analytics.methods.respondents import Answers, paired_persons, persons
from revue_analytics.scoring.disclosure import disclosed_counts
from revue_analytics.sensitivity import INTERVAL

LEVELS = np.arange(5.0)
NORMAL_90 = 1.6448536
PAIRS = 0.08
"""Share of the latent variance that the two questions of an indicator have in common, beside the person's manner."""
PEOPLE = 3000
"""Stand for a population of unknown size."""
NODES = ("criterion", "indicator", "overall", "one group")


@dataclass(frozen=True)
class Case:
    """One world: correlation between answers of a person, people per group, groups, level around, and what is known.

    ``times`` is N / n, people invited over people who answered; None where N is unknown.
    """

    icc: float
    n: tuple[int, int]
    groups: int
    centre: float = 1.8
    times: float | None = None
    unknown: float = 0.0
    criteria: int = 18


def people_of(case: Case, rng: np.random.Generator) -> Callable[[int, int], np.ndarray]:
    """Draw a territory; return what draws ``(group, number) -> (number, K)`` answers of its people."""
    k = case.criteria
    means = (
        case.centre
        + rng.normal(0, 0.6, k)
        + rng.normal(0, 0.35, (case.groups, 1))
        + rng.normal(0, 0.2, (case.groups, k))
    )
    pairs = PAIRS if case.icc else 0.0

    def draw(group: int, number: int) -> np.ndarray:
        manner = (rng.standard_gamma(4, (number, 1)) - 4) / 2
        of_pair = np.repeat(rng.standard_normal((number, (k + 1) // 2)), 2, axis=1)[:, :k]
        alone = rng.standard_normal((number, k))
        latent = case.icc**0.5 * manner + pairs**0.5 * of_pair + (1 - case.icc - pairs) ** 0.5 * alone
        return np.clip(np.rint(means[group] + 1.05 * latent), 0, 4).astype(np.int64)

    return draw


def disclosed(answers: Answers) -> Answers:
    """Return what a review draws from: of groups of five to nine, what is expected where their means are known."""
    levels = np.arange(float(answers.counts.shape[-1]))
    return replace(answers, counts=disclosed_counts(answers.counts[None], levels)[0])


def coverage(case: Case, trials: int, *, model=persons, n_draws: int = 300, seed: int = 0) -> dict[str, np.ndarray]:
    """Return, for each of `NODES`, the share of 90 % intervals that hold the truth, its standard error and their width.

    The width is relative to that of intervals made by who knows the variances: ± 1.645 standard errors.
    """
    rng = np.random.default_rng([seed, 1])
    k, g = case.criteria, case.groups
    indicator = np.equal.outer(np.arange((k + 1) // 2), np.arange(k) // 2).astype(float)
    indicator /= indicator.sum(axis=1, keepdims=True)
    overall = indicator.mean(axis=0)
    hits: dict[str, list[float]] = {node: [] for node in NODES}
    widths: dict[str, list[float]] = {node: [] for node in NODES}
    oracle: dict[str, list[float]] = {node: [] for node in NODES}
    for _ in range(trials):
        draw = people_of(case, rng)
        sizes = rng.integers(case.n[0], case.n[1] + 1, g)
        seen = 0.0 if case.times is None else 1.0 / case.times
        answers, truth, spread = [], np.empty((g, k)), np.empty((g, k, k))
        for group, size in enumerate(sizes):
            everybody = draw(group, PEOPLE if case.times is None else round(case.times * size))
            answers.append(draw(group, size) if case.times is None else everybody[:size])
            truth[group] = everybody.mean(axis=0)
            spread[group] = np.cov(draw(group, PEOPLE // 2).T) / size
        level = np.concatenate(answers)
        level = np.where(rng.random(level.shape) < case.unknown, -1, level)
        invited = np.nan if case.times is None else np.rint(case.times * sizes)
        sheets = Answers.of_people(level, np.repeat(np.arange(g), sizes), n_levels=5, invited=invited)
        drawn = model(disclosed(sheets), n_draws, rng) @ LEVELS
        with np.errstate(all="ignore"):
            criteria = np.nanmean(drawn, axis=1)
        # questions are left out one by one: the mean of a criterion rests on fewer people, the people in common remain
        left_out = case.unknown / (1.0 - case.unknown) * np.eye(k)
        spread *= (1.0 - seen) + left_out
        between = spread.sum(axis=0) / g**2
        for node, values, true, variance in (
            ("criterion", criteria, truth.mean(axis=0), np.diag(between)),
            (
                "indicator",
                criteria @ indicator.T,
                indicator @ truth.mean(axis=0),
                np.diag(indicator @ between @ indicator.T),
            ),
            ("overall", criteria @ overall, overall @ truth.mean(axis=0), overall @ between @ overall),
            (
                "one group",
                np.nan_to_num(drawn) @ overall,
                truth @ overall,
                np.array([overall @ s @ overall for s in spread]),
            ),
        ):
            low, high = np.quantile(values, INTERVAL, axis=0)
            hits[node].append(float(np.mean((low <= true + 1e-9) & (true <= high + 1e-9))))
            widths[node].append(float(np.mean(high - low)))
            oracle[node].append(float(np.mean(2 * NORMAL_90 * np.sqrt(variance))))
    return {
        node: np.array(
            [
                np.mean(hits[node]),
                np.std(hits[node]) / trials**0.5,
                np.sum(widths[node]) / max(np.sum(oracle[node]), 1e-12),
            ]
        )
        for node in NODES
    }


def announced_changes(
    case: Case, trials: int, *, model=None, same: float = 0.0, kept: float = 0.6, n_draws: int = 300, seed: int = 0
) -> float:
    """Return how often the overall score is said to have changed although nothing has.

    A share `same` of each group's people answer both campaigns, and repeat a share `kept` of their answers; the others
    are new. `model` draws the campaigns apart; by default they are drawn together (`paired_persons`).
    """
    rng = np.random.default_rng([seed, 2])
    announced = 0
    for _ in range(trials):
        draw = people_of(case, rng)
        levels: tuple[list[np.ndarray], list[np.ndarray]] = ([], [])
        sizes = rng.integers(case.n[0], case.n[1] + 1, (2, case.groups))
        shares = []
        for group in range(case.groups):
            first, second = (draw(group, size) for size in sizes[:, group])
            both = round(same * min(len(first), len(second)))
            repeated = rng.random((both, case.criteria)) < kept
            second[:both] = np.where(repeated, first[:both], second[:both])
            shares.append(both / len(second))
            levels[0].append(first)
            levels[1].append(second)
        before, after = (
            disclosed(Answers.of_people(np.concatenate(part), np.repeat(np.arange(case.groups), size), n_levels=5))
            for part, size in zip(levels, sizes, strict=True)
        )
        if model is None:
            drawn = paired_persons(before, after, shares, n_draws, rng)
        else:
            drawn = model(before, n_draws, rng), model(after, n_draws, rng)
        change = ((drawn[1] - drawn[0]) @ LEVELS).mean(axis=(1, 2))
        low, high = np.quantile(change, INTERVAL)
        announced += bool(low > 0 or high < 0)
    return announced / trials


def coverage_of_people(
    groups: list[np.ndarray], n: int, trials: int, *, indicators: int, model=persons, n_draws: int = 300, seed: int = 0
) -> dict[str, float]:
    """Return the coverage of the 90 % intervals for samples of real people, whose own means are the truth.

    Parameters
    ----------
    groups
        (N_g, K) complete answers on 0–L of the people of each group.
    n
        People sampled from each group, without replacement; their number invited is not told.
    indicators
        Into how many parts, in order, the questions are grouped.
    """
    rng = np.random.default_rng([seed, 3])
    n_levels = int(max(group.max() for group in groups)) + 1
    levels, truth = np.arange(float(n_levels)), np.array([group.mean(axis=0) for group in groups])
    parts = np.array_split(np.arange(truth.shape[1]), indicators)
    hits = np.zeros(4)
    for _ in range(trials):
        sample = np.concatenate([group[rng.choice(len(group), n, replace=False)] for group in groups])
        part = np.concatenate([np.full(len(columns), i) for i, columns in enumerate(parts)])
        sheets = Answers.of_people(sample, np.repeat(np.arange(len(groups)), n), n_levels=n_levels, part=part)
        drawn = model(disclosed(sheets), n_draws, rng) @ levels
        criteria, true = drawn.mean(axis=1), truth.mean(axis=0)
        pairs = (
            (criteria, true),
            (np.stack([criteria[:, p].mean(axis=1) for p in parts], axis=1), np.array([true[p].mean() for p in parts])),
            (criteria.mean(axis=1), true.mean()),
            (drawn.mean(axis=2), truth.mean(axis=1)),
        )
        for i, (values, one) in enumerate(pairs):
            low, high = np.quantile(values, INTERVAL, axis=0)
            hits[i] += np.mean((low <= one) & (one <= high))
    return dict(zip(NODES, hits / trials, strict=True))
