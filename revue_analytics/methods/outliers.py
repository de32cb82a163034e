"""Outliers of measured criteria: found by skewness and kurtosis, treated by a named choice that says what it did.

A column has outliers when ``|skewness| > 2`` and ``kurtosis > 3.5``, both without bias and the kurtosis in excess of
the normal one. Every treatment ``(x: (n, m)) -> Treated`` touches those columns only, keeps the order of the units,
leaves missing values missing, and is not applied to a column that it does not cure: that one comes back as it was and
is marked. `treat` tries several in turn. Ratings on a short scale need no treatment.

Letters: ``n`` units, ``m`` criteria.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import ArrayLike, NDArray

from revue_analytics.errors import MethodError, choices
from revue_analytics.methods.arrays import Floats, arrays
from revue_analytics.methods.registry import declare, family

SKEWNESS_LIMIT = 2.0
KURTOSIS_LIMIT = 3.5


@arrays(x="n m", returns="m")
def skewness(x: ArrayLike) -> Floats:
    """Skewness without bias, ``sqrt(k (k − 1)) / (k − 2) · m3 / m2^(3/2)``: positive for a long tail of large values.

    Parameters
    ----------
    x
        (n, m) values, NaN where missing.

    Returns
    -------
    (m,) skewness; 0 for a constant column, NaN for fewer than three values.

    References
    ----------
    Joanes & Gill (1998), Comparing measures of sample skewness and kurtosis, *The Statistician* 47 (``G1``).

    Examples
    --------
    >>> skewness([[1.0], [2.0], [3.0], [10.0]]).round(4)
    array([1.7636])
    """
    count, second, third, _ = _moments(x)
    ratio = np.divide(third, second**1.5, out=np.zeros(len(second)), where=second > 0)
    return np.where(count > 2, np.sqrt(count * (count - 1)) / np.maximum(count - 2, 1) * ratio, np.nan)


@arrays(x="n m", returns="m")
def kurtosis(x: ArrayLike) -> Floats:
    """Excess kurtosis without bias: 0 for a normal column, more for heavy tails.

    ``(k − 1) ((k + 1) (m4 / m2² − 3) + 6) / ((k − 2) (k − 3))``.

    Parameters
    ----------
    x
        (n, m) values, NaN where missing.

    Returns
    -------
    (m,) kurtosis; 0 for a constant column, NaN for fewer than four values.

    References
    ----------
    Joanes & Gill (1998), Comparing measures of sample skewness and kurtosis, *The Statistician* 47 (``G2``).

    Examples
    --------
    >>> kurtosis([[1.0], [2.0], [3.0], [10.0]]).round(4)
    array([3.228])
    """
    count, second, _, fourth = _moments(x)
    ratio = np.divide(fourth, second**2, out=np.full(len(second), 3.0), where=second > 0) - 3.0
    scale = (count - 1) / np.maximum((count - 2) * (count - 3), 1)
    return np.where(count > 3, np.where(second > 0, scale * ((count + 1) * ratio + 6), 0.0), np.nan)


@arrays(x="n m", returns="m")
def has_outliers(
    x: ArrayLike, skewness_limit: float = SKEWNESS_LIMIT, kurtosis_limit: float = KURTOSIS_LIMIT
) -> NDArray[np.bool_]:
    """Whether each column has outliers: ``|skewness| > 2`` and ``kurtosis > 3.5``.

    Both are asked for: skewness alone is no outlier, and heavy tails on both sides spoil no comparison.

    Parameters
    ----------
    x
        (n, m) values, NaN where missing.
    skewness_limit, kurtosis_limit
        The limits.

    Returns
    -------
    (m,) booleans; fewer than four values, or equal ones, are no outliers.

    References
    ----------
    The rule of thumb of the European Commission's Competence Centre on Composite Indicators, as in the R package
    COINr (``check_SkewKurt``); OECD/JRC (2008), *Handbook on Constructing Composite Indicators*, section 5, on
    skewed criteria.

    Examples
    --------
    >>> has_outliers([[v, v] for v in range(1, 11)] + [[100, 11]])
    array([ True, False])
    """
    with np.errstate(invalid="ignore"):
        return np.asarray((np.abs(skewness(x)) > skewness_limit) & (kurtosis(x) > kurtosis_limit))


def _moments(x: ArrayLike) -> tuple[Floats, Floats, Floats, Floats]:
    """(m,) number of values, and second, third and fourth central moment (of a column scaled to at most one)."""
    values = np.asarray(x, dtype=np.float64)
    there = ~np.isnan(values)
    count = there.sum(axis=0).astype(np.float64)
    known = np.where(there, values, 0.0)
    centred = np.where(there, values - known.sum(axis=0) / np.maximum(count, 1), 0.0)
    size, largest = np.abs(centred).max(axis=0, initial=0.0), np.abs(known).max(axis=0, initial=0.0)
    # Both ratios are free of the unit, so the fourth powers need neither overflow nor vanish; noise is no spread.
    scaled = np.where(size > 1e-12 * largest, centred / np.where(size > 0, size, 1.0), 0.0)
    second, third, fourth = ((scaled**power).sum(axis=0) / np.maximum(count, 1) for power in (2, 3, 4))
    return count, second, third, fourth


@dataclass(frozen=True)
class Step:
    """What was done to one column.

    Attributes
    ----------
    column
        Its place, from 0.
    method
        ``"none"`` (no outliers), ``"winsorise"``, ``"log"`` or ``"box_cox"``; ``"left"`` if it has outliers that no
        treatment tried could cure.
    n_changed
        Values that are not what they were.
    detail
        ``"2 high, 0 low"`` for a winsorisation, the transformation in formula for the others.
    skewness_before, kurtosis_before, skewness_after, kurtosis_after
        The test, before and after.
    """

    column: int
    method: str
    n_changed: int
    detail: str
    skewness_before: float
    kurtosis_before: float
    skewness_after: float
    kurtosis_after: float

    @property
    def keeps_unit(self) -> bool:
        """Whether the values still have their own unit: of a treatment of one's own nothing says so."""
        return self.method in ("none", "left", "winsorise")


