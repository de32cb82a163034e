"""What can go wrong, and how it is said.

Two kinds of things live here. A *fault* is one thing wrong in what a user gave us (a cell, a line, a setting): it
names the place, the value, the rule and the remedy, in French or English, and faults are collected so that a user
sees all of them at once. An *exception* is raised when a call cannot go on::

    RevueError
    ├── InputError          the input breaks rules; carries every fault found
    │   ├── FrameworkError  ... in a framework file
    │   └── CampaignError   ... in a campaign folder
    ├── MethodError         a method's name, arguments or result is not what it must be
    ├── UnknownName         a name by which nothing is known
    │   ├── UnknownTerritory ... a code that the review does not hold
    │   ├── UnknownTable    ... a table that no review has
    │   └── UnknownNode     ... a node that the framework does not hold (defined in `revue_analytics.framework`)
    ├── MissingExtra        an optional dependency is not installed; names the extra
    └── ReportError         a review document could not be made
"""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Any

from revue_analytics.language import translate

__all__ = [
    "CampaignError",
    "Fault",
    "FrameworkError",
    "InputError",
    "MethodError",
    "MissingExtra",
    "ReportError",
    "RevueError",
    "Rule",
    "UnknownTable",
    "UnknownTerritory",
    "choices",
    "grouped",
    "listed",
    "pasted",
]

ROWS = 6  # ranges of rows that a message lists
REASONS = ("reason", "why")  # values of messages that say in English why a system or a library refused
PLAIN = re.compile(r"[\w./:+,-]+" if os.sep == "/" else r"[\w./\\:+-]+")
KEPT_BY_NONE = re.compile(r'[$`"!]|\\' if os.sep == "/" else r"[$`%]")


@dataclass(frozen=True)
class Rule:
    """A rule that input must follow.

    Attributes
    ----------
    code
        Stable short name, for documentation and tests: ``"level-unreadable"``.
    message
        What is wrong, an English sentence with ``{placeholders}``; the catalogues hold its French.
    remedy
        What to do about it, likewise.
    severity
        ``"error"`` holds back the territory touched; ``"warning"`` is said and nothing more.
    """

    code: str
    message: str
    remedy: str
    severity: str = "error"


@dataclass(frozen=True)
class Fault:
    """One thing wrong, with its place, its value, the rule it breaks and the remedy.

    Examples
    --------
    >>> rule = Rule("level-unreadable", "“{value}” is not a level", "write a level from {low} to {high}")
    >>> print(Fault(rule, file="a.csv", row=7, column="I1A", value="7", details={"low": 0, "high": 4}))
    a.csv, row 7, column I1A: “7” is not a level — write a level from 0 to 4
    """

    rule: Rule
    file: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""
    territory: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)
    cell: str = ""  # of a questionnaire’s workbook, where it says more than row and column: “Questions!D17”
    rows: Sequence[int] = ()  # all of them, where the same value breaks the rule on several; `row` is the first

    @property
    def is_error(self) -> bool:
        """Whether the fault holds something back (a warning does not)."""
        return self.rule.severity == "error"

    @property
    def territories(self) -> tuple[str, ...]:
        """Codes of the territories that it is about: several, if it stands for many rows."""
        codes = (self.territory, *self.details.get("territories", ()))
        return tuple(dict.fromkeys(code for code in codes if code))

    def message(self, language: str = "en") -> str:
        """What is wrong, in ``"fr"`` or ``"en"``."""
        return translate(self.rule.message, language, value=shorten(self.value), **in_words(self.details, language))

    def remedy(self, language: str = "en") -> str:
        """What to do about it, in ``"fr"`` or ``"en"``."""
        return translate(self.rule.remedy, language, value=shorten(self.value), **in_words(self.details, language))

    def place(self, language: str = "en") -> str:
        """Where it is: file, row and column (or the cell itself), as far as they are known."""
        parts = [shorten(self.file, 120)] if self.file else []
        if self.cell:
            known = "cell {cell}" if "!" in self.cell else "sheet {cell}"
            return ", ".join([*parts, translate(known, language, cell=shorten(self.cell))])
        if len(self.rows) > 1:
            parts.append(translate("rows {rows} (×{n})", language, rows=listed(self.rows, ROWS), n=len(self.rows)))
        elif self.row is not None:
            parts.append(translate("row {row}", language, row=self.row))
        if self.column:
            parts.append(translate("column {column}", language, column=shorten(self.column)))
        return ", ".join(parts)

    def text(self, language: str = "en") -> str:
        """Place, message and remedy in one line."""
        place = self.place(language)
        colon = translate("{place}: {message}", language, place=place, message=self.message(language))
        return f"{colon if place else self.message(language)} — {self.remedy(language)}"

    def __str__(self) -> str:
        return self.text()


