"""Criteria × groups of respondents: who sees what, the values written in the cells."""

from dataclasses import replace
from itertools import repeat
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.patches import Patch

from revue_analytics.agreement import FALSE_DISCOVERIES
from revue_analytics.document import names
from revue_analytics.document.findings import limits, no_limit, no_strength, order_note, strengths
from revue_analytics.document.kit.figure import Drawing, Layout
from revue_analytics.document.kit.rows import GAP, beside, legend, lines_in, name_rows, nothing, room, row_height
from revue_analytics.document.kit.text import LINE, width, wrap
from revue_analytics.document.kit.theme import BASE, INK, MUTED, SMALL, ink_on, level_colour, themed
from revue_analytics.document.page.html import Html, picture, render
from revue_analytics.document.reviewer import reviewer_view
from revue_analytics.document.rows import at_nodes, figure_table
from revue_analytics.framework import OVERALL
from revue_analytics.language import in_language, number, translator
from revue_analytics.review import TerritoryReview
from revue_analytics.review.reading import read_once, rows
from revue_analytics.review.tables import Row

BESIDE = 0.64  # inches for the agreement, right of the map


MOST_GROUPS = 10  # more columns than this cannot be read: the map shows their lowest, middle and highest scores


@read_once
def criteria_values(review: TerritoryReview) -> pd.DataFrame:
    """Scores (0–100), criteria in rows; in columns the groups' ids, then `OVERALL` for everyone together."""
    leaves = list(review.framework.leaf_ids)
    table = review.now("group_scores")
    wide = table.pivot_table(index="criterion", columns="group", values="score", observed=True, aggfunc="first")
    groups = [group for group, _colleges in map_groups(review)]
    values = wide.reindex(index=leaves, columns=groups).astype("Float64").astype("float64")
    overall = at_nodes(review.now("scores"), leaves)["score"].astype("Float64").astype("float64")
    return values.assign(**{OVERALL: overall})


@read_once
def map_groups(review: TerritoryReview) -> list[tuple[str, str]]:
    """Groups with the colleges merged in each; one that only some criteria have, for want of answers, names none."""
    groups = [(group, colleges) for group, colleges in names.known_groups(review) if group != "all"]
    known = {group for group, _colleges in groups}
    here = review.now("group_scores")["group"].unique()
    return groups + [(group, "") for group in here if group not in known and group != "all"]


def column_names(review: TerritoryReview, language: str, short: bool = False) -> list[str]:
    """Names of the columns of `criteria_values`; those that are short do not list the colleges that are merged."""
    _ = translator(language)
    labels = [
        _("Others") if short and group == "others" else names.group_label(review.meta, group, language, colleges)
        for group, colleges in map_groups(review)
    ]
    return [*labels, _("Together")]


def drawn(review: TerritoryReview, language: str) -> tuple[pd.DataFrame, pd.DataFrame, list[str]]:
    """Give what the map draws: values, why a cell would be blank, and the names of its columns.

    Every group has its column, up to `MOST_GROUPS`; beyond, three columns say between which scores the groups are, and
    the table beside the figure holds them all.
    """
    values, labels = criteria_values(review), column_names(review, language, short=True)
    reasons = why_blank(review, values, language)
    if values.shape[1] - 1 <= MOST_GROUPS:
        return values, reasons, labels
    _ = translator(language)
    groups = values.iloc[:, :-1]
    spread = {
        _("Lowest group"): groups.min(axis=1),
        _("Middle group"): groups.median(axis=1),
        _("Highest group"): groups.max(axis=1),
        labels[-1]: values[OVERALL],
    }
    shown = pd.DataFrame(spread)
    return shown, pd.DataFrame(dict.fromkeys(spread, reasons[OVERALL])), list(spread)


