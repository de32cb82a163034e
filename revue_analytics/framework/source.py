"""From the text of a YAML file to plain data, with the line of every key and item.

The parser's events are read once: so that a duplicate key, an unreadable value or a hostile construction (deep
nesting, aliases that multiply) is a fault with its line and never a crash, and so that texts stay texts: ``01004``,
``No`` and ``2026-03-12`` are not guessed to be something else (the core schema of YAML 1.2, without octals).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from revue_analytics.errors import Fault, Rule
from revue_analytics.framework import rules
from revue_analytics.framework.violation import At

# Words of the parser's problem or context (its parser in C and the one in Python word them differently), the rule, and
# whether the line to mend is the one where the construction begins, not the one where the parser gave up.
MEANINGS: tuple[tuple[str, Rule, bool], ...] = (
    ("unexpected end of stream", rules.QUOTE_OPEN, True),
    ("flow sequence", rules.BRACKET_OPEN, True),
    ("flow mapping", rules.BRACKET_OPEN, True),
    ("could not find expected ':'", rules.COLON_MISSING, True),
    ("mapping values are not allowed", rules.COLON, False),
    ("cannot start any token", rules.FIRST_CHARACTER, False),
    ("tab character", rules.FIRST_CHARACTER, False),
    ("escape character", rules.ESCAPE, False),
    ("expected key", rules.INDENT, False),
    ("'-' indicator", rules.INDENT, False),
    ("<block end>", rules.INDENT, False),
)


def explain(error: yaml.MarkedYAMLError) -> tuple[Rule, int]:
    """Return the rule that a file breaks where it cannot be read, and the line (from 1) to look at."""
    said = f"{error.problem} {error.context}"
    rule, begins = next(((rule, begins) for words, rule, begins in MEANINGS if words in said), (rules.NOT_YAML, False))
    marks = (error.context_mark, error.problem_mark) if begins else (error.problem_mark, error.context_mark)
    return rule, next((mark.line + 1 for mark in marks if mark), 1)


MAX_BYTES = 8_000_000
MAX_DEPTH = 64  # lists and mappings within one another: a tree of 30 depths fits
MAX_DIGITS = 40
MAX_VALUES = 200_000  # what an alias stands for counts as often as it is used

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # only its parser is used
TEXT_TAGS = (None, "!", "tag:yaml.org,2002:str")
INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)")
NUMBER = re.compile(r"[-+]?(?=\.?[0-9])(0|[1-9][0-9]*)?(\.[0-9]*)?([eE][-+]?[0-9]{1,2})?")
NOTHING = ("", "~", "null", "Null", "NULL")
TRUTH = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}


@dataclass(frozen=True)
class Source:
    """What a file holds. `data` is `None` when the file could not be read to its end."""

    file: str = ""
    data: Any = None
    lines: Mapping[At, int] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()

    def line(self, at: At) -> int | None:
        """Line (from 1) of the key or item at a place, or of the nearest thing that holds it."""
        while at and at not in self.lines:
            at = at[:-1]
        return self.lines.get(at)


def read_source(path: Path) -> Source:
    """Read a YAML file; what is wrong with it as a file or as YAML is in `faults`."""
    reader = _Reader(str(path))
    text = reader.text(path)
    data = None if text is None else reader.data(text)
    return Source(reader.file, data, reader.lines, tuple(reader.faults))


class _Refused(Exception):
    """Reading cannot go on after this event."""

    def __init__(self, rule: Rule, event: Any, value: str = "", **details: Any):
        self.rule, self.event, self.value, self.details = rule, event, value, details


class _Reader:
    """Reads one file, noting lines and faults on the way."""

    def __init__(self, file: str):
        self.file = file
        self.faults: list[Fault] = []
        self.lines: dict[At, int] = {(): 1}
        self.anchors: dict[str, tuple[Any, int]] = {}  # the value, and how many values it holds
        self.n_values = 0
        self.events: Iterator[Any] = iter(())

    def fault(self, rule: Rule, row: int | None, value: str = "", **details: Any) -> None:
        self.faults.append(Fault(rule, file=self.file, row=row, value=value, details=details))

    def text(self, path: Path) -> str | None:
        """Return the text of the file, or note why there is none."""
        try:
            if path.exists() and not (path.is_file() or path.is_dir()):
                self.fault(rules.UNREADABLE_FILE, None, why="it is a pipe or a device")  # reading it might never end
                return None
            raw = path.read_bytes()
        except (OSError, ValueError) as error:
            self.fault(rules.UNREADABLE_FILE, None, why=getattr(error, "strerror", "") or str(error))
            return None
        if len(raw) > MAX_BYTES:
            self.fault(rules.TOO_LARGE, None, str(len(raw)), most=MAX_BYTES)
            return None
        try:
            return raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            row = raw.count(b"\n", 0, error.start) + 1
            line = raw.split(b"\n")[row - 1]
            self.fault(rules.NOT_UTF8, row, line.decode("cp1252", "replace").strip())
            return None

    def data(self, text: str) -> Any:
        """Return the data of the text, or `None` and a fault where it stops being readable."""
        self.events = iter(yaml.parse(text, Loader=LOADER))
        try:
            return self.document()
        except _Refused as refused:
            self.fault(refused.rule, _row(refused.event), refused.value, **refused.details)
        except yaml.MarkedYAMLError as error:
            rule, row = explain(error)
            lines = text.split("\n")
            self.fault(rule, row, lines[row - 1].strip() if row <= len(lines) else "")
        except yaml.reader.ReaderError as error:
            code = error.character if isinstance(error.character, int) else ord(error.character)
            row = text.count("\n", 0, max(text.find(chr(code)), 0)) + 1
            self.fault(rules.CONTROL_CHARACTER, row, f"U+{code:04X}")
        return None

    def document(self) -> Any:
        """Return the data of the only document of the file."""
        data: Any = None
        documents = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise _Refused(rules.SEVERAL_DOCUMENTS, event)
                data = self.value(next(self.events), ())
        if data is None:
            self.fault(rules.EMPTY_FILE, 1)
        return data

    def value(self, event: Any, at: At) -> Any:
        """Return the value that begins with `event`."""
        self.lines.setdefault(at, _row(event))
        if isinstance(event, yaml.AliasEvent):
            if event.anchor not in self.anchors:  # also an alias within what it stands for
                raise _Refused(rules.UNKNOWN_ALIAS, event, str(event.anchor))
            data, n_values = self.anchors[event.anchor]
            self.count(n_values, event)
            return data
        before = self.n_values
        self.count(1, event)
        if event.tag not in TEXT_TAGS:
            self.fault(rules.TAG, _row(event), event.tag)
        if isinstance(event, yaml.ScalarEvent):
            data = _plain(event.value) if event.implicit[0] else event.value
        elif len(at) >= MAX_DEPTH:
            raise _Refused(rules.TOO_DEEP, event, most=MAX_DEPTH)
        elif isinstance(event, yaml.SequenceStartEvent):
            data = self.sequence(at)
        else:
            data = self.mapping(at)
        if event.anchor:
            self.anchors[event.anchor] = data, self.n_values - before
        return data

    def sequence(self, at: At) -> list[Any]:
        items: list[Any] = []
        for event in self.events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            items.append(self.value(event, (*at, len(items))))
        return items

    def mapping(self, at: At) -> dict[str, Any]:
        """Return a mapping with its keys as they are written; of a key given twice, the first counts."""
        items: dict[str, Any] = {}
        for event in self.events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            if not isinstance(event, yaml.ScalarEvent):
                raise _Refused(rules.KEY_NOT_TEXT, event)
            key = event.value
            if key in items:
                self.fault(rules.DUPLICATE_KEY, _row(event), key, first=self.lines[*at, key])
                self.value(next(self.events), (*at, key, "again"))
            else:
                self.lines[*at, key] = _row(event)
                items[key] = self.value(next(self.events), (*at, key))
        return items

    def count(self, n_values: int, event: Any) -> None:
        self.n_values += n_values
        if self.n_values > MAX_VALUES:
            raise _Refused(rules.TOO_MANY_VALUES, event, most=MAX_VALUES)


def _row(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _plain(text: str) -> Any:
    """Return what an unquoted scalar means: nothing, a truth value, a number, else itself."""
    if text in NOTHING or text in TRUTH:
        return TRUTH.get(text)
    if len(text) > MAX_DIGITS:
        return text
    if INTEGER.fullmatch(text):
        return int(text)
    return float(text) if NUMBER.fullmatch(text) else text
