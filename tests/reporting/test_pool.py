"""Jobs run side by side; the death of a process costs the job that killed it and no other."""

import os
from dataclasses import dataclass

import pytest

from revue_analytics.reporting.job import Outcome
from revue_analytics.reporting.pool import run


@dataclass(frozen=True)
class Small:
    territory: str


def work(job: Small) -> Outcome:
    """Die on “dies…”, whatever process this is."""
    if job.territory.startswith("dies"):
        os._exit(1)
    return Outcome(job.territory)


def outcomes(names, processes):
    return {o.territory: o for o in run([Small(name) for name in names], processes, work)}


@pytest.mark.parametrize("processes", [1, 3])
def test_every_job_has_one_outcome(processes):
    names = [str(n) for n in range(7)]
    found = list(run([Small(name) for name in names], processes, work))
    assert sorted(o.territory for o in found) == names
    assert list(run([], processes, work)) == []


@pytest.mark.parametrize("names", [["dies", "a", "b", "c"], ["a", "b", "dies 1", "c", "dies 2", "d"]])
def test_a_dying_process_takes_no_other_job_with_it(names):
    found = outcomes(names, 2)
    assert set(found) == set(names)
    assert {name for name, o in found.items() if o.failure} == {name for name in names if name.startswith("dies")}
    assert all("died" in o.failure.cause for o in found.values() if o.failure)