@dataclass(frozen=True, eq=False)
class Treated:
    """Values after the treatment of outliers, with the trace of what was done.

    Attributes
    ----------
    values
        (n, m) values: winsorised ones keep their unit, transformed ones do not.
    changed
        (n, m) where they differ from what was given.
    steps
        One per column; ``pandas.DataFrame(treated.steps)`` is their table.
    """

    values: Floats
    changed: NDArray[np.bool_]
    steps: tuple[Step, ...]

    @property
    def left(self) -> tuple[int, ...]:
        """Columns that still have outliers."""
        return tuple(step.column for step in self.steps if step.method == "left")

    def _repr_html_(self) -> str:
        import pandas as pd

        from revue_analytics.tables.shown import shown

        return shown(pd.DataFrame(self.steps), 2, rows=60)


Attempt = Callable[[Floats], tuple[Floats, str]]
"""(k,) values of one column, all there -> values in its place, and what was done in words."""


@declare(sentence="The most extreme values of a criterion with outliers are given the next ones.", compares_units=True)
@arrays(x="n m", returns={"values": "n m", "changed": "n m"})
def winsorise(
    x: ArrayLike,
    most: int = 5,
    skewness_limit: float = SKEWNESS_LIMIT,
    kurtosis_limit: float = KURTOSIS_LIMIT,
) -> Treated:
    """Give the most extreme value the next one's, again and again, until the column has no outliers.

    At each step the extreme is the largest value if the skewness is positive, else the smallest; values that share
    the extreme move together.

    Parameters
    ----------
    x
        (n, m) values, NaN where missing.
    most
        Largest number of values moved in a column; one that needs more is left as it was.
    skewness_limit, kurtosis_limit
        Limits of the test (`has_outliers`).

    Returns
    -------
    Treated
        Values in their own unit.

    Raises
    ------
    MethodError
        `x` is not units × criteria, or holds infinities; `most` is negative.

    References
    ----------
    The procedure of the R package COINr (``winsorise``).

    Examples
    --------
    >>> treated = winsorise([[float(v)] for v in [*range(1, 11), 100]])
    >>> treated.values[-1], treated.steps[0].detail
    (array([10.]), '1 high, 0 low')
    """
    return treat(x, ("winsorise",), most, skewness_limit, kurtosis_limit)


@declare(sentence="Criteria with outliers are replaced by their logarithm.", compares_units=True)
@arrays(x="n m", returns={"values": "n m", "changed": "n m"})
def log(x: ArrayLike, skewness_limit: float = SKEWNESS_LIMIT, kurtosis_limit: float = KURTOSIS_LIMIT) -> Treated:
    """Take the logarithm of a column with outliers, moved so that it is positive: ``ln(x − min + 0.01 (max − min))``.

    A long tail of small values is turned round first, ``−ln(max − x + 0.01 (max − min))``, so that more stays more.

    Parameters, result and errors as `winsorise` (there is nothing to count); the values have no unit any more.

    References
    ----------
    The transformation of the COIN Tool, as in the R package COINr (``log_CT``).

    Examples
    --------
    >>> log([[float(v)] for v in [*range(1, 21), 100, 200]]).steps[0].detail
    'ln(x + 0.99)'
    """
    return treat(x, ("log",), 0, skewness_limit, kurtosis_limit)


@declare(sentence="Criteria with outliers are transformed (Box–Cox).", compares_units=True)
@arrays(x="n m", returns={"values": "n m", "changed": "n m"})
def box_cox(x: ArrayLike, skewness_limit: float = SKEWNESS_LIMIT, kurtosis_limit: float = KURTOSIS_LIMIT) -> Treated:
    """Box–Cox transformation of a column with outliers, ``(y^λ − 1) / λ`` with λ by maximum likelihood.

    ``ln y`` for λ = 0; ``y`` is the column where its values are positive, else ``x − min + 0.01 (max − min)``.

    Parameters, result and errors as `winsorise` (there is nothing to count); the values have no unit any more.

    References
    ----------
    Box & Cox (1964), An analysis of transformations, *Journal of the Royal Statistical Society* B 26.

    Examples
    --------
    >>> box_cox([[float(v)] for v in [*range(1, 21), 100, 200]]).steps[0].detail
    'Box–Cox of x, λ = -0.108'
    """
    return treat(x, ("box_cox",), 0, skewness_limit, kurtosis_limit)


