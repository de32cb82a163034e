"""Write the public contract of the tables: Table Schema files and the data dictionary, from the models.

The form is that of French open data (schema.data.gouv.fr): Table Schema JSON, texts in French. Run it with
``python -m revue_analytics.tables.export data_schemas``.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

from revue_analytics.language import typeset
from revue_analytics.tables.columns import About, about
from revue_analytics.tables.models import MODELS, Model

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

KINDS = {"str": "texte", "Int8": "nombre entier", "Int64": "nombre entier", "float64": "nombre"}

HEAD = """# Dictionnaire des données

Chaque table peut être un fichier CSV, XLSX, ODS ou Parquet, placé dans le dossier `data/` de la campagne. Une seule
table est indispensable : les réponses, sous la forme où l’outil d’enquête les exporte.

Règles communes :

- **Les codes sont du texte** : `01004` et `2A004` gardent leur zéro et leur lettre. Dans un tableur, mettez la colonne
  au format « Texte » avant de la remplir.
- Les en-têtes s’écrivent en français ou en anglais, sans égard aux accents, à la casse, aux espaces ni aux tirets.
- La virgule et le point décimal sont admis, comme « 12 000 € » ; les dates s’écrivent 31/12/2028, 31-12-28, 31 décembre
  2028 ou 2028-12-31.
- Un territoire se désigne par son code, ou par son nom s’il est le seul de la campagne à le porter : majuscules,
  accents, tirets, apostrophes, article et « St » pour « Saint » n’y changent rien. Un nom à côté d’un code lui est
  comparé.
- Une ligne d’invités ou de cibles dont le nombre reste vide ne dit rien : elle attend d’être remplie.
- Une case vide n’est jamais un zéro. « NSP » (ne sait pas) et « SO » (sans objet) ne sont pas des cases vides.
- Une colonne *facultative* peut manquer ou rester vide.
"""

SURVEY = """### Export d’enquête (une ligne par répondant)

Les exports de LimeSurvey, KoboToolbox, Ona, ODK Central, Google Forms, Microsoft Forms, Sphinx ou d’un tableur se
lisent tels quels, une colonne par critère :

| Ce que la colonne contient | En-têtes reconnus, par exemple |
|---|---|
| le niveau actuel d’un critère | `I1A`, `I1[I1A]`, `g_ind/I1A_note`, `g_I1-I1A`, `Approche globale` |
| le niveau souhaité dans trois ans | `I1A_souhaite`, `I1A_cible`, `Approche globale (souhaité)` |
| la preuve, le commentaire, le motif | `I1A_preuve`, `I1A_commentaire`, `I1A_motif`, `I5com` |
| les points d’importance | `importance_I1`, `points_I1`, `importance[I1]` |
| le territoire, la campagne, le collège | `code_insee`, `campagne`, `collège` ou `vous êtes` |

Réponses admises : `3`, `3 – Maîtrisé`, `Maîtrisé`, l’énoncé complet du niveau, `NSP` ou `Ne sait pas`, `SO` ou `Sans
objet`. Une case qui contient autre chose est signalée, jamais devinée. `NA`, `n/a` ou `-`, qui veulent dire « sans
objet » pour les uns et « pas de réponse » pour R, pandas et Ona, font l’objet d’une question.

Les questionnaires que `revue questionnaire` écrit (classeur Excel, KoboToolbox, LimeSurvey) reviennent tels quels.

Ce qui manque à l’export (collège, campagne, territoire) se déclare dans `revue.toml` :

```toml
[[sources]]
file = "data/reponses.csv"
campaign = "2026"
college = "habitants"
```

Un `[[sources]]` peut dire aussi :

