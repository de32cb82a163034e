"""How much of the variance of an output each uncertain input answers for: Sobol' indices."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from revue_analytics.errors import MethodError
from revue_analytics.methods.arrays import Bools, Floats, as_floats
from revue_analytics.sensitivity.results import Tabled, as_count, column

INTERVAL = (0.05, 0.95)


@dataclass(frozen=True)
class Weight:
    """A weight of its own: all the weights among the inputs together are uniform on the simplex.

    Independent exponentials divided by their sum are exactly that, so each keeps an index of its own.
    """


@dataclass(frozen=True, eq=False)
class Choice:
    """One of several things with equal chances: names of methods, or a list of draws made beforehand.

    Attributes
    ----------
    options
        A sequence, or an array whose first axis is the draws. A whole group of inputs (all weights, all respondents)
        that are drawn together becomes one input so: what is varied is which draw is taken (its trigger).
    """

    options: Any

    def __len__(self) -> int:
        return len(self.options)


@dataclass(frozen=True, eq=False)
class SobolIndices(Tabled):
    """Shares of the variance of each output by input.

    Attributes
    ----------
    inputs
        (d,) their names.
    outputs
        (s,) their names.
    first_order, total_order
        (s, d) share of the variance that an input explains alone, and together with the others.
    first_error, total_error
        (s, d) bootstrap standard errors: those of random points. An even sample is more exact, of smooth models many
        times; by how much, one sample cannot tell.
    first_interval, total_interval
        (s, d, 2) bootstrap intervals from 5 % to 95 %.
    mean, variance
        (s,) of the outputs. An output that does not vary has no indices: NaN.
    n, n_evaluations, seed
        Base sample; how often the model was evaluated, ``n (d + 2)``, or ``n (2 d + 2)`` with the second order; the
        seed, if one was given.
    growing
        (g, 2, s, d) first and total order from the first n / 2^(g - 1), …, n / 2, n points of the base sample.
    second_order, second_interval
        (s, d, d) share that two inputs explain together beyond what each does alone, NaN on the diagonal, and its
        (s, d, d, 2) bootstrap interval; None where it was not asked for.
    """

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    first_order: Floats
    total_order: Floats
    first_error: Floats
    total_error: Floats
    first_interval: Floats
    total_interval: Floats
    mean: Floats
    variance: Floats
    n: int
    n_evaluations: int
    seed: int | None
    growing: Floats
    second_order: Floats | None = None
    second_interval: Floats | None = None

    @classmethod
    def of(
        cls,
        sample: Evaluations,
        inputs: tuple[str, ...],
        outputs: tuple[str, ...],
        rng: np.random.Generator,
        *,
        n_resamples: int = 200,
        seed: int | None = None,
    ) -> SobolIndices:
        """Estimate the indices from what was evaluated, and resample it for their intervals."""
        n, d = sample.a.shape[1], len(inputs)
        first, total, second = sample.indices(np.ones((1, n)))
        times = np.array([np.bincount(rows, minlength=n) for rows in rng.integers(n, size=(n_resamples, n))])
        firsts, totals, seconds = sample.indices(times)
        sizes = np.array([n >> step for step in range(min(5, n.bit_length() - 1))][::-1])
        growing = sample.indices(np.arange(n) < sizes[:, None])[:2]
        return cls(
            inputs=inputs,
            outputs=outputs,
            first_order=first[0],
            total_order=total[0],
            first_error=firsts.std(axis=0, ddof=1),
            total_error=totals.std(axis=0, ddof=1),
            first_interval=_ends(firsts),
            total_interval=_ends(totals),
            mean=sample.mean,
            variance=np.var(np.concatenate([sample.a, sample.b], axis=1), axis=1),
            n=n,
            n_evaluations=n * (d + 2 if second is None else 2 * d + 2),
            seed=seed,
            growing=np.stack(growing, axis=1),
            second_order=None if second is None else second[0],
            second_interval=None if seconds is None else _ends(seconds),
        )

    @property
    def n_draws(self) -> int:
        """How often the model was evaluated."""
        return self.n_evaluations

    def table(self) -> pd.DataFrame:
        """Return one row per output and input: each index with its standard error and interval."""
        d, s = len(self.inputs), len(self.outputs)
        table = pd.DataFrame({"output": column(self.outputs, each=d), "input": column(self.inputs, times=s)})
        for order in ("first", "total"):
            table[f"{order}_order"] = getattr(self, f"{order}_order").ravel()
            table[f"{order}_error"] = getattr(self, f"{order}_error").ravel()
            table[f"{order}_low"] = getattr(self, f"{order}_interval")[..., 0].ravel()
            table[f"{order}_high"] = getattr(self, f"{order}_interval")[..., 1].ravel()
        return table

    def pairs(self) -> pd.DataFrame:
        """Return one row per output and pair of inputs: the second order with its interval.

        Raises
        ------
        MethodError
            It was not asked for.
        """
        if self.second_order is None or self.second_interval is None:
            raise MethodError("the second order was not asked for (second_order=True, or order=2)")
        first, other = np.triu_indices(len(self.inputs), 1)
        table = pd.DataFrame({"output": column(self.outputs, each=len(first))})
        table["input"] = column(tuple(self.inputs[i] for i in first), times=len(self.outputs))
        table["other"] = column(tuple(self.inputs[i] for i in other), times=len(self.outputs))
        table["second_order"] = self.second_order[:, first, other].ravel()
        low, high = np.moveaxis(self.second_interval[:, first, other], -1, 0)
        return table.assign(second_low=low.ravel(), second_high=high.ravel())

    def convergence(self) -> pd.DataFrame:
        """Return one row per size of the base sample, output and input: has what is estimated settled?"""
        steps, d, s = len(self.growing), len(self.inputs), len(self.outputs)
        table = pd.DataFrame({"n": np.repeat(self.n >> np.arange(steps)[::-1], s * d)})
        table["output"] = column(self.outputs, each=d, times=steps)
        table["input"] = column(self.inputs, times=s * steps)
        return table.assign(first_order=self.growing[:, 0].ravel(), total_order=self.growing[:, 1].ravel())


def sobol_indices(
    model: Callable[[dict[str, Any]], Any],
    inputs: Mapping[str, Any],
    n: int = 1024,
    *,
    rng: np.random.Generator | int,
    outputs: Sequence[str] | None = None,
    n_resamples: int = 200,
    second_order: bool = False,
) -> SobolIndices:
    """Share the variance of a model's outputs out among its inputs, alone and with their interactions.

    Parameters
    ----------
    model
        Takes a dict with an array for each input, and gives (N,) or (s, N) outputs: of N evaluations at once, all
        finite. A `Choice` arrives as the options taken (an array of them, or a list where they are not numbers or
        names), weights arrive each under its name, already divided by their sum.
    inputs
        Name -> `Weight`, `Choice`, or a distribution with a ``ppf`` (``scipy.stats.uniform(0, 1)``…); independent.
    n
        Base sample, a power of two; the model is evaluated n (d + 2) times.
    rng
        A generator, or a seed (then recorded).
    outputs
        (s,) names.
    n_resamples
        Bootstrap samples.
    second_order
        Whether the interactions of every two inputs are wanted too: the model is then evaluated n (2 d + 2) times.

    Returns
    -------
    SobolIndices

    Raises
    ------
    MethodError
        `n` is not a power of two, an input is none of the three, or the model gives something else than numbers.

    Notes
    -----
    The sample is scipy's scrambled Sobol' sequence; outputs are centred before anything is estimated, since the
    estimator of the first order is far noisier for an output far from zero:
    ``S = mean(f_B (f_AB - f_A)) / V``, ``T = mean((f_A - f_AB)²) / 2 V``, and for two inputs
    ``S_ij = mean(f_BAi f_ABj - f_A f_B) / V - S_i - S_j``. The bootstrap draws evaluations anew.

    References
    ----------
    Saltelli, Annoni, Azzini, Campolongo, Ratto & Tarantola (2010), *Computer Physics Communications* 181, 259–270,
    table 2; Saisana, Saltelli & Tarantola (2005), *Journal of the Royal Statistical Society A* 168, 307–323 (triggers).

    Examples
    --------
    >>> from scipy.stats import uniform
    >>> model = lambda u: u["a"] + 2 * u["b"]
    >>> indices = sobol_indices(model, {"a": uniform(0, 1), "b": uniform(0, 1)}, 1024, rng=0)
    >>> indices.first_order.round(2)
    array([[0.2, 0.8]])
    """
    names = tuple(inputs)
    empty = [name for name, kind in inputs.items() if isinstance(kind, Choice) and not len(kind)]
    if not names or empty:
        raise MethodError(f"input {empty[0]!r} leaves no choice" if empty else "there is no input to vary")
    generator = np.random.default_rng(rng)

    def evaluate(u: Floats) -> Floats:
        result = np.atleast_2d(as_floats(model(_values(inputs, u)), "the model's result"))
        if result.shape[1] != u.shape[1] or not np.isfinite(result).all():
            raise MethodError(f"the model gave shape {result.shape}, expected (outputs, {u.shape[1]}), all finite")
        return result

    sample = Evaluations.of(evaluate, two_samples(len(names), n, generator), second_order)
    s = len(sample.a)
    if outputs is not None and len(outputs) != s:
        raise MethodError(f"outputs names {len(outputs)}, the model gives {s}")
    labels = tuple(outputs) if outputs is not None else tuple(f"y{i}" for i in range(s))
    seed = int(rng) if isinstance(rng, (int, np.integer)) else None
    return SobolIndices.of(sample, names, labels, generator, n_resamples=n_resamples, seed=seed)


def two_samples(d: int, n: int, rng: np.random.Generator) -> Floats:
    """(d, 2 n) uniform numbers: two samples of n that are independent of each other, from a scrambled Sobol' sequence.

    Raises
    ------
    MethodError
        `n` is not a power of two.
    """
    from scipy.stats import qmc

    if as_count(n, "n") < 2 or n & (n - 1):
        raise MethodError(f"n is {n}, expected a power of two, {1 << max(1, n - 1).bit_length()} for instance")
    return np.concatenate(qmc.Sobol(d=2 * d, rng=rng, bits=64).random(n).T.reshape(2, d, n), axis=1)


def _ends(resampled: Floats) -> Floats:
    """(R, ...) -> (..., 2) ends of the bootstrap interval."""
    return np.asarray(np.moveaxis(np.quantile(resampled, INTERVAL, axis=0), 0, -1))


@dataclass(frozen=True, eq=False)
class Evaluations:
    """Outputs at two independent samples A and B, and at one with a row of the other: ``s`` outputs, ``d`` inputs.

    Attributes
    ----------
    a, b
        (s, n) outputs, centred.
    ab, ba
        (d, s, n) outputs, centred likewise, at A with an input from B, and at B with one from A; `ba` may be None.
    mean
        (s,) mean of the outputs at A and B.
    """

    a: Floats
    b: Floats
    ab: Floats
    ba: Floats | None
    mean: Floats

    @classmethod
    def of(cls, evaluate: Callable[[Floats], Floats], points: Floats, second_order: bool) -> Evaluations:
        """Evaluate a model of (d, N) uniform numbers at two independent samples, then at those that cross them."""
        one, other = np.split(points, 2, axis=1)
        f_a, f_b = np.split(evaluate(points), 2, axis=1)
        mean = 0.5 * (f_a.mean(axis=1) + f_b.mean(axis=1))

        def crossed(into: Floats, taken: Floats) -> Floats:
            d, n = into.shape
            mixed = np.tile(into[:, None, :], (1, d, 1))
            mixed[np.arange(d), np.arange(d)] = taken
            return np.asarray(np.moveaxis(evaluate(mixed.reshape(d, d * n)).reshape(-1, d, n), 1, 0) - mean[:, None])

        f_ba = crossed(other, one) if second_order else None
        return cls(f_a - mean[:, None], f_b - mean[:, None], crossed(one, other), f_ba, mean)

    @property
    def whole(self) -> Bools:
        """(s,) whether an output is a number at every point."""
        crossed = [self.ab] if self.ba is None else [self.ab, self.ba]
        return np.asarray(
            np.isfinite(self.mean) & np.all([np.isfinite(part).all(axis=(0, 2)) for part in crossed], axis=0)
        )

    def of_outputs(self, kept: Bools) -> Evaluations:
        """Return some of the outputs only."""
        ba = None if self.ba is None else self.ba[:, kept]
        return Evaluations(self.a[kept], self.b[kept], self.ab[:, kept], ba, self.mean[kept])

    def indices(self, times: ArrayLike) -> tuple[Floats, Floats, Floats | None]:
        """(R, n) how often each point counts -> (R, s, d) first-order and total indices, (R, s, d, d) of second order.

        NaN where nothing varies; None for the second order where it is not known.
        """
        share = np.asarray(times, dtype=np.float64)
        share = share / share.sum(axis=1, keepdims=True)

        def mean(values: Floats) -> Floats:
            """(..., n) -> (R, ...)."""
            return np.asarray(np.tensordot(share, values, axes=(1, -1)))

        square = 0.5 * (mean(self.a**2) + mean(self.b**2))
        variance = square - (0.5 * (mean(self.a) + mean(self.b))) ** 2
        variance = np.where(variance > 1e-12 * square, variance, np.nan)[..., None]
        first = np.moveaxis(mean(self.b * (self.ab - self.a)), 1, 2) / variance
        total = 0.5 * np.moveaxis(mean((self.a - self.ab) ** 2), 1, 2) / variance
        if self.ba is None:
            return first, total, None
        second = np.full((*first.shape, first.shape[-1]), np.nan)
        product = mean(self.a * self.b)
        for i, j in combinations(range(first.shape[-1]), 2):
            closed = (mean(self.ba[i] * self.ab[j]) - product) / variance[..., 0]
            second[..., i, j] = second[..., j, i] = closed - first[..., i] - first[..., j]
        return first, total, second


def _values(inputs: Mapping[str, Any], u: Floats) -> dict[str, Any]:
    """(d, N) uniform numbers -> what the model takes."""
    values: dict[str, Any] = {}
    weights = [name for name, kind in inputs.items() if isinstance(kind, Weight)]
    for name, kind, row in zip(inputs, inputs.values(), u, strict=True):
        if isinstance(kind, Weight):
            values[name] = -np.log1p(-row)
        elif isinstance(kind, Choice):
            values[name] = _taken(kind.options, np.minimum((row * len(kind)).astype(np.intp), len(kind) - 1))
        elif hasattr(kind, "ppf"):
            values[name] = kind.ppf(row)
        else:
            raise MethodError(f"input {name!r} is {kind!r}, expected a Weight, a Choice or a distribution with a ppf")
    if weights:
        total = sum(values[name] for name in weights)
        for name in weights:
            values[name] = values[name] / total
    return values


def _taken(options: Any, indices: NDArray[np.intp]) -> Any:
    if isinstance(options, np.ndarray) or all(isinstance(option, (str, int, float)) for option in options):
        return np.asarray(options)[indices]
    return [options[index] for index in indices]
