"""Make many pages at once: by the fork server where there is one, else in processes of the ordinary kind."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import closing, nullcontext
from typing import TYPE_CHECKING

from revue_analytics.batches import pool
from revue_analytics.notebooks import forking

if TYPE_CHECKING:
    from revue_analytics.batches.job import Job, Outcome

__all__ = ["make_pages"]

log = logging.getLogger(__name__)


def make_pages(jobs: Sequence[Job], processes: int, zygote: forking.Zygote | None = None) -> Iterator[Outcome]:
    """Yield the outcome of every job, in the order in which they end.

    Parameters
    ----------
    processes
        How many work at once.
    zygote
        One that is warm already, and is left so; else one is started for these jobs, where it can be.
    """
    left = {job.territory: job for job in jobs}
    if jobs and (zygote or forking.available()):
        try:
            own = nullcontext(zygote) if zygote else forking.Zygote()
            with own as warm, closing(forking.run(warm, jobs, processes)) as outcomes:
                for outcome in outcomes:
                    del left[outcome.territory]
                    yield outcome
        except forking.ZygoteFailed as error:
            log.info("ordinary kernels are used: %s", error)
    yield from pool.run(list(left.values()), processes)
