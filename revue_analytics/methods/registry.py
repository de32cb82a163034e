"""What is known of a method, declared once beside its function and read through `functools.partial`.

A method is a plain function on arrays. What a methodology must know of it beside its values (does it compare units, is
it defined at zero…) is declared where the function is written, with `declare`; a function of one's own takes the same
line. What nobody declared is unknown, never guessed: where it matters, an error says what is unknown and how to say it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from functools import partial
from inspect import Parameter, signature
from typing import Any, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

from revue_analytics.errors import MethodError, choices
from revue_analytics.methods.arrays import Floats, as_floats

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
    ('arithmetic_mean', 'revue_analytics.methods.registry.resolve')
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
        return function(*args, **kwargs)
    except MethodError:
        raise
    except Exception as error:
        try:
            signature(function).bind(*args, **kwargs)
        except TypeError as refused:
            passed = ", ".join(kwargs) or f"{len(args)} arguments"
            raise MethodError(f"{name_of(choice)} cannot be called with {passed}: {refused}") from None
        except ValueError:  # a builtin that does not tell
            pass
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


Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(frozen=True)
class Depends:
    """A fact that depends on the arguments of the method, given by name with their defaults: `fact(arguments)`."""

    fact: Callable[[Mapping[str, Any]], Any]


@dataclass(frozen=True)
class Facts:
    """What is declared of a method; None where nothing is. Each may be a `Depends`.

    Attributes
    ----------
    sentence
        What it does, in English as the catalogues of `revue_analytics.language` know it; said where the method has its
        default arguments.
    compares_units
        Whether the result of a unit changes with the other units that are there.
    range
        Smallest and largest value that a normalisation gives; infinite where it has no end. What lies on 0–100 is
        shifted to 1–100 before an aggregation that needs positive values; any other scale is left as it is.
    takes
        Arguments that a normalisation is given by the framework unless they are fixed: `direction`, `low` and `high`
        (goalposts), `minimum` and `maximum` (the ends of the scale).
    of_levels
        Whether a normalisation is for levels of the scale only. Measured criteria then go between their goalposts, or
        by min–max where they have none.
    needs_positive
        Whether an aggregation, or a weighting, is not defined at zero. Taken as not where nothing is declared.
    additive_in
        For an aggregation that orders units as a weighted sum does: the transformation of the values of which it is
        the sum, `as_given` for the values themselves; False where there is none, or where nothing is declared.
    fills_gaps
        Whether a treatment puts values where they are missing. Taken as so where nothing is declared.
    paired
        For a model of respondents: the function that draws people who answered twice as the same people; False where
        two campaigns are drawn apart, or where nothing is declared.
    """

    sentence: str | None = None
    compares_units: Any = None
    range: Any = None
    takes: tuple[str, ...] = ("direction",)
    of_levels: bool = False
    needs_positive: Any = None
    additive_in: Any = None
    fills_gaps: Any = None
    paired: Any = None


NEEDED = {
    "pooling": ("sentence",),
    "normalisation": ("sentence", "compares_units", "range"),
    "outliers": ("sentence", "compares_units"),
    "imputation": ("sentence", "compares_units"),
    "missing": ("sentence", "compares_units", "fills_gaps"),
    "weighting": ("sentence", "needs_positive"),
    "aggregation": ("sentence", "needs_positive", "additive_in"),
    "respondents": ("sentence", "paired"),
}
"""Facts that every named method of a family declares."""


@overload
def declare(function: Function, /, **facts: Any) -> Function: ...
@overload
def declare(function: None = None, /, **facts: Any) -> Callable[[Function], Function]: ...
def declare(function: Callable[..., Any] | None = None, /, **facts: Any) -> Any:
    """Declare facts of a method: as a decorator, or of a function that is there already, which is returned.

    Parameters
    ----------
    function
        The method, which stays the function that it is. A builtin or a bound method, which hold no attributes, are
        wrapped first: ``declare(functools.partial(max), …)``.
    **facts
        Attributes of `Facts`. What was declared before and is not named again stays.

    Raises
    ------
    MethodError
        A fact that does not exist; a function that cannot hold a declaration.

    Examples
    --------
    >>> double = declare(lambda x, direction: 2 * x, compares_units=False, range=(0, 100))
    >>> facts_of(double).compares_units, facts_of(partial(double, direction=1)).range
    (False, (0, 100))
    """
    known = [fact.name for fact in fields(Facts)]
    for fact in facts:
        if fact not in known:
            raise MethodError(f"declare: {fact!r} is no fact of a method; expected {choices(fact, known)}")

    def keep(method: Function) -> Function:
        try:
            method.declared = replace(getattr(method, "declared", Facts()), **facts)  # type: ignore[attr-defined]
        except (AttributeError, TypeError):
            raise MethodError(
                f"{name_of(method)} cannot hold a declaration; declare functools.partial(…) of it instead"
            ) from None
        return method

    return keep if function is None else keep(function)


def as_given(values: Floats) -> Floats:
    """Return the values: the transformation of an aggregation that is a weighted sum itself."""
    return values


def line_to_declare(choice: Callable[..., Any], **facts: Any) -> str:
    """Return the line that declares facts of a function.

    >>> line_to_declare(partial(sorted), compares_units=False)
    'revue_analytics.declare(sorted, compares_units=False)'
    """
    name = getattr(unwrapped(choice), "__name__", "function")
    listed = ", ".join(f"{fact}={value}" for fact, value in facts.items())
    return f"revue_analytics.declare({'function' if name == '<lambda>' else name}, {listed})"


def unwrapped(choice: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function that a `functools.partial`, or several of them, are made of.

    >>> unwrapped(partial(partial(max, 1), 2)) is max
    True
    """
    while isinstance(choice, partial):
        choice = choice.func
    return choice


