"""The fork server: a clean, warm process for every page and every notebook.

Starting Python, importing pandas, matplotlib and Jupyter takes longer than writing a page. So one process imports
everything once, keeps to one thread, and is forked: a fork starts in milliseconds, holds everything imported, and ends
with its territory, so that nothing leaks into the next one: neither environment nor module attributes, options, working
directory, patches or random state.

::

    driver ── server ─┬─ page 01004   runs papermill and nbconvert, writes the page
                      ├─ cells 01004  runs the cells of the notebook, which may do anything
                      ├─ page 01005
                      └─ cells 01005

`ForkServer` is the whole interface, in a batch as in a worker of a cluster::

    server = ForkServer().start()          # returns at once; it warms up meanwhile
    connection = server.call(work, item)   # from any thread, as many at once as you like
    result_of(connection)                  # None if the process died
    server.stop()                          # ends every process of it; also a context manager

- Only plain values and functions of modules travel. A `ForkServer` cannot be pickled; a worker starts its own. It may
  run inside a process that has threads, and inside a daemonic one (where the standard library's ``forkserver`` cannot):
  it is a program of its own, started by its command line.
- Nothing is left behind: closing a connection ends its processes; the end of whoever started the server, even by
  SIGKILL, ends the server and all its forks.
- `available` says whether all this can work here (Linux). Where it cannot, or if `ForkServerFailed` is raised, work is
  done in ordinary processes, and notebooks run in ordinary kernels, slower and with the same bytes.
"""

from __future__ import annotations

import os
import pickle
import select
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.reduction import ForkingPickler
from tempfile import TemporaryDirectory, TemporaryFile
from threading import RLock
from typing import IO, Any, TypeVar

from revue_analytics.errors import ReportError
from revue_analytics.notebooks.fork_process import ask, available

WARM_WITHIN = 120  # seconds; it takes two or three
ENDS_WITHIN = 10
ENDING = 0.05

SETTINGS = {
    "OPENBLAS_NUM_THREADS": "1",  # one thread: only that one would be in a fork
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    "PYTHONHASHSEED": "0",  # sets in the same order in every batch
}

T = TypeVar("T")
R = TypeVar("R")


class ForkServerFailed(ReportError):
    """No fork server can be had here: it did not start, or a library started a thread in it."""


