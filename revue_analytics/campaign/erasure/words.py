"""The words that name one person, sought in any text and any bytes, and what takes their place."""

from __future__ import annotations

import html
import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote

__all__ = ["MARK", "Words", "is_common", "tells"]

MARK = "[…]"
"""What stands where the id stood: as where personal data are hidden in a comment."""

SHORTEST = 4
BEFORE = r"(?:(?<!\w)(?<!\w[.+@-])|(?<=\\[nrtbf])|(?<=%[0-9a-f]{2})|(?<=_x000[ad]_))"
AFTER = r"(?:(?!\w|[.+@-]\w)|(?=_x000[ad]_)|(?=\.(?:csv|tsv|txt|xls[xm]?|ods|parquet|pdf|html?|json|ipynb|docx|zip)\b))"
"""“E-17” is not in “E-170”, nor “a@b.fr” in “x.a@b.fr”; but behind the line break of a JSON, an address, a workbook,
and before the ending of a file."""


def tells(id: str) -> bool:
    """Whether an id can be sought in any text: a number or a word of three letters would be found everywhere.

    >>> tells("jean@exemple.fr"), tells("E-017"), tells("E-7"), tells("20260312")
    (True, True, False, False)
    """
    return len(id) >= SHORTEST and any(c.isalpha() for c in id)


def is_common(id: str) -> bool:
    """Whether an id is a single word: as a name it has a capital letter, otherwise it may be any word.

    >>> is_common("marchand"), is_common("ana marchand"), is_common("marchand@exemple.fr")
    (True, False, False)
    """
    return all(c.isalpha() or c in "-’'" for c in id)


@dataclass(frozen=True)
class Words:
    """What names a person in texts: each word in any case, and as XML, JSON or an address would write it.

    A name of one word is sought with a capital letter, so that Mrs Marchand does not hide every *marchand*.

    >>> Words.of(["Zoé@exemple.fr"]).masked("zoé@exemple.fr (et non zoé@exemple.fr.com)")
    '[…] (et non zoé@exemple.fr.com)'
    >>> Words.of(["Marchand"]).masked("Marchand, MARCHAND et le marchand")
    '[…], […] et le marchand'
    """

    words: frozenset[str] = frozenset()

    @classmethod
    def of(cls, words: Iterable[str]) -> Words:
        """Keep the words that tell."""
        return cls(frozenset(word.strip().casefold() for word in words if tells(word.strip())))

    @cached_property
    def pattern(self) -> re.Pattern[str] | None:
        """What finds any of them; None if there are none."""
        any_case = {form for word in self.words if not is_common(word) for form in _forms(word)}
        named = {
            form for word in self.words if is_common(word) for form in (*_forms(word.title()), *_forms(word.upper()))
        }
        each = [r"\s+".join(map(re.escape, form.split())) for form in sorted(any_case, key=lambda w: (-len(w), w))]
        each += [f"(?-i:{re.escape(form)})" for form in sorted(named)]
        return re.compile(f"{BEFORE}(?:{'|'.join(each)}){AFTER}", re.IGNORECASE) if each else None

    @cached_property
    def _cores(self) -> list[bytes]:
        """The longest run of plain letters of each word, in one and in two bytes a letter: a quick no."""
        runs = [max(re.findall("[a-z0-9]+", word), key=len, default="") for word in self.words]
        return [core.encode(codec) for core in runs for codec in ("ascii", "utf-16-le")] if all(runs) else [b""]

    def within(self, text: str) -> bool:
        """Whether a text names the person."""
        return self.pattern is not None and self.pattern.search(text) is not None

    def in_name(self, path: str) -> bool:
        """Whether the name of a file or of a folder names the person: an underscore parts words there.

        >>> Words.of(["zoé.dupont"]).in_name("retours/2026_Zoé.Dupont.xlsx")
        True
        """
        return any(self.within(part) for part in re.split(r"[/\\_]", f"{path}/{path.rpartition('.')[0]}"))

    def masked(self, text: str, mark: str = MARK) -> str:
        """Put the mark in the place of every word."""
        return self.pattern.sub(lambda _: mark, text) if self.pattern else text

    def hidden(self, text: str) -> str:
        """Hide every word in a message, also where it is a part of another."""
        for word in self.words:
            text = re.sub(re.escape(word), MARK, text, flags=re.IGNORECASE)
        return text

    def in_bytes(self, content: bytes) -> bool:
        """Whether bytes name the person, in UTF-8, cp1252 or UTF-16 of either order.

        >>> words = Words.of(["zoé@exemple.fr"])
        >>> [words.in_bytes("; Zoé@exemple.fr".encode(c)) for c in ("utf-8", "cp1252", "utf-16-le", "utf-16-be")]
        [True, True, True, True]
        """
        if self.pattern is None:
            return False
        lowered = content.lower()
        if not any(core in lowered for core in self._cores):
            return False
        read = [content.decode("utf-8", "replace"), content.decode("cp1252", "replace")]
        read += [each.decode("utf-16-le", "replace") for each in (content, content[1:] + b"\0")]  # big-endian too
        return any(map(self.within, read))


def _forms(word: str) -> set[str]:
    """Every way in which a word is written: composed or not, escaped as in JSON, XML and addresses of pages."""
    forms = {unicodedata.normalize(form, word) for form in ("NFC", "NFD")}
    plain = set(forms)
    for form in plain:
        forms |= {json.dumps(each)[1:-1] for each in (form, form.upper(), form.title())}
        forms |= {html.escape(form), form.encode("ascii", "xmlcharrefreplace").decode(), quote(form), quote(form, "@")}
    return forms
