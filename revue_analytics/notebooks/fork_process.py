"""The fork server's own process: imports everything, then forks on request. It has one thread and runs no notebook.

A request is one datagram with a file descriptor, the connection on which the fork talks with whoever asked: ``b"work"``
(a function comes on it, then what to apply it to) or ``b"cells"`` (those of a notebook). When the other end of that
connection is closed, the fork is ended. A datagram without a file descriptor is a call that the server makes itself, so
that its forks know what it leaves in memory.
"""

from __future__ import annotations

import ctypes
import gc
import os
import pickle
import random
import select
import shutil
import signal
import socket
import sys
import tempfile
from contextlib import suppress
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NoReturn

LONGEST = 16_384  # bytes of a datagram
FIGURES = 16  # of a page
PR_SET_PDEATHSIG = 1

PRELOADED = (
    "IPython.core.completer",
    "IPython.core.interactiveshell",
    "ipykernel.zmqshell",
    "matplotlib.backends.backend_svg",
    "matplotlib.pyplot",
    "nbclient",
    "nbconvert.exporters",
    "papermill",
    "pyarrow.parquet",
    "seaborn",
    "revue_analytics.batches.job",
    "revue_analytics.notebooks.cells",
    "revue_analytics.notebooks.fork_engine",
    "revue_analytics.document.sections",
    "revue_analytics.review",
)

_inner: socket.socket | None = None  # in a fork that works: where it asks for forks of its own


def available() -> bool:
    """Whether a warm process can be forked here: on Linux, unless ``REVUE_ENGINE=kernel`` says not to.

    macOS has ``fork``, and system libraries that crash in the child; Windows has none.
    """
    return sys.platform == "linux" and os.environ.get("REVUE_ENGINE", "fork") != "kernel"


def threads() -> int:
    """Number of threads of this process, those of libraries too: a fork copies only the one that calls it."""
    return len(list(Path("/proc/self/task").iterdir()))


def is_fork() -> bool:
    """Whether this process is a fork that works, which may `ask` for another."""
    return _inner is not None


def ask(kind: bytes, control: socket.socket | None = None) -> Connection:
    """Ask for a fork, by a server's control socket or as one of its forks; return the connection to it."""
    control = control or _inner
    assert control is not None
    ours, theirs = socket.socketpair()
    with ours, theirs:
        socket.send_fds(control, [kind], [theirs.fileno()])
        return Connection(ours.detach())


def serve(descriptor: int, folder: str) -> NoReturn:
    """Warm up, say so, and fork on request until the other end of the control socket is closed.

    Temporary files go to `folder`, which ends with the server.
    """
    tempfile.tempdir = folder
    control = socket.socket(fileno=descriptor)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the driver's: it closes the socket
    _import_all()
    _freeze()
    control.send(str(threads()).encode())
    _Server(control).run()


def _import_all() -> None:
    """Import what a page needs, and go once through what is slow the first time. Nothing of it may start a thread."""
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")  # as ipykernel does
    for name in PRELOADED:
        import_module(name)
    from nbformat.v4 import new_markdown_cell, new_notebook

    from revue_analytics.document.kit.figure import Layout, new_figure, prewarm, svg
    from revue_analytics.document.page.shell import Page
    from revue_analytics.language import LANGUAGES, number, translator
    from revue_analytics.notebooks.cells import shell
    from revue_analytics.notebooks.render import render

    for language in LANGUAGES:
        translator(language)("Contents")
        number(1.5, 1, language)
        render(new_notebook(cells=[new_markdown_cell("# a")]), Page(language, "", "", "", "", "", "", ""))
    figure, ax = new_figure(Layout(height=1))
    ax.text(0, 0, "a")
    svg(figure)
    prewarm(FIGURES)
    shell()


def _call(request: bytes) -> None:
    """Call a function for what it leaves in memory; whatever is wrong with it, the pages themselves will say."""
    with suppress(Exception):
        function, *arguments = pickle.loads(request)
        function(*arguments)
    if threads() != 1:  # a fork of this process would not be whole: whoever asks starts another
        os._exit(1)
    _freeze()


def _freeze() -> None:
    """Keep what is here now from the collectors of forks: it stays shared."""
    gc.collect()
    gc.freeze()


class _Server:
    def __init__(self, control: socket.socket):
        self.control = control
        self.inner, self.for_forks = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.wake, wake_end = os.pipe()
        for end in (self.wake, wake_end):
            os.set_blocking(end, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(wake_end, warn_on_full_buffer=False)
        self.forks: dict[int, int] = {}  # connection -> process
        self.poll = select.poll()
        for descriptor in (control.fileno(), self.inner.fileno(), self.wake):
            self.poll.register(descriptor, select.POLLIN)

    def run(self) -> NoReturn:
        while True:
            for descriptor, _event in self.poll.poll():
                if descriptor == self.wake:
                    self._reap()
                elif descriptor == self.control.fileno():
                    self._request(self.control)
                elif descriptor == self.inner.fileno():
                    self._request(self.inner)
                elif descriptor in self.forks:  # nobody listens to this fork any more
                    _kill_group(self.forks[descriptor])
                    self.poll.unregister(descriptor)

    def _request(self, requested_on: socket.socket) -> None:
        request, descriptors, _flags, _address = socket.recv_fds(requested_on, LONGEST, 1)
        if not request and requested_on is self.control:
            for process in self.forks.values():
                _kill_group(process)
            shutil.rmtree(tempfile.gettempdir(), ignore_errors=True)
            os._exit(0)
        if not descriptors:
            if requested_on is self.control:
                _call(request)
            return
        (connection,) = descriptors
        parent = os.getpid()
        try:
            process = os.fork()
        except OSError:  # too many processes, no memory: whoever asked sees the connection close
            os.close(connection)
            return
        if process == 0:
            self._become(request, connection, parent)
        with suppress(PermissionError, ProcessLookupError):  # it did so itself, and went on
            os.setpgid(process, process)
        self.forks[connection] = process
        self.poll.register(connection, 0)  # only its closing is watched

    def _reap(self) -> None:
        """Take note of the forks that ended; what they started ends with them, before their numbers are given again."""
        with suppress(BlockingIOError):
            while os.read(self.wake, 4096):
                pass
        while self.forks:
            ended = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
            if ended is None:
                return
            _kill_group(ended.si_pid)
            os.waitpid(ended.si_pid, 0)
            for connection, process in list(self.forks.items()):
                if process == ended.si_pid:
                    del self.forks[connection]
                    with suppress(KeyError):  # nobody listened any more
                        self.poll.unregister(connection)
                    os.close(connection)

    def _become(self, kind: bytes, connection: int, parent: int) -> NoReturn:
        """In the fork: let go of all that is the server's, do what was asked, end."""
        global _inner
        status = 1
        try:
            _begin_fork(parent)
            for other in self.forks:
                os.close(other)
            self.control.close()
            self.inner.close()
            if kind == b"work":
                _inner = self.for_forks
                _work(Connection(connection))
            elif kind == b"cells":
                self.for_forks.close()
                from revue_analytics.notebooks.cells import run_cells

                run_cells(Connection(connection))
            status = 0
        finally:
            os._exit(status)  # whatever happens, a fork never goes on with the server's loop


def _begin_fork(parent: int) -> None:
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


def _kill_group(leader: int) -> None:
    """End a process and whatever it started and left in its group."""
    with suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGKILL)


def _work(connection: Connection[Any, Any]) -> None:
    """Apply the function that comes first to everything that comes after it, until nothing does."""
    function = connection.recv()
    with suppress(EOFError):
        while True:
            connection.send(function(connection.recv()))
