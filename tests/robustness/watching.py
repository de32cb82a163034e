"""What must hold of a spoilt campaign, whatever was done to it."""

from __future__ import annotations

import re
import signal
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from click.testing import CliRunner, Result

from revue_analytics import cli

__all__ = ["SECONDS", "run", "time_limit"]

SECONDS = 60


class Hangs(BaseException):
    """A case takes longer than it may. Not an `Exception`: nothing that is tested catches it."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise where the work inside takes longer."""

    def stop(*_: object) -> None:
        raise Hangs(f"more than {seconds} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def run(folder: Path, command: str, *words: str) -> Result:
    """Run a command on a folder, in this process; what it raises past the command line is an error here."""
    with time_limit(SECONDS):
        result = CliRunner().invoke(cli.program, [command, str(folder), *words])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        told = "".join(traceback.format_exception(result.exception)[-12:])
        raise AssertionError(f"revue {command}: a traceback\n{told}")
    return result
