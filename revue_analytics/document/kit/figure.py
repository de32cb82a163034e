"""The figure that is drawn on, independent of pyplot and of every other figure, and how it is written as SVG."""

import io
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG, RendererSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties

from revue_analytics.document.kit.sketch import FONTS, POINTS
from revue_analytics.document.kit.svg import svg_minify
from revue_analytics.document.kit.text import line_metrics, measured
from revue_analytics.document.kit.theme import FONT, themed

NO_METADATA = dict.fromkeys(("Date", "Creator", "Format", "Type"))


@dataclass(frozen=True)
class Layout:
    """Size of a figure and its fixed margins, in inches."""

    height: float
    left: float = 2.35
    right: float = 0.35
    top: float = 0.15
    bottom: float = 0.4
    width: float = 7.0

    @property
    def plot_width(self) -> float:
        """Width between the margins, in inches."""
        return self.width - self.left - self.right

    @property
    def plot_height(self) -> float:
        """Height between the margins, in inches."""
        return self.height - self.top - self.bottom


class ReviewFigure(Figure):
    """A figure that a notebook shows as it stands on the page."""

    def _repr_svg_(self) -> str:
        return svg(self).decode("utf-8")


class _Writer(RendererSVG):
    """matplotlib's, which remembers from one figure to the next how much room a text takes."""

    def get_text_width_height_descent(self, s: str, prop: FontProperties, ismath: bool | str) -> Any:
        return measured(s, *_font(prop), ismath)

    def _get_font_height_metrics(self, prop: FontProperties) -> tuple[float, float, float]:  # Text asks for it
        return line_metrics(*_font(prop))


_writer: Any = _Writer  # the class that it comes from has no types


def _font(prop: FontProperties) -> tuple[Any, ...]:
    return prop.get_size_in_points(), prop.get_weight(), prop.get_style(), tuple(prop.get_family())


_ready: list[tuple[ReviewFigure, Axes]] = []


def prewarm(n: int) -> None:
    """Have some empty figures ready for `blank` to give out: whoever forks a process that draws saves it a tenth."""
    with themed():
        while len(_ready) < n:
            _ready.append(_empty())


def _empty() -> tuple[ReviewFigure, Axes]:
    figure = ReviewFigure()
    FigureCanvasSVG(figure)
    return figure, figure.add_axes((0, 0, 1, 1))


def new_figure(layout: Layout) -> tuple[ReviewFigure, Axes]:
    """Make an empty figure with one plain Axes."""
    with themed():
        figure, ax = _ready.pop() if _ready else _empty()
        figure.set_size_inches(layout.width, layout.height)
        box = (
            layout.left / layout.width,
            layout.bottom / layout.height,
            layout.plot_width / layout.width,
            layout.plot_height / layout.height,
        )
        ax.set_position(box)
        return figure, ax


def svg(figure: Figure) -> bytes:
    """Write a figure as SVG: text stays text, in fonts that every machine has; the same bytes each time.

    >>> figure, ax = new_figure(Layout(height=1))
    >>> svg(figure)[:4], svg(figure) == svg(figure)
    (b'<svg', True)
    """
    stream = io.StringIO()
    wide, high = figure.get_size_inches() * POINTS
    dpi = figure.dpi
    figure.dpi = POINTS
    try:
        with themed(), warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Glyph")  # the reader's own fonts may well have it
            writer = _writer(wide, high, stream, image_dpi=dpi, metadata=NO_METADATA)
            figure.draw(writer)
            writer.finalize()
    finally:
        figure.dpi = dpi
    text = stream.getvalue()
    return svg_minify(text[text.index("<svg") :], FONT, FONTS).encode("utf-8")


@dataclass(frozen=True)
class Drawing:
    """One figure of a review.

    Attributes
    ----------
    draw
        ``(review, ax, *, language) -> ax``.
    message
        ``(review, language)`` → its text alternative: one sentence, with the numbers.
    table
        ``(review, language)`` → its data as they are to be read, one row per thing shown.
    layout
        ``(review, language)`` → its size and margins.
    """

    draw: Callable[..., Axes]
    message: Callable[[Any, str], str]
    table: Callable[[Any, str], pd.DataFrame]
    layout: Callable[[Any, str], Layout]

    def figure(self, review: Any, language: str) -> ReviewFigure:
        """Make the figure of a review, with its own size and margins."""
        figure, ax = new_figure(self.layout(review, language))
        self.draw(review, ax, language=language)
        return figure
