"""The papermill engine that runs a report notebook: in this interpreter's own ipykernel, whatever else is installed."""

from __future__ import annotations

import os
import sys
from collections.abc import Awaitable
from subprocess import DEVNULL
from tempfile import TemporaryDirectory
from typing import Any

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from papermill.engines import NBClientEngine, NotebookExecutionManager, papermill_engines
from traitlets import default

ENGINE = "revue-kernel"
LONGEST_SOCKET = 104  # bytes in the path of a Unix socket, macOS

QUIET = {
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",  # no debugger warning about frozen modules
    "PYTHONSTARTUP": "",
    "OPENBLAS_NUM_THREADS": "1",  # several notebooks run side by side: one thread each
    "OMP_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",  # sets in the same order every time
}


class _OwnSpec(KernelSpecManager):
    """Knows one kernel: ipykernel in ``sys.executable``."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        return KernelSpec(argv=argv, env=dict(QUIET), display_name=kernel_name, language="python")


class OwnKernel(AsyncKernelManager):
    """Start ipykernel silently, on local sockets, without the user's profile, start-up files or history.

    Unix sockets instead of TCP ports where the system has them: nothing listens on the network, and kernels started
    side by side cannot pick the same port.
    """

    def __init__(self, **options: Any) -> None:
        self.folder = TemporaryDirectory(prefix="revue-", ignore_cleanup_errors=True)
        options["connection_file"] = f"{self.folder.name}{os.sep}k"
        if os.name == "posix" and len(os.fsencode(self.folder.name)) < LONGEST_SOCKET - len("/k-ipc-5"):
            options["transport"] = "ipc"
        super().__init__(**options)

    @default("kernel_spec_manager")
    def _own_spec(self) -> KernelSpecManager:
        return _OwnSpec(parent=self)

    def start_kernel(self, **options: Any) -> Awaitable[None]:  # type: ignore[override]  # as in the class above
        """Start it; what it writes past its own output channels (a debugger's warning) is thrown away."""
        options.setdefault("env", os.environ | {"IPYTHONDIR": self.folder.name})
        return super().start_kernel(stdout=DEVNULL, stderr=DEVNULL, **options)

    def cleanup_resources(self, restart: bool = False) -> Any:
        """Remove the connection file and its folder."""
        done = super().cleanup_resources(restart)
        if not restart:
            self.folder.cleanup()
        return done


class OwnKernelEngine(NBClientEngine):  # type: ignore[misc]
    """Runs each notebook in an `OwnKernel`, and hands out the notebook as far as it got, whatever happens to it.

    Saving is left to the caller: papermill's per-cell saving costs a quarter of a second, and without it papermill
    leaves nothing behind when a kernel dies.
    """

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: NotebookExecutionManager, kernel_name: str, *, kept: list[Any] | None = None, **options: Any
    ) -> Any:
        """Run it; `kept` receives the notebook that is being filled."""
        if kept is not None:
            kept.append(nb_man.nb)
        return super().execute_managed_notebook(
            nb_man,
            kernel_name,
            kernel_manager_class=OwnKernel,
            shutdown_kernel="immediate",
            coalesce_streams=True,
            record_timing=False,
            **options,
        )


papermill_engines.register(ENGINE, OwnKernelEngine)
