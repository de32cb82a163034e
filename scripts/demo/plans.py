"""What the invented campaign says of its roadmaps: actions of its own with their cost, and what was decided."""

from __future__ import annotations

from demo.files import as_csv

ACTIONS = [
    # id, criterion, level, what, tool, cost, days, years, who, what will show it
    ("CC-enquete", "I5A", 2, "Mener une enquête auprès des habitants, commune à toute la communauté de communes",
     "Questionnaire commun, en ligne et en mairie", 1500, 6, 1,
     "Communauté de communes, avec un élu référent par commune",
     "Résultats de l’enquête, publiés commune par commune"),
    ("CC-alimentation", "I2B", 3, "Rejoindre le projet alimentaire porté par la communauté de communes",
     "Convention de partenariat", 1000, 5, 1, "Adjoint ou adjointe à l’agriculture", "Convention signée"),
    ("CC-chef-de-projet", "I7B", 3, "Partager un chef de projet entre les petites communes",
     "Service commun de la communauté de communes", 4000, 6, 2, "Communauté de communes",
     "Convention de service commun et lettres de mission"),
    ("CC-engagements", "I8B", 3, "Ouvrir une page de suivi des engagements sur le site partagé entre communes",
     "Site internet partagé (RGAA)", 800, 6, 1, "Secrétariat de mairie", "Page de suivi en ligne, à jour"),
]  # fmt: skip
"""Actions that the invented intercommunal body offers its communes."""

DECISIONS = [
    # territory, campaign, action, decision, how far it is
    ("00001", "2023", "I4B-3", "prévue", "réalisée"),
    ("00001", "2023", "I8B-2", "prévue", "abandonnée"),
    ("00003", "2023", "I6A-2", "prévue", "réalisée"),
    ("00003", "2023", "I2A-3", "prévue", "en cours"),
    ("00003", "2023", "I7A-2", "prévue", ""),
    ("00004", "2026", "I8B-2", "imposée", ""),
    ("00005", "2026", "CC-chef-de-projet", "exclue", ""),
    # what is offered to the communes is not for the intercommunal body itself, nor for its largest communes
    *(("000000012", "", action[0], "exclue", "") for action in ACTIONS),
    *((town, "", "CC-chef-de-projet", "exclue", "") for town in ("00001", "00002")),
]


REVIEWER = [
    # criterion, level, what it rests on; of one territory, whose name is in the module of places
    ("I1A", 2, "Projet de territoire qui traite la mobilité, l’habitat et les services, sans la santé"),
    ("I1B", 1, ""),
    ("I2A", 2, "Convention avec les producteurs, suivie par un agent"),
    ("I2B", 1, ""),
    ("I3A", 1, "Intentions inscrites au projet, sans calendrier"),
    ("I3B", 2, ""),
    ("I3C", 1, ""),
    ("I4A", 2, "Comptes rendus des réunions avec les communes voisines"),
    ("I4B", 1, ""),
    ("I4C", 1, ""),
    ("I5A", 2, "Deux réunions publiques et un questionnaire, restitués par écrit"),
    ("I5B", 2, "Règle de concertation votée ; réponses aux propositions données à l’oral"),
    ("I6A", 2, ""),
    ("I6B", 1, "Plans d’actions sans responsable désigné"),
    ("I7A", 1, "Un tableau des projets existe, mis à jour une fois en deux ans"),
    ("I7B", 1, ""),
    ("I8A", 1, ""),
    ("I8B", 1, "Aucun bilan en ligne à la date de la visite"),
]
"""What the invented reviewer found on the spot, in the territory `REVIEWED`."""
REVIEWED = "00009"


def reviewer() -> bytes:
    """Write the ratings of the reviewer."""
    head = ["code", "campagne", "critere", "niveau de l'evaluateur", "constat"]
    return as_csv([head, *([REVIEWED, "2026", *row] for row in REVIEWER)], ";", "\n").encode("utf-8")


def actions() -> bytes:
    """Write the campaign's own actions."""
    head = ["id", "critere", "niveau vise", "libelle", "outil", "cout", "jours", "periodes", "pilote", "preuve"]
    return as_csv([head, *map(list, ACTIONS)], ";", "\n").encode("utf-8")


def decisions() -> bytes:
    """Write what was decided, in this campaign and in the one before."""
    head = ["code", "campagne", "action", "decision", "etat"]
    return as_csv([head, *map(list, DECISIONS)], ";", "\n").encode("utf-8")
