"""Pages made by the workers of a Dask cluster: the same unit of work, the same pages, on other machines.

Each worker holds a fork server (`revue_analytics.notebooks.fork_server`), put there by a plugin, so that a worker that
joins late, or replaces one that was lost, has one too. A job goes out as plain values, an outcome comes back; the page
itself is written by the worker, whole or not at all, into the folder that driver and workers all see. Where a worker is
lost, the scheduler gives its jobs to another: a page that is made twice is the same page, put in the same place.

This is the only part of the package that opens a connection, and only to the address that the user names.
"""

from __future__ import annotations

import logging
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from ipaddress import ip_address
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from revue_analytics.batches.job import Failure, Outcome, died
from revue_analytics.errors import MissingExtra, ReportError, shorten
from revue_analytics.version import __version__

if TYPE_CHECKING:
    from distributed import Client, Future

    from revue_analytics.batches.job import Job

LOCAL = "local"
"""The scheduler that is not an address: workers on this machine, for as long as the batch."""

AHEAD = 3  # jobs handed out per worker thread, so that none waits while the driver takes note of an outcome
JOINS_WITHIN = 60  # seconds


def check_scheduler(scheduler: str) -> None:
    """Make sure that an address may be connected to.

    Raises
    ------
    MissingExtra
        Dask is not installed.
    ReportError
        Not an address, or one beyond this machine without encryption.

    Examples
    --------
    >>> check_scheduler("tls://cluster.example:8786"), check_scheduler("tcp://127.0.0.1:8786")
    (None, None)
    >>> check_scheduler("tcp://cluster.example:8786")
    Traceback (most recent call last):
    revue_analytics.errors.ReportError: tcp://cluster.example:8786 is not on this machine: use tls://, so that ...
    """
    if find_spec("distributed") is None:
        raise MissingExtra("distributed", "cluster")
    if scheduler == LOCAL:
        return
    parts = urlsplit(scheduler if "://" in scheduler else f"tcp://{scheduler}")
    if parts.scheme not in ("tcp", "tls") or not parts.hostname:
        message = "“{scheduler}” is no scheduler: write tls://host:port, tcp://127.0.0.1:port, or local"
        raise ReportError(message, scheduler=scheduler)
    if parts.scheme == "tcp" and not _is_loopback(parts.hostname):
        message = "{scheduler} is not on this machine: use tls://, so that nobody reads or changes what travels"
        raise ReportError(message, scheduler=scheduler)


def make_pages_on(scheduler: str, jobs: Sequence[Job], processes: int) -> Generator[Outcome, None, None]:
    """Yield the outcome of every job, in the order in which they end.

    Parameters
    ----------
    scheduler
        Address of a Dask scheduler, or `LOCAL`.
    jobs
        What to make; their folders must be visible to all workers under the same paths.
    processes
        Workers to start with `LOCAL`; elsewhere the cluster has as many as it has.

    Raises
    ------
    ReportError
        The scheduler cannot be reached or is lost, it has no worker, or a worker has another version of this package or
        does not see the folders.
    """
    check_scheduler(scheduler)
    if not jobs:
        return
    from distributed import as_completed

    from revue_analytics.batches.cluster.worker import Pages, make, sees

    with _client(scheduler, processes) as client:
        _wait_for_workers(client, scheduler)
        client.register_plugin(Pages())
        first = jobs[0]
        _check_workers(client.run(sees, [str(path) for path in (first.review, first.notebook, first.out)]))
        sent: dict[Any, Job] = {}

        def send(job: Job) -> Future[Outcome]:
            future = client.submit(make, job, key=f"revue-{job.territory}-{job.inputs}", pure=False)
            sent[future.key] = job
            return future

        waiting = iter(jobs)
        ahead = AHEAD * max(sum(client.nthreads().values()), 1)
        ending = as_completed([send(job) for job in islice(waiting, ahead)], loop=client.loop)
        for future in ending:
            outcome = _outcome(future, sent.pop(future.key), client, scheduler)
            future.release()
            for job in islice(waiting, 1):
                ending.add(send(job))
            yield outcome


@contextmanager
def _client(scheduler: str, processes: int) -> Iterator[Client]:
    """Connect, to workers of our own if need be; what is still to be done is forgotten at the end, however it comes."""
    from distributed import Client, LocalCluster
    from distributed.security import Security

    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters comes back as outcomes and errors
    if scheduler == LOCAL:
        with (
            LocalCluster(
                n_workers=processes,
                threads_per_worker=1,
                host="127.0.0.1",
                dashboard_address="127.0.0.1:0",
                memory_limit=0,  # the pages are made in processes of their own
                silence_logs=logging.CRITICAL,
            ) as cluster,
            Client(cluster, set_as_default=False) as client,
        ):
            yield client
        return
    secure = scheduler.startswith("tls://")
    try:
        client = Client(
            scheduler,
            security=Security(require_encryption=True) if secure else None,
            timeout=JOINS_WITHIN,
            set_as_default=False,
        )
    except (OSError, ValueError, TypeError) as error:
        message = "the scheduler {scheduler} cannot be reached: {reason}"
        raise ReportError(message, scheduler=scheduler, reason=shorten(error, 200)) from None
    with client:
        yield client


def _wait_for_workers(client: Client, scheduler: str) -> None:
    try:
        client.wait_for_workers(1, timeout=JOINS_WITHIN)
    except TimeoutError:
        message = "no worker has joined the scheduler {scheduler} within {seconds} s"
        raise ReportError(message, scheduler=scheduler, seconds=JOINS_WITHIN) from None


def _check_workers(workers: dict[str, tuple[str, list[str]]]) -> None:
    """Refuse workers that would make other pages, or put them where nobody looks."""
    for worker, (version, missing) in sorted(workers.items()):
        if version != __version__:
            message = "the worker {worker} has revue-analytics {theirs}, this is {ours}: install the same version"
            raise ReportError(message, worker=worker, theirs=version, ours=__version__)
        if missing:
            message = "the worker {worker} does not see {path}: campaign and pages must be in folders that all share"
            raise ReportError(message, worker=worker, path=missing[0])


def _outcome(future: Future[Outcome], job: Job, client: Client, scheduler: str) -> Outcome:
    from concurrent.futures import CancelledError

    from distributed.scheduler import KilledWorker

    try:
        return future.result()
    except KilledWorker:  # several workers, one after the other: it is the page that kills them
        return died(job)
    except (CancelledError, OSError) as error:
        if client.status != "running":
            message = "the scheduler {scheduler} is gone: run the batch again to go on"
            raise ReportError(message, scheduler=scheduler) from None
        return _failed(job, error)
    except Exception as error:
        return _failed(job, error)


def _failed(job: Job, error: BaseException) -> Outcome:
    return Outcome(job.territory, failure=Failure(job.territory, f"{type(error).__name__}: {shorten(error, 300)}"))


def _is_loopback(host: str) -> bool:
    """Whether a host is this machine.

    >>> _is_loopback("::1"), _is_loopback("localhost"), _is_loopback("127.0.0.1.example"), _is_loopback("0.0.0.0")
    (True, True, False, False)
    """
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
