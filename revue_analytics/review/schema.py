"""The JSON Schema of an exported review. `python -m revue_analytics.review.schema data_schemas` writes it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from revue_analytics.language import LANGUAGES
from revue_analytics.review.tables import TABLES, Table

NAME = "review.schema.json"

Schema = dict[str, Any]


def _of(kind: str, description: str, **rules: Any) -> Schema:
    return {"type": kind, "description": description, **rules}


def _record(description: str, properties: Schema) -> Schema:
    """Describe an object that has these properties and no other."""
    closed = {"properties": properties, "required": list(properties), "additionalProperties": False}
    return _of("object", description, **closed)


def _list(description: str, items: Schema) -> Schema:
    return _of("array", description, items=items)


def _texts(description: str) -> Schema:
    """Describe a text in both languages."""
    return _record(description, {language: _of("string", f"In “{language}”.") for language in LANGUAGES})


# fmt: off
META = {
    "title": _of("string", "Title of the campaign."),
    "language": _of("string", "Language of the pages.", enum=list(LANGUAGES)),
    "fictitious": _of("boolean", "Whether the data are made up."),
    "campaigns": _list("The campaigns, oldest first.", _record("A campaign.", {
        "id": _of("string", "Its id."),
        "label": _texts("Its name."),
        "date": {"type": ["string", "null"], "description": "Its day, where it is known.", "format": "date"},
    })),
    "current": _of("string", "Id of the current campaign."),
    "threshold": _of("integer", "Groups of fewer respondents are merged with others.", minimum=1),
    "publishable": _of("boolean", "Whether the threshold is high enough for results to be published."),
    "comments": _of("boolean", "Whether the campaign publishes the comments."),
    "seed": _of("integer", "Seed of the draws."),
    "n_draws": _of("integer", "Number of draws.", minimum=1),
    "interval": _list("Probabilities of the lower and upper ends of every interval.", _of("number", "From 0 to 1.")),
    "methodology": _of("object", "Each methodological choice, by name, with its parameters."),
    "methodology_text": _texts("The methodology in sentences."),
    "weight_set": _texts("The weights over which robustness is examined."),
    "default_target": _of("number", "Target where nothing else is stated (0–100)."),
    "desired_targets": _of("boolean", "Whether the target is the level that respondents wish."),
    "default_due": _of("string", "Day by which targets are to be reached, or an empty text."),
    "colleges": _list("The colleges of respondents.", _record("A college.", {
        "id": _of("string", "Its id."),
        "label": _texts("Its name."),
        "weight": _of("number", "Its weight beside the other colleges.", minimum=0),
    })),
    "sources": _list("The files that hold the answers.", _record("A file.", {
        "name": _of("string", "Its name."),
        "digest": _of("string", "Its digest, keyed: without the campaign’s key nobody can confirm a guess by it."),
        "rows": _of("integer", "Answers read."),
    })),
    "portfolio": _record("The page on all territories together.", {
        "anonymous": _of("boolean", "Whether letters stand for the territories."),
    }),
    "look": _record("The look of the pages.", {
        "accent": _of("string", "Colour, as #rrggbb."),
        "logo": _of("string", "Picture as a data: address, or an empty text."),
    }),
    "held_back": _list("Territories held back because of faults in their data.", _of("string", "A code.")),
    "too_few": _list("Territories left out because too few people answered.", _of("string", "A code.")),
    "rows_nowhere": _of("integer", "Rows with answers that name no territory: they are in no table."),
    "version": _of("string", "Version of revue-analytics."),
}
# fmt: on
"""What a review says of its campaign."""


def json_schema() -> Schema:
    """Return the JSON Schema of an exported review.

    >>> sorted(json_schema()["required"])
    ['format', 'framework', 'meta', 'provenance', 'tables']
    """
    identity = {"id": _of("string", "Its id."), "version": _of("string", "Its version.")}
    described = _record(
        "Aggregated results of one campaign, as `revue export --format json` writes them.",
        {
            "format": {"const": 1, "description": "Version of this form."},
            "meta": _record("The campaign, its method and its sources.", META),
            "framework": _record("The framework that was rated; it is not repeated here.", identity),
            "provenance": _of("string", "Digest of what the numbers come from."),
            "tables": _record(
                "The results, a list of rows for each table.",
                {name: _list(table.meaning, _record("A row.", _columns(table))) for name, table in TABLES.items()},
            ),
        },
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "An exported review",
        **described,
    }


def _columns(table: Table) -> Schema:
    units = {name: f" ({column.unit})" if column.unit else "" for name, column in table.columns.items()}
    return {
        name: {"type": [column.kind, "null"], "description": column.meaning + units[name]}
        for name, column in table.columns.items()
    }


def write_schema(folder: str | Path) -> Path:
    """Write the schema into a folder."""
    path = Path(folder) / NAME
    text = json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n"
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


if __name__ == "__main__":
    print(write_schema(sys.argv[1] if len(sys.argv) > 1 else "data_schemas"))
