"""The places that somebody may have meant, by a code or a name that is not quite right.

Names are compared without accents, case, hyphens and the difference between *saint* and *st*: first by the groups of
three letters they share with the text (all places at once), then, for the closest, by the ratio of matching letters
(Ratcliff & Metzener 1988, the standard library's `difflib`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache, lru_cache

import numpy as np
import pandas as pd

from revue_analytics.geography.lists import communes, departements, epcis
from revue_analytics.geography.resolution import clean, place, read

LONGEST = 80  # the longest official name has 59 characters
COMPARED = 150  # names looked at closely
ALIKE = 0.6  # the ratio from which two names are alike

SHORT = {
    "communaute de communes": "cc",
    "communaute d agglomeration": "ca",
    "communaute urbaine": "cu",
}
KINDS = re.compile("|".join(SHORT))
ARTICLE, ARTICLE_AFTER = re.compile(r"^(?:le|la|les|l) (?=.)"), re.compile(r"(?<=.) (?:le|la|les|l)$")
TOWN_OF = re.compile(r"^(?:commune|mairie) (?:de la|de l|de|du|des|d) (?=.)")

_CODE = re.compile(r"[0-9][0-9AB]?[0-9]*")
_SCIENTIFIC = re.compile(r"[0-9]([.,][0-9]*)?E\+?[0-9]+")  # 2E+04: the digits are lost
_IN_BRACKETS = re.compile(r"(.*)\(([^()]*)\)\s*", re.DOTALL)


def suggest(text: str, n: int = 3) -> list[str]:
    """Return the places that `text` may mean, the likeliest first.

    Parameters
    ----------
    text
        A code, a name, or both; a département in brackets after the name is taken into account.
    n
        How many places at most.

    Returns
    -------
    list of str
        As ``"01004 Ambérieu-en-Bugey (Ain)"``; empty when nothing is near.

    Examples
    --------
    >>> suggest("amberieux en bugey", n=1), suggest("1004", n=1)
    (['01004 Ambérieu-en-Bugey (Ain)'], ['01004 Ambérieu-en-Bugey (Ain)'])
    >>> suggest("Saint-Denis (974)", n=2)
    ['97411 Saint-Denis (La Réunion)', '93066 Saint-Denis (Seine-Saint-Denis)']
    """
    text = text[:LONGEST]
    whole = clean(text)
    if _SCIENTIFIC.fullmatch(whole):
        return []
    code, name, departement = (whole, "", "") if _CODE.fullmatch(whole) else _parts(text)
    reading = read(code)
    meant = [reading.code] if reading.code else list(reading.candidates)
    names = _near_names(name, departement) if name else []
    codes = [] if meant else _near_codes(code)
    return [str(place(code)) for code in list(dict.fromkeys([*meant, *names, *codes]))[:n]]


def plain(text: str) -> str:
    """Return the letters and digits of each line of `text`, words apart by one space, *saint* shortened.

    >>> plain("L'Haÿ-les-Roses"), plain("SAINT-ÉTIENNE"), plain("Crèvecœur")
    ('l hay les roses', 'st etienne', 'crevecoeur')
    """
    decomposed = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe").replace("æ", "ae"))
    text = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    text = re.sub(r"[^a-z0-9\n]+", " ", text)  # a typographic apostrophe parts words, as a straight one does
    return re.sub(r"\bsaint(e?s?)\b", r"st\1", text).strip()


@lru_cache(65536)
def spellings(text: str) -> tuple[str, str]:
    """Return what the name of a place is compared by: as it is, and without an article or a “commune de” before it.

    Accents, case, hyphens, apostrophes, spaces, *saint* and *st*, a kind of EPCI in full or short are no difference.

    >>> spellings("Ste Croix-Volvestre") == spellings("SAINTE CROIX VOLVESTRE")
    True
    >>> spellings("Le Mas-d’Azil")[1] == spellings("Mas d'Azil (Le)")[1] == spellings("commune du Mas d'Azil")[1]
    True
    >>> spellings("Communauté de communes de la Haute-Ariège") == spellings("CC de la Haute Ariège")
    True
    """
    words = KINDS.sub(lambda found: SHORT[found[0]], plain(text))
    bare = TOWN_OF.sub("", words)
    bare = ARTICLE_AFTER.sub("", ARTICLE.sub("", bare)) or words
    return words.replace(" ", ""), bare.replace(" ", "")


def named_departement(text: str) -> tuple[str, str]:
    """Part a name and the code of the département in brackets after it, ``""`` where there is none.

    >>> named_departement("Saint-Lizier (Ariège)"), named_departement("Saint-Lizier"), named_departement("Havre (Le)")
    (('Saint-Lizier', '09'), ('Saint-Lizier', ''), ('Havre (Le)', ''))
    """
    match = _IN_BRACKETS.fullmatch(text)
    departement = _departement_codes().get(plain(match[2]), "") if match else ""
    return (match[1].strip(), departement) if match and departement else (text, "")


def _parts(text: str) -> tuple[str, str, str]:
    """Return the code, the plain name and the département (a code) that a text holds, ``""`` for what it does not."""
    match = _IN_BRACKETS.fullmatch(text)
    departement = _departement_codes().get(plain(match[2]), "") if match else ""
    words = plain(match[1] if match and departement else text).split()
    code = "".join(word for word in words if not word.isalpha()).upper()
    name = " ".join(word for word in words if word.isalpha())
    return code, name[:LONGEST], departement


@cache
def _departement_codes() -> dict[str, str]:
    """Return the code of a département by its plain name and by its plain code."""
    codes = {plain(name): code for code, name in departements().itertuples(index=False, name=None)}
    return codes | {plain(code): code for code in codes.values()}


@dataclass(frozen=True, eq=False)
class _Index:
    """Every commune, then every EPCI, made ready to be searched: N places, P pairs of a place and three letters in it.

    Attributes
    ----------
    codes, names
        N texts; the names plain.
    departement
        (N,) text array, ``""`` for an EPCI.
    population
        (N,) array, 0 where there is none; the more people, the likelier a place is meant.
    position
        Where in these a code is.
    letters, owner
        (P,) groups of three letters as numbers, in order, and the place that each is in.
    size
        (N,) number of different groups in each name.
    """

    codes: list[str]
    names: list[str]
    departement: np.ndarray
    population: np.ndarray
    position: dict[str, int]
    letters: np.ndarray
    owner: np.ndarray
    size: np.ndarray


@cache
def _index() -> _Index:
    """Prepare the search, once."""
    table = pd.concat([communes(), epcis()], ignore_index=True)
    names = [name.strip() for name in plain("\n".join(table.name)).split("\n")]
    letters, owner = _groups(names)
    return _Index(
        codes=table.code.to_list(),
        names=names,
        departement=table.departement.fillna("").to_numpy(dtype=str),
        population=table.population.fillna(0).to_numpy(dtype=np.int64),
        position={code: i for i, code in enumerate(table.code)},
        letters=letters,
        owner=owner,
        size=np.bincount(owner, minlength=len(names)),
    )


def _groups(names: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Return the different groups of three letters of each name, sorted, and the rank of the name each is in.

    A name is read with two spaces before it and one behind, so that its first letters weigh more and "bu" has groups.
    """
    text = np.frombuffer("".join(f"  {name} " for name in names).encode("ascii"), dtype=np.uint8).astype(np.int64)
    owner = np.repeat(np.arange(len(names)), [len(name) + 3 for name in names])
    inside = owner[:-2] == owner[2:]
    letters = (text[:-2] << 14 | text[1:-1] << 7 | text[2:])[inside]
    pairs = np.sort(letters * len(names) + owner[:-2][inside])
    pairs = pairs[np.diff(pairs, prepend=-1) > 0]  # np.unique, but three times as fast
    return pairs // len(names), pairs % len(names)


