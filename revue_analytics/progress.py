"""How far a command is: whatever takes long says here what it is at; whoever started it shows one line.

Reading, analysis and pages name their step and count what is done, and know no terminal. A command listens, as it does
for losses (`revue_analytics.losses`). On a terminal the line is written over and goes away; elsewhere (a pipe, a log)
it is a new line every few seconds. Nothing is shown of what takes less than two seconds.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from threading import Event, RLock, Thread
from typing import TextIO, TypeVar

from revue_analytics.language import translator

FIRST, REWRITTEN, REPEATED = 2.0, 0.5, 5.0
"""Seconds until the line is shown; until it is shown again, on a terminal and elsewhere."""

T = TypeVar("T")


@dataclass(eq=False)
class Step:
    """What is under way: its name in English, how much of how much is done (0: nobody counts), how much failed."""

    name: str
    total: int = 0
    done: int = 0
    failed: int = 0
    begun: float = field(default_factory=time.monotonic)

    def text(self, language: str) -> str:
        r"""Say how far it is.

        >>> step = Step("Analysis", total=24, done=6, begun=time.monotonic() - 10)
        >>> step.text("en"), Step("Reading the files").text("fr")
        ('Analysis: 6 of 24, 10 s, about 30 s left', 'Lecture des fichiers\xa0: 0 s')
        """
        _ = translator(language)
        seconds = time.monotonic() - self.begun
        parts = [_("{done} of {total}", done=self.done, total=self.total)] if self.total else []
        parts += [_("{n} failed", "{n} failed", self.failed)] if self.failed else []
        parts.append(_("{seconds} s", seconds=round(seconds)))
        if 0 < self.done < self.total:
            left = seconds / self.done * (self.total - self.done)
            parts.append(_("about {seconds} s left", seconds=round(left)))
        return _("{place}: {message}", place=_(self.name), message=", ".join(parts))


class _Line:
    """The line on a stream: written by a thread of its own, so that whatever is under way need not come back to it."""

    def __init__(self, language: str, stream: TextIO):
        self.language, self.stream = language, stream
        self.steps: list[Step] = []
        self._rewritten = stream.isatty()
        self._drawn = False
        self._lock, self._ended = RLock(), Event()

    def run(self) -> None:
        pause = FIRST
        while not self._ended.wait(pause):
            self._show()
            pause = REWRITTEN if self._rewritten else REPEATED

    def _show(self) -> None:
        with self._lock:
            if not self.steps:
                return
            text = self.steps[-1].text(self.language)
            self._write(f"\r{text}\x1b[K" if self._rewritten else f"{text}\n")
            self._drawn = self._rewritten

    def clear(self) -> None:
        """Take the line away, so that what is printed next stands alone."""
        with self._lock:
            if self._drawn:
                self._write("\r\x1b[K")
                self._drawn = False

    def end(self) -> None:
        self._ended.set()
        self.clear()

    def _write(self, text: str) -> None:
        try:
            self.stream.write(text)
            self.stream.flush()
        except (OSError, ValueError):  # whoever read it went away: the work does not depend on it
            self._ended.set()


_SHOWN: ContextVar[_Line | None] = ContextVar("shown", default=None)


@contextmanager
def showing(language: str, stream: TextIO | None = None) -> Iterator[None]:
    """Show how far everything is that is done meanwhile, on standard error; only one line if there is one already."""
    if _SHOWN.get() is not None:
        yield
        return
    line = _Line(language, stream or sys.stderr)
    token = _SHOWN.set(line)
    Thread(target=line.run, daemon=True).start()
    try:
        yield
    finally:
        line.end()
        _SHOWN.reset(token)


@contextmanager
def step(name: str, total: int = 0) -> Iterator[Step]:
    """Name what is under way meanwhile; count in what is yielded.

    >>> with step("Pages", total=2) as pages:
    ...     pages.done += 1
    """
    here, line = Step(name, total), _SHOWN.get()
    if line is None:
        yield here
        return
    line.steps.append(here)
    try:
        yield here
    finally:
        line.steps.remove(here)
        line.clear()


def steps(name: str, items: Iterable[T], total: int) -> Iterator[T]:
    """Yield items, and count those that have been worked on.

    >>> list(steps("Analysis", ["01004", "2A004"], total=2))
    ['01004', '2A004']
    """
    with step(name, total) as here:
        for item in items:
            yield item
            here.done += 1
