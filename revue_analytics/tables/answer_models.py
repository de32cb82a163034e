"""Models of what respondents say: ratings, importance, comments."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa

from revue_analytics.tables.columns import column


class Table(pa.DataFrameModel):
    """What every model shares: columns that may be left out take their default, columns it does not know go."""

    class Config:  # noqa: D106
        add_missing_columns = True
        coerce = True
        strict = "filter"


# Each column is set as a form: titles; what it holds; an example, other names, rules.
# fmt: off


class Answered(Table):
    """Who says it, where and when."""

    territory: str = column(("Territoire", "Territory"),
        ("Code du territoire : code Insee de la commune (5 caractères, toujours du texte), SIREN de "
         "l’intercommunalité, ou code déclaré dans la table des territoires.",
         "Code of the territory: INSEE code of the commune (5 characters, always text), SIREN of the intercommunal "
         "body, or a code declared in the table of territories."),
        "01004",
        names=("code", "code territoire", "code du territoire", "territory code", "territory id", "id territoire",
               "insee", "code insee", "code insee de la commune", "code insee commune", "code commune insee",
               "commune insee", "insee commune", "insee code", "code commune", "code de la commune", "commune code",
               "depcom", "codgeo", "code géographique", "siren", "code siren", "siren epci", "code epci", "epci siren"),
        required=True)
    campaign: str = column(("Campagne", "Campaign"),
        ("Campagne de recueil à laquelle la réponse appartient.", "Survey campaign that the answer belongs to."),
        "2026", names=("vague", "wave", "millésime", "édition", "année de campagne", "code campagne", "campaign id"),
        required=True)
    respondent: str = column(("Répondant", "Respondent"),
        ("Identifiant opaque de la personne (ou du groupe) qui répond ; jamais un nom ni une adresse.",
         "Opaque identifier of the person (or group) who answers; never a name or an address."),
        "limesurvey_2026:17",
        names=("id répondant", "identifiant répondant", "numéro répondant", "numéro de répondant", "respondent id",
               "numéro", "num", "identifiant", "id réponse", "id de la réponse", "response id", "n°"),
        required=True)
    college: str = column(("Collège", "College"),
        ("Groupe auquel le répondant appartient : un identifiant de collège (elus, agents, habitants, partenaires, ou "
         "ceux que la campagne déclare).",
         "Group that the respondent belongs to: the id of a college (elus, agents, habitants, partenaires, or those "
         "that the campaign declares)."),
        "elus",
        names=("profil", "profile", "votre profil", "vous êtes", "vous êtes un", "vous êtes une", "you are",
               "votre collège", "collège du répondant", "type de répondant", "catégorie de répondant", "catégorie",
               "groupe", "group", "respondent type", "stakeholder group", "stakeholder"),
        required=True)


class RatingsTable(Answered):
    """One row per respondent, criterion and aspect."""

    criterion: str = column(("Critère", "Criterion"),
        ("Identifiant du critère dans le référentiel.", "Id of the criterion in the framework."),
        "I1A", names=("code critère", "id critère", "criterion id", "criterion code", "item"), required=True)
    aspect: str = column(("Aspect", "Aspect"),
        ("Ce que le niveau décrit : la situation actuelle, ou celle qui est souhaitée dans trois ans.",
         "What the level describes: where we are, or where we should be in three years."),
        "current", names=("horizon temporel", "situation"),
        words={
            "current": ("actuel", "current", "actuelle", "situation actuelle", "aujourd’hui", "existant", "present",
                        "today", "now", "where we are"),
            "desired": ("souhaité", "desired", "souhaitée", "situation souhaitée", "souhaité dans trois ans", "cible",
                        "dans trois ans", "dans 3 ans", "souhaité dans 3 ans", "visé", "target", "in three years",
                        "in 3 years", "where we should be"),
        },
        default="current")
    level: pd.Int8Dtype = column(("Niveau", "Level"),
        ("Niveau sur l’échelle du référentiel ; vide si le critère n’est pas noté.",
         "Level on the scale of the framework; empty if the criterion is not rated."),
        "3", names=("note", "réponse", "answer", "response", "rating", "score", "valeur", "value", "cotation"),
        nullable=True)
    status: str = column(("Statut", "Status"),
        ("Nature de la réponse. Seule une réponse notée est un nombre : ne sait pas, sans objet et non posé ne valent "
         "jamais zéro. Une case vide n’a pas de ligne.",
         "Nature of the answer. Only a rated answer is a number: do not know, not applicable and not asked are never "
         "a zero. A blank has no row."),
        "rated", names=("état", "nature"),
        words={
            "rated": ("noté", "rated", "notée"),
            "unknown": ("ne sait pas", "do not know", "NSP", "DK"),
            "not_applicable": ("sans objet", "not applicable", "SO"),
            "not_asked": ("non posé", "not asked", "non posée"),
        },
        default="rated")
    evidence: str = column(("Preuve", "Evidence"),
        ("Document ou fait qui appuie le niveau : son titre, puis un lien ou une référence, puis une date, séparés par "
         "un point-virgule ; le titre suffit.",
         "Document or fact that supports the level: its title, then a link or a reference, then a date, set apart by "
         "semicolons; the title is enough."),
        "PLU approuvé ; délibération 2024-17 ; 12/03/2024", names=("preuves", "justificatif", "justificatifs", "proof"),
        default="")
    comment: str = column(("Commentaire", "Comment"),
        ("Remarque du répondant sur ce critère ; le motif, si le critère est sans objet.",
         "The respondent’s remark on this criterion; the reason, if it is not applicable."),
        "Compétence exercée par l’intercommunalité",
        names=("commentaires", "comments", "remarque", "remarques", "remark", "observation", "motif", "raison",
               "reason"),
        default="")

    class Config:  # noqa: D106
        name = "ratings"
        unique = ("territory", "campaign", "respondent", "criterion", "aspect")

    @pa.dataframe_check(error="level-and-status")
    def level_if_and_only_if_rated(cls, table: pd.DataFrame) -> pd.Series:
        """A rated answer has a level, no other has."""
        return table["level"].notna() == (table["status"] == "rated")


class Importance(Answered):
    """One row per respondent and top node of the framework."""

    indicator: str = column(("Indicateur", "Indicator"),
        ("Identifiant de l’indicateur (premier niveau du référentiel).", "Id of the indicator (top of the framework)."),
        "I5", names=("code indicateur", "id indicateur", "indicator id"), required=True)
    points: float = column(("Points", "Points"),
        ("Points d’importance donnés à l’indicateur ; un répondant en partage 100.",
         "Points of importance given to the indicator; a respondent shares 100."),
        "12.5", names=("points d’importance", "importance", "importance points", "poids"),
        in_range={"min_value": 0, "max_value": 100})

    class Config:  # noqa: D106
        name = "importance"
        unique = ("territory", "campaign", "respondent", "indicator")

    @pa.dataframe_check(error="points-sum")
    def points_sum_to_100(cls, table: pd.DataFrame) -> pd.Series:
        """A respondent's points sum to 100, rounding apart."""
        total = table.groupby(["territory", "campaign", "respondent"])["points"].transform("sum")
        return (total - 100).abs() <= 0.5


class Comments(Answered):
    """One row per remark."""

    node: str = column(("Sujet", "Subject"),
        ("Identifiant de l’indicateur ou du critère commenté ; overall pour une remarque générale.",
         "Id of the indicator or criterion remarked upon; overall for a general remark."),
        "I5", names=("nœud", "indicateur ou critère"), required=True)
    comment: str = column(("Commentaire", "Comment"),
        ("La remarque, telle qu’elle a été écrite.", "The remark, as it was written."),
        "Les réunions publiques sont trop rares",
        names=("commentaires", "comments", "remarque", "remarques", "remark", "observation"), required=True)

    class Config:  # noqa: D106
        name = "comments"
