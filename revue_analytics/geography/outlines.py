"""Outlines of the départements, for a map: simplified, the overseas ones each on a scale of its own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

__all__ = ["OUTLINES_LICENCE", "OUTLINES_SOURCE", "OVERSEAS", "outlines"]

OUTLINES_SOURCE = "@gouvfr/dsfr-chart 2.0.4 (DINUM)"
OUTLINES_LICENCE = "MIT"

OVERSEAS = ("971", "972", "973", "974", "976")
"""Guadeloupe, Martinique, Guyane, La Réunion, Mayotte: in frames of their own, 50 units high."""

Ring = NDArray[np.float64]


@cache
def outlines() -> Mapping[str, tuple[Ring, ...]]:
    """Return the outline of each département: code → rings, each (n, 2) x and y, y downwards.

    The mainland and Corsica share one frame of 1 010 × 1 010; each of `OVERSEAS` has its own.

    Examples
    --------
    >>> len(outlines()), outlines()["2A"][0].shape[1]
    (101, 2)
    """
    given = json.loads(files(__package__).joinpath("data", "outlines.json").read_text(encoding="utf-8"))
    return MappingProxyType(
        {code: tuple(np.array(ring, dtype=float).reshape(-1, 2) for ring in rings) for code, rings in given.items()}
    )
