"""Tables put together from many small frames without the memory of many small frames."""

from __future__ import annotations

import pandas as pd

__all__ = ["Piles"]

TOGETHER = 256
"""Frames that are joined into one: a frame of a few rows weighs twenty times what its rows do."""


class Piles:
    """Frames by the name of their table, joined as they come, in their order.

    Examples
    --------
    >>> piles = Piles()
    >>> for code in ("01004", "2A004"):
    ...     piles.add("scores", pd.DataFrame({"territory": [code]}))
    >>> piles.tables()["scores"]["territory"].tolist()
    ['01004', '2A004']
    """

    def __init__(self) -> None:
        self._small: dict[str, list[pd.DataFrame]] = {}
        self._joined: dict[str, list[pd.DataFrame]] = {}

    def add(self, table: str, frame: pd.DataFrame) -> None:
        """Put a frame on the pile of its table."""
        pile = self._small.setdefault(table, [])
        pile.append(frame)
        if len(pile) == TOGETHER:
            self._joined.setdefault(table, []).append(pd.concat(pile, ignore_index=True))
            pile.clear()

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return each table whole."""
        return {
            name: pd.concat([*self._joined.get(name, []), *pile], ignore_index=True)
            for name, pile in self._small.items()
        }
