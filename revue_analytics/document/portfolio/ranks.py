"""Where each territory could rank: its rank with the interval, and how often it is at each place."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from revue_analytics.document.kit.cells import MOST_ROWS, NONE, grid, grid_layout
from revue_analytics.document.kit.figure import Drawing, Layout
from revue_analytics.document.kit.rows import (
    bar,
    beside,
    dot,
    draw_interval,
    legend,
    legend_height,
    name_rows,
    nothing,
    patches,
    room,
    row_height,
)
from revue_analytics.document.kit.theme import BASE, GRID, MUTED, themed
from revue_analytics.document.names import draw_cells, in_draws, number_cells, percent_in_cell
from revue_analytics.document.page.html import NOTHING, Block, Figure, Html, Words, picture, plain_section
from revue_analytics.document.rows import figure_table
from revue_analytics.language import number, translator
from revue_analytics.portfolios.review import Portfolio, SummaryRow
from revue_analytics.review.reading import rows

ALL = "all"
"""What the tables of ranks call all the territories of the campaign together."""


MOST_PLACES = 20
"""Places, or classes of places, that the grid has columns for."""


SHADES = ("#e6eef6", "#c3d6ea", "#9dbfdf", "#386fa8", "#163a67")


STEPS = (0.0, 0.1, 0.25, 0.5, 0.75)
"""Share of the draws from which each shade is used."""


def ranks_of_all(review: Portfolio) -> pd.DataFrame:
    """Ranks among all territories of the campaign, indexed by code, the best expected rank first."""
    table = review.now("ranks")
    if table.empty:
        return pd.DataFrame(columns=["n_peers", "rank", "low", "high", "expected", "p_best_quarter"])
    ranks = table[table["stratum"] == ALL].set_index("territory").sort_values(["expected", "rank"], kind="stable")
    return ranks[["n_peers", "rank", "low", "high", "expected", "p_best_quarter"]]


def acceptability_values(review: Portfolio) -> tuple[pd.DataFrame, pd.Series]:
    """Share of the draws in which each territory is in each class of places; and how many territories a row stands for.

    Up to `MOST_ROWS` territories have a row each; beyond, they are put in order of expected rank and each row stands
    for as many territories as the next. At most `MOST_PLACES` classes of places, as equal as can be.
    """
    order = ranks_of_all(review).index
    table = review.now("rank_acceptability")
    if not len(order) or table.empty:
        return pd.DataFrame(), pd.Series(dtype="int64")
    table = table[table["stratum"] == ALL]
    n_bins = int(table["n_bins"].max())
    n_classes = min(n_bins, MOST_PLACES)
    n_rows = len(order) if len(order) <= MOST_ROWS else MOST_PLACES
    row_of = np.arange(len(order)) * n_rows // len(order)
    y = row_of[order.get_indexer(pd.Index(table["territory"]))]
    x = (table["bin"].to_numpy(dtype=np.int64) - 1) * n_classes // n_bins
    share = np.zeros((n_rows, n_classes))
    np.add.at(share, (y, x), table["probability"].to_numpy(dtype=float))
    sizes = np.bincount(row_of, minlength=n_rows)
    index = order if n_rows == len(order) else pd.RangeIndex(1, n_rows + 1)
    return pd.DataFrame(share / sizes[:, None], index=index), pd.Series(sizes, index=index)


def _row_names(review: Portfolio, values: pd.DataFrame, sizes: pd.Series, language: str) -> list[str]:
    if values.index.dtype != np.int64:
        return [review.names[code] for code in values.index]
    ends = sizes.cumsum()
    return [_span(end - size + 1, end, language) for size, end in zip(sizes, ends, strict=True)]


def _span(first: int, last: int, language: str) -> str:
    """Write a range of places: “3”, “1–50”."""
    ends = [number(first, 0, language), number(last, 0, language)]
    return ends[0] if first == last else "–".join(ends)


def _rank_names(review: Portfolio, n_classes: int, language: str) -> list[str]:
    n = int(ranks_of_all(review)["n_peers"].max())
    # Class c holds the places p (from 0) with p * n_bins // n in it; n_bins is n itself up to 100 places.
    bins = review.now("rank_acceptability")
    n_bins = int(bins.loc[bins["stratum"] == ALL, "n_bins"].max())
    place_class = (np.arange(n) * n_bins // n) * n_classes // n_bins
    first = np.searchsorted(place_class, np.arange(n_classes), side="left") + 1
    last = np.searchsorted(place_class, np.arange(n_classes), side="right")
    return [_span(int(a), int(b), language) for a, b in zip(first, last, strict=True)]


def _words(language: str) -> list[str]:
    _ = translator(language)
    ends = [*STEPS[1:], 1.0]
    return [
        _("up to {high}", high=in_draws(ends[0], language)),
        *(
            _("{low} to {high}", low=in_draws(low, language), high=in_draws(high, language))
            for low, high in zip(STEPS[1:], ends[1:], strict=True)
        ),
    ]


def _acceptability_layout(review: Portfolio, language: str) -> Layout:
    values, _sizes = acceptability_values(review)
    bottom = 0.14 + legend_height(_words(language), 6.9)
    heads = _rank_names(review, values.shape[1], language) if values.size else [""]
    return grid_layout(max(len(values), 3), heads, left=2.1, bottom=bottom, roomy=0.26)


def draw_acceptability(review: Portfolio, ax: Axes, *, language: str = "fr") -> Axes:
    """Draw on `ax` how often each territory is at each place, over the draws of respondents and of weights."""
    _ = translator(language)
    values, sizes = acceptability_values(review)
    with themed():
        if not values.size:
            return nothing(ax, _("Fewer than five territories can be ranked."))
        cells = values.to_numpy()
        shade = np.searchsorted(STEPS, cells, side="right") - 1
        colours = np.where(cells > 0, np.array(SHADES, dtype=object)[np.maximum(shade, 0)], NONE)
        texts = np.vectorize(lambda p: percent_in_cell(p, language), otypes=[object])(cells)
        heads = _rank_names(review, values.shape[1], language)
        grid(ax, _row_names(review, values, sizes, language), heads, colours, texts, size=7.5)
        legend(ax, patches(_words(language), SHADES, MUTED), below=0.1)
    return ax


def acceptability_message(review: Portfolio, language: str) -> str:
    """Say in one sentence how many territories are in the best quarter nine times out of ten."""
    _ = translator(language)
    table = ranks_of_all(review)
    if table.empty:
        return _("Fewer than five territories can be ranked.")
    sure = int((table["p_best_quarter"] >= 0.9).sum())
    perhaps = int(((table["p_best_quarter"] >= 0.1) & (table["p_best_quarter"] < 0.9)).sum())
    first = (
        _(
            "{n} territory is in the best quarter at least nine times out of ten",
            "{n} territories are in the best quarter at least nine times out of ten",
            sure,
        )
        if sure
        else _("No territory is in the best quarter nine times out of ten")
    )
    if not perhaps:
        return _("{first}; none of the others comes near it.", first=first)
    return _(
        "{first}; for {n} other, the answers and the weights leave it open.",
        "{first}; for {n} others, the answers and the weights leave it open.",
        perhaps,
        first=first,
    )


def _acceptability_table(review: Portfolio, language: str) -> pd.DataFrame:
    _ = translator(language)
    values, sizes = acceptability_values(review)
    one_each = not values.size or values.index.dtype != np.int64
    first = _("Territory") if one_each else _("Territories, by expected rank")
    if not values.size:
        return figure_table(first, [], {})
    heads = [_("Rank {places}", places=head) for head in _rank_names(review, values.shape[1], language)]
    columns = [(head, draw_cells(values[at], language)) for head, at in zip(heads, values, strict=True)]
    return figure_table(first, _row_names(review, values, sizes, language), columns)


def shown_ranks(review: Portfolio) -> pd.DataFrame:
    """Rows of the figure of intervals: every territory up to `MOST_ROWS`, else those spread evenly over the ranks."""
    table = ranks_of_all(review)
    if len(table) <= MOST_ROWS:
        return table
    return table.iloc[np.unique(np.linspace(0, len(table) - 1, MOST_ROWS).round().astype(int))]


def _ranks_layout(review: Portfolio, language: str) -> Layout:
    n = max(len(shown_ranks(review)), 1)
    return Layout(height=0.3 + n * row_height(n, 0.33) + 0.45, left=2.6, right=1.1, top=0.3, bottom=0.45)


def draw_ranks(review: Portfolio, ax: Axes, *, language: str = "fr") -> Axes:
    """Draw on `ax` the rank of each territory and the interval in which it falls nine times out of ten."""
    _ = translator(language)
    table = shown_ranks(review)
    with themed():
        if table.empty:
            return nothing(ax, _("Fewer than five territories can be ranked."))
        n = int(table["n_peers"].max())
        name_rows(ax, [review.names[code] for code in table.index])
        ax.set_xlim(1 - 0.02 * n, n + 0.02 * n)
        ticks = np.unique(np.linspace(1, n, min(n, 9)).round().astype(int))
        ax.set_xticks(ticks, number_cells(ticks, 0, language))
        ax.xaxis.tick_top()
        ax.tick_params(axis="x", length=0, pad=3)
        ax.spines["bottom"].set_visible(False)
        ax.grid(axis="x", color=GRID, linewidth=0.8)
        ax.set_axisbelow(True)
        size = min(BASE, room(ax).height / len(table) * 72 / 1.25)
        for y, row in enumerate(rows(table, SummaryRow)):
            draw_interval(ax, y, row.low, row.high, row.rank, size=7)
            beside(ax, y, _between(row.low, row.high, language), size=size)
        legend(ax, [dot(_("rank by the score")), bar(_("interval, nine times out of ten"))], below=0.16)
    return ax


def _between(low: float, high: float, language: str) -> str:
    _ = translator(language)
    ends = {"low": number(low, 0, language), "high": number(high, 0, language)}
    return ends["low"] if low == high else _("{low} to {high}", **ends)


def ranks_message(review: Portfolio, language: str) -> str:
    """Say in one sentence how wide the intervals of the ranks are."""
    _ = translator(language)
    table = ranks_of_all(review)
    if table.empty:
        return _("Fewer than five territories can be ranked.")
    places = (table["high"] - table["low"] + 1).median()
    return _(
        "Nine times out of ten, half of the {n} ranked territories stay within {places} places or fewer.",
        n=number(int(table["n_peers"].max()), 0, language),
        places=number(places, 0 if float(places).is_integer() else 1, language),
    )


def _ranks_table(review: Portfolio, language: str) -> pd.DataFrame:
    _ = translator(language)
    table = shown_ranks(review)
    return figure_table(
        _("Territory"),
        [review.names[code] for code in table.index],
        {
            _("Rank by the score"): number_cells(table["rank"], 0, language),
            _("Interval of the rank"): [_between(row.low, row.high, language) for row in rows(table, SummaryRow)],
            _("Mean rank over the draws"): number_cells(table["expected"], 1, language),
            _("In the best quarter"): draw_cells(table["p_best_quarter"], language),
        },
    )


def portfolio_ranks(review: Portfolio, language: str = "fr") -> Html:
    """Write where the territories could rank; nothing where fewer than five can be ranked."""
    _ = translator(language)
    table = review.now("ranks")
    if table.empty or review.chosen or not (table["stratum"] == "all").any():
        return NOTHING
    n = int(table.loc[table["stratum"] == "all", "n_peers"].max())
    draws = number(review.meta["n_draws"], 0, language)
    intervals = picture(
        review,
        RANKS_FIGURE,
        language,
        _("Ranks and their intervals"),
        _("1 is the highest score. Light bar: ranks between which nine draws in ten fall."),
    )
    grid = picture(
        review,
        ACCEPTABILITY_FIGURE,
        language,
        _("How often each is at each rank"),
        _("Percentage of {n} draws of respondents and of weights.", n=draws),
    )
    blocks: list[Block] = [
        Words(intervals.message, lead=True),
        Words(
            _(
                "This is no league table: it shows how little a rank says by itself. The ranks are among the {n} "
                "territories of the campaign with an overall score; in each draw the weights are the same for all.",
                n=number(n, 0, language),
            )
        ),
        Figure(intervals),
    ]
    if len(table.loc[table["stratum"] == "all"]) > MOST_ROWS:
        blocks.append(
            Words(
                _("{n} territories are shown, spread evenly over the ranks.", n=number(MOST_ROWS, 0, language)),
                small=True,
            )
        )
    blocks += [Words(grid.message), Figure(grid)]
    return plain_section(review, language, "ranks", _("What a rank is worth"), blocks)


RANKS_FIGURE = Drawing(draw_ranks, ranks_message, _ranks_table, _ranks_layout)
ACCEPTABILITY_FIGURE = Drawing(draw_acceptability, acceptability_message, _acceptability_table, _acceptability_layout)
