"""Agreement and convergence of one territory as figures: criteria × groups; each aim now and at the last campaign."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from revue_analytics.agreement import AIMS, Agreement, Convergence
from revue_analytics.figures.data import said
from revue_analytics.figures.heat import rows_of_map
from revue_analytics.figures.rows import beside, legend, nothing, row_height, rows, scale_axis
from revue_analytics.figures.sheet import Layout, Sheet, blank
from revue_analytics.figures.text import wrap
from revue_analytics.figures.theme import BEFORE, INK, RULE, SCORE, SMALL, ink_on, level_colour, themed
from revue_analytics.language import number, signed, translator

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["agreement", "convergence", "draw_agreement", "draw_convergence"]


def draw_agreement(result: Agreement, name: str = "ordinal_consensus", *, language: str = "fr") -> Sheet:
    """Make the figure of the agreement of one territory; `name` is a statistic of single criteria."""
    n = len(result.framework.leaf_ids)
    figure, ax = blank(Layout(height=0.6 + n * row_height(n, 0.3), left=2.75, right=0.1, top=0.5, bottom=0.1))
    agreement(result, ax, name, language=language)
    return figure


def agreement(result: Agreement, ax: Axes, name: str = "ordinal_consensus", *, language: str = "fr") -> Axes:
    """Draw on `ax` criteria × groups, a statistic of each written in its cell: the darker, the more agreement."""
    _ = translator(language)
    values = result.matrix(name)
    with themed():
        if values.empty or values.isna().all(axis=None):
            return nothing(ax, _("insufficient data"))
        n, wide = values.shape
        rows_of_map(ax, said(result.framework, list(values.index), language))
        shade = np.clip(np.nan_to_num(values.to_numpy()) * 5, 0, 4).astype(int)
        for y, x in np.ndindex(n, wide):
            value = values.iat[y, x]
            if not np.isnan(value):
                colour = level_colour(int(shade[y, x]), 5)
                ax.fill([x, x + 1, x + 1, x], [y, y, y + 1, y + 1], color=colour, edgecolor="white", linewidth=1.5)
                told = number(value, 2, language)
                ax.text(x + 0.5, y + 0.5, told, ha="center", va="center", fontsize=SMALL, color=ink_on(colour))
        ax.set_xlim(0, wide)
        ax.set_xticks([])
        names = {"all": _("All respondents"), "others": _("Other respondents")}
        for x, group in enumerate(values.columns):
            head = wrap(names.get(group, group), 4.1 / wide, 7.5, 2)
            ax.text(x + 0.5, -0.15, head, ha="center", va="bottom", fontsize=7.5, color=INK)
    return ax


def draw_convergence(result: Convergence, name: str = "aims", *, language: str = "fr") -> Sheet:
    """Make the figure of the convergence of aims of one territory."""
    figure, ax = blank(Layout(height=2.3, left=2.75, right=1.0, top=0.1, bottom=0.75))
    convergence(result, ax, language=language)
    return figure


def convergence(result: Convergence, ax: Axes, *, language: str = "fr") -> Axes:
    """Draw on `ax` each aim: its value with its interval, that of the last campaign, and the change beside it."""
    from matplotlib.lines import Line2D

    _ = translator(language)
    table = result.measures.drop_duplicates("aim").set_index("aim")
    aims = [aim for aim in AIMS if aim in table.index]
    names = {
        "current": _("Agreement on today"),
        "desired": _("Agreement on three years from now"),
        "importance_rank": _("Concordance on what matters"),
        "importance_weights": _("Distance between groups’ weights"),
    }
    with themed():
        if not aims:
            return nothing(ax, _("insufficient data"))
        rows(ax, [names[aim] for aim in aims])
        scale_axis(ax, low=0, high=1, step=0.25)
        ax.set_xticks([0, 0.25, 0.5, 0.75, 1], [number(x, 2, language) for x in (0, 0.25, 0.5, 0.75, 1)])
        now = {"marker": "o", "color": SCORE, "linestyle": "none", "markersize": 7}
        then = {"marker": "D", "markeredgecolor": BEFORE, "color": "white", "linestyle": "none", "markersize": 6}
        for y, aim in enumerate(aims):
            row = table.loc[aim]
            ax.plot([row["value_low"], row["value_high"]], [y, y], color=RULE, linewidth=5, alpha=0.5)
            ax.plot([row["previous"]], [y], **then)
            ax.plot([row["value"]], [y], **now)
            if not np.isnan(row["change"]):
                beside(ax, y, signed(row["change"], 2, language), size=SMALL, color=INK)
        legend(ax, [Line2D([], [], label=_("now"), **now), Line2D([], [], label=_("last campaign"), **then)])
    return ax
