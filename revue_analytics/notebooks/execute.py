"""Run one report notebook with its parameters, and say exactly what went wrong if it fails."""

from __future__ import annotations

import ast
import logging
import re
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from revue_analytics.errors import ReportError, shorten

if TYPE_CHECKING:
    from nbformat import NotebookNode

TIMEOUT = 600  # seconds that one cell may take

DEAD = "DeadKernelError: the notebook's process died"
TOO_LONG = "TimeoutError: the cell took too long"
STOPPED = "SystemExit: the notebook stopped before its end"

CELL = "cell.py"  # what a cell is called as a file
KERNELS_NAME = re.compile(r"\S*ipykernel_\d+[/\\]\d+\.py")  # holds the number of a process

# Their messages reach whoever configures logging, and nobody's terminal by themselves.
for _name in ("papermill", "revue_analytics"):
    logging.getLogger(_name).addHandler(logging.NullHandler())


class NotebookFailed(ReportError):
    """A notebook did not run to its end.

    Attributes
    ----------
    cause
        The exception, in one line: ``"ValueError: no such level"``.
    cell
        Number of the cell in the executed notebook, from 1; None if none was reached.
    source
        First line of that cell.
    notebook
        The notebook as far as it got.
    """

    def __init__(self, cause: str, cell: int | None, source: str, notebook: NotebookNode):
        super().__init__(f"cell {cell} ({source}): {cause}" if cell else cause)
        self.cause, self.cell, self.source, self.notebook = cause, cell, source, notebook


def execute(
    notebook: Path, parameters: Mapping[str, str], *, folder: Path | None = None, timeout: int | None = TIMEOUT
) -> NotebookNode:
    """Run a notebook in a fresh kernel and return it with its outputs, the same bytes each time.

    Parameters
    ----------
    notebook
        The notebook, with a cell tagged ``parameters``.
    parameters
        Values for names which that cell assigns. Text stays text: ``"01004"`` keeps its zero.
    folder
        Working directory of the kernel; that of the process by default.
    timeout
        Seconds that a cell may take; None for no limit.

    Raises
    ------
    NotebookFailed
        A cell raised, left early (``sys.exit(0)`` too), took too long, or the kernel died.
    ReportError
        Not a notebook, or a parameter that the notebook does not declare.
    """
    import papermill

    source = _read(notebook)
    _check_declared(parameters, declared_parameters(source), notebook)
    kept: list[NotebookNode] = []
    try:
        papermill.execute_notebook(
            source,  # rather than its path, in which papermill would take braces for parameters
            None,
            dict(parameters),
            engine_name=_engine(),
            kernel_name="python3",
            language="python",
            request_save_on_cell_execute=False,
            progress_bar=False,
            log_output=False,
            execution_timeout=timeout,
            resources={"metadata": {"path": str(folder or Path.cwd())}},
            kept=kept,
        )
    except Exception as error:
        # Whatever a notebook, its kernel or its messages can raise: this is the wall between it and the batch.
        reached = kept[0] if kept else source
        reached.cells = [c for c in reached.cells if "papermill-error-cell-tag" not in c.metadata.get("tags", [])]
        raise _failed(_cause(error), _reached(reached), reached) from error
    stopped = _stopped(kept[0])
    if stopped is not None:
        raise _failed(STOPPED, stopped, kept[0])
    return _tidy(kept[0])


def _engine() -> str:
    """Name of the papermill engine to use: a fork where this process is one of a fork server's, else a kernel."""
    from revue_analytics.notebooks.fork_process import is_fork

    if is_fork():
        from revue_analytics.notebooks.fork_engine import ENGINE
    else:
        from revue_analytics.notebooks.kernel import ENGINE
    return ENGINE


