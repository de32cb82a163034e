"""How many territories have reached each level, overall and by indicator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from revue_analytics.figures.data import depth_word, named, said, written
from revue_analytics.figures.portfolio.shared import NONE, stacked, stacked_layout
from revue_analytics.figures.rows import legend, nothing
from revue_analytics.figures.theme import RULE, level_colour, themed
from revue_analytics.framework import OVERALL
from revue_analytics.labels import level_label, level_word, quoted, score
from revue_analytics.language import number, translator

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from revue_analytics.figures.sheet import Layout
    from revue_analytics.together import Portfolio

__all__ = ["levels", "levels_layout", "levels_message", "levels_table"]


def counted(review: Portfolio) -> tuple[list[str], list[int], np.ndarray]:
    """Nodes, levels, and (nodes, levels + 1) numbers of territories; the last column is those without a score."""
    table = review.summary["levels"]
    nodes = [OVERALL, *review.framework.top_ids]
    known = [level.value for level in review.framework.scale.levels] if review.framework.scale is not None else []
    key = {level: i for i, level in enumerate(known)}
    values = np.zeros((len(nodes), len(known) + 1), dtype=np.int64)
    for row in table.itertuples():
        values[nodes.index(row.node), len(known) if pd.isna(row.level) else key[int(row.level)]] = row.n
    return nodes, known, values


def _parts(review: Portfolio, language: str) -> list[tuple[str, str]]:
    """Name and colour of each part: the levels, then those without a score if there are any."""
    _ = translator(language)
    _nodes, known, values = counted(review)
    parts = [
        (level_word(review.framework, level, language), level_colour(i, len(known))) for i, level in enumerate(known)
    ]
    return [*parts, (_("insufficient data"), NONE)] if values[:, -1].any() else parts


def levels_layout(review: Portfolio, language: str) -> Layout:
    """Size of the figure: a row for the whole and one per indicator."""
    return stacked_layout(
        len(review.framework.top_ids) + 1, [name for name, _colour in _parts(review, language)], roomy=0.29
    )


def levels(review: Portfolio, ax: Axes, *, language: str = "fr") -> Axes:
    """Draw on `ax` the share of the territories at each level, with their number."""
    from matplotlib.patches import Patch

    _ = translator(language)
    nodes, _known, values = counted(review)
    parts = _parts(review, language)
    with themed():
        if not values.any():
            return nothing(ax, _("insufficient data"))
        values = values[:, : len(parts)]
        told = np.vectorize(lambda n: number(n, 0, language), otypes=[object])(values)
        names = said(review.framework, nodes, language, short=True)
        stacked(ax, names, values, [colour for _name, colour in parts], told, bold_first=True)
        handles: list[Any] = [Patch(facecolor=c, edgecolor=RULE, linewidth=0.6, label=name) for name, c in parts]
        legend(ax, handles, below=0.08)
    return ax


def levels_message(review: Portfolio, language: str) -> str:
    """Say in one sentence on which indicator most, and fewest, have reached the middle level."""
    _ = translator(language)
    nodes, known, values = counted(review)
    scored = values[1:, :-1]
    if not known or not scored.any():
        return _("There are not enough answers to say which levels are reached.")
    half = len(known) // 2
    reached = scored[:, half:].sum(axis=1) / np.maximum(scored.sum(axis=1), 1)
    reached[scored.sum(axis=1) == 0] = np.nan
    names = named(review.framework, nodes[1:], language)
    most, least = int(np.nanargmax(reached)), int(np.nanargmin(reached))
    word = quoted(level_label(review.framework, known[half], language), language)

    def share(at: int) -> str:
        return _(
            "{n} of {all}",
            n=number(scored[at, half:].sum(), 0, language),
            all=number(scored[at].sum(), 0, language),
        )

    if reached[most] - reached[least] < 1e-9:
        return _("As many territories have reached level {level} or more on every indicator.", level=word)
    return _(
        "Level {level} or more is reached by most territories on {most} ({n_most}), by fewest on {least} ({n_least}).",
        level=word,
        most=names[most],
        n_most=share(most),
        least=names[least],
        n_least=share(least),
    )


def levels_table(review: Portfolio, language: str) -> pd.DataFrame:
    """Give the figure as a table to read, with the quartiles of the scores."""
    _ = translator(language)
    nodes, known, values = counted(review)
    spread = review.summary["spread"].set_index("node").reindex(nodes)
    columns = [
        (level_word(review.framework, level, language), [number(n, 0, language) for n in values[:, i]])
        for i, level in enumerate(known)
    ]
    columns.append((_("insufficient data"), [number(n, 0, language) for n in values[:, -1]]))
    columns += [
        (heading, ["" if pd.isna(v) else score(v, language, review.framework) for v in spread[column]])
        for heading, column in (
            (_("A quarter score less than"), "q25"),
            (_("Half score less than"), "median"),
            (_("A quarter score more than"), "q75"),
        )
    ]
    return written(
        depth_word(review.framework, 1, language, plural=False).capitalize(),
        said(review.framework, nodes, language, short=True),
        columns,
    )
