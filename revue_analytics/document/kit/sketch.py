"""A figure as a list of marks, written straight as SVG, or drawn on Axes: one description, two ways to draw it.

Lengths are points, x to the right, y down, from the top left corner. Text is measured in the font of the theme.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from markupsafe import escape

from revue_analytics.document.kit.text import LINE, width, wrap
from revue_analytics.document.kit.theme import BASE, FONT, INK

if TYPE_CHECKING:
    from matplotlib.axes import Axes

POINTS = 72  # in an inch
FONTS = f"'{FONT}', Verdana, Arial, sans-serif"  # Verdana and Arial: about as wide, where the first is not installed
CLASSES = {"start": "", "middle": "m", "end": "e"}
ANCHORS = {"start": "left", "middle": "center", "end": "right"}


@dataclass(frozen=True)
class Text:
    """A line of text on its base line."""

    x: float
    y: float
    text: str
    size: float = BASE
    anchor: Literal["start", "middle", "end"] = "start"
    bold: bool = False
    colour: str = INK


@dataclass(frozen=True)
class Rect:
    """A filled rectangle."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    opacity: float = 1.0


@dataclass(frozen=True)
class Line:
    """A line through points ``((x, y), …)``; `dash` is on and off, in points."""

    points: tuple[tuple[float, float], ...]
    colour: str
    width: float = 1.0
    dash: tuple[float, float] | None = None


@dataclass(frozen=True)
class Dot:
    """A circle, or a square standing on its tip."""

    x: float
    y: float
    radius: float
    fill: str
    stroke: str = "white"
    shape: Literal["circle", "diamond"] = "circle"


Mark = Text | Rect | Line | Dot


@dataclass(frozen=True)
class Sketch:
    """Marks on a sheet of `width` × `height` points, the first at the bottom."""

    width: float
    height: float
    marks: tuple[Mark, ...]

    def svg(self) -> str:
        """Write it as SVG: text stays text; the same bytes each time.

        >>> Sketch(72, 36, (Text(3, 20, "a < b", size=9),)).svg()[-54:]
        '<text x="3" y="20" font-size="9">a &lt; b</text></svg>'
        """
        style = ".e{text-anchor:end}.m{text-anchor:middle}.b{font-weight:700}"
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{_n(self.width)}pt" height="{_n(self.height)}pt" '
            f'viewBox="0 0 {_n(self.width)} {_n(self.height)}" font-family="{FONTS}" fill="{INK}">'
            f'<style>{style}</style><rect width="100%" height="100%" fill="#fff"/>'
            f"{''.join(_written(mark) for mark in self.marks)}</svg>"
        )

    def draw(self, ax: Axes) -> Axes:
        """Draw it on an Axes, which becomes its sheet."""
        ax.set(xlim=(0, self.width), ylim=(self.height, 0))
        ax.set_axis_off()
        for mark in self.marks:
            _drawn(mark, ax)
        return ax


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _written(mark: Mark) -> str:
    match mark:
        case Text(x, y, text, size, anchor, bold, colour):
            names = f"{CLASSES[anchor]}{' b' if bold else ''}".strip()
            kind = f' class="{names}"' if names else ""
            ink = "" if colour == INK else f' fill="{colour}"'
            return f'<text x="{_n(x)}" y="{_n(y)}" font-size="{_n(size)}"{kind}{ink}>{escape(text)}</text>'
        case Rect(x, y, wide, high, fill, opacity):
            see = "" if opacity == 1 else f' fill-opacity="{_n(opacity)}"'
            return f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(max(wide, 0))}" height="{_n(high)}" fill="{fill}"{see}/>'
        case Line(points, colour, wide, dash):
            path = "L".join(f"{_n(x)} {_n(y)}" for x, y in points)
            gaps = f' stroke-dasharray="{_n(dash[0])} {_n(dash[1])}"' if dash else ""
            return f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="{_n(wide)}"{gaps}/>'
        case Dot(x, y, radius, fill, stroke, "circle"):
            return f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}" fill="{fill}" stroke="{stroke}"/>'
        case Dot(x, y, radius, fill, stroke):
            path = "L".join(f"{_n(x + dx * radius)} {_n(y + dy * radius)}" for dx, dy in TIPS)
            return f'<path d="M{path}z" fill="{fill}" stroke="{stroke}"/>'


TIPS = ((0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0))


def _drawn(mark: Mark, ax: Axes) -> None:
    from matplotlib.patches import Circle, Polygon, Rectangle

    match mark:
        case Text(x, y, text, size, anchor, bold, colour):
            weight = "bold" if bold else "normal"
            ax.text(x, y, text, size=size, ha=ANCHORS[anchor], va="baseline", weight=weight, color=colour)
        case Rect(x, y, wide, high, fill, opacity):
            ax.add_patch(Rectangle((x, y), max(wide, 0), high, facecolor=fill, edgecolor="none", alpha=opacity))
        case Line(points, colour, wide, dash):
            style = (0, dash) if dash else "-"
            ax.plot(*zip(*points, strict=True), color=colour, linewidth=wide, linestyle=style, solid_capstyle="butt")
        case Dot(x, y, radius, fill, stroke, "circle"):
            ax.add_patch(Circle((x, y), radius, facecolor=fill, edgecolor=stroke, zorder=3))
        case Dot(x, y, radius, fill, stroke):
            tips = [(x + dx * radius, y + dy * radius) for dx, dy in TIPS]
            ax.add_patch(Polygon(tips, facecolor=fill, edgecolor=stroke, zorder=3))


def paragraph(
    x: float, y: float, text: str, points: float, *, size: float = BASE, lines: int = 2, **how: object
) -> list[Text]:
    """Wrap a text into at most `lines` lines of `points` at most, their middle at `y`."""
    weight = "bold" if how.get("bold") else "normal"
    rows = wrap(text, points / POINTS, size, lines, weight).split("\n")
    first = y - (len(rows) - 1) * size * LINE / 2 + size * 0.36
    return [Text(x, first + i * size * LINE, row, size=size, **how) for i, row in enumerate(rows)]  # type: ignore[arg-type]


def text_width(text: str, size: float = BASE, *, bold: bool = False) -> float:
    """Return the width that a line of text may take, in points."""
    return width(text, size, "bold" if bold else "normal") * POINTS


def apart(places: Sequence[float], least: float, low: float, high: float) -> list[float]:
    """Move labels apart until they are `least` from one another, between `low` and `high`, in their order.

    >>> apart([10, 11, 40], 6, 0, 50), apart([48, 49], 6, 0, 50)
    ([7.5, 13.5, 40.0], [44.0, 50.0])
    """
    order = sorted(range(len(places)), key=lambda i: places[i])
    blocks: list[list[float]] = []  # [sum of wished places of the first label, labels]
    for i in order:
        blocks.append([float(places[i]), 1.0])
        while len(blocks) > 1 and _start(blocks[-1]) < _start(blocks[-2]) + blocks[-2][1] * least:
            wished, n = blocks.pop()
            blocks[-1][0] += wished - n * blocks[-1][1] * least
            blocks[-1][1] += n
    moved = [0.0] * len(places)
    at = iter(order)
    for block in blocks:
        start = min(max(_start(block), low), max(high - (block[1] - 1) * least, low))
        for k in range(int(block[1])):
            moved[next(at)] = start + k * least
    for before, after in pairwise(order):
        moved[after] = max(moved[after], moved[before] + least)
    return moved


def _start(block: list[float]) -> float:
    return block[0] / block[1]
