"""The groups that are told apart: the colleges of those who answer, the strata of comparable territories."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class College:
    """A group of respondents: its id, its name, its weight among the colleges, and what else it is called.

    `aliases` are matched without regard to accents, case, plural or feminine. A `reviewer` judges from outside: what it
    rates is published beside the territory's own scores and counts in none of them.
    """

    id: str
    label: Mapping[str, str]
    weight: float = 1.0
    aliases: tuple[str, ...] = ()
    reviewer: bool = False


DEFAULT_COLLEGES = (
    College(
        "elus",
        {"fr": "Élus", "en": "Elected officials"},
        aliases=("élu", "élu local", "élu municipal", "conseiller municipal", "elected", "elected official"),
    ),
    College(
        "agents",
        {"fr": "Agents", "en": "Staff"},
        aliases=("agent", "agent territorial", "technicien", "technicien territorial", "officer", "staff member"),
    ),
    College(
        "habitants",
        {"fr": "Habitants", "en": "Residents"},
        aliases=("habitant", "citoyen", "resident", "inhabitant", "citizen"),
    ),
    College(
        "partenaires",
        {"fr": "Partenaires", "en": "Partners"},
        aliases=("partenaire", "partner"),
    ),
)
"""Élus, agents, habitants, partenaires: what a campaign has that names no others."""

KINDS = ("commune", "epci", "petr", "pnr", "other")
"""What a territory can be."""

STRATA: Mapping[str, Mapping[str, str]] = {
    "lt1000": {"fr": "communes de moins de 1 000 habitants", "en": "communes of fewer than 1,000 inhabitants"},
    "1000-3499": {"fr": "communes de 1 000 à 3 499 habitants", "en": "communes of 1,000 to 3,499 inhabitants"},
    "3500-9999": {"fr": "communes de 3 500 à 9 999 habitants", "en": "communes of 3,500 to 9,999 inhabitants"},
    "10000-49999": {"fr": "communes de 10 000 à 49 999 habitants", "en": "communes of 10,000 to 49,999 inhabitants"},
    "ge50000": {"fr": "communes de 50 000 habitants et plus", "en": "communes of 50,000 inhabitants or more"},
    "epci": {"fr": "intercommunalités", "en": "intercommunal bodies"},
    "other": {"fr": "autres territoires", "en": "other territories"},
}
"""Stratum id → what it is called, in French and English."""

BOUNDS = (1_000, 3_500, 10_000, 50_000)


def strata(kind: pd.Series, population: pd.Series) -> pd.Series:
    """Give each territory its stratum: by population for a commune, ``"epci"``, or else ``"other"``.

    Parameters
    ----------
    kind : (n,) one of `KINDS`
    population : (n,) inhabitants; missing makes a commune ``"other"``

    Examples
    --------
    >>> kind = pd.Series(["commune", "commune", "epci", "pnr", "commune"])
    >>> strata(kind, pd.Series([999, 1000, 40000, 40000, None])).to_list()
    ['lt1000', '1000-3499', 'epci', 'other', 'other']
    """
    inhabitants = pd.to_numeric(population).astype("float64").to_numpy()
    size = np.array(list(STRATA)[: len(BOUNDS) + 1])[np.searchsorted(BOUNDS, inhabitants, side="right").clip(max=4)]
    of_commune = np.where(np.isnan(inhabitants), "other", size)
    named = np.where(kind == "commune", of_commune, np.where(kind == "epci", "epci", "other"))
    return pd.Series(named, index=kind.index, dtype="str", name="stratum")
