"""What papermill finds by its entry point: ``papermill --engine revue-fork in.ipynb out.ipynb``.

papermill loads every engine that is installed whenever it is imported, so this one is loaded when it is first used.
"""

from typing import Any


class _Late(type):
    def __getattr__(cls, name: str) -> Any:
        from revue_analytics.notebooks.fork_engine import ForkEngine

        return getattr(ForkEngine, name)


class RevueFork(metaclass=_Late):
    """Runs a notebook's cells in a fork of a warm process; see `revue_analytics.notebooks.fork_server`."""
