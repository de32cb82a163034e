"""Strata: which territories are comparable in size (peers are sought within one)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

__all__ = ["KINDS", "STRATA", "strata"]

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
