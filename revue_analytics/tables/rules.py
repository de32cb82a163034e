"""The rules that the cells of a table must follow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

from revue_analytics.errors import Rule, Wording

NEAREST = "did you mean “{nearest}”? Otherwise write one of: {allowed}"
LISTED = 40  # values allowed that a message spells out


def offer(
    rule: Rule, value: str, valid: Iterable[str], words: Mapping[str, Sequence[str]] | None = None
) -> tuple[Rule, dict[str, Any]]:
    """Return the rule and the details that list the valid values, with the nearest to `value` if one is near.

    The rule's own remedy is used when none is near; it may mention ``{allowed}``. `words` are what may be written for
    each value, in French, then in English: they are offered in its place.
    """
    if words:
        written = [synonyms for synonyms in words.values() if len(synonyms) > 1]
        offered, details = offer(rule, value, [word for synonyms in written for word in synonyms])
        details["allowed"] = Wording.of(
            {language: ", ".join(synonyms[k] for synonyms in written) for k, language in enumerate(("fr", "en"))}
        )
        meant = next((synonyms for synonyms in written if details.get("nearest") in synonyms), None)
        return offered, details | ({"nearest": Wording.of({"fr": meant[0], "en": meant[1]})} if meant else {})
    known = [str(name) for name in valid if str(name)]
    allowed = ", ".join(known[:LISTED]) + (", …" if len(known) > LISTED else "")
    near = get_close_matches(value.casefold(), {name.casefold(): name for name in known}, n=1, cutoff=0.6)
    if not near:
        return rule, {"allowed": allowed}
    nearest = next(name for name in known if name.casefold() == near[0])
    return replace(rule, remedy=NEAREST), {"nearest": nearest, "allowed": allowed}


COLUMN_MISSING = Rule(
    "column-missing", "the table has no column “{value}”", "add a column headed “{value}” (or: {names})"
)
CODE_NOT_TEXT = Rule(
    "code-not-text",
    "the codes are numbers: a zero in front has been lost",
    "read the codes as text: 01004 and 2A004 are not numbers",
)
VALUE_MISSING = Rule("value-missing", "the cell is empty", "write a value, for example {example}")
VALUE_NOT_ALLOWED = Rule("value-not-allowed", "“{value}” is not one of the values allowed", "write one of: {allowed}")
NOT_A_NUMBER = Rule("number-unreadable", "“{value}” is not a number", "write a number, for example {example}")
NOT_WHOLE = Rule("number-not-whole", "“{value}” is not a whole number", "write a whole number, for example {example}")
TOO_LOW = Rule("number-too-low", "{value} is less than {low}", "write a number that is at least {low}")
OUT_OF_RANGE = Rule(
    "number-out-of-range", "{value} is not between {low} and {high}", "write a number from {low} to {high}"
)
MALFORMED = Rule("value-malformed", "“{value}” is not written as it must be", "write it like this: {example}")
KEY_REPEATED = Rule("key-repeated", "another row says this already (same {key})", "keep one of the two rows")
LEVEL_AND_STATUS = Rule(
    "level-and-status",
    "level and status contradict each other: a level is given if and only if the status is “rated”",
    "empty the level, or set the status to rated",
)
POINTS_SUM = Rule(
    "points-sum",
    "the points of this respondent add up to {total}, not to 100",
    "correct the points so that they add up to 100",
)
CRITERION_UNKNOWN = Rule(
    "criterion-unknown", "“{value}” is not a criterion of the framework", "write one of: {allowed}"
)
INDICATOR_UNKNOWN = Rule(
    "indicator-unknown", "“{value}” is not an indicator of the framework", "write one of: {allowed}"
)
NODE_UNKNOWN = Rule(
    "node-unknown", "“{value}” is neither an indicator nor a criterion of the framework", "write one of: {allowed}"
)
BROKEN = Rule(
    "value-invalid",
    "“{value}” breaks the rule {check}",
    "correct the value; the data dictionary says what the column holds",
)
