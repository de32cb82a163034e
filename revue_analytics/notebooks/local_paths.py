"""What a notebook that is handed over must not tell: where things are on the machine that made it."""

from __future__ import annotations

import re
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nbformat import NotebookNode

BEGINS = r"(?:(?<![\w./\\~-])|(?<=\dm))"  # no path goes on before it; a traceback writes its colour there
ENDS = r"(?![\w-])"


def without_local_paths(text: str, folders: Mapping[str, str], home: str = "") -> str:
    """Return a text in which folders of a machine are named otherwise, the innermost first.

    Parameters
    ----------
    text
        The text.
    folders
        Folder → what is written instead; where that is ``""``, what is in the folder is named from there.
    home
        The home folder, which gives way to ``~``: so IPython writes it.

    Examples
    --------
    >>> text = "File /opt/python/lib/pandas/core.py:12, FileNotFoundError: '/home/jo/c/data/a.csv'"
    >>> without_local_paths(text, {"/opt/python/lib": "", "/home/jo/c": ".."}, "/home/jo")
    "File pandas/core.py:12, FileNotFoundError: '../data/a.csv'"
    """
    if home:
        text = re.sub(BEGINS + re.escape(home) + ENDS, "~", text)
        folders = {re.sub(re.escape(home) + ENDS, "~", folder): name for folder, name in folders.items()}
    for folder in sorted(folders, key=len, reverse=True):
        inside = ENDS if folders[folder] else rf"(?:[/\\]|{ENDS})"
        text = re.sub(BEGINS + re.escape(folder) + inside, folders[folder].replace("\\", r"\\"), text)
    return text


def hide_local_paths(notebook: NotebookNode, folders: Mapping[Path, str]) -> None:
    """Take what tells of the machine out of the outputs of a notebook: its code is left as it was written.

    Modules are named from the folder in which Python finds them (``revue_analytics/review/kept.py``), what is in one
    of `folders` as it is seen from the notebook.
    """
    libraries = [*sys.path, *sysconfig.get_paths().values(), sys.prefix, sys.base_prefix, str(Path.cwd())]
    every = {Path(folder): "" for folder in libraries if folder} | dict(folders)
    named = {str(folder.absolute()): name for folder, name in every.items() if not _is_top(folder.absolute())}
    home = "" if _is_top(Path.home()) else str(Path.home())

    def hidden(value: Any) -> Any:
        if isinstance(value, str):
            return without_local_paths(value, named, home)
        if isinstance(value, dict):
            return type(value)({key: hidden(each) for key, each in value.items()})
        return [*map(hidden, value)] if isinstance(value, list) else value

    for cell in notebook.cells:
        if "outputs" in cell:
            cell.outputs = hidden(cell.outputs)


def _is_top(folder: Path) -> bool:
    """Whether a folder is in none: every path begins with it."""
    return folder == folder.parent
