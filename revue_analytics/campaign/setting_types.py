"""What a setting of `revue.toml` may be: a kind reads a value as people write it, or says the rule that it breaks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date as Date
from difflib import get_close_matches
from math import isfinite, isnan
from pathlib import Path
from typing import Annotated, Any, Literal

import pandas as pd
from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    StrictBool,
    StrictStr,
    ValidationError,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from revue_analytics.campaign import rules
from revue_analytics.campaign.branding import logo_fault, logo_uri
from revue_analytics.campaign.files import file_fault, inside
from revue_analytics.errors import MethodError, Rule
from revue_analytics.language import LANGUAGES
from revue_analytics.scoring import Methodology
from revue_analytics.tables.cells import day as written_day
from revue_analytics.tables.cells import numbers

IDENTIFIER = re.compile(r"[\w-]{1,40}")
DESIRED = "desired"  # a default target: the mean level that respondents wish
GROUP_NAMES = ("all", "others")  # of merged colleges, in a review
MOST_IN_HEADING = 1000  # characters
NUMBERS = ("minimum_coverage", "disclosure_threshold", "weight")  # choices of method that are numbers
EXACT = 2.0**53  # up to here every whole number is a float


Errors = dict[tuple[str | int, ...], tuple[object, PydanticCustomError]]
"""Path → a value and what is wrong with it."""


def broken(rule: Rule, **details: Any) -> PydanticCustomError:
    """Return the error that a value breaks a rule, with the details of its message."""
    return PydanticCustomError("rule", "{rule}", {"rule": rule, "details": details})


def broken_at(wrong: Errors) -> ValidationError:
    """Return the error that several values below one setting are wrong."""
    lines = [InitErrorDetails(type=error, loc=path, input=value) for path, (value, error) in wrong.items()]
    return ValidationError.from_exception_data("revue.toml", lines)


def unknown_key(key: str, valid: Iterable[str]) -> PydanticCustomError:
    """Say that a setting is none, with the nearest that is one."""
    names = list(valid)
    near = get_close_matches(key, names, n=1, cutoff=0.6)
    if near:
        return broken(rules.UNKNOWN_KEY_NEAR, nearest=near[0])
    return broken(rules.UNKNOWN_KEY, valid=", ".join(names))


def as_number(value: Any) -> float | None:
    """Return a finite number, written as TOML does or as people do; None where there is none.

    >>> [as_number(value) for value in (12, "1 200,50", "12 000 €", "25 %", True, float("nan"), "many")]
    [12, 1200.5, 12000.0, 25.0, None, None, None]
    """
    if isinstance(value, str):
        written = float(numbers(pd.Series([value])).iloc[0])
        return None if isnan(written) else written
    return value if isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value) else None


def as_whole(value: Any) -> int | None:
    """Return a whole number, or None: ``5`` and ``"1 000"`` are, ``5.0`` is none."""
    number = None if isinstance(value, float) else as_number(value)
    if isinstance(number, float):
        return int(number) if number.is_integer() and abs(number) <= EXACT else None
    return number


def as_date(value: Any) -> Date | None:
    """Return a date, or None when it is none: a TOML date, or a day as `tables.cells` reads it.

    >>> as_date("12/03/2026"), as_date("2026-13-01"), as_date(2026)
    (datetime.date(2026, 3, 12), None, None)
    """
    if isinstance(value, Date):
        return Date(value.year, value.month, value.day)  # of a date with a time, the date
    return written_day(value) if isinstance(value, str) else None


def says(rule: Rule, **details: Any) -> WrapValidator:
    """Say that the rule is broken, of whatever else is wrong than what is said already."""

    def check(value: Any, read: ValidatorFunctionWrapHandler) -> Any:
        try:
            return read(value)
        except ValidationError as error:
            if all(one["type"] == "rule" for one in error.errors(include_url=False)):
                raise
        raise broken(rule, **details)

    return WrapValidator(check)


def _digits(value: Any) -> Any:
    """Return a whole number as the text that it stands for (``campaign = 2026``)."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _words(value: Any) -> dict[str, str]:
    """Return a text per language, from one text for all or from some of the languages."""
    texts = value if isinstance(value, dict) and value and value.keys() <= set(LANGUAGES) else {"": value}
    if not all(isinstance(text, str) for text in texts.values()):
        raise broken(rules.NOT_WORDS)
    if max(map(len, texts.values())) > MOST_IN_HEADING:
        raise broken(rules.TOO_LONG, most=MOST_IN_HEADING)
    return {language: texts.get(language, next(iter(texts.values()))) for language in LANGUAGES}


def _day_or_year(value: Any) -> Date | None:
    """Return a date: of a year, its first day."""
    year = as_whole(value)
    return Date(year, 1, 1) if year is not None and 1900 <= year <= 2200 else as_date(value)


def _not_of_a_group(name: str) -> str:
    if name in GROUP_NAMES:
        raise broken(rules.RESERVED)
    return name


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError from error
    return text


def number(low: float, high: float | None = None) -> BeforeValidator:
    """Accept a finite number from `low` to `high`."""

    def read(value: Any) -> float:
        number = as_number(value)
        if number is not None and low <= number and (high is None or number <= high):
            return float(number)
        raise broken(rules.NOT_AT_LEAST, low=low) if high is None else broken(rules.NOT_NUMBER, low=low, high=high)

    return BeforeValidator(read)


def whole(low: int, high: int) -> BeforeValidator:
    """Accept a whole number from `low` to `high`."""

    def read(value: Any) -> int:
        number = as_whole(value)
        if number is None or not low <= number <= high:
            raise broken(rules.NOT_WHOLE, low=low, high=high)
        return number

    return BeforeValidator(read)


