"""Jobs run side by side; the death of a process costs the job that killed it and no other."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass

import pytest

from revue_analytics.batches.job import Outcome
from revue_analytics.batches.pages import in_processes


@dataclass(frozen=True)
class Small:
    territory: str


def work(job: Small) -> Outcome:
    """Die on “dies…”, whatever process this is."""
    if job.territory.startswith("dies"):
        os._exit(1)
    return Outcome(job.territory)


def outcomes(names, processes):
    return {o.territory: o for o in in_processes([Small(name) for name in names], processes, work)}


@pytest.mark.parametrize("processes", [1, 3])
def test_every_job_has_one_outcome(processes):
    names = [str(n) for n in range(7)]
    found = list(in_processes([Small(name) for name in names], processes, work))
    assert sorted(o.territory for o in found) == names
    assert list(in_processes([], processes, work)) == []


def test_a_dying_process_takes_no_other_job_with_it():
    names = ["a", "dies 1", "b", "c", "dies 2", "d"]
    found = outcomes(names, 2)
    assert set(found) == set(names)
    assert {name for name, o in found.items() if o.failure} == {name for name in names if name.startswith("dies")}
    assert all("died" in o.failure.cause for o in found.values() if o.failure)


@pytest.mark.skipif(os.name != "posix", reason="a signal to a group of processes")
@pytest.mark.parametrize("order", ["SIGINT", "SIGKILL"])
def test_interrupted_or_killed_no_process_is_left_behind(order, request):
    program = (
        "import signal, time; from revue_analytics.batches.pages import in_processes\n"
        "if __name__ == '__main__':\n"
        # a shell starts its background jobs deaf to Ctrl-C, and whoever runs the tests may be one
        "    signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "    print('begun', flush=True)\n"
        "    list(in_processes([600.0] * 4, 2, time.sleep))"
    )
    batch = subprocess.Popen(
        [sys.executable, "-c", program], start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    request.addfinalizer(lambda: _end(batch))
    assert batch.stdout.readline() == b"begun\n"
    time.sleep(2)
    if order == "SIGINT":
        os.killpg(batch.pid, signal.SIGINT)
    else:
        batch.kill()
    assert batch.wait(20) != 0
    deadline = time.monotonic() + 20
    while _alive(batch.pid) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not _alive(batch.pid)


def _alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def _end(batch: subprocess.Popen) -> None:
    """Leave nothing behind, whatever the test found."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(batch.pid, signal.SIGKILL)
    batch.wait()
    batch.stdout.close()
