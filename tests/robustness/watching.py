"""What must hold of a spoilt campaign, whatever was done to it."""

from __future__ import annotations

import csv
import signal
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from click.testing import CliRunner, Result

from revue_analytics import cli
from revue_analytics.campaign import check_campaign
from revue_analytics.campaign.gathering import gather
from revue_analytics.intake import rules
from tests.robustness.campaigns import CRITERIA

__all__ = ["Hangs", "lost", "run", "watch"]

SECONDS = 60  # that a command may take on a small folder; it takes one or two


OF_ONE = ("report", "roadmap")  # commands whose first word is a code: what is wrong elsewhere does not concern them


class Hangs(BaseException):
    """A command takes longer than it may. Not an `Exception`: nothing that is tested catches it."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise `Hangs` where the work inside takes longer."""

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


def watch(folder: Path, *commands: str) -> None:
    """Check a folder, then run commands on it: none ends in a traceback, and none says that all is well if it is not.

    What the check finds decides what the others may say: they go on without the territories held back, or stop; not
    with 0. A questionnaire is made of the settings alone; a collection is followed whatever is wrong with its answers.
    """
    checked = run(folder, "check")
    with time_limit(SECONDS):
        found = check_campaign(folder)
    wrong = not found.ok or bool(found.held_back)
    assert checked.exit_code == int(wrong), checked.output
    assert all(fault.text(language) for fault in found.faults for language in ("fr", "en"))
    for command in commands:
        result = run(folder, *command.split())
        assert result.output.strip(), f"revue {command}: says nothing"
        word, *rest = command.split()
        if word in ("questionnaire", "follow") or (word in OF_ONE and found.usable and rest[0] not in found.held_back):
            continue
        if wrong:
            assert result.exit_code != 0, f"revue {command}: all is well, it says\n{checked.output}"
        else:
            assert result.exit_code in (0, 2), f"revue {command}: {result.output}"


def lost(folder: Path, file: str) -> int:
    """Return how many filled cells of a wide file of answers are neither read, nor named by a fault, nor held back.

    A fault names its cell; one without a criterion for a column names its row.
    """
    gathered = gather(folder)
    if not gathered.usable:
        return 0
    with (folder / file).open(encoding="utf-8", newline="") as stream:
        head, *rows = csv.reader(stream, delimiter=";")
    columns = [head.index(leaf) for leaf in CRITERIA]
    named = {(fault.row, fault.column) for fault in gathered.faults if fault.file == Path(file).name}
    counted = sum(fault.details["n"] for fault in gathered.faults if fault.rule.code == rules.MORE.code)
    whole = {row for row, column in named if row is not None and column not in CRITERIA}
    filled = 0
    for number, row in enumerate(rows, start=2):
        if number in whole or row[0].strip() in gathered.held_back:
            continue
        filled += sum(bool(row[k].strip()) and (number, head[k]) not in named for k in columns)
    table = gathered.ratings.table
    read = ((table["status"] != "not_asked") & (table["aspect"] == "current")).sum()
    return int(max(filled - read - counted, 0))
