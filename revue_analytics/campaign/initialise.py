"""Making a campaign folder: empty, with territories of the official list, or with the demonstration campaign."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from importlib.resources import files
from io import BytesIO
from pathlib import Path

import pandas as pd

from revue_analytics import geography
from revue_analytics.campaign import rules
from revue_analytics.campaign.bundled import bundled
from revue_analytics.campaign.files import KINDS
from revue_analytics.campaign.setting_types import IDENTIFIER
from revue_analytics.campaign.settings import FILE_NAME
from revue_analytics.campaign.territories import territories_of
from revue_analytics.errors import CampaignError, Fault
from revue_analytics.intake.codes import Declared, Reading
from revue_analytics.intake.row_rules import TERRITORY_NAMESAKES
from revue_analytics.intake.sources import quoted
from revue_analytics.tables.groups import DEFAULT_COLLEGES

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


EXAMPLE = "# [[campaigns]]"  # of the settings: what is declared goes before it


def init_campaign(
    folder: str | Path,
    demo: bool = False,
    *,
    epci: str | Iterable[str] = (),
    departement: str | Iterable[str] = (),
    codes: str | Iterable[str] = (),
    campaigns: str | Iterable[str] = (),
) -> Path:
    """Make a campaign folder: a commented `revue.toml`, `data` with its explanations, `reports`.

    With territories, `data` holds their table, from the official list (code, name, EPCI, population), and those of the
    numbers invited and of the targets, whose numbers are to be filled in; `questionnaires` holds a table for a mail
    merge. Nothing is in them that the list does not say.

    Parameters
    ----------
    folder
        A new folder; or one that holds answers already, which stay where they are.
    demo
        Copy the demonstration campaign instead: twelve invented territories, two campaigns.
    epci, departement
        SIREN or names of EPCI, codes or names of départements: all of their communes.
    codes
        Codes or names of communes; a name that several bear needs its département: ``"Saint-Denis (93)"``.
    campaigns
        Ids of the campaigns to declare, oldest first; with territories, the year under way by default.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    CampaignError
        The folder already holds a campaign, or cannot be written; nothing is overwritten. A territory is not in the
        official list, or its name is that of several; an id is not one.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> sorted(path.name for path in init_campaign(mkdtemp()).iterdir())
    ['.gitignore', 'data', 'reports', 'revue.toml']
    >>> folder = init_campaign(mkdtemp(), epci="CC Aunis Sud", campaigns=["2023", "2026"])
    >>> sorted(path.name for path in (folder / "data").iterdir())
    ['LISEZMOI.md', 'cibles.xlsx', 'invites.xlsx', 'territoires.xlsx']
    """
    folder = Path(folder)
    territories = chosen(_several(epci), _several(departement), _several(codes))
    declared = _several(campaigns) or ([str(date.today().year)] if territories else [])
    if demo and (territories or declared):
        raise CampaignError([Fault(rules.DEMO_HAS_ITS_OWN)])
    _check_ids(declared)
    contents = _contents(demo, territories, declared)
    if folder.exists() and (not folder.is_dir() or any((folder / path).exists() for path, _ in contents)):
        raise CampaignError([Fault(rules.NOT_EMPTY, value=str(folder))])
    if demo and folder.exists() and any(folder.iterdir()):
        raise CampaignError([Fault(rules.NOT_EMPTY, value=str(folder))])
    lying = folder.is_dir() and any(path.suffix.lower() in KINDS for path in folder.iterdir())
    try:
        for name in ("reports",) if lying else ("data", "reports"):  # beside a folder data, no file would be read
            (folder / name).mkdir(parents=True, exist_ok=True)
        for path, content in contents:
            if not lying or path.parent != Path("data"):
                target = folder / path
            elif path.suffix in KINDS:
                target = folder / path.name
            else:
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
    except OSError as error:
        reason = error.strerror or str(error)
        raise CampaignError([Fault(rules.NOT_WRITABLE, value=str(folder), details={"reason": reason})]) from error
    return folder


def _several(texts: str | Iterable[str]) -> list[str]:
    return [texts] if isinstance(texts, str) else list(texts)


def _check_ids(campaigns: Sequence[str]) -> None:
    faults = [Fault(rules.NOT_ID, value=name) for name in campaigns if not IDENTIFIER.fullmatch(name)]
    again = dict.fromkeys(name for name in campaigns if campaigns.count(name) > 1)
    faults += [Fault(rules.DUPLICATE_CAMPAIGN, value=name) for name in again]
    if faults:
        raise CampaignError(faults)


def _contents(demo: bool, territories: Sequence[str], campaigns: Sequence[str]) -> list[tuple[Path, bytes]]:
    """Return the files of a new campaign folder, with their places in it."""
    if demo:
        source = bundled("examples") / "demo"
        names = [Path(FILE_NAME), Path("README.md"), *(p.relative_to(source) for p in sorted(source.glob("data/*")))]
        return [(name, (source / name).read_bytes()) for name in names]
    template = files(__package__).joinpath("template")
    names_of = {"LISEZMOI.md": "data/LISEZMOI.md", "gitignore": ".gitignore"}
    settings = template.joinpath(FILE_NAME).read_text("utf-8")
    entries = "".join(f"[[campaigns]]\nid = {quoted(name)}\n\n" for name in campaigns)
    tables = prepared(territories, campaigns) if territories else {}
    return [
        (Path(FILE_NAME), settings.replace(EXAMPLE, entries + EXAMPLE, 1).encode()),
        *((Path(path), template.joinpath(name).read_bytes()) for name, path in names_of.items()),
        *((Path(name if name == MAILING else f"data/{name}"), content) for name, content in tables.items()),
    ]
