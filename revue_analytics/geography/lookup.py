"""One place by its code."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd

from revue_analytics.geography.lists import communes, departements, epcis

__all__ = ["Place", "place"]


@dataclass(frozen=True, slots=True)
class Place:
    """A commune or an EPCI.

    Attributes
    ----------
    code, name
        INSEE code of a commune, SIREN of an EPCI; its official name.
    kind
        ``"commune"`` or ``"epci"``.
    departement, departement_name, region
        Where it is; ``""`` for an EPCI that reaches over several.
    epci, epci_name
        The EPCI of a commune (``""`` for the few in none); of an EPCI, itself.
    population
        Inhabitants, or None where the official figures have none.
    """

    code: str
    name: str
    kind: str
    departement: str
    departement_name: str
    region: str
    epci: str
    epci_name: str
    population: int | None

    def __str__(self) -> str:
        """Code, name and, as names recur, the département (not twice the same word: “75056 Paris”)."""
        where = f" ({self.departement_name})" if self.departement_name not in ("", self.name) else ""
        return f"{self.code} {self.name}{where}"


def place(code: str) -> Place | None:
    """Return the commune or EPCI that bears exactly this current code, or None (`resolve` mends other codes).

    Examples
    --------
    >>> place("01004").epci_name, place("01004").population
    ("CC de la Plaine de l'Ain", 15934)
    >>> place("1004") is None
    True
    """
    if code in _commune_rows():
        name, departement, region, epci, population = _commune_rows()[code]
        epci_name = _epci_rows()[epci][0] if epci else ""
        kind = "commune"
    elif code in _epci_rows():
        name, population = _epci_rows()[code]
        departement, region = _whereabouts()[code]
        epci, epci_name, kind = code, name, "epci"
    else:
        return None
    departement_name = _departement_names().get(departement, "")
    return Place(code, name, kind, departement, departement_name, region, epci, epci_name, population)


def _by_code(table: pd.DataFrame, *columns: str) -> dict[str, tuple[Any, ...]]:
    """Return the rows of a table by code, as plain tuples; a missing population is None."""
    cells = [table[column].astype(object).where(table[column].notna(), None).to_list() for column in columns]
    return dict(zip(table.code.to_list(), zip(*cells, strict=True), strict=True))


@cache
def _commune_rows() -> dict[str, tuple[Any, ...]]:
    return _by_code(communes(), "name", "departement", "region", "epci", "population")


@cache
def _epci_rows() -> dict[str, tuple[Any, ...]]:
    return _by_code(epcis(), "name", "population")


@cache
def _departement_names() -> dict[str, str]:
    return dict(departements().itertuples(index=False, name=None))


@cache
def _whereabouts() -> dict[str, tuple[str, str]]:
    """Return the département and the région of each EPCI, ``""`` where its communes lie in several."""
    reach: dict[str, tuple[set[str], set[str]]] = {}
    for _, departement, region, epci, _ in _commune_rows().values():
        in_departements, in_regions = reach.setdefault(epci, (set(), set()))
        in_departements.add(departement)
        in_regions.add(region)
    return {epci: (_only(in_departements), _only(in_regions)) for epci, (in_departements, in_regions) in reach.items()}


def _only(codes: set[str]) -> str:
    return next(iter(codes)) if len(codes) == 1 else ""
