"""Settings that every test shares, and what costs much to make: made once, read by all."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # small matrices: threads would only wait for each other

from contextlib import contextmanager
from dataclasses import replace
from importlib import import_module

import pandera.pandas  # noqa: F401  sets variables of the environment: before any fork server starts
import pytest
from hypothesis import settings

import revue_analytics as ra
from revue_analytics.campaign.bundled import bundled
from revue_analytics.notebooks import fork_engine, fork_process
from tests.office import office
from tests.pages.browser import browser
from tests.sharing import Sharing, root_of_run

__all__ = ["browser", "office"]  # one of each for the whole session: a second Playwright cannot start beside it

BATCH = import_module("revue_analytics.batches.run")
STARTS_ITS_OWN = BATCH._warm

# A deadline would measure the machine. In continuous integration the same examples are drawn each time.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")


@pytest.fixture(scope="session")
def sharing(tmp_path_factory):
    """What the processes of this run have in common. Nobody changes it; a test that writes takes a copy."""
    shared = Sharing(root_of_run(tmp_path_factory.getbasetemp()))
    yield shared
    assert shared.changed() == []


@pytest.fixture(scope="session")
def demo():
    """The demonstration campaign. Nobody changes it."""
    return ra.open_campaign(bundled("examples") / "demo")


@pytest.fixture(scope="session")
def demo_review(demo, sharing):
    """Its review, analysed once, as it is opened again."""
    saved = ra.open_review(sharing.once("review", lambda folder: ra.analyse(demo).save(folder / "review")))
    return replace(saved, tables=dict(saved.tables))


@pytest.fixture(scope="session")
def fork_server():
    """One fork server for whatever a process of the run makes: each fork is clean, and starting it takes longer."""
    return fork_engine._own_server()


@pytest.fixture(scope="session", autouse=True)
def _warm_already(request):
    """Let every batch use it."""

    @contextmanager
    def warm():
        yield request.getfixturevalue("fork_server") if fork_process.available() else None

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BATCH, "_warm", warm)
        yield


@pytest.fixture
def own_fork_server(monkeypatch):
    """For tests of a batch that must start its own."""
    monkeypatch.setattr(BATCH, "_warm", STARTS_ITS_OWN)
