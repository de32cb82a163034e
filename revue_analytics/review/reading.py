"""Readings of a review: rows and cells as what they are; what a page asks for several times is looked up once."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast, overload
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from revue_analytics.review.review import Review
from revue_analytics.review.tables import Row

P = ParamSpec("P")
R = TypeVar("R", bound=Review)
T = TypeVar("T")


@overload
def rows(frame: pd.DataFrame) -> Iterator[Row]: ...
@overload
def rows(frame: pd.DataFrame, of: type[T]) -> Iterator[T]: ...
def rows(frame: pd.DataFrame, of: type[Any] = Row) -> Iterator[Any]:
    """Yield the rows of a frame, each cell an attribute of its kind; `of` annotates other columns than `Row`.

    >>> frame = pd.DataFrame({"node": ["I1", "I2"], "score": [46.2, 50.0]})
    >>> [(row.node, row.score) for row in rows(frame)]
    [('I1', 46.2), ('I2', 50.0)]
    """
    return frame.itertuples(index=False)


def first_row(frame: pd.DataFrame) -> Row:
    """Return the first row of a frame that has one."""
    return next(rows(frame.head(1)))


def rows_by(frame: pd.DataFrame, key: str) -> dict[Any, Row]:
    """Return the first row for each value of a column: ``rows_by(review.now("scores"), "node")["overall"].score``."""
    chosen = frame.drop_duplicates(key)
    return dict(zip(chosen[key], rows(chosen), strict=True))


def floats(cells: pd.Series[Any]) -> NDArray[np.float64]:
    """Return a column of numbers as an array, NaN where there is none."""
    return cells.to_numpy(dtype=np.float64, na_value=np.nan)


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
        kept = known.setdefault(review, {})
        key = (*map(_hashable, args), *((name, _hashable(value)) for name, value in sorted(options.items())))
        if key not in kept:
            kept[key] = function(review, *args, **options)
        value: T = kept[key]
        return cast("T", value.copy(deep=False)) if isinstance(value, pd.DataFrame | pd.Series) else value

    return cast("Callable[Concatenate[R, P], T]", read)


def _hashable(value: Any) -> Hashable:
    return tuple(value) if isinstance(value, list) else value
