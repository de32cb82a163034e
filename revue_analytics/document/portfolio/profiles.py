"""Levels and scores by indicator: over all territories, of each where they can be named, by stratum."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from revue_analytics.document import names
from revue_analytics.document.kit.cells import MOST_ROWS, NONE, grid, grid_layout, stacked, stacked_layout
from revue_analytics.document.kit.figure import Drawing, Layout
from revue_analytics.document.kit.rows import legend, legend_height, nothing, patches
from revue_analytics.document.kit.theme import MUTED, level_colour, themed
from revue_analytics.document.page.html import NOTHING, Block, Figure, Html, Words, picture, plain_section
from revue_analytics.document.portfolio.spread import ranked
from revue_analytics.document.rows import figure_table
from revue_analytics.framework import OVERALL, Framework
from revue_analytics.language import in_language, number, translator
from revue_analytics.portfolios.group import LEAST
from revue_analytics.portfolios.review import Portfolio, SummaryRow
from revue_analytics.portfolios.summaries import wide
from revue_analytics.review.reading import rows


def level_counts(review: Portfolio) -> tuple[list[str], list[int], np.ndarray]:
    """Nodes, levels, and (nodes, levels + 1) numbers of territories; the last column is those without a score."""
    table = review.summary["levels"]
    nodes = [OVERALL, *review.framework.top_ids]
    known = [level.value for level in review.framework.scale.levels] if review.framework.scale is not None else []
    key = {level: i for i, level in enumerate(known)}
    values = np.zeros((len(nodes), len(known) + 1), dtype=np.int64)
    for row in rows(table, SummaryRow):
        values[nodes.index(row.node), len(known) if pd.isna(row.level) else key[int(row.level)]] = row.n
    return nodes, known, values


def _parts(review: Portfolio, language: str) -> list[tuple[str, str]]:
    """Name and colour of each part: the levels, then those without a score if there are any."""
    _ = translator(language)
    _nodes, known, values = level_counts(review)
    parts = [
        (names.level_word(review.framework, level, language), level_colour(i, len(known)))
        for i, level in enumerate(known)
    ]
    return [*parts, (_("insufficient data"), NONE)] if values[:, -1].any() else parts


def _levels_layout(review: Portfolio, language: str) -> Layout:
    return stacked_layout(len(review.framework.top_ids) + 1, _parts(review, language), roomy=0.29)


def draw_levels(review: Portfolio, ax: Axes, *, language: str = "fr") -> Axes:
    """Draw on `ax` the share of the territories at each level, with their number."""
    _ = translator(language)
    nodes, _known, values = level_counts(review)
    parts = _parts(review, language)
    with themed():
        if not values.any():
            return nothing(ax, _("insufficient data"))
        labels = names.numbered_labels(review.framework, nodes, language, short=True)
        return stacked(ax, labels, values[:, : len(parts)], parts, language, bold_first=True)


def levels_message(review: Portfolio, language: str) -> str:
    """Say in one sentence on which indicator most, and fewest, have reached the middle level."""
    _ = translator(language)
    nodes, known, values = level_counts(review)
    scored = values[1:, :-1]
    if not known or not scored.any():
        return _("There are not enough answers to say which levels are reached.")
    half = len(known) // 2
    reached = scored[:, half:].sum(axis=1) / np.maximum(scored.sum(axis=1), 1)
    reached[scored.sum(axis=1) == 0] = np.nan
    labels = names.quoted_labels(review.framework, nodes[1:], language)
    most, least = int(np.nanargmax(reached)), int(np.nanargmin(reached))
    word = names.quoted(names.level_label(review.framework, known[half], language), language)

    def share(at: int) -> str:
        return _(
            "{n} of {all}", n=number(scored[at, half:].sum(), 0, language), all=number(scored[at].sum(), 0, language)
        )

    if reached[most] - reached[least] < 1e-9:
        return _("As many territories have reached level {level} or more on every indicator.", level=word)
    return _(
        "Level {level} or more is reached by most territories on {most} ({n_most}), by fewest on {least} ({n_least}).",
        level=word,
        most=labels[most],
        n_most=share(most),
        least=labels[least],
        n_least=share(least),
    )


def _levels_table(review: Portfolio, language: str) -> pd.DataFrame:
    """Give the figure as a table to read, with the quartiles of the scores."""
    _ = translator(language)
    nodes, known, values = level_counts(review)
    spread = review.summary["spread"].set_index("node").reindex(nodes)
    columns = [
        (names.level_word(review.framework, level, language), names.number_cells(values[:, i], 0, language))
        for i, level in enumerate(known)
    ]
    columns.append((_("insufficient data"), names.number_cells(values[:, -1], 0, language)))
    columns += [
        (heading, ["" if pd.isna(v) else names.score(v, language, review.framework) for v in spread[column]])
        for heading, column in (
            (_("A quarter score less than"), "q25"),
            (_("Half score less than"), "median"),
            (_("A quarter score more than"), "q75"),
        )
    ]
    return figure_table(
        names.column_head(review.framework, 1, language),
        names.numbered_labels(review.framework, nodes, language, short=True),
        columns,
    )


def profile_values(review: Portfolio) -> pd.DataFrame:
    """Scores of the territories, highest overall first, on each indicator and overall; at most `MOST_ROWS` of them."""
    table = ranked(review).head(MOST_ROWS)
    return wide(review.now("scores"), "score", [*review.framework.top_ids, OVERALL], [*table.index])


def strata_values(review: Portfolio) -> pd.DataFrame:
    """Median scores, indicators and overall in rows, strata in columns."""
    table = review.summary["strata"]
    order = list(dict.fromkeys(table["stratum"]))
    values = table.pivot_table(index="node", columns="stratum", values="median", aggfunc="first")
    return values.reindex(index=[*review.framework.top_ids, OVERALL], columns=order).astype("float64")


def _levels(framework: Framework) -> list[str]:
    ranges = names.level_range(framework)
    return [level_colour(i, len(ranges)) for i in range(len(ranges))] or [level_colour(i, 5) for i in range(5)]


def _coloured(framework: Framework, values: np.ndarray) -> np.ndarray:
    """Give each score the colour of the level it has reached."""
    colours = np.array([*_levels(framework), NONE], dtype=object)
    starts = [start for _level, start, _end in names.level_range(framework)] or [0.0, 25.0, 50.0, 75.0, 100.0]
    at = np.searchsorted(starts, np.nan_to_num(values) + 1e-9, side="right") - 1
    return colours[np.where(np.isnan(values), len(colours) - 1, at)]


def _texts(framework: Framework, values: NDArray[np.float64], language: str) -> NDArray[np.object_]:
    texts = ["–" if np.isnan(value) else names.score(value, language, framework, 0) for value in values.ravel()]
    return np.array(texts, dtype=object).reshape(values.shape)


def _key(ax: Axes, framework: Framework, language: str) -> None:
    if words := _words(framework, language):
        legend(ax, patches(words, _levels(framework), MUTED), below=0.1)


def _words(framework: Framework, language: str) -> list[str]:
    return [names.level_word(framework, level, language) for level, _start, _end in names.level_range(framework)]


def _draw(
    ax: Axes,
    framework: Framework,
    values: pd.DataFrame,
    labels: Sequence[str],
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
        grid(ax, labels, heads, _coloured(framework, cells), _texts(framework, cells, language), bold_last=bold_last)
        _key(ax, framework, language)
    return ax


def _bottom(framework: Framework, language: str) -> float:
    return 0.14 + legend_height(_words(framework, language) or [""], 6.9)


def _profiles_layout(review: Portfolio, language: str) -> Layout:
    heads = _heads(review, language)
    return grid_layout(len(profile_values(review)), heads, left=2.1, bottom=_bottom(review.framework, language))


def _heads(review: Portfolio, language: str) -> list[str]:
    return names.numbered_labels(review.framework, [*review.framework.top_ids, OVERALL], language, short=True)


def draw_profiles(review: Portfolio, ax: Axes, *, language: str = "fr") -> Axes:
    """Draw on `ax` the scores of the territories by indicator, coloured by the level reached."""
    values = profile_values(review)
    labels = [review.names[code] for code in values.index]
    return _draw(ax, review.framework, values, labels, _heads(review, language), language, bold_last=True)


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
        name=names.quoted_labels(review.framework, [node], language)[0],
        low=names.score(table.loc[node, "lowest"], language, review.framework),
        high=names.score(table.loc[node, "highest"], language, review.framework),
    )


def _profiles_table(review: Portfolio, language: str) -> pd.DataFrame:
    _ = translator(language)
    values = profile_values(review)
    columns = zip(_heads(review, language), values.columns, strict=True)
    return figure_table(
        _("Territory"),
        [review.names[code] for code in values.index],
        [(head, names.score_cells(values[node], language, review.framework)) for head, node in columns],
    )


def _strata_layout(review: Portfolio, language: str) -> Layout:
    heads = _strata(review, language)
    n = len(review.framework.top_ids) + 1
    return grid_layout(n, heads, left=2.6, bottom=_bottom(review.framework, language))


def _strata(review: Portfolio, language: str) -> list[str]:
    _ = translator(language)
    sizes = review.summary["strata"].drop_duplicates("stratum").set_index("stratum")["n"]
    return [
        f"{names.stratum_name(stratum, language)} ({number(sizes[stratum], 0, language)})" for stratum in sizes.index
    ]


def draw_strata(review: Portfolio, ax: Axes, *, language: str = "fr") -> Axes:
    """Draw on `ax` the median scores of each stratum by indicator, coloured by the level reached."""
    values = strata_values(review)
    labels = names.numbered_labels(review.framework, values.index, language, short=True)
    return _draw(ax, review.framework, values, labels, _strata(review, language), language)


def strata_message(review: Portfolio, language: str) -> str:
    """Say in one sentence which stratum scores highest overall, and which lowest."""
    _ = translator(language)
    values = strata_values(review)
    overall = values.loc[OVERALL].dropna()
    if len(overall) < 2:
        return _("Fewer than two classes of size can be compared.")
    labels = {stratum: names.stratum_name(stratum, language) for stratum in overall.index}
    if overall.max() - overall.min() < 1e-9:
        return _(
            "The median overall score is the same in: {names}.", names=names.listed(list(labels.values()), language)
        )
    return _(
        "The median overall score goes from {low} ({lowest}) to {high} ({highest}).",
        low=names.score(overall.min(), language, review.framework),
        lowest=labels[overall.idxmin()],
        high=names.score(overall.max(), language, review.framework),
        highest=labels[overall.idxmax()],
    )


def _strata_table(review: Portfolio, language: str) -> pd.DataFrame:
    _ = translator(language)
    values = strata_values(review)
    columns = zip(_strata(review, language), values.columns, strict=True)
    return figure_table(
        _("Indicator"),
        names.numbered_labels(review.framework, values.index, language, short=True),
        [(head, names.score_cells(values[name], language, review.framework)) for head, name in columns],
    )


def portfolio_indicators(review: Portfolio, language: str = "fr") -> Html:
    """Write how many territories reach each level of each indicator, and their profiles where they can be named."""
    _ = translator(language)
    if review.chosen:
        return NOTHING
    many = in_language(review.framework.depths[0].plural, language)
    reading = _("The number of territories stands in each bar.")
    blocks: list[Block] = [
        Words(levels_message(review, language), lead=True),
        Figure(picture(review, LEVELS_FIGURE, language, _("Levels reached by the territories"), reading)),
    ]
    if len(review.territories) <= MOST_ROWS:
        reading = _("Each cell is a score out of 100; the darker, the higher the level reached.")
        drawn = picture(review, PROFILES_FIGURE, language, _("Profiles of the territories"), reading)
        blocks += [Words(drawn.message), Figure(drawn)]
    return plain_section(review, language, "levels", _("The {many}", many=many), blocks)


def portfolio_strata(review: Portfolio, language: str = "fr") -> Html:
    """Write the medians of each class of size; nothing where fewer than two have enough territories."""
    _ = translator(language)
    if review.summary["strata"]["stratum"].nunique() < 2 or review.chosen:
        return NOTHING
    reading = _(
        "Median scores; the number of territories is in brackets. Classes of fewer than {n} are left out.",
        n=number(LEAST, 0, language),
    )
    drawn = picture(review, STRATA_FIGURE, language, _("Profiles by class of size"), reading)
    return plain_section(
        review,
        language,
        "strata",
        _("By class of size"),
        [Words(strata_message(review, language), lead=True), Figure(drawn)],
    )


LEVELS_FIGURE = Drawing(draw_levels, levels_message, _levels_table, _levels_layout)
PROFILES_FIGURE = Drawing(draw_profiles, profiles_message, _profiles_table, _profiles_layout)
STRATA_FIGURE = Drawing(draw_strata, strata_message, _strata_table, _strata_layout)
