"""`revue.toml` read: its bytes, its lines, its settings, and everything that is wrong with any of them at once.

TOML readers keep values, not lines: where a setting stands is looked for.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Set
from functools import reduce
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from revue_analytics.campaign import rules
from revue_analytics.campaign.branding import contrast
from revue_analytics.campaign.settings import DROPPED, FILE_NAME, Settings
from revue_analytics.errors import CampaignError, Fault, RevueError, Rule, pasted

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
            return "", {}, [_of_file(path, rules.NOT_A_FILE)]
        if path.stat().st_size > MOST_BYTES:
            return "", {}, [_of_file(path, rules.SETTINGS_TOO_LARGE, most=MOST_BYTES)]
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        return "", {}, [_of_file(path, rules.UNREADABLE, reason=error.strerror or str(error))]
    except UnicodeDecodeError:
        return "", {}, [_of_file(path, rules.NOT_UTF8)]
    try:
        data = tomllib.loads(text.replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as error:
        wrong, _, place = str(error).partition(" (at ")
        reason = RevueError(next((reason for start, reason in REASONS.items() if wrong.startswith(start)), UNREAD))
        digits = [int(word) for word in re.findall(r"\d+", place)]
        row: int | None = digits[0] if digits else max(len(text.splitlines()), 1)  # "(at end of document)"
        return text, {}, [_of_file(path, rules.NOT_TOML, row, reason=reason)]
    except RecursionError:
        deepest = max(text.splitlines(), key=lambda line: line.count("[") + line.count("{"))
        return text, {}, [_of_file(path, rules.TOO_DEEP, _row(text, deepest), most=MOST_NESTED)]
    except ValueError:  # Python reads no whole number of more than some thousand digits
        number = LONG_NUMBER.search(text)
        row = text.count("\n", 0, number.start()) + 1 if number else None
        return text, {}, [_of_file(path, rules.NUMBER_TOO_LARGE, row)]
    faults = [_of_file(path, rule, line_of(text, at), **details) for at, rule, details in _excesses(data)]
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


def _of_file(path: Path, rule: Rule, row: int | None = None, **details: Any) -> Fault:
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


def read_settings(folder: str | Path) -> Settings:
    """Read the `revue.toml` of a campaign folder.

    Raises
    ------
    CampaignError
        There is none; or everything wrong in it, with the lines.
    """
    settings, faults = check_settings(Path(folder))
    if any(fault.is_error for fault in faults):
        raise CampaignError(faults)
    return settings


def check_settings(folder: Path) -> tuple[Settings, tuple[Fault, ...]]:
    """Return the settings and everything wrong with them.

    A wrong setting is replaced by its default, so that the rest of the folder can be checked in the same go.
    """
    path = folder / FILE_NAME
    if not path.exists() and not path.is_symlink():
        return Settings(), (_no_settings(folder),)
    text, data, unreadable = read_toml(path)
    if unreadable:
        return Settings(), tuple(unreadable)
    settings, faults = validated(data, folder, text)
    if (ratio := contrast(settings.look.accent)) < 4.5:
        details = {"contrast": f"{ratio:.1f}"}
        faults.append(_fault(text, ("look", "accent"), settings.look.accent, rules.PALE_COLOUR, details))
    return settings, tuple(sorted(faults, key=lambda fault: fault.row or 0))


SHAPES_OF_SECTIONS = {"dict_type": rules.NOT_TABLE, "mapping_type": rules.NOT_TABLE, "tuple_type": rules.NOT_TABLES}


def validated(data: dict[str, Any], folder: Path | None = None, text: str = "") -> tuple[Settings, list[Fault]]:
    """Return the settings that data make, and what is wrong in them, which is taken out of the data.

    What only shows once the rest is right (an order, a setting that is none) shows when it is read again. Without a
    `folder`, the files that are named are not looked for; lines are those of `text`.

    >>> settings, faults = validated({"language": "de", "look": {"accent": "#000000"}})
    >>> settings.language, settings.look.accent, [fault.rule.code for fault in faults]
    ('fr', '#000000', ['setting-choice'])
    """
    faults: list[Fault] = []
    taken_out: set[SettingPath] = set()
    while True:
        try:
            return Settings.model_validate(data, context=folder), faults
        except ValidationError as error:
            for path, fault in _faults(error, text, frozenset(taken_out)):
                faults += [] if fault is None else [fault]
                taken_out.add(path)
                _take_out(data, path)


def _faults(
    error: ValidationError, text: str, taken_out: Set[SettingPath]
) -> Iterator[tuple[SettingPath, Fault | None]]:
    """Yield what to take out of the data, and what to say, unless it is wrong for want of what was taken out."""
    for one in error.errors(include_url=False):
        path = tuple(part for part in one["loc"] if part != "[key]")
        context = one.get("ctx", {})
        if one["type"] == "missing":
            entry, key = path[:-1], str(path[-1])
            yield entry, None if path in taken_out else _fault(text, entry, key, rules.MISSING_KEY)
        elif one["type"] != "default_factory_not_called":  # for want of a setting that is wrong itself
            rule = context.get("rule") or SHAPES_OF_SECTIONS[one["type"]]
            details = context.get("details", {})
            if rule in SHAPES_OF_SECTIONS.values():
                details = {"section": ".".join(part for part in path if isinstance(part, str))}
            yield path, _fault(text, path, one["input"], rule, details)


def _fault(text: str, path: SettingPath, value: object, rule: Rule, details: Mapping[str, Any] | None = None) -> Fault:
    row, column = line_of(text, path), _dotted(path)
    return Fault(rule, file=FILE_NAME, row=row, column=column, value=str(value), details=details or {})


def _take_out(data: dict[str, Any], path: SettingPath) -> None:
    """Take a wrong setting out."""
    *way, last = path
    holder: Any = data
    for step in way:
        try:
            holder = holder[step]
        except (KeyError, IndexError, TypeError):
            return
    if isinstance(holder, list) and isinstance(last, int):
        holder[last] = DROPPED
    elif isinstance(holder, dict):
        holder.pop(last, None)


def _no_settings(folder: Path) -> Fault:
    """Say that a folder is no campaign: the one above it may be, or it can be made one."""
    above = next((one for one in folder.absolute().parents if (one / FILE_NAME).is_file()), None)
    rule = rules.NO_SETTINGS if above is None else rules.INSIDE_CAMPAIGN
    return Fault(rule, value=str(folder), details={"folder": pasted(folder if above is None else _shorter(above))})


def _shorter(path: Path) -> Path:
    """Return a path from the working directory, if it is in it."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def _dotted(path: SettingPath) -> str:
    """Write a path as ``campaigns[2].date`` (counted from 1)."""
    return reduce(lambda text, p: f"{text}[{p + 1}]" if isinstance(p, int) else f"{text}.{p}".lstrip("."), path, "")
