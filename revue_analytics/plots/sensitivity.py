"""Figures of what `revue_analytics.sensitivity` gives: shares as tiles, intervals as ranges.

    >>> import numpy as np
    >>> from revue_analytics.sensitivity import pairwise_winning
    >>> draw_result(pairwise_winning([[3.0, 0.0], [0.0, 1.0]]), language="en").get_label()
    'The least decided pair is 0 and 1: under 75.0% of all weights, 0 is above.'

Each type has a function ``(result, language) -> Tiles or Ranges`` which lays out what is drawn; `draw_on` draws it on
an Axes and `result_message` says it in one sentence. Of many units those that matter most are shown.
"""

from dataclasses import dataclass, field
from functools import singledispatch
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from revue_analytics.document.kit.cells import tiles, tiles_layout
from revue_analytics.document.kit.figure import Layout, ReviewFigure, new_figure
from revue_analytics.document.kit.marks import ranges, ranges_layout
from revue_analytics.document.kit.rows import nothing
from revue_analytics.document.kit.theme import LEVELS, themed
from revue_analytics.document.names import in_draws, number_cells
from revue_analytics.language import number, percent, signed, translator
from revue_analytics.sensitivity import (
    Acceptability,
    AlwaysAmong,
    Converged,
    CrossedVariance,
    LeaveOneOut,
    MinimalChange,
    PairwiseWinning,
    PriorityBounds,
    RankBounds,
    RecodingRobustness,
    SchemeComparison,
    SobolIndices,
    StabilityIntervals,
    Uncertainty,
    VariedScores,
)
from revue_analytics.sensitivity.describe import describe_result

Floats = NDArray[np.float64]


MOST_ROWS, MOST_COLUMNS = 40, 20
"""What a figure can hold."""


@dataclass(frozen=True, eq=False)
class Tiles:
    """A table of shares, what is written in each tile, and colours where they are not those of the shares."""

    shares: Floats
    names: list[str]
    heads: list[str]
    texts: list[list[str]] | None
    colours: list[list[str]] | None = None

    @property
    def layout(self) -> Layout:
        """Size of the figure."""
        return tiles_layout(self.names, self.heads, left=2.2, roomy=0.27)

    def draw(self, ax: Axes) -> Axes:
        """Draw on `ax`."""
        return tiles(ax, self.shares, self.names, self.heads, self.texts, colours=self.colours)


@dataclass(frozen=True, eq=False)
class Ranges:
    """A range per row."""

    names: list[str]
    low: Floats
    high: Floats
    at: Floats | None
    texts: list[str]
    ends: tuple[float, float]
    ticks: list[tuple[float, str]] = field(default_factory=list)

    @property
    def layout(self) -> Layout:
        """Size of the figure."""
        return ranges_layout(self.names, self.texts)

    def draw(self, ax: Axes) -> Axes:
        """Draw on `ax`."""
        return ranges(ax, self.names, self.low, self.high, self.at, self.texts, ends=self.ends, ticks=self.ticks)


def draw_result(result: Any, name: str = "", *, language: str = "fr") -> ReviewFigure:
    """Make the figure of a result; its label is the sentence that says what it shows."""
    figure, ax = new_figure(lay_out(result, language).layout)
    draw_on(result, ax, language=language)
    figure.set_label(result_message(result, language))
    return figure


def draw_on(result: Any, ax: Axes, *, language: str = "fr") -> Axes:
    """Draw a result on `ax`."""
    laid_out = lay_out(result, language)
    with themed():
        return laid_out.draw(ax) if laid_out.names else nothing(ax, translator(language)("insufficient data"))


def result_message(result: Any, language: str) -> str:
    """Say in one sentence what a result shows: the text alternative of its figure."""
    return describe_result(result, language)


@singledispatch
def lay_out(result: Any, language: str) -> Tiles | Ranges:
    """Lay out what is drawn of a result."""
    raise TypeError(f"nothing to draw for {type(result).__name__}")


