"""What papermill finds by its entry point: ``papermill --engine revue-fork in.ipynb out.ipynb``.

papermill loads every engine that is installed whenever it is imported, so this one is loaded when it is first used.
"""

from __future__ import annotations

from typing import Any

__all__ = ["RevueFork"]


class RevueFork:
    """Runs a notebook's cells in a fork of a warm process; see `revue_analytics.notebooks.fork_server`."""

    @classmethod
    def execute_notebook(cls, *given: Any, **options: Any) -> Any:
        """Run the notebook with the real engine."""
        return _engine().execute_notebook(*given, **options)

    @classmethod
    def nb_kernel_name(cls, *given: Any, **options: Any) -> Any:
        """Name of the kernel that the notebook asks for."""
        return _engine().nb_kernel_name(*given, **options)

    @classmethod
    def nb_language(cls, *given: Any, **options: Any) -> Any:
        """Language of the notebook."""
        return _engine().nb_language(*given, **options)


def _engine() -> Any:
    from revue_analytics.notebooks.fork_engine import ForkEngine

    return ForkEngine