def arguments_of(choice: Callable[..., Any]) -> dict[str, Any]:
    """Return the arguments by name that a `functools.partial` fixes; none for a plain function.

    Raises
    ------
    MethodError
        The function does not take them.

    Examples
    --------
    >>> def power(x, w, power=0.5): ...
    >>> arguments_of(partial(partial(power, power=2), power=3))
    {'power': 3}
    """
    args: tuple[Any, ...] = ()
    keywords: dict[str, Any] = {}
    function = choice
    while isinstance(function, partial):
        args, keywords, function = (*function.args, *args), {**function.keywords, **keywords}, function.func
    if not args and not keywords:
        return {}
    try:
        bound = signature(function).bind_partial(*args, **keywords)
    except TypeError as error:
        raise MethodError(f"{name_of(choice)}: {error}") from None
    except ValueError:  # a builtin whose arguments cannot be known
        return keywords
    return dict(bound.arguments)


def accepts(choice: Callable[..., Any], argument: str) -> bool:
    """Tell whether a method takes an argument of this name; taken so of a builtin that does not tell.

    >>> accepts(lambda x, direction: x, "direction"), accepts(lambda x: x, "direction")
    (True, False)
    """
    try:
        taken = signature(choice).parameters
    except ValueError:
        return True
    return argument in taken or any(each.kind is Parameter.VAR_KEYWORD for each in taken.values())


def facts_of(choice: Callable[..., Any]) -> Facts:
    """Return what is declared of a method, under the arguments that a `functools.partial` fixes.

    A declaration on the partial itself counts more than that of the function inside.

    >>> from revue_analytics.methods.aggregation import power_mean
    >>> facts_of(power_mean).needs_positive, facts_of(partial(power_mean, power=-1)).needs_positive
    (False, True)
    """
    function = choice
    while isinstance(function, partial) and not hasattr(function, "declared"):
        function = function.func
    declared = getattr(function, "declared", None)
    if not isinstance(declared, Facts):
        return Facts()
    depending = {name: value.fact for name, value in vars(declared).items() if isinstance(value, Depends)}
    arguments = _defaults(choice) | arguments_of(choice) if depending else {}
    settled: dict[str, Any] = {name: fact(arguments) for name, fact in depending.items()}
    if function is not choice and _effective(choice):
        settled["sentence"] = None  # it speaks of the default arguments
    return replace(declared, **settled)


def family(name: str, methods: Mapping[str, Callable[..., Any]]) -> dict[str, Callable[..., Any]]:
    """Return the methods of a family by name, each declared in full.

    Raises
    ------
    MethodError
        A method is registered by half: names it, and what its declaration lacks.

    Examples
    --------
    >>> family("pooling", {"largest": lambda counts, levels: levels[-1]})
    Traceback (most recent call last):
        ...
    revue_analytics.errors.MethodError: pooling: 'largest' is registered by half, its declaration lacks sentence; write
    @declare(sentence=…) above its function
    """
    for method, function in methods.items():
        facts = facts_of(function)
        lacking = [fact for fact in NEEDED[name] if getattr(facts, fact) is None]
        if lacking:
            raise MethodError(
                f"{name}: {method!r} is registered by half, its declaration lacks {', '.join(lacking)}; write "
                f"@declare({', '.join(f'{fact}=…' for fact in lacking)}) above its function"
            )
    return dict(methods)


def known_as(choice: Method, table: Mapping[str, Callable[..., Any]], what: str) -> Method:
    """Return the name of a choice that is a method of a family, or the choice itself.

    A function of the family, or a `functools.partial` of one that changes nothing, is the same choice as its name.

    Raises
    ------
    MethodError
        An unknown name, or arguments that the function does not take.

    Examples
    --------
    >>> from revue_analytics.methods.missing import TREATMENTS, at_least
    >>> known_as(partial(at_least, share=0.5), TREATMENTS, "missing")
    'at_least_half'
    """
    function = resolve(choice, table, what)
    if isinstance(choice, str):
        return choice
    arguments = _effective(function)
    values = next(iter(_parameters(function)), "")
    if values in arguments and hasattr(unwrapped(function), "declared"):
        raise MethodError(f"{what}: {name_of(choice)} fixes {values}, the values themselves; name what it should fix")
    if isinstance(function, partial) and hasattr(function, "declared"):
        return choice
    for name, named in table.items():
        if unwrapped(named) is unwrapped(function) and _same(arguments, _effective(named)):
            return name
    return choice


def _effective(function: Callable[..., Any]) -> dict[str, Any]:
    """Return the arguments fixed that differ from the defaults."""
    fixed = arguments_of(function)
    defaults = _defaults(function) if fixed else {}
    return {name: value for name, value in fixed.items() if name not in defaults or not _equal(value, defaults[name])}


def _defaults(function: Callable[..., Any]) -> dict[str, Any]:
    parameters = _parameters(function).values()
    return {each.name: each.default for each in parameters if each.default is not each.empty}


def _parameters(function: Callable[..., Any]) -> Mapping[str, Parameter]:
    try:
        return signature(unwrapped(function)).parameters
    except ValueError:  # a builtin that does not tell
        return {}


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return one.keys() == other.keys() and all(_equal(value, other[name]) for name, value in one.items())


def _equal(one: Any, other: Any) -> bool:
    return one is other or bool(np.array_equal(one, other))
