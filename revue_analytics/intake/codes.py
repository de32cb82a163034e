"""Codes and names of territories as they come, taken to codes: the one door for every file, setting and command.

A text is the code of a territory that the campaign declares, an official code (current, former, without its zero), the
name of a territory that no other of the campaign bears, or a code with its name — or unknown, and said so.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import pandas as pd

from revue_analytics import geography
from revue_analytics.errors import Rule, UnknownTerritory, listed, shorten
from revue_analytics.geography.resolution import clean
from revue_analytics.intake import row_rules
from revue_analytics.intake.findings import Finding, rows_of

WITH_NAME = (
    re.compile(r"(?P<code>[0-9][0-9AB]?[0-9]{3}|[0-9]{9})\s*[-–—:,;|(/ ]\s*(?P<name>\D[^0-9]*?)\)?", re.IGNORECASE),
    re.compile(r"(?P<name>\D[^0-9]*?)\s*[-–—:,;|(/ ]\s*(?P<code>[0-9][0-9AB][0-9]{3}|[0-9]{9})\)?", re.IGNORECASE),
)
SUGGESTED = 50  # unknown codes that are given their nearest names; finding them takes some milliseconds each
SHOWN = 3  # texts that a summary shows
COMPARED = 3000  # territories declared that an unknown one is compared with


@dataclass(frozen=True)
class Reading:
    """What one text stands for: a code, and perhaps something to say; no code, and what is wrong."""

    code: str = ""
    rule: Rule | None = None
    details: Mapping[str, Any] | None = None


@dataclass(frozen=True, eq=False)
class Declared:
    """Territories that may be named: by code in capitals, by spelling of their name; their names as they are written.

    Examples
    --------
    >>> declared = Declared.of(pd.DataFrame({"territory": ["09122", "09264"], "name": ["Foix", "Saint-Lizier"]}))
    >>> [declared.read(text).code for text in ("09122", "9122", "FOIX", "St Lizier", "St Lizier (Ariège)", "Paris")]
    ['09122', '09122', '09122', '09264', '09264', '']
    """

    codes: Mapping[str, str]
    names: Mapping[str, tuple[str, ...]]
    labels: Mapping[str, str]

    @classmethod
    def of(cls, territories: pd.DataFrame | None) -> Declared:
        """Index a table of territories (columns ``territory`` and, if known, ``name``)."""
        if territories is None or territories.empty:
            return cls({}, {}, {})
        codes = {clean(code): code for code in territories["territory"]}
        if "name" not in territories:
            return cls(codes, {}, {})
        labels = dict(zip(territories["territory"], territories["name"].fillna(""), strict=True))
        exact: dict[str, list[str]] = defaultdict(list)
        without_article: dict[str, list[str]] = defaultdict(list)
        for code, name in labels.items():
            whole, bare = geography.spellings(name)
            exact[whole].append(code)
            without_article[bare].append(code)
        names = {name: tuple(of) for name, of in {**without_article, **exact}.items() if name}
        return cls(codes, names, labels)

    def label(self, code: str) -> str:
        """Return the name of a territory, declared or official."""
        place = geography.place(code)
        return self.labels.get(code) or (place.name if place else "")

    def titled(self, code: str) -> str:
        """Return the code and the name of a territory, with its département where the official list has it."""
        place = geography.place(code)
        return str(place) if place and self.label(code) == place.name else f"{code} {self.label(code)}".strip()

    def bears(self, code: str, name: str) -> bool:
        """Whether `name` is a spelling of what the campaign or the official list calls a territory."""
        place = geography.place(code)
        own = [label for label in (self.labels.get(code, ""), place.name if place else "") if label]
        texts = {name, geography.named_departement(name)[0], name.split("(")[0]}
        return bool(
            {s for text in texts for s in geography.spellings(text)} & {s for t in own for s in geography.spellings(t)}
        )

    def read(self, text: str, official: bool = True) -> Reading:
        """Say which territory a text names; `official`: the codes of the official lists count too."""
        return self._read(text, geography.resolve(text).iloc[0] if official else None) or self._unknown(text)

    def _read(self, text: str, row: Any) -> Reading | None:
        """Read a text, given what the official lists say of it (a row of `geography.resolve`)."""
        return self._by_code(text) or _official(row) or self._with_name(text) or self._by_name(text)

    def _by_code(self, text: str) -> Reading | None:
        if not text:
            return Reading()
        bare = clean(text)
        if bare in self.codes:
            return Reading(self.codes[bare])
        if "0" + bare in self.codes:  # a spreadsheet takes the zero of any code away
            return Reading(self.codes["0" + bare], row_rules.TERRITORY_COMPLETED)
        return None

    def _with_name(self, text: str) -> Reading | None:
        """Read “01004 – Ambérieu-en-Bugey” or “Ambérieu-en-Bugey (01004)”, if code and name agree."""
        for pattern in WITH_NAME:
            if match := pattern.fullmatch(text.strip()):
                code = self.codes.get(clean(match["code"]), "") or geography.resolve(match["code"])["code"].iloc[0]
                if code and self.bears(code, match["name"]):
                    return Reading(code)
        return None

    def _by_name(self, text: str) -> Reading | None:
        name, departement = geography.named_departement(text)
        codes = self.named(text) or self.named(name)
        if departement:
            here = [code for code in codes if (place := geography.place(code)) and place.departement == departement]
            codes = tuple(here)
        if len(codes) > 1:
            return Reading("", row_rules.TERRITORY_NAMESAKES, {"nearest": ", ".join(map(self.titled, sorted(codes)))})
        return Reading(codes[0], row_rules.TERRITORY_BY_NAME) if codes else None

    def named(self, text: str) -> tuple[str, ...]:
        """Return the codes of the territories that bear a name."""
        whole, bare = geography.spellings(text)
        return self.names.get(whole) or self.names.get(bare, ())

    def _unknown(self, text: str, *, suggest: bool = True) -> Reading:
        """Say that a text names no territory, with those that are near: of the campaign, then of the official lists."""
        known = (self.near(text)[:3] or geography.suggest(text)) if suggest else []
        return Reading(
            "", row_rules.TERRITORY_NEAR if known else row_rules.TERRITORY_UNKNOWN, {"nearest": ", ".join(known)}
        )

    def near(self, text: str) -> list[str]:
        """Return the territories declared whose code or name is near a text, the likeliest first."""
        if len(self.codes) > COMPARED:  # of a whole country, `geography.suggest` is the quick way
            return []
        codes = [self.codes[code] for code in get_close_matches(clean(text), self.codes, n=2, cutoff=0.75)]
        spelt = get_close_matches(geography.spellings(text)[1], self.names, n=2, cutoff=0.6)
        codes += [code for name in spelt for code in self.names[name]]
        return [self.titled(code) for code in dict.fromkeys(codes)]


def read_codes(
    texts: pd.Series, declared: Declared, column: str = "", names: pd.Series | None = None
) -> tuple[pd.Series, list[Finding]]:
    """Take each text to the code of a territory; ``""`` where there is none.

    What is wrong comes once for each text, with its rows; what is only to be known, once for the column.

    Parameters
    ----------
    texts : (n,) text, indexed by row; blanks stay blank, unsaid
    declared
        The campaign's own territories; they go before the official list.
    column
        Header of the column, for messages.
    names : (n,) text, optional
        What stands beside as the name of the territory: read where there is no code, compared where there is one.

    Examples
    --------
    >>> texts = pd.Series(["01004", "1004", "99999", "2a004"], index=[2, 3, 4, 5])
    >>> codes, findings = read_codes(texts, Declared.of(None))
    >>> codes.to_list(), [(finding.rule.code, list(finding.rows)) for finding in findings]
    (['01004', '01004', '', '2A004'], [('territory-unknown', [4]), ('territory-completed', [3])])
    """
    if names is not None:
        texts = texts.where(texts != "", names)
    positions, uniques = pd.factorize(texts)
    readings = _readings([str(text) for text in uniques], declared)
    findings: list[Finding] = []
    summed: dict[Rule, list[tuple[str, str, list[int]]]] = defaultdict(list)
    worth_saying = {k: reading for k, reading in enumerate(readings) if reading.rule is not None}
    for k, rows in rows_of(positions, texts.index, worth_saying).items():
        rule, text = worth_saying[k].rule, str(uniques[k])
        assert rule is not None
        if rule.severity == "error":
            findings.append(Finding(rule, rows, column, text, {**(worth_saying[k].details or {}), "n": len(rows)}))
        else:
            summed[rule].append((text, worth_saying[k].code, rows))
    findings += [_summary(rule, read, column, declared) for rule, read in summed.items()]
    codes = pd.Series([reading.code for reading in readings], dtype="str").reindex(positions).set_axis(texts.index)
    if names is not None:
        findings += beside(codes, names, declared, column)
    return codes, findings


def codes_of(texts: Iterable[str], territories: pd.DataFrame) -> list[str]:
    """Return the codes of the territories that codes or names stand for, among `territories` (``territory, name``).

    Raises
    ------
    UnknownTerritory
        A text names none of them, or several; the message names the nearest.

    Examples
    --------
    >>> known = pd.DataFrame({"territory": ["09122", "09264"], "name": ["Foix", "Saint-Lizier"]})
    >>> codes_of(["st lizier", "9122"], known)
    ['09264', '09122']
    """
    texts, codes = [text.strip() for text in texts], set(territories["territory"])
    if codes.issuperset(texts):
        return texts
    declared = Declared.of(territories)
    return [_one_of(text, declared, codes) for text in texts]


def _one_of(text: str, declared: Declared, codes: set[str]) -> str:
    reading = declared.read(text) if text not in codes else Reading(text)
    if reading.code in codes:
        return reading.code
    if reading.rule is row_rules.TERRITORY_NAMESAKES:
        message = "several territories are called “{code}”: write the code of the one meant, {near}"
        raise UnknownTerritory(message, code=shorten(text), near=(reading.details or {})["nearest"])
    message, near = "the campaign has no answers for the territory {code}", declared.near(text)
    if near:
        message = "the campaign has no answers for the territory {code}; did you mean {near}?"
    raise UnknownTerritory(message, code=shorten(text), near=", ".join(near))


def _readings(texts: list[str], declared: Declared) -> list[Reading]:
    """Read distinct texts."""
    readings: list[Reading] = []
    unknown = 0
    for text, row in zip(texts, geography.resolve(texts).itertuples(index=False), strict=True):
        reading = declared._read(text, row)
        if reading is None:
            unknown += 1
            reading = declared._unknown(text, suggest=unknown <= SUGGESTED)
        readings.append(reading)
    return readings


def _official(row: Any) -> Reading | None:
    """Read what the official lists say of a text (a row of `geography.resolve`)."""
    if row is None:
        return None
    if row.status in ("current", "epci"):
        return Reading(row.code)
    if row.status in ("completed", "former", "arrondissement"):
        return Reading(
            row.code, row_rules.TERRITORY_COMPLETED if row.status == "completed" else row_rules.TERRITORY_FORMER
        )
    if row.status == "ambiguous":
        return Reading("", row_rules.TERRITORY_AMBIGUOUS, {"nearest": row.candidates})
    return Reading("", row_rules.TERRITORY_NEAR, {"nearest": row.candidates}) if row.candidates else None


def _summary(rule: Rule, read: list[tuple[str, str, list[int]]], column: str, declared: Declared) -> Finding:
    """Say once for a column what was read of several texts."""
    names = [(text, code, declared.label(code)) for text, code, _ in read[:SHOWN]]
    shown = ", ".join(f"{shorten(text)} → {code} {'' if name == text else name}".rstrip() for text, code, name in names)
    details = {"n": sum(len(rows) for _, _, rows in read), "texts": len(read)}
    return Finding(rule, read[0][2][:1], column, "", {**details, "read": shown + ", …" * (len(read) > SHOWN)})


def beside(codes: pd.Series, names: pd.Series, declared: Declared, column: str) -> list[Finding]:
    """Say once where the name beside a code is another's."""
    pairs = pd.DataFrame({"code": codes, "name": names})
    pairs = pairs[(pairs["code"] != "") & (pairs["name"] != "")]
    distinct = pairs.drop_duplicates()
    differ = distinct[[bool(declared.label(code)) and not declared.bears(code, name) for code, name in distinct.values]]
    if differ.empty:
        return []
    rows = pairs.index[pd.MultiIndex.from_frame(pairs).isin(pd.MultiIndex.from_frame(differ))].to_list()
    shown = [f"{declared.titled(code)} ≠ {shorten(name)}" for code, name in differ.head(SHOWN).itertuples(index=False)]
    details = {"n": len(rows), "rows": listed(rows, 6), "read": ", ".join(shown) + ", …" * (len(differ) > SHOWN)}
    return [Finding(row_rules.TERRITORY_OTHER_NAME, rows[:1], column, "", details)]
