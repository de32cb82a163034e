"""The lists of places as tables; ``data/README.md`` says where they come from and what each column is.

Each file is read once. What a function returns is the caller's own: a shallow copy, which pandas' copy-on-write
makes free and keeps apart from the next caller's.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

import numpy as np
import pandas as pd
from numpy.typing import NDArray


@cache
def _read(file: str) -> pd.DataFrame:
    """Read a shipped table: text everywhere (“NA” is no missing value), but for a population."""
    with files(__package__).joinpath("data", file).open("rb") as stream:
        return pd.read_csv(
            stream,
            compression="gzip" if file.endswith(".gz") else None,
            encoding="utf-8",
            dtype=defaultdict(lambda: "str", population="Int64"),
            keep_default_na=False,
            na_values={"population": [""]},
        )


def communes() -> pd.DataFrame:
    """Return the current communes, sorted by code.

    Returns
    -------
    DataFrame
        ``code``, ``name``, ``departement``, ``region``, ``epci`` (its SIREN; ``""`` for a commune in none), all
        text, and ``population`` (inhabitants, Int64; missing for six places without any). 34 969 rows.

    Examples
    --------
    >>> communes().set_index("code").loc["2A004", ["name", "departement", "epci"]].to_list()
    ['Ajaccio', '2A', '242010056']
    """
    return _read("communes.csv.gz").copy(deep=False)


def epcis() -> pd.DataFrame:
    """Return the EPCI that raise their own taxes, sorted by code.

    Returns
    -------
    DataFrame
        ``code`` (SIREN), ``name``, ``kind`` (``CC``, ``CA``, ``CU``, ``METRO``, ``MET69``), all text, and
        ``population`` (inhabitants of its communes, Int64). 1 255 rows.

    Examples
    --------
    >>> epcis().kind.value_counts().to_dict()
    {'CC': 989, 'CA': 230, 'METRO': 21, 'CU': 14, 'MET69': 1}
    """
    return _read("epci.csv").copy(deep=False)


def departements() -> pd.DataFrame:
    """Return ``code`` and ``name`` of the départements and of the overseas collectivities that stand for one.

    >>> departements().set_index("code").name["2B"]
    'Haute-Corse'
    """
    return _read("departements.csv").copy(deep=False)


def regions() -> pd.DataFrame:
    """Return ``code`` and ``name`` of the régions and of the overseas collectivities that stand for one.

    >>> regions().set_index("code").name["84"]
    'Auvergne-Rhône-Alpes'
    """
    return _read("regions.csv").copy(deep=False)


def former_codes() -> pd.DataFrame:
    """Return the codes that are not, or no longer, a commune's own.

    Returns
    -------
    DataFrame
        ``former``, ``code`` (of the current commune), ``nature``, all text: ``former`` (merged, or renumbered),
        ``delegated`` (commune déléguée), ``associated`` (commune associée), ``arrondissement`` (of Paris, Lyon or
        Marseille). A code that led to two communes has two rows (55273 and 60455).

    Examples
    --------
    >>> former_codes().query("former == '60455'").code.to_list()
    ['60054', '60694']
    """
    return _read("former_codes.csv.gz").copy(deep=False)


OUTLINES_SOURCE = "@gouvfr/dsfr-chart 2.0.4 (DINUM)"
OUTLINES_LICENCE = "MIT"

OVERSEAS = ("971", "972", "973", "974", "976")
"""Guadeloupe, Martinique, Guyane, La Réunion, Mayotte: in frames of their own, 50 units high."""

Ring = NDArray[np.float64]


@cache
def outlines() -> Mapping[str, tuple[Ring, ...]]:
    """Return the outline of each département: code → rings, each (n, 2) x and y, y downwards.

    The mainland and Corsica share one frame of 1 010 × 1 010; each of `OVERSEAS` has its own.

    Examples
    --------
    >>> len(outlines()), outlines()["2A"][0].shape[1]
    (101, 2)
    """
    shapes = json.loads(files(__package__).joinpath("data", "outlines.json").read_text(encoding="utf-8"))
    return MappingProxyType(
        {code: tuple(np.array(ring, dtype=float).reshape(-1, 2) for ring in rings) for code, rings in shapes.items()}
    )
