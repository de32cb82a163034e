"""The unit of work: one territory, one notebook, one page."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from revue_analytics.document.page.shell import Page
from revue_analytics.errors import ReportError, RevueError, shorten
from revue_analytics.files import page_name, write_whole
from revue_analytics.notebooks.execute import DEAD, STOPPED, TIMEOUT, TOO_LONG, NotebookFailed, execute, warnings_in
from revue_analytics.notebooks.local_paths import hide_local_paths
from revue_analytics.notebooks.render import render

if TYPE_CHECKING:
    from nbformat import NotebookNode

FORMATS = ("html", "pdf", "docx", "pptx", "ipynb")
DIED = "BrokenProcess: the process that was making the page died"
CAUSES = (DEAD, DIED, STOPPED, TOO_LONG)
"""Why a page fails that no code of its notebook says."""


@dataclass(frozen=True)
class Job:
    """Everything that one page is made from. Plain values: a job can be sent to another process, or machine."""

    territory: str
    notebook: Path
    campaign: Path  # the campaign folder
    review: Path  # the saved review
    out: Path
    page: Page
    timeout: int | None = TIMEOUT  # seconds that a cell may take
    formats: tuple[str, ...] = ("html",)
    inputs: str = ""  # digest of all of it
    template: bytes = b""  # a Word document, the look of what is to be edited


@dataclass(frozen=True)
class Failure:
    """A page that could not be made.

    Attributes
    ----------
    territory
        The territory's code.
    cause
        The exception in one line: ``"ValueError: no such level"``.
    cell
        Number of the cell in the kept notebook, from 1; None if the failure was not in a cell.
    source
        First line of that cell.
    notebook
        The executed notebook as far as it got; None if none could be kept.
    """

    territory: str
    cause: str
    cell: int | None = None
    source: str = ""
    notebook: Path | None = None

    def reason(self, language: str = "en") -> str:
        """What went wrong and where in the notebook: the same sentence for every territory that it befell."""
        message = "{cause}" if self.cell is None else "cell {cell} ({source}): {cause}"
        return ReportError(message, **asdict(self) | {"cause": with_french(self.cause)}).text(language)

    def error(self) -> ReportError:
        """The failure as an error that says the territory, the reason, and where the notebook is."""
        message = "territory {territory}: {cause}"
        if self.notebook is not None:
            message = "territory {territory}, cell {cell} ({source}): {cause} — the notebook is kept in {notebook}"
        return ReportError(message, **asdict(self) | {"cause": with_french(self.cause)})


def with_french(cause: str) -> RevueError | str:
    """Return a cause as a value of a message: what we say ourselves has its French, what a notebook says stays."""
    return RevueError(cause) if cause in CAUSES else cause


@dataclass(frozen=True)
class Outcome:
    """What became of a job: a page, or a failure.

    Attributes
    ----------
    page
        The file to open first.
    files
        Format → SHA-256 of the file that was written.
    warnings
        What the notebook wrote to standard error.
    """

    territory: str
    page: Path | None = None
    failure: Failure | None = None
    warnings: str = ""
    files: Mapping[str, str] = field(default_factory=dict)


def make_page(job: Job) -> Outcome:
    """Execute the notebook of a territory, render it and write its page; a failure comes back as a value.

    The executed notebook of a failed territory is kept in ``failed/CODE.ipynb``; that of a page is not.
    """
    try:
        name = page_name(job.territory)
    except ReportError as error:
        return Outcome(job.territory, failure=Failure(job.territory, str(error)))
    kept = job.out / "failed" / f"{job.territory}.ipynb"
    parameters = {
        "campaign": str(job.campaign),
        "review": str(job.review),
        "territory": job.territory,
        "language": job.page.language,
    }
    try:
        notebook = execute(job.notebook, parameters, folder=job.campaign, timeout=job.timeout)
        files = _write(job, notebook)
        kept.unlink(missing_ok=True)
    except NotebookFailed as error:
        kept_in = _keep(error, kept, job)
        failure = Failure(job.territory, error.cause, error.cell, error.source, kept_in)
        return Outcome(job.territory, failure=failure, warnings=warnings_in(error.notebook))
    except RevueError as error:
        return Outcome(job.territory, failure=Failure(job.territory, str(error)))
    except Exception as error:
        # A full disk, a fault in the template: one territory's trouble must not become the others'.
        return Outcome(job.territory, failure=Failure(job.territory, f"{type(error).__name__}: {shorten(error, 300)}"))
    page = job.out / name if "html" in files else job.out / f"{job.territory}.{next(iter(files))}"
    return Outcome(job.territory, page=page, warnings=warnings_in(notebook), files=files)


def _write(job: Job, notebook: NotebookNode) -> dict[str, str]:
    """Write the page in each format that is asked for; return the digests of the files."""
    content: dict[str, bytes] = {}
    if "html" in job.formats or "pdf" in job.formats:
        html = render(notebook, job.page)
        if "html" in job.formats:
            content["html"] = html.encode()
        if "pdf" in job.formats:
            from revue_analytics.document.page.pdf import pdf

            content["pdf"] = pdf(html)
    content |= _editable(job)
    if "ipynb" in job.formats:
        content["ipynb"] = _as_file(notebook, job, job.out)
    for kind, data in content.items():
        write_whole(job.out / f"{job.territory}.{kind}", data, make_folder=False)
    return {kind: sha256(data).hexdigest() for kind, data in content.items()}


def _editable(job: Job) -> dict[str, bytes]:
    """Write what is to be edited of a territory: from its review, as the sections of the notebook are."""
    if not {"docx", "pptx"} & set(job.formats):
        return {}
    from revue_analytics.review import open_review

    review, content = open_review(job.review).for_territory(job.territory), {}
    if "docx" in job.formats:
        from revue_analytics.exports.word import word

        content["docx"] = word(review, job.page, job.template)
    if "pptx" in job.formats:
        from revue_analytics.exports.slides import slides

        content["pptx"] = slides(review, job.page)
    return content


def _as_file(notebook: NotebookNode, job: Job, folder: Path) -> bytes:
    """Return an executed notebook as it is kept in a folder: it says where things are as they are seen from there."""
    import nbformat
    from papermill.translators import PythonTranslator

    literal = PythonTranslator.translate
    for cell in notebook.cells:
        if "injected-parameters" in cell.metadata.get("tags", ()):
            for path in (job.review, job.campaign):
                cell.source = cell.source.replace(literal(str(path)), literal(_from(path, folder)))
    near = (job.campaign, job.review, job.out, job.notebook.parent)
    hide_local_paths(notebook, {path: _from(path, folder) for path in near})
    return f"{nbformat.writes(notebook)}\n".encode()


def _from(path: Path, folder: Path) -> str:
    """Return a path as it is seen from a folder, with slashes; as it is where they are on different drives."""
    with suppress(ValueError):
        return Path(os.path.relpath(path, folder)).as_posix()
    return str(path)


def died(job: Job) -> Outcome:
    """Return what becomes of a job whose process ended without a word."""
    return Outcome(job.territory, failure=Failure(job.territory, DIED))


def _keep(error: NotebookFailed, path: Path, job: Job) -> Path | None:
    try:
        path.parent.mkdir(exist_ok=True)
        write_whole(path, _as_file(error.notebook, job, path.parent), make_folder=False)
    except (OSError, ValueError):  # no room; letters that are none
        return None
    return path
