"""Text as people type it, made comparable: accents, case, spaces and punctuation set aside."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache

LIGATURES = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss"})
INCLUSIVE = re.compile(r"[(·•‧./-]\s*(?:e|s|es|x|ne|nes|trice|trices|ve|ves)\b\)?", re.IGNORECASE)


UNSEEN = re.compile(
    "["
    + "".join(
        re.escape(chr(first)) + "-" + re.escape(chr(last))
        for first, last in (
            *((0xAD, 0xAD), (0x600, 0x605), (0x61C, 0x61C), (0x6DD, 0x6DD), (0x70F, 0x70F), (0x890, 0x891)),
            *((0x8E2, 0x8E2), (0x180E, 0x180E), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F)),
            *((0xFEFF, 0xFEFF), (0xFFF9, 0xFFFB), (0x110BD, 0x110BD), (0x110CD, 0x110CD), (0x13430, 0x1343F)),
            *((0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0001, 0xE0001), (0xE0020, 0xE007F)),
        )
    )
    + "]"
)
"""Category Cf: characters that nobody sees, which forms, web pages and word processors leave in what is copied."""


def visible(text: str) -> str:
    r"""Return a text without the characters that nobody sees.

    >>> visible("3\u200b"), visible("Struc\u00adturé")
    ('3', 'Structuré')
    """
    return text if text.isascii() else UNSEEN.sub("", text)


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    """Return the words of `text`, without accents, case or punctuation.

    >>> plain("Vous êtes… l’Œil_du-Maire ?")
    'vous etes l oeil du maire'
    """
    decomposed = unicodedata.normalize("NFKD", visible(text).translate(LIGATURES))
    bare = "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()
    return " ".join("".join(c if c.isalnum() else " " for c in bare).split())


def key(text: str) -> str:
    """Return what headers are compared by: the letters and digits only.

    >>> key("Code Insee") == key("code_insee") == key("CODEINSEE")
    True
    """
    return plain(text).replace(" ", "")


@lru_cache(maxsize=65536)
def said(text: str) -> str:
    """Return what the wording of an answer is compared by: case, accents, kinds of space, dash and quote set aside.

    Punctuation stays, as “maîtrisé ?” says less than “maîtrisé”; only a full stop at the end goes.

    >>> said(" Maîtrisé."), said("L’avis – oui")
    ('maitrise', "l'avis - oui")
    """
    text = re.sub("[’‘ʼ`´]", "'", re.sub("[‐‑‒–—―−]", "-", text.translate(LIGATURES)))
    decomposed = unicodedata.normalize("NFD", text)
    bare = "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()
    return " ".join(bare.replace("…", "...").split()).removesuffix(".").rstrip()


@lru_cache(maxsize=4096)
def stem(text: str) -> str:
    """Return the words of a name without plural, feminine, inclusive marks or a leading article.

    >>> stem("Élu·e·s") == stem("un élu") == stem("Élues") == stem("élu(e)")
    True
    """
    words = plain(INCLUSIVE.sub("", INCLUSIVE.sub("", text))).split()
    if len(words) > 1 and words[0] in {"un", "une", "des", "le", "la", "les", "l", "d", "a", "an", "the"}:
        words = words[1:]
    return " ".join(re.sub(r"(?<=\w\w)e?[sx]?$", "", word) for word in words)


def nearest(text: str, names: Iterable[str], n: int = 3) -> list[str]:
    """Return the names most like `text`, as they are written.

    >>> nearest("critere", ["Critère", "Campagne"])
    ['Critère']
    """
    known = {plain(name): name for name in names}
    return [known[near] for near in get_close_matches(plain(text), known, n=n, cutoff=0.6)]
