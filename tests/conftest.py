"""Settings that every test shares."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # small matrices: threads would only wait for each other

import pytest
from hypothesis import settings

import revue_analytics as ra
from revue_analytics.campaign.bundled import bundled
from tests.office import office
from tests.pages.browser import browser

__all__ = ["browser", "office"]  # one of each for the whole session: a second Playwright cannot start beside it

# A deadline would measure the machine. In continuous integration the same examples are drawn each time.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")


@pytest.fixture(scope="session")
def demo():
    """The demonstration campaign. Nobody changes it."""
    return ra.open_campaign(bundled("examples") / "demo")


@pytest.fixture(scope="session")
def demo_review(demo):
    """Its review, analysed once."""
    return ra.analyse(demo)