@declare(
    sentence="Criteria with outliers are winsorised, or replaced by their logarithm where that fails.",
    compares_units=True,
)
@arrays(x="n m", returns={"values": "n m", "changed": "n m"})
def treat(
    x: ArrayLike,
    methods: Sequence[str] = ("winsorise", "log"),
    most: int = 5,
    skewness_limit: float = SKEWNESS_LIMIT,
    kurtosis_limit: float = KURTOSIS_LIMIT,
) -> Treated:
    """Treat each column that has outliers by the first method that cures it, starting from its values as given.

    The usual order is the default: winsorise up to five values, take the logarithm where more would be needed.

    Parameters
    ----------
    x
        (n, m) values, NaN where missing.
    methods
        Some of ``"winsorise"``, ``"log"``, ``"box_cox"``, in the order in which they are tried.
    most
        Largest number of values that a winsorisation moves in a column.
    skewness_limit, kurtosis_limit
        Limits of the test (`has_outliers`).

    Returns
    -------
    Treated

    Raises
    ------
    MethodError
        An unknown method, `x` is not units × criteria or holds infinities, `most` is negative.

    Examples
    --------
    >>> x = [[float(v), float(v)] for v in range(1, 21)] + [[100.0, 21.0], [200.0, 22.0]]
    >>> [step.method for step in treat(x, most=1).steps]
    ['log', 'none']
    """
    values = np.asarray(x, dtype=np.float64)
    if values.ndim != 2 or np.isinf(values).any():
        raise MethodError(f"outliers: x has shape {values.shape}, expected (units, criteria) without infinite values")
    if most < 0:
        raise MethodError(f"winsorise: most is {most}, expected 0 or more")
    limits = (skewness_limit, kurtosis_limit)
    known: dict[str, Attempt] = {"winsorise": partial(_winsorised, most=most, limits=limits)}
    known |= {"log": _logarithm, "box_cox": _box_cox}
    for name in methods:
        if name not in known:
            raise MethodError(f"outliers: {name!r} is not a treatment; expected {choices(name, known)}")

    after = values.copy()
    done = [("none", "")] * values.shape[1]
    for column in np.flatnonzero(has_outliers(values, *limits)):
        there = ~np.isnan(values[:, column])
        done[column] = ("left", "")
        for name in methods:
            tried, detail = known[name](values[there, column])
            if not has_outliers(tried[:, None], *limits)[0]:
                after[there, column] = tried
                done[column] = (name, detail)
                break
    changed = (after != values) & ~np.isnan(values)
    tests = np.array([skewness(values), kurtosis(values), skewness(after), kurtosis(after)])
    steps = tuple(
        Step(j, name, int(changed[:, j].sum()), detail, *(float(t) for t in tests[:, j]))
        for j, (name, detail) in enumerate(done)
    )
    return Treated(after, changed, steps)


def _winsorised(column: Floats, most: int, limits: tuple[float, float]) -> tuple[Floats, str]:
    values, high, low = column.copy(), 0, 0
    while has_outliers(values[:, None], *limits)[0]:
        up = skewness(values[:, None])[0] >= 0
        extreme = values.max() if up else values.min()
        at = values == extreme
        if high + low - (high if up else low) + at.sum() > most:
            return column, ""
        values[at] = values[~at].max() if up else values[~at].min()
        high, low = (int(at.sum()), low) if up else (high, int(at.sum()))
    return values, f"{high} high, {low} low"


def _logarithm(column: Floats) -> tuple[Floats, str]:
    low, high = column.min(), column.max()
    small = 0.01 * (high - low)
    if skewness(column[:, None])[0] >= 0:
        return np.log(column - low + small), f"ln(x {'+' if small >= low else '−'} {abs(small - low):.4g})"
    return -np.log(high - column + small), f"−ln({high + small:.4g} − x)"


def _box_cox(column: Floats) -> tuple[Floats, str]:
    from scipy.optimize import minimize_scalar

    low, high = column.min(), column.max()
    moved = column if low > 0 else column - low + 0.01 * (high - low)
    # In units of the geometric mean the likelihood is the residual spread alone (Box & Cox, section 3).
    logs = np.log(moved) - np.log(moved).mean()

    def bent(power: float) -> Floats:
        return np.asarray(logs if abs(power) < 1e-8 else np.expm1(power * logs) / power)

    power = float(minimize_scalar(lambda p: np.log(bent(p).var()), bounds=(-5, 5), method="bounded").x)
    of = "x" if low > 0 else "x − min + 1 % of the range"
    final = np.log(moved) if abs(power) < 1e-8 else np.expm1(power * np.log(moved)) / power
    return np.asarray(final), f"Box–Cox of {of}, λ = {power:.3g}"


OUTLIERS = family(
    "outliers",
    {
        "winsorise": winsorise,
        "log": log,
        "box_cox": box_cox,
        "winsorise_or_log": treat,
    },
)
