"""What a YAML parser's complaint means to somebody who wrote the file."""

from __future__ import annotations

import yaml

from revue_analytics.errors import Rule
from revue_analytics.framework import rules

__all__ = ["explain"]

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
