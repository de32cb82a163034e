"""Text that fits: measured in the font it is drawn in, wrapped, and cut with “…” where it must be."""

import warnings
from functools import lru_cache
from typing import Literal
from unicodedata import category

from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.textpath import text_to_path

from revue_analytics.document.kit.theme import BASE, FONT

Style = Literal["normal", "italic", "oblique"]

LINE = 1.25  # height of a line, in font sizes


KNOWN = 20_000  # texts whose size is remembered


@lru_cache(KNOWN)
def measured(
    text: str,
    size: float,
    weight: int | str = "normal",
    style: Style = "normal",
    family: tuple[str, ...] = (FONT,),
    ismath: bool | Literal["TeX"] = False,
) -> tuple[float, float, float]:
    """Return width, height and descent of a line of text, in points. Names and numbers come back on every page."""
    font = FontProperties(family=list(family), size=size, weight=weight, style=style)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a character that the font lacks is drawn by the reader's own font
        wide, high, below = text_to_path.get_text_width_height_descent(text, font, ismath=ismath)
    return float(wide), float(high), float(below)


@lru_cache(KNOWN)
def line_metrics(
    size: float, weight: int | str = "normal", style: Style = "normal", family: tuple[str, ...] = (FONT,)
) -> tuple[float, float, float]:
    """Return what the lines of a font are at least, in points: above the base line, below it, and the gap between them.

    >>> above, below, gap = line_metrics(10)
    >>> 7 < above < 8, 2 < below < 3
    (True, True)
    """
    font = get_font(findfont(FontProperties(family=list(family), size=size, weight=weight, style=style)))
    table, head = font.get_sfnt_table("OS/2"), font.get_sfnt_table("head")
    if table is None or head is None:
        raise ValueError(f"the font {family} says nothing of its lines")
    scale = size / head["unitsPerEm"]
    return table["sTypoAscender"] * scale, -table["sTypoDescender"] * scale, table["sTypoLineGap"] * scale


SLACK = 1.04  # fonts are hinted, and the reader's may be a little wider


def width(text: str, size: float = BASE, weight: str = "normal") -> float:
    """Return the width that a line of text may take, in inches.

    >>> 0.4 < width("Vaubrun") < 0.8
    True
    """
    return measured(text, size, weight)[0] / 72 * SLACK if text else 0.0


def wrap(text: str, inches: float, size: float = BASE, lines: int = 2, weight: str = "normal") -> str:
    r"""Break a text into at most `lines` lines no wider than `inches`; what is left over becomes “…”.

    >>> wrap("Suivi de la performance territoriale", 1.6)
    'Suivi de la\nperformance…'
    >>> wrap("Suivi de la performance territoriale", 1.6, lines=3)
    'Suivi de la\nperformance\nterritoriale'
    """
    done: list[str] = []
    line = ""
    for word in _words(text, inches, size, weight):
        joined = f"{line} {word}" if line else word
        if width(joined, size, weight) <= inches:
            line = joined
            continue
        done.append(line)
        line = word
    done.append(line)
    done = [each for each in done if each]
    if len(done) > lines:
        done = [*done[: lines - 1], _cut(done[lines - 1], inches, size, weight)]
    return "\n".join(done)


def _words(text: str, inches: float, size: float, weight: str) -> list[str]:
    """Split at spaces; a word wider than the line is cut into pieces that fit. Control characters are spaces."""
    clean = "".join(" " if category(c).startswith("C") else c for c in text[:500])
    return [piece for word in clean.split(" ") if word for piece in _pieces(word, inches, size, weight)]


def _pieces(word: str, inches: float, size: float, weight: str) -> list[str]:
    if width(word, size, weight) <= inches:
        return [word]
    pieces, piece = [], ""
    for letter in word:
        if piece and width(piece + letter, size, weight) > inches:
            pieces.append(piece)
            piece = letter
        else:
            piece += letter
    return [*pieces, piece]


def _cut(line: str, inches: float, size: float, weight: str) -> str:
    while line and width(line + "…", size, weight) > inches:
        line = line[:-1]
    return line.rstrip() + "…"
