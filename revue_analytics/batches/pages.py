"""Make many pages at once: in forks of a warm process where there can be some, else in processes of the ordinary kind.

Whichever it is, the death of a process takes no other page with it.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import shutil
import signal
import tempfile
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor
from concurrent.futures import wait as wait_for
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, contextmanager, nullcontext, suppress
from multiprocessing.connection import wait
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any

from revue_analytics.batches.job import Job, Outcome, died, make_page
from revue_analytics.notebooks.fork_process import FIGURES, available
from revue_analytics.notebooks.fork_server import ForkServer, ForkServerFailed, result_of

WORTH_A_WARM_UP = 12  # pages

Work = Callable[[Job], Outcome]
Outcomes = Generator[Outcome, None, None]

log = logging.getLogger(__name__)


def make_pages(jobs: Sequence[Job], processes: int, server: ForkServer | None = None) -> Outcomes:
    """Yield the outcome of every job, in the order in which they end.

    Parameters
    ----------
    processes
        How many work at once.
    server
        One that is warm already, and is left so; else one is started for these jobs, where it can be.
    """
    left = {job.territory: job for job in jobs}
    if jobs and (server or available()):
        try:
            own = nullcontext(server) if server else ForkServer()
            with own as warm, closing(in_forks(warm, jobs, processes)) as outcomes:
                for outcome in outcomes:
                    del left[outcome.territory]
                    yield outcome
        except ForkServerFailed as error:
            log.info("ordinary kernels are used: %s", error)
    yield from in_processes(list(left.values()), processes)


def in_forks(server: ForkServer, jobs: Sequence[Job], processes: int) -> Outcomes:
    """Make pages in forks, a new one for each; if the whole server died, its jobs are begun once more.

    Raises
    ------
    ForkServerFailed
        There is no server to be had.
    """
    if len(jobs) >= WORTH_A_WARM_UP:
        warm_up(server, jobs[0])
    waiting = deque((job, True) for job in jobs)
    running: dict[Any, tuple[Job, bool, int]] = {}
    try:
        while waiting or running:
            while waiting and len(running) < processes:
                job, again = waiting.popleft()
                running[server.call(make_page, job)] = job, again, server.starts
            for connection in wait(list(running)):
                job, again, life = running.pop(connection)
                outcome: Outcome | None = result_of(connection)
                if outcome is None and again and (server.starts != life or server.ended()):
                    waiting.append((job, False))
                else:
                    yield outcome or died(job)
    finally:
        for connection in running:
            connection.close()


def warm_up(server: ForkServer, job: Job) -> None:
    """Let a fork server write the sections of one territory for nothing: every page after that is a quarter cheaper."""
    server.warm_up(_write_sections, job.review, job.territory, job.page.language)


def _write_sections(review: Path, territory: str, language: str) -> None:
    """Write the sections of a territory: who does knows its words, fonts, numbers and templates from then on.

    What is remembered depends on nothing but what it is remembered for, so that pages stay the same, byte for byte.
    """
    from revue_analytics.document.kit.figure import prewarm
    from revue_analytics.document.sections import SECTIONS
    from revue_analytics.review import open_review

    try:
        doc = open_review(review).for_territory(territory)
        for section in SECTIONS:
            section(doc, language)
    finally:
        prewarm(FIGURES)


def in_processes(jobs: Sequence[Job], processes: int, work: Work = make_page) -> Outcomes:
    """Make pages in processes of the ordinary kind; in this one where one at a time is enough."""
    if processes <= 1 or len(jobs) <= 1:
        yield from map(work, jobs)
        return
    waiting = deque(jobs)
    running: dict[Future[Outcome], tuple[Job, ProcessPoolExecutor]] = {}
    with _workers() as new_worker:
        idle = [new_worker() for _ in range(min(processes, len(jobs)))]
        while waiting or running:
            while waiting and idle:
                job, worker = waiting.popleft(), idle.pop()
                with suppress(BrokenProcessPool):
                    running[worker.submit(work, job)] = job, worker
                    continue
                waiting.appendleft(job)  # the worker died while it had nothing to do
                idle.append(new_worker())
            for future in wait_for(running, return_when=FIRST_COMPLETED).done:
                job, worker = running.pop(future)
                try:
                    outcome = future.result()
                except BrokenProcessPool:
                    outcome, worker = died(job), new_worker()
                idle.append(worker)
                yield outcome


@contextmanager
def _workers() -> Iterator[Callable[[], ProcessPoolExecutor]]:
    """Start worker processes, each a pool of its own: so it is known which job one died at.

    On Ctrl-C, or when nobody wants the outcomes any more, they end at once. That is safe: pages are written whole or
    not at all, and a kernel ends when the process that started it does.
    """
    pools: list[ProcessPoolExecutor] = []
    # spawn: a fresh interpreter, the same on every system, and no fork of a process that has threads
    context = multiprocessing.get_context("spawn")
    with TemporaryDirectory(prefix="revue-", ignore_cleanup_errors=True) as folder:

        def new_worker() -> ProcessPoolExecutor:
            pools.append(ProcessPoolExecutor(1, context, initializer=_begin, initargs=(folder,)))
            return pools[-1]

        try:
            yield new_worker
        except BaseException:
            for pool in pools:
                for process in list((pool._processes or {}).values()):  # `kill_workers` from Python 3.14 on
                    process.kill()
            raise
        finally:
            for pool in pools:
                pool.shutdown(cancel_futures=True)


def _begin(folder: str) -> None:
    """Set up a worker: temporary files where the parent removes them, Ctrl-C left to the parent, no life after it."""
    tempfile.tempdir = folder
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, args=(folder,), daemon=True).start()


def _end_with_parent(folder: str) -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        shutil.rmtree(folder, ignore_errors=True)
        os._exit(1)
