"""What must hold of a spoilt campaign, whatever was done to it."""

from __future__ import annotations

import csv
import re
import signal
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from unittest.mock import patch

from click.testing import CliRunner, Result

from revue_analytics import cli
from revue_analytics.campaign import check_campaign, gathering
from revue_analytics.intake import row_rules
from revue_analytics.intake.file_rules import UNTRUSTED
from revue_analytics.intake.words import visible
from tests.robustness.campaigns import CRITERIA

__all__ = ["Hangs", "lost", "run", "watch"]

SECONDS = 20  # of processor time that a command may take on a small folder; it takes half of one
HANGS = 600  # seconds after which a command waits for something that does not come, however busy the machine is


OF_ONE = ("report", "roadmap")  # commands whose first word is a code: what is wrong elsewhere does not concern them


class Hangs(BaseException):
    """A command takes longer than it may. Not an `Exception`: nothing that is tested catches it."""


@contextmanager
def time_limit() -> Iterator[None]:
    """Raise `Hangs` where the work inside takes too much of the processor, or waits."""

    def stop(number: int, _: object) -> None:
        raise Hangs(f"more than {SECONDS} s of work" if number == signal.SIGPROF else f"more than {HANGS} s")

    timers = {signal.SIGPROF: (signal.ITIMER_PROF, SECONDS), signal.SIGALRM: (signal.ITIMER_REAL, HANGS)}
    before = {number: signal.signal(number, stop) for number in timers}
    for timer, seconds in timers.values():
        signal.setitimer(timer, seconds)
    try:
        yield
    finally:
        for number, (timer, _) in timers.items():
            signal.setitimer(timer, 0)
            signal.signal(number, before[number])


def run(folder: Path, command: str, *words: str) -> Result:
    """Run a command on a folder, in this process; what it raises past the command line is an error here."""
    with time_limit():
        result = CliRunner().invoke(cli.program, [command, str(folder), *words])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        told = "".join(traceback.format_exception(result.exception)[-12:])
        raise AssertionError(f"revue {command}: a traceback\n{told}")
    return result


def watch(folder: Path, *commands: str) -> None:
    """Check a folder, then run commands on it: none ends in a traceback, and none says that all is well if it is not.

    What the check finds decides what the others may say: they go on without the territories held back, or stop; not
    with 0. A questionnaire is made of the settings alone; a collection is followed whatever is wrong with its answers.
    """
    with patch.object(gathering, "gather", cache(gathering.gather)):  # nothing changes in the folder: it is read once
        checked, found = run(folder, "check"), check_campaign(folder)
        wrong = not found.ok or bool(found.held_back)
        assert checked.exit_code == int(wrong), checked.output
        assert all(fault.text(language) for fault in found.faults for language in ("fr", "en"))
        for command in commands:
            result = run(folder, *command.split())
            assert result.output.strip(), f"revue {command}: says nothing"
            word, *rest = command.split()
            if word in ("questionnaire", "follow") or (
                word in OF_ONE and found.usable and rest[0] not in found.held_back
            ):
                continue
            if wrong:
                assert result.exit_code != 0, f"revue {command}: all is well, it says\n{checked.output}"
            else:
                assert result.exit_code in (0, 2), f"revue {command}: {result.output}"


def lost(folder: Path, file: str) -> int:
    """Return how many filled cells of a wide file of answers are neither read, nor named by a fault, nor held back.

    A fault names its cell; one of who answered, of a row that cannot be trusted or that sums up others, its row; one
    that asks what a mark means, the territories.
    """
    with time_limit():
        gathered = gathering.gather(folder)
    assert gathered.usable, [str(fault) for fault in gathered.faults if fault.is_error]
    assert all(fault.text(language) for fault in gathered.faults for language in ("fr", "en"))
    counted = {
        fault.rule.code: fault.details["n"] for fault in gathered.faults if fault.rule.code == row_rules.MORE.code
    }
    assert counted == {}, "more cells break one rule than are named one by one"
    with (folder / file).open(encoding="utf-8", newline="") as stream:
        head, *rows = csv.reader(stream, delimiter=";")
    columns = [head.index(leaf) for leaf in CRITERIA]
    faults = [fault for fault in gathered.faults if fault.file == Path(file).name]
    named = {(row, fault.column) for fault in faults for row in fault.rows or (fault.row,)}
    of_rows = [fault for fault in faults if fault.rule in UNTRUSTED or fault.column not in CRITERIA]
    whole = {row for fault in of_rows for row in fault.rows or (fault.row,)}
    sums = [fault.details["rows"] for fault in faults if fault.rule is row_rules.ROWS_OF_SUMMARY]
    whole |= {int(number) for listed in sums for number in re.findall("[0-9]+", listed)}
    excused = {code for fault in gathered.faults for code in fault.territories if code in gathered.held_back}
    filled = 0
    for number, row in enumerate(rows, start=2):
        if number not in whole and row[0].strip() not in excused:
            filled += sum(bool(visible(row[k]).strip()) and (number, head[k]) not in named for k in columns)
    table = gathered.ratings.table
    read = ((table["status"] != "not_asked") & (table["aspect"] == "current")).sum()
    return int(max(filled - read, 0))
