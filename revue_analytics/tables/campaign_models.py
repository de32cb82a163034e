"""Models of what a campaign states: territories, invited, targets, weights, what a reviewer gives."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa

from revue_analytics.tables.answer_models import Answered, Table
from revue_analytics.tables.columns import about, column
from revue_analytics.tables.groups import STRATA, strata

CODES = tuple(about(Answered)["territory"].names)
CAMPAIGNS = tuple(about(Answered)["campaign"].names)
COLLEGES = tuple(about(Answered)["college"].names)
STRATUM_WORDS = {stratum: (label["fr"], label["en"]) for stratum, label in STRATA.items()}
ID = r"^[\w.:/-]+$"
CODE = r"^[0-9A-Za-z_-]{0,100}$"  # of a territory: it names files

# Each column is set as a form: titles; what it holds; an example, other names, rules.
# fmt: off


class Territories(Table):
    """One row per territory of the campaign."""

    territory: str = column(("Territoire", "Territory"),
        ("Code du territoire : code Insee (5 caractères, toujours du texte), SIREN, ou un code de votre choix pour un "
         "territoire qui n’est ni une commune ni une intercommunalité : lettres sans accent, chiffres, - et _.",
         "Code of the territory: INSEE code (5 characters, always text), SIREN, or a code of your choice for a "
         "territory that is neither a commune nor an intercommunal body: letters without accents, digits, - and _."),
        "01004", names=[code for code in CODES if "epci" not in code], required=True, unique=True, str_matches=CODE)
    name: str = column(("Nom", "Name"),
        ("Nom du territoire, tel qu’il est imprimé.", "Name of the territory, as it is printed."),
        "Ambérieu-en-Bugey",
        names=("libellé", "label", "nom du territoire", "nom de la commune", "territory name", "commune", "libgeo"),
        default="")
    kind: str = column(("Nature", "Kind"),
        ("Nature du territoire.", "What kind of territory it is."),
        "commune", names=("type", "type de territoire", "territory type", "nature du territoire", "catégorie"),
        words={
            "commune": ("commune", "commune", "ville", "municipality"),
            "epci": ("EPCI", "intercommunal body", "intercommunalité", "communauté de communes", "métropole",
                     "communauté d’agglomération", "communauté urbaine", "CC", "CA", "CU"),
            "petr": ("PETR", "PETR", "pôle d’équilibre territorial et rural", "pays"),
            "pnr": ("PNR", "regional nature park", "parc naturel régional", "parc"),
            "other": ("autre", "other"),
        },
        default="other")
    departement: str = column(("Département", "Département"),
        ("Code du département (texte), s’il y en a un seul.", "Code of the département (text), if there is just one."),
        "01", names=("code département", "dep", "department"), default="")
    departement_name: str = column(("Nom du département", "Name of the département"),
        ("Nom du département.", "Name of the département."),
        "Ain", names=("libellé département", "department name"), default="")
    epci: str = column(("EPCI", "Intercommunal body"),
        ("SIREN de l’intercommunalité d’une commune.", "SIREN of the intercommunal body of a commune."),
        "240100883", names=("code epci", "siren epci", "intercommunalité"), default="")
    epci_name: str = column(("Nom de l’EPCI", "Name of the intercommunal body"),
        ("Nom de l’intercommunalité.", "Name of the intercommunal body."),
        "CC de la Plaine de l’Ain", names=("libellé epci", "nom epci", "nom de l’intercommunalité"), default="")
    population: pd.Int64Dtype = column(("Population", "Population"),
        ("Nombre d’habitants ; vide si inconnu.", "Number of inhabitants; empty if unknown."),
        "15934", names=("population municipale", "nombre d’habitants", "habitants", "inhabitants", "pop"),
        nullable=True, ge=0)
    stratum: str = column(("Strate", "Stratum"),
        ("Groupe de territoires comparables ; vide, elle se déduit de la nature et de la population.",
         "Group of comparable territories; if empty it follows from kind and population."),
        "10000-49999", names=("strate de population", "taille"), words=STRATUM_WORDS, default="")

    class Config:  # noqa: D106
        name = "territories"

    @pa.dataframe_parser
    @classmethod
    def stratum_of_kind_and_population(cls, table: pd.DataFrame) -> pd.DataFrame:
        """A stratum that is not given follows from kind and population."""
        implied = strata(table["kind"], table["population"])
        return table.assign(stratum=table["stratum"].where(table["stratum"] != "", implied))


class Invited(Table):
    """One row per territory, campaign and college."""

    territory: str = column(("Territoire", "Territory"),
        ("Code du territoire.", "Code of the territory."),
        "01004", names=CODES, required=True)
    campaign: str = column(("Campagne", "Campaign"),
        ("Campagne de recueil.", "Survey campaign."),
        "2026", names=CAMPAIGNS, required=True)
    college: str = column(("Collège", "College"),
        ("Identifiant du collège.", "Id of the college."),
        "elus", names=COLLEGES, required=True)
    invited: pd.Int64Dtype = column(("Invités", "Invited"),
        ("Nombre de personnes invitées à répondre ; il donne le taux de réponse et entre dans l’incertitude.",
         "Number of people invited to answer; it gives the response rate and enters the uncertainty."),
        "15",
        names=("nombre d’invités", "personnes invitées", "nombre de personnes invitées", "effectif", "number invited",
               "n"),
        ge=0)

    class Config:  # noqa: D106
        name = "invited"
        unique = ("territory", "campaign", "college")


class Targets(Table):
    """One row per target."""

    territory: str = column(("Territoire", "Territory"),
        ("Code du territoire ; vide pour tous.", "Code of the territory; empty for all."),
        "01004", names=CODES, default="")
    stratum: str = column(("Strate", "Stratum"),
        ("Strate des territoires concernés ; vide pour toutes.", "Stratum of the territories meant; empty for all."),
        "lt1000", names=("strate de population", "taille"), words={"": (), **STRATUM_WORDS}, default="")
    node: str = column(("Sujet", "Subject"),
        ("Identifiant de l’indicateur ou du critère visé ; overall pour tous les critères. La cible la plus précise "
         "l’emporte : le territoire avant la strate, la strate avant tous, puis le critère avant l’indicateur.",
         "Id of the indicator or criterion aimed at; overall for all criteria. The most particular target wins: "
         "territory before stratum before all, then criterion before indicator."),
        "I5B", names=("nœud", "critère", "indicateur", "indicateur ou critère", "criterion", "indicator"),
        default="overall")
    target: float = column(("Cible", "Target"),
        ("Score à atteindre, de 0 à 100 (75 = Maîtrisé).", "Score to reach, from 0 to 100 (75 = Managed)."),
        "75", names=("objectif", "valeur cible", "score cible", "target score"),
        in_range={"min_value": 0, "max_value": 100})
    due: str = column(("Échéance", "Due"),
        ("Date à laquelle la cible est à atteindre (AAAA-MM-JJ) ; vide si aucune.",
         "Day on which the target is due (YYYY-MM-DD); empty if none."),
        "2028-12-31", names=("date", "date cible", "date d’échéance", "due date", "deadline"),
        str_matches=r"^$|^\d{4}-\d{2}-\d{2}$", default="")

    class Config:  # noqa: D106
        name = "targets"
        unique = ("territory", "stratum", "node")


class Weights(Table):
    """One row per scheme and node."""

    scheme: str = column(("Schéma", "Scheme"),
        ("Nom du jeu de poids ; un fichier peut en contenir plusieurs.",
         "Name of the set of weights; a file may hold several."),
        "conseil municipal", names=("schéma de pondération", "jeu de poids", "weighting scheme"), default="campaign")
    node: str = column(("Sujet", "Subject"),
        ("Identifiant de l’indicateur ou du critère pondéré.", "Id of the indicator or criterion weighted."),
        "I5", names=("nœud", "critère", "indicateur", "indicateur ou critère", "criterion", "indicator"), required=True)
    weight: float = column(("Poids", "Weight"),
        ("Poids parmi les sujets de même rang ; positif ou nul, l’échelle n’importe pas.",
         "Weight among its siblings; not negative, its scale does not matter."),
        "2", names=("coefficient", "coef"), ge=0)

    class Config:  # noqa: D106
        name = "weights"
        unique = ("scheme", "node")


class Reviewer(Table):
    """One row per territory, campaign and criterion that a reviewer rated."""

    territory: str = column(("Territoire", "Territory"),
        ("Code du territoire.", "Code of the territory."),
        "01004", names=CODES, required=True)
    campaign: str = column(("Campagne", "Campaign"),
        ("Campagne de recueil ; vide pour la campagne en cours.", "Survey campaign; empty for the current one."),
        "2026", names=CAMPAIGNS, default="")
    criterion: str = column(("Critère", "Criterion"),
        ("Identifiant ou libellé du critère.", "Id or label of the criterion."),
        "I5B", names=("code critère", "id critère", "criterion id", "criterion code"), required=True)
    reviewed_level: pd.Int8Dtype = column(("Niveau de l’évaluateur", "Reviewer’s level"),
        ("Niveau que l’évaluateur donne au critère, de 0 à 4, en chiffre ou en mots. Il n’entre dans aucun score.",
         "Level that the reviewer gives the criterion, from 0 to 4, as a number or in words. It enters no score."),
        "2",
        names=("niveau évaluateur", "niveau de l’évaluatrice", "note de l’évaluateur", "niveau évalué",
               "reviewer level", "reviewed level"))
    reason: str = column(("Motif de l’évaluateur", "Reviewer’s reason"),
        ("Ce qui fonde ce niveau, en une phrase ; il est publié avec lui.",
         "What the level rests on, in one sentence; it is published with it."),
        "Délibérations et comptes rendus lus sur place",
        names=("motif", "constat", "constats", "ce qui le fonde", "reason"), default="")

    class Config:  # noqa: D106
        name = "reviewer"
        unique = ("territory", "campaign", "criterion")
