"""Tables of a review as a portfolio sees them: made when they are asked for, once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import pandas as pd

__all__ = ["PartTables"]


class PartTables(Mapping[str, pd.DataFrame]):
    """Tables of a review, each passed through a function when it is first asked for.

    A portfolio of tens of thousands of territories uses few of the tables; the others are not read at all.
    """

    def __init__(self, source: Mapping[str, pd.DataFrame], part: Callable[[str, pd.DataFrame], pd.DataFrame]):
        self._source, self._part = source, part
        self._made: dict[str, pd.DataFrame] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self._made:
            self._made[name] = self._part(name, self._source[name])
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._source)

    def __len__(self) -> int:
        return len(self._source)
