"""Territory codes as they come: current, former, without their zero, with a name beside — or unknown, and said so."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from revue_analytics import places
from revue_analytics.errors import Rule
from revue_analytics.intake import rules
from revue_analytics.intake.findings import Finding, rows_of
from revue_analytics.intake.words import key
from revue_analytics.places.resolution import clean

__all__ = ["Declared", "read_codes"]

WITH_NAME = (
    re.compile(r"(?P<code>[0-9][0-9AB]?[0-9]{3}|[0-9]{9})\s*[-–—:,;|(/ ]\s*(?P<name>\D[^0-9]*?)\)?", re.IGNORECASE),
    re.compile(r"(?P<name>\D[^0-9]*?)\s*[-–—:,;|(/ ]\s*(?P<code>[0-9][0-9AB][0-9]{3}|[0-9]{9})\)?", re.IGNORECASE),
)
SUGGESTED = 50  # unknown codes that are given their nearest names; finding them takes some milliseconds each


@dataclass(frozen=True, eq=False)
class Declared:
    """The territories that a campaign declares: by code in capitals, by plain name if only one has it; their names."""

    codes: Mapping[str, str]
    names: Mapping[str, str]
    labels: Mapping[str, str]

    @classmethod
    def of(cls, territories: pd.DataFrame | None) -> Declared:
        """Index a table of territories (columns ``territory`` and, if known, ``name``)."""
        if territories is None or territories.empty:
            return cls({}, {}, {})
        codes = {clean(code): code for code in territories["territory"]}
        if "name" not in territories:
            return cls(codes, {}, {})
        labels = dict(zip(territories["territory"], territories["name"], strict=True))
        by_name: dict[str, list[str]] = {}
        for code, name in labels.items():
            by_name.setdefault(key(name), []).append(code)
        return cls(codes, {name: found[0] for name, found in by_name.items() if name and len(found) == 1}, labels)

    def label(self, code: str) -> str:
        """Return the name of a territory, declared or official."""
        place = places.place(code)
        return self.labels.get(code) or (place.name if place else "")


@dataclass(frozen=True)
class Reading:
    """What one text stands for: a code, and perhaps something to say; no code, and what is wrong."""

    code: str = ""
    rule: Rule | None = None
    details: Mapping[str, Any] | None = None


def read_codes(texts: pd.Series, declared: Declared, column: str = "") -> tuple[pd.Series, list[Finding]]:
    """Take each text to the code of a territory; ``""`` where there is none.

    Parameters
    ----------
    texts : (n,) text, indexed by row; blanks stay blank, unsaid
    declared
        The campaign's own territories; they go before the official list.
    column
        Header of the column, for messages.

    Examples
    --------
    >>> texts = pd.Series(["01004", "1004", "99999", "2a004"], index=[2, 3, 4, 5])
    >>> codes, findings = read_codes(texts, Declared.of(None))
    >>> codes.to_list(), [(found.rule.code, list(found.rows)) for found in findings]
    (['01004', '01004', '', '2A004'], [('territory-completed', [3]), ('territory-unknown', [4])])
    """
    positions, uniques = pd.factorize(texts)
    readings = _readings([str(text) for text in uniques], declared)
    findings: list[Finding] = []
    said = {k: reading for k, reading in enumerate(readings) if reading.rule is not None}
    for k, rows in rows_of(positions, texts.index, said).items():
        details = {**(said[k].details or {}), "n": len(rows)}
        shown = rows if said[k].rule.severity == "error" else rows[:1]
        findings.append(Finding(said[k].rule, shown, column, str(uniques[k]), details))
    found = pd.Series([reading.code for reading in readings], dtype="str").reindex(positions)
    return found.set_axis(texts.index), findings


def _readings(texts: list[str], declared: Declared) -> list[Reading]:
    """Read distinct texts."""
    official = places.resolve(texts).itertuples(index=False)
    readings: list[Reading] = []
    unknown = 0
    for text, (_, code, status, candidates) in zip(texts, official, strict=True):
        reading = _declared(text, declared) or _official(code, status, candidates, declared)
        if reading is None:
            reading = _with_name(text, declared) or _by_name(text, declared)
        if reading is None:
            unknown += 1
            near = [*_near_declared(text, declared), *(places.suggest(text) if unknown <= SUGGESTED else [])][:3]
            rule = rules.TERRITORY_NEAR if near else rules.TERRITORY_UNKNOWN
            reading = Reading("", rule, {"nearest": ", ".join(near)})
        readings.append(reading)
    return readings


def _declared(text: str, declared: Declared) -> Reading | None:
    if not text:
        return Reading()
    bare = clean(text)
    if bare in declared.codes:
        return Reading(declared.codes[bare])
    if "0" + bare in declared.codes:  # a spreadsheet takes the zero of any code away
        code = declared.codes["0" + bare]
        return Reading(code, rules.TERRITORY_COMPLETED, {"code": code, "name": declared.label(code)})
    return None


def _official(code: str, status: str, candidates: str, declared: Declared) -> Reading | None:
    if status in ("current", "epci"):
        return Reading(code)
    if status in ("completed", "former", "arrondissement"):
        rule = rules.TERRITORY_COMPLETED if status == "completed" else rules.TERRITORY_FORMER
        return Reading(code, rule, {"code": code, "name": declared.label(code)})
    if status == "ambiguous":
        return Reading("", rules.TERRITORY_AMBIGUOUS, {"nearest": candidates})
    return Reading("", rules.TERRITORY_NEAR, {"nearest": candidates}) if candidates else None


def _with_name(text: str, declared: Declared) -> Reading | None:
    """Read “01004 – Ambérieu-en-Bugey” or “Ambérieu-en-Bugey (01004)”, if code and name agree."""
    for pattern in WITH_NAME:
        if found := pattern.fullmatch(text.strip()):
            code = places.resolve([found["code"]])["code"].iloc[0] or declared.codes.get(clean(found["code"]), "")
            if code and key(declared.label(code)) == key(found["name"].split("(")[0]):
                return Reading(code)
    return None


def _by_name(text: str, declared: Declared) -> Reading | None:
    code = declared.names.get(key(text))
    return Reading(code, rules.TERRITORY_BY_NAME, {"code": code}) if code else None


def _near_declared(text: str, declared: Declared) -> list[str]:
    from difflib import get_close_matches

    near = get_close_matches(clean(text), declared.codes, n=2, cutoff=0.75)
    return [f"{declared.codes[code]} {declared.label(declared.codes[code])}".strip() for code in near]
