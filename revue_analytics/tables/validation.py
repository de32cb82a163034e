"""Validate a table against its model, and say everything that is wrong with it in one go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from revue_analytics.errors import Fault, Rule
from revue_analytics.framework import Framework
from revue_analytics.tables import rules
from revue_analytics.tables.cells import numbers

if TYPE_CHECKING:
    import pandera.pandas as pa

TABLES = (
    "ratings",
    "importance",
    "comments",
    "territories",
    "invited",
    "targets",
    "weights",
    "actions",
    "decisions",
    "reviewer",
)
"""The tables there are."""

RULES = {
    rule.code: rule
    for rule in (
        rules.LEVEL_AND_STATUS,
        rules.POINTS_SUM,
        rules.CRITERION_UNKNOWN,
        rules.INDICATOR_UNKNOWN,
        rules.NODE_UNKNOWN,
    )
}


def validate(
    frame: pd.DataFrame,
    table: str,
    framework: Framework | None = None,
    *,
    file: str = "",
    headers: Mapping[str, str] | None = None,
    empty_ok: bool = False,
) -> tuple[pd.DataFrame, tuple[Fault, ...]]:
    """Validate a table: rows that keep every rule, typed and in order, and a fault for each cell that breaks one.

    Parameters
    ----------
    frame
        The table; its index numbers the rows as faults are to name them. Numbers may be text, with a decimal comma.
    table
        Its name, one of `TABLES`.
    framework
        Adds its criteria, levels and nodes to the rules.
    file, headers
        How faults name the file and each column.
    empty_ok
        A frame without columns is an empty table.

    Returns
    -------
    tuple
        The valid rows (index 0…n−1), and the faults.

    Examples
    --------
    >>> valid, faults = validate(pd.DataFrame({"node": ["I5", "I6"], "weight": ["2", "-1"]}), "weights")
    >>> valid.to_dict("records")
    [{'scheme': 'campaign', 'node': 'I5', 'weight': 2.0}]
    >>> print(faults[0])
    row 1, column weight: -1 is less than 0 — write a number that is at least 0
    """
    from pandera.errors import SchemaErrors

    from revue_analytics.tables.models import model_for

    schema = model_for(table, framework)
    if empty_ok and not len(frame.columns):
        frame = pd.DataFrame({name: [] for name in schema.columns})
    frame = frame[~frame.index.duplicated()] if not frame.index.is_unique else frame
    faults = list(_missing_columns(frame, schema))
    if faults:
        frame = frame.iloc[:0]
        frame = frame.assign(**{f.value: [] for f in faults if f.rule is rules.COLUMN_MISSING})
    typed, wrong = _typed(frame, schema)
    faults += wrong
    unread, leaving, first = {(fault.row, fault.column) for fault in wrong}, {fault.row for fault in wrong}, True
    valid = typed  # without a row nothing can be wrong
    while not typed.empty:
        broken: list[Fault] = []
        try:
            valid = schema.validate(typed, lazy=True)
        except SchemaErrors as errors:
            broken = list(_failures(typed, schema, errors.schema_errors))
        # What breaks only because faulty rows went (points that no longer sum to 100) goes too, unsaid.
        faults += [fault for fault in _one_a_cell(broken) if first and (fault.row, fault.column) not in unread]
        leaving |= {fault.row for fault in broken}
        if not leaving:
            break
        valid = typed = typed.drop(index=[row for row in leaving if row is not None])
        leaving, first = set(), False
    placed = (_placed(fault, frame, file, headers or {}) for fault in faults)
    order = {name: k for k, name in enumerate(schema.columns)}
    in_order = sorted(placed, key=lambda f: (-1 if f.row is None else f.row, order.get(f.column, 0)))
    return valid[list(schema.columns)].reset_index(drop=True), tuple(in_order)


def _one_a_cell(faults: Sequence[Fault]) -> list[Fault]:
    """Return one fault for each cell: of an empty one, that it is empty, and not that no list has its value."""
    in_order = sorted(faults, key=lambda fault: fault.rule is not rules.VALUE_MISSING)
    first = {(fault.row, fault.column): fault for fault in reversed(in_order)}
    return [fault for fault in faults if first[fault.row, fault.column] is fault]


def _missing_columns(frame: pd.DataFrame, schema: pa.DataFrameSchema) -> Iterator[Fault]:
    """Yield the columns that a table cannot do without, and codes that are no text."""
    for name, column in schema.columns.items():
        if name not in frame and column.default is None and not column.nullable:
            names = ", ".join(column.metadata["about"].names[:3])
            yield Fault(rules.COLUMN_MISSING, value=name, details={"names": names})
    if "territory" in frame and pd.api.types.is_numeric_dtype(frame["territory"]) and len(frame):
        yield Fault(rules.CODE_NOT_TEXT, column="territory", value=str(frame["territory"].iloc[0]))


def _typed(frame: pd.DataFrame, schema: pa.DataFrameSchema) -> tuple[pd.DataFrame, list[Fault]]:
    """Give every column its type: blanks become the default (or missing), what is no number is a fault."""
    typed: dict[str, pd.Series] = {}
    faults: list[Fault] = []
    for name, column in schema.columns.items():
        dtype: Any = str(column.dtype.type)
        example = {"example": column.metadata["about"].example}
        values = frame[name] if name in frame else pd.Series("", index=frame.index, dtype="str")
        if dtype == "str":
            text = values.astype("str").fillna("")
            typed[name] = text.where(text.str.strip() != "", column.default or "")
            continue
        if not pd.api.types.is_numeric_dtype(values):
            text = values.astype("str").fillna("")
            values = numbers(text)
            unread = values.isna() & (text.str.strip() != "")
            faults += [
                Fault(rules.NOT_A_NUMBER, row=i, column=name, value=text[i], details=example)
                for i in text.index[unread]
            ]
        values = values.astype("float64")
        values = values.where(np.isfinite(values))
        if dtype.startswith("Int"):
            limit = np.iinfo(dtype.lower()).max
            odd = values.notna() & ((values % 1 != 0) | (values.abs() > limit))
            faults += [
                Fault(rules.NOT_WHOLE, row=row, column=name, value=_text(frame.loc[row, name]), details=example)
                for row in values.index[odd]  # none where the column itself is absent
            ]
            values = values.mask(odd).astype(dtype)
        typed[name] = values
    return pd.DataFrame(typed, index=frame.index), faults


def _failures(typed: pd.DataFrame, schema: pa.DataFrameSchema, errors: list[Any]) -> Iterator[Fault]:
    """Turn pandera's failures into faults, one per cell."""
    for error in errors:
        name = error.schema.name if error.schema.name in schema.columns else ""
        check = str(getattr(error.check, "error", None) or error.check)
        cases = error.failure_cases
        if check == "multiple_fields_uniqueness":
            key = list(schema.unique)
            for row in typed.index[typed.duplicated(key, keep="first")]:
                yield _fault(rules.KEY_REPEATED, row, key[-1], typed.loc[row, key[-1]], key=", ".join(key))
        elif check == rules.POINTS_SUM.code:
            rows = typed.loc[sorted(cases["index"].unique())]
            for _, group in rows.groupby(["territory", "campaign", "respondent"], sort=False):
                total = f"{group['points'].sum():.6g}"
                yield _fault(rules.POINTS_SUM, group.index[0], "points", total, total=total)
                for row in group.index[1:]:
                    yield _fault(rules.POINTS_SUM, row, "points", total, total=total)
        elif check == rules.LEVEL_AND_STATUS.code:
            for row in sorted(cases["index"].unique()):
                yield _fault(rules.LEVEL_AND_STATUS, row, "level", _text(typed.loc[row, "level"]))
        else:
            column = schema.columns[name]
            rule, details = _rule_of(check, error.check, column)
            for row, value in zip(cases["index"], cases["failure_case"], strict=True):
                if valid := details.get("values"):
                    offered, choice = rules.offer(rule, _text(value), valid, column.metadata["about"].words)
                    yield _fault(offered, row, name, value, **choice)
                else:
                    yield _fault(rule, row, name, _text(value), **details)


