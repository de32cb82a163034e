"""From the bytes of a settings file to plain data of a sane size, or what is wrong with it as TOML; and its lines.

TOML readers keep values, not lines: where a setting stands is looked for.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from revue_analytics.campaign import rules
from revue_analytics.errors import Fault, RevueError, Rule

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
        reason = RevueError(next((said for start, said in REASONS.items() if wrong.startswith(start)), UNREAD))
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


def _parts(dotted: str) -> list[str]:
    """Split a dotted key: ``colleges."élus"`` gives ``["colleges", "élus"]``."""
    return [part.strip().strip("\"'") for part in dotted.split(".")]


def line_of(text: str, path: Sequence[str | int]) -> int | None:
    r"""Return the line (from 1) of a setting, or of the nearest section that holds it; None when nothing fits.

    `path` leads to the setting as in the loaded mapping: names, and positions in arrays of tables.

    >>> line_of('title = "a"\n[[campaigns]]\nid = "x"\n[[campaigns]]\nid = "y"', ("campaigns", 1, "id"))
    5
    >>> line_of('[look]\nlogo = { file = "a" }', ("look", "logo", "file"))
    2
    """
    found: dict[tuple[str | int, ...], int] = {}
    section: list[str | int] = []
    count: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if header := HEADER.match(line):
            name = header[2]
            section = list(_parts(name))
            if header[1] == "[[":
                count[name] = count.get(name, -1) + 1
                section.append(count[name])
            place = tuple(section)
        elif key := KEY.match(line):
            place = (*section, *_parts(key[1]))
        else:
            continue
        for depth in range(1, len(place) + 1):
            found.setdefault(place[:depth], number)
    wanted = tuple(path)
    return next((found[wanted[:n]] for n in range(len(wanted), 0, -1) if wanted[:n] in found), None)
