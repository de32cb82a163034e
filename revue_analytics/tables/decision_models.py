"""Model of what was decided about actions: imposed, forbidden, planned; and how far they are."""

from __future__ import annotations

from revue_analytics.tables.answer_models import Table
from revue_analytics.tables.campaign_models import CAMPAIGNS, CODES, ID
from revue_analytics.tables.columns import column

__all__ = ["Decisions"]


class Decisions(Table):
    """One row per action on which something was decided. A roadmap that was exported and kept up to date is one."""

    territory: str = column(
        ("Territoire", "Territory"),
        ("Code du territoire ; vide pour tous.", "Code of the territory; empty for all."),
        "01004",
        names=CODES,
        default="",
    )
    campaign: str = column(
        ("Campagne", "Campaign"),
        (
            "Campagne dont la feuille de route est concernée ; vide pour la campagne en cours.",
            "Campaign whose roadmap is meant; empty for the current one.",
        ),
        "2026",
        names=CAMPAIGNS,
        default="",
    )
    action: str = column(
        ("Action", "Action"),
        ("Identifiant de l’action.", "Id of the action."),
        "I5B-3",
        names=("id action", "action id", "code action", "identifiant de l’action"),
        str_matches=ID,
    )
    decision: str = column(
        ("Décision", "Decision"),
        (
            "Ce qui a été décidé : imposée (elle sera dans la feuille de route), exclue (elle n’y sera pas) ou "
            "prévue (elle y figurait ; on compare avec ce qui a changé).",
            "What was decided: imposed (it will be in the roadmap), forbidden (it will not) or planned (it was; what "
            "changed is compared with it).",
        ),
        "imposed",
        names=("choix", "choice"),
        words={
            "imposed": ("imposée", "imposed", "imposé", "obligatoire"),
            "forbidden": ("exclue", "forbidden", "exclu", "écartée", "refusée", "interdite"),
            "planned": ("prévue", "planned", "prévu", "retenue", "décidée", "votée"),
        },
    )
    label: str = column(
        ("Ce qu’il y a à faire", "What is to be done"),
        ("Rappel de l’action, pour le lecteur.", "What the action is, for the reader."),
        "Publier un tableau des propositions et des réponses",
        names=("libellé de l’action", "action label"),
        default="",
    )
    pilot: str = column(
        ("Pilote", "Pilot"),
        ("Qui conduit l’action (une fonction, pas un nom).", "Who leads the action (a function, not a name)."),
        "Direction générale des services",
        names=("responsable", "porteur", "lead", "owner", "qui", "who"),
        default="",
    )
    start: str = column(
        ("Début", "Start"),
        ("Début prévu.", "When it is to begin."),
        "2027",
        names=("date de début", "start date"),
        default="",
    )
    end: str = column(
        ("Fin", "End"), ("Fin prévue.", "When it is to end."), "2027", names=("date de fin", "end date"), default=""
    )
    state: str = column(
        ("État", "State"),
        ("Où en est l’action ; vide si on ne le dit pas.", "How far the action is; empty if that is not told."),
        "done",
        names=("avancement", "progress"),
        words={
            "": (),
            "not_started": ("pas commencée", "not started", "à faire", "à lancer", "to do"),
            "under_way": ("en cours", "under way", "commencée", "started"),
            "done": ("réalisée", "done", "faite", "terminée", "achevée"),
            "dropped": ("abandonnée", "dropped", "annulée", "cancelled"),
        },
        default="",
    )
    date: str = column(
        ("Date de l’état", "Date of the state"),
        ("Quand l’état a été constaté.", "When that was found."),
        "",
        names=("date du point", "mise à jour", "updated"),
        default="",
    )
    remark: str = column(
        ("Remarque", "Remark"), ("Remarque libre ; elle n’est pas publiée.", "Free remark; it is not published."), "",
        names=("remarques", "observations", "remarks", "notes"), default="",
    )  # fmt: skip

    class Config:  # noqa: D106
        name = "decisions"
        unique = ("territory", "campaign", "action")
