"""The mixed-integer solver, without what it prints."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def quiet() -> Iterator[None]:
    """Throw away what compiled code writes to standard output meanwhile.

    HiGHS leaves a line there now and then whatever it is told, ``transformNewIntegerFeasibleSolution tmpSolver.run()``,
    which would end up among the cells of a notebook. Where the process has no such output to turn off, nothing is done.
    """
    try:
        flush = ctypes.CDLL(None).fflush
        sys.stdout.flush()
        flush(None)
        kept = os.dup(1)
    except (OSError, TypeError, AttributeError, ValueError):
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        yield
    finally:
        flush(None)
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)