class ForkServer:
    """A fork server, and whoever asks it for forks. See `revue_analytics.notebooks.fork_server`.

    Examples
    --------
    >>> with ForkServer() as server:                # doctest: +SKIP
    ...     page = result_of(server.call(make_page, job))
    """

    def __init__(self) -> None:
        self._lock = RLock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._folder: TemporaryDirectory[str] | None = None
        self._stderr: IO[bytes] | None = None
        self._ready = False
        self._warmed_up = False
        self.starts = 0  # how often it was started: a job belongs to one of its lives

    def __enter__(self) -> ForkServer:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def __reduce__(self) -> Any:
        raise TypeError("a fork server stays in the process that started it; start another where the work is")

    @property
    def alive(self) -> bool:
        """Whether its process runs."""
        return self._process is not None and self._process.poll() is None

    def ended(self) -> bool:
        """Whether it has ended, or is just ending: it lets go of its socket some time before it counts as dead."""
        if self._control is None:
            return True
        ready, _, _ = select.select([self._control], [], [], ENDING)
        try:
            return bool(ready) and not self._control.recv(1, socket.MSG_PEEK)
        except OSError:  # it ended with something unread
            return True

    def start(self) -> ForkServer:
        """Start it, and return without waiting until it is warm; nothing happens if it runs already.

        Raises
        ------
        ForkServerFailed
            Processes cannot be forked here.
        """
        with self._lock:
            if self.alive:
                return self
            if not available():
                raise ForkServerFailed("processes cannot be forked on this system")
            self.stop()
            self.starts += 1
            self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            self._folder = TemporaryDirectory(prefix="revue-", ignore_cleanup_errors=True)
            self._stderr = TemporaryFile()  # noqa: SIM115  it lives as long as the process
            program = "import sys; from revue_analytics.notebooks.fork_process import serve; "
            program += f"serve({theirs.fileno()}, {self._folder.name!r})"
            with theirs:
                self._process = subprocess.Popen(
                    [sys.executable, "-P", "-c", program],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=self._stderr,
                    env=os.environ | SETTINGS,
                    pass_fds=[theirs.fileno()],
                    start_new_session=True,  # Ctrl-C on the terminal is the driver's
                )
        return self

    def stop(self) -> None:
        """End it and all its forks, at once."""
        with self._lock:
            if self._control is not None:
                self._control.close()
            if self._process is not None:
                try:
                    self._process.wait(ENDS_WITHIN)
                except subprocess.TimeoutExpired:
                    self._process.kill()
                    self._process.wait()
            if self._stderr is not None:
                self._stderr.close()
            if self._folder is not None:
                self._folder.cleanup()
            self._control = self._process = self._stderr = self._folder = None
            self._ready = False

    def ask(self, kind: bytes) -> Connection:
        """Ask for a fork, ``b"work"`` or ``b"cells"``, once the server is warm; start it if it does not run.

        Raises
        ------
        ForkServerFailed
            There is no server to be had.
        """
        for last in (False, True):
            self.start()
            self._wait_until_warm()
            try:
                with self._lock:
                    return ask(kind, self._control)
            except OSError:  # it died since
                if last:
                    raise ForkServerFailed(
                        f"the process that makes pages ends at once: {self._stderr_tail()}"
                    ) from None
                self.stop()
        raise AssertionError

    def warm_up(self, function: Callable[..., object], *arguments: object) -> None:
        """Let it call a function once in its life, for what that leaves in the memory of forks."""
        with self._lock:
            if self._warmed_up:
                return
            self._warmed_up = True
            self.start()
            self._wait_until_warm()
            assert self._control is not None
            with suppress(OSError):  # it died, or the message is longer than any: work is done all the same
                self._control.send(pickle.dumps((function, *arguments)))

    def call(self, function: Callable[[T], object], item: T) -> Connection:
        """Begin ``function(item)`` in a fork; `result_of` takes what this returns, and closing it ends the fork."""
        connection = self.ask(b"work")
        with suppress(OSError):  # it died: `result_of` will see
            connection.send(function)
            connection.send(item)
        return connection

    def each(self, function: Callable[[T], R], items: Sequence[T], processes: int) -> Iterator[R]:
        """Yield ``function(item)`` for every item, in their order, as `map` does, worked out in forks.

        What a fork does not bring back, because it failed or died, is worked out here: so is everything where the
        function cannot be sent to a fork (a methodology with a function that has no name), or where there is none.
        """
        waiting = deque(enumerate(items))
        workers = self._workers(function, min(processes, len(items)))
        running: dict[Any, int] = {}
        results: dict[int, R] = {}

        def hand_over(worker: Any) -> None:
            if waiting:
                index, item = waiting.popleft()
                with suppress(OSError):  # it died
                    worker.send(item)
                    running[worker] = index

        try:
            for worker in workers:
                hand_over(worker)
            for index, item in enumerate(items):
                while index in running.values():
                    ready: Any
                    for ready in wait(list(running)):
                        at = running.pop(ready)
                        with suppress(EOFError, OSError):
                            results[at] = ready.recv()
                            hand_over(ready)
                yield results.pop(index) if index in results else function(item)
        finally:
            for worker in workers:
                worker.close()

    def _workers(self, function: Callable[..., Any], n: int) -> list[Connection]:
        """Ask for forks that apply a function to what comes; none where it cannot be sent, or no fork can be had."""
        try:
            packed = ForkingPickler.dumps(function)
        except (pickle.PicklingError, AttributeError, TypeError):
            return []
        workers: list[Connection] = []
        with suppress(ForkServerFailed, OSError):
            for _ in range(n):
                workers.append(self.ask(b"work"))
                workers[-1].send_bytes(packed)
        return workers

    def _wait_until_warm(self) -> None:
        with self._lock:
            if self._ready:
                return
            assert self._control is not None
            ready, _, _ = select.select([self._control], [], [], WARM_WITHIN)
            n_threads = self._control.recv(16) if ready else b""
            if n_threads != b"1":
                reason = f"{n_threads.decode()} threads run in it" if n_threads else self._stderr_tail()
                self.stop()
                raise ForkServerFailed(f"the process that makes pages did not start: {reason}")
            self._ready = True

    def _stderr_tail(self) -> str:
        if self._stderr is None:
            return ""
        self._stderr.seek(0)
        lines = self._stderr.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else "it says nothing"


def result_of(connection: Any) -> Any:
    """Wait for what a fork brings back; None if it died."""
    with connection:
        try:
            return connection.recv()
        except (EOFError, OSError):
            return None
