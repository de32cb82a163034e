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

# PyYAML and jsonschema are imported when a file is read, not when the package is.


def load_framework(path: str | Path | None = None) -> Framework:
    """Load a framework from a YAML (or JSON) file.

    Parameters
    ----------
    path
        The file; without it, the bundled framework of the Revue d'ingénierie territoriale, read once.

    Raises
    ------
    FrameworkError
        If anything is wrong with the file; lists every fault, with its line (`Fault.row`) and its place in the file
        (`Fault.column`, for example ``"indicators.I1.children.I1A.axis"``).

    Examples
    --------
    >>> framework = load_framework()
    >>> [level.label["en"] for level in framework.scale.levels]
    ['Absent', 'Initiated', 'Structured', 'Managed', 'Exemplary']
    """
    if path is None:
        return _bundled()
    from revue_analytics.framework.checking import faults_of
    from revue_analytics.framework.source import read_source

    source = read_source(Path(path))
    if faults := faults_of(source):
        raise FrameworkError(faults)
    return build(source.data)


@cache
def _bundled() -> Framework:
    """Read the bundled file without checking it: a test does."""
    from revue_analytics.framework.source import read_source

    with as_file(files("revue_analytics.framework").joinpath("revue.yaml")) as path:
        return build(read_source(path).data)


def framework_from_dict(data: Mapping[str, Any], *, check: bool = True) -> Framework:
    """Return the framework that plain data describes, in the shape of a framework file.

    Parameters
    ----------
    data
        What `Framework.to_dict` gives, or the same written by hand: mappings, lists, texts and numbers.
    check
        `False` for data that a framework has written itself, to save the time of checking it.

    Raises
    ------
    FrameworkError
        If anything is wrong with the data; lists every fault with its place (`Fault.column`).

    Examples
    --------
    >>> framework = framework_from_dict({
    ...     "id": "transport", "title": "Transport", "indicators": [{"id": "roads", "label": "Roads"}]})
    >>> framework.leaves[0].measure.direction  # without a scale, leaves are measured
    1
    """
    if not check:
        return build(data)
    from revue_analytics.framework.checking import faults_of, plain
    from revue_analytics.framework.source import Source

    source = Source(data=plain(data))
    if faults := faults_of(source):
        raise FrameworkError(faults)
    return build(source.data)
