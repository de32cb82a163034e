"""What the repository keeps at its top and the wheel carries as package data: notebooks, examples, data schemas."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

__all__ = ["bundled"]

NAMES = ("notebooks", "examples", "data_schemas")


def bundled(name: str) -> Path:
    """Return the folder ``"notebooks"``, ``"examples"`` or ``"data_schemas"``, installed or in the repository.

    Raises
    ------
    ValueError
        Any other name.
    FileNotFoundError
        The installation holds no such folder.

    Examples
    --------
    >>> bundled("examples").joinpath("demo", "revue.toml").is_file()
    True
    """
    if name not in NAMES:
        raise ValueError(f"{name!r} is not bundled; expected one of {', '.join(NAMES)}")
    package = Path(str(files("revue_analytics")))
    repository = package.parent
    if (folder := package / "bundled" / name).is_dir():
        return folder
    if (repository / "pyproject.toml").is_file() and (folder := repository / name).is_dir():
        return folder
    raise FileNotFoundError(f"this installation of revue-analytics holds no folder {name!r}: install it again")
