"""French and English: sentences, numbers, dates and typography.

Sentences are written in English in the code and translated by the gettext catalogues beside this file
(``fr/*.po``, one per topic). Numbers and dates come from Babel. French text is set with the spaces that French
typography asks for, whatever spaces its author typed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date as Date
from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from babel.support import Translations

LANGUAGES = ("fr", "en")

NARROW = "\u202f"  # narrow no-break space: before ; ! ? and inside numbers
NO_BREAK = "\u00a0"  # no-break space: before a colon, inside guillemets, before %


LINE_END = "\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]"
# What neither a page nor a workbook can hold, and what would turn the direction of the text that follows.
UNWANTED = "[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
ILLEGIBLE = re.compile(f"(?P<end>{LINE_END})|{UNWANTED}")


def legible(text: str) -> str:
    r"""Return what somebody typed as it can be shown: one kind of line end, no control character, no turned text.

    >>> legible("a\x07b\r\nc\x85d \u202etxt.exe")
    'ab\nc\nd txt.exe'
    """
    return ILLEGIBLE.sub(lambda match: "\n" if match["end"] else "", text)


@cache
def _catalogue(language: str) -> Translations:
    """Read the ``.po`` files of a language as one catalogue (they are the only source; nothing is compiled)."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po
    from babel.support import Translations

    merged = Translations()
    folder = files(__name__).joinpath(language)
    if folder.is_dir():
        for path in sorted(folder.iterdir(), key=lambda p: p.name):
            if path.name.endswith(".po"):
                compiled = BytesIO()
                with path.open("rb") as stream:
                    write_mo(compiled, read_po(stream, locale=language))
                compiled.seek(0)
                merged.merge(Translations(compiled))
    if language == "fr":
        merged.plural = lambda n: int(n > 1)  # merging keeps gettext's own rule, by which 0 is a plural
    return merged


def typeset(text: str, language: str) -> str:
    r"""Set `text` with the spaces of its language's typography.

    >>> typeset("Est-ce prêt ? « Oui » : 12 %", "fr").replace("\u202f", "_").replace("\u00a0", "~")
    'Est-ce prêt_? «~Oui~»~: 12~%'
    >>> typeset("Is it ready ?", "en")
    'Is it ready ?'
    """
    if language != "fr":
        return text
    text = re.sub(r"[ \u00a0\u202f]+([;!?])", NARROW + r"\1", text)
    text = re.sub(r"[ \u00a0\u202f]+([:%»])(?=[\s.,;)»…]|$)", NO_BREAK + r"\1", text)
    return re.sub(r"«[ \u00a0\u202f]+", "«" + NO_BREAK, text)


def translate(message: str, language: str, /, **values: Any) -> str:
    """Translate an English message and fill its ``{placeholders}``; the values are inserted as they are.

    >>> translate("row {row}", "fr", row=3)
    'ligne 3'
    """
    text = message if language == "en" or not message else _catalogue(language).gettext(message)
    text = typeset(text, language)
    return text.format(**values) if values else text


def one_or_many(singular: str, plural: str, n: int, language: str) -> str:
    """Return the form of a message that goes with `n`, its ``{placeholders}`` not filled.

    >>> one_or_many("{n} failed", "{n} failed", 0, "fr")
    '{n} échec'
    """
    text = (singular if n == 1 else plural) if language == "en" else _catalogue(language).ngettext(singular, plural, n)
    return typeset(text, language)


def translator(language: str) -> Callable[..., str]:
    """Return ``_``: ``_(message, **values)``, or ``_(singular, plural, n, **values)`` for a counted thing.

    In French, 0 and 1 are singular; in English only 1 is. ``{n}`` is the number, formatted.

    >>> _ = translator("en")
    >>> _("{n} answer", "{n} answers", 1200)
    '1,200 answers'
    >>> translator("fr")("{n} failed", "{n} failed", 0)
    '0 échec'
    """

    def _(message: str, plural: str | None = None, n: int | None = None, /, **values: Any) -> str:
        if plural is None or n is None:
            return translate(message, language, **values)
        return one_or_many(message, plural, n, language).format(n=number(n, 0, language), **values)

    return _


def number(value: float, decimals: int = 1, language: str = "fr") -> str:
    """Write a number with a fixed number of decimals.

    >>> number(46.18, 1, "fr"), number(12345.0, 0, "en"), number(-0.01, 1, "en")
    ('46,2', '12,345', '0.0')
    """
    return _number(_rounded(value, decimals), decimals, language)


@lru_cache(20_000)  # a page writes a thousand, most of them scores
def _number(rounded: float, decimals: int, language: str) -> str:
    from babel.numbers import format_decimal

    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return str(format_decimal(rounded, format=pattern, locale=language))


def _rounded(value: float, decimals: int) -> float:
    """Round halves to the even digit, once float noise is dropped: equal numbers are written alike, however computed.

    >>> _rounded(0.25, 1), _rounded(0.1 + 0.05 + 0.1, 1), _rounded(-0.01, 1)
    (0.2, 0.2, 0.0)
    """
    return round(round(float(value), 9), decimals) + 0.0  # + 0.0: no minus sign before a zero


def signed(value: float, decimals: int = 1, language: str = "fr") -> str:
    """Write a difference with its sign, a true minus sign (U+2212) for negative ones.

    >>> signed(3.25, 1, "fr"), signed(-3.0, 1, "en"), signed(0.0, 1, "en")
    ('+3,2', '−3.0', '0.0')
    """
    rounded = _rounded(value, decimals)
    sign = "+" if rounded > 0 else "−" if rounded < 0 else ""
    return sign + number(abs(rounded), decimals, language)


def percent(share: float, decimals: int = 0, language: str = "fr") -> str:
    r"""Write a share (0–1) as a percentage.

    >>> percent(0.4567, 1, "en"), percent(0.5, 0, "fr").replace("\u00a0", "~")
    ('45.7%', '50~%')
    """
    return number(100 * float(share), decimals, language) + (f"{NO_BREAK}%" if language == "fr" else "%")


def date(value: Date | str, language: str = "fr") -> str:
    """Write a date in full.

    >>> date("2026-03-12", "fr"), date("2026-03-12", "en")
    ('12 mars 2026', '12 March 2026')
    """
    from babel.dates import format_date

    when = Date.fromisoformat(value) if isinstance(value, str) else value
    return str(format_date(when, format="d MMMM y", locale=language))


def in_language(text: Mapping[str, str] | str, language: str) -> str:
    """Return the text of a ``{"fr": …, "en": …}`` pair in `language`, or in the language there is; typeset.

    >>> in_language({"fr": "Amorcé", "en": "Initiated"}, "en")
    'Initiated'
    """
    if isinstance(text, str):
        return typeset(text, language)
    if text.get(language):
        return typeset(text[language], language)
    return next((typeset(text[other], other) for other in LANGUAGES if text.get(other)), "")
