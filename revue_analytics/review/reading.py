"""Readings of a review: what a page asks for several times is looked up once."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

import pandas as pd

from revue_analytics.review.value import Review

__all__ = ["read_once"]

P = ParamSpec("P")
R = TypeVar("R", bound=Review)
T = TypeVar("T")


def read_once(function: Callable[Concatenate[R, P], T]) -> Callable[Concatenate[R, P], T]:
    """Let a function of a review remember what it gave, for as long as the review is there.

    A figure, its size, its sentence and its table are made of the same rows. A frame is given as a copy that shares its
    data until one side is changed, so that nobody changes what another is given; anything else must be left as it is.

    Parameters
    ----------
    function
        ``(review, …) -> value``. Its other arguments are hashable, or lists of what is.

    Examples
    --------
    >>> @read_once
    ... def titles(review):
    ...     print("read")
    ...     return review.meta["title"]
    >>> review = Review(framework=None, meta={"title": "Campaign"}, tables={})
    >>> titles(review), titles(review)
    read
    ('Campaign', 'Campaign')
    """
    known: WeakKeyDictionary[Review, dict[Hashable, Any]] = WeakKeyDictionary()

    @wraps(function)
    def read(review: R, *args: P.args, **options: P.kwargs) -> T:
        found = known.setdefault(review, {})
        key = (*map(_hashable, args), *((name, _hashable(value)) for name, value in sorted(options.items())))
        if key not in found:
            found[key] = function(review, *args, **options)
        value = found[key]
        return value.copy(deep=False) if isinstance(value, pd.DataFrame | pd.Series) else value

    return read


def _hashable(value: Any) -> Hashable:
    return tuple(value) if isinstance(value, list) else value
