"""The territories of a campaign: the official list's rows for the codes in use, and what the campaign declares."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from revue_analytics import geography
from revue_analytics.tables import strata

__all__ = ["COLUMNS", "territories_of"]

COLUMNS = (
    *("territory", "name", "kind", "departement", "departement_name"),
    *("epci", "epci_name", "population", "stratum"),
)
UNSAID = ("", "other")  # cells of a declaration that say nothing


def territories_of(codes: Iterable[str], declared: pd.DataFrame | None = None) -> pd.DataFrame:
    """Describe territories: one row per code, sorted by code.

    What the campaign declares goes before what the official list says, cell by cell; a code that neither knows is
    its own name, of kind ``"other"``.

    Parameters
    ----------
    codes
        The codes in use.
    declared
        The campaign's own table of territories, as `tables` validates it; its rows beyond `codes` are left out.

    Examples
    --------
    >>> territories_of(["2A004", "01004"])[["territory", "name", "departement_name", "stratum"]].to_numpy().tolist()
    [['01004', 'Ambérieu-en-Bugey', 'Ain', '10000-49999'], ['2A004', 'Ajaccio', 'Corse-du-Sud', 'ge50000']]
    """
    index = pd.Index(sorted(set(codes)), name="territory", dtype="str")
    table = _official(index)
    stated = pd.DataFrame(columns=COLUMNS[1:], index=index[:0])
    if declared is not None and len(declared):
        stated = declared.set_index("territory").reindex(columns=list(COLUMNS[1:]))
    for column in COLUMNS[1:-1]:
        cells = stated[column].reindex(index)
        keep = cells.notna() if column == "population" else cells.notna() & ~cells.isin(UNSAID)
        table[column] = cells.where(keep, table[column]).astype(table[column].dtype)
    table["name"] = table["name"].where(table["name"] != "", index.to_series())
    table["kind"] = table["kind"].where(table["kind"] != "", "other")
    names = geography.departements().set_index("code")["name"]
    table["departement_name"] = table["departement_name"].where(
        table["departement_name"] != "", table["departement"].map(names).fillna("")
    )
    own = stated["stratum"].reindex(index)
    table["stratum"] = own.where(own.notna() & ~own.isin(UNSAID), strata(table["kind"], table["population"]))
    table["stratum"] = table["stratum"].astype("str")
    return table.reset_index()[list(COLUMNS)]


def _official(codes: pd.Index) -> pd.DataFrame:
    """Return what the official lists say of the codes; empty where they say nothing."""
    communes, epcis = geography.communes(), geography.epcis().set_index("code")
    known = communes[communes["code"].isin(codes)].set_index("code").assign(kind="commune")
    known["epci_name"] = known["epci"].map(epcis["name"])
    joint = epcis[epcis.index.isin(codes)].assign(kind="epci")
    of_members = communes[communes["epci"].isin(joint.index)].groupby("epci")["departement"].unique()
    joint["departement"] = of_members.map(lambda codes: codes[0] if len(codes) == 1 else "")
    table = pd.concat([known, joint]).reindex(index=codes, columns=list(COLUMNS[1:-1]))
    texts = [column for column in COLUMNS[1:-1] if column != "population"]
    table[texts] = table[texts].astype("str").fillna("")
    return table.astype({"population": "Int64"})
