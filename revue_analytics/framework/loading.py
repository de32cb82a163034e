"""Reading a framework from its file, or from plain data."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from revue_analytics.errors import FrameworkError
from revue_analytics.framework.building import build
from revue_analytics.framework.model import Framework

__all__ = ["framework_from_dict", "load_framework"]


def load_framework(path: str | Path | None = None) -> Framework:
    """Load a framework file, or the bundled one."""
    if path is None:
        return _bundled()
    from revue_analytics.framework.source import read_source

    source = read_source(Path(path))
    if source.faults:
        raise FrameworkError(source.faults)
    return build(source.data)


@cache
def _bundled() -> Framework:
    from revue_analytics.framework.source import read_source

    with as_file(files("revue_analytics.framework").joinpath("revue.yaml")) as path:
        return build(read_source(path).data)


def framework_from_dict(data: Mapping[str, Any]) -> Framework:
    """Return the framework that plain data describes."""
    return build(data)
