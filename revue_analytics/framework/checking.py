"""Everything wrong with the data of a framework, at once, each fault with its line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from revue_analytics.errors import Fault, FrameworkError
from revue_analytics.framework import rules
from revue_analytics.framework.form import form_violations
from revue_analytics.framework.references import reference_violations
from revue_analytics.framework.source import MAX_DEPTH, Source
from revue_analytics.framework.substance import substance_violations
from revue_analytics.framework.violation import At, Violation

__all__ = ["column", "faults_of", "plain"]


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


def plain(given: Any, depth: int = 0) -> Any:
    """Return data as a YAML file would give it: mappings with text keys, lists, texts, Python's own numbers.

    So a framework can be described with tuples, integer keys and NumPy numbers. `FrameworkError` when there are more
    than 64 lists and mappings within one another.
    """
    if depth > MAX_DEPTH:
        raise FrameworkError([Fault(rules.TOO_DEEP, details={"most": MAX_DEPTH})])
    if isinstance(given, Mapping):
        return {str(key): plain(value, depth + 1) for key, value in given.items()}
    if isinstance(given, list | tuple):
        return [plain(item, depth + 1) for item in given]
    return plain(given.tolist(), depth) if hasattr(given, "tolist") else given
