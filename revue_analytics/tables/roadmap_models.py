"""Models of the actions of a roadmap, and of what was decided about them."""

from __future__ import annotations

import pandas as pd

from revue_analytics.tables.answer_models import Table
from revue_analytics.tables.campaign_models import CAMPAIGNS, CODES, ID
from revue_analytics.tables.columns import column

# Each column is set as a form: titles; what it holds; an example, other names, rules.
# fmt: off


class Actions(Table):
    """One row per action."""

    id: str = column(("Identifiant", "Id"),
        ("Identifiant de l’action, sans espace.", "Id of the action, without a space."),
        "I5B-3", names=("action", "code action", "id action", "action id", "code"), str_matches=ID, unique=True)
    criterion: str = column(("Critère", "Criterion"),
        ("Identifiant du critère que l’action fait progresser.", "Id of the criterion that the action lifts."),
        "I5B", names=("code critère", "id critère"), required=True)
    to_level: pd.Int8Dtype = column(("Niveau visé", "To level"),
        ("Niveau que l’action permet d’atteindre.", "Level that the action leads to."),
        "3", names=("vers", "niveau", "niveau atteint", "level", "target level"))
    label: str = column(("Libellé", "Label"),
        ("Ce qu’il y a à faire, en une phrase.", "What is to be done, in one sentence."),
        "Publier un tableau des propositions et des réponses", names=("intitulé", "description", "nom", "name"),
        required=True)
    tool: str = column(("Outil", "Tool"),
        ("Outil ou appui utile.", "Useful tool or support."),
        "Plateforme de participation", names=("outils", "tools"), default="")
    horizon: str = column(("Horizon", "Horizon"),
        ("Temps nécessaire pour que l’action porte.", "Time the action needs to take effect."),
        "short", names=("délai", "terme"),
        words={
            "short": ("court", "short", "court terme"),
            "medium": ("moyen", "medium", "moyen terme"),
            "long": ("long", "long", "long terme"),
        },
        default="medium")
    effort: str = column(("Effort", "Effort"),
        ("Effort demandé.", "Effort it takes."),
        "medium", names=("charge",),
        words={"low": ("faible", "low"), "medium": ("moyen", "medium"), "high": ("fort", "high", "élevé")},
        default="medium")
    cost: float = column(("Coût", "Cost"),
        ("Coût en euros ; vide si non chiffré.", "Cost in euros; empty if not costed."),
        "4000", names=("coût en euros", "budget", "cost in euros"), nullable=True, ge=0)
    staff_days: float = column(("Jours-agents", "Staff-days"),
        ("Charge en jours de travail ; vide, elle se déduit de l’effort.", "Days of work; if empty, from effort."),
        "20", names=("jours", "charge en jours", "jours homme", "days"), nullable=True, ge=0)
    periods: pd.Int64Dtype = column(("Périodes", "Periods"),
        ("Durée en périodes d’un an ; vide, elle se déduit de l’horizon.",
         "Years it takes; if empty, from the horizon."),
        "1", names=("durée", "années", "duration", "years"), nullable=True, ge=1)
    pilot: str = column(("Pilote", "Pilot"),
        ("Qui conduit l’action (une fonction, pas un nom).", "Who leads the action (a function, not a name)."),
        "Direction générale des services", names=("responsable", "porteur", "lead", "owner"), default="")
    evidence: str = column(("Preuve attendue", "Expected evidence"),
        ("Ce qui montrera que l’action est faite.", "What will show that the action is done."),
        "Tableau publié", names=("preuve", "preuves", "evidence", "livrable"), default="")
    requires: str = column(("Exige", "Requires"),
        ("Identifiants des actions à faire avant, séparés par une espace.",
         "Ids of actions to do first, space-separated."),
        "I5B-2", names=("prérequis", "après", "dépend de", "prerequisites"), default="")
    excludes: str = column(("Exclut", "Excludes"),
        ("Identifiants des actions incompatibles, séparés par une espace.",
         "Ids of incompatible actions, space-separated."),
        "", names=("incompatible avec", "incompatible with"), default="")

    class Config:  # noqa: D106
        name = "actions"


class Decisions(Table):
    """One row per action on which something was decided. A roadmap that was exported and kept up to date is one."""

    territory: str = column(("Territoire", "Territory"),
        ("Code du territoire ; vide pour tous.", "Code of the territory; empty for all."),
        "01004", names=CODES, default="")
    campaign: str = column(("Campagne", "Campaign"),
        ("Campagne dont la feuille de route est concernée ; vide pour la campagne en cours.",
         "Campaign whose roadmap is meant; empty for the current one."),
        "2026", names=CAMPAIGNS, default="")
    action: str = column(("Action", "Action"),
        ("Identifiant de l’action.", "Id of the action."),
        "I5B-3", names=("id action", "action id", "code action", "identifiant de l’action"), str_matches=ID)
    decision: str = column(("Décision", "Decision"),
        ("Ce qui a été décidé : imposée (elle sera dans la feuille de route), exclue (elle n’y sera pas) ou prévue "
         "(elle y figurait ; on compare avec ce qui a changé).",
         "What was decided: imposed (it will be in the roadmap), forbidden (it will not) or planned (it was; what "
         "changed is compared with it)."),
        "imposed", names=("choix", "choice"),
        words={
            "imposed": ("imposée", "imposed", "imposé", "obligatoire"),
            "forbidden": ("exclue", "forbidden", "exclu", "écartée", "refusée", "interdite"),
            "planned": ("prévue", "planned", "prévu", "retenue", "décidée", "votée"),
        })
    label: str = column(("Ce qu’il y a à faire", "What is to be done"),
        ("Rappel de l’action, pour le lecteur.", "What the action is, for the reader."),
        "Publier un tableau des propositions et des réponses", names=("libellé de l’action", "action label"),
        default="")
    pilot: str = column(("Pilote", "Pilot"),
        ("Qui conduit l’action (une fonction, pas un nom).", "Who leads the action (a function, not a name)."),
        "Direction générale des services", names=("responsable", "porteur", "lead", "owner", "qui", "who"), default="")
    start: str = column(("Début", "Start"),
        ("Début prévu.", "When it is to begin."),
        "2027", names=("date de début", "start date"), default="")
    end: str = column(("Fin", "End"),
        ("Fin prévue.", "When it is to end."),
        "2027", names=("date de fin", "end date"), default="")
    state: str = column(("État", "State"),
        ("Où en est l’action ; vide si on ne le dit pas.", "How far the action is; empty if that is not told."),
        "done", names=("avancement", "progress"),
        words={
            "": (),
            "not_started": ("pas commencée", "not started", "à faire", "à lancer", "to do"),
            "under_way": ("en cours", "under way", "commencée", "started"),
            "done": ("réalisée", "done", "faite", "terminée", "achevée"),
            "dropped": ("abandonnée", "dropped", "annulée", "cancelled"),
        },
        default="")
    date: str = column(("Date de l’état", "Date of the state"),
        ("Quand l’état a été constaté.", "When that was found."),
        "", names=("date du point", "mise à jour", "updated"), default="")
    remark: str = column(("Remarque", "Remark"),
        ("Remarque libre ; elle n’est pas publiée.", "Free remark; it is not published."),
        "", names=("remarques", "observations", "remarks", "notes"), default="")

    class Config:  # noqa: D106
        name = "decisions"
        unique = ("territory", "campaign", "action")
