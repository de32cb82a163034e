"""How much of the variance of an output each uncertain input answers for: Sobol' indices."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from revue_analytics.errors import MethodError
from revue_analytics.methods.arrays import Floats
from revue_analytics.sensitivity.results import Tabled, as_count, as_numbers, column

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
        Base sample; how often the model was evaluated, ``n (d + 2)``; the seed, if one was given.
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


def sobol_indices(
    model: Callable[[dict[str, Any]], Any],
    inputs: Mapping[str, Any],
    n: int = 1024,
    *,
    rng: np.random.Generator | int,
    outputs: Sequence[str] | None = None,
    n_resamples: int = 200,
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
    ``S = mean(f_B (f_AB - f_A)) / V``, ``T = mean((f_A - f_AB)²) / 2 V``. The bootstrap draws evaluations anew.

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
    from scipy import stats

    if as_count(n, "n") < 2 or n & (n - 1):
        raise MethodError(f"n is {n}, expected a power of two, {1 << max(1, n - 1).bit_length()} for instance")
    names = tuple(inputs)
    empty = [name for name, kind in inputs.items() if isinstance(kind, Choice) and not len(kind)]
    if not names or empty:
        raise MethodError(f"input {empty[0]!r} leaves no choice" if empty else "there is no input to vary")
    generator = np.random.default_rng(rng)
    seen: dict[str, Floats] = {}
    means: list[Floats] = []

    def evaluate(u: Floats) -> Floats:
        result = np.atleast_2d(as_numbers(model(_values(inputs, u)), "the model's result"))  # scipy centres it in place
        if result.shape[1] != u.shape[1] or not np.isfinite(result).all():
            raise MethodError(f"the model gave shape {result.shape}, expected (outputs, {u.shape[1]}), all finite")
        means.append(result.mean(axis=1))
        return result

    def keep(f_A: Floats, f_B: Floats, f_AB: Floats) -> tuple[Floats, Floats]:
        seen.update(a=f_A, b=f_B, ab=f_AB)
        return np.zeros(2), np.zeros(2)  # scipy squeezes what it is given, and stumbles over a single index

    uniform = [stats.uniform(0.0, 1.0)] * len(names)
    stats.sobol_indices(func=evaluate, n=n, dists=uniform, method=keep, rng=generator)
    f_a, f_b, f_ab = seen["a"], seen["b"], seen["ab"]
    if outputs is not None and len(outputs) != len(f_a):
        raise MethodError(f"outputs names {len(outputs)}, the model gives {len(f_a)}")
    first, total = _indices(f_a, f_b, f_ab)
    again = [
        _indices(f_a[:, rows], f_b[:, rows], f_ab[:, :, rows]) for rows in generator.integers(n, size=(n_resamples, n))
    ]
    firsts, totals = (np.array(part) for part in zip(*again, strict=True))
    return SobolIndices(
        inputs=names,
        outputs=tuple(outputs) if outputs is not None else tuple(f"y{i}" for i in range(len(f_a))),
        first_order=first,
        total_order=total,
        first_error=firsts.std(axis=0, ddof=1),
        total_error=totals.std(axis=0, ddof=1),
        first_interval=np.moveaxis(np.quantile(firsts, INTERVAL, axis=0), 0, -1),
        total_interval=np.moveaxis(np.quantile(totals, INTERVAL, axis=0), 0, -1),
        mean=0.5 * (means[0] + means[1]),
        variance=np.var(np.concatenate([f_a, f_b], axis=1), axis=1),
        n=n,
        n_evaluations=n * (len(names) + 2),
        seed=int(rng) if isinstance(rng, (int, np.integer)) else None,
    )


def _indices(f_a: Floats, f_b: Floats, f_ab: Floats) -> tuple[Floats, Floats]:
    """(s, n), (s, n), (d, s, n) centred outputs -> (s, d) first-order and total indices."""
    both = np.concatenate([f_a, f_b], axis=1)
    variance = np.var(both, axis=1)
    variance = np.where(variance > 1e-12 * np.mean(both**2, axis=1), variance, np.nan)
    first = np.mean(f_b * (f_ab - f_a), axis=-1)
    total = 0.5 * np.mean((f_a - f_ab) ** 2, axis=-1)
    return (first / variance).T, (total / variance).T


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
