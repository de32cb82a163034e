"""Making a new campaign folder, empty or with the demonstration campaign."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from revue_analytics.campaign import rules
from revue_analytics.campaign.bundled import bundled
from revue_analytics.campaign.files import KINDS
from revue_analytics.campaign.settings import FILE_NAME
from revue_analytics.errors import CampaignError, Fault

__all__ = ["init_campaign"]


def init_campaign(folder: str | Path, demo: bool = False) -> Path:
    """Make a campaign folder: a commented `revue.toml`, `data` with its explanations, `reports`.

    Parameters
    ----------
    folder
        A new folder; or one that holds answers already, which stay where they are.
    demo
        Copy the demonstration campaign instead: twelve invented territories, two campaigns.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    CampaignError
        The folder already holds a campaign, or cannot be written. Nothing is overwritten.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> sorted(path.name for path in init_campaign(mkdtemp()).iterdir())
    ['.gitignore', 'data', 'reports', 'revue.toml']
    """
    folder = Path(folder)
    contents = _contents(demo)
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
                (folder / path).write_bytes(content)
    except OSError as error:
        reason = error.strerror or str(error)
        raise CampaignError([Fault(rules.NOT_WRITABLE, value=str(folder), details={"reason": reason})]) from error
    return folder


def _contents(demo: bool) -> list[tuple[Path, bytes]]:
    """Return the files of a new campaign folder, with their places in it."""
    if demo:
        source = bundled("examples") / "demo"
        names = [Path(FILE_NAME), Path("README.md"), *(p.relative_to(source) for p in sorted(source.glob("data/*")))]
        return [(name, (source / name).read_bytes()) for name in names]
    template = files(__package__).joinpath("template")
    names_of = {FILE_NAME: FILE_NAME, "LISEZMOI.md": "data/LISEZMOI.md", "gitignore": ".gitignore"}
    return [(Path(path), template.joinpath(name).read_bytes()) for name, path in names_of.items()]
