"""Who answers: the college of each respondent, and an id that says nothing of the person."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

import pandas as pd

from revue_analytics.errors import Rule
from revue_analytics.intake import rules
from revue_analytics.intake.findings import Finding, rows_of
from revue_analytics.intake.words import plain, stem
from revue_analytics.tables.colleges import College
from revue_analytics.tables.rules import offer

__all__ = ["CollegeReader", "opaque"]

OPAQUE = re.compile(r"(?=.*[0-9])[\w:.{}-]{1,80}|[A-Za-z]{1,2}")  # a number, a code, a UUID; not a name, not an address


class CollegeReader:
    """Recognises colleges by id, label or alias, whatever their accents, case, plural or feminine.

    >>> from revue_analytics.tables import DEFAULT_COLLEGES
    >>> reader = CollegeReader(DEFAULT_COLLEGES)
    >>> [reader.find(text) for text in ("Élu(e)", "Un agent", "HABITANTES", "Elected officials", "maire")]
    ['elus', 'agents', 'habitants', 'elus', None]
    """

    def __init__(self, colleges: Iterable[College]):
        self.colleges = tuple(colleges)
        self.ids = [college.id for college in self.colleges]
        self._exact = {plain(college.id): college.id for college in self.colleges}
        self._names: dict[str, set[str]] = {}
        for college in self.colleges:
            for name in (college.id, *college.label.values(), *college.aliases):
                self._names.setdefault(stem(name), set()).add(college.id)

    def find(self, text: str) -> str | None:
        """Return the id of the college that `text` names, or None."""
        found = self._candidates(text) if text else set()
        return found.copy().pop() if len(found) == 1 else None

    def _candidates(self, text: str) -> set[str]:
        exact = self._exact.get(plain(text))
        return {exact} if exact else self._names.get(stem(text), set())

    def read(self, texts: pd.Series, column: str = "") -> tuple[pd.Series, list[Finding]]:
        """Take each text to the id of a college, ``""`` where there is none; `texts` is indexed by row."""
        positions, uniques = pd.factorize(texts)
        ids = [self.find(str(text)) or "" for text in uniques]
        unknown = [k for k, found in enumerate(ids) if not found]
        findings = []
        for k, rows in rows_of(positions, texts.index, unknown).items():
            rule, details = self._why(str(uniques[k]))
            findings.append(Finding(rule, rows, column, str(uniques[k]), details))
        return pd.Series(ids, dtype="str").reindex(positions).set_axis(texts.index), findings

    def _why(self, text: str) -> tuple[Rule, dict[str, str]]:
        """Return the rule that a text which names no college breaks."""
        allowed = {"allowed": ", ".join(self.ids)}
        if not text:
            return rules.COLLEGE_MISSING, allowed
        if candidates := self._candidates(text):
            return rules.COLLEGE_AMBIGUOUS, {**allowed, "meanings": ", ".join(sorted(candidates))}
        return offer(rules.COLLEGE_UNKNOWN, text, self.ids)


def opaque(ids: pd.Series, prefix: str) -> tuple[pd.Series, bool]:
    """Make respondents' ids unique to a file and meaningless: its name before each, names and addresses hashed.

    A blank gets the number of its row. The second value says whether anything was hashed.

    >>> made, hashed = opaque(pd.Series(["17", "", "jean@example.org"], index=[2, 3, 4]), "survey")
    >>> made.to_list()[:2], len(made.iloc[2]), hashed
    (['survey:17', 'survey:row3'], 19, True)
    """
    rows = "row" + ids.index.astype("str").to_series(index=ids.index)
    named = ids.where(ids != "", rows)
    positions, uniques = pd.factorize(named)
    personal = [OPAQUE.fullmatch(text) is None for text in uniques]
    made = [
        hashlib.sha256(f"{prefix}\0{text}".encode()).hexdigest()[:12] if hide else text
        for text, hide in zip(uniques, personal, strict=True)
    ]
    found = pd.Series([f"{prefix}:{text}" for text in made], dtype="str").reindex(positions).set_axis(ids.index)
    return found, any(personal)
