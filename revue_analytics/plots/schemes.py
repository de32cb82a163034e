"""Ranks of the same territories under several schemes of weights, joined: a line that crosses others moves."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from revue_analytics.document.kit.figure import Layout, ReviewFigure, new_figure
from revue_analytics.document.kit.rows import TALLEST, beside, nothing
from revue_analytics.document.kit.text import width, wrap
from revue_analytics.document.kit.theme import INK, MARKERS, MUTED, RULE, SERIES, SMALL, themed
from revue_analytics.document.rows import figure_table
from revue_analytics.language import number, translator
from revue_analytics.scoring.schemes import Schemes

Names = Mapping[Any, Any]

MOST = 40  # units in one figure: what a page can hold


TOLD = 3  # units that stand out, those that move most


ROW = 0.24  # inches


WIDTH = 3.2  # inches from the first scheme to the last


def draw_schemes(
    result: Schemes, name: str = "ranks", *, language: str = "fr", names: Names | None = None
) -> ReviewFigure:
    """Make the figure of a comparison of schemes; `names` are those of the units, their codes otherwise."""
    figure, ax = new_figure(schemes_layout(result))
    schemes(result, ax, language=language, names=names)
    return figure


def schemes_layout(result: Schemes) -> Layout:
    """Size of the figure: a row per unit."""
    n = len(_shown(result))
    bottom = 1.0 if _slanted(result) else 0.55
    return Layout(height=0.1 + bottom + min(max(n, 2) * ROW, TALLEST - 1), left=1.9, right=1.9, top=0.1, bottom=bottom)


def schemes(result: Schemes, ax: Axes, *, language: str = "fr", names: Names | None = None) -> Axes:
    """Draw on `ax` a line per unit through its place under each scheme; those that move most stand out."""
    _ = translator(language)
    places = _shown(result)
    with themed():
        if places.empty:
            return nothing(ax, _("No territory has a score under these schemes."))
        labels = _unit_names(places.index, names)
        x = np.arange(places.shape[1])
        moved = np.ptp(places.to_numpy(), axis=1)
        order = [int(at) for at in np.argsort(-moved, kind="stable")[:TOLD] if moved[at] > 0]
        for at, line in enumerate(places.to_numpy()):
            stands = at in order
            colour = SERIES[order.index(at)] if stands else RULE
            marker = MARKERS[order.index(at)] if stands else "o"
            size, wide = (6.5, 2.2) if stands else (4.0, 1.0)
            ax.plot(
                x, line, color=colour, marker=marker, markersize=size, linewidth=wide, zorder=4 if stands else 2,
                markeredgecolor="white", markeredgewidth=0.7, clip_on=False,
            )  # fmt: skip
            weight = "bold" if stands else "normal"
            ends = (("left", line[0], result.names[0]), ("right", line[-1], result.names[-1]))
            for side, y, scheme in ends if len(x) > 1 else ends[:1]:
                name = wrap(labels[at], 1.6, SMALL, 1, weight)
                rank = number(result.ranks.loc[places.index[at], scheme], 0, language)
                text = f"{name}  {rank}" if side == "left" else f"{rank}  {name}"
                beside(ax, y, text, side=side, size=SMALL, weight=weight, color=INK if stands else MUTED)
        ax.set_xlim(-0.05, max(len(x) - 1, 1) + 0.05)
        ax.set_ylim(len(places) + 0.5, 0.5)
        ax.set_yticks([])
        if _slanted(result):
            ax.set_xticks(x, [wrap(scheme, 1.3, SMALL, 1) for scheme in result.names], rotation=35, ha="right")
        else:
            ax.set_xticks(x, [wrap(scheme, _each(result) * 0.92, SMALL, 3) for scheme in result.names])
        ax.tick_params(axis="x", length=0, pad=6)
        ax.spines["bottom"].set_visible(False)
        ax.grid(axis="x", color=RULE, linewidth=0.5)
    return ax


def schemes_message(result: Schemes, language: str, names: Names | None = None) -> str:
    """Say in one or two sentences which unit moves most, and which schemes differ most."""
    _ = translator(language)
    ranks = result.ranks.dropna()
    if ranks.empty:
        return _("No territory has a score under these schemes.")
    moved = np.ptp(ranks.to_numpy(), axis=1)
    if not moved.any():
        return _("Every scheme gives the same ranking.")
    at = int(moved.argmax())
    row = ranks.iloc[at]
    sentences = [
        _(
            "{name} moves most: from rank {best} ({first}) to rank {worst} ({last}).",
            name=_unit_names(ranks.index[[at]], names)[0],
            best=number(row.min(), 0, language),
            first=row.idxmin(),
            worst=number(row.max(), 0, language),
            last=row.idxmax(),
        )
    ]
    pairs = result.correlations().dropna(subset="kendall_tau")
    if len(pairs):
        least = pairs.iloc[int(pairs["kendall_tau"].argmin())]
        values = {"one": least["scheme"], "other": least["other"], "tau": number(least["kendall_tau"], 2, language)}
        sentences.append(_("The two schemes that differ most are {one} and {other} (Kendall’s τ {tau}).", **values))
    if len(ranks) > MOST:
        values = {"n": number(MOST, 0, language), "total": number(len(ranks), 0, language)}
        sentences.append(_("{n} of {total} territories are shown, those of which the rank moves most.", **values))
    return " ".join(sentences)


def schemes_table(result: Schemes, language: str, names: Names | None = None) -> pd.DataFrame:
    """Give every score and rank as a table to read, a row per unit and a column per scheme."""
    _ = translator(language)
    cells = {
        scheme: [
            ""
            if np.isnan(score)
            else _("{score} (rank {rank})", score=number(score, 1, language), rank=number(rank, 0, language)).replace(
                " ", "\u00a0"
            )
            for score, rank in zip(result.scores[scheme], result.ranks[scheme], strict=True)
        ]
        for scheme in result.names
    }
    return figure_table(_("Territory"), _unit_names(result.scores.index, names), cells)


def _each(result: Schemes) -> float:
    """Inches between two schemes."""
    return WIDTH / max(len(result.names) - 1, 1)


def _slanted(result: Schemes) -> bool:
    """Whether a word of a scheme’s name is too wide to be written level."""
    return max(width(word, SMALL) for name in result.names for word in name.split() or [""]) > _each(result) * 0.92


def _shown(result: Schemes) -> pd.DataFrame:
    """Places of the units that every scheme ranks, one each (ties in the order of the units); at most `MOST`."""
    ranks = result.ranks.dropna()
    if len(ranks) > MOST:
        moved = np.ptp(ranks.to_numpy(), axis=1)
        ranks = ranks.iloc[np.sort(np.argsort(-moved, kind="stable")[:MOST])]
    return ranks.rank(method="first") if len(ranks) else ranks


def _unit_names(index: pd.Index, names: Names | None) -> list[str]:
    known = {} if names is None else dict(names)
    plain = [" ".join(map(str, unit)) if isinstance(unit, tuple) else str(unit) for unit in index]
    return [str(known.get(code, code)) for code in plain]