def one_of(*valid: str) -> BeforeValidator:
    """Accept one of the texts of a list."""

    def read(value: Any) -> str:
        if value not in valid:
            raise broken(rules.NOT_ONE_OF, valid=", ".join(valid))
        return str(value)

    return BeforeValidator(read)


def _name(value: Any) -> str:
    """Return the name of a file."""
    if not isinstance(value, str):
        raise broken(rules.NOT_TEXT)
    return value


def _file(value: Any, info: ValidationInfo) -> Path | None:
    """Return the path of a file of the campaign folder, which is the context of the validation."""
    if info.context is None:
        return value  # type: ignore[no-any-return]  # made in Python
    if rule := file_fault(info.context, _name(value)):
        raise broken(rule)
    return inside(info.context, value)


def _file_or_several(value: Any, info: ValidationInfo) -> str:
    """Return the name of a file of the campaign folder, or one with ``*`` or ``?``: “data/2026_*.csv”."""
    rule = file_fault(info.context, _name(value)) if info.context is not None else None
    if rule and not (rule is rules.NO_FILE and set("*?") & set(value)):
        raise broken(rule)
    return str(value)


def _logo(value: Any, info: ValidationInfo) -> str:
    """Return a picture as a ``data:`` address."""
    path = _file(value, info)
    if not isinstance(path, Path):
        return str(value)
    if fault := logo_fault(path):
        raise broken(fault[0], **fault[1])
    return logo_uri(path)


def _methodology(value: Any) -> dict[str, Any]:
    """Return the choices of ``[methodology]``, each of which can be made by itself."""
    if not isinstance(value, dict):
        raise broken(rules.NOT_TABLE)
    wrong: Errors = {}
    choices = {name: _choice(name, choice) for name, choice in value.items()}
    for name, choice in choices.items():
        if name == "weighting" and isinstance(choice, str):
            continue  # perhaps a scheme of the campaign's own weights: known when they are read
        try:
            Methodology.from_mapping({name: choice})
        except MethodError as error:
            wrong[name,] = (value[name], broken(rules.NOT_METHOD, reason=error))
        except ValueError:  # a weight that is a text
            reason = MethodError("{name}: weights must be finite and not negative", name=name)
            wrong[name,] = (value[name], broken(rules.NOT_METHOD, reason=reason))
    if wrong:
        raise broken_at(wrong)
    return choices


def _choice(name: str, choice: Any) -> Any:
    """Read the numbers of a choice of method as people write them; a coverage in per cent is a share."""
    if isinstance(choice, dict):
        return {inner: _choice("weight", value) for inner, value in choice.items()}
    number = as_number(choice) if name in NUMBERS and isinstance(choice, str) else None
    if number is None:
        return choice
    if name == "minimum_coverage":
        return number / 100 if "%" in choice else number
    return int(number) if number.is_integer() else number


_Texts = Annotated[tuple[StrictStr, ...], AfterValidator(lambda texts: tuple(dict.fromkeys(texts)))]
_TextOrDigits = Annotated[StrictStr, BeforeValidator(_digits)]
_Amount = Annotated[float, BeforeValidator(as_number), Field(ge=0)]
Text = Annotated[StrictStr, says(rules.NOT_TEXT)]
Heading = Annotated[Text, Field(max_length=MOST_IN_HEADING), says(rules.TOO_LONG, most=MOST_IN_HEADING)]
Sentence = Annotated[Text, AfterValidator(str.strip), Field(min_length=1), says(rules.NO_REASON)]
Words = Annotated[dict[str, str], BeforeValidator(_words)]
Flag = Annotated[StrictBool, says(rules.NOT_BOOLEAN)]
TextOrNumber = Annotated[_TextOrDigits, says(rules.NOT_TEXT)]
Texts = Annotated[_Texts, says(rules.NOT_TEXTS)]
TextsByName = Annotated[dict[str, _TextOrDigits], says(rules.NOT_TEXTS_BY_NAME)]
ListsByName = Annotated[dict[str, _Texts], says(rules.NOT_LISTS_BY_NAME)]
Short = Annotated[StrictBool | Annotated[_Texts, Field(min_length=1)], says(rules.NOT_SHORT)]
Pattern = Annotated[StrictStr, AfterValidator(_pattern), says(rules.NOT_PATTERN)]
Identifier = Annotated[_TextOrDigits, Field(pattern=f"^{IDENTIFIER.pattern}$"), says(rules.NOT_ID)]
CollegeId = Annotated[Identifier, AfterValidator(_not_of_a_group)]
Day = Annotated[Date, BeforeValidator(as_date), says(rules.NOT_DATE)]
DayText = Annotated[
    str, BeforeValidator(lambda value: str(as_date(value) or "")), Field(min_length=1), says(rules.NOT_DATE)
]
DayOrYear = Annotated[Date, BeforeValidator(_day_or_year), says(rules.NOT_YEAR)]
Amounts = Annotated[_Amount | Annotated[tuple[_Amount, ...], Field(min_length=1)], says(rules.NOT_AMOUNTS)]
Colour = Annotated[StrictStr, Field(pattern="^#[0-9a-fA-F]{6}$"), AfterValidator(str.lower), says(rules.NOT_COLOUR)]
Target = Annotated[
    Literal["desired"] | Annotated[float, BeforeValidator(as_number), Field(ge=0, le=100)], says(rules.NOT_TARGET)
]
File = Annotated[Path, BeforeValidator(_file)]
FileOrSeveral = Annotated[str, BeforeValidator(_file_or_several)]
Logo = Annotated[str, BeforeValidator(_logo)]
Choices = Annotated[Mapping[str, Any], BeforeValidator(_methodology)]
