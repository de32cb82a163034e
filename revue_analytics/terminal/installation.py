"""What is installed, and the start of JupyterLab."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from revue_analytics.errors import MissingExtra
from revue_analytics.language import translator
from revue_analytics.version import __version__

EXPLORATION = "exploration.ipynb"
NEEDED = ("numpy", "pandas", "scipy", "matplotlib", "pyarrow", "papermill", "nbclient", "nbconvert", "ipykernel")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")


@dataclass(frozen=True)
class Part:
    """One line of a diagnosis; `good` is None for what is optional and absent."""

    what: str
    state: str
    good: bool | None = True


def diagnosis(language: str = "en") -> list[Part]:
    """Say which versions are installed, whether a notebook runs, and which optional parts are there."""
    _ = translator(language)
    parts = [
        Part("revue-analytics", __version__),
        Part("Python", f"{platform.python_version()} ({sys.executable})"),
        Part(_("System"), platform.platform()),
        *(_package(name, language) for name in NEEDED),
        _bundled(language),
        _kernel(language),
    ]
    lab = _version("jupyterlab")
    missing = _('not installed: pip install "revue-analytics[lab]"')
    parts.append(Part("JupyterLab", lab or missing, True if lab else None))
    chromium = find_chromium()
    parts.append(
        Part("Chromium", chromium or _("not found (only the tests of pages need it)"), True if chromium else None)
    )
    return parts


def diagnosis_text(parts: Sequence[Part], language: str = "en") -> str:
    """Write a diagnosis, a line for each of its findings."""
    _ = translator(language)
    marks = {True: _("ok"), False: _("missing"), None: "–"}
    widths = max(map(len, marks.values())), max(len(part.what) for part in parts)
    return "\n".join(f"{marks[part.good]:<{widths[0]}}  {part.what:<{widths[1]}}  {part.state}" for part in parts)


def find_chromium() -> str | None:
    """Return the path of a Chromium-like browser, if there is one."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


OFFLINE = (
    "--LabApp.extension_manager=readonly",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.news_url=None",
)
"""JupyterLab looks for updates, news and extensions by itself; here it stays on the machine."""


def quiet() -> dict[str, str]:
    """Return the environment in which JupyterLab does not even ask whether it may fetch news."""
    ours = Path(__file__).parents[1] / "lab" / "jupyter"
    paths = [str(ours), os.environ.get("JUPYTER_CONFIG_PATH", "")]
    return {**os.environ, "JUPYTER_CONFIG_PATH": os.pathsep.join(filter(None, paths))}


def open_lab(folder: str | Path) -> int:
    """Start JupyterLab in a campaign folder, on the exploration notebook; return its exit status.

    The notebook is copied into the folder if it is not there: it is the analyst's to change.

    Raises
    ------
    MissingExtra
        JupyterLab is not installed.
    CampaignError
        The campaign cannot be analysed: every cell of the notebook would say so. It lists what to mend.
    """
    from revue_analytics.campaign import open_campaign
    from revue_analytics.campaign.bundled import bundled

    if find_spec("jupyterlab") is None:
        raise MissingExtra("jupyterlab", "lab")
    open_campaign(folder)
    notebook = Path(folder) / EXPLORATION
    if not notebook.exists():
        shutil.copyfile(bundled("notebooks") / EXPLORATION, notebook)
    return subprocess.call([sys.executable, "-m", "jupyterlab", *OFFLINE, EXPLORATION], cwd=folder, env=quiet())


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _package(name: str, language: str) -> Part:
    installed = _version(name)
    return Part(name, installed or translator(language)("missing: install revue-analytics again"), bool(installed))


def _bundled(language: str) -> Part:
    from revue_analytics.campaign.bundled import bundled

    _ = translator(language)
    try:
        names = [path.name for path in sorted(bundled("notebooks").glob("*.ipynb"))]
    except FileNotFoundError:
        names = []
    return Part(_("Notebooks"), ", ".join(names) or _("missing: install revue-analytics again"), bool(names))


def _kernel(language: str) -> Part:
    """Run a notebook of one cell: the only proof that notebooks run."""
    from nbformat import write
    from nbformat.v4 import new_code_cell, new_notebook

    from revue_analytics.notebooks.execute import NotebookFailed, execute

    _ = translator(language)
    with TemporaryDirectory(prefix="revue-") as folder:
        trial = Path(folder) / "trial.ipynb"
        write(new_notebook(cells=[new_code_cell("1 + 1")]), trial)
        try:
            execute(trial, {}, timeout=60)
        except NotebookFailed as error:
            return Part(_("Kernel"), str(error), False)
    return Part(_("Kernel"), _("runs notebooks"))
