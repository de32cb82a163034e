"""Names of territories inside a French sentence: “de Vaubrun”, “d’Aubrac”, “du Havre”, “de la Communauté…”.

French needs to know a name's article and whether its h is silent. Where the name itself does not tell, it is
quoted, so that “de” is right whatever it is.
"""

from __future__ import annotations

import re
import unicodedata

from revue_analytics.labels import quoted
from revue_analytics.language import translate

__all__ = ["of_territory"]

FEMININE = ("communaute", "metropole", "cc", "ca", "cu", "commune", "ville", "agglomeration", "region", "vallee")
MASCULINE = (
    "petr",
    "pnr",
    "parc",
    "pays",
    "pole",
    "syndicat",
    "departement",
    "territoire",
    "canton",
    "bassin",
    "grand",
)
ELIDED = ("eurometropole", "etablissement", "entente", "epci", "ile", "union", "archipel", "espace")


def of_territory(name: str, kind: str = "commune", language: str = "fr") -> str:
    r"""Write “of” and the name of a territory.

    >>> [of_territory(name) for name in ("Vaubrun", "Aubrac", "Le Havre", "Les Mureaux", "La Rochelle", "L’Isle")]
    ['de Vaubrun', 'd’Aubrac', 'du Havre', 'des Mureaux', 'de La Rochelle', 'de L’Isle']
    >>> of_territory("Communauté de communes du Val", "epci"), of_territory("Houdan").replace("\u00a0", " ")
    ('de la Communauté de communes du Val', 'de « Houdan »')
    """
    name = name.strip()
    if language != "fr":
        return translate("of {name}", language, name=name) if name else translate("of the territory", language)
    said = _with_article(name) or (_of_commune(name) if kind == "commune" else _of_body(name))
    return said or (f"de {quoted(name, language)}" if name else translate("of the territory", language))


def _plain(text: str) -> str:
    """Lower case, without accents."""
    letters = unicodedata.normalize("NFD", text.lower().replace("œ", "oe").replace("æ", "ae"))
    return "".join(c for c in letters if not unicodedata.combining(c))


def _with_article(name: str) -> str:
    for article, contracted in (("Le ", "du "), ("Les ", "des "), ("La ", "de La "), ("L’", "de L’"), ("L'", "de L’")):
        if name.startswith(article) and len(name) > len(article):
            return contracted + name[len(article) :]
    return ""


def _of_commune(name: str) -> str:
    plain = _plain(name)
    if re.match(r"[aeiou]|y[^aeiou]", plain):
        return f"d’{name}"
    if re.match(r"[bcdfgj-np-tv-z]|y[aeiou]", plain):
        return f"de {name}"
    return ""  # an h may be silent or not, anything else is no name


def _of_body(name: str) -> str:
    """Return a body whose first word is a common noun with its article, nothing for another name."""
    head = re.split(r"[ '’-]", _plain(name), maxsplit=1)[0]
    for heads, article in ((FEMININE, "de la "), (MASCULINE, "du "), (ELIDED, "de l’")):
        if head in heads:
            return article + name
    return ""
