"""Scores by indicator: of each territory where they can be named, and the medians of each stratum."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from revue_analytics.figures.data import named, said, written
from revue_analytics.figures.portfolio.shared import MOST_ROWS, NONE, grid, grid_layout, ranked
from revue_analytics.figures.rows import legend, legend_height, nothing
from revue_analytics.figures.theme import MUTED, level_colour, themed
from revue_analytics.framework import OVERALL
from revue_analytics.labels import level_range, level_word, listed, score, stratum_name
from revue_analytics.language import number, translator
from revue_analytics.together.standing import wide

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from revue_analytics.figures.sheet import Layout
    from revue_analytics.framework import Framework
    from revue_analytics.together import Portfolio

__all__ = [
    "profiles",
    "profiles_layout",
    "profiles_message",
    "profiles_table",
    "strata",
    "strata_layout",
    "strata_message",
    "strata_table",
]


def profile_values(review: Portfolio) -> pd.DataFrame:
    """Scores of the territories, highest overall first, on each indicator and overall; at most `MOST_ROWS` of them."""
    table = ranked(review).head(MOST_ROWS)
    return wide(review.now("scores"), "score", [*review.framework.top_ids, OVERALL], list(table.index))


def strata_values(review: Portfolio) -> pd.DataFrame:
    """Median scores, indicators and overall in rows, strata in columns."""
    table = review.summary["strata"]
    order = list(dict.fromkeys(table["stratum"]))
    values = table.pivot_table(index="node", columns="stratum", values="median", aggfunc="first")
    return values.reindex(index=[*review.framework.top_ids, OVERALL], columns=order).astype("float64")


def _levels(framework: Framework) -> list[str]:
    ranges = level_range(framework)
    return [level_colour(i, len(ranges)) for i in range(len(ranges))] or [level_colour(i, 5) for i in range(5)]


def _coloured(framework: Framework, values: np.ndarray) -> np.ndarray:
    """Give each score the colour of the level it has reached."""
    colours = np.array([*_levels(framework), NONE], dtype=object)
    starts = [start for _level, start, _end in level_range(framework)] or [0.0, 25.0, 50.0, 75.0, 100.0]
    at = np.searchsorted(starts, np.nan_to_num(values) + 1e-9, side="right") - 1
    return colours[np.where(np.isnan(values), len(colours) - 1, at)]


def _told(framework: Framework, values: np.ndarray, language: str) -> np.ndarray:
    write = np.vectorize(lambda v: "–" if np.isnan(v) else score(v, language, framework, 0), otypes=[object])
    return write(values) if values.size else np.empty(values.shape, dtype=object)


def _key(ax: Axes, framework: Framework, language: str) -> None:
    from matplotlib.patches import Patch

    words = _words(framework, language)
    if words:
        legend(
            ax,
            [
                Patch(facecolor=colour, edgecolor=MUTED, linewidth=0.6, label=word)
                for word, colour in zip(words, _levels(framework), strict=True)
            ],
            below=0.1,
        )


def _words(framework: Framework, language: str) -> list[str]:
    return [level_word(framework, level, language) for level, _start, _end in level_range(framework)]


def _draw(
    ax: Axes,
    framework: Framework,
    values: pd.DataFrame,
    names: Sequence[str],
    heads: Sequence[str],
    language: str,
    *,
    bold_last: bool = False,
) -> Axes:
    _ = translator(language)
    cells = values.to_numpy(dtype=float)
    with themed():
        if not cells.size or np.isnan(cells).all():
            return nothing(ax, _("insufficient data"))
        grid(ax, names, heads, _coloured(framework, cells), _told(framework, cells, language), bold_last=bold_last)
        _key(ax, framework, language)
    return ax


def _bottom(framework: Framework, language: str) -> float:
    return 0.14 + legend_height(_words(framework, language) or [""], 6.9)


def profiles_layout(review: Portfolio, language: str) -> Layout:
    """Size of the figure: a row per territory, a column per indicator."""
    heads = _heads(review, language)
    return grid_layout(len(profile_values(review)), heads, left=2.1, bottom=_bottom(review.framework, language))


def _heads(review: Portfolio, language: str) -> list[str]:
    return said(review.framework, [*review.framework.top_ids, OVERALL], language, short=True)


def profiles(review: Portfolio, ax: Axes, *, language: str = "fr") -> Axes:
    """Draw on `ax` the scores of the territories by indicator, coloured by the level reached."""
    values = profile_values(review)
    names = [review.names[code] for code in values.index]
    return _draw(ax, review.framework, values, names, _heads(review, language), language, bold_last=True)


def profiles_message(review: Portfolio, language: str) -> str:
    """Say in one sentence on which indicators the territories differ most."""
    _ = translator(language)
    table = review.summary["spread"].set_index("node").drop(OVERALL)
    table = table[table["n"] >= 2]
    if table.empty:
        return _("There are too few scores to compare the territories.")
    width = (table["highest"] - table["lowest"]).sort_values(ascending=False, kind="stable")
    if width.iloc[0] < 1e-9:
        return _("The territories have the same score on every indicator.")
    node = width.index[0]
    return _(
        "The territories differ most on {name}: from {low} to {high} out of 100.",
        name=named(review.framework, [node], language)[0],
        low=score(table.loc[node, "lowest"], language, review.framework),
        high=score(table.loc[node, "highest"], language, review.framework),
    )


def profiles_table(review: Portfolio, language: str) -> pd.DataFrame:
    """Give the figure as a table to read."""
    _ = translator(language)
    values = profile_values(review)
    columns = zip(_heads(review, language), values.columns, strict=True)
    return written(
        _("Territory"),
        [review.names[code] for code in values.index],
        [(head, [score(v, language, review.framework) for v in values[node]]) for head, node in columns],
    )


def strata_layout(review: Portfolio, language: str) -> Layout:
    """Size of the figure: a row per indicator, a column per stratum."""
    heads = _strata(review, language)
    n = len(review.framework.top_ids) + 1
    return grid_layout(n, heads, left=2.6, bottom=_bottom(review.framework, language))


def _strata(review: Portfolio, language: str) -> list[str]:
    _ = translator(language)
    sizes = review.summary["strata"].drop_duplicates("stratum").set_index("stratum")["n"]
    return [f"{stratum_name(stratum, language)} ({number(sizes[stratum], 0, language)})" for stratum in sizes.index]


def strata(review: Portfolio, ax: Axes, *, language: str = "fr") -> Axes:
    """Draw on `ax` the median scores of each stratum by indicator, coloured by the level reached."""
    values = strata_values(review)
    names = said(review.framework, values.index, language, short=True)
    return _draw(ax, review.framework, values, names, _strata(review, language), language)


def strata_message(review: Portfolio, language: str) -> str:
    """Say in one sentence which stratum scores highest overall, and which lowest."""
    _ = translator(language)
    values = strata_values(review)
    overall = values.loc[OVERALL].dropna()
    if len(overall) < 2:
        return _("Fewer than two classes of size can be compared.")
    names = {stratum: stratum_name(stratum, language) for stratum in overall.index}
    if overall.max() - overall.min() < 1e-9:
        return _("The median overall score is the same in: {names}.", names=listed(list(names.values()), language))
    return _(
        "The median overall score goes from {low} ({lowest}) to {high} ({highest}).",
        low=score(overall.min(), language, review.framework),
        lowest=names[overall.idxmin()],
        high=score(overall.max(), language, review.framework),
        highest=names[overall.idxmax()],
    )


def strata_table(review: Portfolio, language: str) -> pd.DataFrame:
    """Give the figure as a table to read."""
    _ = translator(language)
    values = strata_values(review)
    columns = zip(_strata(review, language), values.columns, strict=True)
    return written(
        _("Indicator"),
        said(review.framework, values.index, language, short=True),
        [(head, [score(v, language, review.framework) for v in values[name]]) for head, name in columns],
    )