@lay_out.register
def _acceptability(result: Acceptability, language: str) -> Tiles:
    shares = result.rank_acceptability
    order = np.argsort(shares @ np.arange(shares.shape[1]) - 1e-9 * result.first_share, kind="stable")[:MOST_ROWS]
    each = -(-shares.shape[1] // MOST_COLUMNS)  # neighbouring places share a column where there are many
    together = np.add.reduceat(shares[order], np.arange(0, shares.shape[1], each), axis=1)
    first = np.arange(1, shares.shape[1] + 1, each)
    last = np.minimum(first + each - 1, shares.shape[1])
    narrow = len(first) > 12  # then only where each column begins
    heads = [f"{a}" if a == b or narrow else f"{a}–{b}" for a, b in zip(first, last, strict=True)]
    return Tiles(together, _labels(result.units, order), heads, _percents(together, language))


@lay_out.register
def _winning(result: PairwiseWinning, language: str) -> Tiles:
    order = np.argsort(-result.probability.sum(axis=1), kind="stable")[:MOST_COLUMNS]
    shares = result.probability[np.ix_(order, order)].copy()
    np.fill_diagonal(shares, np.nan)
    names = _labels(result.units, order)
    return Tiles(shares, names, names, _percents(shares, language))


@lay_out.register
def _comparison(result: SchemeComparison, language: str) -> Tiles:
    order = np.argsort(result.ranks.mean(axis=0), kind="stable")[:MOST_ROWS]
    ranks = result.ranks[:, order].T
    best = 1.0 - (ranks - 1.0) / max(len(result.units) - 1, 1)
    texts = [number_cells(row, 0, language) for row in ranks]
    return Tiles(best, _labels(result.units, order), list(result.schemes), texts)


@lay_out.register
def _leave_one_out(result: LeaveOneOut, language: str) -> Tiles:
    moved = result.ranks_without - result.ranks
    order = np.argsort(-np.abs(moved).max(axis=0), kind="stable")[:MOST_ROWS]
    order = order[np.argsort(result.ranks[order], kind="stable")]
    kept = moved[:, order].T
    texts = [["" if shift == 0 else signed(-shift, 0, language) for shift in row] for row in kept]
    size = np.abs(kept) / max(int(np.abs(moved).max()), 1)
    return Tiles(size, _labels(result.units, order), [str(criterion) for criterion in result.criteria], texts)


@lay_out.register
def _recoding(result: RecodingRobustness, language: str) -> Tiles:
    _ = translator(language)
    order = np.argsort(-result.equal_steps, kind="stable")[:MOST_COLUMNS]
    words = {"above": _("above"), "below": _("below"), "tied": "=", "depends": _("depends")}
    shade = {"above": LEVELS[4], "below": LEVELS[1], "tied": LEVELS[0], "depends": LEVELS[2]}
    statement = result.statement[np.ix_(order, order)]
    there = np.where(np.eye(len(order), dtype=bool), np.nan, 1.0)
    texts = [["" if i == j else words[str(word)] for j, word in enumerate(row)] for i, row in enumerate(statement)]
    names = _labels(result.units, order)
    return Tiles(there, names, names, texts, [[shade[str(word)] for word in row] for row in statement])


@lay_out.register
def _always(result: AlwaysAmong, language: str) -> Tiles:
    _ = translator(language)
    words = {"always": _("for all weights"), "sometimes": _("for some"), "never": _("for none")}
    shares = np.array([[float(own == verdict) for verdict in words] for own in result.verdict])
    texts = [["●" if share else "" for share in row] for row in shares]
    return Tiles(shares, [str(name) for name in result.indicators], list(words.values()), texts)


@lay_out.register
def _uncertainty(result: Uncertainty, language: str) -> Ranges:
    order = np.argsort(result.expected_rank, kind="stable")
    order = order[~np.isnan(result.expected_rank[order])][:MOST_ROWS]
    texts = [_from_to(result.rank_low[i], result.rank_high[i], language) for i in order]
    names = _labels(result.territories, order)
    low, high, rank = _of(order, result.rank_low, result.rank_high, result.rank)
    return Ranges(names, low, high, rank, texts, *_rank_axis(result.rank))


@lay_out.register
def _varied(result: VariedScores, language: str) -> Ranges:
    table = result.table().dropna(subset=["rank", "rank_low"]).sort_values("rank", kind="stable").head(MOST_ROWS)
    low, high, median = (table[name].to_numpy() for name in ("rank_low", "rank_high", "median_rank"))
    told = [_from_to(*ends, language) for ends in zip(low, high, strict=True)]
    names = [f"{rank:.0f}. {unit}" for rank, unit in zip(table["rank"], table["unit"], strict=True)]
    return Ranges(names, low, high, median, told, *_rank_axis(result.table()["rank_high"]))


@lay_out.register
def _rank_bounds(result: RankBounds, language: str) -> Ranges:
    worst = np.maximum(result.worst, result.worst_bound)
    order = np.lexsort([worst, result.best_bound])[:MOST_ROWS]
    marks = ["" if exact else " ≤" for exact in result.exact]
    texts = [_from_to(result.best_bound[i], result.worst_bound[i], language) + marks[i] for i in order]
    low, high = _of(order, result.best_bound, result.worst_bound)
    return Ranges(_labels(result.units, order), low, high, None, texts, *_rank_axis(worst))


@lay_out.register
def _priority_bounds(result: PriorityBounds, language: str) -> Ranges:
    order = np.lexsort([result.worst, result.best])
    texts = [_from_to(result.best[i], result.worst[i], language) for i in order]
    low, high = _of(order, result.best, result.worst)
    return Ranges(_labels(result.indicators, order), low, high, None, texts, *_rank_axis(result.worst))


@lay_out.register
def _stability(result: StabilityIntervals, language: str) -> Ranges:
    texts = [
        f"{percent(low, 1, language)} – {percent(high, 1, language)}"
        for low, high in zip(result.low, result.high, strict=True)
    ]
    names = [str(criterion) for criterion in result.criteria]
    return Ranges(names, result.low, result.high, result.weights, texts, *_share_axis(result.high, language))


@lay_out.register
def _change(result: MinimalChange, language: str) -> Ranges:
    names, known = [str(criterion) for criterion in result.criteria], bool(np.isfinite(result.distance))
    after = result.weights if known else result.before
    texts = [
        f"{percent(a, 1, language)} → {percent(b, 1, language)}"
        for a, b in zip(result.before, after, strict=True)
    ]  # fmt: skip
    low, high = np.minimum(result.before, after), np.maximum(result.before, after)
    return Ranges(names, low, high, after, texts if known else [""] * len(names), *_share_axis(high, language))


@lay_out.register
def _sobol(result: SobolIndices, language: str) -> Ranges:
    shown = np.argsort(-result.variance, kind="stable")[: max(1, MOST_ROWS // len(result.inputs))]
    shown = np.sort(shown)
    names = [
        f"{result.outputs[s]}, {name}" if len(shown) > 1 else str(name) for s in shown for name in result.inputs
    ]  # fmt: skip
    first, total = result.first_order[shown].ravel(), result.total_order[shown].ravel()
    return _indices(names, first, total, language)


@lay_out.register
def _crossed(result: CrossedVariance, language: str) -> Ranges:
    return _indices(list(result.inputs), result.first_order, result.total_order, language)


@lay_out.register
def _converged(result: Converged, language: str) -> Ranges:
    known, error = result.probability.ravel()[:MOST_ROWS], result.standard_error.ravel()[:MOST_ROWS]
    places = np.ndindex(result.probability.shape)
    names = [", ".join(str(at) for at in place) for place, _value in zip(places, known, strict=False)]
    texts = [f"{percent(p, 1, language)} ± {percent(1.96 * e, 1, language)}" for p, e in zip(known, error, strict=True)]
    low, high = np.maximum(known - 1.96 * error, 0.0), np.minimum(known + 1.96 * error, 1.0)
    return Ranges(names, low, high, known, texts, *_share_axis(high, language))


def _indices(names: list[str], first: Floats, total: Floats, language: str) -> Ranges:
    """From the first-order index to the total one: what lies between are interactions."""
    texts = [f"{percent(a, 0, language)} – {percent(b, 0, language)}" for a, b in zip(first, total, strict=True)]
    low, high = np.clip(np.minimum(first, total), 0.0, 1.0), np.clip(np.maximum(first, total), 0.0, 1.0)
    return Ranges(names, low, high, low, texts, *_share_axis(high, language))


def _labels(labels: Any, order: NDArray[np.intp]) -> list[str]:
    return [str(labels[i]) for i in order]


def _of(order: NDArray[np.intp], *columns: Any) -> list[Floats]:
    return [np.asarray(values, dtype=np.float64)[order] for values in columns]


def _from_to(low: float, high: float, language: str) -> str:
    one, other = number(low, 0, language), number(high, 0, language)
    return one if one == other else f"{one}–{other}"


def _percents(shares: Floats, language: str) -> list[list[str]]:
    return [["" if np.isnan(p) else in_draws(p, language) for p in row] for row in shares]


def _rank_axis(worst: Any) -> tuple[tuple[float, float], list[tuple[float, str]]]:
    last = max(float(np.nanmax(np.append(np.asarray(worst, dtype=np.float64), 2.0))), 2.0)
    ticks = sorted({1.0, last, *(float(rank) for rank in np.linspace(1, last, 5).round())})
    return (0.5, last + 0.5), [(rank, f"{rank:.0f}") for rank in ticks]


def _share_axis(high: Floats, language: str) -> tuple[tuple[float, float], list[tuple[float, str]]]:
    most = float(np.nanmax(np.append(high, 0.05)))
    end = next(edge for edge in (0.1, 0.25, 0.5, 1.0) if most <= edge + 1e-9 or edge == 1.0)
    return (0.0, end), [(end * k / 4, percent(end * k / 4, 1 if end < 0.5 else 0, language)) for k in range(5)]