def why_blank(review: TerritoryReview, values: pd.DataFrame, language: str) -> pd.DataFrame:
    """Say of each cell of `criteria_values` why it would be blank: few answers, counted with others, not applicable."""
    _ = translator(language)
    status = at_nodes(review.now("scores"), values.index)["status"]
    reasons = [names.status_text(why, language) for why in status]
    blank = {group: dict(zip(values.index, reasons, strict=True)) for group in values}
    table = review.now("group_scores")
    merged = dict(names.known_groups(review))
    with_others = _("with others")
    for row in rows(table[table["group"].isin(("others", "all"))]):
        inside = set(str(row.colleges).split("+"))
        for group in values.columns[:-1]:
            if group != row.group and set((merged.get(group) or group).split("+")) <= inside:
                blank[group][row.criterion] = with_others
    return pd.DataFrame(blank, index=values.index)


class Agreed(Row):
    """A row of `agreed`: `clear` says that groups differ beyond chance."""

    clear: bool


@read_once
def agreed(review: TerritoryReview) -> pd.DataFrame:
    """Agreement of all on each criterion, as a number and as a word, and whether groups differ on it beyond chance."""
    leaves = list(review.framework.leaf_ids)
    table = review.now("agreement")
    one = table[(table["statistic"] == "ordinal_consensus") & (table["group"] == "all")]
    apart = review.now("group_differences")
    clear = set(apart.loc[apart["q_value"] <= FALSE_DISCOVERIES, "criterion"])
    placed = at_nodes(one, leaves)
    consensus = placed["value"].astype("Float64").astype("float64")
    words = placed["word"].astype("object").fillna("")
    marks = [leaf in clear for leaf in leaves]
    return pd.DataFrame({"consensus": consensus, "word": words, "clear": marks}, index=leaves)


def _agreed_texts(review: TerritoryReview, language: str) -> list[str]:
    """Write the agreement on each criterion: a number, a word where no number may be told, or nothing."""
    words = {"shared": translator(language)("shared"), "divided": translator(language)("divided")}
    texts = []
    for row in rows(agreed(review), Agreed):
        text = words.get(row.word, "") if np.isnan(row.consensus) else number(row.consensus, 2, language)
        texts.append(f"{text} ≠" if text and row.clear else text)
    return texts


def _criteria_layout(review: TerritoryReview, language: str) -> Layout:
    n, labels = len(review.framework.leaf_ids), drawn(review, language)[2]
    beyond = BESIDE if any(_agreed_texts(review, language)) else 0.1
    layout = Layout(height=1, left=2.62, right=beyond, bottom=0.42)
    each = layout.plot_width / len(labels)
    size = _head_size(labels, each)
    heads = [wrap(name, each - 0.03, size, 3, "bold") for name in labels]
    top = 0.14 + max(head.count("\n") + 1 for head in heads) * size * LINE / 72
    return replace(layout, height=top + n * row_height(n, 0.3) + 0.42, top=top)


def draw_criteria(review: TerritoryReview, ax: Axes, *, language: str = "fr") -> Axes:
    """Draw the map on `ax`; a cell without a publishable number says so."""
    import seaborn as sns

    _ = translator(language)
    values, reasons, labels = drawn(review, language)
    with themed():
        if values.empty:
            return nothing(ax, _("insufficient data"))
        n_levels = len(names.level_range(review.framework)) or 5
        edges = [*np.linspace(0, 100, n_levels), 100.01]
        colours = [level_colour(i, n_levels) for i in range(n_levels)]
        sns.heatmap(
            values + 1e-9,
            ax=ax,
            cmap=ListedColormap(colours),
            norm=BoundaryNorm(edges, n_levels),
            vmin=0,
            vmax=100,
            cbar=False,
            linewidths=1.5,
            linecolor="white",
            xticklabels=False,
            yticklabels=False,
        )
        ax.set_xlabel("")
        ax.set_ylabel("")
        name_rows(ax, names.numbered_labels(review.framework, values.index, language), size=SMALL, centre=0.5)
        _heads(ax, labels)
        _cells(ax, review, values, reasons, edges, colours, language)
        _agreement_column(ax, review, language)
        _level_key(ax, review, colours, language)
    return ax


