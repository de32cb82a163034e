"""One line that says how far a batch is."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from revue_analytics.language import translator

if TYPE_CHECKING:
    from revue_analytics.reporting.job import Job, Outcome

__all__ = ["counted", "shown"]


def counted(language: str, *, progress: bool = True) -> Callable[[Iterable[str]], Iterable[str]]:
    """Return what wraps an iteration over territories in a line that says how far the analysis is.

    Nothing is shown where standard error is no terminal.
    """
    from tqdm import tqdm

    _ = translator(language)
    return partial(
        tqdm,
        desc=_("Analysis"),
        unit=_(" territory"),
        disable=not (progress and sys.stderr.isatty()),
        dynamic_ncols=True,
        leave=False,
    )


def shown(
    outcomes: Iterable[Outcome], jobs: Sequence[Job], language: str, *, progress: bool = True
) -> Iterator[tuple[Outcome, Job]]:
    """Yield each outcome with its job, and show how many are done and failed, how fast, and the time left.

    Nothing is shown where standard error is no terminal.
    """
    from tqdm import tqdm

    _ = translator(language)
    by_territory = {job.territory: job for job in jobs}
    failed = 0
    bar = tqdm(
        total=len(jobs),
        desc=_("Pages"),
        unit=_(" page"),
        disable=not (progress and sys.stderr.isatty()),
        dynamic_ncols=True,
        smoothing=0.1,
    )
    with bar:
        for outcome in outcomes:
            if outcome.failure:
                failed += 1
                bar.set_postfix_str(_("{n} failed", "{n} failed", failed), refresh=False)
            bar.update()
            yield outcome, by_territory[outcome.territory]
