"""The door for arrays: numbers of any library come in as floats, aligned by their labels, and go out labelled.

Every public function on arrays says of each argument what its axes are, in the letters of its docstring::

    @arrays(x="... m", w="... m", returns="...")
    def arithmetic_mean(x, w): ...

and its body reads like its formula, on plain arrays. The rules are the same everywhere:

- Labels are those of pandas (index, columns), of polars (columns), of an xarray `DataArray` (coordinates) and of a
  mapping (keys). Axes of one letter are put into the order of the first labelled argument; labels that are not the
  same set are refused and named.
- What has no labels (lists, arrays) is taken by position beside what has some. Whole numbers 0, 1, 2… in order, which
  pandas puts where nobody names anything, are positions beside names that are no whole numbers, and labels beside those
  that are.
- A labelled argument gives a labelled result: a `pandas.Series` along one axis, a `DataFrame` along two. (Results along
  three are arrays.)
- Masked values, None, `pandas.NA` and null are NaN, missing. Text, dates, complex and infinite numbers are refused.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import wraps
from inspect import Parameter, signature
from numbers import Real
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from revue_analytics.errors import MethodError

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Labels = tuple[Hashable, ...]
Names = Mapping[str, Labels]
"""Labels of each axis by its letter; positions where it has none."""

Function = TypeVar("Function", bound=Callable[..., Any])
P = ParamSpec("P")
R = TypeVar("R")

ONE_THREAD = 1 << 18
"""Multiplications in a matrix product up to which OpenBLAS starts no threads, which would mostly wait."""

UNLABELLED = (np.ndarray, float, int, list, tuple)
NUMBERS = "expected numbers, and NaN where one is missing"


def as_floats(data: Any, name: str = "x", *, infinite: bool = False) -> Floats:
    """Return numbers of any library as floats, NaN where one is missing.

    Parameters
    ----------
    data
        Array, masked array, nested lists, mapping of label to number, or anything with ``to_numpy`` (pandas, polars,
        xarray). An array of floats comes back as it is, not copied.
    name
        What it is, for the message.
    infinite
        Whether infinite values may stay.

    Raises
    ------
    MethodError
        Text, dates, complex or infinite numbers, rows of different lengths; the first such value is named.

    Examples
    --------
    >>> as_floats(np.ma.masked_equal([1, -999, 3], -999)), as_floats([1, None, Decimal("0.5")])
    (array([ 1., nan,  3.]), array([1. , nan, 0.5]))
    >>> as_floats(["1", "two"], "w")
    Traceback (most recent call last):
        ...
    revue_analytics.errors.MethodError: w holds '1' at position 0; expected numbers, and NaN where one is missing
    """
    values = data if type(data) is np.ndarray and data.dtype == np.float64 else _converted(data, name)
    if not infinite:
        with np.errstate(invalid="ignore", over="ignore"):
            total = values.sum()  # finite for nearly all that comes in, at a third of the cost of looking at each
        if not np.isfinite(total) and np.isinf(values).any():
            _refuse(np.isinf(values), values, name)
    return values


def _converted(data: Any, name: str) -> Floats:
    if isinstance(data, Mapping):
        data = list(data.values())
    if isinstance(data, (list, tuple)) and any(hasattr(each, "to_numpy") for each in data):
        raise MethodError(f"{name} is made of labelled parts, and nothing aligns them; make one frame of them first")
    try:
        array = data.to_numpy() if hasattr(data, "to_numpy") else np.ma.asanyarray(data)
    except ValueError:
        raise MethodError(f"{name} has rows of different lengths; expected a full table of numbers") from None
    masked = np.ma.getmaskarray(array) if np.ma.is_masked(array) else None
    array = np.asarray(array)
    if array.dtype.kind in "mM" and array.size:
        _refuse(np.ones(array.shape, dtype=bool), array, name)
    if array.dtype.kind not in "fiub":
        objects = np.array(array, dtype=object)
        if masked is not None:
            objects[masked] = None
        array = _each(objects, name)
    values = array.astype(np.float64)
    return values if masked is None else np.where(masked, np.nan, values)


def _each(objects: NDArray[np.object_], name: str) -> Floats:
    flat = objects.ravel()
    missing = np.array([value is None or value is pd.NA or value is np.ma.masked for value in flat], dtype=bool)
    number = np.array([isinstance(value, (Real, Decimal, np.bool_)) for value in flat], dtype=bool)
    if not (missing | number).all():
        _refuse(~(missing | number).reshape(objects.shape), objects, name)
    values = [np.nan if gap else float(value) for value, gap in zip(flat, missing, strict=True)]
    return np.array(values, dtype=np.float64).reshape(objects.shape)


def _refuse(wrong: Bools, values: NDArray[Any], name: str) -> None:
    index = tuple(int(axis[0]) for axis in np.nonzero(wrong)) if wrong.ndim else ()
    value = values[index]
    at = f" at position {', '.join(map(str, index))}" if index else ""
    held = "infinite values, the first" if isinstance(value, float) and np.isinf(value) else repr(value)
    raise MethodError(f"{name} holds {held}{at}; {NUMBERS}")


def arrays(*, returns: Any = None, **axes: str) -> Callable[[Function], Function]:
    """Declare the axes of the arguments of a function on arrays; see the rules above.

    Parameters
    ----------
    returns
        The axes of the result, in the same letters; a tuple of them for a tuple, a list of one for all in a tuple;
        for a dataclass a mapping of its fields to theirs. None where the result has no axis of the arguments.
    **axes
        For each argument its axes, from the first to the last: ``"... n m"``. An ellipsis stands for any number of
        leading axes, counted from the last. An argument may have fewer axes than declared, and then has the last ones,
        unless another way says otherwise: ``"n L | n m L"``. ``"n: labels"`` are values of any kind, not numbers;
        ``"n: infinite"`` numbers that may have no end; ``"n: names"`` the labels themselves.

    Examples
    --------
    >>> @arrays(x="... m", w="m", returns="...")
    ... def total(x, w):
    ...     return x @ w
    >>> total(pd.DataFrame({"a": [1.0, 2.0], "b": [5.0, 6.0]}, index=["x", "y"]), {"b": 1.0, "a": 0.0})
    x    5.0
    y    6.0
    dtype: float64
    >>> total(pd.Series({"a": 1.0, "b": 5.0}), {"a": 1.0, "c": 0.0})
    Traceback (most recent call last):
        ...
    revue_analytics.errors.MethodError: x and w are not labelled alike: only in x: 'b'; only in w: 'c'
    """

    def keep(function: Function) -> Function:
        return cast(Function, _behind_the_door(function, axes, returns, naming=False))

    return keep


def named_arrays(*, returns: Any = None, **axes: str) -> Callable[[Callable[Concatenate[Names, P], R]], Callable[P, R]]:
    """As `arrays`, for a body that names what it speaks of: its first argument is the labels of each axis.

    >>> @named_arrays(x="n m")
    ... def best(names, x):
    ...     return [names["n"][unit] for unit in x.argmax(axis=0)]
    >>> best(pd.DataFrame({"a": [1.0, 2.0], "b": [6.0, 5.0]}, index=["x", "y"])), best([[1.0], [2.0]])
    (['y', 'x'], [1])
    """

    def keep(function: Callable[Concatenate[Names, P], R]) -> Callable[P, R]:
        return cast(Callable[P, R], _behind_the_door(function, axes, returns, naming=True))

    return keep


def axes_of_result(function: Callable[..., Any]) -> Any:
    """Return what `arrays` declares of the result of a function, for one whose result holds it."""
    return function.returns  # type: ignore[attr-defined]


def _behind_the_door(function: Callable[..., Any], axes: Mapping[str, str], returns: Any, naming: bool) -> Any:
    full = signature(function)
    parameters = list(full.parameters.values())[int(naming) :]
    order = [each.name for each in parameters if each.kind is not Parameter.KEYWORD_ONLY]

    kinds = {name: declared.partition(": ")[2] for name, declared in axes.items()}

    @wraps(function)
    def door(*args: Any, **kwargs: Any) -> Any:
        arguments = dict(zip(order, args, strict=False)) | kwargs
        values = {
            name: _of_any_kind(arguments[name])
            if kind == "labels"
            else as_floats(arguments[name], name, infinite=bool(kind))
            for name, kind in kinds.items()
            if kind != "names" and _is_array(arguments.get(name))
        }
        labels: Mapping[str, pd.Index[Any]] = {}
        if naming or any(type(arguments[name]) not in UNLABELLED for name in values):
            labels = _align(values, _labels_of_all(arguments, values, axes), axes)
        args = tuple(values.get(name, value) for name, value in zip(order, args, strict=False)) + args[len(order) :]
        kwargs = {name: values.get(name, value) for name, value in kwargs.items()}
        if naming:
            sizes = {
                letter: size
                for name, array in reversed(values.items())
                for letter, size in zip(_letters(axes[name].partition(": ")[0], array.ndim), array.shape, strict=True)
            }
            names = {letter: tuple(labels.get(letter, range(size))) for letter, size in sizes.items()}
            return function(names, *args, **kwargs)
        result = function(*args, **kwargs)
        return _labelled(result, returns, labels) if labels else result

    door.axes, door.returns = dict(axes), returns  # type: ignore[attr-defined]
    door.__signature__ = full.replace(parameters=parameters)  # type: ignore[attr-defined]
    return door


def _is_array(data: Any) -> bool:
    """Tell whether an argument holds numbers, or is a single one or a choice, which come in as they are."""
    return data is not None and not callable(data) and not (isinstance(data, float | int) and abs(data) != np.inf)


def _labels_of_all(
    arguments: Mapping[str, Any], values: Mapping[str, NDArray[Any]], axes: Mapping[str, str]
) -> list[tuple[str, str, int, pd.Index[Any]]]:
    """Return the labels that arguments have: name, letter and number of the axis, and its labels."""
    labelled = []
    for name, declared in axes.items():
        letters, _, kind = declared.partition(": ")
        if kind == "names" and not isinstance(arguments.get(name), int | None):
            labelled.append((name, letters, 0, pd.Index(list(arguments[name]), tupleize_cols=False)))
        elif name in values:
            shape = values[name].shape
            indexes = zip(_letters(letters, len(shape)), _labels_of(arguments[name], name, shape), strict=True)
            labelled += [(name, at, axis, index) for axis, (at, index) in enumerate(indexes) if index is not None]
    return labelled


def _align(
    values: dict[str, NDArray[Any]],
    labelled: Sequence[tuple[str, str, int, pd.Index[Any]]],
    axes: Mapping[str, str],
) -> dict[str, pd.Index[Any]]:
    """Put values into the order of the first labels of each axis, and return those."""
    first: dict[str, tuple[str, pd.Index[Any]]] = {}
    for name, letter, _, index in sorted(labelled, key=lambda each: _is_numbered(each[3])):
        if letter not in first or (letter.startswith("…") and len(first[letter][1]) == 1):
            first[letter] = name, index
    for name, letter, axis, index in labelled:
        order = _order(index, first[letter][1], name, first[letter][0], letter)
        if order is not None and name in values:
            values[name] = values[name].take(order, axis=axis)
    for name, array in values.items():
        for letter, size in zip(_letters(axes[name].partition(": ")[0], array.ndim), array.shape, strict=True):
            if letter in first and not letter.startswith("…") and size != len(first[letter][1]):
                raise MethodError(
                    f"{name} has {size} values where {first[letter][0]} has {len(first[letter][1])} labels "
                    f"({_listed(first[letter][1])}); expected one for each"
                )
    return {letter: index for letter, (_, index) in first.items()}


def as_frame(data: Any, name: str = "x") -> pd.DataFrame:
    """Return a labelled table of any library as a frame of floats; a frame of pandas as it is.

    Raises
    ------
    MethodError
        It has other than two axes, or holds something else than numbers.

    Examples
    --------
    >>> as_frame([[1, None]]).shape
    (1, 2)
    """
    if isinstance(data, pd.DataFrame):
        return data
    values = as_floats(data, name)
    if values.ndim != 2:
        raise MethodError(f"{name} has shape {values.shape}; expected a table, a row for each unit")
    index, columns = _labels_of(data, name, values.shape)
    return pd.DataFrame(values, index=index, columns=columns)


def is_labelled(data: Any) -> bool:
    """Tell whether a value may have labels.

    >>> is_labelled({"a": 1}), is_labelled([1])
    (True, False)
    """
    return isinstance(data, Mapping) or hasattr(data, "to_numpy")


def _of_any_kind(data: Any) -> NDArray[np.object_]:
    listed = list(data.values() if isinstance(data, Mapping) else data)
    values = np.empty(len(listed), dtype=object)  # filled, not made of the list: labels may be tuples
    values[:] = listed
    return values


def _letters(declared: str, n_axes: int) -> tuple[str, ...]:
    """Name the axes of an array: the last by their letters, those before by their distance to them."""
    ways = [way.split() for way in declared.split(" | ")]
    letters = next((way for way in ways if len(way) == n_axes), ways[-1])
    letters = [letter for letter in letters if letter != "..."]
    before = [f"…{distance}" for distance in range(n_axes - len(letters), 0, -1)]
    return (*before, *letters[max(len(letters) - n_axes, 0) :]) if n_axes else ()


def _labels_of(data: Any, name: str, shape: tuple[int, ...]) -> tuple[pd.Index[Any] | None, ...]:
    """Return the labels of each axis of what holds numbers, None where it has none."""
    if isinstance(data, Mapping):
        if len(shape) != 1:
            raise MethodError(f"{name} is a mapping of more than numbers; expected one number for each label")
        named: Iterable[Any] = (pd.Index(list(data), tupleize_cols=False),)
    elif hasattr(data, "dims") and hasattr(data, "indexes"):
        named = (data.indexes.get(axis) for axis in data.dims)
    elif hasattr(data, "to_numpy"):
        named = (getattr(data, axis, None) for axis in ("index", "columns")[: len(shape)])
    else:
        return (None,) * len(shape)
    return tuple(each if each is None or isinstance(each, pd.Index) else pd.Index(list(each)) for each in named)


def _is_numbered(index: pd.Index[Any]) -> bool:
    """Tell whether labels are 0, 1, 2… in order."""
    return index.dtype.kind in "iu" and bool((index.to_numpy() == np.arange(len(index))).all())


def _order(index: pd.Index[Any], wanted: pd.Index[Any], name: str, first: str, letter: str) -> Ints | None:
    """Return where the labels of `wanted` stand in `index`; None where they do, or need not."""
    if index.equals(wanted):
        return None
    if _is_numbered(index) and wanted.dtype.kind not in "iu" and len(index) == len(wanted):
        return None
    if letter.startswith("…") and 1 in (len(index), len(wanted)):
        return None
    sides = [(first, wanted.difference(index, sort=False)), (name, index.difference(wanted, sort=False))]
    if len(sides[0][1]) or len(sides[1][1]):
        only = "; ".join(f"only in {side}: {_listed(labels)}" for side, labels in sides if len(labels))
        raise MethodError(f"{first} and {name} are not labelled alike: {only}")
    for side, labels in ((first, wanted), (name, index)):
        if not labels.is_unique:
            twice = _listed(labels[labels.duplicated()].unique())
            raise MethodError(f"{side} has labels that stand twice: {twice}; nothing tells which is which in {name}")
    return np.asarray(index.get_indexer(wanted), dtype=np.int64)


def _listed(labels: pd.Index[Any]) -> str:
    return ", ".join(map(repr, labels.tolist()[:5])) + ("…" if len(labels) > 5 else "")


def _labelled(result: Any, returns: Any, labels: Mapping[str, pd.Index[Any]]) -> Any:
    """Give a result the labels of its axes."""
    if returns is None or result is None:
        return result
    if isinstance(returns, list):
        return tuple(_labelled(each, returns[0], labels) for each in result)
    if isinstance(returns, tuple):
        return tuple(_labelled(each, letters, labels) for each, letters in zip(result, returns, strict=True))
    if isinstance(returns, Mapping):
        return replace(result, **{name: _labelled(getattr(result, name), returns[name], labels) for name in returns})
    letters = _letters(returns, np.ndim(result))
    known = [labels.get(letter) for letter in letters]
    indexes = [
        index if index is not None and len(index) == size else None
        for index, size in zip(known, np.shape(result), strict=True)
    ]
    if all(index is None for index in indexes) or len(letters) > 2:
        return result
    if len(letters) == 1:
        return pd.Series(result, index=indexes[0])
    return pd.DataFrame(result, index=indexes[0], columns=indexes[1])
