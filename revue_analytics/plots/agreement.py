"""Agreement and convergence of one territory: criteria × groups, each aim now and at the last campaign, in words."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from revue_analytics.agreement import AIMS, FALSE_DISCOVERIES, Agreement, Convergence
from revue_analytics.document.agreement import aim_sentences, consensus_words, levels_apart, moved_sentences
from revue_analytics.document.kit.figure import Layout, ReviewFigure, new_figure
from revue_analytics.document.kit.rows import beside, legend, name_rows, nothing, row_height, scale_axis
from revue_analytics.document.kit.text import wrap
from revue_analytics.document.kit.theme import BEFORE, INK, RULE, SCORE, SMALL, ink_on, level_colour, themed
from revue_analytics.document.names import is_missing, node_label, numbered_labels
from revue_analytics.language import number, percent, signed, translator
from revue_analytics.review.reading import rows, rows_by


def draw_agreement(result: Agreement, name: str = "ordinal_consensus", *, language: str = "fr") -> ReviewFigure:
    """Make the figure of the agreement of one territory; `name` is a statistic of single criteria."""
    n = len(result.framework.leaf_ids)
    figure, ax = new_figure(Layout(height=0.6 + n * row_height(n, 0.3), left=2.75, right=0.1, top=0.5, bottom=0.1))
    agreement_map(result, ax, name, language=language)
    return figure


def agreement_map(result: Agreement, ax: Axes, name: str = "ordinal_consensus", *, language: str = "fr") -> Axes:
    """Draw on `ax` criteria × groups, a statistic of each written in its cell: the darker, the more agreement."""
    _ = translator(language)
    values = result.matrix(name)
    with themed():
        if values.empty or values.isna().all(axis=None):
            return nothing(ax, _("insufficient data"))
        wide = values.shape[1]
        name_rows(ax, numbered_labels(result.framework, values.index, language), size=SMALL, centre=0.5)
        shade = np.clip(np.nan_to_num(values.to_numpy()) * 5, 0, 4).astype(int)
        for (y, x), value in np.ndenumerate(values.to_numpy(dtype=np.float64)):
            if not np.isnan(value):
                colour = level_colour(int(shade[y, x]), 5)
                ax.fill([x, x + 1, x + 1, x], [y, y, y + 1, y + 1], color=colour, edgecolor="white", linewidth=1.5)
                text = number(value, 2, language)
                ax.text(x + 0.5, y + 0.5, text, ha="center", va="center", fontsize=SMALL, color=ink_on(colour))
        ax.set_xlim(0, wide)
        ax.set_xticks([])
        names = {"all": _("All respondents"), "others": _("Other respondents")}
        for x, group in enumerate(values.columns):
            head = wrap(names.get(group, group), 4.1 / wide, 7.5, 2)
            ax.text(x + 0.5, -0.15, head, ha="center", va="bottom", fontsize=7.5, color=INK)
    return ax


def draw_convergence(result: Convergence, name: str = "aims", *, language: str = "fr") -> ReviewFigure:
    """Make the figure of the convergence of aims of one territory."""
    figure, ax = new_figure(Layout(height=2.3, left=2.75, right=1.0, top=0.1, bottom=0.75))
    convergence_plot(result, ax, language=language)
    return figure


def convergence_plot(result: Convergence, ax: Axes, *, language: str = "fr") -> Axes:
    """Draw on `ax` each aim: its value with its interval, that of the last campaign, and the change beside it."""
    _ = translator(language)
    table = rows_by(result.measures, "aim")
    aims = [aim for aim in AIMS if aim in table]
    names = {
        "current": _("Agreement on today"),
        "desired": _("Agreement on three years from now"),
        "importance_rank": _("Concordance on what matters"),
        "importance_weights": _("Distance between groups’ weights"),
    }
    with themed():
        if not aims:
            return nothing(ax, _("insufficient data"))
        name_rows(ax, [names[aim] for aim in aims])
        scale_axis(ax, low=0, high=1, step=0.25)
        ax.set_xticks([0, 0.25, 0.5, 0.75, 1], [number(x, 2, language) for x in (0, 0.25, 0.5, 0.75, 1)])
        now: dict[str, Any] = {"marker": "o", "color": SCORE, "linestyle": "none", "markersize": 7}
        then = now | {"marker": "D", "markeredgecolor": BEFORE, "color": "white", "markersize": 6}
        for y, aim in enumerate(aims):
            row = table[aim]
            ax.plot([row.value_low, row.value_high], [y, y], color=RULE, linewidth=5, alpha=0.5)
            ax.plot([row.previous], [y], **then)
            ax.plot([row.value], [y], **now)
            if not np.isnan(row.change):
                beside(ax, y, signed(row.change, 2, language), size=SMALL, color=INK)
        legend(ax, [Line2D([], [], label=_("now"), **now), Line2D([], [], label=_("last campaign"), **then)])
    return ax


def describe_agreement(value: Agreement, language: str = "fr") -> str:
    """Read the agreement of one territory and campaign: what each statistic says, in plain words."""
    _ = translator(language)
    table = value.measures
    if table[["territory", "campaign"]].drop_duplicates().shape[0] != 1:
        return _("The agreement of {n} territory.", "The agreement of {n} territories.", table["territory"].nunique())
    sentences = []
    one = table[(table["scope"] == "criterion") & (table["group"] == "all")]
    one = one[one["statistic"] == "ordinal_consensus"].sort_values("value")
    if len(one):
        mean = float(one["value"].mean())
        sentences.append(
            _(
                "Ordinal consensus, mean of {n} criteria: {value}, {words}; as if every answer lay {levels} level "
                "from the mean. Lowest: {lowest} ({least}).",
                n=number(len(one), 0, language),
                value=number(mean, 2, language),
                words=consensus_words(mean, language),
                levels=number(levels_apart(mean, value.framework), 1, language),
                lowest=node_label(value.framework, str(one["node"].iloc[0]), language),
                least=number(one["value"].iloc[0], 2, language),
            )
        )
    last = table[(table["scope"] == "all") & (table["node"] == value.framework.depth_names[-1])]
    for row in rows(last[(last["group"] == "all")]):
        parts = {
            "value": number(row.value, 2, language),
            "interval": _ends(row.low, row.high, language),
            "n": number(row.n, 0, language),
        }
        if row.statistic == "krippendorff_alpha":
            sentences.append(
                _(
                    "Krippendorff’s alpha: {value}{interval}, {n} respondents. 1: all give the same answers; 0: "
                    "agreement as by chance. Below 0.67 one respondent cannot stand for another: it takes many.",
                    **parts,
                )
            )
        elif row.statistic == "kendall_w":
            sentences.append(
                _(
                    "Kendall’s W: {value}{interval}, {n} respondents who rated everything. 1: the same order of the "
                    "criteria; 0: {words}.",
                    words=_("no common order"),
                    **parts,
                )
            )
    clear = value.differences[value.differences["q_value"] <= FALSE_DISCOVERIES]
    sentences.append(
        _(
            "Differences between groups beyond chance: {n} comparison out of {of} (false discovery rate {rate}).",
            "Differences between groups beyond chance: {n} comparisons out of {of} (false discovery rate {rate}).",
            len(clear),
            of=number(len(value.differences), 0, language),
            rate=percent(FALSE_DISCOVERIES, 0, language),
        )
    )
    return "\n".join(sentences)


def describe_convergence(value: Convergence, language: str = "fr") -> str:
    """Read the convergence of aims of one territory and campaign."""
    _ = translator(language)
    table = value.measures
    if table[["territory", "campaign"]].drop_duplicates().shape[0] != 1:
        n = table["territory"].nunique()
        return _("The convergence of aims of {n} territory.", "The convergence of aims of {n} territories.", n)
    sentences = aim_sentences(table.drop_duplicates("aim").set_index("aim"), value.framework, language)
    before = table.loc[table["previous_campaign"] != "", "previous_campaign"]
    return "\n".join([*sentences, *(moved_sentences(table, str(before.iloc[0]), language) if len(before) else [])])


def _ends(low: float, high: float, language: str) -> str:
    if is_missing(low) or is_missing(high):
        return ""
    _ = translator(language)
    return " " + _("(between {low} and {high})", low=number(low, 2, language), high=number(high, 2, language))
