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


def actions() -> bytes:
    """Write the campaign's own actions."""
    head = ["id", "critere", "niveau vise", "libelle", "outil", "cout", "jours", "periodes", "pilote", "preuve"]
    return as_csv([head, *map(list, ACTIONS)], ";", "\n").encode("utf-8")


def decisions() -> bytes:
    """Write what was decided, in this campaign and in the one before."""
    head = ["code", "campagne", "action", "decision", "etat"]
    return as_csv([head, *map(list, DECISIONS)], ";", "\n").encode("utf-8")
