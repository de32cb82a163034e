"""Everything wrong with the data of a framework, at once, each fault with its line.

The form is what `framework.schema.json` describes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from revue_analytics.errors import Fault, FrameworkError, Rule
from revue_analytics.framework import rules
from revue_analytics.framework.source import MAX_DEPTH, Source
from revue_analytics.framework.substance import reference_violations, substance_violations
from revue_analytics.framework.violation import At, Violation, known, nearest, whole


@cache
def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a framework file."""
    text = files("revue_analytics.framework").joinpath("framework.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


@cache
def _validator() -> Any:
    from jsonschema import Draft202012Validator
    from jsonschema.validators import extend

    checker = Draft202012Validator.TYPE_CHECKER.redefine("integer", lambda _, value: whole(value))  # 1.0 is none
    return extend(Draft202012Validator, type_checker=checker)(json_schema())  # type: ignore[no-untyped-call]


def form_violations(data: Any) -> Iterator[Violation]:
    """Yield each violation of the JSON Schema, in our own words."""
    for error in _validator().iter_errors(data):
        yield from IN_OUR_WORDS[error.validator](error, tuple(error.absolute_path))


def _missing(error: Any, at: At) -> Iterator[Violation]:
    for name in error.validator_value:
        if name not in error.instance:
            yield Violation(rules.MISSING_KEY, at, name)


def _unknown(error: Any, at: At) -> Iterator[Violation]:
    names = sorted(error.schema["properties"])
    for key in error.instance:
        if key not in names:
            details = {"known": known(key, names), "near": nearest(key, names)}
            yield Violation(rules.MISSPELT_KEY if details["near"] else rules.UNKNOWN_KEY, (*at, key), key, details)


TYPES: dict[str, Rule] = {
    "string": rules.NOT_TEXT,
    "integer": rules.NOT_WHOLE,
    "number": rules.NOT_NUMBER,
    "array": rules.NOT_LIST,
    "object": rules.NOT_MAPPING,
}


def _type(error: Any, at: At) -> Iterator[Violation]:
    if error.instance is None:
        yield Violation(rules.EMPTY, at)
    else:
        wanted = error.validator_value
        yield Violation(TYPES[wanted] if isinstance(wanted, str) else rules.NOT_TEXTS, at, _said(error.instance))


def _pattern(error: Any, at: At) -> Iterator[Violation]:
    if error.validator_value == r"\S":
        yield Violation(rules.EMPTY, at)
    elif "propertyNames" in list(error.schema_path)[-2:]:  # what breaks the pattern is a key
        integer = error.validator_value.startswith("^(0|")
        yield Violation(rules.NOT_LEVEL if integer else rules.BAD_ID, (*at, error.instance), error.instance)
    else:
        date = error.schema.get("format") == "date"
        yield Violation(rules.NOT_DATE if date else rules.BAD_ID, at, error.instance)


def _too_few_or_many(error: Any, at: At) -> Iterator[Violation]:
    """Goalposts are the only list whose length is fixed."""
    if "maxItems" in error.schema:
        yield Violation(rules.GOALPOSTS_TWO, at, str(len(error.instance)))
    else:
        yield Violation(rules.EMPTY, at)


def _repeated(error: Any, at: At) -> Iterator[Violation]:
    for i, item in enumerate(error.instance):
        if item in error.instance[:i]:
            yield Violation(rules.REPEATED, (*at, i), _said(item))


def _enum(error: Any, at: At) -> Iterator[Violation]:
    names = [_said(name) for name in error.validator_value]
    yield Violation(rules.NOT_ONE_OF, at, _said(error.instance), {"known": known(error.instance, names)})


def _of(rule: Rule) -> Callable[[Any, At], Iterator[Violation]]:
    return lambda error, at: iter([Violation(rule, at, _said(error.instance))])


IN_OUR_WORDS: dict[str, Callable[[Any, At], Iterator[Violation]]] = {
    "required": _missing,
    "additionalProperties": _unknown,
    "type": _type,
    "pattern": _pattern,
    "maxLength": _of(rules.BAD_ID),
    "minProperties": lambda error, at: iter([Violation(rules.EMPTY, at)]),
    "minItems": _too_few_or_many,
    "maxItems": _too_few_or_many,
    "uniqueItems": _repeated,
    "enum": _enum,
    "minimum": _of(rules.NEGATIVE_WEIGHT),
}


def _said(value: Any) -> str:
    """Return a value as YAML would show it on one line, not in Python's notation."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def faults_of(source: Source) -> tuple[Fault, ...]:
    """Return every fault of a source, in the order of its lines.

    The form is checked first; what is well formed is checked for sense even when other parts are not.
    """
    if source.data is None:
        return source.faults
    violations = list(form_violations(source.data))
    if isinstance(source.data, Mapping):
        violations += reference_violations(source.data)
        violations += substance_violations(source.data)
    once = {(violation.rule.code, violation.at, violation.value): violation for violation in violations}
    faults = [*source.faults, *(_fault(violation, source) for violation in once.values())]
    return tuple(sorted(faults, key=lambda fault: fault.row or 0))


def _fault(violation: Violation, source: Source) -> Fault:
    details = dict(violation.details)
    if violation.first is not None:
        details["first"] = source.line(violation.first) or column(source.data, violation.first)
    return Fault(
        rule=violation.rule,
        file=source.file,
        row=source.line(violation.at),
        column=column(source.data, violation.at),
        value=violation.value,
        details=details,
    )


def column(data: Any, at: At) -> str:
    """Return a place as a dotted path; an item of a list is named by its id, or counted from 1.

    >>> data = {"indicators": [{"id": "I1", "evidence": ["a note", ""]}]}
    >>> column(data, ("indicators", 0, "evidence", 1))
    'indicators.I1.evidence.2'
    """
    names = []
    for step in at:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):  # a key that is missing, or that stands twice
            data = None
        id = data.get("id") if isinstance(step, int) and isinstance(data, Mapping) else None
        names.append(id if isinstance(id, str) and id else str(step + 1) if isinstance(step, int) else step)
    return ".".join(names)


def plain(data: Any, depth: int = 0) -> Any:
    """Return data as a YAML file would give it: mappings with text keys, lists, texts, Python's own numbers.

    So a framework can be described with tuples, integer keys and NumPy numbers. `FrameworkError` when there are more
    than 64 lists and mappings within one another.
    """
    if depth > MAX_DEPTH:
        raise FrameworkError([Fault(rules.TOO_DEEP, details={"most": MAX_DEPTH})])
    if isinstance(data, Mapping):
        return {str(key): plain(value, depth + 1) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [plain(item, depth + 1) for item in data]
    return plain(data.tolist(), depth) if hasattr(data, "tolist") else data
