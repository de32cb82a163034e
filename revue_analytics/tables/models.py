"""The tables, by name: model, what each is for, its key, what it refers to; and the rules a framework adds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandera.pandas as pa

from revue_analytics.framework import OVERALL, Framework
from revue_analytics.tables.answer_models import Comments, Importance, RatingsTable
from revue_analytics.tables.campaign_models import Invited, Reviewer, Targets, Territories, Weights
from revue_analytics.tables.roadmap_models import Actions, Decisions


@dataclass(frozen=True)
class Model:
    """A table: its pandera model, its title and what it is for, in French and English."""

    model: type[pa.DataFrameModel]
    title: tuple[str, str]
    purpose: tuple[str, str]

    @property
    def key(self) -> tuple[str, ...]:
        """Columns by which a row is found again: no two rows have the same."""
        schema = self.model.to_schema()
        return tuple(schema.unique or [name for name, column in schema.columns.items() if column.unique])

    @property
    def refers(self) -> dict[str, tuple[str, str]]:
        """Column -> (table, column) that holds its values."""
        territory = self.model.to_schema().columns.get("territory")
        foreign = territory is not None and territory.default is None and not territory.unique
        return {"territory": ("territories", "territory")} if foreign else {}


# fmt: off
MODELS: Mapping[str, Model] = {
    "ratings": Model(RatingsTable, ("Réponses", "Ratings"),
        ("Les réponses aux questionnaires, une ligne par répondant, par critère et par aspect. C’est la forme « longue "
         "» ; un export d’enquête (une ligne par répondant, une colonne par critère) se lit aussi.",
         "The answers to the questionnaires, one row per respondent, criterion and aspect. This is the long shape; a "
         "survey export (one row per respondent, one column per criterion) can be read as well.")),
    "importance": Model(Importance, ("Importance", "Importance"),
        ("Le partage de 100 points d’importance entre les indicateurs, par répondant. Facultative. Dans un export "
         "d’enquête : des colonnes importance_I1, importance_I2…",
         "How each respondent shares 100 points of importance among the indicators. Optional. In a survey export: "
         "columns importance_I1, importance_I2…")),
    "comments": Model(Comments, ("Commentaires", "Comments"),
        ("Les remarques générales et les remarques par indicateur. Facultative. Elles restent privées, sauf si la "
         "campagne décide de les publier.",
         "General remarks and remarks per indicator. Optional. They stay private unless the campaign decides to "
         "publish them.")),
    "territories": Model(Territories, ("Territoires", "Territories"),
        ("Les territoires de la campagne. Facultative pour les communes et les intercommunalités, que la liste "
         "officielle décrit ; nécessaire pour les autres (PETR, PNR…).",
         "The territories of the campaign. Optional for communes and intercommunal bodies, which the official list "
         "describes; needed for others (PETR, PNR…).")),
    "invited": Model(Invited, ("Invités", "Invited"),
        ("Le nombre de personnes invitées à répondre, par territoire, campagne et collège. Facultative.",
         "How many people were invited to answer, by territory, campaign and college. Optional.")),
    "targets": Model(Targets, ("Cibles", "Targets"),
        ("Les scores à atteindre. Facultative : sans elle, la cible est 75 partout.",
         "The scores to reach. Optional: without it the target is 75 everywhere.")),
    "weights": Model(Weights, ("Poids", "Weights"),
        ("Les poids des indicateurs et des critères, par schéma de pondération. Facultative : sans elle, les poids du "
         "référentiel s’appliquent.",
         "The weights of indicators and criteria, by weighting scheme. Optional: without it the weights of the "
         "framework apply.")),
    "actions": Model(Actions, ("Actions", "Actions"),
        ("Les actions parmi lesquelles la feuille de route choisit. Facultative : sans elle, celles du référentiel.",
         "The actions that the roadmap chooses among. Optional: without it, those of the framework.")),
    "decisions": Model(Decisions, ("Décisions", "Decisions"),
        ("Les actions que la feuille de route doit contenir ou éviter, et celles qui étaient prévues lors d’une "
         "campagne passée. Facultative. Une feuille de route exportée puis tenue à jour se relit telle quelle : elle "
         "dit ce qui était prévu et où l’on en est.",
         "The actions that the roadmap must hold or avoid, and those planned in an earlier campaign. Optional. A "
         "roadmap that was exported and kept up to date is read as it is: it says what was planned and how far it "
         "is.")),
    "reviewer": Model(Reviewer, ("Regard de l’évaluateur", "Reviewer"),
        ("Le niveau qu’un évaluateur donne à des critères, à côté de ce que disent les répondants. Facultative. Il "
         "n’entre dans aucun score ; le document montre les deux et leur écart.",
         "The level that a reviewer gives to criteria, beside what respondents say. Optional. It enters no score; "
         "the document shows both and their difference.")),
}
# fmt: on
"""Table name → model, in the order of the data dictionary."""


def ratings_model(framework: Framework) -> pa.DataFrameSchema:
    """Return the model of ratings with the criteria and the levels of `framework`."""
    return _narrowed(
        RatingsTable,
        criterion=pa.Check.isin([leaf.id for leaf in framework.leaves if leaf.is_rated], error="criterion-unknown"),
        level=_on_scale(framework),
    )


def importance_model(framework: Framework) -> pa.DataFrameSchema:
    """Return the model of importance with the top nodes of `framework`."""
    return _narrowed(Importance, indicator=pa.Check.isin(list(framework.top_ids), error="indicator-unknown"))


def actions_model(framework: Framework) -> pa.DataFrameSchema:
    """Return the model of actions with the criteria and the levels of `framework`."""
    known = pa.Check.isin(list(framework.leaf_ids), error="criterion-unknown")
    if framework.scale is None:
        return _narrowed(Actions, criterion=known)
    return _narrowed(
        Actions, criterion=known, to_level=pa.Check.in_range(framework.scale.minimum, framework.scale.maximum)
    )


def reviewer_model(framework: Framework) -> pa.DataFrameSchema:
    """Return the model of a reviewer's ratings with the rated criteria and the levels of `framework`."""
    known = pa.Check.isin([leaf.id for leaf in framework.leaves if leaf.is_rated], error="criterion-unknown")
    return _narrowed(Reviewer, criterion=known, reviewed_level=_on_scale(framework))


def _on_scale(framework: Framework) -> pa.Check:
    """Check that a level is on the scale; without one none is."""
    scale = framework.scale
    return pa.Check.isin([]) if scale is None else pa.Check.in_range(scale.minimum, scale.maximum)


def model_for(table: str, framework: Framework | None = None) -> pa.DataFrameSchema:
    """Return the model of a table, with what `framework` adds to it."""
    model = MODELS[table].model
    if framework is None:
        return model.to_schema()
    if table in OF_FRAMEWORK:
        return OF_FRAMEWORK[table](framework)
    if table in ("comments", "targets", "weights"):
        nodes = [node.id for node in framework.nodes] + ([] if table == "weights" else [OVERALL])
        return _narrowed(model, node=pa.Check.isin(nodes, error="node-unknown"))
    return model.to_schema()


OF_FRAMEWORK = {
    "ratings": ratings_model,
    "importance": importance_model,
    "actions": actions_model,
    "reviewer": reviewer_model,
}
"""Models that a framework narrows by more than its nodes."""


def _narrowed(model: type[pa.DataFrameModel], **checks: pa.Check) -> pa.DataFrameSchema:
    """Return the model with one more check on each of these columns."""
    schema = model.to_schema()
    more = {name: {"checks": [*schema.columns[name].checks, check]} for name, check in checks.items()}
    return schema.update_columns(more)
