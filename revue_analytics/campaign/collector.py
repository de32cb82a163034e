"""What is wrong in a campaign folder, collected while it is read: what stops all, what holds a territory back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from revue_analytics.errors import Fault, grouped

Value = TypeVar("Value")


class Collector:
    """Collects faults, by the path in the folder of the file that they are about.

    An error about a territory holds it back. An error that is about a row of a file each of whose rows is about one
    territory costs that row. Any other error stops everything: it is about a whole file, or about all territories.

    Examples
    --------
    >>> from revue_analytics.errors import Rule
    >>> wrong, found = Rule("wrong", "wrong", "correct it"), Collector()
    >>> found.read("a.csv", "ratings", 2, of_one_territory=True)
    >>> found.take((None, [Fault(wrong, "a.csv", row=2, territory="01004"), Fault(wrong, "a.csv", row=3)]))
    >>> found.usable, found.held_back
    (True, ('01004',))
    >>> found.add([Fault(wrong, "targets.csv", row=3)])
    >>> found.usable
    False
    """

    def __init__(self) -> None:
        self.files: dict[str, tuple[str, int]] = {}  # path → table, number of rows
        self._faults: list[Fault] = []
        self._of_one: set[str] = set()
        self._held: set[str] = set()

    def read(self, file: str, table: str, n_rows: int, *, of_one_territory: bool) -> None:
        """Say that a file was read; `of_one_territory`: whether each of its rows is about one territory."""
        self.files[file] = (table, n_rows)
        if of_one_territory:
            self._of_one.add(file)

    def rows_of_one_territory(self, files: Iterable[str]) -> None:
        """Say so of files that could not be read."""
        self._of_one |= set(files)

    def names_of(self, table: str) -> str:
        """Return the files of a table, one after the other."""
        return ", ".join(name for name, (what, _) in self.files.items() if what == table)

    def add(self, faults: Iterable[Fault]) -> None:
        """Collect faults."""
        self._faults += faults

    def take(self, read: tuple[Value, Iterable[Fault]]) -> Value:
        """Collect the faults of what was read, and return it."""
        value, faults = read
        self.add(faults)
        return value

    def hold(self, territories: Iterable[str]) -> None:
        """Hold territories back."""
        self._held |= set(territories)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """All of them, one for each value that breaks a rule in a column."""
        return tuple(grouped(self._faults))

    @property
    def held_back(self) -> tuple[str, ...]:
        """Codes of the territories that an error touches."""
        touched = {code for fault in self._faults if fault.is_error for code in fault.territories}
        return tuple(sorted(self._held | touched))

    @property
    def usable(self) -> bool:
        """Whether anything is left to go on with."""
        return not any(self._stops(fault) for fault in self._faults)

    def _stops(self, fault: Fault) -> bool:
        if not fault.is_error or fault.territories:
            return False
        return fault.file not in self._of_one or (fault.row is None and not fault.cell)
