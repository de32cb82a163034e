"""From a code to the place that bears it, or once bore it: nothing is ever guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import pandas as pd

from revue_analytics.geography.lists import communes, departements, epcis, former_codes


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


STATUSES = ("current", "former", "arrondissement", "completed", "epci", "ambiguous", "unknown")

_WHOLE_DECIMAL = re.compile(r"([0-9]+)[.,]0+")  # what a spreadsheet or a table of numbers makes of 1004


class Reading(NamedTuple):
    """What a code stands for: the current code (``""`` if it is not settled), how we know, which places it may mean."""

    code: str
    status: str
    candidates: tuple[str, ...] = ()


def resolve(codes: Iterable[str]) -> pd.DataFrame:
    """Say which current commune or EPCI each code stands for.

    Spaces, lower case and a decimal part of zeros (``"1004.0"``, ``"1004,0"``) are no difference. A code that went
    through scientific notation (``"2E+04"``) has lost digits and stays unknown.

    Parameters
    ----------
    codes
        Codes as text, as they were given; a missing one counts as ``""``. One code alone may be given as it is.

    Returns
    -------
    DataFrame
        One row per code, in the order given, all text:

        ``given``
            The code as it came.
        ``code``
            A current commune's INSEE code or an EPCI's SIREN; ``""`` when `status` is ambiguous or unknown.
        ``status``
            ``current`` (a commune's own code), ``former`` (of a commune since merged or renumbered),
            ``arrondissement`` (of Paris, Lyon or Marseille), ``completed`` (four digits that a zero in front makes
            a current commune's code), ``epci``, ``ambiguous`` (a former code that leads to two communes),
            ``unknown``.
        ``candidates``
            For a code that is not settled, the places it may mean, as ``"01004 Ambérieu-en-Bugey (Ain)"``, joined
            by ``"; "``: the two of an ambiguous code, or the one that a zero in front and a former code lead to
            (two steps are one too many to take in silence).

    Examples
    --------
    >>> resolve(["01004", "2a004", "1004", "69232", "75101", "60455", "99999"])[["code", "status"]].to_numpy().tolist()
    [['01004', 'current'], ['2A004', 'current'], ['01004', 'completed'], ['69123', 'former'],
     ['75056', 'arrondissement'], ['', 'ambiguous'], ['', 'unknown']]
    """
    values = codes.array if isinstance(codes, pd.Series) else [codes] if isinstance(codes, str) else list(codes)
    given = pd.Series(values, dtype="str").fillna("")
    readings = [read(code) for code in given.to_list()]
    labels = {codes: "; ".join(map(str, map(place, codes))) for codes in {r.candidates for r in readings}}
    return pd.DataFrame(
        {
            "given": given,
            "code": [reading.code for reading in readings],
            "status": [reading.status for reading in readings],
            "candidates": [labels[reading.candidates] for reading in readings],
        },
        dtype="str",
    )


def read(code: str) -> Reading:
    """Return what one code stands for.

    >>> read(" 1004,0 "), read("2E+04")
    (Reading(code='01004', status='completed', candidates=()), Reading(code='', status='unknown', candidates=()))
    """
    return _readings().get(code) or _readings().get(clean(code), _UNKNOWN)


def clean(code: str) -> str:
    """Return a code without spaces, in capitals, without a decimal part of zeros.

    >>> clean(" 2a 004"), clean("1004.0")
    ('2A004', '1004')
    """
    code = "".join(code.split()).upper()
    whole = _WHOLE_DECIMAL.fullmatch(code)
    return whole[1] if whole else code


_UNKNOWN = Reading("", "unknown")


@cache
def _readings() -> dict[str, Reading]:
    """Return the reading of every code that has one."""
    current = set(communes().code)
    readings = {code: Reading(code, "current") for code in current}
    readings |= {code: Reading(code, "epci") for code in epcis().code}
    targets: dict[str, tuple[str, ...]] = {}
    for former, code, nature in former_codes().itertuples(index=False, name=None):
        targets[former] = (*targets.get(former, ()), code)
        readings[former] = Reading(code, "arrondissement" if nature == "arrondissement" else "former")
    readings |= {former: Reading("", "ambiguous", codes) for former, codes in targets.items() if len(codes) > 1}
    # A spreadsheet drops the zero in front. No code of four digits exists, so nothing is hidden by these.
    readings |= {code[1:]: Reading(code, "completed") for code in current if code.startswith("0")}
    readings |= {former[1:]: Reading("", "unknown", codes) for former, codes in targets.items() if former[0] == "0"}
    return readings