def _near_names(name: str, departement: str) -> list[str]:
    """Return the codes of the places whose plain name is like `name`, the likeliest first."""
    index = _index()
    groups, _ = _groups([name])
    starts, ends = (np.searchsorted(index.letters, groups, side=side) for side in ("left", "right"))
    owners = np.concatenate([index.owner[start:end] for start, end in zip(starts, ends, strict=True)])
    shared = np.bincount(owners, minlength=len(index.names))
    dice = 2 * shared / (len(groups) + index.size)
    here = (index.departement == departement) & (departement != "")
    closest = np.argsort(-(shared + dice + 3 * here), kind="stable")[:COMPARED]

    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(name)
    alike = {i: _likeness(matcher, name, index.names[i]) for i in closest.tolist()}

    def likeliest(i: int) -> tuple[float, bool, int, int]:
        is_epci = not index.departement[i]
        return (-alike[i] - 0.15 * here[i], is_epci, -index.population[i], i)

    order = sorted((i for i in alike if alike[i] >= ALIKE), key=likeliest)
    return [index.codes[i] for i in order]


def _likeness(matcher: SequenceMatcher[str], name: str, other: str) -> float:
    """Return how alike two plain names are, from 0 to 1; whole words of a name, its first above all, nearly are it."""
    matcher.set_seq1(other)
    words = 0.93 if f"{other} ".startswith(f"{name} ") else 0.92 if f" {name} " in f" {other} " else 0.0
    return max(matcher.ratio(), words)


def _near_codes(code: str) -> list[str]:
    """Return the codes that one slip turns into `code`: two signs swapped, one too many, one missing, one wrong.

    Within a kind of slip the most populous place comes first.
    """
    if not 4 <= len(code) <= 10:
        return []
    index = _index()

    def known(codes: Iterator[str]) -> list[str]:
        places = {index.position[c] for c in codes if c in index.position}
        return [index.codes[i] for i in sorted(places, key=lambda i: (-index.population[i], i))]

    cuts = [(code[:i], code[i:]) for i in range(len(code) + 1)]
    return [
        *known(a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1),
        *known(a + b[1:] for a, b in cuts if b),
        *known(a + c + b for a, b in cuts for c in "0123456789AB"),
        *known(a + c + b[1:] for a, b in cuts if b for c in "0123456789AB"),
    ]
