"""The zygote itself: imports everything, then forks on request. It stays single-threaded and runs no notebook.

A request is one datagram with a file descriptor: ``b"page"``, ``b"cells"`` or ``b"work"``, and the connection on which
the fork talks with whoever asked. When the other end of that connection is closed, the fork is ended. A datagram
without a file descriptor names a territory whose sections are to be rehearsed.
"""

from __future__ import annotations

import gc
import json
import os
import select
import shutil
import signal
import socket
import tempfile
from contextlib import suppress
from importlib import import_module
from multiprocessing.connection import Connection
from typing import NoReturn

from revue_analytics.notebooks.forking.process import begin_fork, kill_group, threads

__all__ = ["ask", "asks_itself", "serve"]

LONGEST = 16_384  # bytes of a datagram
FIGURES = 16  # of a page

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
    "revue_analytics.document.sections",
    "revue_analytics.notebooks.forking.cells",
    "revue_analytics.notebooks.forking.engine",
    "revue_analytics.batches.job",
    "revue_analytics.review",
)

_inner: socket.socket | None = None  # in a fork of the zygote: where it asks for forks of its own


def asks_itself() -> bool:
    """Whether this process is a fork of a zygote, which may `ask` it for another."""
    return _inner is not None


def ask(kind: bytes, control: socket.socket | None = None) -> Connection:
    """Ask a zygote for a fork, by its control socket or as one of its forks; return the connection to it."""
    control = control or _inner
    assert control is not None
    ours, theirs = socket.socketpair()
    with ours, theirs:
        socket.send_fds(control, [kind], [theirs.fileno()])
        return Connection(ours.detach())


def serve(descriptor: int, folder: str) -> NoReturn:
    """Warm up, say so, and fork on request until the other end of the control socket is closed.

    Temporary files go to `folder`, which ends with the zygote.
    """
    tempfile.tempdir = folder
    control = socket.socket(fileno=descriptor)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the driver's: it closes the socket
    _warm_up()
    gc.collect()
    gc.freeze()  # what is here now is never looked at again by a fork's collector, and stays shared
    control.send(str(threads()).encode())
    _Server(control).run()


def _warm_up() -> None:
    """Import what a page needs, and go once through what is slow the first time. Nothing of it may start a thread."""
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")  # as ipykernel does
    for name in PRELOADED:
        import_module(name)
    from nbformat.v4 import new_markdown_cell, new_notebook

    from revue_analytics.document.kit.figure import Layout, new_figure, prewarm, svg
    from revue_analytics.document.page.shell import Page
    from revue_analytics.language import LANGUAGES, number, translator
    from revue_analytics.notebooks.forking.cells import shell
    from revue_analytics.notebooks.render import render

    for language in LANGUAGES:
        translator(language)("Contents")
        number(1.5, 1, language)
        render(new_notebook(cells=[new_markdown_cell("# a")]), Page(language, *[""] * 7))
    figure, ax = new_figure(Layout(height=1))
    ax.text(0, 0, "a")
    svg(figure)
    prewarm(FIGURES)
    shell()


def _rehearse(review: str, territory: str, language: str) -> None:
    """Write the sections of a territory once, for nothing: forks then know its words, fonts, numbers and templates.

    What is remembered depends on nothing but what it is remembered for, so that pages stay the same, byte for byte.
    """
    from revue_analytics.document.kit.figure import prewarm
    from revue_analytics.document.sections import SECTIONS
    from revue_analytics.review import open_review

    with suppress(Exception):  # whatever is wrong with this territory, its own page will say
        doc = open_review(review).for_territory(territory)
        for section in SECTIONS:
            section(doc, language)
    prewarm(FIGURES)
    if threads() != 1:  # a fork of this process would not be whole: whoever asks starts another
        os._exit(1)
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
                    kill_group(self.forks[descriptor])
                    self.poll.unregister(descriptor)

    def _request(self, asked_on: socket.socket) -> None:
        kind, descriptors, _flags, _address = socket.recv_fds(asked_on, LONGEST, 1)
        if not kind and asked_on is self.control:
            for process in self.forks.values():
                kill_group(process)
            shutil.rmtree(tempfile.gettempdir(), ignore_errors=True)
            os._exit(0)
        if not descriptors:
            if asked_on is self.control:
                _rehearse(*json.loads(kind))
            return
        (connection,) = descriptors
        parent = os.getpid()
        try:
            process = os.fork()
        except OSError:  # too many processes, no memory: whoever asked sees the connection close
            os.close(connection)
            return
        if process == 0:
            self._become(kind, connection, parent)
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
            kill_group(ended.si_pid)
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
            begin_fork(parent)
            for other in self.forks:
                os.close(other)
            self.control.close()
            self.inner.close()
            if kind == b"page":
                _inner = self.for_forks
                _make_page(Connection(connection))
            elif kind == b"cells":
                self.for_forks.close()
                from revue_analytics.notebooks.forking.cells import run_cells

                run_cells(Connection(connection))
            elif kind == b"work":
                _work(Connection(connection))
            status = 0
        finally:
            os._exit(status)  # whatever happens, a fork never goes on with the server's loop


def _work(connection: Connection) -> None:
    """Apply the function that comes first to everything that comes after it, until nothing does."""
    function = connection.recv()
    with suppress(EOFError):
        while True:
            connection.send(function(connection.recv()))


def _make_page(connection: Connection) -> None:
    from revue_analytics.batches.job import make_page

    connection.send(make_page(connection.recv()))
