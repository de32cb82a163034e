"""From the bytes of a settings file to plain data of a sane size, or what is wrong with it as TOML; and its lines.

TOML readers keep values, not lines: where a setting stands is looked for.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from revue_analytics.campaign import rules
from revue_analytics.errors import Fault, RevueError, Rule

SettingPath = tuple[str | int, ...]
"""Where a setting is: names, and positions in arrays of sections."""
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
HEADER = re.compile(r"^\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?$")
KEY = re.compile(r"^\s*([\w.\"'-]+(?:\s*\.\s*[\w\"'-]+)*)\s*=")
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
        reason = RevueError(next((reason for start, reason in REASONS.items() if wrong.startswith(start)), UNREAD))
        digits = [int(word) for word in re.findall(r"\d+", place)]
        row: int | None = digits[0] if digits else max(len(text.splitlines()), 1)  # "(at end of document)"
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


def _excesses(data: Any, at: SettingPath = ()) -> Iterator[tuple[SettingPath, Rule, dict[str, int]]]:
    """Yield where data are nested too deep, or a whole number is too large."""
    if isinstance(data, dict | list) and len(at) > MOST_NESTED:
        yield at, rules.TOO_DEEP, {"most": MOST_NESTED}
    elif isinstance(data, dict | list):
        for key, inner in data.items() if isinstance(data, dict) else enumerate(data):
            yield from _excesses(inner, (*at, key))
    elif isinstance(data, int) and abs(data) > LARGEST:
        yield at, rules.NUMBER_TOO_LARGE, {}


def _row(text: str, line: str) -> int:
    return text.splitlines().index(line) + 1


def _fault(path: Path, rule: Rule, row: int | None = None, **details: Any) -> Fault:
    return Fault(rule, file=path.name, row=row, details=details)


def _parts(dotted: str) -> list[str]:
    """Split a dotted key: ``colleges."élus"`` gives ``["colleges", "élus"]``."""
    return [part.strip().strip("\"'") for part in dotted.split(".")]


def line_of(text: str, path: SettingPath) -> int | None:
    r"""Return the line (from 1) of a setting, or of the nearest section that holds it; None when nothing fits.

    `path` leads to the setting as in the loaded mapping: names, and positions in arrays of tables.

    >>> line_of('title = "a"\n[[campaigns]]\nid = "x"\n[[campaigns]]\nid = "y"', ("campaigns", 1, "id"))
    5
    >>> line_of('[look]\nlogo = { file = "a" }', ("look", "logo", "file"))
    2
    """
    lines: dict[SettingPath, int] = {}
    section: list[str | int] = []
    count: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if header := HEADER.match(line):
            name = header[2]
            section = list(_parts(name))
            if header[1] == "[[":
                count[name] = count.get(name, -1) + 1
                section.append(count[name])
            location = tuple(section)
        elif key := KEY.match(line):
            location = (*section, *_parts(key[1]))
        else:
            continue
        for depth in range(1, len(location) + 1):
            lines.setdefault(location[:depth], number)
    return next((lines[path[:n]] for n in range(len(path), 0, -1) if path[:n] in lines), None)
