"""The papermill engine ``revue-fork``: the cells run in a fork of a warm process, everything else is papermill's."""

from __future__ import annotations

import atexit
import json
import sys
from contextlib import suppress
from functools import cache
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any

from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, NotebookExecutionManager, papermill_engines
from papermill.log import logger

from revue_analytics.notebooks.fork_process import ask, is_fork
from revue_analytics.notebooks.fork_server import ForkServer, ForkServerFailed
from revue_analytics.notebooks.kernel import OwnKernelEngine

ENGINE = "revue-fork"
PARENT = "cell"  # id of the request that every message refers to


class ForkEngine(NBClientEngine):  # type: ignore[misc]
    """Runs each notebook in a fork; an ordinary kernel where there can be none.

    It takes the options of papermill's own engine that make sense without a kernel: ``execution_timeout``,
    ``log_output``, ``stdout_file``, ``stderr_file``. `kept`, a list, receives the notebook that is being filled.
    """

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: NotebookExecutionManager,
        kernel_name: str,
        *,
        kept: list[Any] | None = None,
        **options: Any,
    ) -> Any:
        """Run the cells and fill the notebook with their outputs."""
        try:
            connection = ask(b"cells") if is_fork() else _own_server().ask(b"cells")
        except ForkServerFailed as error:
            logger.info("an ordinary kernel is used: %s", error)
            return OwnKernelEngine.execute_managed_notebook(nb_man, kernel_name, kept=kept, **options)
        if kept is not None:
            kept.append(nb_man.nb)
        used = ("log_output", "stdout_file", "stderr_file", "resources")
        client = _ForkedNotebook(
            nb_man,
            timeout=options.get("execution_timeout"),
            kernel_name=kernel_name,
            log=logger,
            coalesce_streams=True,
            record_timing=False,
            **{name: options[name] for name in used if options.get(name) is not None},
        )
        with connection:
            return client.run(_Cells(connection))


class _ForkedNotebook(PapermillNotebookClient):  # type: ignore[misc]
    """papermill's notebook client; only where messages come from is different.

    nbclient awaits a cell's reply, its outputs and the kernel's death side by side. Here all three come in order on one
    connection, which closes when the process ends.
    """

    def run(self, cells: _Cells) -> Any:
        """Run all cells in the process that is ready for them."""
        self.reset_execution_trackers()
        self.kc = cells
        with TemporaryDirectory(prefix="revue-", ignore_cleanup_errors=True) as scratch:
            folder = self.resources.get("metadata", {}).get("path") or Path.cwd()
            cells.send({"folder": str(folder), "scratch": scratch})
            self.papermill_execute_cells()
        self.nb.metadata["language_info"] = _language_info()
        return self.nb

    async def _async_poll_output_msg(self, parent_msg_id: str, cell: Any, cell_index: int) -> None:
        timeout = self._get_timeout(cell)
        deadline = monotonic() + timeout if timeout else None
        while True:
            message = self.kc.receive(deadline)
            if message is None:
                raise CellTimeoutError.error_from_timeout_and_cell("Cell execution timed out", timeout, cell)
            if message["msg_type"] == "execute_reply":
                self.reply = message
                return
            self.process_message(message, cell, cell_index)

    async def _async_poll_for_reply(
        self, msg_id: str, cell: Any, timeout: int | None, outputs: Any, alive: Any
    ) -> dict[str, Any]:
        await outputs
        return self.reply

    async def _async_poll_kernel_alive(self) -> None:
        """Nothing to do: a dead process is the end of its messages."""


class _Cells:
    """The process that runs the cells, as far as nbclient needs to know it."""

    def __init__(self, connection: Connection):
        self.connection = connection

    def execute(self, source: str, **_: Any) -> str:
        """Begin a cell; return what its messages refer to."""
        self.send({"source": source})
        return PARENT

    def send(self, request: dict[str, str]) -> None:
        with suppress(OSError):  # it died: the next message, which does not come, tells
            self.connection.send_bytes(json.dumps(request).encode())

    def receive(self, deadline: float | None) -> dict[str, Any] | None:
        """Wait for the next message, or for the deadline: None."""
        try:
            if deadline is not None and not self.connection.poll(max(0.0, deadline - monotonic())):
                return None
            message: dict[str, Any] = json.loads(self.connection.recv_bytes())
        except (EOFError, OSError, ValueError):  # it ended, or what runs in it wrote into its connection
            raise DeadKernelError("Kernel died") from None
        return message


@cache
def _own_server() -> ForkServer:
    """The fork server of a process that is none of its forks: one for all the notebooks that it runs."""
    server = ForkServer().start()
    atexit.register(server.stop)
    return server


def _language_info() -> dict[str, Any]:
    """What ipykernel says of itself."""
    return {
        "name": "python",
        "version": sys.version.split()[0],
        "mimetype": "text/x-python",
        "codemirror_mode": {"name": "ipython", "version": sys.version_info[0]},
        "pygments_lexer": "ipython3",
        "nbconvert_exporter": "python",
        "file_extension": ".py",
    }


papermill_engines.register(ENGINE, ForkEngine)