def _head_size(labels: list[str], each: float) -> float:
    """Size at which the words of the heads fit their columns, or the smallest that is still read."""
    last = len(labels) - 1
    words = [(word, "bold" if x == last else "normal") for x, name in enumerate(labels) for word in name.split()]
    fitting = (size for size in (SMALL, 7.5, 7.0) if all(width(word, size, of) <= each - 0.03 for word, of in words))
    return next(fitting, 7.0)


def _heads(ax: Axes, labels: list[str]) -> None:
    here = room(ax)
    each = here.width / len(labels)
    size = _head_size(labels, each)
    for x, name in enumerate(labels):
        last = x == len(labels) - 1
        weight = "bold" if last else "normal"
        ax.annotate(
            wrap(name, each - 0.03, size, 3, weight),
            (x + 0.5, 1),
            xycoords=("data", "axes fraction"),
            xytext=(0, 5),
            textcoords="offset points",
            ha="center",
            va="baseline",
            fontsize=size,
            fontweight=weight,
            color=INK,
            linespacing=1.1,
            annotation_clip=False,
        )


def _cells(
    ax: Axes,
    review: TerritoryReview,
    values: pd.DataFrame,
    reasons: pd.DataFrame,
    edges: list[float],
    colours: list[str],
    language: str,
) -> None:
    here = room(ax)
    wide, high = here.width / values.shape[1], here.height / values.shape[0]
    small, size = 7.5, min(BASE, high * 72 / 1.25)
    for (y, x), value in np.ndenumerate(values.to_numpy()):
        if np.isnan(value):
            reason = _fitting(str(reasons.iloc[y, x]), wide, high, small)
            ax.text(x + 0.5, y + 0.5, reason, ha="center", va="center", fontsize=small, color=MUTED, linespacing=1.05)
            continue
        text = names.score(value, language, review.framework, 0)
        if width(text, size) < wide:
            colour = colours[min(int(np.searchsorted(edges, value + 1e-9, side="right")) - 1, len(colours) - 1)]
            weight = "bold" if x == values.shape[1] - 1 else "normal"
            ax.text(
                x + 0.5, y + 0.5, text, ha="center", va="center", fontsize=size, color=ink_on(colour), weight=weight
            )


def _agreement_column(ax: Axes, review: TerritoryReview, language: str) -> None:
    """Write the agreement of all respondents right of the map; a mark where groups differ beyond chance."""
    texts = _agreed_texts(review, language)
    if not any(texts):
        return
    head = translator(language)("Agreement")
    size = next((size for size in (SMALL, 7.5) if width(head, size) <= BESIDE - 0.1), 7.0)
    above: dict[str, Any] = {"xycoords": "axes fraction", "textcoords": "offset points", "annotation_clip": False}
    ax.annotate(head, (1, 1), xytext=(GAP * 72, 5), fontsize=size, color=INK, va="baseline", **above)
    high = room(ax).height / len(texts)
    for y, text in enumerate(texts):
        if text:
            beside(ax, y + 0.5, text, size=min(SMALL, high * 72 / LINE), color=INK)


def _fitting(text: str, wide: float, high: float, size: float) -> str:
    """Wrap a reason to its cell; a dash where it does not fit with its words whole."""
    wrapped = wrap(text, wide - 0.06, size, 2)
    whole = all(width(word, size) <= wide - 0.06 for word in text.split())
    return wrapped if whole and "…" not in wrapped and lines_in(high, size) > wrapped.count("\n") else "–"


def _level_key(ax: Axes, review: TerritoryReview, colours: list[str], language: str) -> None:
    """Name the colours below the map."""
    levels = [level for level, _start, _end in names.level_range(review.framework)]
    if levels:
        handles = [
            Patch(
                facecolor=colour,
                edgecolor=MUTED,
                linewidth=0.6,
                label=names.level_word(review.framework, level, language),
            )
            for level, colour in zip(levels, colours, strict=True)
        ]
        legend(ax, handles, below=0.14)


