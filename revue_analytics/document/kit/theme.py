"""One look for every figure: colours, fonts, sizes.

Colours keep at least 3:1 against white where they carry meaning, are told apart by colour-blind readers (Okabe & Ito
2008, darkened) and never stand alone: a shape, a position or a number says the same.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import matplotlib as mpl
from matplotlib.colors import to_rgb

FONT = "DejaVu Sans"  # comes with matplotlib: the same widths on every machine


INK, MUTED, RULE, GRID = "#24211d", "#5a544b", "#8d8578", "#e3ded5"


SCORE, TARGET, BEFORE, WISH = "#1d4e89", "#a3470b", "#7a7367", "#a3470b"


BAND = ("#f1eee8", "#faf8f5")


LEVELS = ("#f4f1eb", "#d3e0ee", "#9dbfdf", "#386fa8", "#163a67")


SERIES = ("#0072b2", "#c04a00", "#00795c", "#9c4a86", "#3d3d3d", "#7a5c00", "#5b53b5", "#b0305c")


MARKERS = ("o", "s", "^", "D", "v", "P", "X", "p")


DASHES = (0, (3, 1.5))
PLAIN = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}  # behind text that lies on lines


BASE, SMALL = 9.5, 8.5  # points; a figure is shown at its size, so these are the sizes that are read


_OWN = {
    "font.family": FONT,
    "font.size": BASE,
    "text.color": INK,
    "text.parse_math": False,  # a "$" in somebody's label is a dollar
    "axes.edgecolor": RULE,
    "axes.labelcolor": MUTED,
    "axes.labelsize": SMALL,
    "axes.linewidth": 0.8,
    "axes.unicode_minus": True,
    "axes.spines.left": False,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.grid": False,
    "axes.autolimit_mode": "data",
    "grid.color": GRID,
    "legend.fontsize": SMALL,
    "legend.frameon": False,
    "legend.handletextpad": 0.4,
    "legend.columnspacing": 1.4,
    "xtick.color": RULE,
    "xtick.labelcolor": MUTED,
    "xtick.labelsize": SMALL,
    "ytick.color": RULE,
    "ytick.labelcolor": INK,
    "ytick.labelsize": BASE,
    "ytick.major.size": 0,
    "figure.facecolor": "white",
    "figure.constrained_layout.use": False,
    "figure.autolayout": False,
    "savefig.bbox": None,
    "svg.fonttype": "none",
    "svg.hashsalt": "revue-analytics",
    "path.simplify": False,
}


_in_force = False  # settings of matplotlib are the whole process's, and so is this


@cache
def _theme() -> Any:
    import seaborn as sns

    return {**sns.axes_style("white"), **_OWN}


@contextmanager
def themed() -> Iterator[None]:
    """Draw in the theme of the review; what was set before comes back afterwards. Within itself it does nothing."""
    global _in_force
    if _in_force:
        yield
        return
    with mpl.rc_context(_theme()):
        _in_force = True
        try:
            yield
        finally:
            _in_force = False


def level_colour(position: int, n_levels: int) -> str:
    """Return the colour of the level at a position from the lowest, light to dark."""
    if n_levels <= 1:
        return LEVELS[0]
    return LEVELS[min(round(position * (len(LEVELS) - 1) / (n_levels - 1)), len(LEVELS) - 1)]


def ink_on(colour: str) -> str:
    """Return the text colour, dark or white, that reads best on a background.

    >>> ink_on("#f4f1eb") == INK, ink_on("#163a67")
    (True, 'white')
    """
    return INK if contrast(colour, INK) >= contrast(colour, "white") else "white"


def contrast(one: Any, other: Any) -> float:
    """Return the contrast ratio of two colours (WCAG 2.2, 1 to 21).

    >>> round(contrast("black", "white"))
    21
    """
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Any) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