| Réglage | Ce qu’il dit |
|---|---|
| `territory`, `campaign`, `college` | ce que toutes les lignes du fichier ont en commun |
| `territory_column`, `campaign_column`, `college_column`, `respondent_column` | l’en-tête de la colonne qui le dit |
| `territory_pattern`, `campaign_pattern`, `college_pattern` | le motif qui le trouve dans le nom du fichier |
| `columns` | le sens d’une colonne : `columns = { "Q12" = "I1A souhaité" }` |
| `ignore` | les colonnes à ne pas lire : `ignore = ["Âge"]` |
| `answers` | le sens d’un code de réponse : `answers = { "A3" = "3", "NA" = "" }` (`""` : pas de réponse) |
| `incomplete` | `"keep"` (par défaut) ou `"drop"` : garder ou écarter les questionnaires non validés |
| `repeated` | un répondant sur plusieurs lignes : `"fault"` (par défaut), ou `"last"` : la dernière validée compte |
| `shape`, `sheet`, `encoding`, `separator` | la forme du fichier, si elle n’est pas reconnue |
"""


def table_schema(name: str) -> dict[str, Any]:
    """Return the Table Schema of a table, texts in French.

    >>> table_schema("weights")["fields"][2]["constraints"]
    {'required': True, 'minimum': 0}
    """
    table = MODELS[name]
    columns = table.model.to_schema().columns
    texts = about(table.model)
    schema: dict[str, Any] = {
        "$schema": SPECIFICATION,
        "name": name,
        "title": table.title[0],
        "description": typeset(table.purpose[0], "fr"),
        "fields": [_field(column, columns[column], texts[column]) for column in columns],
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


def _field(name: str, column: Any, about_it: About) -> dict[str, Any]:
    """Describe one column."""
    kind = TYPES[str(column.dtype.type)]
    stated = _stated(column)
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
    texts = {"name": name, "title": about_it.title["fr"], "description": typeset(about_it.description["fr"], "fr")}
    example = {"example": about_it.example} if about_it.example else {}
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


def dictionary() -> str:
    """Return the dictionary, in Markdown."""
    parts = [HEAD, _contents()]
    for name, table in MODELS.items():
        parts.append("\n".join(_section(name, table)))
        if name == "ratings":
            parts.append(SURVEY)
    return "\n".join(parts).rstrip() + "\n"


def _contents() -> str:
    rows = [f"| [{t.title[0]}](#{name}) | `{name}` | {typeset(t.purpose[0], 'fr')} |" for name, t in MODELS.items()]
    return "\n".join(["| Table | Nom | À quoi elle sert |", "|---|---|---|", *rows, ""])


def _section(name: str, table: Model) -> Iterator[str]:
    columns, texts = table.model.to_schema().columns, about(table.model)
    yield f'## <a id="{name}"></a>{table.title[0]} (`{name}`)\n'
    yield typeset(table.purpose[0], "fr") + "\n"
    if table.key:
        yield f"Une ligne se reconnaît à : {', '.join(f'`{key}`' for key in table.key)} (jamais deux fois la même).\n"
    yield "| Colonne | Titre | Ce qu’elle contient | Type | Valeurs | Exemple |"
    yield "|---|---|---|---|---|---|"
    for key, column in columns.items():
        about_it, optional = texts[key], column.default is not None or column.nullable
        kind = KINDS[str(column.dtype.type)] + (", facultative" if optional else "")
        example = f"`{about_it.example}`" if about_it.example else ""
        text = typeset(about_it.description["fr"], "fr")
        yield f"| `{key}` | {about_it.title['fr']} | {text} | {kind} | {_values(column, about_it)} | {example} |"
    yield "\nExemple de fichier :\n"
    yield "```csv"
    yield ";".join(columns)
    yield ";".join(
        about_it.example.replace(".", ",") if str(columns[key].dtype.type) == "float64" else about_it.example
        for key, about_it in texts.items()
    )
    yield "```\n"


def _stated(column: Any) -> dict[str, Any]:
    """Return what the checks of a column state: bounds, pattern, values."""
    return {name: value for check in column.checks for name, value in (check.statistics or {}).items()}


def _values(column: Any, texts: About) -> str:
    """Say which values a column takes."""
    if texts.words:
        return " ; ".join(f"`{value}` ({words[0]})" if words else "vide" for value, words in texts.words.items())
    bounds = _stated(column)
    low, high = bounds.get("min_value"), bounds.get("max_value")
    if str(column.dtype.type) == "str" or low is None:
        return ""
    return f"de {low} à {high}" if high is not None else f"{low} ou plus"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    for path in export(sys.argv[1] if len(sys.argv) > 1 else "data_schemas"):
        print(path)
