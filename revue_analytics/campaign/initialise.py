"""Making a new campaign folder: empty, with territories of the official list, or with the demonstration campaign."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from importlib.resources import files
from pathlib import Path

from revue_analytics.campaign import rules
from revue_analytics.campaign.bundled import bundled
from revue_analytics.campaign.files import KINDS
from revue_analytics.campaign.prepared import MAILING, chosen, prepared
from revue_analytics.campaign.setting_types import IDENTIFIER
from revue_analytics.campaign.settings import FILE_NAME
from revue_analytics.errors import CampaignError, Fault
from revue_analytics.intake.sources import quoted

__all__ = ["init_campaign"]

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