def declared_parameters(notebook: NotebookNode) -> tuple[str, ...]:
    """Return the names assigned in the cell tagged ``parameters``, in order; empty if there is no such cell.

    >>> from nbformat.v4 import new_code_cell, new_notebook
    >>> cell = new_code_cell('territory: str = "01004"', metadata={"tags": ["parameters"]})
    >>> declared_parameters(new_notebook(cells=[cell]))
    ('territory',)
    """
    cell = next((c for c in notebook.cells if "parameters" in c.metadata.get("tags", [])), None)
    if cell is None:
        return ()
    names: list[str] = []
    for statement in ast.parse(cell.source).body:
        targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
        names += [target.id for target in targets if isinstance(target, ast.Name)]
    return tuple(names)


def warnings_in(notebook: NotebookNode) -> str:
    """Return what the cells wrote to standard error, which no page shows; without where in a cell."""
    outputs = (output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs)
    stderr = "".join(o.text for o in outputs if o.output_type == "stream" and o.name == "stderr")
    return re.sub(rf"^{CELL}:\d+: ", "", stderr, flags=re.MULTILINE).strip()


def _read(notebook: Path) -> NotebookNode:
    import nbformat

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", nbformat.warnings.MissingIDFieldWarning)  # cells get ids of ours anyway
            source: NotebookNode = nbformat.read(notebook, as_version=4)
            return source
    except OSError as error:
        raise ReportError("{path} cannot be read: {reason}", path=notebook, reason=error.strerror) from error
    except (ValueError, TypeError, KeyError, AttributeError, nbformat.ValidationError) as error:  # any other JSON
        raise ReportError("{path} is not a notebook", path=notebook) from error


def _check_declared(parameters: Mapping[str, str], declared: tuple[str, ...], notebook: Path) -> None:
    unknown = [name for name in parameters if name not in declared]
    if unknown and not declared:
        message = "{path} has no cell tagged “parameters” that declares {names}"
        raise ReportError(message, path=notebook, names=", ".join(parameters))
    if unknown:
        message = "{path} does not declare the parameter “{name}”; it declares {names}"
        raise ReportError(message, path=notebook, name=unknown[0], names=", ".join(declared))


def _cause(error: Exception) -> str:
    name = getattr(error, "ename", None)  # papermill carries the name and text of what the cell raised
    if name:
        return f"{name}: {shorten(error.evalue, 500)}" if error.evalue else str(name)  # type: ignore[attr-defined]
    if type(error).__name__ == "DeadKernelError":
        return DEAD
    if type(error).__name__ == "CellTimeoutError":
        return TOO_LONG
    return f"{type(error).__name__}: {shorten(error, 500)}"


def _reached(notebook: NotebookNode) -> int | None:
    """Index of the last cell that was begun."""
    begun = [i for i, c in enumerate(notebook.cells) if c.metadata.get("papermill", {}).get("start_time")]
    return begun[-1] if begun else None


def _stopped(notebook: NotebookNode) -> int | None:
    """Index of the first code cell that did not run or did not end well.

    papermill takes ``sys.exit(0)`` for success and calls the cells after it completed; only their counters tell.
    """
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type == "code" and cell.source.strip():
            if any(output.output_type == "error" for output in cell.outputs):
                return index
            if cell.execution_count is None:
                return index
    return None


def _failed(cause: str, index: int | None, notebook: NotebookNode) -> NotebookFailed:
    lines = [] if index is None else notebook.cells[index].source.strip().splitlines()
    number = None if index is None else index + 1
    return NotebookFailed(cause, number, shorten(lines[0], 80) if lines else "", _tidy(notebook))


def _tidy(notebook: NotebookNode) -> NotebookNode:
    """Take out what differs from one run to the next: times, random cell ids, numbers of processes."""
    notebook.metadata.pop("papermill", None)
    for index, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{index + 1}"
        for key in ("papermill", "execution"):
            cell.metadata.pop(key, None)
        for output in cell.get("outputs", ()):
            if output.output_type == "stream":
                output.text = KERNELS_NAME.sub(CELL, output.text)
            elif output.output_type == "error":
                output.traceback = [KERNELS_NAME.sub(CELL, line) for line in output.traceback]
    return notebook
