"""Files of a campaign folder: found by their name in `revue.toml`, never outside the folder."""

from __future__ import annotations

from pathlib import Path

from revue_analytics.campaign import rules
from revue_analytics.errors import Rule

__all__ = ["file_fault", "inside"]


def inside(folder: Path, name: str) -> Path | None:
    """Return the path of `name` in `folder`, or None when it leads out: absolute, through ``..`` or by a link.

    A link that leads to itself leads nowhere: whoever reads it says so.

    >>> inside(Path("campaign"), "../secrets.csv") is None
    True
    """
    parts = Path(name.replace("\\", "/")).parts
    if not name or "\0" in name or ":" in name or ".." in parts or Path(name).is_absolute():
        return None
    path = folder / Path(*parts)
    try:
        return path if path.resolve().is_relative_to(folder.resolve()) else None
    except (OSError, RuntimeError):  # a loop of links
        return path


def file_fault(folder: Path, name: str) -> Rule | None:
    """Return the rule that a file named in `revue.toml` breaks: it is in the folder, and it exists."""
    path = inside(folder, name)
    if path is None:
        return rules.OUTSIDE if name else rules.NO_FILE
    try:
        return None if path.is_file() else rules.NO_FILE
    except OSError:  # a name longer than the system allows
        return rules.NO_FILE