def _rule_of(name: str, check: Any, column: pa.Column) -> tuple[Rule, dict[str, Any]]:
    """Return the rule behind a pandera check, with the details of its message."""
    about, stated = column.metadata["about"], getattr(check, "statistics", None) or {}
    kind = name.split("(", 1)[0]
    if kind in ("not_nullable", "str_length"):
        return rules.VALUE_MISSING, {"example": about.example}
    if name in RULES:
        return RULES[name], {"values": stated["allowed_values"]}
    if kind == "isin":
        return rules.VALUE_NOT_ALLOWED, {"values": stated["allowed_values"]}
    if kind == "in_range":
        return rules.OUT_OF_RANGE, {"low": stated["min_value"], "high": stated["max_value"]}
    if kind == "greater_than_or_equal_to":
        return rules.TOO_LOW, {"low": stated["min_value"]}
    if kind == "str_matches":
        return rules.MALFORMED, {"example": about.example}
    if kind == "field_uniqueness":
        return rules.KEY_REPEATED, {"key": about.title["en"]}
    return rules.BROKEN, {"check": name}


def _fault(rule: Rule, row: Any, column: str, value: Any, **details: Any) -> Fault:
    return Fault(rule, row=None if row is None else int(row), column=column, value=str(value), details=details)


def _text(value: Any) -> str:
    """Write a cell: a whole number without its decimals."""
    if value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value)):
        return ""
    return f"{value:g}" if isinstance(value, float | np.floating) and float(value).is_integer() else str(value)


def _placed(fault: Fault, frame: pd.DataFrame, file: str, headers: Mapping[str, str]) -> Fault:
    """Give a fault its file, the column's header and the territory of its row."""
    territory = "" if fault.row is None or "territory" not in frame else str(frame.loc[fault.row, "territory"])
    return replace(fault, file=file, column=headers.get(fault.column, fault.column), territory=territory)
