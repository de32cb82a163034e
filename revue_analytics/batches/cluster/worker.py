"""What runs in the workers of a cluster: a zygote each, and the jobs that are put to it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from distributed import WorkerPlugin, get_worker

from revue_analytics.notebooks.forking import Zygote, ZygoteFailed
from revue_analytics.version import __version__

if TYPE_CHECKING:
    from revue_analytics.batches.job import Job, Outcome

__all__ = ["Pages", "make", "sees"]


class Pages(WorkerPlugin):  # type: ignore[misc]
    """Keeps a warm zygote in the worker; where none can be had, pages are made in ordinary kernels."""

    name = "revue-pages"

    def setup(self, worker: Any) -> None:
        """Start the zygote; it warms up while the worker goes on."""
        try:
            self.zygote: Zygote | None = Zygote().start()
        except ZygoteFailed:
            self.zygote = None

    def teardown(self, worker: Any) -> None:
        """End it with the worker."""
        if self.zygote is not None:
            self.zygote.stop()


def make(job: Job) -> Outcome:
    """Make a page in this worker."""
    from revue_analytics.batches.job import make_page

    plugin = get_worker().plugins.get(Pages.name)
    if plugin is not None and plugin.zygote is not None:
        try:
            plugin.zygote.rehearse(job)
            return plugin.zygote.submit(job)
        except ZygoteFailed:
            pass
    return make_page(job)


def sees(paths: list[str]) -> tuple[str, list[str]]:
    """Say which version this worker has, and which of these paths it does not see."""
    return __version__, [path for path in paths if not Path(path).exists()]
