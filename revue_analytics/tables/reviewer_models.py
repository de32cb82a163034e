"""Model of what a reviewer gives: a level per criterion, beside what respondents say."""

from __future__ import annotations

import pandas as pd

from revue_analytics.tables.answer_models import Table
from revue_analytics.tables.campaign_models import CAMPAIGNS, CODES
from revue_analytics.tables.columns import column

__all__ = ["Reviewer"]


class Reviewer(Table):
    """One row per territory, campaign and criterion that a reviewer rated."""

    territory: str = column(
        ("Territoire", "Territory"),
        ("Code du territoire.", "Code of the territory."),
        "01004",
        names=CODES,
        required=True,
    )
    campaign: str = column(
        ("Campagne", "Campaign"),
        ("Campagne de recueil ; vide pour la campagne en cours.", "Survey campaign; empty for the current one."),
        "2026",
        names=CAMPAIGNS,
        default="",
    )
    criterion: str = column(
        ("Critère", "Criterion"),
        ("Identifiant ou libellé du critère.", "Id or label of the criterion."),
        "I5B",
        names=("code critère", "id critère", "criterion id", "criterion code"),
        required=True,
    )
    reviewed_level: pd.Int8Dtype = column(
        ("Niveau de l’évaluateur", "Reviewer’s level"),
        (
            "Niveau que l’évaluateur donne au critère, de 0 à 4, en chiffre ou en mots. Il n’entre dans aucun score.",
            "Level that the reviewer gives the criterion, from 0 to 4, as a number or in words. It enters no score.",
        ),
        "2",
        names=(
            *("niveau évaluateur", "niveau de l’évaluatrice", "note de l’évaluateur", "niveau évalué"),
            *("reviewer level", "reviewed level"),
        ),
    )
    reason: str = column(
        ("Motif de l’évaluateur", "Reviewer’s reason"),
        (
            "Ce qui fonde ce niveau, en une phrase ; il est publié avec lui.",
            "What the level rests on, in one sentence; it is published with it.",
        ),
        "Délibérations et comptes rendus lus sur place",
        names=("motif", "constat", "constats", "ce qui le fonde", "reason"),
        default="",
    )

    class Config:  # noqa: D106
        name = "reviewer"
        unique = ("territory", "campaign", "criterion")
