"""Name or callable: how a method is chosen, and the check of what a callable gives back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from inspect import signature
from typing import Any

import numpy as np
from numpy.typing import NDArray

from revue_analytics.errors import MethodError, choices
from revue_analytics.methods.arrays import as_floats

__all__ = ["applied", "check_result", "name_of", "resolve"]

Method = str | Callable[..., Any]


def resolve(choice: Method, table: Mapping[str, Callable[..., Any]], family: str) -> Callable[..., Any]:
    """Return the function that `choice` means: itself if callable, else the entry of that name in `table`.

    Raises
    ------
    MethodError
        Unknown name: the message gives it, the valid ones and the nearest.

    Examples
    --------
    >>> resolve("mean", {"mean": np.mean}, "pooling") is np.mean
    True
    """
    if callable(choice):
        return choice
    if isinstance(choice, str) and choice in table:
        return table[choice]
    raise MethodError(
        "{family}: {choice!r} is not known; expected a function or {known}",
        family=family,
        choice=choice,
        known=choices(choice, table),
    )


def name_of(choice: object) -> str:
    """Return the name under which a choice is reported: its own for a string, ``module.qualname`` for a callable.

    A `functools.partial` is named with its arguments, so that two settings of one method are told apart.

    >>> name_of("arithmetic_mean"), name_of(resolve)
    ('arithmetic_mean', 'revue_analytics.methods.choice.resolve')
    """
    if isinstance(choice, str):
        return choice
    if isinstance(choice, partial):
        settings = [repr(value) for value in choice.args] + [f"{k}={v!r}" for k, v in choice.keywords.items()]
        return f"{name_of(choice.func)}({', '.join(settings)})"
    module = getattr(choice, "__module__", "") or ""
    name = getattr(choice, "__qualname__", type(choice).__name__)
    return f"{module}.{name}".lstrip(".")


def applied(choice: object, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Return what a method gives for its arguments, or say why it cannot be called, or failed.

    Raises
    ------
    MethodError
        The function does not take the arguments, or raises anything; names it.

    Examples
    --------
    >>> applied("half", lambda x: x / 2, [4.0], direction=1)
    Traceback (most recent call last):
        ...
    revue_analytics.errors.MethodError: half cannot be called with direction: got an unexpected keyword argument
    'direction'
    """
    try:
        signature(function).bind(*args, **kwargs)
    except TypeError as error:
        given = ", ".join(kwargs) or f"{len(args)} arguments"
        raise MethodError(f"{name_of(choice)} cannot be called with {given}: {error}") from None
    except ValueError:  # a builtin that does not tell
        pass
    try:
        return function(*args, **kwargs)
    except MethodError:
        raise
    except Exception as error:
        raise MethodError(f"{name_of(choice)} failed: {type(error).__name__}: {error}") from error


def check_result(
    choice: object, result: object, shape: tuple[int, ...], *, non_negative: bool = False
) -> NDArray[np.float64]:
    """Return what a method gave as a float array, or say why it will not do.

    NaN is allowed: it says that there is no result.

    Raises
    ------
    MethodError
        The result is not numeric, has another shape than `shape`, holds infinities, or negative numbers where
        `non_negative`; names the callable.

    Examples
    --------
    >>> check_result("mean", [1, 2], (2,))
    array([1., 2.])
    """
    try:
        array = np.asarray(as_floats(result, "the result", infinite=True))
    except MethodError:
        raise MethodError(f"{name_of(choice)} gave {type(result).__name__}, expected an array of numbers") from None
    if array.shape != shape:
        raise MethodError(f"{name_of(choice)} gave shape {array.shape}, expected {shape}")
    if np.isinf(array).any():
        raise MethodError(f"{name_of(choice)} gave infinite values")
    if non_negative and np.any(array < 0):
        raise MethodError(f"{name_of(choice)} gave negative values")
    return array
