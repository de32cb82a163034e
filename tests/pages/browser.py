"""Opening a page in headless Chromium, and saying what it did there.

A page is opened from its file. Whatever it asks for beyond itself, and whatever the console says, is recorded; the
network is cut off, so that a request shows as one that failed rather than as a visit.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from revue_analytics.terminal.installation import find_chromium

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
HOW_TO = "no Chromium was found: install the package “chromium” (or run: playwright install chromium)"
WIDE, NARROW = 1280, 320


@dataclass
class Visit:
    """An open page, what it requested beyond itself, and what the console said."""

    page: Any
    requests: list[str] = field(default_factory=list)
    console: list[str] = field(default_factory=list)

    def accessibility_faults(self) -> list[str]:
        """What axe-core finds: rule, and the elements that break it."""
        from axe_playwright_python.sync_playwright import Axe

        found = Axe().run(self.page).response["violations"]
        return [f"{fault['id']}: {[node['html'][:200] for node in fault['nodes'][:5]]}" for fault in found]

    def overflow(self) -> int:
        """Pixels by which the page is wider than the window: sideways scrolling."""
        root = "document.scrollingElement"
        return int(self.page.evaluate(f"{root}.scrollWidth - {root}.clientWidth"))

    def screenshot(self, path: Path) -> Path:
        """The whole page as a PNG."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=str(path), full_page=True)
        return path

    def pdf(self, path: Path) -> Path:
        """The page as it prints on A4."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.page.pdf(path=str(path), prefer_css_page_size=True)
        return path


@dataclass
class Browser:
    """Opens pages."""

    chromium: Any

    @contextmanager
    def visit(self, path: Path, width: int = WIDE, height: int = 900, scripts: bool = True) -> Iterator[Visit]:
        """Open the file at `path` in a window of this width."""
        context = self.chromium.new_context(
            viewport={"width": width, "height": height}, java_script_enabled=scripts, offline=True, locale="fr-FR"
        )
        try:
            page = context.new_page()
            visit = Visit(page)
            own = path.resolve().as_uri()
            page.on("request", lambda request: _note(visit.requests, request.url, own))
            page.on("console", lambda message: visit.console.append(f"{message.type}: {message.text}"))
            page.on("pageerror", lambda error: visit.console.append(f"error: {error}"))
            page.on("dialog", lambda dialog: _dismiss(visit.console, dialog))
            page.goto(own, wait_until="load")
            yield visit
        finally:
            context.close()


def _note(requests: list[str], url: str, own: str) -> None:
    if url.split("#")[0] != own and not url.startswith("data:"):
        requests.append(url)


def _dismiss(console: list[str], dialog: Any) -> None:
    """Note a dialog among what the page said, and let the page go on."""
    console.append(f"dialog: {dialog.message}")
    dialog.dismiss()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A browser for the whole session; without one the test is skipped, or fails if REVUE_REQUIRE_BROWSER is set."""
    path = os.environ.get("REVUE_BROWSER") or find_chromium()
    if path is None:
        if os.environ.get("REVUE_REQUIRE_BROWSER"):
            pytest.fail(HOW_TO)
        pytest.skip(HOW_TO)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield Browser(chromium)
        chromium.close()
