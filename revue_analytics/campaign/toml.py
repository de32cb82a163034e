"""From the bytes of a settings file to plain data of a sane size, or what is wrong with the file as TOML."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from revue_analytics.campaign import rules
from revue_analytics.campaign.lines import line_of
from revue_analytics.errors import Fault, RevueError, Rule

__all__ = ["read_toml"]

MOST_BYTES = 8_000_000
MOST_NESTED = 32  # sections and lists within one another
LARGEST = 2**63 - 1  # whole number that TOML promises to keep
UNREAD = "it is neither a setting nor the head of a section"
REASONS = {
    "Invalid value": "the value is missing, or needs quotation marks",
    "Invalid date": "the date does not exist",
    "Cannot": "it says again what another line says",
    "Duplicate": "it says again what another line says",
    "Unclosed": "a bracket is not closed",
    "Unterminated": "a text does not end",
    "Illegal": "a text does not end, or holds a character that cannot stand in it",
    "Unescaped": "a backslash in a text must be doubled",
}
"""What is wrong, in plain words, by how Python’s reader of TOML begins to say it."""
LONG_NUMBER = re.compile(r"\d[\d_]{999}")


def read_toml(path: Path) -> tuple[str, dict[str, Any], list[Fault]]:
    """Read a settings file: its text, its data, and why there are none; it never raises for what the file holds.

    Nothing in the data is nested deeper or larger than what reads it can bear: messages repeat what is wrong.
    """
    try:
        if not path.is_file():  # a folder, or a pipe that nobody writes to
            return "", {}, [_fault(path, rules.NOT_A_FILE)]
        if path.stat().st_size > MOST_BYTES:
            return "", {}, [_fault(path, rules.SETTINGS_TOO_LARGE, most=MOST_BYTES)]
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        return "", {}, [_fault(path, rules.UNREADABLE, reason=error.strerror or str(error))]
    except UnicodeDecodeError:
        return "", {}, [_fault(path, rules.NOT_UTF8)]
    try:
        data = tomllib.loads(text.replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as error:
        wrong, _, place = str(error).partition(" (at ")
        reason = RevueError(next((said for start, said in REASONS.items() if wrong.startswith(start)), UNREAD))
        digits = [int(word) for word in re.findall(r"\d+", place)]
        row = digits[0] if digits else max(len(text.splitlines()), 1)  # "(at end of document)"
        return text, {}, [_fault(path, rules.NOT_TOML, row, reason=reason)]
    except RecursionError:
        deepest = max(text.splitlines(), key=lambda line: line.count("[") + line.count("{"))
        return text, {}, [_fault(path, rules.TOO_DEEP, _row(text, deepest), most=MOST_NESTED)]
    except ValueError:  # Python reads no whole number of more than some thousand digits
        number = LONG_NUMBER.search(text)
        row = text.count("\n", 0, number.start()) + 1 if number else None
        return text, {}, [_fault(path, rules.NUMBER_TOO_LARGE, row)]
    faults = [_fault(path, rule, line_of(text, at), **details) for at, rule, details in _excesses(data)]
    return text, {} if faults else data, faults


def _excesses(data: Mapping[str, Any]) -> list[tuple[tuple[str | int, ...], Rule, dict[str, int]]]:
    """Return where data are nested too deep, or a whole number is too large."""
    found: list[tuple[tuple[str | int, ...], Rule, dict[str, int]]] = []
    todo: list[tuple[tuple[str | int, ...], Any]] = [((), data)]
    while todo:
        at, value = todo.pop()
        if isinstance(value, dict | list):
            if len(at) > MOST_NESTED:
                found.append((at, rules.TOO_DEEP, {"most": MOST_NESTED}))
                continue
            todo += [
                ((*at, key), inner) for key, inner in (value.items() if isinstance(value, dict) else enumerate(value))
            ]
        elif isinstance(value, int) and abs(value) > LARGEST:
            found.append((at, rules.NUMBER_TOO_LARGE, {}))
    return found[::-1]


def _row(text: str, line: str) -> int:
    return text.splitlines().index(line) + 1


def _fault(path: Path, rule: Rule, row: int | None = None, **details: Any) -> Fault:
    return Fault(rule, file=path.name, row=row, details=details)
