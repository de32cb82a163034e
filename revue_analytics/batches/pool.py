"""Many jobs at once, in processes of their own; the death of one takes no other job with it."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import tempfile
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from threading import Thread

from revue_analytics.batches.job import Failure, Job, Outcome, make_page

__all__ = ["run"]

Work = Callable[[Job], Outcome]


def run(jobs: Sequence[Job], processes: int, work: Work = make_page) -> Iterator[Outcome]:
    """Yield the outcome of every job, in the order in which they end.

    When a process dies, nobody can tell which of the jobs under way killed it. So no more jobs are handed out than
    there are processes, and after a death those few are each tried again alone: the one that kills a process for
    itself only is the one that failed.

    Parameters
    ----------
    processes
        How many work at once; 1 works in this process.
    """
    if processes <= 1 or len(jobs) <= 1:
        yield from map(work, jobs)
        return
    waiting = deque(jobs)
    while waiting:
        suspects: list[Job] = []
        yield from _run_until_death(waiting, min(processes, len(waiting)), work, suspects)
        for job in suspects:
            yield from _run_alone(job, work)


def _run_until_death(waiting: deque[Job], processes: int, work: Work, suspects: list[Job]) -> Iterator[Outcome]:
    """Work through `waiting`; stop early if a process dies, with the jobs then under way in `suspects`."""
    running: dict[Future[Outcome], Job] = {}
    with _pool(processes) as pool:
        while (waiting or running) and not suspects:
            while waiting and len(running) < processes:
                job = waiting.popleft()
                try:
                    running[pool.submit(work, job)] = job
                except BrokenProcessPool:
                    suspects.append(job)
                    break
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                job = running.pop(future)
                try:
                    yield future.result()
                except BrokenProcessPool:
                    suspects.append(job)
        for future, job in running.items():
            try:
                yield future.result()
            except BrokenProcessPool:
                suspects.append(job)


def _run_alone(job: Job, work: Work) -> Iterator[Outcome]:
    with _pool(1) as pool:
        try:
            yield pool.submit(work, job).result()
        except BrokenProcessPool:
            cause = "BrokenProcessPool: the process that was making the page died"
            yield Outcome(job.territory, failure=Failure(job.territory, cause))


@contextmanager
def _pool(processes: int) -> Iterator[ProcessPoolExecutor]:
    """Start worker processes; on Ctrl-C, or when nobody wants the outcomes any more, they end at once.

    That is safe: pages are written whole or not at all, and a kernel ends when the process that started it does.
    """
    with TemporaryDirectory(prefix="revue-", ignore_cleanup_errors=True) as folder:
        # spawn: a fresh interpreter, the same on every system, and no fork of a process that has threads
        context = multiprocessing.get_context("spawn")
        pool = ProcessPoolExecutor(processes, context, initializer=_begin, initargs=(folder,))
        try:
            yield pool
        except BaseException:
            for process in list((pool._processes or {}).values()):  # `kill_workers` from Python 3.14 on
                process.kill()
            raise
        finally:
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
