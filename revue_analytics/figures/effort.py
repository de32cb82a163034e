"""How much of what is missing could be made up with more work, or with less."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.ticker import MaxNLocator

from revue_analytics.figures.data import written
from revue_analytics.figures.rows import nothing
from revue_analytics.figures.sheet import Layout, Sheet, blank
from revue_analytics.figures.theme import BASE, GRID, INK, MUTED, SCORE, SMALL, TARGET, themed
from revue_analytics.labels import is_missing
from revue_analytics.language import number, translator
from revue_analytics.review.reading import read_once

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from revue_analytics.review import TerritoryReview
    from revue_analytics.roadmap import Frontier

__all__ = ["draw_frontier", "effort", "effort_layout", "effort_message", "effort_table"]


def draw_frontier(result: Frontier, name: str = "frontier", *, language: str = "fr") -> Sheet:
    """Make the figure of a frontier: points closed against what there is of staff-days or money."""
    figure, ax = blank(effort_layout(None, language))
    curve(ax, result.table().assign(in_force=result.at).dropna(subset=["closed"]), result.of, language)
    return figure


@read_once
def tried(review: TerritoryReview) -> pd.DataFrame:
    """Return the amounts of work that were tried, increasing."""
    table = review.now("roadmap_frontier")
    return table[table["of"] == "staff_days"].sort_values("amount").reset_index(drop=True)


def effort_layout(review: TerritoryReview | None, language: str) -> Layout:
    """Size of the figure: small."""
    return Layout(height=1.5, left=0.75, right=0.55, top=0.12, bottom=0.45, width=5.2)


def effort(review: TerritoryReview, ax: Axes, *, language: str = "fr") -> Axes:
    """Draw on `ax` the points made up against the days of work in all, the amount supposed marked."""
    return curve(ax, tried(review), "staff_days", language)


def curve(ax: Axes, found: pd.DataFrame, of: str, language: str) -> Axes:
    """Draw the points made up against the amounts tried, the one in force marked."""
    _ = translator(language)
    with themed():
        if found.empty or found["closed"].max() <= 0:
            return nothing(ax, _("No action in the roadmap"))
        ax.plot(found["amount"], found["closed"], color=SCORE, linewidth=1.8, marker="o", markersize=4.5, clip_on=False)
        here = _in_force(found)
        if here is not None:
            ax.plot([here["amount"]], [here["closed"]], color=TARGET, marker="D", markersize=8, clip_on=False, zorder=5)
            ax.annotate(_("this roadmap: {points}", points=number(here["closed"], 1, language)),
                        (here["amount"], here["closed"]), xytext=(8, -11), textcoords="offset points",
                        fontsize=BASE, color=INK, annotation_clip=False)  # fmt: skip
        ax.set_xlim(0, float(found["amount"].max()) or 1.0)
        top = float(found["closed"].max())
        ax.set_ylim(0, max(top * 1.12, 0.1))
        ax.set_xticks(found["amount"], [number(amount, 0, language) for amount in found["amount"]])
        ticks = [at for at in MaxNLocator(3, steps=[1, 2, 5, 10]).tick_values(0, top) if at <= top * 1.12]
        ax.set_yticks(ticks, [number(at, 0 if ticks[1] >= 1 else 1, language) for at in ticks])
        ax.tick_params(axis="y", labelsize=SMALL, labelcolor=MUTED)
        ax.set_xlabel(_("days of work in all") if of == "staff_days" else _("euros in all"))
        ax.set_ylabel(_("points made up"))
        ax.grid(axis="y", color=GRID, linewidth=0.8)
        ax.set_axisbelow(True)
    return ax


def _in_force(found: pd.DataFrame) -> pd.Series | None:
    at = found["in_force"].iloc[0]
    rows = found[(found["amount"] - at).abs() < 1e-6] if not is_missing(at) else found.iloc[:0]
    return None if rows.empty else rows.iloc[0]


def effort_message(review: TerritoryReview, language: str) -> str:
    """Say in one sentence what this amount of work makes up, and what the largest one would."""
    _ = translator(language)
    found = tried(review)
    here = None if found.empty else _in_force(found)
    if here is None:
        return _("There is no amount of work to compare with.")
    most = found.iloc[-1]
    return _(
        "With {days} days of work in all, {points} points are made up; with {more} days, {most} points would be.",
        days=number(here["amount"], 0, language),
        points=number(here["closed"], 1, language),
        more=number(most["amount"], 0, language),
        most=number(most["closed"], 1, language),
    )


def effort_table(review: TerritoryReview, language: str) -> pd.DataFrame:
    """Give the figure as a table to read."""
    _ = translator(language)
    found = tried(review)
    cells = {
        _("Points made up"): [number(value, 1, language) for value in found["closed"]],
        _("Actions"): [number(value, 0, language) for value in found["n_actions"]],
        _("Days of work used"): [number(value, 0, language) for value in found["used"]],
    }
    return written(_("Days of work in all"), [number(value, 0, language) for value in found["amount"]], cells)
