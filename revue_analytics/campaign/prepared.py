"""The tables of a new campaign: its territories from the official list, and what is left to fill in for each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO

import pandas as pd

from revue_analytics import geography
from revue_analytics.campaign import rules
from revue_analytics.campaign.territories import territories_of
from revue_analytics.errors import CampaignError, Fault
from revue_analytics.intake.codes import Declared, Reading
from revue_analytics.intake.row_rules import TERRITORY_NAMESAKES
from revue_analytics.tables.groups import DEFAULT_COLLEGES

__all__ = ["MAILING", "chosen", "prepared"]

MAILING = "questionnaires/publipostage.xlsx"
SHOWN = 5  # namesakes that a message names
HEADERS = {
    "territory": "code",
    "name": "nom",
    "kind": "nature",
    "departement": "departement",
    "departement_name": "libelle_departement",
    "epci": "epci",
    "epci_name": "nom_epci",
    "population": "population",
}
TO_FILL_IN = ("invites", "cible", "echeance", "lien")
WIDTH, MOST = 12, 48  # of a column, in characters


def chosen(epci: Iterable[str] = (), departement: Iterable[str] = (), codes: Iterable[str] = ()) -> list[str]:
    """Return the codes of the communes of EPCI, of départements, and named one by one; each by its code or name.

    Raises
    ------
    CampaignError
        A text is no code or name of the official list, or the name of several; it lists all of them, with the nearest.

    Examples
    --------
    >>> len(chosen(epci=["CC Aunis Sud"])), chosen(codes=["Foix", "1004", "Saint-Denis (93)"])
    (24, ['01004', '09122', '93066'])
    """
    communes = geography.communes()
    faults: list[Fault] = []
    of_epci = _read("epci", epci, geography.epcis(), faults)
    of_departement = _read("departement", departement, geography.departements(), faults)
    named = _read("codes", codes, communes, faults)
    if faults:
        raise CampaignError(faults)
    wanted = (
        communes["epci"].isin(of_epci) | communes["departement"].isin(of_departement) | communes["code"].isin(named)
    )
    return sorted(communes.loc[wanted, "code"])


def prepared(codes: Sequence[str], campaigns: Sequence[str]) -> Mapping[str, bytes]:
    """Return the workbooks of a campaign on communes, by name: nothing is in them that the official list does not say.

    `territoires` is complete; `invites` and `cibles` have rows to be filled in; the mail merge has one row for each
    territory and college, and a place for the link to its questionnaire.

    Examples
    --------
    >>> sorted(prepared(["01004"], ["2026"]))
    ['cibles.xlsx', 'invites.xlsx', 'questionnaires/publipostage.xlsx', 'territoires.xlsx']
    """
    territories = territories_of(codes)
    named = territories[["territory", "name"]].rename(columns=HEADERS)
    colleges = pd.DataFrame({"college": [college.label["fr"] for college in DEFAULT_COLLEGES]})
    by_college = named.merge(colleges, how="cross")
    return {
        "territoires.xlsx": _workbook(territories[list(HEADERS)].rename(columns=HEADERS)),
        "invites.xlsx": _workbook(
            named.merge(pd.DataFrame({"campagne": campaigns}), how="cross")
            .merge(colleges, how="cross")
            .assign(invites="")
        ),
        "cibles.xlsx": _workbook(named.assign(critere="ensemble", cible="", echeance="")),
        MAILING: _workbook(by_college.assign(lien="")),
    }


def _read(option: str, texts: Iterable[str], table: pd.DataFrame, faults: list[Fault]) -> list[str]:
    """Return the codes that texts stand for in an official list."""
    known = Declared.of(table.rename(columns={"code": "territory"}))
    codes = []
    for text in texts:
        reading = known.read(text, official=option == "codes")
        if reading.code in known.labels:
            codes.append(reading.code)
        else:
            faults.append(_fault(option, text, reading, known))
    return codes


def _fault(option: str, text: str, reading: Reading, known: Declared) -> Fault:
    """Say that a text stands for nothing in an official list, or for several things, with what it may mean."""
    nearest = str((reading.details or {}).get("nearest", "")) if reading.rule is TERRITORY_NAMESAKES else ""
    if nearest:
        listed = nearest.split(", ")
        details = {"option": option, "nearest": ", ".join(listed[:SHOWN]) + ", …" * (len(listed) > SHOWN)}
        return Fault(rules.PLACE_NAMESAKES, value=text, details=details)
    alike = [one for one in geography.suggest(text, n=100) if one.split(" ", 1)[0] in known.labels]
    near = list(dict.fromkeys([*alike, *known.near(text)]))[:3]
    rule = rules.PLACE_NEAR if near else rules.PLACE_UNKNOWN
    return Fault(rule, value=text, details={"option": option, "nearest": ", ".join(near)})


def _workbook(table: pd.DataFrame) -> bytes:
    """Write a table as a workbook: codes are text, and what is to be filled in is yellow."""
    from openpyxl import Workbook
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    sheet.append(list(table.columns))
    for row in table.astype(object).where(table.notna(), None).itertuples(index=False, name=None):
        sheet.append([None if value == "" else value for value in row])
    for k, header in enumerate(table.columns, start=1):
        sheet.cell(1, k).font = Font(bold=True)
        longest = max(len(header), *(len(str(value)) for value in table[header]))
        sheet.column_dimensions[get_column_letter(k)].width = min(max(longest + 2, WIDTH), MOST)
        if header in TO_FILL_IN:
            for number in range(2, len(table) + 2):
                sheet.cell(number, k).fill = PatternFill("solid", start_color="FFF8DC")
    for column in ("code", "epci", "departement"):
        if column in table:
            for number in range(2, len(table) + 2):
                sheet.cell(number, list(table.columns).index(column) + 1).number_format = "@"
    sheet.freeze_panes = "A2"
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()
