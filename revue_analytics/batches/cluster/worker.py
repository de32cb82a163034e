"""What runs in the workers of a cluster: a fork server each, and the jobs that are put to it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from distributed import WorkerPlugin, get_worker

from revue_analytics.batches.job import Job, Outcome, make_page
from revue_analytics.batches.pages import in_forks, warm_up
from revue_analytics.notebooks.fork_server import ForkServer, ForkServerFailed
from revue_analytics.version import __version__


class Pages(WorkerPlugin):
    """Keeps a warm fork server in the worker; where none can be had, pages are made in ordinary kernels."""

    name = "revue-pages"
    server: ForkServer | None = None

    def setup(self, worker: object) -> None:
        """Start the server; it warms up while the worker goes on."""
        with suppress(ForkServerFailed):
            self.server = ForkServer().start()

    def teardown(self, worker: object) -> None:
        """End it with the worker."""
        if self.server is not None:
            self.server.stop()


def make(job: Job) -> Outcome:
    """Make a page in this worker."""
    plugin = get_worker().plugins.get(Pages.name)
    if isinstance(plugin, Pages) and plugin.server is not None:
        with suppress(ForkServerFailed):
            warm_up(plugin.server, job)
            return next(in_forks(plugin.server, [job], 1))
    return make_page(job)


def sees(paths: list[str]) -> tuple[str, list[str]]:
    """Say which version this worker has, and which of these paths it does not see."""
    return __version__, [path for path in paths if not Path(path).exists()]
