r"""Personal data where none is wanted: addresses and numbers that people type into a text, names that a file holds.

What an export has columns for (names, addresses, tokens) is not read at all. In what is read, anything that looks like
an e-mail address, a telephone number or an IP address is hidden, and so is a name that the same file gives in one of
those columns. A name that stands nowhere else cannot be told from another word: comments must be read before they are
published.

>>> hide("Demandez à jean.dupont@mairie.fr ou au 06 12 34 56 78 (poste 12)")
'Demandez à […] ou au […] (poste 12)'
>>> hide("Le PLU du 12/03/2026, article 1.2.3, 4 500 habitants, 12 345 678 €")
'Le PLU du 12/03/2026, article 1.2.3, 4 500 habitants, 12 345 678 €'
"""

from __future__ import annotations

import re

import pandas as pd

HIDDEN = "[…]"
LOOKS_PERSONAL = re.compile(
    r"""
    [\w.+'-]+ @ [\w-]+ (?: \.[\w-]+ )+                                      # an e-mail address
    | (?<![\w+]) (?: \+ | 00 ) \d{1,3} [\s.-]? (?: \(0\) )? \d (?: [\s.-]? \d ){7,11} (?!\w)   # +33 6 12 34 56 78
    | (?<![\w.]) 0 [1-9] (?: [\s.-]? \d\d ){4} (?!\w)                       # 06 12 34 56 78
    | (?<![\w.]) (?: (?: 25[0-5] | 2[0-4]\d | 1?\d?\d ) \. ){3} (?: 25[0-5] | 2[0-4]\d | 1?\d?\d ) (?![\w.]*\d)   # IPv4
    | (?<![\w:]) (?: [0-9a-fA-F]{1,4} : ){3,7} (?: : | [0-9a-fA-F]{1,4} ) [0-9a-fA-F:]* (?!\w)   # IPv6
    """,
    re.VERBOSE,
)
SHORTEST = 4  # letters of a name that is looked for on its own; “Le”, “Ly” would be found everywhere
MOST = 20_000  # names looked for in one file


def names_in(cells: pd.DataFrame) -> re.Pattern[str] | None:
    """Make a pattern of what columns of personal data hold: each text whole, and its words of four letters and more.

    Letters must be as in the file, so that the mayor Mrs Marchand does not hide every *marchand*.

    >>> names_in(pd.DataFrame({0: ["Ana Petitjean", ""]})).sub(HIDDEN, "Selon A. Petitjean ou Ana, un petitjean")
    'Selon A. […] ou Ana, un petitjean'
    """
    texts = {str(text) for column in cells for text in cells[column].unique()}
    words = {word for text in texts for word in re.findall(r"[^\W\d_][\w'’-]+", text) if word[0].isupper()}
    wanted = {text for text in texts | words if len(text) >= SHORTEST and re.search(r"[^\W\d_]|\d{6}", text)}
    if not wanted:
        return None
    listed = sorted(wanted, key=lambda text: (-len(text), text))[:MOST]
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, listed)) + r")(?!\w)")


def hide(text: str, names: re.Pattern[str] | None = None) -> str:
    """Replace what looks like an address, a number or one of the names by ``[…]``."""
    hidden = LOOKS_PERSONAL.sub(HIDDEN, text)
    return names.sub(HIDDEN, hidden) if names else hidden


def hide_in(texts: pd.Series, names: re.Pattern[str] | None = None) -> tuple[pd.Series, int]:
    """Do so in a column of texts, and say in how many of them there was something to hide."""
    uniques = {text: hide(text, names) for text in texts.dropna().unique()}
    changed = {text: made for text, made in uniques.items() if made != text}
    if not changed:
        return texts, 0
    touched = texts.isin(list(changed))
    return texts.mask(touched, texts.map(uniques)), int(touched.sum())
