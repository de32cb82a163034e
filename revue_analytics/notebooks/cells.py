"""In a fork: run the cells of one notebook in IPython, as ipykernel would, and send what they put out.

It is ipykernel's own shell, display publisher and display hook; only the sockets are replaced, by one connection.
What travels are Jupyter's messages as JSON: one request per cell, its outputs, its reply.
"""

from __future__ import annotations

import builtins
import gc
import io
import json
import os
import signal
import sys
import tempfile
from functools import cache, partial
from multiprocessing.connection import Connection
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from ipykernel.compiler import XCachingCompiler
from ipykernel.zmqshell import ZMQInteractiveShell
from IPython.core.error import StdinNotImplementedError
from jupyter_client.jsonutil import json_clean
from jupyter_client.session import Session
from traitlets.config import Config

PARENT = {"msg_id": "cell", "header": {"msg_id": "cell"}}
RARELY = 100_000, 50, 50  # thresholds of the garbage collector: a notebook ends long before it matters
LONG = 8192  # characters of standard output that are sent even without an end of line


def run_cells(connection: Connection) -> None:
    """Run the cells that come on `connection` until it is closed. The first message says in which folder."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    begin = json.loads(connection.recv_bytes())
    os.chdir(begin["folder"])
    os.environ["IPYTHONDIR"] = begin["scratch"]
    printed = [_Printed(1), _Printed(2)]
    shell = _opened(connection, begin["scratch"])
    gc.set_threshold(*RARELY)
    send = partial(shell.display_pub.session.send, None)
    while True:
        try:
            request = json.loads(connection.recv_bytes())
        except (EOFError, OSError):
            return
        send("execute_input", {"execution_count": shell.execution_count}, PARENT)
        result = shell.run_cell(request["source"], store_history=True)
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        for name, file in zip(("stdout", "stderr"), printed, strict=True):
            if text := file.read():
                send("stream", {"name": name, "text": text}, PARENT)
        if shell.exit_now:
            os._exit(1)  # `quit()` in a cell: the notebook did not come to its end
        send("execute_reply", _reply(shell, result), PARENT)


def _reply(shell: Any, result: Any) -> dict[str, Any]:
    content = {"execution_count": shell.execution_count - 1, "status": "ok"}
    if not result.success or getattr(shell, "_last_traceback_during_displayhook", False):
        error = result.error_before_exec or result.error_in_exec
        content |= {
            "status": "error",
            "ename": type(error).__name__,
            "evalue": str(error),
            "traceback": shell._last_traceback or [],
        }
    return content


class _Sender(Session):
    """Puts messages on a connection instead of a socket."""

    connection: Connection

    def send(  # type: ignore[override]  # what goes with sockets is left out
        self, stream: object, msg_or_type: Any, content: Any = None, parent: Any = None, **_: object
    ) -> Any:
        message = msg_or_type if isinstance(msg_or_type, dict) else self.msg(msg_or_type, content, parent)
        plain = {
            "msg_type": message["msg_type"],
            "header": {"msg_type": message["msg_type"]},
            "parent_header": {"msg_id": PARENT["msg_id"]},
            "content": message["content"],
        }
        try:
            packed = self.pack(plain)
        except (TypeError, ValueError):  # infinite numbers, for instance
            packed = self.pack(json_clean(plain))
        self.connection.send_bytes(packed)
        return message


class _Shell(ZMQInteractiveShell):
    """ipykernel's shell, without a kernel around it."""

    def enable_gui(self, gui: Any = None) -> None:
        """No window is ever opened from a report."""

    def ask_exit(self) -> None:
        """`run_cells` sees to it."""
        self.exit_now = True


class _Stream(io.TextIOBase):
    """Standard output or error of a cell, sent line by line: what was printed before a crash is not lost."""

    encoding, errors = "UTF-8", "strict"

    def __init__(self, name: str, session: _Sender, descriptor: int):
        self.name, self.session, self.descriptor = name, session, descriptor
        self.text: list[str] = []
        self.process = os.getpid()

    def fileno(self) -> int:
        return self.descriptor

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return False

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        self.text.append(text)
        if "\n" in text or sum(map(len, self.text)) > LONG:
            self.flush()
        return len(text)

    def flush(self) -> None:
        text = "".join(self.text)
        self.text.clear()
        if text and os.getpid() == self.process:  # a process that the notebook forked has no say
            self.session.send(None, "stream", {"name": self.name, "text": text}, PARENT)


class _Printed:
    """What is written to a descriptor itself, past Python's streams: by a subprocess, by a library in C."""

    def __init__(self, descriptor: int):
        self.file = os.memfd_create("printed")
        os.dup2(self.file, descriptor)
        self.position = 0

    def read(self) -> str:
        size = os.fstat(self.file).st_size
        text = os.pread(self.file, size - self.position, self.position)
        self.position = size
        return text.decode("utf-8", "replace")


@cache
def shell() -> _Shell:
    """The shell, made before the fork that runs cells in it: making it takes as long as all else that a fork does."""
    config = Config()
    config.HistoryManager.enabled = False
    new: _Shell = _Shell.instance(config=config, ipython_dir=tempfile.gettempdir(), compiler_class=XCachingCompiler)
    new.kernel = SimpleNamespace(eventloop=None)
    return new


def _opened(connection: Connection, scratch: str) -> Any:
    """The shell, as it is when it starts in this folder, its outputs put on a connection."""
    opened: Any = shell()
    opened.init_ipython_dir(scratch)
    opened.init_profile_dir(None)
    here = Path.cwd()
    opened.starting_dir = str(here)
    opened.history_manager.dir_hist[:] = [here]
    session = _Sender()
    session.connection = connection
    for part in (opened.display_pub, opened.displayhook):
        part.session, part.pub_socket = session, None
        part.set_parent(PARENT)
    opened.displayhook.topic = None
    sys.displayhook = opened.displayhook
    sys.stdout, sys.stderr = _Stream("stdout", session, 1), _Stream("stderr", session, 2)
    builtins.input = _no_input
    sys.path.insert(_before_packages(), "")
    return opened


def _before_packages() -> int:
    """Where IPython puts the working directory: before the installed packages."""
    positions = [i for i, path in enumerate(sys.path) if Path(path).name in ("site-packages", "dist-packages")]
    return positions[0] if positions else 0


def _no_input(prompt: object = "") -> str:
    raise StdinNotImplementedError("raw_input was called, but this frontend does not support input requests.")
