"""What people say about weights, and the set of weights it leaves: ``w >= 0``, ``sum(w) = 1``, ``A w <= b``.

A statement compares criteria with each other or with a share::

    at_least("participation", "reporting")     participation matters at least as much as reporting
    at_least("participation", 0.2)             ... at least 20 %
    at_least("I5", "I8", times=2)              ... at least twice as much
    at_least(("I1", "I2"), 0.5)                these two together weigh at least half
    at_most(EACH, 0.3)                         no criterion above 30 %

A float is a share; anything else is the label of a criterion, the position of one where there are no labels.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import comb
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from revue_analytics.errors import MethodError
from revue_analytics.methods.arrays import Floats, arrays
from revue_analytics.sensitivity.results import index_of

Part = Hashable | tuple[Hashable, ...]

EACH = "*"
"""Stands for each criterion in turn."""

TOLERANCE = 1e-9
MOST_SUBSETS = 700
"""Pairs of rows that are tried for a conflict: those of 37 rows."""


@dataclass(frozen=True)
class Constraint:
    """One statement: the weight of `more`, all of it together, is at least `times` that of `less`, plus `constant`.

    Attributes
    ----------
    more, less
        Labels of criteria, `EACH`, or nothing.
    times, constant
        ``sum(w[more]) >= times * sum(w[less]) + constant``.
    text
        The statement as it was made, for messages.
    """

    more: tuple[Hashable, ...]
    less: tuple[Hashable, ...]
    times: float
    constant: float
    text: str

    def __str__(self) -> str:
        return self.text


def at_least(what: Part, than: Part | float, *, times: float = 1.0) -> Constraint:
    """Return the statement that `what` weighs at least as much as `than`: a criterion, several together, or a share.

    Examples
    --------
    >>> print(at_least("I5", "I8"), "|", at_least(("I1", "I2"), 0.5))
    I5 ≥ I8 | I1 + I2 ≥ 0.5
    """
    return _state(what, than, times, "≥")


def at_most(what: Part, than: Part | float, *, times: float = 1.0) -> Constraint:
    """Return the statement that `what` weighs at most as much as `than`: a criterion, several together, or a share.

    Examples
    --------
    >>> print(at_most(EACH, 0.3), "|", at_most("I1", "I2", times=2))
    each ≤ 0.3 | I1 ≤ 2 I2
    """
    return _state(what, than, times, "≤")


@dataclass(frozen=True, eq=False)
class WeightSet:
    """A set of admissible weights: all ``w >= 0`` of sum one with ``rows @ w <= limits``.

    Attributes
    ----------
    names
        (m,) labels of the criteria.
    rows, limits
        (r, m), (r,) what the statements amount to.
    statements
        (r,) the statement that each row comes from.
    """

    names: tuple[Hashable, ...]
    rows: Floats
    limits: Floats
    statements: tuple[str, ...]

    def extreme(self, direction: ArrayLike) -> tuple[float, Floats]:
        """Return the largest ``direction @ w`` of the set and weights that reach it (linear programme)."""
        solution = _solve(-np.asarray(direction, dtype=np.float64), self.rows, self.limits)
        return -float(solution.fun), np.asarray(solution.x, dtype=np.float64)

    def holds(self, weights: ArrayLike, tolerance: float = TOLERANCE) -> NDArray[np.bool_]:
        """(..., m) weights -> (...) whether they are in the set."""
        w = np.asarray(weights, dtype=np.float64)
        kept = np.all(w >= -tolerance, axis=-1) & (np.abs(w.sum(axis=-1) - 1.0) <= 1e-6)
        return np.asarray(kept & np.all(w @ self.rows.T <= self.limits + tolerance, axis=-1))

    def bounds(self) -> tuple[Floats, Floats]:
        """(m,) lower and upper bounds, by the statements about one criterion each."""
        lower, upper = np.zeros(len(self.names)), np.ones(len(self.names))
        for row, limit in zip(self.rows, self.limits, strict=True):
            about = np.flatnonzero(row)
            if len(about) == 1:
                k = int(about[0])
                lower[k] = max(lower[k], limit / row[k]) if row[k] < 0 else lower[k]
                upper[k] = min(upper[k], limit / row[k]) if row[k] > 0 else upper[k]
        return lower, upper


@arrays(names="m: names", lower="m", upper="m")
def weight_set(
    names: Sequence[Hashable] | int,
    constraints: Iterable[Constraint] | tuple[ArrayLike, ArrayLike] = (),
    *,
    lower: ArrayLike | None = None,
    upper: ArrayLike | None = None,
) -> WeightSet:
    """Return the weights that meet all statements and bounds.

    Parameters
    ----------
    names
        Labels of the criteria, or how many there are (then their positions are their labels).
    constraints
        Statements (`at_least`, `at_most`), or ``(A, b)`` for ``A w <= b``.
    lower, upper
        (m,) bounds, or one for all.

    Raises
    ------
    MethodError
        A label that is not a criterion, or statements that cannot be met together: the message names those that
        conflict. None of them can be left out; of up to 37 rows they are the fewest possible where one or two do.

    Examples
    --------
    >>> weight_set(["I1", "I2"], [at_least("I1", 0.7), at_least("I2", "I1")])
    Traceback (most recent call last):
    revue_analytics.errors.MethodError: no weights meet these statements together: I1 ≥ 0.7; I2 ≥ I1
    """
    labels = tuple(range(names)) if isinstance(names, int) else tuple(names)
    rows: list[tuple[Floats, float, str]] = []
    if isinstance(constraints, tuple) and len(constraints) == 2 and not isinstance(constraints[0], Constraint):
        a, b = _stated(labels, *constraints)
        if a.shape != (len(b), len(labels)):
            raise MethodError(f"A has shape {a.shape} and b {b.shape}, expected (r, {len(labels)}) and (r,)")
        rows += [(a[i], float(b[i]), f"row {i} of A w ≤ b") for i in range(len(b))]
    else:
        rows += [row for constraint in constraints for row in _rows(constraint, labels)]
    for bound, state in ((lower, at_least), (upper, at_most)):
        if bound is not None:
            values = np.asarray(bound, dtype=np.float64)
            if values.shape not in ((), (len(labels),)) or not np.isfinite(values).all():
                raise MethodError(f"bounds are {bound!r}, expected {len(labels)} numbers, or one for all")
            values = np.broadcast_to(values, len(labels))
            rows += [row for k, label in enumerate(labels) for row in _rows(state((label,), float(values[k])), labels)]
    matrix = np.array([row[0] for row in rows]).reshape(-1, len(labels))
    limits = np.array([row[1] for row in rows], dtype=np.float64)
    allowed = WeightSet(labels, matrix, limits, tuple(row[2] for row in rows))
    if not _feasible(matrix, limits):
        conflict = "; ".join(dict.fromkeys(allowed.statements[i] for i in _conflict(matrix, limits)))
        raise MethodError(f"no weights meet these statements together: {conflict}")
    return allowed


def _state(what: Part, than: Part | float, times: float, sign: str) -> Constraint:
    part = what if isinstance(what, tuple) else (what,)
    if times <= 0:
        raise MethodError(f"times is {times:g}, expected a positive number")
    share = isinstance(than, float)
    other: tuple[Hashable, ...] = () if share else than if isinstance(than, tuple) else (than,)
    factor = "" if times == 1 else f"{times:g} "
    right = f"{than:g}" if share else factor + _sum(other, bool(factor))
    text = f"{_sum(part)} {sign} {right}"
    constant = than if isinstance(than, float) else 0.0
    if sign == "≥":
        return Constraint(part, other, times, constant, text)
    if share:
        return Constraint((), part, 1.0, -constant, text)
    return Constraint(other, part, 1.0 / times, 0.0, text)


def _sum(part: tuple[Hashable, ...], grouped: bool = False) -> str:
    terms = " + ".join("each" if label == EACH else str(label) for label in part)
    return f"({terms})" if grouped and len(part) > 1 else terms


def _rows(constraint: Constraint, labels: tuple[Hashable, ...]) -> list[tuple[Floats, float, str]]:
    """Return the rows ``times * less - more <= -constant``, one, or one for each criterion."""
    if EACH in constraint.more or EACH in constraint.less:
        return [row for label in labels for row in _rows(_for(constraint, label), labels)]
    row = np.zeros(len(labels))
    for name in constraint.less:
        row[index_of(name, labels, "criterion")] += constraint.times
    for name in constraint.more:
        row[index_of(name, labels, "criterion")] -= 1.0
    return [(row, -constraint.constant, constraint.text)]


@arrays(names="m: names", a="r m", b="r")
def _stated(names: Sequence[Hashable], a: Any, b: Any) -> tuple[Floats, Floats]:
    """(r, m) and (r,) of ``A w <= b``."""
    return np.atleast_2d(a), np.atleast_1d(b)


def _for(constraint: Constraint, label: Hashable) -> Constraint:
    """Return the statement about each criterion as the statement about this one."""
    more = tuple(label if name == EACH else name for name in constraint.more)
    less = tuple(label if name == EACH else name for name in constraint.less)
    return replace(constraint, more=more, less=less, text=constraint.text.replace("each", str(label), 1))


def _solve(cost: Floats, rows: Floats, limits: Floats) -> Any:
    from scipy.optimize import linprog

    m = len(cost)
    return linprog(cost, A_ub=rows, b_ub=limits, A_eq=np.ones((1, m)), b_eq=[1.0], bounds=(0.0, 1.0), method="highs")


def _feasible(rows: Floats, limits: Floats) -> bool:
    equal = rows.mean(axis=1) <= limits  # what equal weights meet, as they do every order, needs no programme
    return bool(equal.all()) or bool(_solve(np.zeros(rows.shape[1]), rows, limits + TOLERANCE).status == 0)


def _conflict(rows: Floats, limits: Floats) -> tuple[int, ...]:
    """Return rows that no weights meet together, and of which none can be left out.

    All subsets of one and two rows are tried first, if there are not too many; then rows are left out one by one for as
    long as the rest still conflicts, so that what is left conflicts only as a whole.
    """
    meets: Callable[[Sequence[int]], bool] = lambda kept: _feasible(rows[list(kept)], limits[list(kept)])  # noqa: E731
    for size in (1, 2):
        if comb(len(rows), size) <= MOST_SUBSETS:
            for few in combinations(range(len(rows)), size):
                if not meets(few):
                    return few
    kept = list(range(len(rows)))
    for row in range(len(rows)):
        without = [other for other in kept if other != row]
        if not meets(without):
            kept = without
    return tuple(kept)
