"""How much of the variance of an output each uncertain input answers for: Sobol' indices."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

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
        first, total, second = sample.indices()
        again = [sample.taken(rows).indices() for rows in rng.integers(n, size=(n_resamples, n))]
        firsts, totals = (np.array(part) for part in list(zip(*again, strict=True))[:2])
        sizes = [n >> step for step in range(min(5, n.bit_length() - 1))][::-1]
        return cls(
            inputs=inputs,
            outputs=outputs,
            first_order=first,
            total_order=total,
            first_error=firsts.std(axis=0, ddof=1),
            total_error=totals.std(axis=0, ddof=1),
            first_interval=_ends(firsts),
            total_interval=_ends(totals),
            mean=sample.mean,
            variance=np.var(np.concatenate([sample.a, sample.b], axis=1), axis=1),
            n=n,
            n_evaluations=n * (d + 2 if second is None else 2 * d + 2),
            seed=seed,
            growing=np.array([sample.taken(np.arange(size)).indices()[:2] for size in sizes]),
            second_order=second,
            second_interval=None if second is None else _ends(np.array([part[2] for part in again])),
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
            raise MethodError("the second order was not computed: ask for second_order=True")
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
    if as_count(n, "n") < 2 or n & (n - 1):
        raise MethodError(f"n is {n}, expected a power of two, {1 << max(1, n - 1).bit_length()} for instance")
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

    sample = Evaluations.of(evaluate, len(names), n, generator, second_order)
    s = len(sample.a)
    if outputs is not None and len(outputs) != s:
        raise MethodError(f"outputs names {len(outputs)}, the model gives {s}")
    labels = tuple(outputs) if outputs is not None else tuple(f"y{i}" for i in range(s))
    seed = int(rng) if isinstance(rng, (int, np.integer)) else None
    return SobolIndices.of(sample, names, labels, generator, n_resamples=n_resamples, seed=seed)


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
    def of(
        cls, evaluate: Callable[[Floats], Floats], d: int, n: int, rng: np.random.Generator, both: bool
    ) -> Evaluations:
        """Evaluate a model of (d, N) uniform numbers at the points of a scrambled Sobol' sequence."""
        from scipy.stats import qmc

        one, other = qmc.Sobol(d=2 * d, rng=rng, bits=64).random(n).T.reshape(2, d, n)
        f_a, f_b = evaluate(one), evaluate(other)
        mean = 0.5 * (f_a.mean(axis=1) + f_b.mean(axis=1))

        def crossed(into: Floats, taken: Floats) -> Floats:
            points = np.tile(into[:, None, :], (1, d, 1))
            points[np.arange(d), np.arange(d)] = taken
            return np.asarray(np.moveaxis(evaluate(points.reshape(d, d * n)).reshape(-1, d, n), 1, 0) - mean[:, None])

        f_ab = crossed(one, other)
        f_ba = crossed(other, one) if both else None
        return cls(f_a - mean[:, None], f_b - mean[:, None], f_ab, f_ba, mean)

    @property
    def whole(self) -> Bools:
        """(s,) whether an output is a number at every point."""
        crossed = [self.ab] if self.ba is None else [self.ab, self.ba]
        return np.asarray(
            np.isfinite(self.mean) & np.all([np.isfinite(part).all(axis=(0, 2)) for part in crossed], axis=0)
        )

    def taken(self, rows: NDArray[np.intp]) -> Evaluations:
        """Return some of the points only."""
        ba = None if self.ba is None else self.ba[..., rows]
        return Evaluations(self.a[:, rows], self.b[:, rows], self.ab[..., rows], ba, self.mean)

    def of_outputs(self, kept: Bools) -> Evaluations:
        """Return some of the outputs only."""
        ba = None if self.ba is None else self.ba[:, kept]
        return Evaluations(self.a[kept], self.b[kept], self.ab[:, kept], ba, self.mean[kept])

    def indices(self) -> tuple[Floats, Floats, Floats | None]:
        """(s, d) first-order and total indices, (s, d, d) of second order or None; NaN where nothing varies."""
        both = np.concatenate([self.a, self.b], axis=1)
        variance = np.var(both, axis=1)
        variance = np.where(variance > 1e-12 * np.mean(both**2, axis=1), variance, np.nan)
        first = (np.mean(self.b * (self.ab - self.a), axis=-1) / variance).T
        total = (0.5 * np.mean((self.a - self.ab) ** 2, axis=-1) / variance).T
        if self.ba is None:
            return first, total, None
        together = np.einsum("isn,jsn->sij", self.ba, self.ab) / self.a.shape[1]
        closed = (together - np.mean(self.a * self.b, axis=-1)[:, None, None]) / variance[:, None, None]
        second = closed - first[:, :, None] - first[:, None, :]
        upper = np.triu(np.ones(second.shape[1:], dtype=bool), 1)
        return first, total, np.where(upper, second, np.where(upper.T, np.swapaxes(second, 1, 2), np.nan))


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
