"""The data dictionary: every table and column in French, for people who prepare data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from revue_analytics.language import typeset
from revue_analytics.tables.columns import about
from revue_analytics.tables.models import MODELS, Model

__all__ = ["dictionary"]

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


def dictionary() -> str:
    """Return the dictionary, in Markdown."""
    parts = [HEAD, _contents()]
    for name, table in MODELS.items():
        parts.append("\n".join(_section(name, table)))
        if name == "ratings":
            parts.append(SURVEY)
    return "\n".join(parts).rstrip() + "\n"


def _contents() -> str:
    rows = [
        f"| [{t.title['fr']}](#{name}) | `{name}` | {typeset(t.purpose['fr'], 'fr')} |" for name, t in MODELS.items()
    ]
    return "\n".join(["| Table | Nom | À quoi elle sert |", "|---|---|---|", *rows, ""])


def _section(name: str, table: Model) -> Iterator[str]:
    columns, said = table.model.to_schema().columns, about(table.model)
    yield f'## <a id="{name}"></a>{table.title["fr"]} (`{name}`)\n'
    yield typeset(table.purpose["fr"], "fr") + "\n"
    if table.key:
        yield f"Une ligne se reconnaît à : {', '.join(f'`{key}`' for key in table.key)} (jamais deux fois la même).\n"
    yield "| Colonne | Titre | Ce qu’elle contient | Type | Valeurs | Exemple |"
    yield "|---|---|---|---|---|---|"
    for key, column in columns.items():
        about_it, optional = said[key], column.default is not None or column.nullable
        kind = KINDS[str(column.dtype.type)] + (", facultative" if optional else "")
        example = f"`{about_it.example}`" if about_it.example else ""
        text = typeset(about_it.description["fr"], "fr")
        yield f"| `{key}` | {about_it.title['fr']} | {text} | {kind} | {_values(column, about_it)} | {example} |"
    yield "\nExemple de fichier :\n"
    yield "```csv"
    yield ";".join(columns)
    yield ";".join(
        about_it.example.replace(".", ",") if str(columns[key].dtype.type) == "float64" else about_it.example
        for key, about_it in said.items()
    )
    yield "```\n"


def _values(column: Any, said: Any) -> str:
    """Say which values a column takes."""
    if said.words:
        return " ; ".join(f"`{value}` ({words[0]})" if words else "vide" for value, words in said.words.items())
    bounds: dict[str, Any] = {}
    for check in column.checks:
        bounds |= check.statistics or {}
    low, high = bounds.get("min_value"), bounds.get("max_value")
    if str(column.dtype.type) == "str" or low is None:
        return ""
    return f"de {low} à {high}" if high is not None else f"{low} ou plus"
