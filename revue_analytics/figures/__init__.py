"""Figures of a review: each draws on an Axes, says in one sentence what it shows, and gives its data as a table.

    >>> from revue_analytics import figures
    >>> sorted(figures.DRAWINGS)[:3]
    ['change', 'criteria', 'gaps_axis']

`draw(name, review, language)` makes the matplotlib figure, `svg(figure)` writes it: the same bytes each time.
"""

from revue_analytics.figures.change import change
from revue_analytics.figures.drawing import DRAWINGS, PORTFOLIO_DRAWINGS, Drawing, draw, drawings_of, plot
from revue_analytics.figures.effort import effort
from revue_analytics.figures.gaps import gaps
from revue_analytics.figures.heat import heat
from revue_analytics.figures.importance import importance
from revue_analytics.figures.lean import data_address
from revue_analytics.figures.overall import overall
from revue_analytics.figures.priorities import priorities
from revue_analytics.figures.profile import profile
from revue_analytics.figures.radar import radar
from revue_analytics.figures.reviewer import reviewer
from revue_analytics.figures.sheet import svg
from revue_analytics.figures.stakes import stakes
from revue_analytics.figures.theme import themed
from revue_analytics.figures.timeline import timeline
from revue_analytics.figures.wishes import wishes

__all__ = [
    "DRAWINGS",
    "PORTFOLIO_DRAWINGS",
    "Drawing",
    "change",
    "data_address",
    "draw",
    "drawings_of",
    "effort",
    "gaps",
    "heat",
    "importance",
    "overall",
    "plot",
    "priorities",
    "profile",
    "radar",
    "reviewer",
    "stakes",
    "svg",
    "themed",
    "timeline",
    "wishes",
]
