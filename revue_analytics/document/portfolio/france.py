"""The map: the median overall score of the territories of each département."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch, PathPatch
from matplotlib.path import Path

from revue_analytics.document.kit.figure import Drawing, Layout
from revue_analytics.document.kit.rows import legend, nothing, patches
from revue_analytics.document.kit.theme import MUTED, RULE, SMALL, themed
from revue_analytics.document.names import number_cells, score
from revue_analytics.document.page.html import NOTHING, Block, Figure, Html, Words, picture, plain_section
from revue_analytics.document.rows import figure_table
from revue_analytics.geography import OUTLINES_LICENCE, OUTLINES_SOURCE, OVERSEAS, departements, outlines
from revue_analytics.language import number, translator
from revue_analytics.portfolios.group import LEAST
from revue_analytics.portfolios.review import Portfolio

BLUES = ("#dbe7f3", "#a9c8e4", "#6b9fd0", "#386fa8", "#163a67")


FEW, NOWHERE = "#f7f0e6", "#ffffff"


NEAR_PARIS = ("75", "92", "93", "94")


FRAME = 1010.0


CLASSES = 5


def mapped(review: Portfolio) -> pd.DataFrame:
    """Départements of the portfolio that are on the map, indexed by code."""
    table = review.summary["departements"].set_index("departement")
    return table[table.index.isin(list(outlines()))]


def classes(medians: pd.Series) -> list[float]:
    """Bounds of the classes of colour: multiples of 5, 10 or 25 points that hold every median, at most `CLASSES`.

    >>> classes(pd.Series([41.0, 47.5, 58.0]))
    [40.0, 45.0, 50.0, 55.0, 60.0]
    """
    values = medians.dropna()
    if values.empty:
        return []
    for step in (5.0, 10.0, 25.0):
        low, high = np.floor(values.min() / step + 1e-9) * step, np.floor(values.max() / step + 1e-9) * step + step
        if (high - low) / step <= CLASSES:
            break
    return [float(bound) for bound in np.arange(low, high + step / 2, step)]


def _france_layout(review: Portfolio, language: str) -> Layout:
    return Layout(height=6.6, left=0.1, right=0.1, top=0.05, bottom=0.75)


def draw_france(review: Portfolio, ax: Axes, *, language: str = "fr") -> Axes:
    """Draw on `ax` the départements, the darker the higher the median; those of too few territories hatched."""
    _ = translator(language)
    table = mapped(review)
    with themed():
        if table.empty:
            return nothing(ax, _("insufficient data"))
        bounds = classes(table["median"])
        colours = _shades(len(bounds) - 1) if len(bounds) > 1 else ()
        fill = {
            str(code): FEW if np.isnan(value) else colours[int(np.searchsorted(bounds, value + 1e-9, side="right")) - 1]
            for code, value in table["median"].items()
        }
        ax.set_axis_off()
        ax.set_aspect("equal")
        ax.set_xlim(-230, FRAME)
        ax.set_ylim(FRAME, -10)
        _mainland(ax, fill)
        _near_paris(ax, fill)
        _overseas(ax, fill, language)
        handles = patches([_class(bounds, i, language) for i in range(len(colours))], colours)
        few, none = _("fewer than {n} scores", n=number(LEAST, 0, language)), _("no territory of the portfolio")
        handles.append(Patch(facecolor=FEW, edgecolor=RULE, linewidth=0.6, hatch="////", label=few))
        legend(ax, [*handles, *patches([none], [NOWHERE])], below=0.06)
    return ax


def _shades(n: int) -> tuple[str, ...]:
    """Take `n` shades as far apart as they can be, light to dark."""
    return tuple(BLUES[round(i * (len(BLUES) - 1) / max(n - 1, 1))] for i in range(n))


def _class(bounds: list[float], at: int, language: str) -> str:
    _ = translator(language)
    start, end = (number(bound, 0, language) for bound in bounds[at : at + 2])
    return _("from {start} to less than {end}", start=start, end=end)


def _shapes(ax: Axes, code: str, fill: Mapping[str, str], scale: float = 1.0, at: tuple[float, float] = (0, 0)) -> None:
    rings = [ring * scale + np.array(at) for ring in outlines()[code]]
    path = Path.make_compound_path(*(Path(np.vstack([ring, ring[:1]]), closed=True) for ring in rings))
    colour = fill.get(code, NOWHERE)
    hatch = "////" if fill.get(code) == FEW else None
    ax.add_patch(PathPatch(path, facecolor=colour, edgecolor=RULE, linewidth=0.5, hatch=hatch))


def _mainland(ax: Axes, fill: Mapping[str, str]) -> None:
    for code in outlines():
        if code not in OVERSEAS:
            _shapes(ax, code, fill)


def _near_paris(ax: Axes, fill: Mapping[str, str]) -> None:
    """Paris and its neighbours again, four times as large, in the upper left corner."""
    points = np.vstack([ring for code in NEAR_PARIS for ring in outlines()[code]])
    scale = 150 / np.ptp(points, axis=0).max()
    offset = np.array([-190.0, 40.0]) - points.min(axis=0) * scale
    for code in NEAR_PARIS:
        _shapes(ax, code, fill, scale, (float(offset[0]), float(offset[1])))
    ax.text(-115, 200, "Paris", ha="center", va="top", fontsize=SMALL - 1, color=MUTED)


def _overseas(ax: Axes, fill: Mapping[str, str], language: str) -> None:
    """Each overseas département in a frame of its own, down the left side."""
    names = departements().set_index("code")["name"]
    for place, code in enumerate(OVERSEAS):
        points = np.vstack(outlines()[code])
        scale = 95 / np.ptp(points, axis=0).max()
        offset = np.array([-190.0, 300.0 + 140 * place]) - points.min(axis=0) * scale
        _shapes(ax, code, fill, scale, (float(offset[0]), float(offset[1])))
        ax.text(-80, 345 + 140 * place, names[code], ha="left", va="center", fontsize=SMALL - 1, color=MUTED)


def france_message(review: Portfolio, language: str) -> str:
    """Say in one sentence between which départements the medians range."""
    _ = translator(language)
    table = mapped(review)
    known = table.dropna(subset=["median"])
    if known.empty:
        return _("No département has at least {n} territories with a score.", n=number(LEAST, 0, language))
    if known["median"].max() - known["median"].min() < 1e-9:
        return _(
            "The median overall score is {median} in each of the {n} départements with enough territories.",
            median=score(known["median"].iloc[0], language, review.framework),
            n=number(len(known), 0, language),
        )
    low, high = str(known["median"].idxmin()), str(known["median"].idxmax())
    return _(
        "The median overall score goes from {low} ({lowest}) to {high} ({highest}), over {n} départements.",
        low=score(known.loc[low, "median"], language, review.framework),
        lowest=known.loc[low, "name"],
        high=score(known.loc[high, "median"], language, review.framework),
        highest=known.loc[high, "name"],
        n=number(len(known), 0, language),
    )


def _france_table(review: Portfolio, language: str) -> pd.DataFrame:
    _ = translator(language)
    table = mapped(review)
    few = _("fewer than {n} scores", n=number(LEAST, 0, language))
    return figure_table(
        _("Département"),
        [f"{code} {name}".strip() for code, name in table["name"].items()],
        {
            _("Territories"): number_cells(table["n"], 0, language),
            _("Median overall score"): [
                few if np.isnan(value) else score(value, language, review.framework) for value in table["median"]
            ],
        },
    )


def portfolio_map(review: Portfolio, language: str = "fr") -> Html:
    """Write the map; nothing where all is in one département, or in none that is on the map, or is fictitious."""
    _ = translator(language)
    table = mapped(review)
    if len(table) < 2 or table["median"].notna().sum() < 2 or review.meta.get("fictitious") or review.chosen:
        return NOTHING
    reading = _("Median of the overall scores; no median of fewer than {n} territories.", n=number(LEAST, 0, language))
    drawn = picture(review, FRANCE_FIGURE, language, _("Median overall score by département"), reading)
    source = _(
        "Outlines: {source}, {licence} licence. Each overseas département is on a scale of its own; Paris and its "
        "neighbours are shown a second time, larger.",
        source=OUTLINES_SOURCE,
        licence=OUTLINES_LICENCE,
    )
    blocks: list[Block] = [Words(france_message(review, language), lead=True), Figure(drawn), Words(source, small=True)]
    return plain_section(review, language, "map", _("By département"), blocks)


FRANCE_FIGURE = Drawing(draw_france, france_message, _france_table, _france_layout)
