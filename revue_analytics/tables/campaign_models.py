"""Models of what a campaign states: territories, invited, targets, weights, actions."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa

from revue_analytics.tables.answer_models import Answered, Table
from revue_analytics.tables.columns import about, column
from revue_analytics.tables.strata import STRATA, strata

__all__ = ["Actions", "Invited", "Targets", "Territories", "Weights"]

CODES = tuple(about(Answered)["territory"].names)
CAMPAIGNS = tuple(about(Answered)["campaign"].names)
COLLEGES = tuple(about(Answered)["college"].names)
STRATUM_WORDS = {stratum: (label["fr"], label["en"]) for stratum, label in STRATA.items()}
ID = r"^[\w.:/-]+$"
CODE = r"^[0-9A-Za-z_-]{0,100}$"  # of a territory: it names files


class Territories(Table):
    """One row per territory of the campaign."""

    territory: str = column(
        ("Territoire", "Territory"),
        (
            "Code du territoire : code Insee (5 caractères, toujours du texte), SIREN, ou un code de votre choix pour "
            "un territoire qui n’est ni une commune ni une intercommunalité : lettres sans accent, chiffres, - et _.",
            "Code of the territory: INSEE code (5 characters, always text), SIREN, or a code of your choice for a "
            "territory that is neither a commune nor an intercommunal body: letters without accents, digits, - and _.",
        ),
        "01004",
        names=[code for code in CODES if "epci" not in code],
        required=True,
        unique=True,
        str_matches=CODE,
    )
    name: str = column(
        ("Nom", "Name"),
        ("Nom du territoire, tel qu’il est imprimé.", "Name of the territory, as it is printed."),
        "Ambérieu-en-Bugey",
        names=("libellé", "label", "nom du territoire", "nom de la commune", "territory name", "commune", "libgeo"),
        default="",
    )
    kind: str = column(
        ("Nature", "Kind"),
        ("Nature du territoire.", "What kind of territory it is."),
        "commune",
        names=("type", "type de territoire", "territory type", "nature du territoire", "catégorie"),
        words={
            "commune": ("commune", "commune", "ville", "municipality"),
            "epci": (
                *("EPCI", "intercommunal body", "intercommunalité", "communauté de communes", "métropole"),
                *("communauté d’agglomération", "communauté urbaine", "CC", "CA", "CU"),
            ),
            "petr": ("PETR", "PETR", "pôle d’équilibre territorial et rural", "pays"),
            "pnr": ("PNR", "regional nature park", "parc naturel régional", "parc"),
            "other": ("autre", "other"),
        },
        default="other",
    )
    departement: str = column(
        ("Département", "Département"),
        ("Code du département (texte), s’il y en a un seul.", "Code of the département (text), if there is just one."),
        "01",
        names=("code département", "dep", "department"),
        default="",
    )
    departement_name: str = column(
        ("Nom du département", "Name of the département"),
        ("Nom du département.", "Name of the département."),
        "Ain",
        names=("libellé département", "department name"),
        default="",
    )
    epci: str = column(
        ("EPCI", "Intercommunal body"),
        ("SIREN de l’intercommunalité d’une commune.", "SIREN of the intercommunal body of a commune."),
        "240100883",
        names=("code epci", "siren epci", "intercommunalité"),
        default="",
    )
    epci_name: str = column(
        ("Nom de l’EPCI", "Name of the intercommunal body"),
        ("Nom de l’intercommunalité.", "Name of the intercommunal body."),
        "CC de la Plaine de l’Ain",
        names=("libellé epci", "nom epci", "nom de l’intercommunalité"),
        default="",
    )
    population: pd.Int64Dtype = column(
        ("Population", "Population"),
        ("Nombre d’habitants ; vide si inconnu.", "Number of inhabitants; empty if unknown."),
        "15934",
        names=("population municipale", "nombre d’habitants", "habitants", "inhabitants", "pop"),
        nullable=True,
        ge=0,
    )
    stratum: str = column(
        ("Strate", "Stratum"),
        (
            "Groupe de territoires comparables ; vide, elle se déduit de la nature et de la population.",
            "Group of comparable territories; if empty it follows from kind and population.",
        ),
        "10000-49999",
        names=("strate de population", "taille"),
        words=STRATUM_WORDS,
        default="",
    )

    class Config:  # noqa: D106
        name = "territories"

    @pa.dataframe_parser
    def stratum_of_kind_and_population(cls, table: pd.DataFrame) -> pd.DataFrame:
        """A stratum that is not given follows from kind and population."""
        found = strata(table["kind"], table["population"])
        return table.assign(stratum=table["stratum"].where(table["stratum"] != "", found))


class Invited(Table):
    """One row per territory, campaign and college."""

    territory: str = column(
        ("Territoire", "Territory"),
        ("Code du territoire.", "Code of the territory."),
        "01004",
        names=CODES,
        required=True,
    )
    campaign: str = column(
        ("Campagne", "Campaign"), ("Campagne de recueil.", "Survey campaign."), "2026", names=CAMPAIGNS, required=True
    )
    college: str = column(
        ("Collège", "College"), ("Identifiant du collège.", "Id of the college."), "elus", names=COLLEGES, required=True
    )
    invited: pd.Int64Dtype = column(
        ("Invités", "Invited"),
        (
            "Nombre de personnes invitées à répondre ; il donne le taux de réponse et entre dans l’incertitude.",
            "Number of people invited to answer; it gives the response rate and enters the uncertainty.",
        ),
        "15",
        names=(
            "nombre d’invités",
            "personnes invitées",
            "nombre de personnes invitées",
            "effectif",
            "number invited",
            "n",
        ),
        ge=0,
    )

    class Config:  # noqa: D106
        name = "invited"
        unique = ("territory", "campaign", "college")


class Targets(Table):
    """One row per target."""

    territory: str = column(
        ("Territoire", "Territory"),
        ("Code du territoire ; vide pour tous.", "Code of the territory; empty for all."),
        "01004",
        names=CODES,
        default="",
    )
    stratum: str = column(
        ("Strate", "Stratum"),
        ("Strate des territoires concernés ; vide pour toutes.", "Stratum of the territories meant; empty for all."),
        "lt1000",
        names=("strate de population", "taille"),
        words={"": (), **STRATUM_WORDS},
        default="",
    )
    node: str = column(
        ("Sujet", "Subject"),
        (
            "Identifiant de l’indicateur ou du critère visé ; overall pour tous les critères. La cible la plus précise "
            "l’emporte : le territoire avant la strate, la strate avant tous, puis le critère avant l’indicateur.",
            "Id of the indicator or criterion aimed at; overall for all criteria. The most particular target wins: "
            "territory before stratum before all, then criterion before indicator.",
        ),
        "I5B",
        names=("nœud", "critère", "indicateur", "indicateur ou critère", "criterion", "indicator"),
        default="overall",
    )
    target: float = column(
        ("Cible", "Target"),
        ("Score à atteindre, de 0 à 100 (75 = Maîtrisé).", "Score to reach, from 0 to 100 (75 = Managed)."),
        "75",
        names=("objectif", "valeur cible", "score cible", "target score"),
        in_range={"min_value": 0, "max_value": 100},
    )
    due: str = column(
        ("Échéance", "Due"),
        (
            "Date à laquelle la cible est à atteindre (AAAA-MM-JJ) ; vide si aucune.",
            "Day on which the target is due (YYYY-MM-DD); empty if none.",
        ),
        "2028-12-31",
        names=("date", "date cible", "date d’échéance", "due date", "deadline"),
        str_matches=r"^$|^\d{4}-\d{2}-\d{2}$",
        default="",
    )

    class Config:  # noqa: D106
        name = "targets"
        unique = ("territory", "stratum", "node")


class Weights(Table):
    """One row per scheme and node."""

    scheme: str = column(
        ("Schéma", "Scheme"),
        (
            "Nom du jeu de poids ; un fichier peut en contenir plusieurs.",
            "Name of the set of weights; a file may hold several.",
        ),
        "conseil municipal",
        names=("schéma de pondération", "jeu de poids", "weighting scheme"),
        default="campaign",
    )
    node: str = column(
        ("Sujet", "Subject"),
        ("Identifiant de l’indicateur ou du critère pondéré.", "Id of the indicator or criterion weighted."),
        "I5",
        names=("nœud", "critère", "indicateur", "indicateur ou critère", "criterion", "indicator"),
        required=True,
    )
    weight: float = column(
        ("Poids", "Weight"),
        (
            "Poids parmi les sujets de même rang ; positif ou nul, l’échelle n’importe pas.",
            "Weight among its siblings; not negative, its scale does not matter.",
        ),
        "2",
        names=("coefficient", "coef"),
        ge=0,
    )

    class Config:  # noqa: D106
        name = "weights"
        unique = ("scheme", "node")


class Actions(Table):
    """One row per action."""

    id: str = column(
        ("Identifiant", "Id"),
        ("Identifiant de l’action, sans espace.", "Id of the action, without a space."),
        "I5B-3",
        names=("action", "code action", "id action", "action id", "code"),
        str_matches=ID,
        unique=True,
    )
    criterion: str = column(
        ("Critère", "Criterion"),
        ("Identifiant du critère que l’action fait progresser.", "Id of the criterion that the action lifts."),
        "I5B",
        names=("code critère", "id critère"),
        required=True,
    )
    to_level: pd.Int8Dtype = column(
        ("Niveau visé", "To level"),
        ("Niveau que l’action permet d’atteindre.", "Level that the action leads to."),
        "3",
        names=("vers", "niveau", "niveau atteint", "level", "target level"),
    )
    label: str = column(
        ("Libellé", "Label"),
        ("Ce qu’il y a à faire, en une phrase.", "What is to be done, in one sentence."),
        "Publier un tableau des propositions et des réponses",
        names=("intitulé", "description", "nom", "name"),
        required=True,
    )
    tool: str = column(
        ("Outil", "Tool"),
        ("Outil ou appui utile.", "Useful tool or support."),
        "Plateforme de participation",
        names=("outils", "tools"),
        default="",
    )
    horizon: str = column(
        ("Horizon", "Horizon"),
        ("Temps nécessaire pour que l’action porte.", "Time the action needs to take effect."),
        "short",
        names=("délai", "terme"),
        words={
            "short": ("court", "short", "court terme"),
            "medium": ("moyen", "medium", "moyen terme"),
            "long": ("long", "long", "long terme"),
        },
        default="medium",
    )
    effort: str = column(
        ("Effort", "Effort"),
        ("Effort demandé.", "Effort it takes."),
        "medium",
        names=("charge",),
        words={"low": ("faible", "low"), "medium": ("moyen", "medium"), "high": ("fort", "high", "élevé")},
        default="medium",
    )
    cost: float = column(
        ("Coût", "Cost"),
        ("Coût en euros ; vide si non chiffré.", "Cost in euros; empty if not costed."),
        "4000",
        names=("coût en euros", "budget", "cost in euros"),
        nullable=True,
        ge=0,
    )
    staff_days: float = column(
        ("Jours-agents", "Staff-days"),
        (
            "Charge en jours de travail ; vide, elle se déduit de l’effort.",
            "Days of work; if empty, from effort.",
        ),
        "20",
        names=("jours", "charge en jours", "jours homme", "days"),
        nullable=True,
        ge=0,
    )
    periods: pd.Int64Dtype = column(
        ("Périodes", "Periods"),
        (
            "Durée en périodes d’un an ; vide, elle se déduit de l’horizon.",
            "Years it takes; if empty, from the horizon.",
        ),
        "1",
        names=("durée", "années", "duration", "years"),
        nullable=True,
        ge=1,
    )
    pilot: str = column(
        ("Pilote", "Pilot"),
        ("Qui conduit l’action (une fonction, pas un nom).", "Who leads the action (a function, not a name)."),
        "Direction générale des services",
        names=("responsable", "porteur", "lead", "owner"),
        default="",
    )
    evidence: str = column(
        ("Preuve attendue", "Expected evidence"),
        ("Ce qui montrera que l’action est faite.", "What will show that the action is done."),
        "Tableau publié",
        names=("preuve", "preuves", "evidence", "livrable"),
        default="",
    )
    requires: str = column(
        ("Exige", "Requires"),
        (
            "Identifiants des actions à faire avant, séparés par une espace.",
            "Ids of actions to do first, space-separated.",
        ),
        "I5B-2",
        names=("prérequis", "après", "dépend de", "prerequisites"),
        default="",
    )
    excludes: str = column(
        ("Exclut", "Excludes"),
        (
            "Identifiants des actions incompatibles, séparés par une espace.",
            "Ids of incompatible actions, space-separated.",
        ),
        "",
        names=("incompatible avec", "incompatible with"),
        default="",
    )

    class Config:  # noqa: D106
        name = "actions"