def criteria_message(review: TerritoryReview, language: str) -> str:
    """Say in one sentence what the map shows: where the groups are furthest apart."""
    _ = translator(language)
    values = criteria_values(review).iloc[:, :-1]
    many = names.depth_word(review.framework, len(review.framework.depths), language)
    spread = (values.max(axis=1) - values.min(axis=1)).where(values.notna().sum(axis=1) >= 2).dropna()
    if spread.empty:
        return _("Scores of the {many}, all respondents together.", many=many)
    widest = str(spread.idxmax())
    row = values.loc[widest].dropna()
    labels = dict(zip([*values.columns, OVERALL], column_names(review, language), strict=True))
    if spread[widest] < 1e-9:
        return _("The groups of respondents give the same scores to all the {many}.", many=many)
    return _(
        "Scores of the {many} by group of respondents; the groups are furthest apart on {name}: "
        "{low} for {lowest}, {high} for {highest}.",
        many=many,
        name=names.numbered_labels(review.framework, [widest], language)[0],
        low=names.score(row.min(), language, review.framework, 0),
        lowest=labels[str(row.idxmin())],
        high=names.score(row.max(), language, review.framework, 0),
        highest=labels[str(row.idxmax())],
    )


def _criteria_table(review: TerritoryReview, language: str) -> pd.DataFrame:
    """Give the map as a table to read; beside each group's score, the level that at least half of it gave or passed."""
    values = criteria_values(review)
    reasons = why_blank(review, values, language)
    medians = review.now("group_scores").drop_duplicates(["criterion", "group"])
    levels = dict(zip(zip(medians["criterion"], medians["group"], strict=True), medians["lower_median"], strict=True))

    def cell(criterion: str, group: str, value: float, reason: str) -> str:
        if np.isnan(value):
            return reason
        written = names.score(value, language, review.framework, 0)
        word = names.level_word(review.framework, levels.get((criterion, group)), language)
        return f"{written} ({word})" if word else written

    columns = [
        (name, [cell(*each) for each in zip(values.index, repeat(group), values[group], reasons[group], strict=False)])
        for name, group in zip(column_names(review, language), values.columns, strict=True)
    ]
    if any(marks := _agreed_texts(review, language)):
        columns.append((translator(language)("Agreement"), marks))
    return figure_table(
        names.column_head(review.framework, len(review.framework.depths), language),
        names.numbered_labels(review.framework, values.index, language),
        columns,
    )


def criteria(review: TerritoryReview, language: str = "fr") -> Html:
    """Write the scores of the criteria, by group of respondents."""
    _ = translator(language)
    many = in_language(review.framework.depths[-1].plural, language)
    reading = _("Each cell is a score out of 100; the darker, the higher the level reached.")
    if not review.small and (review.now("agreement")["statistic"] == "ordinal_consensus").any():
        reading += " " + _(
            "On the right: agreement of all respondents, from 0 to 1, or in a word of fewer than ten answers; ≠: "
            "groups differ beyond chance."
        )
    heat = picture(
        review, CRITERIA_FIGURE, language, _("Scores of the {many} by group of respondents", many=many), reading
    )
    return render(
        "criteria.html.j2",
        review,
        language,
        many=many,
        heat=heat,
        small=review.small,
        seen=reviewer_view(review, language),
        held=[
            (title, held(review, language), order_note(review, kind, language), nothing_held(review, language))
            for title, held, kind, nothing_held in (
                (_("Strengths that hold"), strengths, "strength", no_strength),
                (_("Limits that hold"), limits, "limit", no_limit),
            )
        ],
    )


CRITERIA_FIGURE = Drawing(draw_criteria, criteria_message, _criteria_table, _criteria_layout)
