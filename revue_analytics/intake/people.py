"""Who answers: the college of each respondent, and an id that says nothing of the person."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable

import pandas as pd

from revue_analytics.errors import Rule
from revue_analytics.intake import row_rules
from revue_analytics.intake.findings import Finding, rows_of
from revue_analytics.intake.words import plain, stem
from revue_analytics.tables.groups import College
from revue_analytics.tables.rules import offer

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
        ids = self._candidates(text) if text else set()
        return ids.copy().pop() if len(ids) == 1 else None

    def _candidates(self, text: str) -> set[str]:
        exact = self._exact.get(plain(text))
        return {exact} if exact else self._names.get(stem(text), set())

    def read(self, texts: pd.Series, column: str = "") -> tuple[pd.Series, list[Finding]]:
        """Take each text to the id of a college, ``""`` where there is none; `texts` is indexed by row."""
        positions, uniques = pd.factorize(texts)
        ids = [self.find(str(text)) or "" for text in uniques]
        unknown = [k for k, id in enumerate(ids) if not id]
        findings = []
        for k, rows in rows_of(positions, texts.index, unknown).items():
            rule, details = self._why(str(uniques[k]))
            findings.append(Finding(rule, rows, column, str(uniques[k]), details))
        return pd.Series(ids, dtype="str").reindex(positions).set_axis(texts.index), findings

    def _why(self, text: str) -> tuple[Rule, dict[str, str]]:
        """Return the rule that a text which names no college breaks."""
        allowed = {"allowed": ", ".join(self.ids)}
        if not text:
            return row_rules.COLLEGE_MISSING, allowed
        if candidates := self._candidates(text):
            return row_rules.COLLEGE_AMBIGUOUS, {**allowed, "meanings": ", ".join(sorted(candidates))}
        return offer(row_rules.COLLEGE_UNKNOWN, text, self.ids)


def is_opaque(id: str) -> bool:
    """Whether an id is a number or a code, which says nothing of a person by itself.

    >>> is_opaque("E-017"), is_opaque("Dupont"), is_opaque("jean@example.org")
    (True, False, False)
    """
    return OPAQUE.fullmatch(id) is not None


def shown_id(id: str) -> str:
    """Return an id as a message may show it: nothing of a name or an address."""
    return id if is_opaque(id) else ""


def opaque(ids: pd.Series, prefix: str, key: bytes = b"") -> tuple[pd.Series, bool]:
    """Make respondents' ids meaningless: the second value says whether they looked like names or addresses.

    Parameters
    ----------
    ids
        As the file gives them, indexed by row; a blank gets the number of its row.
    prefix
        Name of the file: number 17 of another file is another person. Who is named by a name or an address is the
        same person in every file and campaign.
    key
        The campaign's own: without it a pseudonym cannot be taken back to an id, even by trying all names. Where
        there is none (files read outside a campaign folder), ids stay as they are behind the name of their file, and
        names and addresses are hashed.

    References
    ----------
    Krawczyk, Bellare & Canetti (1997), RFC 2104 (HMAC).

    Examples
    --------
    >>> made, personal = opaque(pd.Series(["17", "", "jean@example.org"], index=[2, 3, 4]), "survey")
    >>> made.to_list()[:2], len(made.iloc[2]), personal
    (['survey:17', 'survey:row3'], 19, True)
    >>> made, _ = opaque(pd.Series(["17", "Jean@example.org", "jean@example.org "]), "survey", b"secret")
    >>> made.str[:2].to_list(), made[1] == made[2]
    (['r-', 'r-', 'r-'], True)
    """
    rows = "row" + ids.index.astype("str").to_series(index=ids.index)
    positions, uniques = pd.factorize(ids.where(ids != "", rows))
    personal = [not is_opaque(text) for text in uniques]
    made = [
        _pseudonym(key, text, "" if hide else prefix) if key else f"{prefix}:{_hashed(prefix, text) if hide else text}"
        for text, hide in zip(uniques, personal, strict=True)
    ]
    return pd.Series(made, dtype="str").reindex(positions).set_axis(ids.index), any(personal)


def _hashed(prefix: str, id: str) -> str:
    return hashlib.sha256(f"{prefix}\0{id}".encode()).hexdigest()[:12]


def _pseudonym(key: bytes, id: str, prefix: str) -> str:
    """Return the pseudonym of an id of a file (`prefix`), or of a person named by it."""
    what = f"{prefix}\0{id}" if prefix else f"\0\0{id.strip().casefold()}"
    return f"r-{hmac.new(key, what.encode(), 'sha256').hexdigest()[:16]}"
