"""The driver's side of the fork server: start it, submit jobs, stop it."""

from __future__ import annotations

import json
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
from typing import IO, TYPE_CHECKING, Any, TypeVar

from revue_analytics.errors import ReportError
from revue_analytics.notebooks.forking.process import available
from revue_analytics.notebooks.forking.server import ask

if TYPE_CHECKING:
    from revue_analytics.batches.job import Job, Outcome

__all__ = ["Zygote", "ZygoteFailed", "run"]

WARM_WITHIN = 120  # seconds; it takes two or three
ENDS_WITHIN = 10

SETTINGS = {
    "OPENBLAS_NUM_THREADS": "1",  # one thread: only that one would be in a fork
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    "PYTHONHASHSEED": "0",  # sets in the same order in every batch
}


ENDING = 0.05  # seconds
WORTH_A_REHEARSAL = 12  # pages


T = TypeVar("T")
R = TypeVar("R")


class ZygoteFailed(ReportError):
    """No zygote can be had here: it did not start, or a library started a thread in it."""


class Zygote:
    """A fork server, and whoever submits jobs to it. See `revue_analytics.notebooks.forking`.

    Examples
    --------
    >>> with Zygote() as zygote:                    # doctest: +SKIP
    ...     outcome = zygote.submit(job)
    """

    def __init__(self) -> None:
        self._lock = RLock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._folder: TemporaryDirectory[str] | None = None
        self._said: IO[bytes] | None = None
        self._ready = False
        self._rehearsed = False
        self.starts = 0  # how often it was started: a job belongs to one of its lives

    def __enter__(self) -> Zygote:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def __reduce__(self) -> Any:
        raise TypeError("a zygote stays in the process that started it; start another where the work is")

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

    def start(self) -> Zygote:
        """Start it, and return without waiting until it is warm; nothing happens if it runs already.

        Raises
        ------
        ZygoteFailed
            Processes cannot be forked here.
        """
        with self._lock:
            if self.alive:
                return self
            if not available():
                raise ZygoteFailed("processes cannot be forked on this system")
            self.stop()
            self.starts += 1
            self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            self._folder = TemporaryDirectory(prefix="revue-", ignore_cleanup_errors=True)
            self._said = TemporaryFile()  # noqa: SIM115  it lives as long as the process
            program = "import sys; from revue_analytics.notebooks.forking.server import serve; "
            program += f"serve({theirs.fileno()}, {self._folder.name!r})"
            with theirs:
                self._process = subprocess.Popen(
                    [sys.executable, "-P", "-c", program],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=self._said,
                    env=os.environ | SETTINGS,
                    pass_fds=[theirs.fileno()],
                    start_new_session=True,  # Ctrl-C on the terminal is the driver's
                )
        return self

    def stop(self) -> None:
        """End it and all its forks, at once; pages are written whole or not at all."""
        with self._lock:
            if self._control is not None:
                self._control.close()
            if self._process is not None:
                try:
                    self._process.wait(ENDS_WITHIN)
                except subprocess.TimeoutExpired:
                    self._process.kill()
                    self._process.wait()
            if self._said is not None:
                self._said.close()
            if self._folder is not None:
                self._folder.cleanup()
            self._control = self._process = self._said = self._folder = None
            self._ready = False

    def ask(self, kind: bytes) -> Connection:
        """Ask for a fork, ``b"page"`` or ``b"cells"``, once the zygote is warm; start it if it does not run.

        Raises
        ------
        ZygoteFailed
            There is no zygote to be had.
        """
        for last in (False, True):
            self.start()
            self._wait_until_warm()
            try:
                with self._lock:
                    return ask(kind, self._control)
            except OSError:  # it died since
                if last:
                    raise ZygoteFailed(f"the process that makes pages ends at once: {self._last_words()}") from None
                self.stop()
        raise AssertionError

    def rehearse(self, job: Job) -> None:
        """Let it write the sections of one territory for nothing, once: every page after that is a quarter cheaper."""
        with self._lock:
            if self._rehearsed:
                return
            self._rehearsed = True
            self.start()
            self._wait_until_warm()
            assert self._control is not None
            asked = json.dumps([str(job.review), job.territory, job.page.language]).encode()
            with suppress(OSError):  # it died, or the path is longer than any: pages are made all the same
                self._control.send(asked)

    def begin(self, job: Job) -> Connection:
        """Begin a job; `finish` takes what this returns, and closing it ends the job's processes."""
        connection = self.ask(b"page")
        with suppress(OSError):  # it died: `finish` will see
            connection.send(job)
        return connection

    def finish(self, connection: Connection) -> Outcome | None:
        """Wait for a job that was begun; None if its process died."""
        with connection:
            try:
                outcome: Outcome = connection.recv()
            except (EOFError, OSError):
                return None
        return outcome

    def submit(self, job: Job) -> Outcome:
        """Make a page in a process of its own: `revue_analytics.batches.job.make_page` with another address.

        Raises
        ------
        ZygoteFailed
            There is no zygote to be had.
        """
        (outcome,) = run(self, [job], 1)
        return outcome

    def each(self, function: Callable[[T], R], items: Sequence[T], processes: int) -> Iterator[R]:
        """Yield ``function(item)`` for every item, in their order, as `map` does, worked out in forks.

        What a fork does not bring back, because it failed or died, is worked out here: so is everything where the
        function cannot be sent to a fork (a methodology with a function that has no name), or where there is none.
        """
        waiting = deque(enumerate(items))
        workers = self._workers(function, min(processes, len(items)))
        running: dict[Any, int] = {}
        found: dict[int, R] = {}

        def hand_over(worker: Any) -> None:
            if waiting:
                place, item = waiting.popleft()
                with suppress(OSError):  # it died
                    worker.send(item)
                    running[worker] = place

        try:
            for worker in workers:
                hand_over(worker)
            for place, item in enumerate(items):
                while place in running.values():
                    for worker in wait(list(running)):
                        at = running.pop(worker)
                        with suppress(EOFError, OSError):
                            found[at] = worker.recv()  # type: ignore[union-attr]
                            hand_over(worker)
                yield found.pop(place) if place in found else function(item)
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
        with suppress(ZygoteFailed, OSError):
            for _ in range(n):
                worker = self.ask(b"work")
                workers.append(worker)
                worker.send_bytes(packed)
        return workers

    def _wait_until_warm(self) -> None:
        with self._lock:
            if self._ready:
                return
            assert self._control is not None
            ready, _, _ = select.select([self._control], [], [], WARM_WITHIN)
            said = self._control.recv(16) if ready else b""
            if said != b"1":
                reason = f"{said.decode()} threads run in it" if said else self._last_words()
                self.stop()
                raise ZygoteFailed(f"the process that makes pages did not start: {reason}")
            self._ready = True

    def _last_words(self) -> str:
        if self._said is None:
            return ""
        self._said.seek(0)
        lines = self._said.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else "it says nothing"


def run(zygote: Zygote, jobs: Sequence[Job], processes: int) -> Iterator[Outcome]:
    """Yield the outcome of every job, in the order in which they end; `processes` of them work at once.

    A process that dies fails its own job only. If the whole zygote died, its jobs are begun once more.
    """
    from revue_analytics.batches.job import died

    if len(jobs) >= WORTH_A_REHEARSAL:
        zygote.rehearse(jobs[0])
    waiting = deque((job, True) for job in jobs)
    running: dict[Any, tuple[Job, bool, int]] = {}
    try:
        while waiting or running:
            while waiting and len(running) < processes:
                job, again = waiting.popleft()
                running[zygote.begin(job)] = job, again, zygote.starts
            for connection in wait(list(running)):
                job, again, life = running.pop(connection)
                outcome = zygote.finish(connection)  # type: ignore[arg-type]
                if outcome is None and again and (zygote.starts != life or zygote.ended()):
                    waiting.append((job, False))
                else:
                    yield outcome or died(job)
    finally:
        for connection in running:
            connection.close()
