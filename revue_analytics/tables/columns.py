"""How a column of a model is written: its texts in two languages, its example, its other names, its rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandera.pandas as pa


@dataclass(frozen=True)
class About:
    """What is said of a column.

    Attributes
    ----------
    title, description
        In French and English.
    example
        A value, as text.
    names
        What a header may call the column, besides its own name; accents, case, spaces, ``_`` and ``-`` are no
        difference.
    words
        Value → what a cell may write for it, first in French, then in English, then others.
    """

    title: Mapping[str, str]
    description: Mapping[str, str]
    example: str
    names: Sequence[str] = ()
    words: Mapping[str, Sequence[str]] = field(default_factory=dict)


def column(
    titles: tuple[str, str],
    descriptions: tuple[str, str],
    example: str,
    *,
    names: Sequence[str] = (),
    words: Mapping[str, Sequence[str]] | None = None,
    required: bool = False,
    **rules: Any,
) -> Any:
    """Declare a column: texts as (French, English), then pandera's own rules.

    `words` lists the values allowed. A `required` text is not empty.
    """
    texts = About(
        dict(zip(("fr", "en"), titles, strict=True)),
        dict(zip(("fr", "en"), descriptions, strict=True)),
        example,
        (*names, *titles),
        words or {},
    )
    if words:
        rules["isin"] = list(words)
    if required:
        rules["str_length"] = {"min_value": 1}
    return pa.Field(title=titles[0], description=descriptions[0], metadata={"about": texts}, **rules)


def about(model: type[pa.DataFrameModel]) -> dict[str, About]:
    """Return what is said of each column of a model, in order."""
    return {name: column.metadata["about"] for name, column in model.to_schema().columns.items()}
