"""What the fork server needs of the operating system."""

from __future__ import annotations

import ctypes
import os
import random
import signal
import sys
from contextlib import suppress
from pathlib import Path

__all__ = ["available", "begin_fork", "kill_group", "threads"]

PR_SET_PDEATHSIG = 1


def available() -> bool:
    """Whether a warm process can be forked here: on Linux, unless ``REVUE_ENGINE=kernel`` says not to.

    macOS has ``fork``, and system libraries that crash in the child; Windows has none.
    """
    return sys.platform == "linux" and os.environ.get("REVUE_ENGINE", "fork") != "kernel"


def threads() -> int:
    """Number of threads of this process, those of libraries too: a fork copies only the one that calls it."""
    return len(list(Path("/proc/self/task").iterdir()))


def begin_fork(parent: int) -> None:
    """Make the fork that calls this a process of its own; it ends when `parent` does.

    It leads a process group, so that it can be ended with whatever it starts; it answers no signal of the server, and
    draws other random numbers than its siblings.
    """
    os.setpgid(0, 0)
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it ended before the line above
        os._exit(1)
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    random.seed()
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()


def kill_group(leader: int) -> None:
    """End a process and whatever it started and left in its group."""
    with suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGKILL)