class Wording(str):
    """A text of a message that is another in French: what may be written, a name; it is the English one elsewhere."""

    french: str

    @classmethod
    def of(cls, texts: Mapping[str, str]) -> Wording:
        """Make one of a ``{"fr": …, "en": …}`` pair.

        >>> word = Wording.of({"fr": "NSP", "en": "DK"})
        >>> word, word.text("fr")
        ('DK', 'NSP')
        """
        french = texts.get("fr") or next(iter(texts.values()), "")
        word = cls(texts.get("en") or french)
        word.french = french
        return word

    def text(self, language: str) -> str:
        """Return it in a language."""
        return self.french if language == "fr" else str(self)


def in_words(values: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Return the values of a message in a language: those that have a text of their own, and the reasons of systems."""
    return {
        name: value.text(language)
        if isinstance(value, Fault | RevueError | Choices | Wording)
        else translate(value, language)
        if name in REASONS and isinstance(value, str)
        else value
        for name, value in values.items()
    }


def grouped(faults: Iterable[Fault]) -> list[Fault]:
    """Make one fault of those that say the same of the same value in the same column, on several rows.

    It bears all the rows, and in ``details["territories"]`` all the territories that it touches.

    >>> rule = Rule("wrong", "“{value}” is wrong", "correct it")
    >>> for fault in grouped(Fault(rule, "a.csv", row, "I1A", "x") for row in (2, 3, 7)):
    ...     print(fault)
    a.csv, rows 2–3, 7 (×3), column I1A: “x” is wrong — correct it
    """
    alike: dict[Hashable, list[Fault]] = {}
    for k, fault in enumerate(faults):
        details = tuple((name, str(fault.details[name])) for name in fault.details if name != "territories")
        same: Hashable = (fault.rule, fault.file, fault.column, fault.value, details)
        alike.setdefault(same if fault.row is not None and not fault.cell else k, []).append(fault)
    return [_together(group) if len(group) > 1 else group[0] for group in alike.values()]


def _together(alike: Sequence[Fault]) -> Fault:
    rows = sorted({row for fault in alike for row in (fault.rows or (fault.row,)) if row is not None})
    codes = {code for fault in alike for code in fault.territories}
    if len(rows) == 1:
        return alike[0]
    territory = next(iter(codes)) if len(codes) == 1 else ""
    details = {**alike[0].details, "territories": tuple(sorted(codes))}
    return replace(alike[0], row=rows[0], rows=tuple(rows), territory=territory, details=details)


def listed(rows: Sequence[int], most: int = 10) -> str:
    """Write the numbers of rows, those that follow each other as one range.

    >>> listed([3, 4, 5, 9]), listed(range(2, 40, 2), 3)
    ('3–5, 9', '2, 4, 6, …')
    """
    ranges: list[list[int]] = []
    for row in sorted(set(rows)):
        if ranges and row == ranges[-1][1] + 1:
            ranges[-1][1] = row
        else:
            ranges.append([row, row])
    texts = [f"{a}" if a == b else f"{a}–{b}" for a, b in ranges[:most]]
    return ", ".join(texts) + (", …" if len(ranges) > most else "")


def shorten(value: object, width: int = 60) -> str:
    r"""Return `value` on one printable line of at most `width` characters, for a message.

    >>> shorten("a\nb" + "c" * 100, 10)
    'a bcccccc…'
    """
    line = "".join(c if c.isprintable() else " " for c in str(value))
    return line if len(line) <= width else line[: width - 1] + "…"


class Choices(str):
    """The values that are valid, and the nearest to one that is not: an English text that knows its French."""

    message: str
    values: Mapping[str, str]

    def text(self, language: str) -> str:
        """Return it in a language."""
        return translate(self.message, language, **self.values)


def choices(value: object, valid: Iterable[str]) -> Choices:
    """Say which values are valid, and the nearest to `value`.

    >>> choices("geometric", ["arithmetic_mean", "geometric_mean"])
    "one of 'arithmetic_mean', 'geometric_mean'; did you mean 'geometric_mean'?"
    """
    names = list(valid)
    near = get_close_matches(str(value), names, n=1, cutoff=0.5)
    message = "one of {names}; did you mean {near}?" if near else "one of {names}"
    values = {"names": ", ".join(map(repr, names)), "near": "".join(map(repr, near))}
    offered = Choices(translate(message, "en", **values))
    offered.message, offered.values = message, values
    return offered


def pasted(path: object) -> str:
    """Write a path as it is typed after a command: quoted where it must be, so that it can be pasted.

    Double quotes are understood by the shells of Linux, macOS and Windows; single ones, where a name holds what double
    ones would not keep, by those of Linux and macOS.

    >>> print(*map(pasted, ["campagne-2026", "Ma campagne", "Pays d'Olmes", "à 5 $", "-x"]))
    campagne-2026 "Ma campagne" "Pays d'Olmes" 'à 5 $' ./-x
    """
    text = str(path)
    text = f"./{text}" if text.startswith("-") else text
    if PLAIN.fullmatch(text):
        return text
    return shlex.quote(text) if KEPT_BY_NONE.search(text) else f'"{text}"'


class RevueError(Exception):
    """Any error that this package raises on purpose: an English message with ``{placeholders}``, and their values.

    >>> error = RevueError("cell {cell}", cell=3)
    >>> str(error), error.text("fr")
    ('cell 3', 'cellule 3')
    """

    def __init__(self, message: object = "", /, **values: Any):
        self.message, self.values = str(message), values
        super().__init__(self.text("en"))

    def text(self, language: str = "en") -> str:
        """Return the message in a language, its values too; in English where the French is not known."""
        return translate(self.message, language, **in_words(self.values, language))


class InputError(RevueError):
    """The input breaks rules; `faults` lists every one of them."""

    def __init__(self, faults: Sequence[Fault]):
        self.faults = tuple(faults)
        super().__init__()

    def text(self, language: str = "en") -> str:
        """All the faults, a line each."""
        return "\n".join(fault.text(language) for fault in self.faults)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.faults,)


class FrameworkError(InputError):
    """A framework file breaks rules; each fault's row is its line."""


class CampaignError(InputError):
    """A campaign folder cannot be read as it is."""


class MethodError(RevueError, ValueError):
    """A method's name, arguments or result is not what it must be."""


class UnknownName(RevueError, KeyError):
    """A name by which nothing is known."""

    def __str__(self) -> str:
        return str(self.args[0])


class UnknownTerritory(UnknownName):
    """A territory that the review does not hold."""


class UnknownTable(UnknownName):
    """A table that no review has."""


class MissingExtra(RevueError, ImportError):
    """An optional dependency is not installed; the message names the extra to install."""

    def __init__(self, package: str, extra: str):
        super().__init__(
            '{package} is not installed: pip install "revue-analytics[{extra}]"', package=package, extra=extra
        )

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.values["package"], self.values["extra"])


class ReportError(RevueError):
    """A review document could not be made."""


CHANGED_BY_FEW = (
    "Pages that differ from those published before by fewer people than the threshold: {codes}. Whoever kept the "
    "earlier ones can subtract: publish them with more answers, or withdraw the earlier ones."
)


class ChangedByFew(UserWarning):
    """Pages differ from those published before by fewer people than the threshold."""

    def __init__(self, codes: Sequence[str]):
        self.codes = tuple(codes)
        super().__init__(self.text("en"))

    def text(self, language: str = "en") -> str:
        """Say so in a language."""
        return translate(CHANGED_BY_FEW, language, codes=", ".join(self.codes))
