"""Many jobs at once, in processes of their own; the death of one takes no other job with it."""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool

from revue_analytics.reporting.job import Failure, Job, Outcome, make_page

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


def _pool(processes: int) -> ProcessPoolExecutor:
    # spawn: a fresh interpreter, the same on every system, and no fork of a process that has threads
    return ProcessPoolExecutor(processes, multiprocessing.get_context("spawn"), initializer=_ignore_interrupts)


def _ignore_interrupts() -> None:
    """Leave Ctrl-C to the parent: pages under way are finished, no new one is begun."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
