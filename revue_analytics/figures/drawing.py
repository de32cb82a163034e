"""The list of figures, and how one is made and written as SVG."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from revue_analytics.figures.change import change, change_layout, change_message, change_table
from revue_analytics.figures.gaps import BY
from revue_analytics.figures.heat import heat, heat_layout, heat_message, heat_table
from revue_analytics.figures.overall import overall, overall_layout, overall_message, overall_table
from revue_analytics.figures.priorities import priorities, priorities_layout, priorities_message, priorities_table
from revue_analytics.figures.profile import profile, profile_layout, profile_message, profile_table
from revue_analytics.figures.radar import radar, radar_layout, radar_message, radar_table
from revue_analytics.figures.stakes import stakes, stakes_layout, stakes_message, stakes_table
from revue_analytics.figures.theme import FONT, Layout, blank, themed
from revue_analytics.figures.wishes import wishes, wishes_layout, wishes_message, wishes_table

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from revue_analytics.review import TerritoryReview

__all__ = ["DRAWINGS", "Drawing", "draw", "svg"]

FONTS = f"'{FONT}', Verdana, Arial, sans-serif"  # Verdana and Arial: about as wide, where the first is not installed
NO_METADATA = dict.fromkeys(("Date", "Creator", "Format", "Type"))


@dataclass(frozen=True)
class Drawing:
    """One figure of the review.

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
    message: Callable[[TerritoryReview, str], str]
    table: Callable[[TerritoryReview, str], pd.DataFrame]
    layout: Callable[[TerritoryReview, str], Layout]


DRAWINGS: dict[str, Drawing] = {
    "overall": Drawing(overall, overall_message, overall_table, overall_layout),
    "profile": Drawing(profile, profile_message, profile_table, profile_layout),
    "radar": Drawing(radar, radar_message, radar_table, radar_layout),
    "criteria": Drawing(heat, heat_message, heat_table, heat_layout),
    "gaps_axis": Drawing(*BY["axis"]),
    "gaps_principle": Drawing(*BY["principle"]),
    "gaps_phase": Drawing(*BY["phase"]),
    "priorities": Drawing(priorities, priorities_message, priorities_table, priorities_layout),
    "change": Drawing(change, change_message, change_table, change_layout),
    "stakes": Drawing(stakes, stakes_message, stakes_table, stakes_layout),
    "wishes": Drawing(wishes, wishes_message, wishes_table, wishes_layout),
}


def draw(name: str, review: TerritoryReview, language: str = "fr") -> Figure:
    """Make the figure called `name` (a key of `DRAWINGS`), with its own size and margins."""
    drawing = DRAWINGS[name]
    figure, ax = blank(drawing.layout(review, language))
    drawing.draw(review, ax, language=language)
    return figure


def svg(figure: Figure) -> bytes:
    """Write a figure as SVG: text stays text, in fonts that every machine has; the same bytes each time."""
    stream = io.BytesIO()
    with themed(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph")  # the reader's own fonts may well have it
        figure.savefig(stream, format="svg", metadata=NO_METADATA)
    text = stream.getvalue().decode("utf-8")
    text = text[text.index("<svg") :].replace(f"font-family: '{FONT}'", f"font-family: {FONTS}")
    return re.sub(r"(?<=[\d ])\n(?=[LMCQz])", "", text).encode("utf-8")
