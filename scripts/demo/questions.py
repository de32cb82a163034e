"""The questionnaire as the two survey tools show it: indicators, criteria and the words of the scale."""

from __future__ import annotations

INDICATORS = {
    "I1": "Approche systémique",
    "I2": "Développement endogène",
    "I3": "Développement responsable",
    "I4": "Projet de territoire",
    "I5": "Participation des habitants",
    "I6": "Projets et plans d’actions",
    "I7": "Pilotage multi-projets",
    "I8": "Reporting et transparence",
}

CRITERIA = {
    "I1A": "Approche globale",
    "I1B": "Approche finalisée",
    "I2A": "Souveraineté économique",
    "I2B": "Souveraineté alimentaire",
    "I3A": "Climat et sobriété",
    "I3B": "Circuits courts, économie circulaire et consommation raisonnée",
    "I3C": "Développement équilibré",
    "I4A": "Complémentarités avec les territoires de proximité",
    "I4B": "Adaptation aux tendances lourdes",
    "I4C": "Capitalisation des meilleures pratiques",
    "I5A": "Participation au diagnostic",
    "I5B": "Participation aux décisions",
    "I6A": "Des ambitions traduites en projets",
    "I6B": "Des plans d’actions opérationnels",
    "I7A": "Vue d’ensemble et arbitrages",
    "I7B": "Méthode et compétences de conduite de projet",
    "I8A": "Reporting aux élus et aux décideurs",
    "I8B": "Transparence envers les habitants",
}

LEVELS = ("0 – Absent", "1 – Amorcé", "2 – Structuré", "3 – Maîtrisé", "4 – Exemplaire")
IN_WORDS = {**{str(i): word for i, word in enumerate(LEVELS)}, "NSP": "Ne sait pas", "SO": "Sans objet", "": ""}
COLLEGE_IN_WORDS = {"elus": "Élu", "agents": "Agent", "habitants": "Habitant", "partenaires": "Partenaire"}


def indicator(criterion: str) -> str:
    """Return the indicator of a criterion: `"I5"` for `"I5B"`."""
    return criterion[:2]
