"""The browser, and pages of the small review to open in it."""

from tests.pages.browser import browser

__all__ = ["browser"]
