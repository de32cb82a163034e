"""Answers that are in no result, told to whoever shows results.

Rows that name no territory belong to nobody's page, so no page can miss them. Whatever opens a campaign, or a review
that was saved, tells here how many there are; a command listens, says so, and does not end as if all were well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field


@dataclass
class Losses:
    """Rows with answers that name no territory that is known.

    Attributes
    ----------
    rows
        Their numbers, by the file's path in the campaign folder.
    saved
        How many a saved review says that there were; it names neither files nor rows.
    errors
        How many rows without answers are left out for an error, and name no territory either.
    """

    rows: dict[str, tuple[int, ...]] = field(default_factory=dict)
    saved: int = 0
    errors: int = 0

    @property
    def n(self) -> int:
        """How many there are."""
        return sum(map(len, self.rows.values())) or self.saved


_HEARD: ContextVar[Losses | None] = ContextVar("heard", default=None)


@contextmanager
def listening() -> Iterator[Losses]:
    """Hear of what is lost in everything that is opened meanwhile.

    >>> with listening() as losses:
    ...     tell_rows({"a.csv": [3, 7]})
    >>> losses.n
    2
    """
    losses = Losses()
    token = _HEARD.set(losses)
    try:
        yield losses
    finally:
        _HEARD.reset(token)


def tell_rows(rows: Mapping[str, Sequence[int]]) -> None:
    """Tell which rows of which files are lost."""
    if (losses := _HEARD.get()) is not None:
        losses.rows |= {file: tuple(of) for file, of in rows.items()}


def tell_errors(n: int) -> None:
    """Tell how many rows without answers are left out for an error and hold no territory back."""
    if (losses := _HEARD.get()) is not None:
        losses.errors = max(losses.errors, n)


def tell_saved(n: int) -> None:
    """Tell how many rows a saved review does without."""
    if (losses := _HEARD.get()) is not None:
        losses.saved = max(losses.saved, n)
