"""Settings that every test shares."""

import os

from hypothesis import settings

from tests.pages.browser import browser

__all__ = ["browser"]  # one for the whole session: a second Playwright cannot start beside it

# A deadline would measure the machine. In continuous integration the same examples are drawn each time.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")
