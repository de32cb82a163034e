"""Write the public contract of the tables: Table Schema files and the data dictionary, from the models.

The form is that of French open data (schema.data.gouv.fr): Table Schema JSON, texts in French. Run it with
``python -m revue_analytics.tables.export data_schemas``.
"""

from __future__ import annotations

import json
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

from revue_analytics.language import typeset
from revue_analytics.tables.columns import about
from revue_analytics.tables.dictionary import dictionary
from revue_analytics.tables.models import MODELS

__all__ = ["export", "table_schema"]

SPECIFICATION = "https://specs.frictionlessdata.io/schemas/table-schema.json"
TYPES = {"str": "string", "Int8": "integer", "Int64": "integer", "float64": "number"}

README = """# Schémas des tables

Le contrat public des fichiers qu’une campagne peut contenir, pour qui prépare des données sans lire le code.

- [`dictionnaire.md`](dictionnaire.md) : chaque table, chaque colonne, les valeurs admises, un exemple. Commencez ici.
- `*.schema.json` : un fichier [Table Schema](https://specs.frictionlessdata.io/table-schema/) par table (la convention
  de schema.data.gouv.fr) ; `framework.schema.json` est le JSON Schema du fichier de référentiel.
- `review.schema.json` : le JSON Schema d’une revue exportée par `revue export --format json`.

Ces fichiers sont écrits à partir du code (`revue_analytics/tables`, `revue_analytics/review`). Ne les modifiez pas à
la main :

```
python -m revue_analytics.tables.export data_schemas
python -m revue_analytics.review.schema data_schemas
```

La lecture est plus souple que ces schémas : en-têtes en français ou en anglais, accents et casse indifférents, export
d’enquête à une ligne par répondant, virgule décimale, fichiers CSV, XLSX, ODS ou Parquet.
"""


def table_schema(name: str) -> dict[str, Any]:
    """Return the Table Schema of a table, texts in French.

    >>> table_schema("weights")["fields"][2]["constraints"]
    {'required': True, 'minimum': 0}
    """
    table = MODELS[name]
    columns = table.model.to_schema().columns
    said = about(table.model)
    schema: dict[str, Any] = {
        "$schema": SPECIFICATION,
        "name": name,
        "title": table.title["fr"],
        "description": typeset(table.purpose["fr"], "fr"),
        "fields": [_field(column, columns[column], said[column]) for column in columns],
        "missingValues": [""],
    }
    if table.key:
        schema["primaryKey"] = list(table.key)
    if table.refers:
        schema["foreignKeys"] = [
            {"fields": [column], "reference": {"resource": other, "fields": [field]}}
            for column, (other, field) in table.refers.items()
        ]
    return schema


def _field(name: str, column: Any, said: Any) -> dict[str, Any]:
    """Describe one column."""
    kind = TYPES[str(column.dtype.type)]
    stated: dict[str, Any] = {}
    for check in column.checks:
        stated |= check.statistics or {}
    constraints: dict[str, Any] = {"required": column.default is None and not column.nullable}
    if column.unique:
        constraints["unique"] = True
    if "allowed_values" in stated:
        constraints["enum"] = [value for value in stated["allowed_values"] if value]
    if "pattern" in stated:
        constraints["pattern"] = getattr(stated["pattern"], "pattern", stated["pattern"])
    if kind != "string":
        bounds = {"minimum": stated.get("min_value"), "maximum": stated.get("max_value")}
        constraints |= {bound: value for bound, value in bounds.items() if value is not None}
    texts = {"name": name, "title": said.title["fr"], "description": typeset(said.description["fr"], "fr")}
    example = {"example": said.example} if said.example else {}
    return {**texts, "type": kind, "format": "default", **example, "constraints": constraints}


def export(folder: str | Path) -> list[Path]:
    """Write every schema, the dictionary and a README into `folder`; return the files."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    written = {f"{name}.schema.json": _json(table_schema(name)) for name in MODELS}
    written |= {"dictionnaire.md": dictionary(), "README.md": README}
    for path in files("revue_analytics.framework").iterdir():
        if path.name.endswith(".schema.json"):
            written["framework.schema.json"] = path.read_text(encoding="utf-8")
    for name, text in written.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return [folder / name for name in written]


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    for path in export(sys.argv[1] if len(sys.argv) > 1 else "data_schemas"):
        print(path)
