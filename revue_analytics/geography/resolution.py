"""Codes as they arrive, taken to the current code they stand for, or left alone: nothing is ever guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

import pandas as pd

from revue_analytics.geography.lists import communes, epcis, former_codes
from revue_analytics.geography.lookup import place

__all__ = ["STATUSES", "Reading", "clean", "read", "resolve"]

STATUSES = ("current", "former", "arrondissement", "completed", "epci", "ambiguous", "unknown")

_WHOLE_DECIMAL = re.compile(r"([0-9]+)[.,]0+")  # what a spreadsheet or a table of numbers makes of 1004


class Reading(NamedTuple):
    """What a code stands for: the current code (``""`` if it is not settled), how we know, which places it may mean."""

    code: str
    status: str
    candidates: tuple[str, ...] = ()


def resolve(codes: Iterable[str]) -> pd.DataFrame:
    """Say which current commune or EPCI each code stands for.

    Spaces, lower case and a decimal part of zeros (``"1004.0"``, ``"1004,0"``) are no difference. A code that went
    through scientific notation (``"2E+04"``) has lost digits and stays unknown.

    Parameters
    ----------
    codes
        Codes as text, as they were given; a missing one counts as ``""``. One code alone may be given as it is.

    Returns
    -------
    DataFrame
        One row per code, in the order given, all text:

        ``given``
            The code as it came.
        ``code``
            A current commune's INSEE code or an EPCI's SIREN; ``""`` when `status` is ambiguous or unknown.
        ``status``
            ``current`` (a commune's own code), ``former`` (of a commune since merged or renumbered),
            ``arrondissement`` (of Paris, Lyon or Marseille), ``completed`` (four digits that a zero in front makes
            a current commune's code), ``epci``, ``ambiguous`` (a former code that leads to two communes),
            ``unknown``.
        ``candidates``
            For a code that is not settled, the places it may mean, as ``"01004 Ambérieu-en-Bugey (Ain)"``, joined
            by ``"; "``: the two of an ambiguous code, or the one that a zero in front and a former code lead to
            (two steps are one too many to take in silence).

    Examples
    --------
    >>> resolve(["01004", "2a004", "1004", "69232", "75101", "60455", "99999"])[["code", "status"]].to_numpy().tolist()
    [['01004', 'current'], ['2A004', 'current'], ['01004', 'completed'], ['69123', 'former'],
     ['75056', 'arrondissement'], ['', 'ambiguous'], ['', 'unknown']]
    """
    values = codes.array if isinstance(codes, pd.Series) else [codes] if isinstance(codes, str) else list(codes)
    given = pd.Series(values, dtype="str").fillna("")
    readings = [read(code) for code in given.to_list()]
    labels = {found: "; ".join(str(place(code)) for code in found) for found in {r.candidates for r in readings}}
    return pd.DataFrame(
        {
            "given": given,
            "code": [reading.code for reading in readings],
            "status": [reading.status for reading in readings],
            "candidates": [labels[reading.candidates] for reading in readings],
        },
        dtype="str",
    )


def read(code: str) -> Reading:
    """Return what one code stands for.

    >>> read(" 1004,0 "), read("2E+04")
    (Reading(code='01004', status='completed', candidates=()), Reading(code='', status='unknown', candidates=()))
    """
    return _readings().get(code) or _readings().get(clean(code), _UNKNOWN)


def clean(code: str) -> str:
    """Return a code without spaces, in capitals, without a decimal part of zeros.

    >>> clean(" 2a 004"), clean("1004.0")
    ('2A004', '1004')
    """
    code = "".join(code.split()).upper()
    whole = _WHOLE_DECIMAL.fullmatch(code)
    return whole[1] if whole else code


_UNKNOWN = Reading("", "unknown")


@cache
def _readings() -> dict[str, Reading]:
    """Return the reading of every code that has one."""
    current = set(communes().code)
    readings = {code: Reading(code, "current") for code in current}
    readings |= {code: Reading(code, "epci") for code in epcis().code}
    targets: dict[str, tuple[str, ...]] = {}
    for former, code, nature in former_codes().itertuples(index=False, name=None):
        targets[former] = (*targets.get(former, ()), code)
        readings[former] = Reading(code, "arrondissement" if nature == "arrondissement" else "former")
    readings |= {former: Reading("", "ambiguous", codes) for former, codes in targets.items() if len(codes) > 1}
    # A spreadsheet drops the zero in front. No code of four digits exists, so nothing is hidden by these.
    readings |= {code[1:]: Reading(code, "completed") for code in current if code.startswith("0")}
    readings |= {former[1:]: Reading("", "unknown", codes) for former, codes in targets.items() if former[0] == "0"}
    return readings
